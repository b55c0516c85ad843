"""An embedder that keeps what it has embedded: a long set goes on after an interruption."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder, encode_query

__all__ = ["KeptVectors"]


class KeptVectors:
    """``inner``, with the vectors of documents kept in ``folder``, a file a call.

    The index embeds some hundred texts a call, so that little is lost when it is stopped. A
    file appears whole or not at all, and its name follows from its texts: several processes may
    share the folder. Texts themselves are not kept, only their digests. A file that cannot be
    read is passed over, and its texts are embedded again.
    """

    def __init__(self, inner: Embedder, folder: Path) -> None:
        self._inner = inner
        self._folder = folder / hashlib.sha256(inner.identity.encode()).hexdigest()[:16]
        self._record = np.dtype([("key", "S32"), ("vector", "<f4", (inner.dimension,))])
        self._known: dict[bytes, NDArray[np.float32]] = {}
        for path in sorted(self._folder.glob("*.npy")):
            with contextlib.suppress(OSError, ValueError, EOFError):
                rows = np.load(path, allow_pickle=False)
                if rows.dtype == self._record:
                    self._known.update(zip(rows["key"].tolist(), rows["vector"], strict=True))

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def identity(self) -> str:
        return self._inner.identity

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    @property
    def languages(self) -> tuple[str, ...] | None:
        return self._inner.languages

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``inner`` does: unit rows, shape (len(texts), dimension). Raises EmbedderError."""
        keys = [_key(text) for text in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        if missing:
            vectors = self._inner.encode(list(missing.values()))
            self._keep(list(missing), vectors)
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, key in zip(found, keys, strict=True):
            row[:] = self._known[key]
        return found

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Questions are not kept."""
        rows = [encode_query(self._inner, text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimension)

    def _keep(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        rows = np.empty(len(keys), dtype=self._record)
        rows["key"], rows["vector"] = keys, vectors
        self._known.update(zip(keys, rows["vector"], strict=True))
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = hashlib.sha256(b"".join(keys)).hexdigest()[:32]
        partial = self._folder / f"{name}.{os.getpid()}.part"
        with partial.open("wb") as file:
            np.save(file, rows, allow_pickle=False)
        partial.replace(self._folder / f"{name}.npy")


def _key(text: str) -> bytes:
    """32 hex digits: no byte of a digest may be a zero at its end, which numpy cuts off."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32].encode()
