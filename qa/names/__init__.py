"""Names in running text: finding them, folding their spellings, joining those that are one.

No list of people or places: a name is seen by its capitals, its particles and its titles, and
two spellings are one name when each word of the one sounds like its fellow in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.types import Document, Span
from qa.names.acronyms import find_acronyms
from qa.names.corrections import NameCorrections
from qa.names.forms import (
    APOSTROPHES,
    POSSESSIVE,
    fold_name,
    is_acronym,
    is_body,
    name_tokens,
    same_name,
    same_word,
    spells,
    strip_title,
)
from qa.names.words import (
    CHARGES,
    GIVEN_MONTHS,
    INITIALS,
    NOT_NAMES,
    ORG_WORDS,
    PARTICLES,
    STARTERS,
    STATES,
    TITLES,
)

__all__ = [
    "NameIndex",
    "extract_names",
    "find_acronyms",
    "fold_name",
    "is_acronym",
    "is_body",
    "name_spans",
    "name_tokens",
    "same_name",
    "same_word",
    "spells",
    "strip_title",
]

_TOKEN = re.compile(rf"[^\W_]+(?:[-‐‑&{APOSTROPHES}.][^\W_]+)*(?:\.(?=[\s,’')]|$))?")
_WRAPPED_AT = 50
# "He’d", "They’re": the word before the verb.
_CONTRACTED = re.compile(rf"[{APOSTROPHES}](?:d|ll|ve|re|m|s)$")
_NOUN_LIKE = re.compile(r"(?:ing|ed|ly|tions?|ments?|ness|ities|ists|ers|isms?)$")
# "in May Hall said", "late June", "on Monday June": what stands before a month.
_BEFORE_MONTH = frozenset(
    "in of on since until till by from to through during before after last next this early late "
    "mid each every and or between for".split()
)
# "Secretary of State Ada Roth": the office before its bearer.
_OFFICE = re.compile(r"\b([^\W\d_]+)\sof\s(?:the\s)?$")


def _is_capital(token: str) -> bool:
    if token[0].isupper():
        return True
    if len(token) > 2 and token[0] in "dl" and token[1] in APOSTROPHES and token[2].isupper():
        return True
    head, _, tail = token.partition("-")
    return bool(tail) and head in PARTICLES and tail[0].isupper()


def _is_start(text: str, at: int) -> bool:
    """Whether a sentence, line, quotation or list item starts at ``at``."""
    before = text[max(0, at - 6) : at]
    line = before.rstrip(" \t\"“‘'«([*_#>|-–—")
    if not line:
        return at < 7 or (bool(before) and at < 7)
    if line[-1] in '\n\r.!?…:;•|”"':
        return True
    return before.rstrip()[-1:] in '“"‘«'


def name_spans(text: str) -> tuple[Span, ...]:
    """Where names stand, titles included, possessive endings not; in order, no overlap."""
    tokens = list(_TOKEN.finditer(text))
    lower = {m.group() for m in tokens if m.group()[0].islower()}
    inside = {
        m.group() for m in tokens if m.group()[0].isupper() and not _is_start(text, m.start())
    }
    given = {m.start() for k, m in enumerate(tokens) if _is_given(text, tokens, k)}
    spans: list[Span] = []
    i = 0
    while i < len(tokens):
        if not _is_capital(tokens[i].group()):
            i += 1
            continue
        stop = _run_end(text, tokens, i, given)
        found = _trim(text, _in_office(text, tokens[i:stop]), lower, inside, given)
        if found is not None:
            spans.append(found)
        i = stop
    return tuple(spans)


def _is_given(text: str, tokens: Sequence[re.Match[str]], k: int) -> bool:
    """Whether a month's name is a first name: "Jan Moir", not "in Jan", "3 June", "May 2001"."""
    word = tokens[k].group()
    if word.lower() not in GIVEN_MONTHS or not word.istitle() or k + 1 == len(tokens):
        return False
    after = tokens[k + 1].group()
    before = tokens[k - 1].group().lower() if k else ""
    dated = before in _BEFORE_MONTH or before[:1].isdigit()
    return (
        not dated
        and (before not in NOT_NAMES or before in TITLES)
        and after[0].isupper()
        and POSSESSIVE.sub("", after.lower()) not in NOT_NAMES | STARTERS
        and _joined(text, tokens[k], tokens[k + 1])
    )


def _in_office(text: str, run: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """A run without the charge of an office that stands before its bearer's name."""
    first = run[0]
    office = _OFFICE.search(text, max(0, first.start() - 40), first.start())
    held = office is not None and office[1].lower() in TITLES and first.group().lower() in CHARGES
    body = any(m.group().lower() in ORG_WORDS for m in run[1:])
    return run[1:] if held and len(run) > 1 and not body else run


def _joined(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    gap = text[left.end() : right.start()]
    if gap not in (" ", "\u00a0", "\u202f") and not _is_wrap(text, left.start(), gap, right):
        return False
    word = left.group()
    if word.endswith("."):
        return len(word) == 2 or fold_name(word) in TITLES or word.count(".") > 1
    return not POSSESSIVE.search(word)


def _is_wrap(text: str, at: int, gap: str, right: re.Match[str]) -> bool:
    """Whether a line break is only where a long line was wrapped."""
    if gap not in ("\n", "\r\n") or right.group().lower() in STARTERS:
        return False
    return at - (text.rfind("\n", 0, at) + 1) >= _WRAPPED_AT


def _run_end(text: str, tokens: Sequence[re.Match[str]], i: int, given: set[int]) -> int:
    """The end (exclusive) of the run of name words that starts at token ``i``."""
    stop = i + 1
    while stop < len(tokens) and _joined(text, tokens[stop - 1], tokens[stop]):
        word = tokens[stop].group()
        if _is_capital(word):
            if word.lower() in NOT_NAMES and tokens[stop].start() not in given:
                break
            stop += 1
            continue
        reach = _bridge(text, tokens, i, stop)
        if reach is None:
            break
        stop = reach
    return stop


def _bridge(text: str, tokens: Sequence[re.Match[str]], i: int, stop: int) -> int | None:
    """Past the small words inside a name, such as "of the" or "bin", to its next capital."""
    word = tokens[stop].group()
    is_org = any(m.group().lower() in ORG_WORDS | STATES for m in tokens[i:stop])
    if word == "of" and not is_org and (stop - i > 1 or tokens[i].group().lower() in TITLES):
        return None
    if word not in PARTICLES and word != "of" and not (is_org and word in ("for", "and")):
        return None
    if word == "and" and not any(m.group() == "of" for m in tokens[i:stop]):
        return None
    if word == "of" and tokens[stop - 1].group().lower() in NOT_NAMES:
        return None
    ahead = stop + 1
    while ahead < len(tokens) and tokens[ahead].group() in PARTICLES | {"the"} and ahead < stop + 3:
        ahead += 1
    if ahead >= len(tokens) or not tokens[ahead].group()[0].isupper():
        return None
    if word == "and" and ahead > stop + 1:
        return None
    if not all(_joined(text, tokens[k - 1], tokens[k]) for k in range(stop, ahead + 1)):
        return None
    return ahead + 1


def _trim(
    text: str,
    run: Sequence[re.Match[str]],
    lower: set[str],
    inside: set[str],
    given: set[int],
) -> Span | None:
    """A run without what is capital only for standing first, or None where nothing is left."""
    words = list(run)
    if _is_start(text, words[0].start()):
        first = _CONTRACTED.sub("", words[0].group())
        common = first.lower() in STARTERS or (len(words) > 1 and first.lower() in lower)
        if (common and first.lower().rstrip(".") not in TITLES) or first.lower() in STARTERS:
            words = words[1:]
        elif len(words) == 1 and not _may_stand_alone(first, lower, inside):
            return None
    while words and (
        (
            _CONTRACTED.sub("", words[0].group()).lower() in STARTERS | NOT_NAMES - TITLES
            and words[0].start() not in given
        )
        or not words[0].group()[0].isalnum()
    ):
        words = words[1:]
    if not words:
        return None
    whole = text[words[0].start() : words[-1].end()]
    end = words[-1].end()
    possessive = POSSESSIVE.search(whole)
    if possessive:
        end = words[0].start() + possessive.start()
    elif whole.endswith(".") and not re.search(r"(?:\.\w\.|\b(?:Jr|Sr|Inc|Ltd|Co|Corp)\.)$", whole):
        end -= 1
    name = text[words[0].start() : end]
    if name.lower() in NOT_NAMES or len(name) < 2 or name[0].isdigit():
        return None
    return Span(words[0].start(), end)


def _may_stand_alone(word: str, lower: set[str], inside: set[str]) -> bool:
    """Whether a lone capital word at a sentence's start is a name."""
    plain = POSSESSIVE.sub("", word).rstrip(".")
    if plain in inside or any(c.isupper() for c in plain[1:]):
        return True
    low = plain.lower()
    if low in lower or low in TITLES or low in INITIALS or low in ORG_WORDS:
        return False
    return len(plain) > 2 and not _NOUN_LIKE.search(low)


def extract_names(text: str) -> tuple[str, ...]:
    """The names of a text in order of mention, with repetitions, as they are written."""
    return tuple(" ".join(span.of(text).split()) for span in name_spans(text))


class NameIndex:
    """The names of a corpus: which spellings are one name, and whether a name occurs."""

    def __init__(
        self, documents: Iterable[Document], corrections: NameCorrections | None = None
    ) -> None:
        self._corrections = corrections or NameCorrections()
        texts = [document.text for document in documents]
        self._acronyms = dict(find_acronyms(texts))
        self._by_text = [
            tuple(dict.fromkeys(strip_title(name) for name in extract_names(text)))
            for text in texts
        ]
        self._spellings = tuple(dict.fromkeys(_with_words(self._by_text)))
        self._variants: dict[str, tuple[str, ...]] = {}

    def variants(self, name: str) -> tuple[str, ...]:
        """The corpus's spellings of this name, its acronyms and expansions among them.

        ``name`` itself is among them only if the corpus spells it so. Empty for an unknown name.
        """
        if name not in self._variants:
            self._variants[name] = self._corrected(strip_title(name))
        return self._variants[name]

    def apart(self, one: str, other: str) -> bool:
        """Whether the user says that these are two names, however alike."""
        return self._corrections.apart(strip_title(one), strip_title(other))

    def clusters(self) -> tuple[tuple[str, ...], ...]:
        """Names with several spellings in the corpus, each group once, by its first spelling.

        Single words of persons' names ("Alder") belong to no group: they may be several's.
        """
        whole = {s for names in self._by_text for s in names}
        groups: list[dict[str, None]] = []
        for name in sorted(whole):
            if " " not in name and not is_body(name):
                continue
            found = dict.fromkeys((name, *(s for s in self.variants(name) if s in whole)))
            touching = [group for group in groups if group.keys() & found.keys()]
            merged = {s: None for group in (*touching, found) for s in group}
            groups = [group for group in groups if group not in touching] + [merged]
        several = (tuple(g) for g in groups if len({fold_name(s) for s in g}) > 1)
        return tuple(sorted(several))

    def _corrected(self, name: str) -> tuple[str, ...]:
        """The spellings found, less those the user keeps apart, with those the user joins."""
        joined = self._corrections.joined(name)
        found = [s for wanted in (name, *joined) for s in self._find(wanted)]
        kept = (s for s in found if s in joined or not self._corrections.apart(name, s))
        return tuple(dict.fromkeys(kept))

    def _find(self, name: str) -> tuple[str, ...]:
        wanted = [name]
        for acronym, expansion in self._acronyms.items():
            if name == acronym or _same_body(name, expansion) or spells(name, expansion):
                wanted += [acronym, expansion]
        if is_acronym(name):
            wanted += [s for s in self._spellings if " " in s and spells(name, s)]
        else:
            wanted += [s for s in self._spellings if is_acronym(s) and spells(s, name)]
        wanted = list(dict.fromkeys(wanted))
        same = [s for s in self._spellings if any(_same_body(w, s) for w in wanted)]
        expansions = [w for w in wanted if " " in w]
        same += [
            s
            for s in self._spellings
            if is_acronym(s) and any(spells(s, e) for e in expansions) and s not in same
        ]
        return tuple(dict.fromkeys(same))

    def knows(self, name: str) -> bool:
        """Whether a document mentions the name, in full, in part or by acronym.

        A bare surname counts unless the same document gives it to somebody else's full name.
        """
        if self.variants(name):
            return True
        tokens = name_tokens(name)
        return any(_partly_known(tokens, names) for names in self._by_text)


def _with_words(by_text: Iterable[Sequence[str]]) -> Iterator[str]:
    """All names, and the single words of the persons' names among them."""
    for names in by_text:
        for name in names:
            yield name
            if not is_body(name):
                yield from (w for w in name.split() if w[0].isupper() and len(w) > 2)


def _same_body(a: str, b: str) -> bool:
    """One name, or one body's name with and without its "of PLACE"."""
    if same_name(a, b):
        return True
    short, long = sorted((fold_name(a), fold_name(b)), key=len)
    rest = long.removeprefix(short)
    return " " in short and rest != long and rest.startswith((" of ", " for ")) and is_body(short)


def _partly_known(tokens: Sequence[str], names: Sequence[str]) -> bool:
    def holds(long: Sequence[str], short: Sequence[str]) -> bool:
        return all(any(same_word(s, t) for t in long) for s in short)

    told = [name_tokens(name) for name in names]
    for held in told:
        if len(held) > len(tokens) and holds(held, tokens):
            return True
        if held and len(held) < len(tokens) and same_word(held[-1], tokens[-1]):
            owners = [t for t in told if len(t) > len(held) and holds(t, held)]
            if not owners or any(holds(owner, tokens) for owner in owners):
                return True
    return False
