"""Where evidence gives different answers, and where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import positions
from qa.positions import opposed, quantities, sides_of
from qa.question import Question, read_question
from tests.fakes_evidence import evidence, one_by_one
from tests.fakes_qa import made_document

HOW_MANY = read_question("How many fighters are in the hills?")
WHEN = read_question("When did the ferry stop?")
WHETHER = read_question("Has the town fallen?")


def test_the_public_names_are_these() -> None:
    assert positions.__all__ == [
        "Side",
        "asked_of",
        "dates_differ",
        "figures_differ",
        "opposed",
        "quantities",
        "sides_of",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6,000 fighters", ("fighter", 6000.0)),
        ("six fighters", ("fighter", 6.0)),
        ("twenty-five fighters", ("fighter", 25.0)),
        ("Two hundred fighters", ("fighter", 200.0)),
        ("3.5 million people", ("peopl", 3.5e6)),
        ("a dozen ships", ("ship", 12.0)),
        ("12 km", ("km", 12.0)),
        ("12 kilometres away", ("km", 12.0)),
        ("5%", ("%", 5.0)),
        ("5 percent", ("%", 5.0)),
        ("5 per cent of it", ("%", 5.0)),
        ("$40", ("money", 40.0)),
        ("£2 billion", ("money", 2e9)),
    ],
)
def test_quantities_have_a_unit_and_a_value(text: str, found: tuple[str, float]) -> None:
    assert found in quantities(text)


@pytest.mark.parametrize("text", ["5 ships per day", "five per day", "no ships", ""])
def test_what_is_no_share(text: str) -> None:
    assert "%" not in dict(quantities(text))


@given(st.text(max_size=80) | st.text(alphabet="sſiıxve0123456789٣,.%-$ tn", max_size=40))
def test_any_text_has_its_quantities(text: str) -> None:
    assert all(unit and value >= 0.0 for unit, value in quantities(text))


def test_different_figures_of_one_thing_oppose() -> None:
    a, b = evidence("There are 6,000 fighters."), evidence("There are 10,000 fighters.")
    assert opposed(HOW_MANY, a, b, 0.5) == "figure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("There are 6,000 fighters.", "Some six thousand fighters are there."),
        ("There are 25 fighters.", "There are twenty-five fighters."),
        ("There are 6,000 fighters.", "They hold 12 villages."),
        ("There are 6,000 fighters in 3 hills.", "There are 6,000 fighters in 4 hills."),
        ("There are 6,000 fighters.", "There are many fighters."),
    ],
)
def test_other_words_and_other_things_do_not(one: str, other: str) -> None:
    assert opposed(HOW_MANY, evidence(one), evidence(other), 0.5) is None


def test_different_dates_oppose_where_a_date_is_asked_for() -> None:
    a, b = evidence("It stopped on 5 May."), evidence("It stopped on June 6th.")
    assert opposed(WHEN, a, b, 0.5) == "claim"
    assert opposed(WHETHER, a, b, 0.5) is None
    assert opposed(WHEN, a, evidence("It stopped on May 5."), 0.5) is None
    assert opposed(WHEN, a, evidence("It stopped."), 0.5) is None


def test_a_denial_opposes_a_claim_on_the_same_matter_by_another() -> None:
    a = evidence("The town has fallen.", speaker="Tom Reed", voice="reported")
    b = evidence("The town has not fallen.", speaker="Ann Lee", voice="reported", denial=True)
    c = evidence("The town has not fallen yet.", speaker="Tom Reed", denial=True)
    assert opposed(WHETHER, a, b, 0.8) == "denial"
    assert opposed(WHETHER, a, b, 0.1) is None, "another matter"
    assert opposed(WHETHER, a, c, 0.8) is None, "the same voice"
    assert opposed(WHETHER, b, c, 0.8) is None, "two denials"


@pytest.mark.parametrize("text", ["Who said so?", "Who is it?", "Why has the town fallen?"])
def test_several_persons_or_reasons_are_no_dispute(text: str) -> None:
    a, b = (
        evidence("The town fell.", speaker="A"),
        evidence("It did not.", speaker="B", denial=True),
    )
    assert opposed(read_question(text), a, b, 0.9) is None


def test_sides_gather_those_that_agree_best_first() -> None:
    a, b = evidence("There are 6,000 fighters."), evidence("There are 10,000 fighters.")
    c = evidence("Six thousand fighters wait.")
    sides = sides_of(HOW_MANY, [a, b, c], one_by_one)
    assert [(s.kind, s.evidence) for s in sides] == [("figure", (a, c)), ("figure", (b,))]


def test_the_denying_side_is_called_a_denial() -> None:
    a = evidence("The town has fallen.", speaker="Tom Reed")
    b = evidence("The town has not fallen.", speaker="Ann Lee", denial=True)
    kinds = [("claim", (a,)), ("denial", (b,))]
    assert [(s.kind, s.evidence) for s in sides_of(WHETHER, [a, b], one_by_one)] == kinds
    assert [(s.kind, s.evidence) for s in sides_of(WHETHER, [b, a], one_by_one)] == kinds[::-1]
    assert sides_of(WHETHER, [], one_by_one) == ()


@pytest.mark.parametrize(("cosine", "said"), [(0.45, 1), (0.7, 2)])
def test_on_a_side_that_tells_the_deed_nothing_far_from_it_stands(cosine: float, said: int) -> None:
    question = read_question("Has the army captured the town?")
    denial = evidence("The army has not captured the town.", speaker="Ann Lee", denial=True)
    claim = evidence("The army has captured the whole town.", speaker="Tom Reed")
    strange = evidence("Fighters in the town claim that the guards have joined the army.")
    sides = sides_of(question, [denial, claim, strange], lambda *_: cosine)
    assert [side.kind for side in sides] == ["denial", "claim"]
    assert sides[1].evidence == (claim, strange)[:said]


def test_where_no_side_has_the_word_of_the_deed_no_clause_is_left_aside() -> None:
    question = read_question("Has the army captured the town?")
    denial = evidence("The army does not hold the town.", speaker="Ann Lee", denial=True)
    claim = evidence("The army holds the whole town.", speaker="Tom Reed")
    other = evidence("The town is now in the hands of the army.")
    sides = sides_of(question, [denial, claim, other], lambda *_: 0.45)
    assert sum(len(side.evidence) for side in sides) == 3


_WORDS = st.lists(
    st.sampled_from("6,000 ten twenty-one 5% $7 million fighters km on 5 May June 6th not".split()),
    min_size=1,
    max_size=10,
).map(" ".join)
_ASKED = st.sampled_from(
    ["How many fighters?", "When was it?", "Has it fallen?", "Who?", "What was it?"]
).map(read_question)
_SPEAKER = st.sampled_from([None, "Tom Reed", "Ann Lee"])


@given(_ASKED, _WORDS, _WORDS, _SPEAKER, _SPEAKER, st.booleans(), st.booleans(), st.floats(-1, 1))
def test_opposition_goes_both_ways(
    q: Question,
    one: str,
    two: str,
    s1: str | None,
    s2: str | None,
    d1: bool,
    d2: bool,
    cosine: float,
) -> None:
    a, b = evidence(one, speaker=s1, denial=d1), evidence(two, speaker=s2, denial=d2)
    assert opposed(q, a, b, cosine) == opposed(q, b, a, cosine)


@given(_ASKED, _WORDS, st.booleans(), st.integers(1, 3))
def test_the_same_clause_is_never_disputed(
    q: Question, words: str, denial: bool, count: int
) -> None:
    same = [evidence(words, denial=denial, speaker=f"Speaker {i}") for i in range(count)]
    assert opposed(q, same[0], same[-1], 1.0) is None
    assert len(sides_of(q, same, one_by_one)) == 1


_ROSE = "Prices rose by 3% in May."


@pytest.mark.parametrize(
    ("question", "one", "other", "kind"),
    [
        ("Did prices rise?", _ROSE, "Prices did not rise by 3% in May.", "claim"),
        ("Did prices rise?", _ROSE, "In May prices rose by three per cent.", None),
        ("Has the town fallen?", "The town has fallen.", "The town fell without a fight.", None),
        ("Has the town fallen?", "The town has fallen.", "No doubt the town has fallen.", None),
        ("Has the town fallen?", "The town has fallen.", "The town has not fallen.", "claim"),
        ("Has the town fallen?", "The town has fallen.", "That the town fell is a myth.", "claim"),
        ("Has the town fallen?", "The town has fallen.", "That the town fell is not so.", "claim"),
        ("Is the bridge open?", "The bridge is open.", "The bridge is closed.", "claim"),
        ("Is the bridge open?", "The bridge is open.", "The bridge was closed in May.", None),
        ("Is the bridge open?", "The bridge is open.", "The bridge is not closed.", None),
        ("Is the bridge open?", "The bridge is open.", "The tunnel is closed.", None),
        ("Is the vaccine safe?", "The vaccine is safe.", "The vaccine is unsafe.", "claim"),
        ("Is he alive?", "He is alive.", "He is dead.", "claim"),
        ("Did Smith win?", "Smith won.", "Jones lost to Smith.", None),
        ("What of prices?", _ROSE, "Prices did not rise by 3% in May.", "claim"),
        ("What of prices?", _ROSE, "Prices, not wages, rose by 3% in May.", None),
        ("Did it take the town?", "It took the town.", "It took only part of the town.", "claim"),
    ],
)
def test_what_is_asked_is_denied_and_not_something_beside_it(
    question: str, one: str, other: str, kind: str | None
) -> None:
    assert opposed(read_question(question), evidence(one), evidence(other), 0.7) == kind


def test_two_that_deny_are_one_side_whatever_their_words() -> None:
    one = evidence("The town has not fallen.", speaker="Tom Reed")
    other = evidence(
        "She denied that the town has fallen.", speaker="Ann Lee", voice="reported", denial=True
    )
    assert opposed(WHETHER, one, other, 0.8) is None
    assert opposed(WHETHER, evidence("The town has fallen."), other, 0.8) == "denial"


def test_two_rows_of_a_table_tell_of_two_things() -> None:
    rows = ("| Hills | 350 fighters |", "| Town | 120 fighters |")
    text = "| Place | Fighters |\n|---|---|\n" + "\n".join(rows) + "\n"
    one, other = (evidence(row, document=made_document("a.md", text)) for row in rows)
    assert opposed(HOW_MANY, one, other, 0.9) is None
    apart = text.replace(rows[0] + "\n", rows[0] + "\n\nSo it was.\n\n")
    one, other = (evidence(row, document=made_document("a.md", apart)) for row in rows)
    assert opposed(HOW_MANY, one, other, 0.9) == "figure"
