"""A statement or a cited sentence as tokens: words and numbers with their clauses and lemmas.

Spelling that means nothing (kinds of quotation marks, blanks, dashes, contractions) is made one
first, so that everything behind it compares like with like. Pure and linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from index.types import Span
from qa.anaphora import AUXILIARIES, CONJUNCTIONS, PREPOSITIONS, PRONOUNS, WH_WORDS
from qa.attribution.cues import CUE_FORMS, Form
from qa.attribution.quotations import find_quotations
from qa.names import name_spans
from qa.names.words import TITLES
from qa.verify.words import PHRASAL, is_past, lemma

__all__ = ["FUNCTION", "LONGEST", "MAY", "Reading", "Token", "normalise", "read"]

MAY = "May"
"""The lemma of the month, which is not that of the verb."""
LONGEST = 20_000
"""Characters of a text that are read; what stands behind them is left out."""

_MARKS = str.maketrans(
    dict.fromkeys("‘’‛ʼ`´＇", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
    | {"…": "...", "―": "—"}
)
_TOKEN = re.compile(
    r"(?P<acronym>(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?)|(?P<number>\d+(?:[.,:]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<sign>[%$€£])"
)
# "1 500" with a blank that breaks no line.
_THOUSANDS = re.compile(r"(?<![\d.,:])[1-9]\d{0,2}(?:[\u00a0\u2009\u202f]\d{3})+(?![\d.,]?\d)")
_BREAK = re.compile(r"[,;:()\[\]—!?\"]|\s[-–]+\s|\.(?:\s|$)")
_CONTRACTED = {"won't": "will", "can't": "can", "shan't": "shall", "ain't": "is", "cannot": "can"}
_TAIL = re.compile(r"'(?:s|re|ve|ll|d|m)$")
_TAILS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
_LIGHT = frozenset(
    "a an the this that these those my your our his her its their such there here as than "
    "also too so then just even very still already yet again own same certain indeed however "
    "meanwhile please well let's et al etc s am pm ad bc bce not no never nor neither hardly "
    "scarcely barely without nobody none nothing noone nowhere".split()
)
FUNCTION = (AUXILIARIES | CONJUNCTIONS | PREPOSITIONS | PRONOUNS | WH_WORDS | _LIGHT) - frozenset(
    "everyone everybody everything one ones".split()
)
"""Words that hold a sentence together and say nothing of their own."""

_ERAS = frozenset("ad bc bce am pm".split())
_OPENERS = frozenset(
    "but because while whereas although though when if unless until who which where whose that "
    "since whether so nor".split()
)
_BE = frozenset("is are was were be been being am get got gets".split())
_APART = frozenset("down up out off back away over".split())
_SUBJECTS = frozenset("i you he she it we they there this these those nobody none".split())


@dataclass(slots=True, eq=False)
class Token:
    """A word, number or sign; offsets are into the normalised text.

    ``clause`` numbers the stretches between marks and clause words; ``opener`` is the word that
    opened the clause, or "" for a mark. ``at`` is the token's place in its reading. ``polar``
    and ``doubt`` are filled in by `qa.verify.scope`.
    """

    text: str
    low: str
    lemma: str
    kind: str
    start: int
    end: int
    at: int = 0
    clause: int = 0
    opener: str = ""
    content: bool = False
    name: bool = False
    quoted: bool = False
    polar: str = "out"
    doubt: str = ""


@dataclass(eq=False)
class Reading:
    """A text as read. ``names`` as written; ``quotes`` the words between quotation marks."""

    text: str
    tokens: tuple[Token, ...]
    names: tuple[str, ...]
    quotes: tuple[str, ...]

    @cached_property
    def content(self) -> tuple[Token, ...]:
        """The tokens that say something, in order."""
        return tuple(token for token in self.tokens if token.content)

    @cached_property
    def logical(self) -> tuple[Token, ...]:
        """The tokens with the agent of a passive before its verb and the subject behind it."""
        return tuple(_logical(self.tokens))

    @cached_property
    def logical_content(self) -> tuple[Token, ...]:
        """The tokens that say something, in their logical order."""
        return tuple(token for token in self.logical if token.content)

    @cached_property
    def by_lemma(self) -> dict[str, tuple[Token, ...]]:
        """The tokens by lemma, function words among them."""
        found: dict[str, list[Token]] = {}
        for token in self.tokens:
            found.setdefault(token.lemma, []).append(token)
        return {key: tuple(tokens) for key, tokens in found.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """The words in small letters."""
        return frozenset(token.low for token in self.tokens)


def normalise(text: str) -> str:
    """The text with one kind of each mark and single blanks; at most ``LONGEST`` characters."""
    plain = unicodedata.normalize("NFC", text[:LONGEST]).translate(_MARKS)
    plain = _THOUSANDS.sub(lambda found: re.sub(r"\s", ",", found.group()), plain)
    return " ".join(plain.split())


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The tokens of a text, with everything that `qa.verify.scope` marks. Raises nothing."""
    from qa.verify.scope import mark_scopes

    plain = normalise(text)
    spans = name_spans(plain)
    quotations = find_quotations(plain, [Span(0, len(plain))]) if plain else []
    quoted = [
        Span(q.span.start + 1, max(q.span.start + 1, q.span.end - q.closed)) for q in quotations
    ]
    tokens = _tokens(plain)
    _join_particles(tokens)
    _set_names(tokens, spans)
    for token in tokens:
        token.quoted = any(q.start <= token.start < q.end for q in quoted)
    _set_clauses(plain, tokens)
    reading = Reading(
        plain,
        tuple(tokens),
        tuple(span.of(plain) for span in spans),
        tuple(q.of(plain) for q in quoted if q.of(plain).strip()),
    )
    mark_scopes(reading)
    return reading


def _tokens(plain: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        for text, low, kind in _pieces(match):
            token = Token(text, low, "", kind, match.start(), match.end(), len(found))
            token.lemma = low if kind in ("number", "sign") else lemma(low)
            token.content = kind != "sign" and low not in FUNCTION
            if text == "May" and (found or plain[match.end() :][:2].strip().isdigit()):
                token.lemma, token.content = MAY, True
            found.append(token)
    return found


def _pieces(match: re.Match[str]) -> list[tuple[str, str, str]]:
    text = match.group()
    if match["number"] or match["sign"]:
        return [(text, text, "number" if match["number"] else "sign")]
    if match["acronym"]:
        plain = text.replace(".", "")
        return [(plain, plain if plain.isupper() else plain.lower(), "word")]
    low = text.lower()
    if low in _CONTRACTED or low.endswith("n't"):
        return [(text, _CONTRACTED.get(low, low[:-3]), "word"), ("not", "not", "word")]
    tail = _TAIL.search(low)
    if tail and tail.start():
        head = low[: tail.start()]
        pieces = [(text[: tail.start()], head, "word")]
        if tail.group() in _TAILS:
            pieces.append((tail.group(), _TAILS[tail.group()], "word"))
        return pieces
    if text.isupper() and 1 < len(text) < 7 and low in FUNCTION and low not in _ERAS:
        return [(text, text, "word")]
    return [(text, low.rstrip("'") or low, "word")]


def _join_particles(tokens: Sequence[Token]) -> None:
    """One lemma for a verb and its particle: "turned down" is to refuse, not to turn."""
    for one, other in pairwise(tokens):
        meant = PHRASAL.get((one.lemma, other.low))
        if meant is not None:
            one.lemma, other.content = meant, False
    for at, token in enumerate(tokens):
        if token.low in _APART:
            _join_apart(tokens, at)


def _join_apart(tokens: Sequence[Token], at: int) -> None:
    """ "Turned the offer down": the particle behind an object of up to four words."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if follows is not None and follows.content:
        return  # "down Mill Street"
    for verb in reversed(tokens[max(0, at - 5) : at - 1]):
        meant = PHRASAL.get((verb.lemma, tokens[at].low))
        if meant is not None and is_past(verb.low):
            verb.lemma, tokens[at].content = meant, False
            return
        if verb.low in PREPOSITIONS or is_past(verb.low):
            return


def _set_names(tokens: Sequence[Token], spans: Sequence[Span]) -> None:
    at = 0
    for token in tokens:
        while at < len(spans) and spans[at].end <= token.start:
            at += 1
        inside = at < len(spans) and spans[at].start <= token.start
        token.name = inside and token.content and token.text[:1].isupper()


def _set_clauses(plain: str, tokens: Sequence[Token]) -> None:
    clause, opener, last = 0, "", 0
    for at, token in enumerate(tokens):
        gap = plain[last : token.start] if token.start >= last else ""
        last = token.end
        initial = gap.strip() == "." and at and _shortens(tokens[at - 1])
        if at and ((_BREAK.search(gap) and not initial) or _opens(tokens, at)):
            clause += 1
            opener = token.low if token.low in _OPENERS or token.low == "and" else ""
        token.clause, token.opener = clause, opener


def _shortens(token: Token) -> bool:
    """Whether a full stop behind the word is part of it: an initial, a title."""
    return (len(token.text) == 1 and token.text.isupper()) or token.low in TITLES


def _opens(tokens: Sequence[Token], at: int) -> bool:
    low = tokens[at].low
    if low in _OPENERS:
        return not (low == "that" and tokens[at - 1].low in ("all", "so"))
    if low not in ("and", "or") or at + 1 >= len(tokens):
        return False
    follows = tokens[at + 1].low
    if follows in _SUBJECTS or follows in AUXILIARIES or is_past(follows):
        return True
    return follows in CUE_FORMS and CUE_FORMS[follows][1] is Form.THIRD


def _logical(text_tokens: Sequence[Token]) -> list[Token]:
    """The tokens with the agent of a passive before its verb and the subject behind it."""
    tokens = list(text_tokens)
    order = list(range(len(tokens)))
    for at, token in enumerate(tokens):
        if not is_past(token.low) or not _passive(tokens, at):
            continue
        clause = [i for i in order if tokens[i].clause == token.clause]
        if at not in clause:
            continue
        where = clause.index(at)
        subject, behind = clause[:where], clause[where + 1 :]
        agent = _agent(tokens, behind)
        rest = [i for i in behind if i not in agent]
        first = order.index(clause[0])
        new = [*agent, at, *subject, *rest]
        if [order[first + i] for i in range(len(clause))] == clause:
            order[first : first + len(clause)] = new
    return [tokens[i] for i in order]


def _passive(tokens: Sequence[Token], at: int) -> bool:
    before = [t.low for t in tokens[max(0, at - 4) : at] if t.clause == tokens[at].clause]
    for low in reversed(before):
        if low in _BE:
            return True
        if low not in ("not", "never", "also", "been", "being") and not low.endswith("ly"):
            return False
    return False


def _agent(tokens: Sequence[Token], behind: Sequence[int]) -> list[int]:
    by = next((k for k, i in enumerate(behind) if tokens[i].low == "by"), None)
    if by is None:
        return []
    found: list[int] = []
    for i in behind[by + 1 :]:
        token = tokens[i]
        if not (token.content or token.low in ("the", "a", "an", "his", "her", "its", "of")):
            break
        found.append(i)
    return [behind[by], *found] if any(tokens[i].content for i in found) else []
