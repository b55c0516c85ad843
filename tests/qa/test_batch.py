"""Batches: rows in order, errors as rows, and what an interruption leaves is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import StoreDamaged
from qa.batch import Batch, Outcome, run_batch
from qa.errors import AnswerError, UsageError
from qa.filters import Filter
from qa.inputs import BatchRow, RowError, check_question, read_history, read_rows
from qa.types import Answer, Turn
from tests.contract import document_texts, faults
from tests.fakes_qa import DIGEST, FakeAssistant, FakeIndex, answered, made_document

DOCUMENT = made_document("a.txt", "Tea is a plant.\n")
QUESTIONS = ("one?", "two?", "three?", "four?")


def fake(*failing: str) -> FakeAssistant:
    answers: dict[str, Answer | BaseException] = {
        question: answered(question, [(DOCUMENT, "Tea is a plant.")]) for question in QUESTIONS
    }
    answers |= {question: AnswerError(f"cannot say {question}") for question in failing}
    return FakeAssistant(FakeIndex((DOCUMENT,)), answers)


def rows(*questions: str) -> tuple[BatchRow | RowError, ...]:
    data = "".join(json.dumps({"id": q[:-1], "question": q}) + "\n" for q in questions)
    return tuple(read_rows(data.encode()))


def run(
    asked: Sequence[BatchRow | RowError], out: Path, assistant: FakeAssistant, digest: str = DIGEST
) -> Outcome:
    batch = Batch.resumed(asked, out, digest, assistant.index.documents)
    return run_batch(batch, out, assistant)


def written(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_bytes().decode().splitlines()]


def test_a_row_for_each_question_in_order(tmp_path: Path) -> None:
    out, assistant = tmp_path / "out.jsonl", fake()
    seen: list[int] = []
    batch = Batch.resumed(rows(*QUESTIONS), out, DIGEST, (DOCUMENT,))
    assert run_batch(batch, out, assistant, seen.append) == Outcome(4, 0, 0)
    assert seen == [1, 2, 3, 4]
    assert [(row["id"], row["question"]) for row in written(out)] == [
        (question[:-1], question) for question in QUESTIONS
    ]
    texts = document_texts(DOCUMENT)
    assert [fault for row in written(out) for fault in faults(row, texts)] == []


def test_history_reaches_the_assistant(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    line = json.dumps({"id": "1", "question": "one?", "history": history})
    assistant = fake()
    run(tuple(read_rows(line.encode())), tmp_path / "out", assistant)
    assert assistant.asked == [("one?", (Turn("user", "a"), Turn("assistant", "b")), "1")]


def test_an_answer_to_another_history_is_not_kept(tmp_path: Path) -> None:
    def asked(*before: str) -> tuple[BatchRow | RowError, ...]:
        history = [{"role": "user", "content": words} for words in before]
        line = json.dumps({"id": "1", "question": "Is it a plant?", "history": history})
        return tuple(read_rows(line.encode()))

    out, assistant = tmp_path / "out", fake()
    answer = answered("Is it a plant?", [(DOCUMENT, "Tea is a plant.")])
    assistant.answers = {"Is it a plant?": replace(answer, standalone_question="Is tea a plant?")}
    assert run(asked("What is tea?"), out, assistant).kept == 0
    assert run(asked("What is tea?"), out, assistant).kept == 1
    assert run(asked("What is coffee?"), out, assistant).kept == 0


def test_a_row_that_fails_costs_no_other(tmp_path: Path) -> None:
    out, assistant = tmp_path / "out", fake("two?")
    assistant.answers = {**assistant.answers, "three?": ZeroDivisionError("by zero")}
    assert run(rows(*QUESTIONS), out, assistant) == Outcome(4, 0, 2)
    found = written(out)
    assert found[1] == {"id": "two", "error": "line 2: cannot say two?"}
    assert found[2] == {"id": "three", "error": "line 3: ZeroDivisionError: by zero"}
    assert found[3]["status"] == "answered"


def test_answers_are_kept_and_errors_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows(*QUESTIONS), out, fake("two?"))
    assistant = fake()
    assert run(rows(*QUESTIONS), out, assistant) == Outcome(4, 3, 0)
    assert [question for question, _, _ in assistant.asked] == ["two?"]
    assert [row["id"] for row in written(out)] == ["one", "two", "three", "four"]


def test_a_half_written_row_is_cut_off(tmp_path: Path) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    run(rows(*QUESTIONS), whole, fake())
    data = whole.read_bytes()
    lines = data.splitlines(keepends=True)
    out.write_bytes(b"".join(lines[:2]) + lines[2][:50])
    assistant = fake()
    assert run(rows(*QUESTIONS), out, assistant).kept == 2
    assert [question for question, _, _ in assistant.asked] == ["three?", "four?"]
    assert out.read_bytes() == data


def test_a_whole_last_row_without_its_newline_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows("one?"), out, fake())
    data = out.read_bytes()
    out.write_bytes(data.rstrip(b"\n"))
    assert run(rows("one?"), out, fake()).kept == 1
    assert out.read_bytes() == data


@given(st.data())
def test_wherever_it_stops_the_end_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("batch")
    whole, out = folder / "whole", folder / "out"
    run(rows(*QUESTIONS), whole, fake())
    size = len(whole.read_bytes())
    out.write_bytes(whole.read_bytes()[: data.draw(st.integers(0, size))])
    run(rows(*QUESTIONS), out, fake())
    assert out.read_bytes() == whole.read_bytes()


def test_an_interruption_leaves_the_rows_that_were_done(tmp_path: Path) -> None:
    out, assistant = tmp_path / "out", fake()
    assistant.answers = {**assistant.answers, "three?": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        run(rows(*QUESTIONS), out, assistant)
    assert [row["id"] for row in written(out)] == ["one", "two"]


def test_new_questions_among_old_ones_come_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows("one?", "four?"), out, fake())
    assistant = fake()
    assert run(rows(*QUESTIONS), out, assistant) == Outcome(4, 2, 0)
    assert [question for question, _, _ in assistant.asked] == ["two?", "three?"]
    assert [row["id"] for row in written(out)] == ["one", "two", "three", "four"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_interruption_among_old_ones_loses_no_answer(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows("one?", "four?"), out, fake())
    assistant = fake()
    assistant.answers = {**assistant.answers, "three?": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        run(rows(*QUESTIONS), out, assistant)
    assert {row["id"] for row in written(out)} == {"one", "two", "four"}
    assert run(rows(*QUESTIONS), out, fake()) == Outcome(4, 3, 0)
    assert [row["id"] for row in written(out)] == ["one", "two", "three", "four"]


def test_answers_from_other_documents_are_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows("one?"), out, fake())
    assert run(rows("one?"), out, fake(), digest="e" * 64).kept == 0


def test_another_question_under_the_same_id_is_asked(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows("one?"), out, fake())
    changed = tuple(read_rows(b'{"id": "one", "question": "two?"}'))
    assert run(changed, out, fake()).kept == 0
    assert [row["question"] for row in written(out)] == ["two?"]


@pytest.mark.parametrize(
    "content", [b"my notes\n", b"my notes", b'{"id": 1}\n', b'{"id": 1}', b"{}", b"[]\n", b"\xff\n"]
)
def test_a_file_of_another_kind_is_not_touched(content: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(content)
    with pytest.raises(UsageError, match="no rows of a batch"):
        run(rows("one?"), out, fake())
    assert out.read_bytes() == content


def test_lines_that_are_no_questions(tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"id": "a", "question": "one?"}\r',
        b"{",
        b"",
        b"[1]",
        b'{"id": "b"}',
        b'{"question": "one?"}',
        b'{"id": "c", "question": " "}',
        b'{"id": "d", "question": 4}',
        b'{"id": true, "question": "one?"}',
        b'{"id": "a", "question": "two?"}',
        b'{"id": "e", "question": "one?", "history": "x"}',
        b'{"id": "f", "question": "one?", "history": [{"role": "bot", "content": ""}]}',
        b'{"id": "g", "question": "one?", "history": [{"role": "user"}]}',
        b'{"id": "h", "question": "\\ud800"}',
        b'{"id": "i", "question": "\xff"}',
        b"[" * 100_000,
        b'{"id": "j", "question": "one?", "since": "last May"}',
        b'{"id": "k", "question": "one?", "since": 2022, "until": "2021-05"}',
        b'{"id": "l", "question": "one?", "outlet": ["a"]}',
        b'{"id": "m", "question": "one?", "until": "2021-02-30"}',
        b'{"id": 7, "question": "two?", "history": null}',
    ]
    out = tmp_path / "out"
    outcome = run(tuple(read_rows(b"\n".join(lines))), out, fake())
    found = written(out)
    assert outcome == Outcome(20, 0, 18)
    assert [row["id"] for row in (found[0], found[-1])] == ["a", "7"]
    errors = [(row["id"], row["error"]) for row in found[1:-1]]
    expected = (
        (None, "line 2 is not JSON"),
        (None, "line 4 is not an object"),
        ("b", "line 5: there is no question"),
        (None, "line 6: there is no id"),
        ("c", "line 7: the question is empty"),
        ("d", "line 8: the question must be text"),
        (None, "line 9: the id must be text"),
        ("a", "line 10: the id 'a' is that of line 1"),
        ("e", "line 11: the history is not a list"),
        ("f", "line 12: turn 1 of the history has the role 'bot'"),
        ("g", "line 13: turn 1 of the history has no text"),
        ("h", "line 14: the question holds bytes that are not"),
        (None, "line 15 is not UTF-8"),
        (None, "line 16 is not JSON"),
        ("j", "line 17: since is 'last May'; give a year, a month or a day"),
        ("k", "line 18: since 2022 is after until 2021-05"),
        ("l", "line 19: outlet is ['a']; it must be text"),
        ("m", "line 20: until is '2021-02-30'; give a year"),
    )
    for (name, error), (wanted, words) in zip(errors, expected, strict=True):
        assert name == wanted and error.startswith(words)


def test_a_failing_index_is_a_row_too(tmp_path: Path) -> None:
    assistant = fake()
    assistant.answers = {"one?": StoreDamaged("the index was altered")}
    run(rows("one?"), tmp_path / "out", assistant)
    assert written(tmp_path / "out")[0]["error"] == "line 1: the index was altered"


def test_an_output_with_other_rights_keeps_them(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(rows("one?", "two?"), out, fake("one?"))
    out.chmod(0o600)
    run(rows("one?", "two?"), out, fake())
    assert out.stat().st_mode & 0o777 == 0o600


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_any_bytes_are_rows_or_errors(lines: list[bytes]) -> None:
    found = list(read_rows(b"\n".join(lines)))
    assert all(isinstance(row, RowError | BatchRow) for row in found)
    assert len(found) <= len(b"\n".join(lines).split(b"\n"))


def test_a_row_s_own_filter_goes_before_that_of_all() -> None:
    lines = (
        b'{"id": "a", "question": "one?"}',
        b'{"id": "b", "question": "one?", "since": 2020, "outlet": " Gazette ", "speaker": null}',
        b'{"id": "c", "question": "one?", "since": "2022"}',
    )
    every = Filter(until="2021-06", speaker="Ann")
    first, second, third = read_rows(b"\n".join(lines), every)
    assert isinstance(first, BatchRow) and first.only == every
    assert isinstance(second, BatchRow)
    assert second.only == Filter("2020", "2021-06", "Gazette", "Ann")
    assert isinstance(third, RowError) and "since 2022 is after until 2021-06" in third.reason
    (plain,) = read_rows(lines[0])
    assert isinstance(plain, BatchRow) and plain.only is None


def test_answers_from_another_part_of_the_documents_are_asked_again(tmp_path: Path) -> None:
    out, assistant = tmp_path / "out", fake()
    dated = replace(DOCUMENT, published="2021-03")
    assistant.index = FakeIndex((dated,))
    line = b'{"id": "one", "question": "one?"}'
    of = {name: tuple(read_rows(line, only)) for name, only in (
        ("all", None), ("then", Filter(since="2021")), ("later", Filter(since="2022")),
        ("ann", Filter(speaker="Ann")),
    )}  # fmt: skip
    assert run(of["then"], out, assistant).kept == 0
    assert run(of["then"], out, assistant).kept == 1, "the same command goes on"
    assert run(of["all"], out, assistant).kept == 1, "all documents passed"
    assert run(of["later"], out, assistant).kept == 0
    assert run(of["ann"], out, assistant).kept == 0
    assert run(of["ann"], out, assistant).kept == 0, "an answer does not tell whose words"
    speaker = Filter(speaker="Ann")
    assert assistant.asked_of == [Filter(since="2021"), Filter(since="2022"), speaker, speaker]


def test_history_files() -> None:
    assert read_history(b"[]") == ()
    turns = b'\xef\xbb\xbf[{"role": "user", "content": "a", "more": 1}]'
    assert read_history(turns) == (Turn("user", "a"),)
    for wrong in (b"", b"{}", b"[1]", b"\xff", b'[{"role": "user", "content": "\\ud800"}]'):
        with pytest.raises(UsageError, match="history"):
            read_history(wrong)


def test_questions() -> None:
    assert check_question(" why? ") == " why? "
    for wrong in ("", " \n", "\udcff"):
        with pytest.raises(UsageError, match="the question"):
            check_question(wrong)
