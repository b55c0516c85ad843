"""Weights that ship as JSON: what is wrong with them is said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import packaged as module
from qa.errors import ModelBroken, ModelMissing
from qa.packaged import read_weights


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["read_weights"]


def test_weights_are_read_or_the_fault_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(ModelMissing, match=r"^a\.json is not in the installed package"):
        read_weights("a.json", dict)
    (tmp_path / "weights").mkdir()
    file = tmp_path / "weights" / "a.json"
    file.write_text('{"one": 1}', "utf-8")
    assert read_weights("a.json", lambda stored: stored["one"]) == 1
    for text in ("no JSON", '{"two": 2}', "[]"):
        file.write_text(text, "utf-8")
        with pytest.raises(ModelBroken, match=r"^the weights, a\.json, cannot be read"):
            read_weights("a.json", lambda stored: stored["one"], "the weights, a.json,")
