from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.load import discover, read_document, read_sources
from index.sources import SourceNote
from index.types import content_id

SEEDS = Path(__file__).parents[2] / "seeds"


# --- discover


def test_discover_sorts_by_source_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    for name in ("b/z.TXT", "a.md", "b/a.html", "c.Pdf", "b/notes.rtf", "d.csv", "pic.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in (".hidden.txt", "sources.toml", "qa.toml", ".DS_Store", "Thumbs.db", "~$a.docx"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("x")
    found = discover(tmp_path)
    assert [source for source, _ in found.files] == ["a.md", "b/a.html", "b/z.TXT", "c.Pdf"]
    assert [out.source for out in found.left_out] == ["b/notes.rtf", "d.csv"]
    assert ".rtf is not read" in found.left_out[0].reason
    assert found.root == tmp_path


def test_discover_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    found = discover(path)
    assert (found.root, found.files) == (tmp_path, (("a.txt", path),))


def test_discover_skips_the_index_and_the_parts_of_a_saved_page(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text("x")
    for folder in ("story_files", "case_files", "idx"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ad.html").write_text("x")
    sources = [source for source, _ in discover(tmp_path, skip=(tmp_path / "idx",)).files]
    assert sources == ["case_files/ad.html", "story.html"]


def test_discover_visits_a_folder_once_whatever_links_say(tmp_path: Path) -> None:
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "real" / "a.txt").write_text("x")
    (tmp_path / "a_link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    found = discover(tmp_path)
    assert [source for source, _ in found.files] == ["real/a.txt"]
    reasons = {out.source: out.reason for out in found.left_out}
    assert reasons.keys() == {"gone.txt", "self.txt", "real/deep/up"}
    assert "loop" in reasons["real/deep/up"]
    assert "leads nowhere" in reasons["gone.txt"]


def test_discover_follows_a_link_out_of_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").write_text("x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    assert [source for source, _ in discover(tmp_path / "in").files] == ["link/a.txt"]


def test_discover_names_a_folder_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(path: Path) -> object:  # a superuser may open any folder: refuse in its place
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    (out,) = discover(tmp_path).left_out
    assert (out.source, "Permission denied" in out.reason) == ("closed", True)


def test_discover_leaves_out_pipes_and_undecodable_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe.txt")
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "w") as file:
        file.write("x")
    found = discover(tmp_path)
    assert [source for source, _ in found.files] == ["a.txt"]
    assert {out.source for out in found.left_out} == {"pipe.txt", "caf\\xe9.txt"}


def test_discover_refuses_what_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no file or folder"):
        discover(tmp_path / "missing")
    with pytest.raises(CorpusError, match="holds no documents"):
        discover(tmp_path)
    with pytest.raises(CorpusError, match="another folder for the index"):
        discover(tmp_path, [tmp_path / "."])
    (tmp_path / "a.rtf").write_text("x")
    with pytest.raises(CorpusError, match="of 1 left out"):
        discover(tmp_path)
    with pytest.raises(CorpusError, match="format that is not read"):
        discover(tmp_path / "a.rtf")
    os.mkfifo(tmp_path / "p.txt")
    with pytest.raises(CorpusError, match="neither a file nor a folder"):
        discover(tmp_path / "p.txt")


# --- sources.toml


def test_sources_are_read_with_their_warnings(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("a.txt", "b/c.txt", "d.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "sources.toml").write_text(
        'owner = "me"\n[documents."a.txt"]\ntitle = "T"\noutlet = " O "\npublished = 2021-09-03\n'
        '[documents."b/c.txt"]\npublished = "2021-09"\nauthor = "A"\n'
        '[documents."./d.txt"]\npublished = 2021\n[documents."gone.txt"]\ntitle = "G"\n'
    )
    notes = read_sources(tmp_path)
    assert dict(notes) == {
        "a.txt": SourceNote("T", "O", "2021-09-03"),
        "b/c.txt": SourceNote(None, None, "2021-09"),
        "d.txt": SourceNote(None, None, "2021"),
    }
    assert len(notes.warnings) == 3
    assert all(
        any(word in warning for warning in notes.warnings) for word in ("owner", "author", "gone")
    )


def test_no_sources_file_is_no_fault(tmp_path: Path) -> None:
    assert (dict(read_sources(tmp_path)), read_sources(tmp_path).warnings) == ({}, ())


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[documents."a.txt"]\ntitle = \n', "line 2"),
        ('[documents."a.txt"]\npublished = "3 May 2021"\n', "3 May 2021"),
        ('[documents."a.txt"]\npublished = "2021-13"\n', "2021-13"),
        ('[documents."a.txt"]\npublished = true\n', "True"),
        ('[documents."a.txt"]\ntitle = 3\n', "text in quotes"),
        ('documents = "a.txt"\n', "tables"),
        ('[documents]\n"a.txt" = "T"\n', "must be a table"),
        (b'[documents."a.txt"]\ntitle = "caf\xe9"\n', "line 2"),
    ],
)
def test_faulty_sources_name_the_fault(tmp_path: Path, toml: str | bytes, says: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "sources.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    with pytest.raises(CorpusError, match=r"sources\.toml") as caught:
        read_sources(tmp_path)
    assert says in str(caught.value)


def test_the_seeds_are_read_as_their_bytes_decode() -> None:
    notes = read_sources(SEEDS)
    assert notes.warnings == ()
    for source, path in discover(SEEDS).files:
        document = read_document(path, source, notes)
        assert document.text == path.read_bytes().decode("utf-8-sig")
        assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert document.text_sha256 == hashlib.sha256(document.text.encode()).hexdigest()
        assert document.id == content_id(source, document.sha256)
        assert (document.extractor, document.encoding, document.language) == (
            "plain",
            "utf-8",
            "en",
        )
        assert document.title == notes[source].title
