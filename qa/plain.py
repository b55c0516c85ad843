"""A question about who took, holds or got into a place, in the words that reports use.

People ask "Has Orle fallen?", "Did the rebels take it?", "Is it in their hands?", "Who holds it?",
"Did they get in?". Reports of the same write of what was captured, who controls it and who entered,
and a small language model takes "take" for many other things. So such a question is asked in the
plain words, where what was found for it has them. (Query reformulation: Carpineto and Romano 2012,
https://doi.org/10.1145/2071389.2071390.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["in_plain_words"]

_NOW = r"(?:now|still|already|really|actually|completely|fully|finally|ever|currently|yet)"
# Something that can be taken and held: it has a name, or is a place by its noun.
_PLACE = (
    r"(?P<place>(?:(?:all|most|part|parts|any|some|the whole|every (?:bit|part)) of )?"
    r"(?:the |all |whole |entire )*(?:(?-i:(?P<name>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,2}))"
    r"(?: (?:city|town|village|valley|province|region|district|island))?|"
    r"(?:[^\W\d_][\w'’-]* ){0,2}?"
    r"(?:city|town|village|valley|province|capital|region|district|country|island|port|airport|base|"
    r"fort|hill|ridge|border|bridge|crossing|checkpoints?|entrances?|territory)))"
)
_DID = r"(?P<aux>did|do|does|will|would|can|could)"
_HAS = r"(?P<aux>has|have|had)"
_IS = r"(?P<aux>is|are|was|were)"
_WHO = r"(?P<who>(?!there\b)[^?,]{2,60}?)"
_SIDE = r"(?P<who>who|which (?:side|group|army|force|party))"
_END = rf"(?: {_NOW})?(?P<end>(?: (?:by|on|in|since|before|after) [^?]{{2,40}}| or not)?\W*)$"
_BY = r"(?: (?:to|into the hands of) (?P<by>[^?,]{2,40}?))?"
# "Is it true that ...", "What do they say on whether ...".
_AHEAD = r"(?P<ahead>(?:is it (?:true|right|correct|so) that|[^?]{0,60}\b(?:whether|if)) )"
_OVER = r"(?: over| (?:full )?(?:control|possession) of)?"
_TAKE = rf"(?:(?:take|seize|win|gain){_OVER}|conquer|overrun|occupy|grab)"
_DONE = rf"(?:(?:taken|seized|won|gained){_OVER}|conquered|overrun|occupied|grabbed)"
_TOOK = rf"(?:took{_OVER}|overran|(?:has |have |had )?(?:{_NOW} )?{_DONE})"
_IN_HANDS = (
    rf"(?: {_NOW})* (?:(?:in|under) (?:the )?(?:hands|control|rule) of (?P<of>[^?,]{{2,60}}?)|"
    rf"(?:in|under) (?P<whose>[^?,]{{2,40}}?)(?:['’]s?)? (?:hands|control|rule))"
)
_HOLDS = (
    rf"(?:['’]s| is| are)?(?: {_NOW})* (?:holds?|holding|has|runs?|running|rules?|ruling|"
    r"in (?:charge|control|command|possession) (?:of|in))"
)
# "The fall of Orle", "Orle had fallen": then the question's word is the reports'.
_FELL = r"\b(?:fall of (?:the )?{0}|{0}\W+(?:\w+ ){{0,2}}(?:fell|fallen))\b"


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to ask, its ``plain`` form, how the word begins that what was found has to hold, and
    what it must not hold of the place."""

    pattern: re.Pattern[str]
    plain: str
    begins: str
    unless: str = ""


_FORMS = tuple(
    _Form(re.compile(rf"{pattern}{_END}", re.I), plain + "{end}", begins, *unless)
    for pattern, plain, begins, *unless in (
        (
            rf"{_DID} {_WHO}(?: manage to| {_NOW})* "
            rf"{_TAKE} {_PLACE}",
            "{aux} {who} capture {place}",
            "captur",
        ),
        (
            rf"{_HAS} {_WHO}(?: {_NOW})* {_DONE} {_PLACE}",
            "{aux} {who} captured {place}",
            "captur",
        ),
        (
            rf"{_DID} {_WHO}(?: manage to| {_NOW})* "
            rf"(?:(?:get|make it|break|push|go|move)(?: {_NOW})? (?:into|in|inside)|penetrate) "
            rf"{_PLACE}",
            "{aux} {who} enter {place}",
            "enter(?:s|ed|ing)?\\b",
        ),
        (
            rf"{_HAS} {_WHO}(?: managed to| {_NOW})* (?:(?:got(?:ten)?|get|made it|"
            rf"broken|pushed|gone|moved)(?: {_NOW})? (?:into|in|inside)|penetrated?) {_PLACE}",
            "{aux} {who} entered {place}",
            "enter(?:s|ed|ing)?\\b",
        ),
        (rf"{_AHEAD}{_WHO} {_TOOK} {_PLACE}", "{ahead}{who} captured {place}", "captur"),
        (rf"{_SIDE} {_TOOK} {_PLACE}", "{who} captured {place}", "captur"),
        (
            rf"{_HAS} {_PLACE}(?: {_NOW})* fallen{_BY}",
            "{aux} {place} been captured{by}",
            "captur",
            _FELL,
        ),
        (
            rf"(?P<ahead>(?:when |how |why )?)did {_PLACE}(?: {_NOW})* fall{_BY}",
            "{ahead}was {place} captured{by}",
            "captur",
            rf"{_FELL}|\b[Ff]all of (?:the )?[A-Z]",
        ),
        (
            rf"{_IS} {_PLACE}{_IN_HANDS}",
            "{aux} {place} controlled{by}",
            "control",
        ),
        (
            rf"{_AHEAD}{_PLACE} {_IS}{_IN_HANDS}",
            "{ahead}{place} {aux} controlled{by}",
            "control",
        ),
        (rf"{_SIDE}{_HOLDS} {_PLACE}", "{who} controls {place}", "control"),
        (
            r"(?P<ahead>[^?]*\b(?:was|were|been|got|get|gets|is|are) )"
            r"(?:pushed|kicked|forced|thrown|chased|flushed) out\b(?P<rest>[^?]*?)",
            "{ahead}driven out{rest}",
            "dr(?:ove|iv)",
        ),
    )
)
# A name of a place stands in other places than one of a person or a firm.
_THERE = r"\b(?:in|into|inside|outside|around|throughout|(?:fall|capture|control) of) (?:the )?"


def in_plain_words(question: str, texts: Iterable[str]) -> str:
    """``question`` with "capture", "control", "enter" or "drive out" for what it says in other
    words.

    Unchanged where it does not ask who took, holds or got into a place: one with the noun of a
    place, or with a name, in capitals, that stands as one in ``texts``, what was found for the
    question; or where none of those holds the plain word.
    """
    for form in _FORMS:
        match = form.pattern.match(question)
        if match is None:
            continue
        words = match.groupdict(default="")
        found, name = "\n".join(texts), re.escape(words.get("name", ""))
        there = not name or re.search(rf"{_THERE}{name}\b", found)
        place = name or re.escape(words.get("place", ""))
        known = form.unless and re.search(form.unless.format(place), found)
        if not there or known or not re.search(rf"\b{form.begins}", found, re.I):
            return question
        who = next(filter(None, (words.get(key) for key in ("by", "of", "whose"))), "")
        made = form.plain.format(**{**words, "by": f" by {who}" if who else ""})
        return made[0].upper() + made[1:] if question[0].isupper() else made
    return question
