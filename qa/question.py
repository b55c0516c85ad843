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
_ING = (
    r"saying|claiming|alleging|arguing|asserting|denying|disputing|insisting|predicting|stating|"
    r"suggesting|warning"
)
_CLAIM = (
    r"(?:claim|statement|allegation|assertion|accusation|announcement|estimate|prediction|promise|"
    r"remark|comment|threat|warning)s?"
)
# "Who was accused" asks for nobody's words; "who was quoted as saying" does.
_TOLD_OF = r"(?:is|are|was|were|be|been|being)(?: \w+ly)? (?!(?:quoted|heard)\b)"
_SPEAKER = re.compile(
    rf"\b{_WHO}\b(?: (?!{_TOLD_OF}(?:{_SAID})\b)\S+){{0,4}}? (?:{_SAID})\b|"
    rf"\bwho(?:['’]s| is| are| was| were| (?:has|have) been)(?: \w+ly| still| now)? (?:{_ING})\b|"
    rf"^whose (?:\w+ )?(?:{_CLAIM}|words|version|account|figure|view|opinion|quote) "
    r"(?:is|are|was|were) (?:it|that|this|these|those|the)\b|"
    r"\bwho (?:has |had )?(?:made|makes|gave|gives|issued|put forward) "
    rf"(?:the|this|that|these|those|an?|such)(?: \w+)? {_CLAIM}\b|"
    rf"\baccording to (?:whom?\b|{_WHO}\b)",
    re.I,
)
_SAID_ABOUT = re.compile(
    rf"\b(?:what|how|why|did|does|do|has|have|when|where)\b.{{0,30}}?\b(?:did|does|do|has|have|"
    r"had)?\s*"
    rf"(?P<who>(?:[Tt]he )?[^?]{{2,60}}?) (?P<cue>{_SAID}|say|claim|tell|warn|deny|announce|"
    r"call|think|"
    r"describe|respond|react|argue|explain|promise|demand|want|accuse|write|tweet|suggest|"
    r"insist)\b"
)
_ACCORDING = re.compile(r"\baccording to (?!(?:whom?|which|what)\b)(?P<who>[^,?]{2,60})", re.I)
# Further ways to ask for a party's words: "what is X saying", "X's reaction", "everything X said".
_SAYING = re.compile(
    rf"\b(?:what|how) (?:is|are|was|were|(?:has|have|had)(?= .+ been )) (?P<who>[^?,]{{2,60}}?)"
    rf"(?: been)? (?:{_ING}|telling|thinking|demanding|proposing|promising|reporting)"
    r"(?=\W*$| (?:about|on|of|to|in|regarding|over|towards?)\b)",
    re.I,
)
_OWNED = re.compile(
    r"\bwhat(?:['’]s| is| are| was| were| (?:has|have) been) (?P<who>[^?,]{2,60}?)"
    r"(?:['’]s|(?<=s)['’]) (?:\w+ )?(?:(?:reaction|response|reply|answer|stance|opinion|comment|"
    r"statement|explanation|assessment|verdict|claim)s?(?=\W*$| (?:about|on|to|over|towards?)\b)|"
    r"(?:position|view|account|version|argument)s? (?:about|of|on|over|towards?)\b)",
    re.I,
)
_EVERYTHING = re.compile(
    r"\b(?:everything|anything|whatever|all that)(?: that)? "
    rf"(?P<who>(?!(?:about|of|on|in|from|to|with|at|by)\b)[^?,]{{2,60}}?) (?:{_SAID})\b",
    re.I,
)
_PARTIES = (_ACCORDING, _SAID_ABOUT, _SAYING, _OWNED, _EVERYTHING)
# "What do the articles say about it?" asks for nobody's words: all that is found is theirs.
_NO_PARTY = re.compile(
    r"(?:the |these |those |your |our |my |all )?(?:two |five |other )?"
    r"(?:sources?|documents?|articles?|papers?|reports?|texts?|files?|newspapers?|records?)",
    re.I,
)
# "What are they said to want?", "How is it to be told?": told of them, by others.
_TOLD_OF_THEM = re.compile(r"(?:^|\s)(?:be|been|being|is|are|was|were)$", re.I)
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
    match = next(filter(None, (pattern.search(text) for pattern in _PARTIES)), None)
    if not match:
        return None
    who = re.sub(
        r"^(?:did|does|do|has|have|had|is|was|were)\s+", "", match["who"].strip(), flags=re.I
    )
    who = re.sub(r"\s+(?:has|have|had)(?: (?:also|ever|just|already|publicly))?$", "", who)
    ahead, behind = text[: match.start("who")].strip(), text[match.end() :]
    passive = match.group().endswith(("said", "told", "reported")) and behind.startswith(" to ")
    told_of = _TOLD_OF_THEM.search(who) or (passive and _TOLD_OF_THEM.search(ahead))
    if _NO_PARTY.fullmatch(who) or told_of:
        return None
    return who if 1 <= len(who.split()) <= 6 else None
