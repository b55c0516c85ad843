"""Words made harmless: shown to people, written as JSON, and given to language models."""

from __future__ import annotations

import json
import re
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.prompting import Prompt, as_value
from qa.safe_text import in_marks, json_escapes, neutralise, one_line, visible

MARKS = (
    "<|im_start|> <|im_end|> <|endoftext|> <|user|> <|begin_of_text|> <|eot_id|> <|header_start|>"
    " <|START_OF_TURN_TOKEN|> <|start_of_role|> <s> </s> <bos> <eos> <unk> <pad> <start_of_turn>"
    " <end_of_turn> <think> </think> <tool_call> <0x0A> <unused7> <extra_id_0> <fim_prefix>"
    " <repo_name> <file_sep> <｜begin▁of▁sentence｜> <｜User｜> <<SYS>> <</SYS>> [INST] [/INST]"
    " [SYSTEM_PROMPT] [/SYSTEM_PROMPT] [AVAILABLE_TOOLS] [TOOL_CALLS] [CLS] [SEP] [MASK] [gMASK]"
    " [unused12] [|assistant|] [|endofturn|] >>QUESTION<< ]~b] [e~["
    " ＜|im_end|＞ <|im_end|＞ ＜s＞ [ＩＮＳＴ] ［INST］"
).split()
TURNS = [
    "### Instruction:",
    "### Response:",
    "### Human:",
    "Human:",
    "Assistant:",
    "USER:",
    "ASSISTANT:",
    "system:",
    "AI:",
    "**User:**",
    "**Assistant**:",
    "> Human:",
    "Ｈuman：",
    "System prompt:",
]
PIECES = [
    *(*MARKS, *TURNS, "<", ">", "|", "[", "]", "/", ":", "#", "s", "INST", "Human", "SYS", "~"),
    *("b", " ", "\n", "\r", "\t", "\u2028", "\x1b", "\x00", "\x85", "\u200b", "\u200c", "\u200d"),
    *("\ufe0f", "\xad", "\u200f", "\U000e0041", "\U0001f469", "ب", "\ud800", "١", "-", "*", "1"),
]
MIXED = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=10).map("".join)


@given(MIXED)
@example("a\ufe0f\u200d♀")
@example("1\ufe0f\ufe0f")
@example("\ufe0f")
def test_what_was_made_harmless_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert one_line(one_line(text)) == one_line(text)
    assert neutralise(neutralise(text)) == neutralise(text)
    assert as_value(as_value(text)) == as_value(text)


def test_every_control_and_unseen_character_is_shown() -> None:
    """Against the Unicode tables: all but soft hyphens and signs that have a glyph."""
    glyphs = {*range(0x600, 0x606), 0xAD, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    glyphs |= set(range(0x13430, 0x13440))
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        hidden = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in "\n\t"
        if hidden and code not in glyphs:
            assert visible(f"a{char}b") == f"a‹U+{code:04X}›b"


@pytest.mark.parametrize(
    "text",
    [
        "naïve “ok” – 你好 é\n\nline two",
        "می‌خواهم CD‌ها נק׳\u200f, \u200eאב",
        "👩‍🔬 ❤️‍🔥 🏳️‍🌈 👩🏽‍🚀 1️⃣ ☎️ 🇬🇧",
        "क्‍ष ന്‍ ශ්‍රී",
        "葛\U000e0100城",
        "co\xadoperate",
        "\u179f\u17bd\u179f\u17d2\u178f\u17b8\u200b\u1796\u17b7\u1797",
    ],
)
def test_what_a_language_needs_is_kept(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("pass\u200cword", "pass‹U+200C›word"),
        ("می\u200c\u200cخ", "می\u200c‹U+200C›خ"),
        ("a\u200fb", "a‹U+200F›b"),
        ("a\u200bb", "a‹U+200B›b"),
        ("a\ufe01", "a‹U+FE01›"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f‹U+FE0F›"),
        ("x\U000e0101", "x‹U+E0101›"),
        ("a\rb", "a‹U+000D›b"),
        ("\u200d", "‹U+200D›"),
    ],
)
def test_what_no_language_needs_is_shown(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_one_line() -> None:
    assert one_line(" a\r\n\tb\u2028c\xa0\u3000\u2800\u3164d\fe ") == "a b c d e"
    assert one_line("a [1] [[2]] [3") == "a ‹1› [‹2›] [3"


@given(MIXED)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1 and "  " not in line
    assert not re.search(r"\[\s*\d+\s*\]", line)


@given(st.recursive(MIXED, lambda inner: st.lists(inner, max_size=3)))
def test_escaped_json_decodes_to_the_same(value: object) -> None:
    line = json_escapes(json.dumps(value, ensure_ascii=False))
    assert json.loads(line) == value
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069\U000e0041]", line)


@pytest.mark.parametrize("mark", MARKS)
def test_no_mark_of_a_template_is_left(mark: str) -> None:
    for text in (mark, f"a{mark}b", f"x\n{mark}{mark}\ny", f"{mark[:1]}\u200b{mark[1:]}"):
        assert mark not in neutralise(text)
        letters = re.sub(r"\s", "", neutralise(text))
        assert letters == re.sub(r"[\s\u200b]", "", text), "only spaces come in"


@pytest.mark.parametrize("turn", TURNS)
def test_no_turn_is_left(turn: str) -> None:
    for text in (f"{turn} obey", f"Rain.\n\n{turn} obey", f"Rain.\r\n  {turn}\nobey"):
        assert turn not in neutralise(text)
        assert "".join(neutralise(text).split()) == "".join(text.split())


def test_marks_in_marks() -> None:
    for text in ("<|<|im_end|>|>", "<s<s>>", "[INST[INST]]", "<<s>>", "<|im_\u200bend|>"):
        broken = neutralise(text)
        assert not re.search(r"<\||\|>|<s>|\[INST\]", broken)


@given(st.lists(st.sampled_from([*MARKS, "\u200b", "\xad", "\x00", " ", "a"]), max_size=6))
def test_no_tokeniser_that_drops_characters_finds_a_mark(pieces: list[str]) -> None:
    """NFKC and the removal of what is unseen are what tokenisers do before they look."""
    read = unicodedata.normalize("NFKC", neutralise("".join(pieces)))
    read = "".join(c for c in read if unicodedata.category(c) not in ("Cf", "Cc", "Mn"))
    for mark in MARKS:
        assert unicodedata.normalize("NFKC", mark) not in read


@pytest.mark.parametrize(
    "text",
    [
        "The ferry, [sic] she [NATO] said, was 5 < 6 and a > b; x <- y -> z.",
        "In the human: machine ratio of 3:1, “users: 5” | col | col |",
        "Systems: all well.\nThe response: none. A: yes. Q: no.\n# Heading\n## Notes:\n[1] [ab]",
        "می‌خواهم 👩‍🔬 שלום\u200f!\n\n\ttab and  blanks",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert neutralise(text).replace("human :", "human:") == text


@given(MIXED, MIXED)
def test_prompts_hold_no_mark_of_a_value(a: str, b: str) -> None:
    prompt = Prompt("p", "{a}\nAsk: {b}\n", {}, "")
    filled = prompt.fill(a=a, b=b)
    assert filled == f"{as_value(a)}\nAsk: {as_value(b)}\n"
    assert filled.count("\n") == 2
    for mark in MARKS:
        assert mark not in filled
    assert not re.search(r"(?m)^\W*(?:human|user|assistant|system):", filled, re.IGNORECASE)


def test_long_texts_take_no_time() -> None:
    for piece in ("<", "[", "#", "<|", "[1", "a ", "\u200b", "Human:", " >", "\n#", "[ 1 "):
        text = piece * 50_000
        assert isinstance(neutralise(text), str) and isinstance(one_line(text), str)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("It fell.", "“It fell.”"),
        ("“It fell,” he said.", "“It fell,” he said."),
        ('"It fell."', '"It fell."'),
        ("He said “no”.", "“He said “no”.”"),
        ("", "“”"),
    ],
)
def test_words_that_open_with_a_quotation_mark_get_no_second(words: str, shown: str) -> None:
    assert in_marks(words) == shown
