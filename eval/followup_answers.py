"""Does a follow-up find what a person's stand-alone question finds?

    python -m eval.followup_answers [--half tune|check] [--together] [--no-model] [--show]
                                    [--rows FILE]

Our own follow-ups (``eval/datasets/followups.jsonl``) are asked three times: ``human`` is the
question as a person would ask it alone, ``follow-up`` the short one with its history, ``raw`` the
short one without any. Told apart by kind, over the questions of a half or of both:

- cited: the share whose answer cites gold evidence
- first five: the share with gold evidence among the five most probable clauses
- right: as in ``qa eval``, an acceptable answer with its evidence

``--together`` asks them of all the corpora in one folder, where a question that lacks its topic
finds another: harder, and nearer to a desk with many stories.

What is lost between ``human`` and ``follow-up`` is the rewriting's fault; what ``human`` itself
misses is not. Most of the corpora have trained the reranker and the reader, so the shares are no
measure of these: only the difference between the three rows is one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.asking import Asker
from eval.followups import OWN
from eval.metrics.answers import judge
from eval.questions import CORPORA, DATASETS, Item, item_of, placed, reader_of
from qa import Assistant
from qa.assistant import corpus_path
from qa.settings import Settings

__all__ = ["FORMS", "Asked", "ask_all", "forms_of", "gather", "load_sets", "main", "shares"]

FORMS = ("human", "follow-up", "raw")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one form, and what came of it."""

    id: str
    kind: str
    half: str
    form: str
    question: str  # as it was searched for
    status: str
    cited: bool
    first_five: bool
    right: bool


def load_sets(path: Path = OWN, half: str | None = None) -> dict[Path, list[tuple[Item, str]]]:
    """The questions with their stand-alone form, by the folder that they are about.

    Raises DatasetError where gold words are not at their offsets.
    """
    found: dict[Path, list[tuple[Item, str]]] = defaultdict(list)
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        item = item_of(row)
        corpus = folder_of(row["corpus"])
        if half in (None, item.split):
            found[corpus].append((placed(item, reader_of(corpus)), row["standalone"]))
    return dict(found)


def folder_of(name: str) -> Path:
    """The folder of a corpus of the set: the seeds that ship, harbour, or one for training."""
    return corpus_path(None) if name == "seeds" else CORPORA.get(name) or DATASETS / name


def gather(
    sets: Mapping[Path, Sequence[tuple[Item, str]]], folder: Path
) -> dict[Path, list[tuple[Item, str]]]:
    """All corpora copied into ``folder``, each in a folder of its own, and the questions of all."""
    every: list[tuple[Item, str]] = []
    for corpus, items in sets.items():
        left = shutil.ignore_patterns("*.jsonl", "*.py", "__pycache__")
        shutil.copytree(corpus, folder / corpus.name, ignore=left)
        for item, alone in items:
            sides = tuple(
                replace(
                    side,
                    evidence=tuple(
                        replace(e, source=f"{corpus.name}/{e.source}") for e in side.evidence
                    ),
                )
                for side in item.sides
            )
            every.append((replace(item, sides=sides), alone))
    return {folder: every}


def forms_of(item: Item, alone: str) -> dict[str, Item]:
    """The question in each of the three forms."""
    return {
        "human": replace(item, question=alone, history=()),
        "follow-up": item,
        "raw": replace(item, history=()),
    }


def ask_all(sets: Mapping[Path, Sequence[tuple[Item, str]]], settings: Settings) -> Iterator[Asked]:
    """Every question in every form, corpus by corpus."""
    for corpus, items in sets.items():
        with Assistant.open(corpus, settings=settings) as assistant:
            ask = Asker(assistant, stages=False)
            for item, alone in items:
                for form, asked in forms_of(item, alone).items():
                    yield _judged(asked, form, ask(asked))


def _judged(item: Item, form: str, row: Mapping[str, Any]) -> Asked:
    outcome = judge(item, row["answer"])
    gold = [(e.source, e.start, e.end) for e in item.evidence()]
    first = [(r["source"], r["start"], r["end"]) for r in row["retrieved"]]
    near = any(s == t and a < d and c < b for s, a, b in gold for t, c, d in first)
    asked = row["answer"]["standalone_question"]
    cited = bool(outcome.evidence_recall)
    return Asked(
        item.id, item.kind, item.split, form, asked, outcome.status, cited, near, outcome.right
    )


def shares(found: Iterable[Asked]) -> dict[str, dict[str, tuple[int, int, int, int]]]:
    """By kind (and ``all``) and form: questions, cited, in the first five, right."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 4))
    for one in found:
        for kind in (one.kind, "all"):
            cell = counts[kind][one.form]
            for place, value in enumerate((True, one.cited, one.first_five, one.right)):
                cell[place] += value
    return {
        kind: {form: (c[0], c[1], c[2], c[3]) for form, c in forms.items()}
        for kind, forms in counts.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Ask our own follow-ups in three forms.")
    parser.add_argument("--half", choices=("tune", "check"))
    parser.add_argument("--together", action="store_true", help="of all corpora in one folder")
    parser.add_argument("--no-model", action="store_true", help="the reranker alone judges")
    parser.add_argument("--show", action="store_true", help="print what the follow-up lost")
    parser.add_argument("--rows", type=Path, help="write every row to this file (JSON lines)")
    given = parser.parse_args(arguments)
    sets = load_sets(half=given.half)
    settings = Settings(no_model=given.no_model)
    with tempfile.TemporaryDirectory() as folder:
        found = list(ask_all(gather(sets, Path(folder)) if given.together else sets, settings))
    if given.rows:
        given.rows.write_text("".join(json.dumps(_plain(one)) + "\n" for one in found), "utf-8")
    print(f"{'kind':<12}{'form':<11}{'questions':>10}{'cited':>7}{'first five':>12}{'right':>7}")
    for kind, forms in shares(found).items():
        for form in FORMS:
            of, *hits = forms[form]
            cited, five, right = (hit / of for hit in hits)
            print(f"{kind:<12}{form:<11}{of:>10}{cited:>7.2f}{five:>12.2f}{right:>7.2f}")
    if given.show:
        _show_lost(found)
    return 0


def _plain(one: Asked) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Asked.__slots__}


def _show_lost(found: Sequence[Asked]) -> None:
    by_id: dict[str, dict[str, Asked]] = defaultdict(dict)
    for one in found:
        by_id[one.id][one.form] = one
    for id, forms in by_id.items():
        human, ours, raw = (forms[form] for form in FORMS)
        if human.cited and not ours.cited:
            print(f"{id} {ours.kind} {ours.status}\n  raw   {raw.question}")
            print(f"  ours  {ours.question}\n  human {human.question}")


if __name__ == "__main__":
    raise SystemExit(main())
