"""Questions made of the documents' own sentences, each with the place that should answer it.

By patterns of English: what was done to something, when, how many, why, who said it, who somebody
is. A sentence that fits no pattern surely makes no question, and a question that cannot be read
without the text around it is not made. Nothing here knows whether it is answered: it is tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import Document, Sentence
    from qa.ui.speakers import Saying

__all__ = ["ABOUT", "KINDS", "Candidate", "about", "of_sentences"]

LONGEST = 110
_OFTEN = 3
# What a question cannot hold that is read without the text around it.
_POINTS_BACK = re.compile(
    r"(?i)\b(?:he|she|it|they|we|i|you|him|her|them|us|me|his|hers|its|their|our|my|your|this|"
    r"that|these|those|here|there|then|such|former|latter|said|today|yesterday|tomorrow)\b"
    r"|[“”\"«»\[\]()*†‡§#@/\n]"
)
_CUE = (
    "said|says|claimed|claims|denied|denies|warned|warns|announced|confirmed|admitted|"
    "insisted|argued|reported|estimated|predicted|promised|complained|concluded|testified"
)
_SAID_THAT = re.compile(rf"\b(?P<cue>{_CUE}) that (?P<what>[^,;:]{{15,90}}?)(?=[.,](?!\d)|;|$)")
_SAID = re.compile(
    rf"\b(?P<cue>{_CUE}) (?P<what>(?:the|an?|[A-Z]\w+) [^,;:]{{2,50}}? "
    r"(?:was|were|is|are|had|has|have|would|will|could|can|must) [^,;:]{6,60}?)(?=[.,](?!\d)|;|$)"
)
_UNTRUE = re.compile(
    r"\b(?:false|untrue|not true|wrong) that (?P<what>[^,;:]{12,90}?)(?= and |[.,](?!\d)|;|$)"
)
_ROUGHLY = (
    r"(?:(?:at least|some|about|around|nearly|almost|over|more than|up to|only|as many as) )?"
)
_NUMBER = r"(?P<number>\d[\d,]*|[A-Za-z]+(?:-[a-z]+)?)"
_COUNTED = re.compile(
    rf"(?:^|\bthat )(?i:{_ROUGHLY}){_NUMBER} (?P<what>(?:[a-z]+ ){{0,2}}?(?:[a-z]+s|people|"
    r"men|women|children) (?:were|are|have been|had been|was|died|fled|left) [^,;:.]{4,60}?)"
    r"(?=[.,](?!\d)|;|$)"
)
_OF_THEM = re.compile(
    rf"(?:^|\bthat ){_NUMBER} (?P<what>of the [^,;:.]{{4,40}}? (?:were|was|had|have|has|are) "
    r"[^,;:.]{4,60}?)(?=[.,](?!\d)|;|$)"
)
_DATE = (
    r"(?:on|in) (?:(?:[A-Z][a-z]+day)|(?:\d{1,2} )?(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December)|\d{4})\b"
)
_PASSIVE = re.compile(
    r"^(?P<what>[A-Z][^,;:.]{2,60}?) (?P<be>was|were) "
    r"(?P<done>\w+(?:ed|en|ld|lt|ne|wn|ught|und|orn))(?P<more>(?: [^,;:.\d]{1,40})?) " + _DATE
)
_WHY = re.compile(
    r"^(?P<what>[A-Z][^,;:.]{2,60}?) (?P<be>was|were|is|are|could not|would not|will not) "
    r"(?P<done>[^,;:.]{3,60}?) because\b"
)
_COST = re.compile(
    r"^(?:.{0,60}?\b(?:said|says|estimated|that) )?(?P<what>[Tt]he [^,;:.]{2,50}?) "
    r"(?P<would>would cost|will cost|cost) " + _ROUGHLY + r"[$£€]?\d"
)
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds "
    "dozens thousands".split()
)
_BASES = """
accept announce approve arrest ask attack award ban block build:built buy:bought call cancel
capture close collect complete count cut:cut damage declare deliver demand destroy discover
dismiss elect employ enter evacuate examine expel fail fight:fought find:found fine finish fire
flood found give:gave have:had hire hold:held injure inspect install interview join kill launch
leave:left lose:lost make:made measure meet:met move need offer open order pay:paid plant
promise publish question raise reach receive recover reject release remove repair replace report
rescue reopen retake resign sack save seize sell:sold send:sent ship sign spend:spent start stop
suspend take:took test treat visit win:won withdraw:withdrew wound
"""


def _past_forms() -> Mapping[str, str]:
    forms = {}
    for entry in _BASES.split():
        base, _, past = entry.partition(":")
        doubled = base in ("ban", "ship", "stop", "expel")
        regular = base + base[-1] * doubled + ("d" if base.endswith("e") else "ed")
        forms[past or regular] = base
    return forms


_PAST = _past_forms()
_DID = (
    r"(?:(?:On|In) [A-Z][a-z]+(?: \d{1,4})?,? )?(?P<who>[A-Za-z][^,;:.\d]{2,50}?) "
    rf"(?P<past>{'|'.join(_PAST)}) "
)
_WHEN_DID = re.compile(rf"^{_DID}(?P<what>[^,;:.]{{4,60}}?) {_DATE}")
_MANY_DID = re.compile(
    rf"{_DID}{_ROUGHLY}{_NUMBER} (?!(?:hundred|thousand|million|billion)\b)"
    r"(?P<what>(?:[a-z]+ ){0,2}?(?:[a-z]{2,}s|people|men|women|children))"
    r"(?P<more>(?: (?:of|from|to|in|at|for) [^,;:.]{3,40}?)?)(?=[.,](?!\d)|;|$| and )"
)
_AFTER = (
    "is|are|was|were|has|have|had|will|would|could|can|and|or|but|in|on|at|of|to|for|with|by|from|"
    "that|who|which|as|after|before|said|says|did|does|do"
)
# A word of a people rather than of a place or person, such as "Ostrelian".
_PEOPLE = re.compile(r"(?:ian|ish|ese)s?$")
_APPOSED = re.compile(r", (?:the|a|an) ([a-z][^,;:.]{3,60})(?=[,.;])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and the place that should answer it; ``kind`` is a key of ``KINDS``."""

    question: str
    document_id: str
    start: int
    end: int
    kind: str = ""


def of_sentences(
    document: Document, sentences: Sequence[Sentence], kinds: Sequence[str]
) -> Iterator[Candidate]:
    """What the sentences of an English document make, in order; one of each kind at most."""
    if document.language not in (None, "en"):
        return
    for sentence in sentences:
        if not sentence.is_evidence:
            continue
        span = sentence.span
        words = " ".join(span.of(document.text).split())
        for kind in kinds:
            question = KINDS[kind](words)
            if question is not None and len(question) <= LONGEST:
                yield Candidate(question, document.id, span.start, span.end, kind)


def _plain(words: str) -> str | None:
    """Words that can be read alone, in a question."""
    return None if _POINTS_BACK.search(words) else words.strip()


def _who_said(sentence: str) -> str | None:
    match = _SAID_THAT.search(sentence)
    if match is not None:
        what = _plain(match["what"])
        return f"Who {match['cue']} that {what}?" if what else None
    match = _SAID.search(sentence)
    what = _plain(match["what"]) if match else None
    return f"Who {match['cue']} {what}?" if match and what else None


def _is_it_true(sentence: str) -> str | None:
    match = _UNTRUE.search(sentence)
    what = _plain(match["what"]) if match else None
    return f"Is it true that {what}?" if what else None


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word.casefold().split("-")[0] in _NUMBERS


def _how_many(sentence: str) -> str | None:
    match = _COUNTED.search(sentence) or _OF_THEM.search(sentence)
    if match is not None and _is_number(match["number"]):
        what = _plain(match["what"])
        return f"How many {what}?" if what else None
    # What somebody says that somebody did is counted by itself.
    inner = [said.end() for said in re.finditer(r"\b(?:that|said) ", sentence)]
    tried = (_MANY_DID.match(sentence, at) for at in (*reversed(inner), 0))
    match = next((one for one in tried if one and _is_number(one["number"])), None)
    if match is None:
        return None
    who, what = _subject(match["who"]), _plain(match["what"] + "|" + match["more"])
    if who is None or what is None:
        return None
    counted, _, more = what.partition("|")
    return f"How many {counted} did {who} {_PAST[match['past']]}{more}?"


def _when(sentence: str) -> str | None:
    match = _PASSIVE.search(sentence)
    if match is not None:
        subject, more = _subject(match["what"]), _plain(match["more"])
        if subject is None or more is None:
            return None
        return f"When {match['be']} {subject} {match['done']}{' ' * bool(more)}{more}?"
    match = _WHEN_DID.match(sentence)
    if match is None:
        return None
    who, what = _subject(match["who"]), _plain(match["what"])
    return f"When did {who} {_PAST[match['past']]} {what}?" if who and what else None


def _why(sentence: str) -> str | None:
    match = _WHY.match(sentence)
    if match is None:
        return None
    be, _, no = match["be"].partition(" ")
    what, done = _subject(match["what"]), _plain(match["done"])
    return f"Why {be} {what} {no}{' ' * bool(no)}{done}?" if what and done else None


def _how_much(sentence: str) -> str | None:
    match = _COST.match(sentence)
    what = _plain(match["what"]) if match else None
    if match is None or what is None:
        return None
    did = match["would"].removesuffix("cost").strip() or "did"
    return f"How much {did} {what[0].lower()}{what[1:]} cost?"


def _subject(words: str) -> str | None:
    """The beginning of a sentence as it stands inside one; None where a capital may be either."""
    from qa.names import name_spans

    plain = _plain(words)
    if plain is None:
        return None
    first, _, rest = plain.partition(" ")
    if first in ("The", "A", "An", "Some") or first.casefold() in _NUMBERS:
        return f"{first.lower()} {rest}"
    if first in ("the", "a", "an"):
        return plain
    spans = name_spans(plain)
    named = bool(spans) and spans[0].start == 0 and " " in plain[: spans[0].end]
    return plain if named else None


def _who_is(sentence: str) -> str | None:
    from qa.names import fold_name, is_body, name_spans
    from qa.names.words import ROLE_NOUNS

    for span in name_spans(sentence):
        name = sentence[span.start : span.end]
        role = _APPOSED.match(sentence, span.end)
        person = role is not None and ROLE_NOUNS & set(fold_name(role[1]).split())
        if person and len(name.split()) in (2, 3) and not is_body(name) and _plain(name):
            return f"Who is {name}?"
    return None


KINDS: Mapping[str, Callable[[str], str | None]] = {
    "who said": _who_said,
    "how many": _how_many,
    "who is": _who_is,
    "is it true": _is_it_true,
    "when": _when,
    "why": _why,
    "how much": _how_much,
}
ABOUT = "about"


def about(
    sayings: Sequence[Saying], text: str, same: Callable[[str, str], bool], most: int = 1
) -> Iterator[Candidate]:
    """What a named speaker says about somebody, or something, that ``text`` names often.

    ``text`` is that of the documents; ``same`` whether two spellings are one name; ``most`` how
    many questions one statement makes.
    """
    from qa.names import extract_names, fold_name
    from qa.names.words import ORG_WORDS
    from qa.ui.speakers import is_named

    for saying in sayings:
        if not is_named(saying.speaker) or saying.speaker.isupper():
            continue
        own, made = set(fold_name(saying.speaker).split()), 0
        for name in dict.fromkeys(extract_names(saying.text)):
            words = set(fold_name(name).split())
            part = words & own or words <= ORG_WORDS or same(name, saying.speaker)
            part = part or (" " not in name and _PEOPLE.search(name) is not None)
            if made < most and not part and _is_often(name, text) and _plain(name):
                who, what = (with_article(one, text) for one in (saying.speaker, name))
                question = f"What did {who} say about {what}?"
                yield Candidate(question, saying.document_id, saying.start, saying.end, ABOUT)
                made += 1


def _is_often(name: str, text: str) -> bool:
    """Whether a name stands in a text several times, and is not the beginning of a longer one."""
    whole = re.compile(rf"\b{re.escape(name)}\b(?![ -][A-Z])")
    return len(name) > 3 and len(whole.findall(text)) >= _OFTEN


def with_article(name: str, text: str) -> str:
    """The name with "the" where a text mostly has it so: it knows what takes an article.

    A body of several words takes it where the text has it so once: in headings it is left out.
    """
    from qa.names import is_body

    whole = rf"\b{re.escape(name)}\b"
    if " " in name and is_body(name):
        return f"the {name}" if re.search(rf"(?i)\bthe {whole}", text) else name
    # In "the Orlow bridge" the article is the bridge's: what follows must end the name.
    alone = rf"{whole}(?=[^\w\s]|\s*$| (?:{_AFTER})\b)"
    having = len(re.findall(rf"(?im)\bthe {alone}", text))
    return f"the {name}" if 2 * having > len(re.findall(rf"(?m){alone}", text)) else name
