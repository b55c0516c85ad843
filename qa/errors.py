"""Errors of the assistant, each a sentence that says what happened, why, and what to do.

    QaError
    +-- UsageError             the question or the command line cannot be understood
    +-- SettingsError          a setting is unknown, of the wrong kind or out of bounds
    +-- ModelError             the language model cannot be used
    |   +-- ModelMissing       there is no such model file, or the library is not installed
    |   +-- ModelBroken        the file is no model that the library can load or run
    |   +-- EndpointError      the server named as endpoint cannot be used
    |       +-- EndpointBadUrl         its URL cannot be one
    |       +-- EndpointUnreachable    nothing can be reached there
    |       +-- EndpointTimeout        it took too long
    |       +-- EndpointKeyRefused     it does not take the key, or wants one
    |       +-- EndpointNoModel        it has no model of that name
    |       +-- EndpointContextFull    the prompt does not fit into the model's context
    |       +-- EndpointBusy           too many requests, or not ready yet
    |       +-- EndpointGone           it broke off
    |       +-- EndpointForeign        it is no OpenAI-compatible server
    |       +-- EndpointRefused        it answers with an error of its own
    |       +-- EndpointUnconstrained  it cannot be held to a grammar
    |       +-- EndpointMalformed      what it wrote is not what was asked for
    +-- AnswerError            a question could not be answered for a reason of its own
        +-- EvidenceError      cited words and document text no longer agree
        +-- Stopped            nobody waits for the answer any more

Errors of the index have a tree of their own, ``index.errors.RetrievalError``.
"""

from __future__ import annotations

__all__ = [
    "AnswerError",
    "EndpointBadUrl",
    "EndpointBusy",
    "EndpointContextFull",
    "EndpointError",
    "EndpointForeign",
    "EndpointGone",
    "EndpointKeyRefused",
    "EndpointMalformed",
    "EndpointNoModel",
    "EndpointRefused",
    "EndpointTimeout",
    "EndpointUnconstrained",
    "EndpointUnreachable",
    "EvidenceError",
    "ModelBroken",
    "ModelError",
    "ModelMissing",
    "QaError",
    "SettingsError",
    "Stopped",
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


class EndpointError(ModelError):
    """The server named as endpoint cannot be used."""


class EndpointBadUrl(EndpointError):
    """The URL of the endpoint cannot be one, or holds what does not belong in it."""


class EndpointUnreachable(EndpointError):
    """Nothing can be reached at the endpoint's address."""


class EndpointTimeout(EndpointError):
    """The endpoint took longer than it may."""


class EndpointKeyRefused(EndpointError):
    """The endpoint does not take the key, or wants one."""


class EndpointNoModel(EndpointError):
    """The endpoint has no model of the name, or no name was given."""


class EndpointContextFull(EndpointError):
    """The prompt does not fit into the context of the endpoint's model."""


class EndpointBusy(EndpointError):
    """The endpoint has had too many requests, or is not ready yet."""


class EndpointGone(EndpointError):
    """The endpoint broke off before the answer was whole."""


class EndpointForeign(EndpointError):
    """What answers at the URL is no OpenAI-compatible server."""


class EndpointRefused(EndpointError):
    """The endpoint answers with an error of its own.

    ``field`` is the name of the request's field that the server does not know, if it is that.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class EndpointUnconstrained(EndpointError):
    """The endpoint cannot be held to a grammar."""


class EndpointMalformed(EndpointError):
    """What the endpoint wrote is not what was asked for, and cannot be mended."""


class AnswerError(QaError):
    """A question could not be answered for a reason of its own."""


class EvidenceError(AnswerError):
    """Cited words and document text no longer agree."""


class Stopped(AnswerError):
    """The work was given up because nobody waits for it any more."""
