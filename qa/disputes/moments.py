"""Dates and times of day of a text, as far as each is told, and whether two can be one.

"3 November", "the second of November", "in 1998", "on Tuesday" and "9.30" each say a part; two
moments clash where they say the same part differently. Pure, English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.when.words import DAY, MONTH, MONTHS, ORDINALS, YEAR

__all__ = ["Moment", "clash", "moments_of"]

_DATES = re.compile(
    rf"\b(?P<iso>(?:{YEAR})-\d\d-\d\d)\b|"
    rf"\b(?P<d1>{DAY})(?: of)? (?P<m1>{MONTH})(?:,? (?P<y1>{YEAR})\b)?|"
    rf"\b(?P<m2>{MONTH}) (?P<d2>\d{{1,2}}(?:st|nd|rd|th)?)\b(?!,\d|:)(?:,? (?P<y2>{YEAR})\b)?|"
    rf"\b(?P<m3>{MONTH})(?:,? (?P<y3>{YEAR})\b)?|"
    rf"(?<![\d.,$€£-])(?P<y4>{YEAR})(?:s\b)?(?![\d,.]\d|\s*(?:%|per cent|km|people|men|tonnes))\b"
)
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})[:.](?P<m>\d\d)(?!\d|[.:]?\d)\s*(?P<p1>[ap]\.?m\b)?|"
    r"\b(?P<h2>\d{1,2})\s*(?P<p2>[ap]\.?m\b)|"
    rf"\b(?:(?P<half>half past|quarter past|quarter to) )?(?P<h3>\d{{1,2}}|{'|'.join(_HOURS)})"
    r"(?= o['’]clock)|"
    rf"\b(?P<past>half past|quarter past|quarter to) (?P<h4>\d{{1,2}}|{'|'.join(_HOURS)})\b|"
    r"\b(?P<named>noon|midday|midnight)\b",
    re.I,
)
_MINUTES = {"half past": 30, "quarter past": 15, "quarter to": -15}


@dataclass(frozen=True, slots=True)
class Moment:
    """What is told of a moment; None where it is not. ``minute``: of the day, 0..1439.

    ``half_day``: the minute may as well be twelve hours later. ``start``: offset in the text.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None
    minute: int | None = None
    half_day: bool = False
    start: int = 0


def clash(one: Moment, other: Moment) -> bool | None:
    """Whether two moments cannot be one; None where they tell no common part."""
    told = False
    for name in ("year", "month", "day", "weekday"):
        a, b = getattr(one, name), getattr(other, name)
        if a is not None and b is not None:
            told = True
            if a != b:
                return True
    if one.minute is not None and other.minute is not None:
        told = True
        apart = abs(one.minute - other.minute)
        if apart and not ((one.half_day or other.half_day) and apart == 720):
            return True
    return False if told else None


# "Not on 26 June", "rather than in May": the moment that is not so.
_REFUSED = re.compile(
    r"(?:\bnot|n['’]t|\brather than|\binstead of)\s+(?:(?:in|on|at|the|by|from)\s+){0,2}$", re.I
)


@lru_cache(maxsize=4096)
def moments_of(text: str) -> tuple[Moment, ...]:
    """The moments of a text in order, by their kind: dates, weekdays, times of day."""
    dates = [m for m in map(_date, _DATES.finditer(text)) if m is not None]
    days = [Moment(weekday=m[1].lower(), start=m.start()) for m in _WEEKDAY.finditer(text)]
    hours = [m for m in map(_hour, _CLOCK.finditer(text)) if m is not None]
    kept = [m for m in dates + days + hours if not _REFUSED.search(text[: m.start])]
    return tuple(sorted(kept, key=lambda m: m.start))


def _date(match: re.Match[str]) -> Moment | None:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return _valid(Moment(year, month, day, start=match.start()))
    name = match["m1"] or match["m2"] or match["m3"]
    year_text = match["y1"] or match["y2"] or match["y3"] or match["y4"]
    month_number = MONTHS.index(name.lower()[:3]) + 1 if name else None
    if name == "May" and not (match["m1"] or match["m2"]) and not year_text:
        before = match.string[: match.start()].rstrip()
        if not re.search(r"\b(?:in|of|since|until|last|this|by|early|late|mid)$", before):
            return None  # the verb
    moment = Moment(
        int(year_text) if year_text else None, month_number, _day(match), start=match.start()
    )
    return _valid(moment)


def _valid(moment: Moment) -> Moment | None:
    bad = not 1 <= (moment.month or 1) <= 12 or not 1 <= (moment.day or 1) <= 31
    return None if bad else moment


def _day(match: re.Match[str]) -> int | None:
    raw = (match["d1"] or match["d2"] or "").lower()
    digits = re.match(r"\d+", raw)
    return int(digits[0]) if digits else ORDINALS.get(raw)


def _hour(match: re.Match[str]) -> Moment | None:
    named = (match["named"] or "").lower()
    if named:
        return Moment(minute=0 if named == "midnight" else 720, start=match.start())
    raw = (match["h"] or match["h2"] or match["h3"] or match["h4"]).lower()
    hour = int(raw) if raw.isdigit() else _HOURS.index(raw) + 1
    minute = int(match["m"] or 0) + _MINUTES.get((match["half"] or match["past"] or "").lower(), 0)
    half = (match["p1"] or match["p2"] or "").lower()[:1]
    if hour > 24 or not -15 <= minute < 60:
        return None
    if match["h"] and "." in match.group() and not half and not _told_as_time(match):
        return None  # 9.30 may be a price
    hour = hour % 12 + 12 * (half == "p") if half else hour
    made = Moment(minute=(60 * hour + minute) % 1440, start=match.start())
    open_half = not half and hour <= 12 and not (match["h"] and match["h"].startswith("0"))
    return replace(made, half_day=open_half)


def _told_as_time(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip().lower()
    return (
        re.search(r"\b(?:at|by|until|till|from|about|around|since|before|after)$", before)
        is not None
    )
