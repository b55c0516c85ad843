"""Evidence to statements: the sources' own words, and whose they are.

A statement is a clause cut from a source unchanged (``verbatim``), or such a clause behind
the name of its speaker where its own words say only "he" (``composed``); the sentence that
names the speaker is then cited too. Nothing else is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.types import Document, Place, Span
from qa.attribution import Clause
from qa.copies import TextOf, other_places
from qa.evidence import Evidence
from qa.names import extract_names, same_name
from qa.types import Citation, CitationPlace, Source, Statement, Support

__all__ = ["Composed", "Numbers", "as_document", "compose", "source_of"]

# An apostrophe inside a word is no quotation mark.
QUOTE = re.compile(r"[“”\"«»„‘]|(?<!\w)’|’(?!\w)")


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of an answer, its statements in order, its numbered citations."""

    text: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


class Numbers:
    """Citations numbered by first use; equal spans of one document share a number."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self._known: dict[tuple[str, Span], int] = {}

    def add(
        self, document: Document, span: Span, clause: Clause | None, also: Sequence[Place]
    ) -> int:
        key = (document.id, span)
        if key not in self._known:
            self._known[key] = len(self.citations) + 1
            self.citations.append(_citation(self._known[key], document, span, clause, also))
        number = self._known[key]
        if also and not self.citations[number - 1].also_at:
            # First cited because it names a speaker, now for its own words.
            self.citations[number - 1] = replace(self.citations[number - 1], also_at=_places(also))
        return number


def compose(
    chosen: Sequence[Evidence],
    clause_at: Callable[[Document, Span], Clause | None],
    whose: bool = True,
    text_of: TextOf | None = None,
) -> Composed:
    """Statements in the order given. ``clause_at`` attributes the sentence that names a speaker.

    ``text_of``: the texts in which the copies of a clause are found.

    Where nobody asks ``whose`` words they are, a sentence of a letter or a statement that does
    not speak of its writer is said as the document's own.
    """
    if not whose:
        chosen = [replace(e, clause=as_document(e.clause)) for e in chosen]
    numbers = Numbers()
    statements: list[Statement] = []
    text = ""
    for evidence in chosen:
        words, support, named_in = _words(evidence)
        document = evidence.hit.document
        also = other_places(document, evidence.hit.sentence, evidence.clause.span, text_of)
        cited = [numbers.add(document, evidence.clause.span, evidence.clause, also)]
        if named_in is not None:
            cited.append(numbers.add(document, named_in, clause_at(document, named_in), ()))
        if text:
            text += " "
        start = len(text)
        text += words
        statements.append(Statement(words, start, len(text), tuple(cited), support))
        text += " " + "".join(f"[{n}]" for n in cited)
    return Composed(text, tuple(statements), tuple(numbers.citations))


def as_document(clause: Clause) -> Clause:
    """A clause of a document's writer as the document's own voice; others as they are."""
    if not clause.in_writing:
        return clause
    return replace(clause, voice="outlet", speaker=None, role=None, named_in=None)


def _words(evidence: Evidence) -> tuple[str, Support, Span | None]:
    """The statement's words, how they came about, and where the speaker is named."""
    cited, clause = evidence.text, evidence.clause
    if clause.speaker is None or clause.named_in is None or _names(cited, clause.speaker):
        return cited, "verbatim", None
    naming = clause.named_in.of(evidence.hit.document.text)
    who = clause.speaker
    if clause.role and clause.role in naming and clause.role.lower() not in who.lower():
        who = f"{who}, {clause.role}"
    # The marks say whose words they hold: a report's "She said that" is not hers. Around words
    # that hold some already they would hide where a quote ends.
    if clause.voice == "reported" or QUOTE.search(cited):
        return f"{who}: {cited}", "composed", clause.named_in
    return f"{who}: “{cited}”", "composed", clause.named_in


def _names(cited: str, speaker: str) -> bool:
    """Whether the words name the speaker, if only by surname or acronym, so that none is needed."""
    initials = "".join(word[0] for word in speaker.split() if word[0].isupper())
    if speaker in cited or (len(initials) > 2 and re.search(rf"\b{initials}\b", cited)):
        return True
    held = {name for found in extract_names(cited) for name in (found, *found.split())}
    parts = [speaker, *(part for part in speaker.split() if len(part) > 2)]
    return any(same_name(name, part) for name in held for part in parts)


def _citation(
    number: int, document: Document, span: Span, clause: Clause | None, also: Sequence[Place]
) -> Citation:
    made = Citation(
        number=number,
        document_id=document.id,
        source=document.source,
        cited_text=span.of(document.text),
        start_char_index=span.start,
        end_char_index=span.end,
        page=document.page_at(span.start),
        also_at=_places(also),
    )
    if clause is None:
        return made
    return replace(made, voice=clause.voice, speaker=clause.speaker, cue=clause.cue)


def _places(also: Sequence[Place]) -> tuple[CitationPlace, ...]:
    return tuple(CitationPlace(p.document_id, p.source, p.span.start, p.span.end) for p in also)


def source_of(document: Document) -> Source:
    """What an answer says of a document that it names."""
    return Source(
        document_id=document.id,
        source=document.source,
        title=document.title,
        outlet=document.outlet,
        published=document.published,
        sha256=document.sha256,
        text_sha256=document.text_sha256,
        extractor=document.extractor,
        encoding=document.encoding,
    )
