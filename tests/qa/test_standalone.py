"""Follow-ups made stand-alone: dialogues about invented news, and properties of any text."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import qa.standalone
from qa.standalone import LONGEST_REWRITE, standalone
from qa.types import Turn


@dataclass(frozen=True)
class Case:
    """Words that the rewrite must hold and must not hold, whatever their case."""

    name: str
    turns: tuple[str, ...]
    question: str
    has: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def talk(*contents: str) -> tuple[Turn, ...]:
    """Turns of user and assistant in alternation."""
    return tuple(
        Turn("assistant" if i % 2 else "user", content) for i, content in enumerate(contents)
    )


# Written beside the code.
FIRST = (
    Case(
        "the other party in the same question",
        ("How many fighters did the VLF claim to have killed?", "The VLF claimed 350 [1]."),
        "What about the Tesk army?",
        ("How many fighters did the Tesk army claim to have killed?",),
        ("VLF",),
    ),
    Case(
        "two parties trade places",
        ("How many Tesk fighters did the VLF claim to have killed?", "350 [1]."),
        "And the Tesk?",
        ("How many VLF fighters did the Tesk claim to have killed?",),
    ),
    Case(
        "the other side as a fragment",
        (
            "How many enemy soldiers did the Orvan army say it killed?",
            "The army reported killing 34 members of the Velmar Front [1].",
        ),
        "And the other side?",
        ("the Velmar Front", "How many enemy soldiers", "killed"),
        ("other side", "Orvan"),
    ),
    Case(
        "the other side inside a question",
        (
            "Did the Tesk army take Osk?",
            "The Tesk army said it took Osk; the Velmar Front denied it [1][2].",
        ),
        "What did the other side say?",
        ("What did the Velmar Front say?",),
    ),
    Case(
        "an unknown other side keeps its words and gains the topic",
        ("What did the harbour union demand at the Pell strike?", "A rise of 6% [1]."),
        "What does the other side say?",
        ("the other side", "Pell strike"),
    ),
    Case(
        "they deny it",
        (
            "What did the union claim about Keel Marine?",
            "The union said Keel Marine dumped oil [1].",
        ),
        "Do they deny it?",
        ("Keel Marine", "dumped oil"),
    ),
    Case(
        "he is who the answer names",
        ("Who was the skipper on 14 March?", "She was skippered by Joss Tarrant, a mariner [1]."),
        "Was he injured?",
        ("Was Joss Tarrant injured?",),
    ),
    Case(
        "a pronoun over two turns",
        (
            "Who was the skipper on 14 March?",
            "She was skippered by Joss Tarrant, a mariner [1].",
            "Was he injured?",
            "Mr Tarrant was not hurt [2].",
        ),
        "Is he working again?",
        ("Joss Tarrant", "working again"),
        ("he ",),
    ),
    Case(
        "his and the company in one question",
        ("Who founded Keel Marine?", "Tom Pell [1]."),
        "Is he still with the company?",
        ("Is Tom Pell still with Keel Marine?",),
    ),
    Case(
        "when, of a question that asked who",
        ("Who founded Keel Marine?", "Tom Pell [1]."),
        "When?",
        ("When was Keel Marine founded?",),
    ),
    Case(
        "why, of a question that asked when",
        ("When did the Norvik council approve the tram line?", "On 3 May [1]."),
        "And why?",
        ("Why did the Norvik council approve the tram line?",),
    ),
    Case(
        "another place",
        ("How many homes lost power in Norvik?", "About 4,000 [1]."),
        "And in Pellham?",
        ("How many homes lost power in Pellham?",),
        ("Norvik",),
    ),
    Case(
        "the topic carried along",
        ("What happened in the battle of Osk?", "The army retook the town [1]."),
        "How many were killed?",
        ("How many were killed in the battle of Osk?",),
    ),
    Case(
        "how many, of a question with yes or no",
        ("Were any workers injured in the fire at the Kestrel mill?", "Yes [1]."),
        "How many?",
        ("How many workers were injured in the fire at the Kestrel mill?",),
    ),
    Case(
        "which interview",
        ("What did Ada Roth say about the merger?", 'She said it was "a mistake" [1].'),
        "Which interview was that in?",
        ("Ada Roth", "merger", "in which interview"),
    ),
    Case(
        "who else",
        ("Who was arrested over the theft?", "Police arrested Lena Orr [1]."),
        "Who else?",
        ("Who else was arrested over the theft?",),
    ),
    Case(
        "whether anyone else says so",
        ("Who claimed that the bridge was safe?", "Lena Orr claimed the bridge was safe [1]."),
        "Did anyone else say so?",
        ("Who else claimed that the bridge was safe?",),
    ),
    Case(
        "whether anybody else says so, of a fact",
        ("Was the Norvik bridge shut?", "The Norvik bridge was shut in May [1]."),
        "has anybody else reported it?",
        ("Who else said that", "Norvik bridge was shut in May"),
    ),
    Case(
        "where was that, of an event",
        ("How many people were killed in the blast at Norvik port?", "12 [1]."),
        "Where was that?",
        ("Where was the blast at Norvik port?",),
    ),
    Case(
        "the second one of a list",
        ("Which options did the board discuss?", "A merger, a sale and a bond issue [1]."),
        "Why was the second one rejected?",
        ("sale", "rejected"),
        ("merger", "bond"),
    ),
    Case(
        "she and there",
        ("Where does Mayor Sela Marr live?", "In Norvik [1]."),
        "What did she do there?",
        ("What did Mayor Sela Marr do in Norvik?",),
    ),
    Case(
        "a new topic is left alone",
        ("What happened in the battle of Osk?", "The army retook the town [1]."),
        "Who is the mayor of Lyon?",
        ("Who is the mayor of Lyon?",),
        ("Osk",),
    ),
)

# Written when the code was done.
LATER = (
    Case(
        "science: its, of the thing asked for",
        ("When did the Talon 4 rocket explode?", "It exploded 70 seconds after launch [1]."),
        "What was its payload?",
        ("Talon 4", "payload"),
        ("its ",),
    ),
    Case(
        "science: the same question of another mission",
        ("How much did the Talon 4 rocket cost?", "41 million crowns [1]."),
        "What about the Heron 2?",
        ("How much did", "Heron 2", "cost"),
        ("Talon",),
    ),
    Case(
        "sport: she, after who scored",
        ("Who scored the winner for Hexley Town?", "Substitute Mira Solberg [1]."),
        "How old is she?",
        ("Mira Solberg",),
        ("she",),
    ),
    Case(
        "sport: the club",
        ("Who bought Hexley Town?", "The Dorset Trust bought it in June [1]."),
        "How much did they pay for the club?",
        ("Dorset Trust", "Hexley Town", "pay"),
        ("they",),
    ),
    Case(
        "courts: why after a verdict",
        ("Was Ivo Brandt acquitted?", "Yes, on Monday [1]."),
        "Why?",
        ("Why was Ivo Brandt acquitted?",),
    ),
    Case(
        "courts: his lawyer",
        ("What was Ivo Brandt accused of?", "Of stealing nine coins [1]."),
        "What did his lawyer say?",
        ("Ivo Brandt's lawyer",),
        ("his",),
    ),
    Case(
        "courts: an inner antecedent is left",
        ("Who is Lena Orr?", "The curator of the museum [1]."),
        "What did Ivo Brandt say about his lawyer?",
        ("What did Ivo Brandt say about his lawyer?",),
        ("Orr",),
    ),
    Case(
        "weather: another day",
        ("How much rain fell in Pellham on Monday?", "80 millimetres [1]."),
        "And on Tuesday?",
        ("How much rain fell in Pellham on Tuesday?",),
        ("Monday",),
    ),
    Case(
        "health: a short question takes the topic",
        ("Where did the grey fever outbreak begin?", "In Sarn district [1]."),
        "How many have died?",
        ("have died", "grey fever outbreak"),
    ),
    Case(
        "health: by whom",
        ("When was the Corvane vaccine developed?", "In 2031 [1]."),
        "By whom?",
        ("By whom was the Corvane vaccine developed?",),
    ),
    Case(
        "business: that deal",
        ("Why did Larkin Foods call off the merger with Ostmark?", "Over price [1]."),
        "How much was that merger worth?",
        ("merger with Ostmark", "worth"),
    ),
    Case(
        "business: the two before, then they",
        ("Which company makes the Hearth battery?", "Veridane Power makes it [1]."),
        "Where are they based?",
        ("Where", "Veridane Power", "based"),
    ),
    Case(
        "politics: who said that",
        ("How many ballots were spoiled in the Brevin election?", "The clerk counted 212 [1]."),
        "Who said that?",
        ("who", "ballots", "spoiled"),
    ),
    Case(
        "politics: is that true",
        ("What did Cllr Osei say about the toll?", "Cllr Osei said the toll would double [1]."),
        "Is that true?",
        ("toll would double",),
    ),
    Case(
        "politics: what else",
        ("What did Cllr Osei promise the residents?", "A new bridge [1]."),
        "Anything else?",
        ("What else did Cllr Osei promise the residents?",),
    ),
    Case(
        "nature: the animals",
        ("How many lynx did the rangers tag in Harsk forest?", "Eleven [1]."),
        "How many did they shoot?",
        ("the rangers", "shoot"),
        ("they",),
    ),
    Case(
        "nature: another species",
        ("How many lynx live in Harsk forest?", "About sixty [1]."),
        "And wolves?",
        ("How many wolves live in Harsk forest?",),
    ),
    Case(
        "a refusal adds nothing",
        ("Who owns the Gilder gallery?", "The 5 documents searched do not say."),
        "When was it founded?",
        ("When was the Gilder gallery founded?",),
        ("documents",),
    ),
    Case(
        "after that",
        ("When did the talks in Sarvel collapse?", "On 9 June [1]."),
        "What happened after that?",
        ("What happened after", "Sarvel"),
    ),
    Case(
        "talk before a question that stands alone",
        ("When did the talks in Sarvel collapse?", "On 9 June [1]."),
        "Thanks. What is the capital of Brevinia?",
        ("What is the capital of Brevinia?",),
        ("Sarvel",),
    ),
)


@pytest.mark.parametrize("case", FIRST + LATER, ids=lambda case: case.name)
def test_follow_up(case: Case) -> None:
    made = standalone(case.question, talk(*case.turns))
    low = made.lower()
    assert [word for word in case.has if word.lower() not in low] == [], made
    assert [word for word in case.lacks if word.lower() in low] == [], made
    assert "[1]" not in made
    assert len(made.split()) <= LONGEST_REWRITE


def test_without_history_the_question_is_returned_as_it_is() -> None:
    assert standalone("  Who  is he? ", ()) == "  Who  is he? "


def test_a_question_with_its_own_names_is_returned_as_it_is() -> None:
    history = talk("What did Ada Roth say about the merger?", "That it was a mistake [1].")
    question = "When did the Norvik council  approve the tram line?"
    assert standalone(question, history) == question


def test_only_the_last_turns_count() -> None:
    early = talk("Who leads the Velmar Front?", "Davit Sorn [1].")
    later = talk(*(("Is the pass open?", "Yes [1].") * 3))
    assert "Sorn" in standalone("Where does he live?", early)
    assert "Sorn" not in standalone("Where does he live?", early + later)


def test_a_history_of_assistant_turns_alone_is_read() -> None:
    history = (Turn("assistant", "Colonel Davit Sorn leads the Velmar Front [1]."),)
    assert "Davit Sorn" in standalone("Where does he live?", history)


def test_a_follow_up_of_a_follow_up_reaches_the_first_question() -> None:
    history = talk(
        "How many homes lost power in Norvik?", "About 4,000 [1].", "And in Pellham?", "None [2]."
    )
    made = standalone("Why?", history)
    assert "Pellham" in made
    assert "lost power" in made
    assert "Norvik" not in made


def test_an_answer_is_never_cut_into_more_than_the_bound() -> None:
    history = talk("What did Ada Roth say?", "Ada Roth said " + "that and this, " * 200)
    assert len(standalone("Is that true?", history).split()) <= LONGEST_REWRITE


def test_public_names() -> None:
    assert sorted(qa.standalone.__all__) == ["LONGEST_REWRITE", "TURNS_READ", "standalone"]
