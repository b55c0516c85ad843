"""Vectors of a long set are kept, so that an interrupted embedding goes on."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.sets.kept import KeptVectors
from eval.sets.task import Context
from eval.sets.wildgraph import wildgraph_task
from qa.settings import Settings
from tests.eval.test_third_party import _write


class _Counts:
    """An embedder that counts what it embeds and can break off."""

    name, identity, dimension, languages = "counts", "counts 1", 3, ("en",)

    def __init__(self, breaks_at: str = "") -> None:
        self.breaks_at, self.texts = breaks_at, list[str]()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.breaks_at in texts:
            raise KeyboardInterrupt
        self.texts += texts
        return np.array([[len(t), ord(t[0]), 1] for t in texts], dtype=np.float32)


def test_what_was_embedded_is_not_embedded_again(tmp_path: Path) -> None:
    inner = _Counts(breaks_at="d")
    kept = KeptVectors(inner, tmp_path)
    first = kept.encode(["a", "bb", "a"])
    assert first.tolist() == [[1, 97, 1], [2, 98, 1], [1, 97, 1]] and inner.texts == ["a", "bb"]
    with pytest.raises(KeyboardInterrupt):
        kept.encode(["c", "d"])
    again = KeptVectors(later := _Counts(), tmp_path)
    assert again.encode(["bb", "d", "a"]).tolist() == [[2, 98, 1], [1, 100, 1], [1, 97, 1]]
    assert later.texts == ["d"]
    (folder,) = tmp_path.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(path.suffix == ".npy" for path in folder.iterdir())


def test_another_embedder_has_other_vectors_and_a_broken_file_is_passed_over(
    tmp_path: Path,
) -> None:
    KeptVectors(_Counts(), tmp_path).encode(["a"])
    other = _Counts()
    other.identity = "counts 2"
    KeptVectors(other, tmp_path).encode(["a"])
    assert other.texts == ["a"]
    for path in tmp_path.rglob("*.npy"):
        path.write_bytes(path.read_bytes()[:-5])
    KeptVectors(fresh := _Counts(), tmp_path).encode(["a"])
    assert fresh.texts == ["a"]


def test_a_sample_has_its_gold_pages_and_as_many_others(tmp_path: Path) -> None:
    folder = tmp_path / "wildgraphbench" / "nature"
    pages = [{"id": f"p{n:02}", "title": "", "text": f"Page {n}."} for n in range(20)]
    asked: list[dict[str, Any]] = [
        {"qid": f"q{n}", "question": "?", "question_type": ["single-fact"],
         "gold_doc_ids": [f"p{n:02}"]}
        for n in range(10)
    ]  # fmt: skip
    _write(folder / "corpus.jsonl", *pages)
    _write(folder / "questions.jsonl", *asked)
    whole, part = (
        wildgraph_task(Context(Settings(), tmp_path, limit), "nature") for limit in (None, 3)
    )
    assert "20 of 20 scraped pages, 10 of 10 single-fact questions" in whole.about
    assert "6 of 20 scraped pages, 3 of 10 single-fact questions" in part.about
    assert whole.digest != part.digest
    assert part.digest == wildgraph_task(Context(Settings(), tmp_path, 3), "nature").digest
