"""Asking the last full question again with another question phrase: "And when?", "How many?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.anaphora import (
    AUXILIARIES,
    IRREGULAR_PAST,
    PREPOSITIONS,
    VERB_FORMS,
)
from qa.standalone.mentions import find_mentions
from qa.standalone.substitution import MANY, splice
from qa.standalone.words import read_words

__all__ = [
    "Frame",
    "ask_again",
    "ask_else",
    "ask_how_many",
    "ask_of",
    "ask_who",
    "ask_why_not",
    "compare",
    "frame_of",
]

_HOW = frozenset("many much long far often old big large high deep fast tall soon".split())
_ADVERBIAL = re.compile(
    r"(?:when|where|why|how|how (?:long|far|often|soon)(?: ago)?|since when|by whom|"
    r"(?:until|till|from|by) when|"
    r"(?:in|at|on|by|from|to|for|with|under|through|during|after|before|against|over) "
    r"(?:which|what) .+)",
    re.I,
)
_INDEFINITE = re.compile(r"^(?:any|some|the|an?|no)\s+", re.I)
_NEGATED = {
    aux: f"{aux}n't"
    for aux in "did does do was were is are has have had would could should".split()
} | {"will": "won't", "can": "can't"}
_IS_MORE = re.compile(
    r"(?:is|was) (?:that|this|it) (?P<more>more|less|fewer) than (?P<what>(?!that\b|it\b).+)", re.I
)
_DO = frozenset("do does did".split())
_BE = frozenset("is are was were".split())


@dataclass(frozen=True, slots=True)
class Frame:
    """A question cut at its auxiliary: ``wh`` + ``noun`` + ``aux`` + ``rest``."""

    wh: str
    noun: str
    aux: str
    rest: str
    last: str  # the class of its last word

    @property
    def is_adverbial(self) -> bool:
        return (
            not self.noun and bool(_ADVERBIAL.fullmatch(self.wh))
        ) or " which " in f" {self.wh} "


def frame_of(question: str) -> Frame | None:
    """The question cut at its auxiliary, or None where it opens with no question word."""
    body = question.rstrip(" ?.!")
    words = read_words(body)
    if not words:
        return None
    if words[0].low in AUXILIARIES:
        return Frame("", "", words[0].text.lower(), body[words[0].end :].strip(), words[-1].tag)
    i = 1 if words[0].low in PREPOSITIONS or words[0].low == "since" else 0
    if i >= len(words) or words[i].low not in _WH:
        return None
    stop = i + 1
    if words[i].low == "how" and stop < len(words) and words[stop].low in _HOW:
        stop += 1
    cut = next((k for k in range(stop, len(words)) if words[k].low in AUXILIARIES), None)
    verb = next((k for k in range(stop, len(words)) if words[k].tag == "V"), None)
    wh = body[: words[stop - 1].end].lower()
    if cut is None or (verb is not None and verb < cut):
        at = words[verb].start if verb is not None else len(body)
        return Frame(wh, body[words[stop - 1].end : at].strip(), "", body[at:], words[-1].tag)
    noun = body[words[stop - 1].end : words[cut].start].strip()
    if i and noun:
        wh, noun = f"{wh} {noun}", ""
    return Frame(wh, noun, words[cut].low, body[words[cut].end :].strip(), words[-1].tag)


_WH = frozenset("who whom whose what which when where why how".split())


def ask_again(wh: str, question: str, *, answer: str = "") -> str:
    """``question`` asked with another question phrase: "when" + "Did X go?" -> "When did X go?".

    Where the rest cannot stand without its own question phrase the two are joined:
    "Who won, and when?". What was counted keeps the one figure that ``answer`` gives for it.
    """
    frame = frame_of(question)
    noun = _counted(frame, answer) if frame is not None else ""
    joined = f"{question.rstrip(' ?.!')}, and {wh}?"
    front = wh[:1].upper() + wh[1:]
    if frame is None or re.search(rf"\band {re.escape(wh)}$", question.rstrip(" ?"), re.I):
        return joined if frame is None else question
    if (not frame.wh or frame.is_adverbial) and frame.aux:
        return f"{front} {frame.aux} {frame.rest}?"
    if not frame.aux:
        return _passive(front, frame) or joined
    if frame.noun and frame.aux in _BE and _starts_with_participle(frame.rest):
        return f"{front} {frame.aux} {noun} {frame.rest}?"
    if frame.noun and frame.aux in _DO and frame.last == "V":
        return f"{front} {frame.aux} {frame.rest} {noun}?"
    return joined


def _counted(frame: Frame, answer: str) -> str:
    """ "350 ships" where ``answer`` says how many ships, and only one figure; else "ships"."""
    if frame.wh != "how many" or not frame.noun or not answer:
        return frame.noun
    figures = set(
        re.findall(rf"\b(\d[\d,.]*) (?:[A-Z]\w+ )?(?i:{re.escape(frame.noun)})\b", answer)
    )
    return f"{figures.pop()} {frame.noun}" if len(figures) == 1 else frame.noun


def _starts_with_participle(rest: str) -> bool:
    words = read_words(rest)
    return bool(words) and (VERB_FORMS.get(words[0].low) == "ed" or words[0].low.endswith("ed"))


def _passive(front: str, frame: Frame) -> str | None:
    """ "Who founded the firm?" with "When" in front: "When was the firm founded?"."""
    words = read_words(frame.rest)
    if frame.wh not in ("who", "what") or frame.noun or len(words) < 2:
        return None
    verb = words[0]
    if VERB_FORMS.get(verb.low) != "ed" and not verb.low.endswith("ed"):
        return None
    done = IRREGULAR_PAST.get(verb.low, verb.low)
    found = [m for m in find_mentions(frame.rest[verb.end :]) if not m.inner]
    thing = frame.rest[verb.end :].strip()
    if not found or not thing.startswith(found[0].text):
        return None
    tail = thing[len(found[0].text) :].strip()
    was = "were" if found[0].plural else "was"
    return f"{front} {was} {found[0].text} {done}{' ' + tail if tail else ''}?"


def ask_how_many(question: str) -> str:
    """ "How many?" after ``question``."""
    frame = frame_of(question)
    if frame is not None and not frame.wh:
        found = [m for m in find_mentions(frame.rest) if m.plural and not m.inner]
        if found and frame.rest.startswith("there") and frame.aux in _BE:
            noun = _INDEFINITE.sub("", found[0].text)
            rest = frame.rest[found[0].end :].strip()
            return f"How many {noun} {frame.aux} there{' ' + rest if rest else ''}?"
        if found:
            noun = _INDEFINITE.sub("", found[0].text)
            rest = (frame.rest[: found[0].start] + frame.rest[found[0].end :]).strip()
            return " ".join(f"How many {noun} {frame.aux} {rest}".split()) + "?"
    if frame is None or frame.wh != "who":
        return ask_again("how many", question)
    passive = _starts_with_participle(frame.rest.removeprefix("been "))
    if passive and frame.aux in _BE | {"has", "have"}:
        return f"How many people {MANY.get(frame.aux, frame.aux)} {frame.rest}?"
    return ask_again("how many", question)


def ask_of(wh: str, noun: str, question: str) -> str | None:
    """ "How many weapons?" after "How many fighters does X have?", or None."""
    frame = frame_of(question)
    if frame is None or frame.wh != wh or not frame.noun:
        return None
    at = question.lower().index(frame.noun.lower(), len(wh))
    return splice(question, at, at + len(frame.noun), noun)


def ask_who(question: str, wh: str = "who") -> str:
    """ "Who?" or "which ones?" after ``question``."""
    frame = frame_of(question)
    if frame is not None and not frame.wh:
        rest = re.sub(r"^(?:anyone|anybody|someone|somebody)\s+", "", frame.rest)
        if rest != frame.rest and frame.aux not in _DO:
            return f"Who {frame.aux} {rest}?"
    if frame is not None and frame.wh == "how many":
        if wh == "who" and frame.aux in _BE and frame.noun.lower() in ("", "people"):
            return f"Who {frame.aux} {frame.rest}?"
        if frame.noun:
            return re.sub(r"^how many", "Which", question, flags=re.I)
    return ask_again(wh, question)


def ask_why_not(question: str) -> str:
    """ "Why not?" after ``question``: "Why didn't the firm pay?" after "Did the firm pay?"."""
    frame = frame_of(question)
    if frame is None or frame.wh or frame.aux not in _NEGATED:
        return ask_again("why not", question)
    return f"Why {_NEGATED[frame.aux]} {frame.rest}?"


def compare(bare: str, question: str) -> str | None:
    """ "Is that more than X?" after "How many Z can Y carry?": "Can Y carry more Z than X?"."""
    asked = _IS_MORE.fullmatch(bare)
    frame = frame_of(question)
    if asked is None or frame is None or frame.wh not in ("how many", "how much"):
        return None
    if any(w.tag == "V" for w in read_words(asked["what"])):
        return None
    if not frame.aux or frame.aux in _BE:
        return None
    phrase = f"{frame.rest} {asked['more']} {frame.noun}".strip()
    return f"{frame.aux.capitalize()} {phrase} than {asked['what']}?"


def ask_else(wh: str, question: str) -> str | None:
    """ "Who else?" after ``question``, or None where it did not ask who."""
    pattern = rf"\b{wh}\b(?! else\b)"
    if re.match(rf"(?:\w+ )?{wh}\b", question, re.I):
        return re.sub(pattern, lambda m: f"{m.group()} else", question, count=1, flags=re.I)
    return None
