"""What a model is asked for a statement, and who says it: that is put there by code."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qa import writing
from qa.verify.types import Cited
from qa.writing import credited, names_speaker, written_by

TOLD = Cited("He told them that the ferry lay aground for nine hours.", "Tom Reed", cue="told")


def test_the_public_names_are_these() -> None:
    assert writing.__all__ == ("credited fixed names_speaker prompt_for tidy written_by".split())


@pytest.mark.parametrize(
    ("text", "speaker", "made"),
    [
        ("The ferry lay aground.", "Tom Reed", "The ferry lay aground, Tom Reed said."),
        ("The ferry lay aground.", "A spokesman", "The ferry lay aground, a spokesman said."),
        ("He said that it lay aground.", "Tom Reed", "Tom Reed said that it lay aground."),
        ("He also denied that.", "Tom Reed", "Tom Reed also denied that."),
        # Whoever is named already has to be right: that is for the verifier.
        ("Mr Reed said that it lay aground.", "Tom Reed", None),
        ("Ann Lee said that it lay aground.", "Tom Reed", None),
        ("The ferry lay aground, he said.", "Tom Reed", None),
        ("It lay aground.", None, None),
        ("It lay aground.", "he", None),
        ("Where is it?", "Tom Reed", None),
    ],
)
def test_who_says_it_is_named(text: str, speaker: str | None, made: str | None) -> None:
    found = credited(text, (Cited("So it is.", speaker),))
    assert found == (made or text)
    assert credited(found, (Cited("So it is.", speaker),)) == found


def test_a_description_is_a_name_too() -> None:
    assert names_speaker("A police spokesman said so.", "a spokesman of the police")
    assert not names_speaker("A spokesman for the firm said so.", "the harbour master, a sailor")


class Free:
    """Writes what it likes, as one behind an endpoint does."""

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        assert grammar is None and stop == ("\n",) and "Sentence: He told them" in prompt
        return "Short: The ferry lay aground for nine hours."


class Held(Free):
    """Chooses among the words of the text it is given."""

    def shorten(self, prompt: str, text: str, max_tokens: int) -> str:
        assert text == TOLD.text and f"Sentence: {text}" in prompt
        return "He told them that the ferry lay aground."


def test_a_model_that_can_be_held_to_the_sentence_is() -> None:
    assert written_by(Free(), "How long?", (TOLD,), 60) == (
        "The ferry lay aground for nine hours, Tom Reed said."
    )
    assert written_by(Held(), "How long?", (TOLD,), 60) == (
        "Tom Reed told them that the ferry lay aground."
    )
