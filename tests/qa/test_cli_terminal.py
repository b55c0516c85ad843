"""The command line, one call after the other or at a terminal: chat, batch, widths."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa.assistant
from qa.answering import as_composed, grow
from qa.cli import main
from qa.filters import Filter
from qa.render import render_opening, render_text
from qa.types import Answer, Position, Turn
from tests.fakes_qa import (
    QUESTION,
    SEA,
    TEA,
    FakeAssistant,
    FakeIndex,
    answered,
    made_document,
    typed,
)

pytestmark = pytest.mark.usefixtures("apart")
Captured = pytest.CaptureFixture[str]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_chat(fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["", "/sources", QUESTION, "/sources", "who?", "why?", "/new", "who?", "/what", "/quit"]
    typed(monkeypatch, "\n".join([*lines, "who?"]).encode())
    assert main(["chat"]) == 0
    out, err = capsys.readouterr()
    assert err == "qa: it cannot be said why\n"
    assert out.startswith(
        "There is no answer yet.\nTea is a plant. [1]\n\n[1] On tea — tea.txt:1\n"
    )
    assert "“Tea is a plant.”" in out and "There is no command /what." in out
    told = answered(QUESTION, [(TEA, "Tea is a plant.")]).text
    first = (Turn("user", QUESTION), Turn("assistant", told))
    refusal = (Turn("user", "who?"), Turn("assistant", "The documents searched do not say."))
    assert [history for _, history, _ in fake.asked] == [(), first, (*first, *refusal), ()]


def test_ask_and_chat_point_to_all_that_somebody_said(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "“It is green,” said Ann Lee."
    document = made_document("tea.txt", f"{words} Ann Lee denied that it was black.")
    question = "What did Ann Lee say about tea?"
    fake.index = FakeIndex((document,))
    fake.answers = {question: answered(question, [(document, words)])}
    line = "Ann Lee: 2 statements in 1 document, 1 of them quoted here; all: qa quotes --speaker "
    assert main(["ask", question, "--corpus", "my docs"]) == 0
    assert capsys.readouterr().out.endswith(f"\n\n{line}'Ann Lee' --corpus 'my docs'\n")
    typed(monkeypatch, question.encode())
    assert main(["chat"]) == 0
    assert capsys.readouterr().out.endswith(f"\n{line}'Ann Lee'\n\n")


def test_chat_and_batch_ask_of_what_the_options_leave(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    only = ["--since", "2021", "--outlet", "Post", "--speaker", "Ann"]
    typed(monkeypatch, f"{QUESTION}\n".encode())
    assert main(["chat", *only]) == 0
    assert "2 documents have no known date" in capsys.readouterr().err
    (tmp_path / "in").write_text(
        json.dumps({"id": 1, "question": QUESTION}) + "\n"
        + json.dumps({"id": 2, "question": "who?", "speaker": "Tom", "since": 2020}) + "\n"
    )  # fmt: skip
    assert main(["batch", "in", "-o", "out", *only]) == 0
    assert "2 documents have no known date" in capsys.readouterr().err
    asked = Filter("2021", None, "Post", "Ann")
    assert fake.asked_of == [asked, asked, Filter("2020", None, "Post", "Tom")]
    for command in (["chat"], ["batch", "in", "-o", "out"]):
        assert main([*command, "--since", "2022", "--until", "2021"]) == 2
        assert "since 2022 is after until 2021" in capsys.readouterr().err


def test_chat_ends_with_its_input(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, b"stop?\nwho?")
    assert main(["chat"]) == 0
    out = capsys.readouterr().out
    assert "Stopped" in out and "The documents searched do not say." in out


def test_a_terminal_is_told_of_progress(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert main(["ask", QUESTION]) == 0
    assert "qa: preparing, once\n" in screen.getvalue()


def test_a_terminal_gets_lines_that_fit(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "20")
    assert main(["ask", QUESTION]) == 0
    assert max(map(len, screen.getvalue().splitlines())) <= 20


def test_a_terminal_of_few_characters(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "ascii", write_through=True))
    assert main(["ask", QUESTION]) == 0
    assert b"\\u201cTea is a plant.\\u201d" in raw.getvalue()


def test_batch(fake: FakeAssistant, capsys: Captured, tmp_path: Path) -> None:
    questions = tmp_path / "in.jsonl"
    questions.write_text(json.dumps({"id": "1", "question": QUESTION}) + "\n")
    assert main(["batch", "in.jsonl", "-o", "out.jsonl"]) == 0
    assert capsys.readouterr() == ("", "")
    assert json.loads((tmp_path / "out.jsonl").read_text())["id"] == "1"
    with questions.open("a") as file:
        file.write('{"id": "2", "question": "why?"}\n')
    assert main(["batch", "in.jsonl", "-o", "out.jsonl"]) == 1
    err = capsys.readouterr().err
    assert (
        err == "qa: 1 of 2 rows answered, 1 of them before; 1 failed, see the errors in out.jsonl\n"
    )
    assert [question for question, _, _ in fake.asked] == [QUESTION, "why?"]


def test_batch_does_not_overwrite_its_questions(
    fake: FakeAssistant, capsys: Captured, tmp_path: Path
) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "1", "question": "who?"}\n')
    assert main(["batch", "in.jsonl", "-o", "./in.jsonl"]) == 2
    assert "holds the questions" in capsys.readouterr().err


def test_batch_from_standard_input(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed(monkeypatch, b'{"id": "1", "question": "who?"}')
    assert main(["batch", "-", "-o", "out"]) == 0
    assert json.loads((tmp_path / "out").read_text())["status"] == "not_in_corpus"


class _Stopped(FakeAssistant):
    """An answer that is interrupted after its first statement."""

    def follow(self, question: str, **known: Any) -> Iterator[Answer]:
        yield from list(super().follow(question, **known))[:1]
        raise KeyboardInterrupt


def test_ctrl_c_in_the_middle_of_an_answer_ends_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    answers = {QUESTION: answered(QUESTION, [(TEA, "Tea is a plant."), (SEA, "The sea is salt.")])}
    made = _Stopped(FakeIndex((SEA, TEA)), answers)
    monkeypatch.setattr(qa.assistant, "Assistant", made)
    assert main(["ask", QUESTION]) == 130
    assert capsys.readouterr() == ("Tea is a plant. [1]\n", "qa: stopped\n")
    assert made.closed == 1
    typed(monkeypatch, f"{QUESTION}\n/sources\n".encode())
    assert main(["chat"]) == 0
    out = capsys.readouterr().out
    assert out == (
        "Tea is a plant. [1]\n\nStopped; the question is forgotten.\nThere is no answer yet.\n"
    )


_WORDS = st.lists(st.sampled_from(["tea", "is", "a", "long" * 9, "[1]", "x\n"]), min_size=1)


@given(
    st.lists(_WORDS.map(" ".join), min_size=1, max_size=4),
    st.integers(20, 60) | st.none(),
    st.randoms(),
)
def test_what_is_shown_first_is_how_the_whole_begins(
    texts: list[str], width: int | None, rng: Random
) -> None:
    document = made_document("a.txt", "\n".join(texts))
    whole = answered("q", [(document, text) for text in dict.fromkeys(texts)])
    places = list(range(len(whole.statements)))
    rng.shuffle(places)
    cut = rng.randint(0, len(places))
    sides = (Position(tuple(sorted(places[:cut])), (1,), "claim"),) if cut else ()
    if cut < len(places):
        sides += (Position(tuple(sorted(places[cut:])), (1,), "denial"),)
    for positions in ((), sides):
        answer = replace(whole, positions=positions, status="disputed" if positions else "answered")
        full, last = render_text(answer, lambda *_: 1, width), ""
        for grown in grow(answer, as_composed(answer), ()):
            shown = render_opening(grown, width)
            assert full.startswith(shown) and shown.startswith(last)
            last = shown
        assert full.startswith(f"{last}\n\n["), "all is shown before the citations"
