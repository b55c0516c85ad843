"""Frames whose verb is no active, finite one: "described by X as", "told by X that", "..., saying".

Offsets are into the masked sentence, as in `qa.attribution.frames`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.attribution.cues import LIGHT, Cue
from qa.attribution.frame import Frame
from qa.attribution.frame_patterns import BY, OF_BY, TOLD_WHAT
from qa.attribution.noun_phrases import is_noun_phrase, noun_end

__all__ = ["heard", "opening", "participle", "passive"]

# Those whose passive names who said it: "the bridge was described by X as unsafe".
_AGENTIVE = frozenset(
    "say confirm report deny reject dismiss claim dispute refute accuse blame describe call "
    "estimate argue allege suggest propose announce condemn criticise criticize praise hail "
    "denounce challenge question predict forecast recommend".split()
)
_TELLING = frozenset("ask tell inform advise warn assure remind promise".split())
_TELLER = re.compile(
    r"\s+by\s+(?P<who>[^;:“\"]{2,110}?),?\s+"
    r"(?:that|not to|to|if|whether|why|how|who|when|where|what|about)\b"
)
_FROM = re.compile(
    r"\s+(?:evidence |again |directly )?from\s+(?P<who>[^;:“\"]{2,110}?),?\s+(?:that|how)\b"
)
_PUT_BY = re.compile(r"\s+to \w+(?: \w+)? by\s+(?=\w)")
_AS_BY = re.compile(r"\s+as\s[^.;:]{2,90}?\sby\s+(?=\w)")
_HEARERS = re.compile(
    r"(?:(?:an?|the|this|[A-Z][\w’'-]+)\s)*(?:[a-z]+\s)?(?:[Cc]ourt|jury|jurors|inquest|inquiry|"
    r"tribunal|hearing|panel|magistrates|committee|council|commission|meeting|trial)"
)
_IT_IS = re.compile(r"\b[Ii]t (?:is|was|has been|had been) (?:also |then |further |\w+ly )?$")


# Words that go on behind an agent: "blamed by X on the rain", "reported by X to be ill".
_BEHIND_AGENT = re.compile(r"\s(?:to|on|as|that|over|because|in|at|for)\s")
_RELATIVE = re.compile(r",\s(?:who|whose|whom)\b")


def passive(area: str, start: int, cue: Cue) -> Frame | None:
    """The frame of a participle behind a form of "be"; None where nobody is said to say it."""
    by = {"accuse": OF_BY, "put": _PUT_BY}.get(cue.lemma, BY)
    agent = by.match(area, cue.end) or _AS_BY.match(area, cue.end)
    named = cue.lemma in _AGENTIVE | LIGHT or _IT_IS.search(area[start : cue.start])
    if agent and named:
        stop = _agent_end(area, agent.end())
        if is_noun_phrase(area[agent.end() : stop]):
            return Frame("lead", (cue.start, cue.end), (agent.end(), stop), cue.lemma)
    if cue.lemma in _TELLING:
        teller = _TELLER.match(area, cue.end)
        if teller and is_noun_phrase(teller["who"]):
            return Frame("lead", (cue.start, cue.end), teller.span("who"), cue.lemma)
    if cue.lemma in ("tell", "inform") and TOLD_WHAT.match(area, cue.end):
        return Frame("impersonal", (cue.start, cue.end), None, cue.lemma)
    return None


def _agent_end(area: str, at: int) -> int:
    """The end of the agent at ``at``: its name's apposition belongs to it, a complement not."""
    stop = noun_end(area, at, apposition=False)
    behind = _BEHIND_AGENT.search(area, at, stop)
    if behind:
        return behind.start()
    named = noun_end(area, at, apposition=True)
    ends = not area[named:].strip(" .") or _RELATIVE.match(area, named)
    return named if ends else stop


def opening(area: str, start: int, cue: Cue) -> Frame | None:
    """ "Told by X that the roof was shut, both left": a participle that opens the sentence."""
    if cue.lemma == "ask" or area[start : cue.start].strip("“\"‘' "):
        return None
    frame = passive(area, start, cue)
    if frame is None or frame.noun is None or cue.lemma in LIGHT:
        return None
    return replace(frame, kind="participle") if ", " in area[frame.noun[1] :] else None


def heard(area: str, cue: Cue, noun: tuple[int, int]) -> Frame | None:
    """ "X heard from Y that ...": Y says it; of a court that heard it, nobody is named."""
    teller = _FROM.match(area, cue.end)
    if teller and is_noun_phrase(teller["who"]):
        return Frame("lead", (cue.start, cue.end), teller.span("who"), cue.lemma)
    told = cue.complete or not area[cue.end :].strip(" .")
    if told and _HEARERS.fullmatch(area[slice(*noun)].strip()):
        return Frame("impersonal", (cue.start, cue.end), None, cue.lemma)
    return None


def participle(area: str, start: int, cue: Cue) -> Frame | None:
    """..., saying that ...; with X claiming ...; X, speaking for Y, ..."""
    if not cue.complete or cue.lemma in ("hear", "learn"):
        return None
    left = area[start : cue.start]
    carried = re.search(r"(?:^|,\s)\s*with\s+((?:(?!with\b)[^,;])+?)\s+$", left)
    if carried and (cue.lemma != "call" or re.match(r"\s(?:for|on|upon)\b", area[cue.end :])):
        noun = start + carried.start(1), start + carried.end(1)
        if is_noun_phrase(area[slice(*noun)]):
            return Frame("lead", (cue.start, cue.end), noun, cue.lemma)
    if re.search(
        r"(?:,|\b(?:and|by|while|before|after|beyond|besides|despite|than)|”|\")\s*(?:also\s+|\w+ly\s+)?$",
        left,
    ) and left.strip(" ,"):
        return Frame("participle", (cue.start, cue.end), None, cue.lemma)
    return None
