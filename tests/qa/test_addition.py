"""Whether a further clause belongs beside the best one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import addition as module
from qa import packaged
from qa.addition import FEATURES, Addition, load_addition, signs_of
from qa.errors import ModelBroken, ModelMissing
from qa.question import read_question
from tests.fakes_evidence import evidence

HOW_MANY = read_question("How many sailors lost their work?")


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["FEATURES", "Addition", "load_addition", "signs_of"]


def test_figures_are_compared() -> None:
    twelve, forty = evidence("Twelve sailors lost it."), evidence("Forty sailors lost it.")
    differ = signs_of(HOW_MANY, twelve, forty, 0.5)
    assert (differ["figures_differ"], differ["figures_agree"]) == (1.0, 0.0)
    assert differ["figures_differ_alike"] == 0.5
    agree = signs_of(HOW_MANY, twelve, evidence("12 sailors went home."), 0.5)
    assert (agree["figures_differ"], agree["figures_agree"]) == (0.0, 1.0)
    nothing = signs_of(HOW_MANY, twelve, evidence("It was cold."), 0.5)
    assert (nothing["figures_differ"], nothing["figures_agree"]) == (0.0, 0.0)


def test_voices_are_compared() -> None:
    ode = evidence("The mill is old.", speaker="Ode", voice="reported")
    malin = evidence("The mill is new.", speaker="Malin", voice="reported", denial=True)
    signs = signs_of(HOW_MANY, ode, malin, 0.5)
    assert (signs["speakers_differ"], signs["same_speaker"], signs["one_denies"]) == (1, 0, 1)
    assert signs_of(HOW_MANY, ode, ode, 1.0)["same_speaker"] == 1.0
    assert signs_of(HOW_MANY, ode, evidence("It is red."), 0.1)["speakers_differ"] == 0.0


@given(st.sampled_from(["How many?", "When?", "Who said so?", "Is it?", "Why?", ""]), st.text())
def test_every_feature_has_a_value(asked: str, words: str) -> None:
    pair = evidence(words or "-"), evidence("Six ships left on 3 May.")
    signs = signs_of(read_question(asked), *pair, 0.3)
    assert set(signs) == set(FEATURES)
    assert 0.0 < load_addition().probability(signs) < 1.0


def test_the_better_the_clause_the_likelier() -> None:
    best = evidence("Twelve sailors lost it.", 0.9)
    low, high = (signs_of(HOW_MANY, best, evidence("Some went.", p), 0.4) for p in (0.1, 0.8))
    addition = load_addition()
    assert addition.probability(low) < addition.probability(high)


def placed(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str | None) -> None:
    (folder / "weights").mkdir()
    if text is not None:
        (folder / "weights" / "addition.json").write_text(text, "utf-8")
    monkeypatch.setattr(packaged, "files", lambda _: folder)
    load_addition.cache_clear()


@pytest.fixture(autouse=True)
def read_again() -> Iterator[None]:
    load_addition.cache_clear()
    yield
    load_addition.cache_clear()


def test_the_weights_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stored = {"weights": dict.fromkeys(FEATURES, 1.0), "bias": 2.0, "threshold": 0.5, "unread": 0.7}
    placed(monkeypatch, tmp_path, json.dumps(stored))
    assert load_addition() == Addition(dict.fromkeys(FEATURES, 1.0), 2.0, 0.5, 0.7)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weights": {}, "bias": 0, "threshold": 1}'])
def test_broken_weights_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    placed(monkeypatch, tmp_path, text)
    with pytest.raises(ModelBroken, match="reinstall"):
        load_addition()


def test_missing_weights_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    placed(monkeypatch, tmp_path, None)
    with pytest.raises(ModelMissing, match=r"addition\.json"):
        load_addition()
