"""Whether a further clause belongs beside the one that answers best.

A logistic model over a dozen signs of the pair: how well each answers, how alike they are,
whether their figures agree or differ, whether one voice says both, what the question asks for.
Its weights (``weights/addition.json``) come from eval/calibrate.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qa.evidence import Evidence
from qa.packaged import read_weights
from qa.positions import dates_differ, figures_differ
from qa.question import Question, Want

__all__ = ["FEATURES", "Addition", "load_addition", "signs_of"]

WEIGHTS = "addition.json"
FEATURES = (
    "best", "other", "cosine", "same_document", "one_denies", "figures_differ", "figures_agree",
    "figures_differ_alike", "dates_differ", "speakers_differ", "same_speaker", "number", "date",
    "yes_no", "speaker", "open",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addition:
    """``weights`` by feature; ``threshold``: the probability from which a clause is added.

    A clause that no language model read has to reach ``unread``.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    unread: float

    def probability(self, signs: Mapping[str, float]) -> float:
        """The chance, 0..1, that the clause answers, be the best one right or wrong."""
        total = self.bias + sum(self.weights[name] * signs[name] for name in FEATURES)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def signs_of(
    question: Question, best: Evidence, other: Evidence, cosine: float
) -> dict[str, float]:
    """The features of a pair, each by its name."""
    differ = figures_differ(question, best.text, other.text)
    one, two = best.clause.speaker, other.clause.speaker
    want = question.want
    return {
        "best": best.score,
        "other": other.score,
        "cosine": cosine,
        "same_document": float(best.hit.document.id == other.hit.document.id),
        "one_denies": float(best.clause.denial != other.clause.denial),
        "figures_differ": float(differ is True),
        "figures_agree": float(differ is False),
        "figures_differ_alike": cosine if differ else 0.0,
        "dates_differ": float(dates_differ(best.text, other.text)),
        "speakers_differ": float(one is not None and two is not None and one != two),
        "same_speaker": float(one is not None and one == two),
        "number": float(want is Want.NUMBER),
        "date": float(want is Want.DATE),
        "yes_no": float(want is Want.YES_NO),
        "speaker": float(want is Want.SPEAKER),
        "open": float(want in (Want.THING, Want.REASON, Want.PERSON, Want.PLACE)),
    }


@lru_cache(maxsize=1)
def load_addition() -> Addition:
    """The packaged weights. Raises ModelMissing without them, ModelBroken if they are no such."""

    def made(stored: Any) -> Addition:
        weights = {name: float(stored["weights"][name]) for name in FEATURES}
        return Addition(weights, *(float(stored[name]) for name in ("bias", "threshold", "unread")))

    return read_weights(WEIGHTS, made)
