"""Gradio's scripts and styles for the page: served from memory, and named with the page itself.

A page of Gradio is some seventy small files, most of them named in one that came before. Gradio
reads, packs and sends each anew, on threads that wait for one another; here each is packed once.
And the page's own answer names all that its components need (a Link header, RFC 8288), so that
the browser fetches them at once. Which they are is read from the frontend's own tables: where a
later Gradio writes them otherwise, nothing is named, and the page is slower and no less right.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["File", "Frontend", "Shelf", "frontend_folder", "kinds_of"]

_PLACE = "/assets/"
_TYPES = {".js": b"text/javascript; charset=utf-8", ".css": b"text/css; charset=utf-8"}
# A name holds the digest of its file: what was fetched under it once stays right.
_KEPT = b"public, max-age=31536000, immutable"
_NAMED = re.compile(r'(?:src|href)="\./assets/([\w.-]+)"')
_TABLE = re.compile(r"m\.f=\[(.*?)\]")
_LOADED = re.compile(r"import\(`\./([\w.-]+\.js)`\)[^`]{0,40}?__vite__mapDeps\(\[([\d,]+)\]\)")
# What the frontend takes for another kind of component.
_STANDS_FOR = {"api": "state"}

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]


def frontend_folder() -> Path:
    """Where the installed Gradio has the files of its page. Loads Gradio."""
    import gradio

    return Path(gradio.__file__).parent / "templates" / "frontend"


def kinds_of(page: Any) -> frozenset[str]:
    """The kinds of the components of a ``gradio.Blocks`` that its page begins with."""
    parts = page.config["components"]
    return frozenset(part["type"] for part in parts if part["props"].get("visible") is not False)


class File(NamedTuple):
    """A file as it is sent: packed by gzip, and its media type."""

    packed: bytes
    kind: bytes


class Frontend:
    """The files below ``folder``, laid out as Gradio's ``templates/frontend`` is."""

    def __init__(self, folder: Path) -> None:
        self._page = folder / "index.html"
        self._files = {
            file.name: file for file in (folder / "assets").glob("*.*") if file.suffix in _TYPES
        }
        self._packed: dict[str, File] = {}

    def file(self, name: str) -> File | None:
        """A file by its bare name; None where there is none of a kind that is served here."""
        if name not in self._packed:
            path = self._files.get(name)
            if path is None:
                return None
            self._packed[name] = File(gzip.compress(path.read_bytes(), 6), _TYPES[path.suffix])
        return self._packed[name]

    def needed(self, kinds: Collection[str]) -> tuple[str, ...]:
        """Names of the files that a page with components of these kinds loads, first ones first.

        ``kinds`` are Gradio's own names, such as ``textbox``. Empty where the frontend is not made
        as it is known here.
        """
        try:
            found = dict.fromkeys(self._needed(kinds))
        except (OSError, ValueError, LookupError):
            return ()
        return tuple(name for name in found if name in self._files)

    def _needed(self, kinds: Collection[str]) -> Iterator[str]:
        first = _NAMED.findall(self._page.read_text("utf-8"))
        yield from first
        entries = [name for name in first if name.endswith(".js")]
        app = self._loaded(self._text(entries[0]), "Index-")
        yield from app
        yield from self._loaded(self._text(app[0]), "Blocks-")
        cores = [name for name in app if name.startswith("core-")]
        core = self._text(cores[0])
        table = _table(core)
        for kind in sorted({_STANDS_FOR.get(kind, kind) for kind in kinds}):
            begin = re.search(rf"[{{,]{re.escape(kind)}:\{{", core)
            at = core.find("component:", begin.end()) if begin else -1
            if at >= 0 and (found := _LOADED.search(core, at)):
                yield from _names(found, table)

    def _text(self, name: str) -> str:
        return self._files[name].read_text("utf-8")

    def _loaded(self, script: str, begin: str) -> list[str]:
        """What comes with the first module that ``script`` loads whose name begins so."""
        found = [one for one in _LOADED.finditer(script) if one[1].startswith(begin)]
        return _names(found[0], _table(script))


def _table(script: str) -> list[str]:
    """The files that a script's imports are given by their numbers in."""
    found = _TABLE.search(script)
    if found is None:
        raise LookupError("no table of files")
    return [name.strip('"').removeprefix("./") for name in found[1].split(",")]


def _names(found: re.Match[str], table: list[str]) -> list[str]:
    return [table[int(number)] for number in found[2].split(",")]


def _link(name: str) -> str:
    if name.endswith(".css"):
        return f"<.{_PLACE}{name}>; rel=preload; as=style; crossorigin"
    return f"<.{_PLACE}{name}>; rel=modulepreload"


class Shelf:
    """An ASGI layer before the page: hands out ``frontend`` and names what the page needs of it.

    ``asked`` is called when somebody asks for the page or for one of its files.
    """

    def __init__(
        self, app: _App, frontend: Frontend, kinds: Collection[str], asked: Callable[[], None]
    ) -> None:
        self.app = app
        self.frontend = frontend
        self.asked = asked
        needed = frontend.needed(kinds)
        for name in needed:
            frontend.file(name)
        self._links = ", ".join(map(_link, needed)).encode()

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer for a file that is here, add to the answer with the page, or pass it on."""
        path = scope.get("path", "")
        mine = path == "/" or path.startswith(_PLACE)
        if not (mine and scope["type"] == "http" and scope["method"] == "GET"):
            await self.app(scope, receive, send)
            return
        self.asked()
        file = self.frontend.file(path.removeprefix(_PLACE)) if _takes_gzip(scope) else None
        if file is not None:
            await _send_file(file, send)
            return

        async def linked(message: _Message) -> None:
            if path == "/" and message["type"] == "http.response.start" and self._links:
                message["headers"] = [*message.get("headers", ()), (b"link", self._links)]
            await send(message)

        await self.app(scope, receive, linked)


def _takes_gzip(scope: _Message) -> bool:
    taken = [value for name, value in scope["headers"] if name == b"accept-encoding"]
    return b"gzip" in b",".join(taken)


async def _send_file(file: File, send: _Send) -> None:
    headers = [
        (b"content-type", file.kind),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(file.packed)).encode()),
        (b"cache-control", _KEPT),
        (b"vary", b"Accept-Encoding"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": file.packed})
