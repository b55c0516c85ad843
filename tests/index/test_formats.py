from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path

import pytest

import index.formats
import index.load
import index.sources
from index.errors import DocumentError
from index.load import read_document
from index.sources import SourceNote
from tests.index.made_files import docx_bytes, locked_pdf, pdf_bytes, read, refusal, scanned_pdf

# --- PDF


def test_pdf_pages_and_title(tmp_path: Path) -> None:
    pages = [["The council met on Tuesday.", "It voted 7 to 4."], [], ["The cost is 12 million."]]
    document = read(tmp_path, "a.pdf", pdf_bytes(pages, "Minutes of the council"))
    assert document.extractor.startswith("pypdf ")
    assert (document.title, document.published) == ("Minutes of the council", None)
    assert len(document.page_starts) == 3
    place = document.text.index("The cost")
    assert (document.page_at(0), document.page_at(place)) == (1, 3)
    assert document.text[document.page_starts[2] :].startswith("The cost")


def test_pdf_that_is_mended_is_read_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = b"%PDF-1.4\n% a line too many\n" + pdf_bytes([["The council met."]])[9:]
    assert "council" in read(tmp_path, "a.pdf", moved).text
    assert not [record for record in caplog.records if record.name.startswith("pypdf")]
    assert logging.getLogger("pypdf").level == logging.NOTSET
    monkeypatch.setattr(index.formats, "_quiet", lambda _: nullcontext())
    read(tmp_path, "a.pdf", moved)  # the library does complain where it is let
    assert [record for record in caplog.records if record.name.startswith("pypdf")]


def test_pdf_keeps_hyphens_as_extracted(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pdf", pdf_bytes([["The wet-", "lands are closed."]]))
    assert document.text.strip() == "The wet-\nlands are closed."


@pytest.mark.parametrize(
    "title", ["Microsoft Word - draft.doc", "minutes_final.pdf", "untitled", "scan_0012", "", "12"]
)
def test_pdf_titles_that_programs_put_there_are_none(tmp_path: Path, title: str) -> None:
    assert read(tmp_path, "a.pdf", pdf_bytes([["The council met."]], title)).title is None


def test_locked_and_scanned_and_broken_pdfs(tmp_path: Path) -> None:
    whole = pdf_bytes([["The council met."]])
    assert read(tmp_path, "a.pdf", locked_pdf([["The council met."]], "")).text
    assert "password" in refusal(tmp_path, "a.pdf", locked_pdf([["Secret"]], "sesame"))
    assert "OCR" in refusal(tmp_path, "a.pdf", scanned_pdf())
    assert "OCR" in refusal(tmp_path, "a.pdf", pdf_bytes([[]]))
    assert "not a PDF" in refusal(tmp_path, "a.pdf", b"<html>not found</html>")
    assert "broken" in refusal(tmp_path, "a.pdf", whole[:40])
    assert "broken" in refusal(tmp_path, "a.pdf", whole.replace(b"/Pages 2 0 R", b"/Pages 9 0 R"))


# --- DOCX

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_docx_in_document_order(tmp_path: Path) -> None:
    data = docx_bytes(
        [
            ("Heading 1", "Minutes"),
            ("Normal", "The committee met on 4 May."),
            ("List Bullet", "Open the tender"),
            ("List Bullet", "Report"),
        ],
        [["Body", "Share"], ["City", "6 million"]],
        "The meeting ended.",
        title="Minutes of the committee",
    )
    document = read(tmp_path, "a.docx", data)
    assert document.text == (
        "Minutes\n\nThe committee met on 4 May.\n\n- Open the tender\n- Report\n\n"
        "Body | Share\nCity | 6 million\n\nThe meeting ended."
    )
    assert document.title == "Minutes of the committee"
    assert document.extractor.startswith("python-docx ")
    assert (document.encoding, document.page_starts) == (None, ())


def test_docx_tracked_changes_show_the_new_text(tmp_path: Path) -> None:
    changed = (
        f"<w:p {W}><w:r><w:t xml:space='preserve'>It cost </w:t></w:r>"
        "<w:del w:id='1' w:author='a'><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>6</w:t></w:r></w:ins>"
        "<w:moveFrom w:id='3' w:author='a'><w:r><w:t>GONE</w:t></w:r></w:moveFrom>"
        "<w:hyperlink><w:r><w:tab/><w:t>million</w:t></w:r></w:hyperlink></w:p>"
    )
    document = read(tmp_path, "a.docx", docx_bytes([("Normal", "End.")], body_xml=changed))
    assert document.text == "It cost 6\tmillion\n\nEnd."


def test_docx_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = docx_bytes([("Normal", "Text")])
    assert "broken" in refusal(tmp_path, "a.docx", whole[: len(whole) // 2])
    assert "password" in refusal(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9)
    assert "no text" in refusal(tmp_path, "a.docx", docx_bytes([]))
    monkeypatch.setattr(index.formats, "_MAX_UNPACKED", 100)
    assert "unpacks" in refusal(tmp_path, "a.docx", whole)


# --- web pages

ARTICLE = """<p>The harbour council voted 7 to 4 on Tuesday to build a new bridge at a cost of 12
million euros, ending a debate of nine years.</p>
<p>“We have waited long enough,” mayor Dana Holt said after the vote. Opponents said the bridge
would harm the wetlands around the old port.</p>"""
PAGE = f"""<!DOCTYPE html><html><head><title>Council approves bridge - The Post</title>
<meta property="og:site_name" content="The Post">
<meta property="article:published_time" content="2023-04-05T23:30:00Z">
<script>var tracker = "TRACKER";</script><style>.x {{ color: red }}</style></head><body>
<div id="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Council approves bridge</h1><figure><img src="a.jpg">
<figcaption>The old bridge carried 4,000 cars a day.</figcaption></figure>{ARTICLE}
<h2>What it costs</h2><p>The costs are split among three bodies, as the table shows.</p>
<table><tr><th>Body</th><th>Share</th></tr><tr><td>City</td><td>6 million</td></tr></table>
<ul><li>Tender opens in March.</li><li>Work begins in May.</li></ul>
<p style="display: none">HIDDEN WORDS</p></article>
<section id="comments" class="comments"><p>BridgeFan: finally, well done!</p></section>
<footer><p>© 2023 The Post. All rights reserved.</p></footer></body></html>"""


def test_web_page_keeps_the_article_and_its_metadata(tmp_path: Path) -> None:
    document = read(tmp_path, "a.html", PAGE)
    lines = document.text.splitlines()
    for line in (
        "Council approves bridge",
        "The old bridge carried 4,000 cars a day.",
        "What it costs",
        "| City | 6 million |",
        "- Tender opens in March.",
    ):
        assert line in lines
    for word in ("TRACKER", "color", "cookies", "Sport", "BridgeFan", "HIDDEN"):
        assert word not in document.text
    assert document.extractor.startswith("trafilatura ")
    assert document.title == "Council approves bridge"
    assert (document.outlet, document.published) == ("The Post", "2023-04-05")


def test_web_page_with_little_falls_back_to_all_it_shows(tmp_path: Path) -> None:
    page = "<title>T</title><body><nav>Menu</nav><div>Bridge<br>closed <b>to</b>day</div><table>"
    page += "<tr><td>City</td><td>6</td></tr></table><script>BAD()</script></body>"
    document = read(tmp_path, "a.htm", page)
    assert document.extractor.startswith(("lxml ", "trafilatura "))
    for words in ("Bridge", "closed today", "City | 6"):
        assert words in document.text
    assert "BAD" not in document.text and "Menu" not in document.text


@pytest.mark.parametrize(
    ("head", "outlet", "published"),
    [
        ("", None, None),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
            '"datePublished": "2020-02-03", "publisher": {"name": "The Gazette"}}]}</script>',
            "The Gazette",
            "2020-02-03",
        ),
        (
            '<script type="application/ld+json">[{"@type": "Article", '
            '"datePublished": "2020-02-03"}, {"@type": "Article", '
            '"datePublished": "2020-02-04"}]</script>',
            None,
            None,
        ),
        ('<meta itemprop="datePublished" content="2019-05">', None, "2019-05"),
        ('<meta property="article:published_time" content="5 May 2020">', None, None),
        ('<script type="application/ld+json">{broken</script>', None, None),
    ],
)
def test_web_page_metadata_is_never_guessed(
    tmp_path: Path, head: str, outlet: str | None, published: str | None
) -> None:
    page = f"<html><head>{head}</head><body><p>Tuesday, April 29, 2025</p>{ARTICLE}</body></html>"
    document = read(tmp_path, "2020-01-01-story.html", page)
    assert (document.outlet, document.published) == (outlet, published)


def test_web_page_titles(tmp_path: Path) -> None:
    def title(head: str, body: str) -> str | None:
        page = f"<html><head>{head}</head><body>{body}{ARTICLE}</body></html>"
        return read(tmp_path, "a.html", page).title

    assert title("<title>Bridge opens | Post</title>", "<h1>Bridge opens</h1>") == "Bridge opens"
    assert title("<title>Post: Bridge opens</title>", "<h1>Post</h1>") == "Post: Bridge opens"
    assert title("", "<h1>Bridge opens</h1>") == "Bridge opens"
    assert title("", "<h1>One</h1><h1>Two</h1>") is None


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r"])
def test_web_page_encoding_is_the_declared_one(tmp_path: Path, declared: str) -> None:
    words = "Совет города обсудил новый мост."
    page = f'<html><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    document = read(tmp_path, "a.html", page.encode(declared))
    assert words in document.text


def test_web_page_that_lies_about_its_encoding(tmp_path: Path) -> None:
    page = f'<?xml version="1.0" encoding="ascii"?><meta charset="utf-99"><p>Café</p>{ARTICLE}'
    assert "Café" in read(tmp_path, "a.html", page).text


@pytest.mark.parametrize("declared", ["idna", "rot13", "zip", "undefined", "utf-16", "x"])
def test_web_page_that_declares_no_encoding_of_text(tmp_path: Path, declared: str) -> None:
    page = f'<meta charset="{declared}"><p>Café</p>{ARTICLE}'
    assert "Café" in read(tmp_path, "a.html", page).text


def test_web_page_without_text(tmp_path: Path) -> None:
    page = b"<html><body><div id='app'></div><script>run()</script></body></html>"
    assert "script" in refusal(tmp_path, "a.html", page)
    deep = b"<div>" * 20_000 + b"deep words" + b"</div>" * 20_000
    try:
        assert "deep" in read(tmp_path, "b.html", deep).text
    except DocumentError as error:
        assert str(error)


def test_the_users_note_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    note = SourceNote(title="Mine", published="2023")
    document = read_document(tmp_path / "a.html", "a.html", {"a.html": note})
    assert (document.title, document.outlet, document.published) == ("Mine", "The Post", "2023")


def test_pdf_ligatures_are_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pypdf.PageObject.extract_text",
        lambda page: "The o\ufb03ce could not \ufb01nd the \ufb02ag.",
    )
    document = read(tmp_path, "a.pdf", pdf_bytes([["x"]]))
    assert document.text == "The office could not find the flag."


def test_docx_title_is_the_paragraph_of_that_style(tmp_path: Path) -> None:
    titled = [("Title", "Minutes of the board"), ("Normal", "The board met.")]
    assert read(tmp_path, "a.docx", docx_bytes(titled)).title == "Minutes of the board"
    named = docx_bytes(titled, title="As filed")
    assert read(tmp_path, "b.docx", named).title == "As filed"
    twice = [("Title", "One"), ("Title", "Two"), ("Normal", "The board met.")]
    assert read(tmp_path, "c.docx", docx_bytes(twice)).title is None
    assert read(tmp_path, "d.docx", docx_bytes([("Heading 1", "Item 4")])).title is None
