"""Which evidence is said."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import select as module
from qa.addition import FEATURES, Addition
from qa.evidence import Evidence
from qa.question import read_question
from qa.select import MOST
from tests.fakes_evidence import NEARLY, evidence, one_by_one

select = partial(module.select, addition=NEARLY)
OPEN = read_question("What is known of the mill?")


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["MOST", "select"]
    assert MOST == 3


def test_nothing_is_said_below_the_threshold() -> None:
    assert select(OPEN, [evidence("The mill is old.", 0.49)], one_by_one, 0.5) == ((), ())
    assert select(OPEN, [], one_by_one, 0.0) == ((), ())


def test_the_threshold_itself_is_enough() -> None:
    best = evidence("The mill is old.", 0.5)
    chosen, sides = select(OPEN, [best], one_by_one, 0.5)
    assert chosen == (best,)
    assert [side.evidence for side in sides] == [(best,)]


def test_the_same_words_are_said_once() -> None:
    a, b = evidence("The mill is old.", 0.9), evidence("The mill is very old.", 0.9)
    assert select(OPEN, [a, b], lambda *_: 0.99, 0.5)[0] == (a,)
    assert select(OPEN, [a, b], lambda *_: 0.5, 0.5)[0] == (a, b)


def test_a_much_less_probable_clause_is_left_out() -> None:
    a, b = evidence("The mill is old.", 0.9), evidence("The mill is red.", 0.3)
    assert select(OPEN, [a, b], one_by_one, 0.2)[0] == (a,)


def test_a_denial_of_what_is_said_needs_little() -> None:
    a = evidence("The mill burnt down in the night.", 0.9, voice="reported", speaker="Ode")
    b = evidence(
        "It is false that the mill burnt down.", 0.2, voice="reported", speaker="Malin", denial=True
    )
    chosen, sides = select(OPEN, [a, b], lambda *_: 0.7, 0.5)
    assert chosen == (a, b)
    assert [side.kind for side in sides] == ["claim", "denial"]
    assert select(OPEN, [a, b], lambda *_: 0.3, 0.5)[0] == (a,), "on another matter"


def test_what_the_model_reads_as_no_answer_is_not_added() -> None:
    a, b = evidence("The mill is old.", 0.9), evidence("The mill is red.", 0.88)
    least = module.LEAST_READING
    assert select(OPEN, [a, replace(b, reading=least)], one_by_one, 0.5)[0][1:]
    assert select(OPEN, [a, replace(b, reading=least - 0.1)], one_by_one, 0.5)[0] == (a,)


def test_what_no_model_read_needs_more() -> None:
    a, b = evidence("The mill is old.", 0.9), evidence("The mill is red.", 0.88)
    strict = partial(module.select, addition=replace(NEARLY, threshold=0.0, unread=1.1))
    assert strict(OPEN, [a, replace(b, reading=1.0)], one_by_one, 0.5)[0][1:]
    assert strict(OPEN, [a, b], one_by_one, 0.5)[0] == (a,)


def test_the_other_side_needs_less() -> None:
    question = read_question("How many sailors lost their work?")
    a, b = evidence("Twelve sailors lost it.", 0.9), evidence("Forty sailors lost it.", 0.6)
    alike = evidence("Twelve of the sailors lost it.", 0.6)
    chosen, sides = select(question, [a, b], one_by_one, 0.5)
    assert chosen == (a, b)
    assert [(side.kind, side.evidence) for side in sides] == [("figure", (a,)), ("figure", (b,))]
    assert select(question, [a, alike], one_by_one, 0.5)[0] == (a,)


def test_another_figure_of_the_same_thing_needs_little() -> None:
    question = read_question("How many sailors lost their work?")
    tenth = Addition(dict.fromkeys(FEATURES, 0.0), bias=-2.2, threshold=0.99, unread=0.99)
    strict = partial(module.select, addition=tenth)
    best = evidence("Twelve sailors lost it.", 0.9)
    rival, same = evidence("Forty sailors lost it.", 0.2), evidence("Twelve lost it.", 0.2)
    houses = evidence("Forty houses lost a roof.", 0.2)
    assert strict(question, [best, rival], one_by_one, 0.5)[0] == (best, rival)
    for other in (same, houses, replace(rival, probability=0.1), replace(rival, reading=-2.0)):
        assert strict(question, [best, other], one_by_one, 0.5)[0] == (best,)
    assert strict(OPEN, [best, rival], one_by_one, 0.5)[0] == (best,)


_CLAUSES = st.lists(
    st.tuples(
        st.sampled_from(["Six ships left.", "Nine ships left.", "It was late.", "It was cold."]),
        st.floats(0, 1),
        st.booleans(),
    ),
    max_size=8,
)
_QUESTIONS = st.sampled_from(["How many ships left?", "What was it?", "Who left?", "When?"])


@given(_QUESTIONS, _CLAUSES, st.floats(0, 1))
def test_what_is_chosen(text: str, made: list[tuple[str, float, bool]], threshold: float) -> None:
    found = [evidence(words, p, denial=d) for words, p, d in made]
    found.sort(key=lambda e: -e.probability)
    chosen, sides = select(read_question(text), found, one_by_one, threshold)
    assert len(chosen) <= MOST
    assert bool(chosen) == bool(found and found[0].probability >= threshold)
    assert [found.index(e) for e in chosen] == sorted(found.index(e) for e in chosen)
    assert chosen[:1] == tuple(found[:1]) or not chosen
    on_sides = [name for side in sides for name in _names(side.evidence)]
    assert set(on_sides) <= set(_names(chosen)) and len(set(on_sides)) == len(on_sides)
    # Where nothing is opposed all of it is one answer; else a clause may be on no side.
    assert len(sides) > 1 or on_sides == _names(chosen)
    assert len({e.text for e in chosen}) == len(chosen)


def _names(found: tuple[Evidence, ...]) -> list[str]:
    return [e.text for e in found]


@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_the_order_of_the_evidence_is_kept(threshold: float) -> None:
    found = [evidence(f"The mill has {n} doors.", p) for n, p in (("red", 0.9), ("old", 0.88))]
    assert select(OPEN, found, one_by_one, threshold)[0] == tuple(found)


def test_who_denies_a_claim_is_none_of_those_who_made_it() -> None:
    said = partial(evidence, voice="reported")
    claims = said("The mill has burnt down.", 0.9, speaker="Ode")
    too = said("The mill is ashes.", 0.9, speaker="Roth")
    denies = said("It is false that the mill burnt.", 0.9, speaker="Malin", denial=True)
    who = read_question("Who said the mill had burnt down?")
    assert select(who, [claims, denies, too], one_by_one, 0.5)[0] == (claims, too)
    denied = read_question("Who denied that the mill burnt?")
    assert select(denied, [denies, claims], one_by_one, 0.5)[0] == (denies,)


def test_what_tells_all_that_is_asked_is_said_though_the_reader_is_against_it() -> None:
    holds = evidence("The front controls all roads to Orle.", 0.9, speaker="the front")
    gains = replace(evidence("Army Gains Control of Orle", 0.6), reading=-1.2)
    tells = partial(select, cosine=one_by_one, threshold=0.5)
    asked = read_question("Who controls Orle?")
    assert tells(asked, [holds, gains])[0] == (holds, gains)
    unlikely = replace(gains, probability=0.4)
    assert tells(asked, [holds, unlikely])[0] == (holds,)
    assert tells(read_question("Who controls the roads?"), [holds, gains])[0] == (holds,)
    # A name alone, a figure, whether it is so, and who said it have rules of their own.
    for words in ("Who is Orle?", "How many control Orle?", "Does it control Orle?"):
        assert tells(read_question(words), [holds, gains])[0] == (holds,), words
