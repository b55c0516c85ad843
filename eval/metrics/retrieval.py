"""Rankings against what should be found. Pure.

A ranking is a list of sets, best first: what each ranked thing proves or is, as ids. A gold id
counts once, at the first place that holds it, so that two copies of one sentence gain nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set

__all__ = ["ndcg_at", "recall_at", "reciprocal_rank"]

_Ranking = Sequence[Set[int] | Set[str]]


def recall_at(ranking: _Ranking, groups: Sequence[Iterable[int | str]], k: int) -> float:
    """The share, 0..1, of the groups of which the first ``k`` hold some id.

    A group is what is enough for one side of an answer: any one of its ids. Raises ValueError
    without a group.
    """
    if not groups:
        raise ValueError("there is nothing to find")
    seen: set[int | str] = set().union(*ranking[:k])
    return sum(bool(seen & set(group)) for group in groups) / len(groups)


def reciprocal_rank(ranking: _Ranking, gold: Iterable[int | str], k: int = 10) -> float:
    """One over the rank of the first hit, 0 where none is among the first ``k``.

    Voorhees 1999, TREC-8 question answering, https://trec.nist.gov/pubs/trec8/papers/qa_report.pdf.
    """
    wanted = set(gold)
    ranks = (rank for rank, held in enumerate(ranking[:k], start=1) if wanted & set(held))
    return 1.0 / next(ranks, math.inf)


def ndcg_at(ranking: _Ranking, gold: Iterable[int | str], k: int = 10) -> float:
    """Normalised discounted cumulative gain with gains 0 and 1, 0..1.

    Järvelin and Kekäläinen 2002, https://doi.org/10.1145/582415.582418: a gain at rank r counts
    1 / log2(r + 1); the ideal ranking holds every gold id first. Raises ValueError without gold.
    """
    wanted = set(gold)
    if not wanted:
        raise ValueError("there is nothing to find")
    ideal = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(len(wanted), k) + 1))
    gained = 0.0
    for rank, held in enumerate(ranking[:k], start=1):
        new = wanted & set(held)
        if new:
            gained += 1.0 / math.log2(rank + 1)
            wanted -= new
    return gained / ideal
