"""Texts that begin alike as one tree of tokens: what several begin with is read once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Entry", "tree_of"]


@dataclass(slots=True)
class Entry:
    """A token to be read at a place: the rows it stands in, and whether one of them ends here."""

    token: int
    place: int
    streams: list[int] = field(default_factory=list)
    ends: bool = False


def tree_of(rows: Sequence[Sequence[int]]) -> list[Entry]:
    """The tokens of all rows, each beginning that rows have in common given once.

    Along every row the entries come in the order of their places, and the rows of an entry are
    among those of the one before: llama.cpp takes them so in one batch. Never more entries than
    tokens in the rows, never fewer than in the longest.
    """
    entries: list[Entry] = []
    numbers: dict[tuple[int, int], int] = {}
    for stream, row in enumerate(rows):
        at = -1
        for place, token in enumerate(row):
            number = numbers.setdefault((at, token), len(entries))
            if number == len(entries):
                entries.append(Entry(token, place))
            entries[number].streams.append(stream)
            at = number
        if row:
            entries[at].ends = True
    return entries
