"""Asking whether what was just said holds: "is that true?", "does anyone deny it?", "still?".

A claim that was shown is what "that" stands for in them; its words take the place, so that the
search finds it again with whoever speaks for it or against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.standalone.gist import gist
from qa.standalone.referents import Exchange
from qa.standalone.reported import bare

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


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_TRUE, lambda m: f"is it {m['how'] or 'true'}"),
    (_STILL, lambda m: "is it still true"),
    (_TAKES_SIDES, lambda m: f"{m['who']} {m['verb']}"),
    (_FALSE, lambda m: "who denies"),
    (_SOURCE, lambda m: "where was it published"),
    (_OTHERWISE, lambda m: f"{m['who']} say otherwise than"),
    (_PUBLISHED, lambda m: f"{m['wh']} was it {m['verb']}"),
)
"""What is asked, and what to put before "that ..." for it."""


def ask_whether(asked: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "Is it true that X?" for "is that so?", "Who denies that X?" for "who says it's wrong?"; or
    None.

    ``asked`` is without its mark, in small letters. Where the last answer says nothing that can be
    put in, only "is that true?" is known to ask of it: then the last question is asked again.
    """
    for form, question in _FORMS:
        match = form.fullmatch(asked)
        if match is not None:
            said = bare(gist(exchanges[0], 20), exchanges[0])
            if not said:
                return exchanges[0].question if form is _TRUE else None
            return f"{question(match).capitalize()} that {said}?"
    return None
