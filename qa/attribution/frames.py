"""Who-said-what frames of one sentence, read off its surface: source, cue, what follows.

A sentence comes in with its quoted words masked (`quotations.mask`); frames carry offsets
into it and no resolved names. Where the surface is doubtful there is no frame.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.attribution.cues import CUE_NOUNS, DENYING, LIGHT, Cue, Form, find_cues
from qa.attribution.frame import Frame
from qa.attribution.frame_patterns import (
    AFTER_TAG,
    AUXILIARY,
    BARE_INFINITIVE,
    BE,
    BY,
    CLAIMED_BY,
    ITEM,
    LEADING_ONLY,
    NEGATED,
    NEVER_NOUNS,
    NOT_FINITE,
    NOUNISH,
    OWNED,
    PLURAL_NAME,
    PLURAL_PHRASE,
    PLURAL_WORD,
    REPLIED,
    REPORTER,
    SET_PHRASES,
    SHOWN,
    SIGNED,
    STUDIES,
    TAIL,
    THINGS_SHOWING,
    TOLD,
    VERBS_ONLY,
    WENT_ON,
)
from qa.attribution.nominals import (
    countered_frame,
    impersonal_frame,
    possessive_frame,
    source_frame,
)
from qa.attribution.noun_phrases import (
    FINITE,
    LY,
    OPENING_BEFORE_PRONOUN,
    OPENING_PHRASE,
    is_noun_phrase,
    noun_before,
    noun_end,
    only_adverbials,
)
from qa.attribution.passives import heard, opening, participle, passive
from qa.attribution.quotations import MASK

__all__ = ["Frame", "find_frame"]

# What belongs to the verb: "spoke of", "put it to him that".
_WITH_MORE = {
    "speak": re.compile(r"\s(?:of|against|out against|in favou?r of)\b"),
    "put": re.compile(r"\sit to (?:\w+|the \w+)(?=\sthat\b)"),
}
# "But it did say that": no question, no negation.
_EMPHATIC = re.compile(r"[\w,]\s(?:did|does|do)\s(?:\w+ly\s|also\s|however\s)?$")
_QUOTING = re.compile(
    r"\s+(?P<who>[^,;:“”\"]{2,70}?)\s+as\s+(?P<cue>saying|telling|writing|adding)\b"
)
# "Firm failed tenants, says report": in a headline the source has no article.
_BARE_SOURCE = re.compile(
    r"\s(?!(?:so|no|yes|sorry|little|nothing|more|goodbye)\b)[a-z]{3,}(?:\s(?:by|from|of)\s[^,.]+)?\s*"
)
_NAMING = frozenset("call describe dub brand label".split())
_LATER = re.compile(r"\s(?:also|then|later|again|has|have|had|is|was|were|are|[a-z]+ly|,)\s*$")
# "told a local paper that": behind the verb stands who is told.
_TOLD_IT = re.compile(r":|\s(?:that|how|why|what|where|when|he|she|it|they)\b")
_WHO_HAS = re.compile(r",\s(?:who|whose|whom|which)\b[^;:“”\"]*$")
_WHO_ENDS = re.compile(r",?\s(?:who|whose|whom)\b[^.;:“\"]*(?=[.\s]*$)")


def find_frame(masked: str, start: int, end: int, *, capitals: bool = False) -> Frame | None:
    """The frame that governs ``masked[start:end]``, or None for the outlet's own words.

    A tag or a source named at the end outranks a reporting verb inside what it reports; a
    medium that is only passed through ("X said ..., according to the agency") does not.
    """
    area = masked[:end]
    if capitals and len(area.lower()) == len(area):
        area = area.lower()
    item = ITEM.match(area, start)
    start = item.end() if item else start
    if countered := countered_frame(area, start):
        return countered
    cues = [c for c in find_cues(area, capitals) if c.start >= start]
    frames = [f for c in cues if (f := _verb_frame(area, start, c)) is not None]
    frames += _phrase_frames(area, start, masked[:end])
    source = source_frame(area, start)
    tags = [f for f in frames if f.kind == "tag"]
    leads = [f for f in frames if f.kind in ("lead", "possessive")]
    light = [f for f in leads if f.lemma in LIGHT]
    if not (source or tags or any(f.kind == "participle" for f in frames)):
        leads = [f for f in leads if f not in light] or light
    else:
        leads = [f for f in leads if f not in light]
    if len(leads) > 1 and _passes_on(area, leads[0], leads[1]):
        leads = leads[1:]
    weak = source and source.noun and (source.lemma == "put" or _is_pronoun(area, source.noun))
    if weak and tags and tags[0].noun:
        source = None  # "In her view, said Ada Roth, ...": the name stands behind its pronoun
    if source and tags and tags[-1].noun and _WHO_HAS.search(area, tags[-1].noun[0], source.cue[0]):
        source = None  # "“...,” said Ada Roth, who had, according to friends, ..."
    if source and source.noun:
        through = REPORTER.search(area[source.noun[0] : source.noun[1]])
        if not (through and (leads or tags)) and area[source.cue[0]] != "c":
            return source
    if leads and tags:
        # "X said, adding ..., Y said": only a tag behind the first lead's content outranks it.
        return tags[-1] if leads[0].cue[0] < tags[-1].cue[0] and tags[-1].noun else leads[0]
    possessive = possessive_frame(area, start)
    if denied := _denied(area, leads, possessive):
        return denied
    if possessive and leads and leads[0].noun and leads[0].cue < leads[0].noun:
        return possessive  # "X's claim that ... has been questioned by Y": the claim is X's
    for group in (leads, tags):
        if group:
            return group[0]
    if possessive or source:
        return possessive or source
    rest = [f for f in frames if f.kind in ("participle", "impersonal")]
    impersonal = impersonal_frame(area, start)
    participles = [f for f in rest if f.kind == "participle"]
    if participles:
        return participles[0]
    return rest[0] if rest else impersonal


def _denied(area: str, leads: Sequence[Frame], possessive: Frame | None) -> Frame | None:
    """ "X's claim that ... was denied by Y": the denial is Y's."""
    denials = [f for f in leads if f.lemma in DENYING and f.noun and f.cue < f.noun]
    if not denials:
        return None
    denial = denials[0]
    claim = possessive or next((f for f in leads if area[slice(*f.cue)] in CUE_NOUNS), None)
    return denial if claim and _are_denied(area[claim.cue[1] : denial.cue[0]]) else None


def _are_denied(between: str) -> bool:
    """Whether the words between a claim and a passive end what is claimed before the passive.

    "Claims that it fell were denied by Y", but not "claims that reports were denied by Y": one
    clause without a conjunction or another such noun has one finite verb, and the second is that
    of the claim.
    """
    verbs = FINITE.findall(re.sub(r"\b(?:have|has|had) been\b", "were", between))
    clause = re.match(r"\s(?:(?:by|of|from)\s[^,;:]*?\s)?that\s", between)
    simple = re.search(r",|;|:|\b(?:and|but|or|who|which)\b", between) is None
    said = re.search(rf"\b(?:reports?|rumou?rs?|charges?|{'|'.join(CUE_NOUNS)})\b", between)
    return clause is not None and simple and said is None and len(verbs) > 1


def _phrase_frames(area: str, start: int, written: str) -> list[Frame]:
    """ "X gave notice that", "tradition has it that": a verb and its noun that report together."""
    found = []
    signed = SIGNED.search(written, start)
    if signed and is_noun_phrase(signed["who"]):
        at = signed.start("who")
        found.append(Frame("tag", (at, at), signed.span("who"), "sign"))
    replied = REPLIED.search(area, start)
    if replied:
        found.append(Frame("tag", replied.span("noun"), replied.span("who"), replied["noun"]))
    for match in SET_PHRASES.finditer(area, start):
        noun = noun_before(area, start, match.start())
        if noun is not None:
            noun = noun[0], start + len(_LATER.sub("", area[start : noun[1]]).rstrip())
        if noun and area[noun[0] : noun[1]].strip().lower() not in ("it", "this", "that", "what"):
            span = match.span("cue") if match["cue"] else match.span("np")
            found.append(Frame("lead", span, noun, "phrase"))
    return found


def _is_pronoun(area: str, noun: tuple[int, int]) -> bool:
    return area[slice(*noun)].strip().lower() in ("he", "she", "they", "it", "his", "her", "their")


def _passes_on(area: str, outer: Frame, inner: Frame) -> bool:
    """ "In an interview he said: Ada Roth said ...": the pronoun stands for the name behind it."""
    if outer.noun is None or inner.noun is None:
        return False
    return (
        _is_pronoun(area, outer.noun)
        and re.fullmatch(r"\s*:\s*", area[outer.cue[1] : inner.noun[0]]) is not None
    )


def _verb_frame(area: str, start: int, cue: Cue) -> Frame | None:
    left = area[start : cue.start]
    if cue.form in (Form.BASE, Form.THIRD) and NOUNISH.search(left):
        counted = re.search(r"\b(?:some|many|several|these|those)\s+$", left, re.I)
        named = counted and cue.lemma in NEVER_NOUNS
        if not named and not WENT_ON.search(left):
            return None
    if cue.form is Form.BASE and left.endswith(", ") and (whom := _inverted(area, start, cue)):
        return Frame("tag", _cue_span(area, cue, cue.start), whom, cue.lemma)
    only = left.endswith("would ") and area[cue.end :].startswith((" only", " no more"))
    bare = cue.form is Form.BASE and not (only or _EMPHATIC.search(left))
    if bare and NOT_FINITE.search(left) and not WENT_ON.search(left):
        return None
    several = _plural_before(left) or _plural_name(area, left, cue)
    if bare and not (several or WENT_ON.search(left)):
        return None
    if NEGATED.search(left):
        return None
    quoted_as = re.search(r"\b(?:is|was|were|been)\s+(?:\w+ )?quoted\b.{0,40}\bas\s+$", left)
    if cue.lemma == "quote" and BY.match(area, cue.end):
        return None
    if cue.lemma == "quote" and (quoting := _QUOTING.match(area, cue.end)):
        # "The report quotes the pilot as saying": the words are the pilot's.
        named = is_noun_phrase(quoting["who"])
        return Frame("lead", quoting.span("cue"), quoting.span("who"), "say") if named else None
    if cue.lemma == "tell" and not cue.complete:
        return None
    if cue.form is Form.PAST and BE.search(left):
        return passive(area, start, cue)
    if cue.form is Form.PAST and (opened := opening(area, start, cue)):
        return opened
    if cue.form is Form.PAST and CLAIMED_BY.match(area, cue.end) and re.search(r"\w\s$", left):
        return None
    if cue.form is Form.ING and not (quoted_as or BE.search(left)):
        return participle(area, start, cue)
    if cue.lemma in ("begin", "continue") and MASK not in area:
        return None
    begin = _cue_begin(area, start, cue)
    if cue.complete and re.search(
        r"[\w.],?\s+(?:and|but)\s+(?:then\s+|later\s+)?$", area[start:begin]
    ):
        return Frame("participle", _cue_span(area, cue, begin), None, cue.lemma)
    noun = (
        None
        if _tags_plain(area, cue) or _parted(area, start, cue)
        else noun_before(area, start, begin)
    )
    if noun is not None and cue.lemma in ("hear", "learn") and (told := heard(area, cue, noun)):
        return told
    if noun is not None:
        frame = _active(area, start, cue, begin, noun)
        if cue.lemma in SHOWN and THINGS_SHOWING.match(area[noun[0] : noun[1]]):
            return None
        owner = OWNED.search(area[noun[0] : noun[1]]) if frame else None
        if frame and owner:
            noun = noun[0], noun[0] + owner.start()
            return Frame("possessive", frame.cue, noun, cue.lemma)
        if frame or not _closes(area, cue):
            return frame
    inverted = _inverted(area, start, cue)
    if inverted is not None:
        return Frame("tag", _cue_span(area, cue, cue.start), inverted, cue.lemma)
    return None


def _closes(area: str, cue: Cue) -> bool:
    """Whether a verb behind a comma and its noun phrase end the sentence: "..., states a paper"."""
    if cue.form not in (Form.THIRD, Form.PAST) or not area[: cue.start].endswith(", "):
        return False
    behind = re.match(r"\s(?:(?:an?|the|one|his|her|its|their)\b|[A-Z])", area[cue.end :])
    end = noun_end(area, cue.end + 1, apposition=True)
    return behind is not None and (not area[end:].strip(" .") or area[end : end + 2] == ", ")


def _parted(area: str, start: int, cue: Cue) -> bool:
    """Whether the one comma before a verb parts it from what is said: "A, promises B, will go"."""
    return area[start : cue.start].count(",") == 1 and _closes(area, cue)


def _tags_plain(area: str, cue: Cue) -> bool:
    """Whether a verb and a name behind a comma end the sentence: "The door was shut, said Ada"."""
    if cue.lemma not in ("say", "add", "explain") or not area[: cue.start].endswith(", "):
        return False
    if area.count(",", 0, cue.start) == 1 and _BARE_SOURCE.fullmatch(area, cue.end):
        return True
    end = noun_end(area, cue.end + 1, apposition=True)
    named = re.match(r"(?:[a-z’'-]+ ){0,4}[A-Z]", area[cue.end + 1 : end])
    return named is not None and not area[end:].strip(" .")


def _plural_before(left: str) -> bool:
    inserted = re.fullmatch(r"([^,]+),\s[^,]+,\s*", left)
    left = inserted[1] if inserted else left
    if PLURAL_PHRASE.search(left):
        return True
    word = re.search(rf"([^\W\d_]+)[\s,]*(?:\b(?:also|now|still|all|both|often|{LY})\s+)*$", left)
    if word is None:
        return False
    return PLURAL_WORD.fullmatch(word[1]) is not None


def _plural_name(area: str, left: str, cue: Cue) -> bool:
    """Whether names stand before a verb without an ending as its subject: "the Front say"."""
    named = PLURAL_NAME.search(left)
    if named is None or BARE_INFINITIVE.search(left):
        return False
    before = left[: named.start("who")].rstrip()
    tags = before[-1:] in (",", "”", '"') and AFTER_TAG.match(area[cue.end :]) is not None
    several = " and " in named["who"] or cue.lemma in VERBS_ONLY
    return tags or (several and AUXILIARY.search(left) is None)


def _cue_begin(area: str, start: int, cue: Cue) -> int:
    """Where the verb group with its auxiliaries and adverbs begins."""
    at = cue.start
    while True:
        tail = TAIL.search(area[start:at])
        if tail is None or start + tail.start() >= at:
            return at
        head = area[start : start + tail.start()].rstrip()
        # "the man, who resigned last week, said": the comma closes the relative clause.
        if tail.group().rstrip().endswith(",") and not head.endswith(",") and head:
            return at
        at = start + tail.start()


def _active(area: str, start: int, cue: Cue, begin: int, noun: tuple[int, int]) -> Frame | None:
    after = area[cue.end :]
    told = TOLD.match(after) if cue.lemma == "tell" else None
    if told:
        after = after[told.end() :]
    if cue.lemma == "point":
        after = after.removeprefix(" out")
    before = area[start : noun[0]].rstrip(" (")
    content_before = bool(before) and before[-1] in ",”\"’'»“" and not only_adverbials(before)
    quote_follows = re.match(r"[^“\"‘.;]{0,80}[“\"‘]" + MASK, after) is not None
    at_end = AFTER_TAG.match(after) is not None
    if re.match(r"\s*,\s", after) and before and content_before:
        at_end = True
    cue_span = _cue_span(area, cue, begin)
    if (
        content_before
        and at_end
        and not re.match(r"[^,]{0,60}\bthat\b", after)
        and (not quote_follows or before[-1] != ",")
    ):
        return Frame("tag", cue_span, noun, cue.lemma)
    if re.match(r"\s*,\s*(?!$)", after) and not quote_follows and not before:
        # "X said, ..." without a quotation: still a lead.
        return Frame("lead", cue_span, noun, cue.lemma)
    found = cue.lemma == "find" and STUDIES.match(area[noun[0] : noun[1]])
    if not cue.complete and not found:
        return None
    relative = re.search(r",\s+whose$", before) is not None
    if (
        before
        and before[-1] not in ',;:—–”"-'
        and not relative
        and not LEADING_ONLY.fullmatch(before)
        and not OPENING_PHRASE.fullmatch(before + " ")
        and not OPENING_BEFORE_PRONOUN.match(area[start : noun[1]])
    ):
        return None
    return Frame("lead", cue_span, noun, cue.lemma)


def _cue_span(area: str, cue: Cue, begin: int) -> tuple[int, int]:
    """The cue as written: "has claimed", "told AFP", "called for"."""
    helped = re.search(
        r"\b(?:has|have|had|is|are|was|were)\s+(?:been\s+)?$", area[begin : cue.start]
    )
    first = begin + helped.start() if helped else cue.start
    last = cue.end
    after = area[cue.end :]
    told = TOLD.match(after) if cue.lemma == "tell" else None
    if told:
        last += len(told.group().rstrip("."))
    elif cue.lemma == "call" and (extra := re.match(r"\s(?:for|on|upon)\b", after)):
        last += extra.end()
    elif cue.lemma == "point":
        last += len(" out")
    elif cue.lemma in _WITH_MORE and (extra := _WITH_MORE[cue.lemma].match(after)):
        last += extra.end()
    return first, last


def _inverted(area: str, start: int, cue: Cue) -> tuple[int, int] | None:
    """The source behind the verb: "...," said X / says X."""
    before = area[start : cue.start].rstrip()
    if not before or before[-1] not in ",”\"’'»?!“" or cue.form is Form.ING or cue.lemma in _NAMING:
        return None
    if cue.lemma == "ask" and before[-1] == "," and MASK not in area:
        return None  # "the writer, asked the same question, declined"
    after = re.match(r"\s+(?=[\w“‘(@])", area[cue.end :])
    if after is None:
        return None
    at = cue.end + after.end()
    if re.match(r"(?:that|in|on|at|to|it|by|of|for|with|as|from|how|why)\b", area[at:]):
        return None
    end = noun_end(area, at, apposition=True)
    if not is_noun_phrase(area[at:end]) or (cue.lemma == "tell" and _TOLD_IT.match(area, end)):
        return None
    if cue.form is Form.BASE and not PLURAL_PHRASE.match(area[at:end] + " of "):
        return None
    described = _WHO_ENDS.match(area, end)
    return at, described.end() if described else end
