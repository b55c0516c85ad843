"""Questions to begin with: of several kinds, each tried, and never in anybody's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.types import Document
from qa.settings import Settings
from qa.types import Answer
from qa.ui.examples import (
    Examples,
    Proposals,
    all_examples,
    answers,
    candidates,
    examples_file,
    tried_with,
)
from qa.ui.questions import Candidate, with_article
from qa.ui.queue import Desk, Place
from qa.ui.speakers import sayings_of
from tests.browser.scenes import BRIDGE, make_service, scene_text
from tests.fakes_qa import answered, made_document, refused

MILL = made_document(
    "mill.txt",
    "The old mill was sold to a brewer in 1998. Forty-two people were taken to hospital after "
    "the fire. Ida Brandt, the brewery's owner, said that the roof would be rebuilt by spring. "
    "The council said it is false that the mill was empty and the doors were locked. He said "
    "that she would come. “Nobody knew,” said Tom Reed, a nurse.\n",
)


def asked_of(documents: Sequence[Document]) -> dict[str, Candidate]:
    return {one.question: one for one in candidates(proposals(documents))}


def proposals(documents: Sequence[Document]) -> Proposals:
    text = scene_text(documents)
    return Proposals(text, sayings_of(text))


def test_questions_are_of_several_kinds_and_made_of_the_documents_words() -> None:
    found = asked_of([MILL])
    assert {
        "Who said that the roof would be rebuilt by spring?",
        "How many people were taken to hospital after the fire?",
        "Who is Ida Brandt?",
        "Who is Tom Reed?",
        "Is it true that the mill was empty?",
        "When was the old mill sold to a brewer?",
    } == set(found)
    for one in found.values():
        assert MILL.text[one.start : one.end].strip(), "each has its place"


QUARRY = made_document(
    "quarry.txt",
    "The council closed the quarry in 2019. The mayor said that the district had 41 bus routes. "
    "Two of the nine gas detectors had been disconnected. The road was closed because the bank "
    "had slipped. Ines Vale said the new road would cost 4 million. Lena Moss said the bank had "
    "been safe for years. The firm had 3 million dals. The town sold 1,250 tickets at the gate, "
    "he said. She said that the county would save 180,000 dals a year.\n",
)


def test_active_sentences_make_questions_too_and_numbers_are_not_cut() -> None:
    assert set(asked_of([QUARRY])) == {
        "When did the council close the quarry?",
        "How many bus routes did the district have?",
        "How many of the nine gas detectors had been disconnected?",
        "Why was the road closed?",
        "How much would the new road cost?",
        "Who said the new road would cost 4 million?",
        "Who said the bank had been safe for years?",
        "How many tickets did the town sell at the gate?",
        "Who said that the district had 41 bus routes?",
    }


def test_names_take_their_article_from_the_text() -> None:
    text = "Lake Council. The Lake Council sat. Anna Holt met Lake Council. The Hague."
    assert with_article("Lake Council", text) == "the Lake Council"
    assert with_article("Anna Holt", text) == "Anna Holt"


def test_nothing_is_asked_that_cannot_be_read_alone() -> None:
    text = (
        "He said that they would leave it there. 5 of them were found. She was seen in May. "
        "Ann Lee, the one, said that “x” was y. The dam was, they say, built in 1900.\n"
    )
    assert asked_of([made_document("a.txt", text)]) == {}


@pytest.mark.parametrize("text", ["", "\n\n", "پل بسته شد.\n", "x" * 5000])
def test_a_corpus_of_which_nothing_can_be_asked_has_none(text: str) -> None:
    assert asked_of([made_document("a.txt", text or " ", language="en")]) == {}


def test_only_what_is_answered_from_its_own_place_is_kept() -> None:
    place = BRIDGE.text.index("The bridge at Orlow closed")
    right = Candidate("When?", BRIDGE.id, place, place + 38)
    answer = answered("When?", [(BRIDGE, "The bridge at Orlow closed on Monday.")])
    assert answers(answer, right)
    assert not answers(answer, Candidate("When?", BRIDGE.id, place + 38, place + 60))
    assert not answers(answer, Candidate("When?", "other", place, place + 38))
    assert not answers(refused("When?", []), right)

    asked = list[str]()

    def ask(question: str) -> Answer | None:
        asked.append(question)
        return {"When?": answer, "Who?": refused("Who?", []), "Gone?": None}[question]

    proposed = [Candidate(q, right.document_id, right.start, right.end) for q in ("Gone?", "Who?")]
    examples = Examples(count=2)
    examples.seek("d", lambda: [*proposed, right, right, right], ask)
    assert examples.found("d") == ("When?", "When?") and examples.done("d")
    assert asked == ["Gone?", "Who?", "When?", "When?"]
    assert examples.found("other") == () and not examples.done("other")


def test_the_page_offers_what_the_assistant_answers(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path)
    assert service.examples() == () and service.seeking
    service.find_examples()
    assert not service.seeking
    assert service.examples() == ("Who denied that any cable was sound?", "Who is Mara Dietz?")
    proposed = candidates(service.said.proposals)
    assert set(service.examples()) <= {one.question for one in proposed}
    service.close()


def test_what_was_tried_is_remembered_until_the_documents_or_settings_change(
    tmp_path: Path,
) -> None:
    service, assistant = make_service(tmp_path)
    service.find_examples()
    found, asked = service.examples(), len(assistant.asked)
    assert found and asked
    service.close()
    kept = tmp_path / "data" / "examples.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    again, assistant = make_service(tmp_path)
    assert not again.seeking and again.examples() == found and assistant.asked == []
    again.close()
    assistant.made = replace(assistant.made, passages=9)
    assert tried_with("d", assistant.settings) != tried_with("d", service.settings)
    other, _ = make_service(tmp_path, documents=[BRIDGE])
    assert other.seeking and other.examples() == ()
    other.close()
    for bad in ("", "[1]", '{"key": 1, "questions": [2]}'):
        kept.write_text(bad)
        assert not Examples(kept=kept).done(tried_with("d", service.settings))


def test_questions_that_could_not_be_asked_are_not_remembered_as_unanswered(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    one = Candidate("When?", BRIDGE.id, 0, 5)
    Examples(kept=kept).seek("d", lambda: [one], lambda _: None)
    assert not kept.exists()


def test_the_files_of_tried_questions_are_found_for_purging(tmp_path: Path) -> None:
    settings = Settings(cache_folder=tmp_path)
    file = examples_file(settings, tmp_path / "corpus")
    assert file != examples_file(settings, tmp_path / "other")
    file.parent.mkdir()
    file.write_text("{}")
    (file.parent / "mine.json").write_text("{}")
    assert list(all_examples(settings)) == [file]


def test_trying_gives_way_to_whoever_asks() -> None:
    desk, begun = Desk(), threading.Event()
    seen = list[str]()

    def slow() -> Iterator[str]:
        begun.set()
        while True:
            time.sleep(0.005)
            yield "trying"

    def quick() -> Iterator[str]:
        seen.append("quick")
        yield "done"

    idle = desk.take("examples", slow, idle=True)
    assert begun.wait(10)
    mine = desk.take("ann", quick)
    assert desk.place(mine) == Place(0), "nobody is before a person"
    assert desk.result(mine) == "done"
    assert idle.done and idle.stopped
    behind = desk.take("examples", quick, idle=True)
    assert desk.result(behind) == "done"
    desk.close()


def test_the_models_are_loaded_and_examples_tried_once_no_page_is_being_opened(
    tmp_path: Path,
) -> None:
    service, assistant = make_service(tmp_path)
    service.prepare()
    service.page_asked()
    assert service.seeking and assistant.filters == []
    # Somebody who asks at once does not wait for any of that.
    service.desk.result(service.ask("ann", "Is the dam safe?"))
    assert len(assistant.filters) == 1
    deadline = time.monotonic() + 30
    while service.seeking and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not service.seeking and len(assistant.filters) > 2
    service.close()


def test_trying_ends_with_the_program(tmp_path: Path) -> None:
    service, _ = make_service(tmp_path, pause=0.05)
    service.seek_examples()
    service.close()
    deadline = time.monotonic() + 20
    while service.seeking and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not service.seeking
