"""``qa eval``: ask sets, measure, compare, report; hold the gate. Only ``qa.cli`` calls it."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.check import check_file
from eval.compare import changes
from eval.earlier import differences, earlier_run, shared
from eval.gate import BASELINE, accepted, ask_subset, falls, lost, read_baseline
from eval.metrics.stats import Row, figure_of
from eval.report import (
    FIGURES,
    View,
    kept_figures,
    markdown,
    overview,
    page,
    table,
    view_of,
)
from eval.results import fill_readme
from eval.runs import Run, code_digest, open_run, perform, write_private
from eval.sets.own import OWN, own_task
from eval.sets.registry import THIRD_PARTY, task_of
from eval.sets.task import Context, Skipped, Task
from qa.assistant import corpus_path
from qa.errors import UsageError
from qa.render import visible
from qa.settings import Settings

__all__ = ["DEFAULT_DATA", "Wishes", "accept", "check", "evaluate", "gate", "list_sets"]

# Third-party sets are never part of the project: they lie beside its checkout.
DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
DONE, FAILED = 0, 1


@dataclass(frozen=True)
class Wishes:
    """What the command line asked for; ``say`` prints a line on standard error."""

    settings: Settings
    runs: Path
    data: Path
    say: Callable[[str], None]
    sets: Sequence[str] = ()
    split: str | None = None
    limit: int | None = None
    compare: str | None = None
    fresh: bool = False
    json: bool = False

    @property
    def context(self) -> Context:
        return Context(self.settings, self.data, self.limit)


def evaluate(wishes: Wishes) -> int:
    """Run the sets, print their figures, write their reports. 1 where none could be run."""
    done = 0
    for name in wishes.sets or tuple(OWN):
        # A set of ours has its own documents: a corpus from qa.toml is not meant for it.
        meant = name not in OWN or wishes.settings.origin("corpus") == "--corpus"
        corpus = wishes.settings.corpus if meant else None
        try:
            task = task_of(name, wishes.context, corpus=corpus, split=wishes.split)
        except Skipped as skipped:
            wishes.say(f"{name} is skipped: {skipped}")
            continue
        _one(task, wishes)
        done += 1
    return DONE if done else FAILED


def _one(task: Task, wishes: Wishes) -> None:
    run = open_run(wishes.runs, task, wishes.settings, fresh=wishes.fresh)
    kept = len(run.rows)
    if 0 < kept < len(task.items):
        wishes.say(f"{run.name} goes on after {kept} of {len(task.items)} questions")
    # Before anything is asked: a run that cannot be compared with is not found out at the end.
    earlier = earlier_run(task, run, wishes.runs, wishes.compare)
    _say_undeclared(task, wishes)
    with _bar(task.name) as progress:
        run = perform(task, run, progress)
    before = shared(earlier, run) if earlier else None
    view = view_of(task, run, before)
    _write_reports(run, view)
    if wishes.json:
        print(json.dumps(_plain(task, run, before), ensure_ascii=False))
    else:
        print(visible(table(view)) + "\n")
    wishes.say(f"the report is {run.folder / 'report.html'}")


def _say_undeclared(task: Task, wishes: Wishes) -> None:
    """A refusal that was never asked for must not pass for a right answer in silence."""
    if task.undeclared:
        wishes.say(
            f"{task.undeclared} of the {len(task.items)} questions have no sides, so a refusal "
            "counts as right and an answer as wrong; "
            'write "sides": [] into the rows where that is meant (--check names the others)'
        )


def _write_reports(run: Run, view: View) -> None:
    """The report as HTML and Markdown, its figures, and the page over all runs."""
    kept = kept_figures(view, str(run.about["finished"]), str(run.about["code"]), len(run.rows))
    reports = {"report.html": page(view), "report.md": markdown(view), FIGURES: kept}
    for name, text in reports.items():
        write_private(run.folder / name, text)
    every = run.folder.parent
    write_private(every / "index.html", overview([p for p in every.iterdir() if p.is_dir()]))


def _plain(task: Task, run: Run, before: Run | None) -> dict[str, Any]:
    """A run as one JSON object: figures with intervals, and the changes."""
    changed = changes(task.measures, before.rows, run.rows) if before else {}
    figures = {}
    for measure in task.measures:
        figure = figure_of(measure, run.rows)
        if not figure.count:
            continue
        figures[measure.key] = {
            "value": _rounded(figure.value),
            "low": _rounded(figure.low),
            "high": _rounded(figure.high),
            "questions": figure.count,
        }
        if before:
            change = changed[measure.key]
            figures[measure.key] |= {"before": _rounded(change.before), "p": _rounded(change.p)}
    return {
        "set": task.name,
        "run": str(run.folder),
        "compared_with": before.name if before else None,
        "differences": list(differences(before, run)) if before else [],
        "questions": len(run.rows),
        "figures": figures,
    }


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc=name, unit="q", leave=False, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def list_sets(wishes: Wishes) -> int:
    """Print the sets, and which of them are there."""
    for name, about in OWN.items():
        print(f"{name:<28}{about}")
    for name, make in THIRD_PARTY.items():
        try:
            print(f"{name:<28}{make(wishes.context).about}")
        except Skipped as skipped:
            print(f"{name:<28}skipped: {skipped}")
    return DONE


def check(file: str, wishes: Wishes) -> int:
    """Print every fault of a question file; 1 where one is grave."""
    path, corpus = Path(file).expanduser(), corpus_path(wishes.settings.corpus)
    count, faults = check_file(path, corpus)
    for fault in faults:
        kind = "" if fault.grave else "note: "
        print(visible(f"{file}:{fault.line}: {kind}{fault.words}"))
    grave = len({fault.line for fault in faults if fault.grave})
    if not grave:
        print(f"{_questions(count)}, all of them can be asked of {corpus.name}")
        return DONE
    if count:
        print(f"{_questions(count)}, {grave} of them with faults")
    if wishes.settings.origin("corpus") == "default":
        wishes.say(f"no folder was named, so {corpus.name} was looked at; --corpus names yours")
    return FAILED


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def gate(wishes: Wishes) -> int:
    """Ask the gate's questions and say what fell; 1 where something did."""
    baseline = read_baseline()["gate"]
    with _bar("gate") as progress:
        rows = ask_subset(wishes.settings, progress)
    found = falls(rows, baseline)
    for fall in found:
        print(f"fell: {fall}")
    if found:
        for name, question in lost(rows, baseline):
            print(f"  right before, not now: {name} {visible(question)}")
        print("if this is meant, `qa eval --accept` makes these the accepted figures")
        return FAILED
    print(f"the gate holds: {len(baseline['figures'])} figures over {len(rows)} questions")
    return DONE


def accept(wishes: Wishes) -> int:
    """Ask the gate's questions and all our sets, and make their figures the accepted ones."""
    if wishes.settings.no_model or wishes.settings.model or wishes.settings.threshold is not None:
        raise UsageError(
            "the baseline is of the default models and settings; leave the options out"
        )
    with _bar("gate") as progress:
        rows = ask_subset(wishes.settings, progress)
    _say_what_falls(rows, wishes)
    made: dict[str, Any] = {"code": code_digest(), "gate": accepted(rows), "sets": {}}
    for name in OWN:
        for split in ("tune", "check"):
            task = own_task(name, Context(wishes.settings, wishes.data), split=split)
            with _bar(task.name) as progress:
                run = perform(task, open_run(wishes.runs, task, wishes.settings), progress)
            view = view_of(task, run)
            _write_reports(run, view)
            made["sets"][task.name] = _figures(view, len(run.rows))
            wishes.say(f"the report is {run.folder / 'report.html'}")
    BASELINE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    wishes.say(f"{BASELINE} is written")
    for path in fill_readme(made):
        wishes.say(f"{path} is written")
    return DONE


def _say_what_falls(rows: Sequence[Row], wishes: Wishes) -> None:
    """A lower figure may be accepted, but never silently."""
    try:
        found = falls(rows, read_baseline(BASELINE)["gate"])
    except UsageError as error:
        wishes.say(f"nothing to compare with: {error}")
        return
    for fall in found:
        wishes.say(f"accepted though it fell: {fall}")


def _figures(view: View, questions: int) -> dict[str, Any]:
    figures = {
        line.measure.key: [_rounded(line.value), _rounded(line.low), _rounded(line.high)]
        for _, lines in view.groups
        for line in lines
    }
    stages = {
        level: {stage.name: {k: _rounded(v) for k, v in stage.figures.items()} for stage in stages}
        for level, stages in view.stages.items()
    }
    return {"questions": questions, "figures": figures, "stages": stages}
