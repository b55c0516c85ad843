"""The language model: scores questions by likelihood, and writes where it may.

``Generator`` is the seam; ``LlamaCppModel`` runs any GGUF file in this process through
llama.cpp. Text of documents and users is always tokenised as plain text: a special token
that is spelled out in a document is a run of ordinary letters to the model.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Protocol

from qa.errors import ModelError, ModelMissing
from qa.gguf import check_gguf, default_model_path, file_sha256
from qa.llama import STREAM_TOKENS, Session
from qa.prompting import as_value, load_prompt
from qa.streams import tree_of

__all__ = [
    "MAX_QUESTION_TOKENS",
    "MAX_SENTENCE_TOKENS",
    "Generator",
    "LlamaCppModel",
]

MAX_SENTENCE_TOKENS = 160
MAX_QUESTION_TOKENS = 64
"""Longer texts are cut at the end: a score of a sentence is about its head."""

_MAX_CHARACTERS = 8_000
_PLACE = "\ue000"
# The prompts that a model writes after, and two values that no prompt begins with alike.
_WRITING, _VALUES = ("word", "pick", "alone"), ("Anna", "7")


class Generator(Protocol):
    """What the assistant needs of a language model; equal calls give equal results."""

    @property
    def name(self) -> str:
        """A short name, such as the file's."""
        ...

    @property
    def identity(self) -> str:
        """What tells this model from all others: the sha256 of its weights, where there are any."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has as plain text."""
        ...

    def score_question(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Mean log P(question token | sentence) for each sentence, in nats a token (<= 0)."""
        ...

    @property
    def judges(self) -> bool:
        """Whether ``score_readings`` can be asked: the model was trained to tell answers."""
        ...

    def score_readings(self, readings: Sequence[str]) -> list[float]:
        """log P(" yes") - log P(" no") after each text of ``qa.reader``, in nats."""
        ...

    def reading_tokens(self, readings: Sequence[str]) -> int:
        """How many tokens ``score_readings`` reads for these texts in one call."""
        ...

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        """What the model writes after the prompt, as likely as can be (no chance in it)."""
        ...


class LlamaCppModel:
    """A GGUF file run by llama.cpp on the CPU, in this process; warm until closed.

    ``path`` None takes the packaged default. ``threads`` None or 0 takes the cores that
    this process may use. ``context`` bounds prompt and writing together, in tokens; scoring has
    streams of its own, each of at most 256 tokens. ``identities`` is a file in which the
    sha256 of large models is remembered. ``judges`` says that the file was trained for
    ``score_readings``, as ``qa.requantise.reading_model`` is. Raises ModelMissing when there is
    no such file or no llama.cpp, and ModelBroken when llama.cpp cannot load the file. Safe to
    share between threads: calls wait for each other.
    """

    def __init__(
        self,
        path: Path | None = None,
        threads: int | None = None,
        context: int = 1024,
        identities: Path | None = None,
        judges: bool = False,
    ) -> None:
        self.path = default_model_path() if path is None else path.expanduser()
        check_gguf(self.path)
        if context < STREAM_TOKENS:
            raise ValueError(f"a context needs at least {STREAM_TOKENS} tokens, got {context}")
        self.threads = threads or _usable_cores()
        self.context = context
        self._identities = identities
        self._lock = threading.Lock()
        self._session = Session(self.path, self.threads)
        self._prompt = load_prompt("question_likelihood")
        self._heads: list[list[int]] | None = None
        self.judges = judges

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def identity(self) -> str:
        """The sha256 of the file, 64 hex digits. Raises ModelMissing if it is gone."""
        try:
            return file_sha256(self.path, self._identities)
        except OSError as error:
            raise ModelMissing(
                f"the language model {self.path} cannot be read any more: {error.strerror}; "
                "put it back, or name another with --model"
            ) from error

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has as plain text."""
        with self._lock:
            return len(self._session.tokenize(text))

    def score_question(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Mean log P(question token | sentence) for each sentence, in nats a token (<= 0).

        This is the query likelihood of Ponte and Croft (1998, doi:10.1145/290941.291008) with a
        language model in place of counts, as in Sachan et al. (2022, arXiv:2204.07496). Each
        sentence is cut to 160 tokens, the question to 64. The order of the sentences changes
        nothing; other sentences in the call may move a score by about 0.01, since sums are
        rounded in another order. Equal calls give equal scores. Raises ValueError for an empty
        question, ModelBroken when the model fails.
        """
        if not question.strip():
            raise ValueError("an empty question has no likelihood")
        with self._lock:
            before, asked = self._frame(question)
            rows = [self._row(sentence, before, asked) for sentence in sentences]
            return self._session.mean_log_likelihoods(rows, len(asked))

    def score_readings(self, readings: Sequence[str]) -> list[float]:
        """log P(" yes") - log P(" no") after each text, in nats.

        Each text is cut at its head to 256 tokens. Raises ModelError for a model that was not
        trained to judge, ModelBroken when it fails.
        """
        if not self.judges:
            raise ModelError(f"{self.name} was not trained to tell what answers")
        with self._lock:
            answers = [self._session.tokenize(answer)[0] for answer in (" yes", " no")]
            logits = self._session.last_logits(self._reading_rows(readings), answers)
            return [yes - no for yes, no in logits]

    def reading_tokens(self, readings: Sequence[str]) -> int:
        """How many tokens ``score_readings`` reads for these texts in one call of at most 8.

        What texts begin with alike counts once.
        """
        with self._lock:
            return len(tree_of(self._reading_rows(readings)))

    def _reading_rows(self, readings: Sequence[str]) -> list[list[int]]:
        session = self._session
        room = session.stream_tokens - len(session.begin)
        return [[*session.begin, *session.tokenize(text)[-room:]] for text in readings]

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        """What the model writes to the prompt as the user's message, greedily.

        The chat template of the GGUF is put around the prompt (none if it has none). Writing
        ends at an end token, after ``max_tokens``, when the context is full, or before the
        first of the ``stop`` texts. ``grammar`` is GBNF with a rule ``root``. Raises
        ModelError when the prompt leaves no room or the grammar cannot be read, ModelBroken
        when the model fails.
        """
        with self._lock:
            tokens = self._fitting(prompt)
            budget = min(max_tokens, self.context - len(tokens))
            head = self._head_of(tokens)
            return self._session.write(tokens, budget, tuple(stop), grammar, self.context, head)

    def shorten(self, prompt: str, text: str, max_tokens: int) -> str:
        """Words of ``text`` in their order, as the model keeps them (``qa.shortening``).

        ``prompt`` asks for the text in fewer words. Raises ModelError when it leaves no room,
        ModelBroken when the model fails.
        """
        from qa.shortening import shorten

        with self._lock:
            tokens = self._fitting(prompt)
            logits, go_on = self._session.opened(tokens, self.context, self._head_of(tokens))
            budget = min(max_tokens, self.context - len(tokens))
            session = self._session
            return shorten(text, logits, go_on, session.tokenize, session.ending, budget)

    def warm(self) -> None:
        """Make ready to score, which the first text would otherwise wait for."""
        with self._lock:
            self._session.warm()

    def close(self) -> None:
        """Free the model's memory; the model cannot be used afterwards."""
        with self._lock:
            self._session.close()

    def _row(self, sentence: str, before: list[int], asked: list[int]) -> list[int]:
        """Tokens of one filled template, at most 256."""
        head = self._session.tokenize(as_value(sentence[:_MAX_CHARACTERS]))
        room = min(MAX_SENTENCE_TOKENS, self._session.stream_tokens - len(before) - len(asked) - 1)
        return [*self._session.begin, *head[: max(room, 0)], *before, *asked]

    def _frame(self, question: str) -> tuple[list[int], list[int]]:
        """The tokens between sentence and question, and those of the question.

        A space before the question goes to the question's first token, as byte-pair
        vocabularies have it.
        """
        pieces = self._prompt.pieces(sentence="", question=question[:_MAX_CHARACTERS])
        between = "".join(text for text, is_value in pieces if not is_value)
        gap = " " if between.endswith(" ") else ""
        asked = self._session.tokenize(gap + pieces[-1][0])[:MAX_QUESTION_TOKENS]
        return self._session.tokenize(between.removesuffix(" ")), asked

    def _fitting(self, prompt: str) -> list[int]:
        """The prompt's tokens; raises ModelError where no other fits behind them."""
        tokens = self._chat(prompt)
        if len(tokens) + 1 > self.context:
            raise ModelError(
                f"the prompt has {len(tokens)} tokens and the context holds {self.context}; "
                "give less text, or a larger context"
            )
        return tokens

    def _head_of(self, tokens: list[int]) -> int:
        """How many of the tokens are those that all prompts of one kind begin with; else 0.

        They are read once for as many prompts as follow each other, and always by themselves, so
        that equal calls stay equal.
        """
        if self._heads is None:
            self._heads = [
                head
                for prompt in map(load_prompt, _WRITING)
                if (head := self._same(prompt.fill(**dict.fromkeys(prompt.fields, value))
                                       for value in _VALUES))
            ]  # fmt: skip
        return next((len(head) for head in self._heads if tokens[: len(head)] == head), 0)

    def _same(self, prompts: Iterable[str]) -> list[int]:
        """The tokens that the prompts begin with alike, inside the chat template."""
        columns = zip(*map(self._chat, prompts), strict=False)
        return [one[0] for one in takewhile(lambda column: len(set(column)) == 1, columns)]

    def _chat(self, prompt: str) -> list[int]:
        """The tokens of the prompt inside the chat template: special ones outside it only."""
        frame = self._session.chat_frame(_PLACE)
        if frame is None or frame.count(_PLACE) != 1:
            return [*self._session.begin, *self._session.tokenize(prompt)]
        head, tail = frame.split(_PLACE)
        session = self._session
        return [
            *session.tokenize(head, special=True),
            *session.tokenize(prompt),
            *session.tokenize(tail, special=True),
        ]


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
