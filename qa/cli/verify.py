"""The command ``qa verify``: which citations of saved answers still hold.

``--json`` prints one line for each answer, as ``Recheck.to_dict`` has it; a row of a batch that
holds no answer is ``{"id", "error"}``, as it was or with what is wrong with the line.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa.cli.session import read_input, settings_of, write_bytes, write_text
from qa.errors import UsageError
from qa.recheck import STATUSES, CheckedCitation, CheckedPlace, Recheck, Rechecker, Status
from qa.recheck.likeness import Closest, Difference, FoundPlace

__all__ = ["read_answers", "render_recheck", "summary", "verify"]

HOLDS, FAILS, MISUSED = 0, 1, 2
_SHOWN_CHARS = 300
_SHOWN_DIFFERENCES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the input: a value, or why it has none; ``line`` is None for a single answer."""

    line: int | None
    value: Any = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _NoAnswer:
    """A row without an answer; ``misused``: it should have one."""

    id: str | None
    error: str
    misused: bool


def verify(args: argparse.Namespace) -> int:
    """Print which citations hold; 1 if one is changed or gone, 2 for what is no answer."""
    from qa.assistant import corpus_path

    settings = settings_of(args)
    rows = read_answers(read_input(args.answer), args.answer)
    corpus = corpus_path(settings.corpus)
    rechecker = Rechecker(corpus, skip=(settings.index_folder(corpus),))
    results: list[Recheck | _NoAnswer] = []
    for row in rows:
        result = _result(row, rechecker)
        results.append(result)
        if isinstance(result, _NoAnswer) and result.misused and row.line is not None:
            print(f"qa: {_words(result.error)}", file=sys.stderr)
        if args.json:
            _write_json(result)
        elif text := _text(result, several=len(rows) > 1):
            write_text(text)
    checked = [result for result in results if isinstance(result, Recheck)]
    if not args.json:
        write_text(summary(checked, len(results) - len(checked)))
    if not checked:
        print(f"qa: {_words(_named(args.answer))} holds no answer to verify", file=sys.stderr)
        return MISUSED
    return _status(results)


def _status(results: Sequence[Recheck | _NoAnswer]) -> int:
    if any(isinstance(result, _NoAnswer) and result.misused for result in results):
        return MISUSED
    held = all(result.holds for result in results if isinstance(result, Recheck))
    return HOLDS if held else FAILS


def read_answers(data: bytes, name: str) -> tuple[Row, ...]:
    """One answer, or the lines of a JSON Lines file; blank lines are passed over.

    A line that is no JSON is a row with an error. Raises UsageError where nothing can be read.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{_named(name)} is not UTF-8 text (byte {error.start})") from error
    if not text.strip():
        raise UsageError(f"{_named(name)} is empty; save an answer with `qa ask ... --json`")
    try:
        return (Row(None, json.loads(text)),)
    except (ValueError, RecursionError) as error:
        # Only a line feed ends a line: a text may hold the other separators as they are.
        lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
        rows = tuple(_row(number, line) for number, line in lines)
        if len(rows) < 2 or not isinstance(rows[0].value, dict):
            raise UsageError(f"{_named(name)} is not JSON ({_brief(error)})") from error
        return rows


def _row(number: int, line: str) -> Row:
    try:
        return Row(number, json.loads(line))
    except (ValueError, RecursionError) as error:
        return Row(number, error=f"line {number} is not JSON ({_brief(error)})")


def _brief(error: Exception) -> str:
    return str(error).split(";")[0]


def _named(name: str) -> str:
    return "standard input" if name == "-" else name


def _result(row: Row, rechecker: Rechecker) -> Recheck | _NoAnswer:
    """Raises UsageError for a single answer that is none: there is nothing else to tell."""
    if row.error is not None:
        return _NoAnswer(None, row.error, misused=True)
    value = row.value
    named = value.get("id") if isinstance(value, dict) else None
    name = named if isinstance(named, str) else None
    if isinstance(value, dict) and isinstance(value.get("error"), str) and "status" not in value:
        return _NoAnswer(name, value["error"], misused=False)
    try:
        return rechecker.check(value)
    except UsageError as error:
        if row.line is None:
            raise
        return _NoAnswer(name, f"line {row.line}: {error}", misused=True)


def _write_json(result: Recheck | _NoAnswer) -> None:
    from qa.render import json_line

    if isinstance(result, Recheck):
        shape = result.to_dict()
    else:
        shape = {"id": result.id, "error": result.error}
    write_bytes(json_line(shape) + b"\n")


def _text(result: Recheck | _NoAnswer, several: bool) -> str:
    if isinstance(result, Recheck):
        return render_recheck(result, headed=several)
    name = _words(result.id or "a row")
    return "" if result.misused else f"{name}: no answer to verify ({_words(result.error)})"


def render_recheck(result: Recheck, headed: bool = False) -> str:
    """A line for each place of each citation, then one for each fault of the answer itself."""
    name = f"{result.id}: {result.question}" if result.id else result.question
    lines = [_words(name)] if headed else []
    for citation in result.citations:
        lines += _citation_lines(citation)
    if not result.citations:
        lines.append("no citations: the answer says that the documents do not answer")
    lines += [f"the answer itself: {_words(fault)}" for fault in result.faults]
    return "\n".join(lines)


def _citation_lines(citation: CheckedCitation) -> Iterator[str]:
    for number, place in enumerate(citation.places):
        also = "also at " if number else ""
        yield f"[{citation.number}] {place.status:<9}  {also}{_told(place)}"


def _told(place: CheckedPlace) -> str:
    """The rest of a place's line: where the words are, or what became of them."""
    now, closest = place.now, place.closest
    head = _words(place.source)
    parts = []
    if place.status == "unchanged" and now:
        return _where(now)
    if place.status == "moved" and now:
        head = _where(now) if now.source == place.source else f"{head} → {_where(now)}"
        parts.append(f"offsets {_span(now)}, were {_span(place)}")
        if now.occurrences > 1:
            parts.append(f"ambiguous, the nearest of {now.occurrences:,} places with these words")
        if not now.exact:
            parts.append("its white space differs")
    elif closest:
        head = _where(closest.place)
        parts.append(_closest(closest))
    elif place.status == "changed":
        parts.append("no sentence of the file is like the cited one")
    if place.reason:
        parts.append(_words(place.reason).rstrip("."))
    if place.elsewhere:
        parts.append(f"the same words stand in {_where(place.elsewhere)}")
    return f"{head}: {'; '.join(parts)}"


def _span(place: CheckedPlace | FoundPlace) -> str:
    return f"{place.start_char_index}-{place.end_char_index}"


def _where(place: FoundPlace) -> str:
    from qa.render import where

    return where(place.source, place.line, place.page, place.extractor)


def _closest(closest: Closest) -> str:
    told = [_difference(difference) for difference in closest.differences[:_SHOWN_DIFFERENCES]]
    if more := len(closest.differences) - len(told):
        told.append(f"and {more} more")
    differs = ", ".join(told) or "only its spacing differs"
    return f"{differs}; the nearest sentence is now {_quoted(closest.text)}"


def _difference(difference: Difference) -> str:
    if not difference.was:
        return f"{_quoted(difference.now)} was added"
    if not difference.now:
        return f"{_quoted(difference.was)} is missing"
    return f"{_quoted(difference.was)} became {_quoted(difference.now)}"


def _quoted(text: str) -> str:
    words = _words(text)
    return f"“{words[:_SHOWN_CHARS]}…”" if len(words) > _SHOWN_CHARS else f"“{words}”"


def _words(text: str) -> str:
    """On one line, with what a terminal would obey as escapes."""
    from qa.render import visible

    return visible(" ".join(text.split()))


def summary(results: Sequence[Recheck], without: int = 0) -> str:
    """How many citations and other places were looked at, and what became of them.

    ``without``: how many rows held no answer.
    """
    citations = sum(len(result.citations) for result in results)
    counts: dict[Status, int] = {
        status: sum(result.counts[status] for result in results) for status in STATUSES
    }
    others = sum(counts.values()) - citations
    faults = sum(len(result.faults) for result in results)
    told = _count(citations, "citation")
    if len(results) + without != 1:
        told = f"{_count(len(results), 'answer')}, {told}"
    if others:
        told += f" and {_count(others, 'other place')}"
    if kinds := ", ".join(f"{count} {status}" for status, count in counts.items() if count):
        told += f": {kinds}"
    if faults:
        told += f"; {_count(faults, 'fault')} in the answer itself"
    return f"{told}; {_count(without, 'row')} without an answer" if without else told


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
