"""Frames without a verb of saying: "according to X", "X's claim that", "it is said that".

Offsets are into the masked sentence, as in `qa.attribution.frames`.
"""

from __future__ import annotations

import re

from qa.attribution.cues import CUE_FORMS, CUE_NOUNS
from qa.attribution.frame import Frame, Kind
from qa.attribution.lexicon import VIEW_NOUNS
from qa.attribution.noun_phrases import is_noun_phrase, noun_end

__all__ = ["COUNTERED", "countered_frame", "impersonal_frame", "possessive_frame", "source_frame"]

COUNTERED = re.compile(
    r"an?\s(?:[a-z-]+\s)?(?:claim|charge|finding|figure|account|version|view|conclusion|assertion|"
    r"allegation|accusation|suggestion|statement|number|toll|estimate|verdict|reading|contention)\s"
    r"(?:(?:that|which)\s)?(?P<who>(?:(?:the|an?|its|his|her|their|one|both)\s(?:[\w’'-]+\s){0,4}?"
    r"[\w’'-]+|[A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*){0,4}))\s"
    r"(?:(?:has|have|had|also|later|[a-z]+ly|always)\s){0,2}"
    r"(?P<cue>den(?:y|ies|ied)|disput(?:es?|ed)|reject(?:s|ed)?|dismiss(?:es|ed)?|refute[sd]?|"
    r"contest(?:s|ed)?|challenge[sd]?)(?=\s*(?:[.,;:)]|$|as\b))"
)
"""What somebody says to what was said, put behind it: "a finding (that) the company disputes"."""

# By whom or after whom: what stands behind is the source.
_SOURCES = re.compile(
    r"\b(?:(?P<to>[Aa]ccording to(?! which| whom))|"
    r"(?P<words>[Ii]n the (?:words|view|opinion|estimation|judge?ment|eyes) of|"
    r"[Bb]y the (?:account|reckoning|estimate|admission|count) of)|"
    r"(?P<citing>[Cc]iting)|"
    r"(?P<per>[Aa]s per|(?:^|(?<=[.:,;] ))(?:Per(?= the )|per(?=\s(?:the\s|[A-Z])))))"
    r"\s+(?=[\w“\"‘])"
)
# "in her view", "by the firm's own account", "to Roth's mind": the owner is the source.
_OWNED = re.compile(
    r"(?:(?P<to>(?:^|(?<=[,;:] ))(?:[Tt]o|[Ii]n)\b(?=.*\b(?:mind|eyes|way)\b))|"
    r"\b(?P<in>[Ii]n)|\b[Bb]y)\s"
    r"(?P<whose>[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|(?:(?:[Tt]he|[Aa]n?) )?[^,;:.“”\"]{2,60}?[’']s?)\s"
    r"(?:own\s|[a-z]+al\s)?"
    r"(?P<noun>(?(to)(?:mind|eyes|way of thinking)|(?(in)(?:view|opinion|words|account|telling|"
    r"judge?ment|estimation|reckoning|version)|(?:accounts?|reckoning|estimates?|calculations?|"
    r"count|admission|telling))))\b"
)
_ACTS = re.compile(r"\bto\b|\w+ed (?:the|an?|his|her|its|their)\b|(?:\S+\s){7}")
# "as Brandl put it", "as the ministry sees it".
_AS = re.compile(
    r"(?:\b[Aa]s|[”\"’'],? (?:was|is) (?:also )?how) (?P<who>[^,;:.“”\"]{2,70}?) "
    r"(?P<cue>(?:has |have |had |once |later )?"
    r"(?:puts?|sees?|saw|tells?|told|has|have|had|describe[sd]?|explain(?:s|ed)?) it)\b"
    r"(?=\s*(?:[,.;:—–-]|$|in\b|on\b|to\b))"
)
_IMPERSONAL = re.compile(
    r"(?<!\bthat )(?<!\bwhich )(?<!\bwho )\b(?:[Ii]t (?:is|was|has been|had been) (?:also |widely |"
    r"often |sometimes |then |later )?(?P<cue>said|"
    r"reported|claimed|alleged|rumou?red|believed|thought|suggested|announced|stated|argued|feared|"
    r"understood)|(?:[Rr]umou?rs|[Uu]nconfirmed reports|[Rr]eports|[Ss]peculation|"
    r"[Aa]llegations|[Cc]laims|"
    r"[Aa]ccusations) (?:that|of)\b|[Tt]here (?:is|are|were|was|have been|"
    r"has been) (?!no\b)(?:also |still )?(?:\w+ )?(?:rumou?rs|"
    r"reports|claims|allegations|speculation|suggestions)|[Rr]eportedly|[Aa]llegedly|(?:is|are|"
    r"was|were|has "
    r"been|have been) (?:widely |also |reliably )?(?:said|reported|alleged|rumou?red|claimed|"
    r"understood|"
    r"thought|believed) to (?!us\b|me\b|them\b|him\b|the\b|an?\b|have been told))\b"
)
_NO_REPORTS = re.compile(r"\b(?:no|without|any)\s+(?:\w+\s+)?$", re.I)
_POSSESSIVE = re.compile(
    r"(?!(?:[Ii]t|[Tt]hat|[Tt]here|[Ww]hat|[Hh]e|[Ss]he|[Tt]his)[’'])(?P<who>(?:\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|"
    r"[Ii]ts)\s)?[^,;:.“”\"]{1,70}?)(?:[’']s|s[’'])\s+(?:\w+\s)?"
    rf"(?:(?P<noun>{'|'.join(sorted(CUE_NOUNS, key=len, reverse=True))})\s+(?:that|to have|"
    rf"was that|is that|suggests?|"
    rf"(?:is|was|are|were)(?! (?:read|made|given|issued|published|released|"
    rf"signed|dated|followed|sent|received|met|heard|questioned|rejected|accepted|upheld|dismissed|"
    rf"repeated|quoted|echoed|cited)\b))|"
    # A view, an estimate: of saying only with what is held behind it.
    rf"(?P<view>{'|'.join(sorted(VIEW_NOUNS, key=len, reverse=True))})\s+"
    r"(?:that|is that|was that))\b"
)
_NOUNS = "|".join(sorted(CUE_NOUNS | VIEW_NOUNS, key=len, reverse=True))
# "a promise by the mayor that", "word from two members is that", "warnings from doctors that".
_NOMINAL_OF = re.compile(
    rf"(?:(?:(?:[Tt]he|[Aa]n?|[Aa]ny|[Tt]his)\s(?:[a-z]+\s)?(?P<noun>{_NOUNS})|"
    r"(?P<view>Word|The word))\s(?:of|by|from)|"
    r"(?:(?:There (?:were|are|have been)|Despite|Amid) )?(?:(?:[Tt]he|[A-Za-z][a-z]+) )?"
    r"(?P<many>[Cc]laims|[Aa]llegations|[Aa]ccusations|[Ww]arnings|[Cc]omplaints|[Rr]eports|"
    r"[Ss]uggestions|[Ff]ears|[Pp]redictions|[Aa]ssurances|[Aa]ssertions|[Cc]oncerns?|[Cc]alls|"
    r"[Ss]tatements|[Pp]romises|[Dd]enials|[Tt]estimony|[Ee]vidence)\s(?:by|from|among)|"
    r"(?P<came>[Ww]ord|[Nn]ews) (?:has |had )?(?:came|comes?|reached \w+) from)\s"
    r"(?P<who>(?:[^,;:.“”\"](?!\bthat\b|\b(?:is|was) that\b)){1,70}?)\s"
    r"(?:that|(?:is|was) that)\b"
)


def source_frame(area: str, start: int) -> Frame | None:
    """The frame of a source in an adverbial: "according to X", "in X's view", "as X put it"."""
    match = _SOURCES.search(area, start)
    if match is None:
        return _owned_frame(area, start) or _as_frame(area, start)
    pronoun = re.compile(r"(?:him|her|them|it)\b(?! \w+,)", re.I).match(area, match.end())
    if pronoun:
        return Frame("source", match.span(), pronoun.span(), "according")
    stop = noun_end(area, match.end(), apposition=True)
    if not area[start : match.start()].strip() and stop >= len(area.rstrip(" .")):
        # "According to X, the ship sank": what reaches to the end is no apposition.
        stop = noun_end(area, match.end(), apposition=False)
    return Frame("source", match.span(), (match.end(), stop), "according")


def _owned_frame(area: str, start: int) -> Frame | None:
    for match in _OWNED.finditer(area, start):
        whose = match["whose"]
        bare = re.sub(r"[’']s?$", "", whose)
        if len(whose.split()) > 1 and (_ACTS.search(bare) or not is_noun_phrase(bare)):
            continue
        end = match.start("whose") + len(bare)
        return Frame("source", match.span("noun"), (match.start("whose"), end), "view")
    return None


def _as_frame(area: str, start: int) -> Frame | None:
    for match in _AS.finditer(area, start):
        if is_noun_phrase(match["who"]):
            quoted = area[: match.start() + 1].rstrip(", ")[-1:] in ("”", '"', "’", "'")
            kind: Kind = "tag" if quoted else "source"
            return Frame(kind, match.span("cue"), match.span("who"), "put")
    return None


def countered_frame(area: str, start: int) -> Frame | None:
    """The frame of a part that is `COUNTERED` alone."""
    found = COUNTERED.match(area, start)
    if found is None:
        return None
    lemma = CUE_FORMS[found["cue"]][0] if found["cue"] in CUE_FORMS else "dispute"
    return Frame("lead", found.span("cue"), found.span("who"), lemma)


def impersonal_frame(area: str, start: int) -> Frame | None:
    """The frame of what is said by nobody named: "it is said", "reportedly"."""
    match = _IMPERSONAL.search(area, start)
    if match is None or _NO_REPORTS.search(area[max(start, match.start() - 25) : match.start()]):
        return None
    # "the rumours that X" deep inside a sentence are an object, not what the sentence says.
    noun = re.match(r"(?:rep(?!ortedly)|rum|unc|spec|alleg(?!edly)|cla|acc)", match.group(), re.I)
    if noun and match.start() > start + 12:
        return None
    words = re.sub(r"\s(?:that|of|to)\s*$", "", match.group())
    span = match.span("cue") if match["cue"] else (match.start(), match.start() + len(words))
    return Frame("impersonal", span, None, "say")


def possessive_frame(area: str, start: int) -> Frame | None:
    """The frame of a noun for what is said and its owner: "X's claim that", "word from X that"."""
    match = _POSSESSIVE.match(area, _skip(area, start))
    if match is None:
        match = _NOMINAL_OF.match(area, _skip(area, start))
        if match is None or not is_noun_phrase(match["who"]):
            return None
    names = ("noun", "view", "many", "came")
    name = next(n for n in names if match.groupdict().get(n))
    return Frame("possessive", match.span(name), match.span("who"), match[name])


def _skip(area: str, at: int) -> int:
    while at < len(area) and not area[at].isalnum():
        at += 1
    return at
