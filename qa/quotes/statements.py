"""The statements of one speaker, all of them, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.copies import TextOf, other_places
from qa.names import extract_names, is_body, name_tokens, same_name, same_word, strip_title
from qa.names.forms import APOSTROPHES
from qa.quotes.corpus import CorpusText
from qa.types import CitationPlace, Voice

if TYPE_CHECKING:
    from index.types import Document, Sentence
    from qa.attribution import Clause
    from qa.filters import Filter

__all__ = ["Quote", "Quotes", "is_about", "quotes", "says"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A clause and whose it is: ``cited_text == document_text[start:end]`` (code points).

    ``line`` and ``page`` are 1-based; ``also_at`` names the other places of the same words.
    """

    speaker: str
    role: str | None
    voice: Voice
    cue: str | None
    medium: str | None
    cited_text: str
    document_id: str
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    start_char_index: int
    end_char_index: int
    line: int
    page: int | None
    extractor: str
    denial: bool
    hedged: bool
    also_at: tuple[CitationPlace, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, as ``qa quotes --json`` prints them."""
        made = {name: getattr(self, name) for name in self.__slots__ if name != "also_at"}
        places = [{n: getattr(p, n) for n in p.__slots__} for p in self.also_at]
        return {**made, "also_at": places}


@dataclass(frozen=True, slots=True)
class Quotes:
    """All statements of a speaker; ``spellings``: the names under which they were found.

    ``undated``: documents that a filter by date left aside because no date is known of them.
    """

    speaker: str
    about: str | None
    spellings: tuple[str, ...]
    statements: tuple[Quote, ...]
    documents: int
    undated: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As ``qa quotes --json`` prints it: the count first, then the statements in order."""
        return {
            "speaker": self.speaker,
            "about": self.about,
            "spellings": list(self.spellings),
            "count": len(self.statements),
            "documents": self.documents,
            "undated": self.undated,
            "statements": [quote.to_dict() for quote in self.statements],
        }


def quotes(
    corpus: CorpusText, speaker: str, about: str | None = None, only: Filter | None = None
) -> Quotes:
    """Every statement of a person or body, in order of source and place.

    ``speaker``: any spelling that the corpus or its acronyms know; a surname finds all who bear
    it; a body finds those who speak for it in a role that names it ("a council spokesman").
    ``about``: only statements that hold all these words, in any form or spelling. ``only``
    leaves documents aside by date and outlet; what is printed in several is given from the first
    that passes. Raises UsageError for an empty ``speaker``.
    """
    from qa.errors import UsageError

    wanted = " ".join(speaker.split())
    if not wanted:
        raise UsageError("the speaker is empty; name a person or a body")
    kept: list[Quote] = []
    for document, sentence, clause in corpus.heard(only):
        if says(corpus, wanted, clause) and is_about(clause.span.of(document.text), about, corpus):
            kept.append(quote_of(document, sentence, clause, corpus.text_of))
    return Quotes(
        speaker=wanted,
        about=about,
        spellings=tuple(dict.fromkeys(quote.speaker for quote in kept)),
        statements=tuple(kept),
        documents=len({quote.document_id for quote in kept}),
        undated=only.undated(corpus.documents) if only is not None else 0,
    )


def says(corpus: CorpusText, speaker: str, clause: Clause) -> bool:
    """Whether a clause is said by ``speaker``, under any spelling, or for the body of that name."""
    if clause.speaker is None or corpus.names.apart(speaker, clause.speaker):
        return False
    return any(_is(clause, spelling) for spelling in _spellings(speaker, corpus))


def _spellings(wanted: str, corpus: CorpusText) -> tuple[str, ...]:
    """The name and its spellings; of a body also those of its acronym and its full name."""
    found = dict.fromkeys((wanted, *corpus.names.variants(wanted)))
    for spelling in tuple(found):
        if is_body(spelling):
            found |= dict.fromkeys(corpus.names.variants(spelling))
    return tuple(found)


def quote_of(
    document: Document, sentence: Sentence, clause: Clause, text_of: TextOf | None = None
) -> Quote:
    """A clause that has a speaker, with its place; ``text_of`` gives the texts of the copies."""
    span = clause.span
    places = tuple(
        CitationPlace(p.document_id, p.source, p.span.start, p.span.end)
        for p in other_places(document, sentence, span, text_of)
    )
    return Quote(
        speaker=clause.speaker or "",
        role=clause.role,
        voice=clause.voice,
        cue=clause.cue,
        medium=clause.medium,
        cited_text=span.of(document.text),
        document_id=document.id,
        source=document.source,
        title=document.title,
        outlet=document.outlet,
        published=document.published,
        start_char_index=span.start,
        end_char_index=span.end,
        line=document.line_at(span.start),
        page=document.page_at(span.start),
        extractor=document.extractor,
        denial=clause.denial,
        hedged=clause.hedged,
        also_at=places,
    )


def _is(clause: Clause, wanted: str) -> bool:
    speaker, role = clause.speaker or "", clause.role or ""
    if same_name(wanted, speaker) or same_name(strip_title(wanted), strip_title(speaker)):
        return True
    if _speaks_for(role, wanted):
        return True
    one, two = name_tokens(wanted), name_tokens(speaker)
    if not extract_names(wanted):
        return _holds(speaker, wanted)
    if len(one) == 1 and len(two) > 1 and speaker[:1].isupper() and not is_body(speaker):
        # A surname stands for all who bear it; "a ministry official" bears none.
        return same_word(one[0], two[-1]) or _speaks_for(speaker, wanted)
    return _speaks_for(speaker, wanted)


def _speaks_for(role: str, body: str) -> bool:
    """Whether a role is in a body's name: "a council spokesman", "spokesman for the council".

    "One of Verrin's aides" and an "anti-council group" are somebody else.
    """
    if not _holds(role, body):
        return False
    last = re.escape(body.split()[-1])
    if re.search(rf"\b(?:anti|ex|former|non)[-‐‑ ]{re.escape(body)}", role, re.I):
        return False
    return not re.search(rf"\b{last}[{APOSTROPHES}]s?\b|\bamong\b|\bagainst\b", role, re.I)


def _holds(text: str, name: str) -> bool:
    """Whether words hold a name, word for word."""
    words, wanted = name_tokens(text), name_tokens(name)
    span = len(wanted)
    return bool(wanted) and any(
        all(map(same_word, words[at : at + span], wanted)) for at in range(len(words) - span + 1)
    )


def is_about(text: str, about: str | None, corpus: CorpusText) -> bool:
    """Whether a text holds all content words of ``about``, in any form or spelling."""
    if not about:
        return True
    from index.lexical import tokenize

    held = set(tokenize(text))
    names = list(extract_names(about))
    for name in names:
        if not any(set(tokenize(s)) <= held for s in (name, *corpus.names.variants(name))):
            return False
    named = {stem for name in names for stem in tokenize(name)}
    return all(stem in held for stem in tokenize(about) if stem not in named)
