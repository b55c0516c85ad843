"""Evidence made by hand: a clause of a document held in memory, with a probability."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import Document, Hit, Passage, Place, Sentence, Span, content_id
from qa.addition import FEATURES, Addition
from qa.attribution import Clause
from qa.evidence import Answerability, Evidence
from qa.signals import GLOBAL, TOKEN, Signals
from qa.types import Answer
from tests.contract import corpus_texts, faults
from tests.fakes_qa import made_document

__all__ = [
    "BLANK",
    "NEARLY",
    "PLAIN",
    "evidence",
    "faults_of",
    "hit_of",
    "made_signals",
    "one_by_one",
    "random_member",
]

BLANK = Signals(np.zeros((1, len(TOKEN)), np.float32), np.zeros(len(GLOBAL), np.float32))
PLAIN = Answerability(
    slope=1.0, bias=0.0, likelihood=0.5, reading=0.5, threshold=0.5, floor=-math.inf
)

# Adds what is nearly as good as the best, or half as good with another figure.
NEARLY = Addition(
    {**dict.fromkeys(FEATURES, 0.0), "best": -70.0, "other": 100.0, "figures_differ": 10.0},
    bias=0.0,
    threshold=0.5,
    unread=0.5,
)


def hit_of(document: Document, span: Span, order: int = 0, also_at: tuple[Place, ...] = ()) -> Hit:
    """A hit for the sentence at a span; its passage is the whole document."""
    name = content_id(document.id, str(span.start), str(span.end))
    sentence = Sentence(name, document.id, span, order, 0, also_at=also_at)
    whole = Passage(content_id(name, "p"), document.id, Span(0, len(document.text)), 0, 1)
    return Hit(document, whole, sentence, 0.5, {"dense": 0.5, "lexical": 2.0, "fused": 0.5})


def evidence(
    words: str,
    probability: float = 0.9,
    *,
    document: Document | None = None,
    sentence: Span | None = None,
    also_at: tuple[Place, ...] = (),
    **clause: Any,
) -> Evidence:
    """The first place of ``words`` in a document (default: one that holds nothing else)."""
    document = document or made_document(f"{content_id(words)}.txt", words)
    start = document.text.index(words)
    span = Span(start, start + len(words))
    clause = {"voice": "outlet", **clause}
    hit = hit_of(document, sentence or span, start, also_at)
    return Evidence(hit, Clause(span, **clause), BLANK, probability, probability)


def one_by_one(a: Evidence, b: Evidence) -> float:
    """A cosine under which only the same words are the same."""
    return 1.0 if a.text == b.text else 0.5


def made_signals(rng: np.random.Generator, words: int) -> Signals:
    """Signals with values as they come, for ``words`` words."""
    tokens = rng.normal(size=(words, len(TOKEN))).astype(np.float32)
    return Signals(tokens, rng.normal(size=len(GLOBAL)).astype(np.float32))


def random_member(rng: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    """One network of the reranker with weights drawn at random."""
    hidden, out, row = 16, 32, len(GLOBAL)
    shapes: dict[str, tuple[int, ...]] = {
        "w1": (len(TOKEN), hidden), "b1": (hidden,), "w2": (hidden, hidden), "b2": (hidden,),
        "w3": (3 * hidden + row, out), "b3": (out,), "w4": (out,), "b4": (), "linear": (row,),
        "mean": (row,),
    }  # fmt: skip
    drawn = {n: np.asarray(rng.normal(size=s) / 4, dtype=np.float32) for n, s in shapes.items()}
    return {**drawn, "scale": rng.uniform(0.5, 2.0, size=row).astype(np.float32)}


def faults_of(answer: Answer, corpus: Path) -> list[str]:
    """Every rule of the contract that an answer over a folder of plain files breaks."""
    return faults(json.loads(answer.to_json()), corpus_texts(corpus))
