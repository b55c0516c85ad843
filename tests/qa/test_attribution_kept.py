"""Clauses kept with an index: read back as they were, and read anew where they may not be."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from index.store import PassageIndex
from qa.assistant import Assistant
from qa.attribution import attribute, kept
from qa.attribution.kept import KeptClauses
from qa.settings import Settings
from tests.fakes import FakeEmbedder
from tests.index.stores import generations, write

LETTER = (
    "The bridge is closed, the mayor, Ida Voss, said on Monday. “It may open in May,” she said. "
    "“Nobody was hurt.”\n\nAnna Brook denied that it was old."
)


@pytest.fixture
def index(tmp_path: Path) -> PassageIndex:
    corpus = write(tmp_path / "corpus", {"bridge.txt": LETTER, "mill.txt": "The mill is closed."})
    return PassageIndex.build(corpus, tmp_path / "index", FakeEmbedder())


def files_of(index: PassageIndex) -> list[Path]:
    return sorted(index.directory.glob("gen-*/kept_clauses_*.json"))


def assistant(index: PassageIndex, writes: bool = True) -> Assistant:
    made = Assistant(index, Settings(), FakeEmbedder())
    made._keeps = writes
    return made


def test_what_is_kept_is_what_was_read(index: PassageIndex) -> None:
    clauses = assistant(index).text.attributed
    assert {c.speaker for _, _, c in clauses} >= {"Ida Voss", "Anna Brook", None}
    for document in index.documents:
        sentences = index.sentences(document.id)
        found = KeptClauses(index).read(document, sentences)
        assert found == attribute(document, sentences)
    assert [stat.S_IMODE(path.stat().st_mode) for path in files_of(index)] == [0o600, 0o600]


def test_it_is_read_instead_of_the_document(
    index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = assistant(index).text.attributed
    monkeypatch.setattr("qa.attribution.attribute", lambda *_: pytest.fail("read again"))
    assert assistant(index).text.attributed == first


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"Ida Voss", b"Ida Moss"),
        lambda data: b"",
        lambda data: b"\xff\n\xff",
    ],
    ids=["cut off", "altered", "empty", "no text"],
)
def test_what_is_damaged_is_read_anew(index: PassageIndex, damaged: object) -> None:
    first = assistant(index).text.attributed
    for path in files_of(index):
        path.write_bytes(damaged(path.read_bytes()))  # type: ignore[operator]
    assert assistant(index).text.attributed == first
    kept_now = [KeptClauses(index).read(d, index.sentences(d.id)) for d in index.documents]
    assert None not in kept_now, "and kept again"


def test_other_code_reads_anew(index: PassageIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    assert assistant(index).text.attributed
    monkeypatch.setattr(kept, "_code", lambda: "other")
    document = index.documents[0]
    assert KeptClauses(index).read(document, index.sentences(document.id)) is None


def test_sentences_cut_otherwise_are_read_anew(index: PassageIndex) -> None:
    assert assistant(index).text.attributed
    document = index.documents[0]
    assert KeptClauses(index).read(document, index.sentences(document.id)[1:]) is None


def test_nothing_is_written_where_an_index_is_opened_as_it_is(index: PassageIndex) -> None:
    assert assistant(index, writes=False).text.attributed
    assert files_of(index) == []


def test_it_goes_with_the_state_it_was_read_from(index: PassageIndex, tmp_path: Path) -> None:
    assert assistant(index).text.attributed
    write(tmp_path / "corpus", {"mill.txt": "The mill is open."})
    new = PassageIndex.update(tmp_path / "corpus", index.directory, FakeEmbedder())
    assert len(generations(index.directory)) == 1 and files_of(index) == []
    index.keep("clauses_0", b"of a state that is gone")
    assert index.kept("clauses_0") is None
    assert assistant(new).text.attributed
    PassageIndex.purge(index.directory)
    assert not index.directory.exists()


def test_a_name_that_leaves_the_folder_is_refused(index: PassageIndex) -> None:
    for name in ("../x", "A", "", "a/b"):
        with pytest.raises(ValueError, match="is no name"):
            index.keep(name, b"")
        with pytest.raises(ValueError, match="is no name"):
            index.kept(name)


def test_the_code_s_mark_is_of_its_files() -> None:
    code = kept._code()
    assert code is not None and len(code) == 64


@pytest.mark.model
def test_a_second_question_loads_nothing_that_reads_documents(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"bridge.txt": LETTER})
    script = (
        "import json, sys; from pathlib import Path; from qa import Assistant\n"
        f"a = Assistant.open({str(corpus)!r}, index=Path({str(tmp_path / 'index')!r}))\n"
        "answer = a.ask('Who denied that the bridge was old?')\n"
        "print(json.dumps([answer.status, 'qa.attribution.documents' in sys.modules]))"
    )
    found = [
        json.loads(subprocess.check_output([sys.executable, "-c", script], text=True))
        for _ in range(2)
    ]
    assert found == [["answered", True], ["answered", False]]
