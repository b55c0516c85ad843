"""Questions to begin with: made of the documents' own sentences, kept where they are answered.

``candidates`` proposes, by patterns of English, questions of several kinds, each with the place
that should answer it. ``Examples`` asks them one after the other while nobody else asks, and
keeps those whose answer cites that place: what is offered has been tried.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from qa.types import Answer, Citation, CitationPlace

if TYPE_CHECKING:
    from index.store import PassageIndex
    from index.types import Document
    from qa.ui.speakers import Saying

__all__ = ["COUNT", "Candidate", "Examples", "answers", "candidates"]

COUNT = 4
MOST_TRIED = 16
_MOST_DOCUMENTS = 100
_LONGEST = 110
_OFTEN = 3
# What a question cannot hold that is read without the text around it.
_POINTS_BACK = re.compile(
    r"(?i)\b(?:he|she|it|they|we|i|you|him|her|them|us|me|his|hers|its|their|our|my|your|this|"
    r"that|these|those|here|there|then|such|former|latter)\b|[“”\"«»\[\]()*†‡§#@/\n]"
)
_SAID_THAT = re.compile(
    r"\b(?P<cue>said|says|claimed|claims|denied|denies|warned|warns|announced|confirmed|admitted|"
    r"insisted|argued|reported|estimated|predicted|promised|complained|concluded|testified) that "
    r"(?P<what>[^,;:]{15,90}?)(?=[.,;]|$)"
)
_UNTRUE = re.compile(
    r"\b(?:false|untrue|not true|wrong) that (?P<what>[^,;:]{12,90}?)(?= and |[.,;]|$)"
)
_COUNTED = re.compile(
    r"(?:^|\bthat )(?:At least |Some |About |Around |Nearly |Almost |Over |More than |Up to )?"
    r"(?P<number>\d[\d,]*|[A-Z]?[a-z]+(?:-[a-z]+)?) (?P<what>(?:[a-z]+ ){0,2}?(?:[a-z]+s|people|"
    r"men|women|children) (?:were|are|have been|had been|was|died|fled|left) [^,;:.]{4,60}?)"
    r"(?=[.,;]|$)"
)
_PASSIVE = re.compile(
    r"^(?P<what>[A-Z][^,;:.]{2,60}?) (?P<be>was|were) "
    r"(?P<done>\w+(?:ed|en|ld|lt|ne|wn|ught|und|orn))(?P<more>(?: [^,;:.\d]{1,40})?) "
    r"(?:on|in) (?:(?:[A-Z][a-z]+day)|(?:\d{1,2} )?(?:January|"
    r"February|March|April|May|June|July|August|September|October|November|December)|\d{4})\b"
)
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds "
    "dozens thousands".split()
)
_APPOSED = re.compile(r", (?:the|a|an) ([a-z][^,;:.]{3,60})(?=[,.;])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and the place that should answer it."""

    question: str
    document_id: str
    start: int
    end: int


def candidates(
    index: PassageIndex, sayings: Sequence[Saying], most: int = MOST_TRIED
) -> tuple[Candidate, ...]:
    """Questions of each kind in turn, at most ``most``; none that is like another."""
    documents = [d for d in index.documents[:_MOST_DOCUMENTS] if d.language in (None, "en")]
    kinds: list[list[Candidate]] = [
        _spread(_of_sentences(index, documents, make)) for make in (_who_said, _how_many, _who_is)
    ]
    kinds.insert(1, _spread(_about(sayings)))
    kinds += [_spread(_of_sentences(index, documents, make)) for make in (_is_it_true, _when)]
    seen: set[str] = set()
    found = []
    for one in (c for row in zip_longest(*kinds) for c in row if c is not None):
        if one.question.casefold() not in seen and len(one.question) <= _LONGEST:
            seen.add(one.question.casefold())
            found.append(one)
    return tuple(found[:most])


def _spread(found: Iterable[Candidate]) -> list[Candidate]:
    """The first of each document before the second of any."""
    by_document: dict[str, list[Candidate]] = {}
    for one in found:
        by_document.setdefault(one.document_id, []).append(one)
    return [c for row in zip_longest(*by_document.values()) for c in row if c is not None]


def _of_sentences(
    index: PassageIndex, documents: Iterable[Document], make: Callable[[str], str | None]
) -> Iterator[Candidate]:
    for document in documents:
        for sentence in index.sentences(document.id):
            if not sentence.is_evidence:
                continue
            span = sentence.span
            question = make(" ".join(span.of(document.text).split()))
            if question is not None:
                yield Candidate(question, document.id, span.start, span.end)


def _plain(words: str) -> str | None:
    """Words that can be read alone, in a question."""
    return None if _POINTS_BACK.search(words) else words.strip()


def _who_said(sentence: str) -> str | None:
    match = _SAID_THAT.search(sentence)
    what = _plain(match["what"]) if match else None
    return f"Who {match['cue']} that {what}?" if match and what else None


def _is_it_true(sentence: str) -> str | None:
    match = _UNTRUE.search(sentence)
    what = _plain(match["what"]) if match else None
    return f"Is it true that {what}?" if what else None


def _how_many(sentence: str) -> str | None:
    match = _COUNTED.search(sentence)
    if match is None:
        return None
    number = match["number"]
    what = _plain(match["what"])
    counted = number[0].isdigit() or number.casefold().split("-")[0] in _NUMBERS
    return f"How many {what}?" if counted and what else None


def _when(sentence: str) -> str | None:
    match = _PASSIVE.search(sentence)
    what = _plain(match["what"]) if match else None
    more = _plain(match["more"]) if match else None
    if match is None or what is None or more is None:
        return None
    subject = _inside(what)
    if subject is None:
        return None
    return f"When {match['be']} {subject} {match['done']}{' ' * bool(more)}{more}?"


def _inside(words: str) -> str | None:
    """The beginning of a sentence as it stands inside one; None where a capital may be either."""
    from qa.names import name_spans

    first, _, rest = words.partition(" ")
    if first in ("The", "A", "An", "Some") or first.casefold() in _NUMBERS:
        return f"{first.lower()} {rest}"
    spans = name_spans(words)
    named = bool(spans) and spans[0].start == 0 and " " in words[: spans[0].end]
    return words if named else None


def _who_is(sentence: str) -> str | None:
    from qa.names import fold_name, is_body, name_spans
    from qa.names.words import ROLE_NOUNS

    for span in name_spans(sentence):
        name = sentence[span.start : span.end]
        role = _APPOSED.match(sentence, span.end)
        person = role is not None and ROLE_NOUNS & set(fold_name(role[1]).split())
        if person and len(name.split()) in (2, 3) and not is_body(name) and _plain(name):
            return f"Who is {name}?"
    return None


def _about(sayings: Sequence[Saying]) -> Iterator[Candidate]:
    """What a named speaker says about somebody, or something, that is named more than once."""
    from qa.names import extract_names, fold_name
    from qa.names.words import ORG_WORDS
    from qa.ui.speakers import is_named, with_article

    text = "\n".join(saying.text for saying in sayings)
    for saying in sayings:
        if not is_named(saying.speaker) or saying.speaker.isupper():
            continue
        own = set(fold_name(saying.speaker).split())
        for name in extract_names(saying.text):
            words = set(fold_name(name).split())
            often = len(name) > 3 and text.count(name) >= _OFTEN
            part = words & own or words <= ORG_WORDS
            if often and not part and not _POINTS_BACK.search(name):
                who, what = (with_article(one, text) for one in (saying.speaker, name))
                question = f"What did {who} say about {what}?"
                yield Candidate(question, saying.document_id, saying.start, saying.end)
                break


def answers(answer: Answer, candidate: Candidate) -> bool:
    """Whether an answer cites the place that the question was made of."""
    places: list[Citation | CitationPlace] = []
    for citation in answer.citations:
        places += [citation, *citation.also_at]
    return any(
        place.document_id == candidate.document_id
        and place.start_char_index < candidate.end
        and candidate.start < place.end_char_index
        for place in places
    )


class Examples:
    """Questions that were tried and answered, for each state of the corpus."""

    def __init__(self, count: int = COUNT) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._found: dict[str, tuple[str, ...]] = {}
        self._done: set[str] = set()

    def found(self, digest: str) -> tuple[str, ...]:
        """What is known so far to be answered from the index of that digest."""
        return self._found.get(digest, ())

    def done(self, digest: str) -> bool:
        """Whether there will be no more."""
        return digest in self._done

    def seek(
        self, digest: str, proposed: Sequence[Candidate], ask: Callable[[str], Answer | None]
    ) -> None:
        """Try what is proposed until there are enough. ``ask`` gives None where it cannot ask."""
        with self._lock:
            if digest in self._done:
                return
            for candidate in proposed:
                answer = ask(candidate.question)
                if answer is not None and answers(answer, candidate):
                    self._found[digest] = (*self.found(digest), candidate.question)
                if len(self.found(digest)) >= self._count:
                    break
            self._done.add(digest)
