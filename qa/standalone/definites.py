"""Noun phrases that point back: "the group", "that interview", "the second one".

What they stand for is the last mention with that head, the person called by that role, or the
body or place spoken of; a list's items are counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.anaphora import (
    ADJECTIVES,
    GENERIC,
    GROUP_NOUNS,
    ORDINALS,
    PERSON_NOUNS,
    PLACE_NOUNS,
)
from qa.names.words import ROLE_NOUNS
from qa.standalone.happened import FIGURE_NOUNS, put_noun
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.referents import Exchange, Want, pick
from qa.standalone.rendering import render
from qa.standalone.words import Word, read_words

__all__ = [
    "Resolved",
    "list_items",
    "named_items",
    "noun_follows",
    "ones_told",
    "put_definite",
    "put_one",
    "put_ordinal",
]


LONGEST_TAIL = 7
_COUNTS = frozenset("two three four five six seven eight nine ten several some many".split())
_A = re.compile(r"an? ", re.I)
_A_LY = re.compile(r"\ban? \w+ly $", re.I)  # "a truly inclusive government"
_DENIES = re.compile(r"\b(?:den|disput|reject|confirm|contest|refut|doubt|question)\w*\s+$", re.I)


@dataclass(slots=True)
class Resolved:
    """The question with what was put in; ``hanging`` if a word of it still lacks its referent."""

    text: str
    filled: bool = False
    hanging: bool = False
    told: bool = False  # what happened or was claimed has been put in
    loose: bool = False  # a "he" or "it" has no referent at all
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    used: list[str] = field(default_factory=list)  # keys of the mentions put in


def noun_follows(words: Sequence[Word], i: int) -> bool:
    """Whether the word after word ``i`` belongs to a noun phrase."""
    return i + 1 < len(words) and words[i + 1].tag in "ND" and not words[i + 1].broken


def put_one(
    text: str, words: Sequence[Word], i: int, exchanges: Sequence[Exchange], out: Resolved
) -> None:
    """ "the second one" from a list; "a new one" from the noun spoken of."""
    before = words[i - 1].low if i else ""
    if i + 1 < len(words) and words[i + 1].low == "of":
        return
    if before in ORDINALS:
        items = list_items(exchanges[0]) or named_items(exchanges[0])
        place = ORDINALS[before]
        if items and -len(items) <= place < len(items):
            the = i > 1 and words[i - 2].low == "the"
            out.edits.append((words[i - 2 if the else i - 1].start, words[i].end, items[place]))
            return
    if before == "other" and (pair := pick(exchanges[:2], Want.MANY)) and pair.plural:
        out.edits.append((words[i].start, words[i].end, f"of {render(pair, exchanges)}"))
        return
    if before == "the" and i + 1 < len(words) and words[i + 1].low in ("who", "that", "which"):
        return
    many = words[i].low == "ones"
    number = words[i].low == "one" and noun_follows(words, i)
    if not before or number or before in ("no", "any", "every", "some"):
        return
    if not many and words[i - 1].tag == "V" and (new := _newly_told(exchanges[0])) is not None:
        article = "" if _A.match(new.text) else "an " if new.text[0] in "aeio" else "a "
        out.edits.append((words[i].start, words[i].end, article + new.text))
        return
    found = pick(exchanges, Want.MANY if many else Want.THING) or pick(exchanges, Want.MANY)
    if found is None:
        out.hanging = True
        return
    if before == "which" and not found.plural:
        out.hanging = True
        return
    noun = re.sub(r"^(?:the|my|your|our|their|its|his|her) ", "", render(found, exchanges))
    while " " in noun and noun.split()[0].lower() in ADJECTIVES:
        noun = noun.split(" ", 1)[1]
    if before == "which" and found.plural:
        noun = f"of the {noun}"
    out.edits.append((words[i].start, words[i].end, noun))


def _newly_told(exchange: Exchange) -> Mention | None:
    """The last thing that the answer tells of as "a ...": what "have they formed one?" asks for."""
    things = (Kind.THING, Kind.GROUP, Kind.EVENT)
    new = [
        m
        for m in exchange.replies
        if m.kind in things
        and not (m.plural or m.inner)
        and (_A.match(m.text) or _A_LY.search(exchange.answer[: m.start]))
    ]
    return new[-1] if new else None


def list_items(exchange: Exchange) -> list[str]:
    """The items of a list: "A, B and C" in the answer, else in the question."""
    for text in (exchange.answer, exchange.question):
        numbered = re.findall(r"(?:^|\s)\(?\d[.)]\s+([^;:.]+?)(?=[;.,]|\s+\(?\d[.)]|$)", text)
        if len(numbered) > 1:
            return numbered
        mentions = [m for m in find_mentions(text) if not m.inner]
        for first in range(len(mentions)):
            run = [mentions[first]]
            for mention in mentions[first + 1 :]:
                gap = text[run[-1].end : mention.start].strip()
                if not re.fullmatch(r",|,?\s?(?:and|or)|&|vs\.?|versus", gap):
                    break
                run.append(mention)
            if len(run) > 1 and re.search(r"(?:and|or|&|vs)", text[run[-2].end : run[-1].start]):
                return [m.text for m in run]
    return []


def named_items(exchange: Exchange) -> list[str]:
    """The names that an answer of several clauses adds, persons alone where it names any."""
    asked = set(exchange.question.lower().split())
    new = [
        m
        for m in exchange.replies
        if m.name and not m.modifier and not {*m.name.lower().split()} & asked
    ]
    persons = [
        m
        for m in new
        if m.kind is Kind.PERSON
        or (m.kind is Kind.NAME and " " in m.name and not m.text.lower().startswith("the "))
    ]
    return list(dict.fromkeys(m.name for m in (persons or new)))


def put_ordinal(
    words: Sequence[Word], i: int, exchanges: Sequence[Exchange], out: Resolved
) -> None:
    """ "the former", "the latter" from the list or the names of the last answer."""
    alone = words[i].owner or not noun_follows(words, i)
    items = list_items(exchanges[0])
    items = items if len(items) == 2 else named_items(exchanges[0])
    if not alone or not i or words[i - 1].low != "the" or len(items) != 2:
        return
    item = items[ORDINALS[words[i].low]]
    out.edits.append((words[i - 1].start, words[i].end, item))


def put_definite(
    text: str,
    mention: Mention,
    own: Sequence[Mention],
    exchanges: Sequence[Exchange],
    out: Resolved,
) -> None:
    """ "the group", "that interview", "the same spokesman": a noun with a definite article."""
    match = re.fullmatch(r"(the same|the|this|that|these|those|such)\s+(\w+)", mention.text, re.I)
    if match is None or mention.named:
        return
    pointing = match.group(1).lower() != "the"
    if mention.head in ("day", "night", "evening", "morning", "week", "month", "year") and pointing:
        _put_time(text, mention, exchanges[0], out)
        return
    if re.match(r"\s+(?:of|who|which|that|to be)\b", text[mention.end :]):
        return
    denied = mention.head in FIGURE_NOUNS and _DENIES.search(text[: mention.start])
    if pointing and not denied and (said := put_noun(mention, exchanges)) is not None:
        out.edits.append((mention.start, mention.end, said))
        out.told = True
        return
    if not pointing and re.match(
        r"\s+(?:in|at|for|from|on|behind|between)\s+\w", text[mention.end :]
    ):
        return
    new = _antecedent(
        mention, pointing, [m.key for m in own if m is not mention] + out.used, exchanges
    )
    if new is None and pointing and (told := _told_with(mention.head, exchanges[0])):
        out.edits.append((mention.start, mention.end, told))
        return
    if new is None:
        same = any(m.text.lower() == mention.text.lower() for e in exchanges for m in e.mentions)
        held = mention.inner and mention.head not in GENERIC  # "the demands of the miners"
        unknown = mention.kind is not Kind.TIME and not same and not held
        out.hanging = out.hanging or pointing or unknown
        return
    owner = text[mention.end : mention.end + 2] in ("'s", "’s")
    words = render(new, exchanges)
    if words.lower() == mention.text.lower():
        return
    if mention.start == 0 and text[:1].isupper():
        words = words[:1].upper() + words[1:]
    out.edits.append(
        (mention.start, mention.end + 2 if owner else mention.end, words + "'s" * owner)
    )


def _told_with(head: str, exchange: Exchange) -> str:
    """ "the survey of 2009" for "that survey", where the answer tells of a survey of 2009."""
    found = next((m for m in exchange.replies if m.head == head and not m.plural), None)
    if found is None:
        return ""
    return re.sub(r"^(?:an?|the) |^", "the ", _whole(found, exchange), count=1, flags=re.I)


def ones_told(exchange: Exchange, number: str | None = None) -> str:
    """ "three districts in the north" of the answer, for "which ones?"; "" where the question
    counts something itself, or the answer no plural (of that ``number``)."""
    if re.match(r"(?:\w+ )?how many\b", exchange.question, re.I):
        return ""
    for mention in exchange.replies:
        opened = mention.text.split()[0].lower()
        counted = opened.isdigit() or opened in _COUNTS
        if mention.plural and counted and number in (None, opened):
            return _whole(mention, exchange)
    return ""


def _whole(mention: Mention, exchange: Exchange) -> str:
    """The words of a mention in an answer with what a preposition leads in behind them."""
    tail = re.match(r"[^,.;:!?]*", exchange.answer[mention.core_end :])
    more = tail.group().split() if tail else []
    led = bool(more) and all(w.tag == "P" for w in read_words(more[0]))
    return " ".join([mention.core, *more]) if led and len(more) <= LONGEST_TAIL else mention.core


def _put_time(text: str, mention: Mention, latest: Exchange, out: Resolved) -> None:
    """ "on 3 May" for "the same day" where the last exchange names one time."""
    times = [m for m in (*latest.replies, *latest.mentions) if m.kind is Kind.TIME]
    if not times:
        out.hanging = True
        return
    lead = "" if mention.preposition else f"{times[0].preposition or 'on'} "
    out.edits.append((mention.start, mention.end, lead + times[0].text))


def _antecedent(
    mention: Mention, pointing: bool, avoid: Sequence[str], exchanges: Sequence[Exchange]
) -> Mention | None:
    head = mention.head
    for exchange in exchanges:
        for other in (*exchange.mentions, *exchange.replies):
            longer = len(other.text.split()) > 2 and other.text.lower() != mention.text.lower()
            alike = other.head.rstrip("s") == head.rstrip("s")
            if " and " in other.text[len(other.core) :]:
                continue
            if alike and longer and (other.named or other.text != other.core or pointing):
                return other
    if head in PERSON_NOUNS or head in ROLE_NOUNS:
        return _by_role(head, pointing, exchanges, avoid)
    if head in GENERIC or (pointing and head in GROUP_NOUNS):
        return _named(pick(exchanges, Want.GROUP, avoid=avoid))
    if head in PLACE_NOUNS:
        return _named(pick(exchanges[:2], Want.PLACE, avoid=avoid))
    return None


def _named(mention: Mention | None) -> Mention | None:
    return mention if mention is not None and mention.named else None


def _by_role(
    head: str, pointing: bool, exchanges: Sequence[Exchange], avoid: Sequence[str]
) -> Mention | None:
    """The person whom the last exchanges call by this role, or the only one at hand."""
    for exchange in exchanges:
        for text, found in (
            (exchange.question, exchange.mentions),
            (exchange.answer, exchange.replies),
        ):
            for person in found:
                if person.kind not in (Kind.PERSON, Kind.NAME) or not person.name:
                    continue
                near = text[max(0, person.start - 40) : person.end + 50].lower()
                if re.search(rf"\b{re.escape(head)}\b", near) and person.key not in avoid:
                    return person
    if pointing or head in ("man", "woman", "guy", "person", "boy", "girl"):
        return _named(pick(exchanges[:2], Want.PERSON, avoid=avoid))
    return None
