"""Where a sentence ends inside one paragraph: the word lists and the tests that read them.

A stop is a boundary unless the evidence around it says otherwise (an abbreviation, an initial,
a lower-case word after it, a quotation that is still open): the rule-based approach of
Grefenstette & Tapanainen, "What is a word, what is a sentence?" (1994), and the frequent
sentence starters of Kiss & Strunk, "Unsupervised Multilingual Sentence Boundary Detection"
(Computational Linguistics 32:4, 2006), here as a fixed list. All passes are linear.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["FINAL", "QUOTATION_CHARS", "QUOTATION_SENTENCES", "Context", "context_of", "cuts"]

QUOTATION_CHARS = 600
"""A quotation of at most this many characters is kept in one sentence."""
QUOTATION_SENTENCES = 4
"""... if it holds at most this many sentences."""
_BRACKET_CHARS = 300
_NOTE_CHARS = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Always followed by what they introduce, so their stop never ends a sentence.
_NEVER_FINAL = _words(
    "mr mrs ms mx dr prof gen lt col maj capt sgt cpl cmdr adm brig sen rep gov pres rev hon msgr "
    "messrs mme mlle dres ing lic arq sra srta dña exmo exma dott sig vs viz cf eg ie e.g i.e z.b "
    "d.h u.a bzw resp sog evtl ggf т.е т.к им ул approx ca"
)
# May end a sentence; then the next word is a sentence opener ("the U.S. The").
_MAYBE_FINAL = _words(
    "inc ltd co corp bros llc plc dept univ assn jr sr esq etc ave blvd rd st mt ft hwy tel ext "
    "usw mio mrd núm pág págs ud uds ee.uu ph.d et.al al cia str hrsg jh "
    "г гг др проф тыс млн млрд руб"
)
# Written with a capital only: short forms of place names that are ordinary words otherwise.
_CAPITALISED = _words(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb "
    "Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Vic"
)
# Announce a number: "No. 4", "p. 12", "Fig. 3"; elsewhere they are words ("No. We will not.").
_BEFORE_NUMBER = _words(
    "no nos nr n.º nº p pp pg fig figs vol vols art arts sec sect ch chap eq ref refs para par cl "
    "pt app tab abb abs bd kap стр рис п"
)
# Months and days of the week cut short: "Aug. 15", "Sun. Aug. 8".
_DATE_WORDS = _words(
    "jan feb mar apr may jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat "
    "sun ene abr ago dic janv févr juil déc okt dez"
)
# After "3." these make a German ordinal ("3. Oktober"), not a sentence.
_MONTHS = _words(
    "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember"
)
# Function words that sentences start with and names do not: after an abbreviation they prove a
# boundary. ("Under", "First" and the like are left out: "U.S. Under Secretary".)
_OPENERS = _words(
    "The A An In On At He She It They We You I This That These Those But And So As After Before "
    "When While If For From His Her Their Its Our My There Here However Although Though Since "
    "Because During By With Another Some Many Most What Who Why How Where According Meanwhile "
    "Also Yet Now Then To Despite Later Earlier Until El La Los Las Un Una En Le Les Der Die Das "
    "Ein Eine Il Lo Os As Um Uma Er Sie Es Wir Ils Elle Il Он Она Они Это В На Но И"
)
# The openers that betray two fused lines ("chaosOn Sunday"). Words that end identifiers
# (startsWith, copyFrom, waitFor, assertThat) are left out.
_FUSED = (
    "The In On At He She It They We But After When While This These There His Her Their However "
    "Meanwhile According Although During Despite"
)
# Of those, the ones that also close compound names and identifiers, and the stems that take them.
_PARTICLES = _words("In On At It This")
_STEMS = _words(
    "linked sign log plug add check opt built drop stand fill drill walk turn switch pull slide "
    "fade zoom roll lock try pop cut break buy clip bolt snap carry put take hang is has code char"
)
# Verbs that make "“Is it over?” Nazari asked." one sentence with its quotation.
_SAID = (
    "said says asked asks told added adds wrote writes tweeted replied replies answered shouted "
    "declared insisted warned dijo preguntó declaró afirmó dit demanda sagte fragte disse chiese"
)
# Words that start with an apostrophe, which then opens no quotation.
_ELIDED = re.compile(r"(?:\d\d?s\b|tis\b|twas\b|em\b|til\b|cause\b|n['’]|bout\b|round\b)", re.I)

FINAL = ".!?…‼⁇⁈⁉。！？｡؟۔।॥։።។။"
"""The marks that may end a sentence, of any script handled here."""
_WIDE = "。！？｡।॥"  # end a sentence without white space after them
_CLOSE = "\"'”“’»›«)\\]}」』）】*_"
_STOP = re.compile(rf"[{FINAL}]+(?:[{_CLOSE}]|\[\d{{1,3}}\])*")
_NEXT = re.compile(r"[\"'“”‘’„«»‹›(\[{「『（【¿¡*_\s]*([^\W_]+)?(\S?)")
_ENUMERATOR = re.compile(r"\W*(?:\d{1,3}|[^\W\d_]|[ivxlcIVXLC]{1,5})(?:[.)]\d{1,3})*\W*")
# "Item 4." heads what follows it, as "4." does.
_NUMBERED = re.compile(
    r"\W*(?:(?:agenda )?item|section|chapter|part|article|annex|appendix|point|clause|schedule|"
    r"para(?:graph)?|kapitel|abschnitt|punkt|chapitre|annexe) "
    r"(?:\d{1,3}|[^\W\d_]|[ivxlc]{1,5})(?:[.)]\d{1,3})*\W*",
    re.IGNORECASE,
)
_FUSED_AT = re.compile(rf"(?<=[^\W\d_A-Z]{{2}})(?:{'|'.join(_FUSED.split())})(?=[\s,])")
_FUSED_NEXT = re.compile(rf"(?:{'|'.join(_FUSED.split())})[\s,]")
_LETTERS = re.compile(r"[^\W\d_]+")
_BRACKETED = re.compile(rf"\([^()]{{0,{_BRACKET_CHARS}}}\)|\[[^\[\]]{{0,{_BRACKET_CHARS}}}\]")
_DETERMINER = re.compile(r"[\s,]+(?:[A-Z\d]|(?:the|an?|his|her|its|their|this|that|some|is|was)\b)")
_ASKED = re.compile(
    rf"\s+(?:[^\W\d_a-z][\w.’'-]*\s+){{1,4}}(?:{'|'.join(_SAID.split())})\b[^.!?\n]{{0,40}}[.!?]"
)
_CJK_SAID = re.compile(r"[^。！？]{0,12}?(?:と|って|说|說|道|称|稱|表示|言|问|問)")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Context:
    """What the whole document says about its style.

    ``lower_style``: sentences start with lower-case letters too (chats, raw transcripts).
    ``words``: how often each word occurs; empty where no fused line needs it.
    """

    lower_style: bool = False
    words: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def context_of(text: str) -> Context:
    """Measure ``text`` once; linear in its length."""
    letters = sum(map(str.isalpha, text[:50_000]))
    upper = sum(map(str.isupper, text[:50_000]))
    lower = sum(map(str.islower, text[:50_000]))
    lower_style = letters > 200 and lower > 0.9 * letters and upper < 0.002 * letters
    if _FUSED_AT.search(text) is None:
        return Context(lower_style)
    return Context(lower_style, MappingProxyType(Counter(_LETTERS.findall(text))))


def cuts(text: str, start: int, end: int, context: Context) -> list[int]:
    """Where the paragraph ``text[start:end]`` is cut, ascending, each in ``(start, end)``.

    A cut is the offset just behind a sentence (before the white space that follows it).
    """
    found: list[int] = []
    since = start
    for match in _STOP.finditer(text, start, end):
        if match.end() < end and _ends(text, since, match, end, context):
            since = match.end()
            found.append(since)
    found.extend(
        match.start()
        for match in _FUSED_AT.finditer(text, start, end)
        if _fused(text, match, context)
    )
    found = sorted(set(found))
    return _mend(text, start, end, _protect(text, start, end, found)) if found else found


def _ends(text: str, since: int, stop: re.Match[str], end: int, context: Context) -> bool:
    marks, after = stop.group(), stop.end()
    following = text[after]
    if not following.isspace():
        return _ends_unspaced(text, stop, following)
    ahead = _NEXT.match(text, after, end)
    word = (ahead.group(1) if ahead else None) or ""
    if word and word[0].islower() and not context.lower_style:
        return False
    if marks[-1] in _CLOSE and _ASKED.match(text, after, min(end, after + 160)):
        return False
    if marks[0] != "." or marks.startswith(".."):
        return True
    opener = word.title() in _OPENERS and (ahead is None or ahead.group(2) not in (".", "-"))
    return _full_stop_ends(text, since, stop.start(), word, opener)


def _ends_unspaced(text: str, stop: re.Match[str], following: str) -> bool:
    """No white space after the marks: wide marks end a sentence, Latin ones rarely."""
    marks, after = stop.group(), stop.end()
    if marks[0] in _WIDE:
        quoted = marks[-1] in _CLOSE
        said = quoted and _CJK_SAID.match(text, after)
        return following not in "、，,)）」』”’" and not said
    if marks[0] in "!?" and _CJK.match(following):
        return True
    before = text[max(0, stop.start() - 40) : stop.start()]
    whole = re.search(r"(?:^|[\s\"“(])[^\W\d_]{2,}$", before)
    return marks[0] in ".!?" and bool(whole) and bool(_FUSED_NEXT.match(text, after))


def _full_stop_ends(text: str, since: int, dot: int, word: str, opener: bool) -> bool:
    """A single full stop with white space after it; ``word`` is the next word."""
    if dot - since <= 12 and _ENUMERATOR.fullmatch(text, since, dot):
        return False
    if dot - since <= 24 and _NUMBERED.fullmatch(text, since, dot):
        return False
    tokens = text[max(since, dot - 40) : dot].rsplit(None, 1)
    token = tokens[-1].lstrip("\"'“”‘’„«»([{*_-—–") if tokens else ""
    token = re.split(r"[/—–-]", token)[-1]
    key = token.casefold()
    if key in _NEVER_FINAL:
        return False
    if key in _BEFORE_NUMBER and re.match(r"\d|[IVXLC]+$", word) and (word != "I" or key != "no"):
        return False
    if key in _DATE_WORDS and token[:1].isupper():
        return not (word[:1].isdigit() or word.casefold() in _DATE_WORDS)
    if token.isdigit() and len(token) < 3 and word in _MONTHS:
        return False
    if key in _MAYBE_FINAL or token in _CAPITALISED or _is_acronym(token):
        return opener
    return True


def _is_acronym(token: str) -> bool:
    """An initial ("J") or letters with stops between them ("U.S", "a.m")."""
    if len(token) == 1:
        return token.isalpha()
    parts = token.split(".")
    return len(parts) > 1 and all(0 < len(part) <= 2 and part.isalpha() for part in parts)


def _fused(text: str, match: re.Match[str], context: Context) -> bool:
    """Is ``match``, a sentence opener glued to the word before it, the start of a new line?"""
    at, opener = match.start(), match.group()
    before = re.search(r"([^\W\d_]+)$", text[max(0, at - 40) : at])
    if before is None or len(before.group(1)) < 3:
        return False
    left, ahead = before.group(1), text[max(0, at - len(before.group(1)) - 1) : at][:1]
    if ahead in "._@#/\\$" or any(letter.isupper() for letter in left[1:]):
        return False
    alone = context.words.get(left, 0) > 0
    once = context.words.get(left + opener, 0) <= 1
    if not (alone or (once and left.islower())):
        return False
    if opener in _PARTICLES:
        return left.lower() not in _STEMS and bool(_DETERMINER.match(text, match.end()))
    return True


_DOUBLE, _ANGLE, _SINGLE, _CORNER = range(4)
_FAMILY = {
    mark: family
    for family, marks in enumerate(('"“”„‟＂', "«»‹›", "'‘’‚", "「」『』"))
    for mark in marks
}
_MARK = re.compile("[" + "".join(_FAMILY) + "]")
_DEFAULT_OPEN = frozenset("“„‟«‹‘‚「『")


def _opens(text: str, at: int, start: int, end: int, is_open: bool) -> bool | None:
    """Does the mark open (True) or close (False) a quotation, or neither (None: apostrophe)?

    The side that touches white space decides, so that a source that closes with an opening
    mark swallows nothing; where both sides look alike the mark's own shape decides.
    """
    mark = text[at]
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    left = before.isspace() or before in "([{—–:/" or before in _DEFAULT_OPEN
    right = after.isspace() or after in ".,;:!?…)]}—–。，、" or (after in _FAMILY and not left)
    if _FAMILY[mark] == _SINGLE:
        if left and mark != "’" and after.isalnum():
            return None if _ELIDED.match(text, at + 1) else True
        closes = not left and not after.isalnum() and not (before == "s" and is_open)
        return False if closes else None
    if left != right:
        return left
    return mark in _DEFAULT_OPEN or (mark in '"＂' and not is_open)


def _quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of quotations that open and close in the paragraph, marks included."""
    spans: list[tuple[int, int]] = []
    opened: dict[int, int] = {}
    for match in _MARK.finditer(text, start, end):
        at, family = match.start(), _FAMILY[match.group()]
        opens = _opens(text, at, start, end, family in opened)
        if opens:
            opened[family] = at
        elif opens is False and family in opened:
            spans.append((opened.pop(family), at + 1))
    return spans


def _protect(text: str, start: int, end: int, found: list[int]) -> list[int]:
    """Drop the cuts that would split a short quotation or a bracket."""
    dropped: set[int] = set()
    for left, right in _quotations(text, start, end):
        if right - left <= QUOTATION_CHARS:
            inner = found[bisect.bisect_right(found, left) : bisect.bisect_left(found, right)]
            # a single mark may be an apostrophe: it protects only when it closes a sentence
            sure = _FAMILY[text[left]] != _SINGLE or text[right - 2] in ".,!?…"
            if sure and len(inner) < QUOTATION_SENTENCES:
                dropped.update(inner)
    for match in _BRACKETED.finditer(text, start, end):
        left, right = match.span()
        dropped.update(found[bisect.bisect_right(found, left) : bisect.bisect_left(found, right)])
    return [cut for cut in found if cut not in dropped]


def _mend(text: str, start: int, end: int, found: list[int]) -> list[int]:
    """Join what is no sentence by itself: a closing "(Reuters)", marks without a word."""
    kept: list[int] = []
    edges = [*found, end]
    for cut, following in zip(found, edges[1:], strict=True):
        piece = text[cut : min(following, cut + _NOTE_CHARS + 2)].strip()
        whole = following - cut <= _NOTE_CHARS + 1
        note = whole and piece[:1] in "([" and piece[-1:] in ")]" and piece[-2:-1] not in FINAL
        if not note and _has_word(text, cut, following):
            kept.append(cut)
    while kept and not _has_word(text, start, kept[0]):
        kept.pop(0)
    return kept


_WORD_CHAR = re.compile(r"[^\W_]")


def _has_word(text: str, start: int, end: int) -> bool:
    return _WORD_CHAR.search(text, start, end) is not None
