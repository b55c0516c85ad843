"""The report as Markdown: the tables, and every wrong answer."""

from __future__ import annotations

import re

from eval.report.view import View, Wrong, number
from qa.render import visible

__all__ = ["markdown"]

# What Markdown or HTML would read as more than text.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def markdown(view: View) -> str:
    """The Markdown. Documents' words are escaped: they are shown, never read as markup."""
    parts = [f"# {_text(view.name)}", "", f"{_text(view.about)}.", ""]
    parts += [f"- {_text(key)}: {_text(value)}" for key, value in view.facts]
    for name, lines in view.groups:
        changed = " change | p |" if view.compared else ""
        parts += ["", f"## {_text(name)}", ""]
        parts.append(f"| measure | value | 95% interval | n |{changed} elsewhere |")
        parts.append(
            "| --- | ---: | --- | ---: |" + (" ---: | ---: |" if changed else "") + " --- |"
        )
        for line in lines:
            unit, change = line.measure.unit, line.change
            row = (
                f"| {_text(line.measure.title)} | {number(line.value, unit)} | "
                f"{number(line.low, unit)} to {number(line.high, unit)} | {line.count} |"
            )
            if view.compared and change:
                row += f" {change.difference:+.3f} | {number(change.p)} |"
            parts.append(f"{row} {_text(line.anchor)} |")
    for level, stages in view.stages.items():
        names = list(stages[0].figures)
        parts += ["", f"## Stages, by {level}", "", f"| stage | {' | '.join(names)} |"]
        parts.append("| --- |" + " ---: |" * len(names))
        for stage in stages:
            figures = " | ".join(number(value) for value in stage.figures.values())
            parts.append(f"| {_text(stage.name)} | {figures} |")
    if view.kinds:
        parts += ["", "## Kinds of question", ""]
        parts.append("| kind | n | right | evidence recall | citation precision | refused |")
        parts.append("| --- | ---: | ---: | ---: | ---: | ---: |")
        for share in (*view.kinds, *(view.splits if len(view.splits) > 1 else ())):
            parts.append(
                f"| {_text(share.name)} | {share.count} | {number(share.right)} | "
                f"{number(share.evidence_recall)} | {number(share.citation_precision)} | "
                f"{number(share.refused)} |"
            )
    if view.compared:
        parts += ["", f"## Since {_text(view.compared)}", ""]
        parts += [f"- {_text(words)}" for words in view.differences]
        parts += [
            f"- {'now right' if flip.right_now else '**now wrong**'} "
            f"{_text(flip.id)}: {_text(flip.question)}"
            for flip in view.flips
        ]
    if view.wrong:
        parts += ["", "## What went wrong"]
        parts += [_case(one) for one in view.wrong]
    return "\n".join(parts) + "\n"


def _case(one: Wrong) -> str:
    lines = ["", f"### {_text(one.id)}: {_text(one.question)}", ""]
    lines.append(f"{_text(one.kind)} · {_text(one.fault or one.status)}")
    lines += [f"- before it, {_text(turn)}" for turn in one.history]
    lines += [f"- planted: {_text(text)} ({_text(source)})" for source, text in one.planted]
    lines.append(f"- answer: {_text(one.answer)}")
    lines += [f"- {_text(where)}: {'gold' if gold else 'not gold'}" for where, gold in one.cited]
    lines += [f"- gold: {_text(text)} ({_text(source)})" for source, text in one.gold]
    lines += [
        f"- found, {number(probability)}: {_text(text)} ({_text(source)})"
        for source, text, probability in one.retrieved
    ]
    return "\n".join(lines)


def _text(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(visible(words).split()))
