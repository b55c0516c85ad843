"""A question typed without capitals is read with those of the documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.casing import is_alike, with_case

TEXTS = (
    "Before that, Washington had told the Harbour Board to wait.",
    "“The board will wait,” said its chair, Ada Brandt.",
    "Washington and the board met in the harbour.",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what did washington tell the board", "What did Washington tell the board?"),
        ("ada brandt who is that", "Ada Brandt who is that"),
        ("Who is ada brandt?", "Who is Ada Brandt?"),
        ("when did the us wait for us", "When did the US wait for us?"),
        # Whoever sets a capital sets them where they are meant.
        ("what did washington tell Ada", "what did washington tell Ada"),
        ("", ""),
        ("?", "?"),
    ],
)
def test_the_capitals_are_those_of_the_sentences(typed: str, meant: str) -> None:
    assert with_case(typed, TEXTS) == meant


def test_a_word_that_begins_a_sentence_tells_nothing() -> None:
    assert with_case("is before a word?", TEXTS) == "Is before a word?"


def test_what_is_written_small_as_often_stays_small() -> None:
    assert with_case("was the harbour closed?", TEXTS) == "Was the harbour closed?"


@given(st.text(), st.lists(st.text(), max_size=4))
def test_nothing_but_capitals_and_a_mark_is_changed(question: str, texts: list[str]) -> None:
    made = with_case(question, texts)
    assert is_alike(made.lower(), question.lower())
    assert with_case(made, texts) == made or made.islower()
