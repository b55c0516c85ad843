"""Whose words are asked for, and whose words a clause is."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.store import PassageIndex
from qa.attribution import attribute
from qa.names import NameIndex
from qa.question import read_question
from qa.signals import Around, WordVectors, read_signals
from qa.whose import ANOTHERS, UNHEARD, UNKNOWN, against_speaker
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


def against(index: PassageIndex, text: str) -> dict[str, float]:
    """What is taken off each clause, by its first two words."""
    question, names = read_question(text), NameIndex(index.documents)
    clauses = {d.id: attribute(d, index.sentences(d.id)) for d in index.documents}
    around = [
        Around(hit, clause, "", "", "")
        for hit in index.search(text, 9)
        for clause in clauses[hit.document.id][hit.sentence.id]
    ]
    vectors = WordVectors(FakeEmbedder().encode)
    signals = read_signals(question, around, vectors, names, index.idf, 3)
    minus = against_speaker(question, around, signals, names, index.idf)
    return {" ".join(a.text.split()[:2]): m for a, m in zip(around, minus, strict=True)}


def test_words_of_another_are_not_the_words_asked_for(index: PassageIndex) -> None:
    assert against(index, "What did Ilse Korn say about the weir?") == {
        "The mayor,": 0.0, "Tadeusz Brellow": ANOTHERS, "Karl Odd": 0.0, "It rained.": 0.0,
    }  # fmt: skip


def test_another_spelling_is_the_same_speaker(index: PassageIndex) -> None:
    assert against(index, "What did Tadeus Brelow say about the weir?")["Tadeusz Brellow"] == 0.0


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
