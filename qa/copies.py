"""Where the words of a sentence stand that is printed in several places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from index.types import Place, Span

if TYPE_CHECKING:
    from index.types import Document, Sentence

__all__ = ["TextOf", "other_places"]

TextOf = Callable[[str], str]
"""The text of a document, by its id."""


def other_places(
    document: Document, sentence: Sentence, span: Span, text_of: TextOf | None
) -> tuple[Place, ...]:
    """The other places of a span of a sentence: of all of it, or of a clause cut from it.

    The copies differ from the sentence at most in their white space, so that the clause is found
    in them by the other characters before it. Without ``text_of`` a clause has no other places.
    """
    if span == sentence.span:
        return sentence.also_at
    if text_of is None:
        return ()
    before = len(_printed(document.text, Span(sentence.span.start, span.start)))
    count = len(_printed(document.text, span))
    places = []
    for place in sentence.also_at:
        found = _printed(text_of(place.document_id), place.span)[before : before + count]
        places.append(replace(place, span=Span(found[0], found[-1] + 1)))
    return tuple(places)


def _printed(text: str, span: Span) -> list[int]:
    """The offsets of a span's characters that are no white space."""
    return [at for at in range(span.start, span.end) if not text[at].isspace()]
