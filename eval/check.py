"""`qa eval --check FILE`: every fault of a question file at once, each with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from eval.questions import (
    UNPLACED,
    DatasetError,
    Evidence,
    Item,
    item_of,
    lines_of,
    place_evidence,
    reader_of,
    refuse_planting,
)
from eval.shape import contradictions, misshapen
from qa.errors import UsageError

__all__ = ["Fault", "check_file"]


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
        lines = lines_of(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    if not corpus.exists():
        raise UsageError(f"there is no folder {corpus}; name the documents with --corpus")
    if form := _other_form([line for _, line in lines]):
        return 0, [Fault(1, form)]
    read, seen, faults, count = reader_of(corpus), dict[str, int](), list[Fault](), 0
    for number, line in lines:
        count += 1
        faults += [
            Fault(number, words, grave)
            for words, grave in _faults(line, read, seen, number, corpus)
        ]
    if not count:
        faults.append(Fault(1, "there is no question in the file"))
    return count, faults


def _other_form(lines: Sequence[str]) -> str:
    """Why the file as a whole is no JSON lines, "" where it is, or where single lines are bad."""
    if not lines or any(_is_object(line) for line in lines):
        return ""
    try:
        whole = json.loads("\n".join(lines))
    except ValueError:
        whole = None
    if isinstance(whole, list) and whole and isinstance(whole[0], dict):
        return (
            "the file is one JSON list; write each row as an object on a line of its own, "
            "without brackets around them and commas between"
        )
    if isinstance(whole, dict) or lines[0].strip() == "{":
        return "a row runs over several lines; write each object on one line"
    if len(lines) > 1:
        return 'no line is a JSON object; a row is one line, {"id": "1", "question": "..."}'
    return ""


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _faults(
    line: str, read: Callable[[str], str], seen: dict[str, int], number: int, corpus: Path
) -> Iterator[tuple[str, bool]]:
    try:
        raw = json.loads(line)
    except ValueError as error:
        yield f"not JSON ({error})", True
        return
    shape = list(misshapen(raw))
    yield from ((words, True) for words in shape)
    if not shape:
        name = raw["id"]
        if name in seen:
            yield f"the id {name!r} is that of line {seen[name]} too", True
        seen.setdefault(name, number)
        yield from contradictions(raw)
        yield from ((words, True) for words in _absent(item_of(raw), read, corpus))


def _absent(item: Item, read: Callable[[str], str], corpus: Path) -> Iterator[str]:
    """What a row says of the documents and is not so."""
    for evidence in item.evidence():
        try:
            place_evidence(evidence, read)
        except DatasetError as error:
            yield f"{error}{_hint(evidence, read) or _nearest(evidence.source, corpus)}"
    for document in item.planted:
        try:
            refuse_planting(document, corpus)
        except DatasetError as error:
            yield str(error)


def _nearest(source: str, corpus: Path) -> str:
    """The file that is meant by a source that is not there, if one is alike."""
    if not corpus.is_dir() or (corpus / source).exists():
        return ""
    names = [p.relative_to(corpus).as_posix() for p in corpus.rglob("*") if p.is_file()]
    # A path as seen from outside the folder ends like one inside it.
    near = [name for name in names if source.endswith(f"/{name}")]
    near = near or get_close_matches(source, names, 1, cutoff=0.7)
    return f"; {near[0]} is meant?" if near else ""


def _hint(evidence: Evidence, read: Callable[[str], str]) -> str:
    """Where the words stand, if they stand elsewhere in the source."""
    try:
        at = read(evidence.source).find(evidence.text) if evidence.text else -1
    except DatasetError:
        return ""
    if evidence.start == UNPLACED or at < 0:
        return ""
    return f"; they are at {at} to {at + len(evidence.text)}"
