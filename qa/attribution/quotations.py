"""Quotation marks of a document, paired, whichever style they are in."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from index.types import Span
from qa.names.words import INITIALS, NOT_NAMES, STARTERS

__all__ = ["MASK", "Quotation", "find_labels", "find_quotations", "mask", "quoted_share"]

MASK = "\x01"
"""Stands for each quoted character, so that offsets stay true."""

_MARK = re.compile("[“”„‟«»\"‘’']")
_NO_LABELS = STARTERS | INITIALS | NOT_NAMES
_LONGEST = 4000
_Q_AND_A = frozenset("QA")
_BREAK = re.compile(r"[\n\r\t\u00a0\u202f\u2028\u2029\x0b\x0c\x85]")
_LABEL = re.compile(
    r"(?:\*\*|__)?(@\w+|[A-Z][\w&.’'-]*(?: [A-Z][\w&.’'-]*| and| of){0,4})"
    r"(?::\*\*|(?:\*\*|__)?:)\s"
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words, marks included. ``closed``: a closing mark was found in the paragraph."""

    span: Span
    closed: bool

    def words(self, text: str) -> int:
        return len(self.span.of(text).split())


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """The outermost quotations, in order. One that is not closed ends with its paragraph.

    ``paragraphs``: spans in order that do not overlap; no quotation crosses them. An unclosed
    mark counts only at the start of a paragraph, where it opens one of several quoted ones, or
    where the next paragraph opens with a mark of its kind.
    """
    found: list[Quotation] = []
    for paragraph, after in zip_longest(paragraphs, paragraphs[1:]):
        following = text[after.start : after.start + 1] if after else ""
        at = paragraph.start
        while match := _MARK.search(text, at, paragraph.end):
            at = match.end()
            if not _opens(text, match.start(), paragraph):
                continue
            end = _closing(text, match.start(), paragraph.end)
            if end is not None:
                found.append(Quotation(Span(match.start(), end), True))
                at = end
            elif match.group() in '“"«„' and (
                following == match.group() or not text[paragraph.start : match.start()].strip()
            ):
                found.append(Quotation(Span(match.start(), paragraph.end), False))
                at = paragraph.end
    return tuple(found)


def _opens(text: str, at: int, paragraph: Span) -> bool:
    mark = text[at]
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    if mark in "“«„‟":
        return True
    if mark in "”»":
        return False
    free = before.isspace() or before in '([—–-:,“"‘'
    return free and not after.isspace() and after not in ".,;:)"


def _closing(text: str, start: int, limit: int) -> int | None:
    """The end of the quotation that opens at ``start``, or None."""
    mark = text[start]
    limit = min(limit, start + _LONGEST)
    if mark in "“„‟":
        ends = [i for i in (text.find("”", start + 1, limit), _low(text, start, limit)) if i >= 0]
        if ends:
            return min(ends) + 1
        straight = text.find('"', start + 1, limit)
        return straight + 1 if straight >= 0 else None
    if mark == "«":
        end = text.find("»", start + 1, limit)
        return end + 1 if end >= 0 else None
    if mark == '"':
        for i in range(start + 1, limit):
            if text[i] in '"”' and not text[i - 1].isspace():
                return i + 1
        return None
    for i in range(start + 2, min(limit, start + 700)):
        if text[i] in "’'" and not text[i - 1].isspace():
            after = text[i + 1] if i + 1 < len(text) else " "
            # A plural possessive inside the quotation looks like its end.
            plural = text[i - 1] == "s" and re.match(r"\s[a-z]", text[i + 1 : i + 3])
            later = any(c in "’'" for c in text[i + 1 : min(limit, i + 200)])
            if not after.isalnum() and not (plural and later and mark == "'"):
                return i + 1
    return None


def _low(text: str, start: int, limit: int) -> int:
    """A closing mark of the wrong shape: “ behind a word."""
    for match in re.finditer("“", text[start + 1 : limit]):
        i = start + 1 + match.start()
        if not text[i - 1].isspace() and not text[i + 1 : i + 2].isalnum():
            return i
    return -1


def find_labels(text: str, sentences: Sequence[Span]) -> dict[int, Span]:
    """Names before colons at the head of paragraphs, where at least two take turns.

    A label in capitals needs no second turn where the text names its bearer in full
    ("ROTH: ..." and, elsewhere, "Ada Roth").
    """
    found: dict[int, Span] = {}
    for i, sentence in enumerate(sentences):
        match = _LABEL.match(text, sentence.start, sentence.end)
        if match and (match[1] in _Q_AND_A or match[1].lower() not in _NO_LABELS):
            found[i] = Span(match.start(1), match.end(1))
    counts = Counter(span.of(text) for span in found.values())
    taking_turns = {label for label, count in counts.items() if count > 1}
    taking_turns |= {label for label in counts if label.isupper() and _is_named(text, label)}
    if counts.keys() >= _Q_AND_A:
        return {i: span for i, span in found.items() if span.of(text) in _Q_AND_A}
    if len(taking_turns) < 2:
        return {}
    # In a transcript whose labels are in capitals who speaks only once is labelled so too.
    capitals = all(label.isupper() for label in taking_turns)
    return {
        i: span
        for i, span in found.items()
        if (label := span.of(text)) in taking_turns or (capitals and label.isupper())
    }


def _is_named(text: str, label: str) -> bool:
    """Whether a text holds a name in full whose last words are a label's, in other letters."""
    last = " ".join(word.title() for word in label.split())
    return re.search(rf"\b[A-Z][a-z]+\s{re.escape(last)}\b", text) is not None


def mask(text: str, span: Span, quotations: Sequence[Quotation]) -> str:
    """The words at ``span`` with each quoted character but the marks replaced by `MASK`.

    Line breaks become blanks; the length is that of the span.
    """
    first = bisect.bisect_left(quotations, span.start, key=lambda q: q.span.end)
    out, at = [], span.start
    for quotation in quotations[first:]:
        if quotation.span.start >= span.end:
            break
        left = max(at, quotation.span.start + 1)
        inner_end = quotation.span.end - (1 if quotation.closed else 0)
        right = min(span.end, inner_end)
        if right > left:
            out += [text[at:left], MASK * (right - left)]
            at = right
    out.append(text[at : span.end])
    return _BREAK.sub(" ", "".join(out))


def quoted_share(masked: str) -> float:
    """The share, 0..1, of a masked sentence's visible characters that are quoted."""
    quoted = masked.count(MASK)
    if not quoted:
        return 0.0
    return quoted / (quoted + sum(map(str.isalnum, masked)))
