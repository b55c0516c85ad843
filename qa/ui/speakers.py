"""Who says what in a corpus: every clause with a speaker, to browse, filter and ask about.

Attribution is ``qa.attribution``'s; whose spellings are one, what a filter keeps and who speaks for
a body is ``qa.quotes``', as for ``qa quotes``. Here is only grouping and showing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa.ui.text import attributes, label, origin, words

if TYPE_CHECKING:
    from index.types import Document
    from qa.attribution import Clause
    from qa.filters import Filter
    from qa.quotes import CorpusText, Speaker
    from qa.types import Source

__all__ = [
    "MOST_DOCUMENTS",
    "Saying",
    "Voice",
    "first_of",
    "is_named",
    "sayings_of",
    "voices_html",
    "voices_of",
]

MOST_DOCUMENTS = 500
MOST_SHOWN = 200
_OPEN = 3
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Saying:
    """A clause that has a speaker, and its document."""

    document: Document
    clause: Clause

    @property
    def speaker(self) -> str:
        """As the document names the person or body."""
        return self.clause.speaker or ""

    @property
    def document_id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def start(self) -> int:
        """Where its words begin in the document's text."""
        return self.clause.span.start

    @property
    def end(self) -> int:
        """Where they end."""
        return self.clause.span.end

    @property
    def text(self) -> str:
        """The document's words from ``start`` to ``end``."""
        return self.clause.span.of(self.document.text)


@dataclass(slots=True)
class Voice:
    """One who speaks, under all spellings, with what is shown of their words."""

    who: Speaker
    sayings: list[Saying] = field(default_factory=list)


def first_of(corpus: CorpusText, most: int = MOST_DOCUMENTS) -> CorpusText:
    """The corpus, or its first ``most`` documents where it has more."""
    if len(corpus.documents) <= most:
        return corpus
    return replace(corpus, documents=corpus.documents[:most])


def sayings_of(corpus: CorpusText) -> tuple[Saying, ...]:
    """The clauses with a speaker, in the order of the documents; repeated sentences once."""
    return tuple(
        Saying(document, clause)
        for document, _, clause in corpus.attributed
        if clause.speaker is not None
    )


def voices_of(
    corpus: CorpusText, only: Filter | None = None, about: str | None = None
) -> tuple[Voice, ...]:
    """Who speaks, with the statements that ``qa quotes`` would give; most statements first.

    ``only`` leaves documents and speakers aside; ``about`` statements without these words.
    """
    from qa.quotes import says, speakers
    from qa.quotes.statements import is_about

    groups = {
        (spelling, source): speaker
        for speaker in speakers(corpus)
        for spelling in speaker.spellings
        for source in speaker.sources
    }
    voices: dict[tuple[str, tuple[str, ...]], Voice] = {}
    for saying in sayings_of(corpus):
        if only is not None and not only.keeps(saying.document):
            continue
        if only is not None and only.speaker and not says(corpus, only.speaker, saying.clause):
            continue
        if about and not is_about(saying.text, about, corpus):
            continue
        who = groups[saying.speaker, saying.document.source]
        voices.setdefault((who.name, who.sources), Voice(who)).sayings.append(saying)
    return tuple(sorted(voices.values(), key=lambda voice: (-len(voice.sayings), voice.who.name)))


def is_named(speaker: str) -> bool:
    """Whether a speaker has a name of several words: all but small ones begin with a capital."""
    parts = [word for word in speaker.split() if len(word) > 3]
    if len(speaker) > _LONGEST_NAME or " " not in speaker or any(c.isdigit() for c in speaker):
        return False
    return bool(parts) and all(word[0].isupper() for word in parts) and speaker[0].isupper()


def voices_html(
    voices: Sequence[Voice], sources: Mapping[str, Source], note: str = "", narrowed: bool = False
) -> str:
    """Each speaker with a count, to be opened for the statements, each shown in its document.

    A few speakers, or those that a filter leaves, are open. ``note`` stands above them.
    """
    above = f'<p class="qa-quiet" role="status">{label(note)}</p>' if note else ""
    if not voices:
        said = "Nobody is quoted so." if narrowed else "Nobody is quoted in these documents."
        return f'{above}<p class="qa-quiet" role="status">{said}</p>'
    left, groups = MOST_SHOWN, []
    for voice in voices:
        groups.append(_voice(voice, voice.sayings[:left], sources, len(voices) <= _OPEN))
        left = max(0, left - len(voice.sayings))
    return above + "".join(groups)


def _voice(
    voice: Voice, shown: Sequence[Saying], sources: Mapping[str, Source], opened: bool
) -> str:
    count = len(voice.sayings)
    many = "1 statement" if count == 1 else f"{count:,} statements"
    others = [name for name in voice.who.spellings if name != voice.who.name]
    known = [*voice.who.roles[:1], *(["also " + ", ".join(others)] if others else [])]
    aside = f'<span class="qa-file">{label("; ".join(known))}</span>' if known else ""
    hidden = count - len(shown)
    more = f'<p class="qa-quiet">{hidden:,} more; narrow the filter.</p>' if hidden else ""
    return (
        f'<details class="qa-voice"{" open" * opened}><summary><b>{label(voice.who.name)}</b> '
        f'<span class="qa-count">{many}</span>{aside}</summary><ul>'
        f"{''.join(_row(saying, sources) for saying in shown)}</ul>{more}</details>"
    )


def _row(saying: Saying, sources: Mapping[str, Source]) -> str:
    given = attributes(act="place", document=saying.document_id, start=saying.start, end=saying.end)
    cue = f"<i>({label(saying.clause.cue)})</i> " if saying.clause.cue else ""
    return (
        f'<li><q class="qa-quote" dir="auto">{words(saying.text)}</q><span class="qa-where">{cue}'
        f"{origin(sources.get(saying.document_id), saying.document.source)} "
        f'<a href="#qa-source" class="qa-show"{given}>show in the document</a></span></li>'
    )
