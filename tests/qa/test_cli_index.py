"""`qa index`, `qa text` and `qa search` over a real index with a stand-in for the embedder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import qa.assistant
from index.store import PassageIndex
from index.types import Hit
from qa.cli import main
from qa.filters import Filter
from qa.settings import Settings
from tests.fakes import FakeEmbedder

Captured = pytest.CaptureFixture[str]


class Opened:
    """An assistant that only finds."""

    def __init__(self, index: PassageIndex) -> None:
        self.index = index

    @classmethod
    def open(
        cls,
        corpus: str,
        *,
        settings: Settings,
        refresh: bool,
        progress: Any,
        notice: Any,
        ahead: bool,
    ) -> Opened:
        folder, embedder = settings.index_folder(Path(corpus)), FakeEmbedder()
        if refresh:
            return cls(PassageIndex.update(Path(corpus), folder, embedder, progress=progress))
        return cls(PassageIndex.open(folder, lambda: embedder))

    def search(self, query: str, k: int, *, only: Filter | None = None) -> tuple[Hit, ...]:
        return self.index.search(query, k)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def corpus(apart: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(qa.assistant, "Assistant", Opened)
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "tea.txt").write_bytes("Tea is a plant — it grows.\r\nIt is green.\r\n".encode())
    (folder / "sea.md").write_text("# The sea\n\nThe sea is salt.\n")
    return folder


@pytest.fixture
def summary(capsys: Captured) -> Callable[..., dict[str, Any]]:
    def run(*argv: str, status: int = 0) -> dict[str, Any]:
        assert main(["index", *argv, "--json"]) == status
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return run


def test_what_came_changed_and_went(corpus: Path, summary: Callable[..., dict[str, Any]]) -> None:
    first = summary("docs")
    assert (first["added"], first["unchanged"]) == (["sea.md", "tea.txt"], 0)
    again = summary("docs")
    assert (again["added"], again["unchanged"]) == ([], 2)
    assert again["index_digest"] == first["index_digest"]
    (corpus / "sea.md").unlink()
    (corpus / "tea.txt").write_text("Tea is brown.\n")
    (corpus / "air.txt").write_text("Air is thin.\n")
    (corpus / "bad.pdf").write_bytes(b"no pdf")
    third = summary("docs", status=1)
    assert (third["added"], third["changed"], third["removed"]) == (
        ["air.txt"],
        ["tea.txt"],
        ["sea.md"],
    )
    assert [out["source"] for out in third["left_out"]] == ["bad.pdf"]


def test_what_sources_toml_says_of_nothing_is_a_warning(
    corpus: Path, summary: Callable[..., dict[str, Any]]
) -> None:
    text = '[documents."tea.txt"]\npublised = "2020-01-01"\n[documents."gone.txt"]\n'
    (corpus / "sources.toml").write_text(text)
    told = summary("docs")["warnings"]
    assert ["'publised' of 'tea.txt' is not known" in told[0], "'gone.txt'" in told[1]] == [
        True
    ] * 2


def test_listed_and_removed(
    corpus: Path, tmp_path: Path, capsys: Captured, summary: Callable[..., dict[str, Any]]
) -> None:
    place = Path(summary("docs")["index"])
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("A word.\n")
    summary("other")
    listed = summary("--list")["indexes"]
    assert {entry["corpus"]: entry["documents"] for entry in listed} == {
        str(corpus): 2,
        str(other): 1,
    }
    assert main(["index", "--list"]) == 0
    assert f"{other}: 1 document, " in capsys.readouterr().out
    assert main(["index", "docs", "--purge"]) == 0
    assert capsys.readouterr().out == f"removed the index {place}\n"
    assert not place.exists() and corpus.is_dir()
    assert len(summary("--list")["indexes"]) == 1
    assert main(["index", "docs", "--purge"]) == 1
    assert len(summary("--purge", "--all")["removed"]) == 1
    assert summary("--list") == {"indexes": []}


def test_removing_all_leaves_what_is_no_index(
    tmp_path: Path, summary: Callable[..., dict[str, Any]]
) -> None:
    kept = tmp_path / "cache" / "indexes" / "notes"
    kept.mkdir(parents=True)
    (kept / "mine.txt").write_text("mine")
    assert summary("--purge", "--all") == {"removed": []}
    assert (kept / "mine.txt").is_file()


def test_a_damaged_index_is_listed_and_can_be_removed(
    capsys: Captured, summary: Callable[..., dict[str, Any]]
) -> None:
    place = Path(summary("docs")["index"])
    (place / "CURRENT").write_text("?")
    assert main(["index", "--list"]) == 0
    assert "cannot be read" in capsys.readouterr().out
    assert len(summary("--purge", "--all")["removed"]) == 1


def test_a_folder_of_its_own(tmp_path: Path, summary: Callable[..., dict[str, Any]]) -> None:
    assert summary("docs", "--index", "mine")["index"] == "mine"
    assert (tmp_path / "mine" / "CURRENT").is_file()


def test_text_is_the_file_to_the_byte(
    corpus: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["text", "tea.txt", "--corpus", "docs"]) == 0
    assert capsysbinary.readouterr().out == (corpus / "tea.txt").read_bytes()


def test_search_finds_the_sentence(corpus: Path, capsys: Captured) -> None:
    assert main(["search", "salt", "sea", "--corpus", "docs", "-k", "1", "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    text = (corpus / hit["source"]).read_bytes().decode()
    assert text[hit["start_char_index"] : hit["end_char_index"]] == "The sea is salt."


def test_without_refresh_nothing_is_made(tmp_path: Path, capsys: Captured) -> None:
    assert main(["search", "salt", "--corpus", "docs", "--no-refresh"]) == 1
    assert capsys.readouterr().err.startswith("qa: ")
    assert not (tmp_path / "cache").exists()


def test_a_corpus_that_is_not_there(capsys: Captured) -> None:
    assert main(["index", "dcos"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("qa: ") and "dcos" in err and err.count("\n") == 1
