"""The folder of documents behind the page: adding, removing, and what becomes of the shipped ones.

Nothing is destroyed: a removed file is moved to the hidden folder ``.qa-removed`` of the corpus,
which is never indexed. The articles that ship with the program are not changed: the first time
that something is added to them or removed, they are copied to a folder of the user's.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from index.errors import DocumentError
from qa.errors import UsageError
from qa.safe_text import one_line

__all__ = ["MOST_BYTES", "MOST_FILES", "Library", "safe_name"]

MOST_BYTES = 25 * 1024 * 1024
MOST_FILES = 50
REMOVED = ".qa-removed"
_LONGEST_NAME = 120
_UNSAFE = re.compile(r"[^\w .,()&+'’-]")


def safe_name(name: str) -> str:
    """A file name made of the last part of ``name``, without anything a path could act by.

    Raises UsageError where nothing is left, or its format is not read.
    """
    from index.sources import FORMATS

    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = " ".join(_UNSAFE.sub("_", last).split()).lstrip(". _-").rstrip(". ")
    stem, suffix = os.path.splitext(clean)
    if suffix.lower() not in FORMATS:
        raise UsageError(
            f"{one_line(last) or 'the file'} is not in a format that is read: .txt, .md, .html, "
            ".pdf and .docx are"
        )
    while stem and len((stem + suffix).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    if not stem:
        raise UsageError(f"{one_line(last)} has no name before its suffix; rename it")
    return stem.rstrip(". ") + suffix


class Library:
    """The corpus as a place for files. ``workspace`` is where changed shipped articles go."""

    def __init__(self, corpus: Path, workspace: Path | None = None) -> None:
        self.root = corpus
        self._workspace = workspace

    @property
    def shipped(self) -> bool:
        """Whether these are still the articles that ship with the program."""
        return self._workspace is not None and self.root != self._workspace

    def _writable(self) -> Path:
        """The folder to change. Raises UsageError for a single file."""
        if self.shipped:
            assert self._workspace is not None
            self._copy_shipped(self._workspace)
            self.root = self._workspace
        if not self.root.is_dir():
            raise UsageError(
                f"{self.root.name} is a single file; start with --corpus FOLDER to add or remove "
                "documents"
            )
        return self.root

    def _copy_shipped(self, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in sorted(self.root.iterdir()):
            if path.suffix in (".txt", ".toml") and not (target / path.name).exists():
                shutil.copyfile(path, target / path.name)

    def add(self, path: Path, name: str) -> str:
        """Copy the file at ``path`` into the corpus under a safe form of ``name``; that form.

        It is read first, as indexing would. Raises UsageError for a name or size that is not
        taken and DocumentError, one sentence, where it cannot be read.
        """
        from index.load import read_document

        name = safe_name(name)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UsageError(
                f"{name} has {size / 2**20:.1f} MiB; at most {MOST_BYTES >> 20} MiB are taken here"
            )
        checked = path.with_name(f"{path.stem}.checked{Path(name).suffix}")
        shutil.copyfile(path, checked)
        try:
            read_document(checked, name, {}, max_bytes=MOST_BYTES)
            target = self._writable() / name
            if target.exists():
                raise UsageError(f"there is a document {name} already; remove it first")
            _copy_new(checked, target)
        finally:
            checked.unlink(missing_ok=True)
        return name

    def add_all(self, files: Sequence[tuple[Path, str]]) -> list[tuple[str, str | None]]:
        """Add each file; its name with None, or with why it was not added."""
        rows: list[tuple[str, str | None]] = []
        for number, (path, name) in enumerate(files):
            try:
                if number >= MOST_FILES:
                    raise UsageError(f"at most {MOST_FILES} files are taken at once")
                rows.append((self.add(path, name), None))
            except (UsageError, DocumentError, OSError) as error:
                rows.append((one_line(name), str(error)))
        return rows

    def remove(self, source: str) -> Path:
        """Move a document out of the corpus; where it is kept. Raises UsageError.

        Only a document that the corpus holds is moved, never another path.
        """
        from index.load import discover

        known = dict(discover(self.root).files)
        if source not in known:
            raise UsageError(f"the corpus has no document {one_line(source)}; re-index to refresh")
        root = self._writable()
        if len(known) == 1:
            raise UsageError("this is the last document; a corpus needs one at least")
        path = root / source
        kept = root / REMOVED / f"{time.strftime('%Y%m%d-%H%M%S')}-{path.name}"
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(kept)
        return kept


def _copy_new(path: Path, target: Path) -> None:
    """Copy without ever replacing a file or following a link at the target."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(target, flags, 0o600), "wb") as out, path.open("rb") as data:
        shutil.copyfileobj(data, out)
