"""Uploading and removing: limits, names, no way out of the folder, nothing destroyed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.ui.library
from qa.errors import UsageError
from qa.ui.library import MOST_FILES, REMOVED, Library, safe_name


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "old.txt").write_text("An old text about rivers.")
    return folder


def upload(tmp_path: Path, data: bytes, name: str = "upload.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("report.txt", "report.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\evil.TXT", "evil.TXT"),
        ("a b\nc\x1b[31m.md", "a b_c__31m.md"),
        (".hidden.txt", "hidden.txt"),
        ("<img src=x>.html", "img src_x_.html"),
        ("گزارش.pdf", "گزارش.pdf"),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
    ],
)
def test_names_are_made_safe(name: str, made: str) -> None:
    assert safe_name(name) == made


@pytest.mark.parametrize("name", ["", "..", "/", ".txt", "..txt", "a.exe", "a.txt/", "noname"])
def test_names_that_leave_nothing_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        safe_name(name)


@settings(database=None, deadline=None)
@given(st.text(max_size=200))
def test_no_name_leads_anywhere(name: str) -> None:
    made = safe_name(name + ".txt")[:-4] if _named(name) else "x"
    assert made and "/" not in made and "\\" not in made and not made.startswith(".")
    assert len((made + ".txt").encode()) <= 120 and "\x00" not in made


def _named(name: str) -> bool:
    try:
        safe_name(name + ".txt")
    except UsageError:
        return False
    return True


def test_a_file_is_added_under_its_own_name_for_its_owner(corpus: Path, tmp_path: Path) -> None:
    added = Library(corpus).add(upload(tmp_path, b"New text."), "../new.txt")
    assert added == "new.txt"
    assert (corpus / "new.txt").read_bytes() == b"New text."
    assert (corpus / "new.txt").stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus", "upload.txt"]


def test_each_file_that_is_not_taken_says_why(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.ui.library, "MOST_BYTES", 1024)
    files = [
        (upload(tmp_path, b"Fine text.", "1.txt"), "fine.txt"),
        (upload(tmp_path, b"", "2.txt"), "empty.txt"),
        (upload(tmp_path, b"x" * 2000, "3.txt"), "big.txt"),
        (upload(tmp_path, b"MZ", "4.exe"), "program.exe"),
        (upload(tmp_path, b"%PDF-1.4 broken", "5.pdf"), "broken.pdf"),
        (upload(tmp_path, b"again", "6.txt"), "old.txt"),
    ]
    rows = dict(Library(corpus).add_all(files))
    assert rows["fine.txt"] is None
    assert "empty" in (rows["empty.txt"] or "")
    assert "at most" in (rows["big.txt"] or "")
    assert "not in a format" in (rows["program.exe"] or "")
    assert rows["broken.pdf"]
    assert "already" in (rows["old.txt"] or "")
    assert sorted(p.name for p in corpus.iterdir()) == ["fine.txt", "old.txt"]


def test_no_more_than_so_many_at_once(corpus: Path, tmp_path: Path) -> None:
    path = upload(tmp_path, b"Some text.")
    rows = Library(corpus).add_all([(path, f"n{n}.txt") for n in range(MOST_FILES + 2)])
    assert sum(error is None for _, error in rows) == MOST_FILES
    assert all("at once" in (error or "") for _, error in rows[MOST_FILES:])


def test_a_link_at_the_target_is_not_followed(corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    (corpus / "new.txt").symlink_to(outside)
    (rows,) = Library(corpus).add_all([(upload(tmp_path, b"New text."), "new.txt")])
    assert rows[1] is not None
    assert not outside.exists()


def test_a_removed_file_is_kept_in_a_hidden_folder(corpus: Path) -> None:
    (corpus / "other.txt").write_text("Another text.")
    kept = Library(corpus).remove("old.txt")
    assert not (corpus / "old.txt").exists()
    assert kept.parent == corpus / REMOVED
    assert kept.read_text() == "An old text about rivers."
    from index.load import discover

    assert [source for source, _ in discover(corpus).files] == ["other.txt"]


@pytest.mark.parametrize("source", ["../secret.txt", "/etc/hosts", "nothing.txt", "", "."])
def test_only_documents_of_the_corpus_are_removed(corpus: Path, source: str) -> None:
    secret = corpus.parent / "secret.txt"
    secret.write_text("secret")
    (corpus / "other.txt").write_text("Another text.")
    with pytest.raises(UsageError, match="no document"):
        Library(corpus).remove(source)
    assert secret.exists()


def test_the_last_document_stays(corpus: Path) -> None:
    with pytest.raises(UsageError, match="last document"):
        Library(corpus).remove("old.txt")
    assert (corpus / "old.txt").exists()


def test_shipped_articles_are_copied_before_they_are_changed(corpus: Path, tmp_path: Path) -> None:
    (corpus / "sources.toml").write_text("")
    (corpus / "two.txt").write_text("Two.")
    workspace = tmp_path / "data" / "documents"
    library = Library(corpus, workspace)
    assert library.shipped and not workspace.exists()
    library.add(upload(tmp_path, b"New text."), "new.txt")
    assert not library.shipped and library.root == workspace
    names = sorted(path.name for path in workspace.iterdir())
    assert names == ["new.txt", "old.txt", "sources.toml", "two.txt"]
    library.remove("two.txt")
    assert (corpus / "two.txt").exists(), "what ships stays as it is"
    assert os.stat(workspace).st_mode & 0o077 == 0


def test_a_corpus_of_a_single_file_takes_no_other(corpus: Path, tmp_path: Path) -> None:
    library = Library(corpus / "old.txt")
    with pytest.raises(UsageError, match="single file"):
        library.add(upload(tmp_path, b"New text."), "new.txt")
    with pytest.raises(UsageError, match="single file"):
        library.remove("old.txt")
