"""Words for how many: all, most, some, few, only, both, always, often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.verify.align import Evidence
from qa.verify.numbers import quantities_of
from qa.verify.text import Reading, Token
from qa.verify.types import Fault, Reason
from qa.verify.words import is_same

__all__ = ["QUANTIFIERS", "check_quantifiers", "rivals"]

_CLASSES = {
    word: kind
    for kind, words in {
        "all": "all every each whole entire entirely everyone everybody everything always wholly "
        "completely unanimous unanimously everywhere invariably",
        "most": "most majority mostly largely mainly predominantly",
        "many": "many numerous lots plenty countless",
        "some": "some several sometimes various partly occasionally partially",
        "few": "few little rarely seldom handful minority scarcely hardly",
        "only": "only solely exclusively merely sole alone",
        "both": "both",
        "often": "often frequently usually regularly repeatedly generally",
    }.items()
    for word in words.split()
}
QUANTIFIERS = frozenset(_CLASSES)
"""Words for how many, in small letters."""
_DROPPED = frozenset(["most", "few"])
_PARTIAL = frozenset(["most", "few", "some", "many"])
_NEAR = {("all", "both"), ("most", "often")}


_UNIVERSAL = frozenset("all every each any no none nobody everyone everybody whole".split())
_EXCEPTING = frozenset("except excepting excluding barring save".split())
_EXCEPTING_PAIRS = {("but", "for"), ("apart", "from"), ("other", "than"), ("aside", "from")}
_OWNED = frozenset("the his her its their my our".split())


@dataclass(frozen=True, slots=True)
class _Use:
    kind: str
    noun: Token | None
    near: frozenset[str]
    token: Token
    numbered: bool


def check_quantifiers(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Words for how many that no cited sentence holds of the same things, or that were left out."""
    mine = list(_uses(statement))
    cited = [use for reading in evidence.rows for use in _uses(reading)]
    for use in mine:
        if use.numbered and use.kind in ("all", "some"):
            continue
        same = [other for other in cited if _is_kind(use, other)]
        if use.kind == "both" and any(
            q.value == 2.0 for r in evidence.rows for q in quantities_of(r)
        ):
            continue
        rivals = [o for o in cited if o.kind != use.kind and _same_noun(use, o)]
        apart = not any(_same_noun(use, other) or other.noun is None for other in same)
        strict = use.kind in ("only", "all", "most")
        known = strict and use.noun is not None and evidence.holds(use.noun.lemma)
        if not same or (apart and (rivals or known)):
            yield Fault(Reason.QUANTIFIER, (use.token.text,))
    yield from _left_out(statement, mine, cited, evidence)
    yield from _one_of_all(statement, cited)
    yield from _without_exception(statement, evidence)


def _without_exception(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """ "All the wells" where "all the wells but one" is cited."""
    if _excepts(statement):
        return
    for row in evidence.rows:
        if not _excepts(row):
            continue
        cited = {noun.lemma for t in row.tokens if t.low in _UNIVERSAL for noun in _nouns(row, t)}
        for token in statement.tokens:
            nouns = {n.lemma for n in _nouns(statement, token)} if token.low in _UNIVERSAL else ()
            if cited & set(nouns):
                yield Fault(Reason.QUANTIFIER, (token.text,))
                return


def _excepts(reading: Reading) -> bool:
    """Whether something is taken out of all: "any of them but one", "all except the north"."""
    tokens = reading.tokens
    universal = next((t.at for t in tokens if t.low in _UNIVERSAL), len(tokens))
    numbers = {q.first for q in quantities_of(reading)}
    return any(
        one.low in _EXCEPTING
        or (one.low, other.low) in _EXCEPTING_PAIRS
        or (one.low == "but" and one.at > universal and other.at in numbers)
        for one, other in pairwise(tokens)
    )


def _one_of_all(statement: Reading, cited: list[_Use]) -> Iterator[Fault]:
    """ "One of the pumps" where both, or all of them, are cited."""
    tokens = statement.tokens
    for one, of in pairwise(tokens):
        if one.low != "one" or of.low != "of":
            continue
        lemmas = {t.lemma for t in _nouns(statement, of)}
        if any(u.kind in ("both", "all") and u.near & lemmas for u in cited):
            yield Fault(Reason.QUANTIFIER, (one.text,))


def rivals(statement: Reading, evidence: Evidence) -> bool:
    """Whether a cited sentence has another word for how many of the same things."""
    cited = [use for reading in evidence.rows for use in _uses(reading)]
    return any(
        not _is_kind(mine, other) and mine.noun is not None and _same_noun(mine, other)
        for mine in _uses(statement)
        for other in cited
    )


def _is_kind(use: _Use, other: _Use) -> bool:
    return use.kind == other.kind or (use.kind, other.kind) in _NEAR


def _same_noun(use: _Use, other: _Use) -> bool:
    if use.noun is None or other.noun is None:
        return use.noun is other.noun
    return any(is_same(a, b) for a in use.near for b in other.near)


def _left_out(
    statement: Reading, mine: list[_Use], cited: list[_Use], evidence: Evidence
) -> Iterator[Fault]:
    for other in cited:
        if other.kind not in _PARTIAL or other.noun is None or other.numbered:
            continue
        for token in statement.by_lemma.get(other.noun.lemma, ()):
            if token.name or any(use.noun is token for use in mine):
                continue
            held = len(evidence.exact(token.lemma))
            partial = sum(
                c.noun is not None and c.noun.lemma == token.lemma and c.kind in _PARTIAL
                for c in cited
            )
            before = [t.low for t in statement.tokens[max(0, token.at - 3) : token.at]]
            kept = any(word in _CLASSES or word in ("no", "not") for word in before)
            widened = other.kind in _DROPPED or "the" in before[-1:]
            if held == partial and widened and not kept and not _counted(statement, token):
                yield Fault(Reason.QUANTIFIER, (token.text,))
                break


def _counted(statement: Reading, token: Token) -> bool:
    return any(token.lemma in q.counted for q in quantities_of(statement))


def _uses(reading: Reading) -> Iterator[_Use]:
    tokens = reading.tokens
    for token in tokens:
        kind = _CLASSES.get(token.low)
        before = tokens[token.at - 1].low if token.at else ""
        if kind is None or (token.name and token.at):
            continue
        follows = tokens[token.at + 1] if token.at + 1 < len(tokens) else None
        counted = follows is not None and follows.kind == "number"
        if token.low == "most" and (before in _OWNED or (before == "at" and counted)):
            continue
        if token.low == "few" and before == "a":
            kind = "some"
        if kind == "all" and before in ("nearly", "almost", "virtually", "practically"):
            kind = "most"
        if kind == "many" and before == "not":
            kind = "few"
        if token.low == "little" and (before in ("a", "the") or follows is None):
            continue
        if token.low == "all" and (
            before in ("at", "after", "above") or (before in ("of", "in") and follows is None)
        ):
            continue
        numbered = follows is not None and (
            follows.kind == "number" or any(q.first == follows.at for q in quantities_of(reading))
        )
        nouns = _nouns(reading, token)
        near = frozenset(noun.lemma for noun in nouns)
        yield _Use(kind, nouns[0] if nouns else None, near, token, numbered)


def _nouns(reading: Reading, token: Token) -> list[Token]:
    """The content words that stand close behind a word for how many."""
    found = []
    for other in reading.tokens[token.at + 1 : token.at + 7]:
        if other.clause != token.clause:
            break
        if other.content and other.low not in _CLASSES:
            found.append(other)
    return found[:2]
