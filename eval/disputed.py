"""Disputed questions of our own sets, asked end to end: is every side shown, by whom?

    python -m eval.disputed [--split tune] [--others N] [--wrong]

Of the questions whose documents disagree (kind ``conflict`` of panjshir and harbour): on how many
is every side said with its evidence (``shown``), is the answer marked as disputed, and is each
cited side given to the speaker that a reader gave it to (``eval/datasets/speakers.jsonl``; null is
the document's own voice). Of the other questions that have an answer: on how many is a dispute
cried all the same. Some minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics.answers import judge
from eval.questions import CORPORA, DATASETS, Item, load_questions
from eval.sets.own import spread
from qa.assistant import Assistant, corpus_path
from qa.names import name_tokens
from qa.settings import load_settings

__all__ = ["ANNOTATED", "Shown", "is_right_speaker", "main", "shown_in", "speakers_of"]

# The sets whose disputed questions have their speakers in speakers.jsonl.
ANNOTATED = ("panjshir", "harbour")


@dataclass(frozen=True, slots=True)
class Shown:
    """One question's answer: every side said, marked as disputed, speakers right of those cited."""

    id: str
    sides: int
    every: bool
    disputed: bool
    right_speakers: int
    cited: int


Gold = Mapping[tuple[str, int], tuple[str | None, ...]]


def speakers_of() -> dict[str, Gold]:
    """For each disputed question the speakers that may be named at each gold place."""
    found: dict[str, Gold] = {}
    for line in (DATASETS / "speakers.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found[row["id"]] = {
            (place["source"], place["start"]): tuple(place["speakers"])
            for side in row["sides"]
            for place in side
        }
    return found


def is_right_speaker(named: str | None, allowed: Sequence[str | None]) -> bool:
    """Whether a citation's speaker is one of those allowed; the last name alone must agree."""
    if named is None:
        return None in allowed
    folded = " ".join(named.lower().split())
    tokens = name_tokens(named)
    for one in allowed:
        if one is None:
            continue
        last = name_tokens(one)[-1:]
        if folded == one.lower() or (last and last == tokens[-1:]) or one.lower() in folded:
            return True
    return False


def shown_in(item: Item, answer: Mapping[str, Any], gold: Gold) -> Shown:
    """What an answer (the contract's dict) shows of a question's sides."""
    cited = right = 0
    for citation in answer["citations"]:
        allowed = next(
            (
                gold[e.source, e.start]
                for side in item.sides
                for e in side.evidence
                if (e.source, e.start) in gold
                and e.source == citation["source"]
                and citation["start_char_index"] < e.end
                and e.start < citation["end_char_index"]
            ),
            None,
        )
        if allowed is not None:
            cited += 1
            right += is_right_speaker(citation["speaker"], allowed)
    return Shown(
        item.id,
        len(item.sides),
        judge(item, dict(answer)).right,
        answer["status"] == "disputed",
        right,
        cited,
    )


def asked(split: str | None, others: int | None) -> Iterator[tuple[Item, dict[str, Any]]]:
    """The disputed questions of both sets and ``others`` of the rest of each (None: all)."""
    for name in ANNOTATED:
        folder = CORPORA[name]
        root = corpus_path(str(folder) if folder else None)
        with Assistant.open(root, settings=load_settings()) as assistant:
            items = load_questions(DATASETS / f"{name}.jsonl", root, split)
            several = [item for item in items if len(item.sides) > 1]
            for item in (*several, *spread([i for i in items if len(i.sides) == 1], others)):
                yield item, assistant.ask(item.question, history=item.history).to_dict()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("tune", "check"), help="one half of the questions")
    parser.add_argument("--others", metavar="N", type=int, help="so many undisputed ones a set")
    parser.add_argument("--wrong", action="store_true", help="show the answers that fall short")
    arguments = parser.parse_args()
    gold, found, alarms, others = speakers_of(), [], 0, 0
    for item, answer in asked(arguments.split, arguments.others):
        if len(item.sides) > 1 and item.id in gold:
            one = shown_in(item, answer, gold[item.id])
            found.append(one)
            wrong = not one.every or not one.disputed or one.right_speakers < one.cited
        else:
            others += 1
            wrong = answer["status"] == "disputed"
            alarms += wrong
        if wrong and arguments.wrong:
            print(f"{item.id} {item.question}\n{answer['text']}\n")
    right, cited = sum(o.right_speakers for o in found), sum(o.cited for o in found)
    print(
        f"disputed questions {len(found)}: every side shown {sum(o.every for o in found)}, "
        f"marked as disputed {sum(o.disputed for o in found)}; speakers right {right} of {cited} "
        f"cited sides; of {others} undisputed ones {alarms} called disputed"
    )


if __name__ == "__main__":
    main()
