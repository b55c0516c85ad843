"""The sentence most like given words, and what differs."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.recheck.likeness import closest_sentence
from tests.fakes_qa import made_document
from tests.fakes_recheck import OPENED


def test_the_closest_sentence_is_found_in_bounded_time() -> None:
    sentence = "The {} mill of the town by the river opened for trade in the year {}.\n\n"
    text = "".join(sentence.format(chr(97 + n % 26) * 5, 1000 + n) for n in range(20_000))
    document = made_document("big.txt", text)
    words = sentence.format("ccccc", 1899).strip()
    started = time.monotonic()
    found = closest_sentence(document, words, 40_000)
    hostile = "a b " * 200_000
    closest_sentence(made_document("c.txt", "b a " * 50_000), hostile, 10**15)
    assert time.monotonic() - started < 10
    assert found is not None and found.similarity > 0.9
    assert found.place.start_char_index == text.index(found.text)


def test_the_nearest_of_equally_like_sentences() -> None:
    text = "The mill opened in 1901.\n\n" * 3
    found = closest_sentence(made_document("a.txt", text), OPENED, 30)
    assert found is not None and found.place.start_char_index == 26


WORD = st.sampled_from("mill town river opened closed year not the of 1903 5.3 Lee".split())


@settings(max_examples=80, deadline=None, database=None)
@given(st.lists(WORD, min_size=1, max_size=12), st.lists(WORD, min_size=1, max_size=12))
def test_differences_are_the_words_of_both_in_order(was: list[str], now: list[str]) -> None:
    words = " ".join(was)
    found = closest_sentence(made_document("a.txt", " ".join(now)), words, 0)
    if found is None:
        assert was != now
        return
    assert 0.5 <= found.similarity <= 1
    old, new = 0, 0
    for difference in found.differences:
        assert difference.was != difference.now
        old = words.index(difference.was, old) + len(difference.was)
        new = found.text.index(difference.now, new) + len(difference.now)
    assert found.differences or words == found.text
