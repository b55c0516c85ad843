"""Whether cited sentences support a statement: checks by rule first, then a trained model.

The parts of this package that read words and figures (`text`, `words`, `numbers`) serve others
too: what is named here is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.verify.types import Cited, Encode, Fault, Reason, Verdict
    from qa.verify.verifier import Verifier, find_faults, verify

__all__ = [
    "Cited",
    "Encode",
    "Fault",
    "Reason",
    "Verdict",
    "Verifier",
    "find_faults",
    "verify",
]

_TYPES = {"Cited", "Encode", "Fault", "Reason", "Verdict"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'qa.verify' has no attribute {name!r}")
    home = "qa.verify.types" if name in _TYPES else "qa.verify.verifier"
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value
