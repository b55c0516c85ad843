"""Which evidence is said: the direct answer first, the other side where there is one.

Few statements, each earning its place: a further one is said where a small trained model
(``qa.addition``) holds it for an answer beside the first, or where it denies the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.addition import Addition, signs_of
from qa.evidence import Evidence
from qa.positions import Side, opposed, sides_of
from qa.question import Question, Want

__all__ = ["MOST", "select"]

MOST = 3
# Above this cosine the second sentence says again what the first one said.
SAME_WORDS = 0.92
# A further statement needs this share of the threshold too: what alone would hardly be said.
SHARE = 0.7
# Where the language model judged it, its own log odds must not be against it by more than this.
AGAINST = -1.0
# A denial of the very claim that is said belongs beside it, however little it looks like an
# answer: from this cosine on it needs no more than this probability.
DENIED_CLAIM, DENIAL_FLOOR = 0.6, 0.1


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
        if not _may_follow(question, other):
            continue
        measured = [cosine(kept, other) for kept in chosen]
        if max(measured) > SAME_WORDS:
            continue
        likely = other.probability >= SHARE * threshold
        read = other.reading is None or other.reading >= AGAINST
        belongs = (
            likely
            and read
            and addition.probability(signs_of(question, best, other, measured[0]))
            >= (addition.unread if other.reading is None else addition.threshold)
        )
        if belongs or _denies(question, chosen, other, measured[0]):
            chosen.append(other)
    sides = sides_of(question, chosen, lambda a, b: _likeness(a, b, cosine(a, b)))
    return tuple(chosen), sides


def _denies(
    question: Question, chosen: Sequence[Evidence], other: Evidence, measured: float
) -> bool:
    """Whether a clause denies what the best one claims, and nothing said yet does."""
    if not other.clause.denial or any(kept.clause.denial for kept in chosen):
        return False
    likeness = _likeness(chosen[0], other, measured)
    # Asked whether something is so, a denial on the same matter is an answer in itself.
    near = 0.0 if question.want is Want.YES_NO else DENIED_CLAIM
    return (
        other.probability >= DENIAL_FLOOR
        and likeness >= near
        and opposed(question, chosen[0], other, likeness) == "denial"
    )


def _may_follow(question: Question, other: Evidence) -> bool:
    """Whether a clause can add to an answer: a claim of somebody's where one is asked for.

    A conditional ("If the dam breaks, ...") claims nothing, so it adds nothing.
    """
    if question.want is Want.SPEAKER and other.clause.speaker is None:
        return False
    return not other.text.lstrip("“\"‘'").lower().startswith("if ")


def _likeness(kept: Evidence, other: Evidence, measured: float) -> float:
    """The cosine; two clauses of one sentence ("X said ..., but Y said ...") are on one matter."""
    same = kept.hit.sentence.id == other.hit.sentence.id
    return max(measured, DENIED_CLAIM) if same else measured
