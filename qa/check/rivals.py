"""When a cited sentence that fails to support a claim contradicts it: it tells the same otherwise.

Most sentences that do not support a claim are about something else. One contradicts it only
where nearly all of the claim is in it, and what is not has a rival there: another figure of the
same things, another day, another name in the same place, a denial, the opposite word.
"""

from __future__ import annotations

from collections.abc import Iterable

from qa.verify.align import Evidence
from qa.verify.figures import date_marks
from qa.verify.names import same_person
from qa.verify.numbers import Quantity, quantities_of
from qa.verify.quantifiers import rivals
from qa.verify.text import Reading
from qa.verify.types import Fault, Reason, SameName, Verdict
from qa.verify.words import is_opposite, is_same

__all__ = ["SAME_MATTER", "contradicts"]

_OPPOSED = frozenset({Reason.NEGATION, Reason.DIRECTION, Reason.ROLES, Reason.SPEAKER})
_RIVALLED = frozenset(
    {
        Reason.NUMBER,
        Reason.UNIT,
        Reason.DATE,
        Reason.NAME,
        Reason.QUOTATION,
        Reason.QUANTIFIER,
    }
)
_BESIDE = frozenset({Reason.UNATTRIBUTED, Reason.HEDGE})
# Of the claim's words, apart from those at fault, the cited sentence must hold this share.
_HELD, _HELD_FAR, _HELD_BY_NAME = 0.8, 0.9, 0.85
SAME_MATTER, _LEAST_NEAR = 0.6, 0.4
"""Cosines: from the first on two sentences are on one matter; below the second on two."""
_LEAST_WORDS = 2
_SAYING = frozenset("say says said saying tell tells told telling".split())
_SPOKEN_TO = frozenset("i you we me us my your our".split())
_CONDITIONAL = ("if ", "unless ")


def contradicts(
    claim: Reading, evidence: Evidence, verdict: Verdict, same_name: SameName, nearness: float
) -> Fault | None:
    """The fault by which the cited sentences contradict the claim, or None if they do not.

    ``nearness`` is the cosine of the two.
    """
    if nearness < _LEAST_NEAR:
        return None
    reasons = {fault.reason for fault in verdict.faults}
    if not reasons & (_OPPOSED | _RIVALLED) or reasons - (_OPPOSED | _RIVALLED | _BESIDE):
        return None
    if all(row.text.lower().startswith(_CONDITIONAL) for row in evidence.rows):
        return None
    found = [f for f in verdict.faults if _opposes(claim, evidence, f, same_name)]
    if not found:
        return None
    # Of several faults only the first may be wanting: with two, it is about something else.
    fault = found[0]
    wanting = fault.reason in _RIVALLED or fault.reason is Reason.SPEAKER
    at_fault = {w for part in fault.words for w in part.lower().split()} if wanting else set()
    share, held = _held(claim, evidence, at_fault)
    named = fault.reason in (Reason.NAME, Reason.SPEAKER)
    least = _HELD_BY_NAME if named else _HELD if nearness >= SAME_MATTER else _HELD_FAR
    return fault if held >= _LEAST_WORDS and share >= least else None


def _opposes(claim: Reading, evidence: Evidence, fault: Fault, same_name: SameName) -> bool:
    return fault.reason in _OPPOSED or (
        fault.reason in _RIVALLED and _has_rival(claim, evidence, fault, same_name)
    )


def _held(claim: Reading, evidence: Evidence, at_fault: set[str]) -> tuple[float, int]:
    """The share, and the number, of the claim's other words that one cited sentence holds.

    Names may stand in another: in the sentence that tells who "he" is.
    """
    others = [
        t for t in claim.content if not {t.low, t.text.lower()} & at_fault and t.low not in _SAYING
    ]
    held = max(
        (
            sum(
                any(is_same(t.lemma, o.lemma) or is_opposite(t.lemma, o.lemma) for o in row.content)
                or t.low in about.words
                or (t.name and t.low in evidence.words)
                for t in others
            )
            for row, about in zip(evidence.rows, evidence.about, strict=True)
        ),
        default=0,
    )
    return (held / len(others) if others else 0.0), held


def _has_rival(claim: Reading, evidence: Evidence, fault: Fault, same_name: SameName) -> bool:
    if fault.reason is Reason.NAME:
        return _other_name(claim, evidence, same_name)
    if fault.reason is Reason.QUOTATION:
        return any(row.quotes for row in evidence.rows)
    if fault.reason is Reason.QUANTIFIER:
        return rivals(claim, evidence)
    if fault.reason is Reason.DATE and _other_date(claim, evidence):
        return True
    return _other_figure(claim, evidence)


def _other_name(claim: Reading, evidence: Evidence, same_name: SameName) -> bool:
    """Whether the cited sentences name somebody whom the claim does not.

    "You met her in May" leaves open who is spoken to: another name there is no rival.
    """
    if any(t.low in _SPOKEN_TO for row in evidence.rows for t in row.tokens):
        return False
    return any(
        not any(same_person(theirs, mine, same_name) for mine in claim.names)
        for row in evidence.rows
        for theirs in row.names
    )


def _other_date(claim: Reading, evidence: Evidence) -> bool:
    mine = {mark for t in claim.tokens for mark in date_marks(t)}
    theirs = {mark for row in evidence.rows for t in row.tokens for mark in date_marks(t)}
    return bool(theirs - mine) and bool(mine - theirs)


def _other_figure(claim: Reading, evidence: Evidence) -> bool:
    """Whether the cited sentences count the same things by another figure."""
    mine = quantities_of(claim)
    theirs = [q for row in evidence.rows for q in quantities_of(row)]
    for quantity in mine:
        if any(quantity.value == other.value and _alike(quantity, other) for other in theirs):
            continue
        if any(_alike(quantity, other) for other in theirs):
            return True
    return False


def _alike(one: Quantity, other: Quantity) -> bool:
    if one.unit or other.unit:
        return one.unit == other.unit
    if one.counted or other.counted:
        return _any_same(one.counted, other.counted)
    return one.kind == other.kind


def _any_same(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    others = tuple(theirs)
    return any(is_same(a, b) for a in mine for b in others)
