"""Which files are documents, and what ``sources.toml`` states of their origin."""

from __future__ import annotations

import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from index.errors import CorpusError
from index.types import LeftOut

__all__ = [
    "FORMATS",
    "PUBLISHED",
    "SOURCES_FILE",
    "TOLD",
    "Discovery",
    "SourceNote",
    "SourceNotes",
    "day_of",
    "discover",
    "first_reasons",
    "one_line",
    "read_sources",
]

SOURCES_FILE = "sources.toml"
#: The formats that are read, as lower-case suffixes.
FORMATS = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"})
#: What a publication date may look like: a year, a month or a day.
PUBLISHED = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

# Formats that hold prose or figures a reader would miss if nobody said they were passed over.
_UNREAD_NAMES = (
    ".doc .docm .dot .dotx .rtf .odt .ods .odp .epub .mobi .azw .azw3 .ppt .pptx .xls .xlsx .csv "
    ".tsv .json .jsonl .xml .eml .msg .mbox .pst .pages .key .numbers .tex .rst .wps .wpd .mht "
    ".mhtml .xhtml .webarchive .log .text .djvu .ps .one"
)
_UNREAD = frozenset(_UNREAD_NAMES.split())
_IGNORED = frozenset({SOURCES_FILE, "qa.toml", "thumbs.db", "desktop.ini", "__macosx"})
# So many files are named with what is wrong with them where none can be read.
TOLD = 3
_READ_LIST = ".txt, .md, .html, .pdf and .docx"


@dataclass(frozen=True, slots=True)
class Discovery:
    """The documents of a corpus.

    ``root`` is the folder (of a single file: its parent); ``files`` holds (source, path),
    where the source is the POSIX path relative to ``root``, and is sorted by it;
    ``left_out`` names what cannot be read, sorted likewise.
    """

    root: Path
    files: tuple[tuple[str, Path], ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What the user states of one document; None where nothing is stated."""

    title: str | None = None
    outlet: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class SourceNotes(Mapping[str, SourceNote]):
    """The notes of ``sources.toml`` by source, with the warnings that reading it gave."""

    notes: Mapping[str, SourceNote] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[str, ...] = ()

    def __getitem__(self, source: str) -> SourceNote:
        return self.notes[source]

    def __iter__(self) -> Iterator[str]:
        return iter(self.notes)

    def __len__(self) -> int:
        return len(self.notes)


def discover(corpus: Path, skip: Collection[Path] = ()) -> Discovery:
    """The documents at ``corpus``, a file or a folder that is searched recursively.

    Hidden files and folders, those of the system, the parts of a saved web page
    (``page_files`` beside ``page.html``), ``sources.toml`` and ``qa.toml`` are passed over, and
    so are the folders in ``skip`` (an index kept inside the corpus). Each folder is visited
    once, by its real path.

    Raises CorpusError if the path is missing or holds no document in a format that is read.
    """
    try:
        mode = os.stat(corpus).st_mode
    except OSError as error:
        raise CorpusError(_no_corpus(corpus, error)) from error
    if stat.S_ISDIR(mode):
        if os.path.realpath(corpus) in {os.path.realpath(path) for path in skip}:
            raise CorpusError(f"{corpus} holds the documents: name another folder for the index.")
        return _discover_folder(corpus, {os.path.realpath(path) for path in skip})
    if not stat.S_ISREG(mode):
        raise CorpusError(f"{corpus} is neither a file nor a folder: name one of these.")
    if corpus.suffix.lower() not in FORMATS:
        raise CorpusError(f"{corpus} is in a format that is not read: {_READ_LIST} files are.")
    if not _is_text(corpus.name):
        raise CorpusError(f"The name {_shown(str(corpus))} is not valid UTF-8: rename the file.")
    return Discovery(corpus.parent, ((corpus.name, corpus),))


def _discover_folder(root: Path, skip: set[str]) -> Discovery:
    walk = _Walk(root, skip)
    walk.folder(root)
    walk.linked_folders()
    if not walk.files:
        raise CorpusError(_nothing_in(root, walk))
    files = tuple(sorted(walk.files))
    return Discovery(root, files, tuple(sorted(walk.left_out, key=lambda out: out.source)))


class _Walk:
    """One walk of a folder. Real folders come first, so that a link never takes their name."""

    def __init__(self, root: Path, skip: set[str]) -> None:
        self.root = root
        self.seen = set(skip)
        self.files: list[tuple[str, Path]] = []
        self.left_out: list[LeftOut] = []
        self.links: list[Path] = []
        self.unreadable_root: str | None = None

    def folder(self, start: Path) -> None:
        """Visit ``start`` and the folders below it; a stack, since trees may be deep."""
        pending = [start]
        while pending:
            folder = pending.pop()
            real = os.path.realpath(folder)
            if real in self.seen:
                continue
            self.seen.add(real)
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._leave_out(folder, f"The folder cannot be opened ({error.strerror}).")
                if folder == self.root:
                    self.unreadable_root = error.strerror
                continue
            pages = {Path(entry.name).stem for entry in found if _is_page(entry.name)}
            for entry in found:
                if not _passed_over(entry.name, pages):
                    self._entry(entry, Path(folder, entry.name), pending)

    def linked_folders(self) -> None:
        """Visit the folders that links name, unless they are visited already."""
        while self.links:
            link = self.links.pop(0)
            target, place = os.path.realpath(link), os.path.realpath(link.parent)
            if os.path.commonpath([target, place]) == target:
                self._leave_out(link, "The link leads back to a folder around it: a loop.")
            else:
                self.folder(link)

    def _entry(self, entry: os.DirEntry[str], path: Path, pending: list[Path]) -> None:
        try:
            mode = entry.stat().st_mode
        except OSError as error:
            what = "link leads nowhere" if entry.is_symlink() else "file cannot be looked at"
            self._leave_out(path, f"The {what} ({error.strerror}).")
            return
        if stat.S_ISDIR(mode):
            (self.links if entry.is_symlink() else pending).append(path)
        else:
            self._file(path, mode)

    def _file(self, path: Path, mode: int) -> None:
        suffix = path.suffix.lower()
        if suffix in _UNREAD:
            self._leave_out(
                path, f"The format {suffix} is not read: save the file as one of {_READ_LIST}."
            )
        elif suffix not in FORMATS:
            return
        elif not stat.S_ISREG(mode):
            self._leave_out(path, "This is a pipe, a socket or a device, not a file.")
        elif not _is_text(self._source(path)):
            self._leave_out(path, "The name is not valid UTF-8: rename the file.")
        else:
            self.files.append((self._source(path), path))

    def _leave_out(self, path: Path, reason: str) -> None:
        self.left_out.append(LeftOut(_shown(self._source(path)), reason))

    def _source(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def read_sources(folder: Path) -> SourceNotes:
    """The notes of ``sources.toml`` in ``folder``; none if there is no such file.

    An unknown key and a document that is not there give a warning. Raises CorpusError if the
    file cannot be read, is not TOML (the message names the line) or holds a wrong value.
    """
    path = folder / SOURCES_FILE
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return SourceNotes()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}).") from error
    try:
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = 1 + raw.count(b"\n", 0, error.start)
        raise CorpusError(f"{path} is not UTF-8 (line {line}): save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}.") from error
    return _notes(path, table)


def _notes(path: Path, table: Mapping[str, Any]) -> SourceNotes:
    warnings = [f"{path}: the key {key!r} is not known." for key in table if key != "documents"]
    documents = table.get("documents", {})
    if not isinstance(documents, dict):
        raise CorpusError(f'{path}: write [documents."FILE NAME"] tables, not documents = ….')
    notes = {}
    for name, values in documents.items():
        if not isinstance(values, dict):
            raise CorpusError(f"{path}: documents.{name!r} must be a table, not {values!r}.")
        known = SourceNote.__slots__
        warnings += [
            f"{path}: the key {key!r} of {name!r} is not known."
            for key in values
            if key not in known
        ]
        source = _existing(path.parent, name)
        if source is None:
            warnings.append(f"{path}: there is no document {name!r}.")
            continue
        notes[source] = SourceNote(**{k: _value(path, name, k, values.get(k)) for k in known})
    return SourceNotes(MappingProxyType(notes), tuple(warnings))


def _existing(folder: Path, name: str) -> str | None:
    """The source that ``name`` stands for; a name may be composed otherwise than on the disk."""
    source = name.removeprefix("./")
    for form in (source, *(unicodedata.normalize(kind, source) for kind in ("NFC", "NFD"))):
        try:
            if (folder / form).is_file():
                return form
        except (OSError, ValueError):
            continue
    return None


def _value(path: Path, name: str, key: str, value: object) -> str | None:
    if value is None:
        return None
    if key == "published":
        return _published(path, name, value)
    if not isinstance(value, str):
        raise CorpusError(f"{path}: {key} of {name!r} must be a text in quotes, not {value!r}.")
    return value.strip() or None


def _published(path: Path, name: str, value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip() if isinstance(value, str | int) else ""
    if PUBLISHED.fullmatch(text) and _is_date(text):
        return text
    raise CorpusError(
        f"{path}: published of {name!r} is {value!r}: write a date such as "
        '"2021", "2021-09" or "2021-09-03".'
    )


def day_of(stamp: object) -> str | None:
    """The day, month or year that a stamp begins with ("2021-09-03T10:00Z"), None for another."""
    found = re.match(r"\d{4}-\d{2}(-\d{2})?(?!\d)|\d{4}$", str(stamp or "").strip())
    return found.group() if found and _is_date(found.group()) else None


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat((text + "-01-01")[:10]))
    except ValueError:
        return False


def one_line(text: str | None) -> str:
    """The text with each run of white space as one space; nothing for None."""
    return " ".join((text or "").split())


def _is_page(name: str) -> bool:
    return Path(name).suffix.lower() in (".html", ".htm")


def _passed_over(name: str, pages: set[str]) -> bool:
    if name.startswith((".", "~$")) or name.lower() in _IGNORED:
        return True
    return name.endswith("_files") and name.removesuffix("_files") in pages


def _is_text(name: str) -> bool:
    """Whether the name has no byte that could not be decoded (a lone surrogate in Python)."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _no_corpus(corpus: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file or folder {corpus}: check the path."
    return f"{corpus} cannot be opened ({error.strerror}): check its permissions."


def first_reasons(files: Iterable[tuple[str, str | None]]) -> str:
    """The first ``TOLD`` files, each a source with the reason why it is not read."""
    return "; ".join(f"{source}: {reason}" for source, reason in islice(files, TOLD))


def _nothing_in(root: Path, walk: _Walk) -> str:
    if walk.unreadable_root is not None:
        return f"The folder {root} cannot be opened ({walk.unreadable_root})."
    if walk.left_out:
        told = first_reasons((out.source, out.reason) for out in walk.left_out)
        return (
            f"The folder {root} holds no document that can be read: of {len(walk.left_out)} "
            f"left out, the first {'is' if len(walk.left_out) == 1 else 'are'} {told}"
        )
    return f"The folder {root} holds no documents: put {_READ_LIST} files there."
