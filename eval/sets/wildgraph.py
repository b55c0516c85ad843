"""WildGraphBench: is the page that a fact stands on found among real scraped pages?

Pages that Wikipedia cites, as scraped, menus and all (https://arxiv.org/abs/2602.02053; questions
Apache-2.0, the pages their publishers': they are never shown in a report). The gold page's rank
by the assistant's search and by its reading stands beside a BM25 floor over chunks of 1,500
characters with the title, computed in the same run over the same pages. ``--limit N`` takes N
questions, their gold pages and N others. What is embedded is kept (``eval.sets.kept``).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from eval.asking import Remembers
from eval.metrics.retrieval import recall_at, reciprocal_rank
from eval.metrics.stats import Measure, Row
from eval.sets.kept import KeptVectors
from eval.sets.small import json_lines, sample
from eval.sets.task import Answers, Context, Task
from index import PassageIndex
from index.embed import open_embedder
from index.lexical import LexicalIndex, tokenize
from qa import Assistant
from qa.settings import Settings

__all__ = ["DOMAINS", "wildgraph_task"]

DOMAINS = ("nature", "human_activities")
CHUNK, DEPTH, FOUND = 1500, 10, 200
# So many other pages stand beside the gold ones of a sample, for each question.
OTHERS = 1
_STAGES = {"floor": "BM25 floor", "fused": "search", "answer": "reading"}


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    question: str
    gold: tuple[str, ...]


def _ranking(row: Row, stage: str) -> list[set[str]]:
    return [{page} for page in row["ranked"][stage]]


def _hit(row: Row, stage: str, k: int) -> Sequence[float]:
    return recall_at(_ranking(row, stage), [row["gold"]], k), 1.0


def _mrr(row: Row, stage: str) -> Sequence[float]:
    return reciprocal_rank(_ranking(row, stage), row["gold"]), 1.0


def _cites_gold(row: Row) -> Sequence[float] | None:
    return (float(row["cited_gold"]), 1.0) if row["status"] != "not_in_corpus" else None


def _answered(row: Row) -> Sequence[float]:
    return float(row["status"] != "not_in_corpus"), 1.0


def _measures() -> Iterator[Measure]:
    for stage, title in _STAGES.items():
        for k in (1, 5, 10):
            yield Measure(f"hit@{k}.{stage}", f"Gold page, Hit@{k}, {title}", "",
                          partial(_hit, stage=stage, k=k), group="Retrieval")  # fmt: skip
        yield Measure(f"mrr.{stage}", f"Gold page, MRR@10, {title}", "",
                      partial(_mrr, stage=stage), group="Retrieval")  # fmt: skip
    yield Measure("answered", "Answered", "all are answerable", _answered)
    yield Measure("cites_gold", "Answers that cite a gold page", "", _cites_gold)


def _fault(ranked: Mapping[str, Sequence[str]], gold: Sequence[str]) -> str:
    """Where the gold page stands at each stage, where the reading does not begin with it."""
    if ranked["answer"][:1] and ranked["answer"][0] in gold:
        return ""
    ranks = {
        title: next((str(at) for at, page in enumerate(ranked[stage], 1) if page in gold), "none")
        for stage, title in _STAGES.items()
    }
    return "gold page's rank: " + ", ".join(f"{title} {rank}" for title, rank in ranks.items())


def _floor(pages: Sequence[dict[str, Any]]) -> LexicalIndex:
    names, texts = [], []
    for page in pages:
        for at in range(0, max(1, len(page["text"])), CHUNK):
            names.append(f"{page['id']}\t{at}")
            texts.append(tokenize(f"{page['title']}\n{page['text'][at : at + CHUNK]}"))
    return LexicalIndex.build(names, texts)


def _pages(
    corpus: Sequence[dict[str, Any]], items: Sequence[_Question], limit: int | None
) -> list[dict[str, Any]]:
    """All pages; with a limit the gold ones and ``OTHERS`` times as many as questions beside."""
    if limit is None:
        return list(corpus)
    gold = {page for item in items for page in item.gold}
    others = sample([page for page in corpus if page["id"] not in gold], OTHERS * len(items))
    kept = gold | {page["id"] for page in others}
    return [page for page in corpus if page["id"] in kept]


@contextmanager
def _opened(pages: Sequence[dict[str, Any]], settings: Settings) -> Iterator[Assistant]:
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        for page in pages:
            (corpus / f"{page['id']}.md").write_text(page["text"], "utf-8")
        embedder = KeptVectors(
            open_embedder(settings.embedder, settings.cache_folder, threads=settings.threads),
            settings.cache_folder / "eval-vectors",
        )
        index = PassageIndex.update(corpus, Path(scratch) / "index", embedder)
        with Assistant(index, settings, embedder) as assistant:
            yield assistant


def wildgraph_task(context: Context, domain: str) -> Task:
    """The task of one domain: its single-fact questions. Raises Skipped where it is not there."""
    folder = context.data / "wildgraphbench" / domain
    corpus = json_lines(folder, "corpus.jsonl")
    asked = [
        _Question(row["qid"], row["question"], tuple(row["gold_doc_ids"]))
        for row in json_lines(folder, "questions.jsonl")
        if "single-fact" in row["question_type"] and row["gold_doc_ids"]
    ]
    items = sample(asked, context.limit)
    pages = _pages(corpus, items, context.limit)

    @contextmanager
    def start() -> Iterator[Answers]:
        floor = _floor(pages)
        with _opened(pages, context.settings) as assistant:
            memory = Remembers(assistant.judge)
            assistant.__dict__["judge"] = memory

            def answer(item: _Question) -> Row:
                told = assistant.ask(item.question, id=item.id)
                found = memory.found()
                hits = assistant.search(item.question, FOUND)
                names = floor.search(item.question, 20 * FOUND)[0]
                ranked = {
                    "floor": [name.split("\t")[0] for name in names],
                    "fused": [_page(h.document.source) for h in hits],
                    "answer": [_page(e.hit.document.source) for e in found],
                }
                cited = {_page(c.source) for c in told.citations}
                best = {s: list(dict.fromkeys(n))[:DEPTH] for s, n in ranked.items()}
                return {
                    "id": item.id,
                    "question": item.question,
                    "gold": list(item.gold),
                    "status": told.status,
                    "cited_gold": bool(cited & set(item.gold)),
                    "ranked": best,
                    "fault": _fault(best, item.gold),
                }

            yield answer

    floors = {"human_activities": "BM25 .40/.75/.86, MRR .540 computed elsewhere"}
    return Task(
        name=f"wildgraph_{domain}",
        about=f"WildGraphBench, {domain}: {len(pages)} of {len(corpus)} scraped pages, "
        f"{len(items)} of {len(asked)} single-fact questions",
        digest=hashlib.sha256(repr((pages, items)).encode()).hexdigest(),
        items=items,
        start=start,
        measures=tuple(_measures()),
        anchors={"mrr.floor": floors[domain]} if domain in floors else {},
        wrong=lambda row: bool(row["fault"]),
    )


def _page(source: str) -> str:
    return Path(source).stem
