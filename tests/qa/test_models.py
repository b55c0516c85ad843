"""Which file each of the language models in use is."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import qa.model
import qa.requantise
from qa.errors import ModelMissing
from qa.models import NEAR, Models
from qa.settings import Settings

HITS: Any = [SimpleNamespace(scores={"dense": 0.1}), SimpleNamespace(scores={"dense": NEAR})]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The names of the files that are loaded, and whether each is to judge."""
    found: list[tuple[str, bool]] = []

    def load(path: Path, threads: int | None = None, judges: bool = False) -> Any:
        found.append((path.name, judges))
        return SimpleNamespace(close=lambda: None, warm=lambda: None)

    monkeypatch.setattr(qa.model, "LlamaCppModel", load)
    monkeypatch.setattr(qa.requantise, "reading_model", lambda cache: cache / "reader.gguf")
    monkeypatch.setattr(qa.requantise, "faster_default", lambda cache: cache / "published.gguf")
    return found


def test_what_writes_is_never_what_was_trained_to_judge(
    loaded: list[tuple[str, bool]], tmp_path: Path
) -> None:
    models = Models(Settings(cache_folder=tmp_path, trust="word"))
    assert models.reader is not models.writer
    assert models.writer is models.writer
    assert loaded == [("reader.gguf", True), ("published.gguf", False)]
    models.close()
    assert {"_reader", "writer"}.isdisjoint(vars(models))


def test_what_is_loaded_ahead_is_loaded_once(
    loaded: list[tuple[str, bool]], tmp_path: Path
) -> None:
    models = Models(Settings(cache_folder=tmp_path))
    models.ahead(HITS)
    models.early = True
    models.ahead([])
    models.ahead([SimpleNamespace(scores={"dense": NEAR - 0.01})])  # type: ignore[list-item]
    assert loaded == [], "not asked for, or far from the documents"
    models.ahead(HITS)
    reader = models.reader  # at the same time as the other thread, or after it
    for thread in threading.enumerate():
        if thread.name == "reader":
            thread.join()
    models.ahead(HITS)
    assert models.reader is reader is not None
    assert loaded == [("reader.gguf", True)]
    models.close()


def test_what_cannot_be_loaded_ahead_is_told_when_it_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(cache: Path) -> Path:
        raise ModelMissing("not installed")

    monkeypatch.setattr(qa.requantise, "reading_model", missing)
    models = Models(Settings(cache_folder=tmp_path))
    models.early = True
    models.ahead(HITS)
    with pytest.raises(ModelMissing, match="not installed"):
        _ = models.reader


def test_without_a_model_nothing_is_loaded_ahead(
    loaded: list[tuple[str, bool]], tmp_path: Path
) -> None:
    models = Models(Settings(cache_folder=tmp_path, no_model=True))
    models.early = True
    models.ahead(HITS)
    assert "reader" not in {thread.name for thread in threading.enumerate()}
    assert loaded == []


def test_one_s_own_model_writes_and_is_loaded_once(
    loaded: list[tuple[str, bool]], tmp_path: Path
) -> None:
    models = Models(Settings(cache_folder=tmp_path, model=tmp_path / "own.gguf"))
    assert models.writer is models.own is not None
    assert loaded == [("own.gguf", False)]


def test_no_model_no_writer(loaded: list[tuple[str, bool]], tmp_path: Path) -> None:
    models = Models(Settings(cache_folder=tmp_path, no_model=True, model=tmp_path / "own.gguf"))
    assert models.writer is models.reader is None
    assert loaded == []
