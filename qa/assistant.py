"""The steps from a question to an answer, in order, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self

from qa.clock import Clock
from qa.errors import UsageError
from qa.models import Models
from qa.settings import Settings
from qa.types import Answer, Searched, Statement, Turn

if TYPE_CHECKING:
    from index import PassageIndex
    from index.embed import Embedder
    from index.types import Document, Hit, Span
    from qa.attribution import Clause
    from qa.author import Author
    from qa.check import Checked, Checker
    from qa.compose import Composed
    from qa.evidence import Answerability, Evidence, Judge
    from qa.filters import Filter
    from qa.question import Question
    from qa.quotes import CorpusText, Quotes, Speaker
    from qa.types import Citation
    from qa.wording import Draft, Verify

__all__ = ["Assistant"]

LONGEST_QUESTION = 2000
# Of so many sentences found those that pass a filter are looked at.
MOST_FILTERED = 1000

Progress = Callable[[str, int, int], None]


class Assistant:
    """Answers questions over one corpus. Open it once, ask many times; models stay warm.

    >>> from qa import Assistant
    >>> answer = Assistant.open("papers").ask("what did the inspector say?")
    """

    def __init__(
        self,
        index: PassageIndex,
        settings: Settings,
        embedder: Embedder,
        models: Models | None = None,
    ) -> None:
        self.index = index
        self.settings = settings
        self._embedder = embedder
        self._models = models or Models(settings)
        self._notice: Callable[[str], None] | None = None
        self._folder: Path | None = None
        self._keeps = False

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
        ahead: bool = False,
    ) -> Self:
        """Open a corpus: a folder or a file; None or ``"seeds"`` names the seeds that ship.

        The index is built, or refreshed where files changed, unless ``refresh`` is False:
        then it is opened as it is and nothing is written. ``ahead``: models load in
        the background, for a question that comes at once. Raises RetrievalError and QaError.
        """
        from index.embed import open_embedder
        from index.store import PassageIndex
        from qa.gguf import check_gguf

        settings, path = settings or Settings(), corpus_path(corpus)
        if settings.model is not None and not settings.no_model:
            # It is loaded only for what has an answer; a name that names nothing is said at once.
            check_gguf(settings.model)
        folder = index or settings.index_folder(path)
        cache, threads = settings.cache_folder, settings.threads
        embedder = open_embedder(settings.embedder, cache, notice, ahead, threads)
        if refresh:
            store = PassageIndex.update(path, folder, embedder, progress=progress, on_wait=notice)
        else:
            store = PassageIndex.open(folder, lambda: embedder)
        opened = cls(store, settings, embedder)
        opened._notice, opened._models.early, opened._keeps = notice, ahead, refresh
        opened._folder = path if path.is_dir() else path.parent
        return opened

    def close(self) -> None:
        """Let go of the models; the assistant can be asked no more."""
        self.__dict__.pop("judge", None)
        author = self.__dict__.pop("_author", None)
        if author is not None:
            author.close()
        self._models.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def search(self, query: str, k: int = 10, *, only: Filter | None = None) -> tuple[Hit, ...]:
        """The ``k`` best sentences with their passages, best first; of what passes ``only``."""
        if not only:
            return self.index.search(query, k)
        return only.hits(self.text, self.index.search(query, MOST_FILTERED), k)

    def quotes(self, speaker: str, about: str | None = None, only: Filter | None = None) -> Quotes:
        """Every statement of a person or body, in order of source and place (``qa.quotes``)."""
        from qa.quotes import quotes

        return quotes(self.text, speaker, about, only)

    def speakers(self, only: Filter | None = None) -> tuple[Speaker, ...]:
        """All who speak in the corpus, those with most statements first (``qa.quotes``)."""
        from qa.quotes import speakers

        return speakers(self.text, only)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Answer:
        """The corpus' answer, every sentence cut from it, or that it does not say.

        ``only`` leaves documents and speakers aside. Raises UsageError for an empty question or
        one over 2,000 characters.
        """
        *_, answer = self.follow(question, history=history, id=id, only=only)
        return answer

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Iterator[Statement | Answer]:
        """Each statement once it has passed, and last the whole answer they belong to.

        Nothing yielded is taken back: a statement is the same in the answer. A refusal yields
        the answer alone. Raises what ``ask`` raises.
        """
        shown = 0
        for answer in self.follow(question, history=history, id=id, only=only):
            yield from answer.statements[shown:]
            shown = len(answer.statements)
        yield answer

    def follow(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Iterator[Answer]:
        """The answer as far as it has come, once for each statement, and last the whole.

        Each begins with the statements of the one before; citations, documents and positions
        (by the numbers of statements) are whole from the first. Raises what ``ask`` raises.
        """
        from qa.answering import as_composed, as_worded, corrects, grow
        from qa.asked import read_message
        from qa.casing import is_body, with_case
        from qa.plain import in_plain_words
        from qa.question import read_question
        from qa.second_side import budget_for, with_other_side
        from qa.unsaid import unsaid_by
        from qa.when.preference import in_time, judged
        from qa.whose import heard_of

        clock = Clock()
        _check(question)
        hand = self._author.hand() if self._author else None
        with clock("rewrite"):
            alone = read_message(question, history)
            alone = hand.alone(question, history, alone) if hand else alone
        with clock("retrieve"):
            unsaid = unsaid_by(history, question)
            hits = unsaid(self._found(alone, only=only, question=alone))
        self._models.ahead(hits)
        with clock("generate"):
            cased = with_case(alone, (h.text for h in hits if is_body(h)))
            plain = in_plain_words(cased, (h.text for h in hits))
            if plain != cased:
                hits = unsaid(self._found(plain, only=only, question=alone))
            asked_for = read_question(plain)
            judge = partial(self.judge, budget=(budget := budget_for(asked_for)))
            evidence = judged(judge, asked_for, hits) if hits else ()
            evidence = only.evidence(self.text, evidence) if only else evidence
            evidence = heard_of(asked_for, unsaid(evidence), self.threshold)
            evidence = in_time(alone, evidence, self.threshold)
            looked = partial(self._found, only=only, question=alone)
            evidence = with_other_side(
                asked_for, evidence, self.threshold, looked, self.judge, self.likeness, budget
            )
            evidence = unsaid(evidence)  # what was looked for again may have been quoted
            if hand:
                right = partial(corrects, asked_for)
                evidence = hand.choose(asked_for, evidence, self.threshold, right)
        with clock("verify"):
            undated = only.undated(self.index.documents) if only else 0
            frame = self._frame(question, cased, id, only)
            whole, made = self._answer(frame, asked_for, hits, evidence, undated)
        worded = None
        if hand and made:
            worded = hand.word(alone, partial(self.drafts, made), self._verify)
        steps = as_worded(worded) if worded else as_composed(whole)
        dropped = hand.dropped if hand else []
        last = whole
        for last in clock.each("verify", grow(whole, steps, dropped)):
            yield last
        yield replace(last, dropped=tuple(dropped), timings=clock.timings())

    def _found(self, words: str, *, only: Filter | None, question: str) -> tuple[Hit, ...]:
        """Sentences about the words of ``question``, or of a claim that answers it."""
        from qa.orders import without_orders

        return without_orders(self.search(words, self.settings.passages, only=only), question)

    def check(self, text: str) -> Checked:
        """Each sentence of a draft: supported by the documents, contradicted, or not found.

        Offsets count code points of ``text``. Raises UsageError for an empty draft or one over
        200,000 characters.
        """
        return self._checker.check(text, self._searched(), self.index.digest)

    @cached_property
    def _checker(self) -> Checker:
        from qa.check import Checker

        return Checker(self.index, self.text.clauses, self.index.embedder.encode)

    def _searched(self, only: Filter | None = None) -> Searched:
        index = self.index
        documents = sum(not only or only.keeps(document) for document in index.documents)
        return Searched(documents, index.stats.passages, len(index.left_out))

    def _frame(self, question: str, alone: str, id: str | None, only: Filter | None) -> Answer:
        """An answer that says nothing yet; ``alone``: the stand-alone question."""
        from qa.casing import is_alike

        return Answer(
            id=id,
            question=question,
            standalone_question=question if is_alike(alone, question) else alone,
            status="not_in_corpus",
            text="",
            searched=self._searched(only),
            model=self._models.names,
            embedder=self._embedder.name,
            index_digest=self.index.digest,
        )

    def _answer(
        self,
        frame: Answer,
        asked_for: Question,
        hits: Sequence[Hit],
        evidence: Sequence[Evidence],
        undated: int = 0,
    ) -> tuple[Answer, Composed | None]:
        """The whole answer in the sources' own words; no composition where it is a refusal."""
        from qa.addition import load_addition
        from qa.answering import asks_whose, corrects, positions_of, refuse
        from qa.compose import compose, source_of
        from qa.positions import asked_of
        from qa.select import select

        fitting = asked_of(asked_for, evidence, self.threshold)
        chosen, sides = select(asked_for, fitting, self.likeness, self.threshold, load_addition())
        if len(sides) > 1:
            # What counts another thing or party than was asked for is on no side, and not said.
            chosen = tuple(e for e in chosen if any(e in side.evidence for side in sides))
        if not chosen:
            return refuse(frame, hits, evidence, undated), None
        whose = asks_whose(asked_for, sides)
        made = compose(chosen, self._clause_at, whose, self.text.text_of)
        named = {c.document_id for c in made.citations}
        named |= {place.document_id for c in made.citations for place in c.also_at}
        answer = replace(
            frame,
            status="disputed" if any(side.kind != "update" for side in sides[1:]) else "answered",
            text=made.text,
            statements=made.statements,
            citations=made.citations,
            documents=tuple(source_of(d) for d in self.index.documents if d.id in named),
            positions=positions_of(chosen, made, sides) if len(sides) > 1 else (),
            unanswered=(frame.standalone_question,) if corrects(asked_for, chosen[0]) else (),
        )
        return answer, made

    def drafts(self, made: Composed) -> tuple[Draft, ...]:
        from index.types import Span
        from qa.compose import as_document
        from qa.wording import drafts_of

        def clause_of(citation: Citation) -> Clause | None:
            clauses = self.text.clauses(self.index.document(citation.document_id)).values()
            span = Span(citation.start_char_index, citation.end_char_index)
            held = next((c for found in clauses for c in found if c.span == span), None)
            return as_document(held) if held and citation.speaker is None else held

        return drafts_of(made, clause_of)

    @cached_property
    def _verify(self) -> Verify:
        """Judges a wording against what it cites; loaded only where a model may word."""
        from qa.verify import Verifier

        return Verifier(self.index.embedder.encode).verify

    @cached_property
    def _author(self) -> Author | None:
        """The model that may pick and word; None with the defaults, and then nothing is loaded."""
        settings = self.settings
        if not (settings.endpoint or settings.model or settings.trust):
            return None
        from qa.author import author_for

        return author_for(settings, lambda: self._models.writer, self._notice)

    @property
    def threshold(self) -> float:
        """The probability below which nothing is said."""
        given = self.settings.threshold
        return self._answerability.threshold if given is None else given

    def _clause_at(self, document: Document, span: Span) -> Clause | None:
        """The attribution of a whole sentence, where it has one speaker."""
        for sentence in self.index.sentences(document.id):
            if sentence.span == span:
                found = self.text.clauses(document).get(sentence.id, ())
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
    def text(self) -> CorpusText:
        """The documents with every clause attributed and all names, for ``qa.quotes``."""
        from qa.quotes import CorpusText

        return CorpusText.of_index(self.index, self._folder, self._keeps)

    @cached_property
    def judge(self) -> Judge:
        """What judges hits against a question; its parts are loaded at the first use."""
        from qa.evidence import Judge
        from qa.reranker import CrossEncoderScorer, load_reranker
        from qa.signals import WordVectors

        named = self.settings.reranker
        return Judge(
            surroundings=self.index,
            clauses=lambda hit: self.text.clauses(hit.document)[hit.sentence.id],
            names=self.text.names,
            vectors=WordVectors(self.index.embedder.encode),
            corpus_size=self.index.stats.evidence,
            reranker=load_reranker(),
            answerability=self._answerability,
            generator=lambda: self._models.reader,
            cross_encoder=CrossEncoderScorer(named) if named else None,
        )

    @cached_property
    def _answerability(self) -> Answerability:
        from qa.evidence import load_answerability

        return load_answerability()


def corpus_path(corpus: str | Path | None) -> Path:
    """The path a corpus name stands for. A folder called ``seeds`` of the user's own wins."""
    if corpus is None or (str(corpus) == "seeds" and not Path("seeds").is_dir()):
        return Path(str(files("qa.seeds")))
    return Path(corpus).expanduser()


def _check(question: str) -> None:
    """Raises UsageError where nothing is asked, or too much."""
    asked = " ".join(question.split())
    if not asked:
        raise UsageError("the question is empty; ask something")
    if len(asked) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} are read"
        )
