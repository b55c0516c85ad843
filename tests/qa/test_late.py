"""The words of a question and of texts, compared in context."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import Pieces
from qa import late as module
from qa.late import likenesses
from tests.fakes import FakeEmbedder


class Words(FakeEmbedder):
    """A word is a piece, and is like nothing but itself."""

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        found = []
        for text in texts:
            spans = tuple(m.span() for m in re.finditer(r"\w+|[^\w\s]", text))
            rows = self.encode([text[a:b] for a, b in spans])
            found.append(Pieces(spans, rows))
        return found


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["Likenesses", "likenesses"]


def test_the_share_of_content_words_that_are_met() -> None:
    texts = ["The ferry sank off Orle.", "A ferry sailed.", "It rained."]
    found = likenesses(Words(), "When did the ferry sank off Orle?", texts)
    assert found is not None
    whole, some, none = found
    assert whole == pytest.approx(1.0)
    assert none == pytest.approx(0.0) and none < some < whole


def test_what_only_asks_counts_for_nothing() -> None:
    texts = ["How many did he say?", "ships"]
    asked = likenesses(Words(), "How many ships did he say?", texts)
    assert asked == pytest.approx([0.0, 1.0])


def test_a_question_of_nothing_else_is_compared_whole() -> None:
    assert likenesses(Words(), "who?", ["who?", "ships"]) == pytest.approx([1.0, 0.0])
    assert likenesses(Words(), "", ["ships"]) == [0.0]
    assert likenesses(Words(), "ships", [""]) == [0.0]


def test_an_embedder_without_word_pieces_tells_nothing() -> None:
    assert likenesses(FakeEmbedder(), "Which ships?", ["ships"]) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_text_has_a_likeness_of_its_own(question: str, texts: list[str]) -> None:
    found = likenesses(Words(), question, texts)
    assert found is not None and len(found) == len(texts)
    assert all(-1.0001 <= one <= 1.0001 for one in found)
    apart = [likenesses(Words(), question, [text]) for text in texts]
    assert np.allclose(found, [one[0] for one in apart if one])
