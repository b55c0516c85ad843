"""The steps from a question to an answer, in order, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qa.errors import UsageError
from qa.settings import Settings
from qa.types import Answer, Nearest, Position, Searched, Statement, Turn

if TYPE_CHECKING:
    from index import PassageIndex
    from index.embed import Embedder
    from index.types import Document, Hit, Span
    from qa.attribution import Clause
    from qa.evidence import Answerability, Evidence, Judge
    from qa.model import Generator
    from qa.names import NameIndex
    from qa.question import Question

__all__ = ["Assistant"]

NEAREST = 3
LONGEST_QUESTION = 2000

Progress = Callable[[str, int, int], None]


class Assistant:
    """Answers questions over one corpus. Open it once, ask many times; models stay warm.

    >>> from qa import Assistant
    >>> answer = Assistant.open("papers").ask("what did the inspector say?")
    """

    def __init__(self, index: PassageIndex, settings: Settings, embedder: Embedder) -> None:
        self.index = index
        self.settings = settings
        self._embedder = embedder

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        *,
        index: Path | None = None,
        settings: Settings | None = None,
        refresh: bool = True,
        progress: Progress | None = None,
        notice: Callable[[str], None] | None = None,
    ) -> Self:
        """Open a corpus: a folder or a file; None or ``"seeds"`` names the seeds that ship.

        The index is built, or refreshed where files changed, unless ``refresh`` is False:
        then it is opened as it is and nothing is written. Raises RetrievalError and QaError.
        """
        from index import PassageIndex
        from index.embed import open_embedder

        settings = settings or Settings()
        path = corpus_path(corpus)
        folder = index or settings.index_folder(path)
        embedder = open_embedder(settings.embedder, settings.cache_folder, notice)
        if refresh:
            store = PassageIndex.update(path, folder, embedder, progress=progress, on_wait=notice)
        else:
            store = PassageIndex.open(folder, lambda: embedder)
        return cls(store, settings, embedder)

    def close(self) -> None:
        """Let go of the models; the assistant can be asked no more."""
        self.__dict__.pop("judge", None)
        generator = self.__dict__.pop("_generator", None)
        if generator is not None:
            generator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        """The ``k`` best sentences with their passages, best first."""
        return self.index.search(query, k)

    def ask(self, question: str, *, history: Sequence[Turn] = (), id: str | None = None) -> Answer:
        """The corpus' answer, every sentence cut from it, or that it does not say.

        Raises UsageError for an empty question or one over 2,000 characters.
        """
        clock = _Clock()
        asked = " ".join(question.split())
        if not asked:
            raise UsageError("the question is empty; ask something")
        if len(asked) > LONGEST_QUESTION:
            raise UsageError(
                f"the question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} are read"
            )
        from qa.question import read_question
        from qa.standalone import standalone

        with clock("rewrite"):
            alone = standalone(asked, history)
        with clock("retrieve"):
            hits = self.index.search(alone, self.settings.passages)
        with clock("generate"):
            asked_for = read_question(alone)
            evidence = self.judge(asked_for, hits) if hits else ()
        with clock("verify"):
            answer = self._answer(question, asked_for, hits, evidence, id)
        return _timed(answer, clock)

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), id: str | None = None
    ) -> Iterator[Statement | Answer]:
        """Each statement once it has passed, and last the whole answer they belong to.

        Nothing yielded is taken back: a statement is the same in the answer. A refusal yields
        the answer alone. Raises what ``ask`` raises.
        """
        answer = self.ask(question, history=history, id=id)
        yield from answer.statements
        yield answer

    def _answer(
        self,
        question: str,
        asked_for: Question,
        hits: Sequence[Hit],
        evidence: Sequence[Evidence],
        id: str | None,
    ) -> Answer:
        from qa.addition import load_addition
        from qa.compose import compose, source_of
        from qa.select import select

        chosen, sides = select(asked_for, evidence, self.likeness, self.threshold, load_addition())
        alone = asked_for.text
        frame = Answer(
            id=id,
            question=question,
            standalone_question=question if alone == " ".join(question.split()) else alone,
            status="not_in_corpus",
            text="",
            searched=Searched(
                len(self.index.documents), self.index.stats.passages, len(self.index.left_out)
            ),
            model=self._model_path.stem if self._model_path else "none",
            embedder=self._embedder.name,
            index_digest=self.index.digest,
        )
        if not chosen:
            return refuse(frame, hits)
        made = compose(chosen, self._clause_at)
        named = {c.document_id for c in made.citations}
        named |= {place.document_id for c in made.citations for place in c.also_at}
        place_of = {id_of(e): i for i, e in enumerate(chosen)}
        positions = tuple(
            Position(
                statements=(at := tuple(sorted(place_of[id_of(e)] for e in side.evidence))),
                citations=tuple(dict.fromkeys(n for i in at for n in made.statements[i].citations)),
                kind=side.kind,
            )
            for side in sides
        )
        return _replace(
            frame,
            status="disputed" if len(sides) > 1 else "answered",
            text=made.text,
            statements=made.statements,
            citations=made.citations,
            documents=tuple(source_of(d) for d in self.index.documents if d.id in named),
            positions=positions if len(sides) > 1 else (),
            unanswered=(asked_for.text,) if corrects(asked_for, chosen[0]) else (),
        )

    @property
    def threshold(self) -> float:
        """The probability below which nothing is said."""
        given = self.settings.threshold
        return self._answerability.threshold if given is None else given

    def _clauses(self, document: Document) -> Mapping[str, tuple[Clause, ...]]:
        from qa.attribution import attribute

        if document.id not in self._attributed:
            self._attributed[document.id] = attribute(document, self.index.sentences(document.id))
        return self._attributed[document.id]

    def _clause_at(self, document: Document, span: Span) -> Clause | None:
        """The attribution of a whole sentence, where it has one speaker."""
        for sentence in self.index.sentences(document.id):
            if sentence.span == span:
                found = self._clauses(document).get(sentence.id, ())
                return found[0] if len(found) == 1 else None
        return None

    def likeness(self, a: Evidence, b: Evidence) -> float:
        """The cosine of two clauses' vectors, -1..1."""
        if a.hit.sentence.id == b.hit.sentence.id:
            # Two speakers' clauses of one sentence are two things said.
            one, two = self.index.embedder.encode((a.text, b.text))
            return float(one @ two)
        one, two = self.index.vectors((a.hit.sentence.id, b.hit.sentence.id))
        return float(one @ two)

    @cached_property
    def _attributed(self) -> dict[str, Mapping[str, tuple[Clause, ...]]]:
        return {}

    @cached_property
    def _names(self) -> NameIndex:
        from qa.names import NameIndex

        return NameIndex(self.index.documents)

    @cached_property
    def judge(self) -> Judge:
        """What judges hits against a question; its parts are loaded at the first use."""
        from qa.evidence import Judge
        from qa.reranker import CrossEncoderScorer, load_reranker
        from qa.signals import WordVectors

        named = self.settings.reranker
        return Judge(
            surroundings=self.index,
            clauses=lambda hit: self._clauses(hit.document)[hit.sentence.id],
            names=self._names,
            vectors=WordVectors(self.index.embedder.encode),
            corpus_size=self.index.stats.evidence,
            reranker=load_reranker(),
            answerability=self._answerability,
            generator=lambda: self._generator,
            cross_encoder=CrossEncoderScorer(named) if named else None,
        )

    @cached_property
    def _model_path(self) -> Path | None:
        """The GGUF in use; naming it loads nothing."""
        from qa.requantise import reading_model

        if self.settings.no_model:
            return None
        return self.settings.model or reading_model(self.settings.cache_folder)

    @cached_property
    def _generator(self) -> Generator | None:
        from qa.model import LlamaCppModel

        if self._model_path is None:
            return None
        trained = self.settings.model is None
        return LlamaCppModel(self._model_path, threads=self.settings.threads, judges=trained)

    @cached_property
    def _answerability(self) -> Answerability:
        from qa.evidence import load_answerability

        return load_answerability()


def corpus_path(corpus: str | Path | None) -> Path:
    """The path a corpus name stands for. A folder called ``seeds`` of the user's own wins."""
    if corpus is None or (str(corpus) == "seeds" and not Path("seeds").is_dir()):
        return Path(str(files("qa.seeds")))
    return Path(corpus).expanduser()


def corrects(question: Question, best: Evidence) -> bool:
    """Whether the best clause denies what the question takes for granted ("Why did X ...?")."""
    from qa.attribution.cues import DENIAL
    from qa.question import Want

    asks_openly = question.want in (Want.SPEAKER, Want.YES_NO) or question.speaker is not None
    return best.clause.denial and not asks_openly and not DENIAL.search(question.text)


def id_of(evidence: Evidence) -> tuple[str, int, int]:
    """What tells one piece of evidence from another."""
    span = evidence.clause.span
    return evidence.hit.document.id, span.start, span.end


def refuse(frame: Answer, hits: Sequence[Hit]) -> Answer:
    """The corpus does not say; the closest sentences are shown so that a person can judge."""
    from qa.compose import source_of

    searched = frame.searched
    many = searched.documents != 1
    text = (
        f"The {searched.documents} documents searched do not say."
        if many
        else "The one document searched does not say."
    )
    if searched.left_out:
        files_left = "1 file" if searched.left_out == 1 else f"{searched.left_out} files"
        text += f" {files_left} could not be read."
    nearest = tuple(
        Nearest(
            document_id=hit.document.id,
            source=hit.document.source,
            cited_text=hit.text,
            start_char_index=hit.sentence.span.start,
            end_char_index=hit.sentence.span.end,
            page=hit.document.page_at(hit.sentence.span.start),
            score=round(hit.score, 6),
        )
        for hit in hits[:NEAREST]
    )
    documents = {hit.document.id: source_of(hit.document) for hit in hits[:NEAREST]}
    return _replace(frame, text=text, nearest=nearest, documents=tuple(documents.values()))


class _Clock:
    """Seconds spent in each step."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - begun


def _timed(answer: Answer, clock: _Clock) -> Answer:
    total = time.perf_counter() - clock.started
    timings = {**clock.seconds, "first_text": total, "total": total}
    return _replace(answer, timings={name: round(s, 4) for name, s in timings.items()})


def _replace(answer: Answer, **changes: object) -> Answer:
    from dataclasses import replace

    return replace(answer, **changes)  # type: ignore[arg-type]  # names are the dataclass's own
