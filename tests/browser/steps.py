"""What a person does at the page, for tests and screenshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["ask", "axe_findings", "cite", "tab"]

_ANSWERED = """question => [...document.querySelectorAll('.qa-turn')].some(turn =>
    turn.querySelector('h3').textContent === question && !turn.querySelector('.qa-pending'))"""


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, and wait for its answer."""
    page.fill("#qa-box textarea", question)
    page.press("#qa-box textarea", "Enter")
    page.wait_for_function(_ANSWERED, arg=question)
    return page.locator(".qa-turn").last


def cite(page: Page, turn: Locator, number: int) -> str:
    """Click a citation; the text that is highlighted."""
    turn.locator(f'a.qa-cite[data-n="{number}"]').first.click()
    page.wait_for_selector("mark[data-main]")
    found = page.text_content("mark[data-main]")
    assert found is not None
    return found


def tab(page: Page, name: str) -> None:
    """Choose one of the tabs above the chat; on a narrow page some stand in a menu."""
    page.wait_for_selector("#qa-tabs [role=tab]")
    page.wait_for_timeout(200)  # the row of tabs is laid out once more when the page is there
    shown = page.get_by_role("tab", name=name)
    if shown.count():
        shown.click()
        return
    page.get_by_role("button", name="More tabs").click()
    page.locator("#qa-tabs .overflow-dropdown").get_by_role("button", name=name).click()


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds serious or critical: rule, and where. Needs axe-playwright-python."""
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("axe_playwright_python")
    assert spec and spec.origin
    page.evaluate(Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
