"""How truly sides are told apart, given the evidence of both: detection and false alarms.

    python -m eval.conflicts [--rows FILE] [--wrong KIND]

Retrieval is left out: every case hands ``qa.positions.sides_of`` clauses that are known to
answer, or to look as if they did. Cases come from the invented training corpora and from the
tune halves of panjshir and harbour:

``conflict``  the first gold clause of every side: two or more sides are to be found
``same``      two gold clauses of one side, or of a question with one answer: one side
``beside``    the gold clause of a question with one answer and the clause that the small network
              holds for the next best: no other side either, whatever its figures and names
``third``     all sides of a conflict and the best clause that is none: no side more than there are

Cases are made once (some minutes) and kept with ``--rows``. Pickle, so read only your own file.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from eval.calibrate import WEIGHTS, logistic
from eval.training_rows import gold_of
from index import PassageIndex
from index.embed import Embedder, open_embedder
from qa.assistant import Assistant, corpus_path
from qa.disputes.asked import ask_of
from qa.disputes.signs import signs_of_pair
from qa.disputes.verdict import kind_of, load_model, may_differ
from qa.evidence import Evidence
from qa.positions import sides_of
from qa.question import read_question
from qa.settings import Settings

__all__ = ["Case", "Rates", "cases_of", "main", "rates"]

DATASETS = Path(__file__).parent / "datasets"
PASSAGES = 24
PENALTY, THRESHOLD = 0.002, 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """Clauses as if chosen for a question; ``sides``: how many answers they give (gold).

    ``cosines``: the likeness of each pair of clauses, in the order of itertools.combinations.
    """

    id: str
    kind: str
    question: str
    evidence: tuple[Evidence, ...]
    cosines: tuple[float, ...]
    sides: int

    def cosine(self, a: Evidence, b: Evidence) -> float:
        """The likeness of two of the case's clauses; 1.0 of one with itself."""
        at = sorted((self.evidence.index(a), self.evidence.index(b)))
        if at[0] == at[1]:
            return 1.0
        return self.cosines[list(combinations(range(len(self.evidence)), 2)).index((at[0], at[1]))]


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares 0..1: ``f1`` of conflicts found, ``false_alarm`` of the cases without one that were
    called disputed, ``exact`` of conflicts with as many sides as there are."""

    precision: float
    recall: float
    f1: float
    false_alarm: float
    exact: float


def corpora() -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Every corpus with its questions; of the two test sets the tune halves alone."""
    for path in sorted((DATASETS / "training").glob("*/questions.jsonl")):
        yield path.parent, _rows(path)
    for name, folder in (("panjshir", corpus_path(None)), ("harbour", DATASETS / "harbour")):
        rows = _rows(DATASETS / f"{name}.jsonl")
        yield folder, [row for row in rows if row["split"] == "tune"]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def cases_of(folder: Path, items: Sequence[dict[str, Any]], embedder: Embedder) -> Iterator[Case]:
    """The cases of one corpus."""
    with tempfile.TemporaryDirectory() as scratch:
        index = PassageIndex.update(folder, Path(scratch) / "index", embedder)
        with Assistant(index, Settings(no_model=True), embedder) as assistant:
            for item in items:
                if item["sides"] and not item.get("history"):
                    yield from _Cases(assistant, item).all()


class _Cases:
    """The cases of one question."""

    def __init__(self, assistant: Assistant, item: dict[str, Any]) -> None:
        self.assistant, self.item = assistant, item
        hits = assistant.search(item["question"], PASSAGES)
        self.found = assistant.judge(read_question(item["question"]), hits)
        gold = gold_of(item)
        self.wrong = [e for e in self.found if not gold(e.hit.document.source, e.clause.span)]

    def all(self) -> Iterator[Case]:
        groups = [self._gold(side) for side in self.item["sides"]]
        firsts = [group[0] for group in groups if group]
        for group in groups:
            if len(group) > 1:
                yield self._case("same", group[:2], 1)
        if len(groups) == 1 and firsts and self.wrong:
            yield self._case("beside", [firsts[0], self.wrong[0]], 1)
        distinct = {(e.hit.document.id, e.clause.span) for e in firsts}
        if len(groups) > 1 and len(distinct) == len(groups):
            yield self._case("conflict", firsts, len(groups))
            if self.wrong:
                yield self._case("third", [*firsts, self.wrong[0]], len(groups))

    def _gold(self, side: dict[str, Any]) -> list[Evidence]:
        """The clause of each gold place, one a sentence: the one that overlaps it most."""
        kept: dict[tuple[str, int], Evidence] = {}
        for place in side["evidence"]:
            evidence = self._at(place)
            if evidence is not None:
                kept.setdefault((evidence.hit.document.id, evidence.clause.span.start), evidence)
        return list(kept.values())

    def _at(self, place: dict[str, Any]) -> Evidence | None:
        def overlap(e: Evidence) -> int:
            span = e.clause.span
            return int(min(span.end, place["end"]) - max(span.start, place["start"]))

        here = [e for e in self.found if e.hit.document.source == place["source"]]
        best = max(here, key=overlap, default=None)
        if best is not None and overlap(best) > 0:
            return best
        return self._looked_up(place)

    def _looked_up(self, place: dict[str, Any]) -> Evidence | None:
        """The clause at a place that the search did not find: by a search for its own words."""
        hits = [
            hit
            for hit in self.assistant.search(place["text"][:500], 8)
            if hit.document.source == place["source"]
            and hit.sentence.span.start < place["end"]
            and place["start"] < hit.sentence.span.end
        ]
        found = self.assistant.judge(read_question(self.item["question"]), hits) if hits else ()
        return found[0] if found else None

    def _case(self, kind: str, evidence: Sequence[Evidence], sides: int) -> Case:
        likeness = self.assistant.likeness
        cosines = tuple(likeness(a, b) for a, b in combinations(evidence, 2))
        identity = self.item["id"]
        return Case(identity, kind, self.item["question"], tuple(evidence), cosines, sides)


def rates(cases: Sequence[Case]) -> Rates:
    """The rates of ``sides_of`` over the cases."""
    right = called = conflicts = exact = quiet = alarms = 0
    for case in cases:
        found = max(1, len(sides_of(read_question(case.question), case.evidence, case.cosine)))
        called += found > 1
        if case.sides > 1:
            conflicts, right, exact = (
                conflicts + 1,
                right + (found > 1),
                exact + (found == case.sides),
            )
        else:
            quiet, alarms = quiet + 1, alarms + (found > 1)
    precision, recall = _share(right, called), _share(right, conflicts)
    f1 = _share(2 * precision * recall, precision + recall)
    return Rates(precision, recall, f1, _share(alarms, quiet), _share(exact, conflicts))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def halves(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Cases of the folders that errors are read on, and of those that are only measured."""
    tune = [c for c in cases if not _kept_apart(c.id)]
    return tune, [c for c in cases if _kept_apart(c.id)]


def _kept_apart(identity: str) -> bool:
    return identity[:1] in "uvwxy"


def pairs_of(case: Case) -> Iterator[tuple[str, dict[str, float], bool]]:
    """The pairs that the model may judge: kind of question, signs, whether they truly differ."""
    question = read_question(case.question)
    asked = ask_of(question.text)
    held = case.evidence[: case.sides] if case.sides > 1 else ()
    for a, b in combinations(case.evidence, 2):
        signs = signs_of_pair(asked, a, b, case.cosine(a, b))
        if may_differ(question, asked, a, b, signs):
            yield kind_of(question, asked), signs, a in held and b in held


def fit(cases: Sequence[Case], penalty: float) -> dict[str, Any]:
    """Weights and biases by ridge logistic regression over the pairs of the cases."""
    rows = [pair for case in cases for pair in pairs_of(case)]
    kinds, names = sorted({kind for kind, _, _ in rows}), list(rows[0][1])
    table = [
        [*(signs[n] for n in names), *(float(kind == k) for k in kinds)] for kind, signs, _ in rows
    ]
    labels = np.array([float(label) for _, _, label in rows])
    weights, bias = logistic(np.array(table), labels, penalty)
    found = [round(float(w), 3) for w in weights]
    print(f"{len(rows)} pairs, {int(labels.sum())} of them differ")
    return {
        "weights": dict(zip(names, found, strict=False)),
        "bias": {k: round(w + bias, 3) for k, w in zip(kinds, found[len(names) :], strict=True)},
        "threshold": THRESHOLD,
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, help="where the cases are kept between runs")
    parser.add_argument("--wrong", help="show what went wrong: conflict, same, beside or third")
    parser.add_argument("--show", type=int, default=40, help="how many of them")
    parser.add_argument("--fit", action="store_true", help="fit the weights on the tune half")
    arguments = parser.parse_args()
    cases: list[Case] = []
    if arguments.rows and arguments.rows.exists():
        cases = pickle.loads(arguments.rows.read_bytes())  # the user's own file
    else:
        embedder = open_embedder(None, Settings().cache_folder)
        for folder, items in corpora():
            cases += cases_of(folder, items, embedder)
            print(folder.name, len(cases), flush=True)
        if arguments.rows:
            arguments.rows.write_bytes(pickle.dumps(cases))
    if arguments.fit:
        made = fit(halves(cases)[0], PENALTY)
        (WEIGHTS / "disputes.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
        load_model.cache_clear()
    for name, half in zip(("tune", "apart"), halves(cases), strict=True):
        if arguments.wrong and name == "tune":
            _show(half, arguments.wrong, arguments.show)
        _print(name, half)


def _print(name: str, cases: Sequence[Case]) -> None:
    of = {k: [c for c in cases if c.kind == k] for k in ("conflict", "same", "beside", "third")}
    whole = rates(of["conflict"] + of["same"] + of["beside"])
    print(
        f"{name:6} P {whole.precision:.3f} R {whole.recall:.3f} F1 {whole.f1:.3f} "
        f"false alarm {whole.false_alarm:.3f} (same {rates(of['same']).false_alarm:.3f} of "
        f"{len(of['same'])}, beside {rates(of['beside']).false_alarm:.3f} of {len(of['beside'])}) "
        f"conflicts {len(of['conflict'])}: as many sides {rates(of['conflict']).exact:.3f}, "
        f"with a third clause {rates(of['third']).exact:.3f}"
    )


def _show(cases: Sequence[Case], kind: str, most: int) -> None:
    wrong = []
    for case in cases:
        found = sides_of(read_question(case.question), case.evidence, case.cosine)
        if case.kind == kind and max(1, len(found)) != case.sides:
            wrong.append((case, found))
    for case, found in random.Random(1).sample(wrong, min(most, len(wrong))):
        print(f"{case.id} {case.question} ({len(found)} for {case.sides})")
        for evidence in case.evidence:
            side = next((i for i, s in enumerate(found) if evidence in s.evidence), -1)
            print(f"    {side} [{evidence.clause.speaker}] {evidence.text}")


if __name__ == "__main__":
    main()
