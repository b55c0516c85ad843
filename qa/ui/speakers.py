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

__all__ = ["Saying", "examples", "filtered", "follow_ups", "sayings_html", "sayings_of", "speakers"]

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


def examples(sayings: Sequence[Saying], count: int = 3) -> tuple[str, ...]:
    """Questions that this corpus can be asked: about those who speak in it most.

    Of names that are nearly the same (two spellings of one) only the first is taken.
    """
    return _questions(sayings, _named(sayings), count)


def follow_ups(
    sayings: Sequence[Saying], documents: Collection[str], cited: Collection[str], count: int = 2
) -> tuple[str, ...]:
    """Questions about others who speak in the documents that an answer cites."""
    here = [saying for saying in sayings if saying.document_id in documents]
    known = {name.casefold() for name in cited}
    names = [name for name in _named(here) if name.casefold() not in known]
    return _questions(sayings, names, count)


def _questions(sayings: Sequence[Saying], names: Iterable[str], count: int) -> tuple[str, ...]:
    text = "\n".join(saying.text for saying in sayings)
    chosen: list[str] = []
    for name in names:
        if len(chosen) < count and not any(_near(name, other) for other in chosen):
            chosen.append(name)
    # "the" where the documents have it: they know what takes an article.
    articles = (
        "the " if re.search(rf"(?i)\bthe {re.escape(name)}", text) else "" for name in chosen
    )
    return tuple(f"What did {the}{name} say?" for the, name in zip(articles, chosen, strict=True))


def _near(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() > _NEAR


def _named(sayings: Iterable[Saying]) -> list[str]:
    """Speakers with a name: every word but small ones begins with a capital."""
    return [
        name
        for name, _ in speakers(sayings)
        if len(name) <= _LONGEST_NAME and _is_name(name) and " " in name
    ]


def _is_name(name: str) -> bool:
    parts = [word for word in name.split() if len(word) > 3]
    if any(char.isdigit() for char in name):
        return False
    return bool(parts) and all(word[0].isupper() for word in parts) and name[0].isupper()


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
