"""Sentences and passages: lossless, in order, and cut where a reader would cut."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.split
from index.split import PASSAGE_CHARS, SENTENCE_CHARS, mark_repeats, split
from index.types import Document, Place, Role, Sentence

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def document(text: str, id: str = "d", source: str = "d.txt") -> Document:
    return Document(id, source, text, "0" * 64, "0" * 64, "plain")


def sentences(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in split(document(text))[0]]


def roles(text: str) -> dict[str, Role]:
    return {sentence.span.of(text): sentence.role for sentence in split(document(text))[0]}


def assert_lossless(text: str) -> None:
    found, passages = split(document(text))
    inside = bytearray(len(text))
    for order, sentence in enumerate(found):
        words = sentence.span.of(text)
        assert words == words.strip() != ""
        assert len(words) <= SENTENCE_CHARS
        assert sentence.order == order
        assert sentence.document_id == "d"
        for at in range(sentence.span.start, sentence.span.end):
            inside[at] += 1
    assert all(inside[at] == 1 for at, char in enumerate(text) if not char.isspace())
    assert max(inside, default=0) <= 1
    assert [s.span for s in found] == sorted(s.span for s in found)
    assert [s.paragraph for s in found] == sorted(s.paragraph for s in found)
    assert len({s.id for s in found}) == len(found)
    if not found:
        assert passages == () and not text.strip()
        return
    assert "".join(passage.span.of(text) for passage in passages) == text
    assert [p.first for p in passages] == [0, *(p.last for p in passages[:-1])]
    assert passages[-1].last == len(found)
    assert len({p.id for p in passages}) == len(passages)
    for passage in passages:
        inner = found[passage.first : passage.last]
        assert inner and all(passage.span.contains(s.span) for s in inner)
        if len(inner) > 1:
            assert len(passage.span.of(text).strip()) <= PASSAGE_CHARS
    assert split(document(text)) == (found, passages)


# --- properties --------------------------------------------------------------------------------

MARKS = st.sampled_from(
    [
        *".!?…“”\"'‘’«»„()[]|#->*•`\n\r\t \xa0。！؟।",
        *("\r\n", "\n\n", "\u2028", "\u2029", "\x0c", "Mr. ", "U.S. ", "The ", "said ", "x "),
        *("chaosOn ", "```\n", "e\u0301", "שלום ", "مرحبا ", "今天"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(MARKS, max_size=120).map("".join)))
def test_every_character_lies_in_one_sentence_and_one_passage(text: str) -> None:
    assert_lossless(text)


@settings(max_examples=25, deadline=None)
@given(st.lists(MARKS, min_size=1, max_size=8).map("".join), st.integers(200, 900))
def test_long_monotonous_text_is_lossless_and_capped(piece: str, times: int) -> None:
    assert_lossless(piece * times)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["A b.", "C d.", "Leave a Reply", "E  f", "E f"]), max_size=12))
def test_one_copy_of_equal_words_stays_evidence(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    found, _ = split(document(text))
    kept = [" ".join(s.span.of(text).split()) for s in found if s.is_evidence]
    assert sorted(kept) == sorted({" ".join(line.split()) for line in lines} - {"Leave a Reply"})
    named = [place.span for s in found for place in s.also_at]
    assert sorted(named) == sorted(s.span for s in found if s.repeat)


@pytest.mark.parametrize("text", ["", " \n\t\r\n\u2028", "x", ".", "\n\nx\n\n", "\ud800 x."])
def test_tiny_texts(text: str) -> None:
    assert_lossless(text)


# --- boundaries --------------------------------------------------------------------------------

UNBROKEN = [
    "The fall of the town on Aug. 15 in the U.S. Senate's view was No. 4 of its kind.",
    "Mr. Vale, Gen. Rao and Dr. Ito met J. K. Oakley at St. Agnes at 5 p.m. Monday.",
    "Use e.g. a rope, i.e. a line, cf. Smith et al. 1999, pp. 12 and Fig. 3, vol. II.",
    "It grew by 3.5 per cent, or 1.250.000, see https://a.example/b.html?c=1.2 for more.",
    "He waited... and left… but not for long.",
    "That is your dream and nothing else…We will never do that.",
    "“We want it… We don’t want a war.”",
    "“A b. C d,” Rao said.",
    '"We go. We stay," said Ann.',
    "Rao said: “A is so. B is so. C is so.”",
    "«Nous partons. Nous restons», dit-il.",
    "„Ich gehe. Ich komme“, sagte er am 3. Oktober.",
    "»Ich gehe. Du bleibst«, sagte er.",
    "She said 'It is done. We won.'",
    "‘It is over. We won,’ she said.",
    "“Is it over?” Nazim asked.",
    "“No!” he said.",
    "He said (It rained. We left.) and went.",
    "The takeover of the valley was announced at noon. (EFE)",
    "1. The first item of the list is this.",
    "Item 4. Marlow Bridge",
    "Section 2.1. The Council may close a bridge.",
    "Annex B. Samples",
    "McDonald saw YouTube on an iPhone; NaBr and JavaScript are words, and so is LinkedIn too.",
    "「行く。来る。」と彼は言った。",
    "“我来。你去。”他说。",
]


@pytest.mark.parametrize("text", UNBROKEN)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text + "\n\nAnother paragraph ends here.")[0] == text


BROKEN = {
    "The visit to the U.S. was long. He works at Acme Inc. The firm grew.": 3,
    "They moved to Main St. Then they left at 5 a.m. The road was free.": 3,
    "No. We lost. No. 4 won.": 3,
    "He has a Ph.D. He is old.": 2,
    "It cost 3.5 million. 34 died. Wait... Then it went.": 4,
    "Text.[1] Next text.[2][3] More.": 3,
    "He would not hand it over “peacefully“. They left. It rained.": 3,
    "Then “we go“ said one. It rained. They “left”. It was over.": 4,
    "The boys' toys broke. The girls' toys too. It's done.": 3,
    "They are the fathers’ steps. We follow. ’Twas late. It’s ours.": 4,
    "“They left,” he said. “We stay.” Then it ended.": 3,
    '"Open and never closed. Next sentence. More text.': 3,
    "It is over.The end came. “Done.”The next one.": 4,
    "今天下雨。我们走吧！好吗？是的。": 4,
    "هل انتهى؟ نعم انتهى. وصل د. أحمد اليوم.": 3,
    "یہ ختم۔ وہ گیا۔": 2,
    "वह गया। वह आया॥ अंत.": 3,
    "Who? Me. What?! “Why.” No.": 5,
    "The law has a part 4. It was never used.": 2,
    "World War I. The end came. So do I. We go.": 4,
}


@pytest.mark.parametrize(("text", "count"), BROKEN.items())
def test_boundaries(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_long_quotation_is_split_inside() -> None:
    text = (
        "Rao said: “" + "This is one more sentence of the speech. " * 20 + "It is over.” He left."
    )
    found = sentences(text)
    assert len(found) == 22
    assert found[-1] == "He left."


def test_a_quotation_that_runs_on_is_split_per_paragraph() -> None:
    text = "“We go now. We stay.\n\n“We come back. We win.”\n\nHe left. She stayed."
    assert sentences(text) == [
        "“We go now.", "We stay.", "“We come back. We win.”", "He left.", "She stayed."
    ]  # fmt: skip


def test_fused_lines_are_split_and_compound_names_are_not() -> None:
    text = "while crowds ran to the ships in fearOn Friday, the army spoke. A CharlieThe man left."
    assert sentences(text)[:2] == [
        "while crowds ran to the ships in fear",
        "On Friday, the army spoke.",
    ]
    for kept in ("Use the LinkedIn The page.", "Call signIn The next.", "Read obj.fooThe x."):
        assert sentences(kept) == [kept]
    known = "Kabir is a town. He went to KabirThe army left."
    assert sentences(known)[-1] == "The army left."


# --- layout ------------------------------------------------------------------------------------

PROSE = (
    "The harbour board met on Monday to hear why the bridge is still closed. Its engineers said "
    "that two of the piers are cracked below the water line, and that divers will go down again "
    "in June. Nobody could say what it will cost. The mayor asked for a second opinion. "
)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("width", [60, 72])
def test_hard_wrapped_paragraphs_are_joined(newline: str, width: int) -> None:
    wrapped = (textwrap.fill(PROSE * 2, width) + "\n\n" + textwrap.fill(PROSE, width)).replace(
        "\n", newline
    )
    plain = [" ".join(sentence.split()) for sentence in sentences(wrapped)]
    assert plain == sentences(PROSE.strip()) * 3


def test_a_page_break_inside_a_sentence_joins_it() -> None:
    text = "The bridge is closed to all traffic for as long as\n\nthe crews need. It opens in May."
    turned = replace(document(text), page_starts=(0, text.index("the crews")))
    assert len(split(turned)[0]) == 2
    assert len(split(document(text))[0]) == 3


def test_a_line_that_hangs_goes_on_whatever_comes_next() -> None:
    corrected = (
        "5.1 The clerk corrected the minute of May: the stone would cost £46,500, not\n£64,500."
    )
    assert (
        sentences(f"Minutes\n5.0 The chair thanked all.\n{corrected}\n5.2 Nobody spoke.")[2]
        == corrected
    )


def test_each_line_is_a_paragraph_where_lines_are_not_wrapped() -> None:
    lines = [
        "The bridge is closed",
        "Nobody knows for how long it will be.",
        "12:00 Lunch",
        "Ferry",
    ]
    assert sentences("\n".join(lines)) == lines
    assert sentences("\u2028".join(lines)) == lines


def test_markdown_units() -> None:
    text = (
        "# Bridge report\n\nThe deck is old. It leaks.\n\n## Costs\n| item | cost |\n|---|---|\n"
        "| deck. Old | 4.2 |\n\n- First item. It is long.\n- Second\n\n> Quoted.\n\n"
        "```\nx = 1. Then\n\nLeave a Reply\n```\nAfter the code."
    )
    found = roles(text)
    assert list(found) == [
        "# Bridge report", "The deck is old.", "It leaks.", "## Costs", "| item | cost |",
        "|---|---|", "| deck. Old | 4.2 |", "- First item.", "It is long.", "- Second",
        "> Quoted.", "```\nx = 1. Then\n\nLeave a Reply\n```", "After the code.",
    ]  # fmt: skip
    assert found["# Bridge report"] is found["## Costs"] is Role.HEADING
    assert [words for words, role in found.items() if role is Role.FURNITURE] == ["|---|---|"]


def test_headlines_are_units_of_their_own() -> None:
    text = (
        "Council closes the old bridge\n\nThe council closed the old bridge on Monday at noon.\n"
        "Works take nine months\nThe engineers said that they need nine months for the works.\n\n"
        "Who Pays for It?\n\nThe county pays for it, as the board agreed in its last session.\n\n"
        "“We had no choice”\n\nThe board had agreed on it."
    )
    found = roles(text)
    headings = [words for words, role in found.items() if role is Role.HEADING]
    assert headings == [
        "Council closes the old bridge",
        "Works take nine months",
        "Who Pays for It?",
    ]
    assert found["“We had no choice”"] is Role.TEXT


@pytest.mark.parametrize("unit", ["word ", "x", "a, b ", "“", "a\tb\t", "一"])
def test_an_endless_line_is_capped(unit: str) -> None:
    assert_lossless(unit * (100_000 // len(unit)))


def test_a_capped_sentence_prefers_clauses_and_keeps_combining_marks() -> None:
    clauses = "one two three; " * 300
    assert all(part.endswith(";") for part in sentences(clauses))
    marks = "e\u0301" * 2000
    assert all(not part.startswith("\u0301") for part in sentences(marks))


# --- passages ----------------------------------------------------------------------------------


def test_passages_hold_a_few_sentences_and_break_at_paragraphs_and_headings() -> None:
    paragraph = "This is a sentence of about sixty characters, more or less so. " * 4
    text = "\n\n".join([paragraph, paragraph, "A new chapter begins", paragraph])
    _, passages = split(document(text))
    assert [p.last - p.first for p in passages] == [4, 4, 5]
    assert passages[2].span.of(text).startswith("A new chapter begins")


def test_furniture_has_passages_of_its_own() -> None:
    text = "The council closed the old bridge on Monday at noon.\n\nLeave a Reply"
    assert [p.span.of(text).strip() for p in split(document(text))[1]] == text.split("\n\n")


# --- repeats -----------------------------------------------------------------------------------


def test_a_repeat_names_no_place_and_the_first_copy_names_it() -> None:
    text = "The bridge is closed.\n\nThe bridge\xa0is  closed.\n\nIt opens in May."
    first, second, third = split(document(text))[0]
    assert (first.repeat, second.repeat, third.repeat) == (False, True, False)
    assert first.also_at == (Place("d", "d.txt", second.span),)
    assert second.also_at == third.also_at == ()


def test_repeats_over_a_corpus_follow_the_order_of_sources() -> None:
    late = document("The bridge is closed.\n\nIt leaks.", "1", "z.txt")
    early = document("It rains.\n\nThe bridge is closed.", "2", "a.txt")
    single: dict[str, tuple[Sentence, ...]] = {d.id: split(d)[0] for d in (late, early)}
    marked = mark_repeats([late, early], single)
    assert [s.repeat for s in marked["1"]] == [True, False]
    assert [s.repeat for s in marked["2"]] == [False, False]
    assert marked["2"][1].also_at == (Place("1", "z.txt", marked["1"][0].span),)
    assert mark_repeats([early, late], marked) == marked
    assert mark_repeats([late], marked) == {"1": single["1"]}


ADA = "Ada Roth spoke in Vik on Monday."
INES = "Ines Vale spoke in court on Friday."


def repeats(first: str, second: str) -> list[str]:
    """The sentences of the second of two documents that repeat the first."""
    both = [document(first, "1", "a.txt"), document(second, "2", "b.txt")]
    marked = mark_repeats(both, {d.id: split(d)[0] for d in both})
    return [s.span.of(second) for s in marked["2"] if s.repeat]


@pytest.mark.parametrize(
    "words",
    [
        "“It is a disgrace,” she said.",
        "“It is a disgrace,” she told Ada Roth.",
        "She denied the charge.",
        "In Vik she denied the charge.",
        "“No comment.”",
        "It was founded in 1903.",
        "The company did not answer.",
        "No.",
    ],
)
def test_what_leans_on_its_neighbours_is_a_repeat_only_with_them(words: str) -> None:
    assert repeats(f"{ADA} {words}", f"{INES} {words}") == []
    assert repeats(f"{ADA} It rained. {words}", f"{INES} It rained. {words}") == []
    assert repeats(f"{ADA} {words} Rain fell.", f"{INES} {words} Rain fell.") == []
    assert repeats(f"{ADA} {words}", f"{ADA} {words} {INES}") == [ADA, words]
    assert repeats(f"{words} {INES}", f"{ADA} {words} {INES}") == [words, INES]
    assert repeats(f"{words} {words}", f"{words} {words}") == [words, words]


@pytest.mark.parametrize(
    "words",
    [
        "The bridge was closed in 2031.",
        "Ann Lee said she would appeal.",
        "“It is a disgrace,” said Ann Lee.",
        "We value your privacy.",
        "He said the ministry would name the missing by the end of the month, pay for the "
        "funerals and open the files of the police to the families.",
    ],
)
def test_what_stands_for_itself_is_a_repeat_anywhere(words: str) -> None:
    assert repeats(f"{ADA} {words}", f"{INES} {words}") == [words]


def test_a_line_of_every_page_is_a_repeat_whatever_stands_about_it() -> None:
    for line in ("No.", "– Ewald", "The Courier", "The bridge is closed."):
        assert repeats(f"{ADA}\n\n{line}", f"{INES}\n\n{line}") == [line]


@pytest.mark.parametrize("words", ["the men met here. ", "会议在周一举行并且继续进行。"])
def test_a_reprint_without_any_name_is_one(words: str) -> None:
    story = "".join(words.replace("m", letter) for letter in "bcdfghjklmnp")
    assert len(repeats(story, f"{story} {ADA}")) == len(split(document(story))[0])


@pytest.mark.parametrize("words", ["“It is a disgrace.”", "The bridge is closed."])
def test_words_set_apart_once_more_are_a_repeat_within_a_document(words: str) -> None:
    found, _ = split(document(f"{ADA} {INES} {words} It rained.\n\n{words}"))
    assert [s.repeat for s in found] == [False, False, False, False, True]


def test_furniture_takes_no_part_in_repeats() -> None:
    text = "The council closed the old bridge on Monday at noon.\n\nLeave a Reply\n\nLeave a Reply"
    found, _ = split(document(text))
    assert [s.role for s in found[1:]] == [Role.FURNITURE] * 2
    assert not any(s.repeat or s.also_at for s in found)


# --- the seeds ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_seeds_are_lossless(path: Path) -> None:
    assert_lossless(path.read_bytes().decode("utf-8"))


def test_the_fused_lead_of_a_seed_is_split() -> None:
    text = SEEDS[2].read_bytes().decode("utf-8")
    found = sentences(text)
    assert "while last Air evacuations from Kabul airport in chaos" in found
    assert any(words.startswith("On Sunday, the Taliban announced") for words in found)


def test_the_quotations_of_the_seeds_stay_whole() -> None:
    found = [words for path in SEEDS for words in sentences(path.read_bytes().decode("utf-8"))]
    for part in (
        "nothing else…We will never do that",
        "negotiations… We don’t want a war.”",
        "this path. We are ready",
        "Panjshir Valley. They stand with us",
        "Resistance Front. The US retreated, history repeats itself”, the resistance front",
    ):
        assert sum(part in words for words in found) == 1


def test_the_repeats_of_the_seeds_are_the_two_printed_twice() -> None:
    found = [
        sentence.span.of(text)[:24]
        for text in (path.read_bytes().decode("utf-8") for path in SEEDS)
        for sentence in split(document(text))[0]
        if sentence.repeat
    ]
    assert found == ["Al Qaeda forces have rep", "Ahmed Masoud in Panjshir"]


def test_public_names() -> None:
    names = ["PASSAGE_CHARS", "PASSAGE_SENTENCES", "SENTENCE_CHARS", "mark_repeats", "split"]
    assert index.split.__all__ == names
