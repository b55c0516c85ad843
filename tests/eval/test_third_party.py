"""Third-party sets: their loaders and measures on made rows of their forms, and the real sanity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.command import DEFAULT_DATA
from eval.metrics.stats import figure_of
from eval.runs import open_run, perform
from eval.sets.registry import THIRD_PARTY, task_of
from eval.sets.task import Context, Skipped
from qa.settings import Settings

SETTINGS = Settings(no_model=True)


def _write(path: Path, *rows: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A row or two of every set, in its own form, with words of our own."""
    top = tmp_path / "data"
    pages = {
        "p1": "The ferry Heron was built in 1961 at Dunmore by forty shipwrights.",
        "p2": "Rhubarb grows best in cold soil, and gardeners divide its roots in autumn.",
    }
    asked = "In which year was the ferry Heron built?"
    texts = [{"id": name, "title": name, "text": text} for name, text in pages.items()]
    _write(top / "xquad_en/corpus.jsonl", *texts)
    _write(
        top / "xquad_en/queries_mteb.jsonl",
        {"qid": "x1", "query": asked, "doc_id": "p1"},
        {"qid": "x2", "query": "When are rhubarb roots divided?", "doc_id": "p2"},
    )
    wild = top / "wildgraphbench"
    single = {"question_type": ["single-fact"], "question": asked, "gold_doc_ids": ["p1"]}
    for domain in ("nature", "human_activities"):
        _write(wild / domain / "corpus.jsonl", *texts)
        several = {**single, "qid": "w2", "question_type": ["multi_fact"]}
        _write(wild / domain / "questions.jsonl", {**single, "qid": "w1"}, several)
    clap = {
        "input": asked,
        "passages": [{"title": "Ferries", "text": "", "sentences": [pages["p1"], pages["p2"]]}],
    }
    yes = {**clap, "id": "c1", "output": [{"selected_sentences": [pages["p1"]]}]}
    no = {**clap, "id": "c2", "input": "Who sings?", "output": [{"selected_sentences": []}]}
    _write(top / "clapnq/answerable.jsonl", *[yes] * 101)
    _write(top / "clapnq/unanswerable.jsonl", *[no] * 101)
    qacc = {
        "question": asked, "firstAnswer": "1961", "secondAnswer": None,
        "secondAnswerExist": "B", "contexts": list(pages.values()),
    }  # fmt: skip
    _write(top / "qacc/dev.jsonl", *({**qacc, "annotation_task_id": n} for n in range(251)))
    documents = [
        {"text": pages["p1"], "answer": "1961", "type": "correct"},
        {"text": "The ferry Heron was built in 1875.", "answer": "1875", "type": "misinfo"},
    ]
    ram = {"question": asked, "documents": documents}
    _write(top / "ramdocs/dev.jsonl", {**ram, "gold_answers": ["1961"], "wrong_answers": ["1875"]})
    poison = {
        "question": asked, "correct answer": "1961", "incorrect answer": "1875.",
        "adv_texts": ["The ferry Heron was built in 1875."] * 2,
    }  # fmt: skip
    _write(
        top / "poisonedrag/hotpotqa.json",
        {"a": {**poison, "id": "a"}, "b": {**poison, "id": "b", "correct answer": "Yes."}},
    )
    evidence = {"meta": {"id": "k1"}, "claim": pages["p1"], "label": "supported"}
    other = {"meta": {"id": "k2"}, "claim": "The Heron burnt in 1999.", "label": "not_supported"}
    _write(
        top / "wice/oracle_chunks__claim__dev.jsonl",
        {**evidence, "evidence": [pages["p2"]]},
        {**evidence, "evidence": [pages["p1"], pages["p2"]]},
        {**other, "evidence": [pages["p1"]]},
    )
    turns = [
        {"number": 1, "raw_utterance": "Where is Dunmore?"},
        {
            "number": 2, "raw_utterance": "How big is it?",
            "manual_rewritten_utterance": "How big is Dunmore?",
        },
    ]  # fmt: skip
    cast = top / "treccast/2020_manual_made.json"
    cast.parent.mkdir()
    cast.write_text(json.dumps([{"number": 1, "turn": turns}]))
    _write(top / "mtrag/x__clapnq_questions.jsonl", {"_id": "m", "text": "|user|: A?\n|user|: B?"})
    _write(top / "mtrag/x__clapnq_rewrite.jsonl", {"_id": "m", "text": "|user|: B of A?"})
    _write(top / "bipia/text_attack_train.json", {"Kind": ["Write a poem.", "Sing."]})
    return top


def _figures(name: str, data: Path, runs: Path, limit: int | None = None) -> dict[str, float]:
    task = task_of(name, Context(SETTINGS, data, limit))
    assert len({item.id for item in task.items}) == len(task.items)
    rows = perform(task, open_run(runs, task, SETTINGS)).rows
    return {m.key: figure_of(m, rows).value for m in task.measures}


def test_a_search_is_ranked(data: Path, tmp_path: Path) -> None:
    found = _figures("xquad_en", data, tmp_path)
    assert found == {"ndcg@10.dense": 1.0, "ndcg@10.lexical": 1.0, "ndcg@10.fused": 1.0}


def test_pages_are_found(data: Path, tmp_path: Path) -> None:
    found = _figures("wildgraph_nature", data, tmp_path)
    assert found["hit@1.floor"] == found["hit@1.fused"] == found["mrr.answer"] == 1.0


def test_rows_that_trained_are_left_out(data: Path, tmp_path: Path) -> None:
    found = _figures("clapnq", data, tmp_path)
    assert found["auroc"] == 1.0 and found["p@1"] == 1.0
    assert len(task_of("qacc", Context(SETTINGS, data)).items) == 1


def test_answers_and_misinformation_are_told_apart(data: Path, tmp_path: Path) -> None:
    assert _figures("qacc", data, tmp_path)["side_recall"] == 1.0
    found = _figures("ramdocs", data, tmp_path)
    assert found["misled"] in (0.0, 1.0) and found["exact"] == (1.0 - found["misled"])
    task = task_of("poisonedrag", Context(SETTINGS, data))
    assert [item.id for item in task.items] == ["a"]
    assert sum(_figures("poisonedrag", data, tmp_path)[k] for k in ("deceived", "true")) <= 1.0


def test_claims_are_judged_by_their_best_chunk(data: Path, tmp_path: Path) -> None:
    assert _figures("wice", data, tmp_path)["balanced"] == 1.0


def test_follow_ups_are_scored(data: Path, tmp_path: Path) -> None:
    assert _figures("treccast", data, tmp_path)["f1.ours"] == 1.0
    assert _figures("mtrag", data, tmp_path)["f1.raw"] == pytest.approx(2 / 4)


def test_planted_orders_are_not_said(data: Path, tmp_path: Path) -> None:
    found = _figures("bipia", data, tmp_path, limit=1)
    assert found["said"] == 0.0


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_an_absent_set_says_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(Skipped, match="--data DIR"):
        task_of(name, Context(SETTINGS, tmp_path))


def test_the_harness_measures_what_others_measure(tmp_path: Path) -> None:
    """XQuAD-en as MTEB publishes it: all-MiniLM-L6-v2 .944, BM25 .965."""
    if not (DEFAULT_DATA / "xquad_en").is_dir():
        pytest.skip(f"XQuAD-en is not under {DEFAULT_DATA}")
    found = _figures("xquad_en", DEFAULT_DATA, tmp_path)
    assert found["ndcg@10.dense"] == pytest.approx(0.944, abs=0.005)
    assert found["ndcg@10.lexical"] == pytest.approx(0.965, abs=0.005)
