"""The same claim of another party: "How many did they claim?", and who stands against a claim.

A verb of saying without what was said ("how many did the other side claim?") takes its complement
from the last question. Nobody asks at once for a figure just given, so that "they" in such a
question are the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.attribution.cues import CUE_FORMS
from qa.standalone.mentions import find_mentions
from qa.standalone.parties import opponents, other_side, same_party
from qa.standalone.pronouns import OTHER_SIDE
from qa.standalone.referents import Exchange
from qa.standalone.substitution import put_in

__all__ = ["ask_of_others", "ask_who_denies"]

_CUT_SHORT = re.compile(
    r"how (?P<wh>many|much) (?:did|do|does|have|has) (?P<who>.+?) "
    r"(?P<verb>claim|claimed|say|said|report|reported|announce|announced|admit|admitted|count)"
    r"(?: (?:that )?(?:it was|there were|they had))?",
    re.I,
)
_THEY = frozenset("they those these it he she".split())
_WHO_SAYS = re.compile(
    rf"who (?:{'|'.join(sorted(CUE_FORMS))})(?: that)? "
    r"(?P<what>(?!(?:about|on|to|so)\b)[^?]+)",
    re.I,
)


def ask_of_others(bare: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "How many did Y claim?" after "How many Z did X claim to have lost?", of Y; or None."""
    asked, last = _CUT_SHORT.fullmatch(bare), exchanges[0].question
    if asked is None or not re.match(rf"how {asked['wh']}\b", last, re.I):
        return None
    verb = CUE_FORMS.get(asked["verb"].lower(), ("count",))[0]
    if not re.search(rf"\b{verb}\b\s+\w", last, re.I):
        return None
    who = asked["who"]
    if OTHER_SIDE.fullmatch(who) or who.lower() in _THEY:
        return other_side(exchanges) or last
    named = find_mentions(who, inside=True)
    if named and any(same_party(named[0], other) for other in opponents(exchanges)):
        return other_side(exchanges)
    return put_in(who, last, inside=True)


def ask_who_denies(question: str) -> str | None:
    """ "Who says that X?" of the other side: "Who denies that X?"; None for another question."""
    match = _WHO_SAYS.match(question)
    return f"Who denies that {match['what'].rstrip(' .!')}?" if match else None
