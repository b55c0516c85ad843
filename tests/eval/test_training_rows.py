"""The invented corpora that judges are trained on: what is asked of them, and in which words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.training_rows import HELD_OUT, NEAR, begins, rows_of, wordings
from index.types import Span
from tests.fakes import FakeEmbedder

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
    assert len(worded) > 11_000
    assert {item["kind"] for _, item in worded} >= {"fact", "conflict", "unanswerable"}
    assert sum(begins(group, HELD_OUT) for group, _ in worded) > 800


def test_near_misses_are_questions_of_their_own_about_what_has_an_answer() -> None:
    near = [(item, words) for _, item in items() for words in item.get("near", ())]
    assert len(near) > 5000
    for item, words in near:
        assert item["sides"], words  # of the evidence that does not answer it
        assert words == " ".join(words.split()) and len(words) > 8
        assert words.casefold() not in {w.casefold() for w in wordings(item)}


def test_a_near_miss_is_asked_of_the_evidence_alone_which_does_not_answer_it(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "mill"
    corpus.mkdir()
    answers = "The mill burnt down on Friday after a bearing ran dry."
    (corpus / "a.txt").write_text(f"{answers}\n\nNobody in the village was hurt.\n", "utf-8")

    def gold(_: str, span: Span) -> bool:
        return span.start < len(answers)

    asked = [
        ("fact", "What made the mill burn down?", gold, True),
        (NEAR, "Who owned the mill that burnt down?", gold, False),
    ]
    first, near = rows_of(corpus, asked, "own", FakeEmbedder())
    assert sorted(first.labels) == [0, 1] and first.answerable
    assert near.labels == (0,) and not near.answerable
    assert len(near.signals) == 1 and answers in near.readings[0]
