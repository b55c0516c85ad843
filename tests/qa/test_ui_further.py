"""Questions to go on with: near the answer, of several kinds, tried as they will be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.errors import UsageError
from qa.filters import Filter
from qa.types import Answer
from qa.ui.chat import Chat
from qa.ui.examples import Proposals
from qa.ui.further import MOST_TRIED, Near, is_cited, is_new
from qa.ui.only import NO_LIMIT, Only
from qa.ui.speakers import sayings_of
from tests.browser.scenes import BRIDGE, DENIED, SOUND, Scripted, make_service, scene_text
from tests.fakes_qa import answered, disputed, made_document, refused

TOWN = made_document(
    "town.txt",
    "Mara Dietz said the cables of the Orlow bridge were checked on 5 May. The bridge at Orlow was "
    "closed in 2023. Jon Akker, the mayor, denied that the Orlow bridge was safe. 41 people were "
    "stopped on the Orlow bridge. Nina Bray, a nurse, lives in Hale. The bakery in Hale was opened "
    "in 1988.\n",
)
CHECKED = "Mara Dietz said the cables of the Orlow bridge were checked on 5 May."
BEGIN = "Who says that the Orlow bridge was safe?"


def near_to(answer: Answer, asked: Sequence[str] = ()) -> list[str]:
    text = scene_text([TOWN])
    near = Near(Proposals(text, sayings_of(text)).all(), {TOWN.id: TOWN.text})
    return [one.question for one in near.to(answer, asked)]


def test_what_is_near_comes_first_and_of_several_kinds() -> None:
    found = near_to(answered(BEGIN, [(TOWN, CHECKED)]))
    assert len(found) <= MOST_TRIED and len({one.split()[0] for one in found}) >= 3
    assert {
        "Who denied that the Orlow bridge was safe?",
        "When was the bridge at Orlow closed?",
        "How many people were stopped on the Orlow bridge?",
        "Who is Jon Akker?",
    } <= set(found)
    rest = [one for one in found if "Hale" in one or "Bray" in one or "bakery" in one]
    assert found[: len(found) - len(rest)] + rest == found, "what is far comes last, if at all"


def test_nothing_is_offered_that_is_cited_or_was_asked() -> None:
    denied = "Jon Akker, the mayor, denied that the Orlow bridge was safe."
    answer = answered(BEGIN, [(TOWN, denied)])
    assert "Who denied that the Orlow bridge was safe?" not in near_to(answer)
    assert "Who is Jon Akker?" not in near_to(answer)
    closed = "When was the bridge at Orlow closed?"
    assert closed in near_to(answer)
    assert closed not in near_to(answer, ["when was the bridge at orlow  closed"])
    nothing = refused("Why is the sky blue?", [])
    assert near_to(nothing) == []


def test_an_answer_is_new_where_it_cites_something_else() -> None:
    one = answered(BEGIN, [(BRIDGE, SOUND)])
    two = disputed(BEGIN, [(BRIDGE, SOUND), (BRIDGE, DENIED)], ["claim", "denial"])
    assert is_new(two, one) and not is_new(one, two) and not is_new(refused(BEGIN, []), one)
    text = scene_text([BRIDGE])
    proposed = Proposals(text, sayings_of(text)).all()
    assert any(is_cited(two, candidate) for candidate in proposed)


# Over a service -----------------------------------------------------------------------------


class Town(Scripted):
    """Answers what the town's sentences make, but one."""

    def follow(self, question: str, **more: Any) -> Iterator[Answer]:
        self.filters.append(more.get("only"))
        self.asked.append((question, tuple(more.get("history") or ()), None))
        places = {
            "Who denied that the Orlow bridge was safe?": "Jon Akker, the mayor, denied that the "
            "Orlow bridge was safe.",
            "Who is Jon Akker?": "Nina Bray, a nurse, lives in Hale.",  # another place: no answer
            "When was the bridge at Orlow closed?": "The bridge at Orlow was closed in 2023.",
            BEGIN: CHECKED,
        }
        if question.startswith("How many"):
            raise UsageError("it cannot be asked")
        held = places.get(question)
        yield answered(question, [(TOWN, held)]) if held else refused(question, [])


@pytest.fixture
def town(tmp_path: Path) -> Iterator[tuple[Chat, Town]]:
    service, scripted = make_service(tmp_path, documents=[TOWN])
    service.assistant = made = Town(scripted.index, {})  # type: ignore[assignment]  # a stand-in
    yield Chat(service), made
    service.close()


def asked(chat: Chat, question: str, only: Only = NO_LIMIT) -> str:
    async def scene() -> list[str | None]:
        return [name async for _, name, _ in chat.ask(question, None, "", "tab", only)]

    return str(asyncio.run(scene())[-1])


def found_by(chat: Chat, name: str) -> list[dict[str, str]]:
    async def scene() -> list[dict[str, str]]:
        return [one async for one in chat.further(name, "", "tab")]

    return asyncio.run(scene())


def test_only_what_was_answered_from_its_place_is_offered_one_by_one(town: Any) -> None:
    chat, assistant = town
    name = asked(chat, BEGIN)
    steps = found_by(chat, name)
    (turn,) = chat.history.turns(name)
    assert [step["turn"] for step in steps] == [turn.id, turn.id]
    offered = steps[-1]["html"]
    assert "Who denied that the Orlow bridge was safe?" in offered
    assert "When was the bridge at Orlow closed?" in offered
    assert "Who is Jon Akker?" not in offered and "How many" not in offered
    tried = [question for question, _, _ in assistant.asked[1:]]
    # What cannot be asked is passed over, and so is what is answered from another place.
    assert "How many people were stopped on the Orlow bridge?" in tried
    assert len(tried) == len(set(tried)) <= MOST_TRIED
    assert all(len(history) == 2 for _, history, _ in assistant.asked[1:]), "as it will be asked"
    # They are known from now on, and shown where the conversation is opened again.
    assert found_by(chat, name) == []
    assert "When was the bridge at Orlow closed?" in chat.transcript(name, "")


def test_they_are_tried_on_the_same_part_of_the_documents(town: Any) -> None:
    chat, assistant = town
    found_by(chat, asked(chat, BEGIN, Only("Mara Dietz")))
    assert len(assistant.filters) > 2
    assert set(assistant.filters) == {Filter(speaker="Mara Dietz")}


def test_nothing_is_tried_after_an_error_or_for_nobody(town: Any) -> None:
    chat, assistant = town
    name = asked(chat, "How many?")
    before = len(assistant.asked)
    assert found_by(chat, name) == [] and found_by(chat, "none") == []
    assert len(assistant.asked) == before


def test_a_person_who_asks_waits_for_no_trying(tmp_path: Path) -> None:
    """Trying is given up at once, and goes on afterwards; a new question ends it."""
    service, scripted = make_service(tmp_path, pause=0.2, documents=[TOWN])
    scripted.answers = {BEGIN: answered(BEGIN, [(TOWN, CHECKED)])}
    chat = Chat(service)
    name = asked(chat, BEGIN)

    async def scene() -> list[str]:
        order: list[str] = []

        async def tried() -> None:
            order.extend([one["do"] async for one in chat.further(name, "", "tab")])
            order.append("done")

        trying = asyncio.create_task(tried())
        while not ((current := service.desk._current) and current.idle):
            assert not trying.done(), "there is something to try"
            await asyncio.sleep(0.005)
        ticket = service.ask("bo", "echo bo")
        assert service.desk.place(ticket).before == 0 and current.stopped
        async for _ in service.desk.follow(ticket):
            pass
        order.append("bo")
        async for _ in chat.ask("echo me", name, "", "tab"):
            pass
        order.append("me")
        await trying
        return order

    assert asyncio.run(scene())[:1] == ["bo"]
    service.close()


def test_trying_ends_with_the_service(tmp_path: Path) -> None:
    service, scripted = make_service(tmp_path, pause=0.3, documents=[TOWN])
    scripted.answers = {BEGIN: answered(BEGIN, [(TOWN, CHECKED)])}
    chat = Chat(service)
    name = asked(chat, BEGIN)

    async def scene() -> None:
        trying = asyncio.create_task(anext(chat.further(name, "", "tab"), None))
        await asyncio.sleep(0.1)
        service.close()
        await asyncio.wait_for(trying, 20)

    asyncio.run(scene())
