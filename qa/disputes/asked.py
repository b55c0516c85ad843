"""What a question wants to be told, read for comparing answers: of what, by whom, in which unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.anaphora import VERB_FORMS
from qa.answer_type import Kind, read_wanted
from qa.attribution.cues import CUE_FORMS
from qa.disputes.figures import Figure, fate_of, figures_of
from qa.disputes.moments import Moment, moments_of
from qa.names.forms import spelled_alike
from qa.verify.text import Token, read
from qa.verify.words import is_past, is_same, lemma

__all__ = ["Asked", "ask_of"]

_NUMBERS = frozenset((Kind.COUNT, Kind.AMOUNT, Kind.AGE, Kind.LENGTH, Kind.DISTANCE))
_DATES = frozenset((Kind.DATE, Kind.YEAR, Kind.HOUR, Kind.DAY))
_DIMENSIONS: dict[Kind, frozenset[str]] = {
    Kind.AGE: frozenset(("time", "count")),
    Kind.LENGTH: frozenset(("time", "length", "count")),
    Kind.DISTANCE: frozenset(("length", "area", "count")),
}
_FIGURE_WORDS = re.compile(
    r"\b(?:figures?|numbers?|tolls?|counts?|totals?|margin|score|percentage|share|proportion|"
    r"costs?|worth|price|size|estimates?|rate|by how|turnout|attendance|headcount|how (?:often|"
    r"close|near|deep|wide|high|tall|fast)|at what (?:height|depth|speed|distance|temperature|"
    r"age))\b",
    re.I,
)
# "On how many fronts did they die?" counts fronts, and none of the dead.
_SETTING = re.compile(
    r"\s*(?:and\s+)?(?:on|in|at|after|by|for|from|within|over|during|across|with|under|through)\s+"
    r"how (?:many|much)\b",
    re.I,
)
# What is counted by words that name the count alone.
_COUNTS_PEOPLE = re.compile(r"\b(?:turnout|attendance|headcount)\b", re.I)
_WHETHER = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.I
)
# "What do the papers say on whether ...?", "The attack of Sunday: had it begun or not?"
_SAID_WHETHER = re.compile(
    r"^(?:what|how|do|does|did|according|on|and)\b[^?]{0,60}?\bwhether\b|"
    r"[:.?!]\s+(?:so |and |but )?(?:is|are|was|were|do|does|did|has|have|had)\s[^.?]{3,}\?*$|"
    r"^(?:when|while|as|after|before|once|on|in|at|by|according to)\b[^?]{3,120}?,\s+"
    r"(?:is|are|was|were|do|does|did|has|have|had)\s[^?]{3,}\?*$",
    re.I,
)
# Of "tens or hundreds?" each is an answer, and none is given.
_AMOUNT = r"(?:\d[\d,.]*|tens|dozens|scores|hundreds|thousands|millions|" + "|".join(
    "one two three four five six seven eight nine ten eleven twelve".split()
) + ")"  # fmt: skip
_OPTIONS = re.compile(rf"\b{_AMOUNT} or (?:of )?{_AMOUNT}\b", re.I)
_ASKING = frozenset(map(lemma, "many much number count figure".split()))
# Whose a thing is as seen from the one asked about: it may bear any party's name.
_RELATIVE = frozenset(
    map(lemma, "enemy enemies foe hostile opposing rival opponent other own foreign fellow".split())
)
_DID = frozenset("did do does had has have".split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read.

    ``head``: lemmas of what it counts, the noun last, ``named`` where it is a name; ``words``: its
    content lemmas; ``agent``: lemmas of who is asked to have done it, where the words say so;
    ``sayer``: of whose account is asked for ("did the navy say", "according to the navy").
    ``deed``: the lemma of what was done, ``object``: of what to; ``fate``: what befell those it
    counts, as of a figure.
    """

    text: str
    kind: Kind
    head: tuple[str, ...]
    named: bool
    words: frozenset[str]
    agent: frozenset[str]
    sayer: frozenset[str]
    deed: str
    object: frozenset[str]
    fate: str
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    number: bool
    date: bool
    whether: bool
    either: bool

    def fits(self, figure: Figure) -> int:
        """How well a figure can be what is asked for: 0 not, 1 of other words, 2 bare, 3 named."""
        wanted = _DIMENSIONS.get(self.kind)
        if figure.year or (wanted is not None and figure.dimension not in wanted):
            return 0
        if any(f.dimension == figure.dimension and f.low == figure.low for f in self.figures):
            return 0
        if self.of_others(figure):
            return 0
        if figure.dimension != "count":
            return 3 if self.kind is not Kind.COUNT else self._unit_counted(figure)
        if self.fate and figure.fate:
            if self.fate != figure.fate:
                return 0
            return 3 if self._of_the_asked(figure) else 1
        named = (*figure.counted, *figure.of)
        if not self.head:
            loose = 2 if self.kind is Kind.AMOUNT or not named else 1
            return 3 if any(word in self.words for word in named) else loose
        if self.kind is Kind.AMOUNT:
            return 2  # "How much money": "640 million crowns"
        noun = self.head[-1]
        if any(is_same(noun, word) for word in named):
            return 3
        if not figure.counted:
            return 0 if figure.low == figure.high == 1.0 else 2
        return 1

    def is_named(self, speaker: str) -> bool:
        """Whether words that tell a speaker may mean whose account is asked for.

        A short name in capitals may stand for any words, so it always may.
        """
        if _SHORT.search(speaker):
            return True
        words = {t.lemma for t in read(speaker).content}
        return any(_alike(a, b) for a in self.sayer for b in words)

    def _of_the_asked(self, figure: Figure) -> bool:
        """Whether a figure of the fate asked for can be of those asked for: 35 people are not the
        children that were killed, but a bare "35" or "35 dead" may be, and any are people."""
        named = (*figure.counted, *figure.of)
        if not self.head or not figure.counted or fate_of(named):
            return True
        noun = self.head[-1]
        return bool(fate_of((noun,))) or any(is_same(noun, word) for word in (*named, _PEOPLE))

    def _unit_counted(self, figure: Figure) -> int:
        """ "How many days?" counts a measure; "How many men?" none."""
        return 3 if any(is_same(word, lemma(figure.unit)) for word in self.head) else 0

    def _counts_length(self) -> bool:
        """ "How many miles lie between": a distance in other words."""
        return bool(self.head) and self.head[0] in _LENGTHS

    def of_others(self, figure: Figure) -> bool:
        """Whether a figure counts the asked agent's own people, or another party's than asked."""
        named = frozenset((*figure.counted, *figure.of))
        far = self.kind is Kind.DISTANCE or self._counts_length()
        if far and any(not names & self.words for names in figure.places):
            return True
        if self.agent & named and not self.agent & frozenset(self.head):
            return True
        if self.named and figure.of:
            # "How many Vessians": of "34 members of the guard" none is said to be one.
            return not named & {*self.head, *_RELATIVE, _PEOPLE}
        if len(self.head) < 2 or not figure.counted:
            return False
        noun, others = self.head[-1], frozenset(self.head[:-1]) - _RELATIVE
        theirs = named - {noun}
        other_party = bool(theirs) and not theirs & (others | self.words)
        return noun in named and bool(others) and other_party


_PEOPLE = lemma("people")
_LENGTHS = frozenset(map(lemma, "miles kilometres kilometers km metres meters yards feet".split()))
_SHORT = re.compile(r"\b[A-Z]{2,6}\b")


def _alike(a: str, b: str) -> bool:
    """Whether two lemmas are one word, or spellings of one name: "odanic" and "odanich"."""
    return is_same(a, b) or spelled_alike(a, b)


@lru_cache(maxsize=1024)
def ask_of(text: str) -> Asked:
    """Read a question. Raises nothing."""
    wanted = read_wanted(text)
    reading = read(text)
    words = frozenset(t.lemma for t in reading.content) - _ASKING
    counted = [t for t in _head(text) if t.content]
    head = tuple(t.lemma for t in counted)
    if not head and _COUNTS_PEOPLE.search(text):
        head = (_PEOPLE,)
    whether = _WHETHER.match(text) is not None or _SAID_WHETHER.search(text) is not None
    deed, done_to = _deed(text)
    setting = _SETTING.match(text) is not None
    number = not whether and (wanted.kind in _NUMBERS or bool(_FIGURE_WORDS.search(text)))
    return Asked(
        text=text,
        kind=wanted.kind,
        head=head,
        named=bool(counted) and all(t.name for t in counted),
        words=words,
        agent=_agent(text)[0] - frozenset(head),
        sayer=_sayer(text),
        deed=deed,
        object=done_to,
        fate=fate_of(t.lemma for t in reading.content) if number and not setting else "",
        figures=() if _OPTIONS.search(text) else figures_of(text),
        moments=moments_of(text),
        number=number,
        date=not whether and wanted.kind in _DATES,
        whether=whether,
        either=bool(re.search(r"\w or \w", text)),
    )


_HEAD = re.compile(
    r"\b(?:how many|how much|(?:number|count) of)\s+(?P<head>(?:[^\W\d_][\w'’-]*\s*){1,4})", re.I
)
_LONGEST_AGENT, _LONGEST_NAME = 3, 6
_STOPS = frozenset(
    "did do does was were is are has have had will would can could in at on of from that who "
    "which for to by after before during with when still currently".split()
)


def _head(text: str) -> list[Token]:
    match = _HEAD.search(text)
    if match is None:
        return []
    kept: list[Token] = []
    for token in read(match["head"]).tokens:
        if token.low in _STOPS or (kept and (is_past(token.low) or not token.content)):
            break
        kept.append(token)
    return kept


_SAYS = frozenset(
    "say tell claim announce allege insist assert declare report state estimate admit deny argue "
    "put give name mention proclaim explain respond reply tweet warn promise".split()
)
# Whoever is quoted, the sources tell it: they are no party whose account is asked for. Nor are "the
# two sides", who are all that speak.
_NO_PARTY = frozenset(
    lemma(word)
    for word in "source document article paper report text file newspaper page record side party "
    "camp two both each either".split()
)
_ACCORDING = re.compile(
    r"\b(?:according to|in the (?:view|words|opinion) of)\s+(?P<who>[^,?]+)", re.I
)


def _sayer(text: str) -> frozenset[str]:
    """Whose account a question asks for, where it says so."""
    agent, does = _agent(text)
    if does in _SAYS:
        return frozenset() if agent <= _NO_PARTY else agent
    match = _ACCORDING.search(text)
    told = frozenset(t.lemma for t in read(match["who"]).content) if match else frozenset()
    return frozenset() if told <= _NO_PARTY else told


_LIGHT = frozenset(map(lemma, "manage happen succeed".split()))
_WHOLE = frozenset("all whole entire any most some both every part".split())


def _deed(text: str) -> tuple[str, frozenset[str]]:
    """What is asked to have been done, and to what: "have the rebels taken all of the town".

    The lemma of the verb, "" where none is seen, and lemmas of its object.
    """
    tokens = read(text).tokens
    did = next((i for i, t in enumerate(tokens) if t.low in _DID), len(tokens))
    verbs = (t for t in tokens[did + 1 :] if not t.name and (t.low in VERB_FORMS or is_past(t.low)))
    verb = next(verbs, None)
    if verb is None:
        return "", frozenset()
    if verb.lemma in _LIGHT:
        match tokens[verb.at + 1 : verb.at + 3]:
            case [to, inner] if to.low == "to" and inner.content:
                verb = inner  # "did they manage to take it"
    found: list[str] = []
    for token in tokens[verb.at + 1 :]:
        if token.low in _WHOLE:
            continue
        if token.content:
            found.append(token.lemma)
        elif found or (token.low in _STOPS and token.low not in ("of", "to")):
            break
    return verb.lemma, frozenset(found)


def _agent(text: str) -> tuple[frozenset[str], str]:
    """Who is asked to have done it: "how many ships did the navy sink", "... say it had sunk";
    and the lemma of what they are asked to have done, "" where it is not seen."""
    does = ""
    tokens = read(text).tokens
    at = next((i for i, t in enumerate(tokens) if i and t.low in _DID), len(tokens))
    found: list[str] = []
    for token in tokens[at + 1 :]:
        if not token.name and (token.low in CUE_FORMS or token.low in VERB_FORMS):
            does = CUE_FORMS[token.low][0] if token.low in CUE_FORMS else token.lemma
            break
        if token.content:
            found.append(token.lemma)
        elif found:
            break
        if len(found) >= _LONGEST_AGENT and not (token.name and len(found) < _LONGEST_NAME):
            break
    return frozenset(found), does
