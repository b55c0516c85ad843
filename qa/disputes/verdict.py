"""Whether two clauses that may both answer give different answers: a logistic model over signs.

Its weights (``weights/disputes.json``) were set by hand and measured by eval/conflicts.py: a fit on
the few conflicts at hand was worse on folders kept apart. What
it may judge at all is gated by what the question asks for: figures for a number, moments for a
date, causes for a reason, names for a person or place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.answer_type import Kind
from qa.disputes.asked import Asked
from qa.disputes.figures import figures_of
from qa.disputes.moments import moments_of
from qa.disputes.signs import Relation, compare_figures, holds_any, signs_of_pair
from qa.packaged import read_weights
from qa.question import Question, Want
from qa.when.days import published_days
from qa.when.events import as_of, event_days

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = [
    "Model",
    "agrees",
    "corrects",
    "differ",
    "happen_apart",
    "is_anothers",
    "is_of_others",
    "is_update",
    "kind_of",
    "load_model",
    "may_differ",
    "signs_for",
]

WEIGHTS = "disputes.json"
# Below this cosine two sentences are about different matters, whatever their words deny.
SAME_MATTER = 0.2
# Asked whether something is so, one of two opposite clauses has to hold this share of the
# question's words, or else the two have to be about one thing by their own words.
SAME_DEED, SAME_WORDS = 0.5, 0.45
# From this cosine on a clause tells what the one before it told.
SAME_ACCOUNT = 0.6
_CAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|for (?!the first)|caus\w+|over|so that|in order|after|"
    r"reason|result|trigger\w*|led to|brought|fault|own wish|accord|own|to \w+)\b",
    re.I,
)
_LATER = re.compile(
    r"\b(?:so far|(?:has|have|had) (?:now )?(?:risen|grown|climbed|fallen)|(?:rose|climbed|fell|"
    r"rises|climbs) to|updat\w+|revis\w+|latest (?:figure|count|toll|total)|corrected|no longer|"
    r"new (?:figure|count|total)|earlier (?:figure|count|report)s?|(?:down|up) from)\b",
    re.I,
)

_RECKONED = re.compile(
    r"\b(?:toll|totals?|count(?:s|ed)?|figures?|tally|in all|to date|stood at|stands at|put at|"
    r"altogether|(?:is|are|was|were) dead|(?:has|have|had) (?:now )?\w+(?:ed|en))\b",
    re.I,
)
# What tells nothing for a kind of question: the beginnings of the names of signs.
_BLIND: dict[str, tuple[str, ...]] = {
    "reason": ("figure_", "moment_"),
    "name": ("figure_", "moment_"),
    "whether": ("figure_same", "moment_same"),
    "open": ("figure_same", "moment_same"),
    "number": ("moment_",),
}
_CORRECTION = re.compile(
    r"\W*(?:corrections?|clarifications?|erratum|errata|corrigend(?:um|a))\b[^:.]{0,30}[:.–—-]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` by sign, a ``bias`` for each kind of question, and the ``threshold``."""

    weights: Mapping[str, float]
    bias: Mapping[str, float]
    threshold: float

    def probability(self, kind: str, signs: Mapping[str, float]) -> float:
        """The chance, 0..1, that the two give different answers."""
        total = self.bias[kind] + sum(w * signs[name] for name, w in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The packaged weights. Raises ModelMissing without them, ModelBroken if they are no such."""
    return read_weights(
        WEIGHTS, lambda stored: Model(stored["weights"], stored["bias"], float(stored["threshold"]))
    )


def kind_of(question: Question, asked: Asked) -> str:
    """The kind of question for which the model has a bias."""
    if asked.number:
        return "number"
    if asked.date:
        return "date"
    if asked.whether:
        return "whether"
    if asked.kind is Kind.NAME:
        return "name"  # "which commander", "what firm"
    return {Want.PERSON: "name", Want.PLACE: "name", Want.REASON: "reason"}.get(
        question.want, "open"
    )


def may_differ(
    question: Question, asked: Asked, a: Evidence, b: Evidence, signs: Mapping[str, float]
) -> bool:
    """Whether two clauses tell enough of what is asked that their answers can differ."""
    if question.want is Want.SPEAKER or " ".join(a.text.split()) == " ".join(b.text.split()):
        return False
    if is_of_others(asked, a.text) or is_of_others(asked, b.text):
        return False
    if is_anothers(asked, a) or is_anothers(asked, b):
        return False
    kind = kind_of(question, asked)
    if signs["cosine"] < SAME_MATTER and (
        kind not in ("number", "date") or not signs["covered_least"]
    ):
        return False
    near = signs["cosine"] >= SAME_WORDS or signs["covered_most"] >= SAME_DEED
    if kind == "whether" and not near and not signs["negated"]:
        return False
    if kind == "number":
        return any(signs[f"figure_differ_{fit}"] for fit in ("named", "bare", "loose"))
    if kind == "date":
        return bool(signs["moment_differ"])
    if kind == "reason":
        return all(_CAUSE.search(e.text) for e in (a, b))
    if kind == "name":
        return bool(signs["names_apart"])
    if kind == "open" and all(_is_askeds(asked, e) for e in (a, b)):
        return False  # one party is asked for, and both are its words
    if kind == "whether" and not signs["denies"]:
        return not signs["same_speaker"] and bool(
            signs["contra"] or signs["opposite"] or signs["negated"]
        )
    return not signs["same_speaker"]


def is_anothers(asked: Asked, evidence: Evidence) -> bool:
    """Whether one party's account is asked for, and a clause is by name another party's."""
    speaker = evidence.clause.speaker
    if not asked.sayer or speaker is None or not re.search(r"[A-Z]", speaker[1:]):
        return False
    return not asked.is_named(_voice(evidence))


def _is_askeds(asked: Asked, evidence: Evidence) -> bool:
    """Whether one party's account is asked for, and a clause may be that party's by name."""
    return bool(asked.sayer and evidence.clause.speaker) and asked.is_named(_voice(evidence))


def _voice(evidence: Evidence) -> str:
    """The words that tell who speaks in a clause: name, role, and what stands there."""
    clause, place = evidence.clause, evidence.clause.source_span
    written = place.of(evidence.hit.document.text) if place else ""
    return " ".join(filter(None, (clause.speaker, clause.role, written)))


def is_of_others(asked: Asked, text: str) -> bool:
    """Whether the figures of a text count another party's people, or another thing, than asked."""
    figures = [f for f in figures_of(text) if not f.year]
    strange = [asked.of_others(f) for f in figures]
    return any(strange) and not any(asked.fits(f) > 1 for f in figures)


def differ(question: Question, asked: Asked, a: Evidence, b: Evidence, cosine: float) -> bool:
    """Whether two clauses give different answers; symmetric in the two."""
    signs = signs_of_pair(asked, a, b, cosine)
    if not may_differ(question, asked, a, b, signs):
        return False
    model, kind = load_model(), kind_of(question, asked)
    return model.probability(kind, signs_for(kind, signs)) >= model.threshold


def agrees(
    question: Question, asked: Asked, evidence: Evidence, other: Evidence, cosine: float
) -> bool:
    """Whether a clause that does not differ from another answers the question with it.

    It does where it tells the other's figure, and may where it tells a moment at all. Asked
    whether something was done, it does not where it tells the deed of something else: "capturing
    11 checkpoints" does not say that the town was captured. Nor where the other tells the deed, in
    the question's word or one of its meaning, and it does not, unless its account is near to the
    other's: "has joined the rebels" does not say so either.
    """
    kind = kind_of(question, asked)
    if kind == "number":
        return compare_figures(asked, evidence.text, other.text)[0] is Relation.SAME
    if kind == "date":
        return bool(moments_of(evidence.text))
    if kind == "whether" and asked.deed and asked.object:
        deed = frozenset((asked.deed,))
        if holds_any(evidence.text, deed):
            strange = not holds_any(evidence.text, asked.object)
        else:
            strange = holds_any(other.text, deed)
        return not strange or cosine >= SAME_ACCOUNT
    return True


def signs_for(kind: str, signs: Mapping[str, float]) -> dict[str, float]:
    """The signs that tell for a kind of question: figures tell nothing of a reason, nor days of a
    number, and what "rose by 3% in May" and "did not rise by 3% in May" have in common does not
    make them one answer."""
    blind = _BLIND.get(kind, ())
    if kind == "open" and not (signs["negated"] or signs["negated_common"] or signs["denies"]):
        blind = ()  # "not flats" beside it denies nothing of a common plan
    return {n: 0.0 if blind and n.startswith(blind) else v for n, v in signs.items()}


def _later(a: Evidence, b: Evidence, by_event: bool) -> Evidence | None:
    """The one of two accounts that is of a later day; None where that is not known."""
    published = [published_days(e.hit.document.published) for e in (a, b)]
    for first, last in ([as_of(a), as_of(b)] if by_event else published, published):
        if first is not None and last is not None and not first.meets(last):
            return a if last < first else b
    return None


def corrects(new: Evidence, old: Evidence) -> bool:
    """Whether an account is headed as a correction, in another's text or its outlet."""
    one, other = new.hit.document, old.hit.document
    one_house = one.id == other.id or (one.outlet is not None and one.outlet == other.outlet)
    marked = [_CORRECTION.match(e.hit.text) is not None for e in (new, old)]
    return one_house and marked == [True, False]


def is_update(a: Evidence, b: Evidence, by_event: bool = True) -> bool:
    """Whether the later of two accounts, by known dates, takes the place of the earlier one.

    It does where the same speaker or outlet gives it, or where its words say so ("has risen
    to") and it is not another party's by name, whose account it may contradict. An account is of
    the day that it tells (``by_event``), else of its publication. Where a date is unknown nothing
    is known to be later, but what is headed "Correction" in the same text, or by the same outlet,
    takes the place of what it corrects whatever its day.
    """
    one, other = a.hit.document, b.hit.document
    if corrects(a, b) or corrects(b, a):
        return True
    later = _later(a, b, by_event)
    if later is None:
        return False
    speakers = a.clause.speaker, b.clause.speaker
    same_speaker = speakers[0] is not None and speakers[0] == speakers[1]
    same_outlet = one.outlet is not None and one.outlet == other.outlet and speakers == (None, None)
    marked = _LATER.search(later.text) is not None and not _are_two(*speakers)
    return same_speaker or same_outlet or marked


def _are_two(one: str | None, other: str | None) -> bool:
    """Whether two speakers are named, and by names that have no word in common."""
    names = [set(re.findall(r"[A-Z][\w'’-]+", speaker or "")) - {"The"} for speaker in (one, other)]
    return all(names) and not names[0] & names[1]


def happen_apart(asked: Asked, a: Evidence, b: Evidence) -> bool:
    """Whether two accounts tell of the deaths of different days: those who were killed on 1 May and
    on 5 May are neither a dispute nor an update. A count as it stood on a day is ("20 missing")."""
    if asked.fate != "dead" or any(
        _LATER.search(e.text) or _RECKONED.search(e.text) for e in (a, b)
    ):
        return False
    one, other = event_days(a), event_days(b)
    return bool(one and other) and not any(x.meets(y) for x in one for y in other)
