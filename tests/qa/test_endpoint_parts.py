"""The pure parts of an endpoint: URLs and keys, JSON and schemas, words in pieces."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.endpoint.place import Key, find_key, is_loopback, read_endpoint
from qa.endpoint.schemas import check_schema, first_object, is_strict, schema_fault, schema_grammar
from qa.endpoint.text import StopCut, Thoughts, whole_text
from qa.errors import EndpointBadUrl, EndpointKeyRefused, EndpointNoModel
from tests.endpoint_server import derived, instance

KEY = "sk-0123456789abcdefghij"

# URLs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://localhost:8080/v1", "http://localhost:8080/v1"),
        (" https://host/v1/ \n", "https://host/v1"),
        ("https://host/v1/chat/completions/", "https://host/v1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTP://Host/", "http://Host"),
        ("https://bücher.example/v1", "https://bücher.example/v1"),
    ],
)
def test_a_url_is_made_plain(url: str, plain: str) -> None:
    assert read_endpoint(url, "m", {}, 1, 1).url == plain


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", "an empty text cannot be"),
        ("localhost:8080/v1", "does not begin with http:// or https://"),
        ("file:///etc/passwd", "does not begin with"),
        ("http://", "it names no host"),
        ("http://:80/v1", "it names no host"),
        ("http://host:0/v1", "there is no port 0"),
        ("http://host:99999/v1", "host or port cannot be read"),
        ("http://host:x/v1", "host or port cannot be read"),
        ("http://[::1/v1", "host or port cannot be read"),
        ("http://a..b/v1", "host or port cannot be read"),
        (f"http://{'a' * 70}/v1", "host or port cannot be read"),
        ("http://ho st/v1", "a blank"),
        ("http://host/v1\x1b[31m", "a blank, or another character"),
        ("http://host/" + "a" * 3000, "it is too long"),
        ("http://me:pa/ss?w@host/v1", "variable QA_API_KEY"),
        ("http://me:password@host/v1", "a user name; a key goes into the variable QA_API_KEY"),
        ("http://host/v1?api_key=password", "behind a “?” or “#”"),
        ("http://host/v1#password", "behind a “?” or “#”"),
        (f"http://host/{KEY}/v1?", "behind a “?” or “#”"),
    ],
)
def test_a_bad_url_is_named_without_what_is_secret(url: str, fault: str) -> None:
    with pytest.raises(EndpointBadUrl) as caught:
        read_endpoint(url, "m", {"QA_API_KEY": KEY}, 1, 1)
    text = str(caught.value)
    assert fault in text and "give one such as http://localhost:8080/v1" in text
    assert not any(secret in text for secret in ("pass", "ss?w", KEY, "\x1b")) or "passwd" in text
    assert len(text) < 500


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "http://h:"]))
def test_any_text_is_a_url_or_is_not(text: str, head: str) -> None:
    try:
        endpoint = read_endpoint(head + text, "m", {}, 1, 1)
    except EndpointBadUrl as error:
        assert "\n" not in str(error)
    else:
        again = read_endpoint(endpoint.url, "m", {}, 1, 1)
        assert (again.url, again.loopback) == (endpoint.url, endpoint.loopback)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 400])
def test_a_model_needs_a_name(name: str) -> None:
    with pytest.raises(EndpointNoModel, match="name one with --model"):
        read_endpoint("http://host/v1", name, {}, 1, 1)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::",
     "::ffff:127.0.0.1", "127.1", "0x7f000001", "2130706433"],
)  # fmt: skip
def test_this_computer_is_known_by_all_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost.example", "10.0.0.1", "8.8.8.8", "fe80::1", "", "1x"])
def test_others_are_not_this_computer(host: str) -> None:
    assert not is_loopback(host)


# Keys -------------------------------------------------------------------------------------


def test_our_key_comes_first_and_the_common_one_only_on_a_private_way() -> None:
    both = {"QA_API_KEY": KEY, "OPENAI_API_KEY": "other-key"}
    common = {"QA_API_KEY": " ", "OPENAI_API_KEY": "other-key"}
    assert find_key(both, private=False).origin == "QA_API_KEY"
    assert find_key(common, private=True).header() == "Bearer other-key"
    assert not find_key(common, private=False)
    assert not find_key({}, private=True)
    urls = {"https://host/v1": True, "http://127.0.0.1/v1": True, "http://host/v1": False}
    for url, sent in urls.items():
        assert bool(read_endpoint(url, "m", common, 1, 1).key) == sent


def test_a_key_does_not_show() -> None:
    key = Key(KEY, "QA_API_KEY")
    endpoint = read_endpoint(f"https://host/{KEY}/v1", "m", {"QA_API_KEY": KEY}, 1, 1)
    assert endpoint.shown == "https://host/‹key›/v1"
    shown = [repr(key), str(key), f"{key}", repr([key]), repr(endpoint.key), endpoint.shown]
    assert not any(KEY in text for text in shown)
    assert pickle.loads(pickle.dumps(key)).header() == ""


@pytest.mark.parametrize("value", ["two words", "tab\there", "nö", "line\nline", "\x00"])
def test_what_cannot_be_a_key_is_not_sent(value: str) -> None:
    with pytest.raises(EndpointKeyRefused, match="the key in QA_API_KEY holds") as caught:
        find_key({"QA_API_KEY": value}, private=True)
    assert value not in str(caught.value)


@given(st.integers(0, len(KEY)), st.integers(0, len(KEY)), st.text(max_size=20))
def test_no_large_part_of_a_key_stays_in_a_text(one: int, two: int, around: str) -> None:
    part = KEY[min(one, two) : max(one, two)]
    hidden = Key(KEY).hide(f"{around} {part}{around}")
    assert len(part) < 8 or part not in hidden


# JSON -------------------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=5), values, max_size=4)


frames = ["@", "```json\n@\n```", "So:\n@ Done. {", "<think>{1}</think>@", 'For {it}, "{: @']


@given(objects, st.sampled_from(frames))
def test_an_object_is_found_in_what_is_around_it(value: dict[str, Any], frame: str) -> None:
    for indent in (None, 1):
        assert first_object(frame.replace("@", json.dumps(value, indent=indent))) == value


@given(objects)
def test_commas_too_many_are_mended_outside_of_strings_alone(value: dict[str, Any]) -> None:
    def spoilt(part: object) -> str:
        if isinstance(part, dict):
            pairs = [f"{json.dumps(key)}: {spoilt(inner)}" for key, inner in part.items()]
            return "{" + "".join(f"{pair}, " for pair in pairs) + "}"
        if isinstance(part, list):
            return "[" + "".join(f"{spoilt(inner)} ,\n" for inner in part) + "]"
        return json.dumps(part, ensure_ascii=False)

    assert first_object(spoilt(value)) == value
    assert first_object('{"a": ",}", "b": ",]"}') == {"a": ",}", "b": ",]"}


@given(st.text(alphabet='{}[]",:\\ a1\n', max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    found = first_object(text)
    assert found is None or isinstance(found, dict)


@pytest.mark.parametrize(
    "text",
    ["", "no", "[1]", '{"a": 1', '{"a": [1}', "{'a': 1}", '{"a": NaN}', '{"a": 1, "a": 2}',
     "{" * 50_000, '{"a":' * 50_000 + "}" * 50_000, '{"' + "\\" * 99_999,
     '{"a": ' + "9" * 9999 + "}"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_what_is_no_object_is_none(text: str) -> None:
    assert first_object(text) is None


# Schemas ----------------------------------------------------------------------------------

leaves = st.sampled_from(
    [{"type": "string"}, {"type": "string", "minLength": 2, "maxLength": 5}, {"type": "integer"},
     {"type": "boolean"}, {"enum": ["a\n\"b\"\\", "é", 1, None, True]},
     {"const": {"x": [1]}, "enum": [{"x": [1]}]}]
)  # fmt: skip


def of_objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(st.sampled_from(["a", 'b "', "c\\", "é"]), inner, max_size=3)
    return properties.map(
        lambda given: {
            "type": "object",
            "properties": given,
            "required": list(given),
            "additionalProperties": False,
        }
    )


def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.builds(
        lambda items, low: {"type": "array", "items": items, "minItems": low, "maxItems": 3},
        inner,
        st.integers(0, 2),
    )
    return of_objects(inner) | lists


schemas = of_objects(st.recursive(leaves, deeper, max_leaves=5))


@given(schemas)
def test_a_text_of_the_grammar_fits_the_schema(schema: dict[str, Any]) -> None:
    check_schema(schema)
    assert is_strict(schema)
    value = json.loads(derived(schema_grammar(schema)))
    assert schema_fault(value, schema) == schema_fault(instance(schema), schema) == ""


@pytest.mark.model
def test_llama_reads_the_grammar_and_keeps_to_it() -> None:
    from qa.model import LlamaCppModel

    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "city": {"type": "string", "minLength": 1, "maxLength": 12},
            "kind": {"enum": ["é \"quoted\" \\ one", None]},
            "ids": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3},
            "share": {"type": ["number", "null"]},
            "in": {"type": "object", "properties": {"sure": {"type": "boolean"}}},
            "none": {"type": "object", "properties": {}},
        },
    }  # fmt: skip
    model = LlamaCppModel(threads=1)
    try:
        prompt = "What is the capital of France?"
        written = model.generate(prompt, 120, grammar=schema_grammar(schema))
    finally:
        model.close()
    value = json.loads(written)
    assert list(value) == list(schema["properties"])
    assert schema_fault(value, schema) == ""


@pytest.mark.parametrize(
    ("value", "schema", "fault"),
    [
        (True, {"type": "integer"}, "is no integer"),
        (1, {"enum": [True]}, "none of the 1 allowed"),
        (1.5, {"type": ["integer", "null"]}, "is no integer or null"),
        ("abc", {"type": "string", "maxLength": 2}, "has 3 characters"),
        (7, {"type": "integer", "minimum": 1, "maximum": 6}, "out of its bounds"),
        ([], {"type": "array", "items": {"type": "null"}, "minItems": 1}, "has 0 items"),
        ({"a": 1}, {"const": {"a": 2}}, "not the one allowed value"),
    ],
)
def test_what_does_not_fit_is_told(value: object, schema: dict[str, Any], fault: str) -> None:
    assert fault in schema_fault(value, schema)


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "array", "items": {"type": "null"}}, "one of an object"),
        ({"type": "object"}, "needs properties"),
        ({"type": "object", "properties": {}, "required": ["a"]}, "needs properties"),
        ({"type": "object", "properties": {"a": {"type": "int"}}}, "has the type 'int'"),
        ({"type": "object", "properties": {"a": {"type": "array"}}}, "needs items"),
        ({"type": "object", "properties": {"a": {}}}, "neither a type nor"),
        ({"type": "object", "properties": {"a": {"anyOf": []}}}, "says 'anyOf'"),
        ({"type": "object", "properties": {"a": True}}, "is no schema"),
        ({"type": "object", "properties": {}, "additionalProperties": {}}, "true or false"),
    ],
)
def test_a_schema_beyond_the_known_part_is_an_error(schema: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        check_schema(schema)


# Words in pieces --------------------------------------------------------------------------


def in_pieces(text: str, cuts: list[int]) -> list[str]:
    places = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[one:two] for one, two in pairwise(places)]


def fed(make: Callable[[], Any], pieces: list[str]) -> str:
    through = make()
    return "".join([*(through.feed(piece) for piece in pieces), through.rest()])


cuts = st.lists(st.integers(0, 99), max_size=8)


@example("\n\naaa", ["a", "\naa"], [3])
@given(st.text("ab\n", max_size=20), st.lists(st.text("ab\n", max_size=4), max_size=5), cuts)
def test_a_stop_text_cuts_wherever_the_pieces_end(
    text: str, stop: list[str], cuts: list[int]
) -> None:
    places = [text.find(mark) for mark in stop if mark and mark in text]
    expected = text[: min(places)] if places else text
    assert fed(lambda: StopCut(stop), in_pieces(text, cuts)) == expected


@given(st.text("ab<>/", max_size=9), st.text("ab <", max_size=9), cuts)
def test_thoughts_go_wherever_the_pieces_end(thought: str, answer: str, cuts: list[int]) -> None:
    def through(text: str) -> str:
        return fed(Thoughts, in_pieces(text, cuts))

    assert through(f" <think>{thought}</think>\n{answer}") == answer.lstrip()
    assert through(f"<think>{thought}") == ""
    assert through(f"x<think>{thought}") == f"x<think>{thought}"
    assert through("  <thi") == "  <thi"


@given(st.text(max_size=12), cuts)
def test_halves_of_characters_come_together(text: str, cuts: list[int]) -> None:
    units = memoryview(text.encode("utf-16-le" if sys.byteorder == "little" else "utf-16-be"))
    halves = "".join(map(chr, units.cast("H")))
    pieces = [(piece, "") for piece in in_pieces(halves, cuts)]
    assert "".join(piece for piece, _ in whole_text([*pieces, ("", "stop")])) == text


def test_the_files_stay_small() -> None:
    for path in Path(__file__).resolve().parents[2].glob("qa/endpoint/*.py"):
        assert len(path.read_text().splitlines()) < 380
