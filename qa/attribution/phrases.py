"""Set phrases by which a sentence tells whose words others are, for `qa.attribution`."""

from __future__ import annotations

import re

from index.types import Span

__all__ = [
    "BY_WRITER",
    "HEADED",
    "NEGATED_CONTENT",
    "NO_SPEAKER",
    "PENNED",
    "SIGNATURE",
    "TOLD_CUE",
    "WORDS_ABOVE",
    "flat",
    "trimmed",
]

WORDS_ABOVE = re.compile(
    r"[“\"]?(?:These|Those|The|His|Her|Such) (?:\w+ )?(?:words|remarks|lines|comments|letter|"
    r"article|op-ed|message|sentences|text)\b"
)
PENNED = re.compile(
    r"\b(?:letter|article|op-ed|column|essay|words|piece|text|statement|message|comment|"
    r"editorial)\b[^.;]{0,60}?\b(?:was|were|is)? ?"
    r"(?:penned|written|authored|signed|published|posted|sent) by\s+(?=\w)"
)
BY_WRITER = re.compile(
    r"\b(?:written|published|posted|penned|signed|spoken|sent|uttered|"
    r"said)\b[^.;]{0,60}?\bby\s+(?=\w)"
)
NEGATED_CONTENT = re.compile(
    r"(?:[^.;,]{0,70}?)\b(?:did not|didn[’']t|had not|hadn[’']t|has not|hasn[’']t|have not|"
    r"haven[’']t|was not|"
    r"wasn[’']t|were not|weren[’']t|is not|isn[’']t|are not|aren[’']t|never|no longer)\b"
)
NO_SPEAKER = re.compile(
    r"(?:(?:.*\s)?(?:(?:I|[Ww]e|[Yy]ou)(?:[’'](?:d|ve|ll|m|re))?|us)|"
    r"(?:[Tt]here|[Ww]h\w+ever)\b.*|"
    r"(?:[Nn]obody|[Nn]o one|[Nn]one|[Nn]o \w+|[Nn]either)\b.*)$"
)
TOLD_CUE = re.compile(
    r"(?:(?:has|have|had|was|were|is|are)\s(?:\w+\s)?)?(?:told|tells?|telling)\b(?=\s)"
)
HEADED = re.compile(
    r"([A-Z][\w’'.-]*(?: [\w’'.-]+){0,4}):\s(?=(?:\S+\s){2}\S)(?=(?:\S+\s)*(?:[a-z]+\s){2})"
)


# A line that names whose the words above it are: "— Ada Roth, tenant".
SIGNATURE = re.compile(
    r"\s*[–—]\s?(?P<who>[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){1,3}"
    r"(?:,\s(?!(?:and|but|or)\b)[a-z][\w’'-]*(?:\s[\w’'-]+){0,6})?)\s*\.?\s*"
)


def flat(words: str) -> str:
    """The words with single blanks between them."""
    return " ".join(words.split())


def trimmed(text: str, start: int, end: int) -> Span:
    """The span of ``text[start:end]`` without the blanks at its ends."""
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return Span(left, max(left, start + len(words.rstrip())))
