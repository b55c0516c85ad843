"""A larger model of one's own, really run: only where GGUF_FOR_TESTS names one.

Written and tried with Qwen2.5-Coder-1.5B-Instruct; docs/cli.md says how to come by the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.model import LlamaCppModel
from qa.probe import probe
from qa.settings import Settings
from qa.types import Answer
from qa.verify.types import Cited
from qa.writing import written_by
from tests.fakes_evidence import faults_of
from tests.second_gguf import second_gguf

pytestmark = pytest.mark.model

ASKED = "Which districts did Massoud say that he did not organize the seizure of?"


@pytest.fixture(scope="module")
def model() -> Iterator[LlamaCppModel]:
    loaded = LlamaCppModel(second_gguf())
    yield loaded
    loaded.close()


def test_the_probe_lets_it_word_and_not_pick(model: LlamaCppModel) -> None:
    trust = probe(model)
    assert trust.words
    assert trust.worded.right >= 4
    # It takes the sentence that comes first: whoever passes here may do more.
    assert trust.picks == (trust.picked.right >= 5 and trust.declined.right == 2)


def test_a_long_sentence_becomes_a_short_one_in_its_own_words(model: LlamaCppModel) -> None:
    text = (
        "The ferry Halcyon, which was built in Norrby in 1962 and painted again in spring, lay "
        "aground on the Skarn bank for nine hours before a tug pulled her off at dawn."
    )
    made = written_by(model, "How long was the Halcyon aground?", (Cited(text),), 60)
    assert "nine hours" in made and len(made.split()) < len(text.split())
    assert written_by(model, "How long was the Halcyon aground?", (Cited(text),), 60) == made


@pytest.fixture(scope="module")
def answers(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Answer]:
    """The same question without and with the model that words."""
    path, folder = second_gguf(), tmp_path_factory.mktemp("second")
    plain = Settings(cache_folder=folder / "cache")
    found = []
    for settings in (plain, replace(plain, model=path, trust="word")):
        with Assistant.open(seeds_folder, index=folder / "index", settings=settings) as assistant:
            found.append(assistant.ask(ASKED))
    return found[0], found[1]


def test_its_answer_stands_on_the_same_citations(
    answers: tuple[Answer, Answer], seeds_folder: Path
) -> None:
    plain, worded = answers
    assert worded.citations == plain.citations
    assert [s.citations for s in worded.statements] == [s.citations for s in plain.statements]
    assert faults_of(worded, seeds_folder) == []


def test_what_it_words_is_shorter_and_marked(answers: tuple[Answer, Answer]) -> None:
    plain, worded = answers
    changed = [
        (was.text, now)
        for was, now in zip(plain.statements, worded.statements, strict=True)
        if was.text != now.text
    ]
    assert changed or worded.dropped
    for was, now in changed:
        assert now.support == "supported"
        assert len(now.text.split()) <= len(was.split())
