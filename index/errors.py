"""Errors of the index, each a sentence that says what happened and what to do.

RetrievalError
+-- CorpusError            the named path holds nothing that can be read
+-- DocumentError          one file cannot be read (collected, not fatal, when indexing)
+-- StoreError             the index folder cannot be used
|   +-- StoreMissing       no index there yet
|   +-- StoreMismatch      built with another embedder, extractor or version
|   +-- StoreDamaged       a file of it is missing or altered
|   +-- StoreLocked        another process is writing it
+-- EmbedderError          the embedding model cannot be found, loaded or run
"""

from __future__ import annotations

__all__ = [
    "CorpusError",
    "DocumentError",
    "EmbedderError",
    "RetrievalError",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMismatch",
    "StoreMissing",
]


class RetrievalError(Exception):
    """Base of all errors that the index raises on purpose."""


class CorpusError(RetrievalError):
    """The corpus path is missing, empty or holds no readable document."""


class DocumentError(RetrievalError):
    """One file cannot be read as a document."""


class StoreError(RetrievalError):
    """The index folder cannot be used."""


class StoreMissing(StoreError):
    """There is no index in the folder."""


class StoreMismatch(StoreError):
    """The index was made by another embedder, extractor or version."""


class StoreDamaged(StoreError):
    """A file of the index is missing, cut off or altered."""


class StoreLocked(StoreError):
    """Another process is writing the index."""


class EmbedderError(RetrievalError):
    """The embedding model cannot be found, loaded or run."""
