"""How truly sides are told apart, given the evidence of both: detection and false alarms.

    python -m eval.conflicts --rows FILE [--fit] [--wrong KIND]

Retrieval is left out: every case hands ``qa.positions.sides_of`` clauses that are known to
answer, or to look as if they did. Cases come from the invented training corpora and from the
tune halves of panjshir and harbour:

``conflict``  the first gold clause of every side: two or more sides are to be found
``same``      two gold clauses of one side, or of a question with one answer: one side
``beside``    the gold clause of a question with one answer (one question in three) and the best
              found clause that is not gold: no other side, whatever its figures and names
``third``     all sides of a conflict and the best clause that is none: no side more than there are

Cases are made once (some minutes) and kept in ``--rows``.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from eval.calibrate import WEIGHTS, logistic
from eval.questions import DATASETS
from eval.training_rows import gold_of
from index import PassageIndex
from index.embed import Embedder, open_embedder
from index.types import Document, Hit, Passage, Sentence, Span
from qa.assistant import Assistant, corpus_path
from qa.attribution import Clause
from qa.disputes.asked import ask_of
from qa.disputes.signs import signs_of_pair
from qa.disputes.verdict import kind_of, load_model, may_differ
from qa.evidence import Evidence
from qa.positions import sides_of
from qa.question import read_question
from qa.settings import Settings
from qa.signals import GLOBAL, TOKEN, Signals

__all__ = ["Case", "Rates", "cases_of", "main", "rates"]

KINDS = ("number", "date", "whether", "name", "reason", "open")
PENALTY, THRESHOLD = 0.02, 0.5


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
    """Every corpus with its questions, in an order that mixes their kinds; tune halves alone."""
    paths = sorted((DATASETS / "training").glob("*/questions.jsonl"))
    for name, folder in (("panjshir", corpus_path(None)), ("harbour", DATASETS / "harbour")):
        yield folder, [r for r in _rows(DATASETS / f"{name}.jsonl") if r["split"] == "tune"]
    for path in random.Random(7).sample(paths, len(paths)):
        yield path.parent, _rows(path)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def cases_of(folder: Path, items: Sequence[dict[str, Any]], embedder: Embedder) -> Iterator[Case]:
    """The cases of one corpus."""
    with tempfile.TemporaryDirectory() as scratch:
        index = PassageIndex.update(folder, Path(scratch) / "index", embedder)
        assistant = Assistant(index, Settings(no_model=True), embedder)
        clauses = [
            (document, sentence, clause)
            for document, sentence, clause in assistant.text.attributed
            if len(clause.span) > 12
        ]
        for item in items:
            if item["sides"] and not item.get("history"):
                yield from _Cases(assistant, item, clauses).all()


class _Cases:
    """The cases of one question."""

    def __init__(
        self,
        assistant: Assistant,
        item: dict[str, Any],
        clauses: Sequence[tuple[Document, Sentence, Clause]],
    ) -> None:
        self.assistant, self.item = assistant, item
        self.found = [_evidence(*held) for held in clauses]
        gold = gold_of(item)
        several = len(item["sides"]) > 1
        self.wrong: list[Evidence] = []
        if several or zlib.crc32(item["id"].encode()) % 3 == 0:
            places = [
                (hit.document.id, hit.sentence.span)
                for hit in assistant.search(item["question"], 6)
            ]
            ranked = (
                e
                for name, span in places
                for e in self.found
                if e.hit.document.id == name and span.contains(e.clause.span)
            )
            self.wrong = [e for e in ranked if not gold(e.hit.document.source, e.clause.span)]

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
        """The clause of each gold place: the one that overlaps it most."""
        kept: dict[tuple[str, int], Evidence] = {}
        for place in side["evidence"]:
            here = [e for e in self.found if e.hit.document.source == place["source"]]
            best = max(here, key=lambda e: _overlap(e, place), default=None)
            if best is not None and _overlap(best, place) > 0:
                kept.setdefault((best.hit.document.id, best.clause.span.start), best)
        return list(kept.values())

    def _case(self, kind: str, evidence: Sequence[Evidence], sides: int) -> Case:
        vectors = self.assistant.index.embedder.encode([e.text for e in evidence])
        cosines = tuple(float(a @ b) for a, b in combinations(vectors, 2))
        identity = self.item["id"]
        return Case(identity, kind, self.item["question"], tuple(evidence), cosines, sides)


def _overlap(evidence: Evidence, place: dict[str, Any]) -> int:
    span = evidence.clause.span
    return int(min(span.end, place["end"]) - max(span.start, place["start"]))


def _evidence(document: Document, sentence: Sentence, clause: Clause) -> Evidence:
    passage = Passage(sentence.id, document.id, sentence.span, 0, 1)
    blank = Signals(np.zeros((1, len(TOKEN)), np.float32), np.zeros(len(GLOBAL), np.float32))
    return Evidence(Hit(document, passage, sentence, 0.0), clause, blank, 0.0)


def kept(case: Case) -> dict[str, Any]:
    """A case as a row of JSON: of each clause its words, its document, and whose it is."""
    return {
        "id": case.id, "kind": case.kind, "question": case.question, "sides": case.sides,
        "cosines": list(case.cosines),
        "evidence": [
            {
                "text": e.text, "document": e.hit.document.source, "voice": e.clause.voice,
                "speaker": e.clause.speaker, "role": e.clause.role, "cue": e.clause.cue,
                "denial": e.clause.denial, "hedged": e.clause.hedged,
            }
            for e in case.evidence
        ],
    }  # fmt: skip


def made(row: dict[str, Any]) -> Case:
    """The case that ``kept`` kept; each clause stands in a document of its own words."""
    evidence = []
    for held in row["evidence"]:
        fields = dict(held)
        text, source = fields.pop("text"), fields.pop("document")
        document = Document(source, source, text, "", "", "plain")
        span = Span(0, len(text))
        sentence = Sentence(text, source, span, 0, 0)
        evidence.append(_evidence(document, sentence, Clause(span, **fields)))
    return Case(
        row["id"],
        row["kind"],
        row["question"],
        tuple(evidence),
        tuple(row["cosines"]),
        row["sides"],
    )


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
    """Of the newer corpora (za01 to zc62) those whose number ends in 1, 3, 7 or 9."""
    corpus = identity.split("-", 1)[0]
    return corpus[:1] == "z" and corpus[-1] in "1379"


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
        "bias": dict.fromkeys(KINDS, round(bias, 3))
        | {k: round(w + bias, 3) for k, w in zip(kinds, found[len(names) :], strict=True)},
        "threshold": THRESHOLD,
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=Path, required=True, help="where the cases are kept between runs"
    )
    parser.add_argument("--wrong", help="show what went wrong: conflict, same, beside or third")
    parser.add_argument("--show", type=int, default=40, help="how many of them")
    parser.add_argument("--fit", action="store_true", help="fit the weights on the tune half")
    arguments = parser.parse_args()
    if arguments.rows.exists():
        lines = arguments.rows.read_text("utf-8").splitlines()
        cases = [made(json.loads(line)) for line in lines]
    else:
        cases = []
        embedder = open_embedder(None, Settings().cache_folder)
        with arguments.rows.open("w", encoding="utf-8") as file:
            for folder, items in corpora():
                for case in cases_of(folder, items, embedder):
                    cases.append(case)
                    file.write(json.dumps(kept(case), ensure_ascii=False) + "\n")
                file.flush()
                print(folder.name, len(cases), flush=True)
    if arguments.fit:
        fitted = fit(halves(cases)[0], PENALTY)
        (WEIGHTS / "disputes.json").write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")
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
