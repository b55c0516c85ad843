"""The page in a browser: when it can be used after the server is up, and its first text.

Needs Playwright and a Chromium on this machine (the group ``dev``); without them the rows say so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

from eval.bench_table import Bar, Row, in_turn
from eval.bench_tools import BenchError, Plan, child_environment, qa_command, seconds_of

__all__ = ["page"]

USABLE_BAR, FIRST_BAR = 2.0, 1.2
LONGEST_START = 120.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Asked in turn, so that neither way finds what the other has just computed.
QUESTIONS = (
    "who claimed Panjshir was captured?",
    "Who is Ahmad Massoud?",
    "What did Amrullah Saleh say about the Taliban?",
    "Who is Fahim Dashti?",
    "What do the Taliban want?",
)
_BOX = "#qa-box textarea"
_SHOWN = """count => { const turns = document.querySelectorAll('.qa-turn');
    const last = turns[turns.length - 1];
    return turns.length > count && last.querySelector('.qa-said, .qa-verdict, .qa-failed'); }"""


def page(plan: Plan) -> Iterator[Row]:
    """A typed question accepted after the server is up; first text after Enter against the API."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise BenchError("playwright is not installed") from error
    if program is None:
        raise BenchError(f"no browser found (looked for {', '.join(BROWSERS)})")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            plan.say("page: starts")
            (usable,) = in_turn(plan.starts, lambda: _usable(plan, browser), warm_up=1)
            yield Row(
                "page",
                "from the server answering until a typed question is accepted",
                "s",
                usable,
                bar=Bar(USABLE_BAR, "ours"),
                note="a new `qa ui` and a new tab each time, in a browser that runs already",
            )
            plan.say("page: first text")
            yield _first_text(plan, browser)
        finally:
            browser.close()


def _usable(plan: Plan, browser: Any) -> float:
    """Seconds from the first answer of a new server until the page works on a question."""
    with _server(plan) as address, _tab(browser) as tab:
        begun = time.perf_counter()
        tab.goto(address)
        tab.fill(_BOX, QUESTIONS[0])
        tab.press(_BOX, "Enter")
        tab.wait_for_selector(".qa-turn")
        return time.perf_counter() - begun


def _first_text(plan: Plan, browser: Any) -> Row:
    from gradio_client import Client  # type: ignore[import-untyped]

    with _server(plan) as address, _tab(browser) as tab:
        client = Client(address, verbose=False)
        for question in QUESTIONS:  # models loaded, corpus read
            client.predict(question, api_name="/ask")
        tab.goto(address)
        asked = {"page": 0, "api": 0}

        def next_of(way: str) -> str:
            asked[way] += 1
            return QUESTIONS[asked[way] % len(QUESTIONS)]

        def by_page() -> float:
            _quiet(tab)
            tab.fill(_BOX, next_of("page"))
            count = tab.locator(".qa-turn").count()
            begun = time.perf_counter()
            tab.press(_BOX, "Enter")
            tab.wait_for_function(_SHOWN, arg=count)
            return time.perf_counter() - begun

        def by_api() -> float:
            _quiet(tab)
            question = next_of("api")
            return seconds_of(lambda: client.predict(question, api_name="/ask"))

        ours, floor = in_turn(len(QUESTIONS) * plan.passes, by_page, by_api, warm_up=1)
    return Row(
        "page",
        "from Enter until the first text of the answer is shown",
        "s",
        ours,
        floor,
        Bar(FIRST_BAR),
        "floor: the endpoint `ask` of the same server, the same questions without a "
        "conversation, through the Gradio client, whole answers",
    )


def _quiet(tab: Any) -> None:
    """Begin a conversation anew, so that nothing is tried in the background for the last one."""
    tab.wait_for_selector("#qa-new", state="attached")
    tab.evaluate("document.querySelector('#qa-new').click()")
    tab.wait_for_selector(".qa-empty")
    tab.wait_for_timeout(500)


@contextlib.contextmanager
def _server(plan: Plan) -> Iterator[str]:
    """A new ``qa ui`` until it answers; ended afterwards. Raises BenchError."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    history = plan.folder / f"history-{port}.sqlite3"
    command = (*qa_command(), "ui", "--port", str(port), "--history", str(history), *plan.flags)
    child = subprocess.Popen(
        command,
        cwd=plan.folder,
        env=child_environment(plan, os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_for(address, child)
        yield address
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_for(address: str, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        if child.poll() is not None:
            raise BenchError(f"`qa ui` ended with {child.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=30) as answer:
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise BenchError(f"`qa ui` did not answer within {LONGEST_START:.0f} seconds")


@contextlib.contextmanager
def _tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    context.set_default_timeout(LONGEST_START * 1000)
    yield context.new_page()
    context.close()
