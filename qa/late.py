"""How well the words of a question find their like among the words of a clause, in context.

Late interaction (ColBERT: Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832): each piece
of a content word of the question takes the greatest cosine that a piece of the clause has with it,
and the mean of those is the likeness. The vectors are the embedder's last layer as it is, as in
BERTScore (Zhang et al. 2020, https://arxiv.org/abs/1904.09675): nothing is trained. It tells which
of several clauses is meant, and not whether one answers: near misses are as much alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder, Pieces, pieces_of
from index.lexical import tokenize

__all__ = ["Likenesses", "likenesses"]

Likenesses = Callable[[str, Sequence[str]], "list[float] | None"]
"""Of a question and texts: the likeness of each, or None where words cannot be compared."""

_WORD = re.compile(r"[^\W_]+")
# What asks or reports, and is not what is asked about.
_ASKING = frozenset("many much say said says tell told".split())


def likenesses(embedder: Embedder, question: str, texts: Sequence[str]) -> list[float] | None:
    """The likeness of each text to the question, -1..1, in order.

    None from an embedder that gives no vectors of word pieces. Raises EmbedderError.
    """
    asked = question.strip()
    found = pieces_of(embedder, [asked, *texts])
    if found is None:
        return None
    kept = _content(asked, found[0])
    own = found[0].vectors[kept]
    return [_likeness(own, text) for text in found[1:]]


def _content(text: str, pieces: Pieces) -> list[int]:
    """Which pieces belong to a content word; all of them where none does."""
    words = [
        m.span()
        for m in _WORD.finditer(text)
        if tokenize(m.group()) and m.group().lower() not in _ASKING
    ]
    kept = [
        at
        for at, (start, end) in enumerate(pieces.spans)
        if any(first <= start and end <= last for first, last in words)
    ]
    return kept or list(range(len(pieces.spans)))


def _likeness(own: NDArray[np.float32], text: Pieces) -> float:
    if not len(own) or not len(text.vectors):
        return 0.0
    return float((own @ text.vectors.T).max(axis=1).mean())
