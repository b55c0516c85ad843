"""What went wrong with an endpoint, as one plain sentence of the right kind of error.

Servers say the same thing in many words: the patterns are those of OpenAI, llama.cpp, vLLM,
Ollama, Mistral, Groq, OpenRouter and LiteLLM. What a server says is shown on one line, cut
short, without the key. Nothing here raises; the sentences are returned to be raised.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from qa.endpoint.place import KEY_NAMES, Endpoint
from qa.errors import (
    EndpointBadUrl,
    EndpointBusy,
    EndpointContextFull,
    EndpointError,
    EndpointForeign,
    EndpointGone,
    EndpointKeyRefused,
    EndpointNoModel,
    EndpointRefused,
    EndpointTimeout,
    EndpointUnreachable,
)
from qa.safe_text import one_line

__all__ = ["foreign", "is_reset", "status_fault", "transport_fault"]

_MOST_WORDS = 160
_CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|context_length|maximum context|prompt is too long"
    r"|input is too long|too many tokens|exceeds?\b.{0,80}\btokens\b|reduce the length",
    re.IGNORECASE | re.DOTALL,
)
_NO_MODEL_KIND = re.compile(r"model_not_(?:found|available|supported)|invalid_model")
_NO_MODEL = re.compile(
    r"\bmodel\b.{0,200}?\b(?:not found|does not exist|doesn't exist|not loaded)"
    r"|\b(?:unknown|invalid|no such|nonexistent) model\b|\bnot a valid model\b"
    r"|\bmodel not found\b|\bno models? (?:is |are )?loaded\b",
    re.IGNORECASE | re.DOTALL,
)
_NOT_KNOWN = re.compile(
    r"unsupported|not support|unrecognized|unknown|unexpected|\bextra\b|not permitted|not allowed"
    r"|does not accept|invalid (?:field|param|argument)",
    re.IGNORECASE,
)
_FIELDS = ("max_tokens", "temperature", "seed", "stop", "grammar", "response_format")
_START = "start the server, or name another with --endpoint"
_NO_API = "give the base URL of an OpenAI-compatible server, which often ends in /v1"


@dataclass(frozen=True, slots=True)
class _Said:
    """A server's error: its words, its codes, the field that it is about, and if it is a page."""

    words: str
    kind: str
    field: str
    page: bool


def status_fault(
    endpoint: Endpoint, status: int, body: object, headers: Mapping[str, str]
) -> EndpointError:
    """The error for an answer with ``status`` (300 to 599) and ``body``, JSON or text."""
    said = _said(body)
    where, quoted = f"the endpoint {endpoint.shown}", _quoted(endpoint, said.words)
    if status < 400:
        return _redirect(endpoint, status, headers)
    if status == 401:
        return EndpointKeyRefused(_key_words(endpoint, status))
    if status == 429 or "rate_limit" in said.kind or "quota" in said.kind:
        return EndpointBusy(_busy_words(endpoint, said, headers))
    if _CONTEXT.search(f"{said.kind} {said.words}") or (status == 413 and not said.page):
        return EndpointContextFull(
            f"the prompt does not fit into the context of {endpoint.model} at {endpoint.shown}"
            f"{quoted}; give it less text, or start the server with a larger context"
        )
    if status in (400, 403, 404, 422) and _is_no_model(said):
        return EndpointNoModel(
            f"{where} has no model {endpoint.model!r}{quoted}; "
            "name one that it has with --model (its list is at /models)"
        )
    if status < 500 and (said.page or status in (404, 405)):
        return foreign(
            endpoint,
            "it answers with a web page" if said.page else f"it answers with {status}{quoted}",
        )
    if status == 403:
        return EndpointKeyRefused(_key_words(endpoint, status) + quoted)
    if status == 503:
        return EndpointBusy(f"{where} is not ready{quoted}; wait until it is, and ask again")
    if status >= 500:
        return EndpointRefused(
            f"{where} failed (status {status}){quoted}; look at its log, and ask again"
        )
    field = said.field if status in (400, 422) else ""
    return EndpointRefused(
        f"{where} refuses the request (status {status}){quoted}; "
        "look at its log, or name another server with --endpoint",
        field,
    )


def transport_fault(
    endpoint: Endpoint, error: BaseException, answered: bool, late: bool
) -> EndpointError:
    """The error for a connection that failed with ``error``.

    ``answered`` says that the answer had begun, ``late`` that the time for the call was over.
    """
    import httpx2

    where, cause = f"the endpoint {endpoint.shown}", _transport_cause(error)
    if late:
        return EndpointTimeout(
            f"{where} had not finished after {endpoint.total:g} seconds and was left; "
            "ask for less, or allow more time"
        )
    if isinstance(cause, httpx2.ConnectTimeout):
        return EndpointTimeout(
            f"{where} took no connection within {endpoint.connect:g} seconds; "
            "look whether host and port are right and the server runs"
        )
    if isinstance(cause, httpx2.TimeoutException):
        silence = min(endpoint.read, endpoint.total)
        return EndpointTimeout(
            f"{where} was silent for {silence:g} seconds and was left; "
            "look whether it is overloaded, or allow more time"
        )
    if answered:
        return EndpointGone(
            f"{where} broke off in the middle of its answer; look at its log, and ask again"
        )
    if isinstance(cause, httpx2.ProxyError):
        return EndpointUnreachable(
            f"{where} cannot be reached through the proxy that the environment names; "
            "mend HTTPS_PROXY or HTTP_PROXY, or put the host into NO_PROXY"
        )
    if is_reset(cause):
        return EndpointGone(
            f"{where} closed the connection without an answer, twice; look at its log"
        )
    if isinstance(cause, httpx2.ConnectError | ssl.SSLError):
        return EndpointUnreachable(_unreachable_words(endpoint, cause))
    if isinstance(cause, httpx2.InvalidURL | httpx2.UnsupportedProtocol | UnicodeError):
        return EndpointBadUrl(f"{endpoint.shown} cannot be the URL of an endpoint; {_NO_API}")
    return foreign(endpoint, "it does not speak HTTP as it should")


def is_reset(error: BaseException) -> bool:
    """Whether the other side closed a connection that it had taken."""
    import httpx2

    cause = _transport_cause(error)
    if isinstance(cause, httpx2.RemoteProtocolError):
        return "disconnected" in str(cause)
    return isinstance(cause, httpx2.ReadError | httpx2.WriteError) and not _find(
        cause, ssl.SSLError
    )


def foreign(endpoint: Endpoint, sign: str) -> EndpointForeign:
    """The error for a server of another kind; ``sign`` is what shows it."""
    return EndpointForeign(
        f"no OpenAI-compatible server is at the endpoint {endpoint.shown}: {sign}; {_NO_API}"
    )


def _said(body: object) -> _Said:
    """What a server says in the body of an error: the shapes differ."""
    if isinstance(body, str):
        page = body.lstrip()[:1] == "<"
        return _Said("" if page else body, "", "", page)
    error: object = body
    if isinstance(body, Mapping):
        error = body.get("error") or body
    if not isinstance(error, Mapping):
        return _Said(error if isinstance(error, str) else "", "", "", False)
    words = error.get("message") or error.get("detail") or error.get("error") or ""
    text = words if isinstance(words, str) else json.dumps(words, default=str)
    kind = f"{error.get('code') or ''} {error.get('type') or ''}"
    return _Said(text, kind, _field(text, str(error.get("param") or "")), False)


def _field(words: str, param: str) -> str:
    """The field of the request that the words call unknown; empty if it is not about one."""
    if not _NOT_KNOWN.search(words):
        return ""
    for name in _FIELDS:
        named = rf"[\"'`]{name}[\"'`]|(?:parameter|argument|field|input)s?:? {name}\b"
        if param == name or re.search(named, words, re.IGNORECASE):
            return name
    return ""


def _is_no_model(said: _Said) -> bool:
    if said.field:
        # “Not supported with this model”: it is the field that is not.
        return False
    return bool(_NO_MODEL_KIND.search(said.kind) or _NO_MODEL.search(said.words))


def _quoted(endpoint: Endpoint, words: str) -> str:
    """A server's own words in brackets; empty if it says nothing."""
    text = one_line(endpoint.key.hide(words))
    text = text if len(text) <= _MOST_WORDS else text[:_MOST_WORDS].rstrip() + " …"
    return f" (it says “{text}”)" if text else ""


def _redirect(endpoint: Endpoint, status: int, headers: Mapping[str, str]) -> EndpointError:
    place = headers.get("location", "").split("?")[0]
    to = f" to {one_line(endpoint.key.hide(place))[:200]}" if place else ""
    return EndpointForeign(
        f"the endpoint {endpoint.shown} sends the request elsewhere{to} (status {status}), and a "
        "prompt is not sent to where nobody named; name the right URL with --endpoint"
    )


def _key_words(endpoint: Endpoint, status: int) -> str:
    where, ours = f"the endpoint {endpoint.shown}", KEY_NAMES[0]
    if not endpoint.key:
        return f"{where} wants a key (status {status}); put one into the variable {ours}"
    return (
        f"{where} refuses the key in {endpoint.key.origin} (status {status}); "
        f"put the right one into the variable {ours}"
    )


def _busy_words(endpoint: Endpoint, said: _Said, headers: Mapping[str, str]) -> str:
    if "quota" in said.kind:
        return (
            f"the quota at the endpoint {endpoint.shown} is used up; "
            "raise it there, or name another server with --endpoint"
        )
    after = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?\s*", headers.get("retry-after", ""))
    wait = f"wait {after[1]} seconds" if after else "wait a while"
    return f"the endpoint {endpoint.shown} has had too many requests; {wait}, and ask again"


def _unreachable_words(endpoint: Endpoint, error: BaseException) -> str:
    where = f"the endpoint {endpoint.shown}"
    distrust = _find(error, ssl.SSLCertVerificationError)
    if isinstance(distrust, ssl.SSLCertVerificationError):
        return (
            f"{where} has a certificate that is not trusted ({distrust.verify_message}); "
            "name the file of its authority in the variable SSL_CERT_FILE"
        )
    if _find(error, ssl.SSLError):
        return f"{where} does not speak TLS; give its URL with http:// if it is meant to be plain"
    if _find(error, socket.gaierror):
        return (
            f"{where} cannot be reached, its host is not known; look at the name, and the network"
        )
    cause = _find(error, OSError)
    why = f" ({cause.strerror})" if isinstance(cause, OSError) and cause.strerror else ""
    return f"{where} cannot be reached{why}; {_START}"


def _transport_cause(error: BaseException) -> BaseException:
    """The error of the HTTP library that the OpenAI client wrapped; else ``error`` itself."""
    import openai

    wrapped = isinstance(error, openai.APIConnectionError) and error.__cause__
    return wrapped or error


def _find(error: BaseException, kind: type[BaseException]) -> BaseException | None:
    """The first error of a kind in the chain of causes."""
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None or isinstance(seen, kind):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None
