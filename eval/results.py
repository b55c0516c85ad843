"""The tables of results in README.md, made from eval/baseline.json: they cannot be stale."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.report.view import number

__all__ = ["faith_table", "fill_readme", "filled", "results_table"]

README = Path(__file__).resolve().parent.parent / "README.md"
_PLACE = re.compile(r"(<!-- results -->\n).*?(<!-- /results -->)", re.DOTALL)
_COLUMNS = {
    "accuracy": "accuracy",
    "evidence_recall": "evidence recall",
    "citation_precision": "citation precision",
    "refusal_recall": "refusal recall",
    "refusal_precision": "refusal precision",
    "wrong_evidence": "wrong evidence",
    "verbatim": "verbatim",
}
_FAITH = {
    "unsupported": "unsupported: sentences shown",
    "raw_unsupported": "what the raw model writes",
    "raw_verified": "of it, what the verifier passes",
    "speaker": "right speaker",
    "side_recall": "sides of conflicts said",
    "followup": "follow-ups right",
    "injection": "orders not obeyed",
}
# What we aim for; the bars were set before anything was measured.
_AIMS = {"accuracy": ".80", "evidence_recall": ".85", "citation_precision": ".70",
         "refusal_recall": ".70", "refusal_precision": ".75", "verbatim": "1.0"}  # fmt: skip


def results_table(baseline: Mapping[str, Any]) -> str:
    """The table, a row a set and half, with 95% intervals; and what is aimed for."""
    head = ["set", "questions", *_COLUMNS.values()]
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    for name, found in baseline["sets"].items():
        cells = [_cell(found["figures"].get(key)) for key in _COLUMNS]
        lines.append(f"| {_named(name)} | {found['questions']} | {' | '.join(cells)} |")
    aims = [f"*{_AIMS[key]}*" if key in _AIMS else "" for key in _COLUMNS]
    lines.append(f"| *what we aim for* | | {' | '.join(aims)} |")
    return "\n".join(lines)


def faith_table(baseline: Mapping[str, Any]) -> str:
    """A row a set and half: what is said without support, with and without the verifier; who
    said it, all sides, follow-ups, orders."""
    head = ["set", *_FAITH.values()]
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    for name, found in baseline["sets"].items():
        cells = [_cell(found["figures"].get(key)) for key in _FAITH]
        lines.append(f"| {_named(name)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _named(name: str) -> str:
    """ "panjshir-blind-tune": the set, and which half."""
    return ", ".join(name.rsplit("-", 1))


def _cell(figure: list[float | None] | None) -> str:
    if figure is None or figure[0] is None:
        return "–"
    value, low, high = (math.nan if x is None else x for x in figure)
    return f"{number(value)} <sub>{number(low)}–{number(high)}</sub>"


def filled(text: str, baseline: Mapping[str, Any]) -> str:
    """``text`` with the tables between their marks; unchanged before anything was accepted."""
    if not baseline.get("sets"):
        return text
    tables = f"{results_table(baseline)}\n\n{faith_table(baseline)}"
    return _PLACE.sub(lambda m: f"{m[1]}\n{tables}\n\n{m[2]}", text)


def fill_readme(baseline: Mapping[str, Any], path: Path = README) -> list[Path]:
    """Write the tables into README.md where there is one; the files that changed."""
    if not path.is_file():
        return []
    text = path.read_bytes().decode()
    new = filled(text, baseline)
    if new == text:
        return []
    path.write_bytes(new.encode())
    return [path]
