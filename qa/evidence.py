"""Hits to evidence: which sentences, or clauses of them, answer, and how probably.

The reranker (``qa.reranker``) judges every clause of the hits by its signals; the language
model adds how likely the question is given the clause (query likelihood: Ponte and Croft 1998,
https://doi.org/10.1145/290941.291008; by a language model: Sachan et al. 2022,
https://arxiv.org/abs/2204.07496). Calibration (``weights/answerability.json``) turns the sum
into a probability; below its threshold nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from index.types import Document, Hit, Sentence, Span
from qa.attribution import Clause
from qa.names import NameIndex
from qa.packaged import read_weights
from qa.question import Question
from qa.reader import reading
from qa.reranker import CrossEncoderScorer, SignalReranker
from qa.signals import Around, Signals, WordVectors, read_signals, window_of
from qa.whose import against_speaker

if TYPE_CHECKING:
    from qa.model import Generator

__all__ = ["Answerability", "Budget", "Evidence", "Judge", "Surroundings", "load_answerability"]

# The model reads only the clauses that may still come first: it is the slowest step. What it
# reads comes in rounds: another only where a clause not yet read could, with a reading of LIFT,
# come first; where nothing is said yet, only of clauses that reach the calibration's ``floor``.
READ_BY_MODEL, ROUND, LIFT = 12, 4, 5.0
# So many tokens are read for what answers a question, however long the clauses are; the last of
# them not while nothing is said: what is refused should be refused soon.
MOST_TOKENS, NOT_FOR_REFUSALS = 700, 150
# The query likelihood of a model that was not trained to judge tells less: one round of so many.
LIKELIHOODS = 6
CALIBRATION = "answerability.json"


class Surroundings(Protocol):
    """What of an index the evidence step reads."""

    def neighbours(
        self, sentence: Sentence, before: int = 1, after: int = 1
    ) -> tuple[Sentence, ...]: ...

    def sentences(self, document_id: str) -> tuple[Sentence, ...]: ...

    def idf(self, term: str) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A clause that may answer; ``score`` is its logit, ``probability`` 0..1 that it answers.

    ``reading`` is the language model's own log odds of it, None where no model judged it.
    ``rival``: whether it says otherwise than the best one, where that was asked of it
    (``qa.second_side``); None where it was not.
    """

    hit: Hit
    clause: Clause
    signals: Signals
    score: float
    probability: float = 0.0
    reading: float | None = None
    rival: bool | None = None

    @property
    def text(self) -> str:
        return self.clause.span.of(self.hit.document.text)

    @property
    def place(self) -> tuple[str, Span]:
        """Which clause of the corpus it is: its sentence's id, its offsets."""
        return self.hit.sentence.id, self.clause.span


@dataclass(frozen=True, slots=True)
class Answerability:
    """Logistic calibration of the best clause's score, and the threshold for saying it.

    ``likelihood`` weighs mean log P(question | clause) against the reranker's logit;
    ``reading`` weighs, instead, the yes against no of a model that was trained to judge. Where
    no clause reaches the logit ``floor``, no reading could lift one over the threshold, and the
    model is not even loaded.
    """

    slope: float
    bias: float
    likelihood: float
    reading: float
    threshold: float
    floor: float

    def probability(self, score: float) -> float:
        """The chance, 0..1, that a clause with this score answers."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * score + self.bias))))

    @property
    def needed(self) -> float:
        """The score whose probability is ``threshold``: from it on something is said."""
        return (math.log(self.threshold / (1.0 - self.threshold)) - self.bias) / self.slope


def load_answerability() -> Answerability:
    """The packaged calibration. Raises ModelMissing without it, ModelBroken if it is no such."""
    what = f"the calibration, {CALIBRATION},"
    return read_weights(CALIBRATION, lambda stored: Answerability(**stored), what)


@dataclass(slots=True)
class Budget:
    """The tokens that may still be read for a question; ``kept`` of them for what comes later."""

    left: int = MOST_TOKENS
    kept: int = 0

    def taken(self, generator: Generator, texts: Sequence[str], spared: int = 0) -> Sequence[str]:
        """As many of the first ``texts`` as can be read together, and paid for; maybe none.

        ``spared``: so many tokens more must be left.
        """
        for count in range(len(texts), 0, -1):
            tokens = generator.reading_tokens(texts[:count])
            if tokens <= self.left - self.kept - spared:
                self.left -= tokens
                return texts[:count]
        return texts[:0]


@dataclass(frozen=True, slots=True)
class Judge:
    """All that judging needs; made once for a corpus."""

    surroundings: Surroundings
    clauses: Callable[[Hit], Sequence[Clause]]
    names: NameIndex
    vectors: WordVectors
    corpus_size: int
    reranker: SignalReranker
    answerability: Answerability
    generator: Callable[[], Generator | None] = lambda: None
    cross_encoder: CrossEncoderScorer | None = None

    def candidates(self, hits: Sequence[Hit]) -> list[Around]:
        """Every clause of the hits with the words around it, in the order of the hits."""
        found = []
        for hit in hits:
            neighbours = self.surroundings.neighbours(hit.sentence, 1, 1)
            before, after = window_of(hit.sentence, neighbours, hit.document.text)
            title = heading_of(hit.document, self.surroundings.sentences(hit.document.id))
            found += [Around(hit, c, before, after, title) for c in self.clauses(hit)]
        return found

    def signals(self, question: Question, candidates: Sequence[Around]) -> list[Signals]:
        """The signals of each candidate, in order."""
        return read_signals(
            question, candidates, self.vectors, self.names, self.surroundings.idf, self.corpus_size
        )

    def __call__(
        self, question: Question, hits: Sequence[Hit], budget: Budget | None = None
    ) -> tuple[Evidence, ...]:
        """Every clause of the hits, the most probable answer first; ties by place.

        ``budget`` is what is left of the tokens that may be read, for calls about one question;
        none where what is left reads not one clause of those to be read.
        """
        candidates = self.candidates(hits)
        if not candidates:
            return ()
        found = sorted(self.unread(question, candidates), key=_order)
        about = {c.place: c for c in candidates}
        found = self._read_by_model(question, found, about, budget or Budget())
        return tuple(replace(e, probability=self.answerability.probability(e.score)) for e in found)

    def unread(
        self, question: Question, candidates: Sequence[Around], beside: Sequence[Evidence] = ()
    ) -> list[Evidence]:
        """The candidates with what they score before the model reads them, in order.

        ``beside``: what was found before them, where the voice that is asked for may speak.
        """
        signals = self.signals(question, candidates)
        scores = self.reranker.score(signals)
        if self.cross_encoder and candidates:
            extra = self.cross_encoder.score(question.text, [c.text for c in candidates])
            scores = [a + b for a, b in zip(scores, extra, strict=True)]
        heard = [*candidates, *(Around(e.hit, e.clause, "", "", "") for e in beside)]
        signs = [*signals, *(e.signals for e in beside)]
        minus = against_speaker(question, heard, signs, self.names, self.surroundings.idf)
        return [
            Evidence(c.hit, c.clause, s, score - less)
            for c, s, score, less in zip(candidates, signals, scores, minus, strict=False)
        ]

    def _read_by_model(
        self,
        question: Question,
        found: list[Evidence],
        about: Mapping[tuple[str, Span], Around],
        budget: Budget,
    ) -> list[Evidence]:
        """The first few ordered again by what the model says of them."""
        if found[0].score < self.answerability.floor:
            return found
        generator = self.generator()
        if generator is None:
            return found
        if generator.judges:
            if not self.answerability.reading:
                return found
            texts = [reading(question, about[e.place]) for e in found[:READ_BY_MODEL]]
            return sorted(self._judged(generator, found, texts, budget), key=_order)
        if not self.answerability.likelihood:
            return found
        return sorted(self._likely(generator, question, found), key=_order)

    def _judged(
        self,
        generator: Generator,
        found: Sequence[Evidence],
        texts: Sequence[str],
        budget: Budget,
    ) -> list[Evidence]:
        """With the readings added: in rounds, as long as one could change what is said."""
        weight = self.answerability.reading
        values: list[float] = []
        best = -math.inf
        while (at := len(values)) < len(texts):
            count = self._worth_reading(found[at : at + ROUND], best) if values else ROUND
            refused = bool(values) and best < self.answerability.needed
            spared = NOT_FOR_REFUSALS if refused else 0
            fitting = budget.taken(generator, texts[at : at + count], spared)
            if not fitting:
                break
            values += generator.score_readings(fitting)
            best = max(e.score + weight * v for e, v in zip(found, values, strict=False))
        if not values:
            return []
        read = [
            replace(e, score=e.score + weight * v, reading=v)
            for e, v in zip(found, values, strict=False)
        ]
        # What was not read is taken for as poor as the poorest that was.
        lowest = weight * min(values)
        return read + [replace(e, score=e.score + lowest) for e in found[len(values) :]]

    def _worth_reading(self, unread: Sequence[Evidence], best: float) -> int:
        """How many of the next clauses, best first, may change what is said after ``best``."""
        if best < self.answerability.needed:  # nothing is said so far
            return sum(e.score >= self.answerability.floor for e in unread)
        first = unread[0].score + self.answerability.reading * LIFT
        return len(unread) if first > best else 0

    def _likely(
        self, generator: Generator, question: Question, found: Sequence[Evidence]
    ) -> list[Evidence]:
        """With the model's likelihood of the question added."""
        head = found[:LIKELIHOODS]
        values = generator.score_question(question.text, [e.text for e in head])
        # Only differences are kept: the level says how odd the question is, not who answers.
        middle = sum(values) / len(values)
        weight = self.answerability.likelihood
        moved = [
            replace(e, score=e.score + weight * (v - middle))
            for e, v in zip(head, values, strict=True)
        ]
        return [*moved, *found[LIKELIHOODS:]]


def _order(evidence: Evidence) -> tuple[float, str, int]:
    return -evidence.score, evidence.hit.document.source, evidence.clause.span.start


def heading_of(document: Document, sentences: Sequence[Sentence]) -> str:
    """The document's title, or else its first line that is no furniture."""
    if document.title:
        return document.title
    first = next((s for s in sentences if s.is_evidence), None)
    return first.span.of(document.text)[:160] if first else ""
