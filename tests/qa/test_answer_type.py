"""The span that a question asks for, and whether a clause holds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import answer_type
from qa.answer_type import Kind, main_clause, read_wanted, type_fit


def test_the_public_names_are_these() -> None:
    assert answer_type.__all__ == ["Kind", "Wanted", "main_clause", "read_wanted", "type_fit"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How old is Anna?", Kind.AGE),
        ("How many hives were counted?", Kind.COUNT),
        ("How much did it cost?", Kind.AMOUNT),
        ("How far is the mill?", Kind.DISTANCE),
        ("How long did it take?", Kind.LENGTH),
        ("When did it close?", Kind.DATE),
        ("What is known of when it closed?", Kind.DATE),
        ("What do we know about the port: when did it close?", Kind.DATE),
        ("Which firm ran it and when?", Kind.NAME),
        ("What happened when it closed?", Kind.OPEN),
        ("How did the board split when it voted?", Kind.OPEN),
        ("In which year did it close?", Kind.YEAR),
        ("What time did it leave?", Kind.HOUR),
        ("What day was it?", Kind.DAY),
        ("Where is it?", Kind.PLACE),
        ("Why did it stop?", Kind.REASON),
        ("Who owns it?", Kind.PERSON),
        ("What is the name of the ferry?", Kind.NAME),
        ("What is tea?", Kind.OPEN),
        ("", Kind.OPEN),
    ],
)
def test_the_kind_wanted(question: str, kind: Kind) -> None:
    assert read_wanted(question).kind is kind


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When the ferry sank, who was aboard?", "who was aboard?"),
        ("After it closed, how many were left?", "how many were left?"),
        ("When did the ferry sink?", "When did the ferry sink?"),
        ("Who was aboard when the ferry sank?", "Who was aboard when the ferry sank?"),
        ("", ""),
    ],
)
def test_the_main_clause_says_what_is_wanted(question: str, asked: str) -> None:
    assert main_clause(question) == asked
    assert read_wanted(question).kind is read_wanted(asked).kind


def test_what_is_counted() -> None:
    assert read_wanted("How many bee hives were counted in the valley?").head == ("bee", "hive")


@pytest.mark.parametrize(
    ("question", "fits", "misses"),
    [
        ("How old is Anna?", "Anna, 41, grows pears.", "Anna grows pears."),
        ("How many hives are there?", "The count found 4,200 hives.", "Many hives were found."),
        ("How many sailors were there?", "Twelve sailors left.", "Twelve ships left."),
        ("How many of the 12 sailors left?", "Nine sailors left.", "The 12 sailors left."),
        ("How much did it cost?", "It cost $40.", "It cost little."),
        ("How far is the mill?", "The mill is 3 km off.", "The mill is far."),
        ("How long did it take?", "It took three weeks.", "It took a while."),
        ("When did it close?", "It closed in May.", "It closed."),
        ("Which year did it close?", "It closed in 2031.", "It closed in May."),
        ("What time did it leave?", "It left at 6:30.", "It left early."),
        ("What day did it leave?", "It left on Friday.", "It left early."),
        ("Where is Tom?", "Tom is in Harwick.", "Tom is ill."),
        ("Where is Harwick?", "Harwick is near Eastmoor.", "Harwick is small."),
        ("Who owns the mill?", "Anna Brook owns the mill.", "They own the mill."),
        ("Why did it stop?", "It stopped because of ice.", "It stopped."),
    ],
)
def test_a_clause_with_such_a_span_fits_better(question: str, fits: str, misses: str) -> None:
    wanted = read_wanted(question)
    assert type_fit(wanted, fits) == 1.0
    assert type_fit(wanted, misses) < 0.5


def test_a_role_is_half_a_person() -> None:
    wanted = read_wanted("Who closed the mill?")
    assert 0.0 < type_fit(wanted, "The mayor closed the mill.") < 1.0


def test_an_open_question_demands_nothing() -> None:
    assert type_fit(read_wanted("What is tea?"), "Tea is a plant.") == 0.5


_ASKED = st.sampled_from(
    ["How old is it?", "How many hives?", "How much?", "How far?", "How long?", "When?", "Which "
     "year?", "What time?", "What day?", "Where?", "Why?", "Who?", "What is it called?", "What?"]
)  # fmt: skip


@given(_ASKED, st.text(max_size=120))
def test_a_fit_is_from_0_to_1_for_any_text(question: str, clause: str) -> None:
    assert 0.0 <= type_fit(read_wanted(question + clause), clause) <= 1.0
    assert 0.0 <= type_fit(read_wanted(question), clause) <= 1.0
