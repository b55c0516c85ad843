"""The shipped contract, and that its checks find what is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import fields, replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from qa.types import Answer, CitationPlace
from tests.contract import document_texts, faults, schema
from tests.fakes_qa import answered, citation, disputed, made_document, refused

MILL = made_document("mill.txt", "Ann Lee said the mill opened in 1903.\r\nIt closed in 1950.\n")
NOTE = made_document("note.md", "The mill opened in 1907.\n\nThe mill\nopened in 1903.\n")
OPENED = "the mill opened in 1903."
TEXTS = document_texts(MILL, NOTE)

GOOD = {
    "answered": answered("When?", [(MILL, OPENED), (MILL, "It closed in 1950.")]),
    "disputed": disputed(
        "When?", [(MILL, OPENED), (NOTE, "The mill opened in 1907.")], ("figure", "figure")
    ),
    "refused": refused("Who?", [(NOTE, "The mill opened in 1907.")]),
}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_type_has_the_names_of_the_schema() -> None:
    assert {field.name for field in fields(Answer)} == set(schema()["required"])


def test_the_rules_name_no_place_of_a_machine() -> None:
    folder = files("qa").joinpath("contract")
    for name in ("README.md", "answer.schema.json"):
        text = folder.joinpath(name).read_text(encoding="utf-8")
        assert "/work" not in text and "/home" not in text and "../" not in text


@pytest.mark.parametrize("name", GOOD)
def test_a_good_answer_has_no_faults(name: str) -> None:
    assert faults(GOOD[name].to_dict(), TEXTS) == []


def test_words_elsewhere_may_differ_in_white_space_only() -> None:
    start = NOTE.text.index("The mill\nopened in 1903.")
    place = CitationPlace(NOTE.id, NOTE.source, start, start + len("The mill\nopened in 1903."))
    upper = made_document("upper.txt", "The mill opened in 1903.")
    cited = citation(1, upper, upper.text, also_at=(place,))
    quotes = [(upper, upper.text), (NOTE, "The mill opened in 1907.")]
    good = replace(answered("When?", quotes, [cited]))
    texts = document_texts(upper, NOTE)
    assert faults(good.to_dict(), texts) == []
    wrong = replace(place, start_char_index=0, end_char_index=24)
    bad = answered("When?", quotes, [replace(cited, also_at=(wrong,))])
    assert faults(bad.to_dict(), texts) == ["the words are not at note.md:0"]


def _shifted(answer: dict[str, Any]) -> None:
    answer["citations"][0]["start_char_index"] += 1


def _reworded(answer: dict[str, Any]) -> None:
    answer["citations"][0]["cited_text"] = "the mill opened in 1904."


def _unknown_document(answer: dict[str, Any]) -> None:
    answer["citations"][0]["document_id"] = "0" * 16


def _renamed(answer: dict[str, Any]) -> None:
    answer["citations"][0]["source"] = "other.txt"


def _renumbered(answer: dict[str, Any]) -> None:
    answer["citations"].reverse()


def _unused(answer: dict[str, Any]) -> None:
    answer["citations"].append({**answer["citations"][0], "number": 3})


def _untold(answer: dict[str, Any]) -> None:
    answer["text"] += " And more."


def _unmarked(answer: dict[str, Any]) -> None:
    answer["text"] = answer["text"].replace(" [2]", " [1]")


def _swapped(answer: dict[str, Any]) -> None:
    answer["statements"].reverse()


def _speaking(answer: dict[str, Any]) -> None:
    answer["citations"][0]["speaker"] = "Ann Lee"


def _without_status(answer: dict[str, Any]) -> None:
    del answer["status"]


def _extra(answer: dict[str, Any]) -> None:
    answer["note"] = "?"


def _misplaced(answer: dict[str, Any]) -> None:
    answer["positions"] = [{"statements": [9], "citations": [1], "kind": "update"}]


FAULTY = (
    _shifted,
    _reworded,
    _unknown_document,
    _renamed,
    _renumbered,
    _unused,
    _untold,
    _unmarked,
    _swapped,
    _speaking,
    _without_status,
    _extra,
    _misplaced,
)


@pytest.mark.parametrize("spoil", FAULTY)
def test_each_fault_is_found(spoil: Callable[[dict[str, Any]], None]) -> None:
    answer = copy.deepcopy(GOOD["answered"].to_dict())
    spoil(answer)
    assert faults(answer, TEXTS)


def test_a_refusal_that_states_something_breaks_the_schema() -> None:
    bad = replace(GOOD["answered"], status="not_in_corpus")
    assert faults(bad.to_dict(), TEXTS)[0].startswith("schema:")


def test_one_side_is_no_dispute() -> None:
    good = GOOD["disputed"]
    bad = replace(good, positions=good.positions[:1])
    assert faults(bad.to_dict(), TEXTS)[0].startswith("schema:")
