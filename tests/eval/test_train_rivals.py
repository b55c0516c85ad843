"""Fitting what makes another figure another side: corpora are left out in turn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eval import train_rivals as module

Pair = module.Pair


def pair(corpus: str, side: bool, ratio: float) -> module.Pair:
    return Pair(
        corpus, "q1", what="figures", single=False, same=False, side=side, signs={"ratio": ratio}
    )


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["Pair", "answers", "main", "pairs_of", "table"]


def test_a_pair_is_judged_by_weights_that_saw_none_of_its_corpus() -> None:
    corpora = "abcdef"
    pairs = [pair(c, side, 0.2 if side else 2.0) for c in corpora for side in (True, False)]
    fitted, odds = module.table(pairs, ("ratio",), "read")
    assert fitted.shape == (2,) and fitted[0] < 0.0
    sides = np.array([p.side for p in pairs])
    assert min(np.array(odds)[sides]) > max(np.array(odds)[~sides])
    # What holds in one corpus alone is not learnt from it.
    odd = [*pairs, *(pair("g", not p.side, p.signs["ratio"]) for p in pairs[:2])]
    left_out = module.table(odd, ("ratio",), "read")[1][-2:]
    assert left_out[0] > left_out[1], "the odd corpus is judged by what the others tell"


def test_what_is_sought_depends_on_the_step() -> None:
    same = replace(pair("a", False, 1.0), same=True)
    claim, other = replace(same, what="claims"), replace(pair("a", False, 1.0), what="claims")
    side = replace(other, side=True)
    assert [module.answers(p, "unread") for p in (claim, other, side)] == [False, False, True]
    assert [module.answers(p, "read") for p in (claim, other, side)] == [True, False, True]
    assert not module.answers(same, "read"), "a repeated figure is no other side"
