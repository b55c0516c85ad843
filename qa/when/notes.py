"""Dates that were worked out, to stand beside a quotation and never in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.answer_type import Kind, main_clause, read_wanted
from qa.types import Answer, Citation, Source
from qa.when.days import published_days
from qa.when.reading import Time, times_said

__all__ = ["WorkedOut", "asks_when", "day_told", "worked_out"]

_WHEN = frozenset((Kind.DATE, Kind.YEAR, Kind.DAY, Kind.HOUR))
_BEFORE = re.compile(r"\b(?:on|in|since|until|till|by|from|before|after|at|over|during)\s+$", re.I)


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """``words`` of a quotation, the days they stand for, and from what these were reckoned."""

    words: str
    days: str
    origin: str

    @property
    def meaning(self) -> str:
        """The days and their origin, in one line."""
        return f"{self.days} (worked out from {self.origin})"


def asks_when(question: str) -> bool:
    """Whether a question asks for a time."""
    return read_wanted(main_clause(question)).kind in _WHEN


def worked_out(answer: Answer, citation: Citation) -> tuple[WorkedOut, ...]:
    """What the relative times of a cited sentence stand for, in order.

    "Yesterday" and "on Sunday" are worked out whatever was asked, "on 7 September" only where a
    time is asked for: its year seldom needs to be told. Empty where the day of publication is
    not known.
    """
    published = next(
        (d.published for d in answer.documents if d.document_id == citation.document_id), None
    )
    origin = published_days(published)
    if origin is None:
        return ()
    text, times = citation.cited_text, _times(citation, published)
    asked = asks_when(answer.standalone_question)
    source = f"the publication date, {origin.words()}"
    return tuple(_notes(text, times, asked, source))


def day_told(citation: Citation, source: Source) -> str | None:
    """The one time that cited words tell, in full, else the date of publication, if known."""
    times = _times(citation, source.published)
    days = times[0].days if len(times) == 1 else None
    days = days or published_days(source.published)
    return days.words() if days else None


def _times(citation: Citation, published: str | None) -> tuple[Time, ...]:
    return times_said(citation.cited_text, published, citation.voice)


def _notes(text: str, times: tuple[Time, ...], asked: bool, source: str) -> Iterator[WorkedOut]:
    previous = ""
    for time in times:
        before = _BEFORE.search(text[: time.start])
        words = text[before.start() if before else time.start : time.end]
        if time.days is not None and (
            time.base == "published" or (asked and time.base in ("yearly", "told"))
        ):
            origin = f"“{previous}”" if time.base == "told" and previous else source
            yield WorkedOut(words, time.days.words(), origin)
        previous = words
