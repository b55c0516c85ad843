"""Conversations over a service: asked, kept, shown again, taken away, and never mixed up."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.errors import SettingsError, UsageError
from qa.filters import Filter
from qa.recheck.answer_faults import check_answer
from qa.settings import Settings
from qa.ui.api import document_of, history_of
from qa.ui.chat import Chat
from qa.ui.history import HistoryStore
from qa.ui.only import Only
from qa.ui.panels import Panels, settings_from
from qa.ui.service import Service
from qa.ui.speakers import voices_html, voices_of
from tests.browser.scenes import BRIDGE, DENIED, DOCUMENTS, RADIO, SOUND, make_service, scene_text
from tests.contract import document_texts, faults
from tests.fakes_qa import answered, made_document

CABLES = "Are the cables sound?"
Shown = list[tuple[str, str | None, bool]]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made, _ = make_service(tmp_path)
    yield made
    made.close()


@pytest.fixture
def chat(service: Service) -> Chat:
    return Chat(service)


def ask(
    chat: Chat, question: str, conversation: str | None = None, who: str = "", **more: Any
) -> Shown:
    async def all_of_it() -> Shown:
        return [shown async for shown in chat.ask(question, conversation, who, "tab", **more)]

    return asyncio.run(all_of_it())


def test_statements_come_one_by_one_and_then_the_answer(chat: Chat) -> None:
    steps = ask(chat, CABLES)
    assert [busy for _, _, busy in steps] == [True] * (len(steps) - 1) + [False]
    html, conversation, _ = steps[-1]
    assert "The sources disagree" in html and conversation
    assert "qa-pending" in steps[0][0] and "qa-pending" not in html
    (turn,) = chat.history.turns(conversation)
    assert turn.answer and turn.answer.status == "disputed"


def test_a_follow_up_is_asked_with_what_was_said(tmp_path: Path) -> None:
    service, assistant = make_service(tmp_path)
    chat = Chat(service)
    name = ask(chat, CABLES)[-1][1]
    html = ask(chat, "And how much?", name)[-1][0]
    question, history, _ = assistant.asked[-1]
    assert question == "And how much?"
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[0].content == CABLES and SOUND in history[1].content
    assert "Searched as:" in html and "How much would the repair cost?" in html
    service.close()


def test_a_conversation_survives_the_program(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path)
    name = ask(Chat(service), CABLES)[-1][1]
    service.close()
    again, _ = make_service(tmp_path)
    chat = Chat(again)
    assert CABLES in chat.listed("") and name
    assert "The sources disagree" in chat.transcript(name, "")
    turn = chat.history.turns(name)[0]
    pane = chat.source({"act": "cite", "turn": turn.id, "n": "2"}, "")
    assert DENIED in pane
    again.close()


def test_a_document_that_changed_is_shown_as_it_was_and_marked(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path)
    name = ask(Chat(service), CABLES)[-1][1]
    service.close()
    assert name
    later, _ = make_service(tmp_path, documents=[RADIO])
    chat = Chat(later)
    assert "changed since" in chat.transcript(name, "")
    turn = chat.history.turns(name)[0]
    pane = chat.source({"act": "cite", "turn": turn.id, "n": "1"}, "")
    assert "has changed or gone since" in pane and SOUND in pane
    later.close()


def test_all_that_somebody_said_is_counted_of_the_corpus_that_was_asked(tmp_path: Path) -> None:
    question = "What did Ann Lee say about tea?"
    words = "“It is green,” said Ann Lee."
    document = made_document("tea.txt", f"{words} Ann Lee denied that it was black.")
    service, assistant = make_service(tmp_path, documents=[document])
    answer = answered(question, [(document, words)])
    assistant.answers = {question: replace(answer, index_digest=assistant.index.digest)}
    chat = Chat(service)
    html, name, _ = ask(chat, question)[-1]
    counted = "Ann Lee: 2 statements in 1 document, 1 of them quoted here; the tab “Who says what”"
    assert counted in html and name
    assistant.index = replace(assistant.index, digest="e" * 64)
    assert counted not in chat.transcript(name, "")
    service.close()


def test_nearest_passages_and_places_open_too(chat: Chat) -> None:
    name = ask(chat, "Who paid?")[-1][1]
    assert name
    turn = chat.history.turns(name)[0]
    pane = chat.source({"act": "near", "turn": turn.id, "n": "1"}, "")
    assert "Passage 1 of 1" in pane and "4 million" in pane
    place = {"act": "place", "document": RADIO.id, "start": "0", "end": "9"}
    assert 'tabindex="-1">Jon Akker</mark>' in chat.source(place, "")


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"act": "cite", "turn": "none", "n": "1"},
        {"act": "cite", "turn": "TURN", "n": "99"},
        {"act": "cite", "turn": "TURN", "n": "x"},
        {"act": "place", "document": "none", "start": "0", "end": "1"},
        {"act": "place", "document": RADIO.id, "start": "-5", "end": "1"},
        {"act": "place", "document": RADIO.id, "start": "0", "end": "999999"},
    ],
)
def test_links_that_lead_nowhere_say_so(chat: Chat, link: dict[str, str]) -> None:
    name = ask(chat, CABLES)[-1][1]
    assert name
    if link.get("turn") == "TURN":
        link["turn"] = chat.history.turns(name)[0].id
    assert "qa-pane-empty" in chat.source(link, "")


def test_nobody_opens_or_copies_anothers_answer(chat: Chat) -> None:
    name = ask(chat, CABLES, who="ann")[-1][1]
    assert name
    turn = chat.history.turns(name, "ann")[0]
    assert DENIED not in chat.source({"act": "cite", "turn": turn.id, "n": "2"}, "bo")
    assert chat.copied(turn.id, "text", "bo")["do"] == "say"
    assert CABLES not in chat.listed("bo") and CABLES not in chat.transcript(name, "bo")
    assert chat.turn(turn.id, "bo") is None
    assert chat.exported(name, "text", "bo")["do"] == "say"


def test_errors_are_shown_and_kept(tmp_path: Path) -> None:
    service, assistant = make_service(tmp_path)
    assistant.answers = {"why?": UsageError("the question is odd"), "boom": ZeroDivisionError("x")}
    chat = Chat(service)
    html, name, _ = ask(chat, "why?")[-1]
    assert "the question is odd" in html and name
    assert "unexpected error: ZeroDivisionError" in ask(chat, "boom", name)[-1][0]
    assert chat.history.turns(name)[0].error == "the question is odd"
    assert ask(chat, "   ", name) == []
    service.close()


def test_stopping_ends_the_wait_and_says_so(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path, pause=0.4)
    chat = Chat(service)

    async def scene() -> Shown:
        seen: Shown = []
        async for shown in chat.ask(CABLES, None, "", "tab"):
            seen.append(shown)
            if len(seen) == 2:
                chat.stop("tab")
        return seen

    html = asyncio.run(scene())[-1][0]
    assert "Stopped before there was an answer" in html and "Ask again" in html
    service.close()


def test_an_answer_does_not_take_the_place_of_a_conversation_turned_to(chat: Chat) -> None:
    other = ask(chat, CABLES)[-1][1]

    async def turning() -> list[tuple[str | None, str | None, bool]]:
        shown = []
        async for step in chat.ask("And how much?", None, "", "tab"):
            shown.append(step)
            if len(shown) == 1:
                chat.turn_to("tab", other)
        return shown

    first, last = asyncio.run(turning())
    assert first[0] and "And how much?" in first[0]
    assert last == (None, other, False)
    assert [c.turns for c in chat.history.conversations()] == [1, 1]  # it is kept all the same
    assert ask(chat, CABLES, other)[-1][0]  # and what is asked next is shown


def test_asking_again_takes_the_place_of_the_turn(chat: Chat) -> None:
    name = ask(chat, CABLES)[-1][1]
    ask(chat, "Who paid?", name)
    assert name
    first, _ = chat.history.turns(name)
    ask(chat, CABLES, name, replaces=first.id)
    (turn,) = chat.history.turns(name)
    assert turn.question == CABLES and turn.id != first.id


def test_what_was_answered_stays_where_asking_again_is_stopped(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path, pause=0.4)
    chat = Chat(service)
    name = ask(chat, CABLES)[-1][1]
    assert name
    (before,) = chat.history.turns(name)

    async def scene() -> str:
        last = ""
        async for shown, _, _ in chat.ask(CABLES, name, "", "tab", replaces=before.id):
            chat.stop("tab")
            last = shown
        return last

    assert "The sources disagree" in asyncio.run(scene())
    assert chat.history.turns(name) == (before,)
    service.close()


def test_a_conversation_deleted_meanwhile_is_begun_anew(chat: Chat) -> None:
    name = ask(chat, CABLES)[-1][1]
    assert name
    chat.history.delete(name)
    again = ask(chat, "Who paid?", name)[-1][1]
    assert again and again != name and len(chat.history.turns(again)) == 1


def test_twenty_people_get_their_own_answers(tmp_path: Path) -> None:
    service, assistant = make_service(tmp_path, pause=0.005)
    chat = Chat(service)

    async def one(number: int) -> tuple[str, str | None, bool]:
        last = ("", None, True)
        async for shown in chat.ask(f"echo {number}", None, f"p{number}", f"tab{number}"):
            last = shown  # type: ignore[assignment]  # the last one counts
        return last

    async def scene() -> list[tuple[str, str | None, bool]]:
        return await asyncio.gather(*(one(n) for n in range(20)))

    for number, (html, name, busy) in enumerate(asyncio.run(scene())):
        assert not busy and f">echo {number}</h3>" in html and name
        (turn,) = chat.history.turns(name, f"p{number}")
        assert turn.answer and turn.answer.question == f"echo {number}"
    assert assistant.overlaps == 0
    service.close()


@pytest.mark.parametrize("shape", ["text", "markdown", "html", "json"])
def test_an_answer_is_copied_with_its_quotes_and_sources(chat: Chat, shape: str) -> None:
    name = ask(chat, CABLES)[-1][1]
    assert name
    copied = chat.copied(chat.history.turns(name)[0].id, shape, "")
    assert copied["do"] == "copy"
    text = json.loads(copied["text"])["text"] if shape == "json" else copied["text"]
    assert "cable was sound" in text.replace("\\", "")
    if shape != "json":
        assert "bridge.txt" in text.replace("\\", "") and "Orlow Courier" in text


def test_the_json_bundle_keeps_the_contract_and_conversations_are_lines(chat: Chat) -> None:
    name = ask(chat, CABLES)[-1][1]
    ask(chat, "Who paid?", name)
    saved = chat.exported(name, "json", "")
    rows = [json.loads(line) for line in saved["text"].splitlines()]
    assert [row["status"] for row in rows] == ["disputed", "not_in_corpus"]
    assert saved["name"] == "Are-the-cables-sound.jsonl"
    for row in rows:
        assert faults(row, document_texts(*DOCUMENTS)) == []


@pytest.mark.parametrize("shape", ["text", "markdown", "html", "json"])
def test_what_is_taken_away_says_of_which_part_it_was_asked(chat: Chat, shape: Any) -> None:
    only = Only("Jon *Akker*", "", "2024")
    name = ask(chat, CABLES, only=only)[-1][1]
    ask(chat, "Who paid?", name)
    assert name
    turns = chat.history.turns(name)
    copied = [chat.copied(turn.id, shape, "")["text"] for turn in turns]
    saved = chat.exported(name, shape, "")["text"]
    if shape == "json":
        rows = [json.loads(line) for line in saved.splitlines()]
        assert rows == [json.loads(one) for one in copied]
        assert all("only" not in row for row in rows), "the contract knows no such key"
        assert check_answer(rows[0]) == rows[0], "qa verify takes it"
        return
    named = {"text": "Only: said by Jon *Akker*, from 2024", "html": "Only: <bdi>said by Jon"}
    words = named.get(shape, r"Only: said by Jon \*Akker\*, from 2024")
    assert words in copied[0] and "Only:" not in copied[1]
    assert saved.count("Only:") == 1 and words in saved


def test_a_saved_page_holds_every_question_and_nothing_from_outside(chat: Chat) -> None:
    name = ask(chat, "What did Eve say?")[-1][1]
    ask(chat, CABLES, name)
    page = chat.exported(name, "html", "")["text"]
    assert page.startswith("<!doctype html>") and page.count("<h2") == 2
    assert "<script" not in page and "src=" not in page.replace("src=x", "") and "http" not in page


# The panels ---------------------------------------------------------------------------------


def test_the_documents_are_listed_with_their_status(service: Service) -> None:
    html = Panels(service).documents()
    assert "<b>4 documents</b>" in html and html.count("indexed") == 4
    assert "<img" not in html and "&lt;img src=x" in html


def test_adding_and_removing_bring_the_index_up_to_date(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Anna Holt said the dam is safe.\n")
    panels = Panels(service)

    async def add() -> list[str]:
        return [note async for note in panels.add([str(path)])]

    async def remove() -> list[str]:
        return [note async for note in panels.remove("note.txt")]

    assert "up to date" in asyncio.run(add())[-1]
    assert "note.txt" in panels.documents()
    assert "Anna Holt" in panels.voices(("", "", "", ""))
    assert "up to date" in asyncio.run(remove())[-1]
    assert "note.txt" not in panels.documents()


def test_searching_is_filtered_by_speaker_outlet_and_date(tmp_path: Path) -> None:
    service, assistant = make_service(tmp_path)
    panels = Panels(service)

    def found(*only: str) -> str:
        return asyncio.run(panels.search("bridge", "tab", only))

    assert found("", "", "", "").count("<li>") == 4
    assert found("", "courier", "", "").count("<li>") == 1
    assert found("", "", "2024-03", "2024").count("<li>") == 1
    assert "Nothing was found" in found("", "", "2024-04", "")
    assert 'role="alert"' in found("", "", "last week", "")
    found(" Akker ", "", "", "")
    assert assistant.filters[-1] == Filter(speaker="Akker")
    assert asyncio.run(panels.search(" ", "tab", ("", "", "", ""))) == ""
    service.close()


def test_a_question_can_be_asked_of_a_part_and_says_so(tmp_path: Path) -> None:
    service, assistant = make_service(tmp_path)
    chat = Chat(service)

    async def ask(*only: str) -> str:
        async for shown, _, _ in chat.ask(CABLES, None, "", "tab", Only.of(only)):
            last = shown
        return last

    shown = asyncio.run(ask("Jon Akker", "", "2024", ""))
    assert assistant.filters == [Filter(speaker="Jon Akker", since="2024")]
    assert "Only: <bdi>said by Jon Akker, from 2024</bdi>" in shown
    assert "Only" not in asyncio.run(ask("", " ", "", ""))
    assert assistant.filters[-1] is None
    assert "since is" in asyncio.run(ask("", "", "soon", ""))
    (one, *_) = service.history.conversations()
    service.close()
    assert one.turns == 1


def test_who_says_what_is_filtered_as_everywhere_else(service: Service) -> None:
    panels = Panels(service)
    shown = panels.voices(("", "", "", ""))
    assert "<b><bdi>Jon Akker</bdi></b>" in shown and "Mara Dietz" in shown
    assert panels.voices((None, None, None, None), None) == shown
    assert "Mara Dietz" not in panels.voices(("akker", "", "", ""))
    # By a part of the name, the outlet and the date, as a question is asked.
    dated = panels.voices(("", "courier", "2024", "2024-03"))
    assert DENIED in dated and "4 million" not in dated
    assert "3 documents without a known date left aside" in dated
    assert "4 million" in panels.voices(("", "", "", ""), "repairs")
    assert "Nobody is quoted so." in panels.voices(("", "", "", ""), "zebra")
    assert "since is" in panels.voices(("", "", "soon", ""))


def test_spellings_of_one_name_are_one_speaker_and_places_are_true() -> None:
    text = (
        "Anna Petrov said the lake rose. Anna Petrow said it fell. The Lake Council said it "
        "stood still. The Lake Council said it froze.\n"
    )
    document = made_document("lake.txt", text)
    voices = voices_of(scene_text([document]))
    assert sorted(len(voice.sayings) for voice in voices) == [2, 2]
    (anna,) = [voice for voice in voices if voice.who.name.startswith("Anna")]
    assert set(anna.who.spellings) == {"Anna Petrov", "Anna Petrow"}
    for voice in voices:
        for saying in voice.sayings:
            assert text[saying.start : saying.end] == saying.text
    html = voices_html(voices, {})
    assert "also Anna Petrow" in html or "also Anna Petrov" in html
    assert "Nobody is quoted" in voices_html([], {})


def test_settings_of_the_drawer_have_bounds(tmp_path: Path) -> None:
    before = Settings(no_model=True)
    made = settings_from(before, 12, True, 0.7, "packaged", True)
    assert (made.passages, made.threshold, made.no_model) == (12, 0.7, False)
    assert settings_from(before, 12, False, 0.7, "none", True).threshold is None
    for count in (0, 3, 101, 10_000):
        with pytest.raises(SettingsError):
            settings_from(before, count, False, 0.5, "none", True)
    with pytest.raises(SettingsError):
        settings_from(before, 10, True, 1.5, "none", True)
    with pytest.raises(UsageError, match="no model file"):
        settings_from(before, 10, False, 0.5, str(tmp_path / "none.gguf"), True)
    model = tmp_path / "m.gguf"
    model.write_bytes(b"GGUF")
    assert settings_from(before, 10, False, 0.5, str(model), True).model == model
    with pytest.raises(UsageError, match="on the machine itself"):
        settings_from(before, 10, False, 0.5, str(model), False)
    server = ("http://127.0.0.1:9/v1", "large")
    made = settings_from(before, 10, False, 0.5, "none", True, *server)
    assert (made.endpoint, made.endpoint_model) == server
    assert settings_from(made, 10, False, 0.5, "none", False, *server) == made
    assert settings_from(made, 10, False, 0.5, "none", True).endpoint is None
    with pytest.raises(UsageError, match="on the machine itself"):
        settings_from(before, 10, False, 0.5, "none", False, *server)
    with pytest.raises(SettingsError):
        settings_from(before, 10, False, 0.5, "none", True, "no address", "large")


def test_other_settings_wait_for_the_answer_being_made(tmp_path: Path) -> None:
    service, assistant = make_service(tmp_path, pause=0.05)
    ticket = service.ask("ann", CABLES)
    wanted = replace(service.settings, passages=7)
    service.desk.result(service.reopen(wanted, read=False))
    assert ticket.done and service.desk.result(ticket).status == "disputed"
    assert service.settings.passages == 7 and assistant.closed == 1
    service.close()


# The API's own checks -----------------------------------------------------------------------


def test_history_of_a_client_is_checked() -> None:
    good = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    assert [turn.content for turn in history_of(good)] == ["a", "b"]
    assert history_of(None) == ()
    for bad in ("text", [1], [{"role": "system", "content": "x"}], [{"role": "user"}]):
        with pytest.raises(UsageError):
            history_of(bad)


def test_a_document_is_given_whole_or_the_nearest_name_is_told(service: Service) -> None:
    assert document_of(service, "bridge.txt")["text"] == BRIDGE.text
    with pytest.raises(UsageError, match=r"did you mean 'bridge.txt'"):
        document_of(service, "bridges.txt")


def test_a_store_is_shared_by_threads(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h.sqlite3")
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(len(store.conversations())))
    thread.start()
    thread.join()
    assert found == [0]
