"""From a corpus and, if there is one, its old index to the contents of the new one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.current import note_of, same_rules
from index.dense import DenseIndex
from index.embed import Embedder
from index.errors import CorpusError, DocumentError
from index.generation import Contents
from index.lexical import LexicalIndex, tokenize
from index.load import SourceNotes, discover, extractor_versions, read_document, read_sources
from index.manifest import FileRecord, Manifest, code_digest, state_of
from index.sources import TOLD, Discovery, first_reasons
from index.split import mark_repeats, split
from index.types import Document, Passage, Sentence
from index.units import Units

__all__ = ["Progress", "make_contents"]

Progress = Callable[[str, int, int], None]
"""Told of each step: what is done ("reading", "embedding"), how much of it, out of how much."""

_CHUNK = 256
# A model reads some 256 word pieces, about 1,000 characters: no neighbour may crowd out the
# sentence that a window is about.
_NEIGHBOUR_CHARS = 400


@dataclass(frozen=True, slots=True)
class _Read:
    """A corpus as read: records of all files, and of the readable ones what they hold."""

    records: tuple[FileRecord, ...]
    documents: tuple[Document, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    passages: Mapping[str, tuple[Passage, ...]]


def make_contents(
    corpus: Path,
    directory: Path,
    embedder: Embedder,
    old: Contents | None,
    progress: Progress | None,
) -> Contents:
    """Read ``corpus`` and index it, taking from ``old`` what is still true.

    A file whose bytes did not change is not parsed again, and a text that was embedded is not
    embedded again, whichever file it stands in now. Raises CorpusError and EmbedderError.
    """
    report = progress or (lambda stage, done, total: None)
    started_ns = time.time_ns()
    discovery = discover(corpus, skip=(directory,))
    read = _read(discovery, old, report)
    if not read.documents:
        raise CorpusError(_unreadable(corpus, read.records))
    units = Units.made(read.documents, mark_repeats(read.documents, read.sentences), read.passages)
    dense = _dense(units, embedder, old, report)
    lexical = _lexical(units)
    manifest = Manifest(
        corpus=str(corpus.resolve()),
        digest=_digest(units, embedder.identity),
        embedder=embedder.name,
        embedder_identity=embedder.identity,
        dimension=embedder.dimension,
        code=code_digest(),
        extractors=extractor_versions(),
        started_ns=started_ns,
        files=read.records,
        left_out=discovery.left_out,
        counts=_counts(units),
    )
    return Contents(manifest, units, *dense, *lexical)


def _read(discovery: Discovery, old: Contents | None, report: Progress) -> _Read:
    notes = read_sources(discovery.root)
    usable = old if old and same_rules(old.manifest) else None
    known = {record.source: record for record in usable.manifest.files} if usable else {}
    records: list[FileRecord] = []
    documents: list[Document] = []
    sentences: dict[str, tuple[Sentence, ...]] = {}
    passages: dict[str, tuple[Passage, ...]] = {}
    report("reading", 0, len(discovery.files))
    for done, (source, path) in enumerate(discovery.files, start=1):
        record, state = known.get(source), state_of(path)
        name = record.document_id if record else None
        if usable and record and name and _holds(record, path, notes, usable):
            record = replace(record, state=state)  # its times may have changed, its bytes not
            documents.append(usable.units.document(name))
            sentences[name] = usable.units.sentences(name)
            passages[name] = usable.units.passages(name)
        else:
            record, document = _record(source, path, notes)
            if document:
                documents.append(document)
                sentences[document.id], passages[document.id] = split(document)
        records.append(record)
        report("reading", done, len(discovery.files))
    return _Read(tuple(records), tuple(documents), sentences, passages)


def _holds(record: FileRecord, path: Path, notes: SourceNotes, old: Contents) -> bool:
    return record.still_holds(path, note_of(notes, record.source), old.manifest.started_ns)


def _record(source: str, path: Path, notes: SourceNotes) -> tuple[FileRecord, Document | None]:
    # The state before the read: a file that changes meanwhile has another one afterwards.
    state, note = state_of(path), note_of(notes, source)
    try:
        document = read_document(path, source, notes)
    except DocumentError as error:
        return FileRecord(source, state, note, None, None, str(error)), None
    return FileRecord(source, state, note, document.sha256, document.id, None), document


def _unreadable(corpus: Path, records: Sequence[FileRecord]) -> str:
    told = first_reasons((record.source, record.reason) for record in records)
    more = f"; and {len(records) - TOLD} more" if len(records) > TOLD else ""
    return f"none of the {len(records)} files of {corpus} can be read: {told}{more}"


def _texts(units: Units) -> tuple[list[str], list[str]]:
    """For each row the text to embed: of the sentence, and of its window."""
    alone: list[str] = []
    among: list[str] = []
    for document, (before, sentence, after) in units.windows():
        text = _plain(document, sentence)
        head = _tail(_plain(document, before)) if before else ""
        tail = _head(_plain(document, after)) if after else ""
        alone.append(text)
        among.append(" ".join(part for part in (head, text, tail) if part))
    return alone, among


def _plain(document: Document, sentence: Sentence) -> str:
    return " ".join(sentence.span.of(document.text).split())


def _head(text: str) -> str:
    if len(text) <= _NEIGHBOUR_CHARS:
        return text
    return text[: _NEIGHBOUR_CHARS + 1].rpartition(" ")[0] or text[:_NEIGHBOUR_CHARS]


def _tail(text: str) -> str:
    if len(text) <= _NEIGHBOUR_CHARS:
        return text
    return text[-_NEIGHBOUR_CHARS - 1 :].partition(" ")[2] or text[-_NEIGHBOUR_CHARS:]


def _dense(
    units: Units, embedder: Embedder, old: Contents | None, report: Progress
) -> tuple[DenseIndex, DenseIndex]:
    alone, among = _texts(units)
    known: dict[str, NDArray[np.float32]] = {}
    if old and old.manifest.embedder_identity == embedder.identity:
        for texts, index in zip(_texts(old.units), (old.dense, old.dense_window), strict=True):
            known.update(zip(texts, index.vectors(old.units.row_ids), strict=True))
    missing = [text for text in dict.fromkeys(chain(alone, among)) if text not in known]
    report("embedding", 0, len(missing))
    for at in range(0, len(missing), _CHUNK):
        chunk = missing[at : at + _CHUNK]
        known.update(zip(chunk, embedder.encode(chunk), strict=True))
        report("embedding", at + len(chunk), len(missing))
    return (
        DenseIndex(units.row_ids, _stacked(alone, known, embedder.dimension)),
        DenseIndex(units.row_ids, _stacked(among, known, embedder.dimension)),
    )


def _stacked(
    texts: Sequence[str], known: Mapping[str, NDArray[np.float32]], dimension: int
) -> NDArray[np.float32]:
    rows = np.empty((len(texts), dimension), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[:] = known[text]
    return rows


def _lexical(units: Units) -> tuple[LexicalIndex, LexicalIndex]:
    tokens: dict[str, tuple[str, ...]] = {}
    alone: list[tuple[str, ...]] = []
    among: list[tuple[str, ...]] = []
    for document, window in units.windows():
        for sentence in window:
            if sentence and sentence.id not in tokens:
                tokens[sentence.id] = tokenize(sentence.span.of(document.text))
        alone.append(tokens[window[1].id])
        among.append(tuple(chain.from_iterable(tokens[s.id] for s in window if s)))
    return LexicalIndex.build(units.row_ids, alone), LexicalIndex.build(units.row_ids, among)


def _counts(units: Units) -> dict[str, int]:
    names = [document.id for document in units.documents]
    return {
        "documents": len(names),
        "passages": sum(len(units.passages(name)) for name in names),
        "sentences": sum(len(units.sentences(name)) for name in names),
        "evidence": len(units.row_ids),
    }


def _digest(units: Units, identity: str) -> str:
    """The sha256 of what an answer can depend on; not of times, paths or file systems."""
    digest = hashlib.sha256(f"{identity}\n".encode())
    for document in units.documents:
        facts = (
            document.id,
            document.text_sha256,
            document.title,
            document.outlet,
            document.published,
        )
        digest.update(f"{facts!r}\n".encode("utf-8", "surrogatepass"))
    digest.update(units.parts()["units.jsonl"])
    return digest.hexdigest()
