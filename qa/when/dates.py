"""Dates of the calendar in a text: days, months, years and spans of them, told in full or not.

Each pattern gives a rule (``qa.when.rules``): fixed where a year is told, else what comes round
each year, counted from the day of publication. English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from qa.when.days import Days, month_number, month_of, shifted, year_of
from qa.when.rules import UNKNOWN, Rule, fixed, yearless
from qa.when.words import DAY, MONTH, ORDINALS, WEEKDAY, WEEKDAYS, YEAR

__all__ = ["DATE_PATTERNS"]

_TO = r"(?:\s?[-–—/]\s?| (?:to|and|or|till|until) )"
_PART = r"(?:(?i:early|mid|late|(?:the )?(?:end|beginning|start|middle) of)[ -](?:the )?)?"
_NIGHT = r"(?:(?i:overnight) (?:(?:between|on|from) )?)?"
_OWN_YEAR = rf"(?:,? (?P<year>{YEAR})\b)?"
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|until|till|by|from|to|during|through|throughout|before|after|for|between|"
    rf"around|(?-i:{MONTH}),? (?:and|or))\s+$",
    re.I,
)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?P<sure>in|since|until|till|during|circa|year|before|after|by)|"
    r"\b(?:from|to|of|for|between|and|or|the|around|about|through|throughout|spring|summer|autumn|"
    r"winter|election|season))\s+$|\($",
    re.I,
)
# "Of 2019 households", "the 2000 masks": a number of things. "Of 2019 was": a year.
_COUNTED = re.compile(
    r"\s+(?!(?:was|is|has|its|his|as|does|this|us|plus|whereas|always|perhaps)\b)"
    r"(?:people|men|women|children|[a-z-]+s)\b"
)
# A weekday and a date agree in one year of five to eleven.
_WITH_WEEKDAY = 8
_LEAP = 8
_JUST_GONE = timedelta(days=31)


def _rule(make: Callable[[int], Days | None], year: str | None, reach: int = 1) -> Rule | None:
    """Fixed by its year, else of each year; None for what is no date in any."""
    if year:
        days = make(int(year))
        return fixed(days) if days else None
    # Every date stands in a leap year; 31 June in none.
    return yearless(make, reach) if make(2000) else None


def _number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else ORDINALS[text.lower()]


def _between(first: tuple[int, int], last: tuple[int, int], year: int) -> Days | None:
    """(month, day) to (month, day), over the turn of the year where the first is the later."""
    try:
        return Days(date(year - (first > last), *first), date(year, *last))
    except ValueError:
        return None


def _date(match: re.Match[str]) -> Rule | None:
    month, day = month_number(match["month"]), _number(match["day"])
    named = match["weekday"]
    number = WEEKDAYS.index(named[:-3]) if named else None

    def make(year: int) -> Days | None:
        found = _between((month, day), (month, day), year)
        agrees = number is None or found is None or found.first.weekday() == number
        return found if agrees else None

    if match["year"]:
        # In a date with its year, a weekday that disagrees leaves open which of them is wrong.
        return _rule(make, match["year"]) or UNKNOWN
    if number is not None:
        return yearless(make, _WITH_WEEKDAY)
    return _rule(make, None, _LEAP if (month, day) == (2, 29) else 1)


def _days_span(match: re.Match[str]) -> Rule | None:
    month, first, last = month_number(match["month"]), _number(match["d1"]), _number(match["d2"])
    if first >= last:
        return None
    return _rule(lambda year: _between((month, first), (month, last), year), match["year"])


def _months_span(match: re.Match[str]) -> Rule | None:
    first, last = month_number(match["m1"]), month_number(match["m2"])

    def make(year: int) -> Days:
        return month_of(date(year - (first > last), first, 1), date(year, last, 1))

    if match["year"]:
        return _rule(make, match["year"])
    return Rule("yearly", lambda day, ahead: _bare_months(make, day, ahead))


def _iso(match: re.Match[str]) -> Rule | None:
    try:
        day = date.fromisoformat(match.group())
    except ValueError:
        return None
    return fixed(Days(day, day))


def _numeric(match: re.Match[str]) -> Rule | None:
    """25/12/2021 is a date in one order only, 06/09/2021 in two."""
    one, other, year = int(match["a"]), int(match["b"]), int(match["year"])
    orders = {(one, other), (other, one)}
    found = {days for month, day in orders if (days := _between((month, day), (month, day), year))}
    if not found:
        return None
    return fixed(found.pop()) if len(found) == 1 else UNKNOWN


def _month(match: re.Match[str]) -> Rule | None:
    number = month_number(match["month"])
    which = (match["which"] or "").lower()
    before = match.string[: match.start()]
    if not (match["year"] or which or match["part"]) and not _BEFORE_MONTH.search(before):
        return None  # a name, or the verb

    def make(year: int) -> Days:
        return month_of(date(year, number, 1))

    if match["year"]:
        return _rule(make, match["year"])
    if not which:
        return Rule("yearly", lambda day, ahead: _bare_months(make, day, ahead))
    return Rule("published", lambda day, _: _which_month(make, day, which))


def _bare_months(make: Callable[[int], Days], day: date, ahead: bool | None) -> Days | None:
    """Its own month one calls "this month": "in September" of a September is in doubt."""
    if any(make(year).first <= day <= make(year).last for year in (day.year, day.year + 1)):
        return None
    return yearless(make).reckon(day, ahead)


def _of_near_year(match: re.Match[str]) -> Rule:
    """ "March of last year", "8 June last year"."""
    month = month_number(match["month"])
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    named = _number(match["day"]) if match["day"] else None

    def reckon(day: date, _: bool | None) -> Days | None:
        if named is None:
            return month_of(date(day.year + step, month, 1))
        return _between((month, named), (month, named), day.year + step)

    return Rule("published", reckon)


def _day_of_month(match: re.Match[str]) -> Rule | None:
    """ "On the 19th": of the last month that has had it, or the next that will."""
    number = _number(match["day"])
    if not 1 <= number <= 31:
        return None
    if re.search(MONTH, match.string[: match.start()]):
        return UNKNOWN  # of the month that was told

    def reckon(day: date, ahead: bool | None) -> Days | None:
        months = [shifted(day, "month", step).first for step in range(-2, 3)]
        spans = (_between((m.month, number), (m.month, number), m.year) for m in months)
        days = [span for span in spans if span is not None]
        if ahead is None:
            return None
        if ahead:
            return next((span for span in days if span.first >= day), None)
        return next((span for span in reversed(days) if span.first <= day), None)

    return Rule("published", reckon)


def _which_month(make: Callable[[int], Days], day: date, which: str) -> Days | None:
    this = make(day.year)
    if which == "last" and timedelta() <= day - this.last <= _JUST_GONE:
        return None  # "last August" in September may be either
    if which == "last":
        return this if this.last < day else make(day.year - 1)
    if which == "next":
        return this if this.first > day else make(day.year + 1)
    return this


def _year(match: re.Match[str]) -> Rule | None:
    found = _BEFORE_YEAR.search(match.string[: match.start()])
    if not (found or match["part"]):
        return None
    sure = match["part"] or (found is not None and found["sure"])
    if not sure and _COUNTED.match(match.string, match.end()):
        return None
    return fixed(year_of(int(match["year"])))


def _years_span(match: re.Match[str]) -> Rule | None:
    """1914-18, "between 1914 and 1918", and the season 2019/20."""
    first, last = match["year"], match["y2"]
    if len(last) == 2:
        last = first[:2] + last
    if not int(first) < int(last) or not _BEFORE_YEAR.search(match.string[: match.start()]):
        return None
    return fixed(year_of(int(first), int(last)))


def _decade(match: re.Match[str]) -> Rule:
    first = int(match["year"])
    # "The 1900s" may be ten years or a hundred.
    return fixed(year_of(first, first + 9)) if first % 100 else UNKNOWN


def _century(match: re.Match[str]) -> Rule | None:
    last = 100 * _number(match["number"])
    return fixed(year_of(last - 99, last)) if 100 <= last <= 3000 else None


def _share(match: re.Match[str]) -> Rule | None:
    """A half or a quarter of a year."""
    name = match["nth"].lower()
    halves = match["of"].lower() == "half"
    months = 6 if halves else 3
    order = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    number = 12 // months if name in ("last", "final") else order[name]
    if number * months > 12:
        return None
    year, end = int(match["year"]), number * months
    return fixed(month_of(date(year, end - months + 1, 1), date(year, end, 1)))


def _season(match: re.Match[str]) -> Rule:
    """Which months it is depends on the country, and a winter has two years."""
    whole = match["year"] and match["name"].lower() != "winter"
    return fixed(year_of(int(match["year"]))) if whole else UNKNOWN


def _compiled(
    pattern: str, make: Callable[[re.Match[str]], Rule | None]
) -> tuple[re.Pattern[str], Callable[[re.Match[str]], Rule | None]]:
    return re.compile(pattern), make


_NTH = r"(?P<nth>(?i:first|second|third|fourth|last|final))"
DATE_PATTERNS = (
    _compiled(
        rf"\b{_NIGHT}(?:the )?(?P<d1>{DAY}){_TO}(?:the )?(?P<d2>{DAY})(?: of)? "
        rf"(?P<month>{MONTH}){_OWN_YEAR}",
        _days_span,
    ),
    _compiled(
        rf"\b{_NIGHT}(?P<month>{MONTH}) (?P<d1>{DAY}){_TO}(?P<d2>{DAY})\b(?!:){_OWN_YEAR}",
        _days_span,
    ),
    _compiled(
        rf"\b(?:(?<=from )|(?<=between )|(?<=From )|(?<=Between ))(?P<m1>{MONTH}){_TO}"
        rf"(?P<m2>{MONTH})(?! \d\d?\b){_OWN_YEAR}",
        _months_span,
    ),
    _compiled(
        rf"\b(?:(?P<weekday>{WEEKDAY}),? )?(?:the )?(?P<day>{DAY})(?: of)? (?P<month>{MONTH})"
        rf"{_OWN_YEAR}",
        _date,
    ),
    _compiled(
        rf"\b(?:(?P<weekday>{WEEKDAY}),? )?(?P<month>{MONTH}) (?:the )?"
        rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?)\b(?!,\d|[:.]\d|%){_OWN_YEAR}",
        _date,
    ),
    _compiled(rf"(?<![\d-]){YEAR}-\d\d-\d\d(?![\d-])", _iso),
    _compiled(
        rf"(?<![\d/.])(?P<a>\d\d?)(?P<sep>[/.])(?P<b>\d\d?)(?P=sep)(?P<year>{YEAR})\b", _numeric
    ),
    _compiled(
        rf"\b(?P<part>{_PART})(?:(?P<which>(?i:last|this|next)) )?(?P<month>{MONTH})"
        r"(?!\.? \d{1,2}\b)"
        rf"(?:(?: of)?,? (?P<year>{YEAR})\b)?",
        _month,
    ),
    _compiled(
        rf"\b{_PART}(?:(?:the )?(?P<day>{DAY})(?: of)? )?(?P<month>{MONTH}) (?:of )?"
        r"(?P<which>(?i:last|this|next)) year\b",
        _of_near_year,
    ),
    _compiled(
        r"\b(?:(?<=on )|(?<=On )|(?<=since )|(?<=until ))the (?P<day>\d{1,2}(?:st|nd|rd|th))"
        r"(?=[,.;)]|$| (?:that|and|when|at|to|he|she|they|we|I|the)\b)",
        _day_of_month,
    ),
    _compiled(
        rf"(?:(?<=from )|(?<=From )|(?<=between )|(?<=Between ))(?P<year>{YEAR}) "
        rf"(?:to|and|until|till) (?P<y2>{YEAR})\b",
        _years_span,
    ),
    _compiled(rf"\b(?:the )?{_NTH} (?P<of>half|quarter) of (?P<year>{YEAR})\b", _share),
    _compiled(
        r"\b(?:(?i:the|last|this|next|early|late|mid|that) ){0,2}"
        rf"(?P<name>(?i:spring|summer|autumn|winter)|fall(?= (?:of )?{YEAR}))\b"
        rf"(?:,?(?: of)? (?P<year>{YEAR})\b)?",
        _season,
    ),
    _compiled(rf"(?:\bthe )?\b(?P<part>{_PART})(?P<year>(?:1[0-9]|20)\d0)s\b", _decade),
    _compiled(
        r"\b(?:the )?(?:(?i:early|mid|late)[ -])?"
        r"(?P<number>\d\d?(?:st|nd|rd|th)|[a-z]+(?:th|st|nd|rd|second)|first|third)[ -]century\b",
        _century,
    ),
    _compiled(
        rf"(?<![\d.,$€£-])(?P<year>{YEAR})\s?[-–/]\s?(?P<y2>{YEAR}|\d\d)\b(?![-\d])", _years_span
    ),
    _compiled(
        rf"(?<![\d.,$€£/-])(?P<part>{_PART})\b(?P<year>{YEAR})"
        r"(?![\d,.]\d|[-–/]\d|s\b|\s*(?:%|per cent|km|tonnes))\b",
        _year,
    ),
)
"""Patterns with what makes a rule of a match; None for what looks like a date and is none."""
