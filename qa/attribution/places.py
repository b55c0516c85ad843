"""The sentence that shows best who a speaker is, where the words themselves do not name one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Role, Sentence, Span
from qa.attribution.phrases import flat
from qa.attribution.speakers import Source

__all__ = ["NamePlaces", "is_headline"]


class NamePlaces:
    """Where the sentences of one document hold a speaker's name."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._sentences = sentences
        self._plain = [flat(s.span.of(text)) for s in sentences]
        self._held: dict[str, list[int]] = {}

    def holds(self, i: int, name: str) -> bool:
        """Whether sentence ``i`` holds a name as written."""
        return name in self._plain[i]

    def best(self, span: Span, source: Source) -> Span | None:
        """The best sentence that holds the speaker's name, where the words at ``span`` do not."""
        if source.name in flat(span.of(self._text)):
            return None
        held = [j for j in self._holding(source.name) if self._sentences[j].span != span]
        if not held:
            return None
        spans = [self._sentences[j].span for j in held]
        with_role = [s for s in spans if source.role and source.role in s.of(self._text)]
        near = with_role or spans
        before = [s for s in near if s.start <= span.start]
        return before[-1] if before else near[0]

    def _holding(self, name: str) -> list[int]:
        """The sentences that hold a name, those that are no headline if there are any."""
        if name not in self._held:
            found = [j for j, words in enumerate(self._plain) if name in words]
            plain = [j for j in found if self._sentences[j].role is not Role.HEADING]
            self._held[name] = plain or found
        return self._held[name]


def is_headline(sentence: Sentence, masked: str) -> bool:
    """Whether a sentence, its quotations masked, is a headline in title case."""
    words = re.findall(r"[^\W\d_]{4,}", masked)
    capital = sum(word[0].isupper() for word in words)
    if len(words) < 3 or capital / len(words) <= 0.6:
        return False
    return sentence.role is Role.HEADING or masked.rstrip()[-1:].isalnum()
