"""Judge whether a clause answers a question: a small network over its signals.

Each content word of the question becomes a row of signals; the rows are passed through one
layer and pooled (mean, greatest, least), so that one word which nothing in the clause answers
to can sink it, as in the kernel and soft-match rankers (Xiong et al. 2017,
https://arxiv.org/abs/1706.06613). The pooled row and the clause's own give a logit against
"none of the clauses answers": above 0 says "rather this one than nothing". Five
members of about 11,000 weights each, trained by eval/train_reranker.py, run in numpy and are
averaged. A sentence-transformers CrossEncoder can be named to add its own score.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelBroken, ModelMissing
from qa.signals import GLOBAL, TOKEN, Signals

__all__ = ["CrossEncoderScorer", "SignalReranker", "load_reranker"]

WEIGHTS = "reranker.npz"
_NAMES = frozenset("w1 b1 w2 b2 w3 b3 w4 b4 linear mean scale".split())
Array = NDArray[np.float32]


class SignalReranker:
    """The trained network; ``members`` are averaged."""

    def __init__(self, members: Sequence[Mapping[str, Array]]) -> None:
        self._members = tuple(members)

    def score(self, signals: Sequence[Signals]) -> list[float]:
        """One logit for each candidate, higher is better."""
        return [
            float(np.mean([_logit(member, one) for member in self._members])) for one in signals
        ]


def load_reranker() -> SignalReranker:
    """The packaged weights.

    Raises ModelMissing where they are not there, ModelBroken where they cannot be read or are
    for other signals.
    """
    arrays = _stored()
    members: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        number, _, weight = name.partition(".")
        members.setdefault(number, {})[weight] = array
    if not members or not all(_fits(member) for member in members.values()):
        raise ModelBroken(
            "the reranker's weights are for other signals than this version computes; "
            "reinstall, or train them again with `python -m eval.train_reranker`"
        )
    return SignalReranker(tuple(members.values()))


def _fits(member: Mapping[str, Array]) -> bool:
    if not member.keys() >= _NAMES:
        return False
    return member["mean"].shape == (len(GLOBAL),) and member["w1"].shape[0] == len(TOKEN)


def _stored() -> dict[str, Array]:
    try:
        raw = (files("qa") / "weights" / WEIGHTS).read_bytes()
        with np.load(BytesIO(raw), allow_pickle=False) as stored:
            return {name: stored[name].astype(np.float32) for name in stored.files}
    except OSError as error:
        raise ModelMissing(
            f"the reranker's weights, {WEIGHTS}, are not in the installed package ({error}); "
            "reinstall it"
        ) from error
    except (ValueError, EOFError, BadZipFile) as error:
        raise ModelBroken(
            f"the reranker's weights, {WEIGHTS}, cannot be read ({error}); reinstall the package"
        ) from error


def _gelu(x: Array) -> Array:
    """GELU by its tanh form (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415)."""
    inner = np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3))
    return np.asarray(0.5 * x * (1.0 + inner), dtype=np.float32)


def _logit(w: Mapping[str, Array], signals: Signals) -> float:
    rows = _gelu(signals.tokens @ w["w1"] + w["b1"]) @ w["w2"] + w["b2"]
    pooled = np.concatenate([rows.mean(axis=0), rows.max(axis=0), rows.min(axis=0)])
    clause = (signals.clause - w["mean"]) / w["scale"]
    hidden = _gelu(np.concatenate([pooled, clause]) @ w["w3"] + w["b3"])
    return float(hidden @ w["w4"] + w["b4"] + clause @ w["linear"])


class CrossEncoderScorer:
    """A sentence-transformers CrossEncoder on this machine; its logits join the packaged ones."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import CrossEncoder
        from torch import nn

        try:
            self._model: Any = CrossEncoder(name, activation_fn=nn.Identity())
        except Exception as error:  # the library raises of many kinds
            raise ModelMissing(
                f"the reranker {name!r} cannot be loaded ({type(error).__name__}); name a folder "
                "that holds a sentence-transformers CrossEncoder"
            ) from error

    def score(self, question: str, sentences: Sequence[str]) -> list[float]:
        """One logit for each sentence."""
        if not sentences:
            return []
        return [float(s) for s in self._model.predict([(question, s) for s in sentences])]
