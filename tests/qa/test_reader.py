"""What the model reads of a clause: the question, its words, whose they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.types import Span
from qa import reader as module
from qa.attribution import Clause
from qa.question import read_question
from qa.reader import reading
from qa.signals import Around
from tests.fakes_evidence import hit_of
from tests.fakes_qa import made_document

TEXT = "Captain Alder spoke on the quay. The ferry had been aground for nine hours, she said."


def around(text: str = TEXT, start: int = 33, speaker: str | None = "Ruth Alder") -> Around:
    document = made_document("ferry.txt", text)
    span = Span(start, len(text))
    clause = Clause(span, "reported", speaker, "the captain" if speaker else None)
    return Around(hit_of(document, span), clause, text[:start], "", "Ferry freed")


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["reading"]


def test_the_form_of_the_adapter_without_title_and_words_before() -> None:
    assert reading(read_question("How long was the ferry stuck?"), around()) == (
        "Question: How long was the ferry stuck?\n"
        "Title: \n"
        "Before: \n"
        "Speaker: Ruth Alder, the captain\n"
        "Sentence: The ferry had been aground for nine hours, she said.\n"
        "Answered:"
    )


def test_a_row_of_a_table_is_read_with_the_names_of_its_columns() -> None:
    text = "| Day | Rate |\n|---|---|\n| Sunday | £52.00 |\n"
    document = made_document("pay.md", text)
    span = Span(text.index("| Sunday"), len(text) - 1)
    row = Around(hit_of(document, span), Clause(span, "outlet"), "", "", "Pay")
    made = reading(read_question("What is paid on a Sunday?"), row)
    assert "\nSentence: Day: Sunday; Rate: £52.00\n" in made


def test_no_speaker_is_a_dash() -> None:
    assert "\nSpeaker: -\n" in reading(read_question("How long?"), around(speaker=None))


@given(st.text(min_size=1, max_size=900).filter(str.strip), st.text(min_size=1, max_size=300))
def test_any_text_stays_within_its_line_and_its_bound(text: str, asked: str) -> None:
    made = reading(read_question(asked), around(text, 0))
    lines = made.split("\n")
    assert [line.partition(":")[0] for line in lines] == [
        "Question", "Title", "Before", "Speaker", "Sentence", "Answered",
    ]  # fmt: skip
    assert len(made.split()) <= 40 + 70 + 20
