"""One model and several people: a fair queue whose places can be seen, and a way to leave it.

Work is done one piece at a time, on one thread. Each owner (a browser tab, a client) has rounds
of its own: the second question of one person stands behind the first of everybody who waits, so
nobody can fill the queue, and nobody waits for ever. This is start-time fair queueing with equal
costs (Goyal, Vin & Cheng, 1996).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from qa.cancel import Flag, check, stoppable
from qa.errors import AnswerError, Stopped

__all__ = ["MOST_WAITING", "Busy", "Desk", "Place", "Stopped", "Ticket"]

MOST_WAITING = 200
_LOOK_SECONDS = 0.02
_LAST = 1 << 60

Work = Callable[[], Iterator[Any]]


class Busy(AnswerError):
    """More is waiting than will be done in any sensible time."""


@dataclass(frozen=True, slots=True)
class Place:
    """How many pieces of work are before one's own; 0: it is being done."""

    before: int


@dataclass(eq=False, slots=True)
class Ticket:
    """A piece of work in the queue. Only the desk changes it."""

    owner: str
    work: Work
    order: tuple[int, int]
    items: list[Any] = field(default_factory=list)
    error: BaseException | None = None
    idle: bool = False
    flag: Flag = field(default_factory=Flag)
    done: bool = False

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.flag.is_set()


class Desk:
    """Does the work handed to it in fair order. Close it to end its thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[Ticket] = []
        self._current: Ticket | None = None
        self._rounds: dict[str, int] = {}
        self._round = self._count = 0
        self._closed = False
        self._rest = 0.0
        """Until when, by the monotonic clock, no idle work is begun."""
        self._thread = threading.Thread(target=self._run, name="qa-desk", daemon=True)
        self._thread.start()

    @property
    def closed(self) -> bool:
        """Whether nothing more is done."""
        return self._closed

    def take(self, owner: str, work: Work, *, idle: bool = False) -> Ticket:
        """Hand work in; what it yields comes out of ``follow`` or ``result``. Raises Busy.

        ``idle`` work is done when nobody else waits, and stopped as soon as somebody comes.
        """
        with self._changed:
            if self._closed or len(self._waiting) >= MOST_WAITING:
                raise Busy(f"{len(self._waiting)} questions are waiting; ask again later")
            self._count += 1
            if not idle:
                self._rounds[owner] = max(self._round, self._rounds.get(owner, -1) + 1)
                if self._current is not None and self._current.idle:
                    self._current.flag.set()
            order = (_LAST if idle else self._rounds[owner], self._count)
            ticket = Ticket(owner, work, order, idle=idle)
            self._waiting.append(ticket)
            self._changed.notify_all()
        return ticket

    def rest(self, seconds: float) -> None:
        """Leave the machine to something else: no idle work for so long; what is under way stops.

        What somebody waits for goes on as ever. Does not wait.
        """
        with self._changed:
            self._rest = max(self._rest, time.monotonic() + seconds)
            if self._current is not None and self._current.idle:
                self._current.flag.set()

    def place(self, ticket: Ticket) -> Place:
        """Where the ticket stands."""
        with self._changed:
            if ticket.done or ticket is self._current:
                return Place(0)
            ahead = sum(other.order < ticket.order for other in self._waiting)
            busy = self._current is not None and not self._current.idle
            return Place(ahead + busy)

    def stop(self, ticket: Ticket) -> None:
        """Leave the queue, or have the work given up within its step. Does not wait."""
        with self._changed:
            ticket.flag.set()
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                self._finish(ticket, Stopped("stopped before it began"))

    def result(self, ticket: Ticket) -> Any:
        """The last thing that the work yields. Waits; raises what the work raised."""
        with self._changed:
            self._changed.wait_for(lambda: ticket.done)
        if ticket.error is not None:
            raise ticket.error
        return ticket.items[-1]

    async def follow(self, ticket: Ticket) -> AsyncIterator[Any]:
        """A ``Place`` whenever it changes, then what the work yields, as it comes.

        Ends at once when the ticket is stopped, also where the work needs longer to notice;
        raises what the work raised. Leaving the iteration stops the ticket.
        """
        given, last = 0, None
        try:
            while True:
                finished = ticket.done
                while given < len(ticket.items):
                    given += 1
                    yield ticket.items[given - 1]
                if ticket.stopped:
                    raise Stopped("stopped")
                if finished:
                    break
                if given == 0 and (place := self.place(ticket)) != last:
                    last = place
                    yield place
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            if not ticket.done:
                self.stop(ticket)
        if ticket.error is not None:
            raise ticket.error

    def close(self) -> None:
        """Give up the current work and end the thread; what waits is refused."""
        with self._changed:
            self._closed = True
            if self._current is not None:
                self._current.flag.set()
            for ticket in self._waiting:
                self._finish(ticket, Stopped("the program is ending"))
            self._waiting.clear()
            self._changed.notify_all()

    def _finish(self, ticket: Ticket, error: BaseException | None) -> None:
        ticket.error, ticket.done = error, True
        self._changed.notify_all()

    def _first(self) -> Ticket | None:
        """Whose turn it is; None where nothing waits, or only what is idle while the desk rests."""
        first = min(self._waiting, key=lambda waiting: waiting.order, default=None)
        if first is not None and first.idle and time.monotonic() < self._rest:
            return None
        return first

    def _next(self) -> Ticket | None:
        with self._changed:
            while (ticket := self._first()) is None:
                if self._closed:
                    return None
                self._changed.wait(self._rest - time.monotonic() if self._waiting else None)
            self._waiting.remove(ticket)
            self._current = ticket
            self._round = self._round if ticket.idle else ticket.order[0]
            # An owner whose rounds are over needs no memory of them.
            self._rounds = {o: r for o, r in self._rounds.items() if r >= self._round}
            return ticket

    def _run(self) -> None:
        while (ticket := self._next()) is not None:
            error: BaseException | None = None
            try:
                with stoppable(ticket.flag):
                    for item in ticket.work():
                        ticket.items.append(item)
                        check()
            except BaseException as raised:  # it belongs to whoever handed the work in
                error = raised
            with self._changed:
                self._current = None
                self._finish(ticket, error)
