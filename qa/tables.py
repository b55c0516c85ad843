"""A row of a table as a sentence says it: each cell behind the name of its column.

``| Public holiday | £52.00 |`` says little by itself; its columns' names stand lines above. Rows
are lines of cells between bars, as in Markdown and as ``index.formats`` writes those of pages and
of Word files.
"""

from __future__ import annotations

import re

from index.types import Span

__all__ = ["are_rows_of_one", "as_told"]

_BAR = re.compile(r"\s*\|\s*")
_RULER = re.compile(r"^(?=.*-)[\s|:+=-]+$")
_MARKS = re.compile(r"[*_`]+")
# The table's first row is looked for so many characters above.
_MOST_ABOVE = 20_000


def as_told(text: str, span: Span) -> str:
    """The row that ``span`` is the whole of, cells behind the names of their columns.

    ``Rate: £52.00``; a row of two cells without such names is ``first: second``. The words at
    ``span`` as they are where they are no row.
    """
    line, said = _line_at(text, span), span.of(text)
    cells = _cells(line.of(text))
    if len(cells) < 2 or _bare(line.of(text)) != _bare(said):
        return said
    above = text[max(0, line.start - _MOST_ABOVE) : line.start].split("\n")[:-1]
    named = _columns(above, len(cells))
    if any(named):
        pairs = zip(named, cells, strict=True)
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
    return ": ".join(cells) if len(cells) == 2 and all(cells) else said


def are_rows_of_one(text: str, one: Span, other: Span) -> bool:
    """Whether two places stand in two rows of one table: each tells of a thing of its own."""
    first, last = sorted((_line_at(text, one), _line_at(text, other)), key=lambda line: line.start)
    if first == last or len(_cells(first.of(text))) < 2:
        return False
    return all(len(_cells(line)) > 1 for line in text[first.end + 1 : last.end].split("\n"))


def _line_at(text: str, span: Span) -> Span:
    """The line in which the words at ``span`` begin."""
    end = text.find("\n", span.start)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def _columns(above: list[str], count: int) -> list[str]:
    """The names of so many columns, of the lines above a row; none where no row tells them.

    A row tells them that has a ruler under it, or, as a page's first row of three cells and
    more, not one figure.
    """
    first: list[str] = []
    ruled = False
    for line in reversed(above):
        if _RULER.search(line):
            ruled = True
            continue
        cells = _cells(line)
        if len(cells) != count:
            break
        first = cells
        if ruled:
            return first
    plain = count > 2 and not any(letter.isdigit() for cell in first for letter in cell)
    return first if plain else []


def _cells(line: str) -> list[str]:
    """The cells of a row, empty ones too; one for a line that is no row."""
    line = _MARKS.sub("", line).strip()
    if "|" not in line:
        return [line]
    return [
        cell.strip() for cell in _BAR.split(line.removeprefix("|").removesuffix("|").strip(" "))
    ]


def _bare(words: str) -> str:
    return "".join(words.replace("|", "").split())
