"""What users hand in: questions, earlier turns, rows of a batch. Checked, with clear errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from qa.errors import UsageError
from qa.filters import Filter
from qa.types import Turn

__all__ = ["BatchRow", "RowError", "check_question", "read_history", "read_rows"]


_SCOPE = ("since", "until", "outlet", "speaker")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A question of a batch; ``line`` is its 1-based line in the file.

    ``only``: of what it is asked, by the row's own keys and what the whole batch is asked of.
    """

    line: int
    id: str
    question: str
    history: tuple[Turn, ...] = ()
    only: Filter | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """A line of a batch that is no question, and why; ``id`` is None where it has none."""

    line: int
    id: str | None
    reason: str


def check_question(question: str) -> str:
    """``question`` itself. Raises UsageError if it holds no word, or what is no character."""
    if not question.strip():
        raise UsageError("the question is empty; ask something")
    if not _is_text(question):
        raise UsageError("the question holds bytes that are not UTF-8 text; type it again")
    if not any(map(str.isalnum, question)):
        raise UsageError("the question holds no word; ask something")
    return question


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_history(data: bytes) -> tuple[Turn, ...]:
    """The turns of a JSON file: a list of ``{"role": "user" | "assistant", "content"}``.

    Raises UsageError where it is anything else.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the history is not JSON ({error}); mend the file") from error
    return _turns(value)


def _turns(value: object) -> tuple[Turn, ...]:
    if not isinstance(value, list):
        raise UsageError("the history is not a list of turns")
    return tuple(_turn(number, item) for number, item in enumerate(value, start=1))


def _turn(number: int, item: object) -> Turn:
    if not isinstance(item, dict):
        raise UsageError(f"turn {number} of the history is not an object with role and content")
    role, content = item.get("role"), item.get("content")
    if role not in ("user", "assistant"):
        raise UsageError(
            f'turn {number} of the history has the role {role!r}; it must be "user" or "assistant"'
        )
    if not isinstance(content, str) or not _is_text(content):
        raise UsageError(f"turn {number} of the history has no text as its content")
    kind: Literal["user", "assistant"] = "user" if role == "user" else "assistant"
    return Turn(kind, content)


def read_rows(data: bytes, only: Filter | None = None) -> Iterator[BatchRow | RowError]:
    """The rows of a batch file, in order; blank lines are passed over.

    ``only`` is what all rows are asked of; a row's own ``since``, ``until``, ``outlet`` and
    ``speaker`` take the place of its parts.

    A whole number as an id is taken as text. A second row with an id that was used is an error
    row, so that no answer can be taken for another's.
    """
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    used: dict[str, int] = {}
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        row = _row(number, raw, only or Filter())
        if row.id is not None and row.id in used:
            reason = f"line {number}: the id {row.id!r} is that of line {used[row.id]} already"
            row = RowError(number, row.id, reason)
        elif row.id is not None:
            used[row.id] = number
        yield row


def _row(number: int, raw: bytes, only: Filter) -> BatchRow | RowError:
    try:
        value = json.loads(raw.decode())
    except UnicodeDecodeError:
        return RowError(number, None, f"line {number} is not UTF-8 text")
    except (ValueError, RecursionError) as error:
        return RowError(number, None, f"line {number} is not JSON ({error})")
    if not isinstance(value, dict):
        return RowError(number, None, f"line {number} is not an object with id and question")
    name = _id(value)
    try:
        return _checked(number, name, value, only)
    except UsageError as error:
        return RowError(number, name, f"line {number}: {error}")


def _id(value: dict[str, Any]) -> str | None:
    name = value.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name)
    return name if isinstance(name, str) and _is_text(name) else None


def _checked(number: int, name: str | None, value: dict[str, Any], only: Filter) -> BatchRow:
    if name is None:
        missing = "id" not in value
        raise UsageError("there is no id" if missing else "the id must be text")
    if "question" not in value:
        raise UsageError("there is no question")
    question = value["question"]
    if not isinstance(question, str):
        raise UsageError("the question must be text")
    history = value.get("history")
    turns = () if history is None else _turns(history)
    made = Filter(*(_scope(value, key) or getattr(only, key) for key in _SCOPE))
    return BatchRow(number, name, check_question(question), turns, made or None)


def _scope(value: dict[str, Any], key: str) -> str | None:
    """A part of the row's own filter; a year may be a number."""
    given = value.get(key)
    if isinstance(given, int) and not isinstance(given, bool) and key in ("since", "until"):
        return str(given)
    if given is not None and (not isinstance(given, str) or not _is_text(given)):
        raise UsageError(f"{key} is {given!r}; it must be text")
    return (given or "").strip() or None
