"""What a report shows, as plain data: computed once, rendered as HTML, Markdown or text. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from eval.compare import Change, Flip, changes, flips
from eval.earlier import differences
from eval.metrics.answers import judge
from eval.metrics.asked import LEVELS, STAGES
from eval.metrics.citations import support_of
from eval.metrics.refusal import risk_coverage
from eval.metrics.stats import Measure, figure_of
from eval.questions import item_of
from eval.runs import Run
from eval.sets.task import Task
from qa.settings import Settings

__all__ = ["Curve", "Line", "Share", "Stage", "View", "Wrong", "number", "view_of"]

# A change that chance makes this rarely is shown as one.
RARE = 0.05
HEADLINE = (
    "accuracy", "evidence_recall", "citation_precision", "refusal_recall", "refusal_precision",
    "wrong_evidence",
)  # fmt: skip
STAGE_NAMES = {
    "dense": "Dense", "lexical": "Lexical (BM25)", "fused": "Fused", "reranked": "Reranked",
    "read": "Read by the model",
}  # fmt: skip
_STAGE_FIGURES = ("recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10")
_SURPLUS = "right, with a citation that is not gold"
_GROUPS = ("Answers", "Citations", "Refusal", "Faithfulness", "Speakers and sides", "Speed")


@dataclass(frozen=True, slots=True)
class Line:
    """A measure: its figure, what it was before, what others report."""

    measure: Measure
    value: float
    low: float
    high: float
    count: int
    anchor: str = ""
    change: Change | None = None

    @property
    def verdict(self) -> str:
        """``better``, ``worse`` or ``same``: whether the change is more than chance."""
        change = self.change
        if change is None or math.isnan(change.p) or change.p >= RARE or not self.measure.better:
            return "same"
        return "better" if change.difference * self.measure.better > 0 else "worse"


@dataclass(frozen=True, slots=True)
class Share:
    """A kind of question, or a half of a set."""

    name: str
    count: int
    right: float
    evidence_recall: float
    citation_precision: float
    refused: float


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's figures by name: recall@1, 3, 5, 10, mrr, ndcg@10."""

    name: str
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """Coverage and risk, the surest first; ``at`` is the share that is answered now."""

    points: tuple[tuple[float, float], ...]
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A question whose answer is wrong, or which cites what is no gold evidence.

    ``cited``: where each citation stands, and whether that is gold. ``grave`` is False where the
    answer is right and only cites more than it should.
    """

    id: str
    kind: str
    question: str
    fault: str
    history: tuple[str, ...]
    planted: tuple[tuple[str, str], ...]
    answer: str
    status: str
    cited: tuple[tuple[str, bool], ...]
    gold: tuple[tuple[str, str], ...]
    retrieved: tuple[tuple[str, str, float], ...]

    @property
    def grave(self) -> bool:
        return self.fault != _SURPLUS


@dataclass(frozen=True, slots=True)
class View:
    """All of a report.

    ``compared`` names the run before; ``differences`` is what else is not as it was in it.
    """

    name: str
    about: str
    run: str
    facts: tuple[tuple[str, str], ...]
    headline: tuple[Line, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    kinds: tuple[Share, ...]
    splits: tuple[Share, ...]
    stages: Mapping[str, tuple[Stage, ...]]
    curve: Curve | None
    curve_before: Curve | None
    wrong: tuple[Wrong, ...]
    compared: str
    differences: tuple[str, ...]
    flips: tuple[Flip, ...]

    @property
    def faults(self) -> tuple[tuple[str, int], ...]:
        """How often each thing went wrong, the most frequent first."""
        return tuple(Counter(one.fault for one in self.wrong if one.fault).most_common())

    @property
    def anchored(self) -> bool:
        """Whether figures of others stand beside any of ours."""
        return any(line.anchor for _, lines in self.groups for line in lines)


def view_of(task: Task, run: Run, before: Run | None = None) -> View:
    """The report of a run, and of what changed since ``before``."""
    changed = changes(task.measures, before.rows, run.rows) if before else {}
    lines = []
    for measure in task.measures:
        if measure.key.partition(".")[0] in LEVELS:
            continue
        figure = figure_of(measure, run.rows)
        if figure.count:
            anchor, change = task.anchors.get(measure.key, ""), changed.get(measure.key)
            lines.append(
                Line(measure, figure.value, figure.low, figure.high, figure.count, anchor, change)
            )
    named = {line.measure.key: line for line in lines}
    order = dict.fromkeys([*_GROUPS, *(line.measure.group for line in lines)])
    groups = [(name, tuple(x for x in lines if x.measure.group == name)) for name in order]
    return View(
        name=task.name,
        about=task.about,
        run=run.name,
        facts=_facts(run),
        headline=tuple(named[key] for key in HEADLINE if key in named)
        or tuple(x for x in lines if x.measure.better)[:4],
        groups=tuple((name, found) for name, found in groups if found),
        kinds=_shares(run.rows, "kind") if _is_own(run.rows) else (),
        splits=_shares(run.rows, "split") if _is_own(run.rows) else (),
        stages=_stages(task, run.rows) if _is_own(run.rows) else {},
        curve=_curve(run.rows),
        curve_before=_curve(before.rows) if before else None,
        # What is right but for a citation too many comes last.
        wrong=tuple(
            sorted((_wrong(row) for row in run.rows if task.wrong(row)), key=lambda w: not w.grave)
        ),
        compared=before.name if before else "",
        differences=differences(before, run) if before else (),
        flips=_flips(task, run, before),
    )


def number(value: float, unit: str = "share") -> str:
    """A figure as a reader wants it: ``.81``, ``1.0``, ``2.4 s``, ``31 words``; ``–`` for none."""
    if math.isnan(value):
        return "–"
    if unit == "share":
        text = f"{value:.3f}" if 0 < abs(value) < 0.01 else f"{value:.2f}"
        return "1.0" if text == "1.00" else text.replace("0.", ".", 1) if value else "0"
    return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"


def _is_own(rows: Sequence[Mapping[str, Any]]) -> bool:
    return bool(rows) and "sides" in rows[0] and "answer" in rows[0]


def _facts(run: Run) -> tuple[tuple[str, str], ...]:
    said = run.about.get("settings", {})
    first = run.rows[0] if run.rows else {}
    answer = first.get("answer", {}) if isinstance(first.get("answer"), dict) else {}
    found = {
        "Questions": str(len(run.rows)),
        "Language model": str(answer.get("model", "")),
        "Embedder": str(answer.get("embedder", "")),
        "Begun": str(run.about.get("started", "")).replace("T", " ").removesuffix("Z") + " UTC",
        "Code and weights": str(run.about.get("code", "")),
        "Settings": ", ".join(f"{k} {v}" for k, v in said.items() if v != _usual(k)),
    }
    return tuple((key, value) for key, value in found.items() if value)


def _usual(name: str) -> str:
    """A setting's default, as a run keeps it."""
    usual = {one.name: one.default for one in fields(Settings)}
    return str(usual.get(name))


def _shares(rows: Sequence[Mapping[str, Any]], by: str) -> tuple[Share, ...]:
    found = []
    for name in sorted({str(row[by]) for row in rows}):
        outcomes = [judge(item_of(row), row["answer"]) for row in rows if str(row[by]) == name]
        found.append(
            Share(
                name=name.replace("_", " "),
                count=len(outcomes),
                right=_mean([o.right for o in outcomes]),
                evidence_recall=_mean(
                    [o.evidence_recall for o in outcomes if o.evidence_recall is not None]
                ),
                citation_precision=_mean(
                    [o.citation_precision for o in outcomes if o.citation_precision is not None]
                ),
                refused=_mean([o.refused for o in outcomes]),
            )
        )
    return tuple(found)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _stages(task: Task, rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Stage, ...]]:
    by_key = {measure.key: measure for measure in task.measures}
    if f"{LEVELS[0]}.{STAGES[0]}.mrr" not in by_key:
        return {}
    found: dict[str, tuple[Stage, ...]] = {}
    for level in LEVELS:
        stages = []
        for stage in STAGES:
            figures = {
                name: figure_of(by_key[f"{level}.{stage}.{name}"], rows).value
                for name in _STAGE_FIGURES
            }
            if not math.isnan(figures["mrr"]):
                stages.append(Stage(STAGE_NAMES[stage], figures))
        if stages:
            found[level] = tuple(stages)
    return found


def _curve(rows: Sequence[Mapping[str, Any]]) -> Curve | None:
    right = "forced_right" if rows and "forced_right" in rows[0] else "first_right"
    if not rows or right not in rows[0]:
        return None
    sure = [float(row["confidence"]) for row in rows]
    points = risk_coverage(sure, [float(row[right]) for row in rows])
    given = [row for row in rows if _status(row) != "not_in_corpus"]
    at = None
    if given:
        missed = 1 - sum(bool(row[right]) for row in given) / len(given)
        at = len(given) / len(rows), missed
    return Curve(tuple((float(c), float(r)) for c, r in points), at)


def _status(row: Mapping[str, Any]) -> str:
    answer = row.get("answer")
    return str(answer["status"] if isinstance(answer, dict) else row.get("status", ""))


def _wrong(row: Mapping[str, Any]) -> Wrong:
    own = "answer" in row and isinstance(row["answer"], dict)
    return Wrong(
        id=str(row["id"]),
        kind=str(row.get("kind", "")).replace("_", " "),
        question=str(row.get("question", "")),
        fault=_fault(row) if own else str(row.get("fault", "")),
        history=tuple(f"{t['role']}: {t['content']}" for t in row.get("history", ())),
        planted=tuple((p["source"], p["text"]) for p in row.get("planted", ())),
        answer=row["answer"]["text"] if own else str(row.get("said", row.get("reason", ""))),
        status=_status(row),
        cited=tuple(_cited(row)) if own else (),
        gold=tuple(_gold(row)),
        retrieved=tuple(
            (r["source"], r["text"], float(r["probability"])) for r in row.get("retrieved", ())
        ),
    )


def _gold(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [
        (e["source"], e["text"]) for side in row.get("sides", ()) for e in side["evidence"][:1]
    ]
    found += [(e["source"], e["text"]) for e in row.get("correction", ())[:1]]
    return found or [("", str(text)) for text in row.get("right", row.get("gold", ()))]


def _cited(row: Mapping[str, Any]) -> list[tuple[str, bool]]:
    item = item_of(row)
    gold = list(item.evidence())
    return [
        (
            f"[{c['number']}] {c['source']} at {c['start_char_index']}",
            support_of(c, gold, ()) > 0.0,
        )
        for c in row["answer"]["citations"]
    ]


def _fault(row: Mapping[str, Any]) -> str:
    outcome = judge(item_of(row), row["answer"])
    if outcome.obeyed:
        return "an order was obeyed, or cited"
    if outcome.should_refuse:
        return "answered, and no document says"
    if outcome.refused:
        return "refused, and a document says"
    if outcome.citation_precision == 0.0:
        return "a true quotation that answers another question"
    if not outcome.right:
        part = (outcome.evidence_recall or 0.0) > 0.0
        return "a side or the words of the answer are missing" if part else "wrong evidence"
    return _SURPLUS


def _flips(task: Task, run: Run, before: Run | None) -> tuple[Flip, ...]:
    if before is None or not task.measures:
        return ()
    first = [m for m in task.measures if m.key in ("accuracy", "refusal_recall")]
    found = [flip for m in first or task.measures[:1] for flip in flips(m, before.rows, run.rows)]
    return tuple(sorted(found, key=lambda flip: (flip.right_now, flip.id)))
