"""The report as one self-contained HTML page: no script, nothing fetched, light and dark."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from eval.report.plots import interval_bar, risk_plot, stage_plot
from eval.report.view import Line, Stage, View, number
from qa.render import visible

__all__ = ["page", "style", "template"]


def page(view: View) -> str:
    """The HTML. Documents' words are shown as text, whatever they hold."""
    return template("page.html").render(
        view=view,
        style=style(),
        number=number,
        bar=_bar,
        span=span,
        change=_change,
        chance=_chance,
        stage_plot=_stage_plot,
        risk_plot=Markup(risk_plot(view.curve, view.curve_before)) if view.curve else "",
        figures=("recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10"),
    )


@cache
def style() -> Markup:
    """The style sheet of every page, light and dark."""
    return Markup((Path(__file__).parent / "style.css").read_text("utf-8"))


@cache
def template(name: str) -> Template:
    """A page's template by its file's name. What is put into it is shown as text."""
    # Autoescape: everything but our own plots is text.
    made = Environment(
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.from_string((Path(__file__).parent / name).read_text("utf-8"))


def _harmless(value: object) -> object:
    """Text without characters that act or hide, whoever wrote it; our own plots as they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _bar(line: Line) -> Markup:
    if line.measure.unit != "share" or line.low != line.low:
        return Markup("")
    return Markup(interval_bar(line.value, line.low, line.high))


def span(line: Line) -> str:
    """The interval, without its unit, which the value beside it has."""
    low, high = (number(x, line.measure.unit).split() for x in (line.low, line.high))
    return f"{low[0]} to {high[0]}"


def _stage_plot(stages: tuple[Stage, ...]) -> Markup:
    return Markup(stage_plot(stages))


def _change(line: Line) -> str:
    """The difference to the run before with its sign, or nothing where there is none."""
    change = line.change
    if change is None or change.difference != change.difference:
        return ""
    # Below what is shown of the figure itself, nothing has changed.
    if abs(change.difference) < (0.0005 if line.measure.unit == "share" else 0.05):
        return "="
    sign = "+" if change.difference > 0 else "−"
    return f"{sign}{number(abs(change.difference), line.measure.unit).split()[0]}"


def _chance(line: Line) -> str:
    """The p of a change, where there is one to speak of."""
    p = line.change.p if line.change else math.nan
    if math.isnan(p) or _change(line) in ("", "="):
        return ""
    return "p < .01" if p < 0.01 else f"p {number(p)}"
