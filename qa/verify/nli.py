"""A cross-encoder trained on natural language inference in place of the packaged last step.

Any sentence-transformers CrossEncoder with an "entailment" label will do. The checks by rule
come first all the same: such models pass "5%" for "6%" more often than they should.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from qa.errors import ModelMissing
from qa.names import same_name as _same_name
from qa.verify import Cited, Verdict, Verifier
from qa.verify.align import Evidence
from qa.verify.text import Reading
from qa.verify.types import Fault, SameName

__all__ = ["NliVerifier"]


class NliVerifier:
    """``verify`` with the probability of entailment as the score.

    ``name``: a folder or a name in the local cache. ``threshold``: the score from which a
    statement without a fault is supported. Raises ModelMissing where it cannot be loaded or
    has no label for entailment.
    """

    def __init__(
        self,
        name: str,
        *,
        threshold: float = 0.5,
        same_name: SameName = _same_name,
        attribution: bool = True,
    ) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import CrossEncoder
        from torch import nn

        try:
            self._model: Any = CrossEncoder(name, activation_fn=nn.Identity())
        except Exception as error:  # the library raises of many kinds
            raise ModelMissing(
                f"the verifier's model {name!r} cannot be loaded ({type(error).__name__}); name a "
                "folder that holds a sentence-transformers CrossEncoder"
            ) from error
        self._label = _entailment(self._model.config.id2label, name)
        self._threshold = threshold
        self._verifier = Verifier(None, same_name, attribution=attribution, meaning=self)

    def verify(self, statement: str, cited: Sequence[Cited]) -> Verdict:
        """As `qa.verify.verify`."""
        return self._verifier.verify(statement, cited)

    def likeness(self, word: str, others: Sequence[str]) -> float:
        """0: a cross-encoder knows no single words."""
        return 0.0

    def score(self, statement: Reading, evidence: Evidence, faults: Sequence[Fault]) -> float:
        """The probability, 0..1, that one cited sentence, or all in a row, entail the statement."""
        import numpy as np

        texts = [row.text for row in evidence.rows]
        premises = texts if len(texts) == 1 else [*texts, " ".join(texts)]
        logits = np.asarray(self._model.predict([(p, statement.text) for p in premises]))
        if logits.ndim == 1:
            return float((1.0 / (1.0 + np.exp(-logits))).max())
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return float((odds[:, self._label] / odds.sum(axis=1)).max())

    def threshold(self, evidence: Evidence) -> float:
        """The same for every statement."""
        return self._threshold


def _entailment(labels: dict[int, str], name: str) -> int:
    if len(labels) == 1:
        return 0
    for number, label in labels.items():
        if label.lower().startswith("entail"):
            return int(number)
    raise ModelMissing(
        f"the verifier's model {name!r} has the labels {', '.join(labels.values())}, none for "
        "entailment; name a model trained on natural language inference"
    )
