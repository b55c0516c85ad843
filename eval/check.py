"""`qa eval --check FILE`: every fault of a question file at once, each with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.questions import UNPLACED, DatasetError, Evidence, item_of, place_evidence, reader_of
from qa.errors import UsageError

__all__ = ["Fault", "check_file"]

KEYS = frozenset({"id", "split", "kind", "question", "history", "sides", "correction"})
LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a line. A ``grave`` one keeps the file from being evaluated."""

    line: int
    words: str
    grave: bool = True


def check_file(path: Path, corpus: Path) -> tuple[int, list[Fault]]:
    """How many questions the file holds, and its faults in order.

    Raises UsageError where the file or the corpus cannot be read.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text ({error.reason})") from error
    if not corpus.exists():
        raise UsageError(f"there is no folder {corpus}; name the documents with --corpus")
    read, seen, faults, count = reader_of(corpus), dict[str, int](), list[Fault](), 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        count += 1
        faults += [
            Fault(number, words, grave) for words, grave in _faults(line, read, seen, number)
        ]
    if not count:
        faults.append(Fault(1, "there is no question in the file"))
    return count, faults


def _faults(
    line: str, read: Callable[[str], str], seen: dict[str, int], number: int
) -> Iterator[tuple[str, bool]]:
    try:
        raw = json.loads(line)
    except ValueError as error:
        yield f"not JSON ({error})", True
        return
    if not isinstance(raw, dict):
        yield "not a JSON object, {...}", True
        return
    shape = list(_shape(raw))
    yield from ((words, True) for words in shape)
    if not shape:
        name = raw["id"]
        if name in seen:
            yield f"the id {name!r} is that of line {seen[name]} too", True
        seen.setdefault(name, number)
        yield from _content(raw, read)


def _shape(raw: Mapping[str, Any]) -> Iterator[str]:
    """What keeps the row from being one."""
    for key in ("id", "question"):
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            yield f'"{key}" must be a text that is not empty'
    for key in ("split", "kind"):
        if key in raw and not isinstance(raw[key], str):
            yield f'"{key}" must be a text'
    if len(str(raw.get("question", ""))) > LONGEST_QUESTION:
        yield f"the question has more than {LONGEST_QUESTION:,} characters"
    for key in sorted(set(raw) - KEYS):
        yield f'unknown key "{key}"; it knows {", ".join(sorted(KEYS))}'
    for turn in raw.get("history") or ():
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
            yield 'a turn of "history" is {"role": "user" or "assistant", "content": "..."}'
    try:
        item_of({"id": "", "question": "", **raw})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield (
            "a side is {"
            '"answers": ["..."], "evidence": [{"source": "file", "text": "exact words"}]'
            f"}} ({type(error).__name__}: {error})"
        )


def _content(raw: Mapping[str, Any], read: Callable[[str], str]) -> Iterator[tuple[str, bool]]:
    item = item_of(raw)
    for number, side in enumerate(item.sides, start=1):
        if not side.answers or not all(isinstance(a, str) and a.strip() for a in side.answers):
            yield f'side {number} needs "answers": texts, none of them empty', True
        if not side.evidence:
            yield f'side {number} needs "evidence": the places that state the answer', True
        words = " ".join(" ".join(e.text for e in side.evidence).lower().split())
        if side.evidence and not any(str(a).lower() in words for a in side.answers):
            yield (
                f"side {number}: none of its answers stands in its evidence, so only an answer "
                "that says more than the evidence could be right",
                False,
            )
    if item.sides and item.correction:
        yield '"correction" is for a question without sides, whose premise is false', True
    if item.kind == "conflict" and len(item.sides) < 2:
        yield "a conflict has two sides or more", True
    if item.kind in ("unanswerable", "false_premise") and item.sides:
        yield f"a question of the kind {item.kind} has no sides", True
    for evidence in item.evidence():
        try:
            place_evidence(evidence, read)
        except DatasetError as error:
            yield f"{error}{_hint(evidence, read)}", True


def _hint(evidence: Evidence, read: Callable[[str], str]) -> str:
    """Where the words stand, if they stand elsewhere in the source."""
    try:
        at = read(evidence.source).find(evidence.text) if evidence.text else -1
    except DatasetError:
        return ""
    if evidence.start == UNPLACED or at < 0:
        return ""
    return f"; they are at {at} to {at + len(evidence.text)}"
