"""Which mention of the last exchanges a pronoun, "the group" or "the other side" stands for.

The candidates are ranked by what they may be (person, group, thing, place), by how lately and how
often they were spoken of, and by their place in the sentence: the salience factors of Lappin and
Leass (1994, https://aclanthology.org/J94-4002), cut down to what a chunker sees. What answers
"Who ...?" or "Which ...?" comes first for the question that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.anaphora import HOLLOW
from qa.question import Want as Asked
from qa.question import read_question
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.spoken import NOTHING_SPOKEN, Spoken, read_spoken, speakers_of, tells_of_own

__all__ = [
    "PERSONS",
    "Exchange",
    "Want",
    "doers_of",
    "is_person",
    "pick",
    "read_exchange",
    "speaker_before",
    "topic",
]

_MARKER = re.compile(r"\s?\[\d+(?:\s?,\s?\d+)*\]")
_NOT_FOUND = re.compile(
    r"\b(?:documents?|sources?|corpus|articles?|files?)\b.{0,60}\b(?:do|does|did) not "
    r"(?:say|mention|tell|contain|answer|state)\b",
    re.I,
)
_ASKS_PERSON = re.compile(r"^(?:\w+ )?(?:who|whom|whose)\b", re.I)
_ASKS_NAMED = re.compile(
    r"^(?:(?:in|at|on|by|from|to|of) )?(?:which|what)\b(?! (?:did|does|do|has|have|had)\b)", re.I
)
PERSONS = (Kind.PERSON, Kind.NAME)
"""What a person may be mentioned as."""
_WH_NOUN = re.compile(r"\b(?:which|what)\s+$", re.I)
_WHO_IS = re.compile(r"^(?:\w+ )?who(?: is| was| are| were|['’]s)\b", re.I)


class Want(StrEnum):
    """What a referring word may stand for."""

    PERSON = "person"
    MANY = "many"
    THING = "thing"
    PLACE = "place"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A stand-alone question with its mentions, and the answer with those it adds."""

    question: str
    mentions: tuple[Mention, ...]
    answer: str = ""
    replies: tuple[Mention, ...] = ()
    spoken: Spoken = NOTHING_SPOKEN

    @property
    def asks_person(self) -> bool:
        return bool(_ASKS_PERSON.match(self.question))

    @property
    def asks_named(self) -> bool:
        return self.asks_person or bool(_ASKS_NAMED.match(self.question))

    @property
    def asks_speaker(self) -> bool:
        return read_question(self.question).want is Asked.SPEAKER

    @property
    def subject(self) -> Mention | None:
        return next((m for m in self.mentions if m.subject), None)

    @property
    def speakers(self) -> tuple[Mention, ...]:
        """Who says what the answer gives, by name where one stands beside the description."""
        return speakers_of(self.spoken, self.replies)


def read_exchange(question: str, answer: str) -> Exchange:
    """An exchange with its mentions. ``answer`` is cleaned of markers and quotes here, and taken
    for none where it says that nothing was found.
    """
    spoken = read_spoken(_MARKER.sub("", answer))
    asked = find_mentions(question)
    if not spoken.text or _NOT_FOUND.search(spoken.text):
        return Exchange(question, asked)
    replies = find_mentions(spoken.text)
    return Exchange(question, asked, spoken.text, replies, spoken)


def _fit(mention: Mention, want: Want) -> float:
    kind, the = mention.kind, mention.text.lower().startswith("the ")
    if kind is Kind.TIME or mention.head in HOLLOW:
        return 1.0 if want == Want.MANY and mention.head in ("people", "workers") else 0.0
    if want == Want.PERSON:
        if mention.modifier:
            return 0.0
        if kind is Kind.PERSON:
            return 2.0
        return 1.0 if kind is Kind.NAME and not the and mention.head[:1].isalpha() else 0.0
    if want == Want.MANY and kind is Kind.THING and not mention.plural:
        return 0.0
    if want in (Want.MANY, Want.GROUP):
        if kind is Kind.GROUP:
            return 2.0
        if kind is Kind.NAME:
            return 1.9 if the else 1.0
        if want == Want.GROUP and kind is Kind.PLACE:
            return 0.3 if mention.name and not mention.preposition else 0.0
        if want == Want.GROUP:
            return 0.5 if kind is Kind.PERSON and len(mention.name.split()) > 1 else 0.0
        if mention.plural:
            return 1.8
        return 0.4 if kind is Kind.PERSON else 0.2
    if want == Want.PLACE:
        if kind is Kind.PLACE:
            return 2.0
        local = mention.preposition in ("in", "at", "near", "to", "from", "on")
        return 1.2 if kind is Kind.NAME and local else 0.6 if local or kind is Kind.EVENT else 0.0
    if kind is Kind.PERSON or (mention.plural and kind is not Kind.NAME):
        return 0.3 if mention.plural and kind is Kind.THING else 0.0
    return {Kind.PLACE: 1.4, Kind.GROUP: 1.6}.get(kind, 1.9)


def _same(a: Mention, b: Mention) -> bool:
    if a.key == b.key:
        return True
    short, long = sorted((a.key.split(), b.key.split()), key=len)
    return bool(short) and a.named and b.named and long[-len(short) :] == short


def is_person(mention: Mention, exchanges: Sequence[Exchange]) -> bool:
    """Whether one person is meant: by its kind, or by a fuller name in the exchanges."""
    if mention.plural or mention.kind not in PERSONS:
        return False
    others = (m for e in exchanges for m in (*e.mentions, *e.replies))
    return mention.kind is Kind.PERSON or any(
        m.kind is Kind.PERSON and m.name and _same(m, mention) for m in others
    )


def _count(mention: Mention, exchanges: Sequence[Exchange]) -> int:
    return sum(any(_same(mention, other) for other in e.mentions) for e in exchanges)


def pick(
    exchanges: Sequence[Exchange],
    want: Want,
    *,
    gender: str = "",
    avoid: Iterable[str] = (),
) -> Mention | None:
    """The best referent in ``exchanges`` (latest first) for a word of the kind ``want``.

    ``gender`` (``m`` or ``f``) rules out those known to be of the other; ``avoid`` holds the
    keys of mentions that cannot be meant. None where nothing fits.
    """
    best: tuple[float, Mention] | None = None
    shut = set(avoid)
    genders = _known_genders(exchanges)
    for age, exchange in enumerate(exchanges):
        recency = (4.0, 1.6, 0.8, 0.4, 0.2, 0.1)[min(age, 5)]
        offered = [
            (at, mention, bonus, fit, known)
            for at, (mention, bonus) in enumerate(_offered(exchange, want))
            if (fit := _fit(mention, want)) and mention.key not in shut
            if (known := genders.get(mention.key, "") or mention.gender) in ("", gender or known)
        ]
        after = _spoken_of(exchange, want, [mention for _, mention, *_ in offered])
        for at, mention, bonus, fit, known in offered:
            bonus -= 4.0 * (mention in after)
            score = 2 * fit + recency + bonus - 0.05 * at + 0.6 * min(2, _count(mention, exchanges))
            score += (
                0.5 * mention.named
                + 0.3 * bool(mention.name)
                + 1.0 * mention.subject
                + 2.0 * bool(gender and gender == known and mention.name)
                + 0.5 * bool(gender == known)
            )
            if best is None or score > best[0]:
                best = (score, mention)
    return best[1] if best else None


def speaker_before(exchange: Exchange, want: Want, gender: str = "") -> Mention | None:
    """Who says what the answer gives, the first that a word of this kind can stand for."""
    genders = _known_genders([exchange])
    for mention in exchange.speakers:
        known = genders.get(mention.key, "") or mention.gender
        if _fit(mention, want) >= 1 and known in ("", gender or known):
            return mention
    return None


def _spoken_of(exchange: Exchange, want: Want, offered: Sequence[Mention]) -> list[Mention]:
    """Those of a quotation's names that come after who speaks there, if that is among ``offered``.

    They do not where one of them may be who the question asks for: "Who closed the mill?"
    """
    if want != Want.PERSON or not set(exchange.speakers) & set(offered):
        return []
    focus = exchange.asks_named and not exchange.asks_speaker
    if focus and not tells_of_own(exchange.spoken, exchange.question):
        return []
    words = exchange.spoken.words
    quoted = (m for m in exchange.replies if any(w.start <= m.start < w.end for w in words))
    return [m for m in quoted if m in offered]


def _known_genders(exchanges: Sequence[Exchange]) -> dict[str, str]:
    """What pronouns and titles tell: "What did Roth say?" "She said ..." """
    found: dict[str, str] = {}
    for exchange in exchanges:
        told = re.match(r"(he|she)\b", exchange.answer, re.I)
        subject = exchange.subject
        if told and subject is not None and subject.named:
            found.setdefault(subject.key, "m" if told.group(1).lower() == "he" else "f")
        for mention in (*exchange.mentions, *exchange.replies):
            if mention.gender and mention.name:
                found.setdefault(mention.key, mention.gender)
    return found


def doers_of(exchange: Exchange) -> Mention | None:
    """Several who are told of first where somebody was asked for: "Two men, Ada Roth said"."""
    first = exchange.replies[0] if exchange.asks_person and exchange.replies else None
    return first if first is not None and first.plural and not first.start else None


def _opens_anew(mention: Mention) -> bool:
    """Whether an answer begins with a thing that is new: "A second vehicle will be stationed"."""
    new = re.match(r"an? ", mention.text, re.I) is not None
    return new and not (mention.start or mention.plural) and mention.kind is Kind.THING


def _is_the(mention: Mention) -> bool:
    return mention.text.lower().startswith("the ")


def _offered(exchange: Exchange, want: Want) -> list[tuple[Mention, float]]:
    """The mentions of an exchange with what their place in it adds to their salience."""
    offered: list[tuple[Mention, float]] = []
    named = any(m.named and not _is_asked(m, exchange) for m in exchange.replies)
    for mention in exchange.mentions:
        bonus = -0.4 * mention.inner
        if mention.is_light and mention.text != mention.core:
            bonus -= 2.5
        if _WH_NOUN.search(exchange.question[: mention.start]):
            bonus -= 2.5 if named or not exchange.answer else 0.5
        bonus -= 0.6 * bool(mention.preposition and not mention.inner and want == Want.THING)
        bonus -= 0.6 * mention.modifier + 0.9 * bool(re.search(r"\w['’]s? \w", mention.core))
        offered.append((mention, bonus))
    known = [m for m in exchange.mentions if m.named]
    asked = {m.key for m in exchange.mentions}
    who_is = bool(_WHO_IS.match(exchange.question)) and any(m.subject and m.name for m in known)
    focus = exchange.asks_named and not who_is
    related = focus and bool(_WHO_IS.match(exchange.question))
    speakers = exchange.speakers if want == Want.PERSON else ()
    for mention in exchange.replies:
        told_of = exchange.asks_person and want == Want.MANY and mention.kind is Kind.GROUP
        the = want in (Want.THING, Want.PLACE) and _is_the(mention) and not mention.plural
        speaks = mention in speakers
        opens = want == Want.THING and _opens_anew(mention)
        if not (mention.named or told_of or the or speaks or opens):
            continue
        if mention.kind is Kind.PERSON and not mention.name and _beside_a_name(mention, exchange):
            continue
        if _describes_known(mention, exchange):
            continue
        met = any(_same(mention, other) for other in known) or mention.key in asked
        new = not met and not _is_asked(mention, exchange)
        owner = mention.inner and exchange.answer[mention.end : mention.end + 2] in ("'s", "’s")
        told = re.search(r"\b(?:told|by|to)\s+(?:the\s+)?$", exchange.answer[: mention.start])
        bonus = 2.5 if (focus and new and not owner) or opens else -1.5
        full = mention.kind is Kind.NAME and " " in mention.name and not _is_the(mention)
        person = mention.kind is Kind.PERSON or full
        if related and person and mention.name and bonus > 0 and want == Want.PERSON:
            bonus += 2.0  # the name that "Who was X's father?" asked for
        if exchange.asks_person and not (person or speaks) and want != Want.MANY:
            bonus = min(bonus, 0.0)
        offered.append((mention, bonus - 1.0 * bool(told and told.group().startswith("told"))))
    return offered


def _is_asked(mention: Mention, exchange: Exchange) -> bool:
    """Whether the question has all words of the name, in whatever case it is typed."""
    asked = set(re.findall(r"\w+", exchange.question.lower()))
    return bool(mention.name) and set(re.findall(r"\w+", mention.name.lower())) <= asked


def _describes_known(role: Mention, exchange: Exchange) -> bool:
    """Whether the phrase only says what a person asked about is: "Roth is the son of Ada Roth"."""
    if role.kind is not Kind.PERSON or role.name:
        return False
    told = re.search(r"([\w'’ -]+?) (?:is|was|are|were) $", exchange.answer[: role.start])
    before = [m for m in exchange.replies if told and m.end == told.end(1)]
    return any(_is_asked(m, exchange) for m in before)


def _beside_a_name(role: Mention, exchange: Exchange) -> bool:
    """Whether the phrase only describes a name next to it: "Ada Roth, head of the bank"."""
    text = exchange.answer
    return any(
        other.name
        and other.kind in PERSONS
        and (
            text[other.end : role.start].strip() == ","
            or text[role.end : other.start].strip() == ","
        )
        for other in exchange.replies
    )


def topic(exchanges: Sequence[Exchange]) -> Mention | None:
    """What the last questions are about: an event before a name before a thing, or None."""
    best: tuple[float, Mention] | None = None
    weights = {
        Kind.EVENT: 4.6,
        Kind.GROUP: 2.4,
        Kind.NAME: 2.4,
        Kind.PLACE: 2.2,
        Kind.THING: 1.9,
        Kind.PERSON: 1.2,
        Kind.TIME: -9.0,
    }
    for age, exchange in enumerate(exchanges[:4]):
        for at, mention in enumerate(exchange.mentions):
            if mention.head in HOLLOW:
                continue
            score = (
                weights[mention.kind]
                - 1.2 * age
                - 2.0 * mention.modifier
                - 0.1 * at
                - 0.3 * mention.inner
            )
            if mention.kind in (Kind.GROUP, Kind.PLACE) and not mention.named:
                score -= 0.9
            score += 0.6 * mention.named + 0.5 * mention.subject
            score += 0.6 * min(2, _count(mention, exchanges))
            if mention.is_light:
                score -= 2.0 if mention.text != mention.core else 1.0
            if mention.kind is Kind.EVENT and mention.text == mention.core and not mention.named:
                score -= 0.4
            if best is None or score > best[0]:
                best = (score, mention)
    return best[1] if best and best[0] > 0 else None
