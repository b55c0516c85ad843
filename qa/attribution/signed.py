"""Whose "I" it is: the writer of a letter, a statement, a column or a blog, where it is named.

The writer is named by a signature ("Yours faithfully, Ada Roth"; in letters a line that is a name
alone), by a line above ("From: Ada Roth", "By Ada Roth", "Witness statement of Ada Roth", "A
message from Harwick Ferries") or by the writer's own words ("I, Ada Roth, ...", "my name is Ada
Roth"). Of several letters on a page each has its own writer, or none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.attribution.quotations import MASK
from qa.names import fold_name
from qa.names.forms import is_body
from qa.names.words import PARTICLES, TITLES

__all__ = ["Signed", "first_person", "is_sentence", "signed_by"]

# The head of a document and its foot, in sentences; the words of a person's or a body's name.
_HEAD, _ISSUED, _FOOT, _WORDS = 8, 4, 3, 5
_MARKUP = " \n*_#–—-"
# A line that names a writer is no longer, in code points.
_LINE = 120

# Lines at a page's foot and headings have such words, names of persons have not.
_LABELS = frozenset(
    "about acknowledgements advertisement all also and annex appendix archive archives article "
    "articles back background board breaking comment comments conclusion conclusions conditions "
    "contact contents cookie cookies copyright discussion editorial end ends facts findings follow "
    "further gallery help home information introduction issue join key latest learn links media "
    "menu methods more most news newsletter next notes office our page pages photo photos policy "
    "popular press previous print privacy questions quick read recommendations references related "
    "report reporting reports reserved results rights search section service services share sign "
    "sources story stories subscribe summary support terms this top topics trending up us video "
    "videos visit your".split()
)

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|We|we|us|our|ours|Our|My|ourselves)\b")
_SALUTATION = re.compile(
    r"(?:Dear\s+\w|(?:Dear )?(?:Sir|Madam|Sirs|Editor|Friends?|Neighbours?|Neighbors?|All)\b"
    r"(?: or Madam)?\s*[,:–—-])"
)
_LETTERS = re.compile(r"\bletters\b", re.I)
_ENDED = re.compile(rf"(?:\w\w|%)[.!?][){MASK}”\"]*$")
_FROM = re.compile(r"From:?\s+(?P<who>[^\W\d_].*)", re.S)
_CLOSING = re.compile(
    r"(?:(?:Yours|Very truly yours|Sincerely|Faithfully|Respectfully|Cordially)(?: [a-z]+){0,3}|"
    r"(?:(?:Kind|Kindest|Best|Warm|Warmest|With best|With kind) )?(?:[Rr]egards|[Ww]ishes)|"
    r"Signed|Many thanks|With thanks|Cheers|Love)\s*[,:.–—-]?\s*(?P<who>.*)",
    re.S,
)
_HEADER = re.compile(
    r"(?:By|Written by|Posted by|Author|.*\b(?:"
    r"(?:statement|diary|recollections|memoirs?|testimony|deposition|affidavit) of|"
    r"(?:letter|message|note|word|appeal|statement|update|reply|speech|address|remarks|testimony|"
    r"evidence|report|memo|memorandum) (?:from|by)))\s*:?\s+(?P<who>[^\W\d_].*)",
    re.I | re.S,
)
_STATEMENT = re.compile(r"\b(?:statement|(?:press|news|media) (?:release|notice)|bulletin)\b", re.I)
_BYLINE = re.compile(r"(?:By|Written by|Posted by|Author)\b", re.I)
_OWN_WORDS = re.compile(r"(?:\bI, |\b[Mm]y name is |\bI am |\bI[’']m )(?P<who>[^\W\d_].*)", re.S)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who wrote what, and where it is named.

    ``who``: the writer as written; ``role``: what stands behind the name; ``at``: the number of
    the sentence that names him. ``all_his``: every sentence is, as in a letter, and not only
    those that speak of their writer, as in an article with a byline.
    """

    who: str
    role: str | None
    at: int
    all_his: bool = True


def first_person(words: str) -> bool:
    """Whether the words speak of their writer: with the quotations in them masked."""
    return _FIRST_PERSON.search(words) is not None


def is_sentence(words: str) -> bool:
    """Whether the words are one that its writer says: no greeting, date or heading."""
    return _ENDED.search(words.rstrip()) is not None and not _SALUTATION.fullmatch(words)


def signed_by(sentences: Sequence[str]) -> tuple[Signed | None, ...]:
    """The writer of each sentence of a document, None where none is named.

    ``sentences`` have their quotations masked. Only the document as a whole is judged: whether a
    sentence speaks of its writer is for ``first_person``. Linear; raises nothing.
    """
    found: list[Signed | None] = [None] * len(sentences)
    if not any(map(first_person, sentences)):
        return tuple(found)
    begun = [i for i, words in enumerate(sentences) if _SALUTATION.match(words)]
    letters = len(begun) > 1 or any(map(_LETTERS.search, sentences[:_HEAD]))
    heads = {i: _from(words, i) for i, words in enumerate(sentences) if _is_from(words)}
    places = [i for i in range(len(sentences)) if i not in heads]
    feet = {s.at: s for i in places if (s := _signature(sentences, i, letters))}
    writers = 0
    writer, since = None, 0
    for i in range(len(sentences)):
        if i in heads or (i in begun and not heads.keys() & {i - 1, i - 2}):
            writer, since, writers = heads.get(i), i, writers + 1
        found[i] = writer
        if i in feet:
            found[since : i + 1] = [w or feet[i] for w in found[since : i + 1]]
            writer, since, writers = None, i + 1, writers + (not begun and not heads)
    if writers < 2 and (
        whole := _headed(sentences) or _issued(sentences) or _introduced(sentences)
    ):
        return tuple(writer or whole for writer in found)
    return tuple(found)


def _is_from(words: str) -> bool:
    short = len(words) < _LINE and not _ENDED.search(words)
    return short and _FROM.fullmatch(words.strip(_MARKUP)) is not None


def _from(words: str, at: int) -> Signed | None:
    match = _FROM.fullmatch(words.strip(_MARKUP))
    return _named(match["who"].split("<")[0].removeprefix("the "), at) if match else None


def _signature(sentences: Sequence[str], i: int, letters: bool) -> Signed | None:
    """The writer where sentence ``i`` is a signature: behind a closing, or alone if it may be."""
    words = sentences[i].strip(_MARKUP)
    if len(words) >= _LINE:
        return None
    closing = _CLOSING.fullmatch(words)
    if closing:
        if closing["who"]:
            return _named(closing["who"], i, alone=True)
        return _named(sentences[i + 1], i + 1, alone=True) if i + 1 < len(sentences) else None
    above = sentences[i - 1].rstrip() if i else ""
    last = i >= len(sentences) - _FOOT
    closed = above.endswith(",") and len(above.split()) <= _WORDS  # "In solidarity,"
    if not (letters or last) or not (closed or above.endswith((".", "!", "?", MASK))):
        return None
    if not closed and _LABELS.intersection(map(fold_name, words.partition(",")[0].split())):
        return None
    if _ENDED.search(words) or _HEADER.fullmatch(words) or words.startswith(("The ", "Your ")):
        return None
    return _named(words, i)


def _headed(sentences: Sequence[str]) -> Signed | None:
    for i, words in enumerate(sentences[:_HEAD]):
        match = _HEADER.fullmatch(words.strip(_MARKUP))
        if match is None or _ENDED.search(words):
            continue
        if who := _named(match["who"].split("<")[0], i):
            return replace(who, all_his=_BYLINE.match(words.strip(_MARKUP)) is None)
    return None


def _issued(sentences: Sequence[str]) -> Signed | None:
    """The body whose statement it is: a line about that word that is a name, or one and a day."""
    head = [words.strip(_MARKUP) for words in sentences[:_ISSUED]]
    if not any(map(_STATEMENT.search, head[:3])):
        return None
    for i, words in enumerate(head):
        if _STATEMENT.search(words):
            continue
        name, _, day = words.partition(", ")
        if (not day or re.search(r"\d{4}$", day)) and is_body(name.title()):
            return _named(name, i)
    return None


def _introduced(sentences: Sequence[str]) -> Signed | None:
    for i, words in enumerate(sentences):
        match = _OWN_WORDS.search(words)
        if match and (who := _named(re.split(r"[,;:.!?]| and | but ", match["who"])[0], i)):
            return replace(who, all_his=False)
    return None


def _named(words: str, at: int, alone: bool = False) -> Signed | None:
    """The one name that ``words`` are, up to a comma or a line's end; a single one if ``alone``."""
    name, _, rest = re.sub(r"\s*\n\s*", ", ", words.strip(_MARKUP + ".")).partition(", ")
    parts = name.split()
    titles = sum(fold_name(part) in TITLES for part in parts[:1])
    held = [p for p in parts[titles:] if fold_name(p) not in PARTICLES]
    if (
        not any(re.search(r"[^\W\d_]{2}", p) for p in held)
        or len(parts) > _WORDS
        or not (alone or len(parts) > 1)
    ):
        return None
    if not parts[0][0].isupper() or not all(map(_is_name, held)):
        return None
    role = re.match(r"(?!(?:in|at|on|of|from|for)\b)[a-z][^,]*", rest)
    if re.match(r"[^\W\d_]+ (?:and|&) ", rest):  # several sign it, by their first names
        return None
    return Signed(name, role[0].rstrip(" .") if role else None, at)


def _is_name(word: str) -> bool:
    return word[0].isupper() and all(c.isalpha() or c in "'’.-" for c in word)
