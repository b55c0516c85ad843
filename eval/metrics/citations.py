"""Whether citations carry what is said, with the gold spans as the judge. Pure.

ALCE (Gao et al. 2023, https://arxiv.org/abs/2305.14627) asks an entailment model whether cited
passages support a statement; here the gold spans of the question decide. TREC RAG 2024 (Thakur
et al. 2025, https://arxiv.org/abs/2504.15205) grades support in three steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.questions import Evidence
from index.lexical import tokenize

__all__ = [
    "SUPPORT_SHARE",
    "alce",
    "is_unsupported",
    "places_of",
    "support_of",
    "trec_support",
]

Place = tuple[str, int, int]
Told = Mapping[str, Any]
# A citation that covers this share of a gold place fully supports what the place proves.
SUPPORT_SHARE = 0.6


def places_of(citation: Told) -> list[Place]:
    """Where the citation's words stand: its own place, and those of the same words elsewhere."""
    return [
        (one["source"], one["start_char_index"], one["end_char_index"])
        for one in (citation, *citation["also_at"])
    ]


def support_of(citation: Told, gold: Sequence[Evidence], answers: Sequence[str]) -> float:
    """1.0 full, 0.5 partial, 0.0 no support, in TREC RAG's steps.

    Full: the citation covers most (``SUPPORT_SHARE``) of a gold place, or overlaps one and holds
    an acceptable answer. Partial: it overlaps one.
    """
    most = max(
        (
            (min(end, e.end) - max(start, e.start)) / max(1, e.end - e.start)
            for e in gold
            for source, start, end in places_of(citation)
            if source == e.source
        ),
        default=0.0,
    )
    if most <= 0.0:
        return 0.0
    said = _folded(citation["cited_text"])
    whole = most >= SUPPORT_SHARE or any(_folded(answer) in said for answer in answers)
    return 1.0 if whole else 0.5


def trec_support(
    answer: Told, gold: Sequence[Evidence], answers: Sequence[str]
) -> tuple[list[float], list[float]]:
    """The weight of every citation, and of every statement: that of its best citation."""
    weight = {c["number"]: support_of(c, gold, answers) for c in answer["citations"]}
    statements = [
        max((weight[n] for n in s["citations"]), default=0.0) for s in _statements(answer)
    ]
    return list(weight.values()), statements


def alce(answer: Told, gold: Sequence[Evidence]) -> tuple[list[bool], list[bool]]:
    """Citation recall of each statement and citation precision of each of its citations.

    A statement is recalled if its citations together support it. A citation is precise if its
    statement is recalled and it supports it alone, or the others do not without it.
    """
    good = {c["number"]: support_of(c, gold, ()) > 0.0 for c in answer["citations"]}
    recalled, precise = [], []
    for statement in _statements(answer):
        marks = [good[n] for n in statement["citations"]]
        recalled.append(any(marks))
        for at, alone in enumerate(marks):
            needed = not any(marks[:at] + marks[at + 1 :])
            precise.append(any(marks) and (alone or needed))
    return recalled, precise


def is_unsupported(statement: str, cited: Sequence[str]) -> bool:
    """Whether a sentence holds a content word or figure that no text it cites holds.

    Words are compared by stem, function words are left out. Independent of ``qa.verify``, which
    it is used to measure. A fair paraphrase by another word counts as unsupported too, so for a
    model that writes this is an upper bound.
    """
    held = {word for text in cited for word in tokenize(text)}
    return any(word not in held for word in tokenize(statement))


def _statements(answer: Told) -> Sequence[Told]:
    statements: Sequence[Told] = answer["statements"]
    return statements


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
