"""Of which documents and whose words a question is asked: by date, by outlet, by speaker.

Dates are days of publication as far as they are known (the document's own metadata, or
``sources.toml``); a date in a page's text is never taken for one, nor is the date of what a text
tells of: what was published in March about January passes ``since`` March. A document without a
known date passes no filter by date, and whoever asks is told how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from qa.errors import UsageError

if TYPE_CHECKING:
    from index.types import Document, Hit
    from qa.evidence import Evidence
    from qa.quotes import CorpusText

__all__ = ["Filter"]

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """``since`` and ``until``: a year, month or day, both inclusive; ``outlet``: words that the
    outlet's name holds, in any case; ``speaker``: whose statements alone count, by any spelling.
    Raises UsageError for what is no date, or no span of time.
    """

    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    speaker: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and not _is_date(value):
                raise UsageError(
                    f"{name} is {value!r}; give a year, a month or a day, as in 2021-09-06"
                )
        if self.since and self.until and _first(self.since) > _last(self.until):
            raise UsageError(f"since {self.since} is after until {self.until}; exchange them")

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.outlet, self.speaker))

    def keeps(self, document: Document) -> bool:
        """Whether a document passes. A month or year known of it passes if any of its days does."""
        if self.outlet and self.outlet.casefold() not in (document.outlet or "").casefold():
            return False
        if not (self.since or self.until):
            return True
        if document.published is None:
            return False
        after = self.since is None or _last(document.published) >= _first(self.since)
        return after and (self.until is None or _first(document.published) <= _last(self.until))

    def hits(self, corpus: CorpusText, hits: Sequence[Hit], k: int) -> tuple[Hit, ...]:
        """The first ``k`` hits in documents that pass and with words of the speaker.

        What is printed in several documents is found in the first that passes.
        """
        found = (copy for hit in hits for copy in corpus.copies(hit, self))
        return tuple(islice(self._of_speaker(corpus, found), k))

    def _of_speaker(self, corpus: CorpusText, hits: Iterable[Hit]) -> Iterator[Hit]:
        if not self.speaker:
            yield from hits
            return
        from qa.quotes import says

        for hit in hits:
            clauses = corpus.clauses(hit.document).get(hit.sentence.id, ())
            if any(says(corpus, self.speaker, clause) for clause in clauses):
                yield hit

    def evidence(self, corpus: CorpusText, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Without the clauses of others in sentences of two speakers."""
        if not self.speaker:
            return tuple(found)
        from qa.quotes import says

        return tuple(e for e in found if says(corpus, self.speaker, e.clause))

    def undated(self, documents: Iterable[Document]) -> int:
        """How many documents a filter by date leaves aside for want of a date."""
        if not (self.since or self.until):
            return 0
        return sum(document.published is None for document in documents)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(_first(text)))
    except ValueError:  # 31 February
        return False


def _first(day: str) -> str:
    return (day + "-01-01"[len(day) - 4 :])[:10]


def _last(day: str) -> str:
    return (day + "-12-31"[len(day) - 4 :])[:10]
