"""The times of a text, and the days they stand for, as far as these can be told.

What is relative is counted from the known day of publication; without one it stays as written.
Where only a month or year of publication is known, or words are quoted that were spoken some day
before, a time is resolved where every day in question gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.when.dates import DATE_PATTERNS
from qa.when.days import Days, published_days, year_of
from qa.when.deictic import DEICTIC_PATTERNS
from qa.when.rules import Base, Rule
from qa.when.tense import looks_ahead

__all__ = ["Time", "times_of", "times_said"]

# How long before its publication a quotation may have been spoken.
_SPOKEN = timedelta(days=2)
_JOINS = re.compile(r"\s?(?:to|and|until|till|or|[-–—])\s?(?:on )?")
_OF = re.compile(r",? (?:of )?")
_TO = re.compile(r"\s?(?:to|until|till|through|[-–—])\s?")
_OPENS, _CLOSES = "“«„", "”»"
_MARK = re.compile('[“”"«»„]')


@dataclass(frozen=True, slots=True)
class Time:
    """``text[start:end]`` tells a time: of which days, None where that cannot be told.

    ``base``: what the days were counted from: ``none``, they were told in full; ``published``,
    the day of publication; ``yearly``, that too, for want of a year; ``told``, the time before
    it; ``unknown``.
    """

    start: int
    end: int
    days: Days | None
    base: Base


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    rule: Rule


def times_said(text: str, published: str | None, voice: str) -> tuple[Time, ...]:
    """``times_of`` of words in a voice: direct speech is quoted whole, where no mark is in it."""
    return times_of(text, published, voice == "direct" and not _MARK.search(text))


@lru_cache(maxsize=2048)
def times_of(text: str, published: str | None = None, quoted: bool = False) -> tuple[Time, ...]:
    """The times of a sentence or clause in order; they do not overlap. Raises nothing.

    ``published``: "2021", "2021-09" or "2021-09-06", None where it is not known. ``quoted``: the
    whole text is somebody's words, though no quotation mark stands in it.
    """
    return tuple(_Reading(text, published_days(published), quoted).times())


class _Reading:
    """One pass over a text; a time may be counted from the one told before it."""

    def __init__(self, text: str, published: Days | None, quoted: bool) -> None:
        self._text = text
        self._published = published
        self._found = _find(text)
        self._inside = [quoted or _is_quoted(text, found.start) for found in self._found]
        self._spoken = self._day_of_speaking()

    def times(self) -> Iterator[Time]:
        told: Days | None = None
        other: Days | None = None  # the time that the text tells of, if it is not that of its day
        for number, (found, inside) in enumerate(zip(self._found, self._inside, strict=True)):
            base = found.rule.base
            if base == "yearly" and (end := self._end_of_span(number)) is not None:
                days, base = _settled(found.rule, Days(end.first, end.first), False), "none"
            elif base == "told":
                days = _settled(found.rule, told, None)
            elif base in ("published", "yearly"):
                far = other is not None and (base == "yearly" or _is_month(other))
                days = None if far else self._resolved(found, inside)
                days = self._in_order(number, days, told)
                days = self._of_its_year(number, days)
            else:
                days = found.rule.reckon(date.min, None)
                other = days if self._is_of_another_time(days) else other
            told = days if days is not None and _is_near(days) else None
            yield Time(found.start, found.end, days, base)

    def _resolved(self, found: _Found, inside: bool) -> Days | None:
        ahead = looks_ahead(self._text, found.start, found.end)
        if not inside:
            return _settled(found.rule, self._published, ahead)
        if self._spoken is not None:
            return _settled(found.rule, self._spoken, ahead)
        if self._published is None:
            return None
        since = max(self._published.first, date.min + _SPOKEN) - _SPOKEN
        return _settled(found.rule, Days(since, self._published.last), ahead)

    def _end_of_span(self, number: int) -> Days | None:
        """The date with its year up to which a date without one reaches: "3 May to 2 June 1921"."""
        if number + 1 == len(self._found):
            return None
        here, after = self._found[number], self._found[number + 1]
        joined = _JOINS.fullmatch(self._text, here.end, after.start)
        return after.rule.reckon(date.min, None) if joined and after.rule.base == "none" else None

    def _of_its_year(self, number: int, days: Days | None) -> Days | None:
        """ "On 11 February three years ago": the year that is told right behind a date."""
        if self._found[number].rule.base != "yearly" or number + 1 == len(self._found):
            return days
        here, after = self._found[number : number + 2]
        behind = _OF.fullmatch(self._text, here.end, after.start)
        year = _settled(after.rule, self._published, None) if behind else None
        if year is None or year != year_of(year.first.year):
            return days
        return _settled(here.rule, Days(year.last, year.last), False)

    def _in_order(self, number: int, days: Days | None, told: Days | None) -> Days | None:
        """From Monday to Friday: not the last of each, but the Monday before that Friday; or
        the Friday after that Monday, where they are to come."""
        if days is None:
            return None
        if told and self._is_span(number - 1) and days.first < told.first:
            return _settled(self._found[number].rule, Days(told.first, told.first), True)
        if not self._is_span(number):
            return days
        here, after = self._found[number : number + 2]
        end = self._resolved(after, self._inside[number + 1])
        if end is None or days.first <= end.first or looks_ahead(self._text, here.start, here.end):
            return days
        return _settled(here.rule, Days(end.first, end.first), False)

    def _is_span(self, number: int) -> bool:
        """Whether this time and the next are the ends of one span."""
        if not 0 <= number < len(self._found) - 1:
            return False
        here, after = self._found[number : number + 2]
        joined = _TO.fullmatch(self._text, here.end, after.start)
        return joined is not None and here.rule.base == after.rule.base

    def _day_of_speaking(self) -> Days | None:
        """The day that the words around a quotation tell: he said on Saturday."""
        if self._published is None or not any(self._inside) or all(self._inside):
            return None
        for found, inside in zip(self._found, self._inside, strict=True):
            if not inside and found.rule.base in ("published", "yearly"):
                ahead = looks_ahead(self._text, found.start, found.end)
                days = _settled(found.rule, self._published, ahead)
                # One that is left open ("on Sunday", of a month) may be it: the next is not.
                if days is None or days.is_day:
                    return days
        return None

    def _is_of_another_time(self, days: Days | None) -> bool:
        """Whether a date lies so far from publication that what follows is told from there."""
        if days is None or self._published is None:
            return False
        year = timedelta(days=366)
        published = self._published
        return published.first - days.last > year or days.first - published.last > year


def _settled(rule: Rule, base: Days | None, ahead: bool | None) -> Days | None:
    """What a rule gives on every day of ``base``, None where that is not one thing."""
    if base is None:
        return None
    try:
        one, other = (rule.reckon(day, ahead) for day in (base.first, base.last))
    except (ValueError, OverflowError):
        return None
    return one if one == other else None


def _is_month(days: Days) -> bool:
    """Whether the days are a month at most: then a "Sunday" behind them is one of that time."""
    return days.last - days.first <= timedelta(days=31)


def _is_near(days: Days) -> bool:
    """Whether "the next day" can be counted from there."""
    return days.last - days.first <= timedelta(days=366)


def _find(text: str) -> tuple[_Found, ...]:
    """Every time of the text; of two that overlap the earlier, of two that begin together the
    longer."""
    found = []
    for pattern, make in (*DATE_PATTERNS, *DEICTIC_PATTERNS):
        for match in pattern.finditer(text):
            rule = make(match)
            if rule is not None:
                start, end = match.span()
                end -= text[start:end].endswith(".")
                found.append(_Found(start, end, rule))
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[_Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place stands between quotation marks."""
    before = text[:at]
    opened = max(before.rfind(mark) for mark in _OPENS)
    closed = max(before.rfind(mark) for mark in _CLOSES)
    if opened > closed:
        return True
    if closed < 0 and opened < 0 and re.search("[”»]", text[at:]) and "“" not in text[at:]:
        return True  # the end of a quotation that began before the text
    return before.count('"') % 2 == 1
