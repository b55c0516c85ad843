"""The source pane: a document as text, with the cited words highlighted in their place. Pure.

The text content of ``mark[data-main]`` equals the cited text, code point for code point. A text
of great length is cut to a window around it; what is cut is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.types import Answer, Source
from qa.ui.text import attributes, escape, exact, label, words

__all__ = ["WINDOW", "Quote", "empty_pane", "pane_html", "quotes_of"]

WINDOW = 60_000
"""Code points shown on either side of the words, at most."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to show in a document; ``act`` and ``n`` are what opens them (``cite``, 1)."""

    document_id: str
    start: int
    end: int
    act: str
    n: int
    speaker: str | None = None
    page: int | None = None


def quotes_of(answer: Answer) -> tuple[Quote, ...]:
    """The citations of an answer, or the nearest passages of a refusal, in order."""
    if answer.citations:
        return tuple(
            Quote(
                c.document_id,
                c.start_char_index,
                c.end_char_index,
                "cite",
                c.number,
                c.speaker,
                c.page,
            )
            for c in answer.citations
        )
    return tuple(
        Quote(p.document_id, p.start_char_index, p.end_char_index, "near", n, None, p.page)
        for n, p in enumerate(answer.nearest, start=1)
    )


def empty_pane(said: str = "Choose a number in an answer to see the words it stands on.") -> str:
    """The pane before anything is opened, or what keeps it from opening."""
    return f'<div class="qa-pane qa-pane-empty" id="qa-source"><p>{escape(said)}</p></div>'


def pane_html(
    turn: str,
    source: Source,
    text: str,
    quote: Quote,
    quotes: Sequence[Quote] = (),
    *,
    changed: bool = False,
) -> str:
    """The document with ``quote`` highlighted and the other ``quotes`` of it faintly marked.

    ``turn`` names the answer whose quotes they are; ``changed`` says that the file is another
    by now and ``text`` what it was when it was cited.
    """
    around = tuple(quotes) or (quote,)
    own = [q for q in around if q.document_id == quote.document_id and q != quote]
    begin, end = max(0, quote.start - WINDOW), min(len(text), quote.end + WINDOW)
    marked = "".join(_marked(turn, text, begin, end, quote, own))
    note = (
        '<p class="qa-changed-note" role="note">The file has changed or gone since. This is its '
        "text as it was when it was cited.</p>"
        if changed
        else ""
    )
    shown = end - begin
    facts = [label(source.source)] if source.title else []
    facts += [f"page {quote.page}"] if quote.page else []
    facts += [] if shown == len(text) else [f"{shown:,} of {len(text):,} characters shown"]
    return (
        f'<section class="qa-pane" id="qa-source" aria-label="Source document">'
        f'<header class="qa-pane-head">{_heading(source)}'
        f'<p class="qa-file">{" · ".join(facts)}</p>{note}'
        f"{_steps(turn, quote, around)}</header>"
        f'<div class="qa-doc" tabindex="0" role="document" aria-label="Text of the document">'
        f"{marked}</div></section>"
    )


def _heading(source: Source) -> str:
    outlet = label(source.outlet) if source.outlet else "unknown"
    published = label(source.published) if source.published else "unknown"
    return (
        f'<h2 dir="auto">{words(source.title or source.source)}</h2>'
        f'<p class="qa-meta">Outlet: <b>{outlet}</b> · Date: <b>{published}</b></p>'
    )


def _steps(turn: str, quote: Quote, quotes: Sequence[Quote]) -> str:
    """Previous, where one is, and next among all quotes of the answer; and the way back."""
    if not turn:
        back = f'<a class="qa-back" href="#qa-main"{attributes(act="back", turn="")}>Back</a>'
        return f'<nav class="qa-steps" aria-label="Back">{back}</nav>'
    at = next((i for i, other in enumerate(quotes) if other == quote), 0)
    said = f" — {label(quote.speaker)}" if quote.speaker else ""
    what = "Citation" if quote.act == "cite" else "Passage"
    middle = f'<span class="qa-at" role="status">{what} {at + 1} of {len(quotes)}{said}</span>'
    before = _step("‹ Previous", turn, quotes[at - 1] if at else None)
    after = _step("Next ›", turn, quotes[at + 1] if at + 1 < len(quotes) else None)
    back = (
        f'<a class="qa-back" href="#turn-{turn}"{attributes(act="back", turn=turn)}>'
        "Back to the answer</a>"
    )
    return f'<nav class="qa-steps" aria-label="Citations">{before}{middle}{after}{back}</nav>'


def _step(name: str, turn: str, quote: Quote | None) -> str:
    if quote is None:
        return f'<button type="button" class="qa-button" disabled>{name}</button>'
    given = attributes(act=quote.act, turn=turn, n=quote.n)
    return f'<button type="button" class="qa-button"{given}>{name}</button>'


def _marked(
    turn: str, text: str, begin: int, end: int, quote: Quote, others: Sequence[Quote]
) -> Iterator[str]:
    """The window's text; the other quotes give way where they overlap the chosen one."""
    at = begin
    for start, stop, one in _spans(quote, others):
        if start < at or stop > end:
            continue
        yield exact(text[at:start])
        shown = exact(text[start:stop])
        if one is quote:
            yield f'<mark class="qa-main" data-main tabindex="-1">{shown}</mark>'
        else:
            given = attributes(act=one.act, turn=turn, n=one.n)
            yield f'<mark class="qa-other"{given} title="Citation {one.n}">{shown}</mark>'
        at = stop
    yield exact(text[at:end])


def _spans(quote: Quote, others: Sequence[Quote]) -> list[tuple[int, int, Quote]]:
    """Disjoint spans in order: the quote whole, and what of the others lies outside it."""
    pieces = [(quote.start, quote.end, quote)]
    for other in others:
        for start, stop in ((other.start, min(other.end, quote.start)),
                            (max(other.start, quote.end), other.end)):  # fmt: skip
            if start < stop:
                pieces.append((start, stop, other))
    return sorted(pieces, key=lambda piece: (piece[0], piece[1]))
