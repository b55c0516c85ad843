"""The answer contract as test helpers: the schema, and the rules that a schema cannot say."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.types import Document

__all__ = ["TextOf", "corpus_texts", "document_texts", "faults", "schema"]

TextOf = Callable[[Mapping[str, Any]], str | None]
"""The text of a document that an answer names, or None where it cannot be had."""

PLAIN = (".txt", ".md")
MARKER = re.compile(r"\[(\d+)\]")
SPEAKERLESS = ("outlet", "unknown")


@functools.cache
def schema() -> dict[str, Any]:
    """The schema that ships."""
    text = files("qa").joinpath("contract", "answer.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def document_texts(*documents: Document) -> TextOf:
    """Texts of documents held in memory."""
    texts = {document.id: document.text for document in documents}
    return lambda named: texts.get(named["document_id"])


def corpus_texts(corpus: Path) -> TextOf:
    """Texts of the plain files of a folder, read from the bytes; other formats give None.

    Raises AssertionError where a file's digest is not the one that the answer states.
    """

    def text_of(named: Mapping[str, Any]) -> str | None:
        path = corpus / named["source"]
        if path.suffix not in PLAIN:
            return None
        raw = path.read_bytes()
        text: str = raw.decode("utf-8-sig")
        assert hashlib.sha256(raw).hexdigest() == named["sha256"], named["source"]
        assert hashlib.sha256(text.encode()).hexdigest() == named["text_sha256"], named["source"]
        return text

    return text_of


def faults(answer: Mapping[str, Any], text_of: TextOf) -> list[str]:
    """Every rule of the contract that an answer breaks, in words; none for a good one."""
    import jsonschema

    checker = jsonschema.Draft202012Validator(schema())
    shape = [f"schema: {error.json_path}: {error.message}" for error in checker.iter_errors(answer)]
    if shape:
        return shape
    rules = (_places, _numbers, _statements, _positions, _speakers)
    return [fault for rule in rules for fault in rule(answer, text_of)]


def _places(answer: Mapping[str, Any], text_of: TextOf) -> Iterator[str]:
    """Cited words stand where the citation says; repeats hold the same words."""
    documents = {named["document_id"]: named for named in answer["documents"]}
    used = set()
    for place in (*answer["citations"], *answer["nearest"]):
        for also in (place, *place.get("also_at", ())):
            used.add(also["document_id"])
            named = documents.get(also["document_id"])
            if named is None:
                yield f"unknown document {also['document_id']}"
                continue
            if named["source"] != also["source"]:
                yield f"{also['source']} is {named['source']} among the documents"
            text = text_of(named)
            words = text and text[also["start_char_index"] : also["end_char_index"]]
            if words is not None and not _same(words, place["cited_text"], also is place):
                yield f"the words are not at {also['source']}:{also['start_char_index']}"
    if unused := documents.keys() - used:
        yield f"documents that nothing names: {sorted(unused)}"


def _same(words: str, cited: str, exact: bool) -> bool:
    return words == cited if exact else words.split() == cited.split()


def _numbers(answer: Mapping[str, Any], _: TextOf) -> Iterator[str]:
    """Citations are numbered 1 to N by first use."""
    numbers = [citation["number"] for citation in answer["citations"]]
    used = list(dict.fromkeys(n for s in answer["statements"] for n in s["citations"]))
    if numbers != list(range(1, len(numbers) + 1)) or used != numbers:
        yield f"citations are numbered {numbers} and first used as {used}"


def _statements(answer: Mapping[str, Any], _: TextOf) -> Iterator[str]:
    """Statements tile the text but for white space and their own markers, which follow them."""
    text, statements = answer["text"], answer["statements"]
    if not statements:
        return
    starts = [s["start_char_index"] for s in statements]
    if text[: starts[0]].strip():
        yield f"text before the first statement: {text[: starts[0]]!r}"
    for statement, following in zip(statements, [*starts[1:], len(text)], strict=True):
        start, end = statement["start_char_index"], statement["end_char_index"]
        if text[start:end] != statement["text"]:
            yield f"the statement is not at {start}"
        if following < end:
            yield "statements overlap or are out of order"
            continue
        after = text[end:following]
        if MARKER.sub("", after).strip():
            yield f"text outside statements: {after!r}"
        if [int(n) for n in MARKER.findall(after)] != statement["citations"]:
            yield f"the markers {after.strip()!r} are not {statement['citations']}"


def _positions(answer: Mapping[str, Any], _: TextOf) -> Iterator[str]:
    count, numbers = len(answer["statements"]), {c["number"] for c in answer["citations"]}
    for position in answer["positions"]:
        if max(position["statements"]) >= count or not numbers.issuperset(position["citations"]):
            yield "a position points nowhere"


def _speakers(answer: Mapping[str, Any], _: TextOf) -> Iterator[str]:
    for citation in answer["citations"]:
        if (citation["voice"] in SPEAKERLESS) != (citation["speaker"] is None):
            yield f"[{citation['number']}]: {citation['voice']} with {citation['speaker']!r}"
