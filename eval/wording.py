"""Are answers better in a model's words? The same answers composed and worded, and compared.

    python -m eval.wording --model FILE.gguf [--split tune|check] [--limit N] [SET ...]

The answers are those of the last finished run of `qa eval` (made first where there is none), in the
sources' own words. Each statement is then given to the model as in `qa ask --trust word`, with the
same checks; what they drop stays as it was. Nothing else differs between the two, so every
difference is the wording's. ``--model`` left out words with the packaged model.

Printed for each measure: composed, worded, and the chance of such a difference if it did not matter
which is which (a paired randomisation test over questions). Then how many statements were worded,
in how many words, why the others were not, and how long the model took. Rows are kept in the run's
folder, so an interrupted command goes on. Answers of a folder with a planted document are left as
they are.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.compare import Change, changes
from eval.metrics.asked import MEASURES
from eval.metrics.stats import Measure
from eval.questions import CORPORA
from eval.runs import finished_runs, open_run, perform
from eval.sets.own import OWN, own_task, spread
from eval.sets.task import Context
from qa.assistant import Assistant, corpus_path
from qa.compose import Composed
from qa.errors import QaError
from qa.model import LlamaCppModel
from qa.picking import Writer
from qa.requantise import faster_default
from qa.settings import Settings, load_settings
from qa.types import Citation, CitationPlace, Statement, plain
from qa.verify import Verifier
from qa.wording import Verify, Worded, word

__all__ = ["SHOWN", "composed_of", "main", "measures", "report", "verdict", "worded_row"]

SHOWN = ("accuracy", "evidence_recall", "token_f1", "words", "citation_precision")


def measures() -> tuple[Measure, ...]:
    """What a wording can move, and what it must not (citations are the same by construction)."""
    return tuple(m for key in SHOWN for m in MEASURES if m.key == key)


def composed_of(answer: dict[str, Any]) -> Composed:
    """A saved answer's statements and citations as the assistant made them."""
    citations = tuple(
        Citation(**{**c, "also_at": tuple(CitationPlace(**place) for place in c["also_at"])})
        for c in answer["citations"]
    )
    statements = tuple(
        Statement(**{**s, "citations": tuple(s["citations"])}) for s in answer["statements"]
    )
    return Composed(answer["text"], statements, citations)


def worded_row(
    row: dict[str, Any], assistant: Assistant, model: Writer, verify: Verify
) -> dict[str, Any]:
    """The row with its answer worded, and what became of each statement."""
    answer = row["answer"]
    if row.get("planted") or not answer["statements"]:
        return {"id": row["id"], "answer": answer, "tried": 0, "worded": 0, "reasons": []}
    started = time.perf_counter()
    drafts = assistant.drafts(composed_of(answer))
    made: Worded = word(answer["standalone_question"], drafts, model, verify)
    said = [s.text for s in made.statements]
    was = [s["text"] for s in answer["statements"]]
    return {
        "id": row["id"],
        "answer": {
            **answer,
            "text": made.text,
            "statements": [plain(s) for s in made.statements],
        },
        "tried": len(was),
        "worded": sum(a != b for a, b in zip(said, was, strict=True)),
        "reasons": [[d.text, d.reason] for d in made.dropped],
        "seconds": time.perf_counter() - started,
        "tokens": made.prompt_tokens,
    }


def verdict(change: Change, better: int) -> str:
    """ "better", "worse" or "same": the last wherever chance explains the difference."""
    if abs(change.difference) < 0.0005 or not change.p < 0.05:
        return "same"
    return "better" if change.difference * better > 0 else "worse"


def _worded(
    name: str, split: str | None, arguments: argparse.Namespace, model: LlamaCppModel
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The composed and the worded rows of one set."""
    settings: Settings = arguments.settings
    task = own_task(name, Context(settings, Path()), split=split)
    kept = finished_runs(arguments.runs, task.name)
    run = kept[0] if kept else perform(task, open_run(arguments.runs, task, settings))
    composed = list(spread(run.rows, arguments.limit))
    path = run.folder / f"worded-{model.identity[:12]}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.is_file() and not arguments.fresh else []
    done = {row["id"]: row for row in map(json.loads, lines)}
    with (
        Assistant.open(corpus_path(CORPORA[name]), settings=settings) as assistant,
        path.open("w", encoding="utf-8") as file,
    ):
        verify = Verifier(assistant.index.embedder.encode).verify
        for row in composed:
            found = done.get(row["id"]) or worded_row(row, assistant, model, verify)
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
            file.flush()
            done[row["id"]] = found
    return composed, [{**row, **done[row["id"]]} for row in composed]


def report(composed: Sequence[dict[str, Any]], worded: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The lines that are printed of rows of the same questions in the same order."""
    found = changes(measures(), composed, worded)
    yield f"  {'':<38}{'composed':>9}{'worded':>9}      p"
    for measure in measures():
        one = found[measure.key]
        judged = verdict(one, measure.better or -1)
        yield (
            f"  {measure.title:<38}{one.before:>9.3f}{one.after:>9.3f}  {one.p:.3f}  {judged}"
            f" (n {one.count})"
        )
    tried, made = (sum(row[key] for row in worded) for key in ("tried", "worded"))
    seconds = [row["seconds"] for row in worded if row["tried"]]
    yield f"  {made} of {tried} statements worded, {sum(seconds):.0f} s of the model and checks"
    reasons = Counter(reason.split(":")[0] for row in worded for _, reason in row["reasons"])
    for reason, count in reasons.most_common():
        yield f"  {count:>4}  {reason}"


def main() -> int:
    """Run from the command line; 1 where a set of rows is measurably worse when worded."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", nargs="*", default=list(OWN), metavar="SET")
    parser.add_argument("--model", type=Path, help="a GGUF file (default: the packaged model)")
    parser.add_argument("--split", choices=("tune", "check"), help="one half (default: both)")
    parser.add_argument("--limit", type=int, help="at most so many questions of a half of a set")
    parser.add_argument("--runs", type=Path, help="where runs are kept (default: in the cache)")
    parser.add_argument("--fresh", action="store_true", help="word again what is kept")
    arguments = parser.parse_args()
    try:
        arguments.settings = replace(load_settings(), model=None, trust=None, endpoint=None)
        arguments.runs = arguments.runs or arguments.settings.cache_folder / "eval"
        path = arguments.model or faster_default(arguments.settings.cache_folder)
        model = LlamaCppModel(path, threads=arguments.settings.threads)
        return _all(arguments, model)
    except QaError as error:
        print(error, file=sys.stderr)
        return 1


def _all(arguments: argparse.Namespace, model: LlamaCppModel) -> int:
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    try:
        for name in arguments.sets:
            for split in [arguments.split] if arguments.split else ["tune", "check"]:
                one, two = _worded(name, split, arguments, model)
                print(f"{name}, {split}: {model.name}", *report(one, two), sep="\n", flush=True)
                before, after = before + one, after + two
    finally:
        model.close()
    print("all", *report(before, after), sep="\n")
    found = changes(measures(), before, after)
    return int(any(verdict(found[m.key], m.better or -1) == "worse" for m in measures()))


if __name__ == "__main__":
    raise SystemExit(main())
