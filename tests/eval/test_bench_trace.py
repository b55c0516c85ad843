"""What is recorded of llama.cpp, and what the floor repeats, on a library that is scripted."""

from __future__ import annotations

import ctypes
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bench_floor import Replay
from eval.bench_trace import counted, recorded


class Params(ctypes.Structure):
    _fields_ = (("n_ctx", ctypes.c_int), ("fast", ctypes.c_bool), ("place", ctypes.c_void_p))


class FakeLlama:
    """The C functions that a session calls; keeps what was asked of it."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def llama_model_default_params(self) -> Params:
        return Params(0, False, None)

    llama_context_default_params = llama_model_default_params

    def llama_model_load_from_file(self, path: bytes, params: Params) -> int:
        self.calls.append(("load", path, params.n_ctx, params.fast, params.place))
        return 7

    def llama_init_from_model(self, model: int, params: Params) -> int:
        self.calls.append(("context", model, params.n_ctx, params.fast))
        return 100 + sum(call[0] == "context" for call in self.calls)

    def llama_get_memory(self, context: int) -> int:
        return context + 1000

    def llama_memory_clear(self, memory: int, data: bool) -> None:
        self.calls.append(("clear", memory, bool(data)))

    def llama_memory_seq_cp(self, memory: int, *arguments: int) -> None:
        self.calls.append(("copy", memory, *arguments))

    def llama_batch_init(self, tokens: int, _: int, streams: int) -> SimpleNamespace:
        rows = [[0] * streams for _ in range(tokens)]
        empty = {name: [0] * tokens for name in ("token", "pos", "n_seq_id", "logits")}
        return SimpleNamespace(**empty, seq_id=rows, n_tokens=0)

    def llama_batch_free(self, batch: SimpleNamespace) -> None:
        pass

    def llama_decode(self, context: int, batch: SimpleNamespace) -> int:
        streams = tuple(tuple(s[:n]) for s, n in zip(batch.seq_id, batch.n_seq_id, strict=True))
        facts = (tuple(batch.token), tuple(batch.pos), streams, tuple(map(bool, batch.logits)))
        self.calls.append(("decode", context, *facts))
        return 0

    def llama_synchronize(self, context: int) -> None:
        pass

    def llama_sampler_init_greedy(self) -> int:
        return 5

    def llama_sampler_free(self, sampler: int) -> None:
        pass

    def llama_sampler_sample(self, sampler: int, context: int, at: int) -> int:
        self.calls.append(("sample", context))
        return 3


ENTRY = st.tuples(
    st.integers(0, 99), st.integers(0, 9), st.lists(st.integers(0, 7), min_size=1, max_size=3)
)
STEP = st.one_of(
    st.tuples(st.just("decode"), st.integers(0, 1), st.lists(ENTRY, min_size=1, max_size=6)),
    st.tuples(st.sampled_from(["clear", "copy", "sample"]), st.integers(0, 1)),
)


def do(library: FakeLlama, contexts: list[int], step: tuple[Any, ...]) -> None:
    """One step of a session."""
    kind, context = step[0], contexts[step[1]]
    if kind == "decode":
        batch = library.llama_batch_init(len(step[2]), 0, 3)
        for at, (token, place, streams) in enumerate(step[2]):
            batch.token[at], batch.pos[at], batch.logits[at] = token, place, at % 2 == 0
            batch.n_seq_id[at] = len(streams)
            batch.seq_id[at][: len(streams)] = streams
        batch.n_tokens = len(step[2])
        library.llama_decode(context, batch)
    elif kind == "sample":
        library.llama_sampler_sample(9, context, -1)
    elif kind == "clear":
        library.llama_memory_clear(library.llama_get_memory(context), False)
    else:
        library.llama_memory_seq_cp(library.llama_get_memory(context), 0, 1, 0, -1)


@given(st.lists(STEP, max_size=12))
def test_the_floor_repeats_the_very_calls_that_were_recorded(steps: list[tuple[Any, ...]]) -> None:
    real, bare = FakeLlama(), FakeLlama()
    with recorded(real) as trace:
        real.llama_model_load_from_file(b"a.gguf", Params(0, True, 1234))
        contexts = [real.llama_init_from_model(7, Params(size, False, None)) for size in (64, 8)]
        for step in steps:
            do(real, contexts, step)
    replay = Replay(bare)
    for event in json.loads(json.dumps(trace.events)):
        replay(event)
    # A pointer of the recorded process means nothing in another one.
    assert real.calls[0] == ("load", b"a.gguf", 0, True, 1234)
    assert bare.calls[0] == ("load", b"a.gguf", 0, True, None)
    assert bare.calls[1:] == real.calls[1:]


@given(st.lists(STEP, max_size=12))
def test_a_wrapped_library_is_as_it_was_afterwards_and_tokens_add_up(
    steps: list[tuple[Any, ...]],
) -> None:
    library = FakeLlama()
    contexts = [library.llama_init_from_model(7, Params()) for _ in range(2)]
    with counted(library) as tokens:
        for step in steps:
            do(library, contexts, step)
    do(library, contexts, ("sample", 0))
    batches = [len(step[2]) for step in steps if step[0] == "decode"]
    written = sum(step[0] == "sample" for step in steps)
    assert tokens.written == written
    assert sum(batches) - written <= tokens.read <= sum(batches)


def test_a_written_token_that_is_fed_back_is_not_counted_as_read() -> None:
    library = FakeLlama()
    context = library.llama_init_from_model(7, Params())
    prompt = [(token, token, [0]) for token in range(5)]
    with counted(library) as tokens:
        do(library, [context], ("decode", 0, prompt))
        for place in (5, 6):
            do(library, [context], ("sample", 0))
            do(library, [context], ("decode", 0, [(1, place, [0])]))
        do(library, [context], ("sample", 0))
    assert (tokens.read, tokens.written) == (5, 3)


def test_a_floor_that_fails_says_at_what() -> None:
    library = FakeLlama()
    library.llama_decode = lambda *_: 1  # type: ignore[method-assign]
    replay = Replay(library)
    replay(["load", "a.gguf", {}])
    replay(["context", {"n_ctx": 8}])
    with pytest.raises(RuntimeError, match=r"2 tokens \(status 1\)"):
        replay(["decode", 0, [[1, 0, [0], 0], [2, 1, [0], 1]]])
