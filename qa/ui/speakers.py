"""Who says what in a corpus: every clause with a speaker, to browse, filter and ask about.

Attribution is ``qa.attribution``'s; nothing is added here but counting, filtering and showing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from qa.ui.text import attributes, label, origin, words

if TYPE_CHECKING:
    from index.store import PassageIndex
    from index.types import Document
    from qa.types import Source

__all__ = [
    "Saying",
    "filtered",
    "follow_ups",
    "is_named",
    "sayings_html",
    "sayings_of",
    "speakers",
    "with_article",
]

MOST_DOCUMENTS = 500
MOST_SHOWN = 200
_LONGEST_NAME = 60
_NEAR = 0.7


@dataclass(frozen=True, slots=True)
class Saying:
    """A clause and who says it: ``text`` is the document's words from ``start`` to ``end``."""

    speaker: str
    cue: str | None
    document_id: str
    source: str
    outlet: str | None
    published: str | None
    text: str
    start: int
    end: int


def sayings_of(index: PassageIndex, most: int = MOST_DOCUMENTS) -> tuple[Saying, ...]:
    """The clauses with a speaker in the first ``most`` documents, in the documents' order."""
    return tuple(
        saying for document in index.documents[:most] for saying in _in_document(index, document)
    )


def _in_document(index: PassageIndex, document: Document) -> Iterable[Saying]:
    from qa.attribution import attribute

    for clauses in attribute(document, index.sentences(document.id)).values():
        for clause in clauses:
            if clause.speaker is not None:
                yield Saying(
                    clause.speaker,
                    clause.cue,
                    document.id,
                    document.source,
                    document.outlet,
                    document.published,
                    clause.span.of(document.text),
                    clause.span.start,
                    clause.span.end,
                )


def speakers(sayings: Iterable[Saying]) -> tuple[tuple[str, int], ...]:
    """Speakers and how many clauses are theirs, most first, then by name."""
    counted = Counter(saying.speaker for saying in sayings)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def filtered(
    sayings: Iterable[Saying], speaker: str = "", outlet: str = "", date: str = ""
) -> tuple[Saying, ...]:
    """Those whose speaker and outlet hold the given words and whose date begins with ``date``.

    An empty filter lets all pass; ``unknown`` finds documents of which none is known.
    """
    return tuple(
        saying
        for saying in sayings
        if speaker.casefold() in saying.speaker.casefold()
        and (outlet.casefold() in (saying.outlet or "unknown").casefold())
        and (saying.published or "unknown").startswith(date.strip())
    )


def follow_ups(
    sayings: Sequence[Saying], documents: Collection[str], cited: Collection[str], count: int = 2
) -> tuple[str, ...]:
    """Questions about others who speak in the documents that an answer cites.

    Of names that are nearly the same (two spellings of one) only the first is taken.
    """
    here = [saying for saying in sayings if saying.document_id in documents]
    known = {name.casefold() for name in cited}
    text = "\n".join(saying.text for saying in sayings)
    chosen: list[str] = []
    for name, _ in speakers(here):
        if len(chosen) < count and is_named(name) and name.casefold() not in known:
            chosen += [name] if not any(_near(name, other) for other in chosen) else []
    return tuple(f"What did {with_article(name, text)} say?" for name in chosen)


def with_article(name: str, text: str) -> str:
    """The name with "the" where a text mostly has it so: it knows what takes an article."""
    having = len(re.findall(rf"(?i)\bthe {re.escape(name)}\b", text))
    return f"the {name}" if 2 * having > len(re.findall(rf"\b{re.escape(name)}\b", text)) else name


def _near(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() > _NEAR


def is_named(speaker: str) -> bool:
    """Whether a speaker has a name of several words: all but small ones begin with a capital."""
    parts = [word for word in speaker.split() if len(word) > 3]
    if len(speaker) > _LONGEST_NAME or " " not in speaker or any(c.isdigit() for c in speaker):
        return False
    return bool(parts) and all(word[0].isupper() for word in parts) and speaker[0].isupper()


def sayings_html(sayings: Sequence[Saying], sources: dict[str, Source]) -> str:
    """The clauses grouped by speaker, each with a button that shows it in its document."""
    if not sayings:
        return '<p class="qa-quiet">Nobody is quoted here, as far as could be read.</p>'
    shown = sayings[:MOST_SHOWN]
    order = [name for name, _ in speakers(shown)]
    groups = [
        f'<section class="qa-voice"><h3>{label(name)}</h3><ul>'
        + "".join(_row(saying, sources) for saying in shown if saying.speaker == name)
        + "</ul></section>"
        for name in order
    ]
    more = len(sayings) - len(shown)
    rest = f'<p class="qa-quiet">and {more:,} more; narrow the filter.</p>' if more else ""
    return "".join(groups) + rest


def _row(saying: Saying, sources: dict[str, Source]) -> str:
    given = attributes(act="place", document=saying.document_id, start=saying.start, end=saying.end)
    cue = f"<i>({label(saying.cue)})</i> " if saying.cue else ""
    return (
        f'<li><q class="qa-quote" dir="auto">{words(saying.text)}</q><span class="qa-where">{cue}'
        f"{origin(sources.get(saying.document_id), saying.source)} "
        f'<a href="#qa-source" class="qa-show"{given}>show in the document</a></span></li>'
    )
