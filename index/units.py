"""Documents with their sentences and passages, decoded from an index one document at a time."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from itertools import accumulate
from typing import Any, ClassVar

from index.types import Document, Passage, Place, Role, Sentence, Span

__all__ = ["Units"]

Cut = tuple[tuple[Sentence, ...], tuple[Passage, ...]]


class Units:
    """The documents of an index, ordered by source, and what each was split into.

    The evidence sentences, in the order of documents and offsets, are the rows of the
    searches: ``row_ids`` are their ids.
    """

    PARTS: ClassVar[tuple[str, ...]] = ("documents.jsonl", "units.jsonl", "rows.json")

    def __init__(
        self,
        documents: Sequence[Document],
        lines: Sequence[bytes],
        row_ids: Sequence[str],
        row_counts: Sequence[int],
    ) -> None:
        """``lines`` and ``row_counts`` go with ``documents``; see ``made`` and ``from_parts``."""
        if not len(documents) == len(lines) == len(row_counts) or sum(row_counts) != len(row_ids):
            raise ValueError("documents, units and rows do not belong together")
        self.documents = tuple(documents)
        self.row_ids = tuple(row_ids)
        self._lines = tuple(lines)
        self._ends = tuple(accumulate(row_counts))
        self._cuts: dict[int, Cut] = {}

    @classmethod
    def made(
        cls,
        documents: Sequence[Document],
        sentences: Mapping[str, Sequence[Sentence]],
        passages: Mapping[str, Sequence[Passage]],
    ) -> Units:
        """The units of ``documents``; sentences and passages by document id."""
        ordered = sorted(documents, key=lambda document: (document.source, document.id))
        evidence = [
            [sentence.id for sentence in sentences[document.id] if sentence.is_evidence]
            for document in ordered
        ]
        return cls(
            ordered,
            [_encoded(sentences[document.id], passages[document.id]) for document in ordered],
            [name for names in evidence for name in names],
            [len(names) for names in evidence],
        )

    def parts(self) -> dict[str, bytes]:
        """The files that hold all this, by the names in ``PARTS``."""
        documents = [_json(_document_values(document)) for document in self.documents]
        starts = [0, *self._ends]
        counts = [end - start for start, end in zip(starts, self._ends, strict=False)]
        contents = (_lines(documents), _lines(self._lines), _json([self.row_ids, counts]))
        return dict(zip(self.PARTS, contents, strict=True))

    @classmethod
    def from_parts(cls, parts: Mapping[str, bytes]) -> Units:
        """Read what ``parts`` gave. Raises ValueError, KeyError or TypeError for anything else."""
        documents, lines, rows = (parts[name] for name in cls.PARTS)
        row_ids, counts = json.loads(rows)
        read = [_document(json.loads(line)) for line in documents.split(b"\n")[:-1]]
        return cls(read, lines.split(b"\n")[:-1], row_ids, counts)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {document.id: at for at, document in enumerate(self.documents)}

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.row_ids)}

    @cached_property
    def _others(self) -> dict[str, Sentence]:
        """The sentences that are no evidence, by id."""
        return {
            sentence.id: sentence
            for document in self.documents
            for sentence in self.sentences(document.id)
            if not sentence.is_evidence
        }

    def document(self, document_id: str) -> Document:
        """The document of that id. Raises KeyError."""
        return self.documents[self._position[document_id]]

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        """All sentences of a document, furniture included, in order. Raises KeyError."""
        return self._cut(self._position[document_id])[0]

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """The passages of a document, in order. Raises KeyError."""
        return self._cut(self._position[document_id])[1]

    def sentence(self, sentence_id: str) -> Sentence:
        """The sentence of that id. Raises KeyError."""
        row = self._row.get(sentence_id)
        if row is None:
            return self._others[sentence_id]
        at = bisect.bisect_right(self._ends, row)
        start = self._ends[at - 1] if at else 0
        evidence = [sentence for sentence in self._cut(at)[0] if sentence.is_evidence]
        return evidence[row - start]

    def passage_of(self, sentence: Sentence) -> Passage:
        """The passage that holds ``sentence``. Raises KeyError for one of another index."""
        for passage in self.passages(sentence.document_id):
            if passage.first <= sentence.order < passage.last:
                return passage
        raise KeyError(sentence.id)

    def windows(
        self,
    ) -> Iterator[tuple[Document, tuple[Sentence | None, Sentence, Sentence | None]]]:
        """Each row's document and sentence, between its neighbours that are not furniture.

        Furniture is no neighbour, but a repeat is one, so that a document's windows do not
        depend on the rest of the corpus.
        """
        for document in self.documents:
            body = [s for s in self.sentences(document.id) if s.role is not Role.FURNITURE]
            for before, sentence, after in zip(
                [None, *body], body, [*body[1:], None], strict=False
            ):
                if sentence.is_evidence:
                    yield document, (before, sentence, after)

    def _cut(self, at: int) -> Cut:
        if at not in self._cuts:
            self._cuts[at] = _decoded(self.documents[at].id, json.loads(self._lines[at]))
        return self._cuts[at]


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _lines(rows: Sequence[bytes]) -> bytes:
    return b"".join(row + b"\n" for row in rows)


_FIELDS = tuple(field.name for field in fields(Document))


def _document_values(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in _FIELDS}


def _document(values: dict[str, Any]) -> Document:
    return Document(**{**values, "page_starts": tuple(values["page_starts"])})


def _encoded(sentences: Sequence[Sentence], passages: Sequence[Passage]) -> bytes:
    """One line; a sentence's order is its place, its document that of the line."""
    rows = [
        (s.id, s.span.start, s.span.end, s.paragraph, s.role.value, s.repeat, _places(s))
        for s in sentences
    ]
    runs = [[p.id, p.span.start, p.span.end, p.first, p.last] for p in passages]
    return _json([rows, runs])


def _places(sentence: Sentence) -> list[tuple[str, str, int, int]]:
    return [
        (place.document_id, place.source, place.span.start, place.span.end)
        for place in sentence.also_at
    ]


def _decoded(document_id: str, line: Any) -> Cut:
    sentences = tuple(
        Sentence(
            name,
            document_id,
            Span(start, end),
            order,
            paragraph,
            Role(role),
            repeat,
            tuple(Place(other, source, Span(a, b)) for other, source, a, b in also_at),
        )
        for order, (name, start, end, paragraph, role, repeat, also_at) in enumerate(line[0])
    )
    passages = tuple(
        Passage(name, document_id, Span(start, end), first, last)
        for name, start, end, first, last in line[1]
    )
    return sentences, passages
