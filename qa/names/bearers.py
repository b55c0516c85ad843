"""What the text tells of who bears a name: man or woman, long dead, somebody's heir."""

from __future__ import annotations

import re

from index.types import Span
from qa.names.forms import fold_name
from qa.names.words import FEMALE, MALE

__all__ = ["is_heir", "is_long_dead", "sex_of_bearer", "sex_of_title"]

_TITLE = re.compile(r"(Mr|Mrs|Ms|Miss|Sir|Lady|Dame)\.?\s")
_OWNER = r"\b(?:[Hh]is|[Hh]er|[Tt]heir|[\w-]+[’']s?)\s(?:[a-z-]+\s){0,2}?"
_BEFORE = re.compile(r"([^\W\d_]+)\.?\s$")
# "his wife, Ada Roth, said": between commas, as a list of persons is too.
_APPOSED = re.compile(rf"{_OWNER}([a-z]+),\s$")
_AND_KIN = re.compile(
    r"(?:,\s\d{1,3},?)?\s(?:and|with)\s(?:his|her)\s(?:[a-z-]+\s){0,1}?(wife|husband)\b"
)
_HEIR = re.compile(
    rf"{_OWNER}(?:son|daughter|grandson|granddaughter|nephew|niece|heir|successor),?\s$"
)
_LONG_DEAD = re.compile(
    r",?\s(?:who\s)?(?:died|(?:was|were)\s(?:killed|murdered|assassinated|executed|shot dead))\s"
    r"(?:[a-z]+\s){0,4}?in\s(?:[A-Z][a-z]+\s)?(?:1\d|20)\d\d\b"
)


def sex_of_title(text: str, at: int) -> tuple[str, str]:
    """The title that stands at ``at``, and its sex: ("Mrs", "f"); two empty words for none."""
    match = _TITLE.match(text, at)
    return (match[1], _sex(match[1])) if match else ("", "")


def sex_of_bearer(text: str, name: Span) -> str:
    """The sex that the words about a name tell: "Mrs", "his wife", "and his wife"; or ""."""
    titled = sex_of_title(text, name.start)[1]
    before = text[max(0, name.start - 40) : name.start]
    kin = _BEFORE.search(before)
    apposed = _APPOSED.search(before) if text[name.end : name.end + 1] in (",", ".", ")") else None
    married = _AND_KIN.match(text, name.end)
    return (
        titled
        or (_sex(kin[1]) if kin else "")
        or (_sex(apposed[1]) if apposed else "")
        or ({"wife": "m", "husband": "f"}[married[1]] if married else "")
    )


def is_heir(text: str, name: Span) -> bool:
    """Whether a name is brought in as the next in line: "His daughter Ada Roth"."""
    return _HEIR.search(text, max(0, name.start - 60), name.start) is not None


def is_long_dead(text: str, name: Span) -> bool:
    """Whether the words behind a name tell the year of its bearer's death."""
    return _LONG_DEAD.match(text, name.end) is not None


def _sex(word: str) -> str:
    folded = fold_name(word)
    return "m" if folded in MALE else "f" if folded in FEMALE else ""
