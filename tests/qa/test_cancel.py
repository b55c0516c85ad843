"""A question that is stopped frees the model at once, and the next answer is what it would be."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qa.assistant import Assistant
from qa.cancel import Flag, check, current, stoppable
from qa.errors import Stopped
from qa.model import LlamaCppModel
from qa.settings import Settings
from qa.types import Answer
from qa.ui.queue import Desk


def test_only_the_work_of_the_flag_is_given_up() -> None:
    one, other = Flag(), Flag()
    one.set()
    check()
    with stoppable(other):
        check()
        with stoppable(one), pytest.raises(Stopped):
            check()
        check()
        assert current() is other
    assert not current().is_set()


def test_another_thread_does_not_inherit_it() -> None:
    flag, seen = Flag(), list[bool]()
    flag.set()
    with stoppable(flag):
        thread = threading.Thread(target=lambda: seen.append(current().is_set()))
        thread.start()
        thread.join()
    assert seen == [False]


def test_c_code_can_look_at_the_flag() -> None:
    flag = Flag()
    strlen = ctypes.CDLL(None).strlen
    assert strlen(flag.buffer) == 0
    flag.set()
    assert strlen(flag.buffer) == 1


def test_the_assistant_looks_between_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    flag, done = Flag(), list[str]()

    def search(query: str, k: int) -> tuple[Any, ...]:
        done.append(query)
        flag.set()
        return ()

    index: Any = SimpleNamespace(search=search)
    assistant = Assistant(index, Settings(no_model=True), SimpleNamespace(name="none"))  # type: ignore[arg-type]  # never encodes
    monkeypatch.setattr(Assistant, "judge", property(lambda _: pytest.fail("went on")))
    with stoppable(flag), pytest.raises(Stopped):
        assistant.ask("who?")
    assert done == ["who?"]


@pytest.mark.model
def test_llama_cpp_gives_up_within_a_step_and_is_as_good_as_new() -> None:
    model = LlamaCppModel(threads=1)
    texts = [f"The harbour was built in {year} and widened twice." for year in range(1900, 1916)]
    before = model.score_question("When was it built?", texts)
    flag = Flag()
    flag.set()
    with stoppable(flag), pytest.raises(Stopped):
        model.score_question("When was it built?", texts)
    late = Flag()
    timer = threading.Timer(0.02, late.set)
    timer.start()
    with stoppable(late), pytest.raises(Stopped):
        while True:
            model.score_question("When was it built?", texts)
    assert model.score_question("When was it built?", texts) == before
    model.close()


@pytest.mark.model
def test_a_stopped_question_at_the_desk_leaves_the_next_ones_answer_as_it_is(
    seeds_folder: Path, tmp_path: Path
) -> None:
    question = "Have the Taliban captured all of Panjshir?"
    settings = Settings(threads=1)
    with Assistant.open(seeds_folder, index=tmp_path / "index", settings=settings) as assistant:
        alone = assistant.ask(question)
        desk, begun = Desk(), threading.Event()

        def work() -> Iterator[Answer]:
            begun.set()
            yield assistant.ask(question)

        gone = desk.take("ann", work)
        assert begun.wait(60)
        threading.Timer(0.1, desk.stop, [gone]).start()
        with pytest.raises(Stopped):
            desk.result(gone)
        later = desk.result(desk.take("bo", work))
        desk.close()
        assert replace(later, timings={}) == replace(alone, timings={})
