"""What a question asks for: the kind of answer, its names and numbers, whose words.

Pure and English: the closed classes of a language (question words, reporting verbs), never a
name of a corpus. Where nothing matches, the kind is ``thing`` and nothing is demanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.lexical import tokenize
from qa.answer_type import main_clause
from qa.cues import REPORTING_VERBS
from qa.names import extract_names

__all__ = ["Question", "Want", "has_answer_type", "numbers_of", "read_question"]


class Want(StrEnum):
    """The kind of answer that a question asks for."""

    SPEAKER = "speaker"
    PERSON = "person"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    REASON = "reason"
    YES_NO = "yes_no"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Question:
    """A question read: ``speaker`` is set where the words of one party are asked for."""

    text: str
    want: Want
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    terms: tuple[str, ...]
    speaker: str | None = None


_SAID = "|".join(sorted((re.escape(v) for v in REPORTING_VERBS), key=len, reverse=True))
_WHO = r"(?:who|whom|whose|which (?:\w+ ){0,3}?(?:official|officials|spokes\w+|leader|leaders|side|"
_WHO += (
    r"group|party|person|people|witness|minister|source|newspaper|outlet)|what (?:official|source))"
)
_SPEAKER = re.compile(rf"\b{_WHO}\b(?: \S+){{0,4}}? (?:{_SAID})\b", re.I)
_SAID_ABOUT = re.compile(
    rf"\b(?:what|how|why|did|does|do|has|have|when|where)\b.{{0,30}}?\b(?:did|does|do|has|have|"
    r"had)?\s*"
    rf"(?P<who>(?:[Tt]he )?[^?]{{2,60}}?) (?P<cue>{_SAID}|say|claim|tell|warn|deny|announce|"
    r"call|think|"
    r"describe|respond|react|argue|explain|promise|demand|want|accuse|write|tweet|suggest|"
    r"insist)\b"
)
_ACCORDING = re.compile(r"\baccording to (?P<who>[^,?]{2,60})", re.I)
_PATTERNS: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (
        Want.NUMBER,
        re.compile(
            r"\bhow (?:many|much|far|long|old|big|large|high|tall|deep|often|heavy|strong|wide|"
            r"fast)\b|"
            r"\bwhat (?:is|was|were|are)?\s*(?:the )?(?:\w+ )?(?:number|share|percentage|distance|"
            r"amount|price|cost|toll|total|size|age|population)\b|\bnumber of\b",
            re.I,
        ),
    ),
    (
        Want.DATE,
        re.compile(
            r"\b(?:when|since when|how long ago|(?:what|which|on what|on which|in which|in what) "
            r"(?:day|date|year|month|time|week|decade|century|hour|weekday))\b",
            re.I,
        ),
    ),
    (
        Want.PLACE,
        re.compile(
            r"\b(?:where|(?:which|what|in which|in what) (?:\w+ )?(?:city|town|province|country|"
            r"place|region|district|village|area|valley|location|state))\b",
            re.I,
        ),
    ),
    (Want.PERSON, re.compile(r"\b(?:who|whom|whose|which (?:man|woman|person|people))\b", re.I)),
    (
        Want.REASON,
        re.compile(r"\b(?:why|how come|what (?:reason|caused|explains)|for what)\b", re.I),
    ),
    (
        Want.YES_NO,
        re.compile(
            r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|"
            r"might)\b",
            re.I,
        ),
    ),
)
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million millions billion billions dozen dozens score "
    "scores half several tens both couple none"
).split()
_NUMERAL = re.compile(r"(?<![\w.])\d[\d,.]*\d|(?<!\w)\d+")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b", re.I)
_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"(?:1[5-9]|20)\d\d(?:s)?|yesterday|today|tonight|tomorrow|last (?:week|month|year|night)|"
    r"(?:spring|summer|autumn|winter|morning|evening|afternoon|midnight|noon|night|dawn|dusk)|"
    r"week|weeks|month|months|year|years|days|day|hours|overnight|century|ago|since|"
    r"\d+ ?[ap]\.?m)\b",
    re.I,
)


def numbers_of(text: str) -> tuple[str, ...]:
    """The numerals of a text without separators, in order: ``6,000`` gives ``6000``."""
    return tuple(m.group().replace(",", "").rstrip(".") for m in _NUMERAL.finditer(text))


def read_question(text: str) -> Question:
    """Read a question. Anything is accepted; an empty text gives an empty question."""
    plain = " ".join(text.split())
    want = _want(main_clause(plain))
    return Question(
        text=plain,
        want=want,
        names=tuple(dict.fromkeys(extract_names(plain))),
        numbers=numbers_of(plain),
        terms=tuple(dict.fromkeys(tokenize(plain))),
        speaker=None if want is Want.SPEAKER else _speaker(plain),
    )


def _want(text: str) -> Want:
    if _SPEAKER.search(text) or re.search(rf"\bby whom\b.*\b(?:{_SAID})\b", text, re.I):
        return Want.SPEAKER
    hits = [(m.start(), want) for want, pattern in _PATTERNS if (m := pattern.search(text))]
    return min(hits, key=lambda hit: hit[0])[1] if hits else Want.THING


def _speaker(text: str) -> str | None:
    """Whose words are asked for: "what did X say about Y", "according to X"."""
    match = _ACCORDING.search(text) or _SAID_ABOUT.search(text)
    if not match:
        return None
    who = re.sub(
        r"^(?:did|does|do|has|have|had|is|was|were)\s+", "", match["who"].strip(), flags=re.I
    )
    return who if 1 <= len(who.split()) <= 6 else None


def has_answer_type(question: Question, sentence: str) -> bool | None:
    """Whether the sentence holds a span of the kind asked for that the question lacks.

    None where the kind demands nothing that can be seen on the surface.
    """
    if question.want is Want.NUMBER:
        new = set(numbers_of(sentence)) - set(question.numbers)
        asked = {w.lower() for w in _NUMBER_WORD.findall(question.text)}
        return bool(new or {w.lower() for w in _NUMBER_WORD.findall(sentence)} - asked)
    if question.want is Want.DATE:
        asked = {w.lower() for w in _TIME.findall(question.text)}
        return bool({w.lower() for w in _TIME.findall(sentence)} - asked)
    if question.want in (Want.PERSON, Want.SPEAKER, Want.PLACE):
        asked_names = " ".join(question.names).lower()
        return any(name.lower() not in asked_names for name in extract_names(sentence)) or None
    return None
