"""JSON from a language model: mended or dropped, checked against a schema; a schema as GBNF.

A small part of JSON Schema (draft 2020-12), enough for answers: ``type`` (one or a list),
``properties``, ``required``, ``additionalProperties`` (true or false), ``items``, ``enum``,
``const``, and bounds on numbers and lengths. Any other word that would constrain is an error,
not a silence. GBNF is the grammar notation of llama.cpp (its grammars/README.md). Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["check_schema", "first_object", "is_strict", "schema_fault", "schema_grammar"]

Schema = Mapping[str, Any]

_MOST_TEXT = 1_000_000
_MOST_SCANNED = 2_000_000
_MOST_REPEATS = 1_000
_MOST_DEPTH = 32

_THOUGHTS = re.compile(r"\A.*</think>", re.DOTALL)
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"|["{}\[\]]', re.DOTALL)
_COMMAS = re.compile(r'("(?:[^"\\]++|\\.)*+")|,(?=\s*[}\]])', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_NOTES = frozenset({"title", "description", "$schema", "default", "examples"})
_WORDS = frozenset(
    "type properties required additionalProperties items enum const minItems maxItems minLength "
    "maxLength minimum maximum".split()
)


def first_object(text: str) -> dict[str, Any] | None:
    """The first JSON object in what a model wrote; None if there is none that can be read.

    Around it may stand prose, code fences, and thoughts that end in ``</think>``. Commas before
    a closing bracket and bare line ends inside of strings are mended; nothing else is: not a
    missing end, no key twice, no NaN.
    """
    text = _THOUGHTS.sub("", text[:_MOST_TEXT])
    start, scanned = text.find("{"), 0
    while start >= 0 and scanned < _MOST_SCANNED:
        end, balanced = _balanced(text, start)
        value = _loaded(text[start:end]) if balanced else None
        if value is not None:
            return value
        scanned += end - start
        start = text.find("{", start + 1)
    return None


def check_schema(schema: Schema) -> None:
    """Raises ValueError for a schema that is not one of an object, or says what is not known."""
    if schema.get("type") != "object":
        raise ValueError("the schema must be one of an object")
    _check(schema, "the schema", 0)


def is_strict(schema: Schema) -> bool:
    """Whether every key is required and none may be added: what servers call ``strict``."""
    own = True
    if "object" in _types(schema):
        every = set(schema["properties"]) == set(schema.get("required", ()))
        own = every and schema.get("additionalProperties") is False
    return own and all(is_strict(part) for part in _parts(schema))


def schema_fault(value: object, schema: Schema, place: str = "the object") -> str:
    """Where and how ``value`` does not fit a schema that was checked; empty if it fits.

    What the model wrote is not repeated, but where: the place is made of the schema's keys.
    """
    types = _types(schema)
    if types and not any(_is(value, name) for name in types):
        return f"{place} is no {' or '.join(types)}"
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        return f"{place} is none of the {len(schema['enum'])} allowed values"
    if "const" in schema and not _same(value, schema["const"]):
        return f"{place} is not the one allowed value"
    if isinstance(value, dict):
        return _object_fault(value, schema, place)
    if isinstance(value, list):
        return _array_fault(value, schema, place)
    return _bound_fault(value, schema, place)


def schema_grammar(schema: Schema) -> str:
    """GBNF with a rule ``root`` for objects that fit a checked schema.

    It allows less than the schema: keys stand in the schema's order, all of them, with one
    blank after colons and commas. Bounds on numbers, and on lengths above 1,000, are not in it.
    """
    return "\n".join((f"root ::= {_rule(schema)}", *_BASE, ""))


def _balanced(text: str, start: int) -> tuple[int, bool]:
    """Where the bracket at ``start`` is closed, and true; else how far was looked, and false."""
    expected: list[str] = []
    for token in _TOKENS.finditer(text, start):
        mark = token[0]
        if mark in _CLOSING:
            expected.append(_CLOSING[mark])
        elif mark == '"' or (mark[0] != '"' and mark != expected.pop()):
            # A string without an end, or the wrong bracket.
            return token.end(), False
        if not expected:
            return token.end(), True
    return len(text), False


def _loaded(text: str) -> dict[str, Any] | None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    def no_number(name: str) -> float:
        raise ValueError(f"{name} is no JSON")

    try:
        value = json.loads(
            _COMMAS.sub(lambda match: match[1] or "", text),
            strict=False, object_pairs_hook=once, parse_constant=no_number,
        )  # fmt: skip
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _types(schema: Schema) -> tuple[str, ...]:
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def _parts(schema: Schema) -> list[Schema]:
    """The schemas inside of one."""
    inside = list(schema.get("properties", {}).values())
    return [*inside, schema["items"]] if "items" in schema else inside


def _check(schema: Schema, place: str, depth: int) -> None:
    if not isinstance(schema, Mapping) or depth > _MOST_DEPTH:
        raise ValueError(f"{place} is no schema, or goes deeper than {_MOST_DEPTH}")
    unknown = sorted(schema.keys() - _WORDS - _NOTES)
    if unknown:
        raise ValueError(f"{place} says {unknown[0]!r}; known are {', '.join(sorted(_WORDS))}")
    types = _types(schema)
    if not types and not schema.keys() & {"enum", "const"}:
        raise ValueError(f"{place} has neither a type nor an enum nor a const")
    if wrong := [name for name in types if name not in _TYPES]:
        raise ValueError(f"{place} has the type {wrong[0]!r}; types are {', '.join(_TYPES)}")
    if "object" in types:
        missing = set(schema.get("required", ())) - set(schema.get("properties", ()))
        if "properties" not in schema or missing:
            raise ValueError(f"{place} needs properties, and of all that is required")
        if not isinstance(schema.get("additionalProperties", False), bool):
            raise ValueError(f"{place} may have additionalProperties true or false")
    if "array" in types and "items" not in schema:
        raise ValueError(f"{place} needs items")
    for name, part in schema.get("properties", {}).items():
        _check(part, f"{place}, at {name!r},", depth + 1)
    if "items" in schema:
        _check(schema["items"], f"{place}, at its items,", depth + 1)


def _is(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _same(value: object, other: object) -> bool:
    """Equal as JSON is: true is not 1."""
    return isinstance(value, bool) == isinstance(other, bool) and value == other


def _object_fault(value: Mapping[str, Any], schema: Schema, place: str) -> str:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            return f"{place} has no {name!r}"
    if schema.get("additionalProperties") is False and value.keys() - properties.keys():
        return f"{place} has a key that the schema does not know"
    faults = (
        schema_fault(value[name], part, f"{place}, at {name!r},")
        for name, part in properties.items()
        if name in value
    )
    return next(filter(None, faults), "")


def _array_fault(value: Sequence[Any], schema: Schema, place: str) -> str:
    low, high = schema.get("minItems", 0), schema.get("maxItems", len(value))
    if not low <= len(value) <= high:
        return f"{place} has {len(value)} items, not {low} to {high}"
    if "items" not in schema:
        return ""
    items = (schema_fault(one, schema["items"], f"{place}, in its list,") for one in value)
    return next(filter(None, items), "")


def _bound_fault(value: object, schema: Schema, place: str) -> str:
    if isinstance(value, str):
        low, high = schema.get("minLength", 0), schema.get("maxLength", len(value))
        if not low <= len(value) <= high:
            return f"{place} has {len(value)} characters, not {low} to {high}"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high:
            return f"{place} is out of its bounds"
    return ""


_BASE = (
    r'char ::= [^"\\\x00-\x1f\x7f] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F]'
    r" [0-9a-fA-F])",
    'integer ::= "-"? ("0" | [1-9] [0-9]{0,14})',
    'number ::= integer ("." [0-9]{1,15})?',
    'boolean ::= "true" | "false"',
    'null ::= "null"',
)


def _rule(schema: Schema) -> str:
    """The right side of a rule, safe to stand inside of another."""
    if "const" in schema:
        return _literal(json.dumps(schema["const"], ensure_ascii=False))
    if "enum" in schema:
        values = (json.dumps(one, ensure_ascii=False) for one in schema["enum"])
        return f"({' | '.join(map(_literal, values))})"
    rules = [_typed_rule(name, schema) for name in _types(schema)]
    return rules[0] if len(rules) == 1 else f"({' | '.join(rules)})"


def _typed_rule(name: str, schema: Schema) -> str:
    if name == "object":
        return _object_rule(schema)
    if name == "array":
        return _array_rule(schema)
    if name == "string":
        times = _times(schema.get("minLength", 0), schema.get("maxLength"))
        return f'"\\"" char{times} "\\""'
    return name


def _object_rule(schema: Schema) -> str:
    pairs = [
        f"{_literal(json.dumps(name, ensure_ascii=False) + ': ')} {_rule(part)}"
        for name, part in schema["properties"].items()
    ]
    inside = f" {_literal(', ')} ".join(pairs)
    return f'"{{" {inside} "}}"'


def _array_rule(schema: Schema) -> str:
    low, high, item = schema.get("minItems", 0), schema.get("maxItems"), _rule(schema["items"])
    if high == 0:
        return '"[]"'
    more = _times(max(low - 1, 0), None if high is None else high - 1)
    inside = f"({item}) ({_literal(', ')} {item}){more}"
    return f'"[" {inside} "]"' if low else f'"[" ({inside})? "]"'


def _times(low: int, high: int | None) -> str:
    if high is not None and high <= _MOST_REPEATS:
        return f"{{{low},{high}}}"
    return f"{{{low},}}" if low else "*"


def _literal(text: str) -> str:
    """Text as GBNF writes it. JSON has escaped the control characters already."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
