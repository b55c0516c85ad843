"""The words that a mention is put in with: definite, in full, fit to stand inside a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.anaphora import DETERMINERS
from qa.names.words import TITLES
from qa.standalone.mentions import Kind, Mention
from qa.standalone.referents import PERSONS, Exchange

__all__ = ["render"]

_INDEFINITE = re.compile(
    r"^(?:how )?"
    r"(?:(?:an?|any|some|many|several|few|no|every|each|most|all|other|another|more|much) )+",
    re.I,
)
_HUNDREDS = re.compile(
    r"^(?:(?:some|about|many|several) )?(?:hundreds|thousands|dozens|scores|tens|millions) of "
    r"(?:the )?",
    re.I,
)
_DEMONSTRATIVE = re.compile(r"^(?:this|that|these|those|same|such|the same) ", re.I)


def render(mention: Mention, exchanges: Sequence[Exchange]) -> str:
    """The words to put in the place of a pronoun: definite, without "any" or "that"."""
    if mention.kind is Kind.PERSON and mention.name:
        return _full_name(mention, exchanges)
    if mention.kind is Kind.NAME and mention.core.endswith(f" {mention.name}"):
        before = mention.core.removesuffix(mention.name).lower().split()
        if before[0] not in DETERMINERS:
            return mention.name  # "skier Ada Roth"
    text = mention.text if len(mention.text.split()) <= 8 else mention.core
    if mention.plural:
        text = _HUNDREDS.sub("the ", text)
    if not (mention.named or mention.plural) and any(
        re.search(rf"\b(?:which|what) {re.escape(mention.core)}\b", e.question, re.I)
        for e in exchanges
    ):
        return f"the {text}"
    bare = _INDEFINITE.sub("", _DEMONSTRATIVE.sub("the ", text))
    if bare != text and not mention.plural and not bare.lower().startswith("the "):
        bare = bare if mention.text == mention.name else f"the {bare}"
    if mention.named and mention.text == mention.name:
        others = (m for e in exchanges for m in (*e.mentions, *e.replies))
        if any(m.key == mention.key and m.text.lower().startswith("the ") for m in others):
            bare = f"the {bare}"
    if not (mention.named or mention.start):
        return bare[:1].lower() + bare[1:]  # it began a sentence
    return re.sub(r"^(?:The|Your|My|Our|His|Her|Its|Their)\b", lambda m: m.group().lower(), bare)


def _full_name(mention: Mention, exchanges: Sequence[Exchange]) -> str:
    """ "Ada Roth" for "Roth" or "Ms Roth" where the exchanges give one fuller name only."""
    bare = [w for w in mention.name.split() if w.lower().strip(".") not in TITLES]
    if len(bare) != 1:
        return mention.name
    others = (m.name for e in exchanges for m in (*e.mentions, *e.replies) if m.kind in PERSONS)
    fuller = {
        " ".join(w for w in name.split() if w.lower().strip(".") not in TITLES)
        for name in others
        if len(name.split()) > 1 and bare[0] in (name.split()[0], name.split()[-1])
    }
    fuller = {name for name in fuller if len(name.split()) > 1}
    return fuller.pop() if len(fuller) == 1 else mention.name
