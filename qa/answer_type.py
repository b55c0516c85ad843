"""Whether a clause holds a span of the kind that the question asks for.

"How old" wants an age, "how many districts" a number of districts, "where" a place that the
question does not name already. English closed-class patterns; nothing of any corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from index.lexical import tokenize
from qa.names import extract_names

__all__ = ["Kind", "Wanted", "main_clause", "read_wanted", "type_fit"]


class Kind(StrEnum):
    """What the answer to a question looks like."""

    PERSON = "person"
    AGE = "age"
    COUNT = "count"
    AMOUNT = "amount"
    LENGTH = "length"
    DISTANCE = "distance"
    DATE = "date"
    YEAR = "year"
    HOUR = "hour"
    DAY = "day"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of answer, and what is counted or named (stems), if the question says so."""

    kind: Kind
    head: tuple[str, ...]
    asked: str


_PLACES = (
    r"town|city|village|province|region|country|state|district|valley|street|place|part|area|"
    r"location|port|building|island|county|hospital|school"
)
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (Kind.AGE, r"\bhow old\b|\bwhat age\b|\bage of\b|\baged?\b.*\bwhat\b|\b\w+'s age\b"),
        (Kind.COUNT, r"\bhow many\b(?P<head>[^?]*)|\b(?:number|count) of\b(?P<head2>[^?]*)"),
        (Kind.DISTANCE, r"\bhow (?:far|high|tall|deep|wide|big|large)\b|\bdistance\b"),
        (Kind.LENGTH, r"\b(?:for )?how long\b|\blength of\b|\bduration\b"),
        (
            Kind.AMOUNT,
            r"\bhow (?:much|fast|heavy|strong|hot|cold)\b|\bwhat (?:share|percentage|proportion|"
            r"price|"
            r"sum|amount|figure|fine|salary)\b|\b(?:price|cost|budget|population|salary|weight|"
            r"size|speed|percentage|share|value|death toll|toll) of\b|"
            r"\b(?:cost|toll|price|population|budget)\b\W*$",
        ),
        (Kind.YEAR, r"\b(?:what|which) (?:year|decade|century)\b"),
        (Kind.HOUR, r"\b(?:what|which) (?:exact )?(?:time|hour)\b"),
        (Kind.DAY, r"\b(?:what|which) (?:day|date|weekday|month)\b"),
        (Kind.DATE, r"\bwhen\b|\bsince when\b|\bhow long ago\b"),
        (Kind.PLACE, rf"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:{_PLACES})\b"),
        (Kind.REASON, r"\bwhy\b|\bhow come\b|\bwhat (?:reason|caused|made|prompted|drove|led)\b"),
        (Kind.PERSON, r"\b(?:who|whom|whose)\b|\bby whom\b"),
        (
            Kind.NAME,
            r"\bnames? of\b|\bcalled\b|\bnamed\b|^name\b|\bwhich (?:\w+ )?(?P<head3>\w+)|"
            r"\bwhat (?:firm|company|agency|newspaper|channel|group|party|unit|bank|"
            r"organi[sz]ation|"
            r"brand|model|nationality)\b",
        ),
    )
)
_HEAD_ENDS = re.compile(
    r"\b(?:did|do|does|was|were|is|are|has|have|had|will|would|can|could|in|at|on|of|from|that|"
    r"who|which|for|to|by|after|before|during|with|when|still|currently)\b"
)
_SMALL = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"(?:hundred|thousand|million|billion|dozen|score)s?|tens|several|half|a (?:third|quarter|"
    r"couple|few)|both|none|no"
)
_NUMBER = re.compile(rf"(?<![\w.])(?:\d[\d,.]*|(?:{_SMALL}))(?!\w)", re.I)
_UNIT = r"(?:km|kilomet\w+|miles?|met(?:er|re)s?|m|feet|foot|ft|yards?|cm|inches|hectares?|acres?)"
_DURATION = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur\w+)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SPANS: dict[Kind, str] = {
    Kind.AGE: (
        r"\baged?\b|\byears? old\b|-year-old|\bborn\b|, \d\d,|\bturned \d\d|"
        rf"\b(?:{_SMALL}) years of age"
    ),
    Kind.DISTANCE: (
        rf"(?:\d|\b(?:{_SMALL}))[\s-]*{_UNIT}\b|\b(?:hectares?|acres?|storeys?|floors?)\b"
    ),
    Kind.LENGTH: (
        rf"\b{_DURATION}\b|(?:\d|\b(?:{_SMALL}))[\s-]*{_UNIT}\b|\bsince\b|\buntil\b|"
        r"\bovernight\b"
    ),
    Kind.AMOUNT: rf"[$€£¥%]|\bper ?cent\b|(?:\d|\b(?:{_SMALL}))",
    Kind.YEAR: r"\b(?:1[0-9]|20)\d\ds?\b|\bcentury\b",
    Kind.HOUR: (
        r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|o['’]clock|\bnoon\b|\bmidnight\b|"
        r"\bdawn\b|\bdusk\b|\b\d{4} hours\b"
    ),
    Kind.DAY: (
        rf"\b{_WEEKDAY}\b|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\b|\b{_MONTH}\.? \d|"
        rf"\b{_MONTH}\b|\bnew year|\bchristmas\b"
    ),
    Kind.DATE: (
        rf"\b{_WEEKDAY}s?\b|\b{_MONTH}\b|\b(?:1[0-9]|20)\d\ds?\b|\b{_DURATION}\b|\byesterday\b|"
        r"\btoday\b|\btomorrow\b|\btonight\b|\b(?:spring|summer|autumn|winter|morning|evening|"
        r"afternoon|midnight|noon|dawn|dusk|easter|christmas)\b|\bo['’]clock\b|"
        r"\b\d ?[ap]\.?m\b|"
        r"\bovernight\b|\bago\b|\byear \w+"
    ),
    Kind.REASON: (
        r"\bbecause\b|\bafter\b|\bsince\b|\bdue to\b|\bso that\b|\bin order\b|\bto \w+|"
        r"\bover\b|"
        r"\bcaus\w+|\breason\w*|\bas a result\b|\bfollowing\b|\bresponse\b|\bfor fear\b|"
        r"\bas\b|\bfor\b"
    ),
}
_ROLE = re.compile(
    r"\b(?:spokes\w+|minister|official|leader|commander|chief|director|officer|president|mayor|"
    r"doctor|professor|manager|source|witness\w*|resident|representative|aide|captain|general|"
    r"secretary|head|group|front|council|company|ministry|police|union|committee|party|son|"
    r"daughter|brother|wife|husband|founder|member|chair\w*|judge|lawyer|teacher|owner|editor)s?\b",
    re.I,
)


_AHEAD = re.compile(
    r"^(?:when|while|after|before|once|if|as|since|although)\b[^,?]{3,120},\s+(?=(?:who|whom|what|"
    r"which|where|when|why|how|had|has|have|did|do|does|is|are|was|were|can|could|will|would)\b)",
    re.I,
)


# "What happened when it sank?" asks for no day; "What is known of when it sank?" does.
_SETTING = re.compile(
    r"^(?:(?:and|so|but) )?(?:in |on |at |by |to |from |for )?(?:what|which|whose|how)\b"
    r"(?:(?!\b(?:and|or|of|about|on|since|until|know\w*|say|says|said|tell|tells|told|clear|exactly|"
    r"it|that|ask|wonder)\W*$|[:;?.]\s*$).)*$",
    re.I | re.S,
)


def main_clause(question: str) -> str:
    """The question without a subordinate clause before it: "When it sank, who was aboard?"."""
    return _AHEAD.sub("", question)


def read_wanted(question: str) -> Wanted:
    """The kind of answer that a question asks for: the first pattern in its words."""
    question = main_clause(question)
    found: list[tuple[int, int, Kind, re.Match[str]]] = []
    for rank, (kind, pattern) in enumerate(_PATTERNS):
        match = pattern.search(question)
        if match and not (kind is Kind.DATE and _SETTING.search(question, 0, match.start())):
            found.append((match.start(), rank, kind, match))
    if not found:
        return Wanted(Kind.OPEN, (), question)
    _, _, kind, match = min(found, key=lambda hit: hit[:2])
    groups = match.groupdict()
    head = groups.get("head") or groups.get("head2") or groups.get("head3") or ""
    head = _HEAD_ENDS.split(head.strip(), maxsplit=1)[0]
    return Wanted(kind, tokenize(head), question)


def type_fit(wanted: Wanted, clause: str) -> float:
    """How well the clause's words fit the kind wanted: 0 no such span, 1 one that is new, .5 open.

    A count whose number stands before another noun than the one asked for gives .4.
    """
    asked = wanted.asked.lower()
    if wanted.kind is Kind.OPEN:
        return 0.5
    if wanted.kind is Kind.COUNT:
        return _count_fit(wanted, clause)
    if wanted.kind in (Kind.PERSON, Kind.PLACE, Kind.NAME):
        return _name_fit(wanted.kind, asked, clause)
    spans = [m.group().lower().strip() for m in _spans(wanted.kind).finditer(clause)]
    if wanted.kind is Kind.REASON:
        return 1.0 if spans else 0.3
    return 1.0 if any(span not in asked for span in spans) else 0.0


@cache
def _spans(kind: Kind) -> re.Pattern[str]:
    """What an answer of that kind looks like; a question asks for one kind of nine."""
    return re.compile(_SPANS[kind], re.I)


def _count_fit(wanted: Wanted, clause: str) -> float:
    best = 0.0
    for match in _NUMBER.finditer(clause):
        if match.group().lower() in wanted.asked.lower().split():
            continue
        after = set(tokenize(" ".join(clause[match.end() :].split()[:5])))
        fits = not wanted.head or bool(after & set(wanted.head))
        best = max(best, 1.0 if fits else 0.4)
    return best


def _name_fit(kind: Kind, asked: str, clause: str) -> float:
    new = [name for name in extract_names(clause) if name.lower() not in asked]
    if kind is Kind.PLACE:
        near = re.search(
            r"\b(?:in|at|near|to|from|of|outside|inside|on|into|around|by) (?:the )?\w", clause
        )
        named = any(
            re.search(
                rf"\b(?:in|at|near|to|from|of|outside|into|on|around) (?:the )?{re.escape(n)}",
                clause,
            )
            for n in new
        )
        return 1.0 if named else 0.6 if near else 0.2
    if new:
        return 1.0
    return 0.6 if kind is Kind.PERSON and _ROLE.search(clause) else 0.1
