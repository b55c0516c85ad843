"""Stand-ins for the models, so that tests need no weights and give the same result anywhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["FakeEmbedder"]

_WORD = re.compile(r"\w+")


class FakeEmbedder:
    """An ``index.embed.Embedder``: a hashed bag of words, a unit row for each text.

    Texts that share words are close; word order and case do not count. ``encoded`` keeps
    every text that was asked for, in order, so that a test can see what was reused.
    """

    def __init__(self, dimension: int = 256, name: str = "fake") -> None:
        self.name = name
        self.dimension = dimension
        self.identity = hashlib.sha256(f"{name} {dimension}".encode()).hexdigest()
        self.languages: tuple[str, ...] | None = None
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit float32 rows, one for each text; a text without words gives the first axis."""
        self.encoded.extend(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.casefold()):
                row[self._axis(word)] += 1.0
            norm = float(np.linalg.norm(row))
            if norm:
                row /= norm
            else:
                row[0] = 1.0
        return rows

    def _axis(self, word: str) -> int:
        # hash() is salted for each process; a digest is the same everywhere.
        return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % self.dimension
