"""The whole way, from a folder to an answer, with the models that are packaged."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa.cli.parser import COMMANDS
from tests.contract import corpus_texts, faults

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from qa.cli import main
status = main()
print("sentence_transformers" in sys.modules, "torch" in sys.modules, file=sys.stderr)
sys.exit(status)
"""
DOCUMENTS = {
    "council.txt": (
        "Council approves new bridge\r\n\r\n"
        "The council of Harwick approved a bridge over the Lenn on Monday. "
        "Mayor Ida Brandt said the bridge would cost 14 million crowns.\r\n"
    ),
    "paper.md": (
        "# Bridge costs questioned\n\n"
        "Engineer Tom Vale told the Harwick Post that the bridge would cost 22 million crowns. "
        "The ferry carries 300 people a day.\n"
    ),
    "garden.txt": "The rose garden opens in May. Entry is free on Sundays.\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small corpus; the indexes go beside it, the models to the user's cache."""
    folder = tmp_path_factory.mktemp("whole")
    corpus = folder / "docs"
    corpus.mkdir()
    for name, text in DOCUMENTS.items():
        (corpus / name).write_bytes(text.encode())
    return folder


def qa(place: Path, *argv: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QA_")}
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *argv, "--corpus", "docs", "--index", "index"],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=place,
        env=environment,
    )


def asked(place: Path, question: str, *options: str) -> dict[str, Any]:
    done = qa(place, "ask", question, "--json", *options)
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    assert faults(answer, corpus_texts(place / "docs")) == []
    return answer


def test_a_question_gets_its_answer_and_where_it_stands(place: Path) -> None:
    answer = asked(place, "When does the rose garden open?")
    assert answer["status"] == "answered"
    assert answer["citations"][0]["cited_text"] == "The rose garden opens in May."
    done = qa(place, "ask", "When does the rose garden open?")
    assert "— garden.txt:1" in done.stdout.decode()


def test_the_same_question_gets_the_same_answer(place: Path) -> None:
    one, two = (asked(place, "Who approved a bridge?") for _ in range(2))
    assert {**one, "timings": None} == {**two, "timings": None}


def test_what_is_not_there_is_refused(place: Path) -> None:
    answer = asked(place, "Which airline flies to Osaka?")
    assert answer["status"] == "not_in_corpus"
    assert answer["nearest"] and answer["searched"]["documents"] == len(DOCUMENTS)


def test_asking_loads_no_slow_library(place: Path) -> None:
    asked(place, "Who approved a bridge?")
    done = qa(place, "ask", "Who approved a bridge?")
    assert done.stderr.decode().splitlines()[-1] == "False False"


def test_a_batch_is_answered_and_goes_on(place: Path) -> None:
    rows = [
        {"id": "1", "question": "What would the bridge cost?"},
        {"id": "2", "question": ""},
        {"id": "3", "question": "Is entry to the rose garden free?"},
    ]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    out = place / "out.jsonl"
    assert qa(place, "batch", "-", "-o", "out.jsonl", stdin=data).returncode == 1
    first = out.read_bytes()
    answers = [json.loads(line) for line in first.splitlines()]
    assert [row["id"] for row in answers] == ["1", "2", "3"] and "error" in answers[1]
    texts = corpus_texts(place / "docs")
    assert [fault for row in (answers[0], answers[2]) for fault in faults(row, texts)] == []
    out.write_bytes(first[: len(first) - 20])
    assert qa(place, "batch", "-", "-o", "out.jsonl", stdin=data).returncode == 1
    again = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert again[:2] == answers[:2]
    assert {**again[2], "timings": None} == {**answers[2], "timings": None}


def test_the_index_is_its_owners_alone(place: Path) -> None:
    asked(place, "Who approved a bridge?")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (place / "index").rglob("*")}
    assert modes <= {0o600, 0o700}


def test_without_refresh_nothing_is_written(place: Path) -> None:
    asked(place, "Who approved a bridge?")
    before = {path: path.stat().st_mtime_ns for path in (place / "index").rglob("*")}
    asked(place, "Who approved a bridge?", "--no-refresh")
    assert {path: path.stat().st_mtime_ns for path in (place / "index").rglob("*")} == before


def test_a_follow_up_needs_its_history(place: Path) -> None:
    turns = [
        {"role": "user", "content": "When does the rose garden open?"},
        {"role": "assistant", "content": "The rose garden opens in May. [1]"},
    ]
    (place / "turns.json").write_text(json.dumps(turns))
    answer = asked(place, "And is entry to it free?", "--history", "turns.json")
    assert answer["question"] == "And is entry to it free?"
    assert answer["standalone_question"] != answer["question"]


def test_every_command_starts(place: Path) -> None:
    assert set(COMMANDS) >= {"ask", "chat", "search", "index", "text", "batch", "doctor"}
    assert qa(place, "chat", stdin=b"Who approved a bridge?\n/quit\n").returncode == 0
    assert qa(place, "index").returncode == 0
    assert qa(place, "search", "bridge").returncode == 0
    assert qa(place, "text", "council.txt").stdout == DOCUMENTS["council.txt"].encode()
    done = qa(place, "doctor")
    assert done.returncode == 0, done.stdout.decode()
