"""Fit the weights by which a clause is held for another side, or account (``qa.disputes.rivals``).

    python -m eval.train_rivals [--only PREFIXES] [--what KIND] [--rows FOLDER] [--write]

Of every question after a figure, or whether something is so, in the invented corpora
(``eval/datasets/training``; those named by how they begin, or all) the best clause is taken where
it is right, and each other clause found. Figures: whether a clause with another figure is of
another side than the best one's; what repeats the best one's own side is left out. Claims: before
reading whether it is of another side, once read whether it answers at all. Of one-answer questions
after a figure a quarter is taken. Prints the AUROC on corpora left out in turn (six folds) and, at
several bars, how many clauses are found and how many others, and one-answer questions, are taken
for such; ``--write`` packages weights fitted on all. Bars are set by hand. Pairs are kept in
FOLDER, a file for each corpus, and not made again. Some three seconds a question on one core;
needs the group ``train``.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.calibrate import WEIGHTS, logistic
from eval.questions import DATASETS
from eval.train_reranker import auroc
from eval.training_rows import begins, gold_of
from index import PassageIndex
from index.embed import Embedder, open_embedder
from qa.assistant import Assistant
from qa.disputes.asked import ask_of
from qa.disputes.rivals import STEPS, claim_signs, figure_signs, held, load_rivals
from qa.evidence import Budget, Evidence
from qa.looking import Looks, claims_nothing
from qa.question import read_question
from qa.reader import reading
from qa.second_side import weighed_as
from qa.settings import Settings
from qa.signals import Around

__all__ = ["Pair", "answers", "main", "pairs_of", "table"]

PASSAGES, SHARE = 24, 0.25
# So many clauses are read that the reranker likes best, that are nearest to the best one, and that
# look most like another side; and all that are of one.
LIKED, NEAR, LIKELY = 5, 3, 4
PENALTY, FOLDS = 0.015, 6
# Too rare in the corpora to be fitted: set by hand, in both steps.
BY_HAND = {"same_place": 1.0, "reply": 3.0}
BARS = (-2.5, -1.5, -1.0, -0.5, 0.0, 0.5)


@dataclass(frozen=True, slots=True)
class Pair:
    """A best clause with another: ``signs`` with logit and, once read, reading; whether the other
    gives the ``same`` side, or another ``side``; ``what``: figures or claims; of which ``question``
    with one answer (``single``) or several."""

    corpus: str
    question: str
    what: str
    single: bool
    same: bool
    side: bool
    signs: Mapping[str, float]


def pairs_of(folder: Path, embedder: Embedder, kinds: Collection[str]) -> Iterator[Pair]:
    """The pairs of one corpus: its questions of some kinds, asked of the real steps."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [item for item in map(json.loads, lines) if item["sides"] and not item.get("history")]
    chance = random.Random(folder.name)
    with tempfile.TemporaryDirectory() as scratch:
        index = PassageIndex.update(folder, Path(scratch) / "index", embedder)
        with Assistant(index, Settings(), embedder) as assistant:
            for item in asked:
                text = item["question"]
                what = weighed_as(read_question(text), ask_of(text))
                rare = what == "figures" and len(item["sides"]) == 1
                if what and what in kinds and not (rare and chance.random() >= SHARE):
                    yield from _pairs(assistant, item, folder.name, what)


def _pairs(assistant: Assistant, item: Mapping[str, Any], corpus: str, what: str) -> Iterator[Pair]:
    question, judge = read_question(item["question"]), assistant.judge
    found = judge(question, assistant.search(question.text, PASSAGES))
    generator = judge.generator()
    if not found or found[0].probability < assistant.threshold or generator is None:
        return
    best, asked, search = found[0], ask_of(question.text), partial(assistant.search, k=PASSAGES)
    mine = _sides(item, best)
    if not mine:
        return
    looks = Looks(question, asked, found, search, judge, assistant.likeness, generator, Budget())
    around = [one for one in looks.around(best) if one.place != best.place]
    kept: list[tuple[Evidence, Around, dict[str, float]]] = []
    for e, one in zip(judge.unread(question, around, found), around, strict=True):
        near = assistant.likeness(best, e)
        if what == "figures":
            signs = figure_signs(asked, best, e, near, one.nearby)
        else:
            signs = claim_signs(asked, best, e, near)
        if signs is not None and not claims_nothing(e):
            kept.append((e, one, {**signs, "logit": held(e.score)}))
    chosen = _to_read(kept, item, what)
    values = generator.score_readings([reading(question, kept[at][1]) for at in chosen])
    read = dict(zip(chosen, values, strict=True))
    single = len(item["sides"]) == 1
    for at, (e, _, signs) in enumerate(kept):
        theirs = _sides(item, e)
        same, side = bool(mine & theirs), bool(theirs - mine)
        told = {**signs, "reading": held(read[at])} if at in read else signs
        yield Pair(corpus, item["id"], what, single, same, side and not same, told)


def _to_read(
    kept: Sequence[tuple[Evidence, Around, Mapping[str, float]]], item: Mapping[str, Any], what: str
) -> list[int]:
    unread = load_rivals()[what].unread
    orders = (
        (LIKED, lambda at: -kept[at][0].score),
        (NEAR, lambda at: -kept[at][2]["cosine"]),
        (LIKELY, lambda at: -unread.of(kept[at][2])),
    )
    chosen = {at for at, (e, _, _) in enumerate(kept) if _sides(item, e)}
    for count, key in orders:
        chosen.update(sorted(range(len(kept)), key=key)[:count])
    return sorted(chosen)


def _sides(item: Mapping[str, Any], e: Evidence) -> set[int]:
    """The numbers of the sides that a clause gives."""
    source, span = e.hit.document.source, e.clause.span
    sides = enumerate(item["sides"])
    return {number for number, side in sides if gold_of({"sides": [side]})(source, span)}


def answers(pair: Pair, step: str) -> bool:
    """Whether a pair is one of those that the model of a step looks for."""
    return pair.side or (pair.same and pair.what == "claims" and step == "read")


def table(
    pairs: Sequence[Pair], names: Sequence[str], step: str
) -> tuple[NDArray[np.float64], list[float]]:
    """Weights with the bias last, (columns + 1,), and each pair's log odds by a model that saw
    none of its corpus."""
    rows = np.array([[pair.signs[name] for name in names] for pair in pairs])
    sides = np.array([float(answers(pair, step)) for pair in pairs])
    corpora = sorted({pair.corpus for pair in pairs})
    fold = np.array([corpora.index(pair.corpus) % FOLDS for pair in pairs])
    apart = np.zeros(len(pairs))
    for left in range(min(FOLDS, len(corpora))):
        weights, bias = logistic(rows[fold != left], sides[fold != left], PENALTY)
        apart[fold == left] = rows[fold == left] @ weights + bias
    weights, bias = logistic(rows, sides, PENALTY)
    return np.append(weights, bias), [float(one) for one in apart]


def _print(what: str, step: str, pairs: Sequence[Pair], odds: Sequence[float]) -> None:
    sought = [answers(pair, step) for pair in pairs]
    yes, no = (
        [o for o, a in zip(odds, sought, strict=True) if a is is_one] for is_one in (True, False)
    )
    print(f"{what}, {step}: {len(pairs)} pairs, AUROC {auroc(yes, no):.3f}")
    for bar in BARS:
        taken = [(p, a) for p, o, a in zip(pairs, odds, sought, strict=True) if o >= bar]
        single = {(p.corpus, p.question) for p, _ in taken if p.single}
        print(
            f"  from {bar}: {sum(a for _, a in taken)} of {len(yes)} sought, "
            f"{sum(not a and not p.single for p, a in taken)} other clauses, {len(single)} of "
            f"{len({(p.corpus, p.question) for p in pairs if p.single})} questions with one answer"
        )


def _kept(folder: Path, rows: Path | None, embedder: Embedder, kinds: Sequence[str]) -> list[Pair]:
    """The pairs of a corpus, from the file that keeps them where there is one."""
    file = rows / f"{folder.name}.{'-'.join(kinds)}.jsonl" if rows else None
    if file and file.is_file():
        return [Pair(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]
    pairs = list(pairs_of(folder, embedder, kinds))
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(asdict(pair)) + "\n" for pair in pairs), "utf-8")
    return pairs


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="how the corpora to fit on begin: v,w,za05")
    parser.add_argument("--what", choices=STEPS, help="these weights only; both by default")
    parser.add_argument("--rows", type=Path, help="the folder that keeps the pairs")
    parser.add_argument("--write", action="store_true", help="package the weights")
    arguments = parser.parse_args()
    embedder = open_embedder(None, Settings().cache_folder)
    kinds = [arguments.what] if arguments.what else list(STEPS)
    pairs: list[Pair] = []
    for folder in sorted(path for path in (DATASETS / "training").iterdir() if path.is_dir()):
        if not arguments.only or begins(folder.name, arguments.only):
            pairs += _kept(folder, arguments.rows, embedder, kinds)
            print(folder.name, len(pairs), flush=True)
    stored: dict[str, Any] = json.loads((WEIGHTS / "rivals.json").read_text("utf-8"))
    for what, was in load_rivals().items():
        if what not in kinds:
            continue
        of_it = [
            pair for pair in pairs if pair.what == what and (what == "claims" or not pair.same)
        ]
        stored[what] = {}
        bars = (was.unread.bar, was.read.bar)
        for (step, weighed), bar in zip(STEPS[what].items(), bars, strict=True):
            names = [name for name in weighed if name not in BY_HAND]
            fitting = [pair for pair in of_it if set(names) <= set(pair.signs)]
            fitted, odds = table(fitting, names, step)
            _print(what, step, fitting, odds)
            weights = {name: round(float(w), 3) for name, w in zip(names, fitted, strict=False)}
            weights.update({name: w for name, w in BY_HAND.items() if name in weighed})
            stored[what][step] = {
                "weights": weights,
                "bias": round(float(fitted[-1]), 3),
                "bar": bar,
            }
    if arguments.write:
        (WEIGHTS / "rivals.json").write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
