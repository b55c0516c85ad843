"""Indexing against a bare SentenceTransformer, and vector search against bare FAISS."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.bench_corpus import write_corpus
from eval.bench_table import Bar, Row, Spread, in_turn
from eval.bench_tools import BenchError, Plan, seconds_of, usable_cores
from index import PassageIndex
from index import embed as index_embed
from index import store as index_store
from index.dense import DenseIndex
from index.embed import Embedder, open_embedder
from index.weights import find_model

__all__ = ["Listening", "indexing", "search", "unit_vectors"]

# The very numbers that the index uses, so that both sides do the same work.
BATCH, POOL = index_embed._BATCH, index_store._POOL
INDEXING_BAR = 0.9
DIMENSION = 384
QUERIES = 50
_CLOSE = 1e-4


class Listening:
    """An embedder that keeps what it was given to embed."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.identity = embedder.name, embedder.identity
        self.dimension, self.languages = embedder.dimension, embedder.languages
        self._embedder = embedder
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder does."""
        self.texts += texts
        return self._embedder.encode(texts)


def indexing(plan: Plan) -> Iterator[Row]:
    """Sentences a second of a whole build, and of only encoding the same texts."""
    plan.say("indexing: loading both embedders")
    corpus = plan.folder / "indexing"
    write_corpus(corpus, plan.indexed)
    embedder = open_embedder(None, plan.cache)
    encode = _bare_encoder()
    _must_agree(embedder, encode)
    numbers, texts = count(), []
    sentences = 0

    def ours() -> float:
        nonlocal texts, sentences
        listening = Listening(embedder)
        place = plan.folder / f"indexing-{next(numbers)}"
        plan.say(f"indexing: {plan.indexed:,} sentences")
        seconds = seconds_of(lambda: PassageIndex.build(corpus, place, listening))
        texts = listening.texts
        sentences = PassageIndex.open(place, lambda: listening).stats.evidence
        PassageIndex.purge(place)
        return sentences / seconds

    def floor() -> float:
        plan.say(f"indexing: the floor, {len(texts):,} texts")
        return sentences / seconds_of(lambda: encode(texts))

    built, bare = in_turn(plan.passes, ours, floor)
    yield Row(
        "indexing",
        f"`PassageIndex.build`, {sentences:,} sentences ({len(texts):,} texts)",
        "sentences/s",
        built,
        bare,
        Bar(INDEXING_BAR, sense=">="),
        f"floor: SentenceTransformer.encode of the same texts (each sentence, and it with its "
        f"neighbours), batches of {BATCH}, {usable_cores()} threads, model loaded; ours also "
        "reads, splits and writes",
    )


def _bare_encoder() -> Callable[[Sequence[str]], NDArray[np.float32]]:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.set_num_threads(usable_cores())
    path, _ = find_model(None)
    model = SentenceTransformer(str(path), device="cpu", local_files_only=True)

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return found

    return encode


def _must_agree(embedder: Embedder, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
    """Load both, and see that they do the same work. Raises BenchError."""
    texts = [f"The bridge was opened {years} years ago." for years in range(2 * BATCH)]
    apart = float(np.abs(embedder.encode(texts) - encode(texts)).max())
    if apart > _CLOSE:
        raise BenchError(f"the two embedders differ by {apart:.2g}: they do other work")


def search(plan: Plan) -> Iterator[Row]:
    """Time of a vector search at both sizes, by our index and by bare FAISS."""
    for size in plan.sizes:
        plan.say(f"search: {size:,} vectors")
        ours, floor = _search_times(unit_vectors(size, seed=0), plan.starts)
        yield Row(
            "search",
            f"`DenseIndex.search`, {size:,} vectors of {DIMENSION}, best {POOL}",
            "ms",
            ours,
            floor,
            note=f"floor: faiss.IndexFlatIP.search on the same random unit vectors; a value is "
            f"the mean of {QUERIES} queries, one at a time",
        )


def _search_times(vectors: NDArray[np.float32], repetitions: int) -> tuple[Spread, ...]:
    import faiss

    index = DenseIndex([f"{row:08}" for row in range(len(vectors))], vectors)
    bare: Any = faiss.IndexFlatIP(vectors.shape[1])
    bare.add(vectors)
    queries = unit_vectors(QUERIES, seed=1)

    def ours() -> float:
        return _mean_ms(lambda query: index.search(query, POOL), queries)

    def floor() -> float:
        return _mean_ms(lambda query: bare.search(query.reshape(1, -1), POOL), queries)

    return in_turn(repetitions, ours, floor, warm_up=1)


def _mean_ms(find: Callable[[NDArray[np.float32]], object], queries: NDArray[np.float32]) -> float:
    def all_of_them() -> None:
        for query in queries:
            find(query)

    return 1000 * seconds_of(all_of_them) / len(queries)


def unit_vectors(count: int, seed: int) -> NDArray[np.float32]:
    """Random unit vectors, float32, shape (count, 384); equal ones for equal seeds."""
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((count, DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors
