"""An answer for the eye: text, markdown, HTML; and for programs: a line of JSON. All pure.

Line numbers need the documents' text, so they come from a function that is passed in. Words of
documents (quotes, titles, outlets, speakers, file names) are data in the three readable formats:
control and unseen characters are shown as ``‹U+202E›``, a document's own ``[1]`` as ``‹1›``, so
that every ``[1]`` is a marker of the answer, and markup stays text. Wrapped text indents the
lines that go on, so that no words of a document can begin where a line of ours would. JSON is
exact: what a terminal would obey is written as an escape that decodes to the same character.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from qa.answering import dispute_label, for_names, sources_of
from qa.safe_text import in_marks, json_escapes, one_line, visible
from qa.types import Answer, Citation, Dropped, Nearest, Source, Statement
from qa.wrapping import laid_out

__all__ = [
    "LineOf",
    "json_line",
    "render_html",
    "render_json",
    "render_markdown",
    "render_opening",
    "render_text",
    "visible",
    "where",
]

LineOf = Callable[[str, int], int]
"""The 1-based line that holds an offset of the text of the document with that id."""

_Pieces = tuple[str, ...]
"""A line in pieces: our words and those of documents in turn, beginning with ours."""

_NEAREST = "Nearest passages:"
_LAYOUT = re.compile(r"(?:[-*+•]|#{1,6})\s+(?=\S)")
_UNANSWERED = "The documents do not say: "
_DROPPED = "What the language model wrote and was not said, or why it could not be asked:"
# What CommonMark and its usual extensions read as markup, and what makes a bare address a link.
_MARKDOWN = re.compile(
    r"([\\`*_{}\[\]<>#|~!&$@^]|=(?==)|\+(?=\+)|:(?=//)|(?<=www)\.|(?<=\w)\.(?=[^\W\d_]{2}))"
)
_LINE_START = re.compile(r"(?m)^(\s*)([-+=:]|\d+[.)])")


def json_line(value: object) -> bytes:
    """``value`` as one line of JSON in UTF-8, without the newline.

    Control characters and direction overrides are escapes, so that the line can be looked at;
    text that UTF-8 cannot hold (a lone surrogate) makes the whole line use ASCII escapes.
    """
    try:
        return json_escapes(json.dumps(value, ensure_ascii=False)).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def render_json(answer: Answer) -> str:
    """The answer as the contract describes it, one line without a newline."""
    return json_line(answer.to_dict()).decode()


def where(source: str, line: int, page: int | None, extractor: str) -> str:
    """A place as a person finds it: ``file:line`` of plain text, or the page of a paged file.

    For other formats the line is of the text that ``qa text`` prints.
    """
    name = one_line(source)
    if page is not None:
        return f"{name}, page {page}"
    if extractor.split()[:1] == ["plain"]:
        return f"{name}:{line}"
    return f"{name}, line {line} of its text"


def _heading(source: Source | None, name: str) -> tuple[str, ...]:
    """What is known of a document: title (or file), outlet, publication date."""
    if source is None:
        return (one_line(name),)
    parts = (source.title or name, source.outlet, source.published)
    return tuple(one_line(part) for part in parts if part)


_FOR_NAMES = ("cited for the name alone",)


def _said(citation: Citation) -> _Pieces:
    """Who said it, by which words; empty where the document speaks for itself."""
    if citation.speaker is None:
        return ()
    cue = (", cue “", one_line(citation.cue), "”") if citation.cue else ()
    return ("said by ", one_line(citation.speaker), *cue)


class _View:
    """What the formats have in common: an answer with its places in words."""

    def __init__(self, answer: Answer, line_of: LineOf) -> None:
        self.answer = answer
        self.sources: Mapping[str, Source] = {d.document_id: d for d in answer.documents}
        self._line_of = line_of
        self._names = for_names(answer.statements)

    def place(self, document_id: str, name: str, start: int, page: int | None = None) -> str:
        source = self.sources.get(document_id)
        extractor = source.extractor if source else "plain"
        return where(name, self._line_of(document_id, start), page, extractor)

    def heading(self, citation: Citation) -> _Pieces:
        place = self.place(
            citation.document_id, citation.source, citation.start_char_index, citation.page
        )
        parts = _heading(self.sources.get(citation.document_id), citation.source)
        between = [piece for part in parts for piece in (part, " · ")]
        return ("", *between[:-1], " — ", place)

    def nearest(self, passage: Nearest) -> str:
        return self.place(
            passage.document_id, passage.source, passage.start_char_index, passage.page
        )

    def dates(self, citation: Citation) -> list[_Pieces]:
        """What relative times of the quoted words stand for, a line each."""
        from qa.when.notes import worked_out

        return [
            ("“", one_line(one.words), "” = ", one.days, " (worked out from ", one.origin, ")")
            for one in worked_out(self.answer, citation)
        ]

    def notes(self, citation: Citation) -> list[_Pieces]:
        """The speaker, the other places and the dates worked out, a line each."""
        said = _FOR_NAMES if citation.number in self._names else _said(citation)
        places = [
            self.place(place.document_id, place.source, place.start_char_index)
            for place in citation.also_at
        ]
        also = [("also at ", place) for place in places]
        return [said] * bool(said) + also + self.dates(citation)

    def blocks(self) -> tuple[str, list[tuple[str, str, list[Statement]]]]:
        """A label; then the kind, the sources and the statements of each position.

        No label where there is one answer. Statements of no position come first, in a block
        without a kind. Sources are named where figures or dates are laid side by side.
        """
        answer = self.answer
        if not answer.positions:
            return "", [("", "", list(answer.statements))]
        placed = {i for position in answer.positions for i in position.statements}
        rest = [s for i, s in enumerate(answer.statements) if i not in placed]
        blocks = [("", "", rest)] if rest else []
        for position in answer.positions:
            own = [answer.statements[i] for i in position.statements]
            blocks.append((position.kind, sources_of(answer, position), own))
        return dispute_label(answer), blocks


def _block_head(kind: str, who: str) -> str:
    return f"  {kind} ({who}):" if who else f"  {kind}:"


def _bare(text: str) -> str:
    """A statement without the bullet, the heading's or the table's marks of its line."""
    mark = _LAYOUT.match(text)
    row = text[:1] == text[-1:] == "|" and len(text) > 1
    return text[mark.end() :] if mark else text.strip("| ") or text if row else text


def _with_marks(statement: Statement) -> str:
    return f"{one_line(_bare(statement.text))} {_marks(statement)}"


def _marks(statement: Statement) -> str:
    return "".join(f"[{number}]" for number in statement.citations)


def render_text(
    answer: Answer,
    line_of: LineOf,
    width: int | None = None,
    *,
    quotes: bool = True,
    dropped: bool = False,
) -> str:
    """The answer, a blank line, its citations with the quoted words; or what came nearest.

    ``width`` wraps lines at that many columns (20 or more), None leaves them whole. ``quotes``
    False leaves out the quoted words and the notes on them, but for dates worked out; ``dropped``
    adds what was dropped.
    """
    view = _View(answer, line_of)
    lines = list(_text_lines(view, quotes))
    if dropped and answer.dropped:
        lines += ["", _DROPPED]
        for one in answer.dropped:
            lines += [f"  {in_marks(one_line(one.text))}"] if one.text else []
            lines.append(f"    {one_line(one.reason)}")
    return laid_out(lines, width)


def render_opening(answer: Answer, width: int | None = None) -> str:
    """What can be shown of an answer that still grows: how ``render_text`` of the whole begins.

    The positions of a disputed answer hold every statement and are whole from the first, its
    statements are not: lines end before the first that is missing. Empty where nothing can be
    shown yet.
    """
    if not answer.statements:
        return ""
    if not answer.positions:
        said = " ".join(map(_with_marks, answer.statements))
        return laid_out([said], width)
    return laid_out(list(_opening_lines(answer)), width)


def _opening_lines(answer: Answer) -> Iterator[str]:
    """The blocks of a disputed answer up to the first statement that is missing."""
    yield dispute_label(answer)
    for position in answer.positions:
        if any(i >= len(answer.statements) for i in position.statements[:1]):
            return
        yield from ("", _block_head(position.kind, sources_of(answer, position)))
        for i in position.statements:
            if i >= len(answer.statements):
                return
            yield f"    {_with_marks(answer.statements[i])}"


def _text_lines(view: _View, quotes: bool) -> Iterator[str]:
    answer = view.answer
    label, blocks = view.blocks()
    if label:
        yield label
        for kind, who, statements in blocks:
            yield ""
            yield from [_block_head(kind, who)] if kind else []
            yield from (f"    {_with_marks(s)}" for s in statements)
    else:
        said = " ".join(map(_with_marks, answer.statements))
        yield said or one_line(answer.text)
    yield from (f"{_UNANSWERED}{one_line(part)}" for part in answer.unanswered)
    if answer.citations:
        yield ""
    for citation in answer.citations:
        yield f"[{citation.number}] {''.join(view.heading(citation))}"
        if quotes:
            yield f"    {in_marks(one_line(citation.cited_text))}"
        notes = view.notes(citation) if quotes else view.dates(citation)
        yield from (f"    {''.join(note)}" for note in notes)
    if answer.nearest:
        yield from ("", _NEAREST)
    for passage in answer.nearest:
        yield f"  {view.nearest(passage)}"
        if quotes:
            yield f"    {in_marks(one_line(passage.cited_text))}"


def render_markdown(answer: Answer, line_of: LineOf, *, dropped: bool = False) -> str:
    """The answer as CommonMark; words of documents cannot become links, images or HTML.

    ``dropped`` adds what was dropped.
    """
    view = _View(answer, line_of)
    label, blocks = view.blocks()
    parts = [f"**{label}**"] if label else []
    for kind, who, statements in blocks:
        said = [f"{_md(_bare(s.text))} {_md_marks(s)}" for s in statements]
        head = [f"*{kind}{f' ({_md(who)})' if who else ''}:*"] if kind else []
        parts += [" ".join([*head, *said])] if said else []
    if not answer.statements:
        parts.append(_md(answer.text))
    parts += [_md(f"{_UNANSWERED}{part}") for part in answer.unanswered]
    for citation in answer.citations:
        item = f"{citation.number}. "
        notes = [_md("".join(note)) for note in view.notes(citation)]
        body = [f"> {_md(citation.cited_text)}", *notes]
        indented = [f"{' ' * len(item)}{line}" for line in body]
        parts.append("\n\n".join([item + _md("".join(view.heading(citation))), *indented]))
    if answer.nearest:
        parts.append(f"**{_NEAREST}**")
    for passage in answer.nearest:
        parts.append(f"- {_md(view.nearest(passage))}\n\n  > {_md(passage.cited_text)}")
    if dropped and answer.dropped:
        parts.append(f"**{_DROPPED}**")
        parts += [f"- {_md(_dropped_line(one))}" for one in answer.dropped]
    return "\n\n".join(parts)


def _md_marks(statement: Statement) -> str:
    return "".join(f"\\[{number}\\]" for number in statement.citations)


def _md(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", one_line(text))
    return _LINE_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", escaped)


def _dropped_line(one: Dropped) -> str:
    return f"“{one.text}” ({one.reason})" if one.text else one.reason


def render_html(
    answer: Answer, line_of: LineOf, prefix: str = "qa", *, dropped: bool = False
) -> str:
    """The answer as an HTML fragment without scripts, styles or outside references.

    ``prefix`` starts the ids that the markers point to; give each answer of a page its own.
    ``dropped`` adds what was dropped.
    """
    view = _View(answer, line_of)
    label, blocks = view.blocks()
    parts = [f"<p><strong>{label}</strong></p>"] if label else []
    for kind, who, statements in blocks:
        said = " ".join(f"<bdi>{_ht(_bare(s.text))}</bdi>{_links(s, prefix)}" for s in statements)
        sources = f" (<bdi>{_ht(who)}</bdi>)" if who else ""
        head = f"<em>{kind}{sources}:</em> " if kind else ""
        mark = _direction_mark(" ".join(s.text for s in statements))
        parts += [f'<p dir="auto">{mark}{head}{said}</p>'] if said else []
    if not answer.statements:
        parts.append(f"<p>{_ht(answer.text)}</p>")
    parts += [f"<p>{_ht(_UNANSWERED + part)}</p>" for part in answer.unanswered]
    if answer.citations:
        items = [_html_citation(view, citation, prefix) for citation in answer.citations]
        parts.append("\n".join(["<ol>", *items, "</ol>"]))
    if answer.nearest:
        rows = [
            f"<li><bdi>{_ht(view.nearest(n))}</bdi>{_html_quote(n.cited_text)}</li>"
            for n in answer.nearest
        ]
        parts.append("\n".join([f"<p>{_NEAREST}</p>", "<ul>", *rows, "</ul>"]))
    if dropped and answer.dropped:
        rows = [f"<li><bdi>{_ht(_dropped_line(one))}</bdi></li>" for one in answer.dropped]
        parts.append("\n".join([f"<p>{_DROPPED}</p>", "<ul>", *rows, "</ul>"]))
    body = "\n".join(parts)
    return f'<article class="qa-answer" data-status="{answer.status}">\n{body}\n</article>'


def _direction_mark(text: str) -> str:
    """A right-to-left mark where the first letter with a direction has that one, else nothing.

    ``dir="auto"`` looks past a ``bdi``, which keeps each statement's words apart from our marks;
    so the paragraph is told, by a character that takes no room.
    """
    strong = (unicodedata.bidirectional(char) for char in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return "" if first == "L" else "&rlm;"


def _html_citation(view: _View, citation: Citation, prefix: str) -> str:
    notes = "".join(f"<div>{_html_pieces(note)}</div>" for note in view.notes(citation))
    return (
        f'<li id="{html.escape(prefix)}-{citation.number}" value="{citation.number}">'
        f"<cite>{_html_pieces(view.heading(citation))}</cite>{_html_quote(citation.cited_text)}{notes}</li>"
    )


def _html_pieces(pieces: _Pieces) -> str:
    """Words of documents apart from ours, so that their direction cannot reorder ours."""
    return "".join(
        f"<bdi>{_ht(piece)}</bdi>" if number % 2 else html.escape(piece)
        for number, piece in enumerate(pieces)
    )


def _html_quote(text: str) -> str:
    return f'<blockquote dir="auto">{_ht(text)}</blockquote>'


def _links(statement: Statement, prefix: str) -> str:
    links: Sequence[str] = [
        f'<a href="#{html.escape(prefix)}-{n}">[{n}]</a>' for n in statement.citations
    ]
    return f"<sup>{''.join(links)}</sup>"


def _ht(text: str) -> str:
    return html.escape(one_line(text))
