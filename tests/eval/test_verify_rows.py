"""Corruptions and twins of the invented corpora, and how many of them the verifier tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.verify_rows import KINDS, TWINS, Row, misattributed, rows_of
from eval.verify_twins import Corpus, corpora, is_test
from qa.verify import Verifier

TRAINING = Path(__file__).parents[2] / "eval" / "datasets" / "training"
COUNT = 260  # twenty of each kind; eval.train_verify reports on 500


@pytest.fixture(scope="module")
def held() -> list[Corpus]:
    """The corpora that nothing is trained on."""
    return [corpus for corpus in corpora(TRAINING) if is_test(corpus.name)]


@pytest.fixture(scope="module")
def false(held: list[Corpus]) -> list[Row]:
    return rows_of(held, COUNT, 1, supported=False)


@pytest.fixture(scope="module")
def true(held: list[Corpus]) -> list[Row]:
    return rows_of(held, COUNT, 1, supported=True)


def test_rows_are_of_every_kind_and_the_same_again(
    held: list[Corpus], false: list[Row], true: list[Row]
) -> None:
    assert {row.kind for row in false} == set(KINDS)
    assert {row.kind for row in true} <= set(TWINS)
    assert len({row.kind for row in true}) >= 6
    assert not any(row.supported for row in false)
    assert all(row.supported for row in true)
    assert all(row.statement != row.cited[0].text for row in false)
    assert rows_of(held, 40, 3, supported=False) == rows_of(held, 40, 3, supported=False)
    assert {row.group for row in false} <= {corpus.name for corpus in held}


def test_ninety_five_of_a_hundred_corruptions_are_caught(false: list[Row]) -> None:
    verifier = Verifier()
    missed = [row for row in false if verifier.verify(row.statement, row.cited).supported]
    assert len(false) == COUNT
    assert len(missed) <= 0.05 * COUNT, [(row.kind, row.statement) for row in missed]


def test_most_true_twins_pass(true: list[Row]) -> None:
    verifier = Verifier()
    verdicts = [(row, verifier.verify(row.statement, row.cited)) for row in true]
    refused = [(row.kind, row.statement, v.reason) for row, v in verdicts if not v.supported]
    assert len(true) >= 150
    assert len(refused) <= 0.12 * len(true), refused


def test_a_true_quotation_with_another_s_name_is_caught() -> None:
    verifier = Verifier()
    # Of all the corpora: they hold few quotations, and no rule of speakers is trained.
    pairs = misattributed(list(corpora(TRAINING)), 100, 5)
    assert len(pairs) == 100
    verdicts = [[verifier.verify(row.statement, row.cited).supported for row in p] for p in pairs]
    missed = [bad.statement for (_, bad), (_, ok) in zip(pairs, verdicts, strict=True) if ok]
    refused = [good.statement for (good, _), (ok, _) in zip(pairs, verdicts, strict=True) if not ok]
    assert len(missed) <= 5, missed
    assert len(refused) <= 10, refused
