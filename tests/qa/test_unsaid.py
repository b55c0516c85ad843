"""What else there is: nothing that the conversation has quoted already."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from qa.types import Turn
from qa.unsaid import unsaid_by

FOUND = [SimpleNamespace(text=text) for text in ("The pier\n is shut.", "It is old.", "New one.")]
TOLD = (
    Turn("user", "Why? New one."),
    Turn("assistant", "The pier is shut. [1][2] Ann Lee: It is old. [3]"),
)


@pytest.mark.parametrize(
    "question",
    [
        "What else did she say?",
        "Anything else?",
        "who else",
        "Are there any other reasons?",
        "Did anyone besides her say so?",
        "any more",
    ],
)
def test_who_asks_for_more_is_told_what_is_new(question: str) -> None:
    left = unsaid_by(TOLD, question)
    assert [one.text for one in left(FOUND)] == ["New one."]
    assert unsaid_by((), question)(FOUND) == tuple(FOUND)


@pytest.mark.parametrize("question", ["What did she say?", "What does the other side say?", ""])
def test_who_asks_again_is_told_again(question: str) -> None:
    assert unsaid_by(TOLD, question)(FOUND) == tuple(FOUND)
