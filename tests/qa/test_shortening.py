"""Leaving words out: whatever a model prefers, only the sentence's words come, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import shortening
from qa.shortening import shorten, units_of

FERRY = "The ferry, which was built in 1962, lay aground for nine hours."
END = 1


class Wishes:
    """A model of whole pieces: it likes some words, in the order given, and the end behind them."""

    def __init__(self, *liked: str) -> None:
        self.pieces = ["", "<end>", ".", ".\n", ".\n\n", "\n", "\n\n"]
        self.liked, self.read = list(liked), []
        self.unheld: dict[int, float] = {}

    def tokenize(self, text: str) -> list[int]:
        if text not in self.pieces:
            self.pieces.append(text)
        return [self.pieces.index(text)]

    def logits(self) -> Any:
        found = np.full(500, -9.0, dtype=np.float32)
        found[END] = -1.0
        for rank, word in enumerate(self.liked):
            for piece in (word, f" {word}", word.capitalize(), f" {word.capitalize()}"):
                found[self.tokenize(piece)[0]] = 5.0 - rank
        found[0] = self.unheld.get(len(self.read), -9.0)
        return found

    def go_on(self, tokens: Sequence[int]) -> Any:
        self.read += [self.pieces[token] for token in tokens]
        word = self.read[-1].strip()
        self.liked = [w for w in self.liked if w.casefold() != word.casefold()]
        return self.logits()

    def shorten(self, text: str, most: int = 60) -> str:
        return shorten(text, self.logits(), self.go_on, self.tokenize, [END], most)


def test_the_public_names_are_these() -> None:
    names = ["FARTHEST", "FARTHEST_FIRST", "FEWEST_WORDS", "Unit", "shorten", "units_of"]
    assert shortening.__all__ == names


def test_units_are_words_marks_quotations_and_brackets() -> None:
    text = "Bo’s “old, slow boat” (a U.S. one) cost $1,200 on Aug. 3, or 3.5% less."
    units = "Bo’s|“old, slow boat”|(a U.S. one)|cost|$1,200|on|Aug.|3|,|or|3.5%|less".split("|")
    assert [unit.text for unit in units_of(text)] == units
    assert [unit.text for unit in units_of(text) if unit.mark] == [","]
    assert units_of("") == () == units_of("...")


def test_what_the_model_keeps_is_said_as_one_sentence() -> None:
    kept = Wishes("the", "ferry", "lay", "aground", "for", "nine", "hours")
    assert kept.shorten(FERRY) == "The ferry lay aground for nine hours."
    assert Wishes("built", "in", "1962").shorten(FERRY) == "Built in 1962."


def test_it_ends_with_the_sentence_and_not_before_three_words() -> None:
    assert Wishes("nine", "hours").shorten(FERRY) == ""  # too few to be a sentence
    whole = "The ferry lay aground for nine hours."
    assert Wishes(*whole[:-1].split()).shorten(whole) == whole


def test_a_quotation_is_kept_whole_and_needs_no_second_full_stop() -> None:
    said = "Mr Reed said on Monday, “We never left.”"
    assert Wishes("mr", "reed", "said", ",", "“We never left.”").shorten(said) == (
        "Mr Reed said, “We never left.”"
    )


@pytest.mark.parametrize("step", [0, 2])
@pytest.mark.parametrize(("more", "there"), [(-0.1, True), (0.1, False)])
def test_where_another_word_is_wanted_much_more_there_is_none(
    step: int, more: float, there: bool
) -> None:
    far = shortening.FARTHEST if step else shortening.FARTHEST_FIRST
    model = Wishes("the", "ferry", "lay", "aground")
    # After ``step`` words, what it wants most is a word that the sentence does not have.
    model.unheld = {step: 5.0 + far + more}
    assert bool(model.shorten(FERRY)) == there


def test_a_vocabulary_that_begins_texts_with_a_space_is_read_right() -> None:
    model = Wishes("the", "ferry", "lay", "aground")
    plain = model.tokenize

    def tokenize(text: str) -> list[int]:
        """As SentencePiece does it: a space before the text, and each word one token."""
        return [token for word in f" {text}".split(" ")[1:] for token in plain(f" {word}")]

    made = shorten(FERRY, model.logits(), model.go_on, tokenize, [END], 60)
    assert made == "The ferry lay aground."
    assert model.read == [" The", " ferry", " lay", " aground"]


def test_what_is_cut_off_is_no_whole_sentence() -> None:
    assert not Wishes(*FERRY[:-1].split()).shorten(FERRY, 3).endswith(".")


def _at_random(seed: int) -> tuple[Any, Callable[[Sequence[int]], Any]]:
    """A model that wants anything: logits by chance, near enough that nothing is refused."""
    chance = np.random.default_rng(seed)

    def go_on(_: Sequence[int]) -> Any:
        return chance.random(256).astype(np.float32)

    return go_on(()), go_on


@given(st.text(max_size=80), st.integers(0, 50), st.integers(1, 40))
def test_nothing_comes_in_and_the_order_stays(text: str, seed: int, most: int) -> None:
    logits, go_on = _at_random(seed)

    def tokenize(piece: str) -> list[int]:
        return list(piece.encode("utf-8", "replace"))

    made = shorten(text, logits, go_on, tokenize, [0], most)
    rest = iter("".join(unit.text for unit in units_of(text)).casefold())
    for character in "".join(made.removesuffix(".").split()).casefold():
        assert character in rest or character == "."
    assert len(made.encode()) <= most + 1
