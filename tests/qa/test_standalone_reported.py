"""Follow-ups about what was just said, by whom and where; agreement, names, and new topics."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.anaphora import IRREGULAR_PAST
from qa.standalone import standalone
from qa.standalone.deeds import past_of
from qa.types import Turn

QUOTE = (
    "What did Ada Roth say about the merger?",
    '"Nobody asked the crews," Ada Roth told reporters [1].',
)


def _ask(question: str, *contents: str) -> str:
    turns = [Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(contents)]
    return standalone(question, turns)


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Where was that?", "Where did Ada Roth say that nobody asked the crews?"),
        ("And when was that?", "When did Ada Roth say that nobody asked the crews?"),
        (
            "which interview was that in?",
            "in which interview did Ada Roth say that nobody asked the crews?",
        ),
        ("Where did she say that?", "Where did Ada Roth say that nobody asked the crews?"),
        (
            "Who did she say that to?",
            "Who did Ada Roth say that to (Nobody asked the crews, Ada Roth told reporters)?",
        ),
        ("Is that true?", "Is it true that nobody asked the crews?"),
    ],
)
def test_what_was_said_takes_the_place_of_that(question: str, made: str) -> None:
    assert _ask(question, *QUOTE).lower() == made.lower()


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "What does the union say about the warnings?",
            "The union said there were three [1].",
            "And what does the company say?",
            "What does the company say about the warnings?",
        ),
        (
            "Who does the army blame for the attack?",
            "It blamed the Velmar Front [1].",
            "What does the Front say?",
            "What does the Front say about the attack?",
        ),
        (
            "Who is the spokeswoman of Keel Marine?",
            "Lena Orr, a spokeswoman [1].",
            "What did she say?",
            "What did Lena Orr say?",
        ),
        (
            "What did Ada Roth say about Tom Pell?",
            "She said Tom Pell had lied to the board [1].",
            "What does he say?",
            "What does Tom Pell say (Tom Pell had lied to the board)?",
        ),
    ],
)
def test_what_a_party_says_is_asked_about_the_same(
    asked: str, answer: str, question: str, made: str
) -> None:
    assert _ask(question, asked, answer) == made


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (  # a role beside a name is that name
            "Who will lead the group?",
            "Ada Roth, chief executive of Keel Marine, will lead it [1].",
            "Has she met the union?",
            "Has Ada Roth met the union?",
        ),
        (  # who a question was about, and not whom it was about
            "Did the commission of inquiry hear the pilots?",
            "The commission heard two of the pilots [1].",
            "How many witnesses did they hear?",
            "How many witnesses did the commission of inquiry hear?",
        ),
        (  # the number of the verb follows
            "What does Veridane say about the battery?",
            "The battery was in good order, Veridane said [1].",
            "How many people do they employ?",
            "How many people does Veridane employ?",
        ),
        (  # a last name grows to the full one
            "Who denied it?",
            "Dr. Pell denied it. His lawyer said that Tom Pell was in Norvik [1].",
            "How did he hear of it?",
            "Tom Pell",
        ),
        (  # a pronoun in the answer tells who is meant
            "What did Joss Merrin say about Quorn?",
            "He said that Ms Quorn had refused twice [1].",
            "Where does she live?",
            "Where does Quorn live?",
        ),
        (  # what an answer calls "the ..." can be taken up
            "How many pears does Ada Roth grow?",
            "Ada Roth grows 40 kinds of pears behind the mill [1].",
            "When was it closed?",
            "When was the mill closed?",
        ),
        (  # a vessel is no person
            "When did the Lady Marr strike the pier?",
            "At seven [1].",
            "Where was it built?",
            "Where was the Lady Marr built?",
        ),
    ],
)
def test_pronouns_agree(asked: str, answer: str, question: str, made: str) -> None:
    assert made in _ask(question, asked, answer).replace("Ms Quorn", "Quorn")


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "How many litres were lost according to Keel Marine?",
            "About 1,200 litres [1].",
            "What about the inspectors?",
            "How many litres were lost according to the inspectors?",
        ),
        (
            "Which rebel leader died in Osk?",
            "Davit Sorn died there [1].",
            "And on the Tesk side?",
            "Which Tesk leader died in Osk?",
        ),
        (
            "Did the convoy in March reach Osk?",
            "It was shelled [1].",
            "What about the one in May?",
            "Did the convoy in May reach Osk?",
        ),
        (
            "What did Roth tell Norvik Radio?",
            "Roth said the pier was safe [1].",
            "And Channel Nine?",
            "What did Roth tell Channel Nine?",
        ),
        (
            "What is the discount at Keel?",
            "Ten per cent [1].",
            "And from October?",
            "What is the discount at Keel from October?",
        ),
        (
            "When was the siege of Osk lifted?",
            "On 11 January [1].",
            "under which truce?",
            "Under which truce was the siege of Osk lifted?",
        ),
        (
            "How many fighters did the VLF say it killed?",
            "The VLF said it killed 350 Tesk fighters [1].",
            "Is that more than the Tesk lost in May?",
            "Is 350 Tesk fighters more than the Tesk lost in May?",
        ),
    ],
)
def test_what_is_put_in(asked: str, answer: str, question: str, made: str) -> None:
    assert _ask(question, asked, answer) == made


FIGURES = (
    "How many Tesk did the resistance claim to have killed?",
    "The Velmar Resistance Front claimed to have killed 350 Tesk fighters overnight [1].",
)


@pytest.mark.parametrize(
    ("question", "made"),
    [
        (
            "and how many did the other side claim?",
            "How many of the resistance did the Tesk claim to have killed?",
        ),
        (
            "How many did they claim?",
            "How many of the resistance did the Tesk claim to have killed?",
        ),
        (
            "How many did the Tesk claim?",
            "How many of the resistance did the Tesk claim to have killed?",
        ),
        (
            "How many did the United Nations report?",
            "How many did the United Nations report?",
        ),
        (
            "Who disputes that figure?",
            "Who disputes that figure (the Velmar Resistance Front claimed to have killed 350 Tesk "
            "fighters overnight)?",
        ),
    ],
)
def test_a_claim_cut_short_is_completed_from_the_last(question: str, made: str) -> None:
    assert _ask(question, *FIGURES) == made


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        (
            "Who says the Tesk took Osk?",
            "A spokesman, Davit Sorn, said so [1]. The Velmar Front called it false [2].",
            "And the other side?",
            "Who denies that the Tesk took Osk?",
        ),
        (
            "When did the bridge collapse?",
            "The bridge collapsed at 7 am on Monday [1].",
            "How many were hurt?",
            "How many were hurt (the bridge collapsed at 7 am on Monday)?",
        ),
        (
            "How many litres were lost?",
            "From soundings of the tank, the quantity lost is put at 4,800 litres [1].",
            "who disputes that?",
            "who disputes that the quantity lost is put at 4,800 litres?",
        ),
        (
            "What did Ada Roth say about the pier?",
            "But the pier is safe, Ada Roth said [1].",
            "Where was that?",
            "Where did Ada Roth say that the pier is safe?",
        ),
        (
            "Who is Davit Sorn?",
            "Davit Sorn, a spokesman for the Front [1].",
            "Is he the one who spoke to the Herald?",
            "Is Davit Sorn the one who spoke to the Herald?",
        ),
        (
            "Who is Davit Sorn?",
            "Davit Sorn, a spokesman for the Front [1].",
            "Tell me about the ceasefire",
            "Tell me about the ceasefire",
        ),
    ],
)
def test_what_happened_and_who_stands_against_it(
    asked: str, answer: str, question: str, made: str
) -> None:
    assert _ask(question, asked, answer) == made


NAMES = st.sampled_from(
    ["Ada Roth", "Keel Marine", "the Velmar Front", "Norvik", "Tom Pell", "the Ostmark Bank"]
)
ALONE = st.sampled_from(
    [
        "Who founded {}?",
        "When did {} meet {}?",
        "How many people does {} employ?",
        "Why did {} sue {} in 2021?",
        "Where is the head office of {}?",
        "What did {} say about the fire at {}?",
        "Which ships has {} sold to {}?",
        "Did {} and {} sign a truce?",
    ]
)
OTHER = st.sampled_from(
    [
        "Who won the race in Sarvel?",
        "How many lynx live in Harsk forest?",
        "What did the miners demand at the Brask pit?",
        "Who is Lena Orr?",
        "When was the Sarvel dam built?",
    ]
)
ANSWERS = st.sampled_from(
    [
        "Ivo Brandt won it by a minute [1].",
        "About sixty, the rangers said [1].",
        "Lena Orr, head of the Brask mine, told the Herald that it was closed [1].",
        "The 5 documents searched do not say.",
    ]
)


@given(ALONE, NAMES, NAMES, st.lists(st.tuples(OTHER, ANSWERS), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_question_that_stands_alone_is_never_changed(
    form: str, a: str, b: str, talk: list[tuple[str, str]]
) -> None:
    question = form.format(a, b)
    assert _ask(question, *(text for pair in talk for text in pair)) == question


FOLLOW = st.sampled_from(
    [
        "And the other side?", "Why?", "When was that?", "Where did he say that?", "What about it?",
        "how many?", "and in 2019?", "Who else?", "Did they deny it?", "What does she say?",
        "Which interview was that in?", "Is that true?", "Is that more than before?",
        "what about the other one?", "And Norvik?", "How many were killed?", "Tell me more.",
        "Who said so?", "was it his?", "What happened there?", "and according to the inspectors?",
        "by whom?", "do they agree?", "Who leads the group?", "from when?", "Which ones?",
    ]
)  # fmt: skip
# What English needs to ask again, and no more.
GLUE = frozenset(
    "a about according after and are at be been by did do does during else for from has have how "
    "in is it many more much of on or people s so such tell than that the there this to true up "
    "was were what when where which who whom why with along".split()
)


ASKED = st.builds(lambda form, a, b: form.format(a, b), ALONE, NAMES, NAMES)


@given(
    FOLLOW,
    st.lists(
        st.tuples(
            st.one_of(OTHER, ASKED),
            ANSWERS,
        ),
        min_size=1,
        max_size=3,
    ),
)
@settings(max_examples=300, deadline=None)
def test_every_added_word_stands_in_the_history(question: str, talk: list[tuple[str, str]]) -> None:
    turns = [text for pair in talk for text in pair]
    known = _tokens(" ".join([question, *turns]))
    known |= {IRREGULAR_PAST[word] for word in known if word in IRREGULAR_PAST}
    known |= {past_of(word) for word in known}  # "Did X meet Y?" told as "X met Y"
    assert _tokens(_ask(question, *turns)) - known - GLUE == set()


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


NOTHING = "The 5 documents searched do not say."


@pytest.mark.parametrize(
    ("asked", "answer", "question", "made"),
    [
        ("Where was Ada Roth born?", NOTHING, "How old is she?", "How old is Ada Roth?"),
        ("When was Ada Roth elected?", NOTHING, "How old is she?", "How old is Ada Roth?"),
        (
            "What did Ada Roth say to Channel 4?",
            NOTHING,
            "And to the BBC?",
            "What did Ada Roth say to the BBC?",
        ),
        (
            "What did Ada Roth say to Norvik Radio?",
            NOTHING,
            "And to the BBC?",
            "What did Ada Roth say to the BBC?",
        ),
    ],
)
def test_a_name_ends_where_its_words_end(asked: str, answer: str, question: str, made: str) -> None:
    assert _ask(question, asked, answer) == made
