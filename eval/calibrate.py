"""Fit what stands behind the reranker and the reader, on folders that neither has seen.

Two logistic models (scikit-learn is not needed for sixteen weights; torch's L-BFGS fits them):
the probability that the best clause answers, given its score (``weights/answerability.json``;
Platt 1999), and the probability that another clause answers beside it
(``weights/addition.json``). Thresholds are left as they are: they are set on tune halves.

    python -m eval.train_reranker --leave --out build/held.npz
    python -m eval.calibrate --reranker build/held.npz
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from eval.train_reranker import auroc
from eval.training_rows import HELD_OUT, begins, gold_of, wordings
from index import PassageIndex
from index.embed import Embedder, open_embedder
from qa.addition import FEATURES, load_addition, signs_of
from qa.assistant import Assistant
from qa.evidence import READ_BY_MODEL, load_answerability
from qa.question import read_question
from qa.reranker import SignalReranker
from qa.select import SAME_WORDS
from qa.settings import Settings

__all__ = ["main"]

PENALTY = 0.005
# What a reading may be worth against the reranker's logit; the choice is written down by hand.
WEIGHED = (0.5, 1.0, 1.5, 2.0, 3.0)
WEIGHTS = Path("qa/weights")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's best score and whether that clause is gold; the pairs it makes with others.

    ``read``: of each clause that the model read, the reranker's logit, the reading, and whether
    the clause is gold.
    """

    answerable: bool
    score: float
    right: bool
    pairs: tuple[tuple[dict[str, float], bool], ...]
    read: tuple[tuple[float, float, bool], ...] = ()


def judged(folder: Path, embedder: Embedder, reranker: SignalReranker) -> Iterator[Judged]:
    """Every question of a training folder, asked of the real pipeline."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    with tempfile.TemporaryDirectory() as scratch:
        index = PassageIndex.update(folder, Path(scratch) / "index", embedder)
        with Assistant(index, Settings(), embedder) as assistant:
            judge = replace(assistant.judge, reranker=reranker)
            asked = [(item, words) for item in map(json.loads, lines) for words in wordings(item)]
            for item, words in asked:
                gold = gold_of(item)
                question = read_question(words)
                found = judge(question, index.search(question.text, 24))[:READ_BY_MODEL]
                labels = [gold(e.hit.document.source, e.clause.span) for e in found]
                if not found:
                    continue
                pairs = []
                for other, label in zip(found[1:], labels[1:], strict=True):
                    cosine = assistant.likeness(found[0], other)
                    # Also where the best is wrong: then most is won by saying another too.
                    if any(labels) and cosine <= SAME_WORDS:
                        pairs.append((signs_of(question, found[0], other, cosine), label))
                read = tuple(
                    (e.score - judge.answerability.reading * e.reading, e.reading, label)
                    for e, label in zip(found, labels, strict=True)
                    if e.reading is not None
                )
                yield Judged(bool(item["sides"]), found[0].score, labels[0], tuple(pairs), read)


def logistic(
    rows: NDArray[np.float64], labels: NDArray[np.float64], penalty: float
) -> tuple[NDArray[np.float64], float]:
    """Weights (columns,) and bias of ridge logistic regression on standardised columns."""
    mean, scale = rows.mean(0), rows.std(0)
    scale = np.where(scale < 1e-6, 1.0, scale)
    x, y = torch.from_numpy((rows - mean) / scale), torch.from_numpy(labels)
    weights = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (
            torch.nn.functional.binary_cross_entropy_with_logits(x @ weights[:-1] + weights[-1], y)
            + penalty * (weights[:-1] ** 2).sum()
        )
        loss.backward()  # type: ignore[no-untyped-call]  # torch does not type it
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]  # torch does not type it
    fitted = weights.detach().numpy()
    raw = fitted[:-1] / scale
    return raw, float(fitted[-1] - raw @ mean)


def fit(found: Sequence[Judged]) -> tuple[dict[str, float], dict[str, float], float]:
    """Slope and bias of the answer's probability; weights and bias of an addition's."""
    scores = np.array([[j.score] for j in found])
    slope, bias = logistic(scores, np.array([float(j.right) for j in found]), 0.0)
    pairs = [pair for j in found for pair in j.pairs]
    rows = np.array([[signs[name] for name in FEATURES] for signs, _ in pairs])
    weights, pair_bias = logistic(rows, np.array([float(label) for _, label in pairs]), PENALTY)
    named = {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}
    return {"slope": float(slope[0]), "bias": bias}, named, pair_bias


def weigh(found: Sequence[Judged], weight: float) -> tuple[float, float]:
    """P@1, and AUROC of answerable against not, were a reading worth ``weight`` logits.

    Of the questions whose clauses a model read, and only of the clauses it read.
    """
    first: list[bool] = []
    best: dict[bool, list[float]] = {True: [], False: []}
    for judged in found:
        if judged.read:
            score, right = max((base + weight * value, gold) for base, value, gold in judged.read)
            best[judged.answerable].append(score)
            first += [right] * judged.answerable
    return float(np.mean(first)), auroc(best[True], best[False])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=HELD_OUT, help="how the folders to fit on begin")
    parser.add_argument("--reranker", type=Path, required=True, help="trained without them")
    arguments = parser.parse_args()
    with np.load(arguments.reranker) as stored:
        members: dict[str, dict[str, NDArray[np.float32]]] = {}
        for key in stored.files:
            number, _, name = key.partition(".")
            members.setdefault(number, {})[name] = stored[key].astype(np.float32)
    reranker = SignalReranker(tuple(members.values()))
    embedder = open_embedder(None, Settings().cache_folder)
    found: list[Judged] = []
    for folder in sorted(Path("eval/datasets/training").iterdir()):
        if begins(folder.name, arguments.only):
            found += judged(folder, embedder, reranker)
            print(folder.name, len(found), flush=True)
    yes, no = ([j.score for j in found if j.answerable is kind] for kind in (True, False))
    first = np.mean([j.right for j in found if j.answerable])
    print(f"{len(yes)} answerable: P@1 {first:.3f}; {len(no)} not: AUROC {auroc(yes, no):.3f}")
    for weight in WEIGHED:
        print("a reading worth {}: P@1 {:.3f}, AUROC {:.3f}".format(weight, *weigh(found, weight)))
    answer, weights, bias = fit(found)
    kept = {**{f: getattr(load_answerability(), f) for f in _LEFT}, **answer}
    (WEIGHTS / "answerability.json").write_text(json.dumps(kept) + "\n", "utf-8")
    was = load_addition()
    addition = {
        "weights": weights,
        "bias": round(bias, 4),
        "threshold": was.threshold,
        "unread": was.unread,
    }
    (WEIGHTS / "addition.json").write_text(json.dumps(addition, indent=1) + "\n", "utf-8")


_LEFT = ("likelihood", "reading", "threshold", "floor")

if __name__ == "__main__":
    main()
