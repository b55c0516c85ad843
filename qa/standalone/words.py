"""Words and their classes: which is a noun, which a verb, which only holds a sentence together.

Word lists and the words beside it decide, not a model; `mentions` reads phrases off the classes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.anaphora import (
    ADJECTIVES,
    ADVERBS,
    AMBIGUOUS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    EVENT_NOUNS,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
    VERB_FORMS,
    WH_WORDS,
)
from qa.names import name_spans
from qa.names.words import TITLES

__all__ = ["YEAR", "Word", "describes", "read_words"]


@dataclass(slots=True)
class Word:
    """A word with its offsets and its class: D, N, V, P(reposition) or F (all else)."""

    start: int
    end: int
    text: str
    low: str
    tag: str = ""
    named: bool = False
    broken: bool = False  # punctuation stands before it
    owner: bool = False  # ends in a possessive 's


_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|[^\W_]+(?:[-‐‑’'&.#][^\W_]+)*")
_OWNER = re.compile(r"(?:['’]s|(?<=s)['’])$")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_QUANTIFIERS = frozenset("some all many most few several this that".split())
_TAKEN = frozenset("the a an his her its their him them it".split())
_MODAL = frozenset("do does did can could will would shall should may might must to".split())
_CLOSED = PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | WH_WORDS | ADVERBS
_SAID = frozenset("said says wrote claimed argued added announced warned insisted".split())
_BE = frozenset("is are was were be been being am get got gets".split())
_PARTICIPLES = frozenset(
    "born slain hidden laid hung bitten shaken overrun overthrown undergone".split()
)
"""Those that `VERB_FORMS` lacks and that are no nouns: "Where was Ada Roth born?"."""
_LY_NOUNS = frozenset(
    "family supply reply ally assembly rally monopoly anomaly belly bully".split()
)


def read_words(text: str, *, inside: bool = False) -> list[Word]:
    """The words of ``text`` with their classes; possessive endings are cut off.

    ``inside`` says that ``text`` stood inside a sentence: a capital at its start is a name's.
    """
    lead = "and " if inside else ""
    spans = [(s.start - len(lead), s.end - len(lead)) for s in name_spans(lead + text)]
    words: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        owner = _OWNER.search(match.group()) or re.match(r"['’](?!\w)", text[match.end() :])
        token = _OWNER.sub("", match.group())
        start, end = match.start(), match.start() + len(token)
        low = token.lower().replace("’", "'")
        if (token == "May" and (start or inside)) or token == "US":
            low = token  # the month, which is no auxiliary; the country, no pronoun
        closed = low in WH_WORDS | PRONOUNS | AUXILIARIES or low in ("that", "this", "let")
        owner = None if closed else owner
        spanned = any(first <= start < stop for first, stop in spans)
        named = token == "US" or (spanned and not closed)
        between = text[last:start]
        titled = bool(words) and words[-1].low in TITLES and between == ". "
        broken = bool(re.search(r"[^\s’'\-–]|\s[-–]\s", between)) and not titled
        words.append(Word(start, end, token, low, "", named, broken, bool(owner)))
        last = match.end()
    pending = False
    for i, word in enumerate(words):
        word.tag = _tag(words, i, pending)
        if word.low in _MODAL and word.low != "to":
            pending = True
        elif word.tag == "V":
            pending = False
    _close(words)
    for i, word in enumerate(words):
        after = words[i + 1] if i + 1 < len(words) and not words[i + 1].broken else None
        before = words[i - 1] if i and not word.broken else None
        ends = before is not None and before.tag == "N" and not before.owner
        # "Is the ferry late": the last word tells of the ferry and is no part of its name.
        if ends and word.tag == "N" and describes(word) and (after is None or after.tag in "PFV"):
            word.tag = "F"
    return words


def _tag(words: Sequence[Word], i: int, pending: bool) -> str:
    word = words[i]
    low = word.low
    if word.named:
        return "N"
    if YEAR.fullmatch(low):
        return "N"
    if low == "according" or low.partition("'")[0] in PRONOUNS:
        return "F"
    if low in ("last", "next") and words[i + 1 : i + 2] and words[i + 1].low in TIME_WORDS:
        return "D"
    if low in DETERMINERS or low.replace(",", "").replace(".", "").isdigit():
        return "D"
    if low in PREPOSITIONS:
        return "P"
    if low in AUXILIARIES | CONJUNCTIONS | PRONOUNS | WH_WORDS | ADVERBS:
        return "F"
    if low.endswith("ly") and len(low) > 4 and low not in _LY_NOUNS:
        return "F"
    return "V" if _is_verb(words, i, pending) else "N"


def _is_verb(words: Sequence[Word], i: int, pending: bool) -> bool:
    word, low = words[i], words[i].low
    before = words[i - 1] if i and not word.broken else None
    form = VERB_FORMS.get(low) or (
        "ed" if low in _PARTICIPLES or (re.fullmatch(r"\w+[^\We]ed", low) and len(low) > 3) else ""
    )
    if not form and low.endswith("ing") and len(low) > 5:
        form = "ing"
    if not form and pending and before is not None and before.named and i + 1 < len(words):
        # "Did Ada Roth outwit Tom Pell": no name goes on in small letters after an auxiliary.
        later = any(VERB_FORMS.get(w.low) for w in words[i + 1 :])
        taken = words[i + 1].named or (words[i + 1].low in DETERMINERS | PRONOUNS and not later)
        return (taken or not (later or words[i + 1].low in _CLOSED)) and not words[i + 1].broken
    if not form:
        asked = before is not None and before.low == "who"  # "Who disputes that?"
        return asked or (pending and _is_clause_verb(words, i))
    if before is None:
        told = low in _SAID and i > 0  # "..., said Ada Roth"
        return told or (i == 0 and form in ("base", "ing"))
    if form == "ing" and before.low in ("do", "does", "did"):
        return False
    numbered = before.low.isdigit() and i > 1 and words[i - 2].named  # "Did Bulletin 2 give"
    if (before.tag == "D" and not (numbered and pending)) or before.owner:
        return form in ("ed", "ing") and before.low in _QUANTIFIERS
    if before.tag == "P" and before.low != "to":
        return form == "ing"
    if before.tag == "N":
        if form == "ing":
            follows = words[i + 1] if i + 1 < len(words) else None
            taken = follows is not None and (follows.named or follows.low in DETERMINERS)
            return before.named and taken
        ambiguous = low in AMBIGUOUS or low.removesuffix("s") in AMBIGUOUS
        after = words[i + 1] if i + 1 < len(words) and not words[i + 1].broken else None
        taken = after is not None and (after.low in _TAKEN or after.named)
        return pending or taken if ambiguous else True
    if before.low == "to" and form != "base":
        return form == "ing"
    if before.tag == "V":
        return form == "ed" and low not in ("used",)
    return not (before.low in ("and", "or") and i > 1 and words[i - 2].tag == "N" and form != "ed")


def _is_clause_verb(words: Sequence[Word], i: int) -> bool:
    """ "Did the two navies exchange fire": a plural is seldom the first half of a noun."""
    before, low = words[i - 1], words[i].low
    if words[i].broken or i + 1 == len(words) or words[i + 1].broken or before.tag != "N":
        return False
    plural = re.search(r"[^su]s$", before.low) and not before.named and not before.owner
    after = words[i + 1]
    known = low in GROUP_NOUNS | EVENT_NOUNS | PERSON_NOUNS | PLACE_NOUNS or low.endswith("s")
    closed = after.low in PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | WH_WORDS
    return bool(plural) and not known and not closed


def _close(words: Sequence[Word]) -> None:
    """In "what do A B C eat" the last word is the verb even where no list knows it."""
    if any(w.tag == "V" for w in words):
        return
    aux = next((i for i, w in enumerate(words) if w.low in _MODAL - {"to"}), None)
    if aux is None or len(words) < aux + 3:
        return
    if any(w.low in ("be", "been", "have", "do") for w in words[aux + 1 :]):
        return
    for i in range(aux + 2, len(words)):
        at_end = i + 1 == len(words) or words[i + 1].tag in "PF"
        if words[i].tag == "N" and not words[i].named and words[i - 1].tag != "D" and at_end:
            words[i].tag = "V"
            return


def describes(word: Word) -> bool:
    """Whether the word is an adjective, as far as lists and endings show."""
    if word.named:
        return False
    return word.low in ADJECTIVES or bool(
        re.fullmatch(r"\w{3,}(?:ous|ful|able|ible|less)", word.low)
    )
