"""Make docs/screenshots: the page over the articles that ship, and a scene of our own.

    .venv/bin/python -m tests.browser.screenshots [FOLDER]

Asks real questions of the real assistant, so it needs the models and some minutes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import find_browser
from tests.browser.scenes import make_service, served
from tests.browser.steps import ask, cite, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
CLAIMED = "Who claimed Panjshir was captured?"
CAPTURED = "Have the Taliban captured all of Panjshir?"
AGE = "How old is Ahmad Massoud?"
DRAFT = (
    "The Taliban raised their flag on the Panjshir Governorate building. Zabihullah Mujahid, a "
    "Taliban spokesman, said that they had captured the entire province. The NRF has said it is "
    "true that the Taliban have captured the entire Valley. Massoud has flown to Paris."
)
PATIENCE = 300_000


def main(folder: Path) -> int:
    """Write the pictures to ``folder``."""
    from playwright.sync_api import sync_playwright

    program = find_browser()
    if program is None:
        print("there is no chromium: apt install chromium", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as running, tempfile.TemporaryDirectory() as kept:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        with served(_articles(Path(kept))) as address:
            _of_articles(browser, address, folder)
        scene, _ = make_service(Path(kept))
        with served(scene) as address:
            _of_scene(browser, address, folder)
        browser.close()
    return 0


def _articles(kept: Path) -> Any:
    from qa.assistant import Assistant, corpus_path
    from qa.settings import load_settings
    from qa.ui.history import HistoryStore
    from qa.ui.library import Library
    from qa.ui.service import Service

    settings = load_settings()
    assistant = Assistant.open(settings=settings)
    library = Library(corpus_path(None), kept / "documents")
    return Service(assistant, library, HistoryStore(kept / "shots" / "history.sqlite3"))


@contextmanager
def _tab(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    given = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5, **options}
    context = browser.new_context(**given)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".qa-empty")
    yield page
    context.close()


def _shoot(page: Page, folder: Path, name: str) -> None:
    page.wait_for_timeout(500)
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    from PIL import Image

    # 256 colours are enough for a page, and a third of the bytes.
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256).save(path, optimize=True)
    print(path, file=sys.stderr)


def _of_articles(browser: Browser, address: str, folder: Path) -> None:
    with _tab(browser, address) as page:
        page.wait_for_selector(".qa-option")
        _shoot(page, folder, "start")
        turn = ask(page, CLAIMED)
        cite(page, turn, 1)
        page.wait_for_selector(".qa-further .qa-option")
        page.wait_for_timeout(15_000)  # for a second and a third
        _shoot(page, folder, "answer")
        turn = ask(page, CAPTURED)
        cite(page, turn, 2)
        turn.scroll_into_view_if_needed()
        turn.locator("a.qa-cite").first.hover()
        _shoot(page, folder, "dispute")
        page.mouse.move(5, 400)
        turn = ask(page, AGE)
        turn.locator("a.qa-show").first.click()
        page.wait_for_selector("mark[data-main]")
        _shoot(page, folder, "refusal")
        tab(page, "Check a draft")
        page.fill("#qa-draft textarea", DRAFT)
        page.locator("#qa-check").click()
        page.wait_for_selector(".qa-check")
        page.locator(".qa-is-contradicted a.qa-show").first.click()
        page.wait_for_selector("mark[data-main]")
        _shoot(page, folder, "check")
        tab(page, "Who says what")
        page.wait_for_selector(".qa-voice")
        page.locator(".qa-voice summary").nth(1).click()
        _shoot(page, folder, "speakers")
        tab(page, "Documents")
        page.wait_for_selector("#qa-documents li")
        _shoot(page, folder, "documents")
        tab(page, "Settings")
        _shoot(page, folder, "settings")
        tab(page, "Ask")
        page.locator("#qa-sidebar button").first.click()
        page.wait_for_selector(".qa-past")
        _shoot(page, folder, "history")
    for name, options in {
        "dark": {"color_scheme": "dark"},
        "phone": {"viewport": {"width": 390, "height": 800}, "is_mobile": True},
    }.items():
        with _tab(browser, address, **options) as page:
            page.locator("#qa-sidebar button").first.click()
            page.locator(".qa-past").first.click()
            turn = page.locator(".qa-disputed")
            turn.wait_for()
            page.locator("#qa-sidebar button").first.click()
            if name == "phone":
                page.wait_for_timeout(500)
                turn.evaluate("node => node.closest('.qa-turn').scrollIntoView()")
                _shoot(page, folder, name)
            cite(page, turn, 2)
            _shoot(page, folder, name if name == "dark" else "phone-source")


def _of_scene(browser: Browser, address: str, folder: Path) -> None:
    with _tab(browser, address) as page:
        turn = ask(page, "پل کی بسته شد؟")
        cite(page, turn, 1)
        _shoot(page, folder, "right-to-left")
        turn = ask(page, "What did Eve say?")
        cite(page, turn, 2)
        _shoot(page, folder, "hostile")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
