"""Which evidence is said: the direct answer first, the other side where there is one.

Few statements, each earning its place: a second one is said only where it is nearly as
probable as the first and adds something, or where it gives a different answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.evidence import Evidence
from qa.positions import Side, opposed, sides_of
from qa.question import Question, Want

__all__ = ["MOST", "select"]

MOST = 3
# Above this cosine the second sentence says again what the first one said.
SAME_WORDS = 0.92
# A further statement needs this share of the best one's probability; an opposed one less,
# since leaving a side out is the graver fault.
SHARE, SHARE_OPPOSED = 0.7, 0.4
# A denial of the very claim that is said belongs beside it, however little it looks like an
# answer: from this cosine on it needs no more than this probability.
DENIED_CLAIM, DENIAL_FLOOR = 0.6, 0.03


def select(
    question: Question,
    evidence: Sequence[Evidence],
    cosine: Callable[[Evidence, Evidence], float],
    threshold: float,
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
        if not _may_follow(question, other):
            continue
        measured = [cosine(kept, other) for kept in chosen]
        if max(measured) > SAME_WORDS:
            continue
        if other.probability >= _needed(question, chosen, other, measured, threshold):
            chosen.append(other)
    sides = sides_of(question, chosen, lambda a, b: _likeness(a, b, cosine(a, b)))
    return tuple(chosen), sides


def _may_follow(question: Question, other: Evidence) -> bool:
    """Whether a clause can add to an answer: a claim of somebody's where one is asked for.

    A conditional ("If the dam breaks, ...") claims nothing, so it adds nothing.
    """
    if question.want is Want.SPEAKER and other.clause.speaker is None:
        return False
    return not other.text.lstrip("“\"‘'").lower().startswith("if ")


def _needed(
    question: Question,
    chosen: Sequence[Evidence],
    other: Evidence,
    measured: Sequence[float],
    threshold: float,
) -> float:
    """The probability from which a clause is said; ``measured`` is its cosine with each chosen."""
    likeness = [_likeness(kept, other, c) for kept, c in zip(chosen, measured, strict=True)]
    against = [opposed(question, kept, other, c) for kept, c in zip(chosen, likeness, strict=True)]
    # Asked whether something is so, a denial on the same matter is an answer in itself.
    near = 0.0 if question.want is Want.YES_NO else DENIED_CLAIM
    denies = other.clause.denial and not any(kept.clause.denial for kept in chosen)
    if denies and against[0] == "denial" and likeness[0] >= near:
        return DENIAL_FLOOR
    share = SHARE_OPPOSED if all(against) else SHARE
    return max(share * chosen[0].probability, share * threshold)


def _likeness(kept: Evidence, other: Evidence, measured: float) -> float:
    """The cosine; two clauses of one sentence ("X said ..., but Y said ...") are on one matter."""
    same = kept.hit.sentence.id == other.hit.sentence.id
    return max(measured, DENIED_CLAIM) if same else measured
