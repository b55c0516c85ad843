"""PDF, Word and web pages to plain text, with what their own metadata proves.

Each reader takes the file's bytes (a web page: its decoded text) and gives an ``Extract``, or
raises DocumentError in one sentence. The libraries are imported when first needed.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

from index.errors import DocumentError
from index.origins import meta, page_origin
from index.sources import one_line

__all__ = ["Extract", "read_docx", "read_html", "read_pdf"]

# A .docx is a zip archive: one that unpacks to more than this is an attack or an accident.
_MAX_UNPACKED = 500 * 1024 * 1024
_SMALL_PAGE = 20_000
_LITTLE_TEXT = 200
_LITTLE_SHARE = 0.1
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NO_TITLE = re.compile(
    r"microsoft (word|powerpoint|excel)\b|untitled|document\d*$|word document$|"
    r"(print|slide|page) ?\d*$|.*\.(docx?|pdf|rtf|odt|txt|indd|qxd|tex|dvi|html?|pptx?|xlsx?)$",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")
# Typeset pairs of letters, each one character of a PDF: no word of a question holds them.
_LIGATURES = dict(
    zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER_SHOWN = ("script", "style", "noscript", "template", "head", "svg", "iframe", "object")
_CONTROLS = ("nav", "form", "button", "select", "textarea", "dialog")
_BLOCK_NAMES = (
    "address article aside blockquote body caption dd details div dl dt figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr "
    "ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one file and what the file itself states; ``page_starts`` as in Document."""

    text: str
    extractor: str
    encoding: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    page_starts: tuple[int, ...] = ()


def read_pdf(data: bytes) -> Extract:
    """The pages joined by a blank line, in the order of the file's own text operators.

    Raises DocumentError if the file is broken, needs a password or has pictures only.
    """
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("The file is not a PDF in spite of its suffix.")
    with _quiet("pypdf"):
        try:
            pages, title, pictures = _pdf_pages(data)
        except DocumentError:
            raise
        except Exception as error:  # pypdf leaks many kinds from broken files
            raise DocumentError(
                f"The PDF is broken ({_brief(error)}): open it and save it anew."
            ) from error
    if not any(page.strip() for page in pages):
        why = "only pictures of pages (a scan)" if pictures else "no text"
        raise DocumentError(f"The PDF holds {why}: run text recognition (OCR) over it first.")
    starts, offset = [], 0
    for page in pages:
        starts.append(offset)
        offset += len(page) + 2
    name = f"pypdf {version('pypdf')}"
    return Extract("\n\n".join(pages), name, title=title, page_starts=tuple(starts))


def _pdf_pages(data: bytes) -> tuple[list[str], str | None, bool]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("The PDF is locked with a password: save a copy without one.")
    pages, pictures = [], False
    for page in reader.pages:
        text = _clean(page.extract_text()).translate(_LIGATURES)
        pages.append(text)
        pictures = pictures or (not text.strip() and len(page.images) > 0)
    if not pages:
        raise DocumentError("The PDF has no pages: it is broken or was cut off.")
    metadata = reader.metadata
    return pages, _title_of_metadata(metadata.title if metadata else None), pictures


def read_docx(data: bytes) -> Extract:
    """Paragraphs, lists and tables in their order; rows are lines, cells joined by `` | ``.

    Text that a tracked change deletes, headers, footers and text boxes are not read. Raises
    DocumentError if the file is broken, encrypted or unpacks to more than 500 MiB.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            "The file is locked with a password or is an old .doc: save it as .docx without one."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise DocumentError(f"The .docx unpacks to {unpacked} bytes, too many to be text.")
        import docx

        document = docx.Document(io.BytesIO(data))
        lines = list(_docx_blocks(document.element.body))
        title = _title_of_metadata(document.core_properties.title) or _docx_title(document)
    except DocumentError:
        raise
    except Exception as error:  # python-docx leaks KeyError, ValueError, lxml's errors, ...
        raise DocumentError(
            f"The .docx is broken ({_brief(error)}): open it in Word and save it anew."
        ) from error
    text = ""
    for line, tight in lines:
        text += ("\n" if tight else "\n\n") * bool(text) + line
    return Extract(_clean(text), f"python-docx {version('python-docx')}", title=title)


def _docx_blocks(container: Any) -> Iterator[tuple[str, bool]]:
    """Each block's text, and whether it follows the one before without a blank line."""
    in_list = False
    for element in container:
        if element.tag == _W + "p":
            text = _docx_paragraph(element).strip()
            is_item = element.find(f"{_W}pPr/{_W}numPr") is not None or "List" in _style(element)
            if text:
                yield "- " * is_item + text, is_item and in_list
                in_list = is_item
        elif element.tag == _W + "tbl":
            in_list = False
            rows = [_docx_row(row) for row in _below(element, _W + "tr")]
            for number, row in enumerate(row for row in rows if row.strip(" |")):
                yield row, number > 0
        elif element.tag not in (_W + "del", _W + "moveFrom", _W + "sectPr"):
            # Content controls and tracked insertions wrap whole paragraphs.
            yield from _docx_blocks(element)


def _docx_title(document: Any) -> str | None:
    """The paragraph that the writer gave the style Title, if there is just one before the text."""
    titles = [p.text for p in document.paragraphs[:12] if _style(p._element) == "Title"]
    return _title_of_metadata(titles[0]) if len(titles) == 1 else None


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(_W + "val", ""))


def _docx_row(row: Any) -> str:
    cells = []
    for cell in _below(row, _W + "tc"):
        blocks = (text.replace("\n", " ") for text, _ in _docx_blocks(cell))
        cells.append(" ".join(blocks))
    return " | ".join(cells)


def _below(element: Any, tag: str) -> Iterator[Any]:
    """The elements of this tag below, but not those inside one another (nested tables)."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_W + "tbl", _W + "del", _W + "moveFrom"):
            yield from _below(child, tag)


def _docx_paragraph(element: Any) -> str:
    skipped = {_W + "del", _W + "moveFrom", _W + "txbxContent", _MC + "Fallback", _W + "pPr"}
    marks = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
    parts = []
    for child in element:
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag in marks:
            parts.append(marks[child.tag])
        elif child.tag not in skipped:
            parts.append(_docx_paragraph(child))
    return "".join(parts)


def read_html(page: str, encoding: str | None = None) -> Extract:
    """The readable text of a web page: what trafilatura finds, or where that is little, all.

    A. Barbaresi, Trafilatura: a web scraping library and command-line tool for text discovery
    and extraction, ACL 2021. Title, outlet and date come from the page's metadata alone.
    Raises DocumentError if the page shows no text.
    """
    html = import_module("lxml.html")  # by name, since lxml has no types to check

    # A declaration of the encoding is true of the bytes only, and lxml refuses it in a str.
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page).replace("\x00", "")
    try:
        tree = html.document_fromstring(page)
        outlet, published = page_origin(tree)
        title = _page_title(tree, outlet)
        _remove_unseen(tree)
        visible = _visible_text(tree)
        text, extractor = _main_text(tree), f"trafilatura {version('trafilatura')}"
    except Exception as error:  # lxml: ParserError, ValueError; trafilatura: whatever it meets
        raise DocumentError(f"The web page cannot be read ({_brief(error)}).") from error
    small = len(visible) < _SMALL_PAGE and len(text) < _LITTLE_SHARE * len(visible)
    if (len(text) < _LITTLE_TEXT or small) and visible:
        text, extractor = visible, f"lxml {version('lxml')}"
    if not text.strip():
        raise DocumentError(
            "The web page holds no text (it may be built by a script): save it as text or PDF."
        )
    return Extract(_clean(text), extractor, encoding, title, outlet, published)


def _main_text(tree: Any) -> str:
    from trafilatura import extract

    # Trafilatura drops captions; as paragraphs they stay, and stay in their place.
    for element in list(tree.iter("figcaption", "figure")):
        element.tag = "p" if element.tag == "figcaption" else "div"
    page = import_module("lxml.html").tostring(tree, encoding="unicode")
    with _quiet("trafilatura"):
        found = extract(
            page, include_comments=False, include_tables=True, favor_recall=True, fast=False
        )
    return _spaced(found or "")


def _spaced(text: str) -> str:
    """One block a line, a blank line between them but for the rows and items of a list.

    Empty cells and the rulers that trafilatura draws in tables go: they are not the page's.
    """
    spaced, before = "", ""
    for line in map(str.strip, text.split("\n")):
        if not line or re.fullmatch(r"[|\-\s]+", line):
            continue
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            line = f"| {' | '.join(cell for cell in cells if cell)} |"
        together = line[:2] == before[:2] and line[:2] in ("- ", "| ")
        spaced += ("\n" if together else "\n\n") * bool(spaced) + line
        before = line
    return spaced


def _remove_unseen(tree: Any) -> None:
    etree = import_module("lxml.etree")
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    unseen = [element for element in tree.iter(*_NEVER_SHOWN) if element.tag != "head"]
    unseen += tree.xpath("//*[@hidden]")
    unseen += [e for e in tree.iter() if _HIDDEN_STYLE.search(e.get("style", ""))]
    for element in unseen:
        if element.getparent() is not None and element.tag not in ("html", "body"):
            element.drop_tree()


def _visible_text(tree: Any) -> str:
    """All that the body shows but navigation and forms, one block a line."""
    body = tree.find("body")
    parts: list[str] = []
    _collect(tree if body is None else body, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return _spaced("\n".join(lines))


def _collect(root: Any, parts: list[str]) -> None:
    # A stack and not recursion: a hostile page nests deeper than Python recurses.
    stack: list[Any] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        tag = item.tag
        if not isinstance(tag, str) or tag in _NEVER_SHOWN or tag in _CONTROLS:
            continue
        edge = "\n" if tag in _BLOCKS or tag == "br" else " | " if tag in ("td", "th") else ""
        stack.append(edge if edge != " | " else "")
        for child in reversed(item):
            stack.append(_space(child.tail))
            stack.append(child)
        stack.append(_space(item.text))
        stack.append("" if edge == " | " and item.getprevious() is None else edge)


def _space(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _page_title(tree: Any, outlet: str | None) -> str | None:
    """The heading where the page's title begins with it (the rest is the site's name)."""
    title = meta(tree, "og:title") or one_line(tree.findtext("head/title")) or None
    headings = [one_line(heading.text_content()) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if heading and heading != outlet]
    if title is None:
        return headings[0] if len(headings) == 1 else None
    for heading in headings:
        # Were the heading the shorter part, it might be the site's name before the title.
        rest = title[len(heading) :] if title.startswith(heading) else ""
        if len(rest) < len(heading) and re.match(r"\s*[|–—\-·»]\s", rest):
            return heading
    return title


def _title_of_metadata(title: object) -> str | None:
    """The title, unless it is a file's name or what a program puts there by itself."""
    line = one_line(_clean(str(title))) if title else ""
    if not line or _NO_TITLE.match(line) or len(line) > 200 or not re.search(r"[^\W\d_]{2}", line):
        return None
    return None if re.fullmatch(r"\S*[_/\\]\S*", line) else line


def _clean(text: str) -> str:
    """Without control characters and lone surrogates, which no sentence holds."""
    return _UNPRINTABLE.sub("", text)


def _brief(error: BaseException) -> str:
    return (one_line(str(error)) or type(error).__name__)[:120].rstrip(".")


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Silence a library's logger: what matters of its complaints becomes a DocumentError."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)
