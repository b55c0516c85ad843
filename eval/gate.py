"""The gate: a change that makes answers worse does not pass.

Every third question of panjshir, which takes all kinds and both halves evenly, is asked with the
default models. ``eval/baseline.json`` holds the accepted figures and, for each, its noise: one
bootstrap standard error over those questions. A figure that falls by more than its noise fails.
Where a figure has none (verbatim citations are all or nothing) any fall fails.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.metrics.answers import judge
from eval.metrics.stats import Measure, Row, standard_error, table_of
from eval.questions import item_of
from eval.runs import open_run, perform
from eval.sets.own import own_measures, own_task
from eval.sets.task import Context
from qa.errors import UsageError
from qa.settings import Settings

__all__ = [
    "BASELINE",
    "EVERY",
    "GATED",
    "Fall",
    "accepted",
    "ask_subset",
    "falls",
    "lost",
    "read_baseline",
]

BASELINE = Path(__file__).resolve().parent / "baseline.json"
SET, EVERY, RAW = "panjshir", 3, 5
GATED = (
    "accuracy",
    "evidence_recall",
    "citation_precision",
    "wrong_evidence",
    "verbatim",
    "refusal_recall",
    "refusal_precision",
    "refusal_f1",
    "false_premise",
    "injection",
    "auroc",
    "aurc",
    "unsupported",
    "raw_verified",
    "side_recall",
    "false_dispute",
    "sentence.fused.recall@10",
    "sentence.read.recall@3",
)

Baseline = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is worse than accepted by more than its noise."""

    key: str
    title: str
    accepted: float
    now: float
    noise: float

    def __str__(self) -> str:
        return (
            f"{self.title}: {self.now:.3f}, accepted {self.accepted:.3f} "
            f"with a noise of {self.noise:.3f}"
        )


def _gated() -> tuple[Measure, ...]:
    known = {measure.key: measure for measure in own_measures()}
    found = []
    for key in GATED:
        stage = key.partition(".")[2].replace(".", ", ")
        title = f"Retrieval, {stage}" if stage else known[key].title
        found.append(replace(known[key], title=title))
    return tuple(found)


def ask_subset(
    settings: Settings, progress: Callable[[int, int], None] | None = None
) -> list[dict[str, Any]]:
    """The rows of the gate's questions, asked now."""
    task = own_task(SET, Context(settings, Path()), raw_sample=RAW, every=EVERY)
    with tempfile.TemporaryDirectory() as folder:
        return perform(task, open_run(Path(folder), task, settings), progress).rows


def accepted(rows: Sequence[Row]) -> dict[str, Any]:
    """What a baseline keeps of these rows: each figure and its noise, and what was right."""
    figures = {}
    for measure in _gated():
        _, table = table_of(measure, rows)
        value = measure.statistic(table) if len(table) else math.nan
        if not math.isnan(value):
            noise = standard_error(table, measure.statistic)
            figures[measure.key] = {"value": round(value, 4), "noise": round(noise, 4)}
    return {"figures": figures, "right": {str(row["id"]): _right(row) for row in rows}}


def falls(rows: Sequence[Row], baseline: Baseline) -> list[Fall]:
    """The figures that fell by more than their noise. Raises UsageError for other questions.

    A figure that cannot be computed any more (nothing is answered at all) has fallen.
    """
    asked, known = {str(row["id"]) for row in rows}, set(baseline["right"])
    if asked != known:
        raise UsageError(
            f"the baseline is of {len(known)} questions, {len(known & asked)} of them asked now; "
            "`qa eval --accept` makes a new one"
        )
    found = []
    for measure in _gated():
        before = baseline["figures"].get(measure.key)
        if before is None:
            continue
        _, table = table_of(measure, rows)
        now = measure.statistic(table) if len(table) else math.nan
        worse = (before["value"] - now) * measure.better
        # Half a unit of the last digit kept: a rounded figure is no fall.
        if math.isnan(worse) or worse > before["noise"] + 0.00006:
            found.append(Fall(measure.key, measure.title, before["value"], now, before["noise"]))
    return found


def lost(rows: Sequence[Row], baseline: Baseline) -> list[tuple[str, str]]:
    """The questions that were right when the baseline was accepted and are not now."""
    return [
        (str(row["id"]), str(row["question"]))
        for row in rows
        if baseline["right"].get(str(row["id"])) and not _right(row)
    ]


def _right(row: Row) -> bool:
    return judge(item_of(row), row["answer"]).right


def read_baseline(path: Path = BASELINE) -> dict[str, Any]:
    """The accepted figures. Raises UsageError where there are none."""
    if not path.is_file():
        raise UsageError("no figures are accepted yet; `qa eval --accept` makes them so")
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read ({error}); `qa eval --accept` makes it") from error
    return found
