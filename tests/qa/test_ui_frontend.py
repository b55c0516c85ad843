"""Gradio's own files: which a page needs, how they are sent, and what never is."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from qa.ui.frontend import Frontend, Shelf, frontend_folder

_TABLE = "const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=[{}])))=>i.map(i=>d[i]);"


def script(files: list[str], body: str) -> str:
    return _TABLE.format(",".join(f'"./{name}"' for name in files)) + body


def loaded(name: str, numbers: str) -> str:
    return f"v(()=>import(`./{name}`),__vite__mapDeps([{numbers}]),import.meta.url)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A frontend of the shape that Gradio's has, with two kinds of component."""
    box, row = ["Index-box.js", "Index-box.css"], ["Index-row.js"]
    made = {
        "index-1.js": script(["Index-app.js", "core-1.js"], loaded("Index-app.js", "0,1")),
        "Index-app.js": script(["Blocks-1.js", "core-1.js"], loaded("Blocks-1.js", "0,1")),
        "core-1.js": script(
            [*box, *row],
            "x={textbox:{example:()=>0,component:()=>" + loaded("Index-box.js", "0,1") + "},"
            "row:{component:()=>" + loaded("Index-row.js", "2") + "}}",
        ),
        "Blocks-1.js": "blocks",
        "Index-box.js": "box",
        "Index-box.css": ".box {}",
        "Index-row.js": "row",
        "secret.map": "no script",
    }
    assets = tmp_path / "frontend" / "assets"
    assets.mkdir(parents=True)
    for name, text in made.items():
        (assets / name).write_text(text)
    page = '<script src="./assets/index-1.js"></script>'
    (tmp_path / "frontend" / "index.html").write_text(page)
    (tmp_path / "outside.js").write_text("outside")
    return tmp_path / "frontend"


def test_a_page_needs_the_files_of_its_components_and_no_others(folder: Path) -> None:
    frontend = Frontend(folder)
    app = ("index-1.js", "Index-app.js", "core-1.js", "Blocks-1.js")
    assert frontend.needed(["row"]) == (*app, "Index-row.js")
    assert frontend.needed(["textbox"]) == (*app, "Index-box.js", "Index-box.css")
    assert frontend.needed(["box", "no such"]) == app


@pytest.mark.parametrize("changed", ["index-1.js", "Index-app.js", "core-1.js", "../index.html"])
def test_of_a_frontend_made_otherwise_nothing_is_named(folder: Path, changed: str) -> None:
    (folder / "assets" / changed).write_text("import('./elsewhere.js')")
    assert Frontend(folder).needed(["row"]) == ()


def test_the_installed_frontend_is_read() -> None:
    frontend = Frontend(frontend_folder())
    needed = frontend.needed(["textbox", "html"])
    assert len(needed) > 20 and all(map(frontend.file, needed))
    assert set(needed) < set(frontend.needed(["textbox", "html", "slider"]))


def answer(
    folder: Path, path: str, method: str = "GET", packed: bytes = b"gzip, br"
) -> tuple[Any, dict[bytes, bytes], bytes, int]:
    """Status, headers and body of an answer, and how often the page was asked for."""
    sent: list[Any] = []
    asked: list[None] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 418, "headers": [(b"x-own", b"1")]})
        await send({"type": "http.response.body", "body": b"behind"})

    shelf = Shelf(behind, Frontend(folder), ["row"], lambda: asked.append(None))
    headers = [(b"accept-encoding", packed)]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(shelf(scope, None, send))  # type: ignore[arg-type]  # nothing is read
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"], len(asked)


def test_a_file_is_sent_packed_and_kept_by_the_browser(folder: Path) -> None:
    status, headers, body, asked = answer(folder, "/assets/Index-box.css")
    assert (status, gzip.decompress(body), asked) == (200, b".box {}", 1)
    assert headers[b"content-type"].startswith(b"text/css")
    assert headers[b"content-encoding"] == b"gzip" and b"immutable" in headers[b"cache-control"]
    assert headers[b"content-length"] == str(len(body)).encode()


def test_the_page_comes_with_what_it_needs(folder: Path) -> None:
    status, headers, body, asked = answer(folder, "/")
    assert (status, body, asked) == (418, b"behind", 1)
    assert headers[b"link"].startswith(b"<./assets/index-1.js>; rel=modulepreload, ")
    assert b"Index-row.js" in headers[b"link"] and b"Index-box" not in headers[b"link"]
    assert headers[b"x-own"] == b"1"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/none.js",
        "/assets/secret.map",
        "/assets/../outside.js",
        "/assets/../../outside.js",
        "/assets//etc/passwd",
        "/assets/assets/index-1.js",
        "/gradio_api/queue/join",
        "/static/Index-box.css",
    ],
)
def test_all_else_is_passed_on(folder: Path, path: str) -> None:
    status, headers, body, _ = answer(folder, path)
    assert (status, headers, body) == (418, {b"x-own": b"1"}, b"behind")


def test_who_cannot_unpack_or_only_asks_about_it_is_passed_on(folder: Path) -> None:
    for options in ({"packed": b"identity"}, {"method": "HEAD"}, {"method": "POST"}):
        assert answer(folder, "/assets/Index-box.css", **options)[0] == 418  # type: ignore[arg-type]
