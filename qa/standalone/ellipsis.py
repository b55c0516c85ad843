"""Completing a question cut short ("And when?", "What about X?") from the last full one.

The fragment takes the place of the matching part of the last question: the question phrase for
"when?", the constituent of the same kind for "what about X?" (substitution as in Dalrymple,
Shieber and Pereira, 1991, https://doi.org/10.1007/BF00630923, on chunks instead of meanings).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.standalone.anaphora import AUXILIARIES, IRREGULAR_PAST, PREPOSITIONS, VERB_FORMS
from qa.standalone.mentions import Kind, Mention, find_mentions
from qa.standalone.words import Word, read_words

__all__ = ["agree", "ask_again", "ask_else", "ask_how_many", "ask_of", "ask_who", "put_in"]

_HOW = frozenset("many much long far often old big large high deep fast tall soon".split())
_ADVERBIAL = re.compile(
    r"(?:when|where|why|how|how (?:long|far|often|soon)(?: ago)?|since when|by whom|"
    r"(?:in|at|on|by|from|to|for|with|under) (?:which|what) .+)",
    re.I,
)
_QUANTITY = re.compile(r"^(?:how )?(?:many|much|few|several)\s+", re.I)
_INDEFINITE = re.compile(r"^(?:any|some|the|an?|no)\s+", re.I)
_SAYS = re.compile(r"\s+(?:say|claim|report|think|believe|state|put)\b", re.I)
_MANY = {"does": "do", "is": "are", "was": "were", "has": "have"}
_ONE = {many: one for one, many in _MANY.items()}
_DO = frozenset("do does did".split())
_BE = frozenset("is are was were".split())
_LOCAL = frozenset("in at near on around outside inside".split())


@dataclass(frozen=True, slots=True)
class _Frame:
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


def _frame(question: str) -> _Frame | None:
    body = question.rstrip(" ?.!")
    words = read_words(body)
    if not words:
        return None
    if words[0].low in AUXILIARIES:
        return _Frame("", "", words[0].text.lower(), body[words[0].end :].strip(), words[-1].tag)
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
        return _Frame(wh, body[words[stop - 1].end : at].strip(), "", body[at:], words[-1].tag)
    noun = body[words[stop - 1].end : words[cut].start].strip()
    if i and noun:
        wh, noun = f"{wh} {noun}", ""
    return _Frame(wh, noun, words[cut].low, body[words[cut].end :].strip(), words[-1].tag)


_WH = frozenset("who whom whose what which when where why how".split())


def ask_again(wh: str, question: str, *, answer: str = "") -> str:
    """``question`` asked with another question phrase: "when" + "Did X go?" -> "When did X go?".

    Where the rest cannot stand without its own question phrase the two are joined:
    "Who won, and when?". What was counted keeps the one figure that ``answer`` gives for it.
    """
    frame = _frame(question)
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


def _counted(frame: _Frame, answer: str) -> str:
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


def _passive(front: str, frame: _Frame) -> str | None:
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
    frame = _frame(question)
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
        return f"How many people {_MANY.get(frame.aux, frame.aux)} {frame.rest}?"
    return ask_again("how many", question)


def ask_of(wh: str, noun: str, question: str) -> str | None:
    """ "How many weapons?" after "How many fighters does X have?", or None."""
    frame = _frame(question)
    if frame is None or frame.wh != wh or not frame.noun:
        return None
    at = question.lower().index(frame.noun.lower(), len(wh))
    return _splice(question, at, at + len(frame.noun), noun)


def ask_who(question: str, wh: str = "who") -> str:
    """ "Who?" or "which ones?" after ``question``."""
    frame = _frame(question)
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


def ask_else(wh: str, question: str) -> str | None:
    """ "Who else?" after ``question``, or None where it did not ask who."""
    pattern = rf"\b{wh}\b(?! else\b)"
    if re.match(rf"(?:\w+ )?{wh}\b", question, re.I):
        return re.sub(pattern, lambda m: f"{m.group()} else", question, count=1, flags=re.I)
    return None


def put_in(fragment: str, question: str, *, in_place_of: Mention | None = None) -> str | None:
    """``question`` with ``fragment`` in the place of its counterpart, or None.

    A fragment with a preposition ("in Norvik") replaces a phrase with that preposition or stands
    at the end; a name that the question holds already trades places with the other party.
    ``in_place_of`` names the counterpart where it is known.
    """
    fragment = fragment.strip(" ?.!,")
    if in_place_of is not None:
        return _splice(question, in_place_of.start, in_place_of.end, fragment)
    words = read_words(fragment)
    if not words or any(w.low in AUXILIARIES or w.low in _WH for w in words):
        return None
    if words[0].low == "according":
        return _by_speaker(fragment, question)
    if words[0].tag == "P" and len(words) > 1:
        return _put_phrase(fragment, words, question)
    if len(words) == 1 and words[0].low.endswith("ed"):
        verbs = [w for w in read_words(question) if w.tag == "V" and VERB_FORMS.get(w.low) == "ed"]
        return _splice(question, verbs[-1].start, verbs[-1].end, fragment) if verbs else None
    found = find_mentions(fragment)
    if not found or found[0].start > 0:
        return None
    new = found[0]
    if new.kind is Kind.TIME:
        return _put_time(fragment, question)
    return _put_noun(fragment, new, question)


def _splice(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _append(question: str, phrase: str) -> str:
    return f"{question.rstrip(' ?.!')} {phrase}?"


def _by_speaker(fragment: str, question: str) -> str:
    who = re.sub(r"^according to\s+", "", fragment, flags=re.I)
    speaker = _speaker(question)
    if speaker is not None:
        return _splice(question, speaker.start, speaker.end, who)
    old = re.search(r",? according to [^?,]+", question, re.I)
    bare = question[: old.start()] + question[old.end() :] if old else question
    return _append(bare, fragment)


def _speaker(question: str) -> Mention | None:
    for mention in find_mentions(question):
        if mention.subject and _SAYS.match(question[mention.end :]):
            return mention
    return None


def _put_time(fragment: str, question: str) -> str:
    old = [m for m in find_mentions(question) if m.kind is Kind.TIME]
    if old:
        start = old[-1].start
        led = re.match(r"(?:in|on|at|during|last|this)\b", fragment, re.I)
        if led and old[-1].preposition:
            start = question.rindex(old[-1].preposition, 0, start)
        return _splice(question, start, old[-1].end, fragment)
    needs = not re.match(r"(?:in|on|at|during|last|this|next|yesterday|today)\b", fragment, re.I)
    year = fragment[:1].isdigit()
    return _append(question, f"{'in ' if year else 'on '}{fragment}" if needs else fragment)


def _put_phrase(fragment: str, words: list[Word], question: str) -> str:
    preposition = words[0].low
    inner = find_mentions(fragment)
    if inner and inner[0].kind is Kind.TIME:
        return _put_time(fragment, question)
    for mention in reversed(find_mentions(question)):
        same = mention.preposition == preposition
        local = {mention.preposition, preposition} <= _LOCAL and mention.named
        if mention.kind is not Kind.TIME and (same or local):
            start = question.lower().rindex(mention.preposition, 0, mention.start)
            return _splice(question, start, mention.end, fragment)
    if preposition in ("for", "with", "to") and inner:
        placed = _put_noun(fragment[inner[0].start :], inner[0], question)
        if placed is not None and not inner[0].named:
            return placed
    return _append(question, fragment)


def _put_noun(fragment: str, new: Mention, question: str) -> str | None:
    found = [m for m in find_mentions(question) if m.kind is not Kind.TIME]
    titled = {m.core_end for m in found if m.kind is Kind.PERSON and not m.inner}
    found = [m for m in found if not (m.inner and m.core_end in titled)]
    held = [m for m in found if m.key == new.key]
    if held:
        return _trade(question, held[0], [m for m in found if m.key != new.key])
    speaker = _speaker(question)
    if speaker is not None and new.kind in (Kind.GROUP, Kind.PERSON):
        made = _splice(question, speaker.start, speaker.end, fragment)
        return agree(made, speaker.start, new, speaker)
    ranked = sorted(found, key=lambda m: -_match(new, m))
    if not ranked or _match(new, ranked[0]) < 1.5:
        return None
    old = ranked[0]
    start, end = old.start, old.end
    quantity = _QUANTITY.match(old.text)
    if quantity:
        start += quantity.end()
        fragment = _INDEFINITE.sub("", fragment)
    alike = new.head == old.head or (new.kind is old.kind is Kind.PERSON and not old.name)
    if old.text != old.core and new.text == new.core and (alike or (old.is_light and new.is_light)):
        end = old.core_end
    if old.inner and not old.preposition:
        fragment = _INDEFINITE.sub("", fragment)
    made = _splice(question, start, end, fragment)
    return agree(made, start, new, old) if old.subject else made


def agree(question: str, start: int, new: Mention, old: Mention) -> str:
    """``question``, the auxiliary before ``start`` in the number of ``new``, which took over."""
    head = re.search(r"(\w+)\s+$", question[:start])
    if head is None or new.plural == old.plural:
        return question
    forms = _MANY if new.plural else _ONE
    changed = forms.get(head.group(1).lower())
    return _splice(question, head.start(1), head.end(1), changed) if changed else question


def _match(new: Mention, old: Mention) -> float:
    party = (Kind.GROUP, Kind.NAME)
    if new.kind is old.kind:
        score = 3.0
    elif new.kind in party and old.kind in party:
        score = 2.2
    elif Kind.NAME in (new.kind, old.kind):
        score = 1.6
    elif {new.kind, old.kind} == {Kind.PERSON, Kind.GROUP}:
        score = 1.5
    else:
        score = 0.0
    score += 3.0 * (new.head == old.head or new.head.rstrip("s") == old.head.rstrip("s"))
    score += 1.0 if bool(new.name) == bool(old.name) else -1.5
    score += 0.8 * (new.plural == old.plural) + 0.6 * old.subject - 0.3 * old.inner
    opening = (new.text.split()[0].lower(), old.text.split()[0].lower())
    score += 0.5 * (opening[0] == opening[1])
    if _QUANTITY.match(old.text):
        score += 1.0 if new.plural and opening[0] != "the" else -2.0
    if old.inner and not old.preposition:
        score -= 0.8
    return score - 1.0 * (old.is_light and not new.is_light)


def _trade(question: str, held: Mention, others: list[Mention]) -> str | None:
    """The two parties of a question in each other's place, where it has exactly two."""
    kinds = (Kind.GROUP, Kind.NAME, Kind.PERSON)
    rivals = [m for m in others if m.name and m.kind in kinds and held.name not in m.name]
    rivals = [m for m in rivals if m.start >= held.end or m.end <= held.start]
    if len({m.key for m in rivals}) != 1 or held.name == "":
        return None
    other = next((m for m in rivals if m.name), rivals[0])
    first, second = sorted((held, other), key=lambda m: m.start)
    question = _splice(question, second.start, second.end, _like(first, second))
    return _splice(question, first.start, first.end, _like(second, first))


def _like(new: Mention, place: Mention) -> str:
    """The name of ``new`` with "the" where a name in that place would have it."""
    the = not place.inner and (place.text.lower().startswith("the ") or new.text.startswith("the "))
    return f"the {new.name}" if the and new.kind is not Kind.PERSON else new.name
