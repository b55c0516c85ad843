"""Words of documents as HTML that cannot act: the only way that text gets onto the page.

Two ways. ``label`` is for the eye: one line, unseen characters shown as their code points, as
``qa.safe_text`` has it. ``exact`` is for proof: the text content of its HTML *is* the text, code
point for code point, so that what is highlighted can be compared with what was cited. There,
unseen characters stand in an element of their own that shows the code point by CSS and lets no
direction override leak out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from importlib.resources import files

from qa.safe_text import one_line, visible
from qa.types import Source

__all__ = ["UNKNOWN", "attributes", "escape", "exact", "label", "origin", "static", "words"]

UNKNOWN = "unknown"
# Braces, dollar signs and backticks mean something to the template languages of the page's
# framework; as references they mean nothing to anybody.
_TEMPLATE = {ord(char): f"&#{ord(char)};" for char in "{}$`"}
# A parser drops or changes these even as references: NUL, and code points that are no characters.
_UNHELD = re.compile("[\x00\ud800-\udfff]")


def escape(text: str) -> str:
    """``text`` for an element or a quoted attribute, nothing of it left to any interpreter."""
    return html.escape(text).translate(_TEMPLATE)


def label(text: str) -> str:
    """``text`` on one line for the eye, in an element that keeps its direction to itself."""
    return f"<bdi>{words(text)}</bdi>"


def words(text: str) -> str:
    """``text`` on one line, for an element with ``dir="auto"``: that looks past a ``bdi``."""
    return escape(one_line(text))


def exact(text: str) -> str:
    """HTML whose text content equals ``text``.

    But for NUL and lone surrogates, which no page can hold: they are shown as code points.
    """
    parts = re.split("(\r\n|\r|\n)", text)
    # A parser turns CR and CRLF into LF unless the CR is a reference.
    ends = {"\r\n": "&#13;\n", "\r": "&#13;", "\n": "\n"}
    return "".join(ends.get(part) or "".join(_exact_line(part)) for part in parts)


def _exact_line(line: str) -> Iterator[str]:
    """The line's plain runs and unseen characters, told apart by what ``visible`` replaces."""
    shown = visible(line)
    begun = at = seen = 0
    while at < len(line):
        if shown[seen] == line[at] or line[at] == "\t":
            at, seen = at + 1, seen + 1
            continue
        yield escape(line[begun:at])
        code = shown[seen : shown.index("›", seen) + 1]
        yield _unseen(line[at], code)
        at, seen = at + 1, seen + len(code)
        begun = at
    yield escape(line[begun:])


def _unseen(char: str, code: str) -> str:
    if _UNHELD.match(char):
        return f'<bdi class="qa-unseen">{escape(code)}</bdi>'
    return f'<bdi class="qa-unseen" data-code="{escape(code)}">{escape(char)}</bdi>'


def attributes(**values: object) -> str:
    """`` data-name="value"`` for each; names with ``_`` become ``-``."""
    return "".join(
        f' data-{name.replace("_", "-")}="{escape(str(value))}"' for name, value in values.items()
    )


def origin(source: Source | None, name: str) -> str:
    """Title (or the file's name), outlet and date of a document; what is not known says so."""
    if source is None:
        return label(name)
    outlet = label(source.outlet) if source.outlet else f"outlet {UNKNOWN}"
    published = label(source.published) if source.published else f"date {UNKNOWN}"
    date = f'<span class="qa-date">{published}</span>'
    return f'{label(source.title or name)}<span class="qa-from"> · {outlet} · {date}</span>'


def static(name: str) -> str:
    """A file of the page that ships beside the code (style, scripts)."""
    return files("qa").joinpath("static", name).read_text(encoding="utf-8")
