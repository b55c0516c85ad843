"""The other side is looked for with the words of the claim, and said where the reader says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from index.types import Hit
from qa import looking, other_figures
from qa import second_side as module
from qa.disputes.asked import ask_of
from qa.disputes.rivals import SIGNS, claim_signs, load_rivals
from qa.evidence import MOST_TOKENS, Budget, Evidence, Judge
from qa.names import NameIndex
from qa.positions import opposed
from qa.question import read_question
from qa.second_side import KEPT_TOKENS, budget_for, with_other_side
from qa.select import select
from qa.signals import Around
from tests.fakes_evidence import BLANK, NEARLY, PLAIN, evidence
from tests.fakes_qa import made_document

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
PARTIES = made_document(
    "parties.txt", "The Harbour Defence Alliance (HDA) met. The HDA is new, Tesk said."
)
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
    names: NameIndex = field(default_factory=lambda: NameIndex([PARTIES]))

    def generator(self) -> Reader | None:
        return self.reader

    def candidates(self, hits: Sequence[Hit]) -> list[Around]:
        found = [self.clauses[hit.sentence.id] for hit in hits]
        return [Around(e.hit, e.clause, "", "", "") for e in found]

    def unread(
        self, question: object, around: Sequence[Around], beside: Sequence[Evidence] = ()
    ) -> list[Evidence]:
        return [Evidence(a.hit, a.clause, BLANK, 0.0) for a in around]


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
    assert module.__all__ == ["KEPT_TOKENS", "budget_for", "weighed_as", "with_other_side"]
    assert other_figures.__all__ == ["other_figures"]
    assert looking.__all__ == [
        "READ",
        "Likeness",
        "Looks",
        "Place",
        "Search",
        "bare",
        "claims_nothing",
    ]


@pytest.mark.parametrize(
    ("question", "kept"),
    [("How many men were hurt?", KEPT_TOKENS), ("Is it true that it fell?", KEPT_TOKENS),
     ("Who said that it fell?", 0), ("Where was it built?", 0)],
)  # fmt: skip
def test_tokens_are_kept_where_there_may_be_another_side(question: str, kept: int) -> None:
    budget = budget_for(read_question(question))
    assert (budget.left, budget.kept) == (MOST_TOKENS, kept)


def test_a_denial_is_found_read_and_said_as_another_side() -> None:
    reader = Reader("false")
    found = looked(reader, BESIDE, DENIAL)
    assert [e.text for e in found] == [CLAIM.text, DENIAL.text]
    assert found[1].rival and found[1].reading == 8.0
    assert "false" in reader.read[0], "what says otherwise is read first"
    chosen, sides = select(ASKED, found, lambda *_: 0.6, 0.5, NEARLY)
    assert [e.text for e in chosen] == [CLAIM.text, DENIAL.text]
    assert [side.kind for side in sides] == ["claim", "denial"]


def test_what_answers_on_the_same_side_is_said_too_and_opposes_nothing() -> None:
    same = evidence("The town is ours.", 0.0, voice="reported", speaker="General Orr")
    found = looked(Reader("ours"), same)
    assert [e.rival for e in found] == [None, True]
    chosen, sides = select(ASKED, found, lambda *_: 0.6, 0.5, NEARLY)
    assert [e.text for e in chosen] == [CLAIM.text, same.text] and len(sides) == 1


def test_what_was_found_before_and_does_not_answer_is_not_added() -> None:
    near = replace(
        evidence("The rebels captured a hill.", 0.6, voice="reported", speaker="Orr"), reading=-4.0
    )
    judge = judge_of(Reader("false"), CLAIM, near)
    found = with_other_side(ASKED, (CLAIM, near), 0.5, lambda _: (), judge, lambda *_: 0.6)
    assert [e.rival for e in found] == [None, False]
    assert select(ASKED, found, lambda *_: 0.6, 0.5, NEARLY)[0] == (CLAIM,)
    likely = replace(near, score=0.9, probability=0.9, reading=3.0)
    for weighed, said in ((None, 2), (False, 1), (True, 2)):
        beside = replace(likely, rival=weighed)
        assert len(select(ASKED, (CLAIM, beside), lambda *_: 0.6, 0.5, NEARLY)[0]) == said


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


@pytest.mark.parametrize(
    ("other", "signs"),
    [
        (DENIAL, {"negated": 1.0, "speakers_differ": 1.0, "same_speaker": 0.0, "reply": 0.0}),
        (
            replace(DENIAL, clause=replace(DENIAL.clause, speaker="Tesk")),
            {"speakers_differ": 0.0, "same_speaker": 1.0},
        ),
        (
            evidence("Despite Tesk's claims, Roth held the bridge.", 0.0, speaker="Roth"),
            {"negated": 0.0, "reply": 1.0},
        ),
        (
            evidence("Despite the others' claims, we hold the bridge.", 0.0, speaker="Tesk"),
            {"same_speaker": 1.0, "reply": 0.0},
        ),
    ],
    ids=["denial", "own denial", "reply", "own reply"],
)  # fmt: skip
def test_the_signs_of_a_claim_and_another(other: Evidence, signs: dict[str, float]) -> None:
    found = claim_signs(ask_of(ASKED.text), CLAIM, other, 0.6)
    assert found.keys() == set(SIGNS["claims"]) and found["cosine"] == 0.6
    assert {name: found[name] for name in signs} == signs
    assert claim_signs(ask_of(ASKED.text), CLAIM, other, 0.2)["reply"] == 0.0, "to something else"


def test_what_says_otherwise_comes_before_what_does_not() -> None:
    asked, odds = ask_of(ASKED.text), load_rivals()["claims"]
    denies, beside = (
        odds.unread.of({**claim_signs(asked, CLAIM, other, 0.6), "logit": 0.0})
        for other in (DENIAL, BESIDE)
    )
    assert denies > beside + 1.0
    read = {**claim_signs(asked, CLAIM, BESIDE, 0.6), "logit": 0.0}
    assert odds.read.of({**read, "reading": 4.0}) > odds.read.bar
    assert odds.read.of({**read, "reading": -4.0}) < odds.read.bar


def figures(question: str, best: str, *others: Evidence, says: str = "") -> tuple[Evidence, ...]:
    """What follows a figure; the reader says yes to what holds ``says``."""
    first = replace(evidence(best, 0.9, voice="reported", speaker="Roth"), reading=3.0)
    judge = judge_of(Reader(says), first, *others)
    hits = tuple(e.hit for e in others)
    asked = read_question(question)
    return with_other_side(asked, (first,), 0.5, lambda _: hits, judge, lambda *_: 0.6)


def told(words: str, who: str | None = "Tesk") -> Evidence:
    voice = "outlet" if who is None else "reported"
    return evidence(words, 0.0, voice=voice, speaker=who)


def test_another_figure_of_the_same_thing_is_an_other_side() -> None:
    question = "How many people were hurt in the crash?"
    other = told("Seven people received treatment for minor injuries, the firm said.")
    lorries = told("The army lost 900 lorries in the year.")
    found = figures(question, "Eleven people were taken to hospital.", lorries, other, says="Seven")
    assert [e.text for e in found] == ["Eleven people were taken to hospital.", other.text]
    assert found[1].rival is True
    assert [
        s.kind for s in select(read_question(question), found, lambda *_: 0.6, 0.5, NEARLY)[1]
    ] == [
        "figure",
        "figure",
    ]


def test_a_count_of_what_was_counted_before_is_an_other_side() -> None:
    found = figures(
        "How many flights fell victim to the strike?",
        "Over five days 402 flights were cancelled, the operator said.",
        told("Groundlink put the number at 288."),
    )
    assert [e.rival for e in found] == [None, True]


def test_who_repeats_a_figure_is_no_further_side() -> None:
    found = figures(
        "How many rebels were killed?",
        "The army killed 40 rebels.",
        told("The army killed 44 rebels."),
        told("The army killed 40 rebels, said a priest.", "Orr"),
        told("The army killed forty-four rebels, said a nurse.", "Mirren"),
    )
    assert [e.text for e in found[1:]] == ["The army killed 44 rebels."]


@pytest.mark.parametrize(
    ("question", "best", "other"),
    [
        ("How many died on Monday?", "On Monday 40 rebels died.", "On Friday 44 rebels died."),
        ("How many did Roth say fell?", "Roth said that 40 men fell.", "Tesk said 44 men fell."),
        ("How many men fell?", "He said that 40 men fell.", "If 44 men fell, who buried them?"),
        ("How many men fell?", "He said that 40 men fell.", "Did 44 men fall?"),
    ],
)  # fmt: skip
def test_a_figure_of_another_day_or_voice_or_of_nothing_is_no_other_side(
    question: str, best: str, other: str
) -> None:
    assert len(figures(question, best, told(other), says="fell")) == 1


def test_a_figure_found_to_be_of_something_else_is_marked_so_and_opposes_nothing() -> None:
    question = read_question("How much did the review cost?")
    best = replace(evidence("The review was made at a cost of £96,000.", 0.9), reading=3.0)
    other = replace(evidence("The yearly cost has been raised to £9,100,000.", 0.6), reading=0.0)
    judge = judge_of(Reader("nothing"), best, other)
    found = with_other_side(question, (best, other), 0.5, lambda _: (), judge, lambda *_: 0.1)
    assert [e.rival for e in found] == [None, False]
    assert opposed(question, *found, 0.5) is None
    assert opposed(question, best, other, 0.5) == "figure", "unasked it is taken for another side"


def test_a_correction_comes_before_what_it_corrects() -> None:
    question = "How many people were hurt in the crash?"
    best = "Eleven people were hurt in the crash."
    new = told("Correction: seven people were hurt in the crash.", None)
    first = replace(evidence(best, 0.9), reading=3.0)
    new = replace(new, hit=replace(new.hit, document=replace(new.hit.document, outlet="Courier")))
    first = replace(
        first, hit=replace(first.hit, document=replace(first.hit.document, outlet="Courier"))
    )
    judge = judge_of(Reader("seven"), first, new)
    asked = read_question(question)
    found = with_other_side(asked, (first,), 0.5, lambda _: (new.hit,), judge, lambda *_: 0.6)
    assert [e.text for e in found] == [new.text, first.text]
    chosen, sides = select(asked, found, lambda *_: 0.6, 0.5, NEARLY)
    assert chosen[0].text == new.text and [s.kind for s in sides][1:] in ([], ["update"])


def test_each_party_s_figure_is_looked_for_where_each_is_asked_for() -> None:
    question = read_question("How many did each side say it had killed?")
    one = evidence("Roth said 40 rebels were killed.", 0.9, voice="reported", speaker="Roth")
    other = evidence("Tesk reported killing 3 soldiers.", 0.0, voice="reported", speaker="Tesk")
    judge = judge_of(Reader("soldiers"), one, other)
    found = with_other_side(question, (one,), 0.5, lambda _: (other.hit,), judge, lambda *_: 0.1)
    assert [e.text for e in found] == [one.text, other.text]


def test_a_figure_of_the_anchor_s_own_party_is_no_other_party_s() -> None:
    question = read_question("How many did each side say it had killed?")
    one = evidence("The HDA said 40 were killed.", 0.9, speaker="the spokesman for the HDA")
    own = evidence("It killed 350.", 0.0, speaker="Harbour Defence Alliance")
    other = evidence("Tesk reported killing 3 soldiers.", 0.0, speaker="Tesk")
    judge = judge_of(Reader(""), one, own, other)
    hits = (own.hit, other.hit)
    found = with_other_side(question, (one,), 0.5, lambda _: hits, judge, lambda *_: 0.1)
    assert [e.text for e in found] == [one.text, other.text]
    vague = evidence("The HDA said it had killed large numbers.", 0.9, speaker="the HDA")
    judge = judge_of(Reader(""), vague, own, other)
    for left, said in ((100, [other]), (200, [own, other])):
        found = with_other_side(
            question, (vague,), 0.5, lambda _: hits, judge, lambda *_: 0.1, Budget(left)
        )
        assert sorted(e.text for e in found[1:]) == sorted(e.text for e in said)


def test_who_denies_the_next_claim_is_found_where_the_best_is_denied_by_nobody() -> None:
    """The best clause is beside the point, the next claims what is asked, and its own words find
    who denies it; the reader has to allow it."""
    beside = replace(evidence("The rebels will never yield.", 0.9, speaker="Orr"), reading=1.0)
    claim = evidence("We captured the town.", 0.0, voice="reported", speaker="Tesk")

    def found(reader: Reader, denial: Evidence, cosine: float = 0.6) -> list[str]:
        def search(words: str) -> tuple[Hit, ...]:
            return tuple(e.hit for e in ([denial] if "captured" in words else [claim]))

        judge = judge_of(reader, beside, claim, denial)
        asked = with_other_side(ASKED, (beside,), 0.5, search, judge, lambda *_: cosine)
        return [e.text for e in asked if e.rival]

    assert found(Reader("town"), DENIAL) == [claim.text, DENIAL.text]
    assert found(Reader("We"), DENIAL) == [claim.text], "read, and against it"
    assert found(Reader("town"), DENIAL, 0.59) == [claim.text], "of another matter"
    own = replace(DENIAL, clause=replace(DENIAL.clause, speaker="Tesk"))
    assert found(Reader("town"), own) == [claim.text], "nobody denies himself"


def test_who_else_tells_all_that_is_asked_stands_next_to_the_best() -> None:
    holds = evidence("The front controls all roads to Orle.", 0.9, speaker="the front")
    own = evidence("The front still has its base in Orle.", 0.8, speaker="the front")
    same = evidence("It controls Orle, the front says.", 0.7, speaker="the front")
    gains = evidence("Army Gains Control of Orle", 0.6)
    judge = judge_of(None)

    def order(words: str) -> list[Evidence]:
        asked = read_question(words)
        evidence = (holds, own, same, gains)
        return [*with_other_side(asked, evidence, 0.5, lambda _: (), judge, lambda *_: 0.6)]

    assert order("Who controls Orle?") == [holds, gains, own, same]
    assert order("Who said it controls Orle?") == [holds, own, same, gains]
    empty = with_other_side(ASKED, (), 0.5, lambda _: (), judge, lambda *_: 0.6)
    assert empty == ()


def test_asked_which_side_it_was_the_other_party_is_heard() -> None:
    ours = evidence("They suffered heavy losses.", 0.9, speaker="the army")
    again = evidence("The army has lost nobody.", 0.8, speaker="the army")
    theirs = evidence("We killed many soldiers.", 0.6, voice="reported", speaker="the front")
    judge = judge_of(None)

    def second(words: str, other: Evidence) -> Evidence:
        found = (ours, again, other)
        asked = read_question(words)
        return with_other_side(asked, found, 0.5, lambda _: (), judge, lambda *_: 0.6)[1]

    assert second("Which side lost more men?", theirs) == replace(theirs, rival=True)
    assert second("Who lost more men?", theirs) == again
    assert second("Which side lost more men?", replace(theirs, probability=0.4)) == again
    assert second("Which side lost more men?", replace(theirs, reading=-1.5)) == again
    unsaid = replace(theirs, clause=replace(theirs.clause, speaker=None))
    assert second("Which side lost more men?", unsaid) == again
