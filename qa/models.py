"""The language models in use: the one that reads, and one's own, each loaded when first asked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import Hit
    from qa.model import LlamaCppModel
    from qa.settings import Settings

__all__ = ["Models"]

# From this cosine of a sentence on the model is likely to be asked: a guess, to save time alone.
NEAR = 0.35


class Models:
    """What the settings name; warm until closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = threading.RLock()
        self.early = False

    def close(self) -> None:
        """Free what was loaded; it is loaded again if asked again."""
        with self._loading:
            for name in ("_reader", "own", "writer"):
                model = self.__dict__.pop(name, None)
                if model is not None:
                    model.close()

    def ahead(self, hits: Sequence[Hit]) -> None:
        """Begin to load what judges in the background; who wants it meanwhile waits for that.

        Nothing is loaded where no hit comes near the question, nor where ``early`` is not set: a
        process that answers often gains nothing.
        """
        if not self.early or "_reader" in self.__dict__ or self._settings.no_model:
            return
        if all(hit.scores.get("dense", 0.0) < NEAR for hit in hits):
            return

        def load() -> None:
            with contextlib.suppress(Exception):  # who wants it is told of it
                model = self.reader
                if model is not None:
                    model.warm()

        threading.Thread(target=load, name="reader").start()

    @cached_property
    def _reader_path(self) -> Path | None:
        """The packaged model, trained to tell what answers; naming it loads nothing.

        A model of the user's own does not replace it: only the packaged one is trained to judge.
        None where there is none, or no model is to be used.
        """
        from qa.errors import ModelMissing
        from qa.requantise import reading_model

        if self._settings.no_model:
            return None
        try:
            return reading_model(self._settings.cache_folder)
        except ModelMissing:
            if self._settings.model is None:
                raise
            return None

    @property
    def names(self) -> str:
        """The model that reads and, where they are named, one's own and that of the endpoint."""
        own = None if self._settings.no_model else self._settings.model
        names = [path.stem for path in (self._reader_path, own) if path]
        elsewhere = self._settings.endpoint_model
        return " + ".join([*names, elsewhere] if elsewhere else names) or "none"

    @property
    def reader(self) -> LlamaCppModel | None:
        """What judges clauses: the packaged model or, without it, one's own by likelihood."""
        with self._loading:
            return self._reader

    @cached_property
    def _reader(self) -> LlamaCppModel | None:
        from qa.model import LlamaCppModel

        if self._reader_path is None:
            return self.own
        return LlamaCppModel(self._reader_path, threads=self._settings.threads, judges=True)

    @cached_property
    def own(self) -> LlamaCppModel | None:
        """The user's own model, which may pick and word where it is trusted to."""
        from qa.model import LlamaCppModel

        if self._settings.no_model or self._settings.model is None:
            return None
        return LlamaCppModel(self._settings.model, threads=self._settings.threads)

    @cached_property
    def writer(self) -> LlamaCppModel | None:
        """What may pick and word: one's own model, or the packaged one as it was published.

        What the packaged model learnt for judging clauses it unlearnt of writing.
        """
        from qa.model import LlamaCppModel
        from qa.requantise import faster_default

        if self._settings.no_model or self._settings.model is not None:
            return self.own
        path = faster_default(self._settings.cache_folder)
        return LlamaCppModel(path, threads=self._settings.threads)
