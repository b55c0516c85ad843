"""WiCE: does the verifier tell claims that their sources support from those they do not?

Wikipedia claims with chunks of the cited pages (annotations ODC-BY, texts CC BY-SA,
https://arxiv.org/abs/2303.01432). A claim counts as supported if one of its chunks supports it
whole; its score is the best of its chunks. Beside it, in the same run, the share of the claim's
content words that a chunk holds, with a threshold fitted on the other four fifths.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics.refusal import auroc
from eval.metrics.stats import Measure, Row, Table
from eval.sets.small import json_lines, sample
from eval.sets.task import Answers, Context, Task
from index.embed import open_embedder
from index.lexical import tokenize
from qa.verify import Cited, Verifier

__all__ = ["balanced_accuracy", "cross_fitted", "wice_task"]

FOLDS = 5


@dataclass(frozen=True, slots=True)
class _Claim:
    id: str
    claim: str
    chunks: tuple[tuple[str, ...], ...]
    supported: bool


def balanced_accuracy(said: NDArray[np.float64], true: NDArray[np.float64]) -> float:
    """The mean of the recalls of both classes, 0..1; NaN without both. Labels are 0 and 1."""
    yes, no = said[true > 0.5], said[true < 0.5]
    return float((yes.mean() + 1.0 - no.mean()) / 2) if len(yes) and len(no) else float("nan")


def cross_fitted(table: Table) -> float:
    """Balanced accuracy of a score (column 0) for labels (1), each fold (2) judged by the
    threshold that is best on the other folds."""
    said = np.zeros(len(table))
    for fold in np.unique(table[:, 2]):
        rest, here = table[table[:, 2] != fold], table[:, 2] == fold
        cuts = np.unique(rest[:, 0])
        found = [balanced_accuracy((rest[:, 0] >= cut).astype(float), rest[:, 1]) for cut in cuts]
        if found and not np.all(np.isnan(found)):
            said[here] = table[here, 0] >= cuts[int(np.nanargmax(found))]
    return balanced_accuracy(said, table[:, 1])


def _verdict(row: Row) -> Sequence[float]:
    return float(row["passed"]), float(row["supported"])


def _score(row: Row) -> Sequence[float]:
    return float(row["score"]), float(row["supported"])


def _overlap(row: Row) -> Sequence[float]:
    fold = int(hashlib.sha256(row["id"].encode()).hexdigest()[:4], 16) % FOLDS
    return round(float(row["overlap"]), 3), float(row["supported"]), float(fold)


def _balanced(table: Table) -> float:
    return balanced_accuracy(table[:, 0], table[:, 1])


def _area(table: Table) -> float:
    return auroc(table[:, 0], table[:, 1])


MEASURES = (
    Measure("balanced", "Balanced accuracy, verifier", "supported against the rest", _verdict,
            _balanced, group="Faithfulness"),
    Measure("balanced.floor", "Balanced accuracy, word overlap", "five-fold", _overlap,
            cross_fitted, better=0, group="Faithfulness"),
    Measure("auroc", "AUROC, verifier's score", "", _score, _area, group="Faithfulness"),
    Measure("auroc.floor", "AUROC, word overlap", "", _overlap, _area, better=0,
            group="Faithfulness"),
)  # fmt: skip


def _claims(rows: Sequence[dict[str, object]]) -> list[_Claim]:
    chunks: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    about: dict[str, tuple[str, bool]] = {}
    for row in rows:
        meta = row["meta"]
        assert isinstance(meta, dict)
        name, evidence = str(meta["id"]), row["evidence"]
        assert isinstance(evidence, list)
        chunks[name].append(tuple(str(text) for text in evidence))
        about[name] = str(row["claim"]), row["label"] == "supported"
    return [_Claim(name, about[name][0], tuple(chunks[name]), about[name][1]) for name in about]


def wice_task(context: Context) -> Task:
    """The task. Raises Skipped where the file is not there."""
    claims = _claims(json_lines(context.data / "wice", "oracle_chunks__claim__dev.jsonl"))
    items = sample(claims, context.limit)

    @contextmanager
    def start() -> Iterator[Answers]:
        settings = context.settings
        embedder = open_embedder(settings.embedder, settings.cache_folder, threads=settings.threads)
        verifier = Verifier(embedder.encode)

        def answer(item: _Claim) -> Row:
            verdicts = [
                verifier.verify(item.claim, tuple(Cited(text) for text in chunk))
                for chunk in item.chunks
            ]
            words = set(tokenize(item.claim))
            held = [len(words & set(tokenize(" ".join(chunk)))) for chunk in item.chunks]
            return {
                "id": item.id,
                "question": item.claim,
                "supported": item.supported,
                "passed": any(verdict.supported for verdict in verdicts),
                "score": max(verdict.score for verdict in verdicts),
                "overlap": max(held) / max(1, len(words)),
                "reason": verdicts[0].message,
            }

        yield answer

    return Task(
        name="wice",
        about="WiCE development claims with oracle chunks (ODC-BY); the verifier's weights were "
        "fitted on rows of this file, so its figure is no held-out one",
        digest=hashlib.sha256(repr(items).encode()).hexdigest(),
        items=items,
        start=start,
        measures=MEASURES,
        anchors={
            "balanced": "whole article, test: AlignScore .660, MiniCheck-T5-L .722, GPT-4o .785 "
            "(LLM-AggreFact); ours with these rows held out, five-fold: .750",
            "balanced.floor": "whole words, .623",
            "auroc.floor": "whole words, .704",
        },
        wrong=lambda row: row["passed"] is not row["supported"],
    )
