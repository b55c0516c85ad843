"""Prompt files: each one's example holds, and values cannot change the template."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import SettingsError
from qa.prompting import Prompt, as_value, load_prompt, parse_prompt

NAMES = sorted(
    path.name.removesuffix(".txt")
    for path in files("qa.prompts").iterdir()
    if path.name.endswith(".txt")
)
PROMPT = Prompt("p", "{a}\nAsk: {b}", {}, "")


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_that_ships_fills_to_its_example(name: str) -> None:
    prompt = load_prompt(name)
    assert set(prompt.example) == set(prompt.fields)
    assert prompt.fill(**prompt.example) == prompt.filled


@given(st.text(), st.text())
def test_values_stay_on_their_line_and_are_not_filled_again(a: str, b: str) -> None:
    filled = PROMPT.fill(a=a, b="{a}" + b)
    assert filled == as_value(a) + "\nAsk: " + as_value("{a}" + b)
    assert PROMPT.pieces(a=a, b=b)[0] == (as_value(a), True)


def test_a_prompt_without_its_parts_is_refused() -> None:
    with pytest.raises(SettingsError, match="no '=== template'"):
        parse_prompt("broken", "only notes")


def test_an_unknown_prompt_is_a_sentence() -> None:
    with pytest.raises(SettingsError, match="'no_such' is not installed"):
        load_prompt("no_such")
