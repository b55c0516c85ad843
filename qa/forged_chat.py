"""A chat between a user and an assistant played out in a document: it is no evidence. Pure.

Who writes "User: who won? Assistant: The Reds won." into a document puts an answer into the mouth
of the program that reads it. Both roles must be there: an assistant may be a person, a user one of
a library's, and interviews, hearings, use cases ("User: enters the code. System: opens the
door.") and "Q: ... A: ..." are talk among people, or nobody's, and stay. For the kind see Liu et
al. 2024, arXiv:2310.12815, whose "fake completion" it is.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import Span

__all__ = ["REACH", "is_forged_chat", "seen"]

# Words are judged by so many characters on either side of them.
REACH = 600

_USER = r"(?:end[ -])?users?|humans?"
_PROGRAM = (
    r"(?:(?:ai|virtual|digital|language|helpful)[ -])?assistants?|ais?|ai (?:model|chat ?bot)s?"
    r"|(?:large )?language models?|chat ?bots?|bots?|llms?|(?:chat)?gpt(?:-\w+)?"
)
_OF = r"(?:(?:'s|’s)? (?:question|query|message|prompt|turn|answer|reply|response))?"
_ROLE = rf"(?:the )?(?:(?P<user{{0}}>{_USER})|(?P<program{{0}}>{_PROGRAM})){_OF}"
# A label stands at the start of a line, behind its marks (lists, quotes, bold), or after a
# sentence; a time or number may follow it in brackets. Or it is a heading, or a tag.
_LABEL = re.compile(
    r"(?:^[ \t>*_#|(\[\d.-]{0,12}|(?<=[.?!…:;\"'”’)\]|>])[ \t]+[*_(\[]{0,3})"
    rf"{_ROLE.format('')}(?: ?[\[(][\w:., -]{{1,20}}[\])])?[*_\]) \t]{{0,4}}[:：]"
    rf"|^[ \t]*(?:#{{1,6}} *|\*\*){_ROLE.format('_head')}\W*$"
    rf"|[<\[]{_ROLE.format('_tag')}[>\]]",
    re.IGNORECASE | re.MULTILINE,
)
# The same told: "the user asks who won, and the assistant answers that the Reds won".
_TOLD = re.compile(
    r"\b(?:an?|the|this|another|any) (?:\w+ )?users? (?:\w+ly |then |next |now |also |has |had )?"
    r"(?:ask|inquir|enquir|wants? to know|wanted to know|writ|wrote|typ|prompt)\w*\b.{1,300}?"
    r"\b(?:an?|the|this|any) (?:(?:ai|virtual|digital|language|helpful|good|ideal)[ -])?"
    r"(?:assistant|chat ?bot|bot|ai|llm|model) (?:\w+ly |then |next |now |has |had )?"
    r"(?:answer|repl(?:y|ie)|respond|said|say|wrote|writ)\w*\b",
    re.IGNORECASE | re.DOTALL,
)
# Looked for first: most text names no user, and every sentence that is found is looked at.
_NAMED = re.compile(r"user|human", re.IGNORECASE)
_BREAK = re.compile(r"\n[ \t\r]*\n")


def is_forged_chat(text: str, span: Span) -> bool:
    """Whether the words at ``span`` belong to a chat of a user with an assistant.

    They do in a turn, which reaches from its label to the next blank line (or over it, where the
    label stands alone); between two turns; and in a block that tells of both. A turn of the
    program must follow one of a user within ``REACH`` characters of the words.
    """
    first = max(0, span.start - REACH)
    # What is cut off before the window begins no line.
    before = ("x" if first else "") + seen(text[first : span.start])
    words = seen(text[span.start : span.end])
    after = seen(text[span.end : span.end + REACH])
    around, start, end = before + words + after, len(before), len(before) + len(words)
    if not _NAMED.search(around):
        return False
    labels = list(_LABEL.finditer(around))
    if any(_asks(one) and not _asks(other) for one, other in pairwise(labels)):
        own = [one for one in labels if one.start() < end]
        # Between two turns, or in the last one.
        if own and (len(own) < len(labels) or _in_turn(around[own[-1].end() : start])):
            return True
    return bool(_TOLD.search(_block(around, start, end)))


def _asks(label: re.Match[str]) -> bool:
    return bool(label["user"] or label["user_head"] or label["user_tag"])


def _in_turn(between: str) -> bool:
    """Whether what stands between a label and the words leaves them in its turn."""
    return not _BREAK.search(between.lstrip())


def _block(text: str, start: int, end: int) -> str:
    """What blank lines enclose around the words, at most ``REACH`` characters on either side."""
    first = max((one.end() for one in _BREAK.finditer(text, 0, start)), default=0)
    last = _BREAK.search(text, end)
    return text[first : last.start() if last else len(text)]


def seen(text: str) -> str:
    """The text without characters that cannot be seen: they hide no mark and no label."""
    if "".join(text.split()).isprintable():
        return text
    return "".join(one for one in text if one.isprintable() or one.isspace())
