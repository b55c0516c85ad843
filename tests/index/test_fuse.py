"""Reciprocal rank fusion: its formula, and what must hold for any rankings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.fuse
from index.fuse import reciprocal_rank_fusion

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=5)


def test_names() -> None:
    assert index.fuse.__all__ == ["reciprocal_rank_fusion"]


def test_formula() -> None:
    fused = reciprocal_rank_fusion([["a", "b"], ["b", "c"]], k=10)
    assert fused == [("b", 1 / 12 + 1 / 11), ("a", 1 / 11), ("c", 1 / 12)]


def test_equal_scores_are_ordered_by_id() -> None:
    assert [name for name, _ in reciprocal_rank_fusion([["b"], ["a"], ["c"]])] == ["a", "b", "c"]


def test_weights() -> None:
    fused = reciprocal_rank_fusion([["a"], ["b"]], weights=[1.0, 2.0])
    assert fused == [("b", 2 / 11), ("a", 1 / 11)]


def test_nothing_to_fuse() -> None:
    assert reciprocal_rank_fusion([]) == []
    assert reciprocal_rank_fusion([[], []]) == []


def test_a_repeated_id_counts_once() -> None:
    assert reciprocal_rank_fusion([["a", "a", "b"]]) == [("a", 1 / 11), ("b", 1 / 12)]


@pytest.mark.parametrize(
    ("k", "weights", "message"),
    [(-1, None, "k must be"), (1, [1.0], "as many weights"), (1, [1.0, -1.0], "0 or more")],
)
def test_wrong_arguments(k: int, weights: list[float] | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reciprocal_rank_fusion([["a"], ["b"]], k=k, weights=weights)


@given(RANKINGS, st.integers(0, 60))
def test_properties(rankings: list[list[str]], k: int) -> None:
    fused = reciprocal_rank_fusion(rankings, k + 1)
    names = [name for name, _ in fused]
    scores = [score for _, score in fused]
    assert sorted(names) == sorted({name for ranking in rankings for name in ranking})
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= len(rankings) / (k + 2) + 1e-12 for score in scores)
    again = reciprocal_rank_fusion(rankings[::-1], k + 1)
    assert dict(again) == pytest.approx(dict(fused))


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.integers(1, 4))
def test_rankings_that_agree_are_kept(ranking: list[str], times: int) -> None:
    assert [name for name, _ in reciprocal_rank_fusion([ranking] * times)] == ranking


@given(RANKINGS, st.sampled_from("abcdefgh"))
def test_one_more_first_place_never_lowers_an_id(rankings: list[list[str]], name: str) -> None:
    before = [other for other, _ in reciprocal_rank_fusion([*rankings, []])]
    after = [other for other, _ in reciprocal_rank_fusion([*rankings, [name]])]
    assert name not in before or after.index(name) <= before.index(name)
