"""The data that the index hands on: frozen, offset-true, with ids derived from content.

Every offset is a 0-based Unicode code point of ``Document.text``, half-open.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = [
    "Document",
    "Hit",
    "LeftOut",
    "Passage",
    "Place",
    "Role",
    "Sentence",
    "Span",
    "content_id",
]


def content_id(*parts: str) -> str:
    """A 16-hex-digit id of the parts; equal parts give equal ids on every machine."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``0 <= start <= end``. Raises ValueError otherwise."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, got {self.start}, {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words at this span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Role(StrEnum):
    """What a sentence is to the reader. Only TEXT and HEADING may be evidence."""

    TEXT = "text"
    HEADING = "heading"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read once: its text is fixed here and every offset points into it.

    ``sha256`` is of the file's bytes, ``text_sha256`` of the text in UTF-8. ``page_starts``
    holds the offset at which each page starts (empty for formats without pages).
    ``title``, ``outlet`` and ``published`` are None where neither the text's own metadata
    nor the user's ``sources.toml`` proves them.
    """

    id: str
    source: str
    text: str
    sha256: str
    text_sha256: str
    extractor: str
    encoding: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    page_starts: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The 1-based page that holds ``offset``, or None for a format without pages."""
        if not self.page_starts:
            return None
        return max(1, bisect.bisect_right(self.page_starts, offset))

    def line_at(self, offset: int) -> int:
        """The 1-based line that holds ``offset`` (LF, CRLF and lone CR end a line)."""
        head = self.text[:offset]
        return 1 + head.count("\n") + head.count("\r") - head.count("\r\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: a document and a span of it."""

    document_id: str
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, headline or piece of furniture; the span has no outer white space.

    ``order`` counts the sentences of the document from 0; ``paragraph`` the paragraphs.
    ``also_at`` names later places of the corpus with the same words but for white space.
    ``repeat`` is true of such a later place itself: it is never evidence on its own.
    """

    id: str
    document_id: str
    span: Span
    order: int
    paragraph: int
    role: Role = Role.TEXT
    repeat: bool = False
    also_at: tuple[Place, ...] = ()

    @property
    def is_evidence(self) -> bool:
        return self.role is not Role.FURNITURE and not self.repeat


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences. The passages of a document tile its text without a gap.

    ``first`` and ``last`` are the orders of its sentences, half-open.
    """

    id: str
    document_id: str
    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked sentence with the passage around it; a higher score is a better hit.

    ``scores`` holds the stage scores by name: ``dense``, ``dense_window`` (cosine, -1 to 1),
    ``lexical``, ``lexical_window`` (BM25, >= 0), ``fused`` (reciprocal rank fusion).
    """

    document: Document
    passage: Passage
    sentence: Sentence
    score: float
    scores: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def text(self) -> str:
        return self.sentence.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that could not be read, and why, in one plain sentence."""

    source: str
    reason: str
