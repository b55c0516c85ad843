"""The invented corpora that judges are trained on: what is asked of them, and in which words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.training_rows import HELD_OUT, begins, wordings

TRAINING = Path("eval/datasets/training")


def items() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(TRAINING.glob("*/questions.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield path.parent.name, json.loads(line)


def test_a_question_is_asked_in_all_its_wordings() -> None:
    assert wordings({"question": "Who fled?"}) == ["Who fled?"]
    assert wordings({"question": "Who fled?", "also": ["Who got away?"]}) == [
        "Who fled?",
        "Who got away?",
    ]


def test_other_wordings_are_other_words_and_give_no_answer_away() -> None:
    told = 0
    for _, item in items():
        first, *others = wordings(item)
        assert len({w.casefold() for w in (first, *others)}) == 1 + len(others), first
        assert all(w == " ".join(w.split()) and len(w) > 8 for w in others), first
        answers = [a.casefold() for side in item["sides"] for a in side["answers"]]
        told += any(
            answer in other.casefold() and answer not in first.casefold()
            for answer in answers
            for other in others
            if len(answer) > 3
        )
    assert told <= 2  # "for or against", "completed"


def test_other_wordings_are_of_all_kinds_and_measured_on_what_nothing_learns_from() -> None:
    worded = [(group, item) for group, item in items() if len(wordings(item)) > 1]
    assert len(worded) > 4000
    assert {item["kind"] for _, item in worded} >= {"fact", "conflict", "unanswerable"}
    assert sum(begins(group, HELD_OUT) for group, _ in worded) > 300
