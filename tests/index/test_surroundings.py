"""Page lines, mail heads and readers' comments are furniture; what looks like them is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.surroundings
from index.surroundings import surroundings
from tests.index.test_furniture import LEAD, MORE, furniture

BODY = [LEAD, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "Inquiry into the bridge          Page {n}",
        "Page {n} of 40",
        "- {n} -",
        "{n} of 40",
        "3/4/24, 6:09 PM Minutes of the council file:///home/minutes.html {n}/40",
        "Seite {n}",
    ],
)
def test_page_lines_that_count_up_are_furniture(line: str) -> None:
    pages = [line.format(n=n) for n in range(1, 5)]
    text = "\n\n".join(part for page in pages for part in (LEAD, MORE, page))
    assert furniture(text) == pages


def test_a_running_head_beside_page_lines_is_kept_once() -> None:
    text = "\n\n".join(f"Orvale Inquiry\n\nPage {n}\n\n{LEAD}\n\n{MORE}" for n in range(1, 5))
    assert furniture(text).count("Orvale Inquiry") == 3


@pytest.mark.parametrize(
    "lines",
    [
        ["Meeting 1", "Meeting 2", "Meeting 3"],
        ["CHAPTER 1", "CHAPTER 2", "CHAPTER 3"],
        ["1990", "1991", "1992"],
        ["Plot 4", "Plot 9", "Plot 31"],
        ["Page 3", "Page 9"],
        ["Page 9", "Page 4", "Page 7"],
        ["Lost 3 of 12", "Lost 5 of 12", "Lost 4 of 12"],
    ],
)
def test_numbered_headings_are_evidence(lines: list[str]) -> None:
    text = "\n\n".join(part for line in lines for part in (line, LEAD, MORE))
    assert furniture(text) == []


def test_a_list_of_pages_is_evidence() -> None:
    assert furniture(f"{LEAD}\n\nPage 1\n\nPage 2\n\nPage 3\n\nPage 4\n\n{MORE}") == []


MAIL = f"""\
From - Thu Dec 16 09:12:11 2021
Return-Path: <ann@post.example>
Received: from mx.post.example by mail.example; Thu, 16 Dec 2021 09:12:10 +0000
MIME-Version: 1.0
X-Mailer: Post 4.2
From: Ann Lee <ann@post.example>
To: Tom Reed <tom@post.example>
Subject: The bridge

{LEAD}

{MORE}

Sent from my iPhone

-----Original Message-----

This e-mail and any attachments are confidential. If you are not the intended recipient, delete it.
"""


def test_a_mails_technical_lines_are_furniture_and_its_letter_head_is_not() -> None:
    found = furniture(MAIL)
    kept = [line for line in MAIL.splitlines() if line and not any(part in line for part in found)]
    assert [line.split(":")[0] for line in kept] == ["From", "To", "Subject", LEAD, MORE]


def test_fields_of_a_form_are_evidence() -> None:
    assert furniture(f"Received: 3 May 2021\nReferences: two\nContent-Type: letter\n\n{LEAD}") == []


COMMENTS = f"""\
{LEAD}

{MORE}

3 Responses to "The bridge"

Marge says: Keep at it, the council must be stopped before it closes all our bridges.

anon77 says: everybody knows that the mayor takes money from the builders of bridges.

Leave a reply
"""


def test_readers_comments_are_furniture() -> None:
    found = furniture(COMMENTS)
    assert found[0].startswith("3 Responses") and found[-1] == "Leave a reply"
    assert any("anon77" in line for line in found)
    assert LEAD not in found and MORE not in found
    without_form = furniture(COMMENTS.replace("Leave a reply\n", ""))
    assert any("anon77" in line for line in without_form)


def test_a_counter_above_a_story_takes_none_of_it() -> None:
    story = f'{LEAD}\n\n12 comments\n\n{MORE}\n\nMayor Ann Lee said: "No."\n\nLeave a reply'
    assert furniture(story) == ["Leave a reply"]


def test_a_counter_behind_the_lead_takes_none_of_the_story() -> None:
    story = f"{LEAD}\n\n12 comments\n\nA bridge built 100 years ago\n\n{MORE}\n\nLeave a reply"
    assert furniture(story) == ["Leave a reply"]


def test_comments_without_a_text_before_them_are_the_text() -> None:
    assert surroundings(["3 responses", "Ann says: no", "Leave a reply"], None) == frozenset()


@given(st.lists(st.sampled_from([*BODY, "Page 1", "2", "- 3 -", "1/9", "From: a", "To: b"])))
@settings(deadline=None)
def test_any_lines_are_read_and_paragraphs_kept(lines: list[str]) -> None:
    found = surroundings(lines, 0 if lines else None)
    assert all(lines[i] not in BODY for i in found)


def test_public_names() -> None:
    assert index.surroundings.__all__ == ["surroundings"]
