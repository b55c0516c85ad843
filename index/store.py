"""The index of a corpus: made, brought up to date, opened, searched, removed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.current import is_current
from index.embed import Embedder, encode_query
from index.errors import StoreError, StoreMismatch
from index.fuse import reciprocal_rank_fusion
from index.generation import (
    Contents,
    claim,
    keep,
    publish,
    purge,
    read_current,
    read_kept,
    sweep,
)
from index.load import discover
from index.lock import write_lock
from index.manifest import mend
from index.types import Document, Hit, LeftOut, Passage, Role, Sentence

if TYPE_CHECKING:
    from index.build import Progress

__all__ = ["PassageIndex", "Stats"]

_POOL = 60
_FUSION_K = 10
_WAIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Stats:
    """How much an index holds; ``evidence`` sentences are searched, ``bytes`` are on disk."""

    documents: int
    passages: int
    sentences: int
    evidence: int
    left_out: int
    bytes: int


class PassageIndex:
    """The documents of a corpus and four searches over their evidence sentences.

    ``open`` reads an index, ``update`` makes it or brings it up to date, ``build`` makes it
    afresh. An open index never changes, also when another process replaces the one on disk.
    """

    def __init__(
        self, directory: Path, contents: Contents, embedder_factory: Callable[[], Embedder]
    ) -> None:
        """Use ``open``, ``update`` or ``build``."""
        self.directory = directory
        self._contents = contents
        self._factory = embedder_factory

    @classmethod
    def open(cls, directory: Path, embedder_factory: Callable[[], Embedder]) -> PassageIndex:
        """Open the index in ``directory``; the embedder is made at the first search.

        Raises StoreMissing, StoreMismatch (another format) or StoreDamaged.
        """
        return cls(directory, read_current(directory), embedder_factory)

    @classmethod
    def build(
        cls,
        corpus: Path,
        directory: Path,
        embedder: Embedder,
        *,
        progress: Progress | None = None,
        timeout: float = _WAIT_SECONDS,
        on_wait: Callable[[str], None] | None = None,
    ) -> PassageIndex:
        """Index ``corpus`` (a file or folder) from nothing; as ``update`` else."""
        from index.build import make_contents

        discover(corpus, skip=(directory,))  # before a folder is made for it
        claim(directory)
        with write_lock(directory, timeout, on_wait):
            publish(directory, make_contents(corpus, directory, embedder, None, progress))
        return cls.open(directory, lambda: embedder)

    @classmethod
    def update(
        cls,
        corpus: Path,
        directory: Path,
        embedder: Embedder,
        *,
        progress: Progress | None = None,
        timeout: float = _WAIT_SECONDS,
        on_wait: Callable[[str], None] | None = None,
    ) -> PassageIndex:
        """Make the index of ``corpus`` in ``directory`` what ``build`` would make it.

        Only what changed is read and embedded; where nothing did, nothing is written. An index
        that is damaged, or of another format or embedder, is made anew. ``timeout`` (seconds)
        and ``on_wait`` are for another process that is writing, see ``write_lock``. Raises
        CorpusError, EmbedderError, StoreLocked, or StoreError for a folder that cannot be
        written or holds something else.
        """
        discover(corpus, skip=(directory,))
        claim(directory)
        with write_lock(directory, timeout, on_wait):
            old = _readable(directory)
            index = cls(directory, old, lambda: embedder) if old else None
            if index and index.is_current(corpus, embedder.identity):
                sweep(directory)
                return index
            from index.build import make_contents

            publish(directory, make_contents(corpus, directory, embedder, old, progress))
        return cls.open(directory, lambda: embedder)

    @staticmethod
    def purge(directory: Path, timeout: float = _WAIT_SECONDS) -> None:
        """Remove the index, and its folder if nothing else is in it.

        Raises StoreMissing where ``directory`` is not an index, StoreLocked, or StoreError.
        """
        purge(directory, timeout)

    def is_current(self, corpus: Path, embedder_identity: str | None = None) -> bool:
        """Whether ``update`` would change nothing; files are hashed only where in doubt.

        Without an identity the embedder is not looked at. Raises CorpusError where ``corpus``
        is gone or holds no document.
        """
        manifest = self._contents.manifest
        if embedder_identity not in (None, manifest.embedder_identity):
            return False
        return is_current(corpus, self.directory, manifest)

    def search(self, query: str, k: int = 24) -> tuple[Hit, ...]:
        """The ``k`` best evidence sentences for ``query``, best first; fewer if there are fewer.

        Cosine and BM25, each on the sentence and on its window (the sentence between its
        neighbours), are fused by reciprocal rank. Each hit holds all four scores, and
        ``fused``, which is its ``score``. A blank query has no hits. Raises ValueError for
        ``k < 1``, and StoreMismatch or EmbedderError where the embedder does not fit or fails.
        """
        if k < 1:
            raise ValueError(f"k must be 1 or more, got {k}")
        if not query.strip() or not self._contents.units.row_ids:
            return ()
        held, pool = self._contents, max(k, _POOL)
        vector = encode_query(self.embedder, query)
        dense = {"dense": held.dense, "dense_window": held.dense_window}
        lexical = {"lexical": held.lexical, "lexical_window": held.lexical_window}
        rankings = [index.search(vector, pool)[0] for index in dense.values()]
        rankings += [index.search(query, pool)[0] for index in lexical.values()]
        fused = dict(reciprocal_rank_fusion(rankings, _FUSION_K)[:k])
        scores = {name: index.scores(vector, list(fused)) for name, index in dense.items()}
        scores |= {name: index.scores(query, list(fused)) for name, index in lexical.items()}
        return tuple(
            self._hit(name, {stage: float(row[at]) for stage, row in scores.items()}, total)
            for at, (name, total) in enumerate(fused.items())
        )

    def _hit(self, name: str, scores: Mapping[str, float], fused: float) -> Hit:
        units = self._contents.units
        sentence = units.sentence(name)
        return Hit(
            document=units.document(sentence.document_id),
            passage=units.passage_of(sentence),
            sentence=sentence,
            score=fused,
            scores=MappingProxyType({**scores, "fused": fused}),
        )

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder, made at the first use. Raises EmbedderError and StoreMismatch."""
        embedder = self._factory()
        manifest = self._contents.manifest
        if embedder.identity != manifest.embedder_identity:
            raise StoreMismatch(
                f"the index in {self.directory} was made with the embedder {manifest.embedder} "
                f"({manifest.embedder_identity[:12]}), but {embedder.name} "
                f"({embedder.identity[:12]}) is in use; choose the first, or "
                + mend(manifest.corpus)
            )
        return embedder

    @property
    def embedder_name(self) -> str:
        """The name of the embedder that the index was made with."""
        return self._contents.manifest.embedder

    @property
    def embedder_identity(self) -> str:
        """The identity of the embedder that the index was made with."""
        return self._contents.manifest.embedder_identity

    @property
    def digest(self) -> str:
        """64 hex digits that name the content: documents, how they are split, the embedder.

        Independent of time, of where corpus and index lie, and of how the index came about.
        """
        return self._contents.manifest.digest

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, ordered by source."""
        return self._contents.units.documents

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that could not be read, and why, ordered by source."""
        manifest = self._contents.manifest
        failed = [LeftOut(file.source, file.reason) for file in manifest.files if file.reason]
        return tuple(sorted([*manifest.left_out, *failed], key=lambda out: out.source))

    @property
    def stats(self) -> Stats:
        """How much the index holds."""
        manifest = self._contents.manifest
        size = sum(part.size for part in manifest.parts.values())
        return Stats(**manifest.counts, left_out=len(self.left_out), bytes=size)

    def document(self, document_id: str) -> Document:
        """The document of that id. Raises KeyError."""
        return self._contents.units.document(document_id)

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """All sentences of a document, furniture included, in order. Raises KeyError."""
        return self._contents.units.sentences(document_id)

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of a document, in order. Raises KeyError."""
        return self._contents.units.passages(document_id)

    def sentence(self, sentence_id: str) -> Sentence:
        """The sentence of that id. Raises KeyError."""
        return self._contents.units.sentence(sentence_id)

    def text(self, sentence: Sentence) -> str:
        """The sentence's words, exactly as they stand in its document. Raises KeyError."""
        return sentence.span.of(self.document(sentence.document_id).text)

    def neighbours(
        self, sentence: Sentence, before: int = 1, after: int = 1
    ) -> tuple[Sentence, ...]:
        """Up to ``before`` sentences before and ``after`` after it in its document, in order.

        Furniture is passed over, and the sentence itself is not among them. Raises KeyError
        for a sentence of another index, ValueError for a negative number.
        """
        if before < 0 or after < 0:
            raise ValueError(f"before and after must be 0 or more, got {before}, {after}")
        body = [s for s in self.sentences(sentence.document_id) if s.role is not Role.FURNITURE]
        earlier = [other for other in body if other.order < sentence.order]
        later = [other for other in body if other.order > sentence.order]
        return (*earlier[max(0, len(earlier) - before) :], *later[:after])

    def idf(self, term: str) -> float | None:
        """How rare a term (as ``tokenize`` gives it) is among the sentences, above 0 to 1.

        The inverse document frequency over its greatest value; None where it stands nowhere.
        """
        found, total = self._contents.lexical.frequency(term), len(self._contents.lexical)
        if not found:
            return None
        return math.log((total + 1) / (found + 0.5)) / math.log(total + 2)

    def vectors(self, sentence_ids: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of sentences, float32, shape (len(sentence_ids), dimension).

        Those of evidence are stored; of a repeat or furniture they are made here. Raises
        KeyError for an unknown id; for the second kind also what ``embedder`` raises.
        """
        dense = self._contents.dense
        names = list(dict.fromkeys(sentence_ids))
        stored = [name for name in names if name in dense]
        made = [name for name in names if name not in dense]
        rows = dict(zip(stored, dense.vectors(stored), strict=True))
        if made:
            texts = [" ".join(self.text(self.sentence(name)).split()) for name in made]
            rows.update(zip(made, self.embedder.encode(texts), strict=True))
        found = np.array([rows[name] for name in sentence_ids], dtype=np.float32)
        return found.reshape(len(sentence_ids), dense.dimension)

    def keep(self, name: str, data: bytes) -> None:
        """Keep what was worked out of the documents, for ``kept``, as long as they stay the same.

        It is removed with this state of the index. Where the folder cannot be written nothing is
        kept. Raises ValueError for a name with other characters than a-z, 0-9 and "_".
        """
        if self._contents.folder is not None:
            keep(self._contents.folder, name, data)

    def kept(self, name: str) -> bytes | None:
        """What ``keep`` kept under a name, maybe cut off or altered since; None for nothing."""
        folder = self._contents.folder
        return read_kept(folder, name) if folder is not None else None

    def similar(self, sentence_id: str, k: int = 10) -> tuple[tuple[Sentence, float], ...]:
        """The ``k`` evidence sentences nearest to a sentence, without it, and their cosines.

        Raises KeyError for an unknown id, ValueError for a negative ``k``.
        """
        if k < 0:
            raise ValueError(f"k must be 0 or more, got {k}")
        names, scores = self._contents.dense.search(self.vectors([sentence_id])[0], k + 1)
        pairs = zip(names, scores.tolist(), strict=True)
        others = [(self.sentence(name), score) for name, score in pairs if name != sentence_id]
        return tuple(others[:k])


def _readable(directory: Path) -> Contents | None:
    """The state in use, or None where there is none that can be built upon."""
    try:
        return read_current(directory)
    except StoreError:
        return None
