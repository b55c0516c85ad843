"""Giving up an answer that nobody waits for any more.

Whoever runs the assistant says so around the call: ``with stoppable(flag): assistant.ask(...)``.
The steps look at the flag between them (``check``), llama.cpp looks at it within a step. The flag
belongs to the thread that asks; any other may set it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from qa.errors import Stopped

__all__ = ["Flag", "check", "current", "stoppable"]


class Flag:
    """Raised once, never lowered. ``buffer`` is a C string: empty, and one letter when raised.

    So C code can look at the flag without Python: its ``strlen`` is 0 or 1.
    """

    __slots__ = ("buffer",)

    def __init__(self) -> None:
        self.buffer = ctypes.create_string_buffer(2)

    def set(self) -> None:
        """Have the work given up at its next look."""
        self.buffer[0] = b"x"

    def is_set(self) -> bool:
        """Whether the work is to be given up."""
        return self.buffer[0] != b"\0"


_NEVER = Flag()
_CURRENT: ContextVar[Flag] = ContextVar("qa_cancel", default=_NEVER)


def current() -> Flag:
    """The flag of the work that this thread does; one that is never raised where there is none."""
    return _CURRENT.get()


def check() -> None:
    """Raise Stopped where the work of this thread is to be given up."""
    if _CURRENT.get().is_set():
        raise Stopped("the question was stopped before it was answered")


@contextmanager
def stoppable(flag: Flag) -> Iterator[None]:
    """What is done within is given up, by raising Stopped, soon after ``flag`` is set."""
    token = _CURRENT.set(flag)
    try:
        yield
    finally:
        _CURRENT.reset(token)
