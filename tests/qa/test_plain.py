"""A question about who took or holds a place is asked in the words of the reports found for it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import plain as module
from qa.plain import in_plain_words

FOUND = (
    "The rebels said that they had captured the mill in Orle.",
    "The army still has control of the bridge and entered Velm at dawn.",
    "They were driven out of the fort.",
)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["in_plain_words"]


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("Did the rebels take Orle?", "Did the rebels capture Orle?"),
        ("did the rebels manage to seize all of Orle", "did the rebels capture all of Orle"),
        ("Have the rebels now taken over the old town?", "Have the rebels captured the old town?"),
        (
            "Is it true that the rebels took the whole of Orle?",
            "Is it true that the rebels captured the whole of Orle?",
        ),
        ("Did they gain full control of the town?", "Did they capture the town?"),
        ("Who took control of Orle?", "Who captured Orle?"),
        ("Who overran the valley in May?", "Who captured the valley in May?"),
        ("Has Orle fallen?", "Has Orle been captured?"),
        ("Has Orle fallen to the rebels yet?", "Has Orle been captured by the rebels?"),
        ("When did Orle fall?", "When was Orle captured?"),
        ("Is Orle in rebel hands?", "Is Orle controlled by rebel?"),
        ("Is Orle now in the rebels' hands?", "Is Orle controlled by the rebels?"),
        (
            "What do they say on whether the town is under the control of the army?",
            "What do they say on whether the town is controlled by the army?",
        ),
        ("Who holds Orle now?", "Who controls Orle?"),
        ("who's in charge of the fort", "who controls the fort"),
        ("Did the army ever get inside the valley?", "Did the army enter the valley?"),
        ("Have they got into the town?", "Have they entered the town?"),
        ("Which side was kicked out of the fort?", "Which side was driven out of the fort?"),
    ],
)
def test_other_words_for_it_become_plain(asked: str, plain: str) -> None:
    assert in_plain_words(asked, FOUND) == plain
    assert in_plain_words(plain, FOUND) == plain, "once is enough"


@pytest.mark.parametrize(
    "asked",
    [
        "Did the rebels capture Orle?",
        "Did Ada Roth take Ada Tesk?",  # no place stands so
        "Did she take the minutes?",
        "Who won the election?",
        "Did he take part in Orle?",
        "Has the price fallen?",
        "Did prices fall in Orle?",
        "Did the tree fall on the bridge?",
        "Who runs the mill?",
        "Did they get in touch with Orle?",
        "Who forced the director out of the mill?",
        "Did the bill go into effect in the town?",
        "Who took them to Orle?",
        "",
    ],
)
def test_what_asks_of_something_else_is_left(asked: str) -> None:
    assert in_plain_words(asked, FOUND) == asked


def test_the_plain_word_has_to_stand_in_what_was_found() -> None:
    asked = "Did the rebels take Orle?"
    assert in_plain_words(asked, ()) == asked
    assert in_plain_words(asked, ("They seized the mill in Orle.",)) == asked


@pytest.mark.parametrize("found", ["since the fall of Orle", "Orle has fallen", "Orle soon fell"])
def test_where_reports_use_the_questions_word_it_is_left(found: str) -> None:
    assert in_plain_words("Has Orle fallen?", (*FOUND, found)) == "Has Orle fallen?"


def test_the_fall_of_a_place_may_be_what_is_called_otherwise() -> None:
    found = (*FOUND, "They came after the fall of Velm.")
    assert in_plain_words("When did the capital fall?", FOUND) == "When was the capital captured?"
    assert in_plain_words("When did the capital fall?", found) == "When did the capital fall?"
    assert in_plain_words("Has the capital fallen?", found) == "Has the capital been captured?"


@given(st.text(max_size=120), st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_read(question: str, found: list[str]) -> None:
    made = in_plain_words(question, found)
    assert made == question or re.search("captur|control|enter|driven", made)
