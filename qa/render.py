"""An answer for the eye: text, markdown, HTML; and for programs: a line of JSON. All pure.

Line numbers need the documents' text, so they come from a function that is passed in. Words of
documents are data: in the three readable formats control characters and direction overrides
are shown as visible escapes, and markup in them stays text. JSON is exact.
"""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from qa.types import Answer, Citation, Nearest, Source, Statement

__all__ = [
    "LineOf",
    "json_line",
    "render_html",
    "render_json",
    "render_markdown",
    "render_text",
    "visible",
    "where",
]

LineOf = Callable[[str, int], int]
"""The 1-based line that holds an offset of the text of the document with that id."""

_DISAGREE = "The sources disagree:"
_CHANGED = "The account changed over time:"
_NEAREST = "Nearest passages:"
_UNANSWERED = "The documents do not say: "
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&$@]|:(?=//)|(?<=www)\.)")
_SPACES = re.compile("[ \t\n\v\f\r\x85\u2028\u2029]+")
_LINE_START = re.compile(r"(?m)^(\s*)([-+=:]|\d+[.)])")


def visible(text: str) -> str:
    """``text`` with escapes for what a terminal would obey or a reader could not see.

    These are control characters except line feed, line and paragraph separators, direction
    embeddings, overrides and isolates, tag characters, and lone surrogates. A tab becomes a
    space, CRLF a line feed.
    """
    return _HIDDEN.sub(_escape, text.replace("\r\n", "\n").replace("\t", " "))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _words(text: str) -> str:
    """A document's words on one line, for the eye."""
    return visible(_SPACES.sub(" ", text).strip())


def json_line(value: object) -> bytes:
    """``value`` as one line of JSON in UTF-8, without the newline.

    Text that UTF-8 cannot hold (a lone surrogate) makes the line use ASCII escapes.
    """
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def render_json(answer: Answer) -> str:
    """The answer as the contract describes it, one line without a newline."""
    return json_line(answer.to_dict()).decode()


def where(source: str, line: int, page: int | None, extractor: str) -> str:
    """A place as a person finds it: ``file:line`` of plain text, or the page of a paged file.

    For other formats the line is of the text that ``qa text`` prints.
    """
    name = _words(source)
    if page is not None:
        return f"{name}, page {page}"
    if extractor.split()[:1] == ["plain"]:
        return f"{name}:{line}"
    return f"{name}, line {line} of its text"


def _heading(source: Source | None, name: str) -> str:
    """What is known of a document: title (or file), outlet, publication date."""
    if source is None:
        return _words(name)
    parts = (source.title or name, source.outlet, source.published)
    return " · ".join(_words(part) for part in parts if part)


def _said(citation: Citation) -> str:
    """Who said it, by which words; empty where the document speaks for itself."""
    if citation.speaker is None:
        return ""
    said = f"said by {_words(citation.speaker)}"
    return f"{said}, cue “{_words(citation.cue)}”" if citation.cue else said


class _View:
    """What the formats have in common: an answer with its places in words."""

    def __init__(self, answer: Answer, line_of: LineOf) -> None:
        self.answer = answer
        self.sources: Mapping[str, Source] = {d.document_id: d for d in answer.documents}
        self._line_of = line_of

    def place(self, document_id: str, name: str, start: int, page: int | None = None) -> str:
        source = self.sources.get(document_id)
        extractor = source.extractor if source else "plain"
        return where(name, self._line_of(document_id, start), page, extractor)

    def heading(self, citation: Citation) -> str:
        head = _heading(self.sources.get(citation.document_id), citation.source)
        at = self.place(
            citation.document_id, citation.source, citation.start_char_index, citation.page
        )
        return f"{head} — {at}"

    def nearest(self, passage: Nearest) -> str:
        return self.place(
            passage.document_id, passage.source, passage.start_char_index, passage.page
        )

    def notes(self, citation: Citation) -> list[str]:
        """The speaker and the other places, a line each."""
        said = _said(citation)
        places = [
            self.place(place.document_id, place.source, place.start_char_index)
            for place in citation.also_at
        ]
        return [said] * bool(said) + [f"also at {place}" for place in places]

    def blocks(self) -> tuple[str, list[tuple[str, list[Statement]]]]:
        """A label and the statements of each position; no label where there is one answer.

        Statements of no position come first, in a block without a kind.
        """
        answer = self.answer
        if not answer.positions:
            return "", [("", list(answer.statements))]
        placed = {i for position in answer.positions for i in position.statements}
        rest = [s for i, s in enumerate(answer.statements) if i not in placed]
        blocks: list[tuple[str, list[Statement]]] = [("", rest)] if rest else []
        for position in answer.positions:
            own = [answer.statements[i] for i in position.statements]
            blocks.append((position.kind, own))
        return (_DISAGREE if answer.status == "disputed" else _CHANGED), blocks


def _marks(statement: Statement) -> str:
    return "".join(f"[{number}]" for number in statement.citations)


def render_text(
    answer: Answer, line_of: LineOf, width: int | None = None, *, quotes: bool = True
) -> str:
    """The answer, a blank line, its citations with the quoted words; or what came nearest.

    ``width`` wraps lines at that many columns (20 or more), None leaves them whole. ``quotes``
    False leaves the quoted words and the notes on them out.
    """
    view = _View(answer, line_of)
    lines = list(_text_lines(view, quotes))
    if width is not None:
        lines = [piece for line in lines for piece in _wrapped(line, max(20, width))]
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(line: str, width: int) -> list[str]:
    body = line.lstrip(" ")
    indent = " " * (len(line) - len(body))
    hang = indent + " " * len(match[0]) if (match := re.match(r"\[\d+\] ", body)) else indent
    return textwrap.wrap(
        body,
        width,
        initial_indent=indent,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _text_lines(view: _View, quotes: bool) -> Iterator[str]:
    answer = view.answer
    label, blocks = view.blocks()
    if label:
        yield label
        for kind, statements in blocks:
            yield ""
            yield from [f"  {kind}:"] if kind else []
            yield from (f"    {_words(s.text)} {_marks(s)}" for s in statements)
    else:
        yield _words(answer.text)
    yield from (f"{_UNANSWERED}{_words(part)}" for part in answer.unanswered)
    if answer.citations:
        yield ""
    for citation in answer.citations:
        yield f"[{citation.number}] {view.heading(citation)}"
        if quotes:
            yield f"    “{_words(citation.cited_text)}”"
            yield from (f"    {note}" for note in view.notes(citation))
    if answer.nearest:
        yield from ("", _NEAREST)
    for passage in answer.nearest:
        yield f"  {view.nearest(passage)}"
        if quotes:
            yield f"    “{_words(passage.cited_text)}”"


def render_markdown(answer: Answer, line_of: LineOf) -> str:
    """The answer as CommonMark; words of documents cannot become links, images or HTML."""
    view = _View(answer, line_of)
    label, blocks = view.blocks()
    parts = [f"**{label}**"] if label else []
    for kind, statements in blocks:
        said = [f"{_md(s.text)} {_md(_marks(s))}" for s in statements]
        head = [f"*{kind}:*"] if kind else []
        parts += [" ".join([*head, *said])] if said else []
    if not answer.statements:
        parts.append(_md(answer.text))
    parts += [_md(f"{_UNANSWERED}{part}") for part in answer.unanswered]
    for citation in answer.citations:
        item = f"{citation.number}. "
        body = [f"> {_md(citation.cited_text)}", *map(_md, view.notes(citation))]
        indented = [f"{' ' * len(item)}{line}" for line in body]
        parts.append("\n\n".join([item + _md(view.heading(citation)), *indented]))
    if answer.nearest:
        parts.append(f"**{_NEAREST}**")
    for passage in answer.nearest:
        parts.append(f"- {_md(view.nearest(passage))}\n\n  > {_md(passage.cited_text)}")
    return "\n\n".join(parts)


def _md(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", _words(text))
    return _LINE_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)


def render_html(answer: Answer, line_of: LineOf, prefix: str = "qa") -> str:
    """The answer as an HTML fragment without scripts, styles or outside references.

    ``prefix`` starts the ids that the markers point to; give each answer of a page its own.
    """
    view = _View(answer, line_of)
    label, blocks = view.blocks()
    parts = [f"<p><strong>{label}</strong></p>"] if label else []
    for kind, statements in blocks:
        said = " ".join(f"{_ht(s.text)}{_links(s, prefix)}" for s in statements)
        head = f"<em>{kind}:</em> " if kind else ""
        parts += [f'<p dir="auto">{head}{said}</p>'] if said else []
    if not answer.statements:
        parts.append(f"<p>{_ht(answer.text)}</p>")
    parts += [f"<p>{_ht(_UNANSWERED + part)}</p>" for part in answer.unanswered]
    if answer.citations:
        items = [_html_citation(view, citation, prefix) for citation in answer.citations]
        parts.append("\n".join(["<ol>", *items, "</ol>"]))
    if answer.nearest:
        rows = [
            f"<li>{_ht(view.nearest(n))}{_html_quote(n.cited_text)}</li>" for n in answer.nearest
        ]
        parts.append("\n".join([f"<p>{_NEAREST}</p>", "<ul>", *rows, "</ul>"]))
    body = "\n".join(parts)
    return f'<article class="qa-answer" data-status="{answer.status}">\n{body}\n</article>'


def _html_citation(view: _View, citation: Citation, prefix: str) -> str:
    notes = "".join(f"<div>{_ht(note)}</div>" for note in view.notes(citation))
    return (
        f'<li id="{html.escape(prefix)}-{citation.number}" value="{citation.number}">'
        f"<cite>{_ht(view.heading(citation))}</cite>{_html_quote(citation.cited_text)}{notes}</li>"
    )


def _html_quote(text: str) -> str:
    return f'<blockquote dir="auto">{_ht(text)}</blockquote>'


def _links(statement: Statement, prefix: str) -> str:
    links: Sequence[str] = [
        f'<a href="#{html.escape(prefix)}-{n}">[{n}]</a>' for n in statement.citations
    ]
    return f"<sup>{''.join(links)}</sup>"


def _ht(text: str) -> str:
    return html.escape(_words(text))
