"""Exact dense search: the order of hits, ties, storage."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import index.dense
from index.dense import DenseIndex
from index.errors import StoreDamaged


def unit_rows(count: int, dimension: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_names() -> None:
    assert index.dense.__all__ == ["DenseIndex"]


def test_search_is_exact() -> None:
    rows = unit_rows(300, 24)
    dense = DenseIndex([f"s{row:03}" for row in range(300)], rows)
    names, scores = dense.search(rows[17], 5)
    expected = sorted(range(300), key=lambda row: -float(rows[row] @ rows[17]))[:5]
    assert list(names) == [f"s{row:03}" for row in expected]
    assert names[0] == "s017" and scores[0] == pytest.approx(1.0, abs=1e-5)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert dense.scores(rows[17], names) == pytest.approx(scores, abs=2e-6)


@given(st.permutations([f"id{number:02}" for number in range(40)]), st.integers(0, 45))
@settings(max_examples=30, deadline=None)
def test_ties_are_ordered_by_id_also_at_the_cut(names: list[str], k: int) -> None:
    rows = np.repeat(unit_rows(2, 8), [30, 10], axis=0)
    found, scores = DenseIndex(names, rows).search(rows[0], k)
    assert list(found) == [*sorted(names[:30]), *sorted(names[30:])][:k]
    assert len(scores) == len(found)


def test_noise_in_the_last_bits_does_not_decide() -> None:
    row = unit_rows(1, 16)[0]
    noisy = np.stack([row, row * np.float32(1 + 1e-7), row * np.float32(1 - 1e-7)])
    assert DenseIndex(["c", "a", "b"], noisy).search(row, 3)[0] == ("a", "b", "c")


def test_vectors_come_back() -> None:
    rows = unit_rows(4, 8)
    dense = DenseIndex("abcd", rows)
    assert np.array_equal(dense.vectors(["d", "a", "d"]), rows[[3, 0, 3]])
    assert dense.vectors([]).shape == (0, 8)
    assert "a" in dense and "z" not in dense and len(dense) == 4 and dense.dimension == 8
    with pytest.raises(KeyError):
        dense.vectors(["z"])


def test_empty_index() -> None:
    dense = DenseIndex((), np.zeros((0, 8), dtype=np.float32))
    names, scores = dense.search(unit_rows(1, 8)[0], 5)
    assert names == () and scores.shape == (0,)


def test_wrong_arguments() -> None:
    rows = unit_rows(2, 8)
    with pytest.raises(ValueError, match="as many rows"):
        DenseIndex("abc", rows)
    with pytest.raises(ValueError, match=r"shape \(8,\)"):
        DenseIndex("ab", rows).search(unit_rows(1, 9)[0], 1)
    with pytest.raises(ValueError, match="0 or more"):
        DenseIndex("ab", rows).search(rows[0], -1)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_saved_and_loaded(tmp_path: Path, count: int) -> None:
    rows = unit_rows(count, 8)
    names = [str(row) for row in range(count)]
    path = tmp_path / "vectors.npy"
    with path.open("wb") as file:
        DenseIndex(names, rows).save(file)
    loaded = DenseIndex.load(path, names)
    assert np.array_equal(loaded.vectors(names), rows)
    assert (
        loaded.search(unit_rows(1, 8, 1)[0], 3)[0]
        == (DenseIndex(names, rows).search(unit_rows(1, 8, 1)[0], 3)[0])
    )


def test_a_loaded_index_outlives_its_file(tmp_path: Path) -> None:
    rows = unit_rows(3, 8)
    path = tmp_path / "vectors.npy"
    with path.open("wb") as file:
        DenseIndex("abc", rows).save(file)
    loaded = DenseIndex.load(path, "abc")
    path.unlink()
    assert loaded.search(rows[1], 1)[0] == ("b",)


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "dtype", "rows"])
def test_damage_is_named(tmp_path: Path, damage: str) -> None:
    buffer = io.BytesIO()
    DenseIndex("abc", unit_rows(3, 8)).save(buffer)
    whole = buffer.getvalue()
    doubled = io.BytesIO()
    np.save(doubled, np.zeros((3, 8)))
    path = tmp_path / "vectors.npy"
    path.write_bytes(
        {"cut": whole[:-9], "empty": b"", "text": b"x" * 400, "dtype": doubled.getvalue()}.get(
            damage, whole
        )
    )
    with pytest.raises(StoreDamaged, match="vectors"):
        DenseIndex.load(path, "abcd" if damage == "rows" else "abc")
