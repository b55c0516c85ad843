"""The page in a real browser: asking, hovering, opening the source, and what a reader needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.scenes import (
    BRIDGE,
    DENIED,
    DRAFT,
    HOSTILE,
    PERSIAN,
    SOUND,
    make_service,
    served,
)
from tests.browser.steps import ask, axe_findings, cite, tab

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from qa.ui.service import Service

pytestmark = pytest.mark.browser
CABLES = "Are the cables sound?"
# Notes what stood in the transcript and was moved by something else than scrolling.
WATCH = """() => { window.moved = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) =>
        entry.sources.forEach((source) => {
            const [was, is] = [source.previousRect, source.currentRect];
            const here = source.node && source.node.closest && source.node.closest('.qa-statement');
            if (here && was.height && is.height && was.y !== is.y) window.moved.push([was.y, is.y]);
        }))).observe({ type: 'layout-shift' }); }"""
Opened = Callable[..., "Page"]
Scene = tuple[str, "Service"]


def test_nothing_is_asked_of_any_other_machine(scene: Scene, opened: Opened) -> None:
    page = opened(scene[0])
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector(".qa-empty")
    cite(page, ask(page, CABLES), 1)
    for name in ("Search", "Who says what", "Documents", "Settings"):
        tab(page, name)
    own = (scene[0], "data:", "blob:", scene[0].replace("http", "ws"))
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(own)] == []


def test_hovering_shows_the_words_and_clicking_opens_them_in_their_document(page: Page) -> None:
    turn = ask(page, CABLES)
    turn.locator('a.qa-cite[data-n="2"]').hover()
    card = page.locator(".qa-hover")
    for words in (DENIED, "Jon Akker", "The bridge at Orlow", "Orlow Courier", "2024-03-04"):
        assert words in card.inner_text()
    assert cite(page, turn, 2) == DENIED
    mark, text = page.locator("mark[data-main]"), page.locator(".qa-doc")
    seen, frame = mark.bounding_box(), text.bounding_box()
    assert seen and frame and frame["y"] <= seen["y"] <= frame["y"] + frame["height"] - 20
    assert text.text_content() == BRIDGE.text
    assert page.locator("mark.qa-other").text_content() == SOUND
    page.get_by_role("button", name="‹ Previous").click()
    page.wait_for_function(
        "words => document.querySelector('mark[data-main]').textContent === words", arg=SOUND
    )
    assert page.locator("mark.qa-other").text_content() == DENIED
    assert page.get_by_role("button", name="‹ Previous").is_disabled()


def test_the_newest_question_stays_in_view_and_nothing_jumps_as_it_is_answered(
    tmp_path: Path, opened: Opened
) -> None:
    service, _ = make_service(tmp_path, pause=0.3)
    with served(service) as address:
        page = opened(address, viewport={"width": 1280, "height": 600})
        for question in (CABLES, "What did Eve say?"):
            ask(page, question)
        page.evaluate(WATCH)
        page.fill("#qa-box textarea", CABLES)
        page.press("#qa-box textarea", "Enter")
        page.wait_for_selector(".qa-pending .qa-statement")
        turn = page.locator(".qa-turn").last
        raised = """() => [...document.querySelectorAll('.qa-turn h3')].pop()
            .getBoundingClientRect().top < 130"""
        page.wait_for_function(raised)
        before = turn.locator(".qa-statement").first.bounding_box()
        page.wait_for_selector(".qa-turn:last-child .qa-actions")
        page.wait_for_function(raised)
        after = turn.locator(".qa-statement").first.bounding_box()
        top, head = (page.locator(at).last.bounding_box() for at in ("#qa-transcript", "h3"))
        assert before and after and (before["x"], before["y"]) == (after["x"], after["y"])
        assert top and head and top["y"] <= head["y"] < top["y"] + 60
        words = "document.querySelector('#qa-live').textContent"
        said = f"() => {words}.startsWith('The sources disagree')"
        page.wait_for_function(said)
        # What was there before may not move: only what comes may take its place.
        assert page.evaluate("window.moved") == []


def test_the_card_follows_its_link_and_goes_with_it(page: Page) -> None:
    turn = ask(page, CABLES)
    ask(page, "What did Eve say?")
    link = turn.locator('a.qa-cite[data-n="1"]')
    link.focus()
    page.evaluate("document.querySelector('#qa-transcript').scrollTop += 10")
    page.wait_for_timeout(200)
    card, at = page.locator(".qa-hover").bounding_box(), link.bounding_box()
    assert card and at and min(abs(card["y"] - at["y"] - at["height"]),
                               abs(card["y"] + card["height"] - at["y"])) < 12  # fmt: skip


def test_a_page_that_is_loaded_again_shows_its_conversation_again(page: Page) -> None:
    ask(page, CABLES)
    ask(page, "Who paid?")
    assert "#c=" in page.url
    page.reload()
    page.wait_for_selector(".qa-turn")
    assert page.locator(".qa-turn").count() == 2
    page.locator("#qa-sidebar button").first.click()
    page.locator("#qa-new").click()
    page.wait_for_selector(".qa-empty")
    assert "#c=" not in page.url


def test_everything_is_done_by_keyboard_alone(page: Page) -> None:
    """From the box: ask, see what was dropped, open a proof, go on to another, come back."""
    page.keyboard.type(CABLES)
    page.keyboard.press("Enter")
    page.wait_for_selector(".qa-disputed:not(.qa-pending)")
    assert page.evaluate("document.activeElement.closest('#qa-box') !== null")
    words = "document.activeElement.textContent"
    _walk(page, "Shift+Tab", "What was dropped (1)")
    page.keyboard.press("Enter")
    assert page.get_by_text("no source says new").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_text("no source says new").is_visible()
    _walk(page, "Shift+Tab", "[2]")
    page.keyboard.press("Enter")
    page.wait_for_function(f"words => {words} === words", arg=DENIED)
    _walk(page, "Shift+Tab", "‹ Previous")
    page.keyboard.press("Enter")
    page.wait_for_function(f"words => {words} === words", arg=SOUND)
    page.keyboard.press("Escape")
    page.wait_for_function(f"() => {words} === '[1]'")


def _walk(page: Page, key: str, name: str) -> None:
    """Press a key until what has the focus is called so."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name} cannot be reached with {key}")


def test_the_keyboard_opens_a_citation_and_leads_back(page: Page) -> None:
    turn = ask(page, CABLES)
    link = turn.locator('a.qa-cite[data-n="1"]')
    link.focus()
    assert SOUND in page.locator(".qa-hover").inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".qa-hover").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector("mark[data-main]")
    page.get_by_role("link", name="Back to the answer").press("Enter")
    assert page.evaluate("document.activeElement.dataset.n") == "1"


def test_a_dispute_stands_side_by_side(page: Page) -> None:
    turn = ask(page, CABLES)
    one, two = (turn.locator(".qa-position").nth(n).bounding_box() for n in (0, 1))
    assert one and two
    assert abs(one["y"] - two["y"]) < 2 and two["x"] >= one["x"] + one["width"]


def test_a_refusal_offers_the_nearest_passages(page: Page) -> None:
    turn = ask(page, "Who paid?")
    assert "Not in the documents" in turn.inner_text()
    turn.get_by_role("link", name="show in the document").click()
    page.wait_for_selector("mark[data-main]")
    words = page.text_content("mark[data-main]")
    assert words == "Jon Akker said the repair would cost 4 million."


def test_a_draft_is_checked_and_its_proof_opened(page: Page) -> None:
    tab(page, "Check a draft")
    page.fill("#qa-draft textarea", DRAFT)
    page.locator("#qa-check").click()
    page.wait_for_selector(".qa-check")
    assert page.locator(".qa-check > .qa-kind").all_inner_texts() == [
        "Supported",
        "Contradicted",
        "Not found",
    ]
    assert page.locator(".qa-checked .qa-said b").count() == 0
    page.locator(".qa-is-contradicted a.qa-show").click()
    page.wait_for_selector("mark[data-main]")
    assert page.text_content("mark[data-main]") == DENIED
    assert page.get_by_role("button", name="Previous").count() == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.qa-is-contradicted') !== null")
    assert page.get_by_role("button", name="Run").count() == 0
    assert page.locator("#qa-check").is_visible()
    assert not page.locator("#qa-check-stop").is_visible()


def test_hostile_documents_are_shown_and_do_nothing(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    turn = ask(page, "What did Eve say?")
    one, two = HOSTILE.text.strip().split("\n")
    assert cite(page, turn, 1) == one
    page.get_by_role("button", name="Next ›").click()
    page.wait_for_function(
        "words => document.querySelector('mark[data-main]').textContent === words", arg=two
    )
    assert page.locator(".qa-doc").text_content() == HOSTILE.text
    tab(page, "Documents")
    page.wait_for_selector("#qa-documents li")
    tab(page, "Who says what")
    page.wait_for_selector("#qa-voices li")
    assert page.evaluate("window.hacked") is None and dialogs == []
    assert page.locator(".qa-pane img, .qa-pane script, .qa-turn img, .qa-turn script").count() == 0


def test_right_to_left_text_stands_right(page: Page) -> None:
    turn = ask(page, "پل کی بسته شد؟")
    first = PERSIAN.text.split("\n")[0]
    assert cite(page, turn, 1) == first
    direction = "node => getComputedStyle(node).direction"
    assert turn.locator(".qa-said").evaluate(direction) == "rtl"
    doc = page.locator(".qa-doc").bounding_box()
    rects = page.locator("mark[data-main]").evaluate(
        "m => Array.from(m.getClientRects(), r => r.right)"
    )
    assert doc and max(rects) > doc["x"] + doc["width"] - 40, "the line begins on the right"


def test_a_follow_up_shows_how_it_was_searched(page: Page) -> None:
    ask(page, CABLES)
    turn = ask(page, "And how much?")
    assert "Searched as: How much would the repair cost?" in turn.inner_text()
    assert page.locator(".qa-turn").count() == 2


def test_a_part_of_the_documents_is_asked_and_named(page: Page) -> None:
    page.get_by_text("Ask a part of the documents only").click()
    page.get_by_label("From").first.fill("2024-03")
    turn = ask(page, CABLES)
    assert "Only: from 2024-03" in turn.inner_text()
    top, box = (page.locator(at).bounding_box() for at in ("#qa-tabs", "#qa-only"))
    assert top and box and top["y"] >= 0 and box["y"] + box["height"] <= 821


def test_examples_are_asked_by_a_click(page: Page) -> None:
    page.wait_for_selector(".qa-option")
    offered = page.locator(".qa-option").all_inner_texts()
    assert offered == ["Who denied that any cable was sound?", "Who is Mara Dietz?"]
    page.locator(".qa-option").first.click()
    page.wait_for_selector(".qa-turn [data-status=answered]")
    assert page.locator(".qa-turn h3").inner_text() == offered[0]


def test_editing_asks_the_changed_question_in_its_place(page: Page) -> None:
    ask(page, "Who paid?")
    page.get_by_role("button", name="Edit").click()
    page.wait_for_function("() => document.querySelector('#qa-box textarea').value === 'Who paid?'")
    ask(page, CABLES)
    assert page.locator(".qa-turn").count() == 1


def test_an_answer_is_copied_and_a_conversation_saved(scene: Scene, opened: Opened) -> None:
    page = opened(scene[0], permissions=["clipboard-read", "clipboard-write"])
    turn = ask(page, CABLES)
    turn.get_by_text("Copy", exact=True).click()
    turn.get_by_role("button", name="Markdown").click()
    page.wait_for_selector(".qa-toast")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("## Are the cables sound?") and "The sources disagree" in copied
    page.locator("#qa-sidebar button").first.click()
    page.get_by_text("This conversation").click()
    with page.expect_download() as saving:
        page.locator("#qa-save-html").click()
    text = Path(saving.value.path()).read_text(encoding="utf-8")
    assert saving.value.suggested_filename == "Are-the-cables-sound.html"
    assert text.startswith("<!doctype html>") and "The sources disagree" in text


def test_a_question_is_stopped_and_asked_again(tmp_path: Path, opened: Opened) -> None:
    service, _ = make_service(tmp_path, pause=3.0)
    with served(service) as address:
        page = opened(address)
        page.fill("#qa-box textarea", CABLES)
        page.press("#qa-box textarea", "Enter")
        page.wait_for_selector(".qa-pending")
        page.get_by_role("button", name="Stop").click()
        page.wait_for_selector(".qa-failed")
        assert "Stopped" in page.locator(".qa-turn").inner_text()
        page.get_by_role("button", name="Ask again").click()
        page.wait_for_selector(".qa-disputed")
        assert page.locator(".qa-turn").count() == 1


def test_two_people_see_their_places_and_their_own_answers(tmp_path: Path, opened: Opened) -> None:
    service, assistant = make_service(tmp_path, pause=2.0)
    with served(service) as address:
        ann, bo = opened(address), opened(address)
        for page, question in ((ann, CABLES), (bo, "echo bo")):
            page.fill("#qa-box textarea", question)
            page.press("#qa-box textarea", "Enter")
        bo.wait_for_selector("text=1 question is before yours")
        ann.wait_for_selector(".qa-disputed")
        bo.wait_for_selector(".qa-refused")
        assert "echo bo" not in ann.locator("#qa-transcript").inner_text()
        assert CABLES not in bo.locator("#qa-transcript").inner_text()
        assert assistant.overlaps == 0


def test_history_outlives_the_server(tmp_path: Path, opened: Opened) -> None:
    service, _ = make_service(tmp_path)
    with served(service) as address:
        ask(opened(address), CABLES)
    later, _ = make_service(tmp_path)
    with served(later) as address:
        page = opened(address)
        page.locator("#qa-sidebar button").first.click()
        page.locator(".qa-past").click()
        page.wait_for_selector(".qa-disputed")
        assert cite(page, page.locator(".qa-turn"), 1) == SOUND
        page.get_by_text("This conversation").click()
        page.fill("#qa-title input, #qa-title textarea", "The cables")
        page.get_by_role("button", name="Rename").click()
        page.wait_for_selector(".qa-past:has-text('The cables')")
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("#qa-delete").click()
        page.wait_for_selector(".qa-empty")
        assert page.locator(".qa-past").count() == 0


def test_a_document_that_changed_since_is_shown_as_it_was_and_marked(
    tmp_path: Path, opened: Opened
) -> None:
    service, _ = make_service(tmp_path)
    with served(service) as address:
        page = opened(address)
        ask(page, CABLES)
        (tmp_path / "corpus" / "bridge.txt").write_text("Everything is new.\n")
        tab(page, "Documents")
        page.locator("#qa-reindex").click()
        page.wait_for_selector("#qa-report >> text=up to date")
        tab(page, "Ask")
        page.reload()
        turn = page.locator(".qa-turn")
        turn.wait_for()
        assert "changed since" in turn.inner_text()
        assert cite(page, turn, 1) == SOUND
        assert page.locator(".qa-doc").text_content() == BRIDGE.text
        assert "as it was when it was cited" in page.locator(".qa-pane").inner_text()


def test_hostile_uploads_land_in_the_corpus_under_tame_names_or_not_at_all(
    tmp_path: Path, opened: Opened
) -> None:
    service, _ = make_service(tmp_path)
    files = [
        {"name": "<img src=x onerror=alert(1)>.txt", "mimeType": "text/plain",
         "buffer": b"<script>window.hacked=1</script> said nothing.\n"},
        {"name": "..%2f..%2fevil.txt", "mimeType": "text/plain", "buffer": b"Evil text here.\n"},
        {"name": "bomb.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 no archive"},
    ]  # fmt: skip
    with served(service) as address:
        page = opened(address)
        page.on("dialog", lambda dialog: dialog.dismiss())
        tab(page, "Documents")
        page.wait_for_selector("#qa-documents li")
        page.locator("#qa-upload input[type=file]").set_input_files(files)
        page.wait_for_selector("#qa-report >> text=up to date")
        report = page.locator("#qa-report")
        assert "bomb.docx" in report.locator("li:has-text('not added')").inner_text()
        assert report.locator("img, script").count() == 0
        assert page.evaluate("window.hacked") is None
    corpus = tmp_path / "corpus"
    assert len(list(corpus.iterdir())) == 6 and all(p.parent == corpus for p in corpus.rglob("*"))
    assert not list(tmp_path.glob("evil*")) and not list(tmp_path.parent.glob("evil*"))


def test_documents_are_added_with_an_error_for_each_that_is_not_and_removed(
    tmp_path: Path, opened: Opened, upload_files: tuple[Path, Path]
) -> None:
    service, _ = make_service(tmp_path)
    with served(service) as address:
        page = opened(address)
        tab(page, "Documents")
        page.wait_for_selector("#qa-documents li")
        page.locator("#qa-upload input[type=file]").set_input_files(list(upload_files))
        page.wait_for_selector("#qa-report >> text=up to date")
        report = page.locator("#qa-report").inner_text()
        assert "note.txt" in report and "The file is empty." in report
        page.wait_for_selector("#qa-documents >> text=note.txt")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Remove note.txt").click()
        page.wait_for_selector("#qa-documents :text('note.txt')", state="detached")
        assert not (tmp_path / "corpus" / "note.txt").exists()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_serious_for_a_screen_reader_or_weak_eyes(
    scene: Scene, opened: Opened, dark: bool
) -> None:
    if find_spec("axe_playwright_python") is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    page = opened(scene[0], color_scheme="dark" if dark else "light")
    brightness = int(
        re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[0]
    )
    assert (brightness < 60) is dark
    found = axe_findings(page)
    cite(page, ask(page, CABLES), 2)
    ask(page, "Who paid?")
    found += axe_findings(page)
    tabs = {
        "Check a draft": "#qa-draft",
        "Who says what": ".qa-voice",
        "Documents": "#qa-documents li",
        "Settings": "#qa-use",
        "Search": "#qa-query",
    }
    for name, waits in tabs.items():
        tab(page, name)
        page.wait_for_selector(waits)
        found += axe_findings(page)
    assert sorted(set(found)) == []


def test_a_phone_shows_one_column_and_nothing_sticks_out(scene: Scene, opened: Opened) -> None:
    phone = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
    page = opened(scene[0], **phone)
    turn = ask(page, CABLES)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 375
    one, two = (turn.locator(".qa-position").nth(n).bounding_box() for n in (0, 1))
    assert one and two and two["y"] > one["y"]
    assert cite(page, turn, 2) == DENIED
    page.wait_for_function(
        "() => { const at = document.querySelector('mark[data-main]').getBoundingClientRect();"
        " return at.top > 0 && at.bottom < innerHeight; }"
    )
    assert page.evaluate(wide) <= 375
