"""The command line: what it prints where, and its exit status."""

from __future__ import annotations

import errno
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.errors import CorpusError
from index.types import LeftOut
from qa.cli import main
from qa.cli.index import Changes, changes
from qa.settings import Settings
from qa.types import Turn
from tests.contract import document_texts, faults
from tests.fakes_qa import QUESTION, SEA, TEA, FakeAssistant, FakeIndex, refused, typed

pytestmark = pytest.mark.usefixtures("apart")
PROGRAM = [sys.executable, "-c", "import sys; from qa.cli import main; sys.exit(main())"]
ROOT = Path(__file__).resolve().parents[2]

Captured = pytest.CaptureFixture[str]


def test_ask(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["ask", QUESTION, "--corpus", "docs"]) == 0
    out, err = capsys.readouterr()
    assert out == "Tea is a plant. [1]\n\n[1] On tea — tea.txt:1\n    “Tea is a plant.”\n"
    assert err == ""
    assert fake.opened["corpus"] == "docs"
    assert fake.opened["refresh"] is True
    assert fake.opened["progress"] is None and fake.opened["notice"] is None
    assert fake.closed == 1


def test_ask_without_quotes_around_the_question(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["ask", "what", "is", "tea?"]) == 0
    assert capsys.readouterr().out.startswith("Tea is a plant.")


def test_a_refusal_is_no_failure(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["ask", "who?"]) == 0
    assert "Nearest passages:\n  sea.txt:1" in capsys.readouterr().out


def test_ask_for_json(fake: FakeAssistant, capsys: Captured) -> None:
    for option in (["--json"], ["--format", "json"]):
        assert main(["ask", QUESTION, *option]) == 0
        out = capsys.readouterr().out
        assert out.count("\n") == 1
        assert faults(json.loads(out), document_texts(TEA, SEA)) == []


def test_other_formats(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["ask", QUESTION, "--format", "html"]) == 0
    assert capsys.readouterr().out.startswith('<article class="qa-answer"')
    assert main(["ask", QUESTION, "--format", "markdown"]) == 0
    assert "\\[1\\]" in capsys.readouterr().out


def test_the_question_from_standard_input(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, b"\xef\xbb\xbfwhat is tea?\n")
    assert main(["ask", "-"]) == 0
    assert fake.asked == [(QUESTION, (), None)]


def test_a_question_that_looks_like_an_option(fake: FakeAssistant) -> None:
    fake.answers = {"--what?": refused("--what?", [])}
    assert main(["ask", "--", "--what?"]) == 0


def test_options_become_settings(fake: FakeAssistant, tmp_path: Path) -> None:
    (tmp_path / "qa.toml").write_text("passages = 9\nthreads = 1\n")
    options = ["--model", "m.gguf", "--embedder", "e", "--reranker", "r", "--threads", "2"]
    options += ["--index", "i", "--no-refresh", "--threshold", "0.25", "--no-model"]
    assert main(["ask", QUESTION, *options]) == 0
    assert fake.opened["refresh"] is False
    assert fake.settings == Settings(
        index=Path("i"),
        model=Path("m.gguf"),
        no_model=True,
        embedder="e",
        reranker="r",
        threads=2,
        passages=9,
        threshold=0.25,
        cache_folder=tmp_path / "cache",
    )


def test_history(fake: FakeAssistant, tmp_path: Path) -> None:
    (tmp_path / "h.json").write_text('[{"role": "user", "content": "a"}]')
    assert main(["ask", QUESTION, "--history", "h.json"]) == 0
    assert fake.asked[0][1] == (Turn("user", "a"),)


def test_files_left_out_are_told_on_stderr(fake: FakeAssistant, capsys: Captured) -> None:
    fake.index = FakeIndex((TEA, SEA), (LeftOut("a.pdf", "it is empty"),))
    assert main(["ask", QUESTION]) == 0
    assert capsys.readouterr().err == "qa: 1 file was left out; `qa index` says which and why\n"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "name a command"),
        (["aks"], "invalid choice"),
        (["ask"], "the following arguments are required: QUESTION"),
        (["ask", ""], "the question is empty"),
        (["ask", "  "], "the question is empty"),
        (["ask", "?!... 🦀"], "the question holds no word"),
        (["ask", "\udcff"], "not UTF-8"),
        (["ask", "q", "--jsn"], "unrecognized arguments: --jsn; see `qa "),
        (["ask", "q", "--json", "--format", "html"], "not allowed with"),
        (["ask", "q", "--format", "xml"], "invalid choice: 'xml'"),
        (["ask", "q", "--threads", "many"], "invalid int value: 'many'"),
        (["ask", "q", "--threads", "-1"], "threads is -1 (from --threads)"),
        (["ask", "q", "--history", "gone.json"], "gone.json cannot be read (No such file"),
        (["search", "q", "-k", "0"], "'0' is not a whole number from 1"),
        (["batch", "in.jsonl"], "required: -o"),
        (["batch", "gone.jsonl", "-o", "out"], "gone.jsonl cannot be read"),
        (["batch", "in", "-o", "."], "is a folder"),
        (["batch", "in", "-o", "no/out"], "there is no folder no"),
        (["index", "a", "--corpus", "b"], "named twice"),
        (["index", "--all"], "--all goes with --purge"),
        (["index", "a", "--purge", "--all"], "name no corpus"),
        (["index", "--purge", "--list"], "not allowed with"),
        (["text"], "required: SOURCE; see `qa text --help`"),
    ],
)
def test_wrong_usage(argv: list[str], words: str, fake: FakeAssistant, capsys: Captured) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == "" and fake.asked == []
    assert err.startswith("qa: ") and words in err and err.count("\n") == 1


def test_wrong_settings(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_MODLE", "x")
    assert main(["ask", QUESTION]) == 2
    assert "did you mean 'QA_MODEL'?" in capsys.readouterr().err


def test_standard_input_that_is_no_text(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, b"\xff\xfe")
    assert main(["ask", "-"]) == 2
    assert "standard input is not UTF-8" in capsys.readouterr().err


def test_what_cannot_be_done_is_a_sentence(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["ask", "why?"]) == 1
    assert capsys.readouterr() == ("", "qa: it cannot be said why\n")


def test_an_index_error_is_a_sentence(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise CorpusError("there is no docs")

    monkeypatch.setattr(fake, "open", broken)
    assert main(["ask", QUESTION]) == 1
    assert capsys.readouterr().err == "qa: there is no docs\n"


def test_a_fault_of_ours_is_a_sentence_too(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["ask", "huh?"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("qa: an unexpected error, ZeroDivisionError: by‹U+001B› zero; QA_DEBUG=1")
    assert err.count("\n") == 1
    monkeypatch.setenv("QA_DEBUG", "1")
    assert main(["ask", "huh?"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_a_full_disk_is_a_sentence_with_advice(
    fake: FakeAssistant, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fake, "open", full)
    assert main(["ask", QUESTION]) == 1
    assert capsys.readouterr().err == (
        "qa: No space left on device; nothing more could be written: free some space\n"
    )


@pytest.mark.parametrize(
    ("closed", "status", "words"),
    [
        (">&-", 1, b"qa: standard output is closed, so no answer can be written; open it\n"),
        ("2>&-", 0, b""),
    ],
)
def test_a_closed_stream_is_no_fault_of_ours(closed: str, status: int, words: bytes) -> None:
    command = f"{shlex.join([*PROGRAM, '--version'])} {closed}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (status, words)
    assert done.stdout.startswith(b"qa ") == (status == 0)


def test_an_interruption_has_a_status_of_its_own(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["ask", "stop?"]) == 130
    assert capsys.readouterr().err == "qa: stopped\n"


def test_search(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["search", "salt", "-k", "1"]) == 0
    assert capsys.readouterr().out == "1. sea.txt:1 (0.5000)\n    The sea is salt.\n"
    assert main(["search", "salt", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["query"] == "salt"
    first = found["hits"][0]
    assert SEA.text[first["start_char_index"] : first["end_char_index"]] == first["cited_text"]
    assert (first["source"], first["line"], first["score"]) == ("sea.txt", 1, 0.5)


def test_search_that_finds_nothing(fake: FakeAssistant, capsys: Captured) -> None:
    fake.index = FakeIndex(())
    assert main(["search", "salt"]) == 0
    assert capsys.readouterr().out == "Nothing was found.\n"


def test_text_is_exact(fake: FakeAssistant, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["text", "./tea.txt"]) == 0
    assert capsysbinary.readouterr().out == TEA.text.encode()


def test_text_of_what_is_not_there(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["text", "taa.txt"]) == 1
    assert "no readable document 'taa.txt'; did you mean 'tea.txt'?" in capsys.readouterr().err


def test_index(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["index", "docs"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("2 documents, 2 passages, 4 sentences in ")
    assert out[1] == "2 added, 0 changed, 0 removed, 0 unchanged"
    assert fake.opened["corpus"] == "docs"


def test_index_names_what_was_left_out(fake: FakeAssistant, capsys: Captured) -> None:
    fake.index = FakeIndex((TEA,), (LeftOut("a.pdf", "it is\x1b empty"),))
    assert main(["index"]) == 1
    assert "1 file left out:\n  a.pdf: it is‹U+001B› empty\n" in capsys.readouterr().out
    assert main(["index", "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)
    assert summary["left_out"] == [{"source": "a.pdf", "reason": "it is\x1b empty"}]
    assert summary["sources"][0]["source"] == "tea.txt"


def test_who_asks_is_warned_of_languages_too(fake: FakeAssistant, capsys: Captured) -> None:
    fake.index = FakeIndex((TEA, SEA), languages=("de",))
    assert main(["ask", QUESTION]) == 0
    told = capsys.readouterr().err
    assert told.startswith("qa: tea.txt and 1 more: the language seems to be 'en'")


def test_index_warns_of_languages(fake: FakeAssistant, capsys: Captured) -> None:
    fake.index = FakeIndex((TEA, SEA), languages=("de",))
    assert main(["index"]) == 0
    warning = capsys.readouterr().out.splitlines()[2]
    assert warning.startswith("warning: tea.txt and 1 more: the language seems to be 'en'")
    fake.index = FakeIndex((TEA, SEA), languages=("en",))
    assert main(["index"]) == 0
    assert "warning" not in capsys.readouterr().out


def test_there_are_no_indexes_yet(fake: FakeAssistant, capsys: Captured) -> None:
    assert main(["index", "--list"]) == 0
    assert main(["index", "--purge", "--all"]) == 0
    assert capsys.readouterr().out == "There are no indexes in the cache folder.\n" * 2
    assert main(["index", "docs", "--purge"]) == 1


def test_what_changed() -> None:
    before = {"a": "1", "b": "1", "c": "1"}
    after = {"b": "1", "c": "2", "d": "1"}
    assert changes(before, after) == Changes(("d",), ("c",), ("a",), 1)
    assert changes({}, {}) == Changes((), (), (), 0)


def test_doctor(monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path) -> None:
    from qa import doctor

    seen: dict[str, Any] = {}

    def diagnose(**options: Any) -> doctor.Report:
        seen.update(options)
        return doctor.Report((doctor.Check("embedder", not options["threads"], "well"),))

    monkeypatch.setattr(doctor, "diagnose", diagnose)
    assert main(["doctor", "--corpus", "docs"]) == 0
    out = capsys.readouterr().out
    assert "corpus = docs (--corpus)" in out and "(QA_CACHE_FOLDER)" in out
    assert seen["index"] == Settings(cache_folder=tmp_path / "cache").index_folder(Path("docs"))
    assert main(["doctor", "--threads", "2", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["settings"]["threads"] == ["2", "--threads"]


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["index", "--help"]])
def test_what_is_printed_without_work(argv: list[str], capsys: Captured) -> None:
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert "qa " in out and err == ""


def test_a_reader_that_goes_away_is_no_error() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_pipe_that_breaks_in_the_middle(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped: list[bool] = []
    monkeypatch.setattr("qa.cli._drop_output", lambda: dropped.append(True))
    assert main(["ask", "pipe?"]) == 0
    assert dropped == [True]
