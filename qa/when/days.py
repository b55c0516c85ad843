"""Intervals of days, and steps from a day by days, weeks, months and years.

The steps are dateutil's (https://dateutil.readthedocs.io, ``relativedelta``): a month after 31
January is the end of February, the Sunday before a day is found by its weekday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as nth_weekday

from qa.when.words import MONTHS

__all__ = [
    "Days",
    "at_weekday",
    "month_number",
    "month_of",
    "published_days",
    "shifted",
    "week_of",
    "year_of",
]

# "Two weeks ago" is seldom meant to the day.
_ABOUT_A_WEEK = 3
_YEARS = {"year": 1, "decade": 10, "century": 100}
_NAMES = (
    "January February March April May June July August September October November December".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """From ``first`` to ``last``, both included; ``first <= last``. Raises ValueError."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.first} is after {self.last}")

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def meets(self, other: Days) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def words(self) -> str:
        """As one writes it: "5 September 2021", "1 to 3 May 2020", "May 2020", "2019"."""
        one, other = self.first, self.last
        if one == other:
            return _day(one)
        if self == year_of(one.year):
            return str(one.year)
        if self == month_of(one):
            return f"{_NAMES[one.month - 1]} {one.year}"
        if (one.month, one.day, other.month, other.day) == (1, 1, 12, 31):
            return f"{one.year} to {other.year}"
        if (one.year, one.month) == (other.year, other.month):
            return f"{one.day} to {_day(other)}"
        if one.year == other.year:
            return f"{one.day} {_NAMES[one.month - 1]} to {_day(other)}"
        return f"{_day(one)} to {_day(other)}"


def _day(day: date) -> str:
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"


def month_of(day: date, until: date | None = None) -> Days:
    """The calendar month of a day, up to the end of that of ``until``."""
    return Days(day.replace(day=1), (until or day) + relativedelta(day=31))


def year_of(first: int, last: int | None = None) -> Days:
    """A calendar year, or all from one to another. Raises ValueError outside 1 to 9999."""
    return Days(date(first, 1, 1), date(last or first, 12, 31))


def week_of(day: date) -> Days:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def at_weekday(day: date, number: int, step: int) -> date:
    """The weekday ``number`` (Monday 0) on or before (``step`` -1), on or after (1) a day."""
    found: date = day + relativedelta(weekday=nth_weekday(number, step))
    return found


def shifted(day: date, unit: str, count: int) -> Days:
    """``count`` units (day, week, month, year, decade, century) from a day, to the unit's own
    precision: the day, the seven days around it, the calendar month, the calendar year.

    Raises ValueError or OverflowError where the calendar ends.
    """
    if unit == "day":
        return Days(at := day + timedelta(days=count), at)
    if unit == "week":
        at = day + timedelta(weeks=count)
        near = timedelta(days=_ABOUT_A_WEEK)
        return Days(at - near, at + near)
    if unit == "month":
        return month_of(day + relativedelta(months=count))
    return year_of(day.year + count * _YEARS[unit])


def published_days(published: str | None) -> Days | None:
    """The days on which a document may have been published: "2021", "2021-09", "2021-09-03".

    None where nothing is known of it, or where it is no date.
    """
    try:
        parts = [int(part) for part in (published or "").split("-")]
        if len(parts) == 1:
            return year_of(parts[0])
        day = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    except ValueError:
        return None
    return Days(day, day) if len(parts) > 2 else month_of(day)


def month_number(name: str) -> int:
    """1 to 12, for "September", "Sept." or "sep"."""
    return MONTHS.index(name.lower()[:3]) + 1
