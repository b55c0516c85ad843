"""The other side of an answer: looked for anew once the first one is known.

Whoever denies a claim seldom uses the words of the question; they use those of the claim. So where
a question asks whether something is so, or how many, the claim that answers it is searched for in
its turn, and what another speaker says against it (a denial, an opposite word, another figure of
the same thing: `qa.disputes`) is read by the model that read the first. After the way in which
counter-arguments are found (Wachsmuth et al., "Retrieval of the Best Counterargument without Prior
Topic Knowledge", ACL 2018): alike in what they are about, unlike in what they say of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.disputes.asked import Asked, ask_of
from qa.disputes.figures import fate_of, figures_of
from qa.disputes.signs import signs_of_pair
from qa.disputes.verdict import kind_of, load_model, may_differ, signs_for
from qa.evidence import MOST_TOKENS, Budget, Evidence
from qa.looking import READ, Likeness, Looks, Search, bare, claims_nothing
from qa.names import name_tokens
from qa.other_figures import other_figures
from qa.question import Question, Want
from qa.verify.text import read

if TYPE_CHECKING:
    from index.types import Span
    from qa.evidence import Judge
    from qa.signals import Around

__all__ = ["KEPT_TOKENS", "budget_for", "rival_chance", "with_other_side"]

# Figures whose counterpart is looked for where each party's is asked for.
ANCHORS = 3
# A question that may have another side has so many tokens more to be read, kept for that side.
KEPT_TOKENS = 200
# The chance of a different answer (``qa.disputes.verdict``) from which a clause is weighed at all.
WORTH = 0.6
# What is read first: what the reranker makes of a clause counts half as much as its chance.
HALF = 0.5
# The probability that it answers from which it is said, however sure it is that it says otherwise.
SAID = 0.5
# The same for a further one: the other side is said already.
SAID_BESIDE = 0.75
# Chances nearer to 0 or 1 tell no more.
_SURE = 0.01
# The reader's own log odds must not be against it by more than this.
AGAINST = -1.0
# A clause that opens as a reply to what was claimed needs no other sign that it differs.
REPLY = 0.9
_REPLY = re.compile(
    r"[“\"]?(?:despite|contrary to|in spite of|notwithstanding|in reply to|in response to)\s"
    r"[^,]{0,80}?"
    r"\b(?:claims?|assertions?|statements?|reports?|announcements?|allegations?|accusations?|"
    r"assurances?|words|version|account)\b",
    re.I,
)
# Below this likeness two clauses are on different matters.
SAME_MATTER = 0.3
# Signs that one clause denies what the other affirms, or says the opposite.
_AGAINST = ("denies", "negated", "opposite")
# What both parties say of each other is asked for, not one figure.
_EACH = re.compile(
    r"\b(?:each|either side|(?:two|both|the) (?:sides|parties)|both|one another|each other)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A clause that may say otherwise than ``anchor``, with the chance, 0..1, that it does."""

    chance: float
    around: Around
    anchor: Evidence


def budget_for(question: Question) -> Budget:
    """The tokens that may be read for a question, some kept where it may have another side."""
    kept = KEPT_TOKENS if _has_sides(question, ask_of(question.text)) else 0
    return Budget(MOST_TOKENS + kept, kept)


def with_other_side(
    question: Question,
    evidence: Sequence[Evidence],
    threshold: float,
    search: Search,
    judge: Judge,
    likeness: Likeness,
    budget: Budget | None = None,
) -> tuple[Evidence, ...]:
    """The evidence with a clause that says otherwise behind the best one, where one is found.

    As it was where the best clause is not said, where the question asks for neither a figure nor
    whether something is so, without a model that judges, or where an other side is said anyhow.
    ``budget`` is what is left of the tokens that may be read: the likeliest are read first.
    """
    asked = ask_of(question.text)
    generator = judge.generator() if _seeks(question, asked, evidence, threshold) else None
    if generator is None or not generator.judges:
        return tuple(evidence)
    looks = Looks(question, asked, evidence, search, judge, likeness, generator, budget or Budget())
    looks.budget.kept = 0
    if not asked.number:
        return _other_claims(looks)
    each = _EACH.search(question.text) is not None
    return _each_party(looks, threshold) if each else other_figures(looks)


def _other_claims(looks: Looks) -> tuple[Evidence, ...]:
    """The evidence with what says otherwise than the best clause behind it, the surest first."""
    best = looks.evidence[0]
    found = [c for c in _candidates(looks, best) if c.around.place != best.place]
    logits = looks.unread([c.around for c in found])
    found.sort(key=lambda c: -(HALF * logits[c.around.place] + _log_odds(c.chance)))
    read = looks.read([c.around for c in found]).values()
    said = [e for e in read if _answers(e)]
    said.sort(key=lambda e: -e.score)
    order = {best.place: best}
    for e in said:
        if len(order) == 1 or e.probability >= SAID_BESIDE:
            order[e.place] = replace(e, rival=True)
    for e in looks.evidence:
        order.setdefault(e.place, e)
    return tuple(order.values())


def _answers(e: Evidence) -> bool:
    """Whether a clause that says otherwise answers the question, more likely than not."""
    return e.probability >= SAID and e.reading is not None and e.reading >= AGAINST


def _log_odds(chance: float) -> float:
    kept = max(_SURE, min(1.0 - _SURE, chance))
    return math.log(kept / (1.0 - kept))


def _each_party(looks: Looks, threshold: float) -> tuple[Evidence, ...]:
    """The evidence with the other party's figure of the same fate behind the best clause."""
    anchors = [e for e in looks.evidence[:ANCHORS] if e.probability >= threshold]
    found = [c for anchor in anchors for c in _candidates(looks, anchor)]
    read = looks.read([c.around for c in found][:READ])
    tried = [(read[c.around.place], c.anchor) for c in found if c.around.place in read]
    said = [(e, anchor) for e, anchor in tried if (e.reading or 0.0) >= AGAINST]
    return _behind_best(looks.evidence, said)


def _seeks(
    question: Question, asked: Asked, evidence: Sequence[Evidence], threshold: float
) -> bool:
    """Whether another side is to be looked for: something is said that may have one."""
    said = bool(evidence) and evidence[0].probability >= threshold
    return said and _has_sides(question, asked)


def _has_sides(question: Question, asked: Asked) -> bool:
    return question.want is not Want.SPEAKER and (asked.whether or asked.number)


def _candidates(looks: Looks, anchor: Evidence) -> Iterator[_Candidate]:
    """Clauses that may say otherwise than an anchor, with the chance that they do."""
    for around in looks.around(anchor):
        other = bare(anchor, around)
        chance = _chance(looks.question, looks.asked, anchor, other, looks.likeness)
        if chance >= WORTH:
            yield _Candidate(chance, around, anchor)


def _chance(
    question: Question, asked: Asked, anchor: Evidence, other: Evidence, likeness: Likeness
) -> float:
    """The chance, 0..1, that a clause answers otherwise than the anchor; 0 where it cannot."""
    if claims_nothing(other):
        return 0.0
    if asked.number and _EACH.search(question.text):
        return 1.0 if _returns(anchor, other) else 0.0
    near = likeness(anchor, other)
    if near < SAME_MATTER:
        return 0.0
    if asked.whether and _replies(anchor, other):
        return REPLY
    return rival_chance(question, asked, anchor, other, near)


def _replies(anchor: Evidence, other: Evidence) -> bool:
    """Whether another voice speaks in words of reply: "Despite the spokesman's claims, X said"."""
    same = anchor.clause.speaker is not None and anchor.clause.speaker == other.clause.speaker
    return not same and not anchor.clause.denial and _REPLY.match(other.text) is not None


def rival_chance(
    question: Question, asked: Asked, one: Evidence, other: Evidence, cosine: float
) -> float:
    """How probably a clause, 0..1, is the other side of a claim; 0 where it cannot be.

    It denies what the other affirms, or holds an opposite word, by another voice.
    """
    signs = signs_of_pair(asked, one, other, cosine)
    if not may_differ(question, asked, one, other, signs):
        return 0.0
    if signs["same_speaker"] or not any(signs[name] for name in _AGAINST):
        return 0.0
    kind = kind_of(question, asked)
    return load_model().probability(kind, signs_for(kind, signs))


def _returns(anchor: Evidence, other: Evidence) -> bool:
    """Whether another party tells a figure of the same fate: "killed 34", "killed 350"."""
    one, two = anchor.clause.speaker, other.clause.speaker
    if one is None or two is None or _is_one(one, two):
        return False
    fate = fate_of(t.lemma for t in read(anchor.text).content)
    return bool(fate) and any(f.fate == fate for f in figures_of(other.text))


def _is_one(one: str, other: str) -> bool:
    """Whether two names may be one: all words of the shorter stand in the longer."""
    first, second = set(name_tokens(one)), set(name_tokens(other))
    return first <= second or second <= first


def _behind_best(
    evidence: Sequence[Evidence], said: Sequence[tuple[Evidence, Evidence]]
) -> tuple[Evidence, ...]:
    """The best clause, what says otherwise (the surest first) with what it speaks against, the
    rest."""
    order: dict[tuple[str, Span], Evidence] = {evidence[0].place: evidence[0]}
    for rival, anchor in sorted(said, key=lambda pair: -pair[0].score):
        order.setdefault(rival.place, replace(rival, rival=True))
        order.setdefault(anchor.place, replace(anchor, rival=True))
    for e in evidence:
        order.setdefault(e.place, e)
    return tuple(order.values())
