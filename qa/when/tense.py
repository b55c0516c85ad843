"""Whether the words around a time look back or ahead: "said on Sunday", "will meet on Sunday".

The verb nearest before the time, in its part of the sentence, tells; else the nearest after it;
else the nearest of the whole text. English.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.verify.words import is_past

__all__ = ["looks_ahead"]

# A verb ahead of its time takes what it governs with it: "will be reviewed" is no past.
_AHEAD = re.compile(
    r"(?<!\bthe )(?<!\btheir )(?<!\bits )(?<!\bhis )(?<!\bher )"
    r"\b(?:will|shall|[Ww]on['’]t|(?:is|are|be) (?:due|set|to|expected|scheduled|planned|meant|"
    r"likely|going)|going to|(?:plan|hope|expect|intend|want)(?:s|ing)? to|due|scheduled|expects|"
    r"begins|starts|opens|ends|closes|meets|expires|resumes|reopens|returns|arrives|"
    r"takes? place|continues|upcoming)\b"
    r"(?:(?: not| also| then| only| be| have| been| to| again)*(?: \w+)?)"
)
_OPEN = re.compile(
    r"\b(?:would|may|might|could|should|must|can|(?:was|were) (?:to|due|set|"
    r"expected|scheduled|planned|meant|supposed|coming|going|leaving|arriving|returning)|"
    r"(?:is|are)(?: not| now| being)?(?= \w+ed\b))\b"
    r"(?:(?: not| be| have| been| to)*(?: \w+)?)"
)
_AGAIN = re.compile(
    r"\b(?:every|each|per|(?:once|twice|times) a) (?:day|week|month|year|spring|summer|autumn|"
    r"winter)\b|"
    r"\b(?:annual(?:ly)?|yearly|weekly|monthly|usually|always|normally)\b",
    re.I,
)
_UP_TO = re.compile(r"\b(?:until|till|by|from)\s+$", re.I)
_BREAK = re.compile(r"[;:“”\"()—]|[.?!,](?=\s|$)|\s-\s")
_WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")
_WAS = frozenset("was were had did has have been".split())
_PAST = frozenset("burst hit cost withstood overtook undertook".split())


def looks_ahead(text: str, start: int, end: int) -> bool | None:
    """Whether the time at ``text[start:end]`` is told as to come; None where no verb tells.

    None too for what happens again and again, and "for Thursday", which may be either.
    """
    if _AGAIN.search(text) or re.search(r"\bfor\s+$", text[:start]):
        return None
    first = max((m.end() for m in _BREAK.finditer(text, 0, start)), default=0)
    after = _BREAK.search(text, end)
    last = after.start() if after else len(text)
    verbs = _verbs(text)
    for left, right in ((first, last), (0, len(text))):
        behind = [v for v in verbs if left <= v[0] and v[1] <= start]
        before = [v for v in verbs if end <= v[0] and v[1] <= right]
        if behind or before:
            told = behind[-1][2] if behind else before[0][2]
            # "May last until Friday"
            return True if told is None and _UP_TO.search(text[:start]) else told
    return None


@lru_cache(maxsize=256)
def _verbs(text: str) -> tuple[tuple[int, int, bool | None], ...]:
    """(start, end, whether it looks ahead) of each verb, in order."""
    found: list[tuple[int, int, bool | None]] = [
        (m.start(), m.end(), None) for m in _OPEN.finditer(text)
    ]
    found += [(m.start(), m.end(), True) for m in _AHEAD.finditer(text) if _free(m, found)]
    for match in _WORD.finditer(text):
        low = match.group().lower()
        if (low in _WAS or low in _PAST or is_past(low)) and _free(match, found):
            found.append((match.start(), match.end(), False))
    return tuple(sorted(found))


def _free(match: re.Match[str], taken: list[tuple[int, int, bool | None]]) -> bool:
    return all(match.end() <= start or match.start() >= end for start, end, _ in taken)
