"""Which sentences of a corpus are printed again elsewhere, and so are evidence only once.

Equal words are not always one statement printed twice: “She denied the charge.” says of each
document's own woman what it says. A sentence that leans so on what stands about it is a repeat
only where what it leans on is repeated with it. The pronouns are those of English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.types import Document, Place, Role, Sentence

__all__ = ["mark_repeats"]

# So far is looked for a sentence that stands for itself, or else for so many equal ones; each has
# so many characters at least.
_FAR, _EQUAL, _CHARS = 6, 3, 16
# Nobody says so many words of somebody else by chance.
_LONG = 25
_QUOTED = re.compile(
    r"^[^“„«‘]*?[”»]|[“„«\"].*?(?:[”“»\"]|$)|(?<!\w)‘.*?(?:’(?!\w)|$)|(?<!\w)'.*?'(?!\w)", re.S
)
_HELD = "”"  # what stands for quoted words
_PRONOUN = re.compile(
    r"\b(?:I|[Ww]e|[Hh]e|[Hh]im|[Hh]is|[Ss]he|[Hh]ers?|[Tt]hey|[Tt]hem|[Tt]heirs?)\b"
    r"|^\W*(?:It|Its|This|That|These|Those)\b"
)
# “...” she said; “...” said she: whoever else is named.
_PRONOUN_SPEAKS = re.compile(rf"{_HELD},? (?:[a-z]+ )?(?:I|we|he|she|they|it)\b")
# What is said to the reader stands about texts, and is of nobody in them.
_TO_READERS = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
# A word with a capital inside the sentence; not the first, which has one anyway.
_CAPITAL = re.compile(rf"(?<=[\w,;:.{_HELD}] )[^\W\d_][\w’'-]+")
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)
# What such a word governs is a place, a time or somebody spoken to: no pronoun stands for it.
_GOVERNED = re.compile(
    r"\b(?:in|on|at|from|to|of|by|after|before|since|during|with|for|near|outside|told)(?: the)? $",
    re.IGNORECASE,
)

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence, its words with white space collapsed, and what it is to those about it."""

    sentence: Sentence
    words: str
    leans: bool


def mark_repeats(
    documents: Iterable[Document], sentences_by_document: Mapping[str, Sequence[Sentence]]
) -> dict[str, tuple[Sentence, ...]]:
    """Set ``repeat`` and ``also_at`` of all sentences, by document id, over a whole corpus.

    Two sentences are the same when their words are, white space collapsed. One whose subject or
    speaker only the sentences about it name is the same in another document only where the
    sentences before it, or those after it, are the same as well, as far as one that stands for
    itself. The first in the order of (source, start) is the text and names the later ones in
    ``also_at``; furniture takes no part. What was marked before is forgotten, so the result
    depends on the corpus alone. Raises KeyError for a document without an entry.
    """
    ordered = sorted(documents, key=lambda document: (document.source, document.id))
    groups: dict[_Key, list[Place]] = {}
    group_of: dict[Place, list[Place]] = {}
    for document in ordered:
        for sentence, keys in _keyed(document, sentences_by_document[document.id]):
            place = Place(document.id, document.source, sentence.span)
            group = next((groups[key] for key in keys if key in groups), [])
            group.append(place)
            group_of[place] = group
            for key in keys:
                groups.setdefault(key, group)
    return {
        document.id: tuple(
            _marked(sentence, Place(document.id, document.source, sentence.span), group_of)
            for sentence in sentences_by_document[document.id]
        )
        for document in ordered
    }


def _marked(
    sentence: Sentence, place: Place, group_of: Mapping[Place, Sequence[Place]]
) -> Sentence:
    group = group_of.get(place, (place,))
    repeat = group[0] != place
    also_at = () if repeat else tuple(group[1:])
    if (sentence.repeat, sentence.also_at) == (repeat, also_at):
        return sentence
    return replace(sentence, repeat=repeat, also_at=also_at)


def _keyed(
    document: Document, sentences: Sequence[Sentence]
) -> Iterator[tuple[Sentence, tuple[_Key, ...]]]:
    """Each sentence that is no furniture, and the keys of which an equal one shares one."""
    body = _read(document, [s for s in sentences if s.role is not Role.FURNITURE])
    # Of a short text that is printed again as a whole nothing more can be asked.
    whole = (("whole", *(read.words for read in body)),) if len(body) <= 2 * _FAR else ()
    for at, read in enumerate(body):
        # Within a document it is one person's words, set apart once more.
        inside: _Key = ("inside", document.id, read.words)
        if not read.leans:
            yield read.sentence, (inside, (read.words,))
            continue
        about = (
            ("before", _context(body[max(0, at - _FAR) : at][::-1])),
            ("after", _context(body[at + 1 : at + 1 + _FAR])),
        )
        beside = [(side, *context) for side, context in about if context]
        yield read.sentence, (inside, *((*key, read.words) for key in (*beside, *whole)))


def _read(document: Document, sentences: Sequence[Sentence]) -> list[_Read]:
    in_paragraph = Counter(s.paragraph for s in sentences)
    read = []
    for sentence in sentences:
        words = " ".join(sentence.span.of(document.text).split())
        leans = _leans(words, among=in_paragraph[sentence.paragraph] > 1)
        read.append(_Read(sentence, words, leans))
    return read


def _context(about: Sequence[_Read]) -> _Key:
    """The sentences next to one, the nearest first, as far as they tell one text from another.

    Empty where they do not. A heading ("Background") stands above many a text.
    """
    found: list[str] = []
    equal = 0
    for read in about:
        if read.sentence.role is not Role.HEADING:
            found.append(read.words)
            if len(read.words) >= _CHARS:
                equal += 1
                if not read.leans or equal == _EQUAL:
                    return tuple(found)
    return ()


def _leans(words: str, among: bool) -> bool:
    """Whether only what stands about a sentence says who speaks in it, or of whom it speaks.

    ``among``: it has others in its paragraph, so that "The company did not answer." goes on with
    them; alone it may be a line of every page. Where no letter has a case no name can be seen.
    """
    if len(words.split()) >= _LONG:
        return False
    own = _QUOTED.sub(_HELD, words)
    named = next((m.start() for m in _CAPITAL.finditer(own) if _names(own, m)), len(own))
    if _HELD in own and named == len(own):
        return True
    if _HELD not in own and _TO_READERS.search(own):
        return False
    cased = own.lower() != own.upper()
    if among and cased and named == len(own) and not any(map(str.isdigit, own)):
        return True
    pronoun = _PRONOUN.search(own)
    return bool(_PRONOUN_SPEAKS.search(own) or (pronoun and pronoun.start() < named))


def _names(own: str, match: re.Match[str]) -> bool:
    word = match.group()
    if not word[0].isupper() or word.lower() in _CALENDAR:
        return False
    return _PRONOUN.fullmatch(word) is None and not _GOVERNED.search(own[: match.start()])
