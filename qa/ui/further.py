"""Questions to go on with after an answer: near to it, of several kinds, and tried. Pure.

What is near: a question made of a sentence that shares rare words with what was asked and cited.
Sentences that the answer cites already make none, nor do questions that were asked before.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence

from qa.answering import cites
from qa.types import Answer
from qa.ui.questions import Candidate

__all__ = ["COUNT", "MOST_TRIED", "Near", "is_cited", "is_new"]

COUNT = 3
MOST_TRIED = 8
_SAME_DOCUMENT = 1.15
_PER_KIND = 2


class Near:
    """Finds the candidates near an answer. ``texts`` are the documents' texts by id."""

    def __init__(self, proposed: Sequence[Candidate], texts: dict[str, str]) -> None:
        from index.lexical import tokenize

        self._tokenize = tokenize
        self._rows = [
            (
                one,
                frozenset(
                    tokenize(one.question + " " + texts[one.document_id][one.start : one.end])
                ),
            )
            for one in proposed
            if one.document_id in texts
        ]
        self._held = Counter(token for _, tokens in self._rows for token in tokens)

    def to(
        self, answer: Answer, asked: Collection[str], most: int = MOST_TRIED
    ) -> tuple[Candidate, ...]:
        """The nearest first, kinds in turn, at most ``most``; ``asked`` are earlier questions."""
        known = frozenset(self._tokenize(_words_of(answer)))
        documents = {citation.document_id for citation in answer.citations}
        documents |= {passage.document_id for passage in answer.nearest}
        before = {_plain(question) for question in (*asked, answer.standalone_question)}
        scored = []
        for one, tokens in self._rows:
            near = sum(self._weight(token) for token in tokens & known) / math.sqrt(len(tokens))
            near *= _SAME_DOCUMENT if one.document_id in documents else 1.0
            if near > 0 and not is_cited(answer, one) and _plain(one.question) not in before:
                scored.append((near, one))
        return _in_turn([one for _, one in sorted(scored, key=lambda pair: -pair[0])], most)

    def _weight(self, token: str) -> float:
        return math.log((1 + len(self._rows)) / self._held[token])


def _words_of(answer: Answer) -> str:
    cited = [citation.cited_text for citation in answer.citations]
    speakers = [citation.speaker or "" for citation in answer.citations]
    nearest = [passage.cited_text for passage in answer.nearest[:2]]
    return "\n".join([answer.standalone_question, *cited, *speakers, *nearest])


def _in_turn(ordered: Sequence[Candidate], most: int) -> tuple[Candidate, ...]:
    """The best of each kind before the second of any; no question twice."""
    taken: Counter[str] = Counter()
    questions: set[str] = set()
    rounds: list[list[Candidate]] = [[] for _ in range(_PER_KIND)]
    for one in ordered:
        question = _plain(one.question)
        if taken[one.kind] < _PER_KIND and question not in questions:
            rounds[taken[one.kind]].append(one)
            taken[one.kind] += 1
            questions.add(question)
    return tuple(one for row in rounds for one in row)[:most]


def is_cited(answer: Answer, candidate: Candidate) -> bool:
    """Whether an answer cites words of the place that a question was made of."""
    return cites(answer, candidate.document_id, candidate.start, candidate.end)


def is_new(found: Answer, before: Answer) -> bool:
    """Whether an answer says something that the one before does not."""
    said = {(c.document_id, c.start_char_index) for c in before.citations}
    return any((c.document_id, c.start_char_index) not in said for c in found.citations)


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?")
