"""CLAPNQ: does the doubt tell passages that answer from passages that do not?

Development rows (Apache-2.0, https://github.com/primeqa/clapnq): a question and one Wikipedia
passage, half of which do not answer. The first hundred of each half helped to train the reranker
(``eval.training_rows``), so only the rest is asked here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from eval.asking import SHOWN
from eval.metrics.refusal import area_under_risk, auroc
from eval.metrics.stats import Measure, Row, Table
from eval.sets.small import SmallCorpora, json_lines, sample
from eval.sets.task import Answers, Context, Task
from eval.training_rows import _detokenise as detokenise

__all__ = ["clapnq_task"]

TRAINED_ON = 100


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    question: str
    text: str
    gold: tuple[tuple[int, int], ...]


def _item(row: dict[str, Any]) -> _Question:
    passage, chosen = row["passages"][0], set(row["output"][0]["selected_sentences"])
    text, gold = passage["title"] + "\n\n", []
    for raw in passage["sentences"]:
        sentence = detokenise(raw)
        if raw in chosen:
            gold.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    return _Question(row["id"], row["input"], text, tuple(gold))


def _columns(row: Row) -> Sequence[float]:
    return float(row["confidence"]), float(row["answerable"])


def _risk(row: Row) -> Sequence[float]:
    return float(row["confidence"]), float(row["first_right"])


def _first(row: Row) -> Sequence[float] | None:
    return (float(row["first_right"]), 1.0) if row["answerable"] else None


def _refused(row: Row) -> Sequence[float] | None:
    return None if row["answerable"] else (float(row["status"] == "not_in_corpus"), 1.0)


def _wrongly_refused(row: Row) -> Sequence[float] | None:
    return (float(row["status"] == "not_in_corpus"), 1.0) if row["answerable"] else None


def _auroc(table: Table) -> float:
    return auroc(table[:, 0], table[:, 1])


def _aurc(table: Table) -> float:
    return area_under_risk(table[:, 0], table[:, 1])


MEASURES = (
    Measure("auroc", "AUROC, answerable or not", "", _columns, _auroc, group="Refusal"),
    Measure("aurc", "Area under risk-coverage", "", _risk, _aurc, better=-1, group="Refusal"),
    Measure("p@1", "Sentence precision@1", "the most probable clause is in a gold one", _first),
    Measure("refused", "Unanswerable refused", "", _refused, group="Refusal"),
    Measure("wrongly_refused", "Answerable refused", "", _wrongly_refused, better=-1,
            group="Refusal"),
)  # fmt: skip


def _fault(answerable: bool, right: bool, status: str) -> str:
    """What is wrong with an answer, "" where nothing is."""
    if status == "not_in_corpus":
        return "refused, and the passage says" if answerable else ""
    if not answerable:
        return "answered, and the passage does not say"
    return "" if right else "a true quotation that answers another question"


def clapnq_task(context: Context) -> Task:
    """The task. Raises Skipped where the files are not there."""
    folder = context.data / "clapnq"
    halves = [
        [_item(row) for row in json_lines(folder, f"{name}.jsonl")[TRAINED_ON:]]
        for name in ("answerable", "unanswerable")
    ]
    each = context.limit // 2 if context.limit else None
    items = [item for half in halves for item in sample(half, each)]

    @contextmanager
    def start() -> Iterator[Answers]:
        with SmallCorpora.open(context.settings) as corpora:

            def answer(item: _Question) -> Row:
                told, found = corpora.ask(item.question, {"passage.txt": item.text}, item.id)
                span = found[0].clause.span if found else None
                right = bool(span) and any(
                    a < span.end and span.start < b for a, b in item.gold if span
                )
                return {
                    "id": item.id,
                    "question": item.question,
                    "answerable": bool(item.gold),
                    "confidence": found[0].probability if found else 0.0,
                    "first_right": right,
                    "status": told["status"],
                    "said": told["text"],
                    "gold": [item.text[a:b] for a, b in item.gold],
                    "fault": _fault(bool(item.gold), right, told["status"]),
                    "retrieved": [
                        {"source": "", "text": one.text, "probability": round(one.probability, 4)}
                        for one in found[:SHOWN]
                    ],
                }

            yield answer

    return Task(
        name="clapnq",
        about="CLAPNQ development rows that nothing was trained on (Apache-2.0), a passage each",
        digest=hashlib.sha256(repr(items).encode()).hexdigest(),
        items=items,
        start=start,
        measures=MEASURES,
        anchors={"auroc": "MiniLM cosine .87", "p@1": "MiniLM cosine .75, random .45 (60 rows)"},
        wrong=lambda row: bool(row["fault"]),
    )
