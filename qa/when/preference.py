"""Which evidence comes first where a question names a time, or asks for the latest.

"How many were missing on Monday?" is not answered by the figure of Friday, though its words are as
near. Only where the days are known on all sides, and only among clauses that may answer anyhow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from qa.disputes.asked import Asked, ask_of
from qa.disputes.figures import figures_of
from qa.question import read_question
from qa.when.days import Days
from qa.when.events import as_of, is_of_report, times_told
from qa.when.reading import times_of

if TYPE_CHECKING:
    from index.types import Hit
    from qa.evidence import Evidence
    from qa.question import Question

    Judges = Callable[[Question, Sequence[Hit]], tuple[Evidence, ...]]

__all__ = ["in_time", "judged", "time_fit"]

# Of the threshold: what alone would hardly be said takes part no more (as in qa.select).
_SHARE = 0.7
# Of the best clause's probability: another day must not bring up what hardly answers.
_NEAR = 0.5
_LATEST = re.compile(
    r"\b(?:latest|most recent(?:ly)?|newest|up-to-date|last (?:reported|known))\b",
    re.I,
)
_EARLIEST = re.compile(
    r"\b(?:earliest|first (?:reported|known|announced|count|figure|report|estimate)|"
    r"initial(?:ly)?|at first)\b",
    re.I,
)
# Fewer words of content are no question to judge by.
_LEAST_WORDS = 2
_AT = re.compile(r"\b(?:on|in|at|during|over)(?: the)?\s+$", re.I)
_RELATION = re.compile(r"\b(before|after|since|until|till|by|from)(?: the)?\s+$", re.I)
# What came later was reported of later days, in words that no question of the day before has.
_ONWARDS = ("after", "since", "from")

Fit = Literal["fits", "other", "open"]


def judged(judge: Judges, question: Question, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Every clause of the hits, judged; the most probable answer first.

    A clause that tells of the very day that is asked for in other words ("on Sunday" for 5
    September 2021) is judged by the rest of the question too: words that it says otherwise must
    not count against it.
    """
    evidence = judge(question, hits)
    plain = _without_time(question.text)
    if plain is None:
        return evidence
    same = {e.place for e in evidence if _tells_otherwise(question.text, e)}
    kept = [h for h in hits if any(h.sentence.id == sentence for sentence, _ in same)]
    if not kept:
        return evidence
    again = {e.place: e for e in judge(read_question(plain), kept) if e.place in same}
    found = [max(e, again.get(e.place, e), key=lambda one: one.probability) for e in evidence]
    return tuple(sorted(found, key=lambda e: -e.probability))


def _without_time(question: str) -> str | None:
    """The question without the one time that it names, "after" included; None where little is
    left."""
    named = times_of(question)
    if len(named) != 1:
        return None
    before = question[: named[0].start]
    relation = _RELATION.search(before)
    if relation and relation[1].lower() not in _ONWARDS:
        return None
    before = _AT.sub("", _RELATION.sub("", before)).rstrip()
    plain = f"{before}{question[named[0].end :]}".strip(" ,")
    return plain if len(read_question(plain).terms) >= _LEAST_WORDS else None


def _tells_otherwise(question: str, e: Evidence) -> bool:
    """Whether a clause tells of the day asked for, counted from its publication."""
    if time_fit(question, e) != "fits":
        return False
    # "After 8 September" is never told in its own words: "On 10 September" is another day.
    found = (_RELATION.search(question[: t.start]) for t in times_of(question))
    related = any(relation and relation[1].lower() in _ONWARDS for relation in found)
    told = [t for t in times_told(e) if t.days is not None and (related or t.base != "none")]
    return bool(told) and not any(e.text[t.start : t.end] in question for t in told)


def in_time(question: str, evidence: Sequence[Evidence], threshold: float) -> tuple[Evidence, ...]:
    """The evidence, best first, with what is told of the time asked for before the rest.

    Where a figure of a named time is asked for, figures that are known to be of another time are
    left out, denials stay. What is brought forward takes the probability of the place that it
    comes to: it was the time that decided, and the others answer no better.
    """
    may = [e for e in evidence if e.probability >= _SHARE * threshold]
    if len(may) < 2 or may[0].probability < threshold:
        return tuple(evidence)
    asked = ask_of(question)
    if _LATEST.search(question) or _EARLIEST.search(question):
        ranked = _by_day(asked, may, bool(_LATEST.search(question)))
    else:
        ranked = _by_time_named(asked, may)
    placed = {id(e) for e in may}
    rest = [e for e in evidence if id(e) not in placed]
    return (*_in_places(ranked, may), *rest)


def _in_places(ranked: Sequence[Evidence], places: Sequence[Evidence]) -> list[Evidence]:
    return [
        e if e is place else replace(e, score=place.score, probability=place.probability)
        for e, place in zip(ranked, places, strict=False)
    ]


def _by_time_named(asked: Asked, may: Sequence[Evidence]) -> Sequence[Evidence]:
    fits = [time_fit(asked.text, e) for e in may]
    near = _NEAR * may[0].probability
    forward = [
        e for e, fit in zip(may, fits, strict=True) if fit == "fits" and e.probability >= near
    ]
    if not forward or (fits[0] != "other" and not (asked.number and "other" in fits)):
        return may
    if fits[0] != "other":
        forward = [may[0]]
    kept = [
        e
        for e, fit in zip(may, fits, strict=True)
        if e not in forward and not (asked.number and fit == "other" and not e.clause.denial)
    ]
    return [*forward, *kept]


def time_fit(question: str, e: Evidence) -> Fit:
    """Whether a clause tells of the one time that a question names."""
    document = e.hit.document
    named = times_of(question, document.published)
    if len(named) != 1 or named[0].days is None:
        return "open"
    relation = _RELATION.search(question[: named[0].start])
    if relation and named[0].base == "published":
        return "open"  # "before Friday": which one is another day in each document
    lies = _lies(relation, named[0].days)
    told = times_told(e)
    days = [time.days for time in told if time.days is not None]
    if any(map(lies, days)):
        return "fits"
    of_event = [t for t in told if not is_of_report(e.text, t)]
    # Every time has to be known, and to be of another day.
    known = bool(of_event) and len(days) == len(told)
    return "other" if known else "open"


def _lies(relation: re.Match[str] | None, named: Days) -> Callable[[Days], bool]:
    word = relation[1].lower() if relation else ""
    if word in ("before", "until", "till", "by"):
        return lambda days: days.first < named.first or (word != "before" and days.meets(named))
    if word in ("after", "since", "from"):
        return lambda days: days.last > named.last or (word != "after" and days.meets(named))
    return named.meets


def _by_day(asked: Asked, may: Sequence[Evidence], latest: bool) -> Sequence[Evidence]:
    """Rival accounts by their day; as they were where one has none."""
    if asked.number:
        rivals = [e for e in may if any(asked.fits(f) for f in figures_of(e.text))]
    else:
        rivals = [e for e in may if e.probability >= _NEAR * may[0].probability]
    days = [as_of(e) for e in rivals]
    known = [day for day in days if day is not None]
    if len(known) < len(days) or may[0] not in rivals:
        return may
    order = sorted(
        range(len(rivals)),
        key=lambda i: (
            (-1 if latest else 1) * (known[i].last if latest else known[i].first).toordinal()
        ),
    )
    ranked = [rivals[i] for i in order]
    return [*ranked, *(e for e in may if e not in ranked)]
