"""Which citations of a saved answer still hold: the files are read again, the index is not.

A citation is ``unchanged`` (the same words at the same offsets), ``moved`` (the words stand
elsewhere in the file, or the file has another name), ``changed`` (the file is there, the words
are not) or ``gone`` (there is no such file, or it cannot be read). Nothing is written, and no
model is loaded. A source is only ever looked up among the files that the corpus holds, so an
answer cannot have any other file read.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from index.errors import CorpusError, DocumentError
from index.load import discover, read_document
from index.types import Document
from index.weights import file_sha256
from qa.errors import UsageError
from qa.recheck.answer_faults import check_answer, faults_of
from qa.recheck.likeness import Closest, FoundPlace, closest_sentence, place_of

__all__ = [
    "STATUSES",
    "CheckedCitation",
    "CheckedPlace",
    "Recheck",
    "Rechecker",
    "Status",
    "recheck",
]

Status = Literal["unchanged", "moved", "changed", "gone"]
STATUSES: tuple[Status, ...] = ("unchanged", "moved", "changed", "gone")

# Texts that are kept between citations, in code points; of a larger corpus some are read again.
_KEPT_CHARS = 64_000_000
_LONGEST_PATTERN = 20_000
_LONGEST_NAME = 4096


@dataclass(frozen=True, slots=True)
class CheckedPlace:
    """One place of a citation: what the answer says of it, and what the files say now.

    ``now`` is where the words stand (unchanged, moved), with the nearest of several.
    ``elsewhere`` is another file with the same words (changed, gone): no proof that they were
    moved there. ``closest`` is the likeliest sentence of the file (changed). ``reason`` is a
    sentence for a person, or None.
    """

    source: str
    start_char_index: int
    end_char_index: int
    status: Status
    reason: str | None = None
    now: FoundPlace | None = None
    elsewhere: FoundPlace | None = None
    closest: Closest | None = None

    @property
    def holds(self) -> bool:
        return self.status in ("unchanged", "moved")


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation by its number, its own place, and the other places with the same words."""

    number: int
    cited_text: str
    place: CheckedPlace
    also_at: tuple[CheckedPlace, ...] = ()

    @property
    def places(self) -> tuple[CheckedPlace, ...]:
        return (self.place, *self.also_at)


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of one answer's citations; ``faults``: where the answer contradicts itself."""

    id: str | None
    question: str
    citations: tuple[CheckedCitation, ...]
    faults: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Status, int]:
        """How many places have each status; the places in ``also_at`` count too."""
        found = [place.status for citation in self.citations for place in citation.places]
        return {status: found.count(status) for status in STATUSES}

    @property
    def holds(self) -> bool:
        """Whether no place is changed or gone, and the answer agrees with itself."""
        places = (place for citation in self.citations for place in citation.places)
        return not self.faults and all(place.holds for place in places)

    def to_dict(self) -> dict[str, Any]:
        """What ``qa verify --json`` prints: a citation has the keys of its own place."""
        return {
            "id": self.id,
            "question": self.question,
            "holds": self.holds,
            "counts": self.counts,
            "faults": list(self.faults),
            "citations": [
                {
                    "number": citation.number,
                    "cited_text": citation.cited_text,
                    **asdict(citation.place),
                    "also_at": [asdict(place) for place in citation.also_at],
                }
                for citation in self.citations
            ],
        }


def recheck(answer: Mapping[str, Any], corpus: Path) -> Recheck:
    """Hold an answer (``Answer.to_dict()``, the parsed JSON) against the files at ``corpus``.

    Raises UsageError where ``answer`` is no answer of this version, or ``corpus`` is no folder
    or document.
    """
    return Rechecker(corpus).check(answer)


class Rechecker:
    """Checks answers against one corpus; every file is read when first needed, and kept.

    ``skip`` names folders inside the corpus that hold no documents (an index). Raises
    UsageError where ``corpus`` is no folder and no document.
    """

    def __init__(self, corpus: Path, skip: Collection[Path] = ()) -> None:
        self._folder = _Folder(corpus, skip)

    def check(self, answer: Mapping[str, Any]) -> Recheck:
        """What became of the answer's citations. Raises UsageError where it is no answer."""
        answer = check_answer(answer)
        documents = {document["document_id"]: document for document in answer["documents"]}
        citations = tuple(
            CheckedCitation(
                citation["number"],
                citation["cited_text"],
                self._place(citation, citation["cited_text"], documents, exact=True),
                tuple(
                    self._place(place, citation["cited_text"], documents, exact=False)
                    for place in citation["also_at"]
                ),
            )
            for citation in answer["citations"]
        )
        return Recheck(answer["id"], answer["question"], citations, faults_of(answer))

    def _place(
        self,
        place: Mapping[str, Any],
        words: str,
        documents: Mapping[str, Mapping[str, Any]],
        *,
        exact: bool,
    ) -> CheckedPlace:
        source, start, end = (place[k] for k in ("source", "start_char_index", "end_char_index"))
        record = documents.get(place["document_id"], {})

        def told(status: Status, reason: str | None = None, **found: Any) -> CheckedPlace:
            return CheckedPlace(source, start, end, status, reason, **found)

        held = self._folder.document(source)
        if isinstance(held, Document):
            same_file = held.sha256 == record.get("sha256")
            if _stands(held.text, start, end, words, exact, same_file):
                return told("unchanged", now=place_of(held, start, end))
            reason = _why(held, record) if same_file else None
            if now := _find(held, words, start):
                return told("moved", reason, now=now)
        if now := self._renamed(source, record, words, start):
            reason = f"{now.source} has the bytes that the cited file had."
            return told("moved", reason, now=now)
        known = {document["source"] for document in documents.values()}
        other = self._elsewhere(source, words, start, known)
        if isinstance(held, Document):
            closest = closest_sentence(held, words, start)
            return told("changed", reason, elsewhere=other, closest=closest)
        if other and other.source not in known:
            return told("moved", f"{held} The words stand in another file.", now=other)
        return told("gone", held, elsewhere=other)

    def _renamed(
        self, source: str, record: Mapping[str, Any], words: str, start: int
    ) -> FoundPlace | None:
        """The words in a file with the bytes that the cited file had."""
        for name in self._folder.with_bytes(record.get("sha256")):
            document = self._folder.document(name)
            if name != source and isinstance(document, Document):
                if _stands(document.text, start, start + len(words), words, True, True):
                    return place_of(document, start, start + len(words))
                if found := _find(document, words, start):
                    return found
        return None

    def _elsewhere(
        self, source: str, words: str, start: int, known: Collection[str]
    ) -> FoundPlace | None:
        """The words in another file; one that the answer knows by its own name comes last."""
        names = [name for name in self._folder.files if name != source]
        for name in sorted(names, key=lambda name: name in known):
            document = self._folder.document(name)
            if isinstance(document, Document) and (found := _find(document, words, start)):
                return found
        return None


class _Folder:
    """The files of a corpus by source; each is read at most once while there is room."""

    def __init__(self, corpus: Path, skip: Collection[Path]) -> None:
        self.files: dict[str, Path] = {}
        self._reasons: dict[str, str] = {}
        self._none: str | None = None
        self._documents: dict[str, Document] = {}
        self._chars = 0
        self._bytes: dict[str, list[str]] | None = None
        try:
            found = discover(corpus, skip)
        except CorpusError as error:
            if not os.path.isdir(corpus):
                raise UsageError(str(error)) from error
            self._none = str(error)  # a folder that lost its last document: all is gone
            return
        self.files = dict(found.files)
        self._reasons = {out.source: out.reason for out in found.left_out}
        # The same name may be composed otherwise on another disk (é as one character or two).
        self._forms = {_form(name): name for name in self.files}

    def document(self, source: str) -> Document | str:
        """The document, or a sentence that says why there is none."""
        name = source if source in self.files else self._other_form(source)
        if name is None:
            return self._missing(source)
        if name in self._documents:
            return self._documents[name]
        if name in self._reasons:
            return self._reasons[name]
        try:
            document = read_document(self.files[name], name, {})
        except DocumentError as error:
            self._reasons[name] = str(error)
            return self._reasons[name]
        self._keep(name, document)
        return document

    def _keep(self, name: str, document: Document) -> None:
        self._chars += len(document.text)
        if self._chars > _KEPT_CHARS:
            self._documents.clear()
            self._chars = len(document.text)
        self._documents[name] = document

    def _other_form(self, source: str) -> str | None:
        return self._forms.get(_form(source)) if self.files else None

    def _missing(self, source: str) -> str:
        if self._none:
            return self._none
        above = PurePosixPath(source).parents if len(source) < _LONGEST_NAME else ()
        for place in (source, *map(str, above)):
            if place in self._reasons:
                return self._reasons[place]
        return "There is no such document in the folder."

    def with_bytes(self, sha256: str | None) -> list[str]:
        """The sources of the files whose bytes have this digest, in order."""
        if sha256 is None:
            return []
        if self._bytes is None:
            self._bytes = {}
            for name, path in self.files.items():
                try:
                    self._bytes.setdefault(file_sha256(path), []).append(name)
                except OSError:
                    continue
        return self._bytes.get(sha256, [])


def _form(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _why(document: Document, record: Mapping[str, Any]) -> str:
    """Why words are not where they were, although the file has the same bytes."""
    if document.text_sha256 == record.get("text_sha256"):
        return "The file did not change: the answer was altered."
    return (
        f"The file did not change, but its text is now made by {document.extractor}, "
        f"and was by {record.get('extractor')}."
    )


def _stands(text: str, start: int, end: int, words: str, exact: bool, same_file: bool) -> bool:
    """Whether the words are there; in an edited file, as whole words ("5" is not "50")."""
    there = text[start:end]
    same = there == words if exact else there.split() == words.split()
    return same and (same_file or _is_whole(text, start, end))


def _find(document: Document, words: str, start: int) -> FoundPlace | None:
    """The words' place nearest to ``start``: as they are, else with other white space."""
    for spans in (_exactly, _loosely):
        found = [span for span in spans(document.text, words) if _is_whole(document.text, *span)]
        if found:
            first, last = min(found, key=lambda span: abs(span[0] - start))
            return place_of(document, first, last, len(found), spans is _exactly)
    return None


def _exactly(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))


def _loosely(text: str, words: str) -> Iterator[tuple[int, int]]:
    parts = words[: _LONGEST_PATTERN + 1].split()
    if not parts or len(words) > _LONGEST_PATTERN:
        return
    for match in re.finditer(r"\s++".join(map(re.escape, parts)), text):
        yield match.span()


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the span cuts no word or number in two at its ends.

    A capital after a small letter is no such cut: texts are fused so ("in chaosOn Sunday").
    """
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isdigit() and after in ".," and at + 1 < len(text):
        return text[at + 1].isdigit()
    if after.isdigit() and before in ".," and at > 1:
        return text[at - 2].isdigit()
    return (before.isdigit() and after.isdigit()) or (before.isalpha() and after.islower())
