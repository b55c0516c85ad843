"""A checked draft for the eye: text and HTML. Pure; words of drafts and documents are data."""

from __future__ import annotations

import html
from collections.abc import Iterator

from qa.check import STATUSES, Checked, CheckedSentence
from qa.render import LineOf, where
from qa.safe_text import in_marks, one_line
from qa.types import Citation
from qa.wrapping import number_of

__all__ = ["render_check", "render_check_html", "summary"]

_SHOWN = {"supported": "supported", "contradicted": "contradicted", "not_found": "not found"}


def render_check(checked: Checked, name: str, text: str, line_of: LineOf) -> str:
    """A block for each sentence of the draft ``name``, its line first; then what is cited."""
    lines = []
    for sentence in checked.sentences:
        head = f"{one_line(name)}:{_line(text, sentence.start_char_index)}: "
        lines += [head + _verdict(sentence), f"    {one_line(sentence.text)}", ""]
    for citation in checked.citations:
        lines.append(f"[{citation.number}] {_place(checked, citation, line_of)}")
        lines.append(f"    {in_marks(one_line(citation.cited_text))}")
        if citation.speaker:
            lines.append(f"    said by {one_line(citation.speaker)}")
    return "\n".join([*lines, *([""] if checked.citations else []), summary(checked)])


def summary(checked: Checked) -> str:
    """How many sentences there are, and how many of each status."""
    count = len(checked.sentences)
    told = ", ".join(f"{checked.counts[status]} {_SHOWN[status]}" for status in STATUSES)
    against = number_of(checked.searched.documents, "document")
    return f"{number_of(count, 'sentence')} against {against}: {told}"


def _verdict(sentence: CheckedSentence) -> str:
    parts = [_SHOWN[sentence.status]]
    if sentence.reason:
        parts.append(f"({one_line(sentence.reason)})")
    if sentence.citations:
        near = "nearest: " if sentence.status == "not_found" else ""
        parts.append(near + _marks(sentence.citations))
    if sentence.against:
        parts.append(f"but contradicted by {_marks(sentence.against)}")
    if sentence.read_as:
        parts.append(f"(its pronoun taken for {one_line(sentence.read_as)})")
    return " ".join(parts)


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _line(text: str, offset: int) -> int:
    head = text[:offset]
    return 1 + head.count("\n") + head.count("\r") - head.count("\r\n")


def _place(checked: Checked, citation: Citation, line_of: LineOf) -> str:
    source = next((d for d in checked.documents if d.document_id == citation.document_id), None)
    line = line_of(citation.document_id, citation.start_char_index)
    extractor = source.extractor if source else "plain"
    place = where(citation.source, line, citation.page, extractor)
    title = source.title if source and source.title else None
    return f"{one_line(title)} — {place}" if title else place


def render_check_html(checked: Checked, text: str, line_of: LineOf, prefix: str = "check") -> str:
    """An HTML fragment: the draft as it stands, each sentence marked, and what is cited.

    Without scripts, styles or outside references. A sentence is ``<mark class="qa-STATUS">``
    with its reason as title; ``prefix`` starts the ids that the numbers point to.
    """
    parts = "".join(_marked(checked, text, prefix))
    items = "\n".join(_item(checked, c, line_of, prefix) for c in checked.citations)
    cited = f"<ol>\n{items}\n</ol>\n" if items else ""
    return (
        f'<article class="qa-check">\n<pre dir="auto">{parts}</pre>\n'
        f"{cited}<p>{html.escape(summary(checked))}</p>\n</article>"
    )


def _marked(checked: Checked, text: str, prefix: str) -> Iterator[str]:
    at = 0
    for sentence in checked.sentences:
        start, end = sentence.start_char_index, sentence.end_char_index
        links = _links(sentence.citations, prefix)
        against = f" but contradicted by {_links(sentence.against, prefix)}"
        title = html.escape(f"{_SHOWN[sentence.status]}: {one_line(sentence.reason)}".rstrip(": "))
        yield _shown(text[at:start])
        yield f'<mark class="qa-{sentence.status}" title="{title}">{_shown(text[start:end])}</mark>'
        told = f"{_SHOWN[sentence.status]} {links}".rstrip()
        yield f"<sup>{told}{against if sentence.against else ''}</sup>"
        at = end
    yield _shown(text[at:])


def _links(numbers: tuple[int, ...], prefix: str) -> str:
    return "".join(f'<a href="#{html.escape(prefix)}-{n}">[{n}]</a>' for n in numbers)


def _shown(text: str) -> str:
    """The draft's words line by line, so that its own lines stay."""
    return html.escape("\n".join(_kept(line) for line in text.split("\n")))


def _kept(line: str) -> str:
    """A line with its outer blanks, and what could not be seen made visible."""
    bare = line.strip()
    head = line[: len(line) - len(line.lstrip())] if bare else line
    tail = line[len(line.rstrip()) :] if bare else ""
    blanks = str.maketrans(dict.fromkeys("\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
    return f"{head.translate(blanks)}{one_line(bare)}{tail.translate(blanks)}"


def _item(checked: Checked, citation: Citation, line_of: LineOf, prefix: str) -> str:
    said = f"<div>said by <bdi>{_ht(citation.speaker)}</bdi></div>" if citation.speaker else ""
    return (
        f'<li id="{html.escape(prefix)}-{citation.number}" value="{citation.number}">'
        f"<cite><bdi>{_ht(_place(checked, citation, line_of))}</bdi></cite>"
        f'<blockquote dir="auto">{_ht(citation.cited_text)}</blockquote>{said}</li>'
    )


def _ht(text: str) -> str:
    return html.escape(one_line(text))
