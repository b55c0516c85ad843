"""What is let through to the page, and what its answers carry."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from qa.ui.guard import POLICY, Guard


async def page(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"Content-Security-Policy", b"none of ours"), (b"x-own", b"1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"page"})


def asked(
    method: str = "GET", local: bool = True, **headers: str
) -> tuple[int, dict[bytes, bytes]]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "headers": pairs}
    asyncio.run(Guard(page, local)(scope, None, send))  # type: ignore[arg-type]  # nothing is read
    return sent[0]["status"], dict(sent[0]["headers"])


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860"])
def test_own_names_are_served(host: str) -> None:
    assert asked(host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "0.0.0.0", "[::2]"])
def test_foreign_names_are_not_served_on_loopback(host: str) -> None:
    assert asked(host=host)[0] == 400
    assert asked(host=host, local=False)[0] == 200


def test_only_the_page_itself_may_send() -> None:
    host = "127.0.0.1:7860"
    assert asked("POST", host=host, origin=f"http://{host}")[0] == 200
    assert asked("POST", host=host)[0] == 200, "a program that is no browser sends no origin"
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:7860"):
        assert asked("POST", host=host, origin=origin)[0] == 403
        assert asked("DELETE", local=False, host=host, origin=origin)[0] == 403


def test_every_answer_carries_the_policy_once() -> None:
    _, headers = asked(host="localhost")
    assert headers[b"content-security-policy"] == POLICY.encode()
    assert headers[b"x-content-type-options"] == b"nosniff" and headers[b"x-own"] == b"1"
    assert b"Content-Security-Policy" not in headers
    assert POLICY.encode() in asked(host="evil.example")[1].values()
