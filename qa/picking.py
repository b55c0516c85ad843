"""A trusted model picks, among numbered sentences, those that answer.

It can write nothing but the numbers shown or "none": a grammar (GBNF, for llama.cpp) or a JSON
schema (for an endpoint) holds it to that, and what comes is read strictly all the same. It
never writes words of an answer, so the worst it can do is to choose badly; whether it chooses
well is what ``qa.probe`` finds out first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from qa.errors import EndpointMalformed
from qa.prompting import Prompt, as_value, load_prompt

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = [
    "MOST_PICKED",
    "MOST_SHOWN",
    "PROMPT_TOKENS",
    "Writer",
    "fill_lines",
    "first_words",
    "pick",
    "prefer",
    "tokens_of",
]

PROMPT_TOKENS = 640
"""Of a prompt, at most; a chat template adds up to about 50 of its own."""
MOST_SHOWN, MOST_PICKED = 6, 3
# Sentences are cut to so many words, and to fewer where the prompt would grow too long.
_SENTENCE_WORDS = (60, 40, 25)
_QUESTION_WORDS = 60
_WORD_CHARACTERS = 10
_NONE = "none"
_GRAMMAR_TOKENS, _JSON_TOKENS = 12, 40
_PICKED = re.compile(r"\s*(?:none|[1-9](?:\s*,\s*[1-9])*)\s*\.?\s*", re.ASCII)


class Writer(Protocol):
    """Whatever writes: of ``qa.model.Generator`` no more than this is needed."""

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str: ...


def pick(question: str, sentences: Sequence[str], generator: Writer) -> tuple[int, ...] | None:
    """The places (0-based) of at most three sentences that answer, the best first.

    () where the model says that none does; None where what it wrote is malformed, so that code
    has to pick. Only the first six sentences are shown. A generator with ``generate_json(prompt,
    schema, max_tokens)``, which gives JSON as text or already read, is asked by a schema, any
    other by a grammar. Raises ModelError as the generator does.
    """
    shown = tuple(sentences[:MOST_SHOWN])
    if not shown:
        return ()
    prompt = _prompt_of(question, shown, generator)
    if prompt is None:
        return None
    by_schema = getattr(generator, "generate_json", None)
    if by_schema is not None:
        try:
            written = by_schema(prompt, _schema(len(shown)), _JSON_TOKENS)
        except EndpointMalformed:
            return None
        return _from_json(written, len(shown))
    written = generator.generate(prompt, _GRAMMAR_TOKENS, ("\n",), _grammar(len(shown)))
    if not isinstance(written, str) or not _PICKED.fullmatch(written):
        return None
    return _places(re.findall(r"none|[1-9]", written), len(shown))


def prefer(evidence: Sequence[Evidence], picked: Sequence[int]) -> tuple[Evidence, ...]:
    """The evidence with the picked places first, each at least as probable as the best was.

    ``picked`` are places among the first of ``evidence``, which is in order of probability. What
    was not picked keeps its probability, so that the other side of a dispute is still found.
    With nothing picked the evidence is as it was.
    """
    if not picked:
        return tuple(evidence)
    top = evidence[0].probability
    first = [replace(evidence[i], probability=max(top, evidence[i].probability)) for i in picked]
    return (*first, *(e for i, e in enumerate(evidence) if i not in set(picked)))


def first_words(text: str, most: int) -> str:
    """The first ``most`` words, with three dots where something is left out.

    A word of a script without spaces has no end: characters are bounded too, ten for each word.
    """
    words = text.split()
    cut = " ".join(words[:most])[: most * _WORD_CHARACTERS]
    return cut if len(cut) == len(" ".join(words)) else f"{cut} ..."


def tokens_of(generator: Writer, text: str) -> int:
    """How many tokens the text has, guessed where the generator cannot count."""
    count = getattr(generator, "count_tokens", None)
    return int(count(text)) if count is not None else len(text) // 3


def fill_lines(prompt: Prompt, lines: Mapping[str, Sequence[str]], **values: str) -> str:
    """The prompt filled; each field of ``lines`` takes several lines, each made a value alone.

    So no line can hold another, or end the conversation. Raises KeyError for a missing field.
    """
    blank = dict.fromkeys(lines, "")
    names = iter(prompt.fields)
    made = []
    for text, is_value in prompt.pieces(**values, **blank):
        name = next(names) if is_value else ""
        made.append("\n".join(map(as_value, lines[name])) if name in lines else text)
    return "".join(made)


@lru_cache(maxsize=1)
def _prompt() -> Prompt:
    return load_prompt("pick")


def _prompt_of(question: str, shown: Sequence[str], generator: Writer) -> str | None:
    """The filled prompt, its sentences cut until it is short enough; None if it never is."""
    for words in _SENTENCE_WORDS:
        lines = [f"{i}. {first_words(text, words)}" for i, text in enumerate(shown, start=1)]
        filled = fill_lines(
            _prompt(), {"sentences": lines}, question=first_words(question, _QUESTION_WORDS)
        )
        if tokens_of(generator, filled) <= PROMPT_TOKENS:
            return filled
    return None


def _grammar(count: int) -> str:
    """GBNF: "none", or one to three of the numbers shown.

    https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md
    """
    numbers = " | ".join(f'"{i}"' for i in range(1, count + 1))
    more = " ".join(['(", " id'] * (MOST_PICKED - 1)) + ")?" * (MOST_PICKED - 1)
    return f'root ::= "{_NONE}" | id {more}\nid ::= {numbers}\n'


def _schema(count: int) -> dict[str, Any]:
    names = [_NONE, *(str(i) for i in range(1, count + 1))]
    array = {
        "type": "array",
        "items": {"type": "string", "enum": names},
        "minItems": 1,
        "maxItems": MOST_PICKED,
    }
    return {
        "type": "object",
        "properties": {"sentences": array},
        "required": ["sentences"],
        "additionalProperties": False,
    }


def _from_json(written: object, count: int) -> tuple[int, ...] | None:
    """Read what an endpoint gave, which may have held to the schema or not."""
    if isinstance(written, str | bytes):
        try:
            written = json.loads(written)
        except ValueError:
            return None
    names = written.get("sentences") if isinstance(written, Mapping) else None
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        return None
    return _places(names, count)


def _places(names: Sequence[str], count: int) -> tuple[int, ...] | None:
    """Places of the numbers; None for too many, one that was not shown, or "none" beside one."""
    if list(names) == [_NONE]:
        return ()
    if len(names) > MOST_PICKED:
        return None
    shown = {str(i): i - 1 for i in range(1, count + 1)}
    if not names or not all(name in shown for name in names):
        return None
    return tuple(dict.fromkeys(shown[name] for name in names))
