"""Whose act a relative clause tells: "the miners who had drunk", not the doctors who treated them.

Subjects and verbs are read off the surface, clause by clause. Only where a cited sentence has a
relative clause, and every subject that it gives to a verb is another than the statement's, has
the statement taken the verb from one and the subject from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.anaphora import (
    ADVERBS,
    AUXILIARIES,
    PAST_BASE,
    PREPOSITIONS,
    PRONOUNS,
    VERB_FORMS,
)
from qa.attribution.cues import CUE_FORMS
from qa.verify.align import Evidence
from qa.verify.lexicon import PASTS
from qa.verify.text import Reading, Token
from qa.verify.types import Fault, Reason
from qa.verify.words import is_past, is_same

__all__ = ["Frame", "check_relatives", "frames_of"]

_RELATIVE = frozenset("who which that whose whom where".split())
_OWN_SUBJECT = frozenset("whose whom where".split())
_BE = frozenset("is are was were be been being am get got gets".split())
_SUBORDINATE = frozenset("after before until once".split())
# Of irregular verbs the base tells too: "sits", "keeps".
_BASES = frozenset((*PAST_BASE.values(), *PASTS.replace("|", " ").split())) - frozenset(
    "see put set let cost cast cut bet bid".split()
)
_ARTICLES = frozenset("the a an his her its their this that these those".split())
_MODIFIERS = ADVERBS | frozenset(
    "not never also only now then once still again later earlier soon afterwards".split()
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb and the words of its subject, both as tokens of one reading.

    ``relative``: a relative clause tells it, or parts the subject from its verb.
    """

    verb: Token
    subject: tuple[Token, ...]
    passive: bool
    relative: bool


def check_relatives(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """A verb of the statement whose subject is another one's in the cited sentences."""
    if not any(t.low in _RELATIVE for row in evidence.rows for t in row.tokens):
        return
    told = [frame for row in evidence.rows for frame in frames_of(row)]
    verbs = frozenset(frame.verb.lemma for frame in told if frame.relative)
    for mine in frames_of(statement, verbs):
        theirs = [f for f in told if _same_verb(mine, f)]
        places = sum(is_same(mine.verb.lemma, t.lemma) for r in evidence.rows for t in r.content)
        if not theirs or places > len(theirs) or not any(f.relative for f in theirs):
            continue
        known = all(f.subject and f.passive is mine.passive for f in theirs)
        cited = all(evidence.holds(token.lemma) for token in mine.subject) and mine.subject
        if known and cited and not any(_share(mine, f) for f in theirs):
            subject = " ".join(t.text for t in mine.subject)
            yield Fault(Reason.ROLES, (subject, mine.verb.text))
            return


def frames_of(reading: Reading, verbs: frozenset[str] = frozenset()) -> list[Frame]:
    """The verbs of a text whose subjects its surface tells, in order.

    ``verbs``: lemmas that are known to be verbs, beside those that the words' forms betray.
    """
    found: list[Frame] = []
    main: tuple[Token, ...] = ()
    before: Sequence[Token] = ()
    parted = False
    for tokens in _segments(reading.tokens):
        if _is_relative(tokens, before):
            frames, going_on = _of_relative(tokens, before, verbs)
            main, parted = going_on or main, True
        else:
            frames = _of_clause(tokens, main, parted, verbs)
            # "The company, Acme Lines, ...": both are the subject.
            main = frames[0].subject if frames else (*main, *_nouns(tokens))
        found += frames
        before = tokens
    return found


def _segments(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for at in range(1, len(tokens)):
        turns = tokens[at].low == "whom" or tokens[at].low in _SUBORDINATE
        if turns or tokens[at].clause != tokens[at - 1].clause:
            yield tokens[start:at]
            start = at
    if tokens:
        yield tokens[start:]


def _is_relative(tokens: Sequence[Token], before: Sequence[Token]) -> bool:
    """Whether a clause says more of the noun before it ("said that ..." does not)."""
    if not before or tokens[0].low not in _RELATIVE:
        return False
    last = before[-1]
    noun = last.content and last.low not in CUE_FORMS and (last.name or not _is_verb(last))
    return noun and last.low not in _MODIFIERS


def _of_relative(
    tokens: Sequence[Token], before: Sequence[Token], known: frozenset[str]
) -> tuple[list[Frame], tuple[Token, ...]]:
    """The frames of a relative clause, and the subject of what goes on behind it."""
    first_word = tokens[1].lemma if _leads_as_verb(tokens) else None
    verbs = list(_verb_groups(tokens[1:], known | ({first_word} if first_word else set())))
    spoken_of = _antecedent(before)
    leads = not any(map(_is_verb, before))
    going_on = spoken_of if leads else ()
    if not verbs:
        return [], going_on
    first, end, head, passive = verbs[0]
    own = tokens[1 : 1 + first]
    subject = spoken_of
    if tokens[0].low in _OWN_SUBJECT or _nouns(own) or any(t.low in PRONOUNS for t in own):
        subject = () if any(t.low in PRONOUNS and t.low != "his" for t in own) else _nouns(own)
    found = [Frame(head, subject, passive, True)]
    for start, _, later, passive in verbs[1:]:
        # "The bus that overturned lost ...", "the man whom they met had ...": the main verb.
        sure = tokens[1 + start].low in AUXILIARIES or later.lemma in known
        if going_on and (start == end or sure):
            found.append(Frame(later, going_on, passive, True))
            break
    return found, going_on


def _leads_as_verb(tokens: Sequence[Token]) -> bool:
    """Whether the word behind "who" is its verb, whatever its form: "who lives in", "bit the"."""
    if len(tokens) < 3 or tokens[0].low in _OWN_SUBJECT:
        return False
    word, follows = tokens[1], tokens[2].low
    return word.content and not word.name and (follows in _ARTICLES or follows in PREPOSITIONS)


def _of_clause(
    tokens: Sequence[Token], main: tuple[Token, ...], parted: bool, known: frozenset[str]
) -> list[Frame]:
    """The frames of any other clause; one that begins with its verb goes on with ``main``.

    ``parted``: a relative clause stands before it.
    """
    found: list[Frame] = []
    for start, _, head, passive in _verb_groups(tokens, known):
        ahead = tokens[:start]
        if any(t.low in PRONOUNS for t in ahead):
            subject: tuple[Token, ...] = ()
        else:
            subject = _nouns(ahead) or main
        found.append(Frame(head, subject, passive, parted and not _nouns(ahead)))
    return found


def _verb_groups(
    tokens: Sequence[Token], known: frozenset[str]
) -> Iterator[tuple[int, int, Token, bool]]:
    """(start, end, head, passive) of each run of auxiliaries and a verb, places in ``tokens``."""
    at = 0
    while at < len(tokens):
        sure = _is_verb(tokens[at]) or (tokens[at].lemma in known and not tokens[at].name)
        if not sure or _describes(tokens, at):
            at += 1
            continue
        start = at
        be = False
        while at < len(tokens) - 1 and (
            tokens[at].low in AUXILIARIES or tokens[at].low in _MODIFIERS or tokens[at].low == "to"
        ):
            be = be or tokens[at].low in _BE
            at += 1
        head = tokens[at]
        if head.content and (not be or is_past(head.low) or head.low.endswith("ing")):
            yield start, at + 1, head, be and is_past(head.low)
        at += 1


def _describes(tokens: Sequence[Token], at: int) -> bool:
    """ "The dismissed engineer": a participle behind an article is no verb."""
    return at > 0 and tokens[at - 1].low in _ARTICLES and tokens[at].low not in AUXILIARIES


def _is_verb(token: Token) -> bool:
    if token.name:
        return False
    low = token.low
    present = low.endswith("s") and low[:-1] in _BASES
    return low in AUXILIARIES or is_past(low) or VERB_FORMS.get(low) == "s" or present


def _antecedent(before: Sequence[Token]) -> tuple[Token, ...]:
    """The nouns between the last verb and the relative: what the clause may speak of."""
    found: list[Token] = []
    for token in reversed(before):
        if _is_verb(token) or token.low in _RELATIVE:
            break
        found.append(token)
    return _nouns(found[::-1])


def _nouns(tokens: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(t for t in tokens if t.content and t.low not in _MODIFIERS and t.kind == "word")


def _same_verb(one: Frame, other: Frame) -> bool:
    return is_same(one.verb.lemma, other.verb.lemma)


def _share(one: Frame, other: Frame) -> bool:
    return any(is_same(a.lemma, b.lemma) for a in one.subject for b in other.subject)
