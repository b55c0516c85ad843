"""What every request passes first: no foreign name, no foreign page, and nothing from outside.

Other pages in the same browser can send requests to this machine. A page whose name leads here
(DNS rebinding) is told by the Host header, one that sends a form or a script's request by the
Origin header (https://www.rfc-editor.org/rfc/rfc6454); both are refused. Answers carry a content
security policy by which the browser itself loads nothing from elsewhere, whatever the page says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

__all__ = ["POLICY", "Guard"]

# Gradio's own scripts stand in the page and build functions from text.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]


class Guard:
    """An ASGI layer before the page; ``local``: only this machine's own names are served."""

    def __init__(self, app: _App, local: bool) -> None:
        self.app = app
        self.local = local

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Refuse with 400 or 403, or pass the request on and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if self.local and urlsplit(f"//{host}").hostname not in _LOOPBACK:
            await _refuse(send, 400, b"This name is not served.")
            return
        origin = headers.get(b"origin")
        if origin is not None and scope["method"] not in _READING and not _same(origin, host):
            await _refuse(send, 403, b"Requests of other pages are not taken.")
            return

        async def with_headers(message: _Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in _HEADERS}
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in own]
                message["headers"] = [*kept, *_HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers)


def _same(origin: str, host: str) -> bool:
    """Whether a page's origin is the host it asks, behind a proxy with another scheme too."""
    return urlsplit(origin).netloc.casefold() == host.casefold()


async def _refuse(send: _Send, status: int, words: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})
