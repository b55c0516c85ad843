"""The topic of the talk behind a question that would be about nothing without it.

"How long did it last?" finds its "it"; "any injuries?" has no word that lacks anything, and yet is
asked of what the talk is about: that is put behind it, in brackets where no preposition joins them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.anaphora import ADJECTIVES, AUXILIARIES, HOLLOW, ORDINALS, PRONOUNS, WH_WORDS
from qa.standalone.deeds import asked_deed
from qa.standalone.definites import Resolved
from qa.standalone.gist import gist
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.referents import Exchange, topic
from qa.standalone.rendering import render
from qa.standalone.reported import content_of, say_about, with_content
from qa.standalone.words import Word, read_words

__all__ = ["carry", "with_topic"]

_SPEECH = frozenset("agree say claim think respond comment announce report argue state".split())
_THAT_CLAIM = re.compile(
    r"\b(?:that|this|the same) (?:figure|number|claim|statement|account|allegation|quote|quotation|"
    r"accusation|estimate|sentence|version|story|count|toll)\b",
    re.I,
)
_ACT_OF_ITS_OWN = re.compile(
    rf"\b(?:{'|'.join(sorted(AUXILIARIES))}) [a-z]{{3,}}ing the [a-z]", re.I
)
"""An auxiliary before an act that is named with its object: "will repairing the bridge"."""
_PART_OF = re.compile(r"how (?:many|much) of (?:the|those|these) \w", re.I)


def carry(core: str, resolved: Resolved, exchanges: Sequence[Exchange]) -> str:
    """The question with the topic behind it where it would be about nothing without."""
    text = resolved.text
    if (made := say_about(text, exchanges)) is not None:
        return made
    own = find_mentions(text)
    if resolved.told:
        return text
    if resolved.hanging and (_is_clausal(core) or _THAT_CLAIM.search(core)):
        if (made := with_content(text, exchanges)) is not None:
            return made
        said = gist(exchanges[0]) or _done(exchanges[0])
        if said and not any(m.kind is Kind.EVENT for m in own):
            return _parenthesis(text, said)
    if any(m.named for m in own) or resolved.filled:
        return text
    words = read_words(text)
    if len(words) > 12 or not words or _ACT_OF_ITS_OWN.search(text) or _PART_OF.match(text):
        return text
    if _says_which(own) and not any(w.low in PRONOUNS for w in words):
        return text
    implied = not resolved.hanging
    if implied and not (_asks(words) and _is_short(text, own)):
        return text
    return with_topic(text, exchanges, linked=not resolved.loose, implied=implied)


def _done(exchange: Exchange) -> str:
    """What the question was about that the answer does not tell again: "the firm paid"; or ''."""
    deed = asked_deed(exchange.question)
    return deed.clause() if deed is not None and deed.is_act and deed.subject else ""


def _is_clausal(core: str) -> bool:
    return bool(
        re.search(
            r"\b(?:that|this|it|so)(?: (?:to|in|at|on|with))?\s*[?.!]*$|"
            r"\b(?:is|was|does|did) (?:that|this)\b",
            core,
            re.I,
        )
    )


def _asks(words: Sequence[Word]) -> bool:
    """Whether the words can lack what they are about: a short question or a bare phrase."""
    asks = words[0].low in WH_WORDS | AUXILIARIES | {"any"} or words[0].tag == "P"
    return (asks or len(words) <= 3) and sum(w.tag == "N" for w in words) <= 3


def _is_short(text: str, own: Sequence[Mention]) -> bool:
    """Whether the question says too little of its own to be about something new."""
    full = [m for m in own if m.head not in HOLLOW and not m.is_light and not m.inner]
    if any(m.text != m.core and m.text.lower().startswith("the ") for m in full):
        return False
    if re.match(r"(?:what|who) (?:is|are|was|were) (?:an? )?\w+[?.]?$", text, re.I):
        return False
    words = read_words(text)
    past = any(w.low in ("was", "were", "did", "had") for w in words)
    definite = ("the ", "many ", "this ", "that ", "these ", "those ")
    for mention in own:
        bare = not mention.text.lower().startswith(definite)
        if mention.head not in HOLLOW and mention.preposition and bare and not past:
            return False
    first = next((w for w in words if w.low in AUXILIARIES), None)
    asked = full[0] if full and (first is None or full[0].end <= first.start) else None
    if asked is not None and words[0].low in ("which", "what", "how", "any"):
        return len(full) <= 2
    if full and full[0].subject and not full[0].text.lower().startswith(definite):
        return bool(re.match(r"(?:any|were there|are there|is there|was there)\b", text, re.I))
    return len(full) <= 1 and len(words) <= 9


def _says_which(own: Sequence[Mention]) -> bool:
    """Whether two things have "the", or one has it and words enough to say which is meant:
    "the hydrotherapy pool", "the independent maternity review"."""
    the = [
        m
        for m in own
        if m.core.lower().startswith("the ") and not m.is_light and m.head not in HOLLOW
    ]
    return len(the) > 1 or any(_is_told_apart(m) for m in the)


def _is_told_apart(mention: Mention) -> bool:
    words = [w.low for w in read_words(mention.core)][1:]
    told = [low for low in words if low not in ADJECTIVES and low not in ORDINALS]
    return len(told) > 1


def with_topic(
    text: str, exchanges: Sequence[Exchange], *, linked: bool, implied: bool = False
) -> str:
    """``text`` with what the talk is about; a person is never ``implied``: a pronoun names one."""
    about = topic(exchanges)
    if about is None or about.kind is Kind.PERSON:
        return text
    if implied and about.kind in (Kind.PLACE, Kind.THING) and not find_mentions(text):
        happened = content_of(exchanges[0])
        if happened and about.head in {w.low for w in read_words(happened)}:
            return _parenthesis(text, happened)
    words = render(about if about.named else replace(about, text=about.core), exchanges)
    stems = {w.low.rstrip("s") for w in read_words(text) if w.tag == "N"}
    if any(w.low.rstrip("s") in stems for w in read_words(words) if w.tag == "N"):
        return text
    if not linked:
        return _parenthesis(text, words)
    last = read_words(text)[-1]
    if last.tag == "P":
        return _parenthesis(text, words)
    local = about.kind in (Kind.EVENT, Kind.PLACE)
    if last.tag == "N":
        light = find_mentions(text)
        relational = light and (light[-1].is_light or light[-1].kind is not Kind.THING)
        link = "in" if (local and not relational) or " of " in text else "of"
    elif local:
        link = "about" if last.low in _SPEECH else "in"
    elif about.kind is Kind.THING:
        link = "for"
    else:
        return _parenthesis(text, words)
    body = text.rstrip(" ?.!")
    end = text[len(body) :].strip()[:1]
    return f"{body} {link} {words}{end}"


def _parenthesis(text: str, words: str) -> str:
    body = text.rstrip(" ?.!")
    words = re.sub(r"^(?:The|An?|Its?|This)\b", lambda m: m.group().lower(), words)
    return f"{body} ({words}){text[len(body) :].strip()[:1]}"
