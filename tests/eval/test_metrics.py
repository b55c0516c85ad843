"""The measures against values worked out by hand, and against libraries."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test
from sklearn.metrics import ndcg_score, roc_auc_score

from eval.metrics.citations import alce, is_unsupported, support_of, trec_support
from eval.metrics.refusal import area_under_risk, auroc, risk_coverage
from eval.metrics.retrieval import ndcg_at, recall_at, reciprocal_rank
from eval.metrics.stats import Measure, figure_of, interval, paired_test, ratio, standard_error
from eval.metrics.text import best_token_f1, has_words, token_f1
from eval.questions import Evidence
from eval.sets.wice import balanced_accuracy, cross_fitted


def test_ranks_by_hand() -> None:
    ranking = [{7}, {0}, set(), {0, 1}, {2}]
    assert recall_at(ranking, [[0], [1, 9], [2]], 3) == pytest.approx(1 / 3)
    assert recall_at(ranking, [[0], [1, 9], [2]], 5) == 1.0
    assert reciprocal_rank(ranking, [1, 2]) == pytest.approx(1 / 4)
    assert reciprocal_rank(ranking, [8]) == 0.0
    # Gains at ranks 2 (gold 0) and 4 (gold 1; 0 again counts nothing); two gold ids are ideal.
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    assert ndcg_at(ranking, [0, 1]) == pytest.approx(gained / (1 + 1 / math.log2(3)))
    with pytest.raises(ValueError, match="nothing to find"):
        ndcg_at(ranking, [])


@given(st.permutations(range(12)), st.sets(st.integers(0, 11), min_size=1), st.integers(1, 12))
def test_ndcg_is_scikit_learns(order: list[int], gold: set[int], k: int) -> None:
    scores = np.zeros(12)
    scores[order] = np.arange(12, 0, -1)
    truth = [float(n in gold) for n in range(12)]
    expected = ndcg_score([truth], [scores], k=k)
    assert ndcg_at([{n} for n in order], gold, k) == pytest.approx(expected)


def test_token_f1_by_hand() -> None:
    # "The" and the full stop do not count: 2 common tokens of 3 and 2.
    assert token_f1("The Panjshir province.", "panjshir province fell") == pytest.approx(0.8)
    assert best_token_f1("six thousand", ["6,000", "six thousand"]) == 1.0
    assert best_token_f1("anything", []) == 0.0
    assert has_words("It fell in the U.S., in 2021.", "in 2021") and not has_words("2021", "202")
    assert not has_words("anything", " the ")


def _citation(number: int, start: int, end: int, text: str = "") -> dict[str, Any]:
    return {
        "number": number, "source": "a.txt", "start_char_index": start, "end_char_index": end,
        "cited_text": text, "also_at": [],
    }  # fmt: skip


GOLD = [Evidence("a.txt", 100, 200, "x" * 100)]


def test_support_has_three_steps() -> None:
    assert support_of(_citation(1, 100, 170), GOLD, ()) == 1.0
    assert support_of(_citation(1, 150, 210), GOLD, ["Ann"]) == 0.5
    assert support_of(_citation(1, 150, 210, "said Ann Lee"), GOLD, ["ann"]) == 1.0
    assert support_of(_citation(1, 200, 300), GOLD, ["x"]) == 0.0
    other = {**_citation(1, 100, 200), "source": "b.txt"}
    assert support_of(other, GOLD, ()) == 0.0
    other["also_at"] = [{"source": "a.txt", "start_char_index": 100, "end_char_index": 200}]
    assert support_of(other, GOLD, ()) == 1.0


def test_alce_and_trec_by_hand() -> None:
    answer = {
        "citations": [_citation(1, 100, 200), _citation(2, 400, 500), _citation(3, 190, 260)],
        "statements": [{"citations": [1, 2]}, {"citations": [2]}, {"citations": [3]}],
    }
    recalled, precise = alce(answer, GOLD)
    assert recalled == [True, False, True]
    # Citation 2 is idle beside 1, and its own statement is not recalled.
    assert precise == [True, False, False, True]
    citations, statements = trec_support(answer, GOLD, ())
    assert citations == [1.0, 0.0, 0.5]
    assert statements == [1.0, 0.0, 0.5]


def test_a_word_that_no_citation_holds_is_unsupported() -> None:
    cited = ["The ferry sank in 6 minutes, said Ann Lee.", "Nobody was hurt."]
    assert not is_unsupported("Ann Lee said: the ferry sank in 6 minutes", cited)
    assert is_unsupported("The ferry sank in 5 minutes.", cited)
    assert is_unsupported("The captain was hurt.", cited)


def test_risk_and_coverage_by_hand() -> None:
    points = risk_coverage([0.9, 0.2, 0.8, 0.8], [1, 1, 0, 1])
    # The two at .8 are answered together: each has the risk of them both.
    assert points.tolist() == pytest.approx(
        np.array([[0.25, 0.0], [0.5, 1 / 3], [0.75, 1 / 3], [1.0, 0.25]])
    )
    assert area_under_risk([0.9, 0.2, 0.8, 0.8], [1, 1, 0, 1]) == pytest.approx(11 / 48)
    assert math.isnan(area_under_risk([], []))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_between_best_and_worst_order(rows: list[tuple[float, bool]]) -> None:
    right = [float(r) for _, r in rows]
    found = area_under_risk([c for c, _ in rows], right)
    best = [r + at / 100 for at, r in enumerate(right)]
    worst = [at / 100 - r for at, r in enumerate(right)]
    assert area_under_risk(best, right) - 1e-9 <= found
    assert found <= area_under_risk(worst, right) + 1e-9


def test_auroc_is_the_chance_of_the_right_order() -> None:
    assert auroc([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert math.isnan(auroc([0.5], [1]))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auroc_is_scikit_learns(rows: list[tuple[int, bool]]) -> None:
    scores, labels = [s for s, _ in rows], [r for _, r in rows]
    if len(set(labels)) == 2:
        assert auroc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))


def _measure(better: int = 1) -> Measure:
    return Measure("m", "M", "", lambda row: row["columns"], better=better)


def test_a_figure_is_a_sum_over_a_sum() -> None:
    rows = [
        {"id": "a", "columns": (1.0, 2.0)},
        {"id": "b", "columns": None},
        {"id": "c", "columns": (3.0, 3.0)},
    ]
    figure = figure_of(_measure(), rows)
    assert (figure.value, figure.count) == (pytest.approx(0.8), 2)
    assert figure.low <= figure.value <= figure.high
    assert figure_of(_measure(), []).count == 0


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    random, covered = np.random.default_rng(7), 0
    for _ in range(200):
        table = np.column_stack([random.random(60) < 0.7, np.ones(60)]).astype(float)
        low, high = interval(table, resamples=300)
        covered += low <= 0.7 <= high
    assert 0.88 <= covered / 200 <= 0.99


def test_the_standard_error_is_that_of_a_share() -> None:
    table = np.column_stack([np.arange(100) < 60, np.ones(100)]).astype(float)
    assert standard_error(table, resamples=4000) == pytest.approx(math.sqrt(0.24 / 100), rel=0.06)
    assert standard_error(np.ones((9, 2))) == 0.0
    assert interval(table) == interval(table)


def test_the_paired_test_is_scipys_for_means() -> None:
    random = np.random.default_rng(3)
    before = (random.random(40) < 0.5).astype(float)
    after = np.where(random.random(40) < 0.25, 1.0, before)
    one, two = (np.column_stack([x, np.ones(40)]) for x in (before, after))
    exact = permutation_test(
        (after, before), lambda a, b, axis: (a - b).mean(axis=axis),
        permutation_type="samples", vectorized=True, n_resamples=20000, rng=1,
    )  # fmt: skip
    assert paired_test(one, two, resamples=20000) == pytest.approx(exact.pvalue, abs=0.01)
    assert paired_test(one, one) == 1.0
    with pytest.raises(ValueError, match="differ in shape"):
        paired_test(one, two[:5])


def test_the_paired_test_takes_other_statistics() -> None:
    before = np.column_stack([np.linspace(0, 1, 40), np.arange(40) % 2])
    after = np.column_stack([np.arange(40) % 2 + np.linspace(0, 0.1, 40), np.arange(40) % 2])

    def area(table: np.ndarray[Any, Any]) -> float:
        return auroc(table[:, 0], table[:, 1])

    assert paired_test(before, after, area) < 0.01
    assert ratio(np.zeros((0, 2))) != ratio(np.zeros((0, 2)))


def test_balanced_accuracy_by_hand() -> None:
    said, true = np.array([1.0, 1.0, 0.0, 1.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert balanced_accuracy(said, true) == pytest.approx((2 / 3 + 0) / 2)
    score = np.tile([0.1, 0.2, 0.8, 0.9], 5)
    table = np.column_stack([score, score > 0.5, np.arange(20) % 5])
    assert cross_fitted(table) == 1.0
