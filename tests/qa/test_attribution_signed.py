"""Whose "I" it is: signatures, lines above, the writer's own words; and where nobody is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.split import split
from index.types import Document
from qa.attribution import Clause, attribute
from qa.attribution import signed as module
from qa.attribution.signed import first_person, signed_by


def told(text: str) -> list[tuple[str, str | None]]:
    return [(c.span.of(text), c.speaker) for c in clauses_of(text) if c.voice == "direct"]


def clauses_of(text: str) -> list[Clause]:
    document = Document("d", "d.txt", text, "", "", "plain")
    sentences = split(document)[0]
    found = attribute(document, sentences)
    return [c for s in sentences for c in found.get(s.id, ())]


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["Signed", "first_person", "is_sentence", "signed_by"]


@pytest.mark.parametrize(
    ("text", "who", "role"),
    [
        ("Sir,\n\nI fired it.\n\nGareth Noakes\nHexmoor\n", "Gareth Noakes", None),
        (
            "Dear neighbours,\n\nI fired it.\n\nYours in hope, Ida Marl, baker\n",
            "Ida Marl",
            "baker",
        ),
        ("Hello all,\n\nI fired it.\n\nKind regards,\nAnna Ash\n", "Anna Ash", None),
        ("From: Leo Gryce, night nurse\n\nI fired it.\n", "Leo Gryce", "night nurse"),
        ("A bad day\n\nBy Sabine Aldous\n\nI fired it.\n", "Sabine Aldous", None),
        ("Statement of Ada Roth, receptionist\n\nI fired it.\n", "Ada Roth", "receptionist"),
        ("# A message from Harwick Ferries\n\nWe fired it.\n", "Harwick Ferries", None),
        (
            "Statement on the fire\n\nDale Stone Ltd, 3 May 2024\n\nWe fired it.\n",
            "Dale Stone Ltd",
            None,
        ),
        ("DALE STONE LTD\n\nPRESS RELEASE\n\nWe fired it.\n", "DALE STONE LTD", None),
        ("Diary of Ida Marl, baker\n\nI fired it.\n", "Ida Marl", "baker"),
        ("Comrades,\n\nWe fired it.\n\nIn solidarity,\n\nIda Marl\nSecretary\n", "Ida Marl", None),
        ("My name is Ximena Hall, and I mend clocks.\n\nI fired it.\n", "Ximena Hall", None),
        ("I, Ambrose Tull, mend clocks.\n\nI fired it.\n", "Ambrose Tull", None),
        ("We fired it.\n\nEmeric Fontayne, head of works\n", "Emeric Fontayne", "head of works"),
    ],
)
def test_the_writer_is_who_signs_heads_or_names_himself(
    text: str, who: str, role: str | None
) -> None:
    (clause,) = [c for c in clauses_of(text) if c.span.of(text).strip().endswith("fired it.")]
    assert (clause.voice, clause.speaker, clause.role) == ("direct", who, role)
    assert clause.named_in is not None and who in clause.named_in.of(text)


@pytest.mark.parametrize(
    "text",
    [
        "I fired it.\n",
        "The Harwick Post\n\nI fired it.\n",
        "Dear all,\n\nI fired it.\n\nFound Dr Ganley.\n",  # a sentence, and no signature
        "I fired it.\n\nRelated Stories\n",
        "We asked the firm. It fell.\n\nShare This Article\n",
        "I am Irish. I fired it.\n",
        "From Mr Brand, who won, we have heard nothing.\n\nI fired it.\n",
        "Dear all,\n\nI fired it.\n\nLove, Ferdy, Mo and Clem\n",  # three write
        "Dear all,\n\nI fired it.\n\nThe Harwick Post, 14 June\n",
        "Dear all,\n\nIt fell.\n\n**Gannet Kings.**\n\nI fired it.\n\nIt fell.\n\nIt fell.\n",
    ],
)
def test_no_writer_is_guessed(text: str) -> None:
    assert told(text) == []


OTHERS = (
    "I loaded the holes. The siren was broken. Ms Brand told me to hurry. "
    "“I will pay,” said Tom Reed."
)


def test_what_others_say_in_a_letter_is_theirs() -> None:
    text = f"Letters\n\n3 May\n\nSir,\n\nMy side\n\n{OTHERS}\n\nGareth Noakes\n"
    assert told(text) == [
        ("My side", "Gareth Noakes"),
        ("I loaded the holes.", "Gareth Noakes"),
        ("The siren was broken.", "Gareth Noakes"),
        ("“I will pay,” said Tom Reed.", "Tom Reed"),
    ]
    speaks = {c.span.of(text): c.in_writing for c in clauses_of(text) if c.speaker}
    assert speaks["The siren was broken."] and not speaks["I loaded the holes."]
    (reported,) = [c for c in clauses_of(text) if c.voice == "reported"]
    assert reported.speaker and "Brand" in reported.speaker


def test_of_an_article_only_what_speaks_of_its_writer_is_his() -> None:
    found = told(f"I, Gareth Noakes, mend clocks.\n\n{OTHERS}\n")
    assert ("I loaded the holes.", "Gareth Noakes") in found
    assert "The siren was broken." not in dict(found)


def test_every_letter_of_a_page_has_its_own_writer() -> None:
    page = (
        "LETTERS\n\nSir, - I saw it fall.\n- Ida Marl\n\nSir, - I heard it.\n- Name supplied\n\n"
        "Sir, - I read it.\n- Tom Reed, Corrow\n"
    )
    assert told(page) == [("Sir, - I saw it fall.", "Ida Marl"), ("Sir, - I read it.", "Tom Reed")]
    page = (
        "LETTERS\n\nFrom Ida Marl, Low Farm\n\nI saw it fall.\n\nFrom the café\n\nI heard it.\n\n"
        "From the Revd Ann Cass\n\nI read it.\n"
    )
    assert told(page) == [("I saw it fall.", "Ida Marl"), ("I read it.", "Revd Ann Cass")]


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("I saw it.", True), ("He paid us.", True), ("It was our man.", True),
        ("The US left.", False), ("It is his; ill will.", False), ("In a mined hour.", False),
    ],
)  # fmt: skip
def test_the_first_person_is_told_by_whole_words(words: str, own: bool) -> None:
    assert first_person(words) is own


@given(st.lists(st.text(alphabet="IAB ab.,:-\nweour", max_size=30), max_size=12))
def test_each_sentence_has_one_writer_or_none(sentences: list[str]) -> None:
    found = signed_by(sentences)
    assert len(found) == len(sentences)
    assert all(s is None or s.who.split()[0] in sentences[s.at].replace("\n", " ") for s in found)
