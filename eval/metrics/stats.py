"""A measure as columns of numbers, one row a question; its interval; two runs compared. Pure.

Most measures are a sum over a sum (right answers over questions, good citations over all), so
a question gives two numbers, part and whole. What is not (an area under a curve) brings its own
statistic of the columns. Either way resampling questions resamples rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Figure",
    "Measure",
    "Row",
    "Table",
    "figure_of",
    "interval",
    "paired_test",
    "ratio",
    "standard_error",
    "table_of",
]

Row = Mapping[str, Any]
"""What is kept of one question: plain JSON with an ``id``."""
Table = NDArray[np.float64]
Statistic = Callable[[Table], float]

RESAMPLES, SEED = 1000, 20210906


def ratio(table: Table) -> float:
    """The sum of the first column over that of the second; NaN where that is 0."""
    whole = float(table[:, 1].sum()) if len(table) else 0.0
    return float(table[:, 0].sum()) / whole if whole else math.nan


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with a name.

    ``columns`` gives a question's numbers, None where the measure does not apply to it.
    ``better`` is 1 where higher is better, -1 where lower is, 0 where it only informs.
    ``unit`` is "share" (0..1) or what the number counts ("s", "words").
    """

    key: str
    title: str
    about: str
    columns: Callable[[Row], Sequence[float] | None]
    statistic: Statistic = ratio
    better: int = 1
    unit: str = "share"
    group: str = "Answers"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value over ``count`` questions and its 95% interval; NaN for no question."""

    key: str
    value: float
    low: float
    high: float
    count: int


def table_of(measure: Measure, rows: Sequence[Row]) -> tuple[tuple[str, ...], Table]:
    """The ids of the rows that the measure applies to, and their columns, shape (rows, columns)."""
    found = [(str(row["id"]), measure.columns(row)) for row in rows]
    kept = [(name, columns) for name, columns in found if columns is not None]
    table = np.array([columns for _, columns in kept], dtype=np.float64)
    return tuple(name for name, _ in kept), table if kept else np.zeros((0, 2))


def _resampled(table: Table, statistic: Statistic, resamples: int, seed: int) -> Table:
    random = np.random.default_rng(seed)
    places = random.integers(0, len(table), (resamples, len(table)))
    if statistic is ratio:
        sums = table[places].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = sums[:, 0] / sums[:, 1]
    else:
        found = np.array([statistic(table[at]) for at in places])
    kept: Table = found[~np.isnan(found)]
    return kept


def interval(
    table: Table, statistic: Statistic = ratio, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float]:
    """The 95% percentile bootstrap interval over questions; NaN for no question.

    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13. Seeded: the same
    rows give the same interval.
    """
    if not len(table):
        return math.nan, math.nan
    found = _resampled(table, statistic, resamples, seed)
    if not len(found):
        return math.nan, math.nan
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def standard_error(
    table: Table, statistic: Statistic = ratio, resamples: int = RESAMPLES, seed: int = SEED
) -> float:
    """The bootstrap standard error of the statistic; 0.0 for no question."""
    if not len(table):
        return 0.0
    found = _resampled(table, statistic, resamples, seed)
    return float(found.std()) if len(found) else 0.0


def figure_of(measure: Measure, rows: Sequence[Row]) -> Figure:
    """The measure over these rows."""
    names, table = table_of(measure, rows)
    if not names:
        return Figure(measure.key, math.nan, math.nan, math.nan, 0)
    low, high = interval(table, measure.statistic)
    return Figure(measure.key, measure.statistic(table), low, high, len(names))


def paired_test(
    before: Table,
    after: Table,
    statistic: Statistic = ratio,
    resamples: int = 4000,
    seed: int = SEED,
) -> float:
    """The chance, 0..1, of a difference as large if it did not matter which run a row is from.

    The paired randomisation test (Noreen 1989; for retrieval: Smucker, Allan and Carterette
    2007, https://doi.org/10.1145/1321440.1321528), two-sided: rows of the two runs are swapped
    question by question. Both tables hold the same questions in the same order. Raises
    ValueError where their shapes differ.
    """
    if before.shape != after.shape:
        raise ValueError(f"the runs differ in shape: {before.shape} and {after.shape}")
    if not len(before) or np.array_equal(before, after):
        return 1.0
    seen = abs(statistic(after) - statistic(before))
    if math.isnan(seen):
        return 1.0
    random = np.random.default_rng(seed)
    swaps = random.random((resamples if statistic is ratio else resamples // 4, len(before))) < 0.5
    if statistic is ratio:
        moved = after - before
        one = before.sum(axis=0) + swaps @ moved
        two = after.sum(axis=0) - swaps @ moved
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.abs(two[:, 0] / two[:, 1] - one[:, 0] / one[:, 1])
    else:
        found = np.array([abs(_swapped(before, after, swap, statistic)) for swap in swaps])
    as_large = int((found >= seen - 1e-12).sum())
    return (as_large + 1) / (len(swaps) + 1)


def _swapped(before: Table, after: Table, swap: NDArray[np.bool_], statistic: Statistic) -> float:
    one = np.where(swap[:, None], after, before)
    return statistic(np.where(swap[:, None], before, after)) - statistic(one)
