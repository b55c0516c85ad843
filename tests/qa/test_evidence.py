"""Hits to evidence: every clause judged, the most probable first."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import PassageIndex
from index.types import Hit
from qa import evidence as module
from qa import packaged
from qa.attribution import Clause, attribute
from qa.errors import ModelBroken, ModelMissing
from qa.evidence import (
    LIFT,
    LIKELIHOODS,
    MOST_TOKENS,
    NOT_FOR_REFUSALS,
    READ_BY_MODEL,
    ROUND,
    Answerability,
    Budget,
    Evidence,
    Judge,
    heading_of,
    load_answerability,
)
from qa.names import NameIndex
from qa.question import read_question
from qa.reranker import SignalReranker
from qa.signals import WordVectors
from tests.fakes import FakeEmbedder
from tests.fakes_evidence import PLAIN, random_member
from tests.fakes_qa import made_document
from tests.index.stores import FILES, write

QUESTION = read_question("Who grows pears behind the mill?")
# So that there are more clauses than the model reads.
MORE = (
    "The mill stands by a brook. Its wheel was made of oak in the spring. Two millers live there. "
    "Behind them lies a meadow. Geese graze on the bank. A cart brings corn at noon.\n"
)


@dataclass
class FakeGenerator:
    """Gives a log likelihood to each clause that holds a word; keeps what it was asked."""

    word: str
    judges: bool = False
    name: str = "fake"
    identity: str = "fake"
    read: list[str] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    tokens: int = 1  # that each text has
    yes: float = 6.0  # its reading of a clause that holds the word

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def score_question(self, question: str, sentences: Sequence[str]) -> list[float]:
        self.read.extend(sentences)
        return [-1.0 if self.word in s else -9.0 for s in sentences]

    def score_readings(self, readings: Sequence[str]) -> list[float]:
        self.read.extend(readings)
        self.rounds.append(len(readings))
        return [self.yes if self.word in text else -4.0 for text in readings]

    def reading_tokens(self, readings: Sequence[str]) -> int:
        return self.tokens * len(readings)

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        raise AssertionError("nothing is generated here")


@pytest.fixture
def index(tmp_path: Path) -> PassageIndex:
    files = {**FILES, "more.txt": MORE}
    return PassageIndex.build(write(tmp_path / "corpus", files), tmp_path / "index", FakeEmbedder())


@pytest.fixture
def judge(index: PassageIndex) -> Judge:
    clauses = {d.id: attribute(d, index.sentences(d.id)) for d in index.documents}
    return Judge(
        surroundings=index,
        clauses=lambda hit: clauses[hit.document.id][hit.sentence.id],
        names=NameIndex(index.documents),
        vectors=WordVectors(FakeEmbedder().encode),
        corpus_size=index.stats.evidence,
        reranker=SignalReranker([random_member(np.random.default_rng(7))]),
        answerability=PLAIN,
    )


@pytest.fixture
def hits(index: PassageIndex) -> tuple[Hit, ...]:
    return index.search(QUESTION.text, 20)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == [
        "Answerability",
        "Budget",
        "Evidence",
        "Judge",
        "Surroundings",
        "load_answerability",
    ]


def test_every_clause_is_judged_the_most_probable_first(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    found = judge(QUESTION, hits)
    assert len(found) == sum(len(judge.clauses(hit)) for hit in hits) >= len(hits)
    scores = [e.score for e in found]
    assert scores == sorted(scores, reverse=True)
    for one in found:
        assert one.probability == PLAIN.probability(one.score)
        assert one.text == one.clause.span.of(one.hit.document.text)
        assert one.hit.sentence.span.contains(one.clause.span)


def test_no_hits_no_evidence(judge: Judge) -> None:
    assert judge(QUESTION, ()) == ()


def test_the_same_again(judge: Judge, hits: tuple[Hit, ...]) -> None:
    one, two = judge(QUESTION, hits), judge(QUESTION, hits)
    assert [(e.text, e.score) for e in one] == [(e.text, e.score) for e in two]


def test_equal_scores_stand_in_the_order_of_their_places(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    member = {name: np.zeros_like(a) for name, a in random_member(np.random.default_rng(0)).items()}
    level = replace(judge, reranker=SignalReranker([{**member, "scale": member["scale"] + 1}]))
    places = [(e.hit.document.source, e.clause.span.start) for e in level(QUESTION, hits[::-1])]
    assert places == sorted(places)


def test_the_model_reads_the_first_few_and_may_turn_their_order(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    before = judge(QUESTION, hits)
    generator = FakeGenerator(before[LIKELIHOODS - 1].text)
    strong = replace(PLAIN, likelihood=100.0)
    after = replace(judge, generator=lambda: generator, answerability=strong)(QUESTION, hits)
    assert generator.read == [e.text for e in before[:LIKELIHOODS]]
    assert after[0].text == before[LIKELIHOODS - 1].text
    assert sorted(e.text for e in after) == sorted(e.text for e in before)
    probabilities = [e.probability for e in after]
    assert probabilities == sorted(probabilities, reverse=True)
    by_text = {e.text: e.score for e in before}
    moved = [e.score - by_text[e.text] for e in after]
    assert sum(moved) == pytest.approx(0.0, abs=1e-3), "the level says nothing"


def read_by(
    judge: Judge,
    hits: tuple[Hit, ...],
    word: str,
    weight: float = 1.0,
    threshold: float = 0.5,
    floor: float = PLAIN.floor,
    yes: float = 6.0,
) -> tuple[FakeGenerator, tuple[Evidence, ...]]:
    """What a model that judges was given, and the evidence after it."""
    generator = FakeGenerator(word, judges=True, yes=yes)
    calibration = replace(PLAIN, reading=weight, threshold=threshold, floor=floor)
    return generator, replace(judge, generator=lambda: generator, answerability=calibration)(
        QUESTION, hits
    )


def test_a_model_that_judges_reads_the_clause_and_its_speaker(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    before = judge(QUESTION, hits)
    generator, after = read_by(judge, hits, before[2].text, weight=100.0)
    assert generator.rounds == [ROUND], "nothing beats the one that answers"
    assert all(QUESTION.text in text for text in generator.read)
    assert after[0].text == before[2].text
    by_text = {e.text: e.score for e in before}
    assert after[0].score == pytest.approx(by_text[after[0].text] + 600.0)
    unread = {e.text for e in before[ROUND:]}
    assert {e.text for e in after if e.reading is None} == unread
    assert after[0].reading == pytest.approx(6.0)
    assert all(e.score == by_text[e.text] - 400.0 for e in after if e.text in unread)


def test_another_round_is_read_where_it_could_still_change_what_is_said(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    before = judge(QUESTION, hits)
    assert len(before) > READ_BY_MODEL
    late = before[READ_BY_MODEL - 1].text
    generator, after = read_by(judge, hits, late, weight=100.0)
    assert generator.rounds == [ROUND] * (READ_BY_MODEL // ROUND)
    assert after[0].text == late
    assert sum(e.reading is not None for e in after) == READ_BY_MODEL


def test_where_nothing_is_said_only_what_reaches_the_floor_is_read_further(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    scores = [e.score for e in judge(QUESTION, hits)]
    for more in range(READ_BY_MODEL - ROUND + 1):
        above, below = scores[ROUND + more - 1 : ROUND + more + 1]
        assert above > below
        generator, after = read_by(
            judge, hits, "no such word", weight=100.0, floor=(above + below) / 2
        )
        rounds = [ROUND + more - at for at in range(0, ROUND + more, ROUND)]
        assert generator.rounds == [min(ROUND, left) for left in rounds]
        assert sum(e.reading is not None for e in after) == ROUND + more


def test_where_something_is_said_a_round_is_read_only_if_it_could_come_first(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    before = judge(QUESTION, hits)
    yes, unread = 1.0, before[ROUND].score
    even = (before[0].score - unread) / (LIFT - yes)
    for weight, rounds in ((0.99 * even, 1), (1.01 * even, 2)):
        generator, _ = read_by(judge, hits, before[0].text, weight=weight, threshold=0.01, yes=yes)
        assert len(generator.rounds) == rounds


@pytest.mark.parametrize(("tokens", "read"), [(45, 12), (60, 9), (110, 5), (130, 4), (170, 4)])
def test_a_refusal_reads_on_with_less(
    judge: Judge, hits: tuple[Hit, ...], tokens: int, read: int
) -> None:
    generator = FakeGenerator("no such word", judges=True, tokens=tokens)
    asked = replace(judge, generator=lambda: generator, answerability=replace(PLAIN, reading=100.0))
    asked(QUESTION, hits)
    assert len(generator.read) == read
    assert read == ROUND or read * tokens <= MOST_TOKENS - NOT_FOR_REFUSALS


@pytest.mark.parametrize("tokens", [1, 60, 90, 150, 256, 400])
def test_no_question_has_more_read_than_is_stated(
    judge: Judge, hits: tuple[Hit, ...], tokens: int
) -> None:
    generator = FakeGenerator("no such word", judges=True, tokens=tokens)
    reading = replace(PLAIN, reading=100.0)
    asked = replace(judge, generator=lambda: generator, answerability=reading)
    budget = Budget()
    found = [asked(QUESTION, hits, budget) for _ in range(4)]
    assert len(generator.read) * tokens == MOST_TOKENS - budget.left <= MOST_TOKENS
    assert len(generator.read) == min(MOST_TOKENS // tokens, 4 * READ_BY_MODEL)
    for evidence in found:
        assert not evidence or any(e.reading is not None for e in evidence)
    assert found[0], "the first call reads at least one clause"
    assert bool(found[3]) == (tokens == 1), "what cannot be read at all is not judged"


class Lengths:
    """Counts a text of n words as n tokens."""

    def reading_tokens(self, readings: Sequence[str]) -> int:
        return sum(len(text.split()) for text in readings)


@given(st.lists(st.integers(1, 256), min_size=1, max_size=24))
def test_as_many_texts_are_taken_as_can_be_paid_for(lengths: list[int]) -> None:
    texts, budget, taken = ["word " * n for n in lengths], Budget(), []
    for at in range(0, len(texts), ROUND):
        found = budget.taken(Lengths(), texts[at : at + ROUND])  # type: ignore[arg-type]
        assert found == texts[at : at + len(found)], "the likeliest come first"
        if len(found) < len(texts[at : at + ROUND]):
            assert budget.left < lengths[at + len(found)]
        taken += found
    assert sum(len(text.split()) for text in taken) == MOST_TOKENS - budget.left <= MOST_TOKENS
    assert taken[:1] == texts[:1]


@given(st.floats(0.01, 0.99), st.floats(0.1, 5.0), st.floats(-5.0, 5.0))
def test_the_score_needed_has_the_probability_of_the_threshold(
    threshold: float, slope: float, bias: float
) -> None:
    calibration = Answerability(slope, bias, 0.0, 1.0, threshold, -9.0)
    assert calibration.probability(calibration.needed) == pytest.approx(threshold)


def test_where_nothing_comes_near_the_model_is_not_even_opened(
    judge: Judge, hits: tuple[Hit, ...]
) -> None:
    def opened() -> FakeGenerator:
        raise AssertionError("the model was opened")

    far = replace(judge, generator=opened, answerability=replace(PLAIN, floor=1e6))
    assert [e.text for e in far(QUESTION, hits)] == [e.text for e in judge(QUESTION, hits)]


def test_a_model_without_weight_is_not_asked(judge: Judge, hits: tuple[Hit, ...]) -> None:
    generator = FakeGenerator("pears")
    unused = replace(PLAIN, likelihood=0.0)
    found = replace(judge, generator=lambda: generator, answerability=unused)(QUESTION, hits)
    assert generator.read == []
    assert [e.text for e in found] == [e.text for e in judge(QUESTION, hits)]


def test_a_cross_encoder_adds_its_own_score(judge: Judge, hits: tuple[Hit, ...]) -> None:
    class Hundreds:
        def score(self, question: str, sentences: Sequence[str]) -> list[float]:
            assert question == QUESTION.text
            return [100.0 if "hives" in s else 0.0 for s in sentences]

    extra = replace(judge, cross_encoder=Hundreds())  # type: ignore[arg-type]  # has its method
    assert "hives" in extra(QUESTION, hits)[0].text


def test_the_words_around_a_clause(judge: Judge, hits: tuple[Hit, ...]) -> None:
    found = {around.text: around for around in judge.candidates(hits)}
    middle = found["Her brother Tom sells them on Saturdays."]
    assert middle.before == "Anna Brook grows pears behind the mill."
    assert middle.after == "The mill has been closed for nine years."
    assert middle.title == "Anna Brook grows pears behind the mill."


def test_a_title_is_better_than_the_first_line() -> None:
    assert heading_of(made_document("a.txt", "Text.", title="A title"), ()) == "A title"
    assert heading_of(made_document("a.txt", "Text."), ()) == ""


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_probability_grows_with_the_score(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= PLAIN.probability(low) <= PLAIN.probability(high) <= 1.0
    assert PLAIN.probability(0.0) == 0.5


_FIELDS = ("slope", "bias", "likelihood", "reading", "threshold", "floor")


def placed(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str | None) -> None:
    (folder / "weights").mkdir()
    if text is not None:
        (folder / "weights" / "answerability.json").write_text(text, "utf-8")
    monkeypatch.setattr(packaged, "files", lambda _: folder)


def test_the_calibration_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = dict(zip(_FIELDS, (2.0, -1.0, 0.25, 0.5, 0.4, -3.0), strict=True))
    placed(monkeypatch, tmp_path, json.dumps(values))
    assert load_answerability() == Answerability(2.0, -1.0, 0.25, 0.5, 0.4, -3.0)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"slope": 1.0, "tilt": 2.0}'])
def test_a_broken_calibration_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    placed(monkeypatch, tmp_path, text)
    with pytest.raises(ModelBroken, match="reinstall"):
        load_answerability()


def test_a_missing_calibration_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    placed(monkeypatch, tmp_path, None)
    with pytest.raises(ModelMissing, match=r"answerability\.json"):
        load_answerability()


@pytest.mark.model
def test_the_packaged_calibration_can_be_used() -> None:
    packaged = load_answerability()
    assert packaged.slope > 0
    assert 0.0 < packaged.threshold < 1.0
    assert math.isfinite(packaged.bias)
    assert packaged.likelihood >= 0.0


def test_a_clause_of_its_own_is_cut_from_the_sentence(judge: Judge, hits: tuple[Hit, ...]) -> None:
    hit = next(h for h in hits if len(h.text) > 20)
    part = Clause(replace(hit.sentence.span, end=hit.sentence.span.start + 9), "outlet")
    found = replace(judge, clauses=lambda _: (part,))(QUESTION, [hit])
    assert [e.text for e in found] == [hit.text[:9]]


def test_what_is_kept_for_later_is_not_taken_before() -> None:
    budget, generator = Budget(100, 40), FakeGenerator("mill", tokens=30)
    texts = ["word " * 30] * 3
    assert len(budget.taken(generator, texts)) == 2
    budget.kept = 0
    assert (len(budget.taken(generator, texts)), budget.left) == (1, 10)
