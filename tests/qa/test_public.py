"""What `import qa` offers."""

from __future__ import annotations

import pydoc

import pytest

import qa

NAMES = [
    "Answer",
    "AnswerError",
    "Assistant",
    "Citation",
    "EvidenceError",
    "ModelBroken",
    "ModelError",
    "ModelMissing",
    "Position",
    "QaError",
    "RetrievalError",
    "Settings",
    "SettingsError",
    "Source",
    "Statement",
    "Turn",
    "UsageError",
]


def test_the_public_names_are_these() -> None:
    assert qa.__all__ == NAMES
    assert set(NAMES) <= set(dir(qa))


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_and_documented(name: str) -> None:
    value = getattr(qa, name)
    assert value.__name__ == name
    assert value.__doc__ and not value.__doc__.startswith(f"{name}(")


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="'qa' has no attribute 'Anser'"):
        qa.Anser  # noqa: B018


def test_the_help_shows_how_to_ask() -> None:
    text = pydoc.plain(pydoc.render_doc(qa))
    for words in ("Assistant.open(", "not_in_corpus", "class Answer", "class Assistant"):
        assert words in text
