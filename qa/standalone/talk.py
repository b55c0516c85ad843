"""Talk around a question, which says nothing of what is asked: "OK, thanks. And when?"."""

from __future__ import annotations

import re

from qa.anaphora import DISCOURSE, INTERJECTIONS
from qa.standalone.words import read_words

__all__ = ["core_of", "is_talk", "written_out"]

_LEAD = re.compile(DISCOURSE, re.I)


_CUT = re.compile(
    r"\b(?:(?P<what>who|what|where|when|how|that|there|he|she)s(?= (?!['’]))|(?P<neg>did|does|was|"
    r"were|is|has|had|could|would|should)nt|(?P<they>they|you)re(?= )|(?P<em>em))\b(?!['’])",
    re.I,
)


def written_out(question: str) -> str:
    """The question in one line, with the apostrophes that haste leaves out: "whos", "didnt"."""

    def whole(match: re.Match[str]) -> str:
        if match["em"]:
            return "them" if match["em"].islower() else match["em"]
        if match["neg"]:
            return f"{match['neg']}n't"
        return f"{match['what']}'s" if match["what"] else f"{match['they']}'re"

    return _CUT.sub(whole, " ".join(question.split()))


def core_of(plain: str) -> str:
    """The question without the talk before it: "OK. And when?" -> "when?"."""
    parts = re.split(r"(?<=[.!?])\s+", plain)
    while len(parts) > 1 and is_talk(parts[0]):
        parts = parts[1:]
    core = " ".join(parts)
    for _ in range(4):
        match = _LEAD.match(core)
        if match is None or re.match(r"(?:so|no|well) (?:many|much|far|one|known)\b", core, re.I):
            break
        if not re.search(r"\w", core[match.end() :]):
            break
        core = core[match.end() :]
    return core


def is_talk(sentence: str) -> bool:
    """Whether a sentence only greets, thanks or wonders, so that nothing could be searched."""
    words = [w.low for w in read_words(sentence)]
    return len(words) <= 5 and all(w in INTERJECTIONS for w in words)
