"""Text to unit vectors: one protocol, run by onnxruntime or by sentence-transformers."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError
from index.export import (
    exported_model,
    is_prepared,
    open_session,
    open_tokenizer,
    padded_batch,
)
from index.weights import ModelFolder, find_model, read_model
from index.words import CommonWords

if TYPE_CHECKING:
    import onnxruntime
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

__all__ = [
    "Embedder",
    "OnnxEmbedder",
    "SentenceTransformerEmbedder",
    "encode_query",
    "open_embedder",
]

_BATCH = 16  # of 8, 16 and 32 the fastest on two cores, with texts sorted by length


class Embedder(Protocol):
    """Anything that turns texts into unit vectors.

    ``identity`` is one and the same for models that give the same vectors, and stable;
    ``languages`` are the codes that the model was made for, None where unknown.
    """

    @property
    def name(self) -> str: ...

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def languages(self) -> tuple[str, ...] | None: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit float32 rows, shape (len(texts), dimension). Raises EmbedderError."""
        ...


def encode_query(embedder: Embedder, query: str) -> NDArray[np.float32]:
    """The vector of a question, shape (dimension,).

    Some models want a question worded otherwise than a text (a prompt before it); an embedder
    of such a model has a method ``encode_queries``. Raises EmbedderError.
    """
    encode = getattr(embedder, "encode_queries", embedder.encode)
    vector: NDArray[np.float32] = encode([query])[0]
    return vector


def open_embedder(
    spec: str | None,
    cache: Path,
    notify: Callable[[str], None] | None = None,
    ahead: bool = False,
    threads: int = 0,
) -> Embedder:
    """The embedder that ``spec`` names, ready to run offline; None means the packaged one.

    ``spec`` is the folder of a sentence-transformers model, an installed package that carries
    one, or a name in the local Hugging Face cache. The first call for a model writes its ONNX
    file and the vectors of its common words into ``cache`` (some 15 s, announced through
    ``notify``); later ones load neither torch nor sentence_transformers. A model that cannot be
    exported is run by sentence-transformers. ``ahead`` begins to load it in the background (not
    that of sentence-transformers); a text that comes meanwhile waits for that. ``threads`` 0
    takes as many as there are cores; those of sentence-transformers are the whole process'.
    Raises EmbedderError.
    """
    model = read_model(*find_model(spec), cache)
    if notify and model.pooling and not is_prepared(model, cache):
        notify(f"preparing the embedder {model.name}, once")
    exported = exported_model(model, cache)
    if exported is None:
        return SentenceTransformerEmbedder(model.path, cache, name=model.name, threads=threads)
    embedder = OnnxEmbedder(model, exported, threads)
    if ahead:
        embedder.ahead()
    return embedder


class OnnxEmbedder:
    """A model exported to ONNX, run by onnxruntime on the CPU; loaded at the first text.

    Also the faster one for indexing (95 sentences of the seeds on two cores: 2.6 s, against
    6.4 s by sentence-transformers), and equal to it within 1e-6.
    """

    def __init__(self, model: ModelFolder, exported: Path, threads: int = 0) -> None:
        self.name = model.name
        self.identity = model.identity
        self.languages = model.languages
        self.dimension = model.dimension
        self._model = model
        self._exported = exported
        self._threads = threads
        self._lock = threading.Lock()
        self._parts: tuple[Tokenizer, onnxruntime.InferenceSession] | None = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit float32 rows, shape (len(texts), dimension), from the first ``max_length``
        word pieces of each text. Raises EmbedderError."""
        return self._encode([self._model.document_prompt + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``encode``, worded as questions for a model that tells them apart."""
        return self._encode([self._model.query_prompt + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        cleaned = [_cleaned(text, self._model.lower_case) for text in texts]
        texts_read = self._loaded()[0].encode_batch(cleaned)
        rest = []
        for row, text in enumerate(texts_read):
            if (known := self._words.vector(text)) is None:
                rest.append(row)
            else:
                vectors[row] = known
        pieces = {row: texts_read[row].ids for row in rest}
        # Texts of one length together: less padding to compute.
        order = sorted(rest, key=lambda row: len(pieces[row]))
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            vectors[rows] = self._run([pieces[row] for row in rows])
        return _checked(vectors, self.name)

    def _run(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids, mask = padded_batch(pieces, self._model.pad_id)
        session = self._loaded()[1]
        try:
            found = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        except Exception as error:  # onnxruntime's errors have no public base
            raise EmbedderError(f"the embedder {self.name} failed on a text ({error})") from error
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _words(self) -> CommonWords:
        return CommonWords.opened(self._exported.parent, self.dimension)

    def ahead(self) -> None:
        """Begin to load in the background; a text that comes meanwhile waits for that."""

        def load() -> None:
            with contextlib.suppress(Exception):  # who encodes is told of it
                self._loaded()

        threading.Thread(target=load, name="embedder").start()

    def _loaded(self) -> tuple[Tokenizer, onnxruntime.InferenceSession]:
        """The tokenizer and the session, loaded once. Raises EmbedderError."""
        with self._lock:
            if self._parts is None:
                try:
                    session = open_session(self._exported, self._threads)
                except Exception as error:  # onnxruntime's errors have no public base
                    raise EmbedderError(
                        f"the prepared embedder {self._exported} cannot be loaded ({error}); "
                        "delete that file, and it is made again"
                    ) from error
                self._parts = open_tokenizer(self._model), session
            return self._parts


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, run by that library; loaded at the first text.

    ``name_or_path`` and ``threads`` are as for ``open_embedder``; ``cache`` keeps the digests of
    its weights. Raises EmbedderError where there is no such model.
    """

    def __init__(
        self,
        name_or_path: str | Path,
        cache: Path,
        *,
        name: str | None = None,
        threads: int = 0,
    ) -> None:
        path, found = find_model(str(name_or_path))
        model = read_model(path, name or found, cache)
        self.name = model.name
        self.identity = model.identity
        self.languages = model.languages
        self._model = model
        self._threads = threads

    @cached_property
    def dimension(self) -> int:
        """The length of a vector; a model with a projection is loaded to learn it."""
        if self._model.pooling and self._model.dimension:
            return self._model.dimension
        return int(self._loaded.encode(["length"], show_progress_bar=False).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit float32 rows, shape (len(texts), dimension). Raises EmbedderError."""
        return self._encode([self._model.document_prompt + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``encode``, worded as questions for a model that tells them apart."""
        return self._encode([self._model.query_prompt + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        try:
            vectors = self._loaded.encode(
                [_cleaned(text, lower_case=False) for text in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                prompt="",
            )
        except (RuntimeError, ValueError) as error:
            raise EmbedderError(f"the embedder {self.name} failed on a text ({error})") from error
        return _checked(np.asarray(vectors, dtype=np.float32), self.name)

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            if self._threads:
                torch.set_num_threads(self._threads)
            logging.disable_progress_bar()
            return SentenceTransformer(
                str(self._model.path), device="cpu", local_files_only=True, trust_remote_code=False
            )
        except (OSError, ValueError, ImportError) as error:
            raise EmbedderError(
                f"the embedder {self.name} in {self._model.path} cannot be loaded ({error})"
            ) from error


def _cleaned(text: str, lower_case: bool) -> str:
    # Tokenizers take valid Unicode only; a lone surrogate has no UTF-8 form.
    plain = text.encode("utf-8", "replace").decode("utf-8").strip()
    return plain.lower() if lower_case else plain


def _checked(vectors: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    if not np.isfinite(vectors).all():
        raise EmbedderError(f"the embedder {name} gave a vector that is not finite")
    return vectors
