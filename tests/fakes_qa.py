"""An assistant without models: scripted answers over documents held in memory."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.split import mark_repeats, split
from index.store import Stats
from index.types import Document, Hit, LeftOut, Passage, Sentence, Span, content_id
from qa.answering import as_composed, grow
from qa.filters import Filter
from qa.quotes import CorpusText
from qa.settings import Settings
from qa.types import (
    Answer,
    Citation,
    Nearest,
    Position,
    PositionKind,
    Searched,
    Source,
    Statement,
    Turn,
)

__all__ = [
    "QUESTION",
    "SEA",
    "TEA",
    "FakeAssistant",
    "FakeIndex",
    "answered",
    "citation",
    "corpus_text",
    "disputed",
    "made_document",
    "refused",
    "typed",
]

DIGEST = "d" * 64
TIMINGS = {"retrieve": 0.01, "total": 0.02}


def made_document(source: str, text: str, **known: Any) -> Document:
    """A document as the index would read it from a UTF-8 file."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = {"extractor": "plain", "encoding": "utf-8", "language": "en", **known}
    return Document(content_id(source, digest), source, text, digest, digest, **known)


def _source(document: Document) -> Source:
    return Source(
        document.id,
        document.source,
        document.title,
        document.outlet,
        document.published,
        document.sha256,
        document.text_sha256,
        document.extractor,
        document.encoding,
    )


def citation(number: int, document: Document, words: str, **known: Any) -> Citation:
    """A citation of the first place of ``words`` in a document."""
    start = document.text.index(words)
    return Citation(
        number=number,
        document_id=document.id,
        source=document.source,
        cited_text=words,
        start_char_index=start,
        end_char_index=start + len(words),
        page=document.page_at(start),
        **known,
    )


def answered(
    question: str, quotes: Sequence[tuple[Document, str]], citations: Sequence[Citation] = ()
) -> Answer:
    """A verbatim statement for each quote; ``citations`` takes the place of plain ones."""
    cited = citations or [citation(n, d, w) for n, (d, w) in enumerate(quotes, start=1)]
    text, statements = "", []
    for one in cited:
        text += " " if text else ""
        end = len(text) + len(one.cited_text)
        statements.append(Statement(one.cited_text, len(text), end, (one.number,), "verbatim"))
        text += f"{one.cited_text} [{one.number}]"
    documents = dict.fromkeys(document for document, _ in quotes)
    return Answer(
        question=question,
        standalone_question=question,
        status="answered",
        text=text,
        statements=tuple(statements),
        citations=tuple(cited),
        documents=tuple(_source(document) for document in documents),
        searched=Searched(len(documents), len(documents), 0),
        model="none",
        embedder="fake",
        index_digest=DIGEST,
        timings=TIMINGS,
    )


def disputed(
    question: str, quotes: Sequence[tuple[Document, str]], kinds: Sequence[PositionKind]
) -> Answer:
    """Each quote a position of its own."""
    frame = answered(question, quotes)
    positions = tuple(Position((i,), (i + 1,), kind) for i, kind in enumerate(kinds))
    return replace(frame, status="disputed", positions=positions)


def refused(question: str, nearest: Sequence[tuple[Document, str]], left_out: int = 0) -> Answer:
    """A refusal with what came nearest."""
    documents = dict.fromkeys(document for document, _ in nearest)
    places = [citation(1, document, words) for document, words in nearest]
    return Answer(
        question=question,
        standalone_question=question,
        status="not_in_corpus",
        text="The documents searched do not say.",
        documents=tuple(_source(document) for document in documents),
        nearest=tuple(
            Nearest(
                c.document_id,
                c.source,
                c.cited_text,
                c.start_char_index,
                c.end_char_index,
                c.page,
                0.5,
            )
            for c in places
        ),
        searched=Searched(len(documents), len(documents), left_out),
        model="none",
        embedder="fake",
        index_digest=DIGEST,
        timings=TIMINGS,
    )


def corpus_text(*documents: Document) -> CorpusText:
    """The documents as they are read from a folder."""
    held = {document.id: split(document)[0] for document in documents}
    return CorpusText(documents, mark_repeats(documents, held))


@dataclass
class FakeIndex:
    """What the command line looks at of a PassageIndex."""

    documents: tuple[Document, ...]
    left_out: tuple[LeftOut, ...] = ()
    digest: str = DIGEST
    languages: tuple[str, ...] | None = None

    def document(self, document_id: str) -> Document:
        return {document.id: document for document in self.documents}[document_id]

    @property
    def embedder(self) -> Any:
        return SimpleNamespace(name="fake", languages=self.languages)

    @property
    def stats(self) -> Stats:
        count = len(self.documents)
        return Stats(count, count, 2 * count, 2 * count, len(self.left_out), 1000)


@dataclass
class FakeAssistant:
    """Gives the scripted answer to a question, or raises it; keeps what it was asked.

    ``FakeAssistant.open`` of an instance stands in for ``Assistant.open`` of the class.
    """

    index: FakeIndex
    answers: Mapping[str, Answer | BaseException] = field(default_factory=dict)
    asked: list[tuple[str, tuple[Turn, ...], str | None]] = field(default_factory=list)
    asked_of: list[Filter | None] = field(default_factory=list)
    opened: dict[str, Any] = field(default_factory=dict)
    closed: int = 0

    def open(self, corpus: str | Path | None = None, **options: Any) -> FakeAssistant:
        self.opened = {"corpus": corpus, **options}
        if progress := options.get("progress"):
            progress("reading", 0, 1)
            progress("reading", 1, 1)
        if notice := options.get("notice"):
            notice("preparing, once")
        return self

    @property
    def settings(self) -> Settings:
        made: Settings = self.opened["settings"]
        return made

    @property
    def text(self) -> CorpusText:
        """The documents of the index, attributed as they are."""
        return corpus_text(*self.index.documents)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Answer:
        self.asked.append((question, tuple(history), id))
        self.asked_of.append(only)
        answer = self.answers[question]
        if isinstance(answer, BaseException):
            raise answer
        count = sum(not only or only.keeps(d) for d in self.index.documents)
        return replace(answer, id=id, searched=replace(answer.searched, documents=count))

    def follow(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Iterator[Answer]:
        """The answer once for each statement, and whole."""
        answer = self.ask(question, history=history, id=id, only=only)
        yield from grow(answer, as_composed(answer), answer.dropped)
        yield answer

    def search(self, query: str, k: int = 10, *, only: Filter | None = None) -> tuple[Hit, ...]:
        """The first line of each document, in order."""
        return tuple(_hit(document) for document in self.index.documents[:k])

    def close(self) -> None:
        self.closed += 1

    def __enter__(self) -> FakeAssistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _hit(document: Document) -> Hit:
    span = Span(0, len(document.text.partition("\n")[0]))
    sentence = Sentence(content_id(document.id, "0"), document.id, span, 0, 0)
    passage = Passage(content_id(document.id, "p"), document.id, Span(0, len(document.text)), 0, 1)
    return Hit(document, passage, sentence, 0.5, {"fused": 0.5})


TEA = made_document("tea.txt", "Tea is a plant.\r\nIt grows in hills.\n", title="On tea")
SEA = made_document("sea.txt", "The sea is salt.\n")
QUESTION = "what is tea?"


def typed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let standard input hold these bytes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
