"""A frame: who is said to say something, and by which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Frame", "Kind"]

Kind = Literal["lead", "tag", "source", "possessive", "participle", "impersonal"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A source and its cue: offsets in the sentence.

    ``kind``: ``lead`` (X said ...), ``tag`` (..., X said), ``source`` (according to X),
    ``possessive`` (X's claim that), ``participle`` (..., saying; the source is the subject of
    the clause before), ``impersonal`` (it is said; no source). ``noun`` spans the source's
    noun phrase with its appositions, from ``noun[0]`` to ``noun[1]``.
    """

    kind: Kind
    cue: tuple[int, int]
    noun: tuple[int, int] | None
    lemma: str
