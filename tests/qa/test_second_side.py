"""The other side is looked for with the words of the claim, and said where the reader says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
import pytest

from index.types import Hit
from qa import second_side as module
from qa.disputes.asked import ask_of
from qa.evidence import MOST_TOKENS, Budget, Evidence, Judge
from qa.question import read_question
from qa.reranker import SignalReranker
from qa.second_side import KEPT_TOKENS, budget_for, rival_chance, with_other_side
from qa.select import select
from qa.signals import Around
from tests.fakes_evidence import BLANK, NEARLY, PLAIN, evidence, random_member

CLAIM = replace(
    evidence("The rebels captured the whole town.", 0.9, voice="reported", speaker="Tesk"),
    reading=3.0,
)
DENIAL = evidence(
    "It is false that the rebels captured the town.",
    0.0,
    voice="reported",
    speaker="Colonel Roth",
    denial=True,
)
BESIDE = evidence("The rebels wear green.", 0.0, voice="reported", speaker="Colonel Roth")
ASKED = read_question("Did the rebels capture the town?")


@dataclass
class Reader:
    """Says yes to what holds a word."""

    word: str
    judges: bool = True
    read: list[str] = field(default_factory=list)

    def score_readings(self, texts: Sequence[str]) -> list[float]:
        self.read.extend(texts)
        return [8.0 if self.word in text else -8.0 for text in texts]

    def reading_tokens(self, texts: Sequence[str]) -> int:
        return 100 * len(texts)


@dataclass
class Surroundings:
    """A judge's parts that are asked for, over clauses made by hand."""

    reader: Reader | None
    clauses: dict[str, Evidence]
    answerability: Any = PLAIN

    def generator(self) -> Reader | None:
        return self.reader

    def candidates(self, hits: Sequence[Hit]) -> list[Around]:
        found = [self.clauses[hit.sentence.id] for hit in hits]
        return [Around(e.hit, e.clause, "", "", "") for e in found]

    def signals(self, question: object, around: Sequence[Around]) -> list[Any]:
        return [BLANK for _ in around]

    @property
    def reranker(self) -> SignalReranker:
        return SignalReranker([random_member(np.random.default_rng(7))])


def judge_of(reader: Reader | None, *found: Evidence) -> Judge:
    held = {e.hit.sentence.id: e for e in found}
    return cast(Judge, Surroundings(reader, held))


def looked(
    reader: Reader | None,
    *others: Evidence,
    question: Any = ASKED,
    budget: Budget | None = None,
) -> tuple[Evidence, ...]:
    def search(_: str) -> tuple[Hit, ...]:
        return tuple(e.hit for e in others)

    judge = judge_of(reader, CLAIM, *others)
    return with_other_side(question, (CLAIM,), 0.5, search, judge, lambda *_: 0.6, budget)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["KEPT_TOKENS", "budget_for", "rival_chance", "with_other_side"]


@pytest.mark.parametrize(
    ("question", "kept"),
    [("How many men were hurt?", KEPT_TOKENS), ("Is it true that it fell?", KEPT_TOKENS),
     ("Who said that it fell?", 0), ("Where was it built?", 0)],
)  # fmt: skip
def test_tokens_are_kept_where_there_may_be_another_side(question: str, kept: int) -> None:
    budget = budget_for(read_question(question))
    assert (budget.left, budget.kept) == (MOST_TOKENS + kept, kept)


def test_a_denial_is_found_read_and_said_as_another_side() -> None:
    reader = Reader("false")
    found = looked(reader, DENIAL, BESIDE)
    assert [e.text for e in found] == [CLAIM.text, DENIAL.text]
    assert found[1].rival and found[1].reading == 8.0
    assert len(reader.read) == 1, "what says nothing against the claim is not read"
    chosen, sides = select(ASKED, found, lambda *_: 0.6, 0.5, NEARLY)
    assert [e.text for e in chosen] == [CLAIM.text, DENIAL.text]
    assert [side.kind for side in sides] == ["claim", "denial"]


def test_what_the_reader_does_not_take_for_an_answer_is_not_said() -> None:
    assert looked(Reader("nothing of it"), DENIAL) == (CLAIM,)


@pytest.mark.parametrize(("left", "read"), [(99, 0), (100, 1)])
def test_no_more_is_read_than_is_left_for_the_question(left: int, read: int) -> None:
    reader = Reader("false")
    budget = Budget(left)
    found = looked(reader, DENIAL, BESIDE, budget=budget)
    assert len(reader.read) == read and budget.left == left - 100 * read
    assert [e.text for e in found] == [CLAIM.text, DENIAL.text][: read + 1]


def test_without_a_model_that_judges_nothing_is_looked_for() -> None:
    assert looked(None, DENIAL) == (CLAIM,)
    assert looked(Reader("false", judges=False), DENIAL) == (CLAIM,)


@pytest.mark.parametrize("question", ["Who said that?", "Where is the town?", "Why did they go?"])
def test_a_question_of_neither_figure_nor_whether_looks_for_none(question: str) -> None:
    assert looked(Reader("false"), DENIAL, question=read_question(question)) == (CLAIM,)


def test_the_same_speaker_s_other_words_are_no_other_side() -> None:
    asked = ask_of(ASKED.text)
    own = replace(DENIAL, clause=replace(DENIAL.clause, speaker="Tesk"))
    assert rival_chance(ASKED, asked, CLAIM, DENIAL, 0.6) >= 0.6
    assert rival_chance(ASKED, asked, CLAIM, own, 0.6) == 0.0


def test_another_figure_of_the_same_thing_is_an_other_side() -> None:
    question = read_question("How many rebels were killed?")
    asked = ask_of(question.text)
    one, other, of_others = (
        evidence(words, 0.9, voice="reported", speaker=who)
        for words, who in (
            ("The army killed 40 rebels.", "Roth"),
            ("The army killed 4 rebels.", "Tesk"),
            ("The army lost 9 lorries.", "Tesk"),
        )
    )
    assert rival_chance(question, asked, one, other, 0.6) >= 0.6
    assert rival_chance(question, asked, one, of_others, 0.6) == 0.0


def test_each_party_s_figure_is_looked_for_where_each_is_asked_for() -> None:
    question = read_question("How many did each side say it had killed?")
    one = evidence("Roth said 40 rebels were killed.", 0.9, voice="reported", speaker="Roth")
    other = evidence("Tesk reported killing 3 soldiers.", 0.0, voice="reported", speaker="Tesk")
    judge = judge_of(Reader("soldiers"), one, other)
    found = with_other_side(question, (one,), 0.5, lambda _: (other.hit,), judge, lambda *_: 0.1)
    assert [e.text for e in found] == [one.text, other.text]
