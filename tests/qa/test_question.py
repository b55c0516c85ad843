"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import question
from qa.question import Want, numbers_of, read_question


def test_the_public_names_are_these() -> None:
    assert question.__all__ == [
        "Question",
        "Want",
        "numbers_of",
        "read_question",
    ]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Who claimed the mill was sold?", Want.SPEAKER),
        ("Which official denied the report?", Want.SPEAKER),
        ("By whom was it said that the ferry stops?", Want.SPEAKER),
        ("Who owns the mill?", Want.PERSON),
        ("How many hives are in the valley?", Want.NUMBER),
        ("How long is the bridge?", Want.NUMBER),
        ("What was the death toll?", Want.NUMBER),
        ("When did the mill close?", Want.DATE),
        ("In which year was the mill built?", Want.DATE),
        ("Where is the ferry?", Want.PLACE),
        ("In which town does Tom sell pears?", Want.PLACE),
        ("Why did the ferry stop?", Want.REASON),
        ("Is the bridge open?", Want.YES_NO),
        ("What is tea?", Want.THING),
        ("", Want.THING),
    ],
)
def test_the_kind_of_answer(text: str, want: Want) -> None:
    assert read_question(text).want is want


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What did the harbour master say about the ferry?", "the harbour master"),
        ("According to Anna Brook, how many pears were sold?", "Anna Brook"),
        ("What does Anna Brook think of the mill?", "Anna Brook"),
        ("Why did Tom say that?", "Tom"),
        ("Who said that the ferry stops?", None),
        ("Where is the ferry?", None),
        # What others say of them.
        ("What is it that the rebels are said to want?", None),
        ("What are the rebels said to want?", None),
        ("How is the toll said to have risen?", None),
        ("What was the mayor saying to the press?", "the mayor"),
    ],
)
def test_whose_words_are_asked_for(text: str, speaker: str | None) -> None:
    assert read_question(text).speaker == speaker


def test_names_numbers_and_terms_are_read_once() -> None:
    read = read_question("Did Anna Brook sell 6,000 pears,\n or did Anna Brook sell 60?")
    assert read.text == "Did Anna Brook sell 6,000 pears, or did Anna Brook sell 60?"
    assert read.names == ("Anna Brook",)
    assert read.numbers == ("6000", "60")
    assert read.terms == ("anna", "brook", "sell", "6000", "pear", "60")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("6,000 of 1,234,567", ("6000", "1234567")),
        ("3.5 km", ("3.5",)),
        ("in 2031.", ("2031",)),
        ("100km", ("100",)),
        ("none", ()),
    ],
)
def test_numerals_lose_their_separators(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_of(text) == numbers


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    read = read_question(text)
    assert read.text == " ".join(text.split())
    for found in (read.names, read.numbers, read.terms[:0]):
        assert all(found)
    assert len(set(read.terms)) == len(read.terms)
    assert len(set(read.names)) == len(read.names)
    assert read == read_question(read.text)


@pytest.mark.parametrize("who", ["the sources", "these articles", "the two papers"])
def test_what_the_sources_say_is_nobody_s_words(who: str) -> None:
    assert read_question(f"What do {who} say about the dam?").speaker is None
    assert read_question("What does the mayor say about the dam?").speaker == "the mayor"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What are the unions saying about the pier?", "the unions"),
        ("What is the union's position on the pier?", "the union"),
        ("What was Hale's reaction?", "Hale"),
        ("What was Hale’s first reaction to the fire?", "Hale"),
        ("Give me everything Hale said about the pier.", "Hale"),
        ("Show me what the mayor has said about the pier", "the mayor"),
        # these ask for nobody's words
        ("What is the ferry's position?", None),
        ("What is the man's reaction time?", None),
        ("What is the answer to Hale's riddle?", None),
        ("What is being said about the pier?", None),
        ("What are the articles saying about the pier?", None),
        ("Give me everything about the fire that Hale said", None),
        ("What are the chances of Hale saying no?", None),
    ],
)
def test_other_ways_to_ask_for_a_party_s_words(text: str, speaker: str | None) -> None:
    assert read_question(text).speaker == speaker


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Who is saying that the pier is safe?", Want.SPEAKER),
        ("Whose claim is it that the pier is safe?", Want.SPEAKER),
        ("Who made the claim that the pier is safe?", Want.SPEAKER),
        ("According to whom did the valley fall?", Want.SPEAKER),
        ("Who was quoted as saying that the pier is safe?", Want.SPEAKER),
        # nobody's words: what was done or owned, what was said of somebody
        ("Whose claim was rejected?", Want.PERSON),
        ("Who made the bridge?", Want.PERSON),
        ("Who is calling the police?", Want.PERSON),
        ("Who has been accused of fraud?", Want.PERSON),
        ("According to what law was he fined?", Want.THING),
    ],
)
def test_other_ways_to_ask_who_said_it(text: str, want: Want) -> None:
    read = read_question(text)
    assert (read.want, read.speaker) == (want, None)
