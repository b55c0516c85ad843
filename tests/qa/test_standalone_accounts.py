"""Follow-ups on accounts and claims: whose figure, whether it holds, what was meant instead."""

from __future__ import annotations

import pytest

from qa.standalone import standalone
from qa.standalone.talk import written_out
from qa.types import Turn


def _ask(question: str, *contents: str) -> str:
    turns = [Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(contents)]
    return standalone(question, turns)


MARCH = ("How many people joined the march?", "Organisers put the turnout at 4,000. [1]")


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("And the police?", "the police"),
        ("What does the council say?", "the council"),
        ("and the council says?", "the council"),
        ("What about Keel Marine?", "Keel Marine"),
    ],
)
def test_a_figure_is_asked_of_another_party(question: str, who: str) -> None:
    assert _ask(question, *MARCH).lower() == (
        f"how many people joined the march according to {who}?".lower()
    )


def test_the_account_of_one_party_gives_way_to_that_of_the_next() -> None:
    said = "Keel Marine: “The slip broke because of the frost.” [1]"
    made = _ask(
        "and the inspector?", "Why did the slip break?", "Rust. [1]", "what does Keel say?", said
    )
    assert made == "Why did the slip break according to the inspector?"


NOTICE = (
    "When do the births move to Lenk?",
    "The Orle Health Trust today announced that births at the old hospital in Orle will be moved "
    "to the Lenk Infirmary from 1 July. [1]",
)
MOVED = "births at the old hospital in Orle will be moved to the Lenk Infirmary from 1 July"


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Is that still happening?", f"Is it still true that {MOVED}?"),
        ("Still on?", f"Is it still true that {MOVED}?"),
        ("Is that confirmed?", f"Is it confirmed that {MOVED}?"),
        ("Is that true?", f"Is it true that {MOVED}?"),
        ("Did anyone contradict that?", f"Did anyone contradict that {MOVED}?"),
        ("Does everyone agree on that?", f"Does everyone agree that {MOVED}?"),
        ("Where was that published?", f"Where was it published that {MOVED}?"),
    ],
)
def test_what_was_just_said_is_asked_about(question: str, made: str) -> None:
    assert _ask(question, *NOTICE) == made


def test_what_she_said_is_carried_over_without_her() -> None:
    answer = "She said that 611 babies were born in Orle last year. [1]"
    made = _ask("Is that confirmed?", "How many babies were born in Orle last year?", answer)
    assert made == "Is it confirmed that 611 babies were born in Orle last year?"


def test_our_is_whose_words_they_are() -> None:
    answer = "Keel Marine: “Our log shows that the ferry left at noon.” [1]"
    made = _ask("Does everyone agree?", "When did the ferry leave?", answer)
    assert made == "Does everyone agree that Keel Marine's log shows that the ferry left at noon?"


@pytest.mark.parametrize(
    ("question", "asked", "made"),
    [
        ("Sorry, I mean the father", "How did Ada Roth die?", "How did Ada Roth's father die?"),
        ("no, i meant the club", "How much did they raise?", "How much did the club raise?"),
    ],
)
def test_what_was_meant_takes_the_place(question: str, asked: str, made: str) -> None:
    assert _ask(question, asked, "The documents do not say.").lower() == made.lower()


def test_a_question_behind_i_mean_is_asked_itself() -> None:
    asked = "How did they die?", "The documents do not say."
    assert _ask("I mean who killed them?", *asked).startswith("I mean who killed")


def test_which_ones_are_those_that_the_answer_counts() -> None:
    answer = (
        "Roth said he did not order the seizure of three districts in the province of Lenk. [1]"
    )
    made = _ask("Which ones?", "Did Tom Roth order the attack?", answer)
    assert made == "Which three districts in the province of Lenk?"


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Have they formed one yet?", "formed a fair council yet?"),
        ("Has it started?", "Has the large-scale strike started?"),
    ],
)
def test_what_the_answer_tells_of_anew(question: str, made: str) -> None:
    answer = "The union announced a large-scale strike. Keel Marine must form a truly fair council."
    assert _ask(question, "What did the union announce?", answer).endswith(made)


def test_it_is_what_the_answer_begins_with() -> None:
    answer = "A second vehicle with a midwife on board will be stationed in Orle. [1]"
    made = _ask("Has it been ordered?", "How will women get to Lenk?", answer)
    assert made == "Has the second vehicle been ordered?"


def test_of_hundreds_the_definite_remain() -> None:
    answer = "Hundreds of Tesk fighters were ambushed in the valley. [1]"
    made = _ask("How many of those were captured?", "Were the Tesk ambushed?", answer)
    assert made.startswith("How many of the Tesk")


def test_they_are_what_was_counted() -> None:
    asked = "How many ships does Keel Marine have?"
    made = _ask("Are they all from Orle?", asked, "It has more than 60. [1]")
    assert made == "Are the ships that Keel Marine has all from Orle?"


@pytest.mark.parametrize(
    "question",
    [
        "What will happen to the hydrotherapy pool?",
        "When did the US withdraw its troops from Orle?",
        "How many of the marchers got arrested?",
    ],
)
def test_what_says_enough_takes_nothing_over(question: str) -> None:
    assert (
        _ask(question, "What did Roth tweet?", "Roth tweeted that the pier is shut. [1]")
        == question
    )


def test_last_year_is_a_time() -> None:
    asked = "How many people work at the mill?"
    made = _ask("and last year?", asked, "The mill keeps 74 people in work. [1]")
    assert made == "How many people work at the mill last year?"


def test_what_was_meant_may_come_before_the_question() -> None:
    made = _ask("No, I mean the father. How did he die?", "Who is Ada Roth?", "A judge. [1]")
    assert made == "How did Ada Roth's father die?"


def test_what_happened_is_told_as_it_was_asked() -> None:
    asked = "When did Lenk fall?", "Roth tells of the 15 August fall of Lenk. [1]"
    made = _ask("How did people feel before that happened?", *asked)
    assert made == "How did people feel before Lenk fell?"


def test_that_is_the_deed_where_the_answer_tells_only_when() -> None:
    asked = "When did the US withdraw its troops from Lenk?", "It did on 30 August."
    made = _ask("Was that on time?", *asked)
    assert made == "Was that on time (the US withdrew its troops from Lenk)?"


def test_otherwise_than_what_was_said() -> None:
    asked = "When did the ferry leave?", "The ferry left at noon. [1]"
    made = _ask("Does anybody say different?", *asked)
    assert made == "Does anybody say otherwise than that the ferry left at noon?"


def test_a_number_with_a_comma_is_one_word() -> None:
    made = _ask("Is that more than the police say?", "How big was the crowd?", "18,500 people. [1]")
    assert "18,500 people" in made


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("who says thats wrong?", f"Who denies that {MOVED}?"),
        ("Who says it is not true?", f"Who denies that {MOVED}?"),
        ("Where did you get that from?", f"Where was it published that {MOVED}?"),
        ("wheres that from?", f"Where was it published that {MOVED}?"),
        ("What is the source for that?", f"Where was it published that {MOVED}?"),
    ],
)
def test_who_denies_it_and_where_it_stands(question: str, made: str) -> None:
    assert _ask(question, *NOTICE).lower() == made.lower()


@pytest.mark.parametrize(
    ("hasty", "written"),
    [
        ("whos he", "who's he"),
        ("how many of em", "how many of them"),
        ("didnt they  say so", "didn't they say so"),
        ("theyre his", "they're his"),
        ("who's were you", "who's were you"),
        ("its ours, theirs and hers", "its ours, theirs and hers"),
    ],
)
def test_hasty_words_are_written_out(hasty: str, written: str) -> None:
    assert written_out(hasty) == written


@pytest.mark.parametrize(
    "question",
    ["Who tests the water in the harbour?", "What did the independent maternity review cost?"],
)
def test_a_question_that_says_which_is_left(question: str) -> None:
    assert _ask(question, "Was there a rope?", "A rope lay on the pier. [1]") == question
