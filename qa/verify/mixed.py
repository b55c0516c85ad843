"""A subject from one cited sentence with what another says of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.anaphora import AUXILIARIES, PRONOUNS, VERB_FORMS
from qa.attribution.cues import CUE_FORMS
from qa.verify.align import Evidence
from qa.verify.names import same_person
from qa.verify.text import Reading, Token
from qa.verify.types import Fault, Reason, SameName
from qa.verify.words import is_past, is_same

__all__ = ["check_mixed"]

_SAID, _LESS, _OWN = 0.6, 0.3, 0.5
_OWNERS = frozenset("his her its their he she it they who which".split())


def check_mixed(statement: Reading, evidence: Evidence, same_name: SameName) -> Iterator[Fault]:
    """A subject that the sentence does not know from which the rest of the statement comes.

    No fault where that sentence's own subject is a pronoun, or is named beside the statement's:
    then the second citation tells who is meant.
    """
    if len(evidence.rows) < 2:
        return
    parts = _parts(statement)
    if parts is None:
        return
    subject, rest = parts
    shares = [_share(rest, row) for row in evidence.rows]
    best = max(range(len(shares)), key=lambda i: shares[i])
    if shares[best] < _SAID or _share(subject, evidence.rows[best]) > 0.0:
        return
    if _share(subject, evidence.about[best]) > 0.0:
        return
    own = _subject_of(evidence.rows[best], rest)
    if not own or any(t.low in _OWNERS | PRONOUNS for t in own):
        return
    for row, reading in enumerate(evidence.rows):
        if row == best or shares[row] > shares[best] - _LESS:
            continue
        if _share(subject, reading) >= _OWN:
            linked = any(
                is_same(t.lemma, o.lemma) for t in own if t.content for o in reading.content
            )
            spelt = any(
                same_person(a.text, b.text, same_name)
                for a in own
                for b in subject
                if a.name and b.name
            )
            if not linked and not spelt:
                yield Fault(Reason.MIXED, tuple(t.text for t in subject))
                return


def _share(tokens: Sequence[Token], reading: Reading) -> float:
    held = [t.lemma for t in reading.content]
    found = sum(any(is_same(t.lemma, other) for other in held) for t in tokens)
    return found / len(tokens) if tokens else 0.0


def _is_verb(token: Token) -> bool:
    if token.name:
        return False
    return token.low in AUXILIARIES or is_past(token.low) or VERB_FORMS.get(token.low) == "s"


def _parts(statement: Reading) -> tuple[list[Token], list[Token]] | None:
    """The words before the first verb that reports nothing, and the words from it on."""
    tokens = statement.tokens
    start = 0
    for at, token in enumerate(tokens):
        article = at > 0 and tokens[at - 1].low in ("the", "a", "an", "his", "her", "its", "their")
        if token.low in CUE_FORMS and not token.name and not article:
            start = at + 1
        elif _is_verb(token) and at > start:
            subject = [t for t in tokens[start:at] if t.content]
            rest = [t for t in tokens[at:] if t.content]
            if subject and len(rest) >= 2:
                return subject, rest
    return None


def _subject_of(reading: Reading, rest: Sequence[Token]) -> list[Token]:
    """What stands before the first word of a cited sentence that the statement shares."""
    lemmas = [t.lemma for t in rest]
    for token in reading.content:
        if any(is_same(token.lemma, lemma) for lemma in lemmas):
            before = [t for t in reading.tokens[: token.at] if not _is_verb(t)]
            known = [t for t in before if t.content or t.low in PRONOUNS | _OWNERS]
            return known
    return []
