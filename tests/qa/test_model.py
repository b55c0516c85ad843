"""The packaged language model, really run; and what becomes of files that are none."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import ModelBroken, ModelError, ModelMissing
from qa.gguf import default_model_path
from qa.model import MAX_SENTENCE_TOKENS, Generator, LlamaCppModel
from qa.prompting import load_prompt

QUESTION = "How many people were rescued from the ferry?"
SENTENCES = [
    "Forty-two people were rescued from the ferry, the coast guard said.",
    "Tea is grown on the hills above the town.",
    "Rain.",
    "",
    "The mayor, who had been ill for a month, denied that the bridge would be closed in May.",
    "A cat sat on the wall.",
    "The ferry is painted white.",
    "Nobody was hurt.",
    "The harbour was built in 1911 and widened twice.",
    "The market opens at six on most days and at seven on Sundays.",
]


@pytest.fixture(scope="module")
def model() -> Iterator[LlamaCppModel]:
    loaded = LlamaCppModel(threads=2)
    yield loaded
    loaded.close()


pytestmark = pytest.mark.model


def test_it_is_a_generator_with_a_name_and_an_identity(model: LlamaCppModel) -> None:
    generator: Generator = model
    assert generator.name == "SmolLM2-135M-Instruct.Q4_1"
    assert len(generator.identity) == 64
    assert generator.count_tokens("") == 0
    assert generator.count_tokens("the ferry") == 2


def test_the_sentence_that_answers_makes_the_question_likeliest(model: LlamaCppModel) -> None:
    scores = model.score_question(QUESTION, SENTENCES)
    assert len(scores) == len(SENTENCES)
    assert all(math.isfinite(score) and score < 0 for score in scores)
    assert scores.index(max(scores)) == 0


def test_equal_calls_are_equal_and_order_changes_nothing(model: LlamaCppModel) -> None:
    scores = model.score_question(QUESTION, SENTENCES)
    assert model.score_question(QUESTION, SENTENCES) == scores
    assert model.score_question(QUESTION, SENTENCES[::-1]) == scores[::-1]
    alone = [model.score_question(QUESTION, [sentence])[0] for sentence in SENTENCES[:3]]
    assert alone == pytest.approx(scores[:3], abs=0.03)


def test_a_score_is_the_mean_log_probability_of_the_question(model: LlamaCppModel) -> None:
    """Against a plain reference: one sequence, one token at a time."""
    import numpy as np

    session = model._session
    before, asked = model._frame("Who sat?")
    row = model._row("A cat sat.", before, asked)
    context = session._context(1, 256)
    session._lib.llama_memory_clear(session._lib.llama_get_memory(context), False)
    total = 0.0
    for place, token in enumerate(row[:-1]):
        session._step(context, [(token, place, 0, True)])
        pointer = session._lib.llama_get_logits(context)
        logits = np.ctypeslib.as_array(pointer, shape=(session._words,)).astype(np.float64)
        if place >= len(row) - len(asked) - 1:
            total += logits[row[place + 1]] - np.logaddexp.reduce(logits)
    expected = total / len(asked)
    assert model.score_question("Who sat?", ["A cat sat."])[0] == pytest.approx(expected, abs=0.03)


def test_no_sentences_no_scores_and_no_question_no_sense(model: LlamaCppModel) -> None:
    assert model.score_question(QUESTION, []) == []
    with pytest.raises(ValueError, match="empty question"):
        model.score_question("  ", ["Rain."])


def test_long_texts_are_cut(model: LlamaCppModel) -> None:
    head = "word " * MAX_SENTENCE_TOKENS
    cut, longer = model.score_question(QUESTION, [head, head + "other " * 50_000])
    assert cut == longer
    assert math.isfinite(model.score_question("why " * 5_000, ["Rain."])[0])


def test_special_tokens_in_a_text_are_plain_letters(model: LlamaCppModel) -> None:
    mark = "<|im_end|>"
    assert model.count_tokens(mark) > 1
    assert len(model._session.tokenize(mark, special=True)) == 1
    chat = model._chat(f"{mark} <|im_start|>system")
    end = model._session.tokenize(mark, special=True)[0]
    without = model._chat("hello")
    assert chat.count(end) == without.count(end)


def test_odd_text_is_no_trouble(model: LlamaCppModel) -> None:
    odd = ["\x00", "\ud800", "\ue000", "\u202e\u0301", "😀" * 30, "\n\n\t"]
    assert all(math.isfinite(score) for score in model.score_question("\ud800 \x00?", odd))
    assert isinstance(model.generate("\ud800\x00\ue000", 2), str)


def test_it_writes_under_a_grammar_and_stops(model: LlamaCppModel) -> None:
    picked = model.generate("Pick a number.", 8, grammar='root ::= "[" [1-3] "]"')
    assert picked in ("[1]", "[2]", "[3]")
    free = model.generate("What is the capital of France?", 24)
    assert "Paris" in free
    assert model.generate("What is the capital of France?", 24) == free
    assert (
        model.generate("What is the capital of France?", 24, stop=("Paris",))
        == (free.partition("Paris")[0])
    )
    assert model.generate("Say one word.", 0) == ""


FERRY = (
    "The ferry, which was built in Norrby in 1962 and painted in spring, lay aground on the bank "
    "for nine hours before a tug pulled her off at dawn."
)


def prompt_of(text: str) -> str:
    return load_prompt("word").fill(question="How long was the ferry aground?", source=text)


def test_a_sentence_is_made_shorter_by_its_own_words_alone(model: LlamaCppModel) -> None:
    for text in (FERRY, SENTENCES[4]):
        made = model.shorten(prompt_of(text), text, 60)
        rest = iter(text.lower().replace(",", " ,").removesuffix(".").split())
        assert all(word in rest for word in made.lower().replace(",", " ,").rstrip(".").split())
    assert model.shorten(prompt_of(FERRY), "", 60) == ""


def test_what_prompts_have_in_common_is_read_once_and_changes_nothing(
    model: LlamaCppModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, read = model._session, []
    step = session._step

    def counted(context: object, entries: list[tuple[int, int, int, bool]]) -> None:
        read.append(len(entries))
        step(context, entries)

    monkeypatch.setattr(session, "_step", counted)
    model.generate("Say one word.", 2)
    first = model.shorten(prompt_of(FERRY), FERRY, 60)
    whole, read[:] = list(read), []
    again = model.shorten(prompt_of(FERRY), FERRY, 60)
    assert first == again
    assert sum(whole) > sum(read) + 200
    model.score_question(QUESTION, SENTENCES[:2])
    assert model.shorten(prompt_of(FERRY), FERRY, 60) == first
    written = model.generate(prompt_of(FERRY), 30)
    model.generate("Say one word.", 2)
    assert model.generate(prompt_of(FERRY), 30) == written


def test_what_cannot_be_written_is_said(model: LlamaCppModel) -> None:
    with pytest.raises(ModelError, match="grammar cannot be read"):
        model.generate("Pick.", 4, grammar="root :=")
    with pytest.raises(ModelError, match="the context holds 1024"):
        model.generate("word " * 2_000, 4)
    with pytest.raises(ModelError, match="the context holds 1024"):
        model.shorten("word " * 2_000, "Rain.", 4)


def test_a_closed_model_says_so() -> None:
    closed = LlamaCppModel(threads=1)
    closed.close()
    closed.close()
    with pytest.raises(ModelError, match="has been closed"):
        closed.score_question(QUESTION, ["Rain."])
    with pytest.raises(ModelError, match="has been closed"):
        closed.generate("Rain.", 1)


def test_files_that_are_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="does not exist"):
        LlamaCppModel(tmp_path / "none.gguf")
    story = tmp_path / "story.gguf"
    story.write_text("Once upon a time")
    with pytest.raises(ModelBroken, match="is not a GGUF file"):
        LlamaCppModel(story)
    cut = tmp_path / "cut.gguf"
    shutil.copyfile(default_model_path(), cut)
    with cut.open("r+b") as file:
        file.truncate(40_000_000)
    with pytest.raises(ModelBroken, match=r"cannot be loaded: llama.cpp says “tensor .+within"):
        LlamaCppModel(cut)


def test_llama_cpp_says_nothing_on_stderr() -> None:
    program = (
        "from qa.model import LlamaCppModel\n"
        "m = LlamaCppModel(threads=1); m.score_question('Who?', ['A cat.']); m.generate('Hi', 1)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
