"""Through which medium something was said: an interview, a press conference, a tweet, a letter."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["medium_of"]

_KINDS = (
    "interview press-conference news-conference conference briefing statement letter tweet video "
    "post speech report e-mail email message memo note release broadcast article column hearing "
    "podcast testimony phone telephone call rally sermon lecture audio recording ruling affidavit"
).split()
_NAMED = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Dd]uring|[Oo]n|[Vv]ia|by|through|over)\s+(?P<medium>(?:an?|the|his|her|its|their|another|"
    r"a recent)\s+(?:[\w’'-]+\s){0,3}?(?:press conference|news conference|press release|blog post|"
    rf"phone call|{'|'.join(_KINDS)})(?:\s+(?:with|to|on|for|from|in)\s+(?:the\s+|a\s+)?"
    r"[A-Z][\w&.’'-]*(?:\s(?:of\s)?[A-Z][\w&.’'-]*){0,3})?|"
    r"Twitter|Facebook|Telegram|Instagram|YouTube|social media|(?:state |local )?(?:television|"
    r"radio|TV))\b"
)
_SPOKEN_TO = re.compile(
    r"\b(?:(?:told|telling|tells|speaking to|speaking with|spoke to|spoke with)\s+)"
    r"(?P<medium>(?:the\s+)?(?:[A-Z][\w&.’'-]*(?:\s(?:of\s|the\s)?[A-Z][\w&.’'-]*){0,3}"
    r"(?:\s(?:news agency|newspaper|channel|radio|television))?|reporters|journalists|"
    r"parliament|the (?:court|council|inquiry|committee|hearing|tribunal)|(?:court|council|"
    r"inquiry|committee|hearing|tribunal)))"
)
_TOLD_BY = re.compile(
    r"\b(?P<medium>(?:re)?tweet(?:s|ed|ing)?|posted|emailed|telephoned|blogged)\b"
)


@lru_cache(maxsize=2048)
def medium_of(words: str) -> str | None:
    """The medium as written ("an interview with the Herald", "AFP", "tweeted"), or None."""
    for pattern in (_NAMED, _SPOKEN_TO, _TOLD_BY):
        match = pattern.search(words)
        if match:
            return " ".join(match["medium"].split())
    return None
