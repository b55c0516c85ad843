"""Exact search over unit vectors by cosine, with FAISS."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreDamaged

if TYPE_CHECKING:
    import faiss

__all__ = ["DenseIndex"]

# Equal texts embedded in different batches differ in the last bits; scores closer than this
# count as a tie and are ordered by id, so that a search does not depend on batch order.
_DECIMALS = 6


class DenseIndex:
    """Ids and their unit vectors, searched exhaustively by inner product.

    The search is exact (``faiss.IndexFlatIP``; Johnson, Douze, Jégou: "Billion-scale
    similarity search with GPUs", IEEE Transactions on Big Data 2021): at the sizes of a folder
    of documents it takes milliseconds, and a fresh and an updated index give the same hits.
    ``vectors`` may be memory-mapped; FAISS and its copy are made at the first search.
    """

    def __init__(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Hold ``vectors`` of shape (len(ids), dimension). Raises ValueError otherwise."""
        if vectors.ndim != 2 or vectors.shape[0] != len(ids):
            raise ValueError(f"{len(ids)} ids need as many rows, got shape {vectors.shape}")
        self.ids = tuple(ids)
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._vectors.shape[1])

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.ids)}

    @cached_property
    def _faiss(self) -> faiss.IndexFlatIP:
        import faiss

        index = faiss.IndexFlatIP(self.dimension)
        index.add(np.ascontiguousarray(self._vectors, dtype=np.float32))
        return index

    def __contains__(self, name: object) -> bool:
        return name in self._row

    def vectors(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of ``ids``, shape (len(ids), dimension); KeyError if one is unknown."""
        rows = [self._row[name] for name in ids]
        return np.array(self._vectors[rows], dtype=np.float32).reshape(len(rows), self.dimension)

    def scores(self, query: NDArray[np.float32], ids: Sequence[str]) -> NDArray[np.float32]:
        """The cosine of ``query`` (a unit vector) with each of ``ids``; KeyError if unknown."""
        products = self.vectors(ids).astype(np.float64) @ self._checked(query).astype(np.float64)
        return np.clip(np.round(products, _DECIMALS), -1.0, 1.0).astype(np.float32)

    def search(
        self, query: NDArray[np.float32], k: int
    ) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """The ``k`` nearest ids (all, if there are fewer) and their cosines, best first.

        ``query`` is a unit vector of shape (dimension,). Cosines are rounded to 6 decimals;
        equal ones are ordered by id, also where the cut at ``k`` falls among them. Raises
        ValueError for a negative ``k`` or a query of another shape.
        """
        if k < 0:
            raise ValueError(f"k must be 0 or more, got {k}")
        vector = self._checked(query)
        if k == 0 or not self.ids:
            return (), np.zeros(0, dtype=np.float32)
        rows, scores = self._candidates(vector, min(k, len(self)))
        names = [self.ids[row] for row in rows]
        order = sorted(range(len(names)), key=lambda at: (-scores[at], names[at]))[:k]
        return tuple(names[at] for at in order), scores[order]

    def _candidates(
        self, vector: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """At least the best ``k`` rows and all that tie with the last of them."""
        fetch = min(len(self), k + 16)
        while True:
            found, rows = self._faiss.search(vector.reshape(1, -1), fetch)
            scores = np.clip(np.round(found[0].astype(np.float64), _DECIMALS), -1.0, 1.0)
            if fetch == len(self) or scores[-1] < scores[k - 1]:
                return rows[0], scores.astype(np.float32)
            fetch = min(len(self), fetch * 2)

    def _checked(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        vector = np.ascontiguousarray(query, dtype=np.float32)
        if vector.shape != (self.dimension,):
            raise ValueError(f"a query needs shape ({self.dimension},), got {vector.shape}")
        return vector

    def save(self, file: IO[bytes]) -> None:
        """Write the vectors in the ``.npy`` format; the ids are the caller's to keep."""
        np.save(file, np.ascontiguousarray(self._vectors, dtype=np.float32), allow_pickle=False)

    @classmethod
    def load(cls, path: Path, ids: Sequence[str]) -> DenseIndex:
        """Map the vectors of ``path`` into memory without reading them yet.

        Raises FileNotFoundError where there is no such file, and StoreDamaged where it does not
        hold a float32 row for each id.
        """
        try:
            # A mapping stays readable after another process has removed the file.
            vectors = np.load(path, mmap_mode="r", allow_pickle=False)
        except (ValueError, EOFError) as error:
            raise StoreDamaged(f"the vectors in {path} cannot be read ({error})") from error
        if vectors.ndim != 2 or len(vectors) != len(ids) or vectors.dtype != np.float32:
            raise StoreDamaged(
                f"the vectors in {path} should be {len(ids)} rows of float32, "
                f"but are {vectors.dtype} of shape {vectors.shape}"
            )
        return cls(ids, vectors)
