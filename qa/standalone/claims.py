"""The same claim of another party: "How many did they claim?", and who stands against a claim.

A verb of saying without what was said ("how many did the other side claim?") takes its complement
from the last question. Nobody asks at once for a figure just given, so that "they" in such a
question are the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.attribution.cues import CUE_FORMS
from qa.standalone.happened import FIGURE_NOUNS
from qa.standalone.mentions import find_mentions
from qa.standalone.parties import opponents, other_side, same_party
from qa.standalone.pronouns import OTHER_SIDE
from qa.standalone.referents import Exchange
from qa.standalone.substitution import put_in
from qa.standalone.words import read_words

__all__ = ["ask_of_others", "ask_who_denies"]

_CUT_SHORT = re.compile(
    r"how (?P<wh>many|much) (?:did|do|does|have|has) (?P<who>.+?) "
    r"(?P<verb>claim|claimed|say|said|report|reported|announce|announced|admit|admitted|count|"
    r"speak of|give|state|estimate|put (?:it|that) at|cite|mention|name)"
    r"(?: (?:that )?(?:it was|there were|they had))?",
    re.I,
)
_WHAT_FIGURE = re.compile(
    rf"(?:and )?(?:what|which) (?:{'|'.join(sorted(FIGURE_NOUNS))}|price|cost|time|date) "
    r"(?:did|do|does|has|have) (?P<who>.+?) "
    r"(?:give|given|claim|claimed|say|report|reported|cite|cited|state|stated|name|named|mention|"
    r"mentioned|put forward|announce|announced|offer|speak of)",
    re.I,
)
_ACCORDING = re.compile(r"\baccording to\b", re.I)
_SAYS = frozenset("claim say report announce admit estimate state put count allege".split())
_THEY = frozenset("they those these it he she".split())
_WHO_SAYS = re.compile(
    rf"who (?:{'|'.join(sorted(CUE_FORMS))})(?: that)? "
    r"(?P<what>(?!(?:about|on|to|so)\b)[^?]+)",
    re.I,
)


def ask_of_others(asking: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "How many did Y claim?" after "How many Z did X claim to have lost?", of Y; or None."""
    last = exchanges[0].question
    figure = _WHAT_FIGURE.fullmatch(asking)
    asked = figure or _CUT_SHORT.fullmatch(asking)
    measured = re.match(r"(?:by )?how (?:many|much)\b|when\b", last, re.I)
    if asked is None or not measured:
        return None
    if figure is None and not last.lower().startswith(f"how {asked['wh'].lower()}"):
        return None
    who = asked["who"]
    others = OTHER_SIDE.fullmatch(who) or who.lower() in _THEY
    if not _tells(last) or (_ACCORDING.search(last) and not others):
        return None if others else put_in(f"according to {who}", last)
    verb = CUE_FORMS.get(asked["verb"].lower(), ("",))[0] if figure is None else ""
    if verb in _SAYS and not re.search(rf"\b{verb}\b\s+\w", last, re.I):
        return None
    if others:
        return other_side(exchanges) or last
    named = find_mentions(who, inside=True)
    if named and any(same_party(named[0], other) for other in opponents(exchanges)):
        return other_side(exchanges)
    return put_in(who, last, inside=True)


def _tells(question: str) -> bool:
    """Whether the question asks for somebody's figure: "How many did X claim to have lost?"."""
    if _ACCORDING.search(question):
        return True
    return any(
        w.low in CUE_FORMS and w.tag == "V" and CUE_FORMS[w.low][0] in _SAYS
        for w in read_words(question)
    )


def ask_who_denies(question: str) -> str | None:
    """ "Who says that X?" of the other side: "Who denies that X?"; None for another question."""
    match = _WHO_SAYS.match(question)
    return f"Who denies that {match['what'].rstrip(' .!')}?" if match else None
