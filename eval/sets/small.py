"""Questions that bring their own few documents: a corpus each, one language model for all."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.asking import Remembers
from eval.sets.task import Skipped
from index import PassageIndex
from index.embed import open_embedder
from qa import Assistant
from qa.models import Models
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = ["SmallCorpora", "json_lines", "said_in", "sample"]

SEED = 4


def json_lines(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a file of a third-party set. Raises Skipped where it is not there."""
    path = folder / name
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise Skipped(
            f"its file {path} is not there; --data DIR names the folder of all sets"
        ) from error


def sample(rows: Sequence[Any], count: int | None) -> list[Any]:
    """``count`` of the rows by a fixed seed, in their order; all where None or fewer."""
    if count is None or count >= len(rows):
        return list(rows)
    chosen = random.Random(SEED).sample(range(len(rows)), count)
    return [rows[at] for at in sorted(chosen)]


def said_in(answer: Mapping[str, Any]) -> str:
    """The words of an answer's statements; "" for a refusal, whatever its sentence says."""
    return " ".join(statement["text"] for statement in answer["statements"])


@dataclass
class SmallCorpora:
    """Asks a question of documents given as texts by file name. Made by ``SmallCorpora.open``."""

    settings: Settings
    embedder: Any
    models: Models

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> Iterator[SmallCorpora]:
        models = Models(settings)
        try:
            yield cls(
                settings,
                open_embedder(settings.embedder, settings.cache_folder, threads=settings.threads),
                models,
            )
        finally:
            models.close()

    def ask(
        self, question: str, documents: Mapping[str, str], id: str
    ) -> tuple[dict[str, Any], tuple[Evidence, ...]]:
        """The answer as the contract's dict, and what was found, the most probable first."""
        with tempfile.TemporaryDirectory() as scratch:
            corpus = Path(scratch) / "corpus"
            corpus.mkdir()
            for name, text in documents.items():
                (corpus / name).write_bytes(text.encode("utf-8", "replace"))
            index = PassageIndex.update(corpus, Path(scratch) / "index", self.embedder)
            # One model for all: loading it takes as long as reading with it.
            assistant = Assistant(index, self.settings, self.embedder, self.models)
            memory = Remembers(assistant.judge)
            assistant.__dict__["judge"] = memory
            answer = assistant.ask(question, id=id).to_dict()
        return answer, memory.found()
