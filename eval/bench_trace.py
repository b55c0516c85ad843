"""What was asked of llama.cpp while something ran: a trace for the floor, and token counts.

The C functions in llama_cpp's module are wrapped for the time of a ``with`` block, below any
code of ours: what is recorded is what was evaluated, however the code above comes to change.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Tokens", "Trace", "counted", "recorded"]

_MEMORY = tuple(f"llama_memory_{end}" for end in "clear seq_rm seq_cp seq_keep seq_add".split())


@dataclass(slots=True)
class Tokens:
    """How much a model did. ``texts`` counts the streams in which tokens were read."""

    read: int = 0
    written: int = 0
    texts: int = 0
    _just_written: bool = field(default=False, repr=False)

    def decoded(self, tokens: int, texts: int = 0) -> None:
        """Count a batch; a token that was written just before and is now fed back is not read."""
        if not (self._just_written and tokens == 1):
            self.read += tokens
            self.texts += texts
        self._just_written = False

    def sampled(self) -> None:
        """Count a token that was written (or the end mark that closed the writing)."""
        self.written += 1
        self._just_written = True


@dataclass(slots=True)
class Trace:
    """The calls, in order, as ``eval.bench_floor`` repeats them, and the tokens in them."""

    events: list[list[Any]] = field(default_factory=list)
    tokens: Tokens = field(default_factory=Tokens)


@contextmanager
def counted(library: Any) -> Iterator[Tokens]:
    """Count tokens while the block runs; costs next to nothing."""
    tokens = Tokens()

    def decode(call: Callable[..., Any], context: Any, batch: Any) -> Any:
        tokens.decoded(int(batch.n_tokens))
        return call(context, batch)

    def sample(call: Callable[..., Any], *arguments: Any) -> Any:
        tokens.sampled()
        return call(*arguments)

    with _wrapped(library, {"llama_decode": decode, "llama_sampler_sample": sample}):
        yield tokens


@contextmanager
def recorded(library: Any) -> Iterator[Trace]:
    """Record all calls that the floor needs while the block runs.

    The model must be loaded, and used by one thread, inside the block.
    """
    recorder = _Recorder(library)
    with _wrapped(library, recorder.wrappers()):
        yield recorder.trace


class _Recorder:
    """Wrappers that write down their arguments, then call."""

    def __init__(self, library: Any) -> None:
        self._lib = library
        self._contexts: dict[int, int] = {}
        self._memories: dict[int, int] = {}
        self.trace = Trace()

    def wrappers(self) -> dict[str, Callable[..., Any]]:
        """A wrapper for each function by name; its first argument is the function."""
        return {
            "llama_model_load_from_file": self._load,
            "llama_init_from_model": self._context,
            "llama_get_memory": self._get_memory,
            "llama_decode": self._decode,
            "llama_sampler_sample": self._sample,
            **{name: self._memory(name) for name in _MEMORY},
        }

    def _say(self, *event: Any) -> None:
        self.trace.events.append(list(event))

    def _load(self, call: Callable[..., Any], path: bytes, params: Any) -> Any:
        self._say("load", path.decode(), _numbers(params))
        return call(path, params)

    def _context(self, call: Callable[..., Any], model: Any, params: Any) -> Any:
        context = call(model, params)
        self._contexts[_address(context)] = len(self._contexts)
        self._say("context", _numbers(params))
        return context

    def _get_memory(self, call: Callable[..., Any], context: Any) -> Any:
        memory = call(context)
        self._memories[_address(memory)] = self._contexts[_address(context)]
        return memory

    def _memory(self, name: str) -> Callable[..., Any]:
        def wrapper(call: Callable[..., Any], memory: Any, *arguments: Any) -> Any:
            self._say("memory", name, self._memories[_address(memory)], [int(a) for a in arguments])
            return call(memory, *arguments)

        return wrapper

    def _decode(self, call: Callable[..., Any], context: Any, batch: Any) -> Any:
        entries = [
            (
                int(batch.token[n]),
                int(batch.pos[n]),
                [int(batch.seq_id[n][s]) for s in range(batch.n_seq_id[n])],
                int(batch.logits[n]),
            )
            for n in range(batch.n_tokens)
        ]
        self._say("decode", self._contexts[_address(context)], entries)
        self.trace.tokens.decoded(len(entries), len({e[2][0] for e in entries}))
        return call(context, batch)

    def _sample(self, call: Callable[..., Any], sampler: Any, context: Any, at: int) -> Any:
        self._say("sample", self._contexts[_address(context)])
        self.trace.tokens.sampled()
        return call(sampler, context, at)


@contextmanager
def _wrapped(library: Any, wrappers: Mapping[str, Callable[..., Any]]) -> Iterator[None]:
    before = {name: getattr(library, name) for name in wrappers if hasattr(library, name)}
    for name, call in before.items():
        setattr(library, name, _bound(wrappers[name], call))
    try:
        yield
    finally:
        for name, call in before.items():
            setattr(library, name, call)


def _bound(wrapper: Callable[..., Any], call: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: wrapper(call, *arguments)


def _address(pointer: Any) -> int:
    """The address that a pointer of ctypes, or a plain number, holds."""
    if isinstance(pointer, int):
        return pointer
    return int(ctypes.cast(pointer, ctypes.c_void_p).value or 0)


def _numbers(params: ctypes.Structure) -> dict[str, int | float | bool]:
    """The fields of a struct that are numbers or truth values; pointers stay as they come."""
    pointers = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_wchar_p)
    return {
        name: getattr(params, name)
        for name, kind, *_ in params._fields_
        if isinstance(getattr(params, name), int | float | bool) and not issubclass(kind, pointers)
    }
