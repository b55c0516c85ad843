"""A second language model for tests that want one: it is named, never fetched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["NAMED_BY", "second_gguf"]

# Not QA_...: that would be a setting, and there is none of this name.
NAMED_BY = "GGUF_FOR_TESTS"


def second_gguf() -> Path:
    """The file that the environment names; the test is skipped where it names none."""
    named = os.environ.get(NAMED_BY)
    if not named:
        pytest.skip(f"{NAMED_BY} names no GGUF file (docs/cli.md, “A larger model to try”)")
    path = Path(named).expanduser()
    assert path.is_file(), f"{NAMED_BY} names {path}, which is no file"
    return path
