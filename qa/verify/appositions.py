"""Who or what somebody is said to be: "Ann Lee, the mayor," must be so in a cited sentence.

An apposition slips past coverage where its words stand elsewhere: the mayor may be another. The
words of the apposition have to stand by the same name in one cited sentence, nearer than any
other, or in what is known of its speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.anaphora import AUXILIARIES
from qa.names.words import ROLE_NOUNS, TITLES
from qa.verify.align import Evidence
from qa.verify.names import same_person
from qa.verify.text import Reading, Token, normalise
from qa.verify.types import Fault, Reason, SameName
from qa.verify.words import is_past, is_same, lemma

__all__ = ["check_appositions"]

_ARTICLES = frozenset("the a an its his her their our".split())
_LONGEST = 6
_PREPOSITIONS = frozenset("of at in for from with on to by".split())
_KINSHIP = frozenset("who which where when".split())


def check_appositions(
    statement: Reading, evidence: Evidence, same_name: SameName
) -> Iterator[Fault]:
    """Appositions of names that no cited sentence has."""
    for name, words in _appositions(statement):
        if not _is_so(name, words, evidence, same_name):
            yield Fault(Reason.ROLE, (name, *(token.text for token in words)))


def _appositions(reading: Reading) -> Iterator[tuple[str, list[Token]]]:
    """Names with the content words of the phrase before its first preposition beside each."""
    runs = _runs(reading)
    for name, first, last in runs:
        behind = _behind(reading, last)
        if behind:
            yield name, behind
        before = _before(reading, first)
        if before:
            yield name, before


def _runs(reading: Reading) -> list[tuple[str, int, int]]:
    """Each name with the places of its first and last token."""
    found: list[tuple[str, int, int]] = []
    tokens = reading.tokens
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end].name:
            end += 1
            if end < len(tokens) and "," in reading.text[tokens[end - 1].end : tokens[end].start]:
                break
        if end > at:
            found.append((" ".join(t.text for t in tokens[at:end]), at, end - 1))
        at = max(end, at + 1)
    return found


def _behind(reading: Reading, last: int) -> list[Token]:
    """ "NAME, the harbour master, ...": the words between the commas."""
    text, tokens = reading.text, reading.tokens
    rest = text[tokens[last].end :]
    match = re.match(r", ((?:the|a|an|its|his|her|their) [^,.;:()\"]{2,60})(?:,|\.?$)", rest)
    if match is None:
        return []
    start = tokens[last].end + match.start(1)
    return _phrase([t for t in tokens if start <= t.start < tokens[last].end + match.end(1)])


def _before(reading: Reading, first: int) -> list[Token]:
    """ "the mayor, NAME," and "the Danish climber NAME": the words before the name."""
    text, tokens = reading.text, reading.tokens
    if not first:
        return []
    gap = text[tokens[first - 1].end : tokens[first].start]
    if gap.strip() not in ("", ","):
        return []
    start = first - 1
    while start >= 0 and first - start <= _LONGEST and tokens[start].low not in _ARTICLES:
        token = tokens[start]
        joined = text[token.end : tokens[start + 1].start].strip() if start + 1 < first else ""
        if joined or token.low in AUXILIARIES | _PREPOSITIONS or (not token.content):
            return []
        start -= 1
    if start < 0 or tokens[start].low not in _ARTICLES or first - start < 2:
        return []
    words = _phrase(list(tokens[start + 1 : first]))
    if gap.strip() == "," and not _closed(reading, first):
        return []
    return words if any(_is_person_noun(t) for t in words) else []


def _closed(reading: Reading, first: int) -> bool:
    """Whether a comma, a verb or the end stands behind the name: no list of names."""
    last = first
    while last + 1 < len(reading.tokens) and reading.tokens[last + 1].name:
        last += 1
    rest = reading.text[reading.tokens[last].end :]
    return not re.match(r"(?:, [A-Z]\w+)?,? (?:and|or) [A-Z]", rest)


def _is_person_noun(token: Token) -> bool:
    low = token.low
    return low in ROLE_NOUNS or low in TITLES or low.endswith(("er", "or", "ist", "man", "woman"))


def _phrase(tokens: list[Token]) -> list[Token]:
    """The content words up to the first preposition; [] where a verb is among them."""
    found: list[Token] = []
    for token in tokens:
        if token.low in _PREPOSITIONS | _KINSHIP:
            break
        if token.low in AUXILIARIES or (is_past(token.low) and token.content and not found):
            return []
        if token.content and token.kind == "word":
            found.append(token)
    return found


def _is_so(name: str, words: list[Token], evidence: Evidence, same_name: SameName) -> bool:
    if any(
        same_person(name, one.speaker, same_name)
        and all(_within(t, f"{one.speaker}, {one.role or ''}") for t in words)
        for one in evidence.cited
        if one.speaker
    ):
        return True
    return any(
        all(any(same_person(name, other, same_name) for other in _whose(t, row)) for t in words)
        for row in evidence.rows
    )


def _within(token: Token, known: str) -> bool:
    return any(
        is_same(token.lemma, lemma(word)) for word in re.findall(r"\w+", normalise(known).lower())
    )


def _whose(word: Token, row: Reading) -> Iterator[str]:
    """The name nearest to each place of the word; one behind a preposition only tells where."""
    runs = [
        run for run in _runs(row) if not run[1] or row.tokens[run[1] - 1].low not in _PREPOSITIONS
    ]
    for other in row.tokens:
        if runs and (is_same(word.lemma, other.lemma) or word.low == other.low):
            yield min(runs, key=lambda run: max(run[1] - other.at, other.at - run[2], 0))[0]
