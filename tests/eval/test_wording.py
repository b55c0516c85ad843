"""Composed against worded answers: what is counted, and what makes a difference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.compare import Change, changes
from eval.wording import SHOWN, composed_of, measures, report, verdict, worded_row
from qa.assistant import Assistant
from qa.settings import Settings
from qa.verify import Verifier
from tests.fakes import FakeEmbedder
from tests.index.stores import write

TEXT = "The ferry, which was built in 1962, lay aground for nine hours.\n"
WORDED = "The ferry lay aground for nine hours."


class Writer:
    """Writes one thing."""

    def __init__(self, written: str) -> None:
        self.written = written

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        return self.written


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Assistant, dict[str, Any]]:
    """An assistant and the row of an answer that quotes its one sentence."""
    monkeypatch.setattr("index.embed.open_embedder", lambda *_: FakeEmbedder())
    corpus = write(tmp_path / "corpus", {"ferry.txt": TEXT})
    settings = Settings(no_model=True, cache_folder=tmp_path / "cache")
    assistant = Assistant.open(corpus, index=tmp_path / "index", settings=settings)
    (document,) = assistant.index.documents
    said = TEXT.strip()
    citation = {
        "number": 1, "document_id": document.id, "source": "ferry.txt", "cited_text": said,
        "start_char_index": 0, "end_char_index": len(said), "page": None, "voice": "outlet",
        "speaker": None, "cue": None, "also_at": [],
    }  # fmt: skip
    statement = {
        "text": said, "start_char_index": 0, "end_char_index": len(said), "citations": [1],
        "support": "verbatim",
    }  # fmt: skip
    question = "How long was the ferry aground?"
    answer = {
        "question": question, "standalone_question": question, "status": "answered",
        "text": f"{said} [1]", "statements": [statement], "citations": [citation],
    }  # fmt: skip
    gold = {"source": "ferry.txt", "start": 0, "end": len(said), "text": said}
    row = {
        "id": "f-1", "kind": "number", "split": "tune", "question": question, "history": [],
        "sides": [{"answers": ["nine hours"], "evidence": [gold]}], "correction": [],
        "answer": answer,
    }  # fmt: skip
    return assistant, row


def test_a_saved_answer_is_read_as_it_was_made(asked: tuple[Assistant, dict[str, Any]]) -> None:
    made = composed_of(asked[1]["answer"])
    assert made.statements[0].citations == (1,)
    assert made.citations[0].cited_text == TEXT.strip()
    assert made.text.endswith("[1]")


def test_a_wording_that_passes_is_counted(asked: tuple[Assistant, dict[str, Any]]) -> None:
    assistant, row = asked
    found = worded_row(row, assistant, Writer(WORDED), Verifier().verify)
    assert (found["tried"], found["worded"], found["reasons"]) == (1, 1, [])
    assert found["answer"]["text"] == f"{WORDED} [1]"
    assert found["answer"]["citations"] == row["answer"]["citations"]
    moved = changes(measures(), [row], [{**row, **found}])
    assert (moved["words"].before, moved["words"].after) == (12, 7)
    assert moved["accuracy"].difference == moved["citation_precision"].difference == 0
    assert moved["token_f1"].difference > 0
    lines = list(report([row], [{**row, **found}]))
    assert any(line.startswith("  1 of 1 statements worded") for line in lines)


def test_a_wording_that_fails_leaves_the_answer(asked: tuple[Assistant, dict[str, Any]]) -> None:
    assistant, row = asked
    bad = WORDED.replace("nine", "ten")
    found = worded_row(row, assistant, Writer(bad), Verifier().verify)
    assert (found["tried"], found["worded"]) == (1, 0)
    assert found["answer"]["text"] == row["answer"]["text"]
    assert found["reasons"][0][0] == bad


def test_a_planted_document_s_answer_is_left_alone(
    asked: tuple[Assistant, dict[str, Any]],
) -> None:
    assistant, row = asked
    found = worded_row({**row, "planted": [{}]}, assistant, Writer(WORDED), Verifier().verify)
    assert (found["tried"], found["answer"]) == (0, row["answer"])


@pytest.mark.parametrize(
    ("before", "after", "p", "better", "judged"),
    [
        (0.5, 0.6, 0.01, 1, "better"),
        (0.5, 0.4, 0.01, 1, "worse"),
        (0.5, 0.4, 0.2, 1, "same"),
        (30.0, 20.0, 0.001, -1, "better"),
        (0.5, 0.5, 0.0, 1, "same"),
        (0.5, 0.6, float("nan"), 1, "same"),
    ],
)
def test_chance_makes_no_difference(
    before: float, after: float, p: float, better: int, judged: str
) -> None:
    assert verdict(Change("x", before, after, p, 50), better) == judged


def test_what_is_shown_is_measured() -> None:
    assert [m.key for m in measures()] == list(SHOWN)
