"""Whether a clause can be the words of the one whose words a question asks for.

"What did Ada Brandt say about the dam?" is not answered by what another said of it, however much
that clause is on the matter. The language model reads past this easily; what the attribution knows
is taken off the score before it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.lexical import tokenize
from qa.names import NameIndex, extract_names
from qa.names.forms import fold_name, is_acronym, spelled_alike
from qa.question import Question
from qa.signals import Around, Signals, holds_name, in_favour

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = ["against_speaker", "heard_of"]

# Logits, set on the invented corpora that no weights were trained on: another's words; words of
# nobody and without the name, where the one asked for speaks in no clause found; and a name that no
# document holds.
ANOTHERS, UNHEARD, UNKNOWN = 2.0, 2.0, 4.0
# So probable is a clause of theirs, where one asks what somebody said and of nothing.
HEARD = 0.5
_SAYING = frozenset(
    tokenize("say says said saying tell tells told state stated claim claimed give show list all")
) | frozenset(tokenize("else anything everything something ever statements words"))
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-z][\w’'-]+")


def against_speaker(
    question: Question,
    candidates: Sequence[Around],
    signals: Sequence[Signals],
    names: NameIndex,
    idf: Callable[[str], float | None],
) -> list[float]:
    """What to take off the score of each clause, 0 or more, in order.

    All 0 where the question asks for nobody's words, or for those of a role ("the mayor"): who
    that is, attribution often cannot tell. ``idf`` is None for a word that no document holds.
    """
    who = question.speaker
    asked = _CAPITAL.findall(who) if who else []
    if not asked:
        return [0.0] * len(candidates)
    spelled = [s for name in extract_names(who or "") for s in names.variants(name)]
    theirs = [
        _alike(asked, c.clause.speaker, c.clause.role)
        or (s["speaker"] == 1.0 and not _speaks_for_others(c.clause.role, spelled))
        for c, s in zip(candidates, signals, strict=True)
    ]
    heard = any(theirs)
    # A spelling of no document may still be meant for a name there: then a clause is theirs.
    unknown = 0.0 if heard or _known(asked, names, idf) else UNKNOWN
    stems = {stem for word in asked for stem in tokenize(word)}
    minus = []
    for candidate, own in zip(candidates, theirs, strict=True):
        named = not stems.isdisjoint(tokenize(candidate.text))
        other = ANOTHERS if candidate.clause.speaker else 0.0 if heard or named else UNHEARD
        minus.append(0.0 if own else unknown + other)
    return minus


def heard_of(
    question: Question, evidence: Sequence[Evidence], threshold: float
) -> tuple[Evidence, ...]:
    """The evidence with the clauses first, as answers, of one whose words on any matter are asked.

    "What did Ada Brandt say?" names nothing that a clause could be on, so each of hers answers.
    Where a matter is named, without what others say of it, if hers would be said by itself (from
    ``threshold`` on). As it was where nobody's words are asked for by name.
    """
    asked = _CAPITAL.findall(question.speaker or "")
    known = {*tokenize(question.speaker or "")} | _SAYING
    if not asked:
        return tuple(evidence)
    if question.numbers or not {*question.terms} <= known:
        return _without_others(asked, evidence, threshold)
    theirs: list[Evidence] = []
    others: list[Evidence] = []
    for e in evidence:
        if e.signals["speaker"] == 1.0 and _in_full(asked, e):
            theirs.append(replace(e, probability=max(e.probability, HEARD)))
        else:
            others.append(e)
    return (*theirs, *others)


def _without_others(
    asked: Sequence[str], evidence: Sequence[Evidence], threshold: float
) -> tuple[Evidence, ...]:
    """The evidence without other speakers' words, where the best clause is one of those and one of
    the party asked for is likely enough."""

    def is_theirs(e: Evidence) -> bool:
        told = _alike(asked, e.clause.speaker, e.clause.role)
        return told or e.signals["speaker"] == 1.0

    kept = tuple(e for e in evidence if e.clause.speaker is None or is_theirs(e))
    heard = any(e.probability >= threshold and is_theirs(e) for e in kept)
    return kept if heard and kept[0] is not evidence[0] else tuple(evidence)


def _in_full(asked: Sequence[str], evidence: Evidence) -> bool:
    """Whether a clause's speaker has every word of the name: a surname alone may be another's."""
    speaker = evidence.clause.speaker or ""
    return is_acronym(speaker) or all(_alike([word], speaker) for word in asked)


def _speaks_for_others(role: str | None, spelled: Sequence[str]) -> bool:
    """Whether a role names another body than the one asked for, however ``spelled``: "a Harbour
    Board spokesman" has only the spokesman in common with "the Council's spokesman"."""
    if role is None or not _CAPITAL.search(role):
        return False
    return not any(holds_name(role, spelling) for spelling in spelled)


def _alike(asked: Sequence[str], *told: str | None) -> bool:
    """Whether a word of the name asked for stands, however spelled, in what is told."""
    plain = [in_favour(text) for text in told if text]
    words = [fold_name(w) for text in plain for w in re.findall(r"\w+", text)]
    return any(spelled_alike(a, b) for a in map(fold_name, asked) for b in words)


def _known(asked: Sequence[str], names: NameIndex, idf: Callable[[str], float | None]) -> bool:
    """Whether a document may mean one of the words; what an acronym stands for is not known."""
    return any(
        is_acronym(word)
        or names.knows(word)
        or any(idf(stem) is not None for stem in tokenize(word))
        for word in asked
    )
