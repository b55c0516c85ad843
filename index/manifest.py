"""What an index was made from and with, and whether that is still so."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import StoreMismatch
from index.types import LeftOut
from index.weights import file_sha256

__all__ = [
    "FORMAT",
    "FileRecord",
    "FileState",
    "Manifest",
    "Part",
    "code_digest",
    "mend",
    "state_of",
]

#: The version of the folder's layout; another one cannot be read.
FORMAT = 1
# The coarsest clock of a common file system (FAT) ticks every two seconds.
_CLOCK_NS = 2_000_000_000


def mend(corpus: str | None = None) -> str:
    """The end of an error message: the command that makes the index anew."""
    return f"run `qa index {corpus or 'PATH'}` to make it again"


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The sha256 of this package's code; other code may read or split a file otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class FileState:
    """What the file system says of a file: bytes, and nanoseconds since 1970."""

    size: int
    mtime_ns: int
    ctime_ns: int


def state_of(path: Path) -> FileState | None:
    """The file's state, or None if it cannot be looked at."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return FileState(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the corpus as it was when it was read.

    ``note`` is what the user's ``sources.toml`` said of it: title, outlet, date. A file that
    could not be read has a ``reason`` and neither ``sha256`` nor ``document_id``.
    """

    source: str
    state: FileState | None
    note: tuple[str | None, ...]
    sha256: str | None
    document_id: str | None
    reason: str | None

    def still_holds(self, path: Path, note: tuple[str | None, ...], started_ns: int) -> bool:
        """Whether reading the file at ``path`` again would give the same document.

        Size and times decide; where they do not (a time differs, or is so late that the file
        may have changed after it was read), the content is hashed. What copies files may set
        the time of the last change back (``cp -p``, ``rsync -t``), but not that of the inode.
        """
        state = state_of(path)
        if note != self.note or state is None or self.state is None:
            return False
        if self.sha256 is None:
            # Mended permissions change the ctime alone.
            return state == self.state
        if state.size != self.state.size:
            return False
        if state == self.state and state.mtime_ns < started_ns - _CLOCK_NS:
            return True
        try:
            return file_sha256(path) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the index: its bytes and their sha256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that must be equal for an index to be used or added to.

    ``digest`` names the content: the same documents, split and embedded alike, have the same
    digest, wherever and whenever they were indexed. ``started_ns`` is the time (since 1970)
    before the first file was read; ``left_out`` are the files that the walk of the corpus
    passed over (those that failed to be read are in ``files``).
    """

    corpus: str
    digest: str
    embedder: str
    embedder_identity: str
    dimension: int
    code: str
    extractors: Mapping[str, str]
    started_ns: int
    files: tuple[FileRecord, ...]
    left_out: tuple[LeftOut, ...]
    counts: Mapping[str, int]
    parts: Mapping[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> str:
        """The manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=True, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read what ``to_json`` wrote.

        Raises StoreMismatch for another format, and ValueError, KeyError or TypeError for
        something else than a manifest.
        """
        values: dict[str, Any] = json.loads(text)
        if values["format"] != FORMAT:
            raise StoreMismatch(
                f"the index has format {values['format']}, but this version reads format {FORMAT}; "
                + mend(values.get("corpus"))
            )
        values["files"] = tuple(_record(entry) for entry in values["files"])
        values["left_out"] = tuple(LeftOut(**entry) for entry in values["left_out"])
        values["parts"] = {name: Part(**entry) for name, entry in values["parts"].items()}
        return cls(**values)


def _record(entry: dict[str, Any]) -> FileRecord:
    state = FileState(**entry["state"]) if entry["state"] else None
    return FileRecord(**{**entry, "state": state, "note": tuple(entry["note"])})
