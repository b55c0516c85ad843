"""One page over all runs: the latest of every set, its first figures, the way to its report.

A report leaves its figures beside itself (``figures.json``), so that the page is made without
asking, or loading a set, again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from eval.report.page import style, template
from eval.report.plots import interval_bar
from eval.report.view import Line, View, number
from eval.sets.own import OWN

__all__ = ["FIGURES", "kept_figures", "overview"]

FIGURES = "figures.json"
# More than the cards of a report: what others publish beside it is shown too.
_MOST = 12


@dataclass(frozen=True, slots=True)
class _Shown:
    title: str
    value: str
    bar: Markup
    range: str
    count: int
    anchor: str


@dataclass(frozen=True, slots=True)
class _Run:
    name: str
    about: str
    href: str
    questions: int
    finished: str
    code: str
    lines: tuple[_Shown, ...]

    @property
    def anchored(self) -> bool:
        return any(line.anchor for line in self.lines)


def kept_figures(view: View, finished: str, code: str, questions: int) -> str:
    """What the overview needs of a report, as JSON."""
    lines = [line for _, group in view.groups for line in group]
    named = {line.measure.key for line in view.headline}
    chosen = [x for x in lines if x.measure.key in named or x.anchor]
    # A set of few figures is shown whole.
    chosen = lines if len(lines) <= _MOST else chosen[:_MOST]
    made = {
        "name": view.name,
        "about": view.about,
        "finished": finished,
        "code": code,
        "questions": questions,
        "lines": [_kept(line) for line in chosen],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _kept(line: Line) -> dict[str, Any]:
    values = {"value": line.value, "low": line.low, "high": line.high}
    return {
        "title": line.measure.title,
        "unit": line.measure.unit,
        "count": line.count,
        "anchor": line.anchor,
        **{key: None if math.isnan(value) else value for key, value in values.items()},
    }


def overview(folders: Sequence[Path]) -> str:
    """The HTML over these run folders: of each set the run that was finished last."""
    latest: dict[str, tuple[tuple[str, int], Path, dict[str, Any]]] = {}
    for folder, found in _read(folders):
        # Two runs may end within the second that is written: then the file tells.
        name, written = str(found["name"]), (folder / "figures.json").stat().st_mtime_ns
        finished = str(found["finished"]), written
        if name not in latest or finished > latest[name][0]:
            latest[name] = finished, folder, found
    runs = [_run(folder, found) for _, folder, found in latest.values()]
    # Our own sets first.
    order = sorted(runs, key=lambda run: (run.name.partition("-")[0] not in OWN, run.name))
    return template("overview.html").render(runs=order, style=style())


def _read(folders: Sequence[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for folder in folders:
        try:
            found = json.loads((folder / FIGURES).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict) and {"name", "finished", "lines"} <= set(found):
            yield folder, found


def _run(folder: Path, found: dict[str, Any]) -> _Run:
    return _Run(
        name=str(found["name"]),
        about=str(found["about"]),
        href=f"{quote(folder.name)}/report.html",
        questions=int(found["questions"]),
        finished=str(found["finished"]).replace("T", " ").removesuffix("Z") + " UTC",
        code=str(found["code"]),
        lines=tuple(_shown(line) for line in found["lines"]),
    )


def _shown(line: dict[str, Any]) -> _Shown:
    value, low, high = (
        math.nan if line[key] is None else float(line[key]) for key in ("value", "low", "high")
    )
    unit = str(line["unit"])
    bar = "" if unit != "share" or math.isnan(low) else interval_bar(value, low, high)
    first, last = (number(end, unit).split()[0] for end in (low, high))
    return _Shown(
        title=str(line["title"]),
        value=number(value, unit),
        bar=Markup(bar),
        range=f"{first} to {last}",
        count=int(line["count"]),
        anchor=str(line["anchor"]),
    )
