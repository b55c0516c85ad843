"""The sentence of a document that is most like given words, and what differs.

Two steps, so that the time is bounded: all sentences near the old place by the words they share,
then the best of them by the longest runs of words in common, as ``difflib`` finds them
(J. Ratcliff, D. Metzener, Pattern matching: the gestalt approach, Dr. Dobb's Journal, 1988).
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice

from index.types import Document

__all__ = ["Closest", "Difference", "FoundPlace", "closest_sentence", "place_of"]

# Bounds: code points on either side of the old place, sentences and words compared in full.
_AROUND = 500_000
_CANDIDATES = 8
_LONGEST_WORDS = 300
_LIKE = 0.5
_SLACK = 3
# Characters of Chinese and Japanese each count as a word: no space parts them.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+(?:[’'.,-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where words stand now. ``line`` is 1-based and of the text, ``page`` None without pages.

    ``occurrences`` counts the places of the file with these words; ``exact`` is False where
    their white space differs.
    """

    source: str
    start_char_index: int
    end_char_index: int
    line: int
    page: int | None
    extractor: str
    occurrences: int = 1
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that were and words that are in their place; one may be empty."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Closest:
    """The sentence most like the cited words; ``similarity`` is from 0.5 to 1."""

    text: str
    place: FoundPlace
    similarity: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class _Aligned:
    """How like two runs of tokens are, and which part of the second stands for the first."""

    similarity: float
    first: int
    last: int


def place_of(
    document: Document, start: int, end: int, occurrences: int = 1, exact: bool = True
) -> FoundPlace:
    """The span of a document as a place to tell."""
    line, page = document.line_at(start), document.page_at(start)
    return FoundPlace(
        document.source, start, end, line, page, document.extractor, occurrences, exact
    )


def closest_sentence(document: Document, words: str, start: int) -> Closest | None:
    """The sentence most like ``words``, of equals the one nearest to offset ``start``.

    A sentence that holds the words of a cited clause is like it, whatever else it holds. Only
    half a million code points on either side of ``start`` and the first 300 words are
    compared. None where no sentence is like it.
    """
    wanted = _tokens(words)
    if not wanted:
        return None
    near = min(start, len(document.text))
    compared = [
        (_align(wanted, _tokens(text)), -abs(at - near), at, text)
        for at, text in _candidates(document, wanted, near)
    ]
    if not compared:
        return None
    aligned, _, at, text = max(compared, key=lambda found: (found[0].similarity, found[1]))
    if aligned.similarity < _LIKE:
        return None
    place = place_of(document, at, at + len(text))
    differences = tuple(_differences(words, wanted, text, aligned))
    return Closest(text, place, round(aligned.similarity, 4), differences)


def _tokens(text: str) -> list[_Token]:
    found = islice(_TOKEN.finditer(text), _LONGEST_WORDS)
    return [_Token(match.start(), match.end(), match[0].casefold()) for match in found]


def _candidates(document: Document, wanted: Sequence[_Token], near: int) -> list[tuple[int, str]]:
    """The sentences that share most words with the wanted ones: offset and text, best first."""
    from index.split import split

    low = max(0, near - _AROUND)
    part = replace(document, text=document.text[low : near + _AROUND], page_starts=())
    sought = Counter(token.key for token in wanted)
    ranked = []
    for sentence in split(part)[0]:
        text = sentence.span.of(part.text)
        have = Counter(token.key for token in _tokens(text))
        shared = (sought & have).total()
        if shared:
            at = sentence.span.start + low
            ranked.append((shared / (len(wanted) + have.total() / 4), -abs(at - near), at, text))
    return [(at, text) for _, _, at, text in heapq.nlargest(_CANDIDATES, ranked)]


def _align(was: Sequence[_Token], now: Sequence[_Token]) -> _Aligned:
    """The part of ``now`` that stands for ``was``: common runs, without stray ones at the ends.

    The similarity is twice the words in common over the words of both, as in ``difflib``, but
    of the second text only that part counts.
    """
    keys = [token.key for token in was], [token.key for token in now]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    first, last = 0, len(blocks)

    def likeness(i: int, j: int) -> float:
        if i >= j:
            return 0.0
        width = blocks[j - 1].b + blocks[j - 1].size - blocks[i].b
        return 2 * sum(block.size for block in blocks[i:j]) / (len(was) + width)

    best = likeness(first, last)
    while first < last:
        shorter = max(((first + 1, last), (first, last - 1)), key=lambda ends: likeness(*ends))
        if likeness(*shorter) <= best:
            break
        (first, last), best = shorter, likeness(*shorter)
    if not blocks:
        return _Aligned(0.0, 0, 0)
    # What the first text has before and after the common runs stands for as much of the second,
    # and a little more, since a word may have been put in between.
    head, tail = blocks[first], blocks[last - 1]
    ahead = head.a and head.a + _SLACK
    behind = (rest := len(was) - tail.a - tail.size) and rest + _SLACK
    return _Aligned(best, max(0, head.b - ahead), min(len(now), tail.b + tail.size + behind))


def _differences(
    words: str, was: Sequence[_Token], text: str, aligned: _Aligned
) -> Iterator[Difference]:
    """What was taken away, put in or replaced, in order; the case of letters counts here."""
    now = _tokens(text)

    def old(first: int, last: int) -> str:
        return words[was[first].start : was[last - 1].end] if first < last else ""

    def new(first: int, last: int) -> str:
        return text[now[first].start : now[last - 1].end] if first < last else ""

    first, last = aligned.first, aligned.last
    ours = [words[token.start : token.end] for token in was]
    theirs = [text[token.start : token.end] for token in now[first:last]]
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    # What is put in before all and after all belongs to the rest of the sentence.
    if steps and steps[0][0] == "insert":
        first += steps.pop(0)[4]
    if steps and steps[-1][0] == "insert":
        last = aligned.first + steps.pop()[3]
    if ahead := new(0, first):
        yield Difference("", ahead)
    for kind, i, j, k, m in steps:
        if kind != "equal":
            yield Difference(old(i, j), new(k + aligned.first, m + aligned.first))
    if behind := new(last, len(now)):
        yield Difference("", behind)
