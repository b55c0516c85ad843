"""What a question or an answer mentions: its noun phrases, by closed classes and capitals.

A shallow chunker, not a parser: a phrase runs from a determiner or a content word to the next
function word, verb or punctuation mark, and takes an "of ..." behind it along. That is the
noun phrase chunking of Ramshaw and Marcus (1995, https://aclanthology.org/W95-0107) done with
word lists, so that it needs no weights and gives the same phrases everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from qa.anaphora import (
    AUXILIARIES,
    DETERMINERS,
    EVENT_NOUNS,
    GROUP_NOUNS,
    LIGHT_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLURALS,
    TIME_WORDS,
)
from qa.names import fold_name, is_body
from qa.names.words import MEN, ROLE_NOUNS, TITLES, WOMEN
from qa.standalone.words import YEAR, Word, describes, read_words

__all__ = ["Kind", "Mention", "find_mentions"]


class Kind(StrEnum):
    """What sort of thing a mention may be; ``name`` where capitals are all that is known."""

    PERSON = "person"
    GROUP = "group"
    PLACE = "place"
    EVENT = "event"
    TIME = "time"
    NAME = "name"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase: ``text`` is ``source[start:end]``, ``core`` its part before "of ..."."""

    text: str
    start: int
    end: int
    core_end: int
    head: str
    kind: Kind
    plural: bool = False
    named: bool = False
    name: str = ""
    subject: bool = False
    inner: bool = False
    modifier: bool = False
    preposition: str = ""
    gender: str = ""
    key: str = field(default="", compare=False)

    @property
    def core(self) -> str:
        return self.text[: self.core_end - self.start]

    @property
    def is_light(self) -> bool:
        return self.head.removesuffix("s") in LIGHT_NOUNS or self.head in LIGHT_NOUNS


_PLACE_PREPOSITIONS = frozenset("in at near outside inside around across".split())
_TITLED = frozenset("mr mrs ms miss dr prof sir lady gen col maj capt lt sgt judge".split())


def find_mentions(text: str, *, inside: bool = False) -> tuple[Mention, ...]:
    """The noun phrases of ``text`` in order, inner ones (the Y of "X of Y") after their outer.

    Any text is accepted. Pronouns are no mentions. ``subject`` marks the phrase right behind the
    first auxiliary, or before the first verb where there is none. ``inside`` says that the text
    stood inside a sentence, where a capital at its start is a name's.
    """
    words = read_words(text, inside=inside)
    chunks = _chunks(words)
    subject = _subject(words, chunks)
    found: list[Mention] = []
    for n, (first, stop) in enumerate(chunks):
        reach = _reach(words, chunks, n)
        whole = _mention(text, words, first, stop, reach)
        found.append(replace(whole, subject=n == subject))
        found += _names_inside(text, words, first, stop, whole)
        found += _owners(text, words, first, stop)
    within = [
        any(
            o is not m and o.start <= m.start and m.end <= o.end and o.text != m.text for o in found
        )
        for m in found
    ]
    return tuple(replace(m, inner=i) for m, i in zip(found, within, strict=True))


def _chunks(words: Sequence[Word]) -> list[tuple[int, int]]:
    chunks: list[tuple[int, int]] = []
    i = 0
    while i < len(words):
        if words[i].tag not in "DN":
            i += 1
            continue
        stop = i + 1
        while stop < len(words) and not words[stop].broken:
            word, before = words[stop], words[stop - 1]
            if word.low in DETERMINERS and before.tag == "N":
                break
            if word.low == "and" and _both_light(words, stop):
                stop += 2
                continue
            if word.tag not in "DN":
                break
            stop += 1
        if _says_something(words[i:stop]):
            chunks.append((i, stop))
        i = stop
    return chunks


def _both_light(words: Sequence[Word], i: int) -> bool:
    """Whether "and" at ``i`` joins two such as "pros and cons"."""
    return i + 1 < len(words) and {words[i - 1].low, words[i + 1].low} <= LIGHT_NOUNS


def _says_something(run: Sequence[Word]) -> bool:
    nouns = [w for w in run if w.tag == "N"]
    if not nouns or all(describes(w) for w in nouns):
        return False
    return not (len(nouns) == 1 and nouns[0].low in ("more", "most", "only", "better", "best"))


def _reach(words: Sequence[Word], chunks: Sequence[tuple[int, int]], n: int) -> int:
    """The word index where the phrase ends with what belongs to it, "of ..." above all."""
    first, stop = chunks[n]
    while n + 1 < len(chunks):
        follow, end = chunks[n + 1]
        if follow != stop + 1 or words[stop].broken or words[follow].broken:
            break
        link, head = words[stop].low, words[stop - 1].low
        event = head in EVENT_NOUNS and link in (
            "in",
            "at",
            "on",
            "near",
            "between",
            "with",
            "over",
        )
        light = head in LIGHT_NOUNS and link in ("of", "about", "for", "behind", "between", "in")
        timed = words[end - 1].low in TIME_WORDS
        if not (link == "of" or ((event or light) and not timed)):
            break
        stop, n = end, n + 1
        if end - first > 9:
            break
        if link != "of":
            first = follow
    if (
        n + 1 < len(chunks)
        and stop < len(words)
        and words[stop].low == "and"
        and chunks[n + 1][0] == stop + 1
        and any(w.low == "between" for w in words[max(0, first - 2) : stop])
    ):
        stop = chunks[n + 1][1]
    return stop


def _mention(text: str, words: Sequence[Word], first: int, stop: int, reach: int) -> Mention:
    start, end, core_end = words[first].start, words[reach - 1].end, words[stop - 1].end
    run = words[first:stop]
    head = run[-1]
    named = head.named
    name = text[_last_name(run)[0].start : head.end] if head.named else ""
    before = words[first - 1] if first and not words[first].broken else None
    preposition = before.low if before is not None and before.tag == "P" else ""
    low = head.low
    plural = low in PLURALS or (low.endswith("s") and not low.endswith(("ss", "us", "is")))
    gender = ""
    lows = {w.low for w in run}
    if lows & WOMEN:
        gender = "f"
    elif lows & MEN:
        gender = "m"
    kind = _kind(run, preposition)
    return Mention(
        text[start:end],
        start,
        end,
        core_end,
        low,
        kind,
        plural and not (named and kind is not Kind.GROUP),
        named or any(w.named for w in words[first:reach]),
        name,
        preposition=preposition,
        gender=gender,
        key=fold_name(name if named else text[start:core_end]),
    )


def _last_name(run: Sequence[Word]) -> Sequence[Word]:
    """The capitals that the phrase ends in: the Ada Roth of "Cross-country skier Ada Roth"."""
    at = len(run)
    while at and run[at - 1].named:
        at -= 1
    return run[at:]


def _singular(low: str) -> str:
    return f"{low[:-3]}y" if low.endswith("ies") else low.removesuffix("s")


def _kind(run: Sequence[Word], preposition: str) -> Kind:
    head = run[-1]
    low, single = head.low, _singular(head.low)
    if low in TIME_WORDS or YEAR.fullmatch(low):
        return Kind.TIME
    if not head.named:
        if low in EVENT_NOUNS or single in EVENT_NOUNS:
            return Kind.EVENT
        if low in GROUP_NOUNS or single in GROUP_NOUNS:
            return Kind.GROUP
        if single in PERSON_NOUNS or single in ROLE_NOUNS or low in ROLE_NOUNS:
            return Kind.PERSON if low == single else Kind.GROUP
        return Kind.PLACE if single in PLACE_NOUNS else Kind.THING
    names = _last_name(run)
    the = run[0].low == "the"
    if not the and (names[0].low in _TITLED or (names[0].low in TITLES and len(names) > 1)):
        return Kind.PERSON
    if is_body(" ".join(w.text for w in names)):
        return Kind.GROUP
    if low in EVENT_NOUNS:
        return Kind.EVENT
    if low in PLACE_NOUNS:
        return Kind.PLACE
    if any(w.low in ROLE_NOUNS or w.low in PERSON_NOUNS for w in run if not w.named):
        return Kind.PERSON
    if the:
        return Kind.NAME
    if preposition in _PLACE_PREPOSITIONS and len(names) < 3:
        return Kind.PLACE
    return Kind.PERSON if 2 <= len(names) <= 4 and len(names) == len(run) else Kind.NAME


def _names_inside(
    text: str, words: Sequence[Word], first: int, stop: int, whole: Mention
) -> list[Mention]:
    """The runs of capitals inside a longer phrase, each as a mention of its own."""
    found = []
    i = first
    while i < stop:
        if not words[i].named:
            i += 1
            continue
        end = i + 1
        while end < stop and words[end].named and not words[end - 1].owner:
            end += 1
        if end == stop and whole.kind is not Kind.PERSON:
            break
        the = 1 if i > first and end == stop and words[i - 1].low == "the" else 0
        if (i - the, end) != (first, stop):
            inner = _mention(text, words, i - the, end, end)
            kind = whole.kind if end == stop and whole.kind is Kind.PERSON else inner.kind
            modifier = end < stop and not words[end - 1].owner
            gender = inner.gender or (whole.gender if end == stop else "")
            found.append(replace(inner, kind=kind, gender=gender, modifier=modifier))
        i = end
    return found


def _owners(text: str, words: Sequence[Word], first: int, stop: int) -> list[Mention]:
    """The X of "X's Y" where X is no name."""
    cut = next((i + 1 for i in range(first, stop - 1) if words[i].owner), None)
    if cut is None or words[cut - 1].named:
        return []
    return [_mention(text, words, first, cut, cut)]


def _subject(words: Sequence[Word], chunks: Sequence[tuple[int, int]]) -> int | None:
    aux = next((i for i, w in enumerate(words) if w.low in AUXILIARIES), None)
    if aux is not None:
        for n, (first, _) in enumerate(chunks):
            if first in (aux + 1, aux + 2) and all(w.tag != "P" for w in words[aux + 1 : first]):
                return n
    verb = next((i for i, w in enumerate(words) if w.tag == "V"), len(words))
    if chunks and chunks[0][1] <= (verb if aux is None else aux):
        return 0
    return None
