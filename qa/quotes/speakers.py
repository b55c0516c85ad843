"""Who speaks in a corpus, how often, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.names import extract_names, same_name
from qa.quotes.corpus import CorpusText

if TYPE_CHECKING:
    from qa.filters import Filter

__all__ = ["Speaker", "speakers"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says ``statements`` clauses, ``direct`` of them in their own words.

    Those are quoted, or stand in what the speaker wrote. ``name``: the spelling used most;
    ``spellings``: all of them; ``sources``: the documents in order; ``named``: False for "a
    resident" and the like.
    """

    name: str
    spellings: tuple[str, ...]
    roles: tuple[str, ...]
    statements: int
    direct: int
    sources: tuple[str, ...]
    named: bool

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, as ``qa speakers --json`` prints them."""
        return {
            "name": self.name,
            "spellings": list(self.spellings),
            "roles": list(self.roles),
            "statements": self.statements,
            "direct": self.direct,
            "sources": list(self.sources),
            "named": self.named,
        }


class _Count:
    def __init__(self) -> None:
        self.spellings: dict[str, int] = {}
        self.roles: dict[str, None] = {}
        self.sources: dict[str, None] = {}
        self.statements = self.direct = 0

    def speaker(self) -> Speaker:
        ordered = tuple(sorted(self.spellings, key=lambda s: (-self.spellings[s], s)))
        return Speaker(
            name=ordered[0],
            spellings=ordered,
            roles=tuple(self.roles),
            statements=self.statements,
            direct=self.direct,
            sources=tuple(self.sources),
            named=any(extract_names(spelling) for spelling in ordered),
        )


def speakers(corpus: CorpusText, only: Filter | None = None) -> tuple[Speaker, ...]:
    """All who speak, those with most statements first, then by name.

    Spellings of one name are one speaker; descriptions ("a resident") are one for each wording
    in each document, since two documents' residents need not be one.
    """
    counts: dict[str, _Count] = {}
    known: dict[str, str] = {}
    for document, sentence, clause in corpus.heard(only):
        if clause.speaker is None:
            continue
        key = _key(clause.speaker, document.source, known, corpus)
        count = counts.setdefault(key, _Count())
        count.spellings[clause.speaker] = count.spellings.get(clause.speaker, 0) + 1
        count.sources |= dict.fromkeys(
            (document.source, *(place.source for place in sentence.also_at))
        )
        if clause.role:
            count.roles[clause.role] = None
        count.statements += 1
        count.direct += clause.voice == "direct"
    found = (count.speaker() for count in counts.values())
    return tuple(sorted(found, key=lambda s: (-s.statements, s.name, s.sources)))


def _key(speaker: str, source: str, known: dict[str, str], corpus: CorpusText) -> str:
    """One key for all spellings of a name: the first one met."""
    if not extract_names(speaker):
        return f"{source}\n{speaker.casefold()}"
    if speaker not in known:
        variants = corpus.names.variants(speaker)
        same = next(
            (
                k
                for k in known
                if (k in variants or same_name(k, speaker)) and not corpus.names.apart(k, speaker)
            ),
            None,
        )
        known[speaker] = speaker if same is None else known[same]
    return known[speaker]
