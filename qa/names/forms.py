"""The forms of one name: folding, titles, transliterations, acronyms.

Two spellings are one name when each word of the one sounds like its fellow in the other; words
are compared by a reduced spelling in the manner of Soundex, kept strict in consonants.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from difflib import SequenceMatcher

from qa.names.words import CONNECTORS, ORG_WORDS, PARTICLES, TITLES

__all__ = [
    "APOSTROPHES",
    "POSSESSIVE",
    "SMALL_WORDS",
    "fold_name",
    "is_acronym",
    "is_body",
    "name_tokens",
    "same_name",
    "same_word",
    "spelled_alike",
    "spells",
    "strip_title",
]

APOSTROPHES = "'’‘ʻʼʿʾ`´"
"""Marks that stand for an apostrophe."""
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?$|[{APOSTROPHES}]s\b\.?$")
"""A possessive ending."""
SMALL_WORDS = frozenset("of the for and in on de du des la le et y e &".split())
"""Words without a letter of their own in an acronym."""
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
# Letters that follow a person's name: counsel, members, degrees, honours.
_BEHIND_NAMES = frozenset("kc qc sc mp msp mep mbe obe cbe kbe phd md frs esq rn cpa".split())
# From this share of like letters on two words may be one, misspelt.
_LIKE = 0.75
# What makes a name a body's at its end alone: "Vale Motor Co.", not "Co Durham".
_LAST = frozenset("co international".split())
_ACRONYM = re.compile(r"[A-Z](?:[A-Z0-9&]|\.(?=[A-Z])){1,7}\.?")


@functools.lru_cache(maxsize=16384)
def fold_name(name: str) -> str:
    """The name without accents, case, apostrophes, hyphens, dots, "the" and possessive."""
    plain = POSSESSIVE.sub("", name.strip().casefold()).translate(_LETTERS)
    if not plain.isascii():
        # Decomposing may give capitals again: "㏆" is "C/kg".
        decomposed = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = re.sub(rf"[{APOSTROPHES}.]", "", plain)
    words = re.findall(r"\w+", plain)
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def is_acronym(name: str) -> bool:
    """Whether the name is a row of capitals, with or without dots."""
    return _ACRONYM.fullmatch(name) is not None


@functools.lru_cache(maxsize=8192)
def is_body(name: str) -> bool:
    """Whether the name is an organisation's by its words, or an acronym."""
    if _ACRONYM.fullmatch(name.removeprefix("the ").removeprefix("The ")):
        return True
    words = fold_name(name).split()
    return any(word in ORG_WORDS for word in words) or (len(words) > 1 and words[-1] in _LAST)


@functools.lru_cache(maxsize=8192)
def strip_title(name: str) -> str:
    """The name without the titles before it: ``Gen. Ada Roth`` gives ``Ada Roth``.

    A name that is nothing but titles, or an organisation's, is returned as it is.
    """
    words = name.split()
    last = -1
    for i, word in enumerate(words[:-1]):
        if fold_name(word).split()[-1:] and fold_name(word).split()[-1] in TITLES:
            last = i
    rest = [fold_name(word) for word in words[last + 1 :]]
    if last < 0 or is_body(" ".join(words[last + 1 :])) or all(w in TITLES for w in rest):
        return name
    return " ".join(words[last + 1 :])


@functools.lru_cache(maxsize=8192)
def name_tokens(name: str) -> tuple[str, ...]:
    """The folded words of a name without titles, particles and connectors."""
    words = fold_name(strip_title(name)).split()
    kept = tuple(w for w in words if w not in PARTICLES and w not in CONNECTORS)
    while len(kept) > 2 and kept[-1] in _BEHIND_NAMES:
        kept = kept[:-1]
    return kept or tuple(words)


@functools.lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    """A word as it is heard, for spellings taken over from other scripts."""
    for old, new in (("ph", "f"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("ck", "k"), ("q", "k")):
        word = word.replace(old, new)
    word = re.sub(r"c(?![eiyh])", "k", word).replace("w", "v").replace("y", "i")
    word = re.sub(r"(?<=[aeiou])h|(?<=[^aeiou])h(?=[^aeiou]|$)(?<![sct]h)", "", word)
    word = re.sub(r"(.)\1+", r"\1", word)
    word = re.sub(r"a[ei]|e[ia]|ii|ie", "i", word)
    return re.sub(r"ou|oo|au", "u", word)


_NEAR_VOWELS = frozenset({"ae", "ei", "ou", "ai"})


@functools.lru_cache(maxsize=65536)
def same_word(a: str, b: str) -> bool:
    """Whether two folded words are spellings of one, as transliterations differ."""
    if a == b:
        return True
    if min(len(a), len(b)) < 4 or (a[0] != b[0] and {a[0], b[0]} not in ({"o", "u"}, {"k", "q"})):
        return False
    x, y = _sound(a), _sound(b)
    if x == y:
        return True
    if len(x) != len(y) or x[-1] != y[-1] or min(len(a), len(b)) < 5:
        return False
    other = ["".join(sorted(p + q)) for p, q in zip(x, y, strict=True) if p != q]
    return len(other) <= 2 and all(pair in _NEAR_VOWELS for pair in other)


def spelled_alike(a: str, b: str) -> bool:
    """Whether two words may be one however spelled: "odanic", "odanich". Wider than same_word.

    Words of four letters and more: shorter ones are alike too easily.
    """
    return min(len(a), len(b)) > 3 and SequenceMatcher(None, a, b).ratio() >= _LIKE


def same_name(a: str, b: str) -> bool:
    """Whether two spellings are one full name, word for word.

    Words may differ as transliterations do (vowels, doubled letters, h, q for k), never in
    number: ``Ada Roth`` is neither ``Ada May Roth`` nor ``Roth``. Acronyms must be equal.
    """
    if fold_name(a) == fold_name(b):
        return bool(fold_name(a))
    if _ACRONYM.fullmatch(a) or _ACRONYM.fullmatch(b):
        return False
    first, second = name_tokens(a), name_tokens(b)
    if len(first) == len(second):
        return all(map(same_word, first, second))
    return "".join(first) == "".join(second)


def spells(acronym: str, name: str) -> bool:
    """Whether the initials of the name's words are the acronym."""
    letters = acronym.replace(".", "").lower()
    if len(letters) < 3 or not _ACRONYM.fullmatch(acronym):
        return False
    words = [w for w in fold_name(name).split() if w not in SMALL_WORDS]
    return "".join(w[0] for w in words) == letters
