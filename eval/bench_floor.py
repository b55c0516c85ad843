"""The floor of a cold answer: a bare process that asks llama.cpp for the same work.

``python -P eval/bench_floor.py TRACE.json`` imports llama_cpp and faiss, loads the file that the
trace names and repeats its calls (``eval.bench_trace`` writes it): the same settings, and the
same tokens in the same batches. It is a program of its own and imports nothing of this project.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path
from typing import Any

__all__ = ["Replay", "main"]


class Replay:
    """Repeats recorded calls on ``library``, the C functions of llama.cpp."""

    def __init__(self, library: Any) -> None:
        self._lib = library
        self._model: Any = None
        self._contexts: list[Any] = []

    def __call__(self, event: list[Any]) -> None:
        """Do one call. Raises RuntimeError where llama.cpp fails."""
        getattr(self, f"_{event[0]}")(*event[1:])

    def _load(self, path: str, fields: dict[str, Any]) -> None:
        params = _filled(self._lib.llama_model_default_params(), fields)
        self._model = self._lib.llama_model_load_from_file(path.encode(), params)
        _must(self._model, f"load {path}")

    def _context(self, fields: dict[str, Any]) -> None:
        params = _filled(self._lib.llama_context_default_params(), fields)
        context = self._lib.llama_init_from_model(self._model, params)
        _must(context, "make a context")
        self._contexts.append(context)

    def _memory(self, name: str, at: int, arguments: list[Any]) -> None:
        memory = self._lib.llama_get_memory(self._contexts[at])
        getattr(self._lib, name)(memory, *arguments)

    def _decode(self, at: int, entries: list[tuple[int, int, list[int], int]]) -> None:
        lib, streams = self._lib, max(len(entry[2]) for entry in entries)
        batch = lib.llama_batch_init(len(entries), 0, streams)
        for number, (token, place, sequences, wanted) in enumerate(entries):
            batch.token[number], batch.pos[number] = token, place
            batch.n_seq_id[number] = len(sequences)
            for slot, sequence in enumerate(sequences):
                batch.seq_id[number][slot] = sequence
            batch.logits[number] = wanted
        batch.n_tokens = len(entries)
        status = lib.llama_decode(self._contexts[at], batch)
        lib.llama_batch_free(batch)
        _must(status == 0, f"evaluate {len(entries)} tokens (status {status})")
        lib.llama_synchronize(self._contexts[at])

    def _sample(self, at: int) -> None:
        sampler = self._lib.llama_sampler_init_greedy()
        self._lib.llama_sampler_sample(sampler, self._contexts[at], -1)
        self._lib.llama_sampler_free(sampler)


def _filled(params: Any, fields: dict[str, Any]) -> Any:
    for name, value in fields.items():
        setattr(params, name, value)
    return params


def _must(done: Any, what: str) -> None:
    if not done:
        raise RuntimeError(f"llama.cpp could not {what}")


def main() -> None:
    """Repeat the trace that the command line names."""
    import faiss  # noqa: F401  # loading it is part of the floor
    import llama_cpp.llama_cpp as library

    quiet = library.llama_log_callback(lambda *_: None)
    library.llama_log_set(quiet, ctypes.c_void_p(0))
    library.llama_backend_init()
    replay = Replay(library)
    for event in json.loads(Path(sys.argv[1]).read_text("utf-8")):
        replay(event)
    library.llama_log_set(library.llama_log_callback(), ctypes.c_void_p(0))


if __name__ == "__main__":
    main()
