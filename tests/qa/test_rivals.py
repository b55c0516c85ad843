"""Other figures of one thing: the signs of a pair, and the weights that ship."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa import packaged
from qa.disputes import rivals as module
from qa.disputes.asked import ask_of
from qa.disputes.rivals import SIGNS, STEPS, Odds, claim_signs, figure_signs, held, load_rivals
from qa.errors import ModelBroken, ModelMissing
from tests.fakes_evidence import evidence


def signs(
    question: str, one: str, other: str, *, who: tuple[str, str] = ("Roth", "Tesk")
) -> object:
    a, b = (
        evidence(text, 0.9, voice="reported", speaker=speaker)
        for text, speaker in zip((one, other), who, strict=True)
    )
    return figure_signs(ask_of(question), a, b, 0.5)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == [
        "SIGNS",
        "STEPS",
        "Odds",
        "Rivals",
        "claim_signs",
        "figure_signs",
        "held",
        "load_rivals",
    ]


def test_two_counts_of_the_hurt_have_their_kind_and_their_fate_in_common() -> None:
    found = signs(
        "How many people were hurt?",
        "Eleven people were taken to hospital.",
        "Seven people were treated for injuries.",
    )
    assert isinstance(found, dict)
    assert (found["named"], found["same_counted"], found["same_fate"]) == (1.0, 1.0, 1.0)
    assert (found["voices"], found["same_speaker"], found["recount"]) == (1.0, 0.0, 0.0)
    assert 0.4 < found["ratio"] < 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("About 200 men marched.", "Some 195 men marched."),
        ("The men marched.", "Some 195 men marched."),
        ("About 200 men marched.", "The men marched on 5 May."),
    ],
)
def test_without_two_figures_that_differ_there_are_no_signs(one: str, other: str) -> None:
    assert signs("How many men marched?", one, other) is None


@pytest.mark.parametrize(
    "other",
    [
        "The police counted 120.",
        "Groundlink put the number at 288.",
        "Number of appliances: 1,940.",
        "The memorial lists 138 names.",
    ],
)
def test_words_that_give_a_count_anew_are_seen(other: str) -> None:
    found = signs("How many cracks were found?", "They found 402 cracks.", other)
    assert isinstance(found, dict) and found["recount"] == 1.0


def test_two_distances_from_one_place_are_of_one_thing_where_it_is_named_nearby() -> None:
    asked = ask_of("How far is Tarrow from Orle?")
    one = evidence("The edge of Tarrow is 43 miles (70km) to the north of Orle.", 0.9)
    other = evidence("About 150km north of Orle, the front is building up its strength.", 0.1)
    for nearby, from_one_place in (("The front holds Tarrow.", 1.0), ("The front is new.", 0.0)):
        found = figure_signs(asked, one, other, 0.5, nearby)
        assert found is not None and found["same_place"] == from_one_place
    apart = evidence("About 150km north of Belm, the front holds Tarrow.", 0.1)
    found = figure_signs(asked, one, apart, 0.5)
    assert found is None or found["same_place"] == 0.0


def test_every_sign_has_a_weight_in_both_models() -> None:
    figures = signs("How many men fell?", "They said 40 men fell.", "They said 90 men fell.")
    claims = claim_signs(
        ask_of("Did the men fall?"),
        evidence("He said the men fell.", 0.9),
        evidence("She denied that they fell.", 0.5),
        0.5,
    )
    assert isinstance(figures, dict)
    for what, found in (("figures", figures), ("claims", claims)):
        assert set(found) == set(SIGNS[what])
        shown = {**found, "logit": 0.0, "reading": 0.0}
        both = load_rivals()[what]
        for names, odds in zip(STEPS[what].values(), (both.unread, both.read), strict=True):
            assert set(odds.weights) == set(names) <= set(shown)
            assert isinstance(odds.of(shown), float)


def test_a_closer_and_better_read_figure_is_likelier() -> None:
    found = signs("How many men fell?", "They said 40 men fell.", "They said 90 men fell.")
    assert isinstance(found, dict)
    model = load_rivals()["figures"].read
    shown = {**found, "logit": held(0.0), "reading": held(1.0)}
    assert model.of(shown) > model.of({**shown, "reading": held(-3.0)})
    assert model.of(shown) > model.of({**shown, "ratio": 3.0})
    assert model.of({**shown, "same_speaker": 1.0}) < model.of(shown)


def test_what_is_beyond_the_bounds_tells_no_more() -> None:
    assert (held(99.0), held(-99.0), held(1.5)) == (4.0, -5.0, 1.5)


def test_odds_add_up() -> None:
    assert Odds({"a": 2.0, "b": -1.0}, 0.5, 0.0).of({"a": 1.0, "b": 0.5, "c": 9.0}) == 2.0


def test_broken_or_missing_weights_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights").mkdir()
    monkeypatch.setattr(packaged, "files", lambda _: tmp_path)
    load_rivals.cache_clear()
    try:
        with pytest.raises(ModelMissing, match=r"rivals\.json is not in the installed package"):
            load_rivals()
        (tmp_path / "weights" / "rivals.json").write_text(json.dumps({"unread": {}}), "utf-8")
        with pytest.raises(ModelBroken, match=r"rivals\.json cannot be read"):
            load_rivals()
    finally:
        load_rivals.cache_clear()


def test_another_speaker_of_one_name_is_one_voice() -> None:
    one = evidence("He said 40 men fell.", 0.9, voice="reported", speaker="Roth")
    same = replace(one, clause=replace(one.clause, speaker="Roth"))
    assert figure_signs(ask_of("How many men fell?"), one, same, 1.0) is None
