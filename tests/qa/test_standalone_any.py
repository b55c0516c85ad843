"""Stand-alone questions from any text, and the measures of rewrites."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.followups import added_recall, main, token_f1
from qa.standalone import LONGEST_REWRITE, standalone
from qa.types import Turn

TURNS = st.lists(
    st.builds(Turn, st.sampled_from(["user", "assistant"]), st.text(max_size=80)), max_size=8
)
WORDS = st.sampled_from(
    "who what when how many did was the Norvik Front Ada Roth said he they it that one there "
    "and about in of other side fire talks ? . , [1] ’s".split()
)
PHRASES = st.lists(WORDS, max_size=14).map(" ".join)


def _talk(contents: list[str]) -> tuple[Turn, ...]:
    return tuple(Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(contents))


@given(st.text(max_size=120), TURNS)
@settings(max_examples=150, deadline=None)
def test_any_text_is_accepted(question: str, turns: list[Turn]) -> None:
    made = standalone(question, turns)
    assert made == standalone(question, turns)
    assert len(made.split()) <= max(LONGEST_REWRITE, len(question.split()))


@given(PHRASES, st.lists(PHRASES, min_size=1, max_size=7))
@settings(max_examples=250, deadline=None)
def test_any_dialogue_gives_a_bounded_question(question: str, contents: list[str]) -> None:
    made = standalone(question, _talk(contents))
    assert made == standalone(question, _talk(contents))
    assert len(made.split()) <= max(LONGEST_REWRITE, len(question.split()))
    assert bool(made.strip()) == bool(question.strip())


def test_the_measures_of_rewrites() -> None:
    assert token_f1("Who was Ada?", "who was ada") == 1.0
    assert added_recall("Is Ada ill?", "Is she ill?", "Is Ada Roth ill?") == 0.5
    assert added_recall("Is she ill?", "Is she ill?", "Is she ill?") is None


def test_absent_data_is_said_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 1
    assert "skipped" in capsys.readouterr().err
