"""Where a noun phrase with its appositions starts and ends in a masked sentence.

Offsets are into the sentence. English word order and closed classes, no lexicon of nouns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.attribution.cues import CUE_FORMS, Form
from qa.attribution.quotations import MASK

__all__ = [
    "DAY",
    "FINITE",
    "LY",
    "OPENING_BEFORE_PRONOUN",
    "OPENING_PHRASE",
    "is_noun_phrase",
    "noun_before",
    "noun_end",
    "only_adverbials",
]

_TIME = (
    r"(?:week|weekend|month|year|night|morning|afternoon|evening|spring|summer|autumn|winter|fall|"
    r"season|term|quarter|time|\w+day|January|February|March|April|May|June|July|August|September|"
    r"October|November|December)"
)
LY = r"(?!(?:family|ally|assembly|monopoly|bully|elderly)\b)[a-z]+ly"
"""An adverb by its ending; the nouns that share it are none ("the family said")."""
# First names and surnames with the ending of an adverb ("Emily Roth said").
_NAMED_LY = (
    r"(?:Emily|Sally|Molly|Polly|Holly|Kelly|Billy|Willy|Wally|Lily|Lilly|Milly|Tilly|Nelly|Shelly|"
    r"Beverly|Kimberly|Carly|Cicely|Everly|Dolly|Sully|Reilly|Connolly|Donnelly|Kennelly|"
    r"Vasily|Vitaly|Anatoly|Aly|Ely|Italy|Sicily|July)"
)
DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tonight|"
    rf"(?:last|this) {_TIME})"
)
FINITE = re.compile(
    r"\b(?:is|are|was|were|has|had|have|will|would|can|could|may|might|must|should|did|does|do|"
    r"began|"
    r"begins|came|went|took|made|became|remains?|remained|isn[’']t|wasn[’']t|won|lost|fell|rose)\b"
)
# What no noun phrase crosses; the colon of "5:40" is none.
# "In her closing words Ada Roth said": no comma parts the phrase from the name.
OPENING_PHRASE = re.compile(
    r"(?:In|At|On|During|After|Before)\s(?:his|her|their|its|an?|the)\s(?:[a-z’'-]+\s){1,4}"
    r"(?<!\bwith\s)(?<!\bof\s)(?<!\bby\s)(?<!\bto\s)(?<!\bin\s)(?<!\bat\s)(?<!\bfor\s)"
    r"(?<!\band\s)(?<!\bfrom\s)(?<!\bon\s)(?<!\bthe\s)"
)
# "Under questioning she": before a pronoun no article is needed to see where the phrase ends.
OPENING_BEFORE_PRONOUN = re.compile(
    r"(?:(?:In|At|On|During|After|Before|Under|By|From|Since|Until|With|About|Around|Within|To)\s"
    r"(?:[\w’'-]+\s){1,5}?|(?:The (?:next|same|following|other|first|last)|Last|Next|That|One|Two|"
    r"Three|Four|Some|Every|Each)\s(?:[\w’'-]+\s){1,4}?|"
    r"(?:Asked|Pressed|Questioned) (?:about|by|on|if|whether|why|how|what)\s(?:[\w’'-]+\s){1,8}?)"
    r"(?=(?:he|she|they)\s*$)"
)
_EMBEDDING = re.compile(
    r"\b(?:after|when|because|if|since|before|until|what|where|how|whether|whatever|why|than|once|"
    r"whose|whom|unless|so|although|though|while|whereas)\b",
    re.I,
)
_RELATIVE = re.compile(r"\b(?:who|that|which)\b")
_ADVERBIAL = re.compile(
    rf"(?:(?:in|on|at|after|before|during|for|with|without|from|under|over|by|since|following|amid|"
    r"among|between|through|throughout|despite|like|unlike|as|about|around|against|until|within|"
    r"across|"
    r"per|to|of|near|outside|inside|beyond|once|when|while|if|because|although|though|where|"
    r"asked|pressed|questioned|quoted|"
    # "Kelly Jones" and "Reed and Sons" are names, whatever their endings.
    r"(?!(?-i:[A-Z])[a-z]+(?: and)? (?-i:[A-Z]))(?:[a-z]+ing|[a-z]+ly|[a-z]+ed)|"
    rf"however|meanwhile|moreover|later|earlier|then|also|still|{DAY}|"
    r"first|second|instead|nevertheless|nonetheless|overall|so far|too|in turn|days?|"
    r"(?:two|three|four|five|six|ten) (?:second|minute|hour|day|week|month|year|decade)s)\b)",
    re.I,
)
LEADING = re.compile(
    r"(?:but|and|yet|so|while|whereas|although|though|as|or|nor|then|later|also|meanwhile|"
    r"however|still|instead|now|today|yesterday|"
    r"earlier(?! (?:stud|report|research|survey|poll|estimate|statement))|here|even|"
    rf"(?!(?:family|assembly|{_NAMED_LY})\b)(?:[A-Z][a-z]+ly|{LY})|"
    rf"(?:on|last|this) {DAY}|on [A-Z][a-z]+day)\b,?\s+",
    re.I,
)
_LISTED = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)? and [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?")
_BAD_START = re.compile(
    r"(?:to|of|by|and|or|than|not|is|was|in|on|at|with|for|from|under|over|about|into|onto|above|"
    r"below|behind|beside|against|near|among|between|across|through|within|without|despite|who|which|whom|whose|"
    r"that\b(?! \w+\b$)|what|how|why|except|"
    r"whether|there|because|if|when|after|before|since|until|unless|once|during|where|wherever|"
    # "Harding" is a name, whatever its ending.
    r"being|having|(?-i:[a-z]+ing)\b(?! \w))\b",
    re.I,
)


# "the people who did as the loudspeaker" (said): the verb is another's.
_AS_ANOTHER = re.compile(
    r"\b(?:who|that|which)\s(?:do|does|did|had done)\s(?:as|what)\s"
    r"(?:the|his|her|their|its|he|she|they|it|[A-Z]\w+)\b"
)
# "a poll published hours before the vote": when it came out.
_ISSUED = re.compile(
    r"(?<=\w)\s(?:published|released|issued|conducted|commissioned|taken|carried out)\s[^,]*$"
)
_VERB_LAST = re.compile(r"\s(?:say|announce|deny|tell|argue|believe|think|insist|suspect)\s*$")
# "the suspect", "a second suspect": behind an article the word is a noun.
_SUSPECT = re.compile(
    r"(?:an?|the|this|that|one|another)\s(?:(?:\w+-[\w-]+|main|prime|chief|other|first|second|third|"
    r"male|female|only)\s)?suspect\s*$",
    re.I,
)
_STOP = re.compile(
    r"\s*(?:[,;:.“”\"—–(](?!\w)|\s(?:who|which|that|after|when|while|as|but|because|where|told|"
    r"said|says|tells|"
    rf"has|had|have|is|was|were|are|will|would|{DAY}|"
    r"in (?:an?|the|his|her|its|their) (?:\w+ ){0,2}(?:interview|statement|letter|tweet|post|"
    r"speech|report|e-?mail|"
    r"message|note|release|video|article|column|ruling|memo|court|broadcast)|"
    r"at (?:a|the) (?:\w+ ){0,2}(?:conference|hearing|meeting|briefing|event|rally|ceremony)|"
    r"on (?:Twitter|Facebook|X|social media|[A-Z]\w+day|\d)|during|before|following|about|"
    r"adding)\b)|$"
)


# "Ada Roth — who treated the wounded — said": what stands between two dashes.
_INSERTED = re.compile(
    r"(?<=\w)\s?[—–]\s?[^—–;:“”\"]{3,120}?\s?[—–]\s*$|(?<=\w)\s-\s[^;:“”\"]{3,120}?\s-\s*$"
)


# "Ada Roth, who had called it “a farce”, said": the quotation ends no part of the sentence.
_QUOTING_RELATIVE = re.compile(rf",\s(?:who|whose|whom)\s[^;:—–]*{MASK}[^;:—–]*,\s*$")


def only_adverbials(before: str) -> bool:
    return (
        all(not seg.strip() or _ADVERBIAL.match(seg.strip()) for seg in re.split(r",", before))
        and before[-1] == ","
    )


def noun_before(area: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase, appositions included, that ends just before ``end``."""
    region = area[start:end]
    inserted = _INSERTED.search(region) or _QUOTING_RELATIVE.search(region)
    if inserted:
        return noun_before(area, start, start + inserted.start())
    hard = max(
        (
            m.end()
            for m in re.finditer(
                r"(?:[;—–”»]|(?<!\d):|:(?!\d))\s*|\"\s|\s-\s|" + MASK + r"[\"’']\s*", region
            )
        ),
        default=0,
    )
    hard = hard if hard < len(region) else 0 if hard == 0 else len(region)
    region_start = start + hard
    region = area[region_start:end]
    parenthetical = region.rstrip().endswith(",")
    body = region.rstrip().rstrip(",")
    if not body.strip(" ,"):
        return None
    bounds = _segments(body)
    last = bounds[-1]
    first = last
    if parenthetical and len(bounds) > 1:
        first = _chain_head(body, bounds)
    elif _LISTED.fullmatch(body[last[0] : last[1]].strip()) and len(bounds) > 1:
        first = bounds[-2]
    first = _strip_leading(body, *first), first[1]
    both = re.compile(r"[Bb]oth\s(?=[^,]+\sand\s)").match(body, *first)
    first = both.end() if both else first[0], first[1]
    words = body[first[0] : first[1]]
    opening = OPENING_PHRASE.match(words)
    if (opening and words[opening.end() :][:1].isupper()) or (
        opening := OPENING_BEFORE_PRONOUN.match(words)
    ):
        first = first[0] + opening.end(), first[1]
    if opening:
        words = body[first[0] : first[1]]
    doing = re.fullmatch(r"[A-Z][a-z]+ing", words.strip())
    if not is_noun_phrase(words) or (doing and re.match(r"\s*(?:all|both)\b", area[end:])):
        return None
    # The seg before an inner clause may show that this verb stands in a relative clause.
    return region_start + first[0], region_start + len(body)


def _segments(body: str) -> list[tuple[int, int]]:
    bounds, at = [], 0
    for match in re.finditer(r",\s+|\s(?:but)\s", body):
        bounds.append((at, match.start()))
        at = match.end()
    bounds.append((at, len(body)))
    return [b for b in bounds if body[b[0] : b[1]].strip()] or [(0, len(body))]


def _chain_head(body: str, bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Back over appositions and relative clauses to the segment that holds the head."""
    head = bounds[-1]
    for bound in reversed(bounds):
        seg = body[bound[0] : bound[1]].strip()
        owned = re.match(r"whose (?=[a-z])", seg)
        if owned and bound != bounds[-1]:
            # "the Board, whose chair, Ada Roth, said": the chair speaks.
            at = bound[0] + body[bound[0] :].index("whose ") + len("whose ")
            return at, bound[1]
        relative = re.match(
            r"(?:who|which|whose|whom|where)\b|[a-z]+ed\s(?:by|in|at|on|for|from|with)\b|led by\b",
            seg,
        )
        if not relative and FINITE.search(seg) and not _RELATIVE.search(seg):
            break
        head = bound
    index = bounds.index(head)
    while index < len(bounds) - 1:
        begin, end = bounds[index]
        if not _ADVERBIAL.match(body[_strip_leading(body, begin, end) : end]):
            break
        index += 1
    return bounds[index]


def _strip_leading(body: str, start: int, end: int) -> int:
    while (match := LEADING.match(body, start)) and match.end() < end:
        if body[start:end].count(" ") == 0:
            break
        start = match.end()
    return start


def is_noun_phrase(words: str) -> bool:
    plain = words.strip()
    if not plain or not (plain[0].isalnum() or plain[0] in "“\"‘'(@") or len(plain) > 260:
        return False
    if _BAD_START.match(plain) or re.search(
        r"\b(?:who|which|that|whom|to)$|\w (?:they|he|she|we)$", plain
    ):
        return False
    if _AS_ANOTHER.search(plain) or re.match(r"(?:It|That|There|What|He|She)[’']s\s", plain):
        return False
    if re.match(r"[a-z]+ed\s+(?:and|but|that|to|by)\b", plain) or _said_that(plain):
        return False
    first = re.match(r"[^\W\d_]+", plain)
    if first and " " in plain and CUE_FORMS.get(first.group(), ("", Form.BASE))[1] is not Form.BASE:
        return False
    # "..., says report": no form of these is a noun.
    if re.fullmatch(r"(?:says|said|tells|told|denie[sd]|insist(?:s|ed)|argue[sd])", plain):
        return False
    if re.fullmatch(r"(?:a|an|the|his|her|its|their|our|my|this|these|those)", plain, re.I):
        return False
    head = _ISSUED.sub("", _RELATIVE.split(plain, maxsplit=1)[0])
    if FINITE.search(head) or _EMBEDDING.search(head):
        return False
    if _VERB_LAST.search(head) and not _SUSPECT.fullmatch(head):
        return False
    # "the tale that they were shot is a lie": the second verb is the sentence's own.
    tail = plain[len(_RELATIVE.split(plain, maxsplit=1)[0]) :]
    if len(FINITE.findall(tail)) > 1 and not re.search(r",|\band\b|\bor\b", tail):
        return False
    return bool(head.strip())


def _said_that(words: str) -> bool:
    """Whether a report stands in the words already: "disagreed and said that she"."""
    head = _RELATIVE.split(words, maxsplit=1)[0]
    behind = words[len(head) :].startswith("that")
    last = head.split()[-1:] if behind else []
    return any(CUE_FORMS.get(w.lower(), ("", Form.BASE))[1] is not Form.BASE for w in last)


def noun_end(area: str, at: int, *, apposition: bool) -> int:
    """The end of a noun phrase that starts at ``at``, with one apposition behind a comma."""

    def end_from(place: int) -> int:
        while True:
            match = _STOP.search(area, place)
            if match is None:
                return len(area)
            dot = area[match.start() : match.start() + 1] == "."
            word = area[: match.start()].rsplit(" ", 1)[-1]
            if dot and len(word) <= 4 and match.end() < len(area) - 1 and word[:1].isupper():
                place = match.start() + 1
                continue
            return match.start()

    end = end_from(at)
    age = re.compile(r",\s\d{1,3}(?=,\s)").match(area, end)
    end = age.end() if age and apposition else end
    if apposition and area[end : end + 2] == ", ":
        more = end_from(end + 2)
        seg = area[end + 2 : more]
        closed = more >= len(area.rstrip(" .")) or area[more : more + 1] in ",.;"
        if closed and _is_apposition(seg):
            return more
    return end


def _is_apposition(seg: str) -> bool:
    plain = seg.strip()
    if FINITE.search(plain) or not plain or len(plain) > 140:
        return False
    if re.match(r"(?:and|but|or|which|who|adding|in|on|at|after|with|as|while)\b", plain, re.I):
        return False
    return re.match(r"(?:an?|the|one of|his|her|its|their|its)\b", plain, re.I) is not None or (
        plain[0].isupper()
        or re.match(r"[a-z’'-]+(?: [\w’'-]+){0,4} (?:of|at|for|in|with)\b|[a-z]+$", plain)
        is not None
    )
