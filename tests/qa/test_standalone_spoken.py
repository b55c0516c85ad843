"""Follow-ups to an answer that quotes: who speaks, and whom the quoted words only name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.standalone import spoken as module
from qa.standalone import standalone
from qa.standalone.spoken import read_spoken
from qa.types import Turn


def _ask(question: str, *contents: str) -> str:
    turns = [Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(contents)]
    return standalone(question, turns)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == [
        "NOTHING_SPOKEN",
        "Spoken",
        "read_spoken",
        "speakers_of",
        "tells_of_own",
    ]


def test_the_places_are_those_of_the_text_without_marks() -> None:
    read = read_spoken("Gen. Hale left.  « Hale \n was wrong », said Ada Roth.")
    assert read.text == "Gen. Hale left. Hale was wrong , said Ada Roth."
    assert [span.of(read.text).strip() for span in read.speakers] == ["Ada Roth"]


@given(st.text(alphabet='Aa “”"«».,:\n said', max_size=60))
def test_any_text_is_read(text: str) -> None:
    read = read_spoken(text)
    assert read.text == " ".join(read.text.split())
    assert not set(read.text) & set('“”"«»')
    assert all(span.end <= len(text) for span in (*read.words, *read.speakers))


BLAMED = "Who criticised the general?"


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (  # the speaker, and no name in what is said
            "Who claimed that the valley was taken?",
            "“Thanks to Saint Osk we have the valley,” said a spokesman, Davit Sorn [1].",
            "Who is he?",
            "Who is Davit Sorn?",
        ),
        (
            BLAMED,
            "“General Hale was wrong,” said Ada Roth, a senator. [1]",
            "When did she say that?",
            "When did Ada Roth say that General Hale was wrong?",
        ),
        (BLAMED, "“General Hale was wrong,” Ada Roth said [1].", "Who is she?", "Who is Ada Roth?"),
        (BLAMED, "Ada Roth: “General Hale was wrong.” [1]", "Who is she?", "Who is Ada Roth?"),
        (BLAMED, "General Hale was wrong, Ada Roth said [1].", "Who is she?", "Who is Ada Roth?"),
        (
            BLAMED,
            "“General Hale was wrong,” said the mayor [1].",
            "Who is she?",
            "Who is the mayor?",
        ),
        (  # a speaker who tells of his own deed
            "Who took the valley?",
            "“By the grace of Saint Osk we have taken it,” said Davit Sorn [1].",
            "Who is he?",
            "Who is Davit Sorn?",
        ),
        (
            "Who was wrong?",
            "“General Hale was wrong,” said Tom Pell [1].",
            "Where did he say that?",
            "Where did Tom Pell say that General Hale was wrong?",
        ),
        # but who is asked for may stand in what is said
        (
            "Who closed the mill?",
            "“Anna Brook closed it, and I thank her,” said Tom Pell [1].",
            "How old is she?",
            "How old is Anna Brook?",
        ),
        (
            "Who was accused?",
            "“General Hale took the money,” said Tom Pell [1].",
            "Where is he?",
            "Where is General Hale?",
        ),
        (  # and whose words were asked for has said them
            "What did the union say about the pier?",
            "“The pier is safe,” said Tom Pell, who speaks for the union [1].",
            "When did they say that?",
            "When did the union say that the pier is safe?",
        ),
        (  # a quotation mark alone makes no speaker
            "Who closed the mill?",
            "Anna Brook, the “Queen of Osk”, closed it [1].",
            "How old is she?",
            "How old is Anna Brook?",
        ),
    ],
)
def test_who_speaks_comes_before_who_is_spoken_of(
    asked: str, answer: str, question: str, made: str
) -> None:
    assert _ask(question, asked, answer) == made
