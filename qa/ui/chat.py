"""The page's callbacks: asking, opening a source, history, copying. No Gradio type but a Request.

A conversation is what the history holds under its id, and the page shows it from there: a page
that is loaded again, or a second tab, shows the same. Nothing of it lives in the session but
the id.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from index.errors import RetrievalError
from qa.errors import QaError
from qa.safe_text import one_line, visible
from qa.types import Answer, Turn
from qa.ui.answer import Asked, asked_html, empty_html, examples_html, waiting_words
from qa.ui.export import FORMATS, Format, answer_as, conversation_as, file_name, line_finder
from qa.ui.history import Conversation, PastTurn
from qa.ui.only import filter_of, filter_words
from qa.ui.queue import Place, Stopped, Ticket
from qa.ui.service import Service
from qa.ui.source import empty_pane
from qa.ui.text import attributes, label

__all__ = ["Chat", "problem"]

_GOING_ON = "Checking what follows …"
_STOPPED = "Stopped before there was an answer."
# How often, and how long between, a page that was opened looks for examples: ten minutes.
_EXAMPLES_LOOKS, _EXAMPLES_SECONDS = 1200, 0.5


def problem(error: Exception) -> str:
    """The sentence for an error, as the command line says it."""
    if isinstance(error, QaError | RetrievalError):
        return visible(str(error))
    return f"An unexpected error: {one_line(f'{type(error).__name__}: {error}')}"


class Chat:
    """The callbacks over one service. ``owner`` is a login name, "" where there are none."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.history = service.history
        self._tickets: dict[str, Ticket] = {}

    # Asking --------------------------------------------------------------------------------

    async def ask(
        self,
        question: str,
        conversation: str | None,
        owner: str,
        session: str,
        only: Sequence[str] = ("", "", "", ""),
    ) -> AsyncIterator[tuple[str, str | None, bool]]:
        """Transcript, conversation id and whether an answer is being made, as it goes on.

        ``only`` are the fields of a filter. A question that the assistant does not take, or that
        is stopped, is kept with the reason.
        """
        if not question.strip():
            return
        past = await asyncio.to_thread(self._past, conversation, owner)
        pending = Asked("now", question, note=waiting_words(0))
        answer: Answer | None = None
        error: str | None = None
        try:
            kept = filter_of(*only)
            pending = replace(pending, only=filter_words(kept))
            # Before anything is shown: the model need not wait for the page.
            ticket = self.service.ask(session, question, _turns(past), kept)
            self._tickets[session] = ticket
            shown = await asyncio.to_thread(self._all_shown, past)
            yield shown + asked_html(pending), conversation, True
            async for item in self.service.desk.follow(ticket):
                if isinstance(item, Place):
                    pending = replace(pending, note=waiting_words(item.before))
                else:
                    answer = item
                    if pending.answer is not None and ticket.done:
                        continue  # the whole is about to be shown
                    pending = replace(pending, answer=answer, note=_GOING_ON)
                yield shown + asked_html(pending), conversation, True
        except Stopped:
            answer, error = None, _STOPPED
        except Exception as raised:  # shown where the answer would stand
            answer, error = None, problem(raised)
        finally:
            self._tickets.pop(session, None)
        keep = (conversation, question, answer, error, owner, pending.only)
        conversation = await asyncio.to_thread(self._keep, *keep)
        yield await asyncio.to_thread(self.transcript, conversation, owner), conversation, False

    def _past(self, conversation: str | None, owner: str) -> tuple[PastTurn, ...]:
        return self.history.turns(conversation, owner) if conversation else ()

    def _all_shown(self, turns: tuple[PastTurn, ...]) -> str:
        return "".join(map(self._shown, turns))

    def _keep(
        self,
        conversation: str | None,
        question: str,
        answer: Answer | None,
        error: str | None,
        owner: str,
        only: str,
    ) -> str:
        if conversation is None:
            conversation = self.history.start(question, str(self.service.library.root), owner)
        texts = self.service.texts(answer) if answer else {}
        try:
            self.history.add(
                conversation, question, answer, texts, error=error, owner=owner, only=only
            )
        except KeyError:  # deleted in another tab meanwhile
            return self._keep(None, question, answer, error, owner, only)
        return conversation

    def stop(self, session: str) -> None:
        """Give up what this session is waiting for."""
        if ticket := self._tickets.get(session):
            self.service.desk.stop(ticket)

    def cut(self, turn: str, owner: str) -> str | None:
        """Forget a turn and all behind it, to ask again; its question, None where it is gone."""
        found = self.history.turn(turn, owner)
        if found is None:
            return None
        self.history.cut(turn, owner)
        return found.question

    # Showing -------------------------------------------------------------------------------

    def transcript(self, conversation: str | None, owner: str) -> str:
        """The conversation as it stands; what to ask where it has not begun."""
        turns = self._past(conversation, owner)
        if not turns:
            return self.beginning()
        name = f"<div hidden{attributes(conversation=conversation)}></div>"
        return name + self._all_shown(turns[:-1]) + self._shown(turns[-1], last=True)

    def beginning(self) -> str:
        """The page before the first question."""
        count = self.service.assistant.index.stats.documents
        documents = "1 document" if count == 1 else f"{count:,} documents"
        examples = () if self.service.seeking else self.service.examples()
        return empty_html(f"Ask {documents}", examples)

    async def offered(self) -> dict[str, str]:
        """The questions to begin with, once it is known which can be answered."""
        for _ in range(_EXAMPLES_LOOKS):
            if not self.service.seeking:
                break
            await asyncio.sleep(_EXAMPLES_SECONDS)
        return {"do": "offer", "html": examples_html(self.service.examples())}

    def _shown(self, turn: PastTurn, last: bool = False) -> str:
        asked = Asked(turn.id, turn.question, turn.answer, turn.error, only=turn.only)
        if turn.answer is not None:
            more = self.service.follow_ups(turn.answer) if last else ()
            asked = replace(asked, changed=self.service.changed(turn.answer), suggestions=more)
        return asked_html(asked)

    def source(self, data: Mapping[str, Any], owner: str) -> str:
        """The source pane for a link of the page: a citation, a passage or a place."""
        try:
            if data.get("act") == "place":
                where = int(data["start"]), int(data["end"])
                return self.service.place(str(data["document"]), *where)
            turn = self.history.turn(str(data["turn"]), owner)
            if turn is None:
                return empty_pane("This answer is no longer kept.")
            return self.service.pane(turn, str(data["act"]), int(data["n"]))
        except (KeyError, ValueError):
            return empty_pane("This link leads nowhere.")

    # History -------------------------------------------------------------------------------

    def listed(self, owner: str, query: str = "", current: str | None = None) -> str:
        """The list of conversations, last changed first, as buttons."""
        found = self.history.conversations(owner, query)
        if not found:
            words = "Nothing found." if query.strip() else "No conversations yet."
            return f'<p class="qa-quiet">{words}</p>'
        rows = "".join(_listed(one, one.id == current) for one in found)
        return f'<ul class="qa-history">{rows}</ul>'

    def title(self, conversation: str | None, owner: str) -> str:
        """A conversation's title, "" where there is none."""
        found = [c.title for c in self.history.conversations(owner) if c.id == conversation]
        return found[0] if found else ""

    # Taking away ---------------------------------------------------------------------------

    def copied(self, turn_id: str, shape: str, owner: str) -> dict[str, str]:
        """What the page puts on the clipboard."""
        turn = self.history.turn(turn_id, owner)
        if turn is None or turn.answer is None or shape not in FORMATS:
            return {"do": "say", "words": "There is nothing to copy."}
        kind: Format = shape  # type: ignore[assignment]  # one of FORMATS
        return {"do": "copy", "text": answer_as(kind, turn.answer, self._lines(turn))}

    def exported(self, conversation: str | None, shape: Format, owner: str) -> dict[str, str]:
        """What the page saves as a file."""
        turns = self.history.turns(conversation, owner) if conversation else ()
        if not turns:
            return {"do": "say", "words": "There is no conversation to save yet."}
        title = self.title(conversation, owner)
        lines = {turn.id: self._lines(turn) for turn in turns}
        text = conversation_as(shape, title, turns, lines)
        return {
            "do": "save",
            "name": file_name(title, shape),
            "type": FORMATS[shape][1],
            "text": text,
        }

    def _lines(self, turn: PastTurn) -> Any:
        sources = turn.answer.documents if turn.answer else ()
        texts = {s.document_id: self.service.text_of(turn, s) or "" for s in sources}
        return line_finder(texts)


def _turns(past: tuple[PastTurn, ...]) -> tuple[Turn, ...]:
    """The conversation as the assistant takes it: what was answered."""
    return tuple(
        turn
        for one in past
        if one.answer is not None
        for turn in (Turn("user", one.question), Turn("assistant", one.answer.text))
    )


def _listed(one: Conversation, current: bool) -> str:
    given = attributes(act="open", conversation=one.id)
    here = ' aria-current="true"' if current else ""
    count = "1 question" if one.turns == 1 else f"{one.turns} questions"
    return (
        f'<li><button type="button" class="qa-past"{here}{given}>{label(one.title)}'
        f'<span class="qa-count">{count}</span></button></li>'
    )
