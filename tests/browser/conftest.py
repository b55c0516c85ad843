"""A real browser and a served scene; skipped, with the reason, where there is no browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from qa.ui.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60_000
"""Milliseconds: machines are small and shared."""


def find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one module: while it is open, no other event loop runs on this thread."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = find_browser()
    if program is None:
        pytest.skip(f"no browser found (looked for {', '.join(BROWSERS)}); apt install chromium")
    with playwright.sync_playwright() as running:
        # The network is cut: no name but this machine's resolves.
        rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        opened = running.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", rules]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def scene(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Service]]:
    """The page's address and the service behind it, for tests that change nothing lasting."""
    from tests.browser.scenes import make_service, served

    service, _ = make_service(tmp_path_factory.mktemp("scene"), pause=0.05)
    with served(service, mcp=True) as address:
        yield address, service


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a tab of its own; keyword arguments are the context's."""
    contexts: list[Any] = []

    def open_page(address: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 820}, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".qa-empty, .qa-turn", timeout=PATIENCE)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(scene: tuple[str, Service], opened: Callable[..., Page]) -> Page:
    return opened(scene[0])


@pytest.fixture
def upload_files(tmp_path: Path) -> tuple[Path, Path]:
    good, bad = tmp_path / "note.txt", tmp_path / "empty.txt"
    good.write_text("Anna Holt said the dam is safe.\n")
    bad.write_text("")
    return good, bad
