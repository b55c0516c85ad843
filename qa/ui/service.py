"""What the page, the API and the MCP server have in common: one assistant behind one desk.

Everything that uses the models goes through the desk, one piece at a time; looking at documents
does not. The assistant may be exchanged (another corpus state, other settings): that is work at
the desk too, so no answer is ever cut off by it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import RetrievalError
from qa.errors import QaError, Stopped
from qa.settings import Settings
from qa.types import Answer, Source, Turn
from qa.ui.examples import Examples, Proposals, candidates, tried_with
from qa.ui.further import Near
from qa.ui.library import Library
from qa.ui.queue import Desk, Ticket
from qa.ui.source import Quote, empty_pane, pane_html, quotes_of
from qa.ui.speakers import first_of, sayings_of

if TYPE_CHECKING:
    from index.types import Document, Hit
    from qa.assistant import Assistant
    from qa.check import Checked
    from qa.filters import Filter
    from qa.quotes import CorpusText
    from qa.ui.history import HistoryStore, PastTurn
    from qa.ui.questions import Candidate

__all__ = ["Service", "source_of"]

_FIRST = "What do the documents say?"
# How long a page takes at most on a small machine, counted anew from each of its files.
_PAGE_SECONDS = 1.0
_OPENING_SECONDS = 2.0

Progress = Callable[[str, int, int], None]
Opener = Callable[[Path, Settings, bool, Progress | None], "Assistant"]


def source_of(document: Document) -> Source:
    """The document as answers name it."""
    return Source(
        document.id,
        document.source,
        document.title,
        document.outlet,
        document.published,
        document.sha256,
        document.text_sha256,
        document.extractor,
        document.encoding,
    )


def open_assistant(
    corpus: Path, settings: Settings, refresh: bool, progress: Progress | None
) -> Assistant:
    """The assistant of the library."""
    from qa.assistant import Assistant

    return Assistant.open(corpus, settings=settings, refresh=refresh, progress=progress)


class Said:
    """Who says what in one state of the corpus, and the questions that this makes."""

    def __init__(self, digest: str, corpus: CorpusText) -> None:
        self.digest = digest
        self.corpus = corpus
        self.sayings = sayings_of(corpus)
        self.proposals = Proposals(corpus, self.sayings)

    @cached_property
    def near(self) -> Near:
        """Finds the questions near an answer."""
        texts = {document.id: document.text for document in self.corpus.documents}
        return Near(self.proposals.all(), texts)


class Service:
    """The assistant in use, the desk before it, the library and the history.

    ``examples``: the file that remembers tried questions between starts; None keeps none.
    """

    def __init__(
        self,
        assistant: Assistant,
        library: Library,
        history: HistoryStore,
        *,
        local: bool = True,
        opener: Opener = open_assistant,
        examples: Path | None = None,
    ) -> None:
        self.assistant = assistant
        self.library = library
        self.history = history
        self.local = local
        """Whether only this machine can reach the page: then a model may be named by its path."""
        self._settings = assistant.settings
        self._opener = opener
        self._said: Said | None = None
        self._reading = threading.Lock()
        self._examples = Examples(kept=examples)
        self.desk = Desk()

    # Asking --------------------------------------------------------------------------------

    def ask(
        self,
        owner: str,
        question: str,
        history: Sequence[Turn] = (),
        only: Filter | None = None,
    ) -> Ticket:
        """A place in the queue for a question; its items are the Answer as it grows."""
        return self._asked(owner, question, history, only, idle=False)

    def search(self, owner: str, query: str, k: int, only: Filter | None = None) -> Ticket:
        """A place in the queue for a search; its one item is the tuple of hits."""

        def work() -> Iterator[tuple[Hit, ...]]:
            yield self.assistant.search(query, k, only=only)

        return self.desk.take(owner, work)

    def check(self, owner: str, draft: str) -> Ticket:
        """A place in the queue for a draft; its one item is the ``Checked``."""

        def work() -> Iterator[Checked]:
            yield self.assistant.check(draft)

        return self.desk.take(owner, work)

    def prepare(self) -> None:
        """Load the models before the first question, then try examples: on a thread of its own.

        Both are done while nobody waits and no page is being loaded, and begin when whoever started
        the program has had the time to open one: on a small machine they would take more from the
        page than they give to the first question.
        """
        self.desk.rest(_OPENING_SECONDS)

        def work() -> None:
            self._try(_FIRST)
            self.find_examples()

        threading.Thread(target=work, daemon=True).start()

    def page_asked(self) -> None:
        """Somebody opens the page: what nobody waits for rests until it is there."""
        self.desk.rest(_PAGE_SECONDS)

    # Documents -----------------------------------------------------------------------------

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents of the index in use, by id."""
        return {document.id: document for document in self.assistant.index.documents}

    def texts(self, answer: Answer) -> dict[str, str]:
        """The text of each document that the answer names, by ``text_sha256``."""
        here = self.documents
        found = [here[d.document_id] for d in answer.documents if d.document_id in here]
        return {document.text_sha256: document.text for document in found}

    def changed(self, answer: Answer) -> frozenset[str]:
        """Ids of the answer's documents that the corpus no longer holds as they were."""
        here = self.documents
        return frozenset(d.document_id for d in answer.documents if d.document_id not in here)

    def all_said(self, turn: PastTurn) -> str:
        """How much there is of one whose words ``turn`` asked for; "" where it quotes all.

        Of the corpus as it was answered from alone.
        """
        from qa.quotes import all_said

        answer = turn.answer
        if answer is None or answer.index_digest != self.assistant.index.digest:
            return ""
        found = all_said(self.assistant.text, answer, turn.only.filter())
        return found.words() if found else ""

    def text_of(self, turn: PastTurn, source: Source) -> str | None:
        """A document's text as ``turn`` cited it; None where neither index nor history has it."""
        here = self.documents.get(source.document_id)
        if here is not None and here.text_sha256 == source.text_sha256:
            return here.text
        return self.history.text(turn.id, source.text_sha256)

    def pane(self, turn: PastTurn, act: str, number: int) -> str:
        """The source pane for a citation (``cite``) or nearest passage (``near``) of a turn."""
        if turn.answer is None:
            return empty_pane("This question has no answer to look at.")
        quotes = quotes_of(turn.answer)
        quote = next((q for q in quotes if (q.act, q.n) == (act, number)), None)
        sources = {source.document_id: source for source in turn.answer.documents}
        source = sources.get(quote.document_id) if quote else None
        text = self.text_of(turn, source) if source else None
        if quote is None or source is None or text is None:
            return empty_pane("The text of this document is no longer kept.")
        changed = source.document_id in self.changed(turn.answer)
        return pane_html(turn.id, source, text, quote, quotes, changed=changed)

    def place(self, document_id: str, start: int, end: int) -> str:
        """The source pane for a place of a document of the corpus."""
        document = self.documents.get(document_id)
        if document is None or not 0 <= start <= end <= len(document.text):
            return empty_pane("The corpus no longer holds this document; re-index to refresh.")
        quote = Quote(document_id, start, end, "place", 1, None, document.page_at(start))
        return pane_html("", source_of(document), document.text, quote)

    # Who says what, and questions made of it --------------------------------------------------

    @property
    def said(self) -> Said:
        """Who says what in the documents in use; read once for each state of the corpus."""
        with self._reading:
            assistant = self.assistant
            if self._said is None or self._said.digest != assistant.index.digest:
                self._said = Said(assistant.index.digest, first_of(assistant.text))
            return self._said

    def _key(self) -> str:
        return tried_with(self.assistant.index.digest, self.assistant.settings)

    def examples(self) -> tuple[str, ...]:
        """Questions to begin with: those of ``find_examples`` that were answered so far."""
        return self._examples.found(self._key())

    @property
    def seeking(self) -> bool:
        """Whether more examples may still come."""
        return not self._examples.done(self._key())

    def find_examples(self) -> None:
        """Read who says what, and try questions on the corpus while nobody asks. Takes long."""
        assistant = self.assistant

        def ask(question: str) -> Answer | None:
            return self._try(question) if self.assistant is assistant else None

        self._examples.seek(self._key(), lambda: candidates(self.said.proposals), ask)

    def seek_examples(self) -> None:
        """``find_examples`` on a thread of its own."""
        if self.seeking:
            threading.Thread(target=self.find_examples, daemon=True).start()

    def _try(self, question: str) -> Answer | None:
        """The answer to a question that waits for everybody's; None where it cannot be had."""
        while True:
            try:
                answer: Answer = self.desk.result(self.try_out("examples", question))
            except Stopped:
                continue
            except (QaError, RetrievalError):
                return None
            return answer

    def try_out(
        self,
        owner: str,
        question: str,
        history: Sequence[Turn] = (),
        only: Filter | None = None,
    ) -> Ticket:
        """As ``ask``, but done when nobody waits, and stopped when somebody comes."""
        return self._asked(owner, question, history, only, idle=True)

    def _asked(
        self, owner: str, question: str, history: Sequence[Turn], only: Filter | None, *, idle: bool
    ) -> Ticket:
        def work() -> Iterator[Answer]:
            yield from self.assistant.follow(question, history=history, only=only)

        return self.desk.take(owner, work, idle=idle)

    def further(self, answer: Answer, asked: Collection[str]) -> tuple[Candidate, ...]:
        """Questions to try after an answer; ``asked`` are those of the conversation."""
        return self.said.near.to(answer, asked)

    # Changing what is used -----------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings in use."""
        return self._settings

    def reopen(
        self, settings: Settings | None = None, progress: Progress | None = None, *, read: bool
    ) -> Ticket:
        """Bring the index up to date (``read``) or take other settings; a piece of work."""

        def work() -> Iterator[Any]:
            wanted = settings or self._settings
            opened = self._opener(self.library.root, wanted, read, progress)
            before, self.assistant = self.assistant, opened
            self._settings = wanted
            before.close()
            self.seek_examples()
            yield opened

        return self.desk.take("the documents", work)

    def close(self) -> None:
        """Refuse what waits and let go of the models."""
        self.desk.close()
        self.assistant.close()
