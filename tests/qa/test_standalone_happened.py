"""Pronouns that point at a deed or a claim, what was counted, and who is "the latter"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.anaphora import PAST_BASE, VERB_FORMS
from qa.standalone import standalone
from qa.standalone.deeds import asked_deed, base_of, base_of_third, counted, past_of, told_deed
from qa.types import Turn


def _ask(question: str, *contents: str) -> str:
    turns = [Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(contents)]
    return standalone(question, turns)


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "Did the council close the library?",
            "The council says it did not close the library [1].",
            "who did it then?",
            "who closed the library then?",
        ),
        (
            "Did the council close the library?",
            "The council closed the library in June [1].",
            "Why did they do it?",
            "Why did they close the library?",
        ),
        (
            "What happened to the governor?",
            "The governor was shot in the market of Lenk on Sunday [1].",
            "Who did it?",
            "Who shot the governor in the market of Lenk on Sunday?",
        ),
        (
            "What did Keel Marine promise in May?",
            "Keel Marine, in turn, had promised to repay the fares [1].",
            "when did it do so?",
            "when did Keel Marine repay the fares?",
        ),
        (
            "Did Ada Roth apologise to the miners?",
            "She refused to apologise to the miners [1].",
            "who says she did?",
            "who says Ada Roth apologised to the miners?",
        ),
    ],
)
def test_do_it_is_what_was_done(asked: str, answer: str, question: str, made: str) -> None:
    assert _ask(question, asked, answer) == made


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "When did the Tesk say they would attack Lenk?",
            "On Sunday the Tesk announced a large attack on Lenk, the last free town [1].",
            "What reason did they give for it?",
            "What reason did the Tesk give for the large attack on Lenk?",
        ),
        (
            "Has Tom Pell resigned?",
            "Tom Pell has resigned, with effect from 1 June [1].",
            "what was the reason for that?",
            "what was the reason for Tom Pell resigning?",
        ),
        (
            "What happened to the Saint Osk in March?",
            "The ferry Saint Osk struck the pier in Lenk harbour and sank [1].",
            "what caused it?",
            "what caused the ferry Saint Osk to strike the pier in Lenk harbour?",
        ),
        (
            "When did the state sell its shares in Norvik Bank?",
            "The state sold its shares in Norvik Bank on 4 March, a year late [1].",
            "who criticised that?",
            "who criticised the state selling its shares in Norvik Bank?",
        ),
        (
            "Who robbed the bank in Lenk?",
            "Two men robbed the bank in Lenk on 3 May [1].",
            "who was arrested for it?",
            "who was arrested for two men robbing the bank in Lenk on 3 May?",
        ),
        (
            "When was the dam blown up?",
            "The dam was blown up on 3 May [1].",
            "who ordered it?",
            "who ordered the dam being blown up?",
        ),
        (
            "What caused the outage?",
            "The outage was caused by a torn cable [1].",
            "who was responsible for it?",
            "who was responsible for the outage?",
        ),
        (
            "What mistake did a nurse make?",
            "At Pell House one of them gave a man the pills of his neighbour [1].",
            "was the press told about it?",
            "was the press told about a nurse giving a man the pills of his neighbour?",
        ),
    ],
)
def test_it_is_what_happened(asked: str, answer: str, question: str, made: str) -> None:
    assert _ask(question, asked, answer) == made


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "What did Brell proclaim about Lenk?",
            "“With the help of the people, whose patience was great, and by the will of all who "
            "stood by us, our final efforts have borne fruit and we have captured the town of "
            "Lenk,” proclaimed Anton Brell [1].",
            "And what does the front say to that?",
            "What does the front say to the claim that they have captured the town of Lenk?",
        ),
        (
            "What does the union say about the warnings?",
            "The dockers' union: “The firm ignored three warnings about the crane.” [1]",
            "and what does the firm say to this?",
            "what does the firm say to the claim that the firm ignored three warnings about "
            "the crane?",
        ),
        (
            "What did the rebels do in May?",
            "Rebels from the hills above the town of Lenk in the north have claimed that the Tesk "
            "have joined them [1].",
            "where was that claim published?",
            "where was the claim that the Tesk have joined them published?",
        ),
        (
            "Was there a rope in the water?",
            "“There was no rope,” she says [1].",
            "do the inspectors confirm this?",
            "do the inspectors confirm that there was no rope?",
        ),
        (
            "How many did the ministry say were ill?",
            "The ministry spoke of more than 300 ill [1].",
            "why should that figure no longer be used?",
            "why should the figure of more than 300 no longer be used?",
        ),
    ],
)
def test_that_is_what_was_claimed(asked: str, answer: str, question: str, made: str) -> None:
    assert _ask(question, asked, answer) == made


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "How many Tesk did the front say it killed in May?",
            "The Velmar Front claimed to have killed 350 Tesk fighters in May [1].",
            "and what toll did the other side give?",
            "How many of the front did the Tesk say it killed in May?",
        ),
        (
            "How much would the bridge cost according to Ada Roth?",
            "She put the bill at 2 million [1].",
            "what figure does the builder give?",
            "How much would the bridge cost according to the builder?",
        ),
        (
            "How many nurses went on strike?",
            "About 9,200 nurses went on strike [1].",
            "how many did the ministry speak of?",
            "How many nurses went on strike according to the ministry?",
        ),
        (
            "How many members does the union have at Keel?",
            "The union has 38 members at Keel [1].",
            "how many of them voted?",
            "how many of the members that the union has at Keel voted?",
        ),
        (
            "How many passengers can the Lenk carry?",
            "The Lenk carries 90 passengers [1].",
            "is that more than the Orva?",
            "Can the Lenk carry more passengers than the Orva?",
        ),
    ],
)
def test_what_was_counted_is_carried_over(
    asked: str, answer: str, question: str, made: str
) -> None:
    assert _ask(question, asked, answer) == made


LOST = (
    "Which commanders did both sides lose?",
    "The clash has left men of both sides dead, such as Tesk commander Anton Brell [1]. The "
    "front, on the other hand, lost a brigade leader, Sala Monde [2].",
)


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("how did the first one die?", "how did Anton Brell die?"),
        ("how old was the latter?", "how old was Sala Monde?"),
        ("what was the former's rank?", "what was Anton Brell's rank?"),
    ],
)
def test_names_of_two_sentences_are_counted(question: str, made: str) -> None:
    assert _ask(question, *LOST) == made


@pytest.mark.parametrize("asked", ["who was tom pell's mother", "Who was Tom Pell's mother?"])
def test_who_answered_is_meant_not_the_description(asked: str) -> None:
    said = "Pell is the son of noted painter Maria Osk Pell, who lived in Lenk [1]."
    assert _ask("how did she die?", asked, said) == "how did Maria Osk Pell die?"


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "Did the Tesk take Lenk?",
            "The Tesk did not take Lenk [1].",
            "why not?",
            "Why didn't the Tesk take Lenk?",
        ),
        (
            "When did the Tesk take Lenk?",
            "The Tesk took Lenk on 3 May [1].",
            "what happened the same day?",
            "what happened on 3 May?",
        ),
        (
            "How many ships are in the harbour?",
            "There are 40 ships in the harbour [1].",
            "what did the rumour of plague do?",
            "what did the rumour of plague do?",
        ),
        (
            "Who tests the air?",
            "The air is tested by Osk Lab [1].",
            "How long will repairing the bridge take?",
            "How long will repairing the bridge take?",
        ),
        (
            "When did the ferry open?",
            "The ferry opened in 2011 [1].",
            "what does it cost?",
            "what does the ferry cost?",
        ),
    ],
)
def test_what_stands_alone_or_names_a_thing_is_no_deed(
    asked: str, answer: str, question: str, made: str
) -> None:
    assert _ask(question, asked, answer) == made


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("When did the firm sell the mill?", "the firm sold the mill"),
        ("Was the mill sold in May?", "the mill was sold in May"),
        ("Did Roth say that Keel stopped the trains?", "Keel stopped the trains"),
        ("Does the mayor carry a gun?", "the mayor carries a gun"),
        ("Did the school in Lenk survive the storm?", "the school in Lenk survived the storm"),
    ],
)
def test_a_question_is_told_as_a_statement(question: str, clause: str) -> None:
    deed = asked_deed(question)
    assert deed is not None
    assert deed.clause() == clause


def test_a_question_for_a_thing_holds_no_deed() -> None:
    assert asked_deed("What did Roth do?") is None
    assert counted("How much did Roth pay?") is None
    assert counted("How many people were killed in Lenk?") == "the people that were killed in Lenk"


def test_a_passive_tells_of_its_object() -> None:
    deed = told_deed("Tom Pell was robbed in Lenk by two men")
    assert deed is not None
    assert deed.phrase("past") == "robbed Tom Pell in Lenk"
    assert deed.phrase("done", patient=False) == "robbed in Lenk by two men"


BASES = sorted(v for v, form in VERB_FORMS.items() if form == "base" and v not in PAST_BASE)


@given(st.sampled_from(BASES))
def test_past_and_base_are_each_others_way_back(base: str) -> None:
    assert base_of(past_of(base)) == base


@given(st.sampled_from(["try", "reach", "go", "sell", "publish", "say", "pass", "deny"]))
def test_third_person_gives_its_base(base: str) -> None:
    third = f"{base[:-1]}ies" if base in ("try", "deny") else f"{base}s"
    third = f"{base}es" if base in ("reach", "go", "publish", "pass") else third
    assert base_of_third(third) == base


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_accepted(asked: str, answer: str, question: str) -> None:
    assert isinstance(_ask(f"{question} did it?", asked, answer), str)
    assert isinstance(_ask("who denies that claim?", asked, answer), str)
