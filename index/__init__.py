"""Documents in, ranked passages out. No language model. Names are loaded when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.embed import Embedder, OnnxEmbedder, SentenceTransformerEmbedder, open_embedder
    from index.errors import (
        CorpusError,
        DocumentError,
        EmbedderError,
        RetrievalError,
        StoreDamaged,
        StoreError,
        StoreLocked,
        StoreMismatch,
        StoreMissing,
    )
    from index.fuse import reciprocal_rank_fusion
    from index.lexical import tokenize
    from index.load import discover, read_document, read_sources
    from index.store import PassageIndex, Stats
    from index.types import (
        Document,
        Hit,
        LeftOut,
        Passage,
        Place,
        Role,
        Sentence,
        Span,
        content_id,
    )

__all__ = [
    "CorpusError",
    "Document",
    "DocumentError",
    "Embedder",
    "EmbedderError",
    "Hit",
    "LeftOut",
    "OnnxEmbedder",
    "Passage",
    "PassageIndex",
    "Place",
    "RetrievalError",
    "Role",
    "Sentence",
    "SentenceTransformerEmbedder",
    "Span",
    "Stats",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMismatch",
    "StoreMissing",
    "content_id",
    "discover",
    "open_embedder",
    "read_document",
    "read_sources",
    "reciprocal_rank_fusion",
    "tokenize",
]

_NAMES = {
    "embed": ("Embedder", "OnnxEmbedder", "SentenceTransformerEmbedder", "open_embedder"),
    "fuse": ("reciprocal_rank_fusion",),
    "lexical": ("tokenize",),
    "load": ("discover", "read_document", "read_sources"),
    "store": ("PassageIndex", "Stats"),
    "types": (
        "Document",
        "Hit",
        "LeftOut",
        "Passage",
        "Place",
        "Role",
        "Sentence",
        "Span",
        "content_id",
    ),
}
_HOME = {name: f"index.{module}" for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, "index.errors")), name)
