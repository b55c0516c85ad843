"""Answers and conversations to take away: plain text, Markdown, a page of HTML, a JSON bundle.

Quotes, sources and places go along. A bundle is the answer's own JSON (a conversation: one line
for each answer), which ``qa verify`` reads. Where a question was asked of a part of the documents,
every format says of which. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from qa.render import LineOf, json_line, render_html, render_markdown, render_text
from qa.safe_text import one_line
from qa.ui.history import PastTurn
from qa.ui.text import escape, label, words

__all__ = ["FORMATS", "Format", "answer_as", "conversation_as", "file_name", "line_finder"]

Format = Literal["text", "markdown", "html", "json"]
FORMATS: Mapping[Format, tuple[str, str]] = {
    "text": ("txt", "text/plain"),
    "markdown": ("md", "text/markdown"),
    "html": ("html", "text/html"),
    "json": ("jsonl", "application/json"),
}
_STYLE = (
    "body{font:16px/1.55 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "blockquote{border-inline-start:3px solid #999;margin:.4rem 0;padding:0 .8rem;color:#333}"
    "h2{font-size:1.15rem;margin-top:2rem}cite{font-style:normal;font-weight:600}"
)


def line_finder(texts: Mapping[str, str]) -> LineOf:
    """The line of an offset in the texts by document id; 1 where a text is not at hand."""

    def line_of(document_id: str, offset: int) -> int:
        head = texts.get(document_id, "")[:offset]
        return 1 + head.count("\n") + head.count("\r") - head.count("\r\n")

    return line_of


def answer_as(shape: Format, turn: PastTurn, line_of: LineOf) -> str:
    """One answer in a format; its question, and of what it was asked, before it."""
    if shape == "json":
        return _bundle(turn)
    if shape == "html":
        return _page(one_line(turn.question), [_html(1, turn, line_of)])
    if shape == "markdown":
        return _markdown(turn, line_of) + "\n"
    return f"{_text(turn, line_of)}\n"


def conversation_as(
    shape: Format, title: str, turns: Sequence[PastTurn], lines: Mapping[str, LineOf]
) -> str:
    """A whole conversation in a format; ``lines`` has a line finder for each turn's id."""
    if shape == "json":
        return "".join(map(_bundle, turns))
    if shape == "html":
        parts = [_html(number, turn, lines[turn.id]) for number, turn in enumerate(turns, start=1)]
        return _page(one_line(title), parts)
    if shape == "markdown":
        heads = [_markdown(turn, lines[turn.id]) for turn in turns]
        return "\n\n".join([f"# {_plain(title)}", *heads]) + "\n"
    texts = [f"> {_text(turn, lines[turn.id])}" for turn in turns]
    return "\n\n".join([one_line(title), *texts]) + "\n"


def _bundle(turn: PastTurn) -> str:
    """A line of JSON: the answer, by the contract, which knows no filter."""
    return "" if turn.answer is None else json_line(turn.answer.to_dict()).decode() + "\n"


def _limit(turn: PastTurn) -> str:
    """Of what it was asked, "" where it was asked of everything."""
    return f"Only: {one_line(turn.only.words())}" if any(turn.only) else ""


def _text(turn: PastTurn, line_of: LineOf) -> str:
    said = render_text(turn.answer, line_of) if turn.answer else one_line(turn.error or "")
    parts = (one_line(turn.question), _limit(turn), said)
    return "\n\n".join(part for part in parts if part)


def _markdown(turn: PastTurn, line_of: LineOf) -> str:
    said = render_markdown(turn.answer, line_of) if turn.answer else _plain(turn.error or "")
    parts = (f"## {_plain(turn.question)}", _plain(_limit(turn)), said)
    return "\n\n".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Words of a person as Markdown that is nothing but words."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&$])", r"\\\1", one_line(text))


def _html(number: int, turn: PastTurn, line_of: LineOf) -> str:
    answer = turn.answer
    said = (
        render_html(answer, line_of, f"a{number}")
        if answer
        else f"<p>{label(turn.error or '')}</p>"
    )
    limit = f"<p>Only: {label(turn.only.words())}</p>\n" if any(turn.only) else ""
    return f'<h2 dir="auto">{words(turn.question)}</h2>\n{limit}{said}'


def _page(title: str, parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f'<body>\n<h1 dir="auto">{words(title)}</h1>\n{body}\n</body>\n</html>\n'
    )


def file_name(title: str, shape: Format) -> str:
    """A name for a file to save: letters and digits of the title, at most 60, and a suffix."""
    words = re.sub(r"[^\w]+", "-", one_line(title)).strip("-_")[:60].strip("-_")
    return f"{words or 'conversation'}.{FORMATS[shape][0]}"
