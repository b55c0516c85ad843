"""Words that mean the same, words that mean the opposite, and the forms of one word.

General English only, in base forms: groups of words of which one may stand for another in a
light rewording, and pairs of groups of which one turns the other's meaning round. What is in
neither is left to the embedder and to the trained model of `qa.verify.meaning`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from qa.anaphora import PAST_BASE, VERB_FORMS
from qa.attribution.cues import CUE_FORMS, DENYING, Form
from qa.verify.lexicon import CONVERSE, GROWN, JOINED, OPPOSITE, PASTS, SAME

__all__ = [
    "PHRASAL",
    "alternatives",
    "groups_of",
    "is_converse",
    "is_opposite",
    "is_past",
    "is_reporting",
    "is_same",
    "lemma",
    "stem",
]


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for entry in " ".join(text.split()).split("|"):
        form, base = entry.split()
        found[form] = base
    return found


_PAST_FORMS = _pairs(PASTS)
_FORMS = _PAST_FORMS | _pairs(GROWN)


_REPORTING = frozenset(lemma for lemma, _ in CUE_FORMS.values()) - DENYING
_NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "de", "mis")


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """The Snowball stem of a word in small letters."""
    import Stemmer

    return str(Stemmer.Stemmer("english").stemWord(word))


@lru_cache(maxsize=1 << 15)
def lemma(word: str) -> str:
    """One form for all of a word's: that of its base, where it is irregular, else its stem."""
    low = word.lower()
    base = _FORMS.get(low) or PAST_BASE.get(low)
    if base is None and low in CUE_FORMS:
        base = CUE_FORMS[low][0]
    return stem(base or low)


def _lemmas(words: str) -> list[str]:
    return list(dict.fromkeys(lemma(word) for word in words.split()))


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(" ".join(SAME.split()).split("|")):
        for word in _lemmas(group):
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=2)
def _sides(pairs: str) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    left: dict[str, set[int]] = {}
    right: dict[str, set[int]] = {}
    for number, pair in enumerate(" ".join(pairs.split()).split("|")):
        one, other = (_lemmas(side) for side in pair.split("/"))
        for side, words in ((left, one), (right, other)):
            for word in words:
                side.setdefault(word, set()).add(number)
    return left, right


def _opposed(a: str, b: str, pairs: str) -> bool:
    left, right = _sides(pairs)
    none: set[int] = set()
    return bool(left.get(a, none) & right.get(b, none) or right.get(a, none) & left.get(b, none))


PHRASAL = {
    (lemma(verb), particle): lemma(meant)
    for verb, particle, meant in (entry.split() for entry in JOINED.split("|"))
}
"""A verb's lemma and a particle behind it to the lemma of a verb that means the two."""


def groups_of(word: str) -> frozenset[int]:
    """The numbers of the groups of words of one meaning that hold a lemma."""
    return _groups().get(word, frozenset())


@lru_cache(maxsize=1)
def _written() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for group in " ".join(SAME.split()).split("|"):
        words = group.split()
        for word in words:
            found.setdefault(word, []).extend(w for w in words if w != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def alternatives(word: str) -> tuple[str, ...]:
    """The listed words that may stand for a base form, for training the last step."""
    return _written().get(word, ())


def is_same(a: str, b: str) -> bool:
    """Whether two lemmas are one word, or listed as of one meaning."""
    return a == b or bool(groups_of(a) & groups_of(b))


@lru_cache(maxsize=1 << 16)
def is_opposite(a: str, b: str) -> bool:
    """Whether two lemmas are listed as opposites, or differ by a negative prefix."""
    if a == b:
        return False
    if _opposed(a, b, OPPOSITE) or _opposed(a, b, CONVERSE):
        return True
    short, long = sorted((a, b), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _NEGATIVE_PREFIXES)


def is_converse(a: str, b: str) -> bool:
    """Whether two lemmas tell one deed from its two sides: to buy and to sell."""
    return _opposed(a, b, CONVERSE)


def is_past(word: str) -> bool:
    """Whether a word in small letters has the form of a past or a participle."""
    if VERB_FORMS.get(word) == "ed" or (word in CUE_FORMS and CUE_FORMS[word][1] is Form.PAST):
        return True
    if word.endswith("ed") and len(word) > 4 and not word.endswith("eed"):
        return True
    return word in PAST_BASE or word in _PAST_FORMS


def is_reporting(words: Iterable[str]) -> bool:
    """Whether one of the words, in small letters, is a verb of saying that denies nothing."""
    return any(CUE_FORMS.get(word, ("", ""))[0] in _REPORTING for word in chain(words))
