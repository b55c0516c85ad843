"""What a message asks: the one question in it, and the words before it that it may lean on. Pure.

People introduce themselves, say what they are writing, add "please answer briefly"; a pasted text
may give orders to the program. None of it is what is looked for. Only where a message holds exactly
one question is the rest left aside; it then counts as what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Document
from qa.orders import is_order
from qa.types import Turn

__all__ = ["read_message"]

_ASKS = re.compile(r"[?？؟][\"'”’)\]]*$")
# A mark that may end a sentence; most messages have one, and are not even cut.
_END = re.compile(r"[.!?:？؟][\"'”’)\]]*(?:\s|$)")
_FEWEST_WORDS = 2
_POINTS = re.compile(
    r"\b(?:he|she|it|they|him|her|hers|his|its|their|theirs|them|there|this|that|these|those)\b",
    re.I,
)


def read_message(message: str, history: Sequence[Turn]) -> str:
    """The question to look for: one line, with what it takes from ``history`` said in it.

    A message of several sentences of which one asks is taken for that one; where it points to
    something ("it", "there"), what stands before it and is no order to the program is read as the
    last turn. Any text is accepted, nothing is raised.
    """
    question, before = _parted(message)
    if not history and not before:
        return question  # nothing was said before: the rules for follow-ups are not even loaded
    from qa.standalone import standalone

    turns = [*history, Turn("user", before)] if before else history
    alone = standalone(question, turns)
    # "The council denies this. Is it true?" asks what was said before, and is best left whole.
    return alone if _ASKS.search(alone) or not before else standalone(_line(message), history)


def _parted(message: str) -> tuple[str, str]:
    """The question, and the words before it; the whole message where not exactly one asks."""
    whole = _line(message)
    if len(_END.findall(whole)) < 2 and "\n" not in message.strip():
        return whole, ""
    # A line may end where a window did; an empty one parts what stands on its sides.
    from index.split import split

    message = re.sub(r"(?<!\n)\r?\n(?![\r\n])", " ", message)
    sentences = split(Document("", "", message, "", "", "plain"))[0]
    asking = [s for s in sentences if _ASKS.search(s.span.of(message).rstrip())]
    if len(asking) != 1 or len(sentences) == 1:
        return whole, ""
    asked = _line(asking[0].span.of(message))
    if len(asked.split()) < _FEWEST_WORDS:
        return whole, ""
    if not _POINTS.search(asked):
        return asked, ""
    before = [
        _line(s.span.of(message))
        for s in sentences
        if s.span.end <= asking[0].span.start and not is_order(message, s.span)
    ]
    return asked, " ".join(before)


def _line(text: str) -> str:
    return " ".join(text.split())
