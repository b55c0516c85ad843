"""A row of a table is told with the names of its columns; whatever is no row stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Span
from qa import tables as module
from qa.tables import are_rows_of_one, as_told

MARKDOWN = """# Pay

What a night is paid.

| | Rate | Since |
|---|---:|---|
| Weekday | £18.50 | 2021 |
| **Holiday** | £52.00 | |

Ask the office | or the porter.

| | |
|---|---|
| **Owner** | Ada Roth |
"""
PAGE = """Homes by block
Block or street | Homes | Doors
Mill Court | 64 | 38
Total | 412 | 98
Later
Depth | 68 m
Volume | 3 km
1998 | 12 | 7
1999 | 14 | 9
"""


def told(text: str, line: str) -> str:
    start = text.index(line)
    return as_told(text, Span(start, start + len(line)))


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["are_rows_of_one", "as_told"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (MARKDOWN, "| Weekday | £18.50 | 2021 |", "Weekday; Rate: £18.50; Since: 2021"),
        (MARKDOWN, "| **Holiday** | £52.00 | |", "Holiday; Rate: £52.00"),
        (MARKDOWN, "| **Owner** | Ada Roth |", "Owner: Ada Roth"),
        (PAGE, "Mill Court | 64 | 38", "Block or street: Mill Court; Homes: 64; Doors: 38"),
        (PAGE, "Total | 412 | 98", "Block or street: Total; Homes: 412; Doors: 98"),
        (PAGE, "Volume | 3 km", "Volume: 3 km"),
    ],
)
def test_each_cell_stands_behind_the_name_of_its_column(text: str, line: str, words: str) -> None:
    assert told(text, line) == words


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (MARKDOWN, "What a night is paid."),
        (MARKDOWN, "Ask the office"),  # a part of a line with a bar
        (MARKDOWN, "| | Rate | Since |"),
        (PAGE, "Block or street | Homes | Doors"),
        (PAGE, "1999 | 14 | 9"),  # the first row has figures: it names nothing
    ],
)
def test_what_is_no_row_with_columns_stays_as_it_is(text: str, line: str) -> None:
    assert told(text, line) == line


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("| Weekday", "| **Holiday", True),
        ("| **Holiday", "| Weekday", True),
        ("| Weekday", "| Weekday", False),
        ("| Weekday", "Ask the office", False),
        ("| Weekday", "| **Owner", False),
    ],
)
def test_rows_stand_in_one_table_or_not(one: str, other: str, same: bool) -> None:
    places = [Span(MARKDOWN.index(line), MARKDOWN.index(line) + 5) for line in (one, other)]
    assert are_rows_of_one(MARKDOWN, *places) == same


@given(st.lists(st.text(alphabet="ab1 |-*\n", max_size=30), min_size=1, max_size=6), st.data())
def test_any_text_is_told_and_none_of_its_words_are_lost(
    lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    said = text[start:end]
    made = as_told(text, Span(start, end))
    marks = str.maketrans("", "", "*|_` \n")
    for word in said.split("|"):
        assert word.translate(marks) in made.translate(marks)
