"""Words by which a clause denies something, or says it with reserve."""

from __future__ import annotations

import re

__all__ = ["DEMAND", "DENIAL", "HEDGE", "denies"]

# "did not deny", "has never disputed", "nobody denies": a denial itself denied is none.
_NEGATED = (
    r"(?<!\bnot )(?<!n[’']t )(?<!\bnever )(?<!\bcannot )(?<!\bnot be )(?<!\bcannot be )(?<!nobody )"
    r"(?<!\bwithout )(?<!\bno one )(?<!(?:refused|decline) to )(?<!declined to )(?<!refuses to )"
    r"(?<!declines to )"
)
# "the disputed town", "in disputed waters": an adjective before its noun.
_ADJECTIVE = r"(?<!-)" + "".join(
    rf"(?<!\b{word} )"
    for word in "the The a its his her their of in In over on for from to".split()
)
# "Claims for power", "a claim to the throne" are demands, which nobody calls untrue.
_TO_SOMETHING = r" (?:for\b|to (?!have\b|be\b))"
_CLAIM = rf"claims?(?!{_TO_SOMETHING})"
DEMAND = re.compile(rf"\b(?:reject|dismiss)\w*\b[^.;]{{0,60}}?\bclaims?{_TO_SOMETHING}")
"""Words by which a demand is turned down, which denies no statement."""

DENIAL = re.compile(
    rf"\b{_NEGATED}(?:den(?:y|ies|ied|ying)|refut(?:e[sd]?|ing)|rebut(?:s|ted)?|disput(?:es|ing)|"
    rf"{_ADJECTIVE}disputed|contradict\w*)\b|"
    r"\b(?:denials?|refutation|repudiat\w+|debunk\w*|[Cc]ontrary to|falsely|"
    r"(?:is|are|was|were|be|as|entirely|completely|simply|totally|utterly|plainly|patently) "
    r"(?:not true|untrue|false|fake|baseless|unfounded|a lie|lies|fabricated|nonsense|groundless)|"
    r"(?:no|without|any|little) (?:\w+ )?(?:indications?|evidence|signs?|proof|truth|basis|"
    r"reports? of|"
    rf"knowledge|foundation)|(?:reject|dismiss)(?:s|es|ed|ing)?\b[^.;]{{0,60}}?\b(?:{_CLAIM}|"
    r"allegations?|"
    r"accusations?|suggestions?|reports?|ideas?|notions?|charges?|criticisms?|rumou?rs?|concerns?|"
    r"complaints?|accounts?|assertions?|speculation|findings?|statements?|theory|as|version|story)|"
    r"[Dd]espite\b[^.;,]{0,60}?\b(?:claims?|assertions?|statements?|insistence|assurances?|"
    r"reports?|"
    r"announcements?|denials?))\b"
)
"""Words by which a clause denies something."""

HEDGE = re.compile(
    r"\b(?:[Rr]eportedly|[Aa]lleged(?:ly)?|[Uu]nconfirmed|[Pp]urported(?:ly)?|[Ss]upposed(?:ly)?|"
    r"[Aa]pparently|[Aa]ppear(?:s|ed)? to|[Ii]t (?:\w+ )?(?:appears|seems|appeared|seemed)|"
    r"[Ss]eem(?:s|ed)? "
    r"to|may|might|[Pp]ossibly|[Pp]erhaps|[Pp]robably|[Rr]umou?r(?:s|ed)?|[Bb]elieved to|"
    r"[Tt]hought "
    r"to|[Ss]aid to (?:be|have)|[Uu]nclear|[Uu]ncertain|not (?:yet )?(?:certain|clear|known|"
    r"confirmed|"
    r"verified)|could not be (?:\w+ )?(?:verified|confirmed)|[Uu]nverified|[Cc]onceivabl[ey]|"
    r"[Ss]uspected|[Ss]peculation)\b"
)
"""Words by which a clause is hedged."""

_UNDERGONE = re.compile(
    r"\b(?:is|are|was|were|been|being)\s(?:\w+ly\s)?(?:denied|disputed|rejected|dismissed|refuted|"
    r"rebutted)\b"
)


def denies(words: str, *, of_claim: bool = False) -> bool:
    """Whether the words of a clause deny something.

    ``of_claim``: they are somebody's claim, whom a denial that it meets is not.
    """
    return DENIAL.search(_UNDERGONE.sub("", words) if of_claim else words) is not None
