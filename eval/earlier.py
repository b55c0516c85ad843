"""The run that a run is compared with: of the same set and folder, by the questions of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.compare import asked_in_both
from eval.runs import Run, finished_runs, read_run
from eval.sets.task import Task
from qa.errors import UsageError

__all__ = ["differences", "earlier_run", "shared"]


def earlier_run(task: Task, run: Run, root: Path, named: str | None = None) -> Run | None:
    """The run that is named, else the last finished one that can be compared; None for none.

    Raises UsageError where the one that is named is of another set, of another folder, or has no
    question in common.
    """
    if named:
        path = Path(named).expanduser()
        found = read_run(path if path.is_dir() else root / named)
        fault = _fault(task, found) or _nothing_shared(task, found)
        if fault:
            raise UsageError(f"{found.name} {fault}; name another run with --compare")
        return found
    for other in finished_runs(root, task.name):
        if other.name != run.name and not (_fault(task, other) or _nothing_shared(task, other)):
            return other
    return None


def _fault(task: Task, found: Run) -> str:
    """Why figures of that run say nothing of these, "" where they do."""
    name, corpus = found.about.get("name"), found.about.get("corpus")
    if name != task.name:
        return f"is a run of {name}, not of {task.name}"
    # A folder may have changed (that is what is to be seen), or have been moved as it is. Runs
    # made before this was kept are taken for the same.
    if corpus not in (None, task.corpus) and found.about.get("documents") != task.documents:
        return f"asked the documents in {corpus}, not those in {task.corpus}"
    return ""


def _nothing_shared(task: Task, found: Run) -> str:
    ids = {item.id for item in task.items}
    return "" if any(row["id"] in ids for row in found.rows) else "has no question of these"


def shared(found: Run, run: Run) -> Run:
    """The run ``found`` with the rows of those questions alone that ``run`` has asked too."""
    return replace(found, rows=asked_in_both(found.rows, run.rows)) if run.rows else found


def differences(before: Run, run: Run) -> tuple[str, ...]:
    """What else is not the same in two runs, so that a change may be due to it."""
    found = []
    count = len(asked_in_both(before.rows, run.rows))
    if count < len(run.rows):
        found.append(f"{count} of these {len(run.rows)} questions are in both, and compared")
    if before.about.get("documents", run.about.get("documents")) != run.about.get("documents"):
        found.append("the documents have changed")
    found += _settings(before.about.get("settings", {}), run.about.get("settings", {}))
    return tuple(found)


def _settings(before: dict[str, str], now: dict[str, str]) -> Sequence[str]:
    return [
        f"{name} was {before.get(name, 'not set')}, is {now.get(name, 'not set')}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]
