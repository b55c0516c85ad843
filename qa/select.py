"""Which evidence is said: the direct answer first, the other side where there is one.

Few statements, each earning its place: a second one is said only where it is nearly as
probable as the first and adds something, or where it gives a different answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.evidence import Evidence
from qa.positions import Side, opposed, sides_of
from qa.question import Question

__all__ = ["MOST", "select"]

MOST = 3
# Above this cosine the second sentence says again what the first one said.
SAME_WORDS = 0.92
# A further statement needs this share of the best one's probability; an opposed one less,
# since leaving a side out is the graver fault.
SHARE, SHARE_OPPOSED = 0.8, 0.5


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
        if any(cosine(kept, other) > SAME_WORDS for kept in chosen):
            continue
        against = [opposed(question, kept, other, cosine(kept, other)) for kept in chosen]
        share = SHARE_OPPOSED if any(against) else SHARE
        if other.probability >= max(share * best.probability, share * threshold):
            chosen.append(other)
    return tuple(chosen), sides_of(question, chosen, cosine)
