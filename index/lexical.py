"""Search by words: a tokeniser and BM25 over its tokens."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["STOP_WORDS", "LexicalIndex", "tokenize"]

# Words that stand in every text and question and so say nothing of what it is about.
# Negations ("no", "not", "never") and quantities stay: they change what a sentence says.
STOP_WORDS: frozenset[str] = frozenset(
    re.findall(
        r"\w+",
        "a about am an and are as at be been being but by can could did do does doing for from had "
        "has have having he her hers him his how i if in into is it its itself me my of on or our "
        "ours she should so than that the their theirs them then there these they this those to us "
        "was we were what when where which who whom whose why will with would you your yours",
    )
)

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\uff07", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"))
# Soft hyphens and marks of no width: a word is the same without them.
_INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
# Combining accents; the vowel points of Hebrew and Arabic, which most writing leaves out.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670]")
# A letter. The vowel signs of the Indic scripts are marks to ``re``, but part of the word.
_LETTER = "(?:[^\\W_]|[\u0900-\u0963\u0971-\u0dff])"
# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)"
    r"|(?P<acronym>(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?)"
    r"|(?P<number>\d+(?:[.,]\d+)*(?![^\W_]))"
    rf"|(?P<word>(?:(?![{_UNSPACED}]){_LETTER})+(?:['-](?:(?![{_UNSPACED}]){_LETTER})+)*)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
_DIGITS_AND_LETTERS = re.compile(r"\d+|[^\W\d_]+")
_K1, _B = 1.5, 0.75


def tokenize(text: str) -> tuple[str, ...]:
    """The words of ``text`` as they are indexed, in order; () if it holds none that count.

    Lower-case, without accents, stemmed (Snowball English), without ``STOP_WORDS`` and
    possessive 's. ``6,000`` gives ``6000``. A hyphenated word gives itself in one and its
    parts (``cease-fire``: ``ceasefir``, ``ceas``, ``fire``), letters and digits together the
    same (``100km``: ``100km``, ``100``, ``km``). An acronym loses its dots; one that would
    read as a stop word keeps its capitals (``U.S.`` and ``US``: ``US``, unlike ``us``), but
    not in a text that is all capitals. Scripts without spaces give pairs of characters.
    """
    folded = _fold(text)
    shouting = not any(character.islower() for character in folded)
    tokens: list[str] = []
    for match in _TOKEN.finditer(folded):
        tokens.extend(_tokens_of(match, shouting))
    return tuple(tokens)


def _fold(text: str) -> str:
    """Compatibility forms, apostrophes, hyphens, accents and digits made one; case is kept."""
    if text.isascii():
        return text.translate(_APOSTROPHES)
    plain = text.translate(_INVISIBLE).translate(_APOSTROPHES).translate(_HYPHENS)
    plain = unicodedata.normalize("NFKD", plain)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in plain
    )


def _tokens_of(match: re.Match[str], shouting: bool) -> Iterator[str]:
    found = match.group()
    if match["unspaced"]:
        yield from (found[at : at + 2] for at in range(max(1, len(found) - 1)))
    elif match["acronym"]:
        yield from _acronym(found.replace(".", ""))
    elif match["number"]:
        yield found.replace(",", "") if _THOUSANDS.fullmatch(found) else found
    else:
        yield from _words(found, shouting)


def _acronym(letters: str) -> Iterator[str]:
    small = letters.casefold()
    yield letters.upper() if small in STOP_WORDS else small


def _words(found: str, shouting: bool) -> Iterator[str]:
    parts = found.split("-")
    if len(parts) > 1 and any(part.isalpha() for part in parts):
        yield _stem("".join(_bare(part) for part in parts))
    for part in parts:
        word = _bare(part)
        if part.isupper() and len(part) > 1 and word in STOP_WORDS:
            if not shouting:
                yield part
        elif word and word not in STOP_WORDS:
            yield _stem(word)
            yield from _pieces(word)


def _pieces(word: str) -> Iterator[str]:
    """The numbers and words that a word of digits and letters is made of."""
    if any(character.isdecimal() for character in word) and not word.isdecimal():
        for piece in _DIGITS_AND_LETTERS.findall(word):
            if piece.isdecimal() or len(piece) > 1:
                yield _stem(piece)


def _bare(word: str) -> str:
    return word.casefold().removesuffix("'s").replace("'", "")


_local = threading.local()


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    # A Snowball stemmer holds state, so each thread has its own.
    if not hasattr(_local, "stemmer"):
        import Stemmer

        _local.stemmer = Stemmer.Stemmer("english")
    return str(_local.stemmer.stemWord(word))


class LexicalIndex:
    """BM25 scores of every (term, text) pair, stored by term, so that a query only adds.

    Robertson et al.: "Okapi at TREC-3", 1994, in the variant that Lucene computes, with
    k1 = 1.5 and b = 0.75; scored ahead of the query as in Lù: "BM25S: Orders of magnitude
    faster lexical search via eager sparse scoring", arXiv 2407.03618 (a test holds the scores
    equal to that library's). The postings are three arrays in compressed sparse column form.
    """

    def __init__(
        self,
        ids: Sequence[str],
        vocabulary: Sequence[str],
        arrays: Mapping[str, NDArray[Any]],
    ) -> None:
        """Hold what ``build`` made; ``arrays`` has the keys of ``arrays()``."""
        self.ids = tuple(ids)
        self.vocabulary = tuple(vocabulary)
        self._data = arrays["data"]
        self._texts = arrays["indices"]
        self._starts = arrays["indptr"]

    @classmethod
    def build(cls, ids: Sequence[str], tokens: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index texts by their ``tokens``, as ``tokenize`` gives them; ``ids`` name the texts.

        Raises ValueError where there are not as many ids as texts.
        """
        if len(ids) != len(tokens):
            raise ValueError(f"{len(tokens)} texts need as many ids, got {len(ids)}")
        vocabulary = sorted({token for words in tokens for token in words})
        if not vocabulary:
            return cls(ids, (), _no_postings())
        return cls(ids, vocabulary, _postings(tokens, vocabulary))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """``data`` (float32), ``indices`` (int32) and ``indptr`` (int64), to be stored."""
        return MappingProxyType(
            {"data": self._data, "indices": self._texts, "indptr": self._starts}
        )

    @cached_property
    def _term(self) -> dict[str, int]:
        return {token: at for at, token in enumerate(self.vocabulary)}

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.ids)}

    def frequency(self, term: str) -> int:
        """In how many texts a term, as ``tokenize`` gives it, stands; 0 if in none."""
        at = self._term.get(term)
        return 0 if at is None else int(self._starts[at + 1] - self._starts[at])

    def all_scores(self, query: str) -> NDArray[np.float32]:
        """BM25 of ``query`` with every text, shape (len(self),), each >= 0.

        Zero where no token is shared: for a query of stop words or unknown words everywhere.
        """
        scores = np.zeros(len(self.ids), dtype=np.float32)
        # Sorted, so that the order of the words cannot change the last bit of a sum.
        for token in sorted(tokenize(query)):
            term = self._term.get(token)
            if term is not None:
                posting = slice(int(self._starts[term]), int(self._starts[term + 1]))
                scores[self._texts[posting]] += self._data[posting]
        return scores

    def scores(self, query: str, ids: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of ``query`` with each of ``ids``. Raises KeyError if one is unknown."""
        rows = np.array([self._row[name] for name in ids], dtype=np.int64)
        return self.all_scores(query)[rows]

    def search(self, query: str, k: int) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """The ``k`` best ids with a score above 0, best first, and the scores.

        Equal scores are ordered by id. Raises ValueError for a negative ``k``.
        """
        if k < 0:
            raise ValueError(f"k must be 0 or more, got {k}")
        scores = self.all_scores(query)
        matching = np.flatnonzero(scores > 0)
        if k == 0 or not len(matching):
            return (), np.zeros(0, dtype=np.float32)
        if len(matching) > k:
            last = np.partition(scores[matching], len(matching) - k)[len(matching) - k]
            matching = matching[scores[matching] >= last]
        rows = sorted(matching.tolist(), key=lambda row: (-scores[row], self.ids[row]))[:k]
        return tuple(self.ids[row] for row in rows), scores[rows]


def _no_postings() -> dict[str, NDArray[Any]]:
    return {
        "data": np.zeros(0, dtype=np.float32),
        "indices": np.zeros(0, dtype=np.int32),
        "indptr": np.zeros(1, dtype=np.int64),
    }


def _postings(
    tokens: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> dict[str, NDArray[Any]]:
    """The BM25 score of every term in every text that holds it, ordered by term, then text."""
    term = {token: at for at, token in enumerate(vocabulary)}
    lengths = np.array([len(words) for words in tokens], dtype=np.int64)
    terms = np.array([term[token] for words in tokens for token in words], dtype=np.int64)
    texts = np.repeat(np.arange(len(tokens), dtype=np.int64), lengths)
    pairs, counts = np.unique(terms * len(tokens) + texts, return_counts=True)
    terms, texts = np.divmod(pairs, len(tokens))
    found_in = np.bincount(terms, minlength=len(vocabulary))
    rarity = np.log1p((len(tokens) - found_in + 0.5) / (found_in + 0.5))
    penalty = _K1 * (1 - _B + _B * lengths / lengths.mean())
    return {
        "data": (rarity[terms] * counts / (counts + penalty[texts])).astype(np.float32),
        "indices": texts.astype(np.int32),
        "indptr": np.concatenate(([0], np.cumsum(found_in))).astype(np.int64),
    }
