"""Dates and times of day of a text, as far as each is told, and whether two can be one.

"3 November", "the second of November", "in 1998", "on Tuesday" and "9.30" each say a part; two
moments clash where they say the same part differently. Pure, English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.when.words import DAY, MONTH, MONTHS, ORDINALS, YEAR

__all__ = ["Moment", "clash", "moments_of"]

_DATES = re.compile(
    rf"\b(?P<iso>(?:{YEAR})-\d\d-\d\d)\b|"
    rf"\b(?P<d1>{DAY})(?: of)? (?P<m1>{MONTH})(?:,? (?P<y1>{YEAR})\b)?|"
    rf"\b(?P<m2>{MONTH}) (?P<d2>\d{{1,2}}(?:st|nd|rd|th)?)\b(?!,\d|:)(?:,? (?P<y2>{YEAR})\b)?|"
    rf"\b(?P<m3>{MONTH})(?:,? (?P<y3>{YEAR})\b)?|"
    rf"(?<![\d.,$€£-])(?P<y4>{YEAR})(?P<decade>s\b)?"
    r"(?![\d,.]\d|\s*(?:%|per cent|km|people|men|tonnes))\b|"
    r"\b(?P<century>\d{1,2})(?:st|nd|rd|th)[ -]century\b"
)
# "Between March and June 2020", "3 May to 5 June": what joins the two ends of a span.
_UNTIL = re.compile(r"\s(?:to|until|till|through)\s|\s?[-–—]\s?")
_BETWEEN = re.compile(r"\b[Bb]etween (?:the )?$")
# "From 3 to 5 May", "1-2 September": its first day stands alone.
_FIRST_DAY = re.compile(
    rf"(?:^|[\s(])(?P<between>[Bb]etween )?(?:the )?(?P<day>{DAY})"
    r"(?:(?P<and> and )|\s(?:to|until|till)\s|\s?[-–—]\s?)(?:the )?$"
)
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})[:.](?P<m>\d\d)(?!\d|[.:]?\d)\s*(?P<p1>[ap]\.?m\b)?|"
    r"\b(?P<h2>\d{1,2})\s*(?P<p2>[ap]\.?m\b)|"
    rf"\b(?:(?P<half>half past|quarter past|quarter to) )?(?P<h3>\d{{1,2}}|{'|'.join(_HOURS)})"
    r"(?= o['’]clock)|"
    rf"\b(?P<past>half past|quarter past|quarter to) (?P<h4>\d{{1,2}}|{'|'.join(_HOURS)})\b|"
    # "At ten to nine", but not "at ten to twelve sites".
    r"(?<=\b(?:at|by) )(?P<count>five|ten|twenty|twenty-five|\d{1,2})(?: minutes)? "
    rf"(?P<side>past|to) (?P<h5>\d{{1,2}}|{'|'.join(_HOURS)})\b(?!\s[a-z]+s\b)|"
    r"\b(?P<named>noon|midday|midnight)\b",
    re.I,
)
_MINUTES = {"half past": 30, "quarter past": 15, "quarter to": -15}
_COUNTS = {"five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_Parts = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """What is told of a moment; None where it is not. ``minute``: of the day, 0..1439.

    ``half_day``: the minute may as well be twelve hours later. ``last``: of a span of days, the
    year, month and day that end it. ``start`` and ``end``: offsets in the text.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None
    minute: int | None = None
    half_day: bool = False
    last: _Parts | None = None
    start: int = 0
    end: int = 0

    @property
    def first(self) -> _Parts:
        """The year, month and day."""
        return self.year, self.month, self.day


def clash(one: Moment, other: Moment) -> bool | None:
    """Whether two moments cannot be one; None where they tell no common part."""
    dates = _dates_apart(one, other)
    told = dates is not None
    if dates:
        return True
    if one.weekday is not None and other.weekday is not None:
        told = True
        if one.weekday != other.weekday:
            return True
    if one.minute is not None and other.minute is not None:
        told = True
        apart = abs(one.minute - other.minute)
        if apart and not ((one.half_day or other.half_day) and apart == 720):
            return True
    return False if told else None


def _dates_apart(one: Moment, other: Moment) -> bool | None:
    """Whether the days of two moments cannot be one; None where they tell no common part."""
    ends = (one.first, one.last or one.first, other.first, other.last or other.first)
    told = [parts for parts in zip(*ends, strict=True) if None not in parts]
    if not told:
        return None
    if one.last is None and other.last is None:
        return any(a != b for a, _, b, _ in told)
    a, a_last, b, b_last = zip(*told, strict=True)
    return a > b_last or b > a_last


# "Not on 26 June", "rather than in May": the moment that is not so.
_REFUSED = re.compile(
    r"(?:\bnot|n['’]t|\brather than|\binstead of)\s+(?:(?:in|on|at|the|by|from)\s+){0,2}$", re.I
)


@lru_cache(maxsize=4096)
def moments_of(text: str) -> tuple[Moment, ...]:
    """The moments of a text in order, by their kind: dates, weekdays, times of day."""
    dates = _spans(text, [m for m in map(_date, _DATES.finditer(text)) if m is not None])
    days = [Moment(weekday=m[1].lower(), start=m.start()) for m in _WEEKDAY.finditer(text)]
    hours = [m for m in map(_hour, _CLOCK.finditer(text)) if m is not None]
    kept = [m for m in dates + days + hours if not _REFUSED.search(text[: m.start])]
    return tuple(sorted(kept, key=lambda m: m.start))


def _spans(text: str, dates: Sequence[Moment]) -> list[Moment]:
    """The dates, those that end a span joined to what begins it."""
    found: list[Moment] = []
    for date in dates:
        before = found[-1] if found else None
        gap = text[before.end : date.start] if before else ""
        alone = _FIRST_DAY.search(text, 0, date.start) if date.day and not before else None
        joined = _UNTIL.fullmatch(gap) or (
            gap == " and " and before and _BETWEEN.search(text, 0, before.start)
        )
        if before and before.last is None and joined:
            year, month = before.year or date.year, before.month or date.month
            spanned = replace(before, year=year, month=month, last=date.first, end=date.end)
            found[-1:] = [spanned] if _goes_on(spanned) else [before, date]
        elif alone and (not alone["and"] or alone["between"]):
            first = _number(alone["day"])
            spanned = replace(date, day=first, last=date.first, start=alone.start("day"))
            found.append(spanned if _goes_on(spanned) else date)
        else:
            found.append(date)
    return found


def _goes_on(span: Moment) -> bool:
    """Whether a span ends behind its beginning, as far as both are told; "November to February"
    of no year does not."""
    told = [pair for pair in zip(span.first, span.last or (), strict=True) if None not in pair]
    return bool(told) and [a for a, _ in told] < [b for _, b in told]


def _date(match: re.Match[str]) -> Moment | None:
    if match["century"]:
        last = 100 * int(match["century"])
        return Moment(last - 99, last=(last, None, None), start=match.start(), end=match.end())
    if match["decade"]:
        year = int(match["y4"])
        return Moment(year, last=(year + 9, None, None), start=match.start(), end=match.end())
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return _valid(Moment(year, month, day, start=match.start(), end=match.end()))
    name = match["m1"] or match["m2"] or match["m3"]
    year_text = match["y1"] or match["y2"] or match["y3"] or match["y4"]
    month_number = MONTHS.index(name.lower()[:3]) + 1 if name else None
    if name == "May" and not (match["m1"] or match["m2"]) and not year_text:
        before = match.string[: match.start()].rstrip()
        if not re.search(r"\b(?:in|of|since|until|last|this|by|early|late|mid)$", before):
            return None  # the verb
    year_number = int(year_text) if year_text else None
    number = _number(match["d1"] or match["d2"] or "")
    return _valid(Moment(year_number, month_number, number, start=match.start(), end=match.end()))


def _valid(moment: Moment) -> Moment | None:
    bad = not 1 <= (moment.month or 1) <= 12 or not 1 <= (moment.day or 1) <= 31
    return None if bad else moment


def _number(day: str) -> int | None:
    digits = re.match(r"\d+", day)
    return int(digits[0]) if digits else ORDINALS.get(day.lower())


def _hour(match: re.Match[str]) -> Moment | None:
    named = (match["named"] or "").lower()
    if named:
        return Moment(minute=0 if named == "midnight" else 720, start=match.start())
    raw = (match["h"] or match["h2"] or match["h3"] or match["h4"] or match["h5"]).lower()
    hour = int(raw) if raw.isdigit() else _HOURS.index(raw) + 1
    if match["count"]:
        count = match["count"].lower()
        minutes = int(count) if count.isdigit() else _COUNTS[count]
        minute = minutes if match["side"].lower() == "past" else -minutes
        plain = 0 < minutes < 60 and hour <= 12
        made = Moment(minute=(60 * hour + minute) % 1440, half_day=True, start=match.start())
        return made if plain else None
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
