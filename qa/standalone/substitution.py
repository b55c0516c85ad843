"""Putting "X" of "What about X?", "And in X?" into the last question, in its counterpart's place.

The fragment takes the place of the constituent of the same kind (substitution as in Dalrymple,
Shieber and Pereira, 1991, https://doi.org/10.1007/BF00630923, on chunks instead of meanings).
"""

from __future__ import annotations

import re
from itertools import pairwise

from qa.anaphora import AUXILIARIES, GROUP_NOUNS, VERB_FORMS, WH_WORDS
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.words import Word, read_words

__all__ = ["MANY", "ONE", "agree", "put_in", "put_side", "splice"]

MANY = {"does": "do", "is": "are", "was": "were", "has": "have"}
"""An auxiliary of one to that of many."""
ONE = {many: one for one, many in MANY.items()}
"""An auxiliary of many to that of one."""

_QUANTITY = re.compile(r"^(?:how )?(?:many|much|few|several)\s+", re.I)
_SAYS = re.compile(r"\s+(?:say|claim|report|think|believe|state|put)\b", re.I)
_TOLD = re.compile(r"\b(?:tell|told|inform|informed|write to|speak to|say to) (?:the )?$", re.I)
_ACCORDING = re.compile(r",? according to [^?,]+", re.I)
_LED_TIME = "in|on|at|during|from|since|until|till|before|after|by|for|over|overnight"
_LOCAL = frozenset("in at near on around outside inside".split())
_ONE_OF = re.compile(r"\b(?:latest|last|most recent|first|previous|next)\b", re.I).search
_INDEFINITE = re.compile(r"^(?:any|some|the|an?|no)\s+", re.I)


def put_in(
    fragment: str, question: str, *, in_place_of: Mention | None = None, inside: bool = False
) -> str | None:
    """``question`` with ``fragment`` in the place of its counterpart, or None.

    A fragment with a preposition ("in Norvik") replaces a phrase with that preposition or stands
    at the end; a name that the question holds already trades places with the other party.
    ``in_place_of`` names the counterpart where it is known; ``inside`` is as in `find_mentions`.
    """
    fragment = fragment.strip(" ?.!,")
    if in_place_of is not None:
        return splice(question, in_place_of.start, in_place_of.end, fragment)
    words = read_words(fragment, inside=inside)
    if not words or any(w.low in AUXILIARIES or w.low in WH_WORDS for w in words):
        return None
    if words[0].low == "according":
        return _by_speaker(fragment, question)
    if words[0].tag == "P" and len(words) > 1:
        return _put_phrase(fragment, words, question)
    if len(words) == 1 and words[0].low.endswith("ed"):
        verbs = [w for w in read_words(question) if w.tag == "V" and VERB_FORMS.get(w.low) == "ed"]
        return splice(question, verbs[-1].start, verbs[-1].end, fragment) if verbs else None
    found = find_mentions(fragment, inside=inside)
    if not found or found[0].start > 0:
        return None
    new = found[0]
    if new.kind is Kind.TIME:
        return _put_time(fragment, question)
    if _ACCORDING.search(question) and new.kind in (Kind.GROUP, Kind.PERSON, Kind.NAME):
        return _by_speaker(f"according to {fragment}", question)
    return _put_noun(fragment, new, question)


def put_side(party: str, question: str) -> str | None:
    """ "Which rebel leader fell?" for another ``party``: "Which Tesk leader fell?", or None."""
    words = read_words(question)
    for word, after in pairwise(words):
        body = bool({word.low, f"{word.low}s"} & GROUP_NOUNS) or word.named
        compound = after.tag == "N" and not (after.broken or word.owner or after.named)
        if body and compound and word.tag == "N":
            return splice(question, word.start, word.end, party)
    return None


def splice(text: str, start: int, end: int, new: str) -> str:
    """``text`` with ``new`` for what stands from ``start`` to ``end``."""
    return text[:start] + new + text[end:]


def _append(question: str, phrase: str) -> str:
    return f"{question.rstrip(' ?.!')} {phrase}?"


def _by_speaker(fragment: str, question: str) -> str:
    who = re.sub(r"^according to\s+", "", fragment, flags=re.I)
    speaker = _speaker(question)
    if speaker is not None:
        return splice(question, speaker.start, speaker.end, who)
    old = _ACCORDING.search(question)
    bare = question[: old.start()] + question[old.end() :] if old else question
    return _append(bare, fragment)


def _speaker(question: str) -> Mention | None:
    for mention in find_mentions(question):
        if mention.subject and _SAYS.match(question[mention.end :]):
            return mention
    return None


def _put_time(fragment: str, question: str) -> str:
    found = find_mentions(question)
    old = [m for m in found if m.kind is Kind.TIME]
    old = old or [m for m in found if m.kind is Kind.EVENT and m.preposition and _ONE_OF(m.text)]
    if old:
        start = old[-1].start
        led = re.match(rf"(?:{_LED_TIME}|last|this)\b", fragment, re.I)
        if led and old[-1].preposition:
            start = question.rindex(old[-1].preposition, 0, start)
        return splice(question, start, old[-1].end, fragment)
    needs = not re.match(rf"(?:{_LED_TIME}|last|this|next|yesterday|today)\b", fragment, re.I)
    year = fragment[:1].isdigit()
    return _append(question, f"{'in ' if year else 'on '}{fragment}" if needs else fragment)


def _put_phrase(fragment: str, words: list[Word], question: str) -> str:
    preposition = words[0].low
    inner = find_mentions(fragment)
    if inner and inner[0].kind is Kind.TIME:
        return _put_time(fragment, question)
    asked = find_mentions(question)
    for mention in reversed(asked):
        if any(o.start == mention.start and o.end > mention.end for o in asked):
            continue  # "Channel" of "Channel 4"
        same = mention.preposition == preposition
        local = {mention.preposition, preposition} <= _LOCAL and mention.named
        if mention.kind is not Kind.TIME and (same or local):
            start = question.lower().rindex(mention.preposition, 0, mention.start)
            return splice(question, start, mention.end, fragment)
    if preposition in ("for", "with", "to") and inner:
        placed = _put_noun(fragment[inner[0].start :], inner[0], question)
        if placed is not None and not inner[0].named:
            return placed
    return _append(question, fragment)


def _put_noun(fragment: str, new: Mention, question: str) -> str | None:
    found = [m for m in find_mentions(question) if m.kind is not Kind.TIME]
    titled = {m.core_end for m in found if m.kind is Kind.PERSON and not m.inner}
    found = [m for m in found if not (m.inner and m.core_end in titled)]
    held = [m for m in found if m.key == new.key]
    tail = read_words(fragment[new.end :])
    if held and tail and tail[0].tag == "P":
        return splice(question, held[0].start, _tail_end(question, held[0], tail[0].low), fragment)
    if held:
        return _trade(question, held[0], [m for m in found if m.key != new.key])
    speaker = _speaker(question)
    if speaker is not None and new.kind in (Kind.GROUP, Kind.PERSON):
        made = splice(question, speaker.start, speaker.end, fragment)
        return agree(made, speaker.start, new, speaker)
    told = next((m for m in found if m.named and _TOLD.search(question[: m.start])), None)
    ranked = sorted(
        found, key=lambda m: (m is not told or new.kind is Kind.PERSON, -_match(new, m))
    )
    if not ranked or _match(new, ranked[0]) < 1.5:
        return None
    old = ranked[0]
    start, end = old.start, old.end
    quantity = _QUANTITY.match(old.text)
    if quantity:
        start += quantity.end()
        fragment = _INDEFINITE.sub("", fragment)
    alike = new.head == old.head or (new.kind is old.kind is Kind.PERSON and not old.name)
    own = re.search(r"\w['’]s? \w", new.core)  # "the mayor of Lenk" for "Roth's deputy"
    if (
        own is None
        and old.text != old.core
        and new.text == new.core
        and (alike or (old.is_light and new.is_light))
    ):
        end = old.core_end
    if old.inner and not old.preposition:
        fragment = _INDEFINITE.sub("", fragment)
    made = splice(question, start, end, fragment)
    return agree(made, start, new, old) if old.subject else made


def _tail_end(question: str, held: Mention, preposition: str) -> int:
    """Where "the convoy in March" ends: what ``preposition`` leads in belongs to it."""
    for other in find_mentions(question[held.end :]):
        led = question[held.end : held.end + other.start].strip().lower()
        if other.preposition == preposition == led:
            return held.end + other.end
    return held.end


def agree(question: str, start: int, new: Mention, old: Mention) -> str:
    """``question``, the auxiliary before ``start`` in the number of ``new``, which took over."""
    head = re.search(r"(\w+)\s+$", question[:start])
    if head is None or new.plural == old.plural:
        return question
    forms = MANY if new.plural else ONE
    changed = forms.get(head.group(1).lower())
    return splice(question, head.start(1), head.end(1), changed) if changed else question


def _match(new: Mention, old: Mention) -> float:
    party = (Kind.GROUP, Kind.NAME)
    if new.kind is old.kind:
        score = 3.0
    elif new.kind in party and old.kind in party:
        score = 2.2
    elif Kind.NAME in (new.kind, old.kind):
        score = 1.6
    elif {new.kind, old.kind} == {Kind.PERSON, Kind.GROUP}:
        score = 1.5
    else:
        score = 0.0
    score += 3.0 * (new.head == old.head or new.head.rstrip("s") == old.head.rstrip("s"))
    score += 1.0 if bool(new.name) == bool(old.name) else -1.5
    score += 0.8 * (new.plural == old.plural) + 0.6 * old.subject - 0.3 * old.inner
    opening = (new.text.split()[0].lower(), old.text.split()[0].lower())
    score += 0.5 * (opening[0] == opening[1])
    if _QUANTITY.match(old.text):
        score += 1.0 if new.plural and opening[0] != "the" else -2.0
    if old.inner and not old.preposition:
        score -= 0.8
    return score - 1.0 * (old.is_light and not new.is_light)


def _trade(question: str, held: Mention, others: list[Mention]) -> str | None:
    """The two parties of a question in each other's place, where it has exactly two."""
    kinds = (Kind.GROUP, Kind.NAME, Kind.PERSON)
    rivals = [m for m in others if m.name and m.kind in kinds and held.name not in m.name]
    rivals = [m for m in rivals if m.start >= held.end or m.end <= held.start]
    if len({m.key for m in rivals}) != 1 or held.name == "":
        return None
    other = next((m for m in rivals if m.name), rivals[0])
    first, second = sorted((held, other), key=lambda m: m.start)
    question = splice(question, second.start, second.end, _like(first, second))
    return splice(question, first.start, first.end, _like(second, first))


def _like(new: Mention, place: Mention) -> str:
    """The name of ``new`` with "the" where a name in that place would have it."""
    the = not place.inner and (place.text.lower().startswith("the ") or new.text.startswith("the "))
    return f"the {new.name}" if the and new.kind is not Kind.PERSON else new.name
