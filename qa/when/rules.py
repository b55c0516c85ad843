"""How the days of a time expression are reckoned, apart from how it is found.

A rule is fixed (nothing is needed), counts from the day of publication (``yearly``: it comes round
each year), or from the time that was told before it. It gives None where the days cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qa.when.days import Days, at_weekday, month_of, shifted, week_of, year_of

__all__ = [
    "UNKNOWN",
    "Base",
    "Rule",
    "counted",
    "day_of",
    "fixed",
    "of_unit",
    "part_of_unit",
    "past_units",
    "to_the_day",
    "weekday",
    "yearless",
]

Base = Literal["none", "published", "yearly", "told", "unknown"]
Reckon = Callable[[date, bool | None], Days | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """``reckon`` takes the day to count from and whether the words look ahead (None: unclear).

    It never goes back as the day goes on, so that what holds at both ends of a month of
    publication holds on each of its days.
    """

    base: Base
    reckon: Reckon


def _nothing(_: date, __: bool | None) -> Days | None:
    return None


UNKNOWN = Rule("unknown", _nothing)


def fixed(days: Days) -> Rule:
    """Days that are told in full."""
    return Rule("none", lambda _, __: days)


def day_of(offset: int, more: int = 0) -> Rule:
    """A day so far from the day of publication, and so many after it."""

    def reckon(day: date, _: bool | None) -> Days:
        first = day + timedelta(days=offset)
        return Days(first, first + timedelta(days=more))

    return Rule("published", reckon)


def yearless(make: Callable[[int], Days | None], reach: int = 1) -> Rule:
    """What comes round each year: the last that has begun, or the next that has not ended.

    ``reach``: so many years back and ahead are tried (29 February, a date with its weekday).
    """

    def reckon(day: date, ahead: bool | None) -> Days | None:
        tried = (make(year) for year in range(day.year - reach, day.year + reach + 1))
        years = [days for days in tried if days is not None]
        if ahead is None:
            return None
        if ahead:
            return next((days for days in years if days.last >= day), None)
        return next((days for days in reversed(years) if days.first <= day), None)

    return Rule("yearly", reckon)


def weekday(number: int, which: str, before: int = 0, after: int = 0) -> Rule:
    """A day of the week (Monday 0) with so many days before and after it.

    ``which`` is "", "last", "next" or "this".
    """

    def reckon(day: date, ahead: bool | None) -> Days | None:
        if which == "last":
            found = at_weekday(day - timedelta(days=1), number, -1)
        elif which == "next":
            found = at_weekday(day + timedelta(days=1), number, 1)
        elif ahead is None:
            return None
        else:
            found = at_weekday(day, number, 1 if ahead else -1)
        return Days(found - timedelta(days=before), found + timedelta(days=after))

    return Rule("published", reckon)


def of_unit(unit: str, steps: int, base: Base = "published") -> Rule:
    """The calendar week, weekend, month, year ... so many steps from that of the day."""

    def reckon(day: date, ahead: bool | None) -> Days | None:
        if unit == "day":
            return shifted(day, "day", steps)
        if unit == "week":
            return week_of(day + timedelta(weeks=steps))
        if unit == "weekend":
            return _weekend(day, steps, ahead)
        if unit == "decade":
            first = day.year // 10 * 10 + 10 * steps
            return year_of(first, first + 9)
        if unit == "century":
            first = (day.year - 1) // 100 * 100 + 1 + 100 * steps
            return year_of(first, first + 99)
        return shifted(day, unit, steps)

    return Rule(base, reckon)


def _weekend(day: date, steps: int, ahead: bool | None) -> Days | None:
    """The last that has begun, or the next that has not ended."""
    if steps == 0 and ahead is None:
        return None
    if steps < 0 or (steps == 0 and not ahead):
        saturday = at_weekday(day, 5, -1)
    else:
        saturday = at_weekday(day - timedelta(days=1), 5, 1)
    return Days(saturday, saturday + timedelta(days=1))


def part_of_unit(unit: str, later: bool) -> Rule:
    """What of this week, month or year lies behind the day, or ahead of it."""
    whole = of_unit(unit, 0)

    def reckon(day: date, ahead: bool | None) -> Days | None:
        days = whole.reckon(day, ahead)
        if days is None:
            return None
        return Days(day, days.last) if later else Days(days.first, day)

    return Rule("published", reckon)


def past_units(unit: str, count: int, coming: bool) -> Rule:
    """The past, or coming, so many units up to the day."""

    def reckon(day: date, _: bool | None) -> Days:
        other = _exactly(day, unit, count if coming else -count)
        return Days(day, other) if coming else Days(other, day)

    return Rule("published", reckon)


def _exactly(day: date, unit: str, count: int) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    there = shifted(day, unit, count).first
    month = there.month if unit == "month" else day.month
    last = month_of(date(there.year, month, 1)).last
    return last.replace(day=min(day.day, last.day))


def counted(unit: str, count: int, base: Base = "published") -> Rule:
    """So many units before or after the day: to the unit's own precision."""
    return Rule(base, lambda day, _: shifted(day, unit, count))


def to_the_day(unit: str, count: int) -> Rule:
    """The very day so many units before or after: "a year ago today"."""

    def reckon(day: date, _: bool | None) -> Days:
        return Days(at := _exactly(day, unit, count), at)

    return Rule("published", reckon)
