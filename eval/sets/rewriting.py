"""Follow-up questions: how near is the stand-alone question to the one that a person wrote?

TREC CAsT (MIT, https://github.com/daltonj/treccastweb) and MTRAG (Apache-2.0,
https://github.com/IBM/mt-rag-benchmark); ``eval.followups`` loads both and defines the measures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from eval.followups import FollowUp, added_recall, load, token_f1
from eval.metrics.stats import Measure, Row
from eval.sets.task import Answers, Context, Skipped, Task
from qa.standalone import standalone

__all__ = ["rewriting_task"]

_FOLDERS = {"treccast": "TREC", "mtrag": "MTRAG"}
_ANCHORS = {
    "treccast": {
        "f1.ours": "the official T5 rewrites, 2020: .749",
        "added.ours": "the official T5 rewrites, 2020: .355",
    },
    "mtrag": {},
}


def _f1(row: Row, of: str) -> Sequence[float]:
    return token_f1(row[of], row["gold"]), 1.0


def _added(row: Row, of: str) -> Sequence[float] | None:
    found = added_recall(row[of], row["raw"], row["gold"])
    return None if found is None else (found, 1.0)


MEASURES = (
    Measure("f1.ours", "Token F1, ours", "to the human rewrite", partial(_f1, of="ours")),
    Measure("f1.raw", "Token F1, the raw question", "the floor", partial(_f1, of="raw"), better=0),
    Measure("added.ours", "Recall of added words", "of the words that the human added",
            partial(_added, of="ours")),
)  # fmt: skip


def rewriting_task(context: Context, name: str) -> Task:
    """The task of ``treccast`` or ``mtrag``. Raises Skipped where its files are not there."""
    found: list[FollowUp] = []
    for title, rows in load(context.data).items():
        if title.startswith(_FOLDERS[name]):
            found += [replace(row, id=f"{title}/{row.id}") for row in rows]
    if not found:
        folder = context.data / name
        raise Skipped(f"its files {folder} are not there; --data DIR names the folder of all sets")
    items = found[: context.limit]

    @contextmanager
    def start() -> Iterator[Answers]:
        def answer(item: FollowUp) -> Row:
            ours = standalone(item.question, item.history)
            return {
                "id": item.id,
                "question": item.question,
                "raw": item.question,
                "gold": item.rewrite,
                "ours": ours,
            }

        yield answer

    return Task(
        name=name,
        about={
            "treccast": "TREC CAsT 2020, later turns of conversations (MIT)",
            "mtrag": "MTRAG, later turns of conversations, clapnq and fiqa (Apache-2.0)",
        }[name],
        digest=hashlib.sha256(repr(items).encode()).hexdigest(),
        items=items,
        start=start,
        measures=MEASURES,
        anchors=_ANCHORS[name],
    )
