"""A draft as claims: its sentences without markup, and whom a pronoun at their head stands for.

Offsets are those of the draft as given. Markup is taken off only to read what a sentence says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.split import split
from index.types import Document, Role, Sentence, Span, content_id
from qa.anaphora import AUXILIARIES, VERB_FORMS
from qa.attribution import Clause, attribute
from qa.attribution.cues import CUE_FORMS
from qa.names import extract_names
from qa.verify.text import Token, read
from qa.verify.words import is_past

__all__ = ["Claim", "claims_of", "coordinated", "document_of", "plain_words"]

_LEAD = re.compile(r"^(?:\s*(?:#{1,6}\s+|>+\s*|[-*+•]\s+|\d{1,3}[.)]\s+))+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_NOTE = re.compile(r"\s?\[\^?\d{1,3}\]")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`+|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_HEAD = re.compile(
    r"(?P<open>[\"“‘']?)(?P<word>he|she|it|they|his|her|its|their|this|these)\b", re.I
)
_OWNING = frozenset("his her its their".split())
_PEOPLE = frozenset("he she his her".split())
_LONGEST_SUBJECT = 8


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a draft: ``span`` in the draft, ``text`` without markup.

    ``read_as`` has, in place of a pronoun at its head, whom that stands for (``meant``), as far
    as the sentences before tell. ``claims``: it is no question and no mere heading.
    """

    span: Span
    text: str
    read_as: str
    meant: str | None = None
    claims: bool = True


def document_of(text: str) -> Document:
    """A draft as a document, so that it is cut into sentences as documents are."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(content_id("draft", digest), "draft", text, digest, digest, "plain draft")


def claims_of(text: str) -> tuple[Claim, ...]:
    """The sentences of a draft that hold a word, in order. Raises nothing."""
    document = document_of(text)
    cut, _ = split(document)
    # What would be page furniture in a source is a claim in a draft, and so is a repeat.
    sentences = tuple(replace(s, role=Role.TEXT, repeat=False, also_at=()) for s in cut)
    clauses = attribute(document, sentences)
    found: list[Claim] = []
    subject: str | None = None
    for sentence in sentences:
        words = plain_words(sentence.span.of(text))
        if not any(map(str.isalpha, words)):
            continue
        claim = _resolved(sentence, words, clauses.get(sentence.id, ()), subject, found)
        subject = _subject_of(claim.read_as) or subject
        found.append(claim)
    return tuple(found)


def plain_words(text: str) -> str:
    """A sentence of Markdown without its marks, on one line."""
    words = _LEAD.sub("", text)
    words = _NOTE.sub("", _LINK.sub(r"\1", words))
    for _ in range(3):
        words = _EMPHASIS.sub(r"\2", words)
    return " ".join(words.split())


def _resolved(
    sentence: Sentence,
    words: str,
    clauses: Sequence[Clause],
    subject: str | None,
    before: Sequence[Claim],
) -> Claim:
    asks = words.rstrip("\"”’')").endswith("?")
    plain = Claim(sentence.span, words, words, claims=not asks and _has_verb(words))
    head = _HEAD.match(words)
    if head is None or head["open"]:
        return _speaker_named(plain, clauses)
    low = head["word"].lower()
    if low in ("this", "these") and not _is_verb_next(words[head.end() :]):
        return plain
    meant = _speaker_of(clauses, low) or _meant(low, subject, before)
    if meant is None:
        return plain
    shown = f"{meant}'s" if low in _OWNING else meant
    return replace(plain, read_as=f"{shown}{words[head.end() :]}", meant=meant)


_SAID_BY = re.compile(r"\b(?:he|she|they)\b", re.I)


def _speaker_named(claim: Claim, clauses: Sequence[Clause]) -> Claim:
    """ "...", he said: the pronoun beside the verb of saying gives way to the speaker's name."""
    for clause in clauses:
        if clause.named_in is None or clause.speaker is None or clause.cue is None:
            continue
        cue = re.escape(clause.cue)
        beside = re.search(rf"\b(he|she|they) {cue}\b|\b{cue} (he|she|they)\b", claim.text, re.I)
        if beside:
            place = _SAID_BY.search(claim.text, beside.start())
            if place:
                text = claim.text
                named = f"{text[: place.start()]}{clause.speaker}{text[place.end() :]}"
                return replace(claim, read_as=named, meant=clause.speaker)
    return claim


def _speaker_of(clauses: Sequence[Clause], low: str) -> str | None:
    """Who "He said" is, as the draft's own sentences tell."""
    first = clauses[0] if clauses else None
    if low not in ("he", "she", "they") or first is None or first.named_in is None:
        return None
    return first.speaker


def _meant(low: str, subject: str | None, before: Sequence[Claim]) -> str | None:
    """The subject of the sentence before; for a person, a name of that sentence."""
    if low not in _PEOPLE or subject is None or extract_names(f"so {subject}"):
        return subject
    names = extract_names(f"so {before[-1].read_as}") if before else ()
    return names[0] if names else subject


def _is_verb_next(rest: str) -> bool:
    tokens = read(rest).tokens[:2]
    return any(_is_verb(token) for token in tokens)


def _is_verb(token: Token) -> bool:
    if token.name and token.at:
        return False
    low = token.low
    said = low in CUE_FORMS and (is_past(low) or low.endswith("s"))
    return low in AUXILIARIES or is_past(low) or VERB_FORMS.get(low) == "s" or said


def _has_verb(words: str) -> bool:
    """Whether something is said of something; a sentence with a full stop is given the doubt."""
    tokens = read(words).tokens
    return words.rstrip("\"”’')").endswith((".", "!")) or any(_is_verb(t) for t in tokens)


_JOINT = re.compile(r"(?:,|;) (?:and|but|while|whereas)? ?|\s(?:and|while|whereas|but)\s")


def coordinated(claim: str) -> tuple[str, ...]:
    """The two parts of a claim about a joint, each with a subject and a verb; () for one claim.

    A second part without a subject is given that of the first: "it sank and was raised".
    """
    if '"' in claim or "“" in claim:
        return ()
    for joint in _JOINT.finditer(claim):
        left, right = claim[: joint.start()].strip(" ,;"), claim[joint.end() :].strip()
        subject = _subject_of(left)
        if subject is None or not left or not right:
            continue
        first = read(right).tokens[:1]
        if first and _is_verb(first[0]) and not first[0].name:
            right = f"{subject[0].upper()}{subject[1:]} {right}"
        if _subject_of(right) is not None:
            return f"{left}.", f"{right[0].upper()}{right[1:]}"
    return ()


def _subject_of(words: str) -> str | None:
    """The noun phrase before the first verb, behind an adverbial with a comma; None if doubtful."""
    reading = read(words)
    text, tokens = reading.text, reading.tokens
    verb = next((t for t in tokens if t.at and _is_verb(t)), None)
    if verb is None:
        return None
    head = text[: verb.start].strip(" ,\"'")
    if ", " in head and not re.match(r"(?:the |an? )?[^,]*, (?:the|an?|who|which)\b", head, re.I):
        head = head.rsplit(", ", 1)[1]
    head = head.split(", ")[0]
    if not head or len(head.split()) > _LONGEST_SUBJECT or _HEAD.fullmatch(head):
        return None
    first = head.split()[0]
    if first in ("The", "A", "An"):
        # A second mention is of the one that was told of.
        return "the " + head.split(" ", 1)[1] if " " in head else None
    return head
