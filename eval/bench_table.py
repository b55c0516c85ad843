"""The table of the benchmark: spreads, ratios, bars, and how they are printed. Pure.

A number is the median of several repetitions, ours and the floor's taken in turn, so that what
else the machine does falls on both; the lowest and the highest stand beside it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Bar", "Row", "Spread", "as_json", "in_turn", "markdown", "percentile", "unmeasured"]

_HEAD: tuple[str, ...] = ("measured", "ours", "floor", "ratio", "bar", "met")


@dataclass(frozen=True, slots=True)
class Spread:
    """The values of the repetitions, in their order. Raises ValueError for none, or no number."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or not all(map(math.isfinite, self.values)):
            raise ValueError(f"a spread needs one or more finite values, got {self.values}")

    @property
    def median(self) -> float:
        """The middle value, or the mean of the two middle ones."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """The lowest value."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The highest value."""
        return max(self.values)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a row should keep to: its ratio to the floor, or ours in the unit of the row."""

    limit: float
    of: Literal["ratio", "ours"] = "ratio"
    sense: Literal["<=", ">="] = "<="

    def met(self, value: float) -> bool:
        """Whether a value keeps to the bar; the limit itself does."""
        return value <= self.limit if self.sense == "<=" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured. ``group`` is what ``--only`` names.

    ``ours`` is None where it could not be measured; then ``note`` says why. ``note`` says else
    what the floor is, and what a reader must know.
    """

    group: str
    what: str
    unit: str
    ours: Spread | None
    floor: Spread | None = None
    bar: Bar | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The median of ours over the median of the floor; None without one, or over zero."""
        if self.ours is None or self.floor is None or self.floor.median == 0:
            return None
        return self.ours.median / self.floor.median

    @property
    def met(self) -> bool | None:
        """Whether the bar is kept to; None where there is no bar, or nothing to hold to it."""
        if self.bar is None or self.ours is None:
            return None
        value = self.ratio if self.bar.of == "ratio" else self.ours.median
        return None if value is None else self.bar.met(value)


def unmeasured(group: str, what: str, why: str) -> Row:
    """The row of something that could not be measured."""
    return Row(group, what, "", None, note=f"not measured: {why}")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (above 0 to 1) of the values do not exceed.

    This is the nearest rank: no value is made up between two. Raises ValueError for no values
    or a share out of bounds.
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"a percentile needs values and a share above 0 to 1, got {share}")
    # The product can come out a hair above a whole number: 0.07 * 100 is 7.000000000000001.
    rank = math.ceil(round(share * len(values), 9))
    return sorted(values)[max(1, rank) - 1]


def in_turn(
    repetitions: int, *measures: Callable[[], float], warm_up: int = 0
) -> tuple[Spread, ...]:
    """Call the measures in turn, so often; the spread of what each gave.

    The first ``warm_up`` rounds are not counted. Raises ValueError for no repetition.
    """
    if repetitions < 1:
        raise ValueError(f"at least 1 repetition is needed, got {repetitions}")
    rounds = [[measure() for measure in measures] for _ in range(warm_up + repetitions)]
    return tuple(Spread(tuple(values)) for values in zip(*rounds[warm_up:], strict=True))


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown, its columns aligned, and below it each note once."""
    notes = list(dict.fromkeys(row.note for row in rows if row.note))
    marks = {note: f" ({number})" for number, note in enumerate(notes, start=1)}
    lines = [_HEAD, *(_cells(row, marks.get(row.note, "")) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEAD))]
    rule = tuple("-" * width for width in widths)
    table = [_line(cells, widths) for cells in (lines[0], rule, *lines[1:])]
    below = [f"{number}. {note}" for number, note in enumerate(notes, start=1)]
    return "\n".join([*table, "", *below]).rstrip() + "\n"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _cells(row: Row, mark: str) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = {True: "yes", False: "NO", None: ""}[row.met]
    what = f"{row.group}: {row.what}{mark}".replace("|", "/")
    ours = _spread(row.ours, row.unit) or "not measured"
    return what, ours, _spread(row.floor, row.unit), ratio, _bar(row), met


def _bar(row: Row) -> str:
    if row.bar is None:
        return ""
    limit = f"{row.bar.limit:,g}"
    return f"{row.bar.sense} {limit}" + ("x" if row.bar.of == "ratio" else f" {row.unit}")


def _spread(spread: Spread | None, unit: str) -> str:
    if spread is None:
        return ""
    middle = f"{_number(spread.median)} {unit}"
    if len(spread.values) == 1:
        return middle
    return f"{middle} ({_number(spread.low)} to {_number(spread.high)})"


def _number(value: float) -> str:
    """Three digits that count; whole numbers whole."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    places = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{places}f}"


def as_json(machine: Mapping[str, str], rows: Sequence[Row]) -> dict[str, Any]:
    """All that the table shows and each repetition's value, as plain lists and dicts."""
    return {"machine": dict(machine), "rows": [_row_json(row) for row in rows]}


def _row_json(row: Row) -> dict[str, Any]:
    bar = row.bar
    return {
        "group": row.group,
        "what": row.what,
        "unit": row.unit,
        "ours": _spread_json(row.ours),
        "floor": _spread_json(row.floor),
        "ratio": row.ratio,
        "bar": None if bar is None else {"limit": bar.limit, "of": bar.of, "sense": bar.sense},
        "met": row.met,
        "note": row.note,
    }


def _spread_json(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    return {
        "median": spread.median,
        "low": spread.low,
        "high": spread.high,
        "values": list(spread.values),
    }
