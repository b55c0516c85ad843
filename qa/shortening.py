"""A sentence made shorter by leaving words out: the model chooses which, and can write no other.

At each step the model's next token is looked for only among the words of the sentence that still
follow, and the end. So no name, number or word can come in that the sentence does not have, and
what comes first in it comes first. Where the model would much rather go on with another word, what
is left would be no good sentence, and there is none. What leaving out can spoil (a doubt, a denial,
whose words they are) is for ``qa.verify`` to find. Quotations and what stands in brackets are kept
whole or left out whole: a quotation with words missing is none. Pure.

Leaving words out as a way to summarise: Knight and Marcu 2002,
https://doi.org/10.1016/S0004-3702(02)00222-9. Choosing by a model among what may follow:
Hokamp and Liu 2017, https://arxiv.org/abs/1704.07138.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["FARTHEST", "FARTHEST_FIRST", "FEWEST_WORDS", "Unit", "shorten", "units_of"]

FEWEST_WORDS = 3
FARTHEST, FARTHEST_FIRST = 2.5, 5.0
_UNIT = re.compile(
    r"“[^”]*”|\"[^\"]*\"|«[^»]*»|\([^)]*\)|\[[^\]]*\]"
    r"|[$£€¥]?\w(?:[\w’'.,/:-]*\w)?[%°]?(?:\.(?=\s+\S))?|[^\w\s]"
)
_CLOSING = re.compile(r"[\s,;:.!?…—–-]+\Z")
_ENDED = re.compile(r"[.!?][”\"»]\Z")
_ENDS = (".", ".\n", ".\n\n", "\n", "\n\n")


@dataclass(frozen=True, slots=True)
class Unit:
    """What is kept or left out as one: a word, a mark, a quotation, a bracket.

    ``spaced``: white space stands before it; ``mark``: it is punctuation alone.
    """

    text: str
    spaced: bool
    mark: bool


def units_of(text: str) -> tuple[Unit, ...]:
    """The units of a sentence in order, without the marks that end it."""
    text = " ".join(text.split())
    found = [
        Unit(m[0], m.start() == 0 or text[m.start() - 1] == " ", not re.search(r"\w", m[0]))
        for m in _UNIT.finditer(text)
    ]
    while found and found[-1].mark:
        found.pop()
    return tuple(found)


def shorten(
    text: str,
    logits: Any,
    go_on: Callable[[Sequence[int]], Any],
    tokenize: Callable[[str], list[int]],
    ending: Sequence[int],
    max_tokens: int,
) -> str:
    """The words of ``text`` that a model keeps, as a sentence; without a full stop if cut off.

    Empty where it wants a word that is not there by more than ``FARTHEST`` nats; of the first
    word, with which much can begin, by more than ``FARTHEST_FIRST``.

    ``logits`` are those after the prompt, shape (vocabulary,); ``go_on`` reads tokens and gives
    the next. ``ending`` are tokens that end a text beside those of a full stop or a new line.
    """
    units = units_of(text)
    ends = {*ending, *(t[0] for t in map(tokenize, _ENDS) if t)}
    known: dict[str, list[int]] = {}
    made, at, words = "", -1, 0
    while at + 1 < len(units):
        found = [(_joined(units, at, number), number) for number in range(at + 1, len(units))]
        choices = [
            (logits[tokens[0]], -number, piece, tokens)
            for piece, number in found
            if (made or not units[number].mark)
            and (tokens := _tokens(piece, made, tokenize, known))
        ]
        if not choices:
            break
        best = max(choices, key=lambda choice: choice[:2])
        end = max(logits[end] for end in ends) if words >= FEWEST_WORDS else -math.inf
        if float(logits.max()) - max(best[0], end) > (FARTHEST if made else FARTHEST_FIRST):
            return ""
        if end >= best[0]:
            break
        _, place, piece, tokens = best
        max_tokens -= len(tokens)
        if max_tokens < 0:
            return made.strip()
        at = -place
        made += piece
        words += not units[at].mark
        if at + 1 < len(units):
            logits = go_on(tokens)
    if words < FEWEST_WORDS:
        return ""
    kept = _CLOSING.sub("", made.strip())
    return kept if not kept or _ENDED.search(kept) else f"{kept}."


def _tokens(
    piece: str, made: str, tokenize: Callable[[str], list[int]], known: dict[str, list[int]]
) -> list[int]:
    """A piece's tokens at the beginning, or behind other words.

    Some vocabularies put a space before whatever a text begins with, so a piece that stands behind
    words is read behind one.
    """
    if not made:
        return tokenize(piece)
    if piece not in known:
        one, both = tokenize("a"), tokenize(f"a{piece}")
        known[piece] = both[len(one) :] if both[: len(one)] == one else tokenize(piece)
    return known[piece]


def _joined(units: Sequence[Unit], last: int, number: int) -> str:
    """How a unit is written behind the one that was kept last."""
    unit = units[number]
    if last < 0:
        # A chat's answer begins without a space.
        return f"{unit.text[:1].upper()}{unit.text[1:]}"
    apart = unit.spaced or (not unit.mark and number > last + 1)
    return f" {unit.text}" if apart else unit.text
