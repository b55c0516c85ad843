"""Token F1 of two texts as SQuAD computes it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["best_token_f1", "has_words", "normalise", "token_f1"]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_WORD = re.compile(r"[^\w\s]")


def normalise(text: str) -> str:
    """Lower-case, without punctuation and articles, white space made single.

    Rajpurkar et al. 2016, SQuAD, https://arxiv.org/abs/1606.05250.
    """
    return " ".join(_ARTICLES.sub(" ", _NO_WORD.sub(" ", text.lower())).split())


def token_f1(text: str, gold: str) -> float:
    """Harmonic mean of the precision and recall of tokens, 0..1; 1.0 for two empty texts."""
    a, b = Counter(normalise(text).split()), Counter(normalise(gold).split())
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def best_token_f1(text: str, golds: Iterable[str]) -> float:
    """The best F1 against any acceptable answer; 0.0 where there is none."""
    return max((token_f1(text, gold) for gold in golds), default=0.0)


def has_words(text: str, words: str) -> bool:
    """Whether ``words``, normalised, stand in ``text`` as whole words, in their order."""
    wanted = normalise(words)
    return bool(wanted) and f" {wanted} " in f" {normalise(text)} "
