"""What a question asks for: the kind of answer, its names and numbers, whose words.

Pure and English: the closed classes of a language (question words, reporting verbs), never a
name of a corpus. Where nothing matches, the kind is ``thing`` and nothing is demanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from index.lexical import tokenize
from qa.answer_type import Kind, main_clause, read_wanted
from qa.attribution.cues import REPORTING_VERBS
from qa.names import extract_names

__all__ = ["Question", "Want", "numbers_of", "read_question"]


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
# "What do the articles say about it?" asks for nobody's words: all that is found is theirs.
_NO_PARTY = re.compile(
    r"(?:the |these |those |your |our |my |all )?(?:two |five |other )?"
    r"(?:sources?|documents?|articles?|papers?|reports?|texts?|files?|newspapers?|records?)",
    re.I,
)
_YES_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b", re.I
)
_WANTS = {
    Kind.PERSON: Want.PERSON,
    Kind.PLACE: Want.PLACE,
    Kind.REASON: Want.REASON,
    **dict.fromkeys((Kind.AGE, Kind.COUNT, Kind.AMOUNT, Kind.LENGTH, Kind.DISTANCE), Want.NUMBER),
    **dict.fromkeys((Kind.DATE, Kind.YEAR, Kind.HOUR, Kind.DAY), Want.DATE),
}
_NUMERAL = re.compile(r"(?<![\w.])\d[\d,.]*\d|(?<!\w)\d+")


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
    if _YES_NO.search(text):
        return Want.YES_NO
    return _WANTS.get(read_wanted(text).kind, Want.THING)


def _speaker(text: str) -> str | None:
    """Whose words are asked for: "what did X say about Y", "according to X"."""
    match = _ACCORDING.search(text) or _SAID_ABOUT.search(text)
    if not match:
        return None
    who = re.sub(
        r"^(?:did|does|do|has|have|had|is|was|were)\s+", "", match["who"].strip(), flags=re.I
    )
    if _NO_PARTY.fullmatch(who):
        return None
    return who if 1 <= len(who.split()) <= 6 else None
