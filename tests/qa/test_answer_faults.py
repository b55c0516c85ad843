"""Saved answers edited by hand: which key is wrong, and where they contradict themselves."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import UsageError
from qa.recheck import recheck
from qa.recheck.answer_faults import check_answer, faults_of
from tests.fakes_qa import answered, citation, made_document

OPENED = "The mill opened in 1903."
MILL = f"Notes on the town.\n\n{OPENED} It closed in 1950.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "mill.txt").write_text(MILL)
    return folder


SOUND = answered(
    "When?", [(made_document(name, MILL), OPENED) for name in ("mill.txt", "b.txt")]
).to_dict()


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Sets ``citations.0.source`` and the like."""

    def edit(answer: dict[str, Any]) -> None:
        *way, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        at: Any = answer
        for key in way:
            at = at[key]
        if value is ...:
            del at[last]
        else:
            at[last] = value

    return edit


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("schema_version", 2, "another version of qa made this answer: its schema_version is 2"),
        ("schema_version", True, "schema_version is True, not 1"),
        ("schema_version", ..., "the key schema_version is missing"),
        ("text", ..., "the key text is missing"),
        ("text", 7, "text is 7, not a text"),
        ("status", "sure", "status is 'sure', not one of answered, disputed, not_in_corpus"),
        ("status", [], "status is a list, not one of"),
        ("status", "disputed", "positions has 0 items"),
        ("status", "not_in_corpus", "statements has 2 items"),
        ("citations", {}, "citations is an object, not a list"),
        ("citations.0", None, r"citations\[0\] is None, not an object"),
        ("citations.1.source", ..., r"the key citations\[1\].source is missing"),
        ("citations.1.cited_text", "", r"citations\[1\].cited_text is empty"),
        ("citations.0.start_char_index", -1, "it must be from 0"),
        ("citations.0.start_char_index", 1.5, "start_char_index is 1.5, not a whole number"),
        ("citations.0.start_char_index", True, "start_char_index is True, not a whole number"),
        # As text, since a test's name cannot hold so long a number.
        ("citations.0.end_char_index", "10**9000", "end_char_index is a number beyond all bounds"),
        ("citations.0.page", "9" * 999, "page is '9999.*…', not a whole number or null"),
        ("citations.0.also_at", [[]], r"also_at\[0\] is a list, not an object"),
        ("statements.0.citations", [], r"statements\[0\].citations has 0 items"),
        ("statements.0.citations", ["1"], "citations.0. is '1', not a whole number"),
        ("documents.0.sha256", "x", "documents.0..sha256 is 'x', which is not of the form"),
        ("timings", {"total": "long"}, "timings.total is 'long', not a number"),
    ],
)
def test_the_wrong_key_is_named(path: str, value: object, words: str, corpus: Path) -> None:
    answer = copy.deepcopy(SOUND)
    put(path, 10**9000 if value == "10**9000" else value)(answer)
    with pytest.raises(UsageError, match=words) as caught:
        recheck(answer, corpus)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("value", [None, [], "text", 3, {}, [SOUND], {"id": "1", "error": "x"}])
def test_what_is_no_answer_at_all(value: Any) -> None:
    with pytest.raises(UsageError, match="answer"):
        check_answer(value)


def test_keys_of_ones_own_do_no_harm() -> None:
    assert faults_of(check_answer({**SOUND, "rating": 5})) == ()


def longer(answer: dict[str, Any]) -> None:
    answer["text"] += " It was the first in the land."


def reworded(answer: dict[str, Any]) -> None:
    answer["text"] = answer["text"].replace("1903", "1807", 1)
    answer["statements"][0]["text"] = OPENED.replace("1903", "1807")


def claimed(answer: dict[str, Any]) -> None:
    reworded(answer)
    answer["statements"][0]["support"] = "composed"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (put("statements.0.citations", [1, 7]), r"cites \[7\], which is not among"),
        (put("statements.0.end_char_index", 9999), "0 to 9999 are outside the text"),
        (put("statements.1.start_char_index", 3), "hold other words"),
        (put("statements.1.start_char_index", 3), "starts before the one ahead"),
        (put("statements.0.text", "The mill opened."), "hold other words"),
        (put("statements.1.citations", [1]), r"No statement uses \[2\]"),
        (put("statements.1.citations", [1]), "has the markers '2', where '1' belong"),
        (put("citations.1.number", 5), "Citation 2 of the list has the number 5"),
        (put("citations.0.end_char_index", 90), "spans .* characters, but its cited_text has 24"),
        (put("citations.0.end_char_index", 1), "ends before it starts"),
        (put("citations.0.document_id", "none"), "not among the documents"),
        (put("citations.0.source", "b.txt"), "its document_id is that of 'mill.txt'"),
        (
            put("positions", [{"statements": [4], "citations": [1], "kind": "update"}]),
            "Position 1 names",
        ),
        (longer, "words that belong to no statement: 'It was the first"),
        (reworded, "marked verbatim, but its citations do not hold its words"),
        (claimed, "has words that its citations do not hold: '1807'"),
    ],
)
def test_an_answer_that_contradicts_itself(
    edit: Callable[[dict[str, Any]], None], words: str, corpus: Path
) -> None:
    answer = copy.deepcopy(SOUND)
    assert faults_of(check_answer(answer)) == ()
    edit(answer)
    found = faults_of(check_answer(answer))
    assert any(re.search(words, fault) for fault in found), found
    assert not recheck(answer, corpus).holds


def test_words_in_the_frame_of_a_statement_may_be_the_speakers_name() -> None:
    document = made_document("a.txt", "Ann Lee spoke. She said it was late.\n")
    first = citation(1, document, "She said it was late.", voice="reported", speaker="Ann Lee")
    answer = answered("Who?", [(document, "x")], [first]).to_dict()
    statement = answer["statements"][0]
    text = "Ann Lee: She said it was late."
    statement |= {"text": text, "end_char_index": len(text), "support": "composed"}
    answer["text"] = f"{text} [1]"
    assert faults_of(check_answer(answer)) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    return [path, *(found for key, item in items for found in places_in(item, (*path, key)))]


@settings(max_examples=150, deadline=None, database=None)
@given(st.data())
def test_whatever_stands_in_the_answer_it_is_checked_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    corpus = tmp_path_factory.getbasetemp() / "any"
    corpus.mkdir(exist_ok=True)
    (corpus / "mill.txt").write_text(MILL)
    answer = copy.deepcopy(SOUND)
    *way, last = data.draw(st.sampled_from(places_in(answer)[1:]))
    at: Any = answer
    for key in way:
        at = at[key]
    at[last] = data.draw(JSON)
    try:
        result = recheck(answer, corpus)
    except UsageError as error:
        assert 0 < len(str(error)) < 500
        return
    json.dumps(result.to_dict())
    assert sum(result.counts.values()) >= len(result.citations)
