"""Times told from where the writer stands, or from a time told before: "yesterday", "last week",
"on Sunday", "three days ago", "the next day". English; each pattern gives a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.when.rules import (
    UNKNOWN,
    Rule,
    counted,
    day_of,
    of_unit,
    part_of_unit,
    past_units,
    to_the_day,
    weekday,
)
from qa.when.words import MONTH, NUMBERS, WEEKDAY, WEEKDAYS, YEAR

__all__ = ["DEICTIC_PATTERNS"]

_TIME = r"(?: (?:early |late )?(?:morning|lunchtime|afternoon|evening|night))?"
_UNIT = r"(?P<unit>day|week|month|year|decade|century)s?"
_NUMBER = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_INEXACT = re.compile(
    r"\b(?:more than|less than|fewer than|over|under|nearly|almost|about|around|some|at least|"
    r"roughly|barely|just)\s+$",
    re.I,
)
# What is not one day: "every Sunday", "a Sunday", and what bears a day's name: "Bloody Sunday".
_NO_DAY = re.compile(
    r"\b(?:(?:every|each|any|most|alternate|a|an|one|some|many|per)(?: other)?\s+|"
    r"(?:on|of|one) (?:a|an|one|some)\s+\w+\s+)$|"
    r"(?:^|(?<![.?!:“\"])\s)(?!On|The|Last|Next|This|Late|Early|Since|Until|By|From|And)[A-Z]\w+\s+$",
)
_NAMED_AFTER = re.compile(
    r"(?:\s+(?:[A-Z][a-z]+\s+)?(?:Times|Herald|Post|Club|Mail|Mirror|Telegraph|Express|Star|Night|"
    r"Market|Group|Agreement|School|Service)\b|\s+(?:prayers|best|school|lunch|newspapers?|papers?))"
)
_APPOSED = re.compile(rf"(?:{WEEKDAY}|{MONTH}|{YEAR}|\d(?:st|nd|rd|th)?),\s+$")
_ON = re.compile(r"\b(?:on|since|until|till|by|from|last|next|this|late|early|and|or)\s+$", re.I)


def _day_name(match: re.Match[str]) -> Rule | None:
    before, which = match.string[: match.start()], (match["which"] or "").lower()
    if not (which or match["night"]) and not _ON.search(before) and _NO_DAY.search(before):
        return None
    if re.search(r"\b(?:every|each|alternate)\s+(?:\w+day and )?$", before, re.I):
        return None
    if _NAMED_AFTER.match(match.string, match.end()):
        return None
    of_then = match["the"] and not which and before.endswith("on ")
    if which in ("following", "previous", "preceding") or match["other"] or of_then:
        return UNKNOWN  # counted from a time that is told somewhere before
    number = WEEKDAYS.index(match["day"][:-3])
    night = (match["night"] or "").lower()
    nights = (1, 0) if night.endswith("into ") else (0, 1) if night else (0, 0)
    kind = {"coming": "next", "past": "last"}.get(which.split()[-1] if which else "", which)
    return weekday(number, kind or ("last" if match["ago"] else ""), *nights)


def _near(match: re.Match[str]) -> Rule:
    words = match.group().lower()
    if words.startswith("the day before"):
        return day_of(-2)
    if words.startswith("the day after"):
        return day_of(2)
    if "yesterday" in words:
        return day_of(-1)
    if "tomorrow" in words:
        return day_of(1)
    if words in ("overnight", "last night"):
        return day_of(-1, more=1)
    return day_of(0)


def _unit(match: re.Match[str]) -> Rule | None:
    """ "Last week", "earlier this month", "the past three days"."""
    which, unit = match["which"].lower(), match["unit"].lower()
    count = _count(match["count"])
    if re.match(r"\s+of\b", match.string[match.end() :]) or (unit == "day" and count is None):
        return None  # "the last week of May", "this day"
    if which == "this" and (match["the"] or count is not None):
        return None
    if which == "past" or count is not None:
        return past_units(unit, count or 1, which in ("coming", "next"))
    if match["the"] and which in ("last", "next"):
        # "The last year" of something, or up to now; "the next week" after what was told.
        return UNKNOWN if which == "last" else of_unit(unit, 1, "told")
    edge = (match["edge"] or "").lower()
    if which == "this" and edge in ("earlier", "later") and unit != "weekend":
        return part_of_unit(unit, edge == "later")
    steps = {"last": -1, "this": 0, "next": 1, "coming": 1}
    return of_unit(unit, steps[which])


def _count(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else NUMBERS[text.lower()]


def _told(match: re.Match[str]) -> Rule | None:
    """ "The next day", "the same week", "that month": from the time told before."""
    steps = {"next": 1, "following": 1, "previous": -1, "preceding": -1}
    step = steps.get((match["which"] or "").lower(), 0)
    return of_unit(match["unit"].lower(), step, "told")


def _ago(match: re.Match[str]) -> Rule:
    if _INEXACT.search(match.string[: match.start()]):
        return UNKNOWN
    count = _count(match["count"]) or 1
    unit = match["unit"].lower()
    return to_the_day(unit, -count) if match["today"] else counted(unit, -count)


def _later(match: re.Match[str]) -> Rule:
    """ "Three days later", "a week earlier", "the day before": from the time told before."""
    way = match["way"].lower()
    if _APPOSED.search(match.string[: match.start()]):
        return UNKNOWN  # "on Sunday, the day before": that Sunday is the day before
    ends = re.match(r"\s*(?:[,.;:)”\"]|$|and\b|but\b)", match.string[match.end() :])
    if way in ("before", "after") and not ends:
        return UNKNOWN  # before what follows
    if _INEXACT.search(match.string[: match.start()]):
        return UNKNOWN
    count = _count(match["count"]) or 1
    back = way in ("earlier", "before", "previously")
    return counted(match["unit"].lower(), -count if back else count, "told")


def _hence(match: re.Match[str]) -> Rule:
    return counted(match["unit"].lower(), _count(match["count"]) or 1)


def _hours(match: re.Match[str]) -> Rule:
    """ "The past 24 hours": the days that they touch."""
    days = -(-(_count(match["count"]) or 1) // 24)
    return past_units("day", days, match["which"].lower() in ("next", "coming"))


def _open(_: re.Match[str]) -> Rule:
    return UNKNOWN


def _compiled(
    pattern: str, make: Callable[[re.Match[str]], Rule | None], flags: int = re.I
) -> tuple[re.Pattern[str], Callable[[re.Match[str]], Rule | None]]:
    return re.compile(pattern, flags), make


DEICTIC_PATTERNS = (
    _compiled(
        r"\b(?:(?:the day (?:before|after) )(?:yesterday|tomorrow)|"
        rf"(?:(?:earlier|later|early|late) )?(?:yesterday|today|tomorrow){_TIME}|tonight|"
        r"(?:earlier |later )?this (?:morning|afternoon|evening)|last night|overnight)\b",
        _near,
    ),
    _compiled(
        r"\b(?P<night>(?i:overnight (?:on |into )?))?(?P<the>(?i:the ))?"
        r"(?:(?P<which>(?i:last|next|this(?: past| coming)?|"
        r"following|previous|preceding|coming)) )?"
        rf"(?P<day>{WEEKDAY})\b(?!s\b)(?P<ago> last\b)?"
        r"(?P<other> (?:before last\b|(?:before|after)(?=[,.;)”]|$)))?"
        rf"{_TIME}",
        _day_name,
        0,
    ),
    _compiled(
        r"\b(?:(?P<edge>earlier|later|early|late) )?(?P<the>the )?(?P<which>last|this|next|past|"
        rf"coming) (?:{_NUMBER} )?(?P<unit>day|week|weekend|month|year|decade|century)s?\b",
        _unit,
    ),
    _compiled(
        r"\b(?:the (?:(?P<which>next|following|previous|preceding)|(?:very )?same)|that) "
        r"(?P<unit>day|week|month|year|decade)\b",
        _told,
    ),
    _compiled(rf"\b{_NUMBER} {_UNIT} ago(?P<today> (?:today|to the day))?\b", _ago),
    _compiled(rf"\b(?:the )?(?P<which>past|last|next|coming) {_NUMBER} hours\b", _hours),
    _compiled(
        rf"\b(?:{_NUMBER}|the(?P<the>)) {_UNIT} (?P<way>earlier|later|before|after|afterwards?|"
        r"previously)\b",
        _later,
    ),
    _compiled(rf"\bin {_NUMBER} {_UNIT}[’'] time\b", _hence),
    _compiled(
        r"\b(?:over|at|during|since|before|after) the weekend\b", lambda _: of_unit("weekend", 0)
    ),
    _compiled(
        r"\b(?:since then|christmas(?: (?:day|eve))?|easter(?: (?:sunday|monday))?|new year['’]s "
        r"(?:day|eve))\b",
        _open,
    ),
)
"""Patterns with what makes a rule of a match; None for what looks like a time and is none."""
