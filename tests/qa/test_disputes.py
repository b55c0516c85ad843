"""Figures as ranges, moments, whose people a figure counts, later accounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.disputes.asked import ask_of
from qa.disputes.figures import agree, figures_of
from qa.disputes.moments import clash, moments_of
from qa.disputes.signs import Relation, compare_figures, compare_moments
from qa.disputes.verdict import is_of_others, is_update
from qa.evidence import Evidence
from qa.positions import sides_of
from qa.question import read_question
from tests.fakes_evidence import evidence, one_by_one
from tests.fakes_qa import made_document


def first(text: str) -> tuple[float, float]:
    figure = figures_of(text)[0]
    return figure.low, figure.high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,187 litres", "1,200 litres"),
        ("about 200 people", "212 people"),
        ("nearly forty men", "38 men"),
        ("more than 1,000 homes", "1,150 homes"),
        ("between 20 and 30 boats", "25 boats"),
        ("43 miles", "70 km"),
        ("dozens of people", "40 people"),
        ("up to 90 days", "80 days"),
    ],
)
def test_roundings_and_bounds_agree(one: str, other: str) -> None:
    assert agree(figures_of(one)[0], figures_of(other)[0]) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("350 men", "55 men"),
        ("more than 50 men", "350 men"),
        ("at least nine patients", "four patients"),
        ("1,200 litres", "4,800 litres"),
        ("about 200 people", "80 people"),
        ("22 per cent", "9 per cent"),
        ("150 km", "43 miles"),
    ],
)
def test_other_figures_do_not(one: str, other: str) -> None:
    assert agree(figures_of(one)[0], figures_of(other)[0]) is False


def test_what_is_measured_otherwise_is_not_compared() -> None:
    assert agree(figures_of("5 km")[0], figures_of("5 hours")[0]) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("between 1-2 September", 0), ("a score of 41 to 29", 2), ("at 10:52", 0), ("20-30 men", 1)],
)
def test_days_and_scores_are_no_ranges(text: str, count: int) -> None:
    assert len(figures_of(text)) == count


@given(st.text(max_size=80) | st.text(alphabet="0123456789 -,.:toand%$ km", max_size=40))
def test_any_text_has_its_figures_and_moments(text: str) -> None:
    assert all(0.0 <= f.low <= f.high for f in figures_of(text))
    assert all(clash(m, m) is not True for m in moments_of(text))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("on 3 November", "the third of November", False),
        ("on 3 November", "the second of November", True),
        ("in March 2020", "on 5 March", False),
        ("in 1998", "in 1999", True),
        ("on Friday", "on Monday", True),
        ("at 9.30", "at half past nine", False),
        ("nine o'clock", "at 9.30", True),
        ("at 21:00", "nine o'clock", False),
    ],
)
def test_moments_clash_where_they_tell_the_same_part(one: str, other: str, apart: bool) -> None:
    assert clash(moments_of(one)[0], moments_of(other)[0]) is apart


def test_moments_of_no_common_part_are_not_compared() -> None:
    assert clash(moments_of("on Friday")[0], moments_of("in 1998")[0]) is None
    asked = ask_of("When did the mill close in 1950?")
    assert compare_moments(asked, "It closed in 1950 in May 1950.", "It closed.") is Relation.NONE


SUNK = "How many pirate boats did the navy say it had sunk?"


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("The navy sank 30 pirate boats.", False),
        ("The pirates claimed to have sunk 12 navy boats.", True),
        ("It sank nine.", False),
        ("Nobody was hurt.", False),
    ],
)
def test_whose_losses_a_figure_counts(words: str, others: bool) -> None:
    assert is_of_others(ask_of(SUNK), words) is others


def test_the_other_partys_losses_are_on_no_side() -> None:
    ours, theirs = (
        evidence("The navy sank 30 pirate boats."),
        evidence("The pirates sank 12 navy boats."),
    )
    more = evidence("The navy sank 50 pirate boats.")
    asked = read_question(SUNK)
    assert len(sides_of(asked, [ours, theirs], one_by_one)) == 1
    sides = sides_of(asked, [theirs, ours, more], one_by_one)
    assert [side.evidence for side in sides] == [(ours,), (more,)]


def test_a_bare_figure_is_compared_with_a_named_one() -> None:
    asked = ask_of("How many crew did the ferry have?")
    same = compare_figures(asked, "There were 63 passengers and four crew.", "It says four.")
    assert same[0] is Relation.SAME
    other = compare_figures(asked, "There were 63 passengers and four crew.", "Only three.")
    assert other[0] is Relation.DIFFER


def _dated(words: str, published: str | None, **known: str) -> Evidence:
    document = made_document(f"{published}.txt", words, published=published, outlet="Post")
    return evidence(words, document=document, **known)


def test_a_later_account_of_one_source_is_an_update() -> None:
    early = _dated("The quake killed 20 people.", "2021-05-01")
    late = _dated("The quake killed 45 people.", "2021-05-03")
    undated = _dated("The quake killed 90 people.", None)
    asked = read_question("How many people did the quake kill?")
    kinds = [side.kind for side in sides_of(asked, [early, late], one_by_one)]
    assert kinds == ["update", "update"]
    kinds = [side.kind for side in sides_of(asked, [early, undated], one_by_one)]
    assert kinds == ["figure", "figure"]


def test_two_voices_of_one_day_are_no_update() -> None:
    one = _dated("The quake killed 20 people.", "2021-05-01")
    other = _dated("The quake killed 45 people.", "2021-05-01")
    assert not is_update(one, other)
