"""Tokens of several texts as one tree: nothing lost, nothing read twice."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

import qa.streams as module
from qa.streams import tree_of

ROWS = st.lists(st.lists(st.integers(0, 3), max_size=12), max_size=8)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["Entry", "tree_of"]


@given(ROWS)
def test_every_row_can_be_read_off_the_tree(rows: list[list[int]]) -> None:
    entries = tree_of(rows)
    for stream, row in enumerate(rows):
        path = [entry for entry in entries if stream in entry.streams]
        assert [entry.token for entry in path] == row
        assert [entry.place for entry in path] == list(range(len(row)))
        assert not row or path[-1].ends
        for before, after in pairwise(path):
            assert set(after.streams) <= set(before.streams), "llama.cpp takes nested sets only"


@given(ROWS)
def test_what_rows_begin_with_alike_is_given_once(rows: list[list[int]]) -> None:
    beginnings = {tuple(row[: place + 1]) for row in rows for place in range(len(row))}
    entries = tree_of(rows)
    assert len(entries) == len(beginnings)
    assert sum(entry.ends for entry in entries) == len({tuple(row) for row in rows if row})


def test_a_text_that_another_goes_on_from_ends_inside_it() -> None:
    entries = tree_of([[1, 2], [1, 2, 3], [1, 4]])
    found = [(e.token, e.place, e.streams, e.ends) for e in entries]
    assert found == [
        (1, 0, [0, 1, 2], False),
        (2, 1, [0, 1], True),
        (3, 2, [1], True),
        (4, 1, [2], True),
    ]
