"""Saved answers against files of all kinds, and what must never be read or written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from index.load import read_document
from qa.errors import UsageError
from qa.recheck import Rechecker, recheck
from qa.recheck.likeness import Difference
from tests.fakes_qa import made_document
from tests.fakes_recheck import MILL, OPENED, only, quoting, words_at, write


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 x", "is a PDF"),
        (b"\x00\x01\x02\xff\xfe" * 9, "binary"),
    ],
)
def test_a_file_that_cannot_be_read(data: bytes, words: str, corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    (corpus / "mill.txt").write_bytes(data)
    place = only(recheck(answer, corpus))
    assert place.status == "gone" and place.reason is not None and words in place.reason


def test_a_pipe_in_the_place_of_a_file(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "other.txt", "Bees make honey.\n")
    (corpus / "mill.txt").unlink()
    os.mkfifo(corpus / "mill.txt")
    place = only(recheck(answer, corpus))
    assert place.status == "gone" and place.reason is not None and "pipe" in place.reason


def test_a_folder_without_any_document_left(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    (corpus / "mill.txt").unlink()
    place = only(recheck(answer, corpus))
    assert place.status == "gone" and place.reason is not None
    assert "holds no documents" in place.reason


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark(mark: bytes, corpus: Path) -> None:
    text = "One.\r\nThe mill\r\nopened in 1903.\r\n"
    quote = "The mill\r\nopened in 1903."
    document = write(corpus, "a.txt", mark + text.encode())
    assert document.text == text
    answer = quoting((document, quote))
    assert only(recheck(answer, corpus)).status == "unchanged"
    (corpus / "a.txt").write_bytes(text.encode())
    assert only(recheck(answer, corpus)).status == "unchanged"
    (corpus / "a.txt").write_bytes(mark + text.replace("\r\n", "\n").encode())
    place = only(recheck(answer, corpus))
    assert place.status == "moved" and place.now is not None and not place.now.exact
    assert words_at(corpus, place) == quote.replace("\r\n", "\n")


def test_a_file_in_another_encoding(corpus: Path) -> None:
    text = "Le café ouvrit en 1903. Il ferma.\n"
    answer = quoting((write(corpus, "a.txt", text), "Le café ouvrit en 1903."))
    (corpus / "a.txt").write_bytes(text.encode("utf-16"))
    assert only(recheck(answer, corpus)).status == "unchanged"


def test_a_name_that_is_composed_otherwise(corpus: Path) -> None:
    document = write(corpus, unicodedata.normalize("NFD", "café.txt"), MILL)
    answer = quoting((replace(document, source="café.txt"), OPENED))
    assert only(recheck(answer, corpus)).status == "unchanged"


def test_a_word_document(corpus: Path) -> None:
    import docx

    def save(*paragraphs: str) -> None:
        made = docx.Document()
        for paragraph in paragraphs:
            made.add_paragraph(paragraph)
        made.save(str(corpus / "a.docx"))

    save("The town.", OPENED)
    document = read_document(corpus / "a.docx", "a.docx", {})
    answer = quoting((document, OPENED))
    assert only(recheck(answer, corpus)).status == "unchanged"
    save("A longer first paragraph.", OPENED)
    assert only(recheck(answer, corpus)).status == "moved"
    save("The town.", OPENED.replace("1903", "1907"))
    place = only(recheck(answer, corpus))
    assert place.closest is not None
    assert place.closest.differences == (Difference("1903", "1907"),)


def test_a_web_page(corpus: Path) -> None:
    page = "<html><body><p>The town is old.</p><p>%s</p></body></html>"
    answer = quoting((write(corpus, "a.html", page % OPENED), OPENED))
    assert only(recheck(answer, corpus)).status == "unchanged"
    write(corpus, "a.html", page % "It is a ruin.")
    assert only(recheck(answer, corpus)).status == "changed"


def test_another_extractor_is_told_apart_from_an_edit(corpus: Path) -> None:
    document = write(corpus, "a.txt", MILL)
    other = replace(document, text=f"== {MILL}", text_sha256="0" * 64, extractor="older 1.0")
    place = only(recheck(quoting((other, OPENED)), corpus))
    assert place.status == "moved" and place.reason is not None
    assert "by plain, and was by older 1.0" in place.reason


def test_a_quote_that_the_file_never_held(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    text = json.dumps(answer).replace("1903", "1899")
    place = only(recheck(json.loads(text), corpus))
    assert place.status == "changed"
    assert place.reason == "The file did not change: the answer was altered."


def test_a_corpus_of_one_file(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    assert only(recheck(answer, corpus / "mill.txt")).status == "unchanged"


def test_an_index_inside_the_corpus_is_passed_over(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    (corpus / "mill.txt").unlink()
    write(corpus, "kept/mill.txt", MILL)
    assert only(Rechecker(corpus).check(answer)).status == "moved"
    assert only(Rechecker(corpus, skip=[corpus / "kept"]).check(answer)).status == "gone"


@pytest.mark.parametrize("name", ["missing", "table.csv"])
def test_no_corpus_there(name: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n")
    answer = quoting((made_document("mill.txt", MILL), OPENED))
    with pytest.raises(UsageError, match=name):
        recheck(answer, tmp_path / name)


@pytest.mark.parametrize("source", ["../secret.txt", "/etc/hostname", "x/../../secret.txt", "\\s"])
def test_no_file_outside_the_corpus_is_read(
    source: str, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(corpus, "mill.txt", "Bees make honey.\n")
    (corpus.parent / "secret.txt").write_text(MILL)
    answer = quoting((made_document(source, MILL), OPENED))
    opened: list[str] = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *rest: opened.append(str(path)) or real(path, *rest)
    )
    result = recheck(answer, corpus)
    assert only(result).status == "gone" and not result.holds
    assert any("outside the folder" in fault for fault in result.faults)
    assert all(path.startswith(str(corpus)) for path in opened)


def state(folder: Path) -> Mapping[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def test_nothing_is_written_and_no_model_loaded(corpus: Path, tmp_path: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "mill.txt", MILL.replace("1903", "1907"))
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(answer))
    before = state(tmp_path)
    program = """
import json, sys
from pathlib import Path
from qa.recheck import recheck
result = recheck(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
heavy = ("torch", "faiss", "llama_cpp", "onnxruntime", "sentence_transformers", "tokenizers")
print(result.citations[0].place.status, [name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(saved), str(corpus)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "changed []\n", done.stderr
    assert state(tmp_path) == before
