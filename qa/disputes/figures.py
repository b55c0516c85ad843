"""Figures as ranges of what they may mean, and whether two of them can both be true.

"About 200", "more than 1,000", "between 2 and 3 per cent", "nearly forty minutes" and a number
rounded to hundreds each stand for a range; two figures agree where their ranges meet. Measures
are brought to one unit ("43 miles", "70 km"). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from qa.anaphora import PREPOSITIONS
from qa.verify.numbers import Quantity, quantities_of
from qa.verify.scope import DENIALS
from qa.verify.text import Reading, Token, read
from qa.verify.words import is_past, is_same, lemma

__all__ = ["Figure", "agree", "fate_of", "figures_of"]

# (dimension, how many of the dimension's base unit)
_MEASURES: dict[str, tuple[str, float]] = {
    "km": ("length", 1000.0), "m": ("length", 1.0), "cm": ("length", 0.01),
    "mm": ("length", 0.001), "mile": ("length", 1609.344), "foot": ("length", 0.3048),
    "inch": ("length", 0.0254), "yard": ("length", 0.9144), "kg": ("mass", 1.0),
    "g": ("mass", 0.001), "tonne": ("mass", 1000.0), "pound": ("mass", 0.4536),
    "litre": ("volume", 1.0), "gallon": ("volume", 4.2), "hectare": ("area", 10_000.0),
    "acre": ("area", 4046.86), "square km": ("area", 1e6), "square mile": ("area", 2.59e6),
    "square m": ("area", 1.0), "second": ("time", 1.0), "minute": ("time", 60.0),
    "hour": ("time", 3600.0), "day": ("time", 86_400.0), "week": ("time", 604_800.0),
    "month": ("time", 2.63e6), "year": ("time", 3.156e7), "decade": ("time", 3.156e8),
    "century": ("time", 3.156e9), "watt": ("power", 1.0), "kw": ("power", 1e3),
    "mw": ("power", 1e6), "%": ("share", 1.0), "points": ("points", 1.0),
    "knot": ("speed", 1.0), "degree": ("degree", 1.0), "$": ("$", 1.0), "€": ("€", 1.0),
    "£": ("£", 1.0), "cent": ("cent", 1.0),
}  # fmt: skip
# Converted measures are seldom exact: 43 miles are 69.2 km and are written as 70.
_CONVERTED = 0.03
# How far past its bound a one-sided figure reaches: "more than 50" is not said of 350.
_REACH = 1.5
_APPROXIMATE, _NEARLY = 0.1, 0.12
_MOST_ROUNDING = 0.03
# "One in so many" is a share; how far "a third", "two in five" may be from the share counted.
_WHOLE, _ABOUT_SHARE = 100.0, 0.05
# "30-odd" is up to 39, and a whole percentage may have been rounded.
_ODD, _PERCENT = 1.3, 0.5
_YEARS = (1400.0, 2100.0)
_CLOCK = re.compile(r"^\d{1,2}[:.]\d\d$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that it may mean: ``low`` to ``high`` in the dimension's base unit.

    ``dimension``: ``count``, ``length``, ``time``, ``$``, ... ``counted``: lemmas of the words
    behind it; ``of``: lemmas of what these belong to ("34 members of the resistance").
    ``clause``: the number of its clause in the reading; ``at``: its token there. ``year``: a
    bare number that may be a year. ``places``: of a length, the lemmas of the names that it is
    told of: "Ostwick, 30 miles from the border of Velmara". ``fate``: what befell those counted,
    where the words beside the number tell it ("dead", "hurt", "held", "moved"), else "".
    """

    low: float
    high: float
    dimension: str
    counted: tuple[str, ...]
    of: tuple[str, ...]
    unit: str
    clause: int
    at: int
    year: bool = False
    places: tuple[frozenset[str], ...] = ()
    fate: str = ""


def fate_of(lemmas: Iterable[str]) -> str:
    """What befell people by the first of some lemmas that tells it, else ""."""
    return next((_FATES[word] for word in lemmas if word in _FATES), "")


_FATES = {
    lemma(word): fate
    for fate, words in {
        "dead": "dead death deaths die died dying kill killed killing toll body bodies burial "
        "burials coffin perish perished drown drowned fatality fatalities corpse fallen",
        "hurt": "wound wounded injured injury injuries hurt hospital casualty",
        "held": "arrest arrested detain detained captured prisoner prisoners hostage "
        "hostages surrender",
        "moved": "cross crossed arrive arrivals flee fled refugee refugees displaced evacuated",
        "missing": "missing unaccounted",
        "driven": "drive drove driven chase chased rout routed expel expelled repel repelled",
        "beset": "ambush ambushed besiege besieged surround surrounded encircle encircled",
        "born": "born birth births",
    }.items()
    for word in words.split()
}


def agree(one: Figure, other: Figure) -> bool | None:
    """Whether two figures can both be true of one thing; None for other dimensions."""
    if one.dimension != other.dimension:
        return None
    slack = _CONVERTED * max(one.high, other.high) if one.unit != other.unit else 0.0
    return one.low <= other.high + slack and other.low <= one.high + slack


@lru_cache(maxsize=4096)
def figures_of(text: str) -> tuple[Figure, ...]:
    """The cardinal figures of a text in order; dates, ordinals and times of day are none."""
    reading = read(text)
    found: list[Figure] = []
    before: Quantity | None = None
    for quantity in quantities_of(reading):
        figure = _figure(reading, quantity)
        ranged = before is not None and _ranged(reading, before, quantity)
        if ranged and found and found[-1].at == before.first:  # type: ignore[union-attr]  # ranged
            first = found.pop()
            if figure is not None:  # "1-2 September" is no figure at all
                low, high = min(first.low, figure.low), max(first.high, figure.high)
                figure = replace(figure, low=low, high=high)
        elif (
            before and found and found[-1].at == before.first and _one_in(reading, before, quantity)
        ):
            part = found.pop()  # "two in three nurses", "one out of five"
            if figure is not None:
                figure = _share(figure, part.low / figure.low)
        if figure is not None:
            if before and found and _converts(reading, before, quantity):
                figure = replace(figure, places=found[-1].places)  # "31 miles (50 km)"
            found.append(figure)
        before = quantity
    return tuple(sorted((*found, *_noughts(reading)), key=lambda figure: figure.at))


def _one_in(reading: Reading, one: Quantity, other: Quantity) -> bool:
    """Whether two bare numbers are a share: "two in three nurses"; not "two in 2021"."""
    words = [t.low for t in reading.tokens[one.last : other.first]]
    bare = not (one.unit or other.unit or one.qualifier or other.qualifier)
    small = one.value < other.value <= _WHOLE
    return words in (["in"], ["out", "of"]) and bare and small and bool(other.counted)


def _share(figure: Figure, share: float) -> Figure:
    """A figure that counts what a share, 0..1, is of, as that share."""
    about = 100.0 * share * _ABOUT_SHARE
    low, high = 100.0 * share - about, 100.0 * share + about
    return replace(figure, low=low, high=high, dimension="share", unit="%", year=False)


def _noughts(reading: Reading) -> list[Figure]:
    """ "No one was killed", "none of the crew died", "no people have been hurt": 0 of them."""
    found: list[Figure] = []
    tokens = reading.tokens
    for at, token in enumerate(tokens[:-1]):
        opened = tokens[at - 1].low if at else ""
        if token.low not in ("no", "nobody", "none") or opened in ("if", "unless", "whether"):
            continue
        if any(t.low in DENIALS for t in tokens[:at]):
            continue  # "it is untrue that no one was killed"
        start = at + 1 + (token.low == "none" and tokens[at + 1].low == "of")
        clause = [t for t in tokens[start : start + 2 * _NEAR] if t.clause == token.clause]
        named = list(takewhile(lambda t: t.low not in _WAS and not is_past(t.low), clause))
        rest = clause[len(named) :]
        was = list(takewhile(lambda t: t.low in _WAS or t.low.endswith("ly"), rest))
        deed = rest[len(was)] if len(was) < len(rest) else None
        if deed is None or deed.lemma not in _FATES or not (was or _dies(deed)):
            continue
        counted = _named_none(token, named)
        if counted is not None and is_past(deed.low):
            fate = _FATES[deed.lemma]
            found.append(Figure(0.0, 0.0, "count", counted, (), "", token.clause, at, fate=fate))
    return found


def _dies(token: Token) -> bool:
    return token.low in ("died", "perished", "drowned")


def _named_none(token: Token, named: Sequence[Token]) -> tuple[str, ...] | None:
    """The lemmas of what there is none of: people by "no one" (told by no noun), else a plural;
    None where the words are no such."""
    words = [t for t in named if t.low not in ("the", "those", "these", "them", "its", "their")]
    lows = [t.low for t in words]
    if token.low == "nobody" or (token.low == "no" and lows == ["one"]):
        return () if lows in ([], ["one"]) else None
    if any(t.kind != "word" or not t.content for t in words) or (token.low == "no" and not words):
        return None
    plural = token.low == "none" or lows[-1].endswith("s") or lows[-1] in _PLURALS
    return tuple(t.lemma for t in words) if plural else None


def _converts(reading: Reading, one: Quantity, other: Quantity) -> bool:
    between = reading.text[reading.tokens[one.end - 1].end : reading.tokens[other.first].start]
    return between.strip() == "("


def _ranged(reading: Reading, one: Quantity, other: Quantity) -> bool:
    """ "between 2 and 3", "20 to 30", "20-30"; "41 to 29" is a score, and what "rose from 12 to
    35" tells are two figures."""
    between = reading.tokens[one.last : other.first]
    words = [t.low for t in between if t.kind != "sign"]
    lead = [t for t in reading.tokens[max(0, one.first - _FAR) : one.first] if t.kind != "sign"]
    before = lead[-1].low if lead else ""
    if one.value >= other.value or (len(words) < len(between) and one.unit != other.unit):
        return False
    if before == "from" and any(is_same(t.lemma, w) for t in lead[-_NEAR - 1 :] for w in _CHANGES):
        return False
    if words == ["and"]:
        return before in ("between", "from")
    if words == ["or"]:
        return other.value <= one.value + max(2.0, 0.5 * one.value)  # "35 or 36", "ten or twelve"
    joined = reading.text[reading.tokens[one.last - 1].end : reading.tokens[other.first].start]
    return words == ["to"] or (not words and joined.strip() in ("-", "–", "—"))


def _figure(reading: Reading, quantity: Quantity) -> Figure | None:
    if quantity.kind not in ("cardinal", "vague") or quantity.clock:
        return None
    if quantity.unit.startswith("month:"):
        return None
    tokens = reading.tokens
    behind = [t.low for t in tokens[quantity.last : quantity.last + 2]]
    counted = quantity.counted
    if behind in (["of", "whom"], ["of", "them"], ["of", "which"], ["of", "these"]):
        # A part of what was counted before; "seven of them children" are seven children.
        counted = _part(reading, quantity.last + 2)
        if not counted:
            return None
    one = [t.low for t in tokens[max(0, quantity.first - 1) : quantity.last]]
    if one == ["no", "one"]:
        return None
    if _numbers_an_item(reading, quantity) or _REFUSED.search(_before(reading, quantity)):
        return None
    before = [t.low for t in tokens[max(0, quantity.first - 2) : quantity.first]]
    if before == ["of", "the"]:
        return None  # the whole of which something is a part
    raw = tokens[quantity.first].low
    if _CLOCK.match(raw) and ":" in raw:
        return None
    dimension, factor = _MEASURES.get(quantity.unit, (quantity.unit or "count", 1.0))
    low, high = _range(quantity, raw)
    if re.match(r"[- ‐‑]odd\b", reading.text[tokens[quantity.last - 1].end :]):
        high = max(high, _ODD * quantity.value)
    bare = dimension == "count" and not quantity.qualifier
    year = bare and raw.isdigit() and len(raw) == 4 and _YEARS[0] <= quantity.value <= _YEARS[1]
    year = year and (not counted or _dates_a_noun(reading, quantity))
    of = _owner(reading, quantity)
    made = Figure(
        low * factor, high * factor, dimension, counted, of, quantity.unit,
        tokens[quantity.first].clause, quantity.first, year,
        _places(reading, quantity) if dimension == "length" else (),
        _fate(reading, quantity, counted, of) if dimension == "count" else "",
    )  # fmt: skip
    fraction = dimension == "count" and 0.0 < quantity.value < 1.0 and behind[:1] == ["of"]
    return _share(made, quantity.value) if fraction and not quantity.qualifier else made


def _places(reading: Reading, quantity: Quantity) -> tuple[frozenset[str], ...]:
    """The names that stand before a length as what it places, and behind it as where from."""
    tokens = reading.tokens
    here: set[str] = set()
    at = quantity.start
    gap = reading.text[tokens[at - 1].end : tokens[at].start] if at else ""
    while at and tokens[at - 1].name and (here or "," in gap):
        at -= 1
        here.add(tokens[at].lemma)
    there: set[str] = set()
    behind = tokens[quantity.end : quantity.end + _FAR]
    start = next((i for i, t in enumerate(behind) if t.low in ("from", "of", "to", "off")), None)
    for token in behind[start + 1 :] if start is not None else ():
        if token.name:
            there.add(token.lemma)
        elif there:
            break
    return tuple(frozenset(names) for names in (here, there) if names)


# "Not 9 but 4", "isn't 19": the number that is not so.
_REFUSED = re.compile(
    r"(?:\bnot|n['’]t|\brather than|\binstead of)\s+(?:(?:in|on|at|the|from|by|for)\s+)?$", re.I
)
# So many words before and behind a number tell what befell those counted.
_NEAR = 4


def _before(reading: Reading, quantity: Quantity) -> str:
    return reading.text[: reading.tokens[quantity.start].start]


def _fate(
    reading: Reading, quantity: Quantity, counted: tuple[str, ...], of: tuple[str, ...]
) -> str:
    """What befell those counted: by their own words, by the verb just before the number, then by
    what stands behind it, then before it.

    The verb of "five killed, 20 injured" is not that of the 20, and the verb just before another
    number is that one's: "two bombs killed 52" tells nothing of the bombs.
    """
    tokens = reading.tokens
    last = tokens[quantity.start - 1] if quantity.start else None
    gap = reading.text[last.end : tokens[quantity.start].start].strip() if last else ""
    verb = last.lemma if last and gap in ("", ":", "(") else ""
    clause = tokens[quantity.first].clause
    others = {
        q.start - 1
        for q in quantities_of(reading)
        if tokens[q.start - 1].clause == tokens[q.first].clause
    }
    behind = [
        t.lemma
        for t in tokens[quantity.end : quantity.end + 2 * _NEAR]
        if t.clause == clause and t.at not in others
    ]
    before = tokens[max(0, quantity.start - _NEAR) : quantity.start]
    same = [t.lemma for t in reversed(before) if t.clause == clause]
    return fate_of((*counted, *of, verb)) or fate_of(behind) or fate_of(same)


_FAR = 9
_WAS = frozenset("was were has have had been".split())
_CHANGES = tuple(map(lemma, "rise fall".split()))
_PLURALS = frozenset("children men women people police".split())
# "E02", "COVID-19", the 11 of "9/11".
_CODE = re.compile(r"(?:[^\W\d_]-?|\d/)$")
_ITEM = re.compile(r"\s*[(\[]?$")


def _numbers_an_item(reading: Reading, quantity: Quantity) -> bool:
    """ "3. The court ...", "E02: ...": the number of an item, or part of a code."""
    first, last = reading.tokens[quantity.first], reading.tokens[quantity.last - 1]
    before, after = reading.text[: first.start], reading.text[last.end :]
    if first.kind != "number":
        return False
    if _CODE.search(before) or re.match(r"/\d", after) or _is_model(reading, quantity):
        return True
    if _ITEM.fullmatch(before) is None:
        return False
    section = "." in first.low and re.match(r"\s+[A-Z]", after) is not None
    return section or re.match(r"(?:\.\d+)*[.):](?:\s|$)", after) is not None


def _is_model(reading: Reading, quantity: Quantity) -> bool:
    """ "The Boeing 737 had": a name with its article is the subject, its number counts nothing."""
    tokens, at = reading.tokens, quantity.first
    if quantity.counted or quantity.unit or at < 2 or not tokens[at - 1].name:
        return False
    while at and tokens[at - 1].name:
        at -= 1
    article = at > 0 and tokens[at - 1].low in ("the", "a", "an", "this", "that")
    one = all(t.clause == tokens[at].clause for t in tokens[at : quantity.first + 1])
    return article and one and (at < 2 or tokens[at - 2].low not in PREPOSITIONS)


def _dates_a_noun(reading: Reading, quantity: Quantity) -> bool:
    """ "The 2021 attack": a year behind an article, before a noun that is no plural."""
    tokens = reading.tokens
    before = tokens[quantity.first - 1].low if quantity.first else ""
    noun = tokens[quantity.last + len(quantity.counted) - 1].low
    plural = noun.endswith("s") or noun in _PLURALS or bool(fate_of(quantity.counted))
    return before in ("the", "a", "an", "this", "that", "its", "their") and not plural


def _part(reading: Reading, at: int) -> tuple[str, ...]:
    """The lemmas of what a part consists of: "of whom four were children", "of them children"."""
    found: list[str] = []
    last = ""
    for token in reading.tokens[at : at + 3]:
        if token.clause != reading.tokens[at - 1].clause or token.polar == "deep":
            break
        if token.content and token.kind == "word" and not is_past(token.low):
            found.append(token.lemma)
            last = token.low
        elif found:
            break
    plural = last.endswith("s") or last in _PLURALS
    return tuple(found) if plural else ()


def _owner(reading: Reading, quantity: Quantity) -> tuple[str, ...]:
    """The lemmas behind "of" or "from" after what is counted."""
    tokens = reading.tokens
    at = quantity.end + len(quantity.counted)
    if at >= len(tokens) or tokens[at].low not in ("of", "from", "in"):
        return ()
    found = []
    for token in tokens[at + 1 : at + 5]:
        if token.content:
            found.append(token.lemma)
        elif found:
            break
    return tuple(found) if tokens[at].low != "in" else ()


def _range(quantity: Quantity, raw: str) -> tuple[float, float]:
    value = quantity.value
    if quantity.kind == "vague":
        # "Hundreds" ends where "thousands" begins.
        return (20.0, 99.0) if value == 20.0 or value == 12.0 else (value, 10.0 * value - 1.0)
    qualifier = quantity.qualifier
    if qualifier in ("gt", "ge"):
        return value, _REACH * value
    if qualifier in ("lt", "le"):
        return value / _REACH, value
    if qualifier == "near":
        return (1.0 - _NEARLY) * value, value
    if qualifier == "approx":
        return (1.0 - _APPROXIMATE) * value, (1.0 + _APPROXIMATE) * value
    slack = _rounding(value, raw) + (_PERCENT if quantity.unit == "%" and "." not in raw else 0.0)
    return max(0.0, value - slack), value + slack


def _rounding(value: float, raw: str) -> float:
    """How far an unqualified number may stand from what was counted: 1,200 for 1,187."""
    if value < 100.0:
        return 0.0
    unit = 1.0
    while value % (unit * 10.0) == 0.0 and unit * 10.0 <= value:
        unit *= 10.0
    if unit < 10.0 and "." not in raw:
        return 0.0
    return min(0.5 * unit, _MOST_ROUNDING * value)
