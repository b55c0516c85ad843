"""Fit the weights by which another figure is held for another side (``qa.disputes.rivals``).

    python -m eval.train_rivals [--only PREFIXES] [--write]

Of every question after a figure in the invented corpora (``eval/datasets/training``; those named
by how they begin, or all) the best clause is taken, and each found clause with another figure.
It is another side where it overlaps gold of a side that the best clause does not give; what
repeats the best clause's own side is left out. Prints the AUROC on corpora left out in turn (six
folds) and, at several bars, how many sides are found and how many other clauses and one-answer
questions are taken for disputed; ``--write`` packages weights fitted on all. Bars are set by hand.
Some two seconds a question on two cores; needs the group ``train``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.calibrate import WEIGHTS, logistic
from eval.questions import DATASETS
from eval.train_reranker import auroc
from eval.training_rows import begins
from index import PassageIndex
from index.embed import Embedder, open_embedder
from qa.assistant import Assistant
from qa.disputes.asked import ask_of
from qa.disputes.rivals import STEPS, figure_signs, held, load_rivals
from qa.evidence import Budget, Evidence
from qa.looking import Looks
from qa.question import read_question
from qa.reader import reading
from qa.settings import Settings

__all__ = ["Pair", "main", "pairs_of", "table"]

PASSAGES, READ = 24, 9
PENALTY, FOLDS = 0.015, 6
BARS = (-1.5, -1.0, -0.5, 0.0, 0.5)
Gold = Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A best clause with another: ``signs`` with logit and, once read, reading; whether the other
    is another ``side``; of which ``question`` with one answer (``single``) or several."""

    corpus: str
    question: str
    single: bool
    side: bool
    signs: Mapping[str, float]


def pairs_of(folder: Path, embedder: Embedder) -> Iterator[Pair]:
    """The pairs of one corpus: its questions after a figure, asked of the real steps."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [item for item in map(json.loads, lines) if item["sides"] and not item.get("history")]
    with tempfile.TemporaryDirectory() as scratch:
        index = PassageIndex.update(folder, Path(scratch) / "index", embedder)
        with Assistant(index, Settings(), embedder) as assistant:
            for item in asked:
                if ask_of(item["question"]).number:
                    yield from _pairs(assistant, item, folder.name)


def _pairs(assistant: Assistant, item: Mapping[str, Any], corpus: str) -> Iterator[Pair]:
    question, judge = read_question(item["question"]), assistant.judge
    hits = assistant.search(question.text, PASSAGES)
    found = judge(question, hits)
    generator = judge.generator()
    if not found or found[0].probability < assistant.threshold or generator is None:
        return
    best, asked, search = found[0], ask_of(question.text), partial(assistant.search, k=PASSAGES)
    looks = Looks(question, asked, found, search, judge, assistant.likeness, generator, Budget())
    around = looks.around(best)
    kept = []
    for e, one in zip(judge.unread(question, around), around, strict=True):
        signs = figure_signs(asked, best, e, assistant.likeness(best, e))
        if signs is not None and e.place != best.place:
            kept.append((e, one, {**signs, "logit": held(e.score)}))
    kept.sort(key=lambda row: -row[0].score)
    values = generator.score_readings([reading(question, one) for _, one, _ in kept[:READ]])
    for at, (e, _, signs) in enumerate(kept):
        same, side = _sides(item, best, e)
        if not same:
            read = {"reading": held(values[at])} if at < len(values) else {}
            yield Pair(corpus, item["id"], len(item["sides"]) == 1, side, {**signs, **read})


def _sides(item: Mapping[str, Any], best: Evidence, other: Evidence) -> tuple[bool, bool]:
    """Whether two clauses give one side, and whether the second gives one the first does not."""
    mine, theirs = (
        {
            number
            for number, side in enumerate(item["sides"])
            for place in side["evidence"]
            if place["source"] == e.hit.document.source
            and place["start"] < e.clause.span.end
            and e.clause.span.start < place["end"]
        }
        for e in (best, other)
    )
    return bool(mine & theirs), bool(theirs - mine)


def table(pairs: Sequence[Pair], names: Sequence[str]) -> tuple[NDArray[np.float64], list[float]]:
    """Weights with the bias last, (columns + 1,), and each pair's log odds by a model that saw
    none of its corpus."""
    rows = np.array([[pair.signs[name] for name in names] for pair in pairs])
    sides = np.array([float(pair.side) for pair in pairs])
    corpora = sorted({pair.corpus for pair in pairs})
    fold = np.array([corpora.index(pair.corpus) % FOLDS for pair in pairs])
    apart = np.zeros(len(pairs))
    for left in range(min(FOLDS, len(corpora))):
        weights, bias = logistic(rows[fold != left], sides[fold != left], PENALTY)
        apart[fold == left] = rows[fold == left] @ weights + bias
    weights, bias = logistic(rows, sides, PENALTY)
    return np.append(weights, bias), [float(one) for one in apart]


def _print(step: str, pairs: Sequence[Pair], odds: Sequence[float]) -> None:
    by_side: dict[bool, list[float]] = {True: [], False: []}
    for pair, one in zip(pairs, odds, strict=True):
        by_side[pair.side].append(one)
    print(f"{step}: {len(pairs)} pairs, AUROC {auroc(by_side[True], by_side[False]):.3f}")
    for bar in BARS:
        taken = [pair for pair, one in zip(pairs, odds, strict=True) if one >= bar]
        print(
            f"  from {bar}: {sum(p.side for p in taken)} of {len(by_side[True])} sides, "
            f"{sum(not p.side and not p.single for p in taken)} other clauses, "
            f"{len({(p.corpus, p.question) for p in taken if p.single})} of "
            f"{len({(p.corpus, p.question) for p in pairs if p.single})} questions with one answer"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="how the corpora to fit on begin: v,w,za05")
    parser.add_argument("--write", action="store_true", help="package the weights")
    arguments = parser.parse_args()
    embedder = open_embedder(None, Settings().cache_folder)
    pairs: list[Pair] = []
    for folder in sorted((DATASETS / "training").iterdir()):
        if not arguments.only or begins(folder.name, arguments.only):
            pairs += pairs_of(folder, embedder)
            print(folder.name, len(pairs), flush=True)
    was, stored = load_rivals(), {}
    for (step, names), bar in zip(STEPS.items(), (was.unread.bar, was.read.bar), strict=True):
        fitting = [pair for pair in pairs if set(names) <= set(pair.signs)]
        fitted, odds = table(fitting, names)
        _print(step, fitting, odds)
        weights = {name: round(float(w), 3) for name, w in zip(names, fitted, strict=False)}
        stored[step] = {"weights": weights, "bias": round(float(fitted[-1]), 3), "bar": bar}
    if arguments.write:
        (WEIGHTS / "rivals.json").write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
