"""The command ``qa eval``, without a language model: what it prints, writes, and says wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.cli import main
from qa.settings import Settings

QUESTIONS = [
    {
        "id": "q1",
        "question": "Who mended the pump?",
        "sides": [
            {
                "answers": ["Ann Lee"],
                "evidence": [{"source": "note.txt", "text": "Ann Lee mended the pump on Monday."}],
            }
        ],
    },
    {"id": "q2", "question": "What did the bicycle cost?"},
]


@pytest.fixture
def papers(tmp_path: Path, apart: None) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    text = "Ann Lee mended the pump on Monday. The pump stands behind the school.\n"
    (folder / "note.txt").write_text(text)
    lines = [json.dumps(row) for row in QUESTIONS]
    (tmp_path / "mine.jsonl").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the embedder as the user's does, so that it is not exported anew."""
    folder = tmp_path_factory.mktemp("cache")
    kept = Settings().cache_folder / "embedders"
    if kept.is_dir():
        shutil.copytree(kept, folder / "embedders")
    return folder


def _run(*arguments: str | Path) -> int:
    return main(["eval", *map(str, arguments)])


def _mine(folder: Path, cache: Path, *more: str) -> Sequence[str]:
    return (
        str(folder.parent / "mine.jsonl"), "--corpus", str(folder), "--no-model",
        "--cache-folder", str(cache), "--runs", str(folder.parent / "runs"), *more,
    )  # fmt: skip


def test_a_folder_of_ones_own_is_evaluated(
    papers: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*_mine(papers, prepared, "--json")) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["set"], found["questions"], found["compared_with"]) == ("mine", 2, None)
    assert found["figures"]["verbatim"]["value"] == 1.0
    run = Path(found["run"])
    names = ["figures.json", "report.html", "report.md", "rows.jsonl", "run.json"]
    assert sorted(path.name for path in run.iterdir()) == names
    assert str(run / "report.html") in err
    assert _run(*_mine(papers, prepared)) == 0
    assert "Accuracy" in capsys.readouterr().out
    every = run.parent / "index.html"
    assert f'href="{run.name}/report.html"' in every.read_text()
    # Another document makes another run, and that is compared with the one before.
    (papers / "more.txt").write_text("The bicycle is blue.\n")
    assert _run(*_mine(papers, prepared, "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["compared_with"] == run.name
    text = every.read_text()
    assert Path(found["run"]).name in text and run.name not in text, "the latest run of a set"


def test_a_question_file_is_checked(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = papers.parent / "mine.jsonl"
    assert _run("--check", mine, "--corpus", papers) == 0
    assert "2 questions" in capsys.readouterr().out
    mine.write_text(mine.read_text().replace("on Monday", "on Tuesday"))
    assert _run("--check", mine, "--corpus", papers) == 1
    assert f"{mine}:1: the words stand nowhere in note.txt" in capsys.readouterr().out
    assert _run("--check", mine) == 1
    assert "no folder was named, so seeds was looked at" in capsys.readouterr().err
    mine.write_text("\n")
    assert _run("--check", mine, "--corpus", papers) == 1
    assert capsys.readouterr().out == f"{mine}:1: there is no question in the file\n"


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "eval.md"


def test_the_example_of_the_guide_works(
    tmp_path: Path, apart: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question file that docs/eval.md shows, and the faults that it says are found."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers" / "notes").mkdir(parents=True)
    (tmp_path / "papers/notes/june.txt").write_text("Ann Lee mended the pump on Monday.\n")
    guide = GUIDE.read_text("utf-8")
    rows = guide.partition("```json\n")[2].partition("```")[0]
    (tmp_path / "mine.jsonl").write_text(rows)
    assert _run("--check", "mine.jsonl", "--corpus", "papers") == 0
    assert "2 questions, all of them can be asked of papers" in capsys.readouterr().out
    first = rows.splitlines()[0]
    bad = [first, first.replace('"1"', '"2"').replace("Monday.", "Tuesday."),
           first.replace('"1"', '"3"').replace("sides", "side")]  # fmt: skip
    (tmp_path / "mine.jsonl").write_text("\n".join(bad))
    shown = guide.partition("--check mine.jsonl --corpus papers\n")[2].partition("```")[0]
    assert shown.count("mine.jsonl:") == 2
    assert _run("--check", "mine.jsonl", "--corpus", "papers") == 1
    assert capsys.readouterr().out == shown


def test_sets_that_are_not_there_are_skipped(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--list", "--data", papers) == 0
    out = capsys.readouterr().out
    assert "panjshir" in out and out.count("skipped: its file") == 11
    assert _run("clapnq", "--data", papers) == 1
    assert "clapnq is skipped" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "no question file nothing"),
        (["pansjhir"], "no question file pansjhir; panjshir is meant?"),
        (["."], ". is a folder; name a question file"),
        ([__file__, "--corpus", "/nowhere"], "there is no folder /nowhere"),
        (["--limit", "0"], "--limit is 0"),
        (["mine.jsonl"], "--corpus"),
        (["panjshir", "--split", "third"], "no question of the split third"),
        (["--accept", "--no-model"], "default models"),
        (["--list", "--gate"], "not allowed with"),
    ],
)
def test_wrong_usage_is_a_sentence(
    papers: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and words in err and err.startswith("qa: ") and err.count("\n") == 1


def test_a_run_of_another_set_is_not_compared_with(
    papers: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*_mine(papers, prepared, "--compare", "nowhere")) == 2
    assert "no run folder" in capsys.readouterr().err


def _folder(papers: Path, name: str, text: str) -> Path:
    """Another folder with a note of its own, for the same question file."""
    folder = papers.parent / name
    folder.mkdir()
    (folder / "note.txt").write_text(f"Ann Lee mended the pump on Monday. {text}\n")
    return folder


def test_runs_over_other_documents_are_not_compared(
    papers: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*_mine(papers, prepared, "--json")) == 0
    first = Path(json.loads(capsys.readouterr().out)["run"])
    other = _folder(papers, "other", "The school has a pond.")
    assert _run(*_mine(other, prepared, "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["compared_with"] is None, "the last run of the name is over another folder"
    assert _run(*_mine(other, prepared, "--compare", first.name)) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert f"{first.name} asked the documents in {papers}, not those in {other}" in err
    # The same folder under another name is the same.
    moved = papers.rename(papers.with_name("moved"))
    assert _run(*_mine(moved, prepared, "--compare", str(first), "--threshold", "0.9")) == 0
    out = capsys.readouterr().out
    assert f"Since {first.name}" in out and "threshold was not set, is 0.9" in out


def test_only_the_questions_of_both_runs_are_compared(
    papers: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = papers.parent / "mine.jsonl"
    assert _run(*_mine(papers, prepared)) == 0
    more = QUESTIONS[0] | {"id": "q3", "question": "Who painted the pump?"}
    reworded = QUESTIONS[1] | {"question": "What was paid for the bicycle?"}
    mine.write_text("".join(json.dumps(row) + "\n" for row in (QUESTIONS[0], reworded, more)))
    capsys.readouterr()
    assert _run(*_mine(papers, prepared, "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["differences"] == ["1 of these 3 questions are in both, and compared"]
    assert found["figures"]["accuracy"]["p"] == 1.0, "the pump alone, which did not change"
    # No question in common: nothing is compared unasked, and asked for it is said.
    before = found["run"]
    mine.write_text(json.dumps(QUESTIONS[0] | {"id": "other"}) + "\n")
    assert _run(*_mine(papers, prepared, "--compare", before)) == 2
    assert "has no question of these; name another run" in capsys.readouterr().err
    assert _run(*_mine(papers, prepared, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["compared_with"] is None


def test_a_refusal_that_nobody_asked_for_is_told(
    papers: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = papers.parent / "mine.jsonl"
    assert _run(*_mine(papers, prepared)) == 0
    assert "1 of the 2 questions have no sides, so a refusal counts" in capsys.readouterr().err
    assert _run("--check", mine, "--corpus", papers) == 0
    out = capsys.readouterr().out
    assert f'{mine}:2: note: without "sides" a refusal counts as right' in out
    assert out.endswith("2 questions, all of them can be asked of papers\n")
    for meant in ({"sides": []}, {"kind": "unanswerable"}):
        rows = (QUESTIONS[0], QUESTIONS[1] | meant)
        mine.write_text("".join(json.dumps(row) + "\n" for row in rows))
        assert _run(*_mine(papers, prepared)) == 0
        assert "no sides" not in capsys.readouterr().err
        assert _run("--check", mine, "--corpus", papers) == 0
        assert "note:" not in capsys.readouterr().out
