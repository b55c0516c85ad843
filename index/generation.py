"""One complete state of an index on disk, and the atomic step from one to the next.

directory/            0700
  CACHEDIR.TAG        says that the folder is an index
  CURRENT             names the generation in use and its manifest's sha256
  LOCK, WRITER        of the process that writes
  gen-<random>/       0700; its files 0600, never changed once written
    manifest.json     documents.jsonl   units.jsonl   rows.json   vocabulary.json
    sentence_vectors.npy   window_vectors.npy   {sentence,window}_{data,indices,indptr}.npy
    kept_<name>.json  what readers have worked out of these; may be missing, and is theirs to check
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np

from index.dense import DenseIndex
from index.errors import StoreDamaged, StoreError, StoreMissing
from index.lexical import LexicalIndex
from index.lock import LOCK_FILE, WRITER_FILE, write_lock
from index.manifest import Manifest, Part, mend
from index.units import Units
from index.weights import file_sha256, make_private_folder

__all__ = [
    "Contents",
    "claim",
    "keep",
    "publish",
    "purge",
    "read_current",
    "read_kept",
    "sweep",
]

_CURRENT, _TAG, _MANIFEST = "CURRENT", "CACHEDIR.TAG", "manifest.json"
_TAG_TEXT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a document index made by qa: it can be deleted and made again.\n"
)
_SIDES = ("sentence", "window")
_ARRAYS = ("data", "indices", "indptr")
_OURS = re.compile(rf"{_CURRENT}(\.new)?|{_TAG}(\.new)?|{LOCK_FILE}|{WRITER_FILE}")
_GENERATION = re.compile(r"gen-[0-9a-f]{16}")
_PARTS = re.compile(r"[a-z0-9_]+\.(json|jsonl|npy)")
_KEPT = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Contents:
    """All that an index holds. The rows of the four searches are the evidence sentences.

    ``folder``: where it was read from; None where it is not written yet.
    """

    manifest: Manifest
    units: Units
    dense: DenseIndex
    dense_window: DenseIndex
    lexical: LexicalIndex
    lexical_window: LexicalIndex
    folder: Path | None = None


def claim(directory: Path) -> None:
    """Make ``directory`` an index folder, private to its owner.

    Raises StoreError if it holds anything else than an index, or cannot be made.
    """
    try:
        make_private_folder(directory)
        if not _is_index(directory) and not _is_empty(directory):
            raise StoreError(
                f"{directory} holds other files than an index; name an empty or new folder"
            )
        directory.chmod(0o700)
        if not (directory / _TAG).is_file():
            _tag(directory)
    except OSError as error:
        raise StoreError(
            f"the index folder {directory} cannot be made ({error.strerror}); name another one"
        ) from error


def _tag(directory: Path) -> None:
    """Write the tag; another process may claim the folder now and take the file beside it."""
    try:
        _replace(directory / _TAG, _TAG_TEXT.encode())
    except FileNotFoundError:
        if not (directory / _TAG).is_file():
            raise


def _is_index(directory: Path) -> bool:
    try:
        tagged = (directory / _TAG).read_text(encoding="utf-8") == _TAG_TEXT
    except (OSError, ValueError):
        tagged = False
    return tagged or _named(directory) is not None


def _is_empty(directory: Path) -> bool:
    # A process that was killed while it claimed the folder leaves the tag unfinished.
    return all(_OURS.fullmatch(name) for name in os.listdir(directory))


def publish(directory: Path, contents: Contents) -> None:
    """Write ``contents`` beside what is there, then put it in its place in one step.

    Whenever the process is killed, the folder holds the old state or the new one. The caller
    holds the write lock. Raises StoreError where the disk is full or cannot be written.
    """
    folder = directory / f"gen-{secrets.token_hex(8)}"
    try:
        sweep(directory)
        folder.mkdir(mode=0o700)
        parts = {name: _write(folder / name, save) for name, save in _savers(contents)}
        manifest = replace(contents.manifest, parts=parts).to_json().encode()
        _write(folder / _MANIFEST, lambda file: file.write(manifest))
        _sync_folder(folder)
        _sync_folder(directory)
        pointer = {"generation": folder.name, "manifest": hashlib.sha256(manifest).hexdigest()}
        _replace(directory / _CURRENT, json.dumps(pointer).encode())
        # A reader that is just opening the old state finds it gone and opens the new one.
        _remove_generations(directory, keep=folder.name)
    except OSError as error:
        with contextlib.suppress(OSError):
            _remove_generations(directory, keep=_named(directory))
        raise StoreError(
            f"the index in {directory} cannot be written ({error.strerror}); the old one is "
            "untouched; free some space or name another folder"
        ) from error


def _savers(contents: Contents) -> Iterator[tuple[str, Callable[[IO[bytes]], object]]]:
    for name, lines in contents.units.parts().items():
        yield name, lambda file, data=lines: file.write(data)  # type: ignore[misc]
    dense = (contents.dense, contents.dense_window)
    lexical = (contents.lexical, contents.lexical_window)
    words = json.dumps([list(index.vocabulary) for index in lexical]).encode()
    yield "vocabulary.json", lambda file: file.write(words)
    for side, vectors, postings in zip(_SIDES, dense, lexical, strict=True):
        yield f"{side}_vectors.npy", vectors.save
        for kind in _ARRAYS:
            array = postings.arrays[kind]
            yield (
                f"{side}_{kind}.npy",
                lambda file, array=array: np.save(file, array, allow_pickle=False),  # type: ignore[misc]
            )


def _write(path: Path, save: Callable[[IO[bytes]], object]) -> Part:
    with _created(path) as file:
        save(file)
        file.flush()
        os.fsync(file.fileno())
    return Part(path.stat().st_size, file_sha256(path))


def _created(path: Path) -> IO[bytes]:
    """A new file, its owner's alone. Raises FileExistsError where there is one."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb")


_BINARY = getattr(os, "O_BINARY", 0)


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    _write(fresh, lambda file: file.write(data))
    os.replace(fresh, path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    # Windows cannot open a folder, and needs no sync of it.
    with contextlib.suppress(PermissionError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep(directory: Path) -> None:
    """Remove what a killed process left behind. The caller holds the write lock."""
    _remove_generations(directory, keep=_named(directory))
    for leftover in directory.glob("*.new"):
        if _OURS.fullmatch(leftover.name):
            leftover.unlink(missing_ok=True)


def _remove_generations(directory: Path, keep: str | None) -> None:
    """Remove all other states and leftovers; through no link, and nothing not made here."""
    with os.scandir(directory) as entries:
        found = [entry for entry in entries if _GENERATION.fullmatch(entry.name)]
    for entry in found:
        if entry.name != keep and entry.is_dir(follow_symlinks=False):
            with contextlib.suppress(OSError):  # in use on Windows: the next write tries again
                for name in filter(_PARTS.fullmatch, os.listdir(entry.path)):
                    os.unlink(Path(entry.path, name))
                os.rmdir(entry.path)


def purge(directory: Path, timeout: float) -> None:
    """Remove the files of the index, and the folder if nothing else is in it.

    Waits up to ``timeout`` seconds for a writer. Raises StoreMissing where ``directory`` is
    not an index folder, StoreLocked, and StoreError where a file cannot be removed.
    """
    if not directory.exists():
        raise StoreMissing(f"there is no index in {directory}; nothing was removed")
    if not _is_index(directory):
        raise StoreMissing(f"{directory} is not an index folder; nothing was removed")
    try:
        with write_lock(directory, timeout):
            (directory / _CURRENT).unlink(missing_ok=True)
            _remove_generations(directory, keep=None)
        for name in filter(_OURS.fullmatch, os.listdir(directory)):
            (directory / name).unlink(missing_ok=True)
        if not os.listdir(directory):
            directory.rmdir()
    except OSError as error:
        raise StoreError(f"{error.filename} cannot be removed ({error.strerror})") from error


def _pointer(directory: Path) -> dict[str, str]:
    try:
        pointer = json.loads((directory / _CURRENT).read_bytes())
        if _GENERATION.fullmatch(pointer["generation"]) and isinstance(pointer["manifest"], str):
            return dict(pointer)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(
            f"there is no index in {directory}; run `qa index PATH` to make one"
        ) from error
    except OSError as error:
        raise StoreError(f"the index in {directory} cannot be opened ({error.strerror})") from error
    except (ValueError, KeyError, TypeError):
        pass
    raise StoreDamaged(f"{directory / _CURRENT} names no state of the index; " + mend())


def _named(directory: Path) -> str | None:
    """The generation in use; None if there is none to keep."""
    try:
        return _pointer(directory)["generation"]
    except StoreError:
        return None


def read_current(directory: Path) -> Contents:
    """Open the state in use. No lock is needed; what is open stays so if a writer replaces it.

    Every file is checked against its sha256. Raises StoreMissing, StoreMismatch (another
    format) or StoreDamaged (a file is missing, cut off or altered).
    """
    pointer = _pointer(directory)
    while True:
        try:
            return _read(directory / pointer["generation"], pointer["manifest"])
        except FileNotFoundError as error:
            before, pointer = pointer, _pointer(directory)
            if pointer == before:
                raise StoreDamaged(f"the index file {error.filename} is gone; " + mend()) from error
        except OSError as error:
            raise StoreError(
                f"the index in {directory} cannot be read ({error.strerror})"
            ) from error


def _read(folder: Path, expected: str) -> Contents:
    raw = (folder / _MANIFEST).read_bytes()
    if hashlib.sha256(raw).hexdigest() != expected:
        raise StoreDamaged(f"{folder / _MANIFEST} was altered; " + mend())
    try:
        manifest = Manifest.from_json(raw.decode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreDamaged(
            f"{folder / _MANIFEST} is not a manifest ({error}); " + mend()
        ) from error
    for name, part in manifest.parts.items():
        _check(folder / name, part, manifest.corpus)
    try:
        return _contents(folder, manifest)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise StoreDamaged(f"the index in {folder} cannot be read ({error}); " + mend()) from error


def _check(path: Path, part: Part, corpus: str) -> None:
    size = path.stat().st_size
    if size != part.size:
        raise StoreDamaged(
            f"the index file {path} has {size} bytes instead of {part.size}; " + mend(corpus)
        )
    if file_sha256(path) != part.sha256:
        raise StoreDamaged(f"the index file {path} was altered; " + mend(corpus))


def _contents(folder: Path, manifest: Manifest) -> Contents:
    units = Units.from_parts({name: (folder / name).read_bytes() for name in Units.PARTS})
    vocabularies: list[list[str]] = json.loads((folder / "vocabulary.json").read_bytes())
    dense = [DenseIndex.load(folder / f"{side}_vectors.npy", units.row_ids) for side in _SIDES]
    lexical = [
        LexicalIndex(units.row_ids, words, _arrays(folder, side))
        for side, words in zip(_SIDES, vocabularies, strict=True)
    ]
    return Contents(manifest, units, dense[0], dense[1], lexical[0], lexical[1], folder)


def keep(folder: Path, name: str, data: bytes) -> None:
    """Write ``data`` into a state's folder in one step, for ``read_kept``; removed with the state.

    Not synced: what a power cut leaves of it the reader has to tell. Where it cannot be written,
    or the state is gone by now, nothing is. Raises ValueError for a name with other characters
    than small letters, digits and "_".
    """
    place = _kept(folder, name)
    fresh = place.with_name(f"kept_{secrets.token_hex(8)}.json")
    with contextlib.suppress(OSError):
        try:
            with _created(fresh) as file:
                file.write(data)
            os.replace(fresh, place)
        except OSError:
            fresh.unlink(missing_ok=True)


def read_kept(folder: Path, name: str) -> bytes | None:
    """What ``keep`` wrote, not checked; None where there is nothing that can be read."""
    try:
        return _kept(folder, name).read_bytes()
    except OSError:
        return None


def _kept(folder: Path, name: str) -> Path:
    if not _KEPT.fullmatch(name):
        raise ValueError(f"{name!r} is no name of what is kept")
    return folder / f"kept_{name}.json"


def _arrays(folder: Path, side: str) -> dict[str, Any]:
    return {kind: np.load(folder / f"{side}_{kind}.npy", allow_pickle=False) for kind in _ARRAYS}
