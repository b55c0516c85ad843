"""Where evidence gives different answers to the question as asked.

Three signs are read, all on the surface and all conservative, since a false cry of conflict
costs as much trust as a hidden one: different figures in one unit, a denial beside a claim on
the same matter, different calendar dates. Wording that differs is not a different answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.lexical import tokenize
from qa.answer_type import read_wanted
from qa.evidence import Evidence
from qa.question import Question, Want

__all__ = ["Side", "dates_differ", "figures_differ", "opposed", "quantities", "sides_of"]

# Below this cosine two sentences are about different matters, whatever their words deny.
SAME_MATTER = 0.45

Kind = Literal["claim", "denial", "figure"]


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


def _same_speaker(a: Evidence, b: Evidence) -> bool:
    return a.clause.speaker is not None and a.clause.speaker == b.clause.speaker


def opposed(question: Question, a: Evidence, b: Evidence, cosine: float) -> Kind | None:
    """How two clauses that both answer oppose each other, or None where they do not."""
    if question.want in (Want.SPEAKER, Want.PERSON, Want.REASON):
        return None
    if question.want is Want.NUMBER:
        same = cosine >= SAME_MATTER and figures_differ(question, a.text, b.text)
        return "figure" if same else None
    if question.want is Want.DATE:
        return "claim" if dates_differ(a.text, b.text) else None
    # A denial answers with the opposite only where the matter is the same and the voice is not.
    if a.clause.denial != b.clause.denial and cosine >= SAME_MATTER and not _same_speaker(a, b):
        return "denial"
    return None


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
    """The sides among answering clauses, best first; fewer than two where nothing is opposed."""
    if not chosen:
        return ()
    groups: list[list[Evidence]] = [[chosen[0]]]
    kinds: list[Kind] = ["claim"]
    for evidence in chosen[1:]:
        against = [
            opposed(question, group[0], evidence, cosine(group[0], evidence)) for group in groups
        ]
        if all(kind is not None for kind in against):
            kind = against[0]
            groups.append([evidence])
            is_denial = kind == "denial" and evidence.clause.denial
            kinds.append("figure" if kind == "figure" else "denial" if is_denial else "claim")
            if kind == "figure":
                kinds[0] = "figure"
            elif kind == "denial" and groups[0][0].clause.denial:
                kinds[0] = "denial"
        else:
            # With those it does not oppose; of several, with those that deny as it does.
            joined = [group for group, kind in zip(groups, against, strict=True) if kind is None]
            joined += [group for group in groups if group not in joined]
            denies = evidence.clause.denial
            alike = (group for group in joined if group[0].clause.denial == denies)
            next(alike, joined[0]).append(evidence)
    return tuple(Side(kind, tuple(group)) for kind, group in zip(kinds, groups, strict=True))
