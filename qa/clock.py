"""How long each step of an answer takes, and where a question may be stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from qa.cancel import check
from qa.types import Answer

__all__ = ["Clock"]


class Clock:
    """Seconds spent in each step, and until the first text; the caller's own are not counted.

    A step does not begin where the question was stopped.
    """

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.seconds: dict[str, float] = {}
        self.first: float | None = None
        self.away = 0.0

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        check()
        begun = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - begun

    def each(self, step: str, items: Iterator[Answer]) -> Iterator[Answer]:
        """The items, with the time that making them took."""
        while True:
            with self(step):
                item = next(items, None)
            if item is None:
                return
            left = time.perf_counter()
            self.first = self.first or left - self.started
            yield item
            self.away += time.perf_counter() - left

    def timings(self) -> dict[str, float]:
        """Rounded seconds by step, with ``first_text`` and ``total``."""
        total = time.perf_counter() - self.started - self.away
        found = {**self.seconds, "first_text": self.first or total, "total": total}
        return {name: round(seconds, 4) for name, seconds in found.items()}
