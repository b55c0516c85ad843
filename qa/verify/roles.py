"""Who does what: names, nouns and numbers of a statement that stand in one another's place.

Each unit (a name, a noun, a number) has its surroundings in the statement and in the cited
sentences, with passives turned active. Where the statement would fit clearly better with two
units exchanged, or with a unit of the cited sentence in place of one of its own, the roles are
swapped; where the two come from different cited sentences, these are mixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from qa.anaphora import ADVERBS, AUXILIARIES, PREPOSITIONS, VERB_FORMS
from qa.verify.align import Evidence, nearness
from qa.verify.figures import date_marks
from qa.verify.names import same_person
from qa.verify.numbers import quantities_of
from qa.verify.speaker import claims_of
from qa.verify.text import Reading, Token
from qa.verify.types import Fault, Reason, SameName
from qa.verify.words import groups_of, is_converse, is_past, lemma

__all__ = ["check_roles", "swap_gains"]

SWAP_AT, REPLACE_AT = 0.9, 1.2
MOST_ROWS, MOST_UNITS, MOST_WORDS = 6, 14, 60
_ACROSS = 0.5
_UNTOLD = 2.0
_PRONOUNS = frozenset("he she it they him them".split())
_PREPS = frozenset("to from with against than for by over".split())
_PLACES = frozenset("at in on near inside outside under behind beside".split())
_NEAR = 5
_COMPARING = frozenset("more less fewer most least only one ones".split())
_TIMES = frozenset(
    map(lemma, "year month week day hour minute night morning evening decade each all".split())
)
_RELATIVE = frozenset("who which where whose whom".split())
_ASIDES = _RELATIVE | frozenset("a an the his her its their".split())


Places = Mapping[str, Sequence[Mapping[tuple[str, int], float]]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A name, number, date or word in its logical place; equal keys are one thing."""

    key: str
    kind: str
    clause: int
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class Swap:
    """A better fit: ``gain`` in nearness when ``mine`` gives way to ``other``."""

    gain: float
    mine: str
    other: str
    kind: str
    apart: bool


def check_roles(statement: Reading, evidence: Evidence, same_name: SameName) -> Iterator[Fault]:
    """Exchanged roles, and subjects or numbers that belong to another cited sentence."""
    # "He repaired it": who and what is told elsewhere, where its surroundings are others.
    meant = _leaves_open(evidence)
    for swap in swap_gains(statement, evidence, same_name):
        both = swap.kind == "exchange"
        least = SWAP_AT if both else REPLACE_AT
        if swap.gain >= (least * _UNTOLD if meant else least):
            reason = Reason.MIXED if swap.apart else Reason.ROLES
            yield Fault(reason, (swap.mine, swap.other) if both else (swap.mine,))
            return


def _leaves_open(evidence: Evidence) -> bool:
    return any(t.low in _PRONOUNS for row in evidence.rows for t in row.tokens)


def swap_gains(statement: Reading, evidence: Evidence, same_name: SameName) -> tuple[Swap, ...]:
    """Exchanges and replacements that would fit better, the greatest gain first."""
    if not 0 < len(evidence.rows) <= MOST_ROWS or len(statement.content) > MOST_WORDS:
        return ()
    if any(_told_from_other_side(t, evidence) for t in statement.content):
        return ()
    if any(len(row.content) > 2 * MOST_WORDS for row in evidence.rows):
        return ()
    known: dict[str, str] = {}
    rows = [_named(_units(reading), known, same_name) for reading in evidence.rows]
    mine = _keyed(_units(statement), rows, same_name)
    shorter = (v for row in evidence.rows for v in _without_asides(row))
    places = _places([*rows, *(_named(v, known, same_name) for v in shorter)])
    own = _fit(mine, places)
    bound = _bound(rows)
    nouns = frozenset(u.key for row in rows for u in _things(row))
    held = [
        u
        for at, u in enumerate(mine)
        if u.kind not in ("verb", "prep")
        and u.key in places
        # "140 soldiers" in both: whatever stands about it, the number is where it belongs.
        and not (u.kind == "number" and at + 1 < len(mine) and (u.key, mine[at + 1].key) in bound)
    ]
    found = list(_exchanges(statement, mine, held[:MOST_UNITS], nouns, places, own, evidence))
    keys = {u.key for u in mine}
    told = {c.speaker for c in claims_of(statement.text) if c.speaker}
    holding = [{unit.key for unit in row} for row in rows]
    for one in held[:MOST_UNITS]:
        for other in dict.fromkeys(u for row in rows for u in _things(row)):
            apart = not any({one.key, other.key} <= row for row in holding)
            if other.key in keys or not _may_replace(one, other, apart):
                continue
            if one.words in told or groups_of(one.key) & groups_of(other.key):
                continue
            gain = _fit(_renamed(mine, {one.key: other.key}), places) - own
            found.append(Swap(gain, one.words, other.words, "replace", apart))
    return tuple(sorted(found, key=lambda s: -s.gain))


def _exchanges(
    statement: Reading,
    mine: list[Unit],
    held: Sequence[Unit],
    nouns: frozenset[str],
    places: Places,
    own: float,
    evidence: Evidence,
) -> Iterator[Swap]:
    """Two names, numbers or dates in one another's place; two noun phrases about a verb."""
    loose = _leaves_open(evidence)
    for one, other in combinations(held, 2):
        words = one.kind == other.kind == "word" and _verb_between(statement, one, other)
        words = words and not any(_keeps_phrase(statement, u, evidence) for u in (one, other))
        words = words and not (loose and any(_in_phrase(statement, u) for u in (one, other)))
        if one.key != other.key and (words or one.kind == other.kind != "word"):
            names = {one.key: other.key, other.key: one.key}
            gain = _fit(_renamed(mine, names), places) - own
            yield Swap(gain, one.words, other.words, "exchange", False)
    speakers = {word for c in claims_of(statement.text) for word in (c.speaker or "").split()}
    for (a, b), (c, d) in combinations(_chunks(statement, mine, nouns), 2):
        told = any(u.words in speakers or u.key in _TIMES for u in (*mine[a:b], *mine[c:d]))
        if told or not any(_is_verbal(u) for u in mine[b:c]):
            continue
        heads = (mine[a], mine[c])
        if loose and any(u.kind == "word" and _in_phrase(statement, u) for u in heads):
            continue
        if any(_keeps_phrase(statement, u, evidence) for u in heads):
            continue
        if any(
            b - a == 1 and u.kind == "number" for u, a, b in ((heads[0], a, b), (heads[1], c, d))
        ):
            continue
        turned = [*mine[:a], *mine[c:d], *mine[b:c], *mine[a:b], *mine[d:]]
        gain = _fit(turned, places) - own
        yield Swap(gain, _joined(mine[a:b]), _joined(mine[c:d]), "exchange", False)


def _in_phrase(statement: Reading, unit: Unit) -> bool:
    """Whether a preposition stands before the noun phrase: it is neither subject nor object."""
    for token in reversed(statement.tokens[max(0, unit.at - 4) : unit.at]):
        if token.clause != unit.clause or token.low in AUXILIARIES or is_past(token.low):
            return False
        if token.low in PREPOSITIONS:
            return token.low != "by"
    return False


def _keeps_phrase(statement: Reading, unit: Unit, evidence: Evidence) -> bool:
    """Whether the same place preposition stands before a noun here and where it is cited."""
    mine = _place(statement, statement.tokens[unit.at])
    return bool(mine) and any(
        _place(evidence.rows[place.row], place.token) == mine
        for place in evidence.exact(statement.tokens[unit.at].lemma)
    )


def _place(reading: Reading, noun: Token) -> str:
    """The preposition of place right before a noun and its article, or nothing."""
    at = noun.at - 1
    while at >= 0 and reading.tokens[at].low in ("the", "a", "an", "his", "her", "its", "their"):
        at -= 1
    low = reading.tokens[at].low if at >= 0 else ""
    return low if low in _PLACES else ""


def _is_verbal(unit: Unit) -> bool:
    low = unit.words.lower()
    return low != "last" and (is_past(low) or low in VERB_FORMS)


def _bound(rows: Sequence[Sequence[Unit]]) -> set[tuple[str, str]]:
    """Numbers and what stands right behind them."""
    return {
        (a.key, b.key)
        for row in rows
        for a, b in pairwise(row)
        if a.kind == "number" and b.kind == "word"
    }


def _joined(units: Sequence[Unit]) -> str:
    return " ".join(unit.words for unit in units)


def _chunks(
    statement: Reading, units: Sequence[Unit], nouns: frozenset[str]
) -> list[tuple[int, int]]:
    """Runs of units with nothing but articles between them: noun phrases, more or less."""
    found: list[tuple[int, int]] = []
    for at, unit in enumerate(units):
        if unit.kind in ("verb", "prep") or unit.key not in nouns:
            continue
        if found and found[-1][1] == at and _adjoin(statement, units[at - 1], unit):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _adjoin(statement: Reading, one: Unit, other: Unit) -> bool:
    between = statement.tokens[one.at + 1 : other.at]
    return (
        one.at < other.at
        and one.clause == other.clause
        and all(
            not t.content and t.low not in PREPOSITIONS and t.low not in AUXILIARIES
            for t in between
        )
    )


def _told_from_other_side(token: Token, evidence: Evidence) -> bool:
    """Whether the cited sentences have the converse of a verb: "sold to him", "bought by him"."""
    if evidence.exact(token.lemma):
        return False
    return any(is_converse(token.lemma, p.token.lemma) for p in evidence.opposite(token.lemma))


def _verb_between(statement: Reading, one: Unit, other: Unit) -> bool:
    """Whether a verb parts two words; "the dam's gates" are "the gates of the dam"."""
    first, last = sorted((one.at, other.at))
    return any(
        (t.low in VERB_FORMS or t.low in AUXILIARIES or is_past(t.low)) and t.low != "last"
        for t in statement.tokens[first + 1 : last]
    )


def _may_swap(one: Unit, other: Unit) -> bool:
    plain = {"name", "word"}
    return one.kind == other.kind or {one.kind, other.kind} <= plain


def _may_replace(one: Unit, other: Unit, apart: bool) -> bool:
    """Words of one sentence stand for one another too often; those of two are told apart."""
    return _may_swap(one, other) if apart else one.kind == other.kind != "word"


def _things(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.kind not in ("verb", "prep")]


def _renamed(units: Sequence[Unit], names: Mapping[str, str]) -> list[Unit]:
    return [replace(u, key=names.get(u.key, u.key)) for u in units]


def _fit(units: Sequence[Unit], places: Places) -> float:
    """How well each unit's surroundings match those of the same unit where it is cited."""
    total = 0.0
    for at, unit in enumerate(units):
        known = places.get(unit.key)
        if known:
            around = _around(units, at)
            total += max(nearness(around, place) for place in known)
    return total


def _places(
    rows: Sequence[Sequence[Unit]],
) -> dict[str, list[Mapping[tuple[str, int], float]]]:
    found: dict[str, list[Mapping[tuple[str, int], float]]] = {}
    for row in rows:
        for at, unit in enumerate(row):
            found.setdefault(unit.key, []).append(_around(row, at))
    return found


def _around(units: Sequence[Unit], at: int) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = {}
    for side, row in (
        (1, units[at + 1 : at + 1 + _NEAR]),
        (-1, units[max(0, at - _NEAR) : at][::-1]),
    ):
        for distance, other in enumerate(row, start=1):
            weight = (1.0 if other.clause == units[at].clause else _ACROSS) / distance
            key = (other.key, side)
            found[key] = max(found.get(key, 0.0), weight)
    return found


def _units(reading: Reading, without: range = range(0)) -> list[Unit]:
    """The units of a reading, agents of passives first."""
    numbers = {q.first: q for q in quantities_of(reading)}
    inside = {at for q in numbers.values() for at in range(q.first, q.end)}
    found: list[Unit] = []
    last: Token | None = None
    for token in reading.logical:
        if token.clause in without:
            continue
        if token.at in numbers:
            quantity = numbers[token.at]
            key = f"{quantity.value:g}{'' if quantity.kind != 'ordinal' else 'th'}"
            found.append(Unit(key, "number", token.clause, quantity.words, token.at))
        elif token.low in _PREPS:
            found.append(Unit(token.low, "prep", token.clause, token.text, token.at))
        elif token.at not in inside and token.content:
            joined = (
                token.name
                and last is not None
                and last.name
                and last.at == token.at - 1
                and last.clause == token.clause
            )
            if joined and found:
                name = f"{found[-1].words} {token.text}"
                found[-1] = Unit(name.lower(), "name", token.clause, name, token.at)
            else:
                before = reading.tokens[token.at - 1].low if token.at else ""
                found.append(_unit(token, before))
        last = token
    return found


def _without_asides(reading: Reading) -> Iterator[list[Unit]]:
    """The units without an aside: a relative clause, an apposition, a bracket."""
    clauses: dict[int, list[Token]] = {}
    for token in reading.tokens:
        clauses.setdefault(token.clause, []).append(token)
    for clause, tokens in clauses.items():
        head, before = tokens[0], reading.text[: tokens[0].start].rstrip()
        bracket = before.endswith("(")
        if not clause or not (bracket or head.low in _ASIDES) or clause + 1 not in clauses:
            continue
        for last in (clause, clause + 1, clause + 2):
            again = last + 1 in clauses and clauses[last + 1][0].low in _RELATIVE
            if last + 1 in clauses and not (again and head.low in _RELATIVE):
                yield _units(reading, range(clause, last + 1))


def _unit(token: Token, before: str) -> Unit:
    if date_marks(token):
        return Unit(token.lemma, "date", token.clause, token.text, token.at)
    if token.name:
        return Unit(token.text.lower(), "name", token.clause, token.text, token.at)
    verbal = is_past(token.low) or token.low in ADVERBS or token.low in _COMPARING
    if token.low.endswith("ing") and before not in _ASIDES:
        verbal = True
    kind = "verb" if verbal or token.low.endswith("ly") else "word"
    return Unit(token.lemma, kind, token.clause, token.text, token.at)


def _named(units: Sequence[Unit], known: dict[str, str], same_name: SameName) -> list[Unit]:
    """The units with one key for all the spellings of a name; ``known`` is added to."""
    for unit in units:
        if unit.kind == "name" and unit.key not in known:
            same = (key for key in known if same_person(unit.words, key, same_name))
            known[unit.key] = known[found] if (found := next(same, None)) else unit.key
    return [replace(u, key=known.get(u.key, u.key) if u.kind == "name" else u.key) for u in units]


def _keyed(
    units: Sequence[Unit], rows: Sequence[Sequence[Unit]], same_name: SameName
) -> list[Unit]:
    """The statement's units under the keys of the cited ones that are the same."""
    cited = {u.key: u for row in rows for u in row}
    names = [u for u in cited.values() if u.kind == "name"]
    made = []
    for unit in units:
        key, common = unit.key, lemma(unit.words.lower())
        if key not in cited and unit.kind == "name" and common in cited:
            # A capital for standing first makes no name.
            made.append(replace(unit, key=common, kind="word"))
            continue
        if key not in cited and unit.kind == "name":
            key = next((n.key for n in names if same_person(unit.words, n.words, same_name)), key)
        elif key not in cited and unit.kind in ("word", "verb"):
            key = _synonym(key, cited)
        made.append(replace(unit, key=key))
    return made


def _synonym(key: str, cited: Mapping[str, Unit]) -> str:
    mine = groups_of(key)
    if not mine:
        return key
    return next((other for other in cited if mine & groups_of(other)), key)
