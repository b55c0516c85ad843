"""The cited sentences as one body of evidence: where a word of the statement stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa.verify.text import Reading, Token, read
from qa.verify.types import Cited
from qa.verify.words import groups_of, is_opposite

__all__ = ["Evidence", "Place", "context", "gather", "nearness"]

WINDOW = 4
_OTHER_SIDE = 0.25


@dataclass(frozen=True, slots=True)
class Place:
    """A token of a cited sentence; ``row`` is the sentence's number."""

    row: int
    token: Token


@dataclass(eq=False)
class Evidence:
    """The cited sentences, read; ``about`` reads what is known of their speakers."""

    cited: tuple[Cited, ...]
    rows: tuple[Reading, ...]
    about: tuple[Reading, ...]

    @cached_property
    def _by_lemma(self) -> Mapping[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        for row, reading in enumerate(self.rows):
            for token in reading.tokens:
                found.setdefault(token.lemma, []).append(Place(row, token))
        return {lemma: tuple(places) for lemma, places in found.items()}

    @cached_property
    def _by_group(self) -> Mapping[int, tuple[str, ...]]:
        found: dict[int, list[str]] = {}
        for lemma in self._by_lemma:
            for group in groups_of(lemma):
                found.setdefault(group, []).append(lemma)
        return {group: tuple(lemmas) for group, lemmas in found.items()}

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """Every lemma of the cited sentences and of what is known of their speakers."""
        known = {token.lemma for reading in self.about for token in reading.tokens}
        return frozenset(self._by_lemma) | known

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in small letters, speakers' included."""
        return frozenset(w for reading in (*self.rows, *self.about) for w in reading.words)

    def exact(self, lemma: str) -> tuple[Place, ...]:
        """Where the very word stands."""
        return self._by_lemma.get(lemma, ())

    def like(self, lemma: str) -> tuple[Place, ...]:
        """Where other words of its meaning stand."""
        lemmas = dict.fromkeys(
            other for group in groups_of(lemma) for other in self._by_group.get(group, ())
        )
        return tuple(place for other in lemmas if other != lemma for place in self.exact(other))

    def opposite(self, lemma: str) -> tuple[Place, ...]:
        """Where its opposites stand."""
        return tuple(
            place
            for other in self._by_lemma
            if is_opposite(lemma, other)
            for place in self._by_lemma[other]
        )

    def holds(self, lemma: str) -> bool:
        """Whether the word, or one of its meaning, stands in a cited sentence or its speaker."""
        if lemma in self.lemmas or self.like(lemma):
            return True
        mine = groups_of(lemma)
        return bool(mine) and any(mine & groups_of(other) for other in self.lemmas)


def gather(cited: Sequence[Cited]) -> Evidence:
    """Read cited sentences; their order does not count."""
    ordered = tuple(sorted(dict.fromkeys(cited), key=_order))
    about = (f"{one.speaker or ''}, {one.role or ''}, {one.cue or ''}" for one in ordered)
    return Evidence(ordered, tuple(read(c.text) for c in ordered), tuple(map(read, about)))


def _order(one: Cited) -> tuple[str, ...]:
    return (one.text, one.speaker or "", one.role or "", one.cue or "", one.voice, one.source or "")


def context(reading: Reading, token: Token) -> dict[tuple[str, int], float]:
    """What stands about a token: (lemma, side) to nearness, 1 for the next content word."""
    content = reading.logical_content if token.content else reading.content
    at = next((i for i, other in enumerate(content) if other is token), -1)
    here = at >= 0
    if not here:
        behind = (i for i, other in enumerate(content) if other.start >= token.start)
        at = next(behind, len(content))
    found: dict[tuple[str, int], float] = {}
    after = content[at + 1 : at + 1 + WINDOW] if here else content[at : at + WINDOW]
    before = content[max(0, at - WINDOW) : at][::-1]
    for side, row in ((1, after), (-1, before)):
        for distance, other in enumerate(row, start=1):
            key = (other.lemma, side)
            found[key] = max(found.get(key, 0.0), 1.0 / distance)
    return found


def nearness(one: Mapping[tuple[str, int], float], other: Mapping[tuple[str, int], float]) -> float:
    """How alike two contexts are; the same words on the other side count a quarter."""
    total = 0.0
    for (lemma, side), weight in one.items():
        same, across = other.get((lemma, side), 0.0), other.get((lemma, -side), 0.0)
        total += max(min(weight, same), _OTHER_SIDE * min(weight, across))
    return total
