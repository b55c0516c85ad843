"""A set to evaluate: its items, how one is answered, what is measured of the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from eval.metrics.stats import Measure, Row
from qa.settings import Settings

__all__ = ["Answers", "Context", "HasId", "Skipped", "Task"]


class Skipped(Exception):
    """A set cannot be run here; the message is one sentence that says why and what to do."""


class HasId(Protocol):
    """An item is told from the others by its id."""

    @property
    def id(self) -> str: ...


Answers = Callable[[Any], Row]
"""An item to its row, which holds the item's ``id``."""


@dataclass(frozen=True)
class Task:
    """One set, ready to run.

    ``name``      as on the command line
    ``about``     what it shows and whose it is, in a sentence without a full stop
    ``digest``    of what the set holds: runs of other content are other runs
    ``items``     in order; each has an ``id``
    ``start``     opens models and indexes for as long as items are answered
    ``measures``  what is computed of the rows
    ``anchors``   figures published or computed elsewhere, by the measure's key
    ``wrong``     the rows to show in the report because their answer is wrong
    ``corpus``    the folder that is asked, where the set is questions over one; else ""
    ``documents`` a digest of the documents' bytes in it; else ""
    ``undeclared`` how many questions have no sides and do not say that none are due
    """

    name: str
    about: str
    digest: str
    items: Sequence[Any]
    start: Callable[[], AbstractContextManager[Answers]]
    measures: tuple[Measure, ...]
    anchors: Mapping[str, str] = field(default_factory=dict)
    wrong: Callable[[Row], bool] = lambda _: False
    corpus: str = ""
    documents: str = ""
    undeclared: int = 0


@dataclass(frozen=True)
class Context:
    """What all sets are given: settings, where data lies, how many items to take."""

    settings: Settings
    data: Path
    limit: int | None = None
