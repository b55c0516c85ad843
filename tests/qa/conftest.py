"""Fixtures of the command line's tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import qa.assistant
from qa.errors import AnswerError
from qa.types import Answer
from tests.fakes_qa import QUESTION, SEA, TEA, FakeAssistant, FakeIndex, answered, refused


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, and no setting of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QA_CACHE_FOLDER", str(tmp_path / "cache"))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    answers: dict[str, Answer | BaseException] = {
        QUESTION: answered(QUESTION, [(TEA, "Tea is a plant.")]),
        "who?": refused("who?", [(SEA, "The sea is salt.")]),
        "why?": AnswerError("it cannot be said why"),
        "huh?": ZeroDivisionError("by\x1b zero"),
        "stop?": KeyboardInterrupt(),
        "pipe?": BrokenPipeError(),
    }
    made = FakeAssistant(FakeIndex((SEA, TEA)), answers)
    monkeypatch.setattr(qa.assistant, "Assistant", made)
    return made
