"""Attributed clauses, kept with the index: who says what in a document is worked out once.

A document is read again where the code that reads it has changed, or where what was kept is
damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from index.types import Document, Sentence, Span
from qa.attribution.clause import Clause

__all__ = ["KeptClauses", "Store"]

_PACKAGES = ("attribution", "names")
_SPANS = tuple(field.name for field in fields(Clause) if "Span" in str(field.type))


class Store(Protocol):
    """Where bytes are kept by name (``index.PassageIndex``)."""

    def keep(self, name: str, data: bytes) -> None: ...

    def kept(self, name: str) -> bytes | None: ...


class KeptClauses:
    """The clauses of an index's documents, as far as they are kept; ``writes``: may keep more."""

    def __init__(self, store: Store, writes: bool = True) -> None:
        self._store, self._writes = store, writes

    def read(
        self, document: Document, sentences: Sequence[Sentence]
    ) -> Mapping[str, tuple[Clause, ...]] | None:
        """What was kept of a document; None where that is nothing, or not of this code."""
        digest, _, body = (self._store.kept(_name(document)) or b"").partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        try:
            kept = json.loads(body)
            if kept["code"] != _code():
                return None
            found = {name: tuple(map(_clause, rows)) for name, rows in kept["clauses"].items()}
        except (ValueError, TypeError, KeyError):
            return None
        return found if found.keys() == {s.id for s in sentences if s.is_evidence} else None

    def write(self, document: Document, clauses: Mapping[str, tuple[Clause, ...]]) -> None:
        """Keep the clauses of a document, by sentence id."""
        if not self._writes or (code := _code()) is None:
            return
        rows = {name: [astuple(clause) for clause in found] for name, found in clauses.items()}
        body = json.dumps({"code": code, "clauses": rows}, separators=(",", ":")).encode()
        digest = hashlib.sha256(body).hexdigest().encode()
        self._store.keep(_name(document), digest + b"\n" + body)


def _name(document: Document) -> str:
    return f"clauses_{document.id}"


def _clause(row: Sequence[Any]) -> Clause:
    values = dict(zip((field.name for field in fields(Clause)), row, strict=True))
    for name in _SPANS:
        if values[name] is not None:
            start, end = values[name]
            values[name] = Span(int(start), int(end))
    return Clause(**values)


@lru_cache(maxsize=1)
def _code() -> str | None:
    """What tells one version of the code that reads documents from another; None where it lies in
    no folder, so that nothing is kept."""
    root, told = Path(__file__).parents[1], hashlib.sha256()
    try:
        for package in _PACKAGES:
            with os.scandir(root / package) as entries:
                found = sorted((e for e in entries if e.name.endswith(".py")), key=lambda e: e.name)
            for entry in found:
                held = entry.stat()
                told.update(f"{package}/{entry.name} {held.st_size} {held.st_mtime_ns}\n".encode())
    except OSError:
        return None
    return told.hexdigest()
