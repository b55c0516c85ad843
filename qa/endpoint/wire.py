"""The way to an endpoint and back: one request, one answer in pieces, one clock over both.

The `openai` package makes the request. The answer is asked for as a stream of server-sent
events, so that a silence shows and a caller who has enough can leave; a server that sends one
whole JSON object instead is understood too. What it sends is read here, line by line and up to
a bound, since what answers may be any server.
"""

from __future__ import annotations

import contextlib
import contextvars
import json
import socket
import ssl
import threading
from collections.abc import Generator, Iterator, Mapping
from types import TracebackType
from typing import Any

from qa.endpoint.faults import foreign, is_reset, status_fault, transport_fault
from qa.endpoint.place import Endpoint
from qa.errors import EndpointError, EndpointGone, EndpointMalformed, ModelMissing

__all__ = ["Piece", "Wire"]

Piece = tuple[str, str]
"""Words of the answer, and why it ended: ``stop``, ``length`` ...; empty while it goes on."""

_MOST_BYTES = 16 * 1024 * 1024
_MOST_LINE = 1024 * 1024
_FAREWELL = 1.0
"""Seconds that a server has to end the connection, once it has said why the answer ended."""
# What a request needs. The client adds the make of this computer and what the environment says
# of organisations and headers: none of that goes to a server that is not the client's own.
_HEADERS = frozenset(
    "host accept connection content-length content-type transfer-encoding user-agent".split()
)


class Wire:
    """The connections to one endpoint; nothing is reached before the first call.

    Each call has a connection of its own, so that calls neither mix nor wait for each other.
    Redirects are not followed. Proxies of the environment are used, but never to this computer.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._client: Any = None
        self._closed = False

    def pieces(self, request: Mapping[str, Any]) -> Generator[Piece, None, None]:
        """The answer to a request of chat completions, in pieces; the last says why it ended.

        Leaving the iterator closes the connection. A stream without a word is asked for once
        more as a whole: a server that fails behind the head of a stream cannot say why, as that
        of llama-cpp-python with a prompt too long. Raises what ``qa.endpoint.faults`` names.
        """
        whole = {**request, "extra_body": {**request.get("extra_body", {}), "stream": False}}
        # Loading the client takes a while, which is not the server's.
        create = self._opened().chat.completions.create
        with _Clock(self._endpoint.total) as clock:
            for turn in (request, whole):
                try:
                    yield from self._turn(create, turn, clock)
                    return
                except _EmptyStream as empty:
                    failure = EndpointGone(str(empty))
            raise failure

    def close(self) -> None:
        """Close all connections; the wire cannot be used afterwards."""
        with self._lock:
            self._closed = True
            if self._client is not None:
                self._client.close()

    def _turn(self, create: Any, request: Mapping[str, Any], clock: _Clock) -> Iterator[Piece]:
        """One request, and its answer."""
        reply = self._begin(create, request, clock)
        try:
            kind, chunks = reply.headers.get("content-type", ""), self._chunks(reply, clock)
            yield from _read(self._endpoint, kind, chunks)
            # To leave before its farewell would look to the server as if we had enough.
            clock.leave(_FAREWELL)
            with contextlib.suppress(EndpointError):
                for _ in chunks:
                    continue
        finally:
            reply.close()

    def _begin(self, create: Any, request: Mapping[str, object], clock: _Clock) -> Any:
        """The server's reply, its body unread. One reset before it is forgiven."""
        faults = _faults()
        for first in (True, False):
            token = _CLOCK.set(clock)
            # Raised outside of the handler: the client's error holds the request with its key.
            try:
                return create(**request, stream=True).response
            except faults as error:
                failure = self._failure(error, clock)
                again = first and not clock.over and is_reset(error)
            finally:
                _CLOCK.reset(token)
            if not again:
                raise failure
        raise AssertionError("the second turn returns or raises")

    def _failure(self, error: BaseException, clock: _Clock) -> EndpointError:
        import openai

        if isinstance(error, openai.APIStatusError) and not clock.over:
            response = error.response
            return status_fault(
                self._endpoint, error.status_code, _body(response.text), response.headers
            )
        return transport_fault(self._endpoint, error, answered=False, late=clock.over)

    def _chunks(self, reply: Any, clock: _Clock) -> Iterator[bytes]:
        """The body as it comes in."""
        source, faults, size = reply.iter_bytes(), _faults(), 0
        while True:
            failure: EndpointError | None = None
            chunk = b""
            try:
                chunk = next(source, b"")
            except faults as error:
                failure = transport_fault(self._endpoint, error, answered=True, late=clock.over)
            if failure is not None:
                raise failure
            if not chunk and clock.over:
                # Shut by the clock, a connection may look as if the server had ended it.
                raise transport_fault(self._endpoint, EOFError(), answered=True, late=True)
            if not chunk:
                return
            size += len(chunk)
            if size > _MOST_BYTES:
                raise EndpointMalformed(
                    f"the endpoint {self._endpoint.shown} sent more than {_MOST_BYTES:,} bytes; "
                    "look at its log, or name another with --endpoint"
                )
            yield chunk

    def _opened(self) -> Any:
        """The client, made at first use."""
        with self._lock:
            if self._closed:
                raise EndpointError(f"the endpoint {self._endpoint.shown} was closed; open it anew")
            if self._client is None:
                self._client = self._made()
            return self._client

    def _made(self) -> Any:
        try:
            import httpx2
            import openai
        except ModuleNotFoundError as error:
            raise ModelMissing(
                f"an endpoint needs the package openai, and {error.name} is missing; "
                "run `pip install openai`"
            ) from error
        end = self._endpoint
        wait = httpx2.Timeout(min(end.read, end.total), connect=min(end.connect, end.total))
        plain = end.loopback and end.url.startswith("http:")
        http = httpx2.Client(
            # Certificates take a while to load, and a plain way to this computer has none.
            verify=False if plain else httpx2.create_ssl_context(),
            trust_env=not end.loopback,
            follow_redirects=False,
            timeout=wait,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            event_hooks={"request": [self._prepare]},
        )
        # The hook sets the key: no object of the client's holds it.
        return openai.OpenAI(
            base_url=end.url, api_key="-", http_client=http, timeout=wait, max_retries=0
        )

    def _prepare(self, request: Any) -> None:
        """Leave of the headers what is needed, add the key, and let the clock see the socket."""
        for name in [name for name in request.headers if name.lower() not in _HEADERS]:
            del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"
        if self._endpoint.key:
            request.headers["Authorization"] = self._endpoint.key.header()
        clock = _CLOCK.get()
        if clock is not None:
            request.extensions["trace"] = clock.trace


class _Clock:
    """Ends a call when its time is over, whatever the server does: it shuts the socket.

    A time-out for each read does not do that: a server that sends a blank now and then would
    hold the caller for ever. ``over`` says that the clock ended the call.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = self._set(seconds)

    def __enter__(self) -> _Clock:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._timer.cancel()

    def leave(self, seconds: float) -> None:
        """From now on so many seconds are left."""
        self._timer.cancel()
        self._timer = self._set(seconds)
        self._timer.start()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by the HTTP library (its extension ``trace``) at each step of a request."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                if self.over:
                    self._shut()

    def _set(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        return timer

    def _end(self) -> None:
        with self._lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        if isinstance(self._socket, socket.socket):
            try:
                # The plain method: that of a TLS socket would take its state from the reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


class _EmptyStream(EndpointGone):
    """A stream of events ended without one."""


_CLOCK: contextvars.ContextVar[_Clock | None] = contextvars.ContextVar("_CLOCK", default=None)


def _faults() -> tuple[type[BaseException], ...]:
    """What client and HTTP library raise on purpose."""
    import httpx2
    import openai

    return (
        openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ssl.SSLError,
        UnicodeError,
    )  # fmt: skip


def _body(text: str) -> object:
    """The body of an error: JSON where it is that, else text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _read(endpoint: Endpoint, kind: str, chunks: Iterator[bytes]) -> Iterator[Piece]:
    """The pieces of an answer of the content type ``kind``."""
    if "html" in kind.casefold():
        raise foreign(endpoint, "it answers with a web page")
    if "json" in kind.casefold():
        piece = _piece(endpoint, _object(endpoint, b"".join(chunks)))
        yield piece or ("", "stop")
        return
    for event in _events(endpoint, kind, chunks):
        piece = _piece(endpoint, event)
        if piece is not None:
            yield piece
            if piece[1]:
                return
    yield "", "stop"


def _events(endpoint: Endpoint, kind: str, chunks: Iterator[bytes]) -> Iterator[Mapping[str, Any]]:
    """The objects of a stream of server-sent events, up to ``[DONE]``."""
    seen = False
    for line in _lines(endpoint, chunks):
        field, _, value = line.partition(b":")
        if field != b"data":
            continue
        if value.strip() == b"[DONE]":
            return
        yield _object(endpoint, value)
        seen = True
    if not seen and "event-stream" not in kind:
        raise foreign(endpoint, "its answer is no stream of events")
    where = f"the endpoint {endpoint.shown}"
    if not seen:
        raise _EmptyStream(f"{where} ended its answer before the first word; look at its log")
    raise EndpointGone(
        f"{where} broke off in the middle of its answer; look at its log, and ask again"
    )


def _lines(endpoint: Endpoint, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines between line feeds alone: other ends of lines may stand inside of JSON."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.rstrip(b"\r")
        if len(rest) > _MOST_LINE:
            raise foreign(endpoint, "its answer is no stream of events")
    if rest:
        yield rest


def _object(endpoint: Endpoint, data: bytes) -> Mapping[str, Any]:
    """A JSON object that is no error. Raises the error that it is, or EndpointForeign."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise foreign(endpoint, "it sends what is no JSON object")
    error = value.get("error")
    if error or value.get("object") == "error":
        code = error.get("code") if isinstance(error, dict) else value.get("code")
        known = isinstance(code, int) and 400 <= code <= 599
        raise status_fault(endpoint, code if known else 500, value, {})  # type: ignore[arg-type]  # an int, if known
    return value


def _piece(endpoint: Endpoint, value: Mapping[str, Any]) -> Piece | None:
    """The words of one object of the stream; None where it has none, as that of the counts."""
    choices = value.get("choices")
    if choices == []:
        return None
    first = choices[0] if isinstance(choices, list) else None
    part = (first.get("delta") or first.get("message") or {}) if isinstance(first, dict) else None
    words = part.get("content") if isinstance(part, dict) else 0
    if not isinstance(first, dict) or not isinstance(words, str | None):
        raise foreign(endpoint, "its answer has no choices with words")
    return words or "", str(first.get("finish_reason") or "")
