"""Ask every question of a set and print the scores, by split and by kind.

python -m eval.run panjshir [--split tune|check] [--corpus PATH] [--wrong] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from eval.metrics import Outcome, Scores, judge, summarise
from eval.questions import Item, load_questions
from qa import Assistant
from qa.assistant import corpus_path
from qa.settings import Settings

__all__ = ["main"]

DATASETS = Path(__file__).parent / "datasets"
CORPORA = {"panjshir": None, "harbour": DATASETS / "harbour"}


def ask_all(assistant: Assistant, items: tuple[Item, ...]) -> list[tuple[Item, dict[str, object]]]:
    """The contract's dict for each item."""
    found = []
    for number, item in enumerate(items, start=1):
        answer = assistant.ask(item.question, history=item.history, id=item.id)
        found.append((item, answer.to_dict()))
        if sys.stderr.isatty():
            print(f"\r{number}/{len(items)}", end="", file=sys.stderr)
    return found


def line_of(name: str, scores: Scores) -> str:
    """One row of the table."""
    return (
        f"{name:22} {scores.questions:4}  acc {scores.accuracy:.2f}  "
        f"evidence {scores.evidence_recall:.2f}  citation {scores.citation_precision:.2f}  "
        f"refusal R {scores.refusal_recall:.2f} P {scores.refusal_precision:.2f}  "
        f"wrong evidence {scores.wrong_evidence:.2f}"
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", help="a name in eval/datasets, or a .jsonl file")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--split", choices=("tune", "check"))
    parser.add_argument("--wrong", action="store_true", help="show what went wrong")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--out", type=Path, help="write the answers as JSON lines")
    arguments = parser.parse_args()
    path = Path(arguments.dataset)
    if not path.is_file():
        path = DATASETS / f"{arguments.dataset}.jsonl"
    corpus = arguments.corpus or CORPORA.get(path.stem)
    root = corpus_path(corpus)
    with Assistant.open(root, settings=Settings(no_model=arguments.no_model)) as assistant:
        answers = ask_all(assistant, load_questions(path, root, arguments.split))
    if arguments.out:
        lines = [json.dumps(answer, ensure_ascii=False) for _, answer in answers]
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")
    outcomes = [judge(item, answer) for item, answer in answers]
    if arguments.wrong:
        _show_wrong(answers, outcomes)
    for kind in sorted({o.kind for o in outcomes}):
        print(line_of(kind, summarise([o for o in outcomes if o.kind == kind])))
    for split in sorted({item.split for item, _ in answers}):
        ids = {item.id for item, _ in answers if item.split == split}
        print(line_of(f"{path.stem} {split}", summarise([o for o in outcomes if o.id in ids])))
    print(json.dumps(asdict(summarise(outcomes))))


def _show_wrong(answers: list[tuple[Item, dict[str, object]]], outcomes: list[Outcome]) -> None:
    for (item, answer), outcome in zip(answers, outcomes, strict=True):
        if outcome.right and outcome.citation_precision in (None, 1.0):
            continue
        print(f"{item.id} {item.kind}: {item.question} -> {answer['standalone_question']}")
        print(f"   {outcome.status} right={outcome.right} precision={outcome.citation_precision}")
        print(f"   {str(answer['text'])[:400]!r}")
        for side in item.sides:
            print(f"   gold {side.answers[:2]}: {side.evidence[0].text[:160]!r}")


if __name__ == "__main__":
    main()
