"""Answers for the eye: every format shows the same, and documents cannot play tricks."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document
from qa.answering import for_names, says
from qa.render import (
    LineOf,
    json_line,
    render_html,
    render_json,
    render_markdown,
    render_text,
    visible,
    where,
)
from qa.types import Answer, CitationPlace
from qa.ui.answer import Asked, asked_html
from tests.fakes_qa import answered, citation, disputed, made_document, refused

MILL = made_document(
    "mill.txt",
    "The town\r\nAnn Lee claimed the mill opened in 1903.\r\nIt closed in 1950.\r\n",
    title="The Old Mill",
    outlet="Riverside News",
    published="2021-05",
)
BOOK = made_document(
    "book.pdf", "One.\n\nThe mill opened in 1907.", extractor="pypdf 7.1.0", page_starts=(0, 6)
)
PAGE = made_document("page.html", "The mill opened in 1907.", extractor="trafilatura 2.3.0")
CLAIM = "Ann Lee claimed the mill opened in 1903."
DOCUMENTS = {document.id: document for document in (MILL, BOOK, PAGE)}


def line_of(document_id: str, offset: int) -> int:
    return DOCUMENTS[document_id].line_at(offset)


def one_line(document: Document) -> LineOf:
    return lambda _, offset: document.line_at(offset)


def attributed() -> Answer:
    start = BOOK.text.index("The mill")
    cited = citation(
        1,
        MILL,
        CLAIM,
        voice="reported",
        speaker="Ann Lee",
        cue="claimed",
        also_at=(CitationPlace(BOOK.id, BOOK.source, start, start + 4),),
    )
    return answered("Who?", [(MILL, CLAIM), (BOOK, "One.")], [cited])


def test_an_answer_as_text() -> None:
    assert render_text(attributed(), line_of) == (
        "Ann Lee claimed the mill opened in 1903. [1]\n"
        "\n"
        "[1] The Old Mill · Riverside News · 2021-05 — mill.txt:2\n"
        "    “Ann Lee claimed the mill opened in 1903.”\n"
        "    said by Ann Lee, cue “claimed”\n"
        "    also at book.pdf, line 3 of its text"
    )


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("- No sample was taken.", "No sample was taken."),
        ("## What we know", "What we know"),
        ("| Sales? | 48 a year. |", "Sales? | 48 a year."),
        ("-5 degrees were read.", "-5 degrees were read."),
        ("1. FC Orvale won.", "1. FC Orvale won."),
        ("||", "||"),
    ],
)
def test_marks_of_layout_are_left_out_of_statements(raw: str, shown: str) -> None:
    document = made_document("list.md", f"{raw}\n")
    answer = answered("What?", [(document, raw)])
    assert render_text(answer, one_line(document)).startswith(f"{shown} [1]\n\n[1]")
    assert f"“{raw}”" in render_text(answer, one_line(document))
    assert f"<bdi>{shown}</bdi>" in render_html(answer, one_line(document))


def test_without_the_quotes() -> None:
    text = render_text(attributed(), line_of, quotes=False)
    assert text.splitlines() == [
        "Ann Lee claimed the mill opened in 1903. [1]",
        "",
        "[1] The Old Mill · Riverside News · 2021-05 — mill.txt:2",
    ]


def test_a_dispute_shows_each_side() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907.")]
    text = render_text(disputed("When?", quotes, ("claim", "denial")), line_of)
    assert text.startswith(
        "The sources disagree (not all are dated, so one may be newer):\n"
        "\n"
        "  claim:\n"
        "    Ann Lee claimed the mill opened in 1903. [1]\n"
        "\n"
        "  denial:\n"
        "    The mill opened in 1907. [2]\n"
        "\n"
        "[1] The Old Mill"
    )
    assert "[2] book.pdf — book.pdf, page 2\n" in text
    dated = render_text(disputed("When?", [(MILL, CLAIM)] * 2, ("claim", "denial")), line_of)
    assert dated.startswith("The sources disagree:\n\n  claim:\n")


def test_figures_are_laid_side_by_side_with_their_sources() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907.")]
    answer = disputed("When?", quotes, ("figure", "figure"))
    text = render_text(answer, line_of)
    assert text.startswith(
        "These sources state different figures (not all are dated, so one may be newer):\n\n"
        "  figure (Riverside News):\n"
    )
    assert "  figure (book.pdf):\n" in text
    dated = tuple(replace(source, published="2021") for source in answer.documents)
    text = render_text(replace(answer, documents=dated), line_of)
    assert text.startswith("These sources state different figures:\n")


def test_what_only_proves_a_name_is_no_source_of_a_figure() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907."), (PAGE, PAGE.text)]
    whole = disputed("When?", quotes, ("figure", "figure"))
    first, second, _ = whole.statements
    proved = replace(first, citations=(1, 3))
    answer = replace(
        whole,
        statements=(proved, second),
        positions=(replace(whole.positions[0], citations=(1, 3)), whole.positions[1]),
        citations=(*whole.citations[:2], replace(whole.citations[2], speaker="Tom Hale")),
    )
    assert for_names(answer.statements) == {3}
    text = render_text(answer, line_of)
    assert "Tom Hale" not in text
    assert text.count("cited for the name alone") == 1
    assert "  figure (Riverside News):\n" in text


def test_what_proves_a_name_on_one_side_and_speaks_on_the_other_is_a_source_of_the_other() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907.")]
    whole = disputed("When?", quotes, ("figure", "figure"))
    proved = replace(whole.statements[0], citations=(1, 2))
    answer = replace(
        whole,
        statements=(proved, whole.statements[1]),
        positions=(replace(whole.positions[0], citations=(1, 2)), whole.positions[1]),
    )
    assert [says(proved, n) for n in (1, 2)] == [True, False]
    text = render_text(answer, line_of)
    assert "  figure (Riverside News):\n" in text and "  figure (book.pdf):\n" in text
    assert "cited for the name alone" not in text, "it says the second figure"
    page = asked_html(Asked("t1", "When?", answer))
    assert page.count("for the name alone") == 1, "below the first figure"


def test_a_statement_of_no_side_comes_first() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907."), (MILL, "It closed in 1950.")]
    answer = disputed("When?", quotes, ("claim", "denial"))
    lines = render_text(answer, line_of).splitlines()
    assert lines[2].strip() == "It closed in 1950. [3]"


def test_a_change_over_time_has_a_label_of_its_own() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907.")]
    answer = replace(disputed("When?", quotes, ("update", "update")), status="answered")
    assert render_text(answer, line_of).startswith("The account changed over time:\n")


def test_a_refusal_shows_what_came_nearest() -> None:
    text = render_text(refused("Who?", [(MILL, CLAIM), (PAGE, PAGE.text)]), line_of)
    assert text == (
        "The documents searched do not say.\n"
        "\n"
        "Nearest passages:\n"
        "  mill.txt:2\n"
        "    “Ann Lee claimed the mill opened in 1903.”\n"
        "  page.html, line 1 of its text\n"
        "    “The mill opened in 1907.”"
    )


def test_what_is_not_answered_is_said_in_each_format() -> None:
    answer = replace(attributed(), unanswered=("who built it",))
    for render in (render_text, render_markdown, render_html):
        assert "The documents do not say: who built it" in render(answer, line_of)


def test_json_is_exact() -> None:
    document = made_document("odd.txt", "A\x1b[31m \u202eword\u2028 é.")
    answer = answered("?", [(document, document.text)])
    line = render_json(answer)
    assert "\n" not in line and "é" in line
    assert json.loads(line) == answer.to_dict()


def test_json_of_what_utf8_cannot_hold() -> None:
    assert json.loads(json_line({"a": "\ud800é"})) == {"a": "\ud800é"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[2Jb", "a‹U+001B›[2Jb"),
        ("a\x07\x00\x7f\x9b", "a‹U+0007›‹U+0000›‹U+007F›‹U+009B›"),
        ("a\u202eb\u2066c\u2069", "a‹U+202E›b‹U+2066›c‹U+2069›"),
        ("a\U000e0041", "a‹U+E0041›"),
        ("a\ud800", "a‹U+D800›"),
        ("a\tb\r\nc\rd", "a b\nc‹U+000D›d"),
        ("naïve “ok” 你好 👩‍🔬 שלום", "naïve “ok” 你好 👩‍🔬 שלום"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(raw: str, shown: str) -> None:
    assert visible(raw) == shown


EVIL = "Now\x1b]0;x\x07 <script>alert(1)</script> ![a](http://b.c/d) [x](javascript:1) \u202ekcart"


def evil() -> tuple[Answer, LineOf]:
    document = made_document("evil\x1b[0m.txt", EVIL, title="<b>*T*</b>")
    cited = citation(1, document, EVIL, voice="direct", speaker="<i>S</i>", cue="`c`")
    return answered("?", [(document, EVIL)], [cited]), one_line(document)


def test_documents_cannot_send_escapes() -> None:
    for render in (render_text, render_markdown, render_html):
        text = render(*evil())
        assert not set(text) & set("\x1b\x07\u202e")


def test_documents_cannot_add_markup_to_html() -> None:
    text = render_html(*evil())
    assert "<script" not in text and "<b>" not in text and "<i>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_documents_cannot_add_markup_to_markdown() -> None:
    text = render_markdown(*evil())
    assert "\\!\\[a\\](http\\://b.c/d)" in text
    assert "\\<script\\>" in text and "\\*T\\*" in text


def test_markdown() -> None:
    assert render_markdown(attributed(), line_of) == (
        "Ann Lee claimed the mill opened in 1903. \\[1\\]\n\n"
        "1. The Old Mill · Riverside News · 2021-05 — mill\\.txt:2\n\n"
        "   > Ann Lee claimed the mill opened in 1903.\n\n"
        "   said by Ann Lee, cue “claimed”\n\n"
        "   also at book\\.pdf, line 3 of its text"
    )


def test_markdown_of_a_dispute_and_a_refusal() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907.")]
    text = render_markdown(disputed("When?", quotes, ("claim", "denial")), line_of)
    assert text.startswith("**The sources disagree (not all are dated, so one may be newer):**")
    assert "\n\n*claim:* Ann Lee claimed" in text
    text = render_markdown(refused("Who?", [(MILL, CLAIM)]), line_of)
    assert "**Nearest passages:**\n\n- mill\\.txt:2\n\n  > Ann Lee" in text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        known = dict(attrs)
        self.ids |= {known["id"] or ""} if "id" in known else set()
        self.links |= {known["href"] or ""} if "href" in known else set()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _parsed(text: str) -> _Tags:
    tags = _Tags()
    tags.feed(text)
    tags.close()
    assert tags.open == []
    return tags


def test_html_links_each_marker_to_its_citation() -> None:
    quotes = [(MILL, CLAIM), (BOOK, "The mill opened in 1907.")]
    tags = _parsed(render_html(disputed("When?", quotes, ("claim", "denial")), line_of, "a7"))
    assert tags.ids == {"a7-1", "a7-2"}
    assert tags.links == {"#a7-1", "#a7-2"}
    assert 'data-status="not_in_corpus"' in render_html(refused("?", [(MILL, CLAIM)]), line_of)


def test_lines_are_wrapped_under_their_beginnings() -> None:
    lines = render_text(attributed(), line_of, 30).splitlines()
    assert max(map(len, lines)) <= 30
    at = next(i for i, line in enumerate(lines) if line.startswith("[1]"))
    assert lines[at + 1].startswith("      ")


def test_a_wrapped_line_begins_where_none_of_ours_does() -> None:
    """Else a document could word what looks like the next line: a note, a quote, a heading."""
    words = "Rain fell here. " + "said by the mayor " * 8
    document = made_document("a b " * 20, words, title="Over there “It closed” " * 6)
    cited = citation(1, document, words, voice="direct", speaker="A B " * 30, cue="said")
    text = render_text(answered("?", [(document, words)], [cited]), one_line(document), 40)
    lines = text.partition("\n\n")[2].splitlines()
    begins = [i for i, line in enumerate(lines) if line.startswith(("[1] Over", "    “R", "    s"))]
    assert len(begins) == 3 and len(lines) > 12
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        assert number in begins or indent in (5, 6)


def test_places() -> None:
    assert where("a.txt", 3, None, "plain") == "a.txt:3"
    assert where("a.pdf", 3, 2, "pypdf 7.1.0") == "a.pdf, page 2"
    assert where("a.html", 3, None, "trafilatura 2.3.0") == "a.html, line 3 of its text"


TEXTS = st.text(min_size=1, max_size=60).filter(str.strip)


@given(TEXTS, st.one_of(st.none(), st.integers(20, 120)))
def test_any_words_can_be_shown(words: str, width: int | None) -> None:
    document = made_document("a.txt", f"{words}\n", title=words)
    answer = answered("?", [(document, words)])
    find = one_line(document)
    text = render_text(answer, find, width)
    assert text == visible(text)
    _parsed(render_html(answer, find))
    assert render_markdown(answer, find)
    assert json.loads(render_json(answer)) == answer.to_dict()
