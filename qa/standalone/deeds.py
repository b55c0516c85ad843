"""What was done, read off a question or a statement, and said again in another form.

"Did the council sell the mill?" holds the deed that "who did it?", "why did they do so?" and "what
was the reason for it?" point at: its subject, verb and arguments. What the pronouns of events
point at is Webber's (1991, Structure and Ostension in the Interpretation of Discourse Deixis);
here it is found with the classes of `words` alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.anaphora import AUXILIARIES, IRREGULAR_PAST, PAST_BASE, VERB_FORMS
from qa.attribution.cues import CUE_FORMS
from qa.standalone.ellipsis import Frame, frame_of
from qa.standalone.mentions import find_mentions
from qa.standalone.words import Word, read_words

__all__ = ["Deed", "asked_deed", "base_of", "base_of_third", "counted", "past_of", "told_deed"]

_DO = frozenset("do does did".split())
_BE = frozenset("is are was were be been being".split())
_MODAL = frozenset("will would can could may might must shall should".split())
_HAVE = frozenset("has have had".split())
_SUBJECTS = frozenset("i you we he she it they there".split())
_BETWEEN = frozenset("not never ever already really also still actually just".split())
_WILLS = frozenset(
    "promise pledge vow agree want plan intend refuse decline threaten offer try decide hope "
    "expect fail manage ask".split()
)
_EMPTY = frozenset("do be have happen occur get seem become".split())
_PAST = {PAST_BASE[past]: past for past in IRREGULAR_PAST}
_SILENT_E = re.compile(r"(?:[^aeiou]at|i[sz]|[cgvz]|[rn]s|u[sr]|ai[sr]|o[sr]|uc|iv|[aio]k)$")
_BY = re.compile(r"\s*\bby (?:the |an? )?[^,]*$", re.I)


@dataclass(frozen=True, slots=True)
class Deed:
    """``subject`` ``auxiliary`` ``tail``; ``verb`` (its base form) and ``after`` are in the tail.

    ``subject`` is empty where the question asked for it, ``verb`` where the tail has none, as in
    "was ready". A deed in the passive is told of its object.
    """

    subject: str
    auxiliary: str
    tail: str
    verb: str = ""
    after: str = ""
    passive: bool = False

    @property
    def is_act(self) -> bool:
        """Whether something was done: there is a verb that says more than "be" or "happen"."""
        return bool(self.verb) and self.verb not in _EMPTY

    def intended(self) -> Deed:
        """What was promised, planned or refused, for a deed that is but that; else itself."""
        inner = re.match(r"(?:not )?to (?=[a-z])(?!the\b|an?\b|his\b|her\b|its\b)", self.after)
        if self.verb not in _WILLS or inner is None:
            return self
        tail = self.after[inner.end() :]
        verb = tail.split()[0]
        after = tail[len(verb) :].strip()
        return Deed(self.subject, "would", tail, verb, after)

    def clause(self) -> str:
        """The deed as a statement: "the council sold the mill"."""
        if self.auxiliary in _DO and self.verb:
            form = {"did": past_of, "does": _third}.get(self.auxiliary, str)
            return _joined(self.subject, form(self.verb), self.after)
        return _joined(self.subject, self.auxiliary, self.tail)

    def phrase(self, form: str, *, patient: bool = True) -> str:
        """The deed without its subject, its verb as ``base``, ``past``, ``done`` or ``ing``.

        A passive's subject is the ``patient``: it stands behind the verb.
        """
        make = {"past": past_of, "done": _participle, "ing": _gerund}.get(form, str)
        if self.passive and patient:
            return _joined(make(self.verb), self.subject, _BY.sub("", self.after))
        return _joined(make(self.verb), self.after if form == "past" else _first_act(self.after))


def _first_act(after: str) -> str:
    """The words up to a second verb: "the pier" of "(struck) the pier and sank"."""
    for joint in re.finditer(r",? and (\w+)\b", after):
        if VERB_FORMS.get(joint.group(1).lower()) == "ed":
            return after[: joint.start()]
    return after


def _joined(*parts: str) -> str:
    return " ".join(p for part in parts if (p := part.strip(" ,")))


def asked_deed(question: str) -> Deed | None:
    """The deed in a question that asks whether, when, where, why or who did it; else None.

    A report is opened: of "Did X say that Y sold the mill?" the deed is Y's.
    """
    frame = frame_of(question)
    if frame is None or (frame.wh and frame.noun and not frame.is_adverbial):
        return None
    if frame.wh == "who" and not frame.aux:
        return _after_subject("", frame.rest)
    if frame.wh and not frame.is_adverbial:
        return None
    end = _subject_end(question, frame)
    if not end:
        return None
    deed = _with_auxiliary(frame.rest[:end], frame.aux, frame.rest[end:].strip())
    return _opened(deed)


def _subject_end(question: str, frame: Frame) -> int:
    """Where the subject ends in the rest of the frame; 0 where it has none.

    "In ..." behind it belongs to it while a verb is still to come; a verb that no list knows is
    the last word of "the council close" before "the library".
    """
    pronoun = re.match(rf"(?:{'|'.join(sorted(_SUBJECTS))})\b", frame.rest, re.I)
    if pronoun:
        return pronoun.end()
    at = question.rfind(frame.rest)
    found = [m for m in find_mentions(question) if not m.inner and m.start >= at]
    if not found or found[0].start > at:
        return 0
    words = [w for w in read_words(question) if w.start >= at]
    end = found[0].end
    for mention in found[1:]:
        gap = [w for w in words if end <= w.start < mention.start]
        later = any(w.tag == "V" and w.start > mention.end for w in words)
        if len(gap) != 1 or gap[0].tag != "P" or not later:
            break
        end = mention.end
    follow = next((w for w in words if w.start >= end), None)
    inside = [w for w in words if w.start < end]
    if frame.aux in _DO and (follow is None or follow.tag in "DP") and len(inside) > 1:
        last = inside[-1]
        end = last.start if not last.named and not last.owner else end
    return len(question[at:end].rstrip())


def counted(question: str) -> str | None:
    """What a question counts: "the ships that Keel sold", for "How many ships did Keel sell?"."""
    frame = frame_of(question)
    if frame is None or frame.wh != "how many" or not frame.noun or not frame.rest:
        return None
    if not frame.aux or (frame.aux in _BE | _HAVE and not _subject_end(question, frame)):
        return f"the {frame.noun} that {_joined(frame.aux, frame.rest)}"
    end = _subject_end(question, frame)
    if not end:
        return None
    deed = _with_auxiliary(frame.rest[:end], frame.aux, frame.rest[end:].strip())
    return f"the {frame.noun} that {deed.clause()}"


def told_deed(statement: str) -> Deed | None:
    """The deed that a statement tells, or None where no verb is found."""
    words = read_words(statement)
    for i, word in enumerate(words[1:], 1):
        if word.low in AUXILIARIES:
            tail = statement[word.end :].strip()
            return _opened(_with_auxiliary(statement[: word.start].strip(), word.low, tail))
        if word.tag == "V" and VERB_FORMS.get(word.low, "ed") != "ing" and words[i - 1].tag != "P":
            if i + 1 == len(words) and word.low in CUE_FORMS:
                return None  # "Two men, Ada Roth said": what they did is not told
            subject = statement[: word.start].strip()
            return _opened(_after_subject(subject, statement[word.start :]))
    return None


def _with_auxiliary(subject: str, auxiliary: str, tail: str) -> Deed:
    words = _content(read_words(f"and {tail}")[1:])
    if not words:
        return Deed(subject, auxiliary, tail)
    if words[0].low in ("be", "been", "being") and len(words) > 1:
        words, passive = words[1:], True
    else:
        passive = auxiliary in _BE
    low = words[0].low
    if words[0].tag in "DP" or low in _SUBJECTS:
        return Deed(subject, auxiliary, tail)
    ed = VERB_FORMS.get(low) == "ed" or low.endswith("ed")
    base = low if auxiliary in _DO | _MODAL and not passive else base_of(low) if ed else ""
    if not base or (auxiliary in _HAVE and not ed):
        return Deed(subject, auxiliary, tail)
    return Deed(subject, auxiliary, tail, base, tail[words[0].end - 4 :].strip(), passive)


def _content(words: Sequence[Word]) -> Sequence[Word]:
    while len(words) > 1 and words[0].low in _BETWEEN:
        words = words[1:]
    return words


def _after_subject(subject: str, rest: str) -> Deed | None:
    """The deed of "sold the mill": its first word is the verb, in the past or the present."""
    first = re.match(r"[\w'’-]+", rest)
    if first is None:
        return None
    low = first.group().lower()
    past = VERB_FORMS.get(low) == "ed" or low.endswith("ed")
    present = VERB_FORMS.get(low) == "s"
    base = base_of(low) if past else base_of_third(low) if present else low
    auxiliary = "did" if past else "does" if present else "do"
    after = rest[first.end() :].strip()
    return Deed(subject, auxiliary, _joined(base, after), base, after)


def _opened(deed: Deed | None) -> Deed | None:
    """What is reported, for a deed of reporting that carries a statement; else ``deed``."""
    if deed is None or deed.passive or CUE_FORMS.get(deed.verb, ("",))[0] != deed.verb:
        return deed
    inner = re.sub(r"^that\s+", "", deed.after)
    words = read_words(f"and {inner}")[1:]
    clausal = inner != deed.after or (words and words[0].low in _SUBJECTS)
    told = told_deed(inner) if clausal else None
    if told is None:
        return deed
    own = told.subject.lower() in ("it", "they", "he", "she")
    if own and deed.subject:
        return Deed(deed.subject, *_rest_of(told))
    return told


def _rest_of(deed: Deed) -> tuple[str, str, str, str, bool]:
    return deed.auxiliary, deed.tail, deed.verb, deed.after, deed.passive


def base_of(form: str) -> str:
    """The base of a past or a participle: "sold" -> "sell", "seized" -> "seize"."""
    if form in PAST_BASE:
        return PAST_BASE[form]
    if form.endswith("ied"):
        return form[:-1] if VERB_FORMS.get(form[:-1]) == "base" else f"{form[:-3]}y"
    if not form.endswith("ed") or VERB_FORMS.get(form) == "base":
        return form
    stem = form[:-2]
    for base in (stem, f"{stem}e", stem[:-1]):
        if VERB_FORMS.get(base) == "base":
            return base
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem[:-1]
    return f"{stem}e" if _SILENT_E.search(stem) else stem


def base_of_third(form: str) -> str:
    """The base of "sells", "tries", "reaches"."""
    if form.endswith("ies"):
        return f"{form[:-3]}y"
    short = form[:-2]
    return short if re.search(r"(?:s|sh|ch|x|z|o)es$", form) else form.removesuffix("s")


def past_of(base: str) -> str:
    """The simple past of a verb's base form."""
    if base in _PAST:
        return _PAST[base]
    if VERB_FORMS.get(base) == "base" and base in ("hurt", "let", "put", "set", "read", "hit"):
        return base
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ied"
    return f"{base}d" if base.endswith("e") else f"{_doubled(base)}ed"


def _participle(base: str) -> str:
    past = past_of(base)
    return IRREGULAR_PAST.get(past, past)


def _gerund(base: str) -> str:
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) else base
    return f"{_doubled(stem) if stem == base else stem}ing"


def _doubled(base: str) -> str:
    """ "stop" -> "stopp", "admit" -> "admitt"; longer verbs only where the end is stressed."""
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", base)
    stressed = re.search(r"(?:mit|fer|cur|bel|gin|get|put|run|let|cut|win|hit|set)$", base)
    return base + base[-1] if short or (stressed and not base.endswith("offer")) else base


def _third(base: str) -> str:
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}es" if re.search(r"(?:s|sh|ch|x|z|o)$", base) else f"{base}s"
