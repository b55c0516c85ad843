"""Times at work: dates beside quotations, evidence of the time asked for, later accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Hit
from qa.disputes.verdict import is_update
from qa.evidence import Evidence
from qa.positions import sides_of
from qa.question import Question, read_question
from qa.render import render_html, render_markdown, render_text
from qa.types import Answer
from qa.ui.answer import Asked, asked_html
from qa.when.events import as_of
from qa.when.notes import worked_out
from qa.when.preference import in_time, judged
from tests.fakes_evidence import evidence, one_by_one
from tests.fakes_qa import answered, citation, disputed, made_document

WHEN = "When did the ferry sink?"
SUNK = "The ferry sank on Sunday, and on 3 June <1> divers found it two days later."


def answer(
    words: str = SUNK, question: str = WHEN, published: str | None = "2021-09-06", **known: str
) -> Answer:
    document = made_document("a.txt", words, published=published)
    return answered(question, [(document, words)], [citation(1, document, words, **known)])


def dates(of: Answer) -> list[tuple[str, str, str]]:
    return [(one.words, one.days, one.origin) for one in worked_out(of, of.citations[0])]


def test_a_date_stands_beside_the_quotation_and_never_in_it() -> None:
    made = answer()
    line = "“on Sunday” = 5 September 2021 (worked out from the publication date, 6 September 2021)"
    text = render_text(made, lambda *_: 1)
    assert f"\n    “{SUNK}”\n    {line}\n" in text
    assert line in render_text(made, lambda *_: 1, quotes=False)
    assert f"   {line}" in render_markdown(made, lambda *_: 1).replace("\\", "")
    html = render_html(made, lambda *_: 1)
    assert "<div>“<bdi>on Sunday</bdi>” = <bdi>5 September 2021</bdi> (worked out from" in html
    assert line in asked_html(Asked("t", WHEN, made))
    assert "worked out" not in made.to_json()
    assert made.citations[0].cited_text == SUNK


def test_what_is_worked_out_depends_on_what_is_asked() -> None:
    published = "the publication date, 6 September 2021"
    assert dates(answer()) == [
        ("on Sunday", "5 September 2021", published),
        ("on 3 June", "3 June 2021", published),
        ("two days later", "5 June 2021", "“on 3 June”"),
    ]
    other = dates(answer(question="Who found the ferry?"))
    assert other == [("on Sunday", "5 September 2021", published)]


@pytest.mark.parametrize(
    ("words", "published", "known"),
    [
        (SUNK, None, {}),
        (SUNK.split(",")[0], "2021-09", {}),
        ("The ferry sank on 3 June 2020.", "2021-09-06", {}),
        ("It sank yesterday", "2021-09-06", {"voice": "direct", "speaker": "Ann"}),
        ("The ferry would sink on Sunday.", "2021-09-06", {}),
    ],
)
def test_what_cannot_be_told_or_needs_not_be_stays_as_written(
    words: str, published: str | None, known: dict[str, str]
) -> None:
    assert dates(answer(words, published=published, **known)) == []


def dated(words: str, published: str | None, probability: float = 0.9, **known: str) -> Evidence:
    name = f"{published}-{len(words)}.txt"
    document = made_document(name, words, published=published, outlet="Post")
    return evidence(words, probability, document=document, **known)


FRIDAY = dated("Two men were missing on Friday.", "2021-09-11", 0.8)
MONDAY = dated("Four men were missing on Monday.", "2021-09-07", 0.6)
UNKNOWN = dated("Nine men were missing on Monday.", None, 0.5)


def texts(question: str, *found: Evidence) -> list[str]:
    return [e.text.split()[0] for e in in_time(question, found, 0.5)]


def test_a_figure_of_another_day_than_asked_for_is_left_out() -> None:
    asked = "How many men were missing on Monday?"
    assert texts(asked, FRIDAY, MONDAY) == ["Four"]
    assert texts(asked, FRIDAY, MONDAY, UNKNOWN) == ["Four", "Nine"]
    assert texts(asked, MONDAY, FRIDAY) == ["Four"]
    assert texts("How many men were missing on 10 September 2021?", MONDAY, FRIDAY) == ["Two"]
    assert texts("How many men were missing before 9 September 2021?", FRIDAY, MONDAY) == ["Four"]
    (first, *_) = in_time(asked, (FRIDAY, MONDAY), 0.5)
    assert (first.probability, first.score) == (FRIDAY.probability, FRIDAY.score)


def test_a_day_told_in_other_words_is_judged_by_the_rest_of_the_question() -> None:
    asked: list[tuple[str, list[str]]] = []
    found = {e.hit.sentence.id: e for e in (FRIDAY, MONDAY, UNKNOWN)}

    def judge(question: Question, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        asked.append((question.text, [hit.text.split()[0] for hit in hits]))
        likely = 0.1 if "September" in question.text else 0.7
        return tuple(replace(found[hit.sentence.id], probability=likely) for hit in hits)

    def of(question: str) -> list[tuple[str, float]]:
        asked.clear()
        hits = [e.hit for e in found.values()]
        return [
            (e.text.split()[0], e.probability) for e in judged(judge, read_question(question), hits)
        ]

    question = "How many men were missing on 6 September 2021?"
    assert of(question) == [("Four", 0.7), ("Two", 0.1), ("Nine", 0.1)]
    assert asked[1:] == [("How many men were missing?", ["Four"])]
    assert of("After 8 September 2021, how many men were missing?") == [
        ("Two", 0.7),
        ("Four", 0.1),
        ("Nine", 0.1),
    ], "a later day than the one named"
    assert asked[1:] == [("how many men were missing?", ["Two"])]
    for other in (
        "How many men were missing on Monday?",  # the same words
        "How many men were missing on 7 September 2021?",
        "How many men were missing before 12 September 2021?",
        "What was on 6 September 2021?",
    ):
        of(other)
        assert len(asked) == 1


def test_evidence_stays_as_it_is_where_a_day_is_not_known() -> None:
    asked = "How many men were missing on Monday?"
    assert texts(asked, dated("Two men were missing on Friday.", None), MONDAY) == ["Two", "Four"]
    assert texts("How many men were missing?", FRIDAY, MONDAY) == ["Two", "Four"]
    assert texts("How many men were missing before Friday?", FRIDAY, MONDAY) == ["Two", "Four"]
    assert texts(asked, FRIDAY, replace(MONDAY, probability=0.2)) == ["Two", "Four"]
    assert texts("Where were they on Monday?", FRIDAY, MONDAY) == ["Four", "Two"]


def test_a_denial_and_a_report_of_another_day_are_not_left_out() -> None:
    asked = "How many men were missing on Monday?"
    said = dated("Ann Lee said on Tuesday that six men were missing.", "2021-09-08", 0.8)
    assert texts(asked, said, MONDAY) == ["Ann", "Four"]
    denied = dated("It is false that men were missing on Friday.", "2021-09-11", 0.8, denial="x")
    assert texts(asked, MONDAY, denied) == ["Four", "It"]


def test_the_latest_and_the_first_go_by_the_day_told() -> None:
    told = dated("Six men were missing on Thursday.", "2021-09-12", 0.4)
    found = (MONDAY, FRIDAY, told)
    assert texts("What is the latest number of men missing?", *found) == ["Two", "Six", "Four"]
    assert texts("What was the first reported number of missing men?", *found) == [
        "Four", "Six", "Two",
    ]  # fmt: skip
    assert texts("What is the latest number of men missing?", *found, UNKNOWN) == [
        "Four", "Two", "Six", "Nine",
    ]  # fmt: skip


@given(
    st.permutations((FRIDAY, MONDAY, UNKNOWN)),
    st.sampled_from(("How many on Monday?", "What is the latest number?", "When?", "Who? ", "")),
    st.floats(0, 1),
)
def test_what_is_brought_forward_is_evidence_in_order(
    found: list[Evidence], question: str, threshold: float
) -> None:
    ordered = sorted(found, key=lambda e: -e.probability)
    given_back = in_time(question, ordered, threshold)
    assert {e.text for e in given_back} <= {e.text for e in found}
    probabilities = [e.probability for e in given_back]
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[:1] == [ordered[0].probability]


def test_an_account_is_of_the_day_it_tells() -> None:
    early = dated("On Monday 20 people were missing.", "2021-09-11")
    late = dated("On Thursday 45 people were missing.", "2021-09-11")
    days = as_of(early), as_of(late)
    assert [d.words() for d in days if d] == ["6 September 2021", "9 September 2021"]
    asked = read_question("How many people were missing?")
    kinds = [side.kind for side in sides_of(asked, [early, late], one_by_one)]
    assert kinds == ["update", "update"]
    same = dated("Some 90 people were missing.", "2021-09-11")
    assert is_update(early, same), "a later account of the same paper"
    assert as_of(same) is not None and as_of(dated("Some 9 were missing.", None)) is None


def test_an_update_says_of_which_day_each_account_is() -> None:
    document = made_document("a.txt", "Monday 20 fell. Later 45 fell.", published="2021-09-11")
    made = disputed("How many fell?", [(document, "Monday 20 fell."), (document, "Later 45 fell.")],
                    ["update", "update"])  # fmt: skip
    shown = render_text(replace(made, status="answered"), lambda *_: 1)
    assert "update (a.txt, 6 September 2021):" in shown
    assert "update (a.txt, 11 September 2021):" in shown


def test_two_dates_of_one_event_are_no_update() -> None:
    one = dated("The ferry sank on Sunday.", "2021-09-11")
    other = dated("The ferry sank on Tuesday.", "2021-09-11")
    kinds = [s.kind for s in sides_of(read_question(WHEN), [one, other], one_by_one)]
    assert kinds == ["claim", "claim"]
    assert is_update(one, other) and not is_update(one, other, by_event=False)
