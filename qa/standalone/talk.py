"""Talk around a question, which says nothing of what is asked: "OK, thanks. And when?"."""

from __future__ import annotations

import re

from qa.anaphora import DISCOURSE, INTERJECTIONS
from qa.standalone.words import read_words

__all__ = ["core_of", "is_talk"]

_LEAD = re.compile(DISCOURSE, re.I)


def core_of(plain: str) -> str:
    """The question without the talk before it: "OK. And when?" -> "when?"."""
    parts = re.split(r"(?<=[.!?])\s+", plain)
    while len(parts) > 1 and is_talk(parts[0]):
        parts = parts[1:]
    core = " ".join(parts)
    for _ in range(4):
        match = _LEAD.match(core)
        if match is None or re.match(r"(?:so|no|well) (?:many|much|far|one|known)\b", core, re.I):
            break
        if not re.search(r"\w", core[match.end() :]):
            break
        core = core[match.end() :]
    return core


def is_talk(sentence: str) -> bool:
    """Whether a sentence only greets, thanks or wonders, so that nothing could be searched."""
    words = [w.low for w in read_words(sentence)]
    return len(words) <= 5 and all(w in INTERJECTIONS for w in words)
