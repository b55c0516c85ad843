"""What the verifier takes and gives: cited sentences, faults, a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qa.types import Voice

__all__ = ["Cited", "Encode", "Fault", "Reason", "SameName", "Verdict"]

Encode = Callable[[Sequence[str]], Any]
"""Texts to unit float32 rows, as ``index.embed.Embedder.encode``."""
SameName = Callable[[str, str], bool]
"""Whether two spellings are one name."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited sentence or clause and whose words it is, as ``qa.attribution.Clause`` tells.

    ``speaker``: None where the words are the outlet's, or where it is unknown; then the text
    itself is read for one. ``source``: an id of the document, for messages only.
    """

    text: str
    speaker: str | None = None
    role: str | None = None
    cue: str | None = None
    voice: Voice = "unknown"
    denial: bool = False
    hedged: bool = False
    source: str | None = None


class Reason(StrEnum):
    """Why a statement is not supported."""

    EMPTY = "empty"
    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    HEDGE = "hedge"
    QUANTIFIER = "quantifier"
    DIRECTION = "direction"
    QUOTATION = "quotation"
    SPEAKER = "speaker"
    UNATTRIBUTED = "unattributed"
    ROLE = "role"
    ROLES = "roles"
    MIXED = "mixed"
    UNSUPPORTED = "unsupported"

    @property
    def sentence(self) -> str:
        """The reason in words, without a full stop."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.EMPTY: "there is nothing to compare",
    Reason.NUMBER: "the cited sentences hold no such number, or qualify it otherwise",
    Reason.UNIT: "the cited sentences count something else by this number",
    Reason.DATE: "the cited sentences give another date, or none",
    Reason.NAME: "no cited sentence holds this name",
    Reason.NEGATION: "the statement denies what is cited, or affirms what it denies",
    Reason.HEDGE: "the cited sentences say this with reserve, or only as intended",
    Reason.QUANTIFIER: "the cited sentences say of how many otherwise",
    Reason.DIRECTION: "the cited sentences say the opposite",
    Reason.QUOTATION: "the quoted words do not stand so in a cited sentence",
    Reason.SPEAKER: "the cited words are another speaker's",
    Reason.UNATTRIBUTED: "a speaker's claim is worded as a fact",
    Reason.ROLE: "no cited sentence says that this is who or what it is",
    Reason.ROLES: "who did it, and to whom, is the other way round",
    Reason.MIXED: "the statement joins what two cited sentences say of different things",
    Reason.UNSUPPORTED: "the cited sentences do not say this",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against a statement and the words of the statement that give it."""

    reason: Reason
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the cited sentences support a statement.

    ``reason`` is None where ``supported``; ``words`` are the statement's words at fault.
    ``score``: 0..1, the trained model's trust; it is given even where a check by rule fails.
    ``faults``: everything found, the gravest first.
    """

    supported: bool
    reason: Reason | None
    words: tuple[str, ...]
    score: float
    faults: tuple[Fault, ...] = ()

    @property
    def message(self) -> str:
        """One sentence for the reader of ``Dropped``."""
        if self.reason is None:
            return "the cited sentences support the statement"
        at = ", ".join(f"“{word}”" for word in self.words[:4])
        return f"{self.reason.sentence}: {at}" if at else self.reason.sentence
