"""Cutting a sentence into stretches of one speaker each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from qa.attribution.cues import REPORTING_VERBS, find_cues
from qa.attribution.frame import Frame
from qa.attribution.frames import find_frame
from qa.attribution.nominals import COUNTERED
from qa.attribution.noun_phrases import FINITE, only_adverbials
from qa.attribution.quotations import MASK, quoted_share

__all__ = ["MOST_CUTS", "Part", "cut_parts", "is_direct", "names_another"]

MOST_CUTS = 8
"""Places of a sentence at which a cut is considered; what stands behind them stays whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence with one speaker, and its frame (None: no cue)."""

    start: int
    end: int
    frame: Frame | None


_QUOTED_CHARS = 15
_QUOTE_OPENS = re.compile(
    rf"(?:^\s*(?:that\s+)?|[,:]\s*|(?<=[”\"’'] )and\s+)[“\"‘'«]{MASK}{{{_QUOTED_CHARS},}}"
)
# "said simply: “It is the end.”": what is said is quoted, however short.
_ALL_QUOTED = re.compile(
    rf"(?:(?:\s[a-z]+)?,|(?:\s[^“”\"‘:]{{1,60}})?:)\s?[“\"‘'«]{MASK}{{4,}}[”\"’'»]?[.\s]*"
)
# "“No,” she answered in a phone interview": all that is said, however short.
_ALL_BEFORE = re.compile(rf"\s*[“\"‘'«]{MASK}+[”\"’'»],?\s+")
# "said “I will stay”": of a verb of speaking; what another one quotes may be one word of several.
_ALL_BEHIND = re.compile(rf"\s[“\"‘'«]{MASK}{{4,}}[”\"’'»]?[.\s]*")
_SPEAKING = frozenset("say add answer reply respond write tweet shout ask insist".split())
_SUBJECT = (
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|one)\s(?:[\w’'-]+\s){0,4}?[\w’'-]+|"
    r"[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,4})"
)
_SAYING = (
    r"(?:(?:has|have|had)\s)?(?:said|says?|claim(?:s|ed)|insist(?:s|ed)|argue[sd]|den(?:ies|ied))\b"
)
_CUT = re.compile(
    r"(?:,\s+(?:but|while|whereas|although|though|yet|and|"
    r"with)\s+(?!(?:\w+ly )?[a-z]+ing\b)(?:that\b)?|;\s*(?:however,?\s+|but\s+|and\s+|while\s+)?|"
    r"\s+(?:but|whereas|although|though)\s+(?!also\b|not\b|only\b|rather\b)|"
    # "X said it was shut and Y said it was open": only before a subject and a plain verb of saying.
    rf"\s+and\s+(?={_SUBJECT}\s{_SAYING})|"
    # "X found that it was unsafe, a finding the company disputes": what another says of it.
    rf",\s+(?={COUNTERED.pattern})|"
    # "“... an open mind.” Ada Roth said it was late": two sentences that no stop parts.
    rf"(?<={MASK}{{{_QUOTED_CHARS}}}[”\"])\s+(?=[A-Z]))"
)
_OUTLET_TURN = re.compile(
    r"(?:it (?:now )?(?:appears|seems|is (?:not|un)\w*)|(?:this|that|the (?:claims?|reports?|"
    r"figures?|account)|these (?:claims?|figures?)|"
    r"neither \w+|it|none of this) (?:could|can|has|have) (?:not )?(?:be|"
    r"been)?\s?(?:independently|not|yet)?|there (?:was|is|were|has been) no "
    r"(?:independent|immediate|other|official)|no (?:independent|other|official) )",
    re.I,
)


def cut_parts(masked: str, *, capitals: bool = False) -> tuple[Part, ...]:
    """The sentence in stretches of one speaker each; doubtful places are not cut.

    Cut only before a coordinating or contrasting conjunction whose clause has a speaker at its
    head, or turns back to the outlet in a set phrase ("but it could not be verified").
    """
    length = len(masked)
    parts: list[Part] = []
    start = 0
    opening = _opening_while(masked, capitals)
    if opening:
        parts.append(opening)
        start = opening.end + (len(masked[opening.end :]) - len(masked[opening.end :].lstrip(", ")))
    for match in islice(_CUT.finditer(masked, start), MOST_CUTS):
        if match.start() < start + 4 or match.group().endswith("that"):
            continue
        if not _cuts_here(masked, start, match, capitals):
            continue
        frame = find_frame(masked, start, match.start(), capitals=capitals)
        parts.append(Part(start, match.start(), frame))
        start = match.end()
        if "with" in match.group():
            start = match.end() - len(match.group().split("with")[-1]) - 4
    parts.append(Part(start, length, find_frame(masked, start, length, capitals=capitals)))
    return tuple(parts)


def _next_cut(masked: str, at: int) -> int:
    match = _CUT.search(masked, at)
    return match.start() if match else len(masked)


def _cuts_here(masked: str, start: int, match: re.Match[str], capitals: bool) -> bool:
    limit = len(masked)
    if COUNTERED.match(masked, match.end()):
        return True
    left = find_frame(masked, start, match.start(), capitals=capitals)
    if "with" in match.group():
        here = match.end() - len(match.group().split("with")[-1]) - 4
        frame = find_frame(masked, here, _next_cut(masked, match.end()))
        ing = frame is not None and frame.kind == "lead" and frame.noun is not None
        return bool(ing and frame and frame.noun and masked[here : frame.noun[0]].strip() == "with")
    right = find_frame(masked, match.end(), limit, capitals=capitals)
    if not match.group().strip():
        return (
            left is not None
            and left.kind in ("lead", "participle")
            and _stands_alone(right, masked, match.end())
        )
    turn = _OUTLET_TURN.match(masked, match.end())
    if left is not None and turn and (right is None or right.kind == "impersonal"):
        return "and" not in match.group() or masked[start : match.start()].startswith("with ")
    if right is None or right.kind != "lead" or right.noun is None or right.noun[0] > right.cue[0]:
        return False
    lead_in = masked[match.end() : right.noun[0]]
    at_head = not lead_in.strip() or only_adverbials(
        lead_in.rstrip() + ("" if "," in lead_in else ",")
    )
    if not at_head:
        return False
    if "and" in match.group() and left is not None and left.kind != "lead":
        return False
    if re.fullmatch(r"\s+and\s+", match.group()) and not _two_reports(
        masked, left, match.start(), right
    ):
        return False
    # "X said A, and Y said B": with "and" the second report may be part of the first.
    if left is not None and _both_quoted(masked, left, match.start(), right):
        return True
    that = left is not None and re.match(r"\s+that\b", masked[left.cue[1] :])
    return not (that and "and" in match.group())


def _both_quoted(masked: str, left: Frame, end: int, right: Frame) -> bool:
    """Whether quoted words stand behind both cues, so that neither report holds the other."""
    return MASK in masked[left.cue[1] : end] and MASK in masked[right.cue[1] :]


def _two_reports(masked: str, left: Frame | None, end: int, right: Frame) -> bool:
    """Whether reports that no comma parts are two: the first one has a clause or quoted words."""
    if left is None or left.noun is None or left.noun > left.cue:
        return False
    said = masked[left.cue[1] : end]
    clause = FINITE.search(said) or re.search(r"\s(?:he|she|it|they)\s(?!and\b)\w+", said)
    plain = clause is not None and re.search(r"\bthat\b", said) is None
    return plain or _both_quoted(masked, left, end, right)


def _stands_alone(frame: Frame | None, masked: str, at: int) -> bool:
    """Whether what starts at ``at`` behind a quotation is a sentence, and no tag of it."""
    if frame is None:
        return (
            re.search(r"\s(?:is|was|are|were|has|had|have|will|would|\w+ed)\s", masked[at:])
            is not None
        )
    return (
        frame.kind == "lead" and frame.noun is not None and masked[frame.cue[1] :].strip(" .") != ""
    )


def _opening_while(masked: str, capitals: bool) -> Part | None:
    """ "While X said A, Y did B": the first clause, where only one comma can end it."""
    begin = re.match(r"(?:While|Although|Though|Whereas)\s+", masked)
    if begin is None:
        return None
    commas = [m.start() for m in re.finditer(r",\s", masked)]
    if len(commas) != 1:
        return None
    frame = find_frame(masked, begin.end(), commas[0], capitals=capitals)
    if frame is None or frame.kind != "lead" or not frame.noun or frame.noun[0] > begin.end() + 1:
        return None
    return Part(begin.end(), commas[0], frame)


def names_another(words: str) -> bool:
    """Whether a verb of saying with a subject of its own stands outside the quotation marks.

    Such words are nobody's who spoke before, even where that subject cannot be read.
    """
    return any(
        words[cue.start : cue.end] in REPORTING_VERBS and re.search(r"\w\s$", words[: cue.start])
        for cue in find_cues(words)
    )


def is_direct(words: str, part: Part, frame: Frame) -> bool:
    """Whether a framed clause is the speaker's own words in quotation marks.

    Behind "X said" the quotation must follow the cue, a colon or a comma; one that starts in
    the middle of the outlet's rendering ("said he was “ready to go”") leaves it reported.
    """
    if frame.kind == "tag" and frame.noun is not None:
        head = words[: max(0, min(frame.noun[0], frame.cue[0]) - part.start)]
        rest = words[max(frame.noun[1], frame.cue[1]) - part.start :]
        if _ALL_BEFORE.fullmatch(head) and (MASK in rest or not re.match(r"\s*,", rest)):
            return True
    said = words[max(0, frame.cue[1] - part.start) :]
    if frame.kind != "tag" and frame.lemma in _SPEAKING and _ALL_BEHIND.fullmatch(said):
        return True
    longest = max((len(run) for run in re.findall(MASK + "+", words)), default=0)
    share = quoted_share(words)
    if frame.kind == "tag" and longest >= 8 and share >= 0.4:
        return True
    if frame.kind != "tag" and _ALL_QUOTED.fullmatch(words[max(0, frame.cue[1] - part.start) :]):
        return True
    if longest < _QUOTED_CHARS or share < 0.25:
        return False
    if frame.kind == "tag":
        return words.lstrip()[:1] in "“\"‘'«" or share >= 0.45
    content = words[frame.cue[1] - part.start :] if frame.cue[1] >= part.start else words
    opening = _QUOTE_OPENS.search(content)
    if opening is None:
        return False
    plain = sum(c.isalnum() for c in content[: opening.start()])
    return opening.start() == 0 or plain < 40 or share >= 0.3
