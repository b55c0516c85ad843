"""llama.cpp through its C functions: one model, one context for scoring, one for writing.

The high-level class of llama-cpp-python has no argument for ``use_extra_bufts``, and the
repacked AMX buffers behind that flag end the process on the first decode on some CPUs
(llama.cpp issues 20824 and 26954). So the C functions are called, with the flag off.
"""

from __future__ import annotations

import ctypes
import re
import sys
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from qa.cancel import check, current
from qa.errors import ModelBroken, ModelError, ModelMissing
from qa.streams import tree_of

if TYPE_CHECKING:
    from importlib.abc import Loader

__all__ = ["STREAMS", "STREAM_TOKENS", "Session", "load_library", "system_info"]

STREAMS = 8
STREAM_TOKENS = 256
_STEP_TOKENS = 512
_Entry = tuple[int, int, int | Sequence[int], bool]
_LOG_ERROR, _LOG_CONTINUED = 4, 5
_LOG_PREFIX = re.compile(r"^\w+: (?:error loading model: )?")
_LOG_LINES = 8


class _Log:
    """Keeps llama.cpp off stderr, and the last error lines for our own words."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._level = 0

    def __call__(self, level: int, text: bytes, _: object) -> None:
        self._level = level if level != _LOG_CONTINUED else self._level
        if self._level == _LOG_ERROR:
            self.lines = [*self.lines[1 - _LOG_LINES :], text.decode("utf-8", "replace").strip()]

    def why(self) -> str:
        """The first error since the last call, in llama.cpp's words."""
        lines, self.lines = [line for line in self.lines if line], []
        words = _LOG_PREFIX.sub("", lines[0]) if lines else ""
        return f"llama.cpp says “{words}”" if words else "llama.cpp gives no reason"


_LOG = _Log()
_LIBRARY: list[Any] = []


def load_library() -> Any:
    """The module of llama.cpp's C functions, silenced; the same one at every call.

    Raises ModelMissing when it is not installed, ModelBroken when it cannot be loaded.
    """
    if _LIBRARY:
        return _LIBRARY[0]
    try:
        library = _c_functions()
    except ModuleNotFoundError as error:
        raise ModelMissing(
            "the language model library is not installed: package llama-cpp-python is missing; "
            "run `make ask` in the project, or `pip install llama-cpp-python`"
        ) from error
    except (OSError, RuntimeError) as error:
        raise ModelBroken(
            f"the language model library cannot be loaded ({error}); "
            "build it again with `make clean-llama` and then `make ask`"
        ) from error
    callback = library.llama_log_callback(_LOG)
    library.llama_log_set(callback, ctypes.c_void_p(0))
    library.llama_backend_init()
    # The C side keeps a bare pointer to the callback: it must live as long as the process.
    _LIBRARY.extend((library, callback))
    return library


def _c_functions() -> Any:
    """The package's module of C functions, without the classes that it loads beside it.

    Those (chats, templates, a cache on disk) take .08 s and nothing here uses them: the package
    runs its own beginning where somebody asks for one of its names.
    """
    spec = None if "llama_cpp" in sys.modules else find_spec("llama_cpp")
    if spec is not None and spec.loader is not None:
        package = sys.modules["llama_cpp"] = module_from_spec(spec)
        package.__dict__["__getattr__"] = partial(_begun, package, spec.loader)
    return import_module("llama_cpp.llama_cpp")


def _begun(package: ModuleType, loader: Loader, name: str) -> Any:
    """A name of a package whose own code has not run: it runs now, once."""
    if package.__dict__.pop("__getattr__", None) is not None:
        loader.exec_module(package)
    return getattr(package, name)


def system_info() -> str:
    """The CPU features that the library was built to use, such as ``AVX2 = 1 | FMA = 1``."""
    return str(load_library().llama_print_system_info().decode("utf-8", "replace")).strip(" |\n")


class Session:
    """A loaded GGUF. Not safe to share between threads; its owner holds a lock.

    Raises ModelBroken when llama.cpp cannot load the file.
    """

    def __init__(self, path: Path, threads: int) -> None:
        self._lib = load_library()
        self._path = path
        self._threads = threads
        self._contexts: dict[tuple[int, int, bool], Any] = {}
        self._head: tuple[int, ...] = ()
        # llama.cpp asks before every node of its graph whether to go on: a function of Python
        # would wait for the interpreter's lock each time.
        self._look = self._lib.ggml_abort_callback(("strlen", ctypes.CDLL(None)))
        params = self._lib.llama_model_default_params()
        params.use_extra_bufts = False
        params.n_gpu_layers = 0
        _LOG.lines = []
        self._model = self._lib.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise ModelBroken(
                f"the language model {path} cannot be loaded: {_LOG.why()}; the file may be cut "
                "off, or made for another version; fetch it again, or name another with --model"
            )
        self._close = weakref.finalize(self, _free, self._lib, self._model, self._contexts)
        self._vocab = self._lib.llama_model_get_vocab(self._model)
        self._words = int(self._lib.llama_vocab_n_tokens(self._vocab))
        trained = int(self._lib.llama_model_n_ctx_train(self._model))
        self.stream_tokens = min(STREAM_TOKENS, trained) if trained > 0 else STREAM_TOKENS
        adds = self._lib.llama_vocab_get_add_bos(self._vocab)
        self.begin = [int(self._lib.llama_vocab_bos(self._vocab))] if adds else []

    def close(self) -> None:
        """Free the model and its contexts; further calls do nothing."""
        self._close()

    def warm(self) -> None:
        """Make the context for scoring, which is kept."""
        self._must_be_open()
        self._context(STREAMS, STREAMS * self.stream_tokens)

    def _must_be_open(self) -> None:
        if not self._close.alive:
            raise ModelError("this language model has been closed; open it again")

    def last_logits(
        self, rows: Sequence[Sequence[int]], tokens: Sequence[int]
    ) -> list[list[float]]:
        """For each row the logits of ``tokens`` after its last token.

        What rows begin with alike is read once for all of them, in one batch with the rest.
        """
        import numpy as np

        # In an order of their own, so that that of the call says nothing.
        order = sorted(range(len(rows)), key=lambda number: list(rows[number]))
        found: list[list[float]] = [[] for _ in rows]
        for start in range(0, len(order), STREAMS):
            group = order[start : start + STREAMS]
            context = self._context(STREAMS, STREAMS * self.stream_tokens)
            entries = tree_of([rows[number] for number in group])
            self._decode(context, [(e.token, e.place, e.streams, e.ends) for e in entries])
            ends = [entry for entry in entries if entry.ends]
            pointer = self._lib.llama_get_logits(context)
            logits = np.ctypeslib.as_array(pointer, shape=(len(ends) * self._words,))
            chosen = logits.reshape(len(ends), self._words)[:, list(tokens)].tolist()
            for entry, values in zip(ends, chosen, strict=True):
                for number in (group[stream] for stream in entry.streams):
                    if len(rows[number]) == entry.place + 1:
                        found[number] = values
        return found

    def tokenize(self, text: str, special: bool = False) -> list[int]:
        """The tokens of a text; ``special`` reads control tokens, for our own templates only."""
        self._must_be_open()
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        buffer = (self._lib.llama_token * room)()
        count = self._lib.llama_tokenize(self._vocab, data, len(data), buffer, room, False, special)
        if count < 0:
            raise ModelBroken(f"{self._path} cannot tokenise a text of {len(text)} characters")
        return list(buffer[:count])

    def chat_frame(self, content: str) -> str | None:
        """The model's chat template around one user message, or None if it has none we know."""
        self._must_be_open()
        template = self._lib.llama_model_chat_template(self._model, None)
        if not template:
            return None
        chat = (self._lib.llama_chat_message * 1)()
        chat[0].role, chat[0].content = b"user", content.encode()
        buffer = ctypes.create_string_buffer(4096)
        size = self._lib.llama_chat_apply_template(template, chat, 1, True, buffer, len(buffer))
        return buffer.raw[:size].decode("utf-8", "replace") if 0 < size <= len(buffer) else None

    def mean_log_likelihoods(self, rows: Sequence[Sequence[int]], tail: int) -> list[float]:
        """Mean log P of the last ``tail`` tokens of each row given those before, nats a token.

        Rows run as parallel streams, which on 8 rows of 45 tokens is twice as fast as one row
        after the other.
        """
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        means = [0.0] * len(rows)
        for start in range(0, len(order), STREAMS):
            group = order[start : start + STREAMS]
            scores = self._score_group([rows[number] for number in group], tail)
            for number, score in zip(group, scores, strict=True):
                means[number] = score
        return means

    def _score_group(self, rows: Sequence[Sequence[int]], tail: int) -> list[float]:
        import numpy as np

        context = self._context(STREAMS, STREAMS * self.stream_tokens, unified=False)
        targets = [row[len(row) - tail + step] for row in rows for step in range(tail)]
        entries = [
            (token, place, stream, place >= len(row) - tail - 1)
            for stream, row in enumerate(rows)
            for place, token in enumerate(row[:-1])
        ]
        self._decode(context, entries)
        pointer = self._lib.llama_get_logits(context)
        logits = np.ctypeslib.as_array(pointer, shape=(len(targets) * self._words,))
        logits = logits.reshape(len(targets), self._words)
        top = logits.max(axis=1)
        norm = top + np.log(np.exp(logits - top[:, None]).sum(axis=1, dtype=np.float64))
        chosen = logits[np.arange(len(targets)), targets] - norm
        return [float(score) for score in chosen.reshape(len(rows), tail).mean(axis=1)]

    def _decode(self, context: Any, entries: Sequence[_Entry]) -> None:
        """Run (token, position, stream or streams, wants logits) entries from empty caches."""
        lib = self._lib
        lib.llama_memory_clear(lib.llama_get_memory(context), False)
        self._step(context, entries)

    def _step(self, context: Any, entries: Sequence[_Entry]) -> None:
        batch = self._lib.llama_batch_init(len(entries), 0, STREAMS)
        try:
            for number, (token, place, stream, wanted) in enumerate(entries):
                batch.token[number], batch.pos[number] = token, place
                streams = [stream] if isinstance(stream, int) else stream
                batch.n_seq_id[number] = len(streams)
                for at, one in enumerate(streams):
                    batch.seq_id[number][at] = one
                batch.logits[number] = wanted
            batch.n_tokens = len(entries)
            _LOG.lines = []
            flag = current()
            self._lib.llama_set_abort_callback(context, self._look, ctypes.addressof(flag.buffer))
            status = self._lib.llama_decode(context, batch)
        finally:
            self._lib.llama_batch_free(batch)
        check()
        if status != 0:
            raise ModelBroken(
                f"the language model {self._path} failed on {len(entries)} tokens "
                f"(status {status}): {_LOG.why()}; run `qa doctor`"
            )

    def write(
        self, tokens: Sequence[int], budget: int, stop: tuple[str, ...], grammar: str | None,
        context_tokens: int, head: int = 0,
    ) -> str:  # fmt: skip
        """The greedy continuation of ``tokens``: at most ``budget`` tokens, cut at ``stop``.

        The first ``head`` tokens are read as a step of their own, and not again where the last
        call began with the same.
        """
        lib = self._lib
        sampler = self._sampler(grammar)
        try:
            context = self._context(1, context_tokens)
            self._read(context, tokens, head)
            written = b""
            for count in range(budget):
                token = int(lib.llama_sampler_sample(sampler, context, -1))
                if lib.llama_vocab_is_eog(self._vocab, token):
                    break
                written += self._piece(token)
                text = written.decode("utf-8", "replace")
                cuts = [at for at in (text.find(end) for end in stop if end) if at >= 0]
                if cuts:
                    return text[: min(cuts)]
                if count + 1 < budget:
                    self._step(context, [(token, len(tokens) + count, 0, True)])
            return written.decode("utf-8", "ignore")
        finally:
            lib.llama_sampler_free(sampler)

    def opened(
        self, tokens: Sequence[int], context_tokens: int, head: int = 0
    ) -> tuple[Any, Callable[[Sequence[int]], Any]]:
        """The logits after ``tokens``, and what reads more behind them and gives the next.

        They are rows of float32, one number a token of the vocabulary, good until the next step.
        ``head`` is as in ``write``.
        """
        import numpy as np

        context = self._context(1, context_tokens)
        self._read(context, tokens, head)
        at = len(tokens)

        def logits() -> Any:
            pointer = self._lib.llama_get_logits_ith(context, -1)
            return np.ctypeslib.as_array(pointer, shape=(self._words,))

        def go_on(more: Sequence[int]) -> Any:
            nonlocal at
            last = len(more) - 1
            self._step(context, [(t, at + n, 0, n == last) for n, t in enumerate(more)])
            at += len(more)
            return logits()

        return logits(), go_on

    @property
    def ending(self) -> list[int]:
        """The tokens that end a turn or a text."""
        found = (self._lib.llama_vocab_eos(self._vocab), self._lib.llama_vocab_eot(self._vocab))
        return [int(token) for token in found if int(token) >= 0]

    def _read(self, context: Any, tokens: Sequence[int], head: int) -> None:
        """``tokens`` into an empty cache, the first ``head`` by themselves or left from before."""
        memory, first = self._lib.llama_get_memory(context), tuple(tokens[:head])
        kept, self._head = self._head, ()
        if not head or kept != first or not self._lib.llama_memory_seq_rm(memory, 0, head, -1):
            self._lib.llama_memory_clear(memory, False)
            if head:
                self._step(context, [(token, n, 0, False) for n, token in enumerate(first)])
        last = len(tokens) - 1
        self._step(context, [(tokens[n], n, 0, n == last) for n in range(head, len(tokens))])
        self._head = first

    def _sampler(self, grammar: str | None) -> Any:
        lib = self._lib
        chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        if grammar is not None:
            _LOG.lines = []
            rule = lib.llama_sampler_init_grammar(self._vocab, grammar.encode(), b"root")
            if not rule:
                lib.llama_sampler_free(chain)
                raise ModelError("the grammar cannot be read; give GBNF with a rule named root")
            lib.llama_sampler_chain_add(chain, rule)
        lib.llama_sampler_chain_add(chain, lib.llama_sampler_init_greedy())
        return chain

    def _piece(self, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(256)
        size = self._lib.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
        return buffer.raw[: max(size, 0)]

    def _context(self, streams: int, tokens: int, unified: bool = True) -> Any:
        """The context for so many streams, made at first use and kept.

        ``unified``: one cache for all, so that tokens that streams share are read once, and streams
        of unlike lengths in one step. In caches of their own each step takes equally many of each,
        and equal streams give equal numbers.
        """
        if (streams, tokens, unified) in self._contexts:
            return self._contexts[streams, tokens, unified]
        params = self._lib.llama_context_default_params()
        params.n_ctx, params.n_batch = tokens, tokens
        params.n_ubatch = min(_STEP_TOKENS, tokens)
        params.n_seq_max, params.kv_unified = streams, unified
        params.n_threads = params.n_threads_batch = self._threads
        params.offload_kqv = params.op_offload = False
        params.no_perf = True
        _LOG.lines = []
        context = self._lib.llama_init_from_model(self._model, params)
        if not context:
            raise ModelBroken(
                f"the language model {self._path} gives no context of {tokens} tokens: "
                f"{_LOG.why()}; close other programs, or name a smaller model with --model"
            )
        self._contexts[streams, tokens, unified] = context
        return context


def _free(lib: Any, model: Any, contexts: dict[tuple[int, int, bool], Any]) -> None:
    for context in contexts.values():
        lib.llama_free(context)
    contexts.clear()
    lib.llama_model_free(model)
