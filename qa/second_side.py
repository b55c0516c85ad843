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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.attribution.contents import contents_of
from qa.disputes.asked import Asked, ask_of
from qa.disputes.figures import fate_of, figures_of
from qa.disputes.rivals import figure_signs, held, load_rivals
from qa.disputes.signs import Relation, compare_figures, signs_of_pair
from qa.disputes.verdict import (
    is_anothers,
    is_of_others,
    kind_of,
    load_model,
    may_differ,
    signs_for,
)
from qa.evidence import MOST_TOKENS, Budget, Evidence
from qa.names import name_tokens
from qa.question import Question, Want
from qa.reader import reading
from qa.verify.text import read
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
ANCHORS, FOUND, READ = 3, 12, 4
# A question that may have another side has so many tokens more to be read, kept for that side.
KEPT_TOKENS = 200
# The chance of a different answer (``qa.disputes.verdict``) from which a clause is weighed at all.
WORTH = 0.6
# What is read first: what the reranker makes of a clause counts half as much as its chance.
HALF = 0.5
# The probability that it answers from which it is said, however sure it is that it says otherwise.
SAID = 0.5
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
# So many days are a time within which a figure without a day may lie.
LONG = 300
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
    looks = _Looks(
        question, asked, evidence, search, judge, likeness, generator, budget or Budget()
    )
    looks.budget.kept = 0
    if not asked.number:
        return _other_claims(looks)
    each = _EACH.search(question.text) is not None
    return _each_party(looks, threshold) if each else _other_figures(looks)


@dataclass(frozen=True, slots=True)
class _Looks:
    """What looking for another side needs: the question, what is found, how to find and read."""

    question: Question
    asked: Asked
    evidence: Sequence[Evidence]
    search: Search
    judge: Judge
    likeness: Likeness
    generator: Generator
    budget: Budget

    def around(self, anchor: Evidence) -> list[Around]:
        """Every clause found for the claim of a clause, and all that was found before."""
        query = _claim(self.question, self.asked, anchor)
        hits = {hit.sentence.id: hit for hit in self.search(query)[:FOUND]}
        for e in self.evidence:
            hits.setdefault(e.hit.sentence.id, e.hit)
        return self.judge.candidates(list(hits.values()))

    def read(self, chosen: Sequence[Around]) -> dict[tuple[str, Span], Evidence]:
        """Clauses by their place as the model judges them: all that it has judged, and of the
        rest the first few that the budget allows."""
        known = {e.place: e for e in self.evidence if e.reading is not None}
        fresh = [c for c in chosen if c.place not in known][:READ]
        read = _read(self.question, self.judge, self.generator, fresh, self.evidence, self.budget)
        known.update((e.place, e) for e in read)
        return {c.place: known[c.place] for c in chosen if c.place in known}

    def unread(self, chosen: Sequence[Around]) -> dict[tuple[str, Span], float]:
        """What each clause scores, as a logit, before the model reads it."""
        judged = self.judge.unread(self.question, chosen, self.evidence)
        return {e.place: e.score for e in judged}


def _other_figures(looks: _Looks) -> tuple[Evidence, ...]:
    """The evidence with other figures of what is asked for behind the best clause, the likeliest
    first; what gives another figure, but of something else, is marked as no other side."""
    best = looks.evidence[0]
    around = [c for c in looks.around(best) if c.place != best.place]
    others = {c.place: (c, signs) for c in around if (signs := _figure(looks, best, c))}
    signs = {place: one for place, one in others.items() if _may_rival(looks, one[0])}
    odds = _weighed(looks, signs)
    order = {best.place: best}
    for place, (e, _) in sorted(odds.items(), key=lambda item: -item[1][1]):
        # Who repeats another side's figure is no further side: the next one may be.
        if not any(_same_figure(looks.asked, e, kept) for kept in order.values()):
            order[place] = replace(e, rival=True)
    for e in looks.evidence:
        of_other = e.place in others and e.place not in odds
        order.setdefault(e.place, replace(e, rival=False) if of_other else e)
    return tuple(order.values())


def _weighed(
    looks: _Looks, signs: Mapping[tuple[str, Span], tuple[Around, Mapping[str, float]]]
) -> dict[tuple[str, Span], tuple[Evidence, float]]:
    """Of clauses with other figures those of another side, read, with the log odds of it."""
    rivals = load_rivals()
    logits = looks.unread([around for around, _ in signs.values()])
    shown = {place: {**signs[place][1], "logit": held(logits[place])} for place in signs}
    before = {place: rivals.unread.of(one) for place, one in shown.items()}
    worth = [place for place, odds in before.items() if odds >= rivals.unread.bar]
    likely = sorted(worth, key=lambda place: -before[place])
    found: dict[tuple[str, Span], tuple[Evidence, float]] = {}
    for place, e in looks.read([signs[place][0] for place in likely]).items():
        odds = rivals.read.of({**shown[place], "reading": held(e.reading or 0.0)})
        if odds >= rivals.read.bar:
            found[place] = (e, odds)
    return found


def _same_figure(asked: Asked, one: Evidence, other: Evidence) -> bool:
    return compare_figures(asked, one.text, other.text)[0] is Relation.SAME


def _figure(looks: _Looks, best: Evidence, around: Around) -> dict[str, float] | None:
    """The signs of a clause that tells another figure than the best one; None of no such."""
    other = _bare(best, around)
    return figure_signs(looks.asked, best, other, looks.likeness(best, other))


def _is_of_time(question: str, other: Evidence) -> bool:
    """Whether a figure can be of the time asked for: told of it, or of a year that is left open."""
    named = times_of(question)
    if not named:
        return True
    fit = time_fit(question, other)
    days = [time.days for time in named if time.days is not None]
    long = all((d.last - d.first).days >= LONG for d in days)
    return fit == "fits" or (fit == "open" and bool(days) and long)


def _may_rival(looks: _Looks, around: Around) -> bool:
    """Whether another figure can be of what is asked for: of that day, that party, that voice."""
    other, asked = _bare(looks.evidence[0], around), looks.asked
    if _claims_nothing(other) or is_of_others(asked, other.text) or is_anothers(asked, other):
        return False
    voice = " ".join(filter(None, (other.clause.speaker, other.clause.role)))
    if asked.sayer and voice and not asked.is_named(voice):
        return False
    return _is_of_time(looks.question.text, other)


def _claims_nothing(other: Evidence) -> bool:
    """Whether a clause is a condition or a question: it takes no side."""
    words = other.text.strip("“”\"‘’' ")
    return words.lower().startswith("if ") or words.endswith("?")


def _other_claims(looks: _Looks) -> tuple[Evidence, ...]:
    """The evidence with what says otherwise than the best clause behind it, the surest first."""
    best = looks.evidence[0]
    found = [c for c in _candidates(looks, best) if c.around.place != best.place]
    logits = looks.unread([c.around for c in found])
    found.sort(key=lambda c: -(HALF * logits[c.around.place] + _log_odds(c.chance)))
    read = looks.read([c.around for c in found]).values()
    said = [replace(e, rival=True) for e in read if _answers(e)]
    order = {e.place: e for e in (best, *sorted(said, key=lambda e: -e.score))}
    for e in looks.evidence:
        order.setdefault(e.place, e)
    return tuple(order.values())


def _answers(e: Evidence) -> bool:
    """Whether a clause that says otherwise answers the question, more likely than not."""
    return e.probability >= SAID and e.reading is not None and e.reading >= AGAINST


def _log_odds(chance: float) -> float:
    kept = max(_SURE, min(1.0 - _SURE, chance))
    return math.log(kept / (1.0 - kept))


def _each_party(looks: _Looks, threshold: float) -> tuple[Evidence, ...]:
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


def _candidates(looks: _Looks, anchor: Evidence) -> Iterator[_Candidate]:
    """Clauses that may say otherwise than an anchor, with the chance that they do."""
    for around in looks.around(anchor):
        other = _bare(anchor, around)
        chance = _chance(looks.question, looks.asked, anchor, other, looks.likeness)
        if chance >= WORTH:
            yield _Candidate(chance, around, anchor)


def _claim(question: Question, asked: Asked, anchor: Evidence) -> str:
    """What is searched for: the claim without its speaker; for a figure, with the question."""
    text = anchor.hit.document.text
    words = " ".join(span.of(text) for span in contents_of(text, anchor.clause)) or anchor.text
    return f"{question.text} {words}" if asked.number else words


def _chance(
    question: Question, asked: Asked, anchor: Evidence, other: Evidence, likeness: Likeness
) -> float:
    """The chance, 0..1, that a clause answers otherwise than the anchor; 0 where it cannot."""
    if _claims_nothing(other):
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


def _bare(anchor: Evidence, around: Around) -> Evidence:
    return Evidence(around.hit, around.clause, anchor.signals, 0.0)


def _read(
    question: Question,
    judge: Judge,
    generator: Generator,
    unread: Sequence[Around],
    beside: Sequence[Evidence],
    budget: Budget,
) -> list[Evidence]:
    """Clauses judged as those that answered: by their signals and by the model."""
    texts = list(budget.taken(generator, [reading(question, around) for around in unread]))
    if not texts:
        return []
    judged = judge.unread(question, unread[: len(texts)], beside)
    found = []
    for e, value in zip(judged, generator.score_readings(texts), strict=True):
        total = e.score + judge.answerability.reading * value
        chance = judge.answerability.probability(total)
        found.append(replace(e, score=total, probability=chance, reading=value))
    return found


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
