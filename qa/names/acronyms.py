"""Acronyms and what they stand for, as texts define them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from qa.names.forms import SMALL_WORDS

__all__ = ["find_acronyms"]

_DEFINED = re.compile(
    r"\s?\(\s?(?:the |“|\"|‘|or |hereafter )*([A-Z][A-Za-z&.]{0,8}[A-Z])[”\"’]?\s?[,;)]"
)


def find_acronyms(texts: Iterable[str]) -> Mapping[str, str]:
    """Acronym to expansion, as texts define them: ``Water Board of Ostrel (WBO)``.

    The method of matching letters backwards from the bracket is Schwartz & Hearst, "A Simple
    Algorithm for Identifying Abbreviation Definitions in Biomedical Text" (2003), restricted
    to the initials of words. Letters may stand in another order (a misprinted acronym) where
    the words before the bracket have the same initials. The first definition counts.
    """
    found: dict[str, str] = {}
    for text in texts:
        for match in _DEFINED.finditer(text):
            acronym = match[1].replace(".", "")
            expansion = _expansion(text[max(0, match.start() - 160) : match.start()], acronym)
            if expansion and acronym not in found:
                found[acronym] = expansion
    return found


def _expansion(before: str, acronym: str) -> str | None:
    words = list(re.finditer(r"[^\W_]+(?:[-’'][^\W_]+)*", re.split(r"[.;:(!?\n]\s", before)[-1]))
    line = re.split(r"[.;:(!?\n]\s", before)[-1]
    letters = [c.lower() for c in acronym if c.isalpha()]
    for exact in (True, False):
        for count in range(len(letters), min(len(words), 2 * len(letters)) + 1):
            run = words[len(words) - count :]
            big = [m.group() for m in run if m.group().lower() not in SMALL_WORDS]
            initials = [w[0].lower() for part in big for w in re.split(r"[-]", part) if w]
            if not big or run[0].group().lower() in SMALL_WORDS:
                continue
            whole = [m.group()[0].lower() for m in run]
            if letters in (initials, whole) or (
                not exact
                and sorted(letters) == sorted(initials)
                and initials[:1] == letters[:1]
                and all(w[0].isupper() for w in big)
            ):
                return line[run[0].start() : run[-1].end()]
    return None
