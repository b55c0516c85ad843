"""A corpus of three files, and a place for its index."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.stores import FILES, write


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", FILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"
