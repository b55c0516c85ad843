"""Many questions, one row each, in order; what was answered before an interruption is kept.

The output grows by whole rows that are flushed one by one. A run that is started again keeps
the answers that are there, cuts off a half-written last row, and asks the rest. Rows of errors
are asked again, and so are answers from another state or another part of the documents, or to a
question that an edited history makes another one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from index.errors import RetrievalError
from qa.asked import read_message
from qa.casing import is_alike
from qa.errors import QaError, UsageError
from qa.inputs import BatchRow, RowError
from qa.render import json_line
from qa.types import Answer, Turn

if TYPE_CHECKING:
    from index.types import Document
    from qa.filters import Filter

__all__ = ["Asks", "Batch", "Outcome", "run_batch"]

_Row = dict[str, Any]
_Key = tuple[str, str]


class Asks(Protocol):
    """The part of an Assistant that a batch needs."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows there are, how many of them were kept as they were, how many failed."""

    rows: int
    kept: int
    failed: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What is asked and what is kept of an earlier run: the answer at each place, or None."""

    rows: tuple[BatchRow | RowError, ...]
    kept: tuple[_Row | None, ...]

    @classmethod
    def resumed(
        cls,
        rows: Sequence[BatchRow | RowError],
        out: Path,
        index_digest: str,
        documents: Sequence[Document],
    ) -> Batch:
        """Take from ``out`` the answers to the same id and question in the same state.

        ``documents``: all of the corpus; an answer from other ones than the row is asked of now
        is not kept. Raises UsageError if ``out`` holds anything but rows of a batch: it is not
        ours to cut.
        """
        found: dict[_Key, _Row] = {}
        for row in _earlier(out):
            if "error" not in row and row.get("index_digest") == index_digest:
                found[row["id"], str(row.get("question"))] = row
        kept = (_kept(row, found, documents) for row in rows)
        return cls(tuple(rows), tuple(kept))

    @property
    def is_prefix(self) -> bool:
        """Whether the kept rows are the first ones, so that new ones can just follow."""
        return None not in self.kept[: len(self.kept) - self.kept.count(None)]


def _kept(
    row: BatchRow | RowError, found: Mapping[_Key, _Row], documents: Sequence[Document]
) -> _Row | None:
    """The earlier answer to a row, as far as can be seen from the same part of the documents."""
    old = found.get((row.id, row.question)) if isinstance(row, BatchRow) else None
    if old is None or not isinstance(row, BatchRow):
        return None
    if row.only and row.only.speaker:
        return None  # an answer does not tell of whose words it was asked
    # An answer does not tell the history it was asked with, but what came of both.
    if not is_alike(str(old.get("standalone_question")), read_message(row.question, row.history)):
        return None
    passing = {d.id for d in documents if not row.only or row.only.keeps(d)}
    try:
        searched = old["searched"]["documents"]
        shown = {one["document_id"] for key in ("citations", "nearest") for one in old[key]}
    except (KeyError, TypeError):
        return None
    return old if searched == len(passing) and shown <= passing else None


def run_batch(
    batch: Batch, out: Path, assistant: Asks, done: Callable[[int], None] | None = None
) -> Outcome:
    """Answer what is not kept and write ``out``; ``done`` hears how many rows are finished.

    A row that fails becomes ``{"id", "error"}`` and the others are answered. Raises OSError
    where ``out`` cannot be written.
    """
    kept = [row for row in batch.kept if row is not None]
    _replace(out, kept)
    finished: list[_Row] = []
    with out.open("ab") as file:
        for row, old in zip(batch.rows, batch.kept, strict=True):
            result = old if old is not None else _result(row, assistant)
            finished.append(result)
            if old is None:
                _append(file, result)
            if done:
                done(len(finished))
    if not batch.is_prefix:
        # Kept rows that stood behind new ones: the file is put in order once all is there.
        _replace(out, finished)
    failed = sum("error" in row for row in finished)
    return Outcome(len(finished), len(kept), failed)


def _result(row: BatchRow | RowError, assistant: Asks) -> _Row:
    if isinstance(row, RowError):
        return {"id": row.id, "error": row.reason}
    try:
        asked = assistant.ask(row.question, history=row.history, id=row.id, only=row.only)
        return asked.to_dict()
    except (QaError, RetrievalError, OSError) as error:
        return {"id": row.id, "error": f"line {row.line}: {error}"}
    except Exception as error:
        # One question must not cost the answers to all others, whatever its fault is.
        return {"id": row.id, "error": f"line {row.line}: {type(error).__name__}: {error}"}


def _append(file: IO[bytes], row: Mapping[str, Any]) -> None:
    file.write(json_line(row) + b"\n")
    file.flush()


def _replace(out: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write ``rows`` as all of ``out``, in one step: a kill leaves the old file or the new one."""
    data = b"".join(json_line(row) + b"\n" for row in rows)
    if out.is_file() and out.read_bytes() == data:
        return
    if not out.exists() or not out.is_file():
        # A new file, or a device such as /dev/stdout, which nothing can take the place of.
        out.write_bytes(data)
        return
    target = out.resolve()
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        partial.touch(mode=target.stat().st_mode & 0o777)
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _earlier(out: Path) -> list[_Row]:
    """The rows of an earlier run, without a half-written last one."""
    if not out.is_file():
        return []
    *lines, last = out.read_bytes().split(b"\n")
    found = [_parsed(line) for line in lines if line.strip()]
    row = _parsed(last)
    if None in found or (row is None and not _is_half(last)):
        raise UsageError(
            f"{out} holds lines that are no rows of a batch; name another output file, "
            "or remove this one"
        )
    return [row for row in [*found, row] if row is not None]


def _is_half(last: bytes) -> bool:
    """Whether a last line is the beginning of a row, or nothing; whole JSON is somebody's."""
    return not last.strip() or (last.startswith(b"{") and _json(last) is None)


def _json(line: bytes) -> Any:
    """What a line says as JSON, None where it is none (or says null)."""
    try:
        return json.loads(line.decode())
    except (ValueError, RecursionError):
        return None


def _parsed(line: bytes) -> _Row | None:
    row = _json(line)
    ours = isinstance(row, dict) and "id" in row and ("error" in row or "status" in row)
    return row if ours else None
