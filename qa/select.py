"""Which evidence is said: the direct answer first, the other side where there is one.

Few statements, each earning its place: a further one is said where a small trained model
(``qa.addition``) holds it for an answer beside the first, or where it denies the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.addition import Addition, signs_of
from qa.disputes.asked import ask_of
from qa.disputes.signs import Relation, compare_figures, tells_all
from qa.evidence import Evidence
from qa.positions import Side, opposed, sides_of
from qa.question import Question, Want
from qa.when.preference import time_fit
from qa.when.reading import times_of

__all__ = ["MOST", "select"]

MOST = 3
# Above this cosine the second sentence says again what the first one said.
SAME_WORDS = 0.92
# A further statement needs this share of the threshold too: what alone would hardly be said.
SHARE = 0.7
# Another figure for the very thing that is counted is the other side: hiding it costs most. It
# needs less, of the threshold and as an addition.
RIVAL_SHARE, RIVAL_NEEDS = 0.3, 0.06
# Where the language model judged it, its own log odds must not be against it. In 151 questions of
# our own (tune halves; neither whether something is so nor who said it) 66 clauses are added so, of
# which 24 prove; from -1.0 on 90 and 26, and one question more has all of its sides.
LEAST_READING = 0.0
# A denial of the very claim that is said belongs beside it, however little it looks like an
# answer: from this cosine on it needs no more than this probability. (In invented corpora 23 of 33
# such clauses are of another side where it is asked whether something is so.)
DENIED_CLAIM, DENIAL_FLOOR = 0.6, 0.1
# From this fit of a figure on (``qa.disputes.asked``) it can only be what is counted.
_COUNTED = 2


def select(
    question: Question,
    evidence: Sequence[Evidence],
    cosine: Callable[[Evidence, Evidence], float],
    threshold: float,
    addition: Addition,
) -> tuple[tuple[Evidence, ...], tuple[Side, ...]]:
    """At most three clauses to say, and the sides they fall into (one where they agree).

    Empty where the best clause's probability is below ``threshold``.
    """
    if not evidence or evidence[0].probability < threshold:
        return (), ()
    best = evidence[0]
    chosen = [best]
    for other in evidence[1:]:
        if len(chosen) == MOST:
            break
        if not _may_follow(question, best, other):
            continue
        measured = [cosine(kept, other) for kept in chosen]
        if max(measured) > SAME_WORDS:
            continue
        near = measured[0]
        if _belongs(question, best, other, near, threshold, addition) or _denies(
            question, chosen, other, near
        ):
            chosen.append(other)
    sides = sides_of(question, chosen, lambda a, b: _likeness(a, b, cosine(a, b)))
    return tuple(chosen), sides


def _belongs(
    question: Question,
    best: Evidence,
    other: Evidence,
    measured: float,
    threshold: float,
    addition: Addition,
) -> bool:
    """Whether a clause is likely enough beside the best one."""
    if other.rival:
        return True
    asked = ask_of(question.text)
    if other.rival is False and asked.whether:
        return False  # weighed as what else answers whether it is so
    likely = other.probability >= threshold and question.want is not Want.SPEAKER
    if likely and tells_all(asked, other.text):
        return True
    if other.reading is not None and other.reading < LEAST_READING:
        return False
    share, needed = SHARE, addition.unread if other.reading is None else addition.threshold
    if other.probability >= RIVAL_SHARE * threshold and _rivals(question, best, other):
        share, needed = RIVAL_SHARE, min(needed, RIVAL_NEEDS)
    if other.probability < share * threshold:
        return False
    return addition.probability(signs_of(question, best, other, measured)) >= needed


def _denies(
    question: Question, chosen: Sequence[Evidence], other: Evidence, measured: float
) -> bool:
    """Whether a clause denies what the best one claims, and nothing said yet does."""
    if other.rival is False or not other.clause.denial or any(k.clause.denial for k in chosen):
        return False
    likeness = _likeness(chosen[0], other, measured)
    # Asked whether something is so, a denial on the same matter is an answer in itself.
    near = 0.0 if question.want is Want.YES_NO else DENIED_CLAIM
    return (
        other.probability >= DENIAL_FLOOR
        and likeness >= near
        and opposed(question, chosen[0], other, likeness) == "denial"
    )


def _rivals(question: Question, best: Evidence, other: Evidence) -> bool:
    """Whether a clause gives another figure than the best one for what the question counts.

    Of clauses that were weighed as such (``qa.second_side``) it is known already.
    """
    if question.want is not Want.NUMBER or other.rival is not None:
        return False
    if times_of(question.text) and time_fit(question.text, other) != "fits":
        return False  # a figure of another day than that asked for, or of none, is no other side
    relation, fit = compare_figures(ask_of(question.text), best.text, other.text)
    return relation is Relation.DIFFER and fit >= _COUNTED


def _may_follow(question: Question, best: Evidence, other: Evidence) -> bool:
    """Whether a clause can add to an answer: a claim of somebody's where one is asked for.

    Who denies a claim is none of those who made it. A condition ("If the dam breaks, ...") claims
    nothing, so it adds nothing.
    """
    if question.want is Want.SPEAKER:
        claims = other.clause.speaker is not None and other.clause.denial == best.clause.denial
        if not claims:
            return False
    return not other.text.lstrip("“\"‘'").lower().startswith("if ")


def _likeness(kept: Evidence, other: Evidence, measured: float) -> float:
    """The cosine; two clauses of one sentence ("X said ..., but Y said ...") are on one matter."""
    same = kept.hit.sentence.id == other.hit.sentence.id
    return max(measured, DENIED_CLAIM) if same else measured
