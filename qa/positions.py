"""Where evidence gives different answers to the question as asked.

Figures and moments of what is asked for, denials, opposite words, names and causes are laid side
by side (``qa.disputes``); a small weighted model says whether they are different answers. A false
cry of conflict costs as much trust as a hidden one: wording that differs, roundings, and figures
of other things or other parties are no dispute, and a later account by known dates is an update.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.lexical import tokenize
from qa.answer_type import read_wanted
from qa.disputes.asked import ask_of
from qa.disputes.signs import Relation, compare_figures
from qa.disputes.verdict import (
    agrees,
    differ,
    happen_apart,
    is_anothers,
    is_of_others,
    is_update,
)
from qa.evidence import Evidence
from qa.question import Question
from qa.tables import are_rows_of_one

__all__ = [
    "Side",
    "asked_of",
    "dates_differ",
    "figures_differ",
    "opposed",
    "quantities",
    "sides_of",
]

Kind = Literal["claim", "denial", "figure", "update"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of several answers, and the evidence that gives it."""

    kind: Kind
    evidence: tuple[Evidence, ...]


_UNITS = {
    "km": "km", "kilometre": "km", "kilometer": "km", "kilometres": "km", "kilometers": "km",
    "mile": "mile", "miles": "mile", "m": "m", "metre": "m", "metres": "m", "meter": "m",
    "meters": "m", "%": "%", "percent": "%", "kg": "kg", "tonnes": "tonne",
    "tons": "tonne", "tonne": "tonne", "hectares": "hectare", "acres": "acre",
}  # fmt: skip
_WORD_VALUES = {
    w: float(i)
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0,
     "eighty": 80.0, "ninety": 90.0, "hundred": 100.0, "dozen": 12.0}  # fmt: skip
_WORD_VALUES |= {
    f"{tens}-{ones}": _WORD_VALUES[tens] + _WORD_VALUES[ones]
    for tens in "twenty thirty forty fifty sixty seventy eighty ninety".split()
    for ones in "one two three four five six seven eight nine".split()
}
_QUANTITY = re.compile(
    r"(?P<money>[$€£])?(?<![\w.])(?P<value>\d[\d,]*(?:\.\d+)?|"
    + "|".join(sorted(_WORD_VALUES, key=len, reverse=True))
    + r")(?![\w-]*\d)\s*(?P<scale>hundred|thousand|million|billion)?\s*-?"
    + r"(?P<after>%|(?:[^\W\d]+\W){0,2}[^\W\d]+)?",
    re.I,
)
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = re.compile(
    r"\b(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>[A-Z][a-z]{2,8})\.?|"
    r"(?P<m2>[A-Z][a-z]{2,8})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)\b"
)


def quantities(text: str) -> tuple[tuple[str, float], ...]:
    """(unit or counted noun's stem, value) pairs: ``6,000 fighters`` gives ("fighter", 6000.0)."""
    found = []
    for m in _QUANTITY.finditer(text):
        # Without regard to case "ı" and "ſ" match as "i" and "s"; case folding alone undoes one.
        raw = m["value"].casefold().replace("ı", "i").replace(",", "")
        value = _WORD_VALUES[raw] if raw in _WORD_VALUES else float(raw)
        value *= _SCALE.get((m["scale"] or "").lower(), 1.0)
        after = (m["after"] or "").lower()
        words = re.findall(r"%|[^\W\d]+", after)
        if m["money"]:
            found.append(("money", value))
        elif words[:2] == ["per", "cent"]:
            found.append(("%", value))
        elif words and words[0] in _UNITS:
            found.append((_UNITS[words[0]], value))
        else:
            found.extend((stem, value) for stem in tokenize(after))
    return tuple(found)


def _dates(text: str) -> set[tuple[int, int]]:
    found = set()
    for m in _DATE.finditer(text):
        month = (m["m1"] or m["m2"]).lower()[:3]
        if month in _MONTHS:
            found.add((_MONTHS.index(month), int(m["d1"] or m["d2"])))
    return found


def opposed(question: Question, a: Evidence, b: Evidence, cosine: float) -> Kind | None:
    """How two clauses that both answer oppose each other, or None where they do not.

    Of figures that were weighed it is known (``Evidence.rival``): one of another thing opposes
    nothing; neither does another row of the same table.
    """
    asked = ask_of(question.text)
    document = a.hit.document
    if document.id == b.hit.document.id and are_rows_of_one(
        document.text, a.clause.span, b.clause.span
    ):
        return None
    if False in (a.rival, b.rival):
        return None
    weighed = asked.number and True in (a.rival, b.rival)
    if not weighed and not differ(question, asked, a, b, cosine):
        return None
    if asked.number and happen_apart(asked, a, b):
        return None
    # Two dates of one event are two answers, whichever was told later.
    if is_update(a, b, by_event=not asked.date):
        return "update"
    if asked.number and compare_figures(asked, a.text, b.text)[0] is Relation.DIFFER:
        return "figure"
    return "denial" if a.clause.denial != b.clause.denial and not asked.date else "claim"


def figures_differ(question: Question, a: str, b: str) -> bool | None:
    """Whether two texts give other figures for what the question counts; None: none to compare."""
    asked, counted = set(question.terms), set(read_wanted(question.text).head)
    one, two = quantities(a), quantities(b)
    units = {u for u, _ in one} & {u for u, _ in two}
    # Where both name the thing that the question counts, only that figure is compared.
    compared = sorted(units & counted) or sorted(units & asked) or sorted(units)
    found = [({v for u, v in one if u == x}, {v for u, v in two if u == x}) for x in compared]
    return any(not left & right for left, right in found) if found else None


def dates_differ(a: str, b: str) -> bool:
    """Whether two texts each give calendar dates, and no common one."""
    one, two = _dates(a), _dates(b)
    return bool(one and two and not one & two)


def sides_of(
    question: Question,
    chosen: Sequence[Evidence],
    cosine: Callable[[Evidence, Evidence], float],
) -> tuple[Side, ...]:
    """The sides among answering clauses, best first; fewer than two where nothing is opposed.

    A clause is on no side whose figure counts what the question does not ask for, which is not of
    the party whose account is asked for, or which does not answer the question as asked: it opposes
    one side, yet says nothing that another says. Sides of kind ``update`` are one account that
    changed: no dispute.
    """
    asked = ask_of(question.text)
    strange = [is_of_others(asked, e.text) or is_anothers(asked, e) for e in chosen]
    answering = [e for e, odd in zip(chosen, strange, strict=True) if not odd] or list(chosen)
    groups: list[list[Evidence]] = []
    kinds: list[Kind] = []
    beside: list[Evidence] = []
    for evidence in answering:
        against = [
            opposed(question, group[0], evidence, cosine(group[0], evidence)) for group in groups
        ]
        if groups and any(kind is None for kind in against):
            free = [g for g, kind in zip(groups, against, strict=True) if kind is None]
            alike = [
                g for g in free if agrees(question, asked, evidence, g[0], cosine(g[0], evidence))
            ]
            (_nearest(evidence, alike, cosine) if alike else beside).append(evidence)
            continue
        groups.append([evidence])
        kind = against[0] if against else "claim"
        kinds.append(_own_kind(kind, evidence))
        if len(groups) == 2:
            kinds[0] = _own_kind(kind, groups[0][0])
    if len(groups) == 1:
        groups = [answering]  # nothing is opposed, so all of it is one answer
    return tuple(Side(kind, tuple(group)) for kind, group in zip(kinds, groups, strict=True))


def asked_of(
    question: Question, evidence: Sequence[Evidence], threshold: float
) -> tuple[Evidence, ...]:
    """The evidence without clauses whose figure is another party's or another thing's than asked.

    Where nothing else would be said they stay: a refusal is for the probability to decide.
    """
    asked = ask_of(question.text)
    if not asked.number:
        return tuple(evidence)
    fitting = tuple(e for e in evidence if not is_of_others(asked, e.text))
    return fitting if fitting and fitting[0].probability >= threshold else tuple(evidence)


def _own_kind(kind: Kind | None, evidence: Evidence) -> Kind:
    """Of a denial's two sides only that which denies is called one."""
    if kind == "denial" and not evidence.clause.denial:
        return "claim"
    return kind or "claim"


def _nearest(
    evidence: Evidence,
    free: Sequence[list[Evidence]],
    cosine: Callable[[Evidence, Evidence], float],
) -> list[Evidence]:
    """The side a clause is on: of those it does not oppose, one that denies as it does, and of
    several the one whose words are nearest."""
    denies = evidence.clause.denial
    alike = [group for group in free if group[0].clause.denial == denies] or free
    return max(alike, key=lambda group: cosine(group[0], evidence))
