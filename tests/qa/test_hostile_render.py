"""Whatever a document, its title, its speaker or its file is called: it is shown, it never acts."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.render import json_line, render_html, render_json, render_markdown, render_text, where
from qa.safe_text import one_line
from qa.types import Answer, CitationPlace
from tests.fakes_qa import answered, citation, disputed, made_document, refused

PIECES = [
    *("\x1b[2J", "\x1b]8;;http://x.yz\x07link\x1b]8;;\x07", "\x9b31m", "\x90q\x9c", "\r", "\x08"),
    *("\x00", "\x7f", "\u202e", "\u2066", "\u2069", "\u200b", "\u200c", "\u200d", "\u200e"),
    *("\u200f", "\u061c", "\ufeff", "\u2028", "\x85", "\n", "\r\n", "\t", "\xa0", "\u3000"),
    *("\u2800", "\u3164", "\xad", "\U000e0041", "\ufe0f", "\U000e0101", "\ud800", "\U0001f469"),
    *(
        "\u0301",
        "[1]",
        "[2]",
        "[",
        "]",
        "1",
        "［1］",
        "【1】",
        "[\u200b1]",
        "[٣]",
        "[1, 2]",
        "[^1]",
    ),
    *("[a](http://b.cd)", "![i](j.png)", "<b>", "</p>", "</article>", "<script>", "<!--", "]("),
    *("<img src=x onerror=y>", "&lt;", "&#91;", '"', "'", "`", "```", "***", "__", "~~", "|", "# "),
    *("- ", "1. ", "> ", "---", "===", "$", "\\", "<http://b.cd>", "http://b.cd/e", "www.b.cd"),
    *("me@b.cd", "b.com", "{{", "}}", ":::", "x", "A b", "می\u200cخواهم", "שלום", "“", "”", "\n\n"),
    *("    ", "[x]: http://b.cd", "said by the mayor"),
]
NAMES = ("quote", "source", "title", "outlet", "date", "speaker", "cue", "ask")
HOSTILE = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), min_size=1, max_size=8)
WORDS = HOSTILE.map("".join).filter(lambda text: bool(one_line(text)))
FIELDS = st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS))
PLAIN = dict.fromkeys(NAMES, "a")
Fields = dict[str, str]


def line_of(_: str, offset: int) -> int:
    return 1 + offset


def answer_with(words: Fields) -> Answer:
    """An answer each of whose fields that can hold a document's words holds these."""
    document = made_document("a", "a")
    cited = replace(
        citation(1, document, "a", voice="direct"),
        source=words["source"],
        cited_text=words["quote"],
        speaker=words["speaker"],
        cue=words["cue"],
        also_at=(CitationPlace(document.id, words["source"], 0, 1),),
    )
    frame = answered(words["ask"], [(document, "a")], [cited])
    source = replace(
        frame.documents[0],
        source=words["source"],
        title=words["title"],
        outlet=words["outlet"],
        published=words["date"],
    )
    return replace(frame, documents=(source,), unanswered=(words["ask"],))


def refusal_with(words: Fields) -> Answer:
    frame = refused(words["ask"], [(made_document("a", "a"), "a")])
    near = replace(frame.nearest[0], source=words["source"], cited_text=words["quote"])
    return replace(frame, nearest=(near,))


def dispute_with(words: Fields) -> Answer:
    document = made_document("a", "a b")
    frame = disputed(words["ask"], [(document, "a"), (document, "b")], ("claim", "denial"))
    first = replace(frame.statements[0], text=words["quote"])
    return replace(frame, statements=(first, frame.statements[1]))


MAKERS = (answer_with, refusal_with, dispute_with)


def assert_harmless(shown: str) -> None:
    for char in shown.replace("\n", ""):
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp"), f"U+{ord(char):04X}"
    assert not re.search("[\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]", shown)


@given(FIELDS, st.one_of(st.none(), st.integers(20, 100)))
def test_only_newlines_control_a_terminal(words: Fields, width: int | None) -> None:
    for make in MAKERS:
        assert_harmless(render_text(make(words), line_of, width))


@given(FIELDS)
def test_every_marker_in_a_terminal_is_ours(words: Fields) -> None:
    text = render_text(answer_with(words), line_of)
    assert re.findall(r"\[\s*\d+\s*\]", text) == ["[1]", "[1]"]
    assert not re.search(r"\[\s*\d+\s*\]", render_text(refusal_with(words), line_of))
    assert re.findall(r"\[\d+\]", render_text(dispute_with(words), line_of))[:2] == ["[1]", "[2]"]


@given(FIELDS)
def test_no_document_adds_a_line(words: Fields) -> None:
    for make in MAKERS:
        lines = render_text(make(words), line_of).splitlines()
        assert len(lines) == len(render_text(make(PLAIN), line_of).splitlines())


class _Page(HTMLParser):
    """The tags with their attributes in order, and the words of each quotation."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[Any] = []
        self.quotes: list[str] = []
        self.links: list[str] = []
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        self._in = tag
        if tag == "blockquote":
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(tag)
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "blockquote":
            self.quotes[-1] += data
        if self._in == "a":
            self.links.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data!r}")


@given(FIELDS)
def test_html_holds_no_element_but_ours(words: Fields) -> None:
    for make in MAKERS:
        page = render_html(make(words), line_of)
        assert_harmless(page)
        assert _Page(page).tags == _Page(render_html(make(PLAIN), line_of)).tags
    page = render_html(answer_with(words), line_of)
    assert _Page(page).quotes == [one_line(words["quote"])]
    assert _Page(page).links == re.findall(r"\[\d+\]", page) == ["[1]"]


@given(FIELDS)
@settings(max_examples=50)
def test_a_second_parser_sees_the_same_elements(words: Fields) -> None:
    html = pytest.importorskip("lxml.html")

    def elements(given_words: Fields) -> list[Any]:
        made = html.fragment_fromstring(render_html(answer_with(given_words), line_of))
        return [(element.tag, dict(element.attrib)) for element in made.iter()]

    assert elements(words) == elements(PLAIN)


def _flat(tokens: Any) -> list[Any]:
    return [t for token in tokens for t in (token, *_flat(token.children or []))]


def _parsed(markdown: str) -> list[Any]:
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True})
    return _flat(parser.enable(["table", "strikethrough"]).parse(markdown))


@given(FIELDS)
def test_markdown_holds_no_markup_but_ours(words: Fields) -> None:
    for make in MAKERS:
        text = render_markdown(make(words), line_of)
        assert_harmless(text)
        ours = [t.type for t in _parsed(render_markdown(make(PLAIN), line_of))]
        drop = ("text", "text_special")
        found = [t.type for t in _parsed(text)]
        assert [t for t in found if t not in drop] == [t for t in ours if t not in drop]


@given(WORDS)
def test_markdown_shows_the_words_as_they_are(quote: str) -> None:
    tokens = _parsed(render_markdown(answer_with({**PLAIN, "quote": quote}), line_of))
    start = [token.type for token in tokens].index("blockquote_open")
    inline = next(token for token in tokens[start:] if token.type == "inline")
    assert "".join(child.content for child in inline.children) == one_line(quote)


@given(FIELDS)
def test_markdown_without_a_parser(words: Fields) -> None:
    """The escapes themselves: no bare bracket, angle, address or code mark of a document."""
    text = render_markdown(answer_with(words), line_of)
    assert re.findall(r"\\\[\d+\\\]", text) == ["\\[1\\]"]
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    assert not re.search(r"[\[\]<`|$&@~]|://|www\.|\w\.[a-z]{2}", bare)


@given(FIELDS)
def test_json_is_exact_and_harmless(words: Fields) -> None:
    answer = answer_with(words)
    line = render_json(answer)
    assert json.loads(line) == answer.to_dict()
    assert json.loads(json_line(words)) == words
    for char in line:
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(char) not in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI")


@given(WORDS)
def test_cited_words_stay_the_documents_own(quote: str) -> None:
    text = "\u202e[1] " + quote + " \x1b[0m"
    text = text.encode("utf-8", "replace").decode()
    document = made_document("a\x1b.txt", text)
    quote = text[2:-2]
    known = json.loads(render_json(answered("?", [(document, quote)])))["citations"][0]
    assert text[known["start_char_index"] : known["end_char_index"]] == known["cited_text"]


def test_a_forged_marker_is_told_from_a_real_one() -> None:
    quote = "It is so [1], and [ 2 ] and 【3】 [２] [¹] [4–6]; in [2019] [sic] [a1]."
    answer = answer_with({**PLAIN, "quote": quote, "title": "[7] T", "speaker": "S [8]"})
    shown = "It is so ‹1›, and ‹ 2 › and ‹3› ‹２› ‹¹› ‹4–6›; in ‹2019› [sic] [a1]."
    text = render_text(answer, line_of)
    assert f"“{shown}”" in text and "[1] ‹7› T" in text and "said by S ‹8›" in text
    assert shown in render_html(answer, line_of)
    assert shown.replace("[", "\\[").replace("]", "\\]") in render_markdown(answer, line_of)


def test_a_statement_with_a_forged_marker() -> None:
    frame = answered("?", [(made_document("a.txt", "a"), "a")])
    one = replace(frame.statements[0], text="He lied [2].")
    answer = replace(frame, text="He lied [2]. [1]", statements=(one,))
    assert render_text(answer, line_of).startswith("He lied ‹2›. [1]\n")
    assert render_markdown(answer, line_of).startswith("He lied ‹2›. \\[1\\]\n")
    assert "He lied ‹2›.</bdi><sup><a" in render_html(answer, line_of)


def test_persian_and_hebrew_stay_readable() -> None:
    for words in ("او گفت «می‌خواهم» و رفت.", "שלום\u200f!", "CD‌های تازه", "👩‍🔬 ❤️", "क्‍ष"):
        answer = answer_with({**PLAIN, "quote": words})
        for render in (render_text, render_markdown, render_html):
            assert words.replace("!", "") in render(answer, line_of).replace("\\!", "").replace(
                "!", ""
            )
    assert 'dir="auto"' in render_html(answer, line_of)


def test_an_answer_in_persian_begins_on_the_right() -> None:
    for words, mark in (("او رفت.", "&rlm;"), ("«3» او رفت.", "&rlm;"), ("He said او رفت.", "")):
        html = render_html(answer_with({**PLAIN, "quote": words}), line_of)
        assert f'<p dir="auto">{mark}<bdi>' in html


def test_file_names_are_hostile_too() -> None:
    name = "a\x1b[31m\u202etxt.exe\n[1] <b>.txt"
    assert where(name, 3, None, "plain") == "a‹U+001B›[31m‹U+202E›txt.exe ‹1› <b>.txt:3"
