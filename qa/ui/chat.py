"""The page's callbacks: asking, opening a source, history, copying. No Gradio type but a Request.

A conversation is what the history holds under its id, and the page shows it from there: a page
that is loaded again, or a second tab, shows the same. Nothing of it lives in the session but
the id.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.errors import RetrievalError
from qa.errors import QaError
from qa.safe_text import one_line, visible
from qa.types import Answer, Turn
from qa.ui.answer import (
    Asked,
    asked_html,
    empty_html,
    examples_html,
    further_html,
    waiting_words,
)
from qa.ui.examples import answers
from qa.ui.export import FORMATS, Format, answer_as, conversation_as, file_name, line_finder
from qa.ui.further import COUNT as FURTHER
from qa.ui.further import is_new
from qa.ui.history import Conversation, PastTurn
from qa.ui.only import NO_LIMIT, Only
from qa.ui.queue import Place, Stopped, Ticket
from qa.ui.service import Service
from qa.ui.source import empty_pane
from qa.ui.text import attributes, label

if TYPE_CHECKING:
    from qa.ui.questions import Candidate

__all__ = ["Chat", "problem"]

_GOING_ON = "Checking what follows …"
_STOPPED = "Stopped before there was an answer."
# How often, and how long between, a page that was opened looks for examples: ten minutes.
_EXAMPLES_LOOKS, _EXAMPLES_SECONDS = 1200, 0.5
_REMEMBERED = 1000


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
        self._latest: dict[str, str] = {}
        """The turn that each browser's tab shows last: only for it questions are tried."""
        self._further: dict[str, tuple[str, ...]] = {}
        self._turned: dict[str, tuple[int, str | None]] = {}
        """How often each tab has turned to a conversation, and to which one last."""

    # Asking --------------------------------------------------------------------------------

    async def ask(
        self,
        question: str,
        conversation: str | None,
        owner: str,
        session: str,
        only: Only = NO_LIMIT,
        replaces: str | None = None,
    ) -> AsyncIterator[tuple[str | None, str | None, bool]]:
        """Transcript, conversation id and whether an answer is being made, as it goes on.

        A question that the assistant does not take, or that is stopped, is kept with the reason.
        Where the tab has turned to another conversation meanwhile the answer is kept where it
        belongs, and not shown: the transcript is None, the id that of the other.
        ``replaces`` is the turn whose place it takes, with all that follows: they are forgotten
        when the new answer is there, and kept where it is stopped.
        """
        if not question.strip():
            return
        past = await asyncio.to_thread(self._past, conversation, owner, replaces)
        pending = Asked("now", question, note=waiting_words(0), only=only.words())
        answer: Answer | None = None
        error: str | None = None
        ticket: Ticket | None = None
        turned = self._turned.get(session)
        try:
            self._latest.pop(session, None)  # nothing more is tried for what was before
            shown = await asyncio.to_thread(self._all_shown, past)
            # Before the work begins: while the models are loaded the page would wait for its turn.
            yield shown + asked_html(pending), conversation, True
            ticket = self.service.ask(session, question, turns_of(past), only.filter())
            self._tickets[session] = ticket
            async for item in self.service.desk.follow(ticket):
                if isinstance(item, Place):
                    pending = replace(pending, note=waiting_words(item.before))
                else:
                    answer = item
                    if pending.answer is not None and ticket.done:
                        continue  # the whole is about to be shown
                    pending = replace(pending, answer=answer, note=_GOING_ON)
                if self._turned.get(session) != turned:
                    continue
                yield shown + asked_html(pending), conversation, True
        except Stopped:
            answer, error = None, _STOPPED
        except Exception as raised:  # shown where the answer would stand
            answer, error = None, problem(raised)
        finally:
            if self._tickets.get(session) is ticket:
                self._tickets.pop(session, None)
        if replaces is None or error != _STOPPED:
            asked = PastTurn("", conversation or "", 0.0, question, answer, error, only)
            conversation = await asyncio.to_thread(self._keep, asked, owner, replaces)
        now = self._turned.get(session)
        if now is not None and now != turned:
            yield None, now[1], False
            return
        yield await asyncio.to_thread(self.transcript, conversation, owner), conversation, False

    def _past(
        self, conversation: str | None, owner: str, until: str | None = None
    ) -> tuple[PastTurn, ...]:
        """The turns of a conversation, or those before one of them."""
        turns = self.history.turns(conversation, owner) if conversation else ()
        at = next((i for i, turn in enumerate(turns) if turn.id == until), len(turns))
        return turns[:at]

    def _all_shown(self, turns: tuple[PastTurn, ...]) -> str:
        return "".join(map(self._shown, turns))

    def _keep(self, asked: PastTurn, owner: str, replaces: str | None = None) -> str:
        """Keep what was asked in its conversation, or in a new one; the conversation's id."""
        name, answer = asked.conversation, asked.answer
        if replaces is not None:
            with suppress(KeyError):  # deleted in another tab meanwhile
                self.history.cut(replaces, owner)
        if not name:
            name = self.history.start(asked.question, str(self.service.library.root), owner)
        texts = self.service.texts(answer) if answer else {}
        try:
            self.history.add(
                name, asked.question, answer, texts, error=asked.error, owner=owner, only=asked.only
            )
        except KeyError:  # deleted in another tab meanwhile
            return self._keep(replace(asked, conversation=""), owner)
        return name

    def turn_to(self, session: str, conversation: str | None) -> None:
        """A tab shows another conversation from now on: no answer begun before takes its place."""
        count, _ = self._turned.get(session, (0, None))
        self._turned[session] = count + 1, conversation
        while len(self._turned) > _REMEMBERED:
            del self._turned[next(iter(self._turned))]

    def stop(self, session: str) -> None:
        """Give up what this session is waiting for."""
        if ticket := self._tickets.get(session):
            self.service.desk.stop(ticket)

    def turn(self, name: str, owner: str) -> PastTurn | None:
        """A turn to ask again or to go on from; None where it is gone."""
        return self.history.turn(name, owner)

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
        asked = Asked(turn.id, turn.question, turn.answer, turn.error, only=turn.only.words())
        if turn.answer is not None:
            more = self._further.get(turn.id, ()) if last else ()
            asked = replace(
                asked,
                changed=self.service.changed(turn.answer),
                suggestions=more,
                all_said=self.service.all_said(turn) if last else "",
            )
        return asked_html(asked)

    # Going on ------------------------------------------------------------------------------

    async def further(
        self, conversation: str | None, owner: str, session: str
    ) -> AsyncIterator[dict[str, str]]:
        """Questions to go on with, each as soon as it was tried and is known to be answered.

        Tried when nobody waits for an answer, as they will be asked: in the conversation and of
        the same part of the documents. Ends when the page goes on to something else.
        """
        turns = await asyncio.to_thread(self._past, conversation, owner)
        self._latest[session] = name = turns[-1].id if turns else ""
        if not turns or turns[-1].answer is None or name in self._further:
            return
        found: dict[tuple[str, int], str] = {}
        for candidate in await asyncio.to_thread(self._proposed, turns):
            place = (candidate.document_id, candidate.start)
            if place in found:  # one question of a sentence is enough
                continue
            answer = await self._tried(candidate.question, turns, session)
            if self._latest.get(session) != name:
                return
            if answer and answers(answer, candidate) and is_new(answer, turns[-1].answer):
                found[place] = candidate.question
                html = further_html(name, tuple(found.values()))
                yield {"do": "further", "turn": name, "html": html}
            if len(found) == FURTHER:
                break
        self._remember(name, tuple(found.values()))

    def _proposed(self, turns: tuple[PastTurn, ...]) -> tuple[Candidate, ...]:
        answer = turns[-1].answer
        return self.service.further(answer, [t.question for t in turns]) if answer else ()

    async def _tried(
        self, question: str, turns: tuple[PastTurn, ...], session: str
    ) -> Answer | None:
        """The answer to a question asked after ``turns``; None where there is none to be had."""
        name, desk, only = turns[-1].id, self.service.desk, turns[-1].only
        while self._latest.get(session) == name:
            answer = None
            try:
                history = turns_of(turns)
                ticket = self.service.try_out("further", question, history, only.filter())
                async for item in desk.follow(ticket):
                    answer = answer if isinstance(item, Place) else item
            except Stopped:  # somebody asked: after them
                if desk.closed:
                    break
                continue
            except (QaError, RetrievalError):
                return None
            return answer
        return None

    def _remember(self, turn: str, found: tuple[str, ...]) -> None:
        self._further[turn] = found
        while len(self._further) > _REMEMBERED:
            del self._further[next(iter(self._further))]

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
        return {"do": "copy", "text": answer_as(kind, turn, self._lines(turn))}

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


def turns_of(past: tuple[PastTurn, ...]) -> tuple[Turn, ...]:
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
