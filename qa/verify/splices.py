"""Two things told side by side in one sentence, made into one that neither tells.

"The storm destroyed the pier, and the council repaired the church" does not say that the storm
destroyed the church. A clause of the statement has to keep to one of the parts that "and", "but"
or "while" set side by side, each with a subject of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.anaphora import AUXILIARIES, VERB_FORMS
from qa.attribution.cues import CUE_FORMS
from qa.verify.align import Evidence
from qa.verify.speaker import claims_of
from qa.verify.text import Reading, Token, read
from qa.verify.types import Fault, Reason
from qa.verify.words import is_past, is_same

__all__ = ["check_splices", "joined_parts"]

_JOINT = re.compile(
    r"(?:,|;) (?:and|but|while|whereas) |; |\s(?:but|while|whereas|and)\s(?=(?:the|a|an|his|her|"
    r"its|their|[A-Z]|\d)\b)"
)
_PRONOUNS = frozenset("he she it they this that these those there who which we i you".split())
_STANDS_FOR = frozenset("he she it they him them".split())
_LEAST, _LONGEST_SUBJECT = 2, 8


@lru_cache(maxsize=4096)
def joined_parts(text: str) -> tuple[str, ...]:
    """The parts of a sentence that stand side by side, each with a subject and a verb."""
    parts, start = [], 0
    for joint in _JOINT.finditer(text):
        if _is_told(text[start : joint.start()]) and _is_told(text[joint.end() :]):
            parts.append(text[start : joint.start()])
            start = joint.end()
    return (*parts, text[start:]) if parts else ()


def _is_told(words: str) -> bool:
    """Whether the words begin with a subject that is no pronoun, and have its verb."""
    tokens = read(words).tokens
    verb = next((t.at for t in tokens if _is_verb(t)), None)
    if verb is None or verb == 0 or verb > _LONGEST_SUBJECT:
        return False
    subject = [t for t in tokens[:verb] if t.content]
    return bool(subject) and tokens[0].low not in _PRONOUNS


def _is_verb(token: Token) -> bool:
    if token.name and token.at:
        return False
    low = token.low
    return low in AUXILIARIES or is_past(low) or VERB_FORMS.get(low) == "s"


def check_splices(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Clauses of the statement made of two parts of one cited sentence."""
    clauses = list(_clauses(statement))
    for row in evidence.rows:
        parts = [read(part) for part in joined_parts(row.text)]
        if len(parts) < _LEAST:
            continue
        for clause in clauses:
            stray = _stray(clause, parts, row, evidence)
            if stray:
                yield Fault(Reason.MIXED, tuple(t.text for t in stray))
                return


def _clauses(statement: Reading) -> Iterator[list[Token]]:
    """The content words of each clause that has a verb; what has none goes with the next.

    Who says it is left out: that speaker may say both parts.
    """
    said = {word for claim in claims_of(statement.text) for word in claim.said}
    told = any(claim.speaker for claim in claims_of(statement.text))
    waiting: list[Token] = []
    by_clause: dict[int, list[Token]] = {}
    joined = joined_parts(statement.text)
    if joined:
        for part in joined:
            yield [t for t in read(part).content if t.lemma in said or not told]
        return
    for token in statement.tokens:
        by_clause.setdefault(token.clause, []).append(token)
    for tokens in by_clause.values():
        waiting += [t for t in tokens if t.content and (t.lemma in said or not told)]
        if any(_is_verb(t) for t in tokens):
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _stray(
    clause: Sequence[Token], parts: Sequence[Reading], row: Reading, evidence: Evidence
) -> list[Token]:
    """Words of a clause that stand only in another part than the one that holds most of it."""
    words = [t for t in clause if t.low not in CUE_FORMS and t.kind != "sign"]
    held = [[t for t in words if _in(t, part)] for part in parts]
    best = max(range(len(parts)), key=lambda i: len(held[i]))
    if len(held[best]) < _LEAST and len(words) > _LEAST:
        return []
    others = [r for r in evidence.rows if r is not row]
    stray = [
        t
        for i, found in enumerate(held)
        if i != best
        for t in found
        if not _in(t, parts[best]) and not any(_in(t, other) for other in others)
    ]
    if not stray or not held[best]:
        return []
    if len(stray) <= _LEAST and any(t.low in _STANDS_FOR for t in parts[best].tokens):
        return []  # "and 40 workers repaired it": what "it" is stands in the other part
    # What the best part has and the clause has not must be there, or nothing was exchanged.
    mine = {t.lemma for t in words}
    dropped = [t for t in parts[best].content if not any(is_same(t.lemma, m) for m in mine)]
    return stray if dropped else []


def _in(token: Token, reading: Reading) -> bool:
    return any(is_same(token.lemma, other.lemma) for other in reading.content)
