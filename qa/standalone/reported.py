"""What the last answer said, and by whom: for "is that true?" and "where did he say that?".

A statement just shown is the strongest context there is. Its words, without those that say whose
they are, take the place of "that": the sentence that holds them holds the answer as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.attribution.cues import CUE_FORMS
from qa.standalone.gist import LEADING, REPORTING, gist
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.referents import Exchange, Want, speaker_before, topic
from qa.standalone.rendering import render
from qa.standalone.words import read_words

__all__ = [
    "ask_of_saying",
    "bare",
    "content_of",
    "said_in",
    "say_about",
    "speaker_of",
    "who_said",
    "with_content",
]

_BASE = "|".join(sorted({lemma for lemma, _ in CUE_FORMS.values()}, key=len, reverse=True))
_TRAILING = re.compile(
    rf",\s+(?!(?:ha[sd]|have|is|are|was|were|which|who|and|but)\b)(?:(?:[^\s,]+\s){{1,6}}?(?:{REPORTING})(?:\s[^,]+)?|(?:{REPORTING})\s[^,]+(?:,\s[^,]+)?)$"
)
_PRONOUN_FIRST = re.compile(r"(?:it|he|she|they|that|this)\b", re.I)
_ASKS_WHAT = re.compile(r"^(?:what|who)\b", re.I)
_SAYING = re.compile(
    r"\s+(?P<verb>(?:say|claim|announce|insist|declare|argue|state|tweet|write|warn|report|allege|"
    r"proclaim|assert|admit|concede|boast|reveal|"
    r"think|believe)|(?:tell|inform) (?:(?!about\b)[^\s?]+ ?)+?)"
    r"(?= (?:about|of|on|to|in)\b|[ ?.!]*$)",
    re.I,
)
_SAYS_THAT = re.compile(
    r"\s+(?:\w+ )?(?:say|said|saying|claim|claimed|state|stated|announce|announced|declare|"
    r"declared|proclaim|proclaimed|write|wrote|written|tweet|tweeted|argue|argued|tell \w+) "
    r"(?:that|this|it|so)(?=\W*$| (?:to|in|at|on|about|before|again|first|publicly)\b)",
    re.I,
)
_SAYS_NOTHING = re.compile(
    r"(?P<ask>(?:what|how) (?:did|does|do|has|have) .+? "
    r"(?:say|said|think|claim|argue|state|report))[ ?.!]*",
    re.I,
)
_ABOUT = re.compile(rf"\b(?:{_BASE})\b(?: \S+)*? (?:about|on) (?P<what>[^?]+?)[ ?.!]*$", re.I)
_POINTS_BACK = re.compile(
    rf"\b(?P<verb>(?:{_BASE}|{REPORTING})(?: (?!that\b|this\b|it\b)\w+)?) "
    r"(?:that|this|it|so)[?.!]*$",
    re.I,
)


def content_of(exchange: Exchange, words: int = 20) -> str:
    """What the last answer says, at most ``words`` long, to stand behind "that"; '' if nothing.

    Who says it is left out where enough is left without; where the answer names nothing that was
    asked about, it says nothing that could be carried over.
    """
    said = gist(exchange, words)
    asked = {w.low for m in exchange.mentions for w in read_words(m.text) if w.tag == "N"}
    if exchange.mentions and not asked & {w.low for w in read_words(said)}:
        return ""
    return bare(said, exchange)


def bare(said: str, exchange: Exchange) -> str:
    """The words of an answer to stand behind "that": without who says them, where what is left can
    stand alone, and as another tells them."""
    left = _without_speaker(said)
    words = _lowered(said if _PRONOUN_FIRST.match(left) else left)
    our = re.search(r"\bour\b", words, re.I)
    # Who speaks is looked for only where it is needed: that loads what reads frames.
    whose = next((m.name for m in exchange.speakers if m.name), "") if our else ""
    if our and whose:
        owner = f"{whose}'" if whose.endswith("s") else f"{whose}'s"
        words = words[: our.start()] + owner + words[our.end() :]
    return _others_words(words)


def _without_speaker(said: str) -> str:
    for pattern in (_TRAILING, LEADING):
        left = pattern.sub("", said).strip(" ,")
        if left != said and len(left.split()) > 2:
            return left
    return said


def _lowered(said: str) -> str:
    mentions = find_mentions(said)
    named = mentions and mentions[0].start == 0 and mentions[0].text[:1].isupper()
    first_person = re.match(r"I\b", said)
    if first_person or (named and not said.lower().startswith(("the ", "a ", "an "))):
        return said
    return said[:1].lower() + said[1:]


def speaker_of(exchange: Exchange) -> tuple[Mention, str] | None:
    """Whose words the last question asked for, and by what verb: "X", "tell Y" of "What did X tell
    Y about ...?"; None where it asked for nobody's words.
    """
    question = exchange.question
    if not _ASKS_WHAT.match(question):
        return None
    for mention in exchange.mentions:
        verb = _SAYING.match(question[mention.end :])
        if mention.subject and verb:
            return mention, verb["verb"]
    return None


def who_said(rest: str, exchange: Exchange, want: Want, gender: str = "") -> Mention | None:
    """Whom "he" or "they" before ``rest``, "say that", stands for: who says what was answered.

    None where ``rest`` is another, and where the question asked for the words of one whom the
    pronoun may mean: then that one is meant.
    """
    if want not in (Want.PERSON, Want.MANY) or not _SAYS_THAT.match(rest):
        return None
    asked = speaker_of(exchange)
    if asked is not None and (want is Want.MANY or asked[0].kind is not Kind.GROUP):
        return None
    return speaker_before(exchange, want, gender)


def ask_of_saying(wh: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "Where was that?" after "What did X say?": "Where did X say that ...?", or None."""
    asked, said = speaker_of(exchanges[0]), said_in(exchanges[0])
    if asked is None or not said:
        return None
    who = render(asked[0], exchanges)
    return f"{wh[:1].upper()}{wh[1:]} did {who} {asked[1]} that {said}?"


def with_content(text: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "Where did X say that?" with what was said in the place of "that", or None."""
    match = _POINTS_BACK.search(text)
    said = said_in(exchanges[0])
    if match is None or not said:
        return None
    return f"{text[: match.start()]}{match['verb']} that {said}?"


def say_about(text: str, exchanges: Sequence[Exchange]) -> str | None:
    """ "What does Y say about Z?" for "What does Y say?", after what X said about Z; or None."""
    bare = _SAYS_NOTHING.fullmatch(text)
    who = find_mentions(text)
    if bare is None or not who or not exchanges[0].question:
        return None
    about = _ABOUT.search(exchanges[0].question)
    if about is not None and not _names(about["what"], who[0]):
        return f"{bare['ask']} about {about['what']}?"
    event = topic(exchanges[:1])
    if event is not None and event.kind is Kind.EVENT:
        return f"{bare['ask']} about {render(event, exchanges)}?"
    asked, said = speaker_of(exchanges[0]), said_in(exchanges[0])
    if asked is not None and said and not _names(asked[0].text, who[0]):
        return f"{bare['ask']} ({said})?"
    return None


def _names(text: str, party: Mention) -> bool:
    """Whether ``text`` is but a name of the party."""
    found = find_mentions(text)
    return len(found) == 1 and bool({*found[0].key.split()} & {*party.key.split()})


def said_in(exchange: Exchange) -> str:
    """What the answer says, of the speaker that was asked about where one was; '' if nothing."""
    if speaker_of(exchange) is None:
        return content_of(exchange)
    said = _without_speaker(gist(exchange, 20))
    return _others_words(_lowered(said)) if said and not _PRONOUN_FIRST.match(said) else ""


def _others_words(said: str) -> str:
    """The words of a speaker who says "we", as another tells them."""
    return re.sub(r"\b(?:[Ww]e|[Oo]urs?|us)\b", lambda m: _THEIRS[m.group().lower()], said)


_THEIRS = {"we": "they", "our": "their", "ours": "theirs", "us": "them"}
