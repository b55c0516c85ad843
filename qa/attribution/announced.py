"""Who is named before a colon that opens a quotation: "Ada Roth, tenant: “...”"."""

from __future__ import annotations

import re

from qa.attribution.cues import CUE_NOUNS
from qa.attribution.descriptions import is_people
from qa.attribution.frame_patterns import MONTH
from qa.attribution.lexicon import VIEW_NOUNS
from qa.attribution.noun_phrases import DAY, LY, is_noun_phrase
from qa.attribution.quotations import MASK

__all__ = ["announced", "announcer"]

_NAME = r"[A-Z][\w’'.-]*(?:\s(?:(?:of|de|van|von|al|bin)\s)?[A-Z][\w’'.-]*){0,4}"
_ANNOUNCED = re.compile(r"([A-Z][^:.,;“”\"]{2,60}):\s*[“\"‘'«]")
# "On Monday, Roth went further: ...": when it was said stands first.
_WHEN = re.compile(
    rf"(?:(?:(?:Late |Early |Later )?[Oo]n )?{DAY}(?: (?:morning|afternoon|evening|night))?|"
    rf"On (?:\d{{1,2}} {MONTH}|{MONTH} \d{{1,2}})(?:,? \d{{4}})?|In (?:{MONTH}|\d{{4}})|"
    r"Then|Later|Afterwards|Yesterday|Today|Earlier|"
    r"(?:A|An|The|One|Two|Three|Some|Several)(?: [a-z]+)? (?:minute|hour|day|week|month|year)s? "
    r"(?:later|earlier|before|after)),?\s(?=[A-Z])"
)
# A comma there parts a name from who its bearer is or where he speaks, or a role from its name.
_WHERE = (
    r"(?:(?:in|on|at|from|during)\s(?:an?|the|his|her|its|their)\s(?:[^:;.,“”\"]{2,30}\s)?"
    r"(?:video|interview|statement|letter|tweet|post|speech|report|e-?mail|message|note|release|"
    r"article|column|briefing|conference|hearing|meeting|rally|ceremony|broadcast|call)\b|"
    r"(?:speaking|writing)\s(?:in|on|at|to|from|after|before)\b)[^:;.,“”\"]{0,50}"
)
_WHO = (
    r"(?!(?:and|but|or|to|as|while|when|who|which|whose|that|in|on|at|after|before|with|from|by|for|"
    r"under|over|[a-z]+ing|his|her|its|their)\b)[a-z][^:;.,“”\"]{2,60}"
)
_DESCRIBED = re.compile(
    rf"((?P<name>[A-Z][\w’'.-]*\s{_NAME}),\s(?:\d{{1,3}},\s{_WHO}|\d{{1,3}}|{_WHERE}|{_WHO})|"
    rf"(?P<role>(?:The|A|An|His|Her|Its|Their|One)\s(?:[\w’'-]+\s){{0,5}}?[\w’'-]+),\s{_NAME})"
    rf":\s*[“\"‘'«]{MASK}"
)
_NOUNS = "|".join(sorted(CUE_NOUNS | VIEW_NOUNS, key=len, reverse=True))
_OWNER = re.compile(
    rf"(?:(.+?)(?:[’']s|(?<=s)[’'])|(?:His|Her|Their|Its))\s(?:\w+\s)?(?:{_NOUNS})$"
)
_WORDS = re.compile(rf"(?:The|A|An|One|This)\s(?:[a-z-]+\s)?(?:{_NOUNS})$")
_AUXILIARY = re.compile(
    r"\s(?:is|was|are|were|had|has|remained|seemed|looked|sounded|felt)(?=\s|$)"
)
# What begins the predicate: an adverb, a verb by its ending, an irregular past, a verb by its
# particle.
_PREDICATE = re.compile(
    rf"(?<!^The)(?<!^An)(?<!^A)(?<!\b[Aa]nd)\s(?:(?:also|then|later|still|again|{LY})\s(?=[a-z])|"
    r"[a-z]{3,}ed(?=\s|$)|"
    r"(?:went|came|took|made|gave|hit|did|got|kept|left|held|stood|sat|ran|led|fell|rose|spoke|"
    r"wrote|thought|found|began|broke|drew|drove|grew|knew|saw|sent|set|shot|struck|fought|brought|"
    r"caught|chose|cut|heard|lost|met|put|shook|swore|threw|won|hits|goes|takes|puts|does|has)"
    r"(?=\s|$)|"
    r"[a-z]+s\s(?:back|further|out|on|up|again)$)"
)
# "Tesk disagrees": a name and one word more, a verb or a plural.
_EITHER = re.compile(r"(?:[A-Z][\w’'-]*\s)+([a-z]+[^s\W]s)$")


def announced(words: str) -> tuple[int, int] | None:
    """Where the words before a quotation's colon begin, behind those that say when, and end; None
    where it has none."""
    when = _WHEN.match(words)
    begin = when.end() if when else 0
    end = _announced(words[begin:])
    return (begin, begin + end) if end else None


def _announced(words: str) -> int | None:
    found = _ANNOUNCED.match(words)
    if found is None and (found := _DESCRIBED.match(words)):
        head = found["name"] or found["role"]
        rest = words[found.start(1) + len(head) : found.end(1)]
        if not is_noun_phrase(head) or _AUXILIARY.search(rest) or _PREDICATE.search(head):
            return None
    return found.end(1) if found else None


def announcer(words: str) -> int | None:
    """The length of the phrase that names who speaks in the words before a colon.

    Without what they do ("Roth disagreed:") and of what they say only the owner ("Roth's
    answer:"); None where they name nobody for certain.
    """
    if ", " in words:
        return len(words)
    owner = _OWNER.match(words)
    if owner:
        return owner.end(1) if owner[1] else words.index(" ")
    if _WORDS.match(words):
        return None
    starts = [m.start() for p in (_AUXILIARY, _PREDICATE) if (m := p.search(words))]
    end = min(starts, default=len(words))
    either = _EITHER.match(words[:end])
    if either and not is_people(either[1]):
        return None
    return end if is_noun_phrase(words[:end]) else None
