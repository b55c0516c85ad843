"""Saved answers against files as they are now: what holds, what moved, what is no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.recheck import recheck
from qa.recheck.likeness import Difference
from qa.types import CitationPlace
from tests.contract import document_texts, faults
from tests.fakes_qa import answered, citation, refused
from tests.fakes_recheck import MILL, OPENED, only, quoting, words_at, write


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def test_the_same_words_at_the_same_place(corpus: Path) -> None:
    result = recheck(quoting((write(corpus, "mill.txt", MILL), OPENED)), corpus)
    place = only(result)
    assert (place.status, place.reason) == ("unchanged", None)
    assert place.now is not None and (place.now.line, place.now.page) == (3, None)
    assert result.holds and result.faults == ()
    assert result.counts == {"unchanged": 1, "moved": 0, "changed": 0, "gone": 0}


def test_an_edit_behind_the_words_changes_nothing(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "mill.txt", MILL + "More was added.\n")
    assert only(recheck(answer, corpus)).status == "unchanged"


def test_words_that_moved_within_the_file(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "mill.txt", "A new first line.\n" + MILL)
    place = only(recheck(answer, corpus))
    assert place.status == "moved" and words_at(corpus, place) == OPENED
    assert place.now is not None and (place.now.line, place.now.occurrences) == (4, 1)


def test_of_several_places_the_nearest_is_told(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", "x" * 500 + f"\n{OPENED}\n"), OPENED))
    write(corpus, "mill.txt", f"{OPENED}\n{'x' * 480}\n{OPENED}\n{'x' * 480}\n{OPENED}\n")
    place = only(recheck(answer, corpus))
    assert place.status == "moved" and place.now is not None
    assert (place.now.line, place.now.occurrences) == (3, 3)


@pytest.mark.parametrize(
    ("was", "now", "quote"),
    [
        ("It lost 5 men.\n", "It lost 50 men.\n", "It lost 5"),
        ("It lost 5 men.\n", "It lost 5.5 men.\n", "It lost 5"),
        ("It lost 5,000 men.\n", "It lost 15,000 men.\n", "5,000 men"),
        ("He can go.\n", "He cannot go.\n", "He can"),
    ],
)
def test_half_a_word_is_not_the_word(was: str, now: str, quote: str, corpus: Path) -> None:
    answer = quoting((write(corpus, "a.txt", was), quote))
    assert only(recheck(answer, corpus)).status == "unchanged"
    write(corpus, "a.txt", now)
    assert only(recheck(answer, corpus)).status == "changed"


def test_sentences_that_the_source_runs_together(corpus: Path) -> None:
    text = "All was chaosOn Sunday it rained.\n"
    answer = quoting((write(corpus, "a.txt", text), "All was chaos"))
    write(corpus, "a.txt", f"First.\n{text}")
    assert only(recheck(answer, corpus)).status == "moved"


def test_words_that_changed_with_what_differs(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "mill.txt", MILL.replace("opened in 1903", "first opened in 1907"))
    result = recheck(answer, corpus)
    place = only(result)
    assert place.status == "changed" and not result.holds
    assert place.now is None and place.elsewhere is None and place.closest is not None
    assert place.closest.text == "The mill first opened in 1907."
    assert place.closest.differences == (Difference("", "first"), Difference("1903", "1907"))
    assert place.closest.place.line == 3 and 0.5 <= place.closest.similarity < 1


def test_a_clause_is_held_against_its_sentence(corpus: Path) -> None:
    text = "Ann Lee, who ran the archive for years, said the mill opened in 1903.\n"
    answer = quoting((write(corpus, "a.txt", text), "the mill opened in 1903."))
    write(corpus, "a.txt", "The mill is old.\n" + text.replace("mill", "old mill"))
    place = only(recheck(answer, corpus))
    assert place.closest is not None and place.closest.text.startswith("Ann Lee")
    assert place.closest.differences == (
        Difference("", "Ann Lee, who ran the archive for years, said"),
        Difference("", "old"),
    )


def test_a_file_with_nothing_alike(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "mill.txt", "Bees make honey of many kinds.\n")
    place = only(recheck(answer, corpus))
    assert (place.status, place.closest) == ("changed", None)


def test_a_file_that_is_gone(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "other.txt", "Bees make honey.\n")
    (corpus / "mill.txt").unlink()
    place = only(recheck(answer, corpus))
    assert (place.status, place.reason) == ("gone", "There is no such document in the folder.")


def test_a_renamed_file(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    write(corpus, "a.txt", f"A copy of the words only. {OPENED}\n")
    (corpus / "old").mkdir()
    (corpus / "mill.txt").rename(corpus / "old" / "history.txt")
    result = recheck(answer, corpus)
    place = only(result)
    assert place.status == "moved" and result.holds and place.now is not None
    assert place.now.source == "old/history.txt" and words_at(corpus, place) == OPENED
    assert place.reason == "old/history.txt has the bytes that the cited file had."


def test_two_files_that_changed_names(corpus: Path) -> None:
    answer = quoting((write(corpus, "a.txt", MILL), OPENED))
    write(corpus, "b.txt", "Bees make honey.\n")
    (corpus / "a.txt").rename(corpus / "c.txt")
    (corpus / "b.txt").rename(corpus / "a.txt")
    (corpus / "c.txt").rename(corpus / "b.txt")
    place = only(recheck(answer, corpus))
    assert place.status == "moved" and place.now is not None and place.now.source == "b.txt"


def test_a_file_that_was_renamed_and_edited(corpus: Path) -> None:
    answer = quoting((write(corpus, "mill.txt", MILL), OPENED))
    (corpus / "mill.txt").unlink()
    write(corpus, "history.txt", f"First of all: {MILL}")
    place = only(recheck(answer, corpus))
    assert place.status == "moved" and words_at(corpus, place) == OPENED
    assert place.reason is not None and "another file" in place.reason


def test_words_left_in_another_source_do_not_keep_a_citation(corpus: Path) -> None:
    mill, note = write(corpus, "mill.txt", MILL), write(corpus, "note.txt", f"Quoted: {OPENED}\n")
    answer = quoting((mill, OPENED), (note, "Quoted:"))
    write(corpus, "mill.txt", MILL.replace("1903", "1907"))
    place = recheck(answer, corpus).citations[0].place
    assert place.status == "changed" and place.elsewhere is not None
    assert place.elsewhere.source == "note.txt"
    (corpus / "mill.txt").unlink()
    place = recheck(answer, corpus).citations[0].place
    assert place.status == "gone" and place.elsewhere is not None
    assert place.elsewhere.source == "note.txt"


def with_copy(corpus: Path, copied: str) -> dict[str, Any]:
    first, second = write(corpus, "a.txt", MILL), write(corpus, "b.txt", copied)
    start = copied.index("The mill")
    place = CitationPlace(second.id, "b.txt", start, start + len(OPENED))
    cited = citation(1, first, OPENED, also_at=(place,))
    answer = answered("When?", [(first, OPENED), (second, copied)], [cited]).to_dict()
    assert faults(answer, document_texts(first, second)) == []
    return answer


def test_the_other_places_are_checked_too(corpus: Path) -> None:
    answer = with_copy(corpus, "Copied:\nThe mill\nopened in 1903.\n")
    result = recheck(answer, corpus)
    assert [place.status for place in result.citations[0].places] == ["unchanged", "unchanged"]
    write(corpus, "b.txt", "Copied:\nThe mill opened in 1904.\n")
    result = recheck(answer, corpus)
    assert [place.status for place in result.citations[0].places] == ["unchanged", "changed"]
    assert result.counts["changed"] == 1 and not result.holds


def test_a_refusal_has_nothing_to_check(corpus: Path) -> None:
    document = write(corpus, "mill.txt", MILL)
    result = recheck(refused("Who?", [(document, OPENED)]).to_dict(), corpus)
    assert result.citations == () and result.holds


@settings(max_examples=60, deadline=None, database=None)
@given(
    before=st.text("ab .\r\n", max_size=20),
    after=st.text("ab .\r\n", max_size=20),
    inserted=st.text("xyz \n", max_size=20),
)
def test_words_with_text_put_before_them_are_found(
    before: str, after: str, inserted: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    corpus = tmp_path_factory.getbasetemp() / "before"
    corpus.mkdir(exist_ok=True)
    document = write(corpus, "a.txt", f"{before}\n{OPENED}\n{after}")
    answer = quoting((document, OPENED))
    write(corpus, "a.txt", f"{inserted}{before}\n{OPENED}\n{after}")
    place = only(recheck(answer, corpus))
    assert place.status == ("moved" if inserted else "unchanged")
    assert words_at(corpus, place) == OPENED


def test_what_is_said_of_it_as_json(corpus: Path) -> None:
    answer = with_copy(corpus, f"Copied:\n{OPENED}\n")
    write(corpus, "b.txt", "Copied:\nThe mill opened in 1904.\n")
    shape = recheck({**answer, "id": "q1"}, corpus).to_dict()
    shape = json.loads(json.dumps(shape))
    assert list(shape) == ["id", "question", "holds", "counts", "faults", "citations"]
    (cited,) = shape["citations"]
    own = [
        "source",
        "start_char_index",
        "end_char_index",
        "status",
        "reason",
        "now",
        "elsewhere",
        "closest",
    ]
    assert list(cited) == ["number", "cited_text", *own, "also_at"]
    assert [list(place) for place in cited["also_at"]] == [own]
    assert cited["also_at"][0]["elsewhere"]["source"] == "a.txt"
    assert cited["also_at"][0]["closest"]["differences"] == [{"was": "1903", "now": "1904"}]
