"""Training of the verifier's last step, and its worth on WiCE's development claims."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.train_verify import (
    WICE,
    balanced_accuracy,
    best_threshold,
    cross_validated,
    fit,
    wice_claims,
)

DATA = Path(__file__).parents[3] / "shared" / "data" / "wice" / WICE


def test_a_regression_finds_the_column_that_tells() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 3))
    y = (x[:, 1] + 0.1 * rng.normal(size=400) > 0.5).astype(float)
    weights, bias = fit(x, y, np.ones(400))
    told = (x @ weights + bias > 0.0) == (y > 0.5)
    assert np.argmax(np.abs(weights)) == 1
    assert told.mean() > 0.9


def test_balanced_accuracy_weighs_both_labels_alike() -> None:
    scores = np.array([0.9, 0.1, 0.2, 0.3])
    labels = np.array([True, False, False, False])
    assert balanced_accuracy(scores, labels, 0.5) == 1.0
    assert balanced_accuracy(scores, labels, 0.0) == 0.5
    assert 0.3 < best_threshold(scores, labels, strict=True) <= 0.9


@pytest.mark.skipif(not DATA.is_file(), reason=f"WiCE's development rows are not at {DATA}")
def test_wice_claims_are_told_better_than_by_overlap() -> None:
    """Plain word overlap gives 63.7; held-out folds, threshold and weights set on the others."""
    claims = wice_claims(DATA)
    assert len(claims) == 349
    assert cross_validated(claims, repeats=2) >= 0.70
