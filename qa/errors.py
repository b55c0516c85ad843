"""Errors of the assistant, each a sentence that says what happened, why, and what to do.

    QaError
    +-- UsageError             the question or the command line cannot be understood
    +-- SettingsError          a setting is unknown, of the wrong kind or out of bounds
    +-- ModelError             the language model cannot be used
    |   +-- ModelMissing       there is no such model file, or the library is not installed
    |   +-- ModelBroken        the file is no model that the library can load or run
    +-- AnswerError            a question could not be answered for a reason of its own
        +-- EvidenceError      cited words and document text no longer agree

Errors of the index have a tree of their own, ``index.errors.RetrievalError``.
"""

from __future__ import annotations

__all__ = [
    "AnswerError",
    "EvidenceError",
    "ModelBroken",
    "ModelError",
    "ModelMissing",
    "QaError",
    "SettingsError",
    "UsageError",
]


class QaError(Exception):
    """Base of all errors that the assistant raises on purpose."""


class UsageError(QaError):
    """The question or the command line cannot be understood."""


class SettingsError(QaError):
    """A setting is unknown, of the wrong kind or out of bounds."""


class ModelError(QaError):
    """The language model cannot be used."""


class ModelMissing(ModelError):
    """There is no such model file, or the library that runs it is not installed."""


class ModelBroken(ModelError):
    """The file is no model that the library can load or run."""


class AnswerError(QaError):
    """A question could not be answered for a reason of its own."""


class EvidenceError(AnswerError):
    """Cited words and document text no longer agree."""
