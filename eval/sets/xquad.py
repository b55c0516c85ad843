"""XQuAD-en as retrieval: does the harness measure what others measure?

240 paragraphs, 1,187 questions with one gold paragraph each (CC BY-SA 4.0,
https://github.com/google-deepmind/xquad), the task XQuADRetrieval of MTEB. Whole paragraphs are
embedded and ranked, as MTEB does; this tests embedder, BM25 and nDCG, not the assistant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from eval.metrics.retrieval import ndcg_at
from eval.metrics.stats import Measure, Row
from eval.sets.small import json_lines
from eval.sets.task import Answers, Context, Task
from index.embed import encode_query, open_embedder
from index.fuse import reciprocal_rank_fusion
from index.lexical import LexicalIndex, tokenize

__all__ = ["xquad_task"]

DEPTH = 100


@dataclass(frozen=True, slots=True)
class _Query:
    id: str
    query: str
    gold: str


def _ndcg(row: Row, stage: str) -> Sequence[float]:
    rank = row["rank"][stage]
    ranking: list[set[int]] = [set()] * DEPTH
    if rank:
        ranking[rank - 1] = {0}
    return ndcg_at(ranking, [0]), 1.0


def xquad_task(context: Context) -> Task:
    """The task. Raises Skipped where the files are not there."""
    folder = context.data / "xquad_en"
    corpus = json_lines(folder, "corpus.jsonl")
    queries = [
        _Query(row["qid"], row["query"], row["doc_id"])
        for row in json_lines(folder, "queries_mteb.jsonl")
    ][: context.limit]
    ids, texts = [row["id"] for row in corpus], [row["text"] for row in corpus]

    @contextmanager
    def start() -> Iterator[Answers]:
        settings = context.settings
        embedder = open_embedder(settings.embedder, settings.cache_folder, threads=settings.threads)
        vectors = embedder.encode(texts)
        lexical = LexicalIndex.build(ids, [tokenize(text) for text in texts])

        def answer(item: _Query) -> Row:
            scores = vectors @ encode_query(embedder, item.query)
            dense = [ids[at] for at in (-scores).argsort(kind="stable")[:DEPTH]]
            words = list(lexical.search(item.query, DEPTH)[0])
            fused = [name for name, _ in reciprocal_rank_fusion([dense, words])]
            ranked = {"dense": dense, "lexical": words, "fused": fused}
            ranks = {
                stage: names.index(item.gold) + 1 if item.gold in names else 0
                for stage, names in ranked.items()
            }
            return {"id": item.id, "question": item.query, "rank": ranks}

        yield answer

    titles = {"dense": "embedder", "lexical": "BM25", "fused": "fused"}
    return Task(
        name="xquad_en",
        about="XQuAD-en, paragraphs ranked whole, all questions (CC BY-SA 4.0): checks the harness",
        digest=hashlib.sha256(repr((corpus, queries)).encode()).hexdigest(),
        items=queries,
        start=start,
        measures=tuple(
            Measure(
                f"ndcg@10.{stage}", f"nDCG@10, {title}", "", partial(_ndcg, stage=stage),
                group="Retrieval",
            )
            for stage, title in titles.items()
        ),
        anchors={
            "ndcg@10.dense": "all-MiniLM-L6-v2 .944 (MTEB results)",
            "ndcg@10.lexical": "bm25s .965 (MTEB results)",
        },
    )  # fmt: skip
