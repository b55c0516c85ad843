"""The other side of a question: parties that trade places, and names that are one party."""

from __future__ import annotations

import pytest

from qa.standalone import standalone
from qa.standalone.mentions import Mention, find_mentions
from qa.standalone.parties import opponents, other_side, same_party
from qa.standalone.referents import read_exchange
from qa.types import Turn


def _ask(question: str, *contents: str) -> str:
    turns = [Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(contents)]
    return standalone(question, turns)


FRONTS = (
    "How many Tesk did the resistance claim to have killed?",
    "The Velmar Resistance Front, in turn, claimed to have killed 40 Tesk fighters overnight [1].",
)
SWAPPED = "How many of the resistance did the Tesk claim to have killed?"


@pytest.mark.parametrize(
    "question",
    [
        "And the other side?",
        "What about the other side?",
        "the other party?",
        "And their opponents?",
        "And them?",
        "And the Tesk?",
        "And vice versa?",
    ],
)
def test_the_armies_trade_places(question: str) -> None:
    assert _ask(question, *FRONTS) == SWAPPED


@pytest.mark.parametrize(
    ("question", "tail"),
    [
        ("And the other side, on 3 May?", " on 3 May"),
        ("and the other side, for the night of 1 to 2 May?", " for the night of 1 to 2 May"),
        ("What about the other side in June?", " in June"),
    ],
)
def test_the_other_side_at_another_time(question: str, tail: str) -> None:
    assert _ask(question, *FRONTS).lower() == f"{SWAPPED[:-1]}{tail}?".lower()


def test_a_front_in_small_letters_and_its_members_trade_places() -> None:
    asked = (
        "how many vlf members did the tesk say they killed",
        "The Tesk put the VLF's dead at 34.",
    )
    made = "How many Tesk members did the VLF say they killed"
    assert _ask("and the other side?", *asked) == made


@pytest.mark.parametrize("answer", ["The dockers, according to Roth.", "Two men, Ada Roth said."])
def test_they_are_the_several_who_did_it(answer: str) -> None:
    who = answer.partition(",")[0].lower()
    made = _ask("Why did they do it?", "Who closed the three yards?", answer)
    assert made == f"Why did {who} close the three yards?"


@pytest.mark.parametrize(
    ("asked", "answer", "made"),
    [
        (
            "How many Tesk did the VLF claim to have killed?",
            "The Velmar Liberation Front claimed to have killed 40 Tesk fighters [1].",
            "How many of the VLF did the Tesk claim to have killed?",
        ),
        (
            "How many Tesk fighters did the VLF capture?",
            "The Velmar Liberation Front captured 12 [1].",
            "How many VLF fighters did the Tesk capture?",
        ),
        (
            "What did the union demand from the company?",
            "The Pell Dockers' Union demanded a rise of 6% [1].",
            "What did the company demand from the union?",
        ),
        (
            "Why do the miners distrust the company?",
            "Over pay [1].",
            "Why does the company distrust the miners?",
        ),
        (
            "Does the workers' union trust the employers?",
            "No [1].",
            "Do the employers trust the workers' union?",
        ),
        (
            "What did the plaintiff accuse the defendant of?",
            "Of fraud [1].",
            "What did the defendant accuse the plaintiff of?",
        ),
        (
            "Why is Ada Roth suing Keel Marine?",
            "Over a fire on board [1].",
            "Why is Keel Marine suing Ada Roth?",
        ),
        (
            "Did Hexley Town outwit Orrin Rovers?",
            "Yes, 4-0 [1].",
            "Did Orrin Rovers outwit Hexley Town?",
        ),
        (
            "How many goals did Hexley United score against Hexley Town?",
            "Three [1].",
            "How many goals did Hexley Town score against Hexley United?",
        ),
        (
            "What did the Bank of Norvik claim about the Ministry of Trade?",
            "That it lied [1].",
            "What did the Ministry of Trade claim about the Bank of Norvik?",
        ),
    ],
)
def test_two_parties_of_one_question_trade_places(asked: str, answer: str, made: str) -> None:
    assert _ask("And the other side?", asked, answer) == made


@pytest.mark.parametrize(
    ("asked", "answer", "made"),
    [
        (
            "How many fighters did the VLF claim to have killed?",
            "The Velmar Liberation Front claimed to have killed 350 Tesk fighters [1].",
            "How many fighters did the Tesk claim to have killed?",
        ),
        (
            "What did the company say?",
            "Keel Marine said the Dockers' Union had walked out [1].",
            "What did the Dockers' Union say?",
        ),
        (
            "Did the Tesk army take Osk?",
            "The Tesk army said it took Osk; the Velmar Front denied it [1].",
            "Did the Velmar Front take Osk?",
        ),
        (
            "How many VLF fighters were killed?",
            "The Tesk army killed 30 VLF fighters [1].",
            "How many Tesk army fighters were killed?",
        ),
    ],
)
def test_one_party_gives_way_to_the_one_against_it(asked: str, answer: str, made: str) -> None:
    assert _ask("And the other side?", asked, answer) == made


def test_the_same_party_under_another_name_is_no_other_side() -> None:
    asked = "How many players did the club sell?"
    made = _ask("And the other side?", asked, "Hexley United sold 4 players [1].")
    assert "Hexley United" not in made
    assert "the other side" in made


def test_trading_places_twice_asks_the_first_question_again() -> None:
    made = _ask("And the other side?", *FRONTS, "And the other side?", "It gave no figure [2].")
    assert made == "How many of the Tesk did the resistance claim to have killed?"


def test_parties_joined_by_and_have_no_other_side() -> None:
    asked = "Why did the VLF and the Tesk army sign a truce?"
    assert _ask("And the other side?", asked, "To trade prisoners [1].") == asked


def test_the_other_side_in_a_question_of_its_own() -> None:
    assert _ask("What did the other side claim?", *FRONTS) == "What did the Tesk claim?"
    asked = ("What did the plaintiff accuse the defendant of?", "Of fraud [1].")
    assert _ask("What did the other side reply?", *asked) == "What did the defendant reply?"
    asked = ("What did the company offer the union?", "Keel Marine offered the union 3% [1].")
    assert _ask("What did their opponents say?", *asked) == "What did the union say?"


def test_another_name_of_the_acting_party_does_not_trade_places() -> None:
    assert "Tesk did the VRF claim" in _ask("What about the VRF?", *FRONTS)


def test_when_was_that_keeps_the_figure() -> None:
    made = "When did the resistance claim to have killed 40 Tesk?"
    assert _ask("When was that?", *FRONTS) == made
    two = "It claimed 40 Tesk on Monday and 12 Tesk on Friday [1]."
    made = "When did the resistance claim to have killed Tesk?"
    assert _ask("When was that?", FRONTS[0], two) == made


def _named(text: str) -> Mention:
    return find_mentions(text)[0]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("the resistance", "the Velmar Resistance Front", True),
        ("the VRF", "the Velmar Resistance Front", True),
        ("the Velmar Front", "Velmar Front fighters", True),
        ("Keel", "Keel Marine", True),
        ("Ada Roth", "Tom Roth", False),
        ("Hexley Town", "Hexley United", False),
        ("the Velmar Front", "the Osk Front", False),
        ("Keel", "the Keel Union", False),
    ],
)
def test_same_party(a: str, b: str, same: bool) -> None:
    assert same_party(_named(a), _named(b)) is same
    assert same_party(_named(b), _named(a)) is same


def test_without_parties_there_is_no_other_side() -> None:
    nothing = read_exchange("When does the ferry leave?", "At nine [1].")
    assert other_side([]) is None
    assert other_side([nothing]) is None
    assert opponents([]) == ()
