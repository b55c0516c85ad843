"""One model, many people: order, fairness, places, stopping, and nothing mixed up."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from qa.ui.queue import MOST_WAITING, Busy, Desk, Place, Stopped


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


class Gate:
    """Work that says when it has begun and waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.free = threading.Event(), threading.Event()

    def work(self) -> Iterator[str]:
        self.begun.set()
        yield "first"
        assert self.free.wait(10)
        yield "last"


def noting(order: list[str], name: str) -> Any:
    def work() -> Iterator[str]:
        order.append(name)
        yield name

    return work


def test_one_piece_of_work_is_done_at_a_time_and_the_second_waits_its_turn(desk: Desk) -> None:
    gate, order = Gate(), []  # type: ignore[var-annotated]  # list of names
    one = desk.take("ann", gate.work)
    assert gate.begun.wait(10)
    two = desk.take("bo", noting(order, "two"))
    assert (desk.place(one), desk.place(two)) == (Place(0), Place(1))
    assert order == []
    gate.free.set()
    assert desk.result(two) == "two"
    assert desk.result(one) == "last"


def test_nobody_fills_the_queue(desk: Desk) -> None:
    gate, order = Gate(), list[str]()
    desk.take("first", gate.work)
    assert gate.begun.wait(10)
    many = [desk.take("ann", noting(order, f"ann{n}")) for n in range(5)]
    single = desk.take("bo", noting(order, "bo"))
    assert desk.place(single).before == 2, "the model's work and ann's first"
    gate.free.set()
    for ticket in (*many, single):
        desk.result(ticket)
    assert order.index("bo") == 1
    assert [name for name in order if name != "bo"] == [f"ann{n}" for n in range(5)]


def test_a_stopped_question_leaves_the_queue_at_once(desk: Desk) -> None:
    gate, order = Gate(), list[str]()
    desk.take("ann", gate.work)
    assert gate.begun.wait(10)
    gone, after = desk.take("bo", noting(order, "gone")), desk.take("cy", noting(order, "after"))
    assert desk.place(after) == Place(2)
    desk.stop(gone)
    assert desk.place(after) == Place(1)
    with pytest.raises(Stopped):
        desk.result(gone)
    gate.free.set()
    desk.result(after)
    assert order == ["after"]


def test_work_that_is_stopped_is_given_up_at_its_next_step(desk: Desk) -> None:
    seen: list[str] = []

    def work() -> Iterator[int]:
        try:
            for number in range(1000):
                yield number
                time.sleep(0.01)
        finally:
            seen.append("closed")

    ticket = desk.take("ann", work)
    while not ticket.items:
        time.sleep(0.005)
    desk.stop(ticket)
    with pytest.raises(Stopped):
        desk.result(ticket)
    assert len(ticket.items) < 100 and seen == ["closed"]
    assert desk.result(desk.take("bo", noting([], "next"))) == "next"


def test_an_error_reaches_the_one_who_asked_and_the_desk_goes_on(desk: Desk) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        desk.result(desk.take("ann", broken))
    assert desk.result(desk.take("ann", noting([], "fine"))) == "fine"


def test_following_shows_the_place_then_the_items_then_the_error(desk: Desk) -> None:
    gate = Gate()

    async def scene() -> list[Any]:
        first = desk.take("ann", gate.work)
        assert await asyncio.to_thread(gate.begun.wait, 10)
        second = desk.take("bo", noting([], "two"))
        seen: list[Any] = []
        async for item in desk.follow(second):
            seen.append(item)
            gate.free.set()
        return seen + [item async for item in desk.follow(first)]

    seen = asyncio.run(scene())
    assert seen[0] == Place(1)
    assert [item for item in seen if not isinstance(item, Place)] == ["two", "first", "last"]


def test_whoever_leaves_stops_the_work(desk: Desk) -> None:
    gate = Gate()

    async def scene() -> None:
        ticket = desk.take("ann", gate.work)
        follow = desk.follow(ticket)
        await anext(follow)
        await follow.aclose()  # type: ignore[attr-defined]  # it is an async generator
        assert ticket.stopped

    asyncio.run(scene())
    gate.free.set()
    assert desk.result(desk.take("bo", noting([], "next"))) == "next"


def test_twenty_at_once_lose_nothing_and_mix_nothing_up(desk: Desk) -> None:
    running = threading.Lock()

    def work(name: str) -> Any:
        def steps() -> Iterator[str]:
            assert running.acquire(blocking=False), "two at the model at once"
            try:
                for step in range(3):
                    yield f"{name} {step}"
                    time.sleep(0.001)
            finally:
                running.release()

        return steps

    async def ask(name: str) -> list[str]:
        ticket = desk.take(name, work(name))
        return [item async for item in desk.follow(ticket) if not isinstance(item, Place)]

    async def scene() -> list[list[str]]:
        return await asyncio.gather(*(ask(f"p{n}") for n in range(20)))

    for number, items in enumerate(asyncio.run(scene())):
        assert items == [f"p{number} {step}" for step in range(3)]


def test_too_many_are_told_to_come_again(desk: Desk) -> None:
    gate = Gate()
    desk.take("ann", gate.work)
    assert gate.begun.wait(10)
    for number in range(MOST_WAITING):
        desk.take(f"p{number}", noting([], "x"))
    with pytest.raises(Busy, match="200 questions are waiting"):
        desk.take("late", noting([], "x"))
    gate.free.set()


def test_closing_refuses_what_waits() -> None:
    desk, gate = Desk(), Gate()
    desk.take("ann", gate.work)
    assert gate.begun.wait(10)
    waiting = desk.take("bo", noting([], "x"))
    desk.close()
    gate.free.set()
    with pytest.raises(Stopped):
        desk.result(waiting)
    with pytest.raises(Busy):
        desk.take("cy", noting([], "x"))


def test_a_resting_desk_does_what_somebody_waits_for_and_nothing_else(desk: Desk) -> None:
    begun, order = threading.Event(), list[str]()

    def slow() -> Iterator[str]:
        begun.set()
        while True:
            time.sleep(0.005)
            yield "trying"

    trying = desk.take("examples", slow, idle=True)
    assert begun.wait(10)
    rested = time.monotonic()
    desk.rest(0.4)
    desk.rest(0.1)  # no shorter
    with pytest.raises(Stopped):
        desk.result(trying)
    idle = desk.take("examples", noting(order, "idle"), idle=True)
    assert desk.result(desk.take("ann", noting(order, "asked"))) == "asked"
    assert desk.result(idle) == "idle"
    assert time.monotonic() - rested >= 0.4
    assert order == ["asked", "idle"]


def test_a_resting_desk_can_be_closed(desk: Desk) -> None:
    desk.rest(600)
    idle = desk.take("examples", noting([], "idle"), idle=True)
    desk.close()
    with pytest.raises(Stopped):
        desk.result(idle)
    desk._thread.join(10)
    assert not desk._thread.is_alive()
