"""Pronouns that point at what happened or was claimed: "who did it?", "the reason for that".

"It" behind "explain" or "responsible for", "this" behind "reply to", "do so" and "that claim" name
no thing. They stand for a deed or a statement of the last exchange, which is put in with its
arguments: as a verb phrase behind "do", as an event's noun where the exchange has one, as a
statement behind "the claim that", else as the deed's -ing form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.anaphora import AUXILIARIES, PRONOUNS
from qa.attribution.cues import REPORTING_VERBS
from qa.standalone.deeds import Deed, asked_deed, base_of, base_of_third, told_deed
from qa.standalone.gist import figure_of, gist
from qa.standalone.mentions import Kind, Mention
from qa.standalone.referents import Exchange
from qa.standalone.rendering import render
from qa.standalone.reported import content_of, said_in, speaker_of
from qa.standalone.words import Word, read_words

__all__ = ["CLAIM_NOUNS", "FIGURE_NOUNS", "Put", "fill_gap", "put_noun", "stand_in"]

Put = tuple[int, int, str]
"""Start and end in the question, in code points, and the words to stand there."""

_DO = {"do": "base", "does": "base", "did": "past", "done": "done", "doing": "ing"}
_GAPS = {
    "did": "past",
    "has": "done",
    "had": "done",
    "was": "done",
    "were": "done",
} | dict.fromkeys(("will", "would", "can", "could"), "base")
_REASONS = frozenset(
    "reason reasons motive motives explanation explanations justification excuse grounds cause "
    "causes responsible responsibility blame blamed credit guilty accused punished arrested "
    "charged evidence proof apologise apologize apology".split()
)
_REPLIES = frozenset(
    "reply response reaction answer react reacted respond responded replied say said answered "
    "object objected objection comment add added".split()
)
_VIEWS = frozenset(
    "write wrote think thinks say said says know knew told hear heard informed asked".split()
)
_CAUSES = frozenset("cause trigger prompt justify explain prevent avenge order authorise".split())
_JUDGES = frozenset(
    "criticise criticize condemn oppose welcome support praise back approve defend regret protest "
    "witness investigate announce organise organize denounce".split()
)
_CLAIMED = frozenset("confirm deny dispute contest refute doubt".split())
_TELLS = frozenset("publish post declare reveal repeat tweet broadcast".split())
_REPORTED = re.compile(rf"\b(?:{'|'.join(sorted(REPORTING_VERBS))})\b", re.I)
CLAIM_NOUNS = frozenset("claim statement allegation accusation assertion announcement".split())
"""Nouns for what somebody said."""
FIGURE_NOUNS = frozenset("figure number count toll estimate total sum amount".split())
"""Nouns for a number that was given."""
_FIGURE = re.compile(
    r"\b(?:(?:more|fewer|less) than |at least |about |some |over )?[£$€]?\d[\d,.]*\d?\b"
    r"(?: (?:million|billion|thousand|per cent|percent))?"
)
_STARTS = frozenset(
    "announce launch begin start plan order carry report face see suffer witness hold resume "
    "threaten prepare".split()
)
_ADJUNCT = frozenset("in at during on after before since from amid until near".split())
_HAPPENS = frozenset("happened happens occurred".split())
_AT_THE_TIME = frozenset("before after when while until since because".split())
_FREE = frozenset("then and but or so if when because in to at by about afterwards".split())


def stand_in(words: Sequence[Word], i: int, exchanges: Sequence[Exchange]) -> Put | None:
    """What to put for word ``i`` ("it", "this", "that", "so") where it points at what happened.

    None where it may name a thing, or where the last exchange tells of nothing that happened.
    """
    latest = exchanges[0]
    before = words[i - 1] if i and not words[i].broken else None
    if before is None:
        return None
    if before.low in _DO and _is_act(words, i):
        deed = _deed(latest, act=True)
        return (before.start, words[i].end, deed.phrase(_DO[before.low])) if deed else None
    if words[i].low == "so":
        return None
    if words[i + 1 : i + 2] and words[i + 1].low in _HAPPENS and before.low in _AT_THE_TIME:
        deed = asked_deed(latest.question)
        told = deed is not None and deed.subject and deed.is_act and not deed.passive
        return (words[i].start, words[i + 1].end, deed.clause()) if deed and told else None
    new = _in_place(words, i, latest, exchanges)
    return (words[i].start, words[i].end, new) if new else None


def fill_gap(words: Sequence[Word], i: int, exchanges: Sequence[Exchange]) -> Put | None:
    """What to put for the auxiliary that a question ends in: "who says they did?"; or None."""
    low = words[i].low
    if low not in _GAPS or i + 1 < len(words) or not i:
        return None
    led = words[i - 1].low in PRONOUNS | {"who"} or words[i - 1].tag == "N"
    if not led or any(w.low in AUXILIARIES for w in words[:i]):
        return None
    deed = asked_deed(exchanges[0].question)
    if deed is None or not deed.is_act or deed.passive != (low in ("was", "were")):
        return None
    phrase = deed.phrase(_GAPS[low], patient=False)
    return words[i].start, words[i].end, phrase if low == "did" else f"{words[i].text} {phrase}"


def _in_place(
    words: Sequence[Word], i: int, latest: Exchange, exchanges: Sequence[Exchange]
) -> str | None:
    before, governor = words[i - 1], words[i - 2].low if i > 1 else ""
    loose = words[i].low == "it" and _thing_in_focus(latest)
    if before.tag == "P":
        if before.low != "than" and any(w.low in _REASONS for w in words[: i - 1]):
            own = any(w.low in PRONOUNS or w.named for w in words[: i - 1])
            return _event(latest, exchanges) or (_gerund(latest) if own else _doing(latest))
        if before.low in ("to", "on") and governor in _REPLIES and not loose:
            return _the_claim(latest)
        if before.low in ("about", "of") and governor in _VIEWS and not loose:
            return _event(latest, exchanges) or _stated(latest)
        return None
    verb = _base(before.low)
    if verb in _CAUSES or (verb in _JUDGES and not loose):
        return _event(latest, exchanges) or _doing(latest, causing=verb in ("cause", "prompt"))
    if verb in _CLAIMED and not loose:
        said = _statement(latest)
        return f"that {said}" if said else None
    if verb in _TELLS and not loose and _REPORTED.search(latest.answer):
        said = _statement(latest)
        return f"that {said}" if said else None
    return None


def _is_act(words: Sequence[Word], i: int) -> bool:
    """Whether "did it" is verb and object, not the auxiliary and subject of "when did it open"."""
    free = i + 1 == len(words) or words[i + 1].broken or words[i + 1].low in _FREE
    led = i > 1 and (words[i - 2].low == "who" or words[i - 2].tag == "N" or i > 2)
    return free and led and words[i - 2].low not in ("what", "when", "where", "why", "how")


def _base(low: str) -> str:
    return base_of(low) if low.endswith("ed") else base_of_third(low) if low[-1] == "s" else low


def _thing_in_focus(exchange: Exchange) -> bool:
    """Whether the last question was about a thing, which "it" would name."""
    subject = exchange.subject
    if subject is None or subject.plural:
        return False
    return subject.kind in (Kind.THING, Kind.EVENT)


def _deed(exchange: Exchange, *, act: bool) -> Deed | None:
    """What the last question asks about, else what its answer tells."""
    asked = asked_deed(exchange.question)
    if asked is not None and asked.subject and (asked.is_act or not act):
        return asked.intended()
    said = said_in(exchange) or gist(exchange, 20)
    told = told_deed(said) if said else None
    found = told if told is not None and (told.is_act or not act) else None
    found = found.intended() if found else None
    return found or (asked if asked is not None and asked.is_act else None)


def _event(exchange: Exchange, exchanges: Sequence[Exchange]) -> str | None:
    """The event that the last exchange is about, by its noun; None where it has none."""
    deed = asked_deed(exchange.question)
    other = deed is not None and deed.is_act and deed.verb not in _STARTS
    for mention in exchange.mentions:
        if (
            _is_event(mention)
            and mention.preposition not in _ADJUNCT
            and (mention.subject or not other)
        ):
            return render(mention, exchanges)
    asked = {_root(w.low) for w in read_words(exchange.question) if not w.named}
    for mention in exchange.replies:
        words = read_words(exchange.answer[: mention.start])
        started = bool(words) and words[-1].tag == "V" and _base(words[-1].low) in _STARTS
        if _is_event(mention) and (started or _root(mention.head) in asked):
            return render(mention, exchanges)
    return None


def _is_event(mention: Mention) -> bool:
    return mention.kind is Kind.EVENT and not (mention.plural or mention.inner or mention.modifier)


def _root(low: str) -> str:
    return _base(low)[:6] if len(low) > 4 else low


def _gerund(exchange: Exchange) -> str | None:
    deed = _deed(exchange, act=True)
    return deed.phrase("ing") if deed else None


def _statement(exchange: Exchange) -> str:
    """What was said or done as a statement; '' where the exchange holds none."""
    asked = asked_deed(exchange.question)
    if asked is not None and asked.subject and asked.is_act and speaker_of(exchange) is None:
        negated = re.search(r"\b(?:not|never|no|denied|nobody)\b|n['’]t\b", exchange.answer)
        if not negated:
            return asked.clause()
    return said_in(exchange) or content_of(exchange)


def _stated(exchange: Exchange) -> str | None:
    """What to put behind "told about": a claim, or what somebody did; None where it was neither."""
    return _the_claim(exchange) if speaker_of(exchange) else _doing(exchange)


def _doing(exchange: Exchange, *, causing: bool = False) -> str | None:
    """ "the council selling the mill", or "the council to sell the mill" behind "cause"."""
    deed = _deed(exchange, act=True)
    if deed is None:
        return None
    subject = deed.subject
    if re.search(r"\b(?:them|they|it|he|she)\b", subject, re.I) and exchange.subject is not None:
        subject = exchange.subject.text
    opening = read_words(subject)
    if opening and not opening[0].named:
        subject = subject[:1].lower() + subject[1:]
    if deed.passive:
        return f"{subject} {'to be' if causing else 'being'} {deed.phrase('done', patient=False)}"
    return f"{subject} {'to ' if causing else ''}{deed.phrase('base' if causing else 'ing')}"


def _the_claim(exchange: Exchange) -> str | None:
    said = _statement(exchange)
    return f"the claim that {said}" if said else None


def put_noun(mention: Mention, exchanges: Sequence[Exchange]) -> str | None:
    """ "the claim that ..." for "that claim", "the figure of 350" for "this figure"; or None."""
    noun = mention.text.split()[-1]
    if mention.head in FIGURE_NOUNS:
        figure = _figure(exchanges[0])
        return f"the {noun} of {figure}" if figure else None
    if mention.head in CLAIM_NOUNS:
        said = _statement(exchanges[0])
        return f"the {noun} that {said}" if said else None
    return None


def _figure(exchange: Exchange) -> str:
    """The number that answers, or the only one of the answer; '' where none or several are."""
    counted = figure_of(exchange)
    if counted is not None:
        return counted.text
    found = _FIGURE.findall(exchange.answer)
    return found[0] if len(found) == 1 else ""
