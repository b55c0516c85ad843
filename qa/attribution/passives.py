"""Frames whose verb is no active, finite one: "described by X as", "told by X that", "..., saying".

Offsets are into the masked sentence, as in `qa.attribution.frames`.
"""

from __future__ import annotations

import re

from qa.attribution.cues import LIGHT, Cue
from qa.attribution.frame import Frame
from qa.attribution.frame_patterns import BY, OF_BY, TOLD_WHAT
from qa.attribution.noun_phrases import is_noun_phrase, noun_end

__all__ = ["participle", "passive"]

# Those whose passive names who said it: "the bridge was described by X as unsafe".
_AGENTIVE = frozenset(
    "say confirm report deny reject dismiss claim dispute refute accuse blame describe call "
    "estimate argue allege suggest propose announce condemn criticise criticize praise hail "
    "denounce challenge question predict forecast recommend".split()
)
_TELLING = frozenset("tell inform advise warn assure remind promise".split())
_IT_IS = re.compile(r"\b[Ii]t (?:is|was|has been|had been) (?:also |then |further |\w+ly )?$")


def passive(area: str, start: int, cue: Cue) -> Frame | None:
    """The frame of a participle behind a form of "be"; None where nobody is said to say it."""
    agent = (OF_BY if cue.lemma == "accuse" else BY).match(area, cue.end)
    named = cue.lemma in _AGENTIVE | LIGHT or _IT_IS.search(area[start : cue.start])
    if agent and named:
        stop = noun_end(area, agent.end(), apposition=False)
        if is_noun_phrase(area[agent.end() : stop]):
            return Frame("lead", (cue.start, cue.end), (agent.end(), stop), cue.lemma)
    if cue.lemma in _TELLING:
        teller = re.compile(r"\s+by\s+(?P<who>[^,;:“\"]{2,60}?)\s+that\b").match(area, cue.end)
        if teller and is_noun_phrase(teller["who"]):
            return Frame("lead", (cue.start, cue.end), teller.span("who"), cue.lemma)
    if cue.lemma in ("tell", "inform") and TOLD_WHAT.match(area, cue.end):
        return Frame("impersonal", (cue.start, cue.end), None, cue.lemma)
    return None


def participle(area: str, start: int, cue: Cue) -> Frame | None:
    """..., saying that ...; with X claiming ...; X, speaking for Y, ..."""
    if not cue.complete:
        return None
    left = area[start : cue.start]
    carried = re.search(r"(?:^|,\s)\s*with\s+((?:(?!with\b)[^,;])+?)\s+$", left)
    if carried and (cue.lemma != "call" or re.match(r"\s(?:for|on|upon)\b", area[cue.end :])):
        noun = start + carried.start(1), start + carried.end(1)
        if is_noun_phrase(area[slice(*noun)]):
            return Frame("lead", (cue.start, cue.end), noun, cue.lemma)
    if re.search(r"(?:,|\band|\bby|”|\")\s*(?:also\s+|\w+ly\s+)?$", left) and left.strip(" ,"):
        return Frame("participle", (cue.start, cue.end), None, cue.lemma)
    return None
