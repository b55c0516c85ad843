"""Asking whether what was just said holds: "is that true?", "does anyone deny it?", "still?".

A claim that was shown is what "that" stands for in them; its words take the place, so that the
search finds it again with whoever speaks for it or against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.standalone.gist import gist
from qa.standalone.referents import Exchange
from qa.standalone.reported import bare, content_of

__all__ = ["ask_whether"]

_POINTS = r"(?:that|this|it|so|them|her|him)"
_TRUE = re.compile(
    rf"(?:(?:is|was) {_POINTS} (?:really |actually |ever |officially |independently )?"
    r"(?P<how>true|right|correct|so|confirmed|certain|verified|official|proven|established)"
    rf"(?: (?:yet|now|though))?|are you sure(?: about {_POINTS})?|really|seriously)",
    re.I,
)
_STILL = re.compile(
    rf"(?:(?:is|was) {_POINTS} )?still (?:happening|(?:going )?on|going ahead|going to happen|"
    r"the case|the plan|planned|true|so|valid|current)(?: (?:now|today))?",
    re.I,
)
_TAKES_SIDES = re.compile(
    r"(?P<who>(?:did|does|do|has|have|will) (?:any|every|some|no)(?:one|body)(?: else)?|"
    r"(?:do|did|have) (?:they|both|all)(?: (?:all|both))?(?: (?:sides|parties|sources|of them))?) "
    r"(?P<verb>agrees?|agreed|disagrees?|disagreed|den(?:y|ies|ied)|disput(?:e|es|ed)|"
    r"contradict(?:s|ed)?|challenge[sd]?|question(?:s|ed)?|doubt(?:s|ed)?|confirm(?:s|ed)?)"
    rf"(?: (?:with|on|about|to))?(?: {_POINTS})?",
    re.I,
)
_FALSE = re.compile(
    rf"who (?:says|said|claims) (?:{_POINTS}|that['’]?s|it['’]?s|this['’]?s)(?: is| was)? "
    r"(?:wrong|false|untrue|not (?:true|so|right)|a lie|rubbish|nonsense)",
    re.I,
)
_SOURCE = re.compile(
    rf"where (?:did|do|does) (?:you|they|he|she) (?:get|have|find) {_POINTS}(?: from)?|"
    rf"where(?:['’]?s| is| was| does| did) {_POINTS} (?:come )?from|"
    rf"what(?:['’]?s| is) (?:the|your) source(?: (?:of|for) {_POINTS})?",
    re.I,
)
_OTHERWISE = re.compile(
    r"(?P<who>(?:did|does|do|has|have) (?:any|some|every)(?:one|body)(?: else)?) "
    r"(?:say|claim|think|report|put it|see it) (?:(?:something|anything) )?"
    r"(?:different(?:ly)?|otherwise|else)",
    re.I,
)
_PUBLISHED = re.compile(
    rf"(?P<wh>where|when|in which \w+|by whom) (?:was|is) {_POINTS} (?:first )?"
    r"(?P<verb>published|reported|posted|written|broadcast|printed|claimed|announced)",
    re.I,
)


def ask_whether(asked: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "Is it true that X?" for "is that so?", "Who denies that X?" for "who denies it?"; or None.

    ``asked`` is without its mark. Where the last answer says nothing that can be put in, only "is
    that true?" is known to ask of it: then the last question is asked again.
    """
    said = _said(exchanges[0])
    true = _TRUE.fullmatch(asked)
    if true is not None:
        return f"Is it {true['how'] or 'true'} that {said}?" if said else exchanges[0].question
    if not said:
        return None
    if _STILL.fullmatch(asked):
        return f"Is it still true that {said}?"
    if (sides := _TAKES_SIDES.fullmatch(asked)) is not None:
        who = sides["who"][:1].upper() + sides["who"][1:]
        return f"{who} {sides['verb']} that {said}?"
    if _FALSE.fullmatch(asked):
        return f"Who denies that {said}?"
    if _SOURCE.fullmatch(asked):
        return f"Where was it published that {said}?"
    if (otherwise := _OTHERWISE.fullmatch(asked)) is not None:
        return f"{otherwise['who'].capitalize()} say otherwise than that {said}?"
    if (told := _PUBLISHED.fullmatch(asked)) is not None:
        return f"{told['wh'][:1].upper()}{told['wh'][1:]} was it {told['verb']} that {said}?"
    return None


def _said(exchange: Exchange) -> str:
    """What the answer says, also where it names nothing that was asked about."""
    return content_of(exchange) or bare(gist(exchange, 20), exchange)
