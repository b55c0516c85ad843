"""`qa verify`: what it prints, for a person and as JSON, and its exit status."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa import cli
from qa.cli.verify import verify
from tests.fakes_qa import answered, citation, made_document, refused, typed
from tests.fakes_recheck import MILL, OPENED, quoting, write

pytestmark = pytest.mark.usefixtures("apart")

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


def run(answer: str, as_json: bool = False, corpus: str = "docs") -> int:
    """The exit status; errors become a sentence as the command line makes them."""
    try:
        return verify(argparse.Namespace(answer=answer, json=as_json, corpus=corpus))
    except Exception as error:
        return cli._failed(error)


def save(*answers: object, name: str = "a.json") -> str:
    Path(name).write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    return name


def test_all_holds(corpus: Path, capsys: Captured) -> None:
    name = save(quoting((write(corpus, "mill.txt", MILL), OPENED)))
    assert run(name) == 0
    assert capsys.readouterr() == ("[1] unchanged  mill.txt:3\n1 citation: 1 unchanged\n", "")


def test_a_line_for_each_kind(corpus: Path, capsys: Captured) -> None:
    texts = {name: f"On {name}.\n\n{OPENED}\n" for name in "abcd"}
    documents = [write(corpus, f"{name}.txt", text) for name, text in texts.items()]
    name = save(quoting(*((document, OPENED) for document in documents)))
    write(corpus, "b.txt", "New.\n" + texts["b"])
    write(corpus, "c.txt", texts["c"].replace("opened in 1903", "first opened in 1907"))
    (corpus / "d.txt").unlink()
    assert run(name) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "[1] unchanged  a.txt:3",
        "[2] moved      b.txt:4: offsets 12-36, were 7-31",
        "[3] changed    c.txt:3: “first” was added, “1903” became “1907”; the nearest sentence "
        "is now “The mill first opened in 1907.”; the same words stand in a.txt:3",
        "[4] gone       d.txt: There is no such document in the folder; the same words stand "
        "in a.txt:3",
        "4 citations: 1 unchanged, 1 moved, 1 changed, 1 gone",
    ]
    assert err == ""


def test_moved_alone_is_no_failure(corpus: Path, capsys: Captured) -> None:
    name = save(quoting((write(corpus, "mill.txt", MILL), OPENED)))
    (corpus / "mill.txt").rename(corpus / "new.txt")
    assert run(name) == 0
    assert capsys.readouterr().out.startswith(
        "[1] moved      mill.txt → new.txt:3: offsets 20-44, were 20-44; new.txt has the bytes"
    )
    (corpus / "new.txt").unlink()
    write(
        corpus, "mill.txt", f"The mill\nopened in 1903.\n{'x' * 90}\n{'The mill  opened in 1903. '}"
    )
    assert run(name) == 0
    out = capsys.readouterr().out
    assert "ambiguous, the nearest of 2 places with these words; its white space differs" in out


def test_json(corpus: Path, capsys: Captured) -> None:
    name = save(quoting((write(corpus, "mill.txt", MILL), OPENED)))
    (corpus / "mill.txt").write_text("Bees make honey.\n")
    assert run(name, as_json=True) == 1
    out, err = capsys.readouterr()
    assert out.count("\n") == 1 and err == ""
    shape = json.loads(out)
    assert shape["holds"] is False and shape["counts"]["changed"] == 1
    assert shape["citations"][0]["status"] == "changed"
    assert shape["citations"][0]["closest"] is None


def three(corpus: Path) -> list[dict[str, Any]]:
    document = write(corpus, "mill.txt", MILL)
    quotes = (OPENED, "It closed in 1950.", "Notes on the town.")
    return [{**quoting((document, quote)), "id": f"q{n}"} for n, quote in enumerate(quotes)]


def test_a_batch_of_answers(corpus: Path, capsys: Captured) -> None:
    name = save(*three(corpus), name="a.jsonl")
    assert run(name) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[:2] == ["q0: When?", "[1] unchanged  mill.txt:3"]
    assert out.endswith("\n3 answers, 3 citations: 3 unchanged\n")
    write(corpus, "mill.txt", MILL.replace("1950", "1951"))
    assert run(name, as_json=True) == 1
    shapes = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(shape["id"], shape["holds"]) for shape in shapes] == [
        ("q0", True),
        ("q1", False),
        ("q2", True),
    ]


def test_rows_of_a_batch_that_failed_are_told_and_passed_over(
    corpus: Path, capsys: Captured
) -> None:
    name = save(three(corpus)[0], {"id": "x", "error": "line 2: there is no question"})
    assert run(name) == 0
    out = capsys.readouterr().out
    assert "\nx: no answer to verify (line 2: there is no question)\n" in out
    assert out.endswith("\n1 answer, 1 citation: 1 unchanged; 1 row without an answer\n")
    assert run(name, as_json=True) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[1]) == {
        "id": "x",
        "error": "line 2: there is no question",
    }


def test_a_bad_row_costs_no_other(corpus: Path, capsys: Captured) -> None:
    first, second, third = three(corpus)
    del second["citations"][0]["source"]
    Path("a.jsonl").write_text(
        "\n".join([json.dumps(first), json.dumps(second), "", json.dumps(third), '{"id": "q4'])
    )
    assert run("a.jsonl") == 2
    out, err = capsys.readouterr()
    assert "[1] unchanged  mill.txt:1" in out
    assert "2 citations: 2 unchanged; 2 rows without an answer" in out
    assert err.splitlines()[0] == (
        "qa: line 2: this is no answer as `qa ask --json` prints it: "
        "the key citations[0].source is missing"
    )
    assert err.splitlines()[1].startswith("qa: line 5 is not JSON (Unterminated string")
    assert run("a.jsonl", as_json=True) == 2
    shapes = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [shape["id"] for shape in shapes] == ["q0", "q1", "q2", None]
    assert [list(shape) for shape in shapes][1] == ["id", "error"]


def test_standard_input_and_an_indented_answer(
    corpus: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    typed(monkeypatch, b"\xef\xbb\xbf" + json.dumps(answer, indent=2).encode())
    assert run("-") == 0
    assert capsys.readouterr().out.startswith("[1] unchanged")


def test_a_refusal(corpus: Path, capsys: Captured) -> None:
    name = save(refused("Who?", [(write(corpus, "mill.txt", MILL), OPENED)]).to_dict())
    assert run(name) == 0
    assert capsys.readouterr().out == (
        "no citations: the answer says that the documents do not answer\n0 citations\n"
    )


def test_a_statement_that_was_slipped_in(corpus: Path, capsys: Captured) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    name = save({**answer, "text": f"{answer['text']} It was the first."})
    assert run(name) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[1:] == [
        "the answer itself: The text holds words that belong to no statement: 'It was the first.'.",
        "1 citation: 1 unchanged; 1 fault in the answer itself",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "a.json is empty"),
        (b" \n", "a.json is empty"),
        (b"\xff\xfe", "a.json is not UTF-8 text"),
        (b"hello\nworld\n", "a.json is not JSON (Expecting value"),
        (b'{\n"id": 1,\n}\n', "a.json is not JSON"),
        (b"[" * 100_000, "a.json is not JSON"),
        (b"[]", "this is a list, not an answer"),
        (b'"text"', "this is 'text', not an answer"),
        (b"{}", "the key schema_version is missing"),
        (b'{"schema_version": 3}', "another version of qa made this answer"),
        (b'{"schema_version": ' + b"9" * 5000 + b"}", "a.json is not JSON (Exceeds the limit"),
        (b'{"id": "x", "error": "no"}', "a.json holds no answer to verify"),
    ],
)
def test_what_is_no_answer(data: bytes, words: str, corpus: Path, capsys: Captured) -> None:
    write(corpus, "mill.txt", MILL)
    Path("a.json").write_bytes(data)
    assert run("a.json") == 2
    err = capsys.readouterr().err
    assert words in err and err.startswith("qa: ") and err.count("\n") == 1 and len(err) < 400


def test_no_such_file_and_no_such_folder(corpus: Path, capsys: Captured) -> None:
    name = save(quoting((write(corpus, "mill.txt", MILL), OPENED)))
    assert run("gone.json") == 2
    assert "gone.json cannot be read (No such file" in capsys.readouterr().err
    assert run(name, corpus="nowhere") == 2
    assert "There is no file or folder nowhere" in capsys.readouterr().err


def test_words_that_a_terminal_would_obey(corpus: Path, capsys: Captured) -> None:
    document = made_document("\x1b[2Ja\n.txt", "Ann \x1b[31m said\u202e so.\n")
    cited = citation(1, document, "Ann \x1b[31m said\u202e so.")
    name = save(answered("Who?\x1b]0;", [(document, "x")], [cited]).to_dict())
    write(corpus, "a.txt", "Ann \x1b[32m said\u202e no.\n")
    assert run(name) == 1
    assert run(save(*[json.loads(Path(name).read_text())] * 2)) == 1
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err and "\u202e" not in out + err


def test_an_index_inside_the_folder_is_no_document(corpus: Path, capsys: Captured) -> None:
    name = save(quoting((write(corpus, "mill.txt", MILL), OPENED)))
    (corpus / "mill.txt").unlink()
    write(corpus, "kept/mill.txt", MILL)
    args = argparse.Namespace(answer=name, json=False, corpus="docs", index="docs/kept")
    assert verify(args) == 1
    assert "[1] gone" in capsys.readouterr().out


def test_no_model_is_loaded_and_nothing_written(corpus: Path, tmp_path: Path) -> None:
    name = save(quoting((write(corpus, "mill.txt", MILL), OPENED)))
    write(corpus, "mill.txt", MILL.replace("1903", "1907"))
    before = sorted(tmp_path.rglob("*"))
    program = """
import argparse, sys
from qa.cli.verify import verify
status = verify(argparse.Namespace(answer=sys.argv[1], json=False, corpus="docs"))
heavy = ("torch", "faiss", "llama_cpp", "onnxruntime", "sentence_transformers", "tokenizers")
print(status, [name for name in heavy if name in sys.modules])
"""
    root = str(Path(cli.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program, name],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": root, "QA_CACHE_FOLDER": str(tmp_path / "cache")},
    )
    assert done.stdout.splitlines()[-1:] == ["1 []"], done.stderr
    assert sorted(tmp_path.rglob("*")) == before
