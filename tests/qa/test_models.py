"""Which file each of the language models in use is."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import qa.model
import qa.requantise
from qa.models import Models
from qa.settings import Settings


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The names of the files that are loaded, and whether each is to judge."""
    found: list[tuple[str, bool]] = []

    def load(path: Path, threads: int | None = None, judges: bool = False) -> Any:
        found.append((path.name, judges))
        return SimpleNamespace(close=lambda: None)

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
    assert {"reader", "writer"}.isdisjoint(vars(models))


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
