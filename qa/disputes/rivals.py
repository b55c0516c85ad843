"""Whether a clause is another side, or account, beside one that answers, read or not yet read.

Who gives another figure seldom does so in the question's words ("Eleven people were taken to
hospital", "Seven received treatment for minor injuries"), and a reader that sees one clause alone
takes it for a poor answer. But two accounts of one thing have more in common than that: the thing
counted, the unit, what befell those counted, the order of magnitude, what is told beside it. Each
sign alone is weak; two logistic models weigh them, before and after the clause is read. Asked
whether something is so, two others do: before it is read, whether a clause says otherwise (it
denies what the other affirms, replies, is another's, is about the same); once it is read, whether
it answers at all, on whichever side. All weights (``weights/rivals.json``) are fitted by
eval/train_rivals.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from qa.disputes.asked import Asked
from qa.disputes.figures import Figure, agree
from qa.disputes.signs import Relation, compare_figures, covered, fitting, signs_of_pair
from qa.packaged import read_weights
from qa.verify.text import read
from qa.verify.words import is_same

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = [
    "SIGNS",
    "STEPS",
    "Odds",
    "Rivals",
    "claim_signs",
    "figure_signs",
    "held",
    "load_rivals",
]

WEIGHTS = "rivals.json"
SIGNS = {
    "figures": (
        "named", "same_counted", "same_fate", "ratio", "cosine", "covered", "same_document",
        "same_speaker", "voices", "recount", "same_place",
    ),
    "claims": (
        "negated", "negated_common", "contra_about", "cosine", "overlap", "speakers_differ",
        "same_speaker", "reply",
    ),
}  # fmt: skip
# What each model weighs, the reranker's logit and, once read, the reading (nats) included. Whether
# a clause answers at all its likeness to the best one does not tell. (Of claims the first bar is
# below all odds: the likeliest are read, however likely.)
STEPS = {
    "figures": {
        "unread": (*SIGNS["figures"], "logit"),
        "read": (*SIGNS["figures"], "logit", "reading"),
    },
    "claims": {"unread": (*SIGNS["claims"], "logit"), "read": ("reply", "logit", "reading")},
}
# Words of reply need no other sign that somebody says otherwise: "Despite the minister's claims".
_REPLY = re.compile(
    r"[“\"]?(?:despite|contrary to|in spite of|notwithstanding|in reply to|in response to)\s"
    r"[^,]{0,80}?"
    r"\b(?:claims?|assertions?|statements?|reports?|announcements?|allegations?|accusations?|"
    r"assurances?|words|version|account)\b",
    re.I,
)
# Below this cosine it is something else that the words reply to.
_REPLIED = 0.25
# Words that give a count of what was counted before: "Police put the figure at 120", "The memorial
# lists 138 names", "Number of appliances: 1,940".
_RECOUNT = re.compile(
    r"\b(?:puts?|putting|gives?|gave|giving)\b[^.;]{0,50}?\b(?:at|as)\s+(?:\w+\s+){0,3}?[£$€]?\d|"
    r"\b(?:puts?|putting)\b[^.;]{0,50}?\bat\b|"
    r"\b(?:count(?:s|ed|ing)?|list(?:s|ed|ing)?|records?|recorded|registered|tallied|"
    r"estimated?s?)\s+(?:\w+\s+){0,3}?"
    r"(?:\d|(?:thir|four|fif|six|seven|eigh|nine)teen\b|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"seven|eight|nine|ten|eleven|twelve|hundred)|"
    r"\b(?:number|figure|total|toll|count|sum|turnout)\b[^.;]{0,40}?"
    r"(?::|\b(?:is|was|were|stood at|of))\s",
    re.I,
)
# Beyond these logit and reading tell no more.
_LEAST, _MOST = -5.0, 4.0
_FAR = 3.0


@dataclass(frozen=True, slots=True)
class Odds:
    """A logistic model; ``bar``: the log odds from which what it looks for is held for so."""

    weights: Mapping[str, float]
    bias: float
    bar: float

    def of(self, signs: Mapping[str, float]) -> float:
        """The log odds."""
        return self.bias + sum(w * signs[name] for name, w in self.weights.items())


@dataclass(frozen=True, slots=True)
class Rivals:
    """``unread``: how likely it is worth reading; ``read``: how likely it is said."""

    unread: Odds
    read: Odds


@lru_cache(maxsize=1)
def load_rivals() -> Mapping[str, Rivals]:
    """The packaged weights, of ``figures`` and ``claims``. Raises ModelMissing without them,
    ModelBroken if they are no such."""

    def made(stored: Any) -> Mapping[str, Rivals]:
        return {
            what: Rivals(*(_odds(stored[what][step], names) for step, names in steps.items()))
            for what, steps in STEPS.items()
        }

    return read_weights(WEIGHTS, made)


def _odds(stored: Mapping[str, Any], names: Sequence[str]) -> Odds:
    weights = {name: float(stored["weights"][name]) for name in names}
    return Odds(weights, float(stored["bias"]), float(stored["bar"]))


def held(value: float) -> float:
    """A logit or a reading within the bounds beyond which it tells no more."""
    return max(_LEAST, min(_MOST, value))


def claim_signs(asked: Asked, anchor: Evidence, other: Evidence, cosine: float) -> dict[str, float]:
    """The signs of a clause beside one that answers whether something is so; each 0..1."""
    signs = signs_of_pair(asked, anchor, other, cosine)
    replies = _REPLY.match(other.text) is not None and cosine >= _REPLIED
    signs["reply"] = float(replies and not signs["same_speaker"])
    return {name: signs[name] for name in SIGNS["claims"]}


def figure_signs(
    asked: Asked, anchor: Evidence, other: Evidence, cosine: float, nearby: str = ""
) -> dict[str, float] | None:
    """The signs of a clause with another figure than ``anchor``'s; None where it has none.

    ``nearby``: the words around the clause, in which what is asked about may be named. Each sign
    is 0 or 1 but for ``cosine``, ``covered`` (the share of the question's words that it holds) and
    ``ratio`` (how far apart the figures are, 0 to 3: `_ratio`).
    """
    if compare_figures(asked, anchor.text, other.text)[0] is not Relation.DIFFER:
        return None
    mine, theirs = fitting(asked, anchor.text), fitting(asked, other.text)
    apart = [(a, b) for a, b in product(mine, theirs) if agree(a[1], b[1]) is False]
    if not apart:
        return None
    (_, a), (fit, b) = max(apart, key=lambda pair: _kinship(*pair))
    speakers = anchor.clause.speaker, other.clause.speaker
    signs = {
        "named": fit == 3,
        "same_counted": _same_counted(a, b),
        "same_fate": bool(a.fate) and a.fate == b.fate,
        "ratio": _ratio(a, b),
        "cosine": cosine,
        "covered": covered(asked, other.text),
        "same_document": anchor.hit.document.id == other.hit.document.id,
        "same_speaker": None not in speakers and speakers[0] == speakers[1],
        "recount": _RECOUNT.search(other.text) is not None,
        "voices": None not in speakers and speakers[0] != speakers[1],
        "same_place": _from_one_place(asked, a, b, f"{other.text} {nearby}"),
    }
    return {name: float(value) for name, value in signs.items()}


def _from_one_place(asked: Asked, a: Figure, b: Figure, words: str) -> bool:
    """Whether two distances are reckoned from one place ("43 miles north of Orle", "150km from
    Orle"), the second in words that name what is asked about."""
    common = frozenset().union(*a.places) & frozenset().union(*b.places)
    names = {t.lemma for t in read(asked.text).tokens if t.name} - common
    return bool(common) and bool(names & {t.lemma for t in read(words).tokens})


def _kinship(one: tuple[int, Figure], two: tuple[int, Figure]) -> tuple[float, ...]:
    """How much two figures have in common: the pair that has most is compared."""
    a, b = one[1], two[1]
    fits = min(one[0], two[0]), one[0] + two[0]
    return *fits, _same_counted(a, b), a.fate == b.fate, -_ratio(a, b)


def _ratio(a: Figure, b: Figure) -> float:
    """How far apart two figures are: the natural logarithm of the ratio of their nearest ends, 0 to
    3; "tens" and "hundreds" are next to each other."""
    less, more = sorted((a, b), key=lambda f: f.low + f.high)
    return min(_FAR, max(0.0, math.log((more.low + 1e-9) / (less.high + 1e-9))))


def _same_counted(a: Figure, b: Figure) -> bool:
    return any(is_same(x, y) for x, y in product(a.counted[-1:], b.counted[-1:]))
