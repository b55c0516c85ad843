"""What else there is: of a conversation, only what its answers have not quoted yet. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from qa.types import Turn

__all__ = ["unsaid_by"]

_ELSE = re.compile(
    r"\belse\b(?! if\b)|\bany(?:one|body|thing)? (?:other|further|more)\b|"
    r"\b(?:besides|apart from|other than|in addition to) (?:that|this|these|those|him|her|them)\b",
    re.I,
)
_MARKER = re.compile(r"\s*\[\d+\]")


class _Worded(Protocol):
    @property
    def text(self) -> str: ...


Found = TypeVar("Found", bound=_Worded)


class Unsaid(Protocol):
    """Of sentences found or clauses judged, in order, those that were not quoted before."""

    def __call__(self, found: Sequence[Found]) -> tuple[Found, ...]: ...


def unsaid_by(history: Sequence[Turn], question: str) -> Unsaid:
    """What leaves out all that the answers in ``history`` hold, word for word.

    Where ``question``, as it was put, does not ask for what else there is, it leaves out nothing.
    """
    told = ""
    if _ELSE.search(question):
        told = " ".join(_plain(turn.content) for turn in history if turn.role == "assistant")

    def left(found: Sequence[Found]) -> tuple[Found, ...]:
        return tuple(one for one in found if not told or _plain(one.text) not in told)

    return left


def _plain(text: str) -> str:
    return " ".join(_MARKER.sub("", text).split())
