"""Whose words the quoted lines of a mail are: "On Tue, 3 Mar, Ada Roth wrote:" and "> ..." below.

The line of attribution is what mail programs put above a reply's quoted lines (RFC 3676, section
4.5: each level of quoting is one more ">" at the line's head).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Span

__all__ = ["QuotedLines", "names_writer", "quoted_lines", "writer_at"]

_LINE = re.compile(r"[^\n]*\n?")
_MARKS = re.compile(r"(?:\s?>)+")
# Any language of a day will do; "wrote" is English, and a line may be broken before it.
_WROTE = re.compile(
    r"(?P<marks>(?:\s?>)*)\s?(?:On\s[^\n<>:]*?\d[^\n]{0,40}?,\s+)?(?P<who>[^\W\d_][^\n,<>:@]{1,60}?)\s*"
    r"(?:<[^>\n]*>|\([^)\n]*@[^)\n]*\)|\[[^\]\n]*@[^\]\n]*\])?\s*wrote:\s*$"
)


@dataclass(frozen=True, slots=True)
class QuotedLines:
    """Quoted lines at ``span`` of a text, and where it names who wrote them."""

    span: Span
    who: Span


def quoted_lines(text: str) -> tuple[QuotedLines, ...]:
    """The runs of quoted lines whose writer is named above them, in order.

    A line of attribution at some depth of quoting names the writer of the next lines that are
    one deeper, up to the first line of text that is not so deep. Linear in the text; raises
    nothing.
    """
    found: list[QuotedLines] = []
    writers: dict[int, Span] = {}
    for match in _LINE.finditer(text) if ">" in text else ():
        line = match.group().rstrip()
        if not line.strip(" >"):
            continue
        marks = _MARKS.match(line)
        depth = marks.group().count(">") if marks else 0
        writers = {d: who for d, who in writers.items() if d <= depth}
        named = _WROTE.match(line)
        if named:
            first, last = named.span("who")
            writers[depth + 1] = Span(match.start() + first, match.start() + last)
        elif depth in writers:
            _grow(found, Span(match.start(), match.start() + len(line)), writers[depth])
    return tuple(found)


def _grow(found: list[QuotedLines], here: Span, who: Span) -> None:
    """Take a line to the run before it, where one writer wrote both."""
    if found and found[-1].who == who:
        here = Span(found.pop().span.start, here.end)
    found.append(QuotedLines(here, who))


def writer_at(runs: Sequence[QuotedLines], span: Span) -> Span | None:
    """Where the writer of the quoted lines is named that hold most of ``span``, if they do."""
    middle = (span.start + span.end) // 2
    return next((run.who for run in runs if run.span.start <= middle < run.span.end), None)


def names_writer(line: str) -> bool:
    """Whether a line is the one above quoted lines that names their writer."""
    return _WROTE.match(line) is not None
