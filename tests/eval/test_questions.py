"""Question files: what is refused, what is filled in, and what `--check` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.check import check_file
from eval.questions import CORPORA, DATASETS, DatasetError, load_questions
from eval.sets.own import OWN
from qa.assistant import corpus_path
from qa.errors import UsageError

TEXT = "Ann Lee mended the pump. The pump failed twice. The pump failed twice.\r\nIt cost €40."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "note.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    (folder / "old.txt").write_bytes(
        "Die Prüfung dauerte drei Tage, sagte Müller.".encode("cp1252")
    )
    return folder


def _row(text: str = "Ann Lee mended the pump.", **more: Any) -> dict[str, Any]:
    evidence = {"source": "note.txt", "text": text, **more.pop("at", {})}
    sides = [{"answers": ["Ann Lee"], "evidence": [evidence]}]
    return {"id": "1", "question": "Who mended it?", "sides": sides, **more}


def _file(folder: Path, *rows: Any) -> Path:
    path = folder / "mine.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_words_without_offsets_are_found(tmp_path: Path, corpus: Path) -> None:
    items = load_questions(_file(tmp_path, _row(), _row("It cost €40.", id="2")), corpus)
    for item in items:
        (evidence,) = item.evidence()
        assert TEXT[evidence.start : evidence.end] == evidence.text
    assert items[0].kind == "question" and items[0].history == ()


def test_another_encoding_is_read_as_the_index_reads_it(tmp_path: Path, corpus: Path) -> None:
    row = _row("sagte Müller", sides=[])
    row["correction"] = [{"source": "old.txt", "text": "sagte Müller"}]
    (evidence,) = load_questions(_file(tmp_path, row), corpus)[0].evidence()
    assert evidence.end - evidence.start == len("sagte Müller")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (_row("Ann Lee broke the pump."), "stand nowhere in note.txt"),
        (_row("The pump failed twice."), "stand 2 times in note.txt"),
        (_row(at={"start": 1, "end": 25}), "not at note.txt:1"),
        ('{"id": 1', "not a question row"),
        ({"question": "?"}, "not a question row"),
    ],
)
def test_a_row_whose_words_are_not_there_is_refused(
    tmp_path: Path, corpus: Path, row: Any, words: str
) -> None:
    with pytest.raises(DatasetError, match=words):
        load_questions(_file(tmp_path, row), corpus)


def test_check_names_every_fault_with_its_line(tmp_path: Path, corpus: Path) -> None:
    path = _file(
        tmp_path,
        _row(),
        _row("Ann Lee mended the pumps.", id="2"),
        _row(at={"start": 5, "end": 29}, id="3"),
        _row(),
        "[]",
        {"id": "5", "question": "", "kinds": "fact"},
        _row(kind="conflict", id="6"),
        _row(history=[{"role": "bot", "content": "x"}], id="7"),
        {"id": "8", "question": "?", "sides": [{"answers": [], "evidence": []}]},
    )
    count, faults = check_file(path, corpus)
    said = {(fault.line, fault.words.split("; ")[-1]) for fault in faults}
    assert count == 9
    assert {line for line, _ in said} == {2, 3, 4, 5, 6, 7, 8, 9}
    assert (3, "they are at 0 to 24") in said
    assert any("line 1 too" in words for line, words in said if line == 4)
    assert sum(line == 9 for line, _ in said) == 2
    assert all(fault.grave for fault in faults)


def test_an_answer_outside_its_evidence_is_only_a_note(tmp_path: Path, corpus: Path) -> None:
    row = _row()
    row["sides"][0]["answers"] = ["the mechanic"]
    _, (fault,) = check_file(_file(tmp_path, row), corpus)
    assert not fault.grave


def test_an_empty_or_unreadable_file_is_said(tmp_path: Path, corpus: Path) -> None:
    assert check_file(_file(tmp_path, ""), corpus)[1]
    with pytest.raises(UsageError, match="cannot be read"):
        check_file(tmp_path / "none.jsonl", corpus)
    with pytest.raises(UsageError, match="--corpus"):
        check_file(_file(tmp_path, _row()), tmp_path / "nowhere")


@pytest.mark.parametrize("name", OWN)
def test_our_sets_hold(name: str) -> None:
    corpus = corpus_path(CORPORA[name])
    _, faults = check_file(DATASETS / f"{name}.jsonl", corpus)
    assert [fault for fault in faults if fault.grave] == []
    items = load_questions(DATASETS / f"{name}.jsonl", corpus)
    assert len(items) == {"panjshir": 120, "harbour": 60}[name]
    assert {item.split for item in items} == {"tune", "check"}
