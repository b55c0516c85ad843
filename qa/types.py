"""The Answer and its parts: frozen dataclasses with the contract's names.

``Answer.to_dict()`` is exactly what ``qa ask --json`` prints; the schema is
``qa/contract/answer.schema.json``. Offsets are 0-based Unicode code points, half-open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = [
    "Answer",
    "Citation",
    "CitationPlace",
    "Dropped",
    "Nearest",
    "Position",
    "Searched",
    "Source",
    "Statement",
    "Turn",
    "plain",
]

Status = Literal["answered", "disputed", "not_in_corpus"]
Support = Literal["verbatim", "composed", "supported"]
Voice = Literal["outlet", "direct", "reported", "unknown"]
PositionKind = Literal["claim", "denial", "figure", "update"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a citation or a nearest passage names."""

    document_id: str
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    sha256: str
    text_sha256: str
    extractor: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class CitationPlace:
    """Another place with the same words but for white space: one origin, several places."""

    document_id: str
    source: str
    start_char_index: int
    end_char_index: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document: ``cited_text == document_text[start_char_index:end_char_index]``."""

    number: int
    document_id: str
    source: str
    cited_text: str
    start_char_index: int
    end_char_index: int
    page: int | None = None
    voice: Voice = "unknown"
    speaker: str | None = None
    cue: str | None = None
    also_at: tuple[CitationPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer and the numbers of the citations it stands on."""

    text: str
    start_char_index: int
    end_char_index: int
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Position:
    """One of several answers that the sources give; indices into statements."""

    statements: tuple[int, ...]
    citations: tuple[int, ...]
    kind: PositionKind


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that the model wrote and that failed verification, with the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A passage close to a question that the corpus does not answer.

    ``score``: 0..1, how likely it was taken to answer (the search's own where nothing was judged).
    """

    document_id: str
    source: str
    cited_text: str
    start_char_index: int
    end_char_index: int
    page: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Searched:
    """How much was searched, and how many files could not be read."""

    documents: int
    passages: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to a question, or that it does not say.

    ``status`` is ``answered``, ``disputed`` (the sources give different answers; see
    ``positions``) or ``not_in_corpus`` (no statements; ``nearest`` shows what came closest).
    Two equal runs differ in ``timings`` (seconds) only.
    """

    question: str
    standalone_question: str
    status: Status
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    documents: tuple[Source, ...] = ()
    positions: tuple[Position, ...] = ()
    unanswered: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    searched: Searched = Searched(0, 0, 0)
    model: str = ""
    embedder: str = ""
    index_digest: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    id: str | None = None
    schema_version: int = 1

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain lists and dicts, as the contract's schema describes it."""
        return {name: plain(getattr(self, name)) for name in self.__slots__}

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Dataclasses with slots and tuples as dicts and lists, however deep."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__slots__}
    return value
