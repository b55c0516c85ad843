"""The text of a corpus with every clause attributed, read without a model and without an index."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import PassageIndex
    from index.types import Document, Hit, LeftOut, Passage, Sentence
    from qa.attribution import Clause
    from qa.attribution.kept import KeptClauses
    from qa.filters import Filter
    from qa.names import NameIndex

__all__ = ["CorpusText", "read_corpus"]


@dataclass(frozen=True)
class CorpusText:
    """Documents sorted by source, their sentences by document id, and what was left out.

    ``kept``: where their clauses are kept, if anywhere.
    """

    documents: tuple[Document, ...]
    sentences: Mapping[str, Sequence[Sentence]]
    left_out: tuple[LeftOut, ...] = ()
    root: Path | None = None
    kept: KeptClauses | None = None

    @classmethod
    def of_index(
        cls, index: PassageIndex, root: Path | None = None, writes: bool = False
    ) -> CorpusText:
        """The text of an index. Its clauses are those kept with it; ``writes``: more are kept."""
        from qa.attribution.kept import KeptClauses

        held = {d.id: index.sentences(d.id) for d in index.documents}
        kept = KeptClauses(index, writes)
        return cls(index.documents, held, index.left_out, root, kept)

    @cached_property
    def attributed(self) -> tuple[tuple[Document, Sentence, Clause], ...]:
        """Every clause that may be evidence, in order of source and place.

        A sentence that stands in several places is given once, where it stands first.
        """
        return tuple(
            (document, sentence, clause)
            for document in self.documents
            for sentence in self.sentences[document.id]
            if sentence.is_evidence
            for clause in self.clauses(document).get(sentence.id, ())
        )

    def heard(self, only: Filter | None) -> Iterable[tuple[Document, Sentence, Clause]]:
        """As ``attributed``, of the documents that pass a filter by date and outlet alone."""
        if only is None:
            return self.attributed
        return (
            (document, sentence, clause)
            for document in self.documents
            for sentence in self.passing(only).get(document.id, ())
            if sentence.is_evidence
            for clause in self.clauses(document).get(sentence.id, ())
        )

    def passing(self, only: Filter) -> Mapping[str, Sequence[Sentence]]:
        """The sentences by document id of the documents that pass, as if there were no other.

        So what is printed in several stands first in one of these, and also only in these.
        """
        from index.split import mark_repeats

        kept = [document for document in self.documents if only.keeps(document)]
        if len(kept) == len(self.documents):
            return self.sentences
        key = tuple(document.id for document in kept)
        if key not in self._passing:
            self._passing.clear()  # the last filter is the one that is asked for again
            self._passing[key] = mark_repeats(kept, self.sentences)
        return self._passing[key]

    def copies(self, hit: Hit, only: Filter) -> Iterator[Hit]:
        """A hit where its words stand first in documents that pass; none where none does."""
        from index.types import Place

        sentence, held = hit.sentence, self.passing(only)
        own = Place(hit.document.id, hit.document.source, sentence.span)
        for place in (own, *sentence.also_at):
            found = held.get(place.document_id, ())
            at = bisect_left(found, place.span.start, key=lambda s: s.span.start)
            if found and found[at].is_evidence:
                copy = found[at]
                yield replace(hit, sentence=copy) if place is own else self._hit(hit, copy)

    def _hit(self, hit: Hit, copy: Sentence) -> Hit:
        document = self._by_id[copy.document_id]
        if document.id not in self._passages:
            from index.split import split

            self._passages[document.id] = split(document)[1]
        of_it = self._passages[document.id]
        passage = next(p for p in of_it if p.first <= copy.order < p.last)
        return replace(hit, document=document, passage=passage, sentence=copy)

    def text_of(self, document_id: str) -> str:
        """The text of a document. Raises KeyError."""
        return self._by_id[document_id].text

    def clauses(self, document: Document) -> Mapping[str, tuple[Clause, ...]]:
        """The clauses of a document by sentence id; attributed once.

        It is read as a whole by itself, what other documents print too included: that says who
        speaks in the rest of it.
        """
        if document.id not in self._attributed:
            alone = self.sentences[document.id]
            if any(sentence.repeat for sentence in alone):
                from index.split import mark_repeats

                alone = mark_repeats([document], self.sentences)[document.id]
            self._attributed[document.id] = self._read(document, alone)
        return self._attributed[document.id]

    def _read(
        self, document: Document, sentences: Sequence[Sentence]
    ) -> Mapping[str, tuple[Clause, ...]]:
        from qa.attribution import attribute

        found = self.kept.read(document, sentences) if self.kept else None
        if found is None:
            found = attribute(document, sentences)
            if self.kept:
                self.kept.write(document, found)
        return found

    @cached_property
    def _attributed(self) -> dict[str, Mapping[str, tuple[Clause, ...]]]:
        return {}

    @cached_property
    def _by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    @cached_property
    def _passing(self) -> dict[tuple[str, ...], Mapping[str, Sequence[Sentence]]]:
        return {}

    @cached_property
    def _passages(self) -> dict[str, Sequence[Passage]]:
        return {}

    @cached_property
    def names(self) -> NameIndex:
        """The spellings of the corpus, with the user's corrections in ``names.toml``."""
        from qa.names import NameIndex
        from qa.names.corrections import read_corrections

        return NameIndex(self.documents, read_corrections(self.root))


def read_corpus(corpus: str | Path | None = None) -> CorpusText:
    """Read a folder or a file (None: the articles that ship); nothing is written.

    Raises CorpusError where there is no readable document.
    """
    from index.errors import CorpusError, DocumentError
    from index.load import discover, read_document, read_sources
    from index.split import mark_repeats, split
    from index.types import LeftOut
    from qa.assistant import corpus_path

    path = corpus_path(corpus)
    discovery = discover(path)
    notes = read_sources(discovery.root)
    documents: list[Document] = []
    left_out = list(discovery.left_out)
    for source, file in discovery.files:
        try:
            documents.append(read_document(file, source, notes))
        except DocumentError as error:
            left_out.append(LeftOut(source, str(error)))
    if not documents:
        raise CorpusError(f"No document in {path} can be read; `qa index` says why.")
    held = {document.id: split(document)[0] for document in documents}
    return CorpusText(
        tuple(documents), mark_repeats(documents, held), tuple(left_out), discovery.root
    )
