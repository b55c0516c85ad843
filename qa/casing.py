"""A question typed without capitals, with the capitals that the found sentences write.

Who types "what did ada brandt promise the harbour board" means Ada Brandt and the Harbour Board.
Names are told by their capitals, and the language model reads "brandt" as a much stranger word:
the search, which folds case, finds the sentences, and they tell how the words are written
(truecasing by the most frequent form: Lita et al. 2003, https://aclanthology.org/P03-1020/).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from index.lexical import STOP_WORDS
from index.types import Hit, Role

__all__ = ["is_alike", "is_body", "with_case"]

_WORD = re.compile(r"[^\W\d_]+")
# A word here has its capital from its place: first in a sentence, a quotation, after a colon.
_BEGINS = re.compile(r"(?:^|[.!?:…“\"‘'(\[]|\n)\s*$")
# From this share of its places on a word is written with a capital.
_SHARE = 0.8
_ASKS = re.compile(
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|"
    r"could|will|would|should)\b",
    re.I,
)


def with_case(question: str, texts: Iterable[str]) -> str:
    """``question`` as it would be written: names in the capitals of ``texts``, a mark at its end.

    Unchanged where it has a capital after its first word's: then its writer sets them. ``texts``:
    sentences, no headlines. Function words stay small, but for "the us". Linear in the texts.
    """
    first = _WORD.search(question)
    if first is None or any(letter.isupper() for letter in question[first.start() + 1 :]):
        return question
    asked = {word.lower() for word in _WORD.findall(question)} - STOP_WORDS
    written: dict[str, Counter[str]] = {word: Counter() for word in asked}
    for text in texts:
        for match in _WORD.finditer(text):
            forms = written.get(match.group().lower())
            if forms is not None and not _BEGINS.search(text[: match.start()]):
                forms[match.group()] += 1

    def cased(match: re.Match[str]) -> str:
        word = match.group().lower()
        if word == "us" and question[: match.start()].lower().endswith("the "):
            return "US"
        forms = written.get(word) or Counter[str]()
        capital = Counter({form: n for form, n in forms.items() if not form.islower()})
        if not capital or capital.total() < _SHARE * forms.total():
            return match.group()
        return capital.most_common(1)[0][0]

    made = _WORD.sub(cased, question)
    if _ASKS.match(made):
        made = made[:1].upper() + made[1:]
        made += "" if made.rstrip().endswith(("?", ".", "!")) else "?"
    return made


def is_body(hit: Hit) -> bool:
    """Whether a sentence is set as text is: a headline's capitals tell nothing of its words."""
    return hit.sentence.role is not Role.HEADING


def is_alike(one: str, other: str) -> bool:
    """Whether two wordings of a question differ in nothing but spaces, capitals, and the mark."""

    def plain(text: str) -> str:
        return " ".join(text.split()).rstrip("?").casefold()

    return plain(one) == plain(other)
