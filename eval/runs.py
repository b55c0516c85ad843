"""A run is a folder: what was asked of what (``run.json``), and a row a question (``rows.jsonl``).

Its name holds a digest of everything that an answer depends on: questions, documents, settings,
code and weights. So the same command after an interruption goes on where it stopped, and after a
change begins another run. Rows hold the documents' words: only their owner can read them.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from eval.sets.task import Task
from qa.errors import UsageError
from qa.settings import Settings

__all__ = [
    "Run",
    "code_digest",
    "finished_runs",
    "open_run",
    "perform",
    "read_run",
    "write_private",
]

ROWS, ABOUT = "rows.jsonl", "run.json"
_CODE = ("*.py", "*.npz", "*.json", "*.txt")
# Settings that say where things lie, and not what is answered.
_PLACES = frozenset({"corpus", "index", "cache_folder", "origins", "threads"})

Progress = Callable[[int, int], None]


@dataclass
class Run:
    """A run on disk; ``about`` is its run.json."""

    folder: Path
    about: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.folder.name


@cache
def code_digest() -> str:
    """16 hex digits that change with the code and the weights that answers come from."""
    top = Path(__file__).resolve().parent
    folders = [top.parent / "qa", top.parent / "index", top.parent / "prompts", top / "sets"]
    files = [p for folder in folders for kind in _CODE for p in folder.rglob(kind)]
    made = hashlib.sha256()
    for file in sorted([*files, top / "asking.py", top / "raw.py"]):
        made.update(file.relative_to(top.parent).as_posix().encode() + b"\0" + file.read_bytes())
    return made.hexdigest()[:16]


def open_run(root: Path, task: Task, settings: Settings, *, fresh: bool = False) -> Run:
    """The run of this task with these settings: begun, interrupted or finished.

    ``fresh`` empties it first. Raises UsageError where the folder cannot be written.
    """
    said = {
        name: str(getattr(settings, name))
        for name in settings.__slots__
        if name not in _PLACES and getattr(settings, name) is not None
    }
    key = hashlib.sha256(json.dumps([task.digest, said, code_digest()]).encode()).hexdigest()[:8]
    folder = root / f"{task.name}-{key}"
    about = {
        "name": task.name,
        "about": task.about,
        "questions": len(task.items),
        "settings": said,
        "corpus": task.corpus,
        "documents": task.documents,
        "code": code_digest(),
        "started": _now(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if fresh:
            (folder / ROWS).unlink(missing_ok=True)
            (folder / ABOUT).unlink(missing_ok=True)
        if not (folder / ABOUT).is_file():
            write_private(folder / ABOUT, json.dumps(about, indent=1) + "\n")
    except OSError as error:
        raise UsageError(
            f"the run folder {folder} cannot be written ({error.strerror}); "
            "name another with --runs"
        ) from error
    return read_run(folder)


def read_run(folder: Path) -> Run:
    """A run folder. Raises UsageError where there is none. A half-written last row is left out."""
    if not (folder / ABOUT).is_file():
        raise UsageError(f"{folder} is no run folder of `qa eval`; it has no {ABOUT}")
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
        lines = (folder / ROWS).read_bytes().split(b"\n") if (folder / ROWS).is_file() else []
        rows = [json.loads(line) for line in lines[:-1] if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder} is no run folder of `qa eval` ({error})") from error
    return Run(folder, about, rows)


def finished_runs(root: Path, name: str) -> list[Run]:
    """The finished runs of the set ``name`` under ``root``, the latest first."""
    found = []
    for folder in root.glob(f"{name}-*"):
        try:
            about = json.loads((folder / ABOUT).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if about.get("name") == name and about.get("finished"):
            found.append((str(about["finished"]), folder))
    return [read_run(folder) for _, folder in sorted(found, reverse=True)]


def perform(task: Task, run: Run, progress: Progress | None = None) -> Run:
    """Answer what the run does not hold yet; a row is on disk before the next one is asked."""
    kept = {row["id"]: row for row in run.rows}
    missing = [item for item in task.items if item.id not in kept]
    if progress:
        progress(len(task.items) - len(missing), len(task.items))
    if missing:
        _trim(run)
        with task.start() as answer, _appending(run.folder / ROWS) as file:
            for done, item in enumerate(missing, len(task.items) - len(missing) + 1):
                row = json.loads(json.dumps(answer(item), ensure_ascii=False))
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
                kept[item.id] = row
                if progress:
                    progress(done, len(task.items))
    if missing or not run.about.get("finished"):
        run.about["finished"] = _now()
        write_private(run.folder / ABOUT, json.dumps(run.about, indent=1) + "\n")
    run.rows = [kept[item.id] for item in task.items]
    return run


def _trim(run: Run) -> None:
    """Write whole rows only, so that the next one does not follow a half-written one."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in run.rows]
    write_private(run.folder / ROWS, "".join(lines))


def _appending(path: Path) -> Any:
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
    )


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, in one step."""
    partial = path.with_name(f"{path.name}.part")
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_TRUNC | os.O_CREAT, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    partial.replace(path)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
