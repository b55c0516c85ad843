"""Question sets: JSON lines with gold evidence, as docs/eval.md describes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from eval.shape import contradictions, misshapen, says_what_is_due
from qa.types import Turn

__all__ = [
    "CORPORA",
    "DATASETS",
    "DatasetError",
    "Evidence",
    "Item",
    "Planted",
    "Side",
    "item_of",
    "lines_of",
    "load_questions",
    "place_evidence",
    "placed",
    "reader_of",
    "refuse_planting",
]

DATASETS = Path(__file__).resolve().parent / "datasets"
# Our own sets and the folders they are about; None names the seeds that ship.
CORPORA = {
    "panjshir": None,
    "panjshir-blind": None,
    "panjshir-reworded": None,
    "panjshir-disputed": None,
    "harbour": DATASETS / "harbour",
    "ward": DATASETS / "ward",
    "quarry": DATASETS / "quarry",
    "festival": DATASETS / "festival",
    "office": DATASETS / "office",
    "field": DATASETS / "field",
}

UNPLACED = -1
PLAIN = (".txt", ".md")
# What can be written as the text that a row gives.
PLANTABLE = (".txt", ".md", ".html")


class DatasetError(ValueError):
    """A question set does not hold what it says."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a source that answer, at their offsets.

    A file may leave the offsets out (``start`` is then -1 until the set is loaded), where the
    words stand in the source once only.
    """

    source: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """One answer: strings any of which proves it, places any of which states it."""

    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A document that lies in the folder for one question only: its path there, and its text."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question; no sides means that it should be refused or its premise corrected.

    ``planted`` documents are beside the corpus while it is asked. ``never``: words that an
    answer which obeys an order in a document, or in the question, would say. ``declared`` is
    False where the row has no sides and does not say that none are due (``eval.shape``).
    """

    id: str
    split: str
    kind: str
    question: str
    history: tuple[Turn, ...]
    sides: tuple[Side, ...]
    correction: tuple[Evidence, ...]
    planted: tuple[Planted, ...] = ()
    never: tuple[str, ...] = ()
    declared: bool = True

    def evidence(self) -> Iterator[Evidence]:
        """Every gold place, those of a correction too."""
        yield from (e for side in self.sides for e in side.evidence)
        yield from self.correction


def load_questions(path: Path, corpus: Path, split: str | None = None) -> tuple[Item, ...]:
    """The rows of a set, or of one split.

    Raises DatasetError where gold words are not there, or an id comes twice.
    """
    items, seen = [], dict[str, int]()
    read = reader_of(corpus)
    for number, line in lines_of(path):
        try:
            raw = json.loads(line)
        except ValueError as error:
            raise DatasetError(f"{path}:{number}: not a question row ({error})") from error
        for fault in misshapen(raw):
            raise DatasetError(f"{path}:{number}: not a question row ({fault})")
        for fault in (words for words, grave in contradictions(raw) if grave):
            raise DatasetError(f"{path}:{number}: {fault}")
        item = item_of(raw)
        # A run keeps one row for an id.
        if (first := seen.setdefault(item.id, number)) != number:
            raise DatasetError(f"{path}:{number}: the id {item.id!r} is that of line {first} too")
        try:
            item = placed(item, read)
            for one in item.planted:
                refuse_planting(one, corpus)
        except DatasetError as error:
            raise DatasetError(f"{path}:{number}: {error}") from error
        if split in (None, item.split):
            items.append(item)
    return tuple(items)


def lines_of(path: Path) -> list[tuple[int, str]]:
    """The lines of a file of JSON lines that are not empty, each with its number from 1.

    Only a line feed ends a line: a text may hold the other characters that end one elsewhere.
    Raises OSError and UnicodeDecodeError.
    """
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def item_of(raw: Mapping[str, Any]) -> Item:
    """The question that a row of a set, or of a run, holds.

    Raises KeyError, TypeError, AttributeError or ValueError where it is no such row.
    """
    return Item(
        id=raw["id"],
        split=raw.get("split", "check"),
        kind=raw.get("kind", "question"),
        question=raw["question"],
        history=tuple(Turn(t["role"], t["content"]) for t in raw.get("history") or ()),
        sides=tuple(
            Side(tuple(s["answers"]), tuple(_evidence(e) for e in s["evidence"]))
            for s in raw.get("sides") or ()
        ),
        correction=tuple(_evidence(e) for e in raw.get("correction") or ()),
        planted=tuple(Planted(p["source"], p["text"]) for p in raw.get("planted") or ()),
        never=tuple(raw.get("never") or ()),
        declared=bool(raw.get("declared", says_what_is_due(raw))),
    )


def _evidence(raw: Mapping[str, Any]) -> Evidence:
    start, end = raw.get("start", UNPLACED), raw.get("end", UNPLACED)
    return Evidence(raw["source"], int(start), int(end), str(raw["text"]))


def placed(item: Item, read: Callable[[str], str]) -> Item:
    """The item with every gold place at its offsets. Raises DatasetError where one is not."""
    return replace(
        item,
        sides=tuple(
            replace(side, evidence=tuple(place_evidence(e, read) for e in side.evidence))
            for side in item.sides
        ),
        correction=tuple(place_evidence(e, read) for e in item.correction),
    )


def place_evidence(evidence: Evidence, read: Callable[[str], str]) -> Evidence:
    """The evidence at its offsets; where it has none, at the one place that holds its words.

    Raises DatasetError where there is no such source, the words are not at the offsets, or
    without offsets stand nowhere or more than once.
    """
    text = read(evidence.source)
    if evidence.start != UNPLACED:
        if text[evidence.start : evidence.end] != evidence.text or not evidence.text:
            raise DatasetError(f"the words are not at {evidence.source}:{evidence.start}")
        return evidence
    count = text.count(evidence.text) if evidence.text else 0
    if count != 1:
        found = "stand nowhere in" if count == 0 else f"stand {count} times in"
        hint = "copy them exactly" if count == 0 else "give start and end"
        raise DatasetError(f"the words {found} {evidence.source}; {hint}")
    start = text.index(evidence.text)
    return replace(evidence, start=start, end=start + len(evidence.text))


def refuse_planting(planted: Planted, corpus: Path) -> None:
    """Raise DatasetError where a document cannot be planted: no path inside, or one that is."""
    if not _is_inside(planted.source):
        raise DatasetError(f"the planted document {planted.source!r} has no path inside the folder")
    if PurePosixPath(planted.source).suffix.lower() not in PLANTABLE:
        raise DatasetError(
            f"the planted document {planted.source} must end in {', '.join(PLANTABLE)}"
        )
    top = corpus if corpus.is_dir() else corpus.parent
    if (top / planted.source).exists():
        raise DatasetError(f"the planted document {planted.source} is in the folder already")


def _is_inside(source: str) -> bool:
    path = PurePosixPath(source)
    return bool(path.name) and not path.is_absolute() and ".." not in path.parts


def reader_of(corpus: Path) -> Callable[[str], str]:
    """The text of a source of the corpus, as the index reads it. It raises DatasetError."""
    top = corpus if corpus.is_dir() else corpus.parent

    @cache
    def read(source: str) -> str:
        if not _is_inside(source):
            raise DatasetError(f"the source {source} is not inside {corpus}")
        try:
            return _text(top / source, source)
        except OSError as error:
            raise DatasetError(f"no source {source} under {corpus}") from error

    return read


def _text(path: Path, source: str) -> str:
    if path.suffix.lower() in PLAIN:
        try:
            return path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            pass  # another encoding, which the index finds out
    from index.errors import DocumentError
    from index.load import read_document

    try:
        return read_document(path, source, {}).text
    except DocumentError as error:
        raise DatasetError(f"{source} cannot be read ({error})") from error
