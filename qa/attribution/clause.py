"""Whose claim a sentence, or a clause of one, is."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Span
from qa.types import Voice

__all__ = ["Clause"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence, or a clause of one that has two speakers, and whose claim it is.

    ``span``: document offsets. ``speaker``: the fullest name the document gives, else the noun
    phrase as written; None for ``outlet`` and ``unknown``. ``role``: an apposition as written.
    ``cue``: the reporting words as written. ``named_in``: the sentence that holds ``speaker``
    where ``span`` does not. ``denial``: the clause denies something. ``hedged``: it says so
    with reserve ("reportedly", "may"). ``source_span`` and ``cue_span``: document offsets of
    the source's noun phrase and of the cue as written, None where the clause has none (a
    quotation that runs on). ``medium``: through which it was said, as written. ``in_writing``: the
    document is its speaker's, and nothing in the clause speaks of him.
    """

    span: Span
    voice: Voice
    speaker: str | None = None
    role: str | None = None
    cue: str | None = None
    named_in: Span | None = None
    denial: bool = False
    hedged: bool = False
    source_span: Span | None = None
    cue_span: Span | None = None
    medium: str | None = None
    in_writing: bool = False
