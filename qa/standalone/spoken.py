"""Whose words an answer gives: the places of what is said in it, and of who says it.

"“General Hale was wrong,” said Ada Roth": she is who the next "she" takes up, and Hale, who is only
spoken of, comes after her. The frames of `qa.attribution` are read on each sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.lexical import tokenize
from index.types import Span
from qa.anaphora import PAST_BASE
from qa.names.words import TITLES
from qa.standalone.mentions import Kind, Mention

__all__ = ["NOTHING_SPOKEN", "Spoken", "read_spoken", "speakers_of", "tells_of_own"]

_QUOTES = '“”"«»'
_ENDS = re.compile(r"(?P<word>\w*)[.!?][”\"»’']?\s+(?=[\"“«A-Z])")
_LABEL = re.compile(r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|al|bin|de|van|von)){0,5}(?=: ?[“\"«])")
_OWN_DEED = re.compile(
    r"\b(?:I|[Ww]e)(?:['’](?:ve|m|re|d))?(?: (?:have|had|am|are|did|also))* (\w+)"
)
_LONGEST = 1500


@dataclass(frozen=True)
class Spoken:
    """An answer, and who speaks in it: worked out where that is first asked for, since what reads
    frames is slow to load. The spans are places in ``text``.
    """

    answer: str

    @cached_property
    def text(self) -> str:
        """The answer in one line without quotation marks, cut where it is very long."""
        return "".join(self._flat[i] for i in self._kept).strip()[:_LONGEST]

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """What a speaker is given with: quoted, or before "..., X said"."""
        return tuple(_moved(span, self._kept) for said, _ in self._said for span in said)

    @cached_property
    def speakers(self) -> tuple[Span, ...]:
        """The noun phrases of those who say it, in order."""
        return tuple(_moved(who, self._kept) for _, who in self._said)

    @cached_property
    def deeds(self) -> tuple[str, ...]:
        """The verbs behind a speaker's "I" and "we"."""
        words = (span.of(self._flat) for said, _ in self._said for span in said)
        return tuple(verb for part in words for verb in _OWN_DEED.findall(part))

    @cached_property
    def _flat(self) -> str:
        return re.sub(r"\s", " ", self.answer)

    @cached_property
    def _kept(self) -> list[int]:
        """The places of the characters of ``text`` in the answer."""
        kept: list[int] = []
        for i, char in enumerate(self._flat):
            doubled = char == " " and (not kept or self._flat[kept[-1]] == " ")
            if char not in _QUOTES and not doubled:
                kept.append(i)
        return kept

    @cached_property
    def _said(self) -> tuple[tuple[list[Span], Span], ...]:
        return tuple(_sayings(self.answer, self._flat))


NOTHING_SPOKEN = Spoken("")
"""No answer."""


def read_spoken(answer: str) -> Spoken:
    """An answer without markers, read. Any text is accepted; what has no frame has no speaker."""
    return Spoken(answer)


def speakers_of(spoken: Spoken, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Who speaks, among the ``mentions`` of the text: the name beside a description, else that."""
    found = (_at(span, spoken.text, mentions) for span in spoken.speakers)
    return tuple(mention for mention in found if mention is not None)


def tells_of_own(spoken: Spoken, question: str) -> bool:
    """Whether a speaker says that he did what is asked: "We took it" for "Who took the hill?"."""
    asked = {PAST_BASE.get(word, word) for word in re.findall(r"\w+", question.lower())}
    done = {PAST_BASE.get(word.lower(), word) for word in spoken.deeds}
    return not {*tokenize(" ".join(asked))}.isdisjoint(tokenize(" ".join(done)))


def _at(span: Span, text: str, mentions: Sequence[Mention]) -> Mention | None:
    within = [m for m in mentions if span.start <= m.start < span.end and not m.modifier]
    first = min(within, key=lambda m: (m.start, -m.end), default=None)
    if first is None or first.name:
        return first
    beside = (m for m in within if text[first.end : m.start].strip() == ",")
    return next((m for m in beside if m.name and m.kind in (Kind.PERSON, Kind.NAME)), first)


def _moved(span: Span, kept: list[int]) -> Span:
    return Span(bisect_left(kept, span.start), bisect_left(kept, span.end))


def _sayings(answer: str, flat: str) -> Iterator[tuple[list[Span], Span]]:
    """What is said and by whom, for each sentence of the answer that tells both."""
    from qa.attribution.frames import find_frame
    from qa.attribution.quotations import find_quotations, mask

    lines = tuple(Span(*m.span()) for m in re.finditer(r"[^\n]+", answer[: 2 * _LONGEST]))
    quotations = find_quotations(flat, lines)
    for line in lines:
        masked = mask(flat, line, quotations)
        for start, end in _sentences(masked):
            place = line.start + start
            quoted = [q.span for q in quotations if place <= q.span.start < line.start + end]
            sentence = masked[start:end]
            frame = find_frame(sentence, 0, len(sentence))
            label = None if frame else _LABEL.match(sentence)
            who = label.span() if label else frame.noun if frame else None
            if who is None:
                continue
            if frame is not None and frame.kind == "tag" and not quoted:
                quoted = [Span(place, place + min(who[0], frame.cue[0]))]
            yield quoted, Span(place + who[0], place + who[1])


def _sentences(masked: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _ENDS.finditer(masked):
        if match["word"].lower() in TITLES or len(match["word"]) == 1:
            continue
        yield start, match.end()
        start = match.end()
    if start < len(masked):
        yield start, len(masked)
