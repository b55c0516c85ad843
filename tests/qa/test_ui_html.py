"""The page's HTML: words of documents are text and nothing else, and the proof is exact."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.types import Answer, Source
from qa.ui.answer import Asked, asked_html, empty_html, waiting_words
from qa.ui.check import checked_html
from qa.ui.source import WINDOW, Quote, pane_html, quotes_of
from qa.ui.text import attributes, escape, exact, label, origin
from tests.browser.scenes import (
    BRIDGE,
    DENIED,
    DRAFT,
    HOSTILE,
    PERSIAN,
    SOUND,
    checked_draft,
    scripted,
)
from tests.fakes_qa import answered, made_document

TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=60)
ODD = st.text(st.sampled_from("ab<>&\"'{}$`[]1 \r\n\t\u202e\u200d\u200c\u200fمک\x1b\x85\ufeff‹›U+"))
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)} `x`",
    "</q></p></section><style>*{display:none}</style>",
    "javascript:alert(1)",
    "&lt;b&gt; &#60;",
)


class Reader(HTMLParser):
    """What a parser makes of the HTML: its tags, attributes, and the text inside a mark."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked: dict[str, str] = {}
        self._mark = ""
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._mark = str(dict(attrs)["class"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._mark = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._mark:
            self.marked[self._mark] = self.marked.get(self._mark, "") + data


OURS = frozenset(
    "a article b bdi button details div h2 h3 header i li mark nav ol p q section span summary "
    "ul".split()
)


def assert_tame(html: str) -> Reader:
    """Only tags and attributes of ours, no handler, no address but of the page itself."""
    read = Reader(html)
    for tag, attrs in read.tags:
        assert tag in OURS, tag
        for name, value in attrs.items():
            assert not name.startswith("on") and name not in ("style", "src"), (tag, name)
            if name == "href":
                assert (value or "").startswith("#")
    assert not set("{}$`") & set(html), "nothing for the page's template languages"
    return read


@settings(database=None, deadline=None)
@given(st.one_of(TEXTS, ODD))
def test_exact_text_comes_out_as_it_went_in(text: str) -> None:
    assert assert_tame(exact(text)).text == text


@settings(database=None, deadline=None)
@given(st.one_of(TEXTS, ODD), st.one_of(TEXTS, ODD))
def test_labels_and_attributes_are_tame(text: str, value: str) -> None:
    read = assert_tame(f"<p{attributes(question=value)}>{label(text)}</p>")
    assert read.tags[0][1]["data-question"] == value.replace("\r\n", "\n").replace("\r", "\n")
    assert [tag for tag, _ in read.tags] == ["p", "bdi"]


def test_unseen_characters_are_there_and_named() -> None:
    html = exact("A\u202egnp.exe")
    assert Reader(html).text == "A\u202egnp.exe"
    assert 'data-code="‹U+202E›"' in html
    assert exact("می\u200cخواهم") == "می\u200cخواهم", "a joiner that Persian needs is no secret"


def test_what_no_page_can_hold_is_shown_as_its_code_point() -> None:
    assert Reader(exact("a\x00b\ud800")).text == "a‹U+0000›b‹U+D800›"


@settings(database=None, deadline=None, max_examples=60)
@given(ODD, ODD, ODD)
def test_the_highlight_equals_the_cited_text(before: str, words: str, after: str) -> None:
    if not words:
        return
    text = before + words + after
    quote = Quote("d", len(before), len(before) + len(words), "cite", 1)
    other = Quote("d", max(0, len(before) - 2), len(before) + 1, "cite", 2)
    html = pane_html("t", _source(), text, quote, (quote, other))
    assert assert_tame(html).marked["qa-main"] == words


def _source(**known: str | None) -> Source:
    made = Source("d", "file.txt", None, None, None, "0" * 64, "1" * 64, "plain", "utf-8")
    return replace(made, **known)  # type: ignore[arg-type]  # names of fields


def test_the_whole_text_stands_around_the_highlight() -> None:
    answer = scripted()["Are the cables sound?"]
    first, second = quotes_of(answer)
    html = pane_html("t", answer.documents[0], BRIDGE.text, first, (first, second))
    read = assert_tame(html)
    assert BRIDGE.text in read.text
    assert read.marked == {"qa-main": SOUND, "qa-other": DENIED}
    assert "Citation 1 of 2 — Mara Dietz" in read.text
    buttons = [attrs for tag, attrs in read.tags if tag == "button"]
    assert "disabled" in buttons[0], "there is none before the first"
    assert (buttons[1]["data-act"], buttons[1]["data-n"]) == ("cite", "2")


def test_a_long_text_is_cut_around_the_words_and_says_so() -> None:
    text = "a" * (3 * WINDOW) + "here" + "b" * (3 * WINDOW)
    quote = Quote("d", 3 * WINDOW, 3 * WINDOW + 4, "cite", 1)
    read = Reader(pane_html("t", _source(), text, quote))
    assert read.marked["qa-main"] == "here"
    assert f"{2 * WINDOW + 4:,} of {len(text):,} characters shown" in read.text


def test_what_is_not_known_of_a_document_says_unknown() -> None:
    assert "outlet unknown" in origin(_source(), "f") and "date unknown" in origin(_source(), "f")
    known = origin(_source(outlet="Courier", published="2024"), "f")
    assert "unknown" not in known and "Courier" in known and "2024" in known
    head = Reader(pane_html("t", _source(), "abc", Quote("d", 0, 1, "cite", 1))).text
    assert "Outlet: unknown" in head and "Date: unknown" in head


def test_a_changed_document_is_marked_in_pane_and_answer() -> None:
    answer = scripted()["Are the cables sound?"]
    first, second = quotes_of(answer)
    pane = pane_html("t", answer.documents[0], BRIDGE.text, first, (first, second), changed=True)
    assert "has changed or gone since" in pane
    asked = Asked("t", answer.question, answer, changed=frozenset({BRIDGE.id}))
    assert asked_html(asked).count("changed since") == 2
    assert "changed since" not in asked_html(replace(asked, changed=frozenset()))


def test_what_else_was_said_is_counted_below_the_answer() -> None:
    answer = scripted()["Are the cables sound?"]
    html = asked_html(Asked("t", "q", answer, all_said="<b>Lee</b>: 4 statements"))
    assert "‹b›Lee" not in html and "&lt;b&gt;Lee" in html
    assert "4 statements; the tab “Who says what” lists them" in html
    assert "Who says what" not in asked_html(Asked("t", "q", answer))


@pytest.mark.parametrize("answer", scripted().values(), ids=list(scripted()))
def test_every_answer_is_tame_and_every_citation_a_link(answer: Answer) -> None:
    read = assert_tame(asked_html(Asked("t1", answer.question, answer)))
    links = [a for tag, a in read.tags if tag == "a" and a.get("data-act") == "cite"]
    used = [n for statement in answer.statements for n in statement.citations]
    assert [link["data-n"] for link in links] == [str(n) for n in used]
    ids = [attrs["id"] for _, attrs in read.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    for link in links:
        assert link["aria-describedby"] in ids


def test_a_card_shows_words_speaker_title_outlet_and_date() -> None:
    html = asked_html(Asked("t", "q", scripted()["Are the cables sound?"]))
    card = html.split('id="card-t-2"')[1].split("</a>")[0]
    words = Reader(f"<span {card}").text
    for part in (DENIED, "Said by: Jon Akker", "Title: The bridge at Orlow", "Orlow Courier"):
        assert part in words
    assert "Date: 2024-03-04" in words


def test_a_disputed_answer_has_its_positions_side_by_side() -> None:
    html = asked_html(Asked("t", "q", scripted()["Are the cables sound?"]))
    assert "The sources disagree" in html
    assert html.count('<div class="qa-position ') == 2
    one, two = html.split('<div class="qa-position ')[1:]
    assert "Mara Dietz" in one and "Jon Akker" not in one.split('class="qa-actions"')[0]
    assert "Jon Akker" in two


def test_a_refusal_looks_like_one_and_offers_what_came_nearest() -> None:
    html = asked_html(Asked("t", "q", scripted()["Who paid?"]))
    assert "Not in the documents" in html and "qa-refused" in html
    assert 'data-act="near"' in html and "show in the document" in html
    assert 'class="qa-cite"' not in html


def test_what_was_dropped_is_one_click_away() -> None:
    html = asked_html(Asked("t", "q", scripted()["Are the cables sound?"]))
    assert "What was dropped (1)" in html
    assert "The cables are new." in html and "no source says new" in html
    assert "What was dropped" not in asked_html(Asked("t", "q", scripted()["Who paid?"]))


def test_the_rewritten_question_is_shown_where_it_differs() -> None:
    follow = scripted()["And how much?"]
    assert "Searched as: " in asked_html(Asked("t", follow.question, follow))
    plain = scripted()["Who paid?"]
    assert "Searched as" not in asked_html(Asked("t", plain.question, plain))


def test_a_pending_question_shows_only_what_has_passed() -> None:
    whole = scripted()["Are the cables sound?"]
    grown = replace(whole, statements=whole.statements[:1])
    html = asked_html(Asked("now", "q?", grown, note=waiting_words(2)))
    assert escape(SOUND) in html and "2 questions are before yours" in html
    assert escape(DENIED) not in html
    assert 'aria-busy="true"' in html
    assert "data-act" not in html, "it is kept, and can be opened, once it is whole"
    assert waiting_words(1).startswith("1 question is")


def test_an_error_is_shown_where_the_answer_would_stand() -> None:
    html = asked_html(Asked("t", "q", error="the <model> is gone"))
    assert 'role="alert"' in html and "&lt;model&gt;" in html and 'data-act="retry"' in html


@pytest.mark.parametrize("words", NASTY)
def test_hostile_words_are_shown_and_do_nothing(words: str) -> None:
    nasty = made_document(f"{words}.txt", f"{words} said so.\n", title=words, outlet=words)
    answer = answered(words, [(nasty, nasty.text.strip())])
    cited = replace(answer.citations[0], speaker=words, cue=words)
    answer = replace(answer, citations=(cited,), unanswered=(words,), model=words)
    asked = Asked("t", words, answer, suggestions=(words,))
    read = assert_tame(asked_html(asked))
    assert label(words) in asked_html(asked) and read.text.count(words.split("[")[0]) > 5
    assert_tame(empty_html(words, [words]))
    (quote,) = quotes_of(answer)
    pane = assert_tame(pane_html("t", answer.documents[0], nasty.text, quote))
    assert pane.marked["qa-main"] == answer.citations[0].cited_text


def test_right_to_left_words_choose_their_own_direction() -> None:
    answer = scripted()["پل کی بسته شد؟"]
    html = asked_html(Asked("t", answer.question, answer))
    assert f'<p class="qa-said" dir="auto">{escape(PERSIAN.text.split(chr(10))[0])}' in html
    assert escape(HOSTILE.title or "").count("<") == 0


def test_a_checked_draft_shows_each_verdict_with_its_proof() -> None:
    html = checked_html(checked_draft(DRAFT))
    read = assert_tame(html)
    verdicts = [attrs["class"] for tag, attrs in read.tags if tag == "li" and "class" in attrs]
    assert verdicts == [
        f"qa-check qa-is-{status}" for status in ("supported", "contradicted", "not_found")
    ]
    places = [attrs for tag, attrs in read.tags if attrs.get("data-act") == "place"]
    assert [int(str(place["data-start"])) for place in places] == [
        BRIDGE.text.index(SOUND),
        BRIDGE.text.index(DENIED),
    ]
    for words in ("1 supported", "1 contradicted", "1 not found", "the source denies it"):
        assert words in read.text
    assert "<b>The river</b> froze in May." in read.text, "a draft is text too"
