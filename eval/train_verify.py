"""Train the last step of the verifier, and report what all of it is worth on held-out rows.

Of citations (a few sentences) it learns from invented corpora (`eval.verify_rows`): true
rewordings against additions and exchanged words, as far as no rule has refuted them. Of passages
it learns from WiCE's development claims, where they are there (Kamoi et al. 2023, "WiCE:
Real-World Entailment for Claims in Wikipedia", https://arxiv.org/abs/2303.01432; annotations
ODC-BY). Each model is a logistic regression with a ridge, fitted by Newton's method.

    python -m eval.train_verify --data PATH
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.verify_rows import Row, rows_of
from eval.verify_twins import Corpus, corpora, is_test, sentences_of
from qa.names import same_name
from qa.verify import Cited, Verifier, find_faults
from qa.verify.align import Evidence, Place, gather
from qa.verify.meaning import SIGNALS, VECTOR_SIGNALS, Meaning
from qa.verify.text import read
from qa.verify.types import Encode
from qa.verify.words import alternatives

__all__ = [
    "WICE",
    "Claim",
    "Model",
    "balanced_accuracy",
    "best_threshold",
    "cross_validated",
    "fit",
    "main",
    "wice_claims",
]

Array = NDArray[np.float64]
Model = dict[str, Any]
WICE = "oracle_chunks__claim__dev.jsonl"
RIDGE = 3.0
# Balanced accuracy is flat about its best; one word that nobody knows is refused, since a
# refused rewording costs plainness and a passed invention costs trust.
AT_LEAST = 0.65
# What the model is not to see of a citation: rules have seen to it, or it says nothing.
_BLIND = frozenset(
    "faults name_fault number_fault polar_fault speaker_fault rows numbers_any names numbers "
    "length order bigrams covered_best held held_run".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of WiCE: the signals of each of its chunks, and whether it is supported."""

    text: str
    chunks: tuple[Mapping[str, float], ...]
    supported: bool


def fit(x: Array, y: Array, weight: Array, ridge: float = RIDGE) -> tuple[Array, float]:
    """Weights (k,) and bias of a logistic regression of x (n, k) on y (n,), 0 or 1.

    Columns are standardised for the ridge; ``weight`` (n,) weighs the rows.
    """
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([(x - mean) / scale, np.ones((len(x), 1))])
    beta = np.zeros(z.shape[1])
    penalty = np.diag([ridge] * x.shape[1] + [1e-6])
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-np.clip(z @ beta, -30.0, 30.0)))
        gradient = z.T @ (weight * (y - p)) - penalty @ beta
        hessian = (z * (weight * p * (1.0 - p))[:, None]).T @ z + penalty
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return beta[:-1] / scale, float(beta[-1] - (beta[:-1] / scale) @ mean)


def balanced_accuracy(scores: Array, labels: NDArray[np.bool_], threshold: float) -> float:
    """The mean of the shares of positives and of negatives that a threshold tells right."""
    passed = scores >= threshold
    return float((passed[labels].mean() + (~passed)[~labels].mean()) / 2)


def best_threshold(scores: Array, labels: NDArray[np.bool_], *, strict: bool = False) -> float:
    """The middle, or the greatest, of the thresholds that are within a hundredth of the best."""
    tried = np.unique(np.round(scores, 3))
    worth = np.array([balanced_accuracy(scores, labels, t) for t in tried])
    good = tried[worth >= worth.max() - 0.01]
    return float(good.max() if strict else good.mean())


def wice_claims(path: Path) -> list[Claim]:
    """The claims of a WiCE file of oracle chunks with the signals of words alone."""
    meaning = Meaning({}, None)
    found: dict[str, list[Mapping[str, float]]] = {}
    labels: dict[str, bool] = {}
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        evidence = gather([Cited(text) for text in item["evidence"]])
        statement = read(item["claim"])
        faults = find_faults(statement, evidence, same_name, True, meaning.likeness)
        found.setdefault(item["claim"], []).append(meaning.signals(statement, evidence, faults))
        labels[item["claim"]] = item["label"] == "supported"
    return [Claim(text, tuple(chunks), labels[text]) for text, chunks in found.items()]


def _matrix(chunks: Sequence[Mapping[str, float]], names: Sequence[str]) -> Array:
    return np.array([[chunk[name] for name in names] for chunk in chunks])


def _fit_claims(claims: Sequence[Claim], names: Sequence[str]) -> Model:
    """A model of passages; a claim's chunks share one vote, and both labels weigh alike."""
    chunks = [chunk for claim in claims for chunk in claim.chunks]
    y = np.array([float(claim.supported) for claim in claims for _ in claim.chunks])
    weight = np.array([1.0 / len(claim.chunks) for claim in claims for _ in claim.chunks])
    weight = np.where(y > 0.5, weight / weight[y > 0.5].sum(), weight / weight[y < 0.5].sum())
    weights, bias = fit(_matrix(chunks, names), y, weight * len(claims) / 2, ridge=10.0)
    return {"weights": dict(zip(names, weights.tolist(), strict=True)), "bias": bias}


def _scores(claims: Sequence[Claim], model: Model) -> Array:
    """The best chunk's score of each claim."""
    names = list(model["weights"])
    beta = np.array([model["weights"][name] for name in names])
    logits = [float((_matrix(c.chunks, names) @ beta).max()) + model["bias"] for c in claims]
    return np.asarray(1.0 / (1.0 + np.exp(-np.array(logits))))


def cross_validated(
    claims: Sequence[Claim], names: Sequence[str] = SIGNALS, folds: int = 5, repeats: int = 5
) -> float:
    """Balanced accuracy over held-out folds; threshold and weights are set on the others."""
    labels = np.array([claim.supported for claim in claims])
    found = []
    for seed in range(repeats):
        fold = np.random.default_rng(seed).permutation(len(claims)) % folds
        right = np.zeros(len(claims))
        for held in range(folds):
            kept = [c for c, f in zip(claims, fold, strict=True) if f != held]
            model = _fit_claims(kept, names)
            threshold = best_threshold(_scores(kept, model), labels[fold != held])
            right[fold == held] = _scores(claims, model)[fold == held] >= threshold
        found.append(balanced_accuracy(right, labels, 0.5))
    return float(np.mean(found))


def _exchanged(one: Cited, corpus: Corpus, rng: random.Random) -> str | None:
    """The sentence with another noun in the place of one."""
    places = list(re.finditer(r"(?<=\bthe )[a-z]{4,9}\b(?! of)", one.text))
    others = [noun for noun in corpus.nouns if noun not in one.text]
    if not places or not others:
        return None
    place = rng.choice(places)
    return one.text[: place.start()] + rng.choice(others) + one.text[place.end() :]


def _reworded(one: Cited, rng: random.Random) -> str | None:
    """The sentence with a listed word of the same meaning in the place of one."""
    places = [m for m in re.finditer(r"\b[a-z]{4,12}\b", one.text) if alternatives(m.group())]
    if not places:
        return None
    place = rng.choice(places)
    other = rng.choice(alternatives(place.group()))
    return one.text[: place.start()] + other + one.text[place.end() :]


class _Literal(Evidence):
    """Evidence that knows no words of one meaning, to learn from those that are listed."""

    def like(self, lemma: str) -> tuple[Place, ...]:
        return ()

    def holds(self, lemma: str) -> bool:
        return lemma in self.lemmas


def close_rows(found: Sequence[Corpus], count: int, seed: int) -> list[Row]:
    """Twins, corruptions and exchanged nouns of the corpora, about ``count`` of each."""
    rng = random.Random(seed)
    rows = rows_of(found, count, seed, supported=True)
    rows += [r for r in rows_of(found, count * 4, seed, supported=False)
             if r.kind == "unsupported"]  # fmt: skip
    pool = [(corpus, one) for corpus in found for one in sentences_of(corpus)]
    for corpus, one in rng.sample(pool, min(len(pool), count // 3)):
        statement = _exchanged(one, corpus, rng)
        if statement is not None:
            rows.append(Row(statement, (one,), False, "exchanged", corpus.name))
    for corpus, one in rng.sample(pool, min(len(pool), count // 2)):
        statement = _reworded(one, rng)
        if statement is not None:
            rows.append(Row(statement, (one,), True, "reworded", corpus.name))
    return rows


def train_close(rows: Sequence[Row], encode: Encode | None) -> Model:
    """A model of citations, learnt from the statements that no rule refutes.

    Listed synonyms are hidden from it, so that it learns what another word for the same looks
    like beside a word for another thing.
    """
    meaning = Meaning({}, encode)
    names = [n for n in (*SIGNALS, *(VECTOR_SIGNALS if encode else ())) if n not in _BLIND]
    signals, labels = [], []
    for row in rows:
        evidence, statement = gather(row.cited), read(row.statement)
        if find_faults(statement, evidence, same_name, True, meaning.likeness):
            continue
        hidden = _Literal(evidence.cited, evidence.rows, evidence.about)
        signals.append(meaning.signals(statement, hidden, ()))
        labels.append(float(row.supported))
    x, y = _matrix(signals, names), np.array(labels)
    weight = np.where(y > 0.5, 1.0 / y.sum(), 1.0 / (1.0 - y).sum()) * len(y) / 2
    weights, bias = fit(x, y, weight)
    scores = 1.0 / (1.0 + np.exp(-(x @ weights + bias)))
    model = {"weights": dict(zip(names, weights.tolist(), strict=True)), "bias": bias}
    return model | {"threshold": max(AT_LEAST, best_threshold(scores, y > 0.5, strict=True))}


def _report(found: Sequence[Corpus], count: int, encode: Encode | None) -> None:
    verifier = Verifier(encode)
    for supported in (False, True):
        right: dict[str, list[bool]] = {}
        for row in rows_of(found, count, 1, supported=supported):
            verdict = verifier.verify(row.statement, row.cited)
            right.setdefault(row.kind, []).append(verdict.supported == supported)
        every = [one for row in right.values() for one in row]
        print("passed" if supported else "caught", f"{np.mean(every):.3f} of {len(every)}")
        print("  " + ", ".join(f"{kind} {np.mean(row):.2f}" for kind, row in right.items()))


def main() -> None:
    """Train the models, write the weights, and report on the corpora kept for the test."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="holds wice/")
    parser.add_argument("--out", type=Path, default=Path("qa/weights/verify.json"))
    parser.add_argument("--rows", type=int, default=1200, help="rows of each kind to train on")
    parser.add_argument("--report-only", action="store_true")
    parser.add_argument("--no-vectors", action="store_true", help="without the embedder")
    arguments = parser.parse_args()
    encode = None if arguments.no_vectors else _encoder()
    found = list(corpora(Path("eval/datasets/training")))
    models = json.loads(arguments.out.read_text("utf-8")) if arguments.out.is_file() else {}
    if not arguments.report_only:
        rows = close_rows([c for c in found if not is_test(c.name)], arguments.rows, seed=7)
        models["close"] = train_close(rows, None)
        if encode is not None:
            models["close_vectors"] = train_close(rows, encode)
        path = arguments.data / "wice" / WICE
        if path.is_file():
            claims = wice_claims(path)
            print(f"WiCE, cross-validated: {cross_validated(claims):.3f} of {len(claims)} claims")
            wide = _fit_claims(claims, SIGNALS)
            labels = np.array([claim.supported for claim in claims])
            models["wide"] = wide | {"threshold": best_threshold(_scores(claims, wide), labels)}
        else:
            print(f"wice: not under {arguments.data}, its model is left as it was")
        arguments.out.write_text(json.dumps(_rounded(models), indent=1) + "\n", "utf-8")
    held = [corpus for corpus in found if is_test(corpus.name)]
    _report(held, 500, None)
    if encode is not None:
        print("with vectors")
        _report(held, 500, encode)


def _encoder() -> Encode:
    from index.embed import open_embedder
    from qa.settings import Settings

    return open_embedder(None, Settings().cache_folder).encode


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return round(value, 5)


if __name__ == "__main__":
    main()
