"""The same question of somebody else's account: "and the police?", "what does the firm say?".

What one party tells of a matter is asked of another by "according to": of a figure, a time or a
cause the question stays what it was, and who is to tell it changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.anaphora import AUXILIARIES, WH_WORDS
from qa.standalone.mentions import Kind, find_mentions
from qa.standalone.referents import Exchange
from qa.standalone.substitution import put_in
from qa.standalone.words import read_words

__all__ = ["ask_account", "corrected", "instead_of_pronoun", "tells_account"]

_ASKS = re.compile(
    r"(?:what|how) (?:do|does|did|about what|is it that) (?P<who>[^?]{2,60}?) "
    r"(?:say|think|claim|reckon|make of (?:it|that))(?: (?:to|about|on) (?:that|this|it))?",
    re.I,
)
_SAYS = re.compile(r"(?:what )?(?P<who>[^?]{2,60}?) (?:says?|said|claims?|reckons?)", re.I)
_MEANT = re.compile(
    r"(?:(?:no|nope|sorry|oops|oh|not (?:him|her|it|them|that(?: one)?))[,.;]* +)*"
    r"(?:i|I) (?:mean|meant|was asking about|am asking about)(?: to ask about)? "
    r"(?P<what>.+)",
    re.I,
)
_RELATIVE = re.compile(
    r"(?:the |his |her )?(?P<kin>father|mother|son|daughter|brother|sister|wife|husband|uncle|aunt|"
    r"cousin|widow|predecessor|successor|deputy)",
    re.I,
)
_LONGEST = 6
_MEASURED = re.compile(r"(?:\w+ )?(?:how|when|where|why|what time|by how|at what)\b", re.I)
_ASKED_SPEECH = re.compile(
    r"\b(?:say|said|says|claim|claimed|according to|think|tell|told)\b", re.I
)


def tells_account(question: str) -> bool:
    """Whether a question asks for what parties may tell differently: how many, when, where, why."""
    return bool(_MEASURED.match(question))


def ask_account(asked: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "How many fled according to the firm?" for "what does the firm say?", or None."""
    last = exchanges[0].question
    match = _ASKS.fullmatch(asked) or _SAYS.fullmatch(asked)
    if match is None or not tells_account(last) or _ASKED_SPEECH.search(last):
        return None
    who = match["who"]
    words = read_words(who)
    found = find_mentions(who, inside=True)
    closed = any(w.low in AUXILIARIES | WH_WORDS or w.tag in "VF" for w in words)
    if closed or not found or found[0].start or found[0].kind is Kind.TIME:
        return None
    return put_in(f"according to {who}", last)


def corrected(asked: str, exchanges: Sequence[Exchange]) -> str | None:
    """What somebody says they meant: "the father" of "sorry, I mean the father", or None.

    Of a relative of the person spoken of it is whose: "Ada Roth's father".
    """
    match = _MEANT.fullmatch(asked)
    if match is None:
        return None
    what = match["what"].strip(" ,.!?")
    words = read_words(what)
    if len(words) > _LONGEST or any(w.low in AUXILIARIES | WH_WORDS or w.tag == "V" for w in words):
        return None  # "I mean who began it": a question of its own
    kin = _RELATIVE.fullmatch(what)
    subject = exchanges[0].subject
    if kin is not None and subject is not None and subject.name:
        return f"{subject.name}'s {kin['kin'].lower()}"
    return what


def instead_of_pronoun(what: str, question: str) -> str | None:
    """The question with what was meant for the "they" in it that nothing was put for, or None."""
    made, count = re.subn(r"\b(?:they|he|she|them|him)\b", what, question, count=1, flags=re.I)
    return made if count else None
