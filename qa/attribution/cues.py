"""The words by which English reports what somebody says.

The frames follow the annotation of PARC 3.0 (Pareti, "PARC 3.0: A Corpus of Attribution
Relations", 2016) and PolNeAR (Newell et al., "An Attribution Relations Corpus for Political
News", 2018): a source, a cue and a content. Nothing here knows a topic, person or place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa.attribution import lexicon

__all__ = [
    "ANSWERING",
    "CUE_FORMS",
    "CUE_NOUNS",
    "DENYING",
    "LIGHT",
    "REPORTING_VERBS",
    "Cue",
    "Form",
    "find_cues",
]


class Form(StrEnum):
    """The inflected form of a verb, as far as its ending shows it."""

    BASE = "base"
    THIRD = "third"
    PAST = "past"
    ING = "ing"


# A verb that reports whatever follows it.
_FREE = """say tell claim announce allege insist assert declare proclaim argue contend tweet
retweet acknowledge admit concede warn reiterate complain boast lament testify quip retort
caution affirm attest opine deny refute rebut dispute"""

# A verb that reports only before "that", a quotation, a colon, a question word or a bare clause,
# or when it stands after what is reported.
_BOUND = """add note report write post state ask answer explain continue conclude stress emphasise
emphasize underline underscore suggest maintain recall remember observe remark comment joke reveal
disclose indicate reply respond estimate believe think suspect fear hope expect predict forecast
confirm clarify hint imply message relate shout whisper mutter exclaim cry read advise
inform assure remind begin protest object plead interject laugh smile sigh shrug snap
point put find show doubt counter swear repeat pronounce propose promise pledge vow
threaten demand urge recommend record wonder calculate hear learn agree"""

# Ways of speaking: they stand beside quoted words, or before "that".
_MANNER = """confess growl fume thunder bark roar grumble moan snarl sneer scoff scold chuckle
giggle sob weep wail groan grunt gasp croak drawl murmur mumble stammer yell scream shriek rage
beam grin bellow holler blurt hiss coo sniff chorus whimper rasp
rant snort muse marvel enthuse gush crow gloat tease taunt volunteer"""

# A verb that reports before certain words only (see _COMPLEMENT).
_LIMITED = """accuse blame call describe reject dismiss dub brand label promise pledge vow threaten
demand urge confirm quote criticise criticize question predict forecast estimate report expect
condemn repudiate challenge advise recommend praise"""

# Of saying only with a certain complement behind them: "expressed concern", "gave a figure".
_LIGHT = """express voice raise register speak appeal submit undertake give attribute beg implore
welcome hail denounce deplore worry rule"""

_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "find": ("finds", "found", "found", "finding"),
    "show": ("shows", "showed", "shown", "showing"),
    "put": ("puts", "put", "put", "putting"),
    "begin": ("begins", "began", "begun", "beginning"),
    "read": ("reads", "read", "read", "reading"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "weep": ("weeps", "wept", "wept", "weeping"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "give": ("gives", "gave", "given", "giving"),
    "undertake": ("undertakes", "undertook", "undertaken", "undertaking"),
    **lexicon.IRREGULAR,
}
_DOUBLED = frozenset({"submit", "admit", "quip", "rebut", "dub", "snap", "grin"})

_THAT = r"(?:that|how|why|what|whether|if|who|where|when)\b"
_BARE = (
    r"(?:he|she|they|it|there|we|you|i|nobody|no one|the|a|an|his|her|its|their|all|some|most|this|"
    r"these|those|any)\b"
)
_OPEN = "[“\"«‘']"
_COMPLEMENT: dict[str, str] = {
    "accuse": r"(?!of\b)[^.;:]{2,80}?\bof\b",
    "blame": r"\S",
    "put": r"(?:the|its|their|his|her|that|this|it)\b[^.;:“\"]{0,80}?\bat\s(?:[\w-]+\s){0,3}?"
    r"(?:\d|[$€£]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|a hundred|half)",
    "call": rf"{lexicon.CALLED}|(?:the|his|her|its|their|this|that|it|him|them)\b"
    r"[^.;:,]{0,40}?\san?\s(?!day|week|month|year|few|minute|hour|taxi|cab|halt|meeting|strike|vote|doctor)|"
    rf"(?!the {_OPEN}|{_OPEN})[^.;:,]{{2,60}}?{_OPEN}",
    "describe": rf"\w+ing\b|(?:how|what)\b|[^.;:]{{2,120}}?\bas\b|{_OPEN}|scenes of\b",
    "dub": rf"[^.;:,]{{2,60}}?{_OPEN}",
    "brand": rf"[^.;:,]{{2,60}}?{_OPEN}",
    "label": rf"[^.;:,]{{2,60}}?{_OPEN}",
    "promise": r"(?!(?:land|nothing|little)\b)\w",
    "pledge": r"(?!of\b)\w",
    "vow": r"(?:(?:not |never )?to|revenge|retaliation|resistance|an?|more|no)\b",
    "threaten": r"(?:not |never )?to\b",
    "demand": r"(?:to|an?|the|more|his|her|its|their)\b",
    "praise": rf"[^.;:,]{{0,80}}?(?:\bas\b|\bfor\b|{_OPEN})",
    "urge": r"\S",
    "advise": r"\w+(?:\s\w+)?\s(?:to|against)\b",
    "confirm": r"(?:an?|the|his|her|its|their|this|that|it|these|those|as|no|\d)\b",
    "quote": r"[^.;:]{2,80}?\bas saying\b",
    "predict": r"(?:an?|the|more|no|\d|heavy|strong)",
    "forecast": r"(?:an?|the|more|no|\d|heavy|strong)",
    "estimate": r"(?:an?|the|more|no|at|\d)",
    "recommend": r"\S",
    "suggest": r"(?:an?|the|no|\d[\d,.]*|more|several|\w+ing)\b(?!\s\w+\sto\b)",
    "hope": r"to\b",
    "expect": r"(?:(?:the|a|an|it|to|his|her|their|its|more|no|[\w-]+ing)\b|[^.;,]{0,40}?\bto\b)",
    "report": r"(?:\w+ing|an?|no|the|seeing|finding|\d[\d,.]*|heavy|several|losing|hearing)\b",
    "criticise": rf"[^.;:,]{{2,80}}?(?:\bas\b|\bfor\b|{_OPEN})",
    "criticize": rf"[^.;:,]{{2,80}}?(?:\bas\b|\bfor\b|{_OPEN})",
    "condemn": rf"(?:the|its|his|her|their|this|these|both)\b|[^.;:,]{{2,80}}?(?:\bas\b|{_OPEN})",
    "recall": r"\w+ing\b|[^.;:]{2,80}?\bas\b",
    "remember": r"\w+ing\b|[^.;:]{2,80}?\bas\b",
    "attribute": r"[^.;:]{2,90}?\bto\b",
    "beg": r"[^.;:]{2,60}?\bto\b",
    "implore": r"[^.;:]{2,60}?\bto\b",
    "rule": r"[^.;:,]{2,60}?\b(?:out of order|unlawful|illegal|invalid|inadmissible)\b",
    "challenge": r"[^.;:,]{0,40}?\b(?:claims?|accounts?|figures?|version|findings?|statements?)\b",
    "speak": r"(?:of|against|in favou?r of|out against)\b",
    "appeal": r"for\b",
    "submit": r"that\b",
    "undertake": r"(?:to|that)\b",
    "give": r"(?:an?|the|his|her|its|their)\s(?:[\w-]+\s){0,2}?"
    r"(?:figures?|accounts?|versions?|estimates?|explanations?|tolls?|assurances?|warnings?)\b",
    "question": r"[^.;:,]{0,40}?\b(?:claims?|accounts?|figures?|version|findings?|whether|"
    "statements?)\b",
}
_COMPLEMENT |= dict.fromkeys(
    ("welcome", "denounce", "deplore", "hail"),
    r"[^.;:,]{2,80}?\bas\b|"
    r"(?:the|its|his|her|their|this|that)\s(?:[\w’'-]+\s){0,2}?(?:news|decision|move|result|ruling|"
    r"verdict|plan|report|announcement|vote|finding|proposal|change|step|agreement|deal|closure|"
    r"attack|strike|violence|killing|arrest)s?\b",
)
_COMPLEMENT |= dict.fromkeys(
    ("express", "voice", "raise", "register"),
    r"(?:(?:[\w’'-]+\s){0,3}?(?:concerns?|doubts?|fears?|regrets?|hopes?|alarm|anger|outrage|dismay|"
    r"objections?|surprise|confidence|disappointment|frustration|optimism|support|sympathy|"
    rf"worr(?:y|ies)|scepticism|skepticism|reservations?)\b|{_OPEN})",
)
_COMPLEMENT = dict(lexicon.COMPLEMENTS) | _COMPLEMENT
_CLAIMED = (
    r"[^.;]{0,60}?\b(?:claims?|allegations?|accusations?|suggestions?|reports?|ideas?|notions?|"
    r"charges?|criticisms?|rumou?rs?|concerns?|complaints?|accounts?|assertions?|fears|version|"
    r"speculation|findings?|statements?|theory|stories|story|figures?)\b|[^.;]{2,60}?\bas\b|"
    r"[^.;]{2,60}?\b(?:claimed|alleged|reported|given|announced|published) by\b|"
    r"(?:that|this)\s*(?:[.,;]|$)"
)

DENYING = frozenset("deny reject dismiss refute rebut dispute repudiate doubt challenge".split())
"""Lemmas whose subject denies what follows."""
ANSWERING = frozenset("answer reply respond retort rejoin".split())
"""Lemmas whose subject is hardly who asked."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb in a sentence: offsets in the sentence, lemma and form.

    ``complete``: what stands behind it is what it takes to report; a cue that is not complete
    counts only where it stands after the words it reports.
    """

    start: int
    end: int
    lemma: str
    form: Form
    complete: bool


def _forms(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, participle and -ing form."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    stem = lemma + lemma[-1] if lemma in _DOUBLED else lemma
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return third, stem + "ed", stem + "ed", stem + "ing"


def _all_forms(lemmas: str) -> dict[str, tuple[str, Form]]:
    found: dict[str, tuple[str, Form]] = {}
    for lemma in dict.fromkeys(lemmas.split()):
        third, past, participle, ing = _forms(lemma)
        found[ing] = (lemma, Form.ING)
        found[third] = (lemma, Form.THIRD)
        found.setdefault(lemma, (lemma, Form.BASE))
        found[participle] = (lemma, Form.PAST)
        found[past] = (lemma, Form.PAST)
    return found


CUE_FORMS: Mapping[str, tuple[str, Form]] = _all_forms(f"{_FREE} {_BOUND} {_LIMITED}")
"""Each inflected form of a verb that chiefly reports, in lower case, to its lemma and form."""

_FORMS = _all_forms(f"{_LIGHT} {_MANNER} {lexicon.LEMMAS}") | dict(CUE_FORMS)

_UNSPOKEN = frozenset(
    "find show put read point hear learn record propose agree continue begin "
    "object laugh smile sigh shrug snap praise".split()
)
REPORTING_VERBS: tuple[str, ...] = tuple(
    form
    for form, (lemma, kind) in CUE_FORMS.items()
    if kind in (Form.PAST, Form.THIRD) and lemma not in _UNSPOKEN
)
"""Past and third-person forms of the verbs of saying: said, says, told, tells, ..."""

CUE_NOUNS = frozenset(
    "claim claims statement statements assertion assertions allegation allegations accusation "
    "accusations announcement declaration insistence warning account version contention suggestion "
    "argument testimony denial complaint".split()
)
"""Nouns for what somebody says."""

_LIMITED_ONLY = {*lexicon.LEMMAS.split()} - {*_FREE.split(), *_BOUND.split(), *_MANNER.split()}
LIGHT = frozenset(_LIGHT.split())
"""Lemmas that report with a certain complement alone, and never stand as a tag."""
_FREE_SET = frozenset(_FREE.split())
_BOUND_SET = frozenset(f"{_BOUND} {_MANNER} worry rule".split())
_WORD = re.compile(r"[^\W\d_]+")
_AFTER_BOUND = re.compile(
    rf"\s*(?:{_THAT}|[:,]?\s?{_OPEN}|:\s|,\s*{_OPEN}|(?:he|she|they|there|we|it)\b(?=\s\w)|"
    r"to have\b|in response\b|to (?:reporters|journalists)\b)",
    re.I,
)
# "wrote in a letter on Monday that": the complement stands behind an adverbial.
_AFTER_ADVERBIAL = re.compile(
    r"\s+(?:to|in|on|at|during|after|before|via|from|through|by|with|yesterday|earlier|last|this|"
    r"late|\w+day|again|later|today|back|simply|out)\b"
    rf"(?:[^.;:“\"]|\.\d){{0,110}}?(?:\bthat\b|[:,]\s?{_OPEN}|:\s|\s{_OPEN}\x01)",
    re.I,
)
_AFTER_PERSON = re.compile(
    rf"\s+(?:the |a |his |her |their )?(?:\w+\s){{1,4}}?(?:{_THAT}|{_BARE})", re.I
)
_BARE_CLAUSE = re.compile(
    r"\s+(?:(?!\b(?:that|which|who|whom|to)\b)[^.,;:“”\"]){1,70}?\b(?:is|are|was|were|has|have|"
    r"had|will|"
    r"would|could|can|should|may|might|must|did|does|do)\b",
    re.I,
)
# "believes this saved a dozen lives": a subject of a word or three and a verb with its ending.
_SIMPLE_CLAUSE = re.compile(
    r"\s+(?:the|a|an|his|her|its|their|this|that|these|those|some|most)\b(?:\s[\w’'-]+){0,3}?"
    r"\s(?:\w{3,}(?:ed|es)|\w{2,}[^s\W]s|gave|made|took|came|went|led|fell|broke|began|kept|lost|"
    r"won)\b\s\w",
    re.I,
)
# "hailed “the flight of the guns”": a judgement in quotation marks.
_QUOTED = re.compile(r"\s*[“\"‘']\x01")
_JUDGING = frozenset(
    "welcome hail denounce deplore condemn praise criticise criticize reject dismiss blame urge "
    "demand promise pledge threaten predict expect forecast recommend advise express voice".split()
)
# "That, Roth felt, was late": a thought between commas.
_THOUGHT = frozenset("feel reckon judge guess reason speculate regret surmise muse".split())
_BETWEEN = re.compile(r",\s[^,]{2,60}\s$")
_BY_WHOM = re.compile(r"\s+by\s")
# "suggest Rowe wants a move": the same with a name for the subject.
_NAMED_CLAUSE = re.compile(
    r"\s+[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,2}\s(?:\w{3,}(?:ed|es)|\w{2,}[^s\W]s|gave|made|took|"
    r"came|went|led|fell|broke|began|kept|lost|won)\s\w"
)
_ADVERB = re.compile(r"^\s+(?:nevertheless|nonetheless|however|again|too|also|[a-z]+ly)(?=\s)")
_NOT_CLAIMED = re.compile(
    r"\s+(?:(?:\w+ ){0,2}\w*\s?(?:lives?|victims?|responsibility|credit|refuge|asylum|benefits?|"
    r"compensation|damages|bail|access|entry|permission|the title|the throne|the lead|"
    r"victory over)\b)",
    re.I,
)
_TALE = re.compile(
    r"\s+(?:\w+ ){0,3}(?:story|stories|tales?|jokes?|lies?|truth|time|difference|apart)\b", re.I
)
# What is claimed by taking or applying for it, not by saying so.
_TAKEN = re.compile(
    r"\s+(?!to\b|that\b|he\b|she\b|they\b|it\b)(?:[\w’'-]+ ){0,3}(?:lives|life|victims?|"
    r"benefits?|compensation|damages|refunds?|asylum|expenses|titles?|crown|medals?|prizes?|gold|"
    r"silver|bronze|wickets?|scalps?|throne|insurance)\b(?!\s(?:was|were|is|are|had|has)\b)",
    re.I,
)
_NOTHING = re.compile(r"\s+(?:nothing|little|no more|not a word|a word|something|goodbye)\b")
_TAKES_CLAUSE = frozenset(
    "believe think suspect estimate fear hope expect predict "
    "suggest maintain confirm explain report "
    "stress note state conclude agree answer reply promise indicate find show doubt".split()
)
_TAKES_PERSON = frozenset("inform assure remind advise promise ask".split())


def _complete(lemma: str, after: str) -> bool:
    """Whether the words ``after`` a verb make it one of saying."""
    if lemma in ("claim", "deny"):
        return not (_NOT_CLAIMED.match(after) if lemma == "deny" else _TAKEN.match(after))
    if lemma == "say" and _NOTHING.match(after):
        return False
    if lemma == "tell":
        return _TALE.match(after) is None
    if lemma in _FREE_SET:
        return True
    if lemma in ("reject", "dismiss", "repudiate"):
        return re.match(_CLAIMED, after.lstrip(), re.I) is not None
    if lemma in _JUDGING and _QUOTED.match(after):
        return True
    special = _COMPLEMENT.get(lemma)
    if special is not None and re.match(rf"\s*(?:{special})", after, re.I):
        return True
    if lemma not in _BOUND_SET:
        return False
    if lemma == "agree":
        return _AFTER_BOUND.match(after) is not None and not after.startswith(" to")
    if lemma == "point":
        return re.match(r"\s+out\b", after) is not None
    if lemma in ("put", "hear", "learn", "record", "read", "post"):
        placed = lemma in ("record", "post") and _AFTER_ADVERBIAL.match(after)
        return bool(placed or _AFTER_BOUND.match(after)) and after[:3] != " to"
    after = _ADVERB.sub("", after)
    if _AFTER_BOUND.match(after) or _AFTER_ADVERBIAL.match(after):
        return True
    if lemma in _TAKES_CLAUSE and _BARE_CLAUSE.match(after):
        return True
    if lemma in ("believe", "think", "suspect") and _SIMPLE_CLAUSE.match(after):
        return True
    if lemma in _TAKES_CLAUSE and _NAMED_CLAUSE.match(after):
        return True
    return lemma in _TAKES_PERSON and _AFTER_PERSON.match(after) is not None


def find_cues(masked: str, capitals: bool = False) -> tuple[Cue, ...]:
    """The reporting verbs of a sentence in which quoted words are masked, in order.

    ``capitals``: the sentence is a headline in title case, so that a verb may have a capital.
    """
    found = []
    for match in _WORD.finditer(masked):
        word = match.group()
        if capitals:
            word = word.lower()
        known = _FORMS.get(word)
        if known is None:
            opens = not match.start() and word[0].isupper()
            if not opens or not (word.endswith("ing") or _BY_WHOM.match(masked, match.end())):
                continue
            known = CUE_FORMS.get(word.lower())
            if known is None:
                continue
        lemma, form = known
        end = match.end()
        if masked[end : end + 1] in "-‐‑" and masked[end + 1 : end + 2].isalpha():
            continue
        complete = _complete(lemma, masked[end : end + 160])
        passive = form is Form.PAST and _BY_WHOM.match(masked, end) is not None
        thought = lemma in ("feel", "reckon") or (lemma in _THOUGHT and form is Form.PAST)
        between = thought and masked[end : end + 1] in ",."
        between = between and _BETWEEN.search(masked, 0, match.start()) is not None
        if not (complete or passive or between) and lemma in LIGHT | _LIMITED_ONLY:
            continue
        found.append(Cue(match.start(), end, lemma, form, complete))
    return tuple(found)
