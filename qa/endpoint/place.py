"""Where an endpoint is, and the key that opens it: checked before anything is sent.

Pure: nothing is resolved and nothing is reached. The key is held by an object that no text
shows, and that takes the key out of texts of others.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from qa.errors import EndpointBadUrl, EndpointKeyRefused, EndpointNoModel
from qa.safe_text import one_line

__all__ = ["KEY_NAMES", "Endpoint", "Key", "find_key", "is_loopback", "read_endpoint"]

KEY_NAMES = ("QA_API_KEY", "OPENAI_API_KEY")
"""The variables of the environment that may hold a key, the first one first."""

_EXAMPLE = "give one such as http://localhost:8080/v1"
_TAIL = "/chat/completions"
# Shorter ones are the "none" and "EMPTY" of local servers: no secret, and parts of many words.
_SECRET_FROM = 6
_FRAGMENT = 8
_HIDDEN = "‹key›"
_MOST_URL = 2_000
_MOST_NAME = 300


class Key:
    """A key that shows itself in one place alone, the header of a request."""

    __slots__ = ("_value", "origin")

    def __init__(self, value: str = "", origin: str = "") -> None:
        """``origin`` says where the key was found, such as ``QA_API_KEY``.

        Raises EndpointKeyRefused for what no header can hold.
        """
        value = value.strip()
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise EndpointKeyRefused(
                f"the key{f' in {origin}' if origin else ''} holds characters that no key has "
                "(blanks, or others than plain ASCII); set it again"
            )
        self._value = value
        self.origin = origin

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return f"Key({self.origin or 'given' if self else 'none'})"

    def __reduce__(self) -> tuple[type[Key], tuple[()]]:
        """A copy elsewhere is without the key: pickles are written to disk."""
        return Key, ()

    def header(self) -> str:
        """The value of the header ``Authorization``; empty without a key."""
        return f"Bearer {self._value}" if self._value else ""

    def hide(self, text: str) -> str:
        """``text`` without the key, and without words that hold 8 of its characters in a row."""
        if len(self._value) < _SECRET_FROM:
            return text
        text = text.replace(self._value, _HIDDEN)
        last = len(self._value) - _FRAGMENT
        parts = {self._value[at : at + _FRAGMENT] for at in range(last + 1)}
        if not any(part in text for part in parts):
            return text
        return re.sub(
            r"\S+",
            lambda word: _HIDDEN if any(part in word[0] for part in parts) else word[0],
            text,
        )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server, a model of it, and how long it may take; all checked.

    ``url``       the base URL, without a slash at the end; ``/chat/completions`` is put behind it
    ``model``     the name of the model, as the server knows it
    ``key``       what the server is opened with; it does not show
    ``loopback``  whether the host is this computer: then no proxy is between
    ``connect``, ``read``, ``total``  seconds: for a connection, for a silence, for a whole call
    """

    url: str
    model: str
    key: Key
    loopback: bool
    connect: float = 5.0
    read: float = 60.0
    total: float = 300.0

    @property
    def shown(self) -> str:
        """The URL as messages show it: without the key, should somebody have put it there."""
        return self.key.hide(self.url)


def read_endpoint(
    url: str, model: str, environment: Mapping[str, str], read: float, total: float
) -> Endpoint:
    """The endpoint at ``url``, with the key that the environment holds for it.

    ``url`` is http or https, with a host; a port and a path may follow. ``read`` and ``total``
    are seconds above 0. Raises EndpointBadUrl, EndpointNoModel, EndpointKeyRefused, and
    ValueError for times out of bounds.
    """
    if not (0 < read < float("inf") and 0 < total < float("inf")):
        raise ValueError(f"times are seconds above 0, got read {read:g} and total {total:g}")
    whole = url.strip()
    parts = _parts(whole, environment)
    name = model.strip()
    if not name or len(name) > _MOST_NAME or not name.isprintable():
        raise EndpointNoModel(
            f"no model is named that {_shown(whole, environment)} could be asked for; "
            "name one with --model"
        )
    local = is_loopback(parts.hostname or "")
    plain = urlunsplit((parts.scheme, parts.netloc, _path(parts), "", ""))
    key = find_key(environment, private=local or parts.scheme == "https")
    return Endpoint(plain, name, key, local, read=read, total=total)


def find_key(environment: Mapping[str, str], private: bool) -> Key:
    """The key for an endpoint: ``QA_API_KEY``, else ``OPENAI_API_KEY``, else none.

    The second is set for other programs and opens an account: it is not sent in clear over a
    network, so not unless the way there is ``private`` (this computer, or https).
    """
    ours, common = KEY_NAMES
    if environment.get(ours, "").strip():
        return Key(environment[ours], ours)
    return Key(environment.get(common, ""), common) if private else Key()


def is_loopback(host: str) -> bool:
    """Whether ``host`` is a name or an address of this very computer, however it is written."""
    name = host.rstrip(".").casefold()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address: ipaddress.IPv4Address | ipaddress.IPv6Address
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        try:
            # 127.1 and 0x7f000001 are addresses to the system too.
            address = ipaddress.IPv4Address(socket.inet_aton(name))
        except (OSError, ValueError):
            return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def _parts(url: str, environment: Mapping[str, str]) -> SplitResult:
    """The parts of a URL that can be an endpoint's. Raises EndpointBadUrl."""
    fault = "it is too long" if len(url) > _MOST_URL else ""
    try:
        parts = urlsplit(url)
        fault = fault or _fault(url, parts)
    except (ValueError, UnicodeError):
        fault = fault or "its host or port cannot be read"
    if fault:
        raise EndpointBadUrl(
            f"{_shown(url, environment)} cannot be the URL of an endpoint: {fault}; {_EXAMPLE}"
        )
    return parts


def _fault(url: str, parts: SplitResult) -> str:
    """What is wrong with a URL; empty if nothing is. Raises ValueError where it has no parts."""
    if parts.scheme not in ("http", "https"):
        return "it does not begin with http:// or https://"
    if not url.isprintable() or any(char.isspace() or char in '"<>\\^`{|}' for char in url):
        return "it holds a blank, or another character that no URL has"
    if not parts.hostname:
        return "it names no host"
    if "@" in parts.netloc:
        return "it holds a user name; a key goes into the variable QA_API_KEY"
    if "?" in url or "#" in url:
        return "it goes on behind a “?” or “#”; a key goes into the variable QA_API_KEY"
    if parts.port == 0:
        return "there is no port 0"
    if ":" not in parts.hostname:
        parts.hostname.encode("idna")
    return ""


def _path(parts: SplitResult) -> str:
    return parts.path.rstrip("/").removesuffix(_TAIL).rstrip("/")


def _shown(url: str, environment: Mapping[str, str]) -> str:
    """A URL, right or wrong, such that neither key nor password is in it."""
    head, at, tail = url.rpartition("@")
    scheme = head.partition("//")[0] + "//" if "//" in head else ""
    bare = re.split("[?#]", scheme + tail if at else url)[0]
    for name in KEY_NAMES:
        value = environment.get(name, "").strip()
        bare = bare.replace(value, _HIDDEN) if len(value) >= _SECRET_FROM else bare
    return one_line(bare[:200]) if bare else "an empty text"
