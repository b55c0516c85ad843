"""Who says it: the speaker of the statement against the speaker of the cited words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.types import Document, Sentence, Span
from qa.anaphora import AUXILIARIES, PREPOSITIONS, VERB_FORMS
from qa.attribution import attribute
from qa.attribution.cues import CUE_FORMS, CUE_NOUNS
from qa.attribution.frames import Frame, find_frame
from qa.attribution.quotations import find_quotations, mask
from qa.names import extract_names
from qa.types import Voice
from qa.verify.align import Evidence
from qa.verify.names import same_person
from qa.verify.text import Reading, Token, normalise, read
from qa.verify.types import Cited, Fault, Reason, SameName
from qa.verify.words import groups_of, is_past, is_same, lemma

__all__ = ["Claim", "check_speaker", "claims_of", "may_say"]

_PRONOUNS = frozenset("he she they it i we you who this that these those".split())
_SOURCE_WORDS = CUE_NOUNS | frozenset(
    "according view opinion words estimate reported accused accusation blamed".split()
)
_TURN = re.compile(
    r", (?:and|but|while|whereas|although|though) (?:the|a|an|his|her|its|their|some|[A-Z])"
)
_UNSPOKEN = frozenset(
    "find show put point record propose agree continue begin object estimate expect call name "
    "hope plan order hear learn read post call describe".split()
)
_DOCUMENTS = frozenset(
    map(
        lemma,
        "accord agreement treaty report law letter statement document study ruling act plan "
        "contract rule article book paper record log minutes survey poll figures data notice "
        "charter constitution verdict review inquiry census map list file".split(),
    )
)
_ENOUGH, _TAIL = 0.5, 3
_TIE, _WIDER, _LEAST, _WHOLE = 0.12, 0.3, 0.3, 0.7


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of one speaker. ``said``: lemmas of what is said; ``source``: of who says it."""

    voice: Voice
    speaker: str | None
    role: str | None
    cue: str | None
    said: frozenset[str]
    source: frozenset[str]
    row: int = 0


@lru_cache(maxsize=4096)
def _clauses(text: str) -> tuple[Claim, ...]:
    if not text:
        return ()
    whole = Sentence("", "", Span(0, len(text)), 0, 0)
    document = Document("", "", text, "", "", "")
    found = []
    for clause in attribute(document, [whole])[""]:
        said, source = _split(clause.span.of(text))
        if not said:
            said = _lemmas(clause.span.of(text)) - _lemmas(clause.speaker or "")
        found.append(Claim(clause.voice, clause.speaker, clause.role, clause.cue, said, source))
    return tuple(found)


def _split(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """Lemmas of what is said, and of the words for who says it and that it is said."""
    span = Span(0, len(words))
    frame = find_frame(mask(words, span, find_quotations(words, [span])), 0, len(words))
    if frame is None:
        return _lemmas(words), frozenset()
    said, source = _parts(words, frame)
    turn = _TURN.search(said)
    return _lemmas(said[: turn.start()] if turn else said), _lemmas(source)


def _parts(words: str, frame: Frame) -> tuple[str, str]:
    """What is said, and who says it with all that is told of the speaker."""
    first, last = frame.cue
    noun = frame.noun
    if frame.kind in ("lead", "possessive", "participle") or noun is None:
        if frame.kind in ("source", "impersonal"):
            return f"{words[:first]} {words[last:]}", words[first:last]
        if noun is None or noun[0] < first:
            # "he shrugged and said that ...": what he did before he spoke is no claim.
            head, comma, rest = words[:first].partition(", ")
            if comma and _is_clause(head) and len(_lemmas(words[last:])) <= _TAIL:
                return head, f"{rest} {words[first:last]}"
            return words[last:], words[:last]
        return f"{words[:first]} {words[noun[1] :]}", words[first : noun[1]]
    low, high = min(first, noun[0]), max(last, noun[1])
    if noun[0] > first:
        again = re.search('["“‘]', words[high:])
        if words[:low].strip() and re.match(r"\s*,", words[high:]):
            high = high + again.start() if again else len(words)
    return f"{words[:low]} {words[high:]}", words[low:high]


def _is_clause(words: str) -> bool:
    """Whether words have a finite verb, as far as forms show."""
    return any(t.low in AUXILIARIES or is_past(t.low) for t in read(words).tokens)


def _lemmas(words: str) -> frozenset[str]:
    return frozenset(t.lemma for t in read(words).content)


def claims_of(text: str, known: Cited | None = None, row: int = 0) -> tuple[Claim, ...]:
    """The stretches of a text, each with its speaker; what ``known`` tells of one comes first."""
    found = _clauses(text)
    if known is None:
        return found
    made = []
    for claim in found:
        speaker, role, cue, voice = claim.speaker, claim.role, claim.cue, claim.voice
        if len(found) == 1 and known.voice != "unknown":
            voice = known.voice
            if voice == "outlet":
                speaker = role = cue = None
        if known.speaker and (len(found) == 1 or speaker is None):
            speaker, role = known.speaker, known.role or role
            voice = voice if voice in ("direct", "reported") else known.voice
        made.append(Claim(voice, speaker, role, cue or known.cue, claim.said, claim.source, row))
    return tuple(made)


def check_speaker(
    statement: Reading,
    evidence: Evidence,
    same_name: SameName,
    attribution: bool,
) -> Iterator[Fault]:
    """A wrong speaker; with ``attribution`` also a claim that is worded as a fact."""
    cited = [
        claim
        for row, reading in enumerate(evidence.rows)
        for claim in claims_of(reading.text, evidence.cited[row], row)
    ]
    for claim in claims_of(statement.text):
        covered = [(_cover(claim.said, other.said | other.source), other) for other in cited]
        best = max((share for share, _ in covered), default=0.0)
        if best < _ENOUGH:
            continue
        near = [other for share, other in covered if share >= best - _TIE]
        if claim.speaker and claim.speaker.lower() not in _PRONOUNS:
            least = max(best - _WIDER, _LEAST)
            wider = [o for share, o in covered if share >= least or _tells_whole(claim, o)]
            if not any(may_say(claim, other, evidence, same_name) for other in wider):
                yield Fault(Reason.SPEAKER, (claim.speaker,))
        elif attribution and claim.speaker is None and claim.voice in ("outlet", "unknown"):
            bare = all(_is_claim(claim, other) for other in near)
            if bare and not _tells(statement, near):
                yield Fault(Reason.UNATTRIBUTED)


def _cover(said: frozenset[str], held: frozenset[str]) -> float:
    """The share of lemmas that are held, those of one meaning among them."""
    if not said:
        return 0.0
    groups = frozenset(g for word in held for g in groups_of(word))
    return sum(w in held or bool(groups & groups_of(w)) for w in said) / len(said)


def _tells_whole(claim: Claim, other: Claim) -> bool:
    """Whether the statement holds all that a cited speaker says, among other things."""
    return len(other.said) > 1 and _cover(other.said, claim.said) >= _WHOLE


def may_say(claim: Claim, other: Claim, evidence: Evidence, same_name: SameName) -> bool:
    """Whether the cited words may be by the statement's speaker."""
    asked = claim.speaker or ""
    reading = evidence.rows[other.row]
    if other.speaker is None:
        if other.voice == "outlet" and other.cue is None:
            document = bool(_lemmas(asked) & _DOCUMENTS)
            told = document or _has_cue(reading)
            return told and _mentions(asked, reading, same_name)
        # "He said": who he is, another cited sentence may tell.
        return any(_mentions(asked, row, same_name) for row in (*evidence.rows, *evidence.about))
    if _acts(claim, reading):
        return True
    described = f"{other.speaker}, {other.role or ''}"
    names, theirs = extract_names(f"so {asked}"), extract_names(f"so {described}")
    if any(same_person(a, b, same_name) for a in (asked, *names) for b in (other.speaker, *theirs)):
        return True
    mine = _lemmas(asked) - _lemmas(" ".join(names))
    heads = _lemmas(_head_of(asked)) - _lemmas(" ".join(names))
    if any(is_same(a, b) for a in heads or mine for b in _speaking(other)):
        return True
    if len(claims_of(reading.text)) == 1 and _heads(claim, reading):
        return True
    if names and not (theirs or mine):
        return False
    return _beside(asked, other.speaker, evidence)


_BEHIND = re.compile(r"\b(?:of|at|in|for|from|with|on|to|by|against|who|which|whose|that)\b")
_SPOKEN_FOR = frozenset(
    map(lemma, "spokesman spokeswoman spokesperson spokespeople statement letter report".split())
)


def _head_of(phrase: str) -> str:
    """A noun phrase up to the words that only tell where it belongs: "an engineer at the firm"."""
    return _BEHIND.split(phrase, maxsplit=1)[0]


def _speaking(other: Claim) -> frozenset[str]:
    """Lemmas for who speaks; with a spokesman also those for whom he speaks."""
    parts = (other.speaker or "", other.role or "")
    heads = frozenset(word for part in parts for word in _lemmas(_head_of(part)))
    whole = frozenset(word for part in parts for word in _lemmas(part))
    return whole if heads & _SPOKEN_FOR else heads


def _acts(claim: Claim, reading: Reading) -> bool:
    """Whether the cited sentence has this speaker just before the same verb of saying."""
    cue = {lemma(word) for word in (claim.cue or "").lower().split()} - {"be", "have"}
    who = _lemmas(claim.speaker or "")
    for token in reading.tokens:
        near = reading.tokens[max(0, token.at - 3) : token.at]
        if token.lemma in cue and token.low in CUE_FORMS and who & {t.lemma for t in near}:
            return token.low not in ("said", "says")
    return False


def _heads(claim: Claim, reading: Reading) -> bool:
    """Whether the cited sentence begins with the statement's speaker."""
    asked = normalise(claim.speaker or "").lower()
    return (
        bool(asked)
        and re.match(rf"(?:\W|the )*{re.escape(asked)}\b", reading.text.lower()) is not None
    )


def _mentions(asked: str, reading: Reading, same_name: SameName) -> bool:
    names = extract_names(f"so {asked}") or ()
    if names:
        return any(same_person(a, b, same_name) for a in names for b in reading.names) or any(
            name.lower() in reading.text.lower() for name in names
        )
    wanted = _lemmas(asked)
    return bool(wanted) and bool(wanted & {t.lemma for t in reading.tokens})


def _has_cue(reading: Reading) -> bool:
    return any(t.low in CUE_FORMS or t.low in _SOURCE_WORDS for t in reading.tokens)


def _beside(asked: str, speaker: str, evidence: Evidence) -> bool:
    """Whether both stand side by side with no verb between: "the baker, Ada Roth"."""
    mine, theirs = _lemmas(asked), _lemmas(speaker)
    for reading in evidence.rows:
        places = [t for t in reading.tokens if t.lemma in mine]
        for other in (t for t in reading.tokens if t.lemma in theirs):
            for token in places:
                low, high = sorted((token.at, other.at))
                if 0 < high - low <= 10 and not any(
                    _is_verb(t) or t.low in PREPOSITIONS for t in reading.tokens[low + 1 : high]
                ):
                    return True
    return False


def _is_verb(token: Token) -> bool:
    return token.low in AUXILIARIES or token.low in VERB_FORMS or token.low in CUE_FORMS


def _is_claim(claim: Claim, other: Claim) -> bool:
    """Whether the statement's words are what a cited speaker says, not who that speaker is."""
    if other.voice == "outlet" or (other.voice == "unknown" and other.cue is None):
        return False
    return _cover(claim.said, other.said) > _cover(claim.said, other.source)


def _tells(statement: Reading, cited: Sequence[Claim]) -> bool:
    """Whether the statement tells in some other way that somebody says so."""
    cues = {lemma(word) for other in cited for word in (other.cue or "").lower().split()}
    said = {word for other in cited for word in other.said}
    for token in statement.tokens:
        if token.lemma in said:
            continue
        if token.low in _SOURCE_WORDS:
            return True
        if token.kind == "word" and any(is_same(token.lemma, cue) for cue in cues - {"be", "have"}):
            return True
        known = CUE_FORMS.get(token.low)
        if known is not None and known[0] not in _UNSPOKEN:
            return True
    return bool(statement.quotes) and any(o.voice == "direct" and not o.speaker for o in cited)
