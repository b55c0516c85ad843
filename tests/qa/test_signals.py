"""The rows by which clauses are judged: their shapes, their bounds, what they see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from index.types import Role, Sentence, Span
from qa import signals as module
from qa.attribution import Clause
from qa.names import NameIndex
from qa.question import read_question
from qa.signals import GLOBAL, TOKEN, Around, Signals, WordVectors, read_signals, window_of
from tests.fakes import FakeEmbedder
from tests.fakes_evidence import hit_of
from tests.fakes_qa import made_document

MILL = "Anna Brook grows pears behind the mill. The mill has been closed for nine years."


def signals_of(
    question: str,
    *clauses: str,
    before: str = "",
    after: str = "",
    title: str = "",
    text: str | None = None,
    **clause: object,
) -> list[Signals]:
    """The signals of clauses that are each a document of their own, unless ``text`` is given."""
    made = []
    for at, words in enumerate(clauses):
        document = made_document(f"{at}.txt", text or words)
        start = document.text.index(words)
        span = Span(start, start + len(words))
        known = Clause(span, **{"voice": "outlet", **clause})  # type: ignore[arg-type]  # fields of Clause
        made.append(Around(hit_of(document, span), known, before, after, title))
    vectors = WordVectors(FakeEmbedder().encode)
    names = NameIndex([around.hit.document for around in made])
    return read_signals(read_question(question), made, vectors, names, lambda _: 0.5, 10)


def column(signals: Signals, name: str) -> list[float]:
    found: list[float] = signals.tokens[:, TOKEN.index(name)].tolist()
    return found


def test_the_public_names_are_these() -> None:
    assert module.__all__ == [
        "GLOBAL",
        "TOKEN",
        "Signals",
        "WordVectors",
        "holds_name",
        "in_favour",
        "read_signals",
    ]
    assert len(set(GLOBAL)) == len(GLOBAL)
    assert len(set(TOKEN)) == len(TOKEN)


_ANY = st.text(max_size=60) | st.sampled_from([MILL, "Who?", "?", "…", "6,000 U.S. ships’"])


@limits(max_examples=60)
@given(_ANY, st.lists(_ANY.filter(str.strip), max_size=3), _ANY, _ANY, _ANY)
def test_shapes_and_bounds_for_any_text(
    question: str, clauses: list[str], before: str, after: str, title: str
) -> None:
    found = signals_of(question, *clauses, before=before, after=after, title=title)
    assert len(found) == len(clauses)
    for one in found:
        assert one.tokens.ndim == 2
        assert len(one.tokens) >= 1
        assert one.tokens.shape[1] == len(TOKEN)
        assert one.clause.shape == (len(GLOBAL),)
        assert one.tokens.dtype == one.clause.dtype == np.float32
        assert np.isfinite(one.tokens).all()
        assert np.isfinite(one.clause).all()
        assert one.tokens.min() >= -1.0 - 1e-5
        assert one.tokens.max() <= 1.0 + 1e-5
        for name in ("coverage", "window_coverage", "fit", "names", "numbers", "reciprocal_rank"):
            assert -1e-5 <= one[name] <= 1.0 + 1e-5, name
        assert one["coverage"] <= one["window_coverage"] + 1e-5
        assert one["likeness"] <= one["window_likeness"] + 1e-5
        assert one["fit_gap"] <= 0.0
        assert sum(one[name] for name in GLOBAL if name.startswith("kind_")) == 1.0
    assert sum(one["first"] for one in found) == float(bool(found))


def test_no_candidates_have_no_signals() -> None:
    assert signals_of("Who grows pears?") == []


def test_equal_input_gives_equal_signals() -> None:
    one, two = (signals_of("Who grows pears?", MILL)[0] for _ in range(2))
    assert np.array_equal(one.tokens, two.tokens)
    assert np.array_equal(one.clause, two.clause)


def test_words_are_sought_in_the_clause_the_window_and_the_title() -> None:
    found = signals_of(
        "Which orchards sell pears in Harwick?",
        "They sell pears.",
        before="The orchard is old.",
        title="News of Harwick",
    )[0]
    assert column(found, "in_clause") == [0.0, 1.0, 1.0, 0.0]
    assert column(found, "in_window") == [1.0, 1.0, 1.0, 0.0]
    assert column(found, "in_title") == [0.0, 0.0, 0.0, 1.0]
    assert column(found, "name") == [0.0, 0.0, 0.0, 1.0]
    assert found["coverage"] == pytest.approx(0.5)
    assert found["window_coverage"] == pytest.approx(0.75)


def test_a_name_in_another_spelling_counts_as_there() -> None:
    text = "The Harwick Rescue Service (HRS) came late. HRS boats left."
    found = signals_of("Which Harwick Rescue Service boats left?", "HRS boats left.", text=text)
    assert found[0]["coverage"] == pytest.approx(1.0)
    assert found[0]["names"] == 1.0


def test_how_near_a_name_stands() -> None:
    text = "Anna Brook came. It was late. They left."
    near = signals_of("When did Anna Brook come?", "It was late.", before="Anna Brook came.")
    same = signals_of("When did Anna Brook come?", "It was late.", text=text)
    nowhere = signals_of("When did Carl Stone come?", "It was late.", text=text)
    here = signals_of("When did Anna Brook come?", "Anna Brook came.", text=text)
    ordered = [here[0], near[0], same[0], nowhere[0]]
    assert [one["names"] for one in ordered] == pytest.approx([1.0, 0.8, 0.5, 0.0])


def test_numbers_of_the_question_must_be_there() -> None:
    assert signals_of("Did 6,000 come?", "6,000 came.")[0]["numbers"] == 1.0
    assert signals_of("Did 6,000 come?", "They came.", after="It was 6000.")[0]["numbers"] == 1.0
    assert signals_of("Did 6,000 come?", "60 came.")[0]["numbers"] == 0.0


def test_whose_words_they_are() -> None:
    asked = "What did Anna Brook say about the mill?"
    for speaker, match in (("Anna Brook", 1.0), ("Brook", 1.0), ("Carl Stone", 0.0)):
        found = signals_of(asked, "The mill is old.", speaker=speaker, voice="direct")[0]
        assert (found["speaker"], found["direct"], found["attributed"]) == (match, 1.0, 1.0)
    assert signals_of(asked, "The mill is old.")[0]["speaker"] == 0.5
    assert signals_of(asked, "It is.", speaker="X", role="Brook’s mill")[0]["speaker"] == 1.0
    assert signals_of(asked, "It is.", denial=True, hedged=True)[0]["denial"] == 1.0


def test_the_first_candidate_and_the_best_score_of_each_search() -> None:
    found = signals_of("Who grows pears?", "Anna grows pears.", "Tom does.")
    assert [one["first"] for one in found] == [1.0, 0.0]
    assert [one["reciprocal_rank"] for one in found] == [1.0, 0.5]
    assert [one["lexical"] for one in found] == [1.0, 1.0]
    assert [one["dense"] for one in found] == [0.5, 0.5]


def test_a_word_of_no_document_is_unseen() -> None:
    document = made_document("a.txt", "The mill is old.")
    span = Span(0, len(document.text))
    around = Around(hit_of(document, span), Clause(span, "outlet"), "", "", "")
    vectors, names = WordVectors(FakeEmbedder().encode), NameIndex([document])
    question = read_question("Is the mill a zeppelin?")
    idf = {"mill": 0.25}.get
    found = read_signals(question, [around], vectors, names, idf, 1)[0]
    assert column(found, "unseen") == [0.0, 1.0]
    assert column(found, "idf") == [0.25, 1.0]


def test_a_word_is_encoded_once() -> None:
    embedder = FakeEmbedder()
    vectors = WordVectors(embedder.encode)
    vectors.learn(["pear", "mill", "pear"])
    vectors.learn(["mill", "tom"])
    assert embedder.encoded == ["mill", "pear", "tom"]
    assert vectors.likeness("pear", ["mill", "pear"]) == pytest.approx(1.0)
    assert vectors.likeness("pear", []) == 0.0


def test_the_window_is_what_stands_before_and_after() -> None:
    text = "One. Two. Three."
    spans = [Span(0, 4), Span(5, 9), Span(10, 16)]
    made = [Sentence(str(i), "d", span, i, 0, Role.TEXT) for i, span in enumerate(spans)]
    assert window_of(made[1], made, text) == ("One.", "Three.")
    assert window_of(made[0], made[1:], text) == ("", "Two. Three.")
