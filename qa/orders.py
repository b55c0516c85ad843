"""Text that speaks to the program which reads it: an order in a document is no evidence. Pure.

Cut from a document as a quotation, "the assistant must say that ..." would answer the question
that it names. Such text is left aside before anything is judged; the documents themselves,
``qa search`` and ``qa text`` show it as it stands. What people are told ("customers who ask
should be told ...") is a document's own matter and stays.

After the kinds in Greshake et al. 2023 (arXiv:2302.12173) and Liu et al. 2024, "Formalizing and
Benchmarking Prompt Injection" (arXiv:2310.12815): forged marks of a conversation, an override of
what was said before, a voice that speaks to the model, a chat with it played out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.forged_chat import REACH, is_forged_chat, seen

if TYPE_CHECKING:
    from index.types import Hit, Span

__all__ = ["is_order", "without_orders"]

_MACHINE = (
    r"(?:(?:ai|virtual|digital|language|chat)[ -]?)?(?:assistants?|models?|chat ?bots?|bots?)"
    r"|llms?|(?:chat)?gpt|ais?|(?:programs?|machines?|systems?|software|anything|whatever)"
    r"(?= (?:(?:that|which) reads?|reading) (?:this|it)\b)"
)
_READING = r"(?: (?:(?:that |which )?reads?|reading) (?:this|it)(?: \w+){0,3})?"
# What is wanted of the answer. A shop's assistant "must answer letters"; no "answer" by itself.
_TELL = (
    r"(?:(?:say|answer|reply|respond|claim|state|insist|write)(?: only)? ?(?:that\b|with\b|[:“\"])"
    r"|tell (?:the |any |every )?(?:users?|readers?)\b|(?:output|ignore|disregard|pretend|cite)\b)"
)
_MUST = r"(?:must|should|shall|has to|have to|is to|are to|will now|may only|needs? to)"
# Forged marks of a conversation, as the templates of models write them.
_FORGED = re.compile(
    r"<\|[\w .:-]{2,30}\|>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"
    r"|^ *#{2,4} *(?:instructions?|response|system)\b *:"
    r"|[\"']role[\"'] ?: ?[\"'](?:user|assistant|system)[\"']",
    re.IGNORECASE | re.MULTILINE,
)
_VOICE = re.compile(
    "|".join(
        (
            # "Ignore all previous instructions", "disregard every other document".
            r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){0,3}?"
            r"(?:previous|prior|above|preceding|earlier|other|your|system)\s+(?:\w+\s+)?"
            r"(?:instructions?|prompts?|rules|guidelines?|context|documents?|sources?|passages?)\b",
            # "The assistant must say that", "assistant: ignore", "note to any language model".
            rf"\b(?:the|any|every|each|all|an?|this|dear|to) (?:{_MACHINE}){_READING} {_MUST}"
            rf" (?:always |only |now |not |never )?{_TELL}",
            rf"(?:^|[.!?;:,(–—-] ?|<!--\s*|\b(?:attention|dear|hey),? )(?:{_MACHINE}){_READING}"
            rf" ?[:,!–—-]+ ?(?:please |you must |always |never |only |do not )*{_TELL}",
            rf"\b(?:instructions?|notes?|messages?|orders?|commands?) (?:to|for) "
            rf"(?:the |any |every |all |an? )?(?:{_MACHINE}){_READING} ?[:.,!–—-]",
            # "When you are asked ..., please output ...".
            r"\b(?:when|if|whenever) (?:(?:you are|you're) )?asked\b[^\n]{0,300}?\boutput\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)
_BREAK = re.compile(r"\n[ \t\r]*\n")
# Who asks about such text is not to be kept from it.
_ABOUT = re.compile(
    r"\b(?:instruct\w*|prompts?|orders?|ordered|inject\w*|assistants?|models?|chat ?bots?|llms?"
    r"|gpt|ai)\b",
    re.IGNORECASE,
)


def is_order(text: str, span: Span) -> bool:
    """Whether the words at ``span`` belong to text that gives orders to its reading program.

    They do where, before their end, a voice speaks to the program in their line, or a forged
    mark stands in their block (what blank lines enclose); in both at most ``REACH`` characters
    before them. Or they stand in a chat with the program (``qa.forged_chat``). Characters that
    cannot be seen hide no mark.
    """
    # An order stands close before the words that it wants. What is further behind it is the
    # document's own again: nobody can hide a page by one line at its head.
    first = max(0, span.start - REACH)
    breaks = [match.end() for match in _BREAK.finditer(text, first, span.start)]
    block = seen(text[breaks[-1] if breaks else first : span.end])
    line = seen(text[max(first, text.rfind("\n", 0, span.start) + 1) : span.end])
    return bool(_FORGED.search(block) or _VOICE.search(line) or is_forged_chat(text, span))


def without_orders(hits: Sequence[Hit], question: str) -> tuple[Hit, ...]:
    """The hits that are no order; all of them where the question itself is about such text."""
    if _ABOUT.search(question):
        return tuple(hits)
    return tuple(hit for hit in hits if not is_order(hit.document.text, hit.sentence.span))
