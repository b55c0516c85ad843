"""Lines of an answer laid out for a terminal, and counts in words. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

__all__ = ["laid_out", "number_of"]


def number_of(count: int, noun: str) -> str:
    """ "1 document", "3 documents"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def laid_out(lines: Sequence[str], width: int | None) -> str:
    """The lines as one text, wrapped at ``width`` columns (20 or more); None leaves them whole."""
    if width is not None:
        lines = [piece for line in lines for piece in _wrapped(line, max(20, width))]
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(line: str, width: int) -> list[str]:
    body = line.lstrip(" ")
    indent = len(line) - len(body)
    return textwrap.wrap(
        body,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * _hang(body, indent),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _hang(body: str, indent: int) -> int:
    """Where a wrapped line goes on: in a column where no line of ours begins, but in prose."""
    if body.startswith("“") and indent:
        return indent + 1
    return 6 if indent or re.match(r"\[\d+\] ", body) else 0
