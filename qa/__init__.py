"""Ask a folder of documents a question, offline, and get an answer made of its own words.

Open a corpus once, ask as often as you like::

    from qa import Assistant

    with Assistant.open("reports") as assistant:
        answer = assistant.ask("Who approved the budget?")
        print(answer.text)
        for citation in answer.citations:
            print(citation.number, citation.source, citation.cited_text)

What comes back is an ``Answer``. Its ``status`` is

``answered``
    every sentence stands on ``citations``, and for each of them
    ``document_text[start_char_index:end_char_index] == cited_text``;
``disputed``
    the sources give different answers; ``positions`` tells them apart;
``not_in_corpus``
    the documents do not say; ``nearest`` shows what came closest.

A follow-up takes the conversation so far as ``Turn``s::

    assistant.ask("And who voted against it?", history=[
        Turn("user", "Who approved the budget?"), Turn("assistant", answer.text)])

``Assistant.search`` returns ranked sentences without an answer. ``Settings`` names another
model, embedder or cache folder; ``Answer.to_dict()`` is what ``qa ask --json`` prints, and
``qa/contract/answer.schema.json`` describes it. Nothing goes over the network.

All errors raised on purpose are a ``QaError`` or, from reading and indexing documents, a
``RetrievalError``; each says what happened and what to do. Importing this module loads no
heavy library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.errors import RetrievalError
    from qa.assistant import Assistant
    from qa.errors import (
        AnswerError,
        EvidenceError,
        ModelBroken,
        ModelError,
        ModelMissing,
        QaError,
        SettingsError,
        UsageError,
    )
    from qa.settings import Settings
    from qa.types import Answer, Citation, Position, Source, Statement, Turn

__all__ = [
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

_TYPES = {"Answer", "Citation", "Position", "Source", "Statement", "Turn"}
_HOMES = {
    **dict.fromkeys(__all__, "qa.errors"),
    **dict.fromkeys(_TYPES, "qa.types"),
    "Assistant": "qa.assistant",
    "RetrievalError": "index.errors",
    "Settings": "qa.settings",
}


def __getattr__(name: str) -> object:
    # Looked up on first use: `import qa` stays quick whatever the parts come to need.
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
