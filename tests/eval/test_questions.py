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


PLACE = {"source": "note.txt", "text": "Ann Lee mended the pump."}


def _side(**more: Any) -> list[Any]:
    return [{"answers": ["Ann Lee"], "evidence": [PLACE], **more}]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"id": "1", "question": "x"', "not JSON"),
        (["1"], "not a JSON object"),
        (_row(id=7), '"id" must be a text that is not empty (in quotes, "7")'),
        (_row(question=" "), '"question" must be a text'),
        (_row(question="x" * 2001), "more than 2,000 characters"),
        ('{"id": "1", "question": "\\ud800 what?"}', "half a character"),
        (_row(split=3), '"split" must be a text'),
        (_row(evidences=[]), 'unknown key "evidences"; it knows'),
        (_row(side=[]), 'unknown key "side"; "sides" is meant'),
        (_row(answer="Ann Lee"), 'key "answer"; answers and their evidence stand in "sides"'),
        (_row(sides={"answers": ["Ann"]}), '"sides" must be a list'),
        (_row(sides=["Ann"]), "side 1 must be"),
        (_row(sides=_side(answers="Ann Lee")), 'side 1 needs "answers": a list'),
        (_row(sides=_side(answers=["!?"])), "with a letter or a digit"),
        (_row(sides=_side(evidence=PLACE)), 'side 1 needs "evidence": a list'),
        (_row(sides=_side(evidence=["Ann Lee"])), "side 1, evidence 1 must be"),
        (_row(at={"source": ""}), 'evidence 1 needs "source"'),
        (_row(at={"start": 0}), 'only one of "start" and "end"'),
        (_row(at={"start": 1.5, "end": 25}), "whole numbers from 0"),
        (_row(at={"start": 24, "end": 0}), "the first the smaller"),
        (_row(at={"ends": 24}), 'unknown key "ends"; "end" is meant'),
        (_row(at={"source": "none.txt"}), "no source none.txt under"),
        (_row(at={"source": "../mine.jsonl"}), "mine.jsonl is not inside"),
        (_row(history="hello"), '"history" must be a list'),
        (_row(history=[{"role": "user"}]), "turn 1 of the history must be"),
        (_row(kind="unanswerable"), "has no sides"),
        (_row(correction=[PLACE]), "whose premise is false"),
        (_row(planted=[{"source": "note.txt", "text": "x"}]), "in the folder already"),
        (_row(planted=[{"source": "../x.txt", "text": "x"}]), "no path inside"),
        (_row(planted=[{"source": "x.pdf", "text": "x"}]), "must end in .txt"),
        (_row(planted=[{"source": "x.txt"}]), "planted document 1 must be"),
        (_row(never="purple"), '"never" must be a list'),
        (_row(never=["ann lee"]), 'is in "never" and in the evidence'),
    ],
)
def test_every_kind_of_fault_has_its_sentence(
    tmp_path: Path, corpus: Path, row: Any, words: str
) -> None:
    path = _file(tmp_path, row)
    _, faults = check_file(path, corpus)
    (fault,) = [found for found in faults if found.grave]
    assert words in fault.words and "Error" not in fault.words
    with pytest.raises(DatasetError, match=r"mine\.jsonl:1: "):
        load_questions(path, corpus)


def test_only_a_line_feed_ends_a_row(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "mine.jsonl"
    asked = "Who\u2028mended\x85it?"
    rows = [json.dumps(_row(question=asked, id=name), ensure_ascii=False) for name in "12"]
    path.write_bytes("\r\n\r\n".join(rows).encode())
    assert [item.question for item in load_questions(path, corpus)] == [asked, asked]
    assert check_file(path, corpus) == (2, [])


def test_an_id_comes_once(tmp_path: Path, corpus: Path) -> None:
    """A run keeps one row for an id: the second question would be counted unasked."""
    path = _file(tmp_path, _row(), "", _row(question="Who else?"))
    assert [fault.line for fault in check_file(path, corpus)[1]] == [3]
    with pytest.raises(DatasetError, match=r":3: the id '1' is that of line 1 too"):
        load_questions(path, corpus)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps([_row(), _row(id="2")]), "the file is one JSON list"),
        (json.dumps([_row(), _row(id="2")], indent=1), "the file is one JSON list"),
        (json.dumps(_row(), indent=1), "a row runs over several lines"),
        (json.dumps(_row(), indent=1) + "\n" + json.dumps(_row(id="2"), indent=1), "over several"),
        ("id,question\n1,Who mended it?\n", "no line is a JSON object"),
    ],
)
def test_a_file_of_another_form_has_one_sentence(
    tmp_path: Path, corpus: Path, text: str, words: str
) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(text)
    count, (fault,) = check_file(path, corpus)
    assert words in fault.words and count == 0


def test_a_path_that_is_not_there_has_a_likely_one(tmp_path: Path, corpus: Path) -> None:
    for source in ("papers/note.txt", "notes.txt", "Note.txt"):
        (_, (fault,)) = check_file(_file(tmp_path, _row(at={"source": source})), corpus)
        assert fault.words.endswith("; note.txt is meant?"), source
    (_, (fault,)) = check_file(_file(tmp_path, _row(at={"source": "ledger.pdf"})), corpus)
    assert "meant" not in fault.words


def test_a_planted_document_is_kept(tmp_path: Path, corpus: Path) -> None:
    planted = [{"source": "more/x.md", "text": "The pump is purple."}]
    (item,) = load_questions(_file(tmp_path, _row(planted=planted, never=["purple"])), corpus)
    assert (item.planted[0].source, item.never) == ("more/x.md", ("purple",))


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
    assert sum(fault.line == 9 for fault in faults) == 2
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
    counts = {
        "panjshir": 128,
        "panjshir-blind": 242,
        "panjshir-reworded": 162,
        "panjshir-disputed": 130,
        "harbour": 66,
        "ward": 60,
        "quarry": 40,
        "festival": 40,
        "office": 44,
        "field": 44,
    }
    assert len(items) == counts[name]
    assert len({item.id for item in items}) == len(items)
    if name == "panjshir-blind":  # two writers, a half each
        assert {(item.id[:2], item.split) for item in items} == {("fr", "tune"), ("fs", "check")}
        return
    if name in ("quarry", "festival"):  # row by row
        assert [item.split for item in items] == ["tune", "check"] * (len(items) // 2)
        return
    halves: dict[str, list[str]] = {}
    for item in items:
        halves.setdefault(item.kind, []).append(item.split)
    for kind, found in halves.items():
        assert found == (["tune", "check"] * len(found))[: len(found)], kind
