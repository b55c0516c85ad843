"""Whether a value is an answer as the contract describes it, and whether it agrees with itself.

A saved answer may have been edited by hand. The shape is held against the schema that ships;
what a schema cannot say (numbers that exist, offsets inside the text) is checked here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from qa.errors import UsageError

__all__ = ["SCHEMA_VERSION", "check_answer", "faults_of"]

#: The version of answers that is read here.
SCHEMA_VERSION = 1

# No file has more characters; a larger number is a slip or an attack.
_LARGEST = 2**53
_MARKER = re.compile(r"\[([0-9]+)\]")
_WORD = re.compile(r"\w+")
_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "object": ((Mapping,), "an object"),
    "array": ((list, tuple), "a list"),
    "string": ((str,), "a text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "null": ((type(None),), "null"),
}


def check_answer(value: object) -> Mapping[str, Any]:
    """``value`` itself, if it has the shape of an answer of this version.

    Keys that the contract does not know are passed over. Raises UsageError that names the first
    wrong key, or says that another version made the answer.
    """
    if not isinstance(value, Mapping):
        raise UsageError(f"this is {_shown(value)}, not an answer as `qa ask --json` prints it")
    version = value.get("schema_version")
    if isinstance(version, int) and not isinstance(version, bool) and version != SCHEMA_VERSION:
        raise UsageError(
            f"another version of qa made this answer: its schema_version is {_shown(version)}, "
            f"{SCHEMA_VERSION} is read here; ask again, or verify it with that version"
        )
    if misfit := next(_misfits(value, _schema(), ""), None):
        raise UsageError(f"this is no answer as `qa ask --json` prints it: {misfit}")
    return value


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    path = files("qa").joinpath("contract", "answer.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _misfits(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    """What does not fit, in words; of JSON Schema, the part that our schema uses."""
    name = path or "the answer"
    if "type" in schema and not _is_of(value, schema["type"]):
        yield f"{name} is {_shown(value)}, not {_kinds(schema['type'])}"
    elif "const" in schema and (value != schema["const"] or isinstance(value, bool)):
        yield f"{name} is {_shown(value)}, not {schema['const']!r}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{name} is {_shown(value)}, not one of {', '.join(schema['enum'])}"
    elif isinstance(value, Mapping):
        yield from _object_misfits(value, schema, path)
    elif isinstance(value, list | tuple):
        yield from _list_misfits(value, schema, path)
    elif isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{name} is empty"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{name} is {_shown(value)}, which is not of the form {schema['pattern']}"
    elif isinstance(value, int) and not schema.get("minimum", -_LARGEST) <= value <= _LARGEST:
        yield f"{name} is {_shown(value)}; it must be from {schema.get('minimum', 0)} to 2^53"
    for rule in schema.get("allOf", ()):
        fits = next(_misfits(value, rule["if"], path), None) is None
        yield from _misfits(value, rule.get("then" if fits else "else", {}), path)


def _object_misfits(
    value: Mapping[Any, Any], schema: Mapping[str, Any], path: str
) -> Iterator[str]:
    for key in schema.get("required", ()):
        if key not in value:
            yield f"the key {f'{path}.{key}'.lstrip('.')} is missing"
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for key, item in value.items():
        inner = known.get(key, others)
        if isinstance(inner, Mapping):
            yield from _misfits(item, inner, f"{path}.{str(key)[:60]}".lstrip("."))


def _list_misfits(
    value: list[Any] | tuple[Any, ...], schema: Mapping[str, Any], path: str
) -> Iterator[str]:
    least, most = schema.get("minItems", 0), schema.get("maxItems", len(value))
    if not least <= len(value) <= most:
        bound = f"at least {least}" if len(value) < least else f"at most {most}"
        yield f"{path} has {len(value)} items where the status and the contract want {bound}"
    for number, item in enumerate(value):
        yield from _misfits(item, schema.get("items", {}), f"{path}[{number}]")


def _is_of(value: object, kinds: str | list[str]) -> bool:
    names = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(value, bool):  # to Python an int, to JSON none
        return "boolean" in names
    return any(isinstance(value, _KINDS[name][0]) for name in names)


def _kinds(kinds: str | list[str]) -> str:
    return " or ".join(_KINDS[name][1] for name in ([kinds] if isinstance(kinds, str) else kinds))


def _shown(value: object) -> str:
    """A value in an error message: short, whatever it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else f"{value[:60]}…")
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a number beyond all bounds"  # Python refuses to print a very long one
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else repr(value)[:60]


def faults_of(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Where an answer contradicts itself, a sentence each; none for a sound one.

    ``answer`` must have passed ``check_answer``. No document is looked at.
    """
    rules = (_citation_faults, _statement_faults, _text_faults, _position_faults)
    return tuple(chain.from_iterable(rule(answer) for rule in rules))


def _citation_faults(answer: Mapping[str, Any]) -> Iterator[str]:
    documents = {document["document_id"]: document for document in answer["documents"]}
    used = {number for statement in answer["statements"] for number in statement["citations"]}
    for place, citation in enumerate(answer["citations"], start=1):
        number = citation["number"]
        if number != place:
            yield f"Citation {place} of the list has the number {number}."
        if number not in used:
            yield f"No statement uses [{number}]."
        width = citation["end_char_index"] - citation["start_char_index"]
        if width != len(citation["cited_text"]):
            yield (
                f"[{number}] spans {width} characters, but its cited_text has "
                f"{len(citation['cited_text'])}."
            )
        for spot in (citation, *citation["also_at"]):
            yield from _place_faults(number, spot, documents)


def _place_faults(
    number: int, place: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    source = place["source"]
    if place["start_char_index"] >= place["end_char_index"]:
        yield f"[{number}] ends before it starts in {_shown(source)}."
    if source.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", source):
        yield f"[{number}] names {_shown(source)}, a place outside the folder; it is not opened."
    document = documents.get(place["document_id"])
    if document is None:
        yield f"[{number}] names a document_id that is not among the documents."
    elif document["source"] != source:
        yield (
            f"[{number}] names {_shown(source)}, but its document_id is that of "
            f"{_shown(document['source'])}."
        )


def _statement_faults(answer: Mapping[str, Any]) -> Iterator[str]:
    text, before = answer["text"], 0
    for place, statement in enumerate(answer["statements"], start=1):
        start, end = statement["start_char_index"], statement["end_char_index"]
        if text[start:end] != statement["text"]:
            where = "are outside" if end > len(text) else "hold other words of"
            yield f"Statement {place}: its offsets {start} to {end} {where} the text."
        if start < before:
            yield f"Statement {place} starts before the one ahead of it ends."
        before = max(before, end)
        yield from _support_faults(place, statement, answer)


def _support_faults(
    place: int, statement: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[str]:
    """Numbers that are there, and of what was cut, the words themselves."""
    by_number = {citation["number"]: citation for citation in answer["citations"]}
    for number in statement["citations"]:
        if number not in by_number:
            yield f"Statement {place} cites [{number}], which is not among the citations."
    cited = [by_number[number] for number in statement["citations"] if number in by_number]
    if not cited or statement["support"] == "supported":
        return  # a model's own wording: only the model's verification could judge it
    if statement["support"] == "verbatim":
        words = " ".join(statement["text"].split())
        if not any(words in " ".join(citation["cited_text"].split()) for citation in cited):
            yield f"Statement {place} is marked verbatim, but its citations do not hold its words."
        return
    documents = {document["document_id"]: document for document in answer["documents"]}
    held = [citation[key] for citation in cited for key in ("cited_text", "speaker", "cue")]
    named = [documents.get(citation["document_id"], {}) for citation in cited]
    held += [document.get(key) for document in named for key in ("title", "outlet", "published")]
    known = {word for words in held if words for word in _WORD.findall(words.casefold())}
    new = [word for word in _WORD.findall(statement["text"]) if word.casefold() not in known]
    if new:
        told = _shown(", ".join(new))
        yield f"Statement {place} has words that its citations do not hold: {told}."


def _text_faults(answer: Mapping[str, Any]) -> Iterator[str]:
    """Between statements stand only their markers: other words would be nobody's claim."""
    text, statements = answer["text"], answer["statements"]
    spans = [(s["start_char_index"], s["end_char_index"]) for s in statements]
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    if not statements or edges != sorted(edges):
        return  # told already: nothing is between statements that are out of order
    gaps = [text[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True)]
    for place, gap in enumerate(gaps):
        if words := _MARKER.sub("", gap).strip():
            yield f"The text holds words that belong to no statement: {_shown(words)}."
        marks = _MARKER.findall(gap)
        cited = [str(n) for n in statements[place - 1]["citations"]] if place else []
        if marks != cited:
            where = f"After statement {place}" if place else "Before the first statement"
            yield (
                f"{where} the text has the markers {_shown(', '.join(marks))}, "
                f"where {_shown(', '.join(cited))} belong."
            )


def _position_faults(answer: Mapping[str, Any]) -> Iterator[str]:
    count = len(answer["statements"])
    numbers = {citation["number"] for citation in answer["citations"]}
    for place, position in enumerate(answer["positions"], start=1):
        if max(position["statements"]) >= count or not numbers.issuperset(position["citations"]):
            yield f"Position {place} names a statement or a citation that is not there."
