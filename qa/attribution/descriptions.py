"""What pronouns and descriptions may stand for: "he", "the firm", "the 24-year-old", "another".

The classes of nouns behind `qa.attribution.speakers`: general English, no name of a corpus.
"""

from __future__ import annotations

import re

from index.types import Span
from qa.attribution.source_phrases import Source, head_noun
from qa.names.forms import fold_name
from qa.names.words import ROLE_NOUNS, STARTERS

__all__ = [
    "AGED",
    "CARRIED",
    "DEFINITE_SUBJECT",
    "GENERIC_PERSON",
    "NOBODY",
    "OPENING_PRONOUN",
    "OWNERS",
    "OWN_WORDS",
    "PLACE_BEFORE",
    "PLURAL_SUBJECT",
    "PREPOSITION_LAST",
    "PRONOUNS",
    "SEVERAL",
    "SUBJECT_PRONOUN",
    "TOLD_TO",
    "UTTERANCE",
    "is_any_company",
    "is_company",
    "is_kind_of_person",
    "is_partitive",
    "is_people",
    "is_role",
    "may_be",
    "may_be_company",
    "misfit",
    "office_beside",
    "same_role",
]

_AGENT = re.compile(r"(?:er|or|ist|man|woman|person|ian|ee|ant|one)$")
SUBJECT_PRONOUN = re.compile(
    r"(?:[^,“\"‘]{0,50},\s+|[“\"‘][^”\"’]*[”\"’]\s)?(?:But |And |Yet |Then )?(he|she|they|it)\b",
    re.I,
)
DEFINITE_SUBJECT = re.compile(
    r"((?:The|A|An|One of|His|Her|Their|Its|[A-Z][\w-]+[’']s)\s[^,.:;“\"]{2,60}?)"
    r"(?:,[^.]*?,)?\s(?:\w+ed|was|is|"
    r"are|were|"
    r"said|told|wrote|thought|has|have|had|left|went|came|rose|took|will|would|gave|makes?|\w+s)\b"
)
SEVERAL = re.compile(r"(?:[\w’'-]+\s){0,3}?[\w’'-]+s\b")
# "Local officials disagree": a bare plural that begins the sentence.
PLURAL_SUBJECT = re.compile(
    r"(?!This\b|Perhaps\b|Its\b|His\b)([A-Z][\w’'-]*(?:\s[a-z-]+){0,3}?(?:(?<=[a-z])s|\speople)"
    r"(?:\s(?:in|of|at|from|with|near|behind|on)\s[^,.:;“\"]{2,50}?)?)"
    r"\s(?:are|were|have|had|do|did|will|would|can|could|may|say|said|want|disagree|agree|told|tell|went|"
    r"came|took|made|gave|left|spoke|wrote|saw|felt|held|kept|began|\w+ed)\b"
)
CARRIED = re.compile(
    r"(?:an?|the|one)\s+(?:[\w-]+\s){0,2}?(?:statement|letter|post|message|memo|e-?mail|note|tweet|"
    r"release|communiqu[eé]|leaflet|video)\s+(?:(?:issued|signed|sent|posted|published|released|"
    r"written)\s+)?"
    r"(?:from|by)\s+(?=\w)",
    re.I,
)
PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|across|around|outside|into|towards?|through|inside)\s+(?:the\s+)?$"
)
PREPOSITION_LAST = re.compile(
    r"\b(?:of|for|from|in|at|with|to|by|near|on|over|within|against|about|than|"
    r"like)\s+(?:the\s+)?$",
    re.I,
)
# "told the BBC", "in an interview with Sky News": who only hears it.
TOLD_TO = re.compile(
    r"\b(?:told|tell(?:s|ing)?|(?:spoke|speak(?:s|ing)?|talk(?:ed|s|ing)?|statement|comment(?:s|ed)?|"
    r"remarks?|interview(?:ed)?|quoted|reported|seen|obtained|published|broadcast)\s"
    r"(?:to|with|by|in|on))\s(?:the\s)?$"
)
OPENING_PRONOUN = re.compile(r"\s*(?:[\w ]{0,30}?\bthat\s+)?(he|she|his|her)\b")
_ANY_COMPANY = frozenset(
    "group company firm organisation organization movement agency party business outfit faction "
    "corporation body".split()
)
# What one kind of firm is called: of the one that a text is about.
_COMPANIES = frozenset(
    "manufacturer operator retailer developer lender insurer airline carrier supplier contractor "
    "brewer publisher builder chain giant startup start-up conglomerate multinational".split()
)
# No firm, club or charity: what the state, a court or a school is called.
_NO_COMPANY = frozenset(
    "court tribunal inquiry ministry department council parliament senate congress assembly "
    "government police army navy embassy university college school committee commission "
    "treasury".split()
)
_OFFICE = (
    r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[A-Z][\w-]+[’']s?)\s(?:[\w’'-]+\s){0,5}?[a-z-]+"
    r"(?:\s(?:of|for|at)\s[^,.;:“”\"]{2,50})?"
)
_OFFICE_BEFORE = re.compile(rf"(?s:.*)\b({_OFFICE}),\s(?:an?\s)?(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?$")
_OFFICE_BEHIND = re.compile(rf",\s({_OFFICE})(?=[,.;:)])")
_BY_TRADE = re.compile(r"(?:[a-z]{3}ist|[a-z]{2}(?:man|woman)|[a-z]{2}ian|[a-z]{2}eer)$")
_CAUSES = frozenset(
    "group organisation organization movement agency party outfit faction body charity union club "
    "side watchdog regulator".split()
)
_NO_FIRM = frozenset(
    "union party federation league front forces resistance militia movement club association "
    "alliance charity workers coalition society trust agency office news times post courier "
    "gazette herald tribune chronicle journal radio television".split()
)
_PEOPLE = frozenset(
    "people fans locals critics experts users readers viewers listeners parents refugees families "
    "protesters campaigners villagers survivors authorities voters pupils passengers customers "
    "shoppers commuters tourists migrants islanders rebels troops".split()
)
# Somebody else's: "the colleague" is hardly who spoke last.
_RELATED = frozenset(
    "mother father sister brother son daughter wife husband colleague friend neighbour neighbor "
    "ally rival opponent relative successor predecessor partner aide adviser advisor assistant "
    "supporter source witness deputy heir member resident".split()
)
# Of these there is one at a time, so that "the mayor" need not be who spoke last.
_OFFICES = frozenset(
    "president mayor minister premier chancellor governor chairman chairwoman chair chairperson "
    "judge magistrate coroner king queen prince princess pope emir captain manager coach referee "
    "umpire director chief head principal rector dean secretary treasurer clerk registrar speaker "
    "prosecutor spokesman spokeswoman spokesperson defendant accused victim suspect plaintiff "
    "claimant applicant appellant founder owner editor author boss archbishop bishop sheriff "
    "ambassador foreman vicar interviewer landlord widow widower leader commander".split()
)
GENERIC_PERSON = frozenset(
    "man woman official person boy girl teenager veteran politician pensioner".split()
)
# "the 24-year-old", "the 31-year-old striker": told of whom the text is about.
AGED = re.compile(r"-year-old(?:\s[a-z]+)?$")
UTTERANCE = frozenset(
    "statement post tweet message letter announcement release communique note email email".split()
)
# "her deputy", not "praised her after": what somebody has.
OWNERS = re.compile(
    rf"\b([Hh]is|[Hh]er)\s(?!(?:{'|'.join(sorted(STARTERS))})\b|[a-z]+ly\b|\w+ing\b)[a-z]{{3,}}"
)
OWN_WORDS = re.compile(
    r"(his|her|their|its) (?:[\w-]+ ){0,2}?(?:statement|post|tweet|message|letter|e-?mail|"
    r"note|diary|memoirs?|reply|column|blog)\b",
    re.I,
)
NOBODY = frozenset(
    "some many others people most few several none nobody "
    "everyone everybody someone somebody anyone one another "
    "you that this these those there all any what which who both".split()
)
PRONOUNS = {
    "he": "m",
    "she": "f",
    "they": "",
    "it": "",
    "him": "m",
    "her": "f",
    "them": "",
    "his": "m",
    "their": "",
    "its": "",
}


def is_company(head: str) -> bool:
    """Whether a noun stands for a firm or its like named before: "the firm", "the carmaker"."""
    return (
        is_any_company(head)
        or head in _COMPANIES
        or (head.endswith("maker") and head not in ("maker", "lawmaker"))
    )


def is_any_company(head: str) -> bool:
    """Whether a noun may stand for every firm or its like: "the company"."""
    return head in _ANY_COMPANY


def may_be_company(name: str, head: str) -> bool:
    """Whether a body of this name may be meant by "the firm", "the movement"."""
    words = set(fold_name(name).split())
    return not words & _NO_COMPANY and (head in _CAUSES or not words & _NO_FIRM)


def is_kind_of_person(head: str) -> bool:
    """Whether a noun says what somebody is, as many are: "the analyst", "the striker"."""
    return is_occupation(head) and head not in _OFFICES | _RELATED | GENERIC_PERSON


def is_occupation(head: str) -> bool:
    """Whether a noun says what one person is or does: "the mayor", "a pathologist"."""
    return head in ROLE_NOUNS or _BY_TRADE.search(head) is not None


def office_beside(text: str, at: Span) -> str:
    """The office or trade that stands beside a name, between commas, or "".

    "the cook, Ada Roth,", "Ada Roth, the firm's director,".
    """
    before = _OFFICE_BEFORE.match(text[max(0, at.start - 90) : at.start])
    closed = re.match(r"\s*(?:[,.;:)]|$)", text[at.end : at.end + 3])
    behind = _OFFICE_BEHIND.match(text[at.end : at.end + 120])
    for found in (before if closed else None, behind):
        if found and is_occupation(head_noun(found[1])):
            return " ".join(found[1].split())
    return ""


def is_people(head: str) -> bool:
    """Whether a plural noun stands for people: "fans", "residents", "officials"."""
    return head in _PEOPLE or (head.endswith("s") and head.removesuffix("s") in ROLE_NOUNS)


def is_role(phrase: str) -> bool:
    """Whether a phrase is a role alone: "Mayor", "army chief"."""
    return head_noun(phrase) in ROLE_NOUNS


def is_partitive(phrase: str) -> bool:
    """Whether a phrase is one or more of those who spoke before: "another", "a third"."""
    return (
        re.fullmatch(r"(?:one|another|others|an?other|a (?:second|third|fourth))", phrase)
        is not None
    )


def same_role(a: str, b: str) -> bool:
    """Whether two nouns are one role, whoever bears it: spokesman, spokeswoman."""
    plain = [
        re.sub(r"(?:man|woman|person|men|people)$", "", w) if w.startswith("spokes") else w
        for w in (a, b)
    ]
    return plain[0] == plain[1]


def may_be(word: str, source: Source) -> bool:
    """Whether a pronoun may stand for a source, by number and kind."""
    folded = fold_name(source.name).split()
    if word == "it" and source.kind == "person":
        return False
    if source.kind == "phrase":
        head = head_noun(source.name)
        plural = head.endswith("s") or head in ("people", "police", "forces")
        if word in ("he", "she", "him", "her", "his"):
            return not plural and (head in ROLE_NOUNS or _AGENT.search(head) is not None)
        if word == "it":
            return head not in ROLE_NOUNS and not plural
        return bool(folded)
    return True


def misfit(word: str, source: Source, first: str) -> float:
    """What a pronoun's likeliest kind of noun is worth against another kind."""
    if word in ("they", "them", "their"):
        many = source.kind == "phrase" and head_noun(source.name).endswith("s")
        one = source.kind == "person" or head_noun(source.name) in ROLE_NOUNS
        return 0.0 if many else 1.6 if one else 0.4
    if source.kind == "phrase" and first == "person" and head_noun(source.name) in ROLE_NOUNS:
        return 0.3
    return 0.8 if first != source.kind else 0.0
