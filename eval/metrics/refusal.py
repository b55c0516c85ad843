"""Answering against holding back, over all thresholds and not at one. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["area_under_risk", "auroc", "risk_coverage"]


def risk_coverage(
    confidence: Sequence[float] | NDArray[np.float64], right: Sequence[float] | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coverage and risk as the threshold falls, shape (n, 2), the surest question first.

    Row i: the share of questions answered when the i + 1 surest are, and the share of wrong
    answers among them (El-Yaniv and Wiener 2010, https://jmlr.org/papers/v11/el-yaniv10a.html).
    Equal confidences are answered together: each of them has the risk of them all. ``right``
    is 0..1 for the answer that would be given; an unanswerable question is wrong if answered.
    """
    sure = np.asarray(confidence, dtype=np.float64)
    order = np.argsort(-sure, kind="stable")
    sure, wrong = sure[order], 1.0 - np.asarray(right, dtype=np.float64)[order]
    count = np.arange(1, len(sure) + 1)
    # The last place of each run of equal confidences.
    last = np.searchsorted(-sure, -sure, side="right") - 1
    risk = (np.cumsum(wrong) / count)[last]
    return np.column_stack([count / len(sure), risk])


def area_under_risk(
    confidence: Sequence[float] | NDArray[np.float64], right: Sequence[float] | NDArray[np.float64]
) -> float:
    """The mean risk over all coverages (AURC), 0..1, lower is better.

    Geifman, Uziel and El-Yaniv 2019, https://arxiv.org/abs/1805.08206. NaN for no question.
    """
    return float(np.mean(risk_coverage(confidence, right)[:, 1])) if len(confidence) else np.nan


def auroc(
    score: Sequence[float] | NDArray[np.float64], positive: Sequence[float] | NDArray[np.float64]
) -> float:
    """The chance that a positive scores above a negative, ties half; NaN without both kinds."""
    scores, labels = np.asarray(score, dtype=np.float64), np.asarray(positive) > 0.5
    yes, no = scores[labels], np.sort(scores[~labels])
    if not len(yes) or not len(no):
        return float("nan")
    # The rank-sum statistic of Mann and Whitney; scikit-learn's takes a hundred times as long,
    # and an interval asks a thousand times.
    below = np.searchsorted(no, yes, "left") + np.searchsorted(no, yes, "right")
    return float(below.mean() / 2 / len(no))
