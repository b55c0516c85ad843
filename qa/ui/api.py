"""What programs may call: ``ask``, ``search`` and ``get_document``, as an API and over MCP.

Their docstrings are what a client, or the model behind an MCP client, reads. They wait at the
same desk as the people at the page.
"""

from __future__ import annotations

import difflib
from typing import Any

from index.errors import RetrievalError
from qa.errors import QaError, UsageError
from qa.inputs import check_question
from qa.types import Turn
from qa.ui.only import filter_of
from qa.ui.queue import Place
from qa.ui.service import Service

__all__ = ["MOST_HITS", "add_endpoints", "document_of", "history_of"]

MOST_HITS = 100
_LONGEST_HISTORY = 40
_LONGEST_TURN = 20_000


def history_of(turns: Any) -> tuple[Turn, ...]:
    """Earlier turns as a client gives them. Raises UsageError for anything else."""
    if turns is None:
        return ()
    if not isinstance(turns, list):
        raise UsageError('history must be a list of {"role", "content"}')
    found = []
    for turn in turns[-_LONGEST_HISTORY:]:
        role = turn.get("role") if isinstance(turn, dict) else None
        content = turn.get("content") if isinstance(turn, dict) else None
        if role not in ("user", "assistant") or not isinstance(content, str):
            raise UsageError('each turn must be {"role": "user" or "assistant", "content": text}')
        found.append(Turn(role, content[:_LONGEST_TURN]))
    return tuple(found)


def document_of(service: Service, source: str) -> dict[str, Any]:
    """A document of the corpus by its source. Raises UsageError with the nearest name."""
    documents = {document.source: document for document in service.documents.values()}
    document = documents.get(source)
    if document is None:
        close = difflib.get_close_matches(source, list(documents), n=1, cutoff=0.4)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise UsageError(f"the corpus has no document {source!r}{hint}")
    return {
        "document_id": document.id,
        "source": document.source,
        "title": document.title,
        "outlet": document.outlet,
        "published": document.published,
        "text_sha256": document.text_sha256,
        "text": document.text,
    }


def _hit(hit: Any) -> dict[str, Any]:
    span = hit.sentence.span
    return {
        "document_id": hit.document.id,
        "source": hit.document.source,
        "title": hit.document.title,
        "cited_text": hit.text,
        "start_char_index": span.start,
        "end_char_index": span.end,
        "score": hit.score,
    }


def add_endpoints(gr: Any, service: Service) -> None:
    """Add the three endpoints to the page that is being built; ``gr`` is the gradio module."""

    async def follow(ticket: Any) -> Any:
        last = None
        try:
            async for item in service.desk.follow(ticket):
                last = last if isinstance(item, Place) else item
        except (QaError, RetrievalError) as error:
            raise gr.Error(str(error), print_exception=False) from error
        return last

    async def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        speaker: str = "",
        outlet: str = "",
        since: str = "",
        until: str = "",
        request: Any = None,
    ) -> dict[str, Any]:
        """Answer a question from the documents, in their own words, with exact citations.

        The answer's status is "answered", "disputed" (the sources differ; see positions) or
        "not_in_corpus" (the documents do not say; nearest shows what came closest). Each
        citation gives the quoted words (cited_text), the document (source), the place in it
        (start_char_index to end_char_index, code points) and who says it (speaker, or null).
        Quote cited_text only; do not add what it does not say.

        Args:
            question: The question, at most 2,000 characters, in plain words.
            history: Earlier turns, oldest first, each {"role": "user" | "assistant",
                "content": text}, so that a follow-up such as "and why?" is understood.
            speaker: Whose statements alone count; "" for everybody's.
            outlet: Words of the outlet's name, to ask its documents alone; "" for all.
            since: A year, month or day, such as 2021-08, before which no document counts.
            until: A year, month or day after which no document counts.
        """
        try:
            checked, turns = check_question(question), history_of(history)
            only = filter_of(speaker, outlet, since, until)
            ticket = service.ask(_owner(request), checked, turns, only)
        except QaError as error:
            raise gr.Error(str(error), print_exception=False) from error
        made: dict[str, Any] = (await follow(ticket)).to_dict()
        return made

    async def search(
        query: str,
        k: int = 10,
        speaker: str = "",
        outlet: str = "",
        since: str = "",
        until: str = "",
        request: Any = None,
    ) -> list[dict[str, Any]]:
        """Find the sentences of the documents that are nearest to a query, best first.

        Use it to look around; use ask for an answer. Nothing is said about whether a sentence
        answers anything.

        Args:
            query: What to look for, in plain words.
            k: How many sentences, 1 to 100.
            speaker: Whose statements alone count; "" for everybody's.
            outlet: Words of the outlet's name, to search its documents alone; "" for all.
            since: A year, month or day, such as 2021-08, before which no document counts.
            until: A year, month or day after which no document counts.
        """
        try:
            if not 1 <= k <= MOST_HITS:
                raise UsageError(f"k must be 1 to {MOST_HITS}, got {k}")
            only = filter_of(speaker, outlet, since, until)
            ticket = service.search(_owner(request), query, int(k), only)
        except QaError as error:
            raise gr.Error(str(error), print_exception=False) from error
        hits = await follow(ticket)
        return [_hit(hit) for hit in hits or ()]

    def get_document(source: str) -> dict[str, Any]:
        """The whole text of a document, with its title, outlet and date where they are known.

        Offsets of citations count the code points of this text.

        Args:
            source: The document's name as citations give it, such as "minutes/2021-03.pdf".
        """
        try:
            return document_of(service, source)
        except QaError as error:
            raise gr.Error(str(error), print_exception=False) from error

    for function in (ask, search):
        # By hand: gradio is no name of this module, so the annotation could not be resolved.
        function.__annotations__["request"] = gr.Request
    for endpoint in (ask, search, get_document):
        gr.api(endpoint, api_name=endpoint.__name__, concurrency_limit=None)


def _owner(request: Any) -> str:
    """Whose turn it is in the queue: a session, or else the machine that asks."""
    session = getattr(request, "session_hash", None)
    client = getattr(request, "client", None)
    return str(session or f"client {getattr(client, 'host', '')}")
