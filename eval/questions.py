"""Question sets: JSON lines with gold evidence, as eval/datasets/README.md describes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.types import Turn

__all__ = ["DatasetError", "Evidence", "Item", "Side", "load_questions"]


class DatasetError(ValueError):
    """A question set does not hold what it says."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a source that answer, at their offsets."""

    source: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """One answer: strings any of which proves it, places any of which states it."""

    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A question; no sides means that it should be refused or its premise corrected."""

    id: str
    split: str
    kind: str
    question: str
    history: tuple[Turn, ...]
    sides: tuple[Side, ...]
    correction: tuple[Evidence, ...]


def load_questions(path: Path, corpus: Path, split: str | None = None) -> tuple[Item, ...]:
    """The rows of a set, or of one split. Raises DatasetError where gold words are not there."""
    items = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            item = _item(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(f"{path}:{number}: not a question row ({error})") from error
        for evidence in [*item.correction, *(e for side in item.sides for e in side.evidence)]:
            _check(evidence, corpus, f"{path}:{number}")
        if split in (None, item.split):
            items.append(item)
    return tuple(items)


def _item(raw: dict[str, Any]) -> Item:
    return Item(
        id=raw["id"],
        split=raw.get("split", "check"),
        kind=raw["kind"],
        question=raw["question"],
        history=tuple(Turn(t["role"], t["content"]) for t in raw["history"]),
        sides=tuple(
            Side(tuple(s["answers"]), tuple(Evidence(**e) for e in s["evidence"]))
            for s in raw["sides"]
        ),
        correction=tuple(Evidence(**e) for e in raw["correction"]),
    )


def _check(evidence: Evidence, corpus: Path, place: str) -> None:
    try:
        text = (corpus / evidence.source).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DatasetError(f"{place}: no source {evidence.source} under {corpus}") from error
    if text[evidence.start : evidence.end] != evidence.text:
        raise DatasetError(f"{place}: the words are not at {evidence.source}:{evidence.start}")
