"""Words of documents made harmless: for the eye, for a line of JSON, and for a language model.

Three readers, three dangers. A terminal obeys control characters, and a person is misled by
what cannot be seen: ``visible`` and ``one_line`` show such a character as ``‹U+202E›``, its
code point between angle quotes, never dropping it silently. A program reads JSON exactly:
``json_escapes`` writes the same characters as JSON's own escapes. A language model takes
``<|im_start|>`` for the end of the document: ``neutralise`` puts spaces into such marks.

What is hidden and how it misleads: Unicode Standard Annex 9 (directions), Unicode Technical
Report 36 (look-alikes); Boucher & Anderson, "Trojan Source" (arXiv:2111.00169). Pure.
"""

from __future__ import annotations

import json
import re
import unicodedata

__all__ = ["in_marks", "json_escapes", "neutralise", "one_line", "visible"]

# Controls but line feed; then format characters, separators and selectors without a glyph.
_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f"
_UNSEEN = (
    "\u034f\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SURROGATES = "\ud800-\udfff"
_HIDDEN = re.compile(f"[{_CONTROLS}{_UNSEEN}{_SURROGATES}]")
_NOT_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
# Blanks of any width, and letters that are blank (fillers of Hangul, the empty braille cell).
_BLANKS = re.compile(
    "(?:\r\n|[ \t\n\v\f\x85\xa0\u115f\u1160\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800"
    "\u3000\u3164\uffa0])+"
)
_DIGITS = "\\d²³¹⁰-⁹₀-₉①-⒛⓪-⓿❶-➓"
_BETWEEN = "\xad\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f ,;.:^#*†‡–—-"
_MARKER = re.compile(
    "[\\[［【〔〖〘〚⟦❲⁅﹇﹝⦋⦍⦏⌈⌊⎡]"
    f"([{_BETWEEN}]{{0,40}}[{_DIGITS}][{_DIGITS}{_BETWEEN}]{{0,40}})"
    "[\\]］】〕〗〙〛⟧❳⁆﹈﹞⦌⦎⦐⌉⌋⎤]"
)
_JOINERS, _DIRECTIONS = "\u200c\u200d", "\u200e\u200f\u061c"
# Scripts whose letters join or stack: Hebrew to Mongolian, and those of the later blocks.
_JOINED_SCRIPTS = re.compile(
    "[\u0590-\u109f\u1700-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff"
    "\U0001e900-\U0001e95f]"
)
# Scripts written without spaces, which mark the ends of words with U+200B: Thai, Lao, Burmese,
# Khmer, Tai.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf]")


def visible(text: str) -> str:
    """``text`` with each character that acts, or cannot be seen, as its code point: ``‹U+001B›``.

    So are shown: control characters but line feed, lone carriage returns too; direction
    embeddings, overrides and isolates; zero-width and other format characters; tags; stray
    variation selectors; line and paragraph separators; lone surrogates. A tab becomes a space,
    CRLF a line feed. Kept are the few that a language needs, where it needs them: a joiner or
    non-joiner inside a word of a joining script or between emoji, a zero-width space between
    letters of scripts without spaces, a direction mark beside a right-to-left letter, a
    selector behind what it selects; and soft hyphens. Applying it twice changes nothing.
    """
    return _HIDDEN.sub(_shown, text.replace("\r\n", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    """A document's words on one line for the eye, such that none of them can pass for ours.

    Blanks of every width become single spaces. Then as ``visible``; and brackets around
    numbers, of whatever kind, become angle quotes: a ``[1]`` of the document is shown as
    ``‹1›``, so that every ``[1]`` on the screen is a marker of the answer.
    """
    return _MARKER.sub(r"‹\1›", visible(_BLANKS.sub(" ", text).strip(" ")))


def json_escapes(line: str) -> str:
    """A line of JSON with what a terminal obeys as ``\\u`` escapes: it decodes to the same."""
    return _NOT_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], line)


def _shown(match: re.Match[str]) -> str:
    return match[0] if _needed(match) else f"‹U+{ord(match[0]):04X}›"


def _needed(match: re.Match[str]) -> bool:
    """Whether the character is there for the script around it."""
    char, text, at = match[0], match.string, match.start()
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if char == "\u200d" and _kind(after) == "S":
        # Behind an emoji, or behind the selector that makes one.
        return _kind(before if before != "\ufe0f" else text[max(0, at - 2) : at - 1]) == "S"
    if char in _JOINERS:
        return _joins(before, after)
    if char == "\u200b":
        return bool(_UNSPACED.match(before) and _UNSPACED.match(after))
    if char in _DIRECTIONS:
        return _right_to_left(before) or _right_to_left(after)
    if "\ufe00" <= char <= "\ufe0f":
        selects = before in "#*0123456789" if before.isascii() else _kind(before) in "LMNPS"
        return bool(before) and selects
    if "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180f":
        return before > "\u1800" and unicodedata.category(before) == "Lo"
    return False


def _kind(char: str) -> str:
    """The first letter of the character's category; ``C`` for none and for the unseen."""
    return "C" if not char or _HIDDEN.match(char) else unicodedata.category(char)[0]


def _joins(before: str, after: str) -> bool:
    if _kind(before) not in "LMN":
        return False
    here = _JOINED_SCRIPTS.match(before)
    return bool(here or (_kind(after) in "LM" and _JOINED_SCRIPTS.match(after)))


def _right_to_left(char: str) -> bool:
    return _kind(char) != "C" and unicodedata.bidirectional(char) in ("R", "AL", "AN")


# What follows is for a language model.

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LESS, _MORE, _BAR = "<＜﹤", ">＞﹥", "|｜￨"
_BREAKS = re.compile(
    # <|im_start|>, [|user|] and <｜begin▁of▁sentence｜>: between bracket and bar, at both ends.
    f"(?<=[{_LESS}〈\\[［])(?=[{_BAR}])|(?<=[{_BAR}])(?=[{_MORE}〉\\]］])"
    # <s>, </s>, <start_of_turn>, <<SYS>>, <unused7>, <0x0A>: before the word, if it is bare.
    f"|(?<=[{_LESS}])(?=[/／]?[\\w.:▁-]{{1,64}}[/／]?[{_MORE}])"
    # >>QUESTION<<, and ]~b] with [e~[.
    "|(?<=>>)(?=\\w{2,24}<<)|(?<=~)(?=!?[a-z]?[\\[\\]])"
)
_SQUARE = re.compile(r"([\[［﹇])([/／]?)(\w{2,32})(?=[\]］﹈])")
_SQUARE_WORDS = frozenset(
    "ai assistant audio bos bot cls developer eop eos human img inst instruction mask pad prompt "
    "sep sop sys system think tool unk user gmask smask".split()
)
_ROLES = frozenset(
    "ai|ai assistant|assistant|bot|chatbot|developer|function|gpt|human|instruction|instructions|"
    "ipython|model|prompt|response|system|system prompt|tool|user".split("|")
)
_HEADINGS = _ROLES | frozenset("answer context input output query question task".split())
_COLON = "[:：﹕︓]"
_LINE_ROLE = re.compile(
    "(?m)^((?:[^\\S\n]|[>*_#•\"'“”‘’`(\\[–-]){0,40})"
    f"([^\\W\\d_](?:\\w| ){{0,30}}?)([*_`\\])]{{0,4}})(?={_COLON}|[^\\S\n]*$)"
)
_ROLE = re.compile(
    f"(?<!\\w)(?:human|user|assistant|system|HUMAN|USER|ASSISTANT|SYSTEM|Human|User|Assistant"
    f"|System)(?={_COLON})"
)
_HASHED = re.compile(f"(#{{2,6}})(\\s?)([^\\W\\d_](?:\\w| ){{0,30}}?)(?={_COLON})")


def in_marks(words: str) -> str:
    """The words of a source in quotation marks; as they are where they open with some."""
    return words if words[:1] in tuple('“"«„') else f"“{words}”"


def neutralise(text: str) -> str:
    """``text`` as a language model may read it: no mark of a chat template is left whole.

    Spaces break up what models of any make take for the frame of a conversation: words between
    bars or in angle brackets (``< |im_start| >``, ``< s>``, ``< start_of_turn>``), square
    marks (``[ INST ]``), headings (``# # # Instruction :``) and turns (``Human :``). Control
    characters become spaces and unseen ones go, so that no tokeniser that drops them can put a
    mark together again; lone surrogates become U+FFFD, ends of lines a line feed. Nothing else
    is touched, and applying it twice changes nothing. It is for prompts alone: what is quoted
    and counted is always the document's own text.

    The marks are those of published chat templates: ChatML, Llama 2 to 4, Mistral, Gemma, Phi,
    Command R, DeepSeek, Granite, EXAONE, Falcon, MiniMax, Alpaca, Vicuna. A space, and no
    look-alike or zero-width character, since normalisers (NFKC) undo those.
    """
    clean = _HIDDEN.sub(_unseen_gone, _LINE_ENDS.sub("\n", text.replace("\xad", "")))
    for pattern, replace in _STEPS:
        clean = pattern.sub(replace, clean)
    return clean


def _unseen_gone(match: re.Match[str]) -> str:
    char = match[0]
    if char == "\t" or _needed(match):
        return char
    if unicodedata.category(char) == "Cs":
        return "\ufffd"
    return " " if char < "\xa0" else ""


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _square(match: re.Match[str]) -> str:
    opening, slash, word = match.groups()
    known = slash or "_" in word or _plain(word) in _SQUARE_WORDS or _plain(word)[:6] == "unused"
    return f"{opening} {slash}{word} " if known else match[0]


def _line_role(match: re.Match[str]) -> str:
    lead, word, tail = match.groups()
    heading = "##" in lead
    turns = re.match(_COLON, match.string[match.end() : match.end() + 1])
    if _plain(word) not in (_HEADINGS if heading else _ROLES) or not (turns or heading):
        return match[0]
    apart = re.sub("#(?=#)", "# ", lead)
    return f"{apart}{word}{tail}{' ' if turns else ''}"


def _hashed(match: re.Match[str]) -> str:
    hashes, gap, word = match.groups()
    return f"{' '.join(hashes)}{gap}{word} " if _plain(word) in _HEADINGS else match[0]


_STEPS = (
    (_BREAKS, lambda _: " "),
    (_SQUARE, _square),
    (_LINE_ROLE, _line_role),
    (_HASHED, _hashed),
    (_ROLE, lambda match: f"{match[0]} "),
)
