"""Words of an answer as they stream in: thoughts left out, stop texts found across pieces. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

__all__ = ["StopCut", "Thoughts", "whole_text"]

_OPEN, _CLOSE = "<think>", "</think>"


class StopCut:
    """Lets words through up to the first of some texts, which may come in parts.

    Only what may still become a stop text is held back. ``ended`` says that one was found.
    """

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.ended = False

    def feed(self, text: str) -> str:
        """What can be shown now that ``text`` has come."""
        if self.ended:
            return ""
        self._held += text
        found, open_from = self._found(), len(self._held) - self._open_end()
        # One that began before it may still be completed, and would cut there.
        self.ended = found is not None and found <= open_from
        shown = self._held[: found if self.ended else open_from]
        self._held = "" if self.ended else self._held[open_from:]
        return shown

    def rest(self) -> str:
        """What was held back, when nothing more comes."""
        rest, self._held = self._held[: self._found()], ""
        return rest

    def _found(self) -> int | None:
        """Where the first stop text stands in what is held."""
        return min((at for at in map(self._held.find, self._stop) if at >= 0), default=None)

    def _open_end(self) -> int:
        """How many of the last characters may be the beginning of a stop text."""
        return max((_overlap(self._held, text) for text in self._stop), default=0)


class Thoughts:
    """Leaves out what a model writes between ``<think>`` and ``</think>`` before its answer."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "before"

    def feed(self, text: str) -> str:
        """What of the answer can be shown now that ``text`` has come."""
        if self._state == "answer":
            return text
        self._held += text
        if self._state == "before":
            begun = self._held.lstrip()
            if begun.startswith(_OPEN):
                self._state = "within"
            elif not _OPEN.startswith(begun):
                self._state = "answer"
                return self.rest()
        if self._state == "within":
            _, end, after = self._held.partition(_CLOSE)
            if end:
                self._state = "after"
                self._held = after
            else:
                # Enough to know the closing mark by, should it come in parts.
                self._held = self._held[-len(_CLOSE) :]
        if self._state == "after" and self._held.strip():
            self._state = "answer"
            self._held = self._held.lstrip()
            return self.rest()
        return ""

    def rest(self) -> str:
        """What was held back, when nothing more comes: never a thought."""
        rest, self._held = self._held, ""
        return rest if self._state in ("before", "answer") else ""


def whole_text(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pieces, none of which ends inside a character.

    JSON writes characters beyond U+FFFF as two halves, and some servers send them apart; a half
    that stays alone becomes U+FFFD.
    """
    half = ""
    for text, why in pieces:
        text, half = half + text, ""
        if not why and "\ud800" <= text[-1:] <= "\udbff":
            text, half = text[:-1], text[-1]
        if not text.isascii():
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        yield text, why
    if half:
        yield "\ufffd", ""


def _overlap(text: str, mark: str) -> int:
    """The length of the longest end of ``text`` that begins ``mark`` and is not all of it."""
    sizes = range(min(len(text), len(mark) - 1), 0, -1)
    return next((size for size in sizes if text.endswith(mark[:size])), 0)
