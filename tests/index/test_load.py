from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.formats
import index.load
import index.sources
from index.errors import DocumentError
from index.load import extractor_versions, read_document
from tests.index.made_files import read, refusal


def test_public_names() -> None:
    assert index.load.__all__ == [
        "MAX_BYTES",
        "Discovery",
        "SourceNote",
        "SourceNotes",
        "discover",
        "extractor_versions",
        "read_document",
        "read_sources",
    ]
    for module in (index.load, index.formats, index.sources):
        assert all(hasattr(module, name) for name in module.__all__)


def test_importing_loads_no_extractor() -> None:
    heavy = ["pypdf", "docx", "lxml", "trafilatura", "py3langid", "numpy", "charset_normalizer"]
    code = f"import sys, index.load; print([m for m in {heavy} if m in sys.modules])"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_extractor_versions_name_what_makes_texts() -> None:
    versions = extractor_versions()
    assert {"rules", "pypdf", "python-docx", "trafilatura", "lxml"} <= versions.keys()
    assert all(versions.values())


# --- .txt and .md


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_utf8_text_is_kept_to_the_code_point(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("t", numbered=True)
    text = text.lstrip("\ufeff") + " end"
    document = read(folder, "a.txt", text)
    assert document.text == text
    marked = read(folder, "b.txt", b"\xef\xbb\xbf" + text.encode())
    assert (marked.text, marked.encoding) == (text, "utf-8-sig")


def test_newlines_and_composition_are_untouched(tmp_path: Path) -> None:
    text = "e\u0301 and \u00e9\r\nline\rline\n\u2028end\x0c"
    assert read(tmp_path, "a.txt", text).text == text


LATIN = "Résumé: “The mayor’s café” — said Zoë — costs €5, a naïve façade."
ENCODINGS = [
    ("cp1252", "cp1252", LATIN),
    ("cp1252", "cp1252", "The mayor’s plan"),
    ("latin-1", "cp1252", "L'été à la forêt où les élèves préfèrent être là. Ça va très bien."),
    ("mac_roman", "mac_roman", LATIN.replace("€5", "5 euros")),
    ("cp1250", "cp1250", "Rada miasta omówiła nowy most, żeby zażegnać kłótnię. Będą śledzić."),
    ("cp1251", "cp1251", "Совет города обсудил новый мост и бюджет на следующий год."),
    ("koi8_r", "koi8_r", "Совет города обсудил новый мост и бюджет на следующий год."),
    ("cp866", "cp866", "Совет города обсудил новый мост и бюджет на следующий год."),
    (
        "cp1256",
        "cp1256",
        "تقرير المجلس عن الجسر الجديد في المدينة وقال رئيس البلدية إن العمل سيبدأ.",
    ),
    ("cp1253", "cp1253", "Το δημοτικό συμβούλιο συζήτησε τη νέα γέφυρα και ο δήμαρχος είπε."),
    (
        "cp1254",
        "cp1254",
        "Belediye meclisi yeni köprüyü görüştü, başkan işin başlayacağını söyledi.",
    ),
    ("cp1255", "cp1255", "המשטרה עצרה שני חשודים בתל אביב ביום ראשון, כך נמסר מדובר המשטרה."),
    ("shift_jis", "cp932", "市議会は新しい橋について議論した。市長は来年始まると述べた。" * 2),
    ("gb18030", "gb18030", "市议会讨论了新桥的问题，市长表示工程将于明年开始。" * 2),
    ("utf-16", "utf-16", LATIN),
    ("utf-16-le", "utf-16-le", "The council met on Tuesday."),
    ("utf-16-be", "utf-16-be", "The council met on Tuesday."),
    ("utf-32", "utf-32", LATIN),
]


@pytest.mark.parametrize(("written", "named", "text"), ENCODINGS)
def test_older_encodings_are_told(tmp_path: Path, written: str, named: str, text: str) -> None:
    document = read(tmp_path, "a.txt", text.encode(written))
    assert (document.text, document.encoding) == (text, named)


def test_persian_text_in_utf8_and_its_language(tmp_path: Path) -> None:
    text = "گزارش شورا درباره پل جدید شهر است و شهردار می‌گوید کار آغاز شده است."
    document = read(tmp_path, "a.txt", text)
    assert (document.text, document.encoding, document.language) == (text, "utf-8", "fa")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "only white space"),
        (b"\xef\xbb\xbf", "only white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        ("naïve “quote” café".encode() + b" \xff tail", "damaged at byte"),
        (b"\xff\xfea\x00b", "UTF-16"),
        (b"\xff\xfe\x00\xd8a\x00", "UTF-16"),
        (b"%PDF-1.4 ...", "is a PDF"),
        (b"{\\rtf1 hello}", "RTF"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in refusal(tmp_path, "a.txt", data)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_sound_text_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("b", numbered=True)
    for name in ("a.txt", "a.html", "a.pdf", "a.docx"):
        try:
            document = read(folder, name, data)
        except DocumentError as error:
            assert str(error).endswith(".")
        else:
            assert document.text.encode("utf-8")


def test_markdown_title_is_its_first_heading(tmp_path: Path) -> None:
    text = "```sh\n# not this\n```\nintro\n\n# The bridge #\r\n\n# Second\n"
    assert read(tmp_path, "a.md", text).title == "The bridge"
    assert read(tmp_path, "b.markdown", "## Only a second level\n").title is None
    assert read(tmp_path, "c.txt", "# Not markdown\n").title is None
    assert read(tmp_path, "d.md", "# ##\n").title is None
    spaces = " " * 50_000  # a rule that goes back over them for each would never end
    assert read(tmp_path, "e.md", f"# a{spaces}b{spaces}\n").title == f"a{spaces}b"


def test_language_needs_enough_letters(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", "12 34 only a few").language is None
    german = "Der Rat der Stadt hat am Montag beschlossen, die alte Brücke zu sperren."
    assert read(tmp_path, "b.txt", german).language == "de"


# --- reading the bytes


def test_what_is_no_file_is_refused_without_blocking(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "sock.txt"))
        for name, says in (
            ("folder.txt", "folder"),
            ("pipe.txt", "pipe"),
            ("sock.txt", "socket"),
            ("gone.txt", "no longer there"),
        ):
            with pytest.raises(DocumentError, match=says):
                read_document(tmp_path / name, name, {})


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 11)
    with pytest.raises(DocumentError, match="split it"):
        read_document(path, "a.txt", {}, max_bytes=10)
    assert read_document(path, "a.txt", {}, max_bytes=11).text == "x" * 11


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(DocumentError, match=r"has 95\.4 MiB, more than the 50\.0 MiB"):
        read_document(path, "a.txt", {})


def test_a_file_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("x")

    def refusing(*_: object) -> int:  # a superuser may open any file: refuse in its place
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(DocumentError, match="permissions"):
        read_document(tmp_path / "a.txt", "a.txt", {})


@pytest.mark.parametrize(("changes", "fails"), [(1, False), (9, True)])
def test_a_file_that_changes_is_tried_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: int, fails: bool
) -> None:
    path, opened = tmp_path / "a.txt", os.open
    path.write_text("first")
    left = [changes]

    def opening(name: Path, flags: int) -> int:
        handle = opened(name, flags)
        if left[0]:
            left[0] -= 1
            replacement = tmp_path / "new"  # as editors save: another file takes the name
            replacement.write_text("second")
            replacement.replace(path)
        return handle

    monkeypatch.setattr(os, "open", opening)
    if fails:
        with pytest.raises(DocumentError, match="changed while"):
            read_document(path, "a.txt", {})
    else:
        assert read_document(path, "a.txt", {}).text == "second"


def test_front_matter_gives_title_and_day(tmp_path: Path) -> None:
    front = (
        '---\ntitle: "The bridge: a plan"\nauthor: Ann Lee\ndate: 2023-07-13\n---\n\nIt closed.\n'
    )
    document = read(tmp_path, "a.md", front)
    assert (document.title, document.published) == ("The bridge: a plan", "2023-07-13")
    assert document.text == front
    with_heading = read(tmp_path, "b.md", front + "\n# Closed\n")
    assert (with_heading.title, with_heading.published) == ("Closed", "2023-07-13")
    assert read(tmp_path, "c.md", front.replace("2023-07-13", "soon")).published is None
    assert read(tmp_path, "d.md", front[4:]).title is None
    assert read(tmp_path, "e.txt", front).title is None
