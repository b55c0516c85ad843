"""Whose words are asked for, and whose words a clause is."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.store import PassageIndex
from qa.attribution import attribute
from qa.evidence import Evidence
from qa.names import NameIndex
from qa.question import read_question
from qa.signals import Around, Signals, WordVectors, read_signals
from qa.whose import ANOTHERS, HEARD, UNHEARD, UNKNOWN, against_speaker, heard_of
from tests.fakes import FakeEmbedder
from tests.index.stores import write

TEXT = """Tadeusz Brellow said the weir would be closed in May. The mayor, Ilse Korn, said that \
the mill had no licence. Karl Odd was seen at the weir. \
It rained.
"""


@pytest.fixture
def index(tmp_path: Path) -> PassageIndex:
    corpus = write(tmp_path / "corpus", {"a.txt": TEXT})
    return PassageIndex.build(corpus, tmp_path / "index", FakeEmbedder())


def found_for(index: PassageIndex, text: str) -> tuple[list[Around], list[Signals]]:
    question, names = read_question(text), NameIndex(index.documents)
    clauses = {d.id: attribute(d, index.sentences(d.id)) for d in index.documents}
    around = [
        Around(hit, clause, "", "", "")
        for hit in index.search(text, 9)
        for clause in clauses[hit.document.id][hit.sentence.id]
    ]
    vectors = WordVectors(FakeEmbedder().encode)
    return around, read_signals(question, around, vectors, names, index.idf, 3)


def against(index: PassageIndex, text: str) -> dict[str, float]:
    """What is taken off each clause, by its first two words."""
    around, signals = found_for(index, text)
    names = NameIndex(index.documents)
    minus = against_speaker(read_question(text), around, signals, names, index.idf)
    return {" ".join(a.text.split()[:2]): m for a, m in zip(around, minus, strict=True)}


def test_words_of_another_are_not_the_words_asked_for(index: PassageIndex) -> None:
    assert against(index, "What did Ilse Korn say about the weir?") == {
        "The mayor,": 0.0, "Tadeusz Brellow": ANOTHERS, "Karl Odd": 0.0, "It rained.": 0.0,
    }  # fmt: skip


def test_another_spelling_is_the_same_speaker(index: PassageIndex) -> None:
    assert against(index, "What did Tadeus Brelow say about the weir?")["Tadeusz Brellow"] == 0.0


SPOKESMEN = """The Harbour Development Board (HDB) opened its books. Karl Odd, an HDB spokesman, \
said that the weir would be closed. Ada Brandt, a Mill Council spokesman, said that it would stay.
"""


@pytest.mark.parametrize(
    "asked", ["the HDB's spokesman", "the Harbour Development Board spokesman"]
)
def test_another_bodys_spokesman_is_another(tmp_path: Path, asked: str) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": SPOKESMEN})
    index = PassageIndex.build(corpus, tmp_path / "index", FakeEmbedder())
    minus = against(index, f"What did {asked} say about the weir?")
    assert minus["Karl Odd,"] == 0.0
    assert minus["Ada Brandt,"] == ANOTHERS


def test_who_speaks_nowhere_said_nothing(index: PassageIndex) -> None:
    found = against(index, "What did Karl Odd say about the weir?")
    assert found["Karl Odd"] == 0.0
    assert found["It rained."] == UNHEARD
    assert found["Tadeusz Brellow"] == ANOTHERS


def test_a_name_of_no_document_said_least(index: PassageIndex) -> None:
    found = against(index, "What did Zymunt Ravenhurst say about the weir?")
    assert found["It rained."] == UNKNOWN + UNHEARD
    assert found["The mayor,"] == UNKNOWN + ANOTHERS


def test_an_acronym_of_no_document_may_be_meant_for_one_there(index: PassageIndex) -> None:
    assert against(index, "What did TB say about the weir?")["It rained."] == UNHEARD


@pytest.mark.parametrize(
    "question", ["What did the mayor say about the weir?", "When will the weir be closed?"]
)
def test_where_no_name_is_asked_for_nothing_is_taken_off(
    index: PassageIndex, question: str
) -> None:
    assert set(against(index, question).values()) == {0.0}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did Ilse Korn say?", "The mayor,"),
        ("What else did Tadeusz Brellow say?", "Tadeusz Brellow"),
        ("Give me everything Tadeusz Brellow said", "Tadeusz Brellow"),
        ("What did Ilse Korn say about the rain?", None),
        ("What did Karl Odd say?", None),
        ("What did Olga Korn say?", None),  # another of that surname
        ("What did the mayor say?", None),
    ],
)
def test_all_that_somebody_said_answers_where_no_matter_is_named(
    index: PassageIndex, question: str, first: str | None
) -> None:
    around, signals = found_for(index, question)
    given = [Evidence(a.hit, a.clause, s, 0.0, 0.1) for a, s in zip(around, signals, strict=True)]
    heard = heard_of(read_question(question), given, 0.5)
    assert {e.place for e in heard} == {e.place for e in given}
    if first is None:
        assert heard == tuple(given)
    else:
        assert heard[0].text.startswith(first) and heard[0].probability == HEARD
        assert [e.probability for e in heard[1:]] == [0.1] * (len(given) - 1)


@pytest.mark.parametrize(
    ("question", "likely", "first"),
    [
        ("What did Ilse Korn say about the weir?", 0.6, "The mayor,"),
        ("What did Ilse Korn say about the weir?", 0.4, "Tadeusz Brellow"),
        ("What did the mayor say about the weir?", 0.6, "Tadeusz Brellow"),
    ],
)
def test_anothers_words_are_left_out_where_those_asked_for_may_be_said(
    index: PassageIndex, question: str, likely: float, first: str
) -> None:
    """Brellow's are taken for the likeliest; the mayor's are as likely as given."""
    around, signals = found_for(index, question)
    chance = {"Tadeusz Brellow": 0.9, "The mayor,": likely}
    given = [
        Evidence(a.hit, a.clause, s, 0.0, chance.get(" ".join(a.text.split()[:2]), 0.1))
        for a, s in zip(around, signals, strict=True)
    ]
    given.sort(key=lambda e: -e.probability)
    heard = heard_of(read_question(question), given, 0.5)
    assert heard[0].text.startswith(first)
    assert (len(heard) == len(given)) is (first == "Tadeusz Brellow")


def test_whom_a_group_is_against_does_not_speak_in_its_words(tmp_path: Path) -> None:
    text = "An anti-Brellow group said the weir was closed. A Brellow aide said it was open.\n"
    corpus = write(tmp_path / "corpus", {"a.txt": text})
    other = PassageIndex.build(corpus, tmp_path / "index", FakeEmbedder())
    taken = against(other, "What did Brellow say about the weir?")
    assert taken == {"An anti-Brellow": ANOTHERS, "A Brellow": 0.0}
