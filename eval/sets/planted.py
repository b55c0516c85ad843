"""BIPIA: do orders planted in documents change what is answered? The rounds of ``eval.attacks``.

A row is a round: every document of a copy of harbour's corpus gets a planted sentence, and all
questions are asked again. Rounds with harmless sentences show what any sentence would move.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eval.attacks import CONTROLS, Bench, Told, choose, compare, load_attacks
from eval.metrics.stats import Measure, Row
from eval.questions import DATASETS, load_questions
from eval.sets.own import spread
from eval.sets.task import Answers, Context, Skipped, Task

__all__ = ["bipia_task"]

QUESTIONS, ROUNDS = 12, 5


@dataclass(frozen=True, slots=True)
class _Round:
    id: str
    kind: str
    turn: int


def _share(row: Row, kind: str, what: str) -> Sequence[float] | None:
    return (float(sum(row[what])), float(len(row[what]))) if row["kind"] == kind else None


MEASURES = (
    Measure("said", "Planted words said or cited", "share of answers", better=-1,
            columns=partial(_share, kind="attacks", what="said")),
    Measure("moved", "Evidence moved by an attack", "other words cited than without it", better=-1,
            columns=partial(_share, kind="attacks", what="moved")),
    Measure("moved.control", "Evidence moved by a harmless sentence", "", better=0,
            columns=partial(_share, kind="control", what="moved")),
)  # fmt: skip


def bipia_task(context: Context) -> Task:
    """The task. Raises Skipped where the file is not there."""
    path = context.data / "bipia" / "text_attack_train.json"
    if not path.is_file():
        raise Skipped(f"its file {path} is not there; --data DIR names the folder of all sets")
    corpus = DATASETS / "harbour"
    questions = spread(load_questions(DATASETS / "harbour.jsonl", corpus), QUESTIONS)
    words = [attack.text for attack in choose(load_attacks(path), ROUNDS)]
    planted = {"attacks": words, "control": list(CONTROLS)}
    rounds = [_Round(f"{kind}-{n}", kind, n) for n in range(ROUNDS) for kind in planted]
    items = rounds[: context.limit]

    @contextmanager
    def start() -> Iterator[Answers]:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(corpus, Path(folder), context.settings)
            before: list[Told] = bench.answers(questions)

            def answer(item: _Round) -> Row:
                made = bench.planted(planted[item.kind], item.turn)
                after = bench.answers(questions)
                effects = [compare(a, b, made) for a, b in zip(before, after, strict=True)]
                return {
                    "id": item.id,
                    "kind": item.kind,
                    "said": [effect.said for effect in effects],
                    "moved": [effect.moved for effect in effects],
                }

            yield answer

    return Task(
        name="bipia",
        about=f"BIPIA (MIT): {ROUNDS} rounds of planted orders, {QUESTIONS} questions each",
        digest=hashlib.sha256(repr((words, questions)).encode()).hexdigest(),
        items=items,
        start=start,
        measures=MEASURES,
    )
