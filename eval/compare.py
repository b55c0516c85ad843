"""Two runs of one set, question by question: what changed, and whether it could be chance. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from eval.metrics.stats import Measure, Row, paired_test, table_of

__all__ = ["Change", "Flip", "asked_in_both", "changes", "flips"]

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Change:
    """A measure before and after, over the ``count`` questions that both runs have it for.

    ``p``: the paired randomisation test's; NaN where nothing can be compared.
    """

    key: str
    before: float
    after: float
    p: float
    count: int

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that was right and is wrong now, or the other way round."""

    id: str
    question: str
    right_now: bool


def asked_in_both(before: Sequence[R], after: Sequence[Row]) -> list[R]:
    """The rows of ``before`` whose question ``after`` asks too, in the same words."""
    asked = {str(row["id"]): _words(row) for row in after}
    return [
        row for row in before if str(row["id"]) in asked and asked[str(row["id"])] == _words(row)
    ]


def _words(row: Row) -> object:
    """The question of a question file. Other sets do not change, and a row of theirs may be a
    round of many questions that names those which were moved."""
    return row.get("question") if "sides" in row else None


def changes(
    measures: Sequence[Measure], before: Sequence[Row], after: Sequence[Row]
) -> dict[str, Change]:
    """The change of every measure, by its key, over the questions that both runs ask."""
    found = {}
    before = asked_in_both(before, after)
    after = asked_in_both(after, before)
    for measure in measures:
        old = dict(zip(*table_of(measure, before), strict=True))
        new = dict(zip(*table_of(measure, after), strict=True))
        both = [name for name in old if name in new]
        # Where a measure applies depends on the answer (only given ones are judged), so the
        # whole figures are shown, and the test looks at what both runs have.
        a = measure.statistic(table_of(measure, before)[1]) if old else math.nan
        b = measure.statistic(table_of(measure, after)[1]) if new else math.nan
        p = math.nan
        if both:
            one = table_of(measure, [r for r in before if str(r["id"]) in both])[1]
            order = {str(r["id"]): r for r in after}
            two = table_of(measure, [order[name] for name in both])[1]
            p = paired_test(one, two, measure.statistic)
        found[measure.key] = Change(measure.key, a, b, p, len(both))
    return found


def flips(measure: Measure, before: Sequence[Row], after: Sequence[Row]) -> list[Flip]:
    """The questions of both runs whose first column changed, lost ones first."""
    before = asked_in_both(before, after)
    old = dict(zip(*table_of(measure, before), strict=True))
    new = dict(zip(*table_of(measure, after), strict=True))
    asked = {str(row["id"]): str(row.get("question", row["id"])) for row in after}
    found = [
        Flip(name, asked[name], bool(new[name][0] > old[name][0]))
        for name in new
        if name in old and new[name][0] != old[name][0]
    ]
    return sorted(found, key=lambda flip: (flip.right_now, flip.id))
