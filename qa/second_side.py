"""The other side of an answer: looked for anew once the first one is known.

Whoever denies a claim seldom uses the words of the question; they use those of the claim. So where
a question asks whether something is so, or how many, the claim that answers it is searched for in
its turn, and what another speaker says against it (a denial, an opposite word, another figure of
the same thing: `qa.disputes`) is read by the model that read the first. After the way in which
counter-arguments are found (Wachsmuth et al., "Retrieval of the Best Counterargument without Prior
Topic Knowledge", ACL 2018): alike in what they are about, unlike in what they say of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.attribution.contents import contents_of
from qa.disputes.asked import Asked, ask_of
from qa.disputes.figures import fate_of, figures_of
from qa.disputes.signs import Relation, compare_figures, signs_of_pair
from qa.disputes.verdict import kind_of, load_model, may_differ, signs_for
from qa.evidence import MOST_TOKENS, Budget, Evidence
from qa.names import name_tokens
from qa.question import Question, Want
from qa.reader import reading
from qa.verify.text import read
from qa.verify.words import is_same
from qa.when.preference import time_fit
from qa.when.reading import times_of

if TYPE_CHECKING:
    from index.types import Hit, Span
    from qa.evidence import Judge
    from qa.model import Generator
    from qa.signals import Around

__all__ = ["KEPT_TOKENS", "budget_for", "rival_chance", "with_other_side"]

Search = Callable[[str], Sequence["Hit"]]
Likeness = Callable[[Evidence, Evidence], float]

# Claims whose other side is looked for, sentences found for each, clauses read at most.
ANCHORS, FOUND, READ = 3, 12, 3
# A question that may have another side has so many tokens more to be read, kept for that side.
KEPT_TOKENS = 200
# The chance of a different answer (``qa.disputes.verdict``) from which a clause is worth reading,
# and the reader's log odds from which it is said: a clause that was looked for because it
# disagrees needs the reader's own yes, not only no objection.
WORTH, SAID = 0.6, 1.0
# Where each party's figure is asked for, the reader must only not be against it.
EACH_SAID = -1.0
# A clause that opens as a reply to what was claimed needs no other sign that it differs.
REPLY = 0.9
_REPLY = re.compile(
    r"[“\"]?(?:despite|contrary to|in spite of|notwithstanding|in reply to|in response to)\s"
    r"[^,]{0,80}?"
    r"\b(?:claims?|assertions?|statements?|reports?|announcements?|allegations?|accusations?|"
    r"assurances?|words|version|account)\b",
    re.I,
)
# The figure must name the very thing that is counted (``qa.disputes.asked.Asked.fits``).
NAMED = 3
# Below this likeness two clauses are on different matters.
SAME_MATTER = 0.3
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
    anchors = [e for e in evidence[:ANCHORS] if e.probability >= threshold]
    known = {e.place: e for e in evidence}
    found = _candidates(question, asked, anchors, known, search, judge, likeness)
    ranked = sorted(found, key=lambda c: c.chance, reverse=True)[:READ]
    unread = [c.around for c in ranked if _read_before(known, c.around) is None]
    if budget is not None:
        budget.kept = 0
    fresh = {e.place: e for e in _read(question, judge, generator, unread, budget)}
    read_now = ((_read_before(known, c.around) or fresh.get(c.around.place), c) for c in ranked)
    tried = [(e, c) for e, c in read_now if e is not None]
    each = asked.number and _EACH.search(question.text) is not None
    said = [(e, c.anchor) for e, c in tried if _answers(e, threshold, each)]
    return _behind_best(evidence, said)


def _answers(e: Evidence, threshold: float, each: bool) -> bool:
    """Whether a clause that says otherwise answers the question: the reader says so itself."""
    if each:
        return e.reading is not None and e.reading >= EACH_SAID
    return e.probability >= threshold and e.reading is not None and e.reading >= SAID


def _seeks(
    question: Question, asked: Asked, evidence: Sequence[Evidence], threshold: float
) -> bool:
    """Whether another side is to be looked for: something is said that may have one."""
    said = bool(evidence) and evidence[0].probability >= threshold
    return said and _has_sides(question, asked)


def _has_sides(question: Question, asked: Asked) -> bool:
    return question.want is not Want.SPEAKER and (asked.whether or asked.number)


def _candidates(
    question: Question,
    asked: Asked,
    anchors: Sequence[Evidence],
    known: dict[tuple[str, Span], Evidence],
    search: Search,
    judge: Judge,
    likeness: Likeness,
) -> Iterable[_Candidate]:
    """Clauses that may say otherwise than an anchor, each once, with the chance that it does."""
    best: dict[tuple[str, Span], _Candidate] = {}
    for anchor in anchors:
        hits = {hit.sentence.id: hit for hit in search(_claim(question, asked, anchor))[:FOUND]}
        for e in known.values():
            hits.setdefault(e.hit.sentence.id, e.hit)
        for around in judge.candidates(list(hits.values())):
            other = _bare(anchor, around)
            chance = _chance(question, asked, anchor, other, likeness)
            place = other.place
            if chance < WORTH or (place in best and best[place].chance >= chance):
                continue
            best[place] = _Candidate(chance, around, anchor)
    return best.values()


def _claim(question: Question, asked: Asked, anchor: Evidence) -> str:
    """What is searched for: the claim without its speaker; for a figure, with the question."""
    text = anchor.hit.document.text
    words = " ".join(span.of(text) for span in contents_of(text, anchor.clause)) or anchor.text
    return f"{question.text} {words}" if asked.number else words


def _chance(
    question: Question, asked: Asked, anchor: Evidence, other: Evidence, likeness: Likeness
) -> float:
    """The chance, 0..1, that a clause answers otherwise than the anchor; 0 where it cannot."""
    if other.text.lstrip("“\"‘'").lower().startswith("if "):
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
    """How probably a clause, 0..1, is the other side of one that answers; 0 where it cannot be.

    Of figures only another one of the very thing that is counted. Of claims one that denies what
    the other affirms, or holds an opposite word, by another voice.
    """
    signs = signs_of_pair(asked, one, other, cosine)
    if not may_differ(question, asked, one, other, signs):
        return 0.0
    if asked.number:
        relation, fit = compare_figures(asked, one.text, other.text)
        if relation is not Relation.DIFFER or fit < NAMED:
            return 0.0
        if times_of(question.text) and time_fit(question.text, other) != "fits":
            return 0.0  # a figure of another day, or of none, where one is asked for
        if _names_head(asked, one) and not _names_head(asked, other):
            return 0.0  # fronts are asked for, and men are told
    elif signs["same_speaker"] or not (signs["denies"] or signs["negated"] or signs["opposite"]):
        return 0.0
    kind = kind_of(question, asked)
    return load_model().probability(kind, signs_for(kind, signs))


def _names_head(asked: Asked, e: Evidence) -> bool:
    """Whether a figure of a clause counts the noun that the question counts."""
    words = (word for f in figures_of(e.text) for word in (*f.counted, *f.of))
    return bool(asked.head) and any(is_same(asked.head[-1], word) for word in words)


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


def _bare(anchor: Evidence, around: Around) -> Evidence:
    return Evidence(around.hit, around.clause, anchor.signals, 0.0)


def _read(
    question: Question,
    judge: Judge,
    generator: Generator,
    unread: Sequence[Around],
    budget: Budget | None,
) -> list[Evidence]:
    """Clauses judged as those that answered: by their signals and by the model."""
    texts = [reading(question, around) for around in unread]
    texts = list((budget or Budget()).taken(generator, texts))
    if not texts:
        return []
    unread = unread[: len(texts)]
    signals = judge.signals(question, unread)
    values = generator.score_readings(texts)
    found = []
    for around, sign, score, value in zip(
        unread, signals, judge.reranker.score(signals), values, strict=True
    ):
        total = score + judge.answerability.reading * value
        chance = judge.answerability.probability(total)
        found.append(Evidence(around.hit, around.clause, sign, total, chance, value))
    return found


def _read_before(known: dict[tuple[str, Span], Evidence], around: Around) -> Evidence | None:
    """The clause as evidence, where the model has read it already."""
    held = known.get(around.place)
    return held if held is not None and held.reading is not None else None


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
