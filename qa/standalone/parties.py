"""The two sides of a question: which names are one party, and how the parties trade places.

"The other side" after "How many of X did Y hold?" asks how many of Y X held. One party goes by
several names in a conversation ("the front", "Velmar Liberation Front", "VLF"), so names are
joined before sides are counted: by shared words, by initials and, for "the company", by an answer
that tells of a named body what the question asked of "the company".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.anaphora import DETERMINERS, GENERIC, GROUP_NOUNS, PAST_BASE
from qa.names import fold_name, is_body
from qa.names.forms import same_word, spells
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.referents import Exchange
from qa.standalone.rendering import render
from qa.standalone.substitution import agree
from qa.standalone.words import read_words

__all__ = ["name_party", "opponents", "other_side", "same_party"]

_PLACES = ("in", "at", "near", "from", "around", "outside", "inside")
_LISTENERS = ("told", "told the", "interview with", "according to")
_LITIGANTS = frozenset(
    "plaintiff defendant claimant appellant respondent prosecution defence defense accused accuser "
    "landlord tenant tenants employer employers employee employees buyer seller bidder workers "
    "strikers rebels insurgents players miners dockers".split()
)
_RIVALS = frozenset(
    "union workers strikers staff employees opposition rebels insurgents fans victims critics "
    "opponents rivals shareholders tenants residents".split()
)
"""Who may carry a party's name and yet stand against it: "Keel" and "Keel workers"."""

_ARMED = frozenset(
    "fighters soldiers troops forces force militants gunmen militia army insurgents rebels men "
    "members commanders positions".split()
)
_FIGHTERS = _ARMED - {"force", "army", "insurgents", "rebels"}
_CLUBS = frozenset("town city county forest park".split())
_NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())
_GROUND = re.compile(
    r"\b(?:take|took|retake|retook|captur\w+|recaptur\w+|seiz\w+|enter\w*|leave|left|reach\w*|"
    r"hold|held|control\w*|visit\w*|occup\w+|liberat\w+|evacuat\w+|shell\w*|bomb\w*)\b",
    re.I,
)
_TAKES_GROUND = re.compile(
    r"\b(?:enter\w*|captur\w+|recaptur\w+|reach\w*|occup\w+|liberat\w+|evacuat\w+)\s+$", re.I
)
_SPEAKS = frozenset("say said says claim claimed claims report reported announce announced".split())
_OPENING = re.compile(
    rf"^(?:(?:{'|'.join(sorted(DETERMINERS))}|about|over|nearly|\d[\d,.]*)\s+)+", re.I
)
_NOT_A_PARTY = re.compile(
    r"^(?:any|an?|no|its?|his|her|their|my|our|your|other|another|which|every|each)\b", re.I
)
_COUPLED = re.compile(r"^\s*(?:,|and|or|&)\s+(?:the\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a party stands in a question: ``start`` to ``end`` is what another would replace."""

    mention: Mention
    start: int
    end: int
    counted: bool = False  # "how many X"
    modifier: bool = False  # the X of "X fighters"


@dataclass(frozen=True, slots=True)
class _Sides:
    """The parties of a question: who acts, and the rest; ``one`` where the rest are one party."""

    places: tuple[_Place, ...]
    agent: _Place
    rivals: tuple[_Place, ...]
    one: bool


def same_party(a: Mention, b: Mention) -> bool:
    """Whether two mentions name one party: a spelling, a part of the name, or its initials."""
    if a.key == b.key:
        return True
    first, second = _bare(a), _bare(b)
    if any(spells(x, y) for x, y in ((first, second), (second, first))):
        return True
    short, long = sorted((_tokens(first), _tokens(second)), key=len)
    left = [w for w in long if not any(same_word(w, other) for other in short)]
    known = all(any(same_word(w, other) for other in long) for w in short)
    return bool(short) and known and not _RIVALS & set(left)


def _tokens(name: str) -> tuple[str, ...]:
    words = tuple(fold_name(name).split())
    return tuple(w for w in words if w not in _ARMED - {"army", "force"}) or words


def _bare(mention: Mention) -> str:
    """The words of a mention without "the", "many" or a figure."""
    whole = mention.text[: _stop(mention) - mention.start]
    named = mention.name and mention.kind is not Kind.PERSON and len(whole) == len(mention.core)
    words = mention.name if named else whole
    bare = _OPENING.sub("", words) or words
    fighters = mention.named and not mention.name and mention.head in _FIGHTERS
    return bare.rsplit(" ", 1)[0] if fighters else bare


def _stop(mention: Mention) -> int:
    """Where the name ends: behind the "of Norvik" of a bank, before the "of lying" of a person."""
    tail = mention.text[mention.core_end - mention.start :]
    return mention.end if re.match(r" of (?:the )?[A-Z]", tail) else mention.core_end


def opponents(exchanges: Sequence[Exchange]) -> tuple[Mention, ...]:
    """The parties of the last two exchanges other than the one that the last question is about.

    No other name of that party is among them, nor two names of one.
    """
    if exchanges:
        sides = _sides(exchanges)
        if sides is not None and sides.rivals and sides.one:
            rival = sides.rivals[0]
            if _holds(rival, exchanges[0].question, exchanges):
                return (rival.mention,)
    return _others(exchanges)


def _others(exchanges: Sequence[Exchange]) -> tuple[Mention, ...]:
    found = _spoken_of(exchanges)
    if not found:
        return ()
    latest = exchanges[0]
    first = latest.subject
    body = first is not None and first.kind is Kind.GROUP and first.text.startswith("the ")
    known = first is not None and (body or _is_party(first, latest.question))
    own = first if first is not None and known else found[0]
    others: list[Mention] = []
    shut = _aliases(own, found, exchanges)
    for mention in found:
        if any(same_party(mention, name) for name in shut):
            continue
        if not any(same_party(mention, other) for other in others):
            others.append(mention)
    for best in (
        [m for m in others if m.named and m.kind is Kind.GROUP],
        [m for m in others if m.named and m.kind is not Kind.PERSON],
        [m for m in others if m.named],
    ):
        if best:
            return tuple(best)
    return tuple(others)


def _spoken_of(exchanges: Sequence[Exchange]) -> list[Mention]:
    found: list[Mention] = []
    for exchange in exchanges[:2]:
        for mentions, text in (
            (exchange.mentions, exchange.question),
            (exchange.replies, exchange.answer),
        ):
            found += [m for m in _free(mentions, text) if _is_party(m, text)]
    ground = {m.key for e in exchanges[:2] for m in _ground(e)}
    return [m for m in found if m.key not in ground]


def _ground(exchange: Exchange) -> list[Mention]:
    """The names that an exchange tells of as taken, entered or held by somebody."""
    return [
        m
        for mentions, text in (
            (exchange.mentions, exchange.question),
            (exchange.replies, exchange.answer),
        )
        for m in mentions
        if _is_ground(m, text)
    ]


def _is_ground(mention: Mention, text: str) -> bool:
    bare = mention.kind is Kind.NAME and not mention.modifier
    return bare and bool(_TAKES_GROUND.search(text[: mention.start]))


def _aliases(
    own: Mention, found: Sequence[Mention], exchanges: Sequence[Exchange]
) -> tuple[Mention, ...]:
    """All mentions that are ``own`` by another name, over any number of steps."""
    known = [own]
    told = _told_of(own, exchanges[0])
    if told is not None:
        known.append(told)
    grown = True
    while grown:
        new = [m for m in found if m not in known and any(same_party(m, name) for name in known)]
        known += new
        grown = bool(new)
    return tuple(known)


def _told_of(own: Mention, exchange: Exchange) -> Mention | None:
    """The named body of which the answer tells what was asked of "the company"."""
    if own.named or own.head not in GENERIC or not exchange.replies:
        return None
    first = exchange.replies[0]
    if first.start or not first.named or any(m.head == own.head for m in exchange.replies):
        return None
    asked = {_stem(w.low) for w in read_words(exchange.question) if w.tag == "V"}
    told = [w.low for w in read_words(exchange.answer[first.end :])[:5]]
    return first if any(_stem(low) in asked for low in told) else None


def _stem(low: str) -> str:
    if low in _SPEAKS:
        return "say"
    return re.sub(r"(?:ed|es|s|e)$", "", PAST_BASE.get(low, low))


def _free(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions but for names inside what is no body: the Pell of "the Pell strike"."""
    bodies = [m for m in mentions if m.kind is Kind.GROUP and not m.modifier]
    return [
        m
        for m in mentions
        if not m.modifier
        or any(b.start <= m.start and m.end <= b.core_end for b in bodies)
        or _next_word(text, m.end) in _ARMED
    ]


def _next_word(text: str, at: int) -> str:
    follows = re.match(r"\s+(\w+)", text[at:])
    return follows.group(1).lower() if follows else ""


def _is_party(mention: Mention, text: str) -> bool:
    if text[: mention.start].lower().rstrip().endswith(_LISTENERS) or mention.key in _NUMBERS:
        return False
    body = re.match(r"['’]s?\s+(\w+)", text[mention.end :].lower())
    if body and (body.group(1) in GROUP_NOUNS or is_body(body.group(1))):
        return False
    if not mention.named:
        generic = mention.head in GENERIC or mention.text.lower() == mention.head
        return mention.kind is Kind.GROUP and not mention.plural and not generic
    if mention.kind is Kind.NAME:
        return mention.preposition not in _PLACES
    if mention.kind is Kind.PERSON:
        return len(mention.name.split()) > 1 and not mention.gender
    if mention.kind is Kind.PLACE:
        return mention.head in _CLUBS and " " in mention.key and not mention.preposition
    return mention.kind is Kind.GROUP and bool(mention.name or mention.core == mention.text)


def other_side(exchanges: Sequence[Exchange], *, named: Mention | None = None) -> str | None:
    """The last question asked of the other side, or None where no one other party is known.

    Two parties of the question trade places; where it names one, the party that stands against
    it in the last two exchanges takes its place. With ``named`` the parties trade only if it is
    the one that does not act in the question.
    """
    if not exchanges or not exchanges[0].question:
        return None
    question = exchanges[0].question
    sides = _sides(exchanges)
    if sides is None:
        return None
    agent, rivals, one = sides.agent, sides.rivals, sides.one
    if named is not None and not (rivals and one and same_party(named, rivals[0].mention)):
        return None
    if rivals and one and _holds(rivals[0], question, exchanges):
        if _are_coupled(agent, rivals[0], question):
            return question
        changes = [(p, (agent if p in rivals else rivals[0]).mention) for p in sides.places]
        return _swap(question, changes, exchanges)
    found = _others(exchanges)
    if len(found) != 1 or named is not None:
        return None
    return _swap(question, [(p, found[0]) for p in sides.places if p not in rivals], exchanges)


def _sides(exchanges: Sequence[Exchange]) -> _Sides | None:
    places = _places(exchanges[0].question)
    if not places:
        return None
    agent = next((p for p in places if p.mention.subject), places[0])
    every = [*(p.mention for p in places), *_spoken_of(exchanges)]
    own = _aliases(agent.mention, every, exchanges)
    rivals = tuple(p for p in places if not any(same_party(p.mention, name) for name in own))
    one = all(same_party(p.mention, rivals[0].mention) for p in rivals)
    return _Sides(tuple(places), agent, rivals, one)


def _holds(rival: _Place, question: str, exchanges: Sequence[Exchange]) -> bool:
    """Whether a second name in a question is a party, not the town that a party took."""
    mention = rival.mention
    weak = mention.kind is Kind.PLACE or (
        mention.kind is Kind.NAME
        and not (rival.counted or rival.modifier or mention.text.lower().startswith("the "))
    )
    if not weak:
        return True
    spoken = [m for e in exchanges[:2] for m in (*e.mentions, *e.replies) if m.key == mention.key]
    if _GROUND.search(question) or any(m.preposition in _PLACES for m in spoken):
        return False
    if any(m.key == mention.key for e in exchanges[:2] for m in _ground(e)):
        return False
    return not any(
        m.kind is Kind.GROUP and m.named for m in _others(exchanges) if m.key != mention.key
    )


def _are_coupled(a: _Place, b: _Place, question: str) -> bool:
    first, second = sorted((a, b), key=lambda p: p.start)
    return bool(_COUPLED.match(question[first.end : second.start]))


def _places(question: str) -> list[_Place]:
    """Where the parties stand in a question, in order and apart from each other."""
    found: list[_Place] = []
    mentions = find_mentions(question)
    free = _free(mentions, question)
    for mention in sorted(free, key=lambda m: (m.start, -m.core_end)):
        place = _place(mention, question, mentions)
        if place is not None and all(place.start >= p.end for p in found):
            found.append(place)
    return found


def _place(mention: Mention, question: str, mentions: Iterable[Mention]) -> _Place | None:
    start, end = mention.start, _stop(mention)
    before = question[:start].lower().rstrip()
    thing = mention.kind is Kind.THING and mention.head not in _LITIGANTS
    if thing or mention.kind in (Kind.TIME, Kind.EVENT) or _NOT_A_PARTY.match(mention.text):
        return None
    if before.endswith(_LISTENERS) or (mention.named and mention.preposition in _PLACES):
        return None
    inner = [m for m in mentions if m.modifier and start <= m.start and m.end < end]
    if inner and question[inner[0].end : end].split()[-1:] and mention.head in _FIGHTERS:
        return None  # "Tesk fighters": the Tesk are the party
    opening = _OPENING.match(mention.core)
    counted = bool(re.search(r"\bhow$", before)) and bool(opening)
    if not mention.named:
        role = mention.head in _LITIGANTS or mention.kind is Kind.GROUP
        if not role or counted or not mention.text.lower().startswith("the "):
            return None
    if mention.modifier:
        return _Place(mention, start, end, modifier=True)
    return _Place(mention, start + (opening.end() if counted and opening else 0), end, counted)


def _swap(
    question: str, changes: Sequence[tuple[_Place, Mention]], exchanges: Sequence[Exchange]
) -> str | None:
    made = question
    for place, new in sorted(changes, key=lambda c: -c[0].start):
        words = _words_for(place, new, question, exchanges)
        made = made[: place.start] + words + made[place.end :]
        if place.mention.subject and not place.modifier:
            made = agree(made, place.start, new, place.mention)
    made = made[:1].upper() + made[1:]
    return made if made != question else None


def _words_for(place: _Place, new: Mention, question: str, exchanges: Sequence[Exchange]) -> str:
    if place.modifier:
        return _bare(new)
    if not place.counted:
        return name_party(new, exchanges)
    if new.plural and not new.named:
        return _bare(new)
    return f"of {name_party(new, exchanges)}"


def name_party(mention: Mention, exchanges: Sequence[Exchange]) -> str:
    """The words for a party that stands alone: "the Tesk" from "many Tesk" or "Tesk fighters"."""
    bare, text = _bare(mention), mention.text.lower()
    if mention.kind is Kind.PERSON and mention.name and not text.startswith("the "):
        return render(mention, exchanges)
    people = mention.modifier or _OPENING.match(mention.text)
    if people or not mention.named:
        return f"the {bare}"
    return render(mention, exchanges)
