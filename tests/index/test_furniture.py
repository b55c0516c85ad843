"""Furniture is marked by general signs; evidence is not marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.furniture
from index.furniture import Kind, Unit, find_furniture
from index.split import split
from index.types import Document, Role

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
LEAD = "The council of Orvale voted on Monday to close the old harbour bridge for repairs."
MORE = "Engineers said that the bridge had carried more traffic than it was ever built for."
BODY = f"{LEAD}\n\n{MORE}"


def furniture(text: str) -> list[str]:
    document = Document("d", "d.txt", text, "0" * 64, "0" * 64, "plain")
    found, _ = split(document)
    return [s.span.of(text) for s in found if s.role is Role.FURNITURE]


def lines_of_furniture(text: str) -> set[int]:
    """The 1-based numbers of the lines whose every sentence is furniture."""
    document = Document("d", "d.txt", text, "0" * 64, "0" * 64, "plain")
    lines: dict[int, set[bool]] = {}
    for sentence in split(document)[0]:
        line = document.line_at(sentence.span.start)
        lines.setdefault(line, set()).add(sentence.role is Role.FURNITURE)
    assert not any(len(verdicts) == 2 for verdicts in lines.values())
    return {line for line, verdicts in lines.items() if verdicts == {True}}


# Written down line by line after reading each seed: dates of the page, comment boxes, the
# outlet's bullet, tracker and navigation tokens, language switches and the translated headline,
# the author's box, the share counter and the licence. Everything else is evidence.
SEED_FURNITURE = [
    {1, 13},
    {1, 22},
    {40, 42},
    {1, 2, 6, 8, 10, 43, 45, 47, 48, 49},
    {41, 43, 45, 47},
]


@pytest.mark.parametrize(("path", "lines"), list(zip(SEEDS, SEED_FURNITURE, strict=True)))
def test_furniture_of_the_seeds(path: Path, lines: set[int]) -> None:
    assert lines_of_furniture(path.read_bytes().decode("utf-8")) == lines


ANYWHERE = [
    "Skip to content",
    "Skip to main content",
    "Back to top",
    "Aller au contenu principal",
    "Leave a Reply",
    "Leave a Comment",
    "Leave a Reply Cancel reply",
    "Be the first to comment",
    "Deja un comentario",
    "Schreibe einen Kommentar",
    "Оставить комментарий",
    "اترك تعليقا",
    "Leer en Español",
    "[Leer en español]",
    "Read this article in English",
    "Lire en français",
    "English | Français | العربية",
    "Advertisement",
    "Story continues below",
    "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
    "Your email address will not be published. Required fields are marked *",
    "We use cookies to make this site work. By clicking “Accept” you agree to this.",
    "This website uses cookies to improve your visit.",
    "Wir verwenden Cookies, um unsere Seite zu verbessern.",
    "Sign up for our newsletter",
    "Subscribe to our daily newsletter and never miss a story.",
    "© 2021, Orvale Post. Use of this material without permission is prohibited.",
    "Copyright 2024 Orvale Post. All rights reserved.",
    "Todos los derechos reservados",
    "Read more: Ten bridges to see before they close",
    "Lesen Sie auch: Die Fähre fährt wieder",
    "Related stories",
    "You may also like",
    "Share on Facebook",
    "Follow us on Twitter",
    "5 min read",
    "Photo: Reuters/Jane Doe",
    "(Getty Images)",
    "* * *",
    "----------",
]


@pytest.mark.parametrize("line", ANYWHERE)
def test_a_line_of_the_page_is_furniture_wherever_it_stands(line: str) -> None:
    text = f"Bridge closes\n\n{LEAD}\n\n{line}\n\n{MORE}"
    assert "".join(furniture(text)).replace(" ", "") == line.replace(" ", "")
    assert furniture(f"{BODY}\n\n{line}")


HEAD = [
    "Tuesday, April 29, 2025",
    "| 24 May 2024, Friday |",
    "Published: 5 May 2024, 10:32 am GMT",
    "2024-05-06 10:00",
    "5 mai 2024",
    "By Jane Doe",
    "By Jane Doe and John Roe",
    "Home > News > Harbour",
    "Home | World | Sports | Contact us",
    "Home\nWorld\nContact us",
    "gtm_x",
]


@pytest.mark.parametrize("line", HEAD)
def test_a_line_above_the_body_is_furniture(line: str) -> None:
    assert furniture(f"{line}\n\n{BODY}") == line.split("\n")


TAIL = [
    "Conversation",
    "Comments",
    "  • Sputnik",
    "Total\n0\nShare",
    "12 Comments\nTweet",
    "Tags: bridge, harbour",
    "Related: Ferry runs again",
    "Source: Orvale Post",
    "Licensed under CC BY 4.0",
    "Last updated: 2024-05-06",
    "Related stories\nA boat sank in Orvale\nHarbour master resigns over leak",
    "About the author\nJane Doe is a reporter who covers the harbour for the Orvale Post.",
    "Writer and editor from Orvale with a focus on ports\nLeave a Reply",
    "Lover of ports and of the sea // Enamorada de los puertos y del mar está aquí\nLeave a Reply",
]


@pytest.mark.parametrize("lines", TAIL)
def test_a_line_below_the_body_is_furniture(lines: str) -> None:
    assert furniture(f"{BODY}\n\n{lines}") == [line.strip() for line in lines.split("\n")]


def test_a_translated_headline_beside_a_language_switch_is_furniture() -> None:
    body = " ".join(
        [LEAD, MORE, "It is one of the oldest of its kind and was the pride of the town."]
    )
    head = "Old bridge is closed\n\nEl puente viejo se cierra por las obras\n\nLeer en Español\n\n"
    assert furniture(head + body) == [
        "El puente viejo se cierra por las obras",
        "Leer en Español",
    ]
    assert furniture("Oscar de la Hoya wins\n\nLeer en Español\n\n" + body) == ["Leer en Español"]
    assert furniture("El puente viejo se cierra por las obras\n\n" + body) == []


EVIDENCE = [
    "The old bridge in Orvale, seen from the harbour (EFE)",
    "Ada Vale, mayor of Orvale, announced at a press conference that it is over. (EFE)",
    "Bridge closes",
    "No Room for Heavy Traffic?",
    "Who pays?",
    "“We had no choice”",
    "Q: Who pays?",
    "A: The county.",
    "Photo: The bridge in May",
    "Image of the old bridge",
    "Deadline: 15 June 2024",
    "By the Numbers",
    "By Sunday Evening",
    "34 dead",
    "42",
    "No comments.",
    "Copyright law was changed in 1998.",
    "Share prices fell",
    "Not a member of the union",
    "Source of the leak",
    "The government announced new cookies rules",
    "1.10.25",
    "Valle de Orvale",
    "Date: 12 March 2024",
    "Advertising",
    "notes",
    "💡 Idea",
]


@pytest.mark.parametrize("line", EVIDENCE)
@pytest.mark.parametrize(
    "frame", ["{line}\n\n{body}", "{lead}\n\n{line}\n\n{more}", "{body}\n\n{line}"]
)
def test_evidence_is_not_furniture(line: str, frame: str) -> None:
    text = frame.format(line=line, body=BODY, lead=LEAD, more=MORE)
    assert furniture(text) == []


def test_dates_of_timelines_letters_and_fields_are_evidence() -> None:
    timeline = f"15 August 2021\n{LEAD}\n16 August 2021\n{MORE}\n17 August 2021\nRepairs began"
    letter = f"5 May 2024\n\nDear Ms Bell,\n\n{BODY}\n\nYours,\nTom"
    minutes = (
        f"Minutes of the Harbour Board\n12 March 2024\n\n{BODY}\n\nNext meeting\n14 April 2024"
    )
    fields = f"Deadline:\n15 June 2024\n\n{BODY}\n\nOpening date\n\n1 May 2025"
    for text in (timeline, letter, minutes, fields):
        assert furniture(text) == []


def test_lists_of_topics_and_of_names_are_evidence() -> None:
    for text in (
        "Apples\nPears\nPlums\nBread",
        f"Health\nScience\nTechnology\n\n{BODY}",
        f"{BODY}\n\nThe bridge was built by:\n• Orvale Steel",
        f"{BODY}\n\n• Orvale Steel\n• Lund Works",
        f"Manual\n\nShare\n{LEAD}\nSearch\n{MORE}",
        f"{BODY}\n\nDeck 400\nPier 50\nTotal\n450",
        "Name\tCity\nAnn\tOrvale\n2024-05-06\t2024-05-07",
    ):
        assert furniture(text) == []


def test_a_document_about_cookies_keeps_its_sentences() -> None:
    policy = (
        "Privacy Policy\n\nWe use cookies to keep you signed in and to count visits.\n\n"
        "A cookie is a small file that your browser keeps until you delete it.\n\n"
        "You can delete any cookie in the settings of your browser at any time.\n\n"
        "No cookie is ever shared with a third party, not even with advertisers."
    )
    assert furniture(policy) == []


def test_a_licence_keeps_its_copyright_line() -> None:
    licence = (
        "Copyright (c) 2020 Jane Doe\n\nAll copies must keep this copyright notice as is.\n\n"
        "Copies in binary form must print the copyright notice in their documentation.\n\n"
        "In no event shall the copyright holders be liable for any damages or claims.\n\n"
        "Licensed under the Example License"
    )
    assert furniture(licence) == []


def test_instructions_are_no_page_furniture() -> None:
    text = (
        "Set-up\n\nEnter your email address and press Next to go on with the set-up.\n\n"
        "You must be logged in to run this command on the server.\n\n"
        "Download the app from the store and open its settings page.\n\n"
        "Sign up for an account and subscribe to change alerts in the panel.\n\n"
        "By using this software you agree to the terms below and to their updates."
    )
    assert furniture(text) == []


def test_code_is_never_furniture() -> None:
    units = [Unit("Leave a Reply", Kind.CODE), Unit(LEAD, Kind.PLAIN, True), Unit("---", Kind.CODE)]
    assert find_furniture(units) == (False, False, False)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([LEAD, MORE, *ANYWHERE[:12], *HEAD, *TAIL, "", "x"]), max_size=12))
def test_body_paragraphs_are_never_furniture(lines: list[str]) -> None:
    found = furniture("\n\n".join(lines))
    assert LEAD not in found and MORE not in found


@settings(max_examples=80, deadline=None)
@given(st.lists(st.builds(Unit, st.text(max_size=40), st.sampled_from(Kind), st.booleans())))
def test_each_unit_gets_one_verdict(units: list[Unit]) -> None:
    verdicts = find_furniture(units)
    assert len(verdicts) == len(units)
    assert verdicts == find_furniture(units)
    for unit, verdict in zip(units, verdicts, strict=True):
        if unit.kind is not Kind.CODE and not any(map(str.isalnum, unit.text)):
            assert verdict


def test_public_names() -> None:
    assert index.furniture.__all__ == ["Kind", "Unit", "find_furniture"]
