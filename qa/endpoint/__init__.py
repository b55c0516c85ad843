"""A language model behind any OpenAI-compatible server, where the user has named one.

It writes; it does not score. Nothing is sent before the first call, and then only to the URL
that was named. Prompts travel as the content of one message, with the marks of chat templates
broken up: llama.cpp's server, for one, reads such marks in a message as its own.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from enum import StrEnum
from typing import Any

from qa.endpoint.place import Endpoint, read_endpoint
from qa.endpoint.schemas import check_schema, first_object, is_strict, schema_fault, schema_grammar
from qa.endpoint.text import StopCut, Thoughts, whole_text
from qa.endpoint.wire import Piece, Wire
from qa.errors import EndpointMalformed, EndpointRefused, EndpointUnconstrained
from qa.safe_text import neutralise

__all__ = ["Constraint", "EndpointModel"]

SEED = 0
_MOST_STOPS = 4
"""As many as servers take; the others are looked for here."""

# What a server may not know and can do without: it is asked again without it, once.
_SPARE = frozenset({"max_tokens", "seed", "stop", "temperature"})

_MARK = {"mark": "q7w"}
_PROBE = "Say hello."
_PROBE_TOKENS = 48
_ASKED = (
    "Answer with one JSON object and nothing else, no code fence around it. "
    "It must fit this JSON Schema:\n"
)


class Constraint(StrEnum):
    """What a server can be held to."""

    GRAMMAR = "grammar"
    """The field ``grammar`` of llama.cpp's server: any GBNF, and so any schema too."""
    SCHEMA = "json_schema"
    """The field ``response_format`` of OpenAI: a JSON schema."""
    NONE = "none"


class EndpointModel:
    """A model of an OpenAI-compatible server at ``url``, such as http://localhost:8080/v1.

    The key is QA_API_KEY of ``environment`` (None: the process's), else OPENAI_API_KEY where
    the way to the server is private; neither shows in any text. ``read_seconds`` bounds a
    silence of the server, ``total_seconds`` a whole request, pauses of the caller of ``stream``
    included; a connection is given 5 seconds. Of proxies, those of the environment are used, but
    none to this computer. A request is repeated once if the server closes the connection before
    it has said anything, and without a field that the server says it does not know.

    Raises EndpointBadUrl, EndpointNoModel (no name) and EndpointKeyRefused (no key could be
    so) at once; every call raises the EndpointError that says what happened, or ModelMissing
    without the package openai. Safe to share between threads: calls do not wait for each other.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        read_seconds: float = 60.0,
        total_seconds: float = 300.0,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        known = os.environ if environment is None else environment
        self._endpoint: Endpoint = read_endpoint(url, model, known, read_seconds, total_seconds)
        self._wire = Wire(self._endpoint)
        self._lock = threading.Lock()
        self._constraint: Constraint | None = None
        self._without: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"EndpointModel({self.url!r}, {self.name!r})"

    @property
    def name(self) -> str:
        """The model's name, as the server knows it."""
        return self._endpoint.model

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return self._endpoint.shown

    @property
    def key_origin(self) -> str:
        """In words, where the key was found; never the key."""
        origin = self._endpoint.key.origin
        return f"with the key in {origin}" if self._endpoint.key else "without a key"

    @property
    def identity(self) -> str:
        """URL and model: all that tells this model from others. A server may change behind it."""
        return f"{self.url} {self.name}"

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        """What the model writes to the prompt, at temperature 0 and with a fixed seed.

        It ends after ``max_tokens`` (1 or more), or before the first of the ``stop`` texts.
        ``grammar`` is GBNF with a rule ``root``; EndpointUnconstrained where the server does
        not honour it. Equal calls give equal results as far as the server keeps to that.
        """
        held: dict[str, object] = {}
        if grammar is not None:
            if self.constraint() is not Constraint.GRAMMAR:
                raise EndpointUnconstrained(
                    f"the endpoint {self.url} cannot be held to a grammar; ask it for JSON, or "
                    "name a server that can, such as llama.cpp's, with --endpoint"
                )
            held = {"extra_body": {"grammar": grammar}}
        return self._written(_message(prompt), max_tokens, stop, held)[0]

    def stream(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = ()
    ) -> Generator[str, None, None]:
        """What ``generate`` returns, in pieces as they come. None of them is empty.

        Leaving the iterator (``close()``, or dropping it) closes the connection, and with that
        the server's work. Errors of the server come out of the iterator.
        """
        _check_tokens(max_tokens)
        return self._streamed(_message(prompt), max_tokens, stop)

    def generate_json(
        self, prompt: str, schema: Mapping[str, Any], max_tokens: int
    ) -> dict[str, Any]:
        """An object that fits ``schema``, one of an object as ``qa.endpoint.schemas`` knows it.

        The server is held to the schema if it can be; if it cannot, it is asked to keep to it.
        Either way the answer is mended where it is nearly JSON, and checked. Raises
        EndpointMalformed, without the words, for what does not fit; ValueError for a schema
        that says more than is known.
        """
        check_schema(schema)
        _check_tokens(max_tokens)
        constraint = self.constraint()
        content, held = _message(prompt), _held(constraint, schema)
        if constraint is Constraint.NONE:
            content += f"\n\n{_ASKED}{json.dumps(schema, ensure_ascii=False)}"
        text, why = self._written(content, max_tokens, (), held)
        value = first_object(text)
        fault = "no JSON object in it" if value is None else schema_fault(value, schema)
        if value is None and why == "length":
            fault = f"the JSON had no end after {max_tokens} tokens"
        if value is None or fault:
            raise EndpointMalformed(
                f"what {self.name} wrote at the endpoint {self.url} is not what was asked for "
                f"({fault}), and was dropped; ask again, or name another model with --model"
            )
        return value

    def constraint(self) -> Constraint:
        """What the server can be held to. The first call tries it out; the result is kept.

        One or two tiny requests ask for a greeting and hold the server to a mark: a server that
        honours the field writes the mark.
        """
        with self._lock:
            if self._constraint is None:
                tries = (Constraint.GRAMMAR, Constraint.SCHEMA)
                self._constraint = next(filter(self._honours, tries), Constraint.NONE)
            return self._constraint

    def close(self) -> None:
        """Close all connections; the model cannot be used afterwards."""
        self._wire.close()

    def _honours(self, constraint: Constraint) -> bool:
        schema = {
            "type": "object",
            "properties": {key: {"type": "string", "enum": [mark]} for key, mark in _MARK.items()},
            "required": list(_MARK),
            "additionalProperties": False,
        }
        held = _held(constraint, schema)
        try:
            text, _ = self._written(_PROBE, _PROBE_TOKENS, (), held)
            return bool(json.loads(text) == _MARK)
        except (EndpointRefused, ValueError, RecursionError):
            # An error of the server's own, or a greeting: it does not know the field.
            return False

    def _streamed(
        self, content: str, max_tokens: int, stop: Sequence[str]
    ) -> Generator[str, None, None]:
        with closing(self._pieces(content, max_tokens, stop, {})) as pieces:
            for text, _ in pieces:
                if text:
                    yield text

    def _written(
        self, content: str, max_tokens: int, stop: Sequence[str], held: Mapping[str, object]
    ) -> tuple[str, str]:
        """All that the model writes, and why it ended."""
        _check_tokens(max_tokens)
        pieces = list(self._pieces(content, max_tokens, stop, held))
        return "".join(text for text, _ in pieces), pieces[-1][1] if pieces else ""

    def _pieces(
        self, content: str, max_tokens: int, stop: Sequence[str], held: Mapping[str, object]
    ) -> Generator[Piece, None, None]:
        """The words as they come, without thoughts, up to the first of the ``stop`` texts."""
        thoughts, cut = Thoughts(), StopCut(stop)
        with closing(self._asked(content, max_tokens, stop, held)) as pieces:
            for text, why in whole_text(pieces):
                if why == "content_filter":
                    raise EndpointRefused(
                        f"the endpoint {self.url} withheld the answer by a filter of its own; "
                        "ask otherwise, or name another server with --endpoint"
                    )
                shown = cut.feed(thoughts.feed(text))
                if cut.ended:
                    yield shown, "stop"
                    return
                yield (shown + cut.feed(thoughts.rest()) + cut.rest() if why else shown), why

    def _asked(
        self, content: str, max_tokens: int, stop: Sequence[str], held: Mapping[str, object]
    ) -> Generator[Piece, None, None]:
        """The answer to one request; without the fields that the server turns out not to know."""
        while True:
            without = self._without
            fields = _fields(max_tokens, stop, without)
            message = {"role": "user", "content": content}
            request = {"model": self.name, "messages": [message], **fields, **held}
            begun = False
            try:
                with closing(self._wire.pieces(request)) as pieces:
                    for piece in pieces:
                        begun = True
                        yield piece
                return
            except EndpointRefused as refusal:
                if begun or refusal.field not in _SPARE - without:
                    raise
                self._without = self._without | {refusal.field}


def _message(prompt: str) -> str:
    return neutralise(prompt)


def _check_tokens(max_tokens: int) -> None:
    if max_tokens < 1:
        raise ValueError(f"max_tokens is {max_tokens}; it must be 1 or more")


def _fields(max_tokens: int, stop: Sequence[str], without: frozenset[str]) -> dict[str, object]:
    """How to write: as likely as can be, no chance in it."""
    fields: dict[str, object] = {"max_tokens": max_tokens, "temperature": 0, "seed": SEED}
    if ends := [text for text in stop if text][:_MOST_STOPS]:
        fields["stop"] = ends
    kept = {name: value for name, value in fields.items() if name not in without}
    if "max_tokens" in without:
        # The name that OpenAI's newer models want.
        kept["max_completion_tokens"] = max_tokens
    return kept


def _held(constraint: Constraint, schema: Mapping[str, Any]) -> dict[str, object]:
    """The fields that hold a server to a schema."""
    if constraint is Constraint.GRAMMAR:
        return {"extra_body": {"grammar": schema_grammar(schema)}}
    if constraint is Constraint.SCHEMA:
        named = {"name": "answer", "schema": dict(schema), "strict": is_strict(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    return {}
