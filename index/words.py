"""The vectors of a model's common words, made once: a word by itself need not be embedded again.

A vocabulary lists its pieces by how common they are, or as they were learnt, which comes to the
same. Of the distinct words of an English text some .8 are one of the first 16,384 pieces of the
default model. Their vectors lie in a file beside the model's, a row for each piece, and the few
rows that are needed are mapped into memory.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

__all__ = ["CommonWords", "make_words", "words_file"]

_FILE = "words-1.npy"  # another number where the rows are to be made otherwise
_PIECES, _BATCH = 16_384, 256
# A larger model stops here: it has fewer words ready, the commonest.
_MOST_SECONDS = 30.0

Run = Callable[[Sequence[Sequence[int]]], NDArray[np.float32]]


class CommonWords:
    """A table of unit vectors, float32 of shape (pieces, dimension); a row of zeros is unknown.

    The key is the one word piece of a text between the marks that the model puts about every
    text, so what is found is what the model would give, within 1e-6.
    """

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._vectors = vectors

    @classmethod
    def opened(cls, folder: Path, dimension: int) -> CommonWords:
        """The table in a prepared model's folder, mapped; empty where none can be read."""
        try:
            vectors = np.load(words_file(folder), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError):  # none was written, or it was cut off
            vectors = np.zeros((0, dimension), dtype=np.float32)
        if vectors.dtype != np.float32 or vectors.ndim != 2 or vectors.shape[1] != dimension:
            vectors = np.zeros((0, dimension), dtype=np.float32)
        return cls(vectors)

    def vector(self, text: Encoding) -> NDArray[np.float32] | None:
        """The vector of a text that is one known piece, shape (dimension,); else None."""
        piece = _only_piece(text)
        if piece is None or piece >= len(self._vectors):
            return None
        row = self._vectors[piece]
        return row if row.any() else None


def words_file(folder: Path) -> Path:
    """Where the table lies in the folder of a prepared model, which its identity names."""
    return folder / _FILE


def make_words(folder: Path, tokenizer: Tokenizer, run: Run, dimension: int) -> None:
    """Write the table of a model into its folder, in one step; readable by the owner alone.

    ``run`` gives the vectors, shape (n, dimension), of n lists of pieces. The default model takes
    some 5 s on two cores, larger ones at most 30. Raises OSError where the folder cannot be
    written, and what ``run`` raises.
    """
    pieces = min(_PIECES, tokenizer.get_vocab_size())
    if shutil.disk_usage(folder).free < 4 * pieces * dimension:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    descriptor, name = tempfile.mkstemp(prefix="export-", suffix=".npy", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.save(file, _table(tokenizer, run, (pieces, dimension)), allow_pickle=False)
        os.replace(name, words_file(folder))
    finally:
        Path(name).unlink(missing_ok=True)


def _table(tokenizer: Tokenizer, run: Run, shape: tuple[int, int]) -> NDArray[np.float32]:
    vectors = np.zeros(shape, dtype=np.float32)
    begun = time.monotonic()
    for batch in _batches(tokenizer, len(vectors)):
        vectors[list(batch)] = run(list(batch.values()))
        if time.monotonic() - begun > _MOST_SECONDS:
            break
    return vectors


def _batches(tokenizer: Tokenizer, most: int) -> Iterator[dict[int, list[int]]]:
    """The pieces that are words by themselves, each with all ids of its text; by number."""
    for start in range(0, most, _BATCH):
        pieces = range(start, min(start + _BATCH, most))
        texts = tokenizer.encode_batch([tokenizer.decode([piece]) for piece in pieces])
        alone = zip(pieces, texts, strict=True)
        if found := {piece: text.ids for piece, text in alone if _only_piece(text) == piece}:
            yield found


def _only_piece(text: Encoding) -> int | None:
    """The one piece that a text consists of, without the model's own marks; None for others."""
    marks = text.special_tokens_mask
    if len(marks) - sum(marks) != 1:
        return None
    return int(text.ids[marks.index(0)])
