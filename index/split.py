"""Document -> sentences and passages, lossless and offset-true.

The text is read in three steps: lines (as written), units (a paragraph, headline, list item or
table row: lines that belong together), sentences (`index.abbreviations`). Furniture is marked
(`index.furniture`), never deleted, and no character is changed. All steps are linear.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.abbreviations import FINAL, Context, context_of, cuts
from index.furniture import Kind, Unit, find_furniture
from index.repeats import mark_repeats
from index.types import Document, Passage, Role, Sentence, Span, content_id

__all__ = ["PASSAGE_CHARS", "PASSAGE_SENTENCES", "SENTENCE_CHARS", "mark_repeats", "split"]

SENTENCE_CHARS = 1500
"""No sentence is longer (code points)."""
PASSAGE_CHARS = 900
"""A passage of more than one sentence is not longer (its trailing white space apart)."""
PASSAGE_SENTENCES = 6
"""A passage holds about this many sentences, at most twice as many if they are very short; from
half as many on, a new paragraph starts a new passage."""

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_FENCE = re.compile(r"(?m)^[ \t]*(```+|~~~+)[^`\n]*$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
_ITEM = re.compile(r"(?:[-*+•·◦‣▪●–—]|\d{1,3}[.)]|\(?[a-zA-Z]\))\s+\S")
_ROW = re.compile(r"\|.*\||[^\t]*\S\t+\S.*|\S.*?\S {3,}\S.*?\S {3,}\S.*", re.S)
_LABEL = re.compile(r"[A-Z][^\W_]{0,15}(?: [\w.]{1,15})?\s?[:：]\s|\d{1,2}[:.]\d\d\b|[-–—•]")
_TAIL = re.compile(
    rf"[{FINAL}]+[\"'“”‘’»«›‹)\]}}」』）】*_\s]*(?:\([^()]{{1,40}}\)|\[\d{{1,3}}\])*$"
)
# No sentence, headline or entry ends with such a word: the next line goes on with it.
_HANGING = re.compile(r"\s(?:the|an?|of|and|or|than|its|their|my|our|from)$")
# Nor with such a one before a figure.
_HANGING_FIGURE = re.compile(r"\s(?:not|to|by|about|costs?|was|were|at|with|over|under)$")
_SPACE = re.compile(r"\s+")
_CLAUSE = re.compile(r"[;:—–，、；：]\s?|,\s|\s[-/|]\s")
_TABLE_ROW_CHARS = 600
_WRAP_WIDTHS = (30, 140)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its outer white space; ``gap``: a blank line stands before it."""

    start: int
    end: int
    indent: int
    kind: Kind
    gap: bool

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Block:
    """A unit of layout; ``gap``: a blank line (or the text's end) follows it."""

    start: int
    end: int
    kind: Kind
    ends: bool
    gap: bool


def split(document: Document) -> tuple[tuple[Sentence, ...], tuple[Passage, ...]]:
    """Cut a document into sentences and passages, in order of their offsets.

    Every character that is not white space lies in exactly one sentence, furniture included;
    a sentence is at most `SENTENCE_CHARS` long. Passages are runs of whole sentences and tile
    the text from 0 to its end (white space belongs to the passage before it). A text without
    a visible character has neither. Equal documents give equal ids. Repeats are marked within
    the document; `mark_repeats` marks them over a corpus. Raises nothing.
    """
    text = document.text
    blocks = _blocks(text, _lines(text, document.page_starts))
    context = context_of(text)
    furniture = find_furniture([_unit(text, block) for block in blocks])
    sentences: list[Sentence] = []
    rest = list(zip(blocks, furniture, strict=True))
    for paragraph, (block, is_furniture) in enumerate(rest):
        after = next((b for b, aside in rest[paragraph + 1 : paragraph + 4] if not aside), None)
        spans = list(_sentence_spans(text, block, context))
        role = Role.FURNITURE if is_furniture else _role(text, block, after, len(spans))
        for span in spans:
            id = content_id(document.id, "sentence", str(span.start), span.of(text))
            sentences.append(Sentence(id, document.id, span, len(sentences), paragraph, role))
    marked = mark_repeats([document], {document.id: sentences})[document.id]
    return marked, tuple(_passages(document, marked))


def _lines(text: str, page_starts: Sequence[int]) -> list[_Line]:
    """The lines that hold something, with their layout."""
    lines: list[_Line] = []
    start, gap, fence = 0, False, ""
    closings = _closed_fences(text)
    while start <= len(text):
        stop = _BREAK.search(text, start)
        end = stop.start() if stop else len(text)
        raw = text[start:end]
        body = raw.strip()
        if body:
            left = start + len(raw) - len(raw.lstrip())
            kind = Kind.CODE if fence or left in closings else _kind(body)
            if left in closings:
                fence = "" if fence else body[:3]
            gap = gap and not (lines and _page_only(text, lines[-1].end, left, page_starts))
            lines.append(_Line(left, left + len(body), left - start, kind, gap))
        gap = not body
        if stop is None:
            break
        start = stop.end()
    return lines


def _closed_fences(text: str) -> frozenset[int]:
    """Offsets of the fence lines that open or close a code block; unpaired ones are text."""
    found: list[int] = []
    opened: tuple[int, str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = (match.start(1), match.group(1)[:3])
        elif match.group(1)[:3] == opened[1]:
            found += [opened[0], match.start(1)]
            opened = None
    return frozenset(found)


def _kind(body: str) -> Kind:
    if _MARKDOWN_HEADING.match(body):
        return Kind.HEADING
    if body[0] == ">" and len(body) > 1:
        return Kind.QUOTE
    if _ITEM.match(body):
        return Kind.ITEM
    row = body[-1] not in FINAL and _ROW.fullmatch(body)
    return Kind.TABLE if row else Kind.PLAIN


def _page_only(text: str, end: int, start: int, page_starts: Sequence[int]) -> bool:
    """Does only a page's end stand between two lines of one sentence?"""
    first = bisect.bisect_right(page_starts, end)
    turned = first < len(page_starts) and page_starts[first] <= start
    return turned and text[start].islower() and text[end - 1] not in FINAL


def _ends(text: str, start: int, end: int) -> bool:
    """Does the span end with a mark that ends sentences, closing marks and notes aside?"""
    return _TAIL.search(text[max(start, end - 60) : end]) is not None


def _wrap_width(text: str, lines: Sequence[_Line]) -> int | None:
    """The width at which the text is hard-wrapped, or None where each line is a paragraph.

    A break was forced if the next line's first word would not have fitted on the line. Most
    breaks of wrapped prose are forced, few come behind a full stop, and many of the lines
    after them start in lower case; lines that are paragraphs show the opposite.
    """
    pairs = [
        (a, b)
        for a, b in pairwise(lines)
        if not b.gap
        and a.kind in (Kind.PLAIN, Kind.ITEM, Kind.QUOTE)
        and b.kind in (a.kind, Kind.PLAIN)
    ]
    if len(pairs) < 3:
        return None
    widths = sorted(a.indent + len(a) for a, _ in pairs)
    width = widths[int(0.95 * (len(widths) - 1))]
    forced = sum(_forced(text, a, b, 0.8 * width) for a, b in pairs)
    stops = sum(_ends(text, a.start, a.end) for a, _ in pairs)
    lower = sum(_continues(text, b) for _, b in pairs)
    usual = _WRAP_WIDTHS[0] <= width <= _WRAP_WIDTHS[1]
    wrapped = (
        forced >= 0.6 * len(pairs) and stops <= 0.45 * len(pairs) and lower >= 0.3 * len(pairs)
    )
    return width if usual and wrapped else None


def _forced(text: str, a: _Line, b: _Line, width: float) -> bool:
    word = re.match(r"[^\s\u3040-\u30ff\u3400-\u9fff]{0,30}", text[b.start : b.start + 30])
    return a.indent + len(a) + 1 + (word.end() if word else 0) >= width


def _continues(text: str, line: _Line) -> bool:
    first = text[line.start]
    return first.isalpha() and not first.isupper() and not first.istitle()


def _hangs(text: str, a: _Line, b: _Line) -> bool:
    """Does line ``a`` end with a word that needs what line ``b`` begins with?"""
    end = max(a.start, a.end - 20), a.end
    figure = text[b.start].isdigit() or unicodedata.category(text[b.start]) == "Sc"
    return bool(_HANGING.search(text, *end) or (figure and _HANGING_FIGURE.search(text, *end)))


def _joins(text: str, a: _Line, b: _Line, width: int | None) -> bool:
    """Does line ``b`` go on with the paragraph of line ``a``?"""
    if b.gap or a.kind not in (Kind.PLAIN, Kind.ITEM, Kind.QUOTE):
        return False
    if b.kind is not Kind.PLAIN and not (a.kind is b.kind is Kind.QUOTE):
        return False
    stopped = _ends(text, a.start, a.end)
    if width is None:
        goes_on = _continues(text, b) or _hangs(text, a, b)
        return goes_on and not stopped and 40 <= len(a) <= _WRAP_WIDTHS[1]
    if a.kind is Kind.PLAIN and b.indent > a.indent + 1 and stopped:
        return False
    label = _LABEL.match(text, b.start, b.end) and (stopped or _LABEL.match(text, a.start, a.end))
    if label or not any(map(str.isalnum, text[b.start : b.end])):
        return False
    return _forced(text, a, b, 0.75 * width) or (_continues(text, b) and not stopped)


def _blocks(text: str, lines: Sequence[_Line]) -> list[_Block]:
    """Join the lines that belong together; linear, each line is looked at twice."""
    width = _wrap_width(text, lines)
    blocks: list[_Block] = []
    first = 0
    for i, line in enumerate(lines):
        after = lines[i + 1] if i + 1 < len(lines) else None
        if after is not None:
            fenced = line.kind is after.kind is Kind.CODE
            if fenced or _joins(text, line, after, width):
                continue
        gap = after is None or after.gap
        start, kind = lines[first].start, lines[first].kind
        blocks.append(_Block(start, line.end, kind, _ends(text, start, line.end), gap))
        first = i + 1
    return blocks


def _unit(text: str, block: _Block) -> Unit:
    return Unit(text[block.start : min(block.end, block.start + 801)], block.kind, block.ends)


def _role(text: str, block: _Block, after: _Block | None, sentences: int) -> Role:
    """HEADING for a markdown heading or a short line without a stop above something else."""
    if block.kind is Kind.HEADING:
        return Role.HEADING
    words = text[block.start : min(block.end, block.start + 200)]
    long = block.end - block.start > 160 or len(words.split()) > 24
    if block.kind is not Kind.PLAIN or long or sentences > 1 or after is None:
        return Role.TEXT
    asks = words.endswith(("?", "？", "؟")) and len(words.split()) <= 12 and not _LABEL.match(words)
    quoted = words[0] in '“"«„「‘' and words[-1] in '”"»“」’'
    if (block.ends and not asks) or words[-1] in ",;:" or quoted:
        return Role.TEXT
    return Role.HEADING if block.gap or after.ends else Role.TEXT


def _sentence_spans(text: str, block: _Block, context: Context) -> Iterator[Span]:
    """The sentences of a block, without outer white space, none over `SENTENCE_CHARS`."""
    whole = block.kind in (Kind.HEADING, Kind.CODE) or (
        block.kind is Kind.TABLE and block.end - block.start <= _TABLE_ROW_CHARS
    )
    inner = [] if whole else cuts(text, block.start, block.end, context)
    edges = [block.start, *inner, block.end]
    for left, right in pairwise(edges):
        yield from _capped(text, left, right)


def _capped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end - start > SENTENCE_CHARS:
        cut = _cut_at(text, start)
        stop = cut
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        yield Span(start, stop)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _cut_at(text: str, start: int) -> int:
    """Where to cut an overlong sentence: behind a line, a clause, a word; else between marks."""
    low, high = start + SENTENCE_CHARS // 3, start + SENTENCE_CHARS
    window = text[low:high]
    for pattern in (_BREAK, _CLAUSE, _SPACE):
        found = [match.end() for match in pattern.finditer(window)]
        if found:
            return low + found[-1]
    cut = high
    while cut > high - 50 and (unicodedata.combining(text[cut]) or text[cut] in "\u200d\ufe0f"):
        cut -= 1
    return cut


def _passages(document: Document, sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """Group sentences into passages that tile the text."""
    asides = _asides(document.text, sentences)
    starts = [0] if sentences else []
    for i in range(1, len(sentences)):
        if asides[i] != asides[i - 1] or _turns(sentences, starts[-1], i):
            starts.append(i)
    for first, last in pairwise([*starts, len(sentences)]):
        left = sentences[first].span.start if first else 0
        right = sentences[last].span.start if last < len(sentences) else len(document.text)
        span = Span(left, right)
        id = content_id(document.id, "passage", str(left), span.of(document.text))
        yield Passage(id, document.id, span, first, last)


def _asides(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Furniture keeps passages of its own; a rule without a word goes with what is before it."""
    asides: list[bool] = []
    for sentence in sentences:
        furniture = sentence.role is Role.FURNITURE
        if furniture and asides and not any(map(str.isalnum, sentence.span.of(text))):
            furniture = asides[-1]
        asides.append(furniture)
    return asides


def _turns(sentences: Sequence[Sentence], first: int, i: int) -> bool:
    """Does sentence ``i`` start a new passage, if the current one starts at ``first``?"""
    before, here, count = sentences[i - 1], sentences[i], i - first
    if here.span.end - sentences[first].span.start > PASSAGE_CHARS:
        return True
    if here.role is Role.HEADING:
        return before.role is not Role.HEADING
    if count >= 2 * PASSAGE_SENTENCES:
        return True
    if before.span.end - sentences[first].span.start < PASSAGE_CHARS // 4:
        return False  # short lines, such as a table's rows, keep together
    turned = here.paragraph != before.paragraph
    return count >= PASSAGE_SENTENCES or (turned and count >= PASSAGE_SENTENCES // 2)
