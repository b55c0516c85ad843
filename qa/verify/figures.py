"""Figures and dates of a statement against those of the cited sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isclose

from qa.verify.align import Evidence
from qa.verify.numbers import MONTHS, Quantity, quantities_of
from qa.verify.text import MAY, Reading, Token
from qa.verify.types import Fault, Reason
from qa.verify.words import is_same, lemma

__all__ = ["check_dates", "check_numbers", "date_marks"]

Likeness = Callable[[str, tuple[str, ...]], float]
LIKE_UNIT = 0.6
"""From this cosine of single words two nouns may count the same things."""

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT_DAYS = {day[:3]: day for day in _DAYS} | {"tues": "tuesday", "thurs": "thursday"}
_TIMES = {
    "yesterday": "yesterday", "today": "today", "tomorrow": "tomorrow", "tonight": "tonight",
    "morning": "morning", "dawn": "morning", "afternoon": "afternoon", "noon": "noon",
    "midday": "noon", "midnight": "midnight", "spring": "spring", "summer": "summer",
    "autumn": "autumn", "winter": "winter", "evening": "night", "night": "night",
    "overnight": "night", "weekend": "weekend", "fortnight": "fortnight", "annual": "year",
    "annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day",
}  # fmt: skip
_TWOFOLD = frozenset("may march mar sun sat second".split())
_PERIODS = frozenset("hour minute second day week month year decade century".split())
_SPANS = frozenset(map(lemma, _PERIODS))
_AS_WORD = {
    (10.0, "year"): "decade", (100.0, "year"): "century", (2.0, "week"): "fortnight",
    (14.0, "day"): "fortnight", (7.0, "day"): "week", (24.0, "hour"): "day",
    (60.0, "minute"): "hour", (12.0, "month"): "year",
}  # fmt: skip
_COUNTS_AS = {word: (value, unit) for (value, unit), word in _AS_WORD.items()}
_LOOSER = frozenset(
    {("approx", "near"), ("lt", "near"), ("approx", "gt"), ("approx", "lt"), ("ge", ""),
     ("le", ""), ("ge", "gt"), ("le", "lt"), ("near", "lt")}
)  # fmt: skip
"""Qualifiers of a statement that say no more than those cited."""


def check_numbers(
    statement: Reading, evidence: Evidence, likeness: Likeness | None
) -> Iterator[Fault]:
    """Numbers that no cited sentence holds, or holds of other things or otherwise qualified."""
    cited = [q for reading in (*evidence.rows, *evidence.about) for q in quantities_of(reading)]
    mine = quantities_of(statement)
    for quantity in mine:
        if _is_loose_one(statement, quantity) or _is_period_word(quantity, evidence):
            continue
        equal = [other for other in cited if _equal(quantity, other)]
        if not equal:
            if not any(_rounds(quantity, other) for other in cited) and not _known_pair(
                quantity, evidence
            ):
                reason = Reason.DATE if _is_date(quantity) else Reason.NUMBER
                yield Fault(reason, (quantity.words,))
            continue
        fitting = [o for o in equal if _same_unit(quantity, o) or _same_month(quantity, o, cited)]
        if not fitting:
            reason = Reason.DATE if _is_date(quantity) else Reason.UNIT
            yield Fault(reason, (quantity.words,))
            continue
        counting = [o for o in fitting if _counts_same(quantity, o, cited, likeness)]
        if not counting:
            yield Fault(Reason.UNIT, (quantity.words, *quantity.counted[-1:]))
        elif not any(_qualified_alike(quantity, other) for other in counting) or (
            sum(_equal(quantity, other) for other in mine) > len(equal)
        ):
            yield Fault(Reason.NUMBER, (quantity.words,))


def _is_loose_one(statement: Reading, quantity: Quantity) -> bool:
    """ "one of them", "the first": words of number that count nothing that could be checked."""
    token = statement.tokens[quantity.first]
    if token.kind == "number" or quantity.unit:
        return False
    return quantity.value == 1.0


def _is_date(quantity: Quantity) -> bool:
    year = quantity.kind == "cardinal" and 1400 <= quantity.value <= 2100 and not quantity.counted
    return quantity.kind == "day" or (year and not quantity.unit)


def _equal(one: Quantity, other: Quantity) -> bool:
    kinds = {one.kind, other.kind}
    if kinds & {"ordinal", "vague"} and len(kinds) > 1 and kinds != {"ordinal", "day"}:
        return False
    values = [other.value]
    if one.clock and other.clock and one.clock != other.clock:
        return False
    if one.clock != other.clock:
        values += [other.value + 12.0, other.value - 12.0]
    if "%" in (one.unit, other.unit) and one.unit != other.unit:
        values += [other.value * 100.0, other.value / 100.0]
    return any(isclose(one.value, value, rel_tol=1e-6) for value in values)


def _rounds(one: Quantity, other: Quantity) -> bool:
    """Whether a qualified round number says truly what an exact one does."""
    if other.qualifier or one.kind != "cardinal" or other.kind != "cardinal":
        return False
    if one.unit != other.unit or not one.qualifier or not one.value:
        return False
    if one.counted and other.counted and not set(one.counted) & set(other.counted):
        return False
    ratio = other.value / one.value
    bounds = {
        "gt": (1.0, 1.15), "ge": (1.0, 1.15), "lt": (0.85, 1.0), "le": (0.85, 1.0),
        "near": (0.9, 1.0), "approx": (0.95, 1.05),
    }[one.qualifier]  # fmt: skip
    return bounds[0] <= ratio <= bounds[1]


def _is_period_word(quantity: Quantity, evidence: Evidence) -> bool:
    """ "Ten years" where a decade is cited."""
    word = _AS_WORD.get((quantity.value, quantity.unit))
    return word is not None and word in evidence.words


def _same_month(one: Quantity, other: Quantity, cited: list[Quantity]) -> bool:
    """ "29 August" beside "on 4 August ... until the 29th"."""
    bare = other.kind == "ordinal" and not other.unit and not other.counted
    return one.kind == "day" and bare and any(q.unit == one.unit for q in cited)


def _known_pair(quantity: Quantity, evidence: Evidence) -> bool:
    """ "both" and "the two", "half" and "50 per cent": counted in words that hold no number."""
    return quantity.value == 2.0 and bool(
        evidence.words & {"both", "pair", "couple", "twice", "double", "twin", "twins"}
    )


def _same_unit(one: Quantity, other: Quantity) -> bool:
    if one.unit == other.unit or {one.value, other.value} <= {0.5, 50.0}:
        return True
    if not one.unit or not other.unit:
        # "12" beside "12 April", "40" beside "$40": something is left out, or put in.
        bare = other if one.unit else one
        unit = one.unit or other.unit
        return unit in _PERIODS and unit in bare.counted
    return False


def _counts_same(
    one: Quantity,
    other: Quantity,
    cited: list[Quantity],
    likeness: Likeness | None,
) -> bool:
    """Whether two equal numbers count the same things, as far as the words behind them tell."""
    if one.unit or not one.counted or not other.counted or one.kind == "day":
        return True
    if any(is_same(a, b) for a in one.counted for b in other.counted):
        # "two army helicopters" beside "two helicopters"; but not "two helicopter pilots".
        return is_same(one.counted[-1], other.counted[-1]) or not any(
            _elsewhere(word, other, cited) for word in one.counted
        )
    return likeness is not None and likeness(one.counted[-1], other.counted) >= LIKE_UNIT


def _elsewhere(word: str, own: Quantity, cited: list[Quantity]) -> bool:
    """Whether another cited number counts what this word says."""
    return any(word in q.counted for q in cited if q is not own and q.value != own.value)


def _qualified_alike(one: Quantity, other: Quantity) -> bool:
    if one.qualifier == other.qualifier:
        return True
    return (one.qualifier, other.qualifier) in _LOOSER and not (
        one.qualifier in ("ge", "le") and not other.qualifier
    )


def check_dates(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Weekdays, months, seasons and times of day that no cited sentence holds."""
    held = {
        mark for r in (*evidence.rows, *evidence.about) for t in r.tokens for mark in date_marks(t)
    }
    periods = {t.lemma for r in evidence.rows for t in r.tokens if t.lemma in _SPANS}
    counted = {(q.value, q.unit) for r in evidence.rows for q in quantities_of(r)}
    same = {q.last for q in quantities_of(statement) if _is_period_word(q, evidence)}
    for token in statement.tokens:
        if token.at in same or _COUNTS_AS.get(token.low) in counted:
            continue
        other = token.lemma in _SPANS and periods and not evidence.holds(token.lemma)
        if other and not held & {_TIMES.get(token.low.removesuffix("s"), "")}:
            yield Fault(Reason.DATE, (token.text,))
        marks = date_marks(token)
        if marks and not held & marks and not evidence.holds(lemma(token.low)):
            yield Fault(Reason.DATE, (token.text,))


def date_marks(token: Token) -> set[str]:
    """What a word says of a day, a month or a time of day; nothing for other words."""
    low = token.low
    named = low != "may" and token.text[:1].isupper() and token.at
    if low in _TWOFOLD and token.lemma != MAY and not named:
        return set()
    if low in MONTHS and token.text[:1].isupper():
        return {f"month:{MONTHS[low]}"}
    day = low.removesuffix("s") if low.removesuffix("s") in _DAYS else _SHORT_DAYS.get(low)
    if day and token.text[:1].isupper():
        return {day}
    plain = low if low in _TIMES else low.removesuffix("s")
    return {_TIMES[plain]} if plain in _TIMES else set()
