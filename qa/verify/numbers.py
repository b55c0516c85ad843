"""Quantities of a sentence: value, unit, what is counted, and how the number is qualified.

A value may be in digits or words ("6,000", "six thousand"); a unit is a measure, a currency, a
month (so that "12 April" is the 12 of April), or the words behind the number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from qa.verify.text import FUNCTION, MAY, Reading, Token
from qa.verify.words import is_past

__all__ = ["MONTHS", "Quantity", "quantities_of"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = (
    {word: float(value) for value, word in enumerate(_ONES)}
    | {word: 10.0 * (value + 2) for value, word in enumerate(_TENS)}
    | {"dozen": 12.0, "half": 0.5, "couple": 2.0, "both": 2.0}
)
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9,
    "mn": 1e6, "k": 1e3, "m": 1e6, "dozen": 12.0, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7,
    "crores": 1e7,
}  # fmt: skip
_LONGEST_MONTH = 31
_LARGE = frozenset(word for word in _SCALES if len(word) > 2)
_ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(),
        start=1,
    )
}
_FRACTIONS = {"third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "half": 0.5, "tenth": 0.1}
# "330m tall" is metres, "330m people" are millions.
_EXTENT = frozenset("tall high long wide deep thick away apart above below".split())
_VAGUE = frozenset("tens dozens scores hundreds thousands millions billions".split())
MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,"
        "september sept sep,october oct,november nov,december dec".split(","),
        start=1,
    )
    for name in names.split()
}
"""Names of months and their short forms to numbers."""
_UNITS = {
    form: unit
    for unit, forms in {
        "%": "% percent percentage pc", "km": "km kilometre kilometres kilometer kilometers kms",
        "m": "metre metres meter meters", "cm": "cm centimetre centimetres centimeter centimeters",
        "mm": "mm millimetre millimetres millimeter millimeters", "mile": "mile miles",
        "foot": "foot feet ft", "inch": "inch inches", "yard": "yard yards", "kg": "kg kilo kilos "
        "kilogram kilograms kilogramme kilogrammes", "g": "gram grams gramme grammes",
        "tonne": "tonne tonnes ton tons", "pound": "lb lbs", "litre": "litre litres liter liters",
        "gallon": "gallon gallons", "hectare": "hectare hectares ha", "acre": "acre acres",
        "degree": "degree degrees", "hour": "hour hours hr hrs", "minute": "minute minutes min "
        "mins", "second": "seconds", "day": "day days", "week": "week weeks",
        "month": "month months", "year": "year years yr yrs", "decade": "decade decades",
        "century": "century centuries", "watt": "watt watts", "kw": "kw kilowatt kilowatts",
        "mw": "mw megawatt megawatts", "knot": "knot knots", "$": "$ dollar dollars usd",
        "€": "€ euro euros eur", "£": "£ pound pounds gbp sterling", "cent": "cents",
    }.items()
    for form in forms.split()
}  # fmt: skip
_SIGNS = frozenset("$€£")
_BEFORE = (
    ("ge", "at least|no fewer than|no less than|not less than|not fewer than|minimum of|"
     "a minimum of"),
    ("le", "at most|no more than|not more than|up to|as many as|as much as|as high as|maximum of|"
     "a maximum of|at the most"),
    ("gt", "more than|over|above|exceeding|exceeds|exceeded|upwards of|greater than|in excess of|"
     "well over|just over|just above|slightly more than|a little over|beyond|higher than|topped"),
    ("lt", "less than|fewer than|under|below|lower than|smaller than|just under|just below|"
     "short of|just short of|well under"),
    ("near", "nearly|almost|close to|approaching|practically|virtually|near to"),
    ("approx", "about|around|roughly|approximately|some|circa|estimated|an estimated|"
     "in the region of|in the order of|or so"),
)  # fmt: skip
_PHRASES = tuple(
    sorted(
        ((phrase.split(), kind) for kind, row in _BEFORE for phrase in row.split("|")),
        key=lambda entry: -len(entry[0]),
    )
)
_AFTER = ((("or", "more"), "ge"), (("or", "so"), "approx"), (("or", "less"), "le"),
          (("or", "fewer"), "le"), (("at", "least"), "ge"), (("at", "most"), "le"))  # fmt: skip

# What no number counts: "120 aboard", "30 more".
_COMPARING = frozenset(
    "more less fewer least most other others only aboard ashore abroad overall altogether today "
    "yesterday tomorrow tonight".split()
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands: tokens ``first`` to ``last`` of its reading, half-open;
    ``start`` to ``end`` with its qualifier and unit.

    ``kind``: cardinal, ordinal, vague ("dozens") or day (a day of a month). ``unit``: a measure,
    a currency or ``month:4``, else "". ``counted``: lemmas of the words behind it up to a break.
    ``qualifier``: ge, gt, le, lt, near, approx, or "". ``clock``: am, pm, or "".
    """

    value: float
    kind: str
    unit: str
    counted: tuple[str, ...]
    qualifier: str
    words: str
    first: int
    last: int
    start: int
    end: int
    clock: str = ""


@lru_cache(maxsize=4096)
def quantities_of(reading: Reading) -> tuple[Quantity, ...]:
    """The quantities of a text in order."""
    tokens = reading.tokens
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        number = _number(tokens, at)
        if number is None:
            at += 1
            continue
        value, kind, last = number
        found.append(_quantity(reading, value, kind, at, last))
        at = last
    for i, (one, other) in enumerate(pairwise(found)):
        # "between 2 and 3 per cent": both are shares; the year of "In 2019, 20 people" counts none.
        if tokens[one.last - 1].clause != tokens[other.first].clause:
            continue
        one = found[i]
        if _share_scale(reading, one, other):
            one = found[i] = replace(one, value=one.value * _SCALES[tokens[other.last - 1].low])
            if one.unit in _SIGNS and not other.unit:  # "$3-5 million"
                found[i + 1] = replace(other, unit=one.unit)
        between = tokens[one.last : other.first]
        ranged = len(between) == 0 or (len(between) == 1 and between[0].low in ("and", "to", "or"))
        if ranged and not one.unit and not one.counted and one.kind == other.kind:
            found[i] = replace(one, unit=other.unit, counted=other.counted)
        elif not one.unit and other.counted and _is_part(between):
            found[i] = replace(one, counted=other.counted)
    return tuple(found)


def _share_scale(reading: Reading, one: Quantity, other: Quantity) -> bool:
    """Whether the scale of the second number is the first one's too: "2 to 3 million"."""
    tokens = reading.tokens
    words = [token.low for token in tokens[one.last : other.first]]
    opener = tokens[one.start - 1].low if one.start else ""
    joined = words in (["to"], ["or"]) or (words == ["and"] and opener in ("between", "from"))
    gap = reading.text[tokens[one.last - 1].end : tokens[other.first].start]
    if not joined and gap.strip() not in ("-", "–"):
        return False
    scale = _SCALES.get(tokens[other.last - 1].low, 0.0)
    own = tokens[one.last - 1].low in _SCALES or one.value >= scale
    return not own and one.kind == other.kind == "cardinal" and one.value * scale < other.value


def _is_part(between: Sequence[Token]) -> bool:
    """ "2,300 of the town's 9,100 households": both count households."""
    words = [token.low for token in between]
    return 1 < len(words) <= 4 and words[0] == "of" and not any(map(is_past, words))


def _quantity(reading: Reading, value: float, kind: str, first: int, last: int) -> Quantity:
    tokens = reading.tokens
    qualifier, start = _qualifier(tokens, first, last)
    unit, behind = _unit(tokens, first, last)
    if unit.startswith("month:") and kind in ("cardinal", "ordinal"):
        kind = "day"
    counted = _counted(reading, behind, tokens[last - 1].clause)
    clock = tokens[behind].low.lower() if behind < len(tokens) else ""
    clock = clock if clock in ("am", "pm") else ""
    end = max(last, behind)
    words = reading.text[tokens[start].start : tokens[end - 1].end]
    return Quantity(value, kind, unit, counted, qualifier, words, first, last, start, end, clock)


def _low(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _plain(text: str) -> float | None:
    parts = text.split(",")
    if len(parts) > 1 and all(len(part.split(".")[0]) == 3 for part in parts[1:]):
        text = "".join(parts)
    text = text.replace(":", ".").replace(",", ".")
    if text.count(".") > 1:
        groups = text.split(".")
        text = "".join(groups) if all(len(g) == 3 for g in groups[1:]) else groups[0]
    try:
        value = float(text[:15])
    except ValueError:
        return None
    return value


def _number(tokens: Sequence[Token], at: int) -> tuple[float, str, int] | None:
    """(value, kind, end) of the number that starts at a token."""
    token = tokens[at]
    if token.kind == "number":
        value = _plain(token.low)
        if value is None:
            return None
        if _low(tokens, at + 1) in ("st", "nd", "rd", "th") and _touches(tokens, at):
            return value, "ordinal", at + 2
        value, end = _and_a_half(tokens, *_scaled(tokens, value, at + 1))
        return value, "cardinal", end
    if token.name and token.text[:1].isupper() and at:
        return None
    if token.low in _VAGUE:
        value = 10.0 if token.low == "tens" else _SCALES.get(token.low[:-1], 20.0)
        many = _low(tokens, at + 2) if _low(tokens, at + 1) == "of" else ""
        if many in ("thousands", "millions", "billions"):  # "tens of thousands"
            return value * _SCALES[many[:-1]], "vague", at + 3
        return value, "vague", at + 1
    if token.low in ("several", "few", "couple"):
        end = at + 1 + (token.low == "couple" and _low(tokens, at + 1) == "of")
        if _low(tokens, end) in _LARGE:  # "several dozen", "a couple of hundred"
            value, end = _scaled(tokens, 1.0, end)
            return value, "vague", end
    if token.low in _ORDINALS:
        return _ordinal(tokens, at)
    if token.low in _VALUES or (
        token.low in _SCALES and len(token.low) > 4 and _low(tokens, at - 1) in ("a", "the", "per")
    ):
        return _spelt(tokens, at)
    if token.low in ("quarter", "quarters") and _low(tokens, at - 1) in ("a", "one"):
        value, end = _of_a_scale(tokens, 0.25, at + 1)
        return value, "cardinal", end
    return None


def _touches(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].end == tokens[at + 1].start


def _ordinal(tokens: Sequence[Token], at: int) -> tuple[float, str, int] | None:
    low, before = tokens[at].low, _low(tokens, at - 1)
    if low == "second" and (before in ("a", "per") or (tokens[at - 1].kind == "number" and at)):
        return None
    if low in _FRACTIONS and before in ("a", "one") and _low(tokens, at + 1) in ("of", "", "the"):
        value, end = _of_a_scale(tokens, _FRACTIONS[low], at + 1)
        return value, "cardinal", end
    return _ORDINALS[low], "ordinal", at + 1


def _scaled(tokens: Sequence[Token], value: float, at: int) -> tuple[float, int]:
    while _low(tokens, at) in _SCALES:
        word = tokens[at].low
        if len(word) <= 2 and not _touches(tokens, at - 1):
            break
        if word == "m" and _low(tokens, at + 1) in _EXTENT and _low(tokens, at - 2) not in _SIGNS:
            break
        value *= _SCALES[word]
        at += 1
    return value, at


def _of_a_scale(tokens: Sequence[Token], part: float, at: int) -> tuple[float, int]:
    """A fraction of a scale: "half a million", "a quarter of a million", "a half million"."""
    end = at + (_low(tokens, at) == "of")
    end += _low(tokens, end) == "a"
    return _scaled(tokens, part, end) if _low(tokens, end) in _LARGE else (part, at)


def _and_a_half(tokens: Sequence[Token], value: float, at: int) -> tuple[float, int]:
    """ "Two and a half hours", "one and a half million"."""
    if [_low(tokens, i) for i in range(at, at + 3)] != ["and", "a", "half"] or value >= 100.0:
        return value, at
    return _scaled(tokens, value + 0.5, at + 3)


def _spelt(tokens: Sequence[Token], at: int) -> tuple[float, str, int] | None:
    """A number in words: "three hundred and five", "two-thirds", "a dozen"."""
    total, current, end = 0.0, 0.0, at
    if tokens[at].low in ("half", "both", "couple"):
        value, end = _VALUES[tokens[at].low], at + 1
        value, end = _of_a_scale(tokens, value, end) if value < 1.0 else (value, end)
        return value, "cardinal", end
    while end < len(tokens):
        low = tokens[end].low
        if low in _SCALES and len(low) > 2:
            current = max(current, 1.0) * _SCALES[low]
            if _SCALES[low] > 100.0:
                total, current = total + current, 0.0
        elif low in _VALUES and low not in ("half", "both", "couple"):
            if current % 100.0 and (current % 10.0 or _VALUES[low] >= 10.0):
                break
            current += _VALUES[low]
        elif not (low == "and" and _low(tokens, end + 1) in _VALUES and total + current >= 100.0):
            break
        end += 1
    value = total + current
    part = _FRACTIONS.get(_low(tokens, end).removesuffix("s"))
    if part is not None and value < 10.0 and _low(tokens, end).endswith("s"):
        value, end = _of_a_scale(tokens, value * part, end + 1)
        return value, "cardinal", end
    if end == at:
        return None
    value, end = _and_a_half(tokens, value, end)
    return value, "cardinal", end


def _unit(tokens: Sequence[Token], first: int, last: int) -> tuple[str, int]:
    """(unit, where what is counted may begin)."""
    before, after, behind = _low(tokens, first - 1), _low(tokens, last), _low(tokens, last + 1)
    if before in _SIGNS:
        return before, last
    if after == "per" and behind == "cent":
        return "%", last + 2
    if after == "percentage" and behind in ("point", "points"):
        return "points", last + 2
    if after in MONTHS and tokens[last].text[:1].isupper():
        return f"month:{MONTHS[after]}", last + 1
    if after == "of" and behind in MONTHS and tokens[last + 1].text[:1].isupper():
        return f"month:{MONTHS[behind]}", last + 2
    large = tokens[first].kind == "number" and (_plain(tokens[first].low) or 0.0) > _LONGEST_MONTH
    joined = bool(first) and tokens[first - 1].clause == tokens[first].clause
    if before in MONTHS and joined and tokens[first - 1].text[:1].isupper() and not large:
        return f"month:{MONTHS[before]}", last
    if after == "m" and tokens[first].kind == "number":
        return "m", last + 1
    if after == "square" or after == "cubic":
        return f"{after} {_UNITS.get(behind, behind)}", last + 2
    return (_UNITS[after], last + 1) if after in _UNITS else ("", last)


def _counted(reading: Reading, at: int, clause: int) -> tuple[str, ...]:
    """Lemmas of the run of content words behind a number, past "of the"; of "F-16 jets" too."""
    tokens = reading.tokens
    while _low(tokens, at) in ("of", "the", "its", "their", "his", "her", "those", "these"):
        at += 1
    found: list[str] = []
    for token in tokens[at : at + 4]:
        if found and token.kind == "number" and reading.text[token.start - 1] == "-":
            continue
        if token.kind != "word" or token.low in FUNCTION or token.clause != clause:
            break
        if token.low in _VALUES or token.lemma == MAY or token.low in _COMPARING:
            break
        if is_past(token.low):
            # "271 sent it back" counts nothing; "88 signed statements" counts statements.
            if found:
                break
            continue
        found.append(token.lemma)
    return tuple(found)


def _numeric(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and (tokens[at].kind == "number" or tokens[at].low in _VALUES)


def _qualifier(tokens: Sequence[Token], first: int, last: int) -> tuple[str, int]:
    for phrase, kind in _AFTER:
        for gap in (0, 1, 2):
            at = last + gap
            if at + 1 >= len(tokens) or tokens[at].clause != tokens[last - 1].clause:
                break
            if (tokens[at].low, tokens[at + 1].low) == phrase and not _numeric(tokens, at + 2):
                return kind, first
    start = first - 1 if _low(tokens, first - 1) in _SIGNS | {"a", "the"} else first
    for words, kind in _PHRASES:
        begin = start - len(words)
        if begin >= 0 and [t.low for t in tokens[begin:start]] == words:
            return kind, begin
    return "", first
