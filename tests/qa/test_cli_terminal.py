"""The command line, one call after the other or at a terminal: chat, batch, widths."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from qa.cli import main
from qa.types import Turn
from tests.fakes_qa import QUESTION, TEA, FakeAssistant, answered, typed

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
