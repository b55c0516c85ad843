"""The page in a real browser: what travels with a question, going on, history, phones."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.scenes import DENIED, SOUND, make_service, served
from tests.browser.steps import ask, axe_findings, cite, tab

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from qa.ui.service import Service

pytestmark = pytest.mark.browser
CABLES = "Are the cables sound?"
DIETZ = "Who is Mara Dietz?"
OFFERED = "Who denied that any cable was sound?"
TABS = {
    "Search": "#qa-query",
    "Who says what": ".qa-voice",
    "Check a draft": "#qa-draft",
    "Documents": "#qa-documents li",
    "Settings": "#qa-use",
}
Opened = Callable[..., "Page"]
Scene = tuple[str, "Service"]


def limit(page: Page, speaker: str, since: str = "") -> None:
    """Fill the fields below the question."""
    if not page.locator("#qa-only input, #qa-only textarea").first.is_visible():
        page.locator("#qa-only .label-wrap").click()
    page.locator("#qa-only").get_by_label("Speaker").fill(speaker)
    page.locator("#qa-only").get_by_label("From").fill(since)


def label(page: Page, words: str) -> None:
    page.wait_for_selector(f"#qa-only .label-wrap:has-text('{words}')")


def test_asking_again_asks_as_it_was_asked_whatever_the_fields_say_now(page: Page) -> None:
    limit(page, "Jon Akker", "2024-03")
    label(page, "Asking only: said by Jon Akker, from 2024-03")
    ask(page, CABLES)
    page.locator("#qa-all").click()
    label(page, "Ask a part of the documents only")
    assert page.locator("#qa-only").get_by_label("Speaker").input_value() == ""
    before = page.locator(".qa-turn").get_attribute("id")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_function(
        "before => document.querySelector('.qa-turn .qa-actions') "
        "&& document.querySelector('.qa-turn').id !== before",
        arg=before,
    )
    assert "Only: said by Jon Akker, from 2024-03" in page.locator(".qa-turn").inner_text()


def test_editing_brings_the_question_and_its_part_back_and_can_be_left(page: Page) -> None:
    limit(page, "Jon Akker")
    ask(page, CABLES)
    limit(page, "")
    label(page, "Ask a part of the documents only")  # it is taken over before "Edit" changes it
    page.get_by_role("button", name="Edit").click()
    label(page, "Asking only: said by Jon Akker")
    box = "#qa-box textarea"
    page.wait_for_function("box => document.activeElement === document.querySelector(box)", arg=box)
    assert page.input_value(box) == CABLES
    # Nothing lies over anything: the answer scrolls above the note, the box and the fields.
    parts = ("#qa-transcript", "#qa-ask-row", "#qa-editing", "#qa-only")
    boxes = [page.locator(at).bounding_box() for at in parts]
    for one, two in itertools.pairwise(boxes):
        assert one and two and one["y"] + one["height"] <= two["y"] + 1
    assert boxes[-1] and boxes[-1]["y"] + boxes[-1]["height"] <= 821
    page.get_by_role("button", name="Leave it as it was").click()
    page.wait_for_selector("#qa-editing", state="detached")
    ask(page, "Who paid?")
    assert page.locator(".qa-turn").count() == 2


def test_what_would_be_lost_is_said_before(page: Page) -> None:
    ask(page, CABLES)
    ask(page, "Who paid?")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Ask again").first.click()
    page.wait_for_timeout(500)
    assert said == ["The new answer takes the place of this one and of the 1 after it. Go on?"]
    assert page.locator(".qa-turn").count() == 2


def test_further_questions_come_tried_below_the_answer_and_are_asked_of_the_same_part(
    page: Page,
) -> None:
    limit(page, "", "2024-03")
    turn = ask(page, DIETZ)
    said = turn.locator(".qa-statement").first
    before = said.bounding_box()
    option = page.locator(".qa-further .qa-option")
    option.wait_for()
    assert said.bounding_box() == before
    assert option.all_inner_texts() == [OFFERED]
    limit(page, "", "")
    option.click()
    page.wait_for_selector(".qa-turn:nth-of-type(2) .qa-actions")
    second = page.locator(".qa-turn").last
    assert OFFERED in second.inner_text() and "Only: from 2024-03" in second.inner_text()
    assert cite(page, second, 1) == DENIED
    # What was asked is not offered again, also where the page is loaded again.
    page.reload()
    page.wait_for_selector(".qa-turn")
    page.wait_for_timeout(1000)
    assert page.locator(".qa-further .qa-option").count() == 0


def test_who_says_what_is_filtered_by_the_same_fields(page: Page) -> None:
    tab(page, "Who says what")
    page.wait_for_selector("#qa-voices li")
    assert page.locator(".qa-voice").count() > 1
    tabbed = page.get_by_role("tabpanel").filter(has=page.locator("#qa-voices"))
    tabbed.get_by_label("Speaker").fill("akker")
    page.wait_for_function("() => document.querySelectorAll('.qa-voice').length === 1")
    assert "Jon Akker" in page.locator(".qa-voice summary").inner_text()
    tabbed.get_by_label("From").fill("2024-03")
    page.wait_for_selector("#qa-voices >> text=1 speaker, 1 statement")
    page.locator("#qa-voices a.qa-show").click()
    page.wait_for_selector("mark[data-main]")
    assert page.text_content("mark[data-main]") == DENIED


def test_the_history_is_searched_and_purged(tmp_path: Path, opened: Opened) -> None:
    service, _ = make_service(tmp_path)
    with served(service) as address:
        page = opened(address)
        ask(page, CABLES)
        page.locator("#qa-sidebar button").first.click()
        page.locator("#qa-new").click()
        page.wait_for_selector(".qa-empty")
        ask(page, "Who paid?")
        page.wait_for_function("() => document.querySelectorAll('.qa-past').length === 2")
        find = page.get_by_label("Search the conversations")
        find.fill("chief engineer")  # words of an answer
        page.wait_for_function("() => document.querySelectorAll('.qa-past').length === 1")
        assert CABLES in page.locator(".qa-past").inner_text()
        find.fill("zebra")
        page.wait_for_selector("#qa-list >> text=Nothing found.")
        find.fill("")
        page.get_by_text("All conversations").click()
        answers = iter((False, True))
        page.on("dialog", lambda d: d.accept() if next(answers) else d.dismiss())
        page.locator("#qa-purge").click()
        page.wait_for_timeout(300)
        assert len(service.history.conversations()) == 2, "a click that was not meant"
        page.locator("#qa-purge").click()
        page.wait_for_selector("#qa-list >> text=No conversations yet.")
        assert service.history.conversations() == ()


def test_one_indexes_while_another_asks_and_neither_loses_anything(
    tmp_path: Path, opened: Opened
) -> None:
    service, _ = make_service(tmp_path, pause=1.0)
    with served(service) as address:
        ann, bo = opened(address), opened(address)
        tab(bo, "Documents")
        bo.wait_for_selector("#qa-documents >> text=bridge.txt")
        ann.fill("#qa-box textarea", CABLES)
        ann.press("#qa-box textarea", "Enter")
        ann.wait_for_selector(".qa-pending")
        (tmp_path / "corpus" / "late.txt").write_text("Anna Holt said the dam is safe.\n")
        bo.locator("#qa-reindex").click()
        bo.wait_for_selector("#qa-report >> text=Waiting for the question before")
        ann.wait_for_selector(".qa-disputed:not(.qa-pending)")
        bo.wait_for_selector("#qa-report >> text=up to date")
        bo.wait_for_selector("#qa-documents >> text=late.txt")
        assert cite(ann, ann.locator(".qa-turn"), 1) == SOUND


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_small_phone_has_all_of_it(scene: Scene, opened: Opened, dark: bool) -> None:
    """At 360 pixels: each tab can be reached, nothing sticks out, nothing serious for axe."""
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = opened(scene[0], **phone, color_scheme="dark" if dark else "light")
    wide = "document.documentElement.scrollWidth"
    axe = find_spec("axe_playwright_python") is not None
    ask(page, CABLES)
    ask(page, "Who paid?")
    page.get_by_role("button", name="Edit").last.click()
    page.wait_for_selector("#qa-editing")
    last, note = page.locator(".qa-turn").last, page.locator("#qa-editing")
    one, two = last.bounding_box(), note.bounding_box()
    assert one and two and one["y"] + one["height"] <= two["y"], "nothing lies over the answer"
    page.get_by_role("button", name="Leave it as it was").click()
    assert page.evaluate(wide) <= 360
    found = axe_findings(page) if axe else []
    for name, waits in TABS.items():
        tab(page, name)
        page.locator(waits).first.wait_for()
        assert page.evaluate(wide) <= 360, name
        found += axe_findings(page) if axe else []
    page.locator("#qa-sidebar button").first.click()
    page.get_by_text("This conversation").click()
    page.wait_for_timeout(500)
    found += axe_findings(page) if axe else []
    assert page.evaluate(wide) <= 360 and sorted(set(found)) == []


def test_the_page_names_the_files_that_it_loads_and_the_browser_keeps_them(
    scene: Scene, opened: Opened
) -> None:
    """A later Gradio whose frontend is made otherwise is noticed here: the page would be slower."""
    page = opened(scene[0])
    names = "performance.getEntriesByType('resource').filter(one => one.name.includes('/assets/'))"
    loaded = set(page.evaluate(f"{names}.map(one => one.name.split('/').pop())"))
    answer = page.request.get(scene[0])
    named = set(re.findall(r"<\./assets/([^>]+)>", answer.headers["link"]))
    assert len(named) > 40 and loaded == named
    page.reload()
    page.wait_for_selector(".qa-empty")
    sent = page.evaluate(f"{names}.map(one => one.transferSize)")
    assert len(sent) == len(named) and not any(sent)
