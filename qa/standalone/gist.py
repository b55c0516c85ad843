"""What an exchange says in a few words: the clause or the figure that the answer gives."""

from __future__ import annotations

import re

from qa.anaphora import AUXILIARIES
from qa.attribution.cues import REPORTING_VERBS
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.referents import Exchange
from qa.standalone.words import read_words

__all__ = ["LEADING", "REPORTING", "figure_of", "gist"]

REPORTING = "|".join(sorted(REPORTING_VERBS, key=len, reverse=True))
"""Any verb of reporting, in all its forms, as the inside of a pattern."""
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundreds?|"
    r"thousands?|millions?)\b",
    re.I,
)
_JOINING = re.compile(r"^(?:But|And|So|Yet|However),? (?=\w)")
_NAMED_SPEAKER = re.compile(r"^(?:[^\s:]+ ){0,11}[^\s:]+: (?=\w)")
_FRONTED = re.compile(r"^(?:From|In|On|At|By|After|Before|During|Under|With) [^,;:]{2,60}, (?=\w)")
_PRONOUN_FIRST = re.compile(
    r"(?:it|he|she|they|that|this|yes|no|there(?! (?:is|are|was|were)))\b", re.I
)
LEADING = re.compile(
    rf"^(?:[^\s,:]+,? ){{1,14}}?(?:(?:{REPORTING})(?: (?:reporters|journalists))?(?: on \w+)?"
    r"(?:: | that |, )|(?:said|says|claimed|claims) )(?=\w)",
    re.I,
)
"""Who says it, before what is said: "Ada Roth, the mayor, told reporters that "."""
_BY_PRONOUN = re.compile(
    rf"^(?:he|she|they|it) (?:also |later |then )?(?:{REPORTING}) that (?=\w)",
    re.I,
)
_CLAUSES = re.compile(
    r"\s(?:and|but) (?=(?:we|they|he|she|it|I|the|that)\b)|"
    r"\s(?:and|but|while|when|after|before|because|which|who)\s(?=\w+).*"
)


def gist(exchange: Exchange, words: int = 14) -> str:
    """What an exchange says, at most ``words`` long: the answer's first sentence or clause.

    Where that is too long, too short or begins with a pronoun, the words that the question
    carries in brackets from the exchange before; '' where it carries none.
    """
    first = re.split(r"(?<=[a-z\d)])[.!?](?:\s|$)", exchange.answer)[0].strip(" .")
    named = _NAMED_SPEAKER.match(first)
    if named and not _says_more(named.group()):
        first = first[named.end() :]
    first = _FRONTED.sub("", _JOINING.sub("", first))
    if len(first.split()) > words:
        first = LEADING.sub("", first)
    if len(first.split()) > words:
        first = _nearest_piece(first, exchange, words)
    first = _BY_PRONOUN.sub("", first)
    subject = exchange.subject
    if subject is not None and subject.kind in (Kind.PERSON, Kind.GROUP, Kind.NAME):
        first = re.sub(
            r"^(?:he|she|it|they)\b(?!['’]| (?:did|does|is|was)\b)", subject.core, first, flags=re.I
        )
    if 3 <= len(first.split()) <= words and not _PRONOUN_FIRST.match(first):
        return first
    carried = re.search(r"\(([^()]+)\)\??$", exchange.question)
    return carried.group(1) if carried else ""


def _nearest_piece(sentence: str, exchange: Exchange, words: int) -> str:
    """The clause that shares most with the question, names above all; of equals the shorter."""
    parts = re.split(r"[,;:—]\s", sentence)
    pieces = [p.removeprefix("that ") for x in parts for p in (x, *_CLAUSES.split(x))]
    fits = [p for p in pieces if 3 <= len(p.split()) <= words and _says_more(p)]
    asked = {m.key for m in exchange.mentions}
    first = [parts[0]] if len(parts[0].split()) <= words else []
    own = _content(exchange.question)
    shared = {
        p: 2 * len(asked & {m.key for m in find_mentions(p)}) + len(own & _content(p))
        for p in (*first, *fits)
    }
    near = {p: (shared[p], -len(p.split()) if shared[p] else 0) for p in shared}
    return max(near, key=lambda p: near[p], default=parts[0])


def _content(text: str) -> set[str]:
    return {w.low.rstrip("s") for w in read_words(text) if w.tag in "NV"}


def _says_more(piece: str) -> bool:
    """Whether the clause has a verb, so that it tells something."""
    return any(w.tag == "V" or w.low in AUXILIARIES for w in read_words(piece))


def figure_of(exchange: Exchange) -> Mention | None:
    """The figure that the answer gives where the question asked how many or how much."""
    if not re.match(
        r"(?:\w+ )?how (?:many|much|long|far|old|big|large|high|tall|fast)\b",
        exchange.question,
        re.I,
    ):
        return None
    counted = (m for m in exchange.replies if m.kind is not Kind.TIME and _FIGURE.search(m.text))
    return next(counted, None)
