"""The tokeniser and BM25."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.lexical
from index.lexical import STOP_WORDS, LexicalIndex, tokenize

TEXTS = (
    "The harbour master closed the old pier on Monday.",
    "Old boats, old nets and an old pier: the museum keeps them all.",
    "Rain fell.",
    "",
    "The and of",
    "Monday's ferry left the harbour without the mayor",
)


def lexical(texts: tuple[str, ...] = TEXTS) -> LexicalIndex:
    return LexicalIndex.build([f"t{at}" for at in range(len(texts))], [tokenize(t) for t in texts])


def test_names() -> None:
    assert index.lexical.__all__ == ["STOP_WORDS", "LexicalIndex", "tokenize"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The Boats were FLOATING", ("boat", "float")),
        ("6,000 and 6000, 1,00,000 but 2,50", ("6000", "6000", "100000", "2,50")),
        ("3.5% of $1,234.50", ("3.5", "1234.50")),
        ("a cease-fire", ("ceasefir", "ceas", "fire")),
        ("Mid\u2010term COVID-19 2020-21", ("midterm", "mid", "term", "covid19", "covid", "19",
                                           "2020", "21")),
        ("100km in the 1990s", ("100km", "100", "km", "1990s", "1990")),
        ("the U.S. told us, US troops", ("US", "told", "US", "troop")),
        ("U.N. or UN", ("un", "un")),
        ("WHO SAYS SO", ("say",)),
        ("the WHO says", ("WHO", "say")),
        ("O\u2019Neill\u2019s caf\u00e9 isn't", ("oneil", "cafe", "isnt")),
        ("\u00c5ngstr\u00f6m \u0130stanbul stra\u00dfe", ("angstrom", "istanbul", "strass")),
        ("soft\u00adware", ("softwar",)),
        ("\u0663\u0664 \uff15", ("34", "5")),
        ("\u5317\u4eac\u5927\u5b66", ("\u5317\u4eac", "\u4eac\u5927", "\u5927\u5b66")),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", ("\u0939\u093f\u0928\u094d\u0926\u0940",)),
        ("not never no", ("not", "never", "no")),
        ("", ()),
        (" .,'-\u2019\u2014 ", ()),
        ("the of and", ()),
    ],
)  # fmt: skip
def test_tokens(text: str, tokens: tuple[str, ...]) -> None:
    assert tokenize(text) == tokens


@given(st.text(max_size=60))
def test_any_text_has_clean_tokens(text: str) -> None:
    tokens = tokenize(text)
    assert all(token and not any(character.isspace() for character in token) for token in tokens)
    assert STOP_WORDS.isdisjoint(tokens) or not text.isascii()
    assert tokenize(text) == tokens


@pytest.mark.parametrize("query", ["old pier", "harbour", "Monday monday rain", "museum keeps"])
def test_scores_are_those_of_bm25s(query: str) -> None:
    import bm25s

    tokens = [list(tokenize(text)) for text in TEXTS]
    model = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    model.index(tokens, show_progress=False)
    expected = model.get_scores(list(tokenize(query)))
    assert lexical().all_scores(query) == pytest.approx(expected, abs=1e-5)


def test_search() -> None:
    names, scores = lexical().search("old pier", 10)
    assert names == ("t1", "t0")
    assert scores[0] > scores[1] > 0
    assert lexical().scores("old pier", ["t0", "t2"]).tolist() == [scores[1], 0.0]


@pytest.mark.parametrize("query", ["", "the of", "zeppelin", "?!"])
def test_nothing_shared_scores_zero(query: str) -> None:
    assert lexical().search(query, 5)[0] == ()
    assert not lexical().all_scores(query).any()


@pytest.mark.parametrize("texts", [(), ("",), ("the", "of")])
def test_a_corpus_without_words(texts: tuple[str, ...]) -> None:
    empty = lexical(texts)
    assert empty.search("harbour", 3)[0] == ()
    assert empty.all_scores("harbour").shape == (len(texts),)


def test_ties_are_ordered_by_id_also_at_the_cut() -> None:
    same = LexicalIndex.build(["c", "a", "d", "b"], [("net",)] * 4)
    assert same.search("nets", 2)[0] == ("a", "b")
    assert same.search("nets", 9)[0] == ("a", "b", "c", "d")


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="as many ids"):
        LexicalIndex.build(["a"], [])
    with pytest.raises(ValueError, match="0 or more"):
        lexical().search("pier", -1)
    with pytest.raises(KeyError):
        lexical().scores("pier", ["unknown"])


@given(st.lists(st.lists(st.sampled_from(["net", "pier", "boat", "rain"]), max_size=6), max_size=8))
@settings(max_examples=50, deadline=None)
def test_properties(tokens: list[list[str]]) -> None:
    names = [f"t{at}" for at in range(len(tokens))]
    built = LexicalIndex.build(names, tokens)
    scores = built.all_scores("nets and piers")
    matching = [bool({"net", "pier"} & set(words)) for words in tokens]
    assert (scores > 0).tolist() == matching
    assert np.array_equal(scores, built.all_scores("piers nets"))
    again = LexicalIndex(names, built.vocabulary, built.arrays)
    assert again.search("nets", 4)[0] == built.search("nets", 4)[0]
