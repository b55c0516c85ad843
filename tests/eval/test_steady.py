"""The same questions have the same answers, whatever the process and its hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eval.questions import CORPORA, DATASETS, load_questions
from qa.assistant import corpus_path

KINDS = ("who_said", "conflict", "followup", "variant", "unanswerable", "false_premise")


def _questions(path: Path) -> int:
    items = load_questions(DATASETS / "harbour.jsonl", corpus_path(CORPORA["harbour"]))
    chosen = [next(item for item in items if item.kind == kind) for kind in KINDS]
    rows = [
        {
            "id": item.id,
            "question": item.question,
            "history": [{"role": t.role, "content": t.content} for t in item.history],
        }
        for item in chosen
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return len(rows)


def _answers(file: Path, seed: int) -> list[dict[str, Any]]:
    out = file.with_name(f"answers{seed}.jsonl")
    command = [sys.executable, "-m", "qa.cli", "batch", str(file), "-o", str(out)]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    command += ["--corpus", str(CORPORA["harbour"])]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return [{**row, "timings": None} for row in rows]


@pytest.mark.model
def test_another_process_gives_the_same_answers(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    count = _questions(file)
    first = _answers(file, seed=1)
    assert len(first) == count and {row["status"] for row in first} >= {"answered"}
    assert _answers(file, seed=2) == first
