"""The names of one document, and the fullest form that it gives of each."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Sequence

from index.types import Span
from qa.names import find_acronyms, name_spans
from qa.names.bearers import is_heir, is_long_dead, sex_of_bearer, sex_of_title
from qa.names.forms import (
    fold_name,
    is_acronym,
    is_body,
    name_tokens,
    same_name,
    same_word,
    spells,
    strip_title,
)

__all__ = ["PREPOSITION", "THINGS", "KnownNames"]

PREPOSITION = re.compile(
    r"\b(?:of|for|from|in|at|with|to|by|near|on|over|within|against|among|about|behind|under|"
    r"close|who|that|which)\b"
)
_KIN = re.compile(
    r"\b(?:son|daughter|father|mother|brother|sister|widow|wife|husband|grandson|granddaughter|"
    r"nephew|niece|"
    r"uncle|aunt|cousin|legacy|late|heir|successor|predecessor)\b[^.]{0,70}$"
)
_SUBJECT = re.compile(
    r"(?:\s\([A-Z]{2,8}\))?(?:\s(?:of|from|at)\s(?:the\s)?[\w’' -]{2,30}?)?"
    r"(?:\s+(?:also|then|later|now|still|has|had|have|is|was|are|were|will|would|"
    r"\w+ed|\w+s|wrote|told|took|came|went|gave|spoke|met|"
    r"flew|sat|stood|ran|led|fell|rose|held|kept|sent|paid|saw|drew|drove|chose|broke|built|bought|"
    r"fought|found|heard|sold|"
    r"began|made|left|won|lost)\b|,\s+(?:who|an?|the|one|of|from|at|for|\d|\w+ of|\w+ at)\b|$)"
)
# The weight of who died long ago, behind a relative's.
_DEAD = -1.5
THINGS = frozenset(
    "valley river street road city province island islands "
    "sea lake mountain mountains county district bay "
    "port bridge hall square park north south east west "
    "war day act treaty agreement cup prize lane quarter "
    "hill village town region state station harbour harbor "
    "airport coast desert forest canal dam tower "
    "house castle palace avenue ocean gulf peninsula border republic kingdom".split()
)


# What a firm has and a person has not.
_STAFF = (
    r"(?:shares|stock|shareholders|board|chief executive|chairman|chairwoman|managing director|"
    r"finance director|headquarters|customers|profits?|revenues?|sales|products?|factor(?:y|ies)|"
    r"plants?|workforce|employees|workers)"
)
_OF_A_BODY = re.compile(rf"\b(?:{_STAFF}|staff)\s(?:of|at|in|for)\s(?:the\s)?$")
_AS_A_BODY = re.compile(
    rf"[’']s?\s(?:[\w-]+\s)?{_STAFF}\b|,\swhich\b|"
    r"\s(?:(?!said\b|says\b|that\b|told\b|the\b)[\w’'-]+\s){1,3}(?:its|itself)\b"
)


class KnownNames:
    """Where names stand in ``text``, within the ``sentences`` given, and who is meant by each.

    ``spans``, ``names`` (titles stripped) and ``salience`` run in parallel, in order of the text.
    Salience is 1 for a subject, -1 for a relative of somebody else ("son of X").
    """

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [span.start for span in sentences]
        self.spans = [s for s in name_spans(text) if self._order(s.start) is not None]
        self.names = [strip_title(" ".join(s.of(text).split())) for s in self.spans]
        self.salience = [self._weigh(s) for s in self.spans]
        self._span_starts = [s.start for s in self.spans]
        self._counts = Counter(self.names)
        self._acronyms = dict(find_acronyms([text]))
        self._bodies = [
            (span.start, name)
            for span, name in zip(self.spans, self.names, strict=True)
            if is_body(name) and not is_acronym(name)
        ]
        self._acting: set[str] | None = None
        self._headlines: dict[int, bool] = {}
        self._headlined = {
            s.start
            for s, n in zip(self.spans, self.names, strict=True)
            if self._only_headlined(s, n)
        }
        self._persons = self._persons_in_full()
        span_at = {span.start: span for span in self.spans}
        starts = [start for start, _, _, _ in self._persons]
        self._subjects = {at for at in starts if _SUBJECT.match(text, span_at[at].end)}
        self._dead = {at for at in starts if is_long_dead(text, span_at[at])}
        self._heirs = [
            (at, full)
            for at, full, _, _ in self._persons
            if at in self._subjects and is_heir(text, span_at[at])
        ]
        self._of_surname: dict[str, list[tuple[int, str, float]]] = {}
        self._sexes: dict[str, str] = {}
        self._one_word: dict[str, list[int]] = {}
        self._longer: dict[str, list[tuple[int, str]]] = {}

    def inside(self, span: Span) -> range:
        """The indices of the names that start within ``span``."""
        first = bisect.bisect_left(self._span_starts, span.start)
        return range(first, bisect.bisect_left(self._span_starts, span.end))

    def is_written(self, name: str, at: int) -> bool:
        """Whether a name stands elsewhere than at ``at``, or inside a sentence."""
        i = self._order(at)
        inside = i is not None and bool(self._text[self._starts[i] : at].strip(" \t\n“\"‘'"))
        if inside:
            return True
        plain = strip_title(name)
        others = [s for s, n in zip(self.spans, self.names, strict=True) if n == plain]
        starts = set(self._starts)
        return any(s.start != at and s.start not in starts for s in others)

    def acts_as_body(self, name: str) -> bool:
        """Whether the text speaks of a name as of a firm: its shares, "which", its chief."""
        if self._acting is None:
            self._acting = {
                n
                for s, n in zip(self.spans, self.names, strict=True)
                if _OF_A_BODY.search(self._text[max(0, s.start - 40) : s.start])
                or _AS_A_BODY.match(self._text[s.end : s.end + 90])
            }
        return name in self._acting or (" " in name and name.split()[0] in self._acting)

    def _order(self, at: int) -> int | None:
        i = bisect.bisect_right(self._starts, at) - 1
        return i if i >= 0 and at < self._sentences[i].end else None

    def _weigh(self, span: Span) -> float:
        before, after = (
            self._text[max(0, span.start - 90) : span.start],
            self._text[span.end : span.end + 48],
        )
        sentence = re.split(r"[.!?\n]", before)[-1]
        if _KIN.search(sentence):
            return -1.0
        if PREPOSITION.search(sentence[-12:]) and sentence.rstrip().endswith(
            ("of", "for", "to", "by", "with")
        ):
            return 0.0
        return 1.0 if _SUBJECT.match(after) else 0.3

    def _only_headlined(self, span: Span, name: str) -> bool:
        """Whether capitals may be those of a headline: the name stands nowhere else."""
        i = self._order(span.start)
        return i is not None and self._counts[name] < 2 and self._is_headline(i)

    def _is_headline(self, i: int) -> bool:
        if i not in self._headlines:
            sentence = self._sentences[i].of(self._text).rstrip()
            words = re.findall(r"[^\W\d_]{4,}", sentence)
            capital = sum(word[0].isupper() for word in words)
            self._headlines[i] = capital > 0.6 * len(words) and not sentence.endswith(".")
        return self._headlines[i]

    def _persons_in_full(self) -> list[tuple[int, str, float, tuple[str, ...]]]:
        """The mentions of names that a surname may be short for."""
        found = []
        for span, name, weight in zip(self.spans, self.names, self.salience, strict=True):
            tokens = name_tokens(name)
            short = not 1 < len(tokens) <= 4 or is_body(name) or " of " in name
            titled = " ".join(span.of(self._text).split()) != name
            if (
                not short
                and (titled or tokens[-1] not in THINGS)
                and span.start not in self._headlined
            ):
                found.append((span.start, name, weight, tokens))
        return found

    def fullest(self, name: str, at: int) -> str:
        """The fullest name the document gives whoever is called ``name`` at offset ``at``.

        For a surname, the full name last mentioned before ``at``, subjects first.
        """
        if is_acronym(name):
            expanded = self._expanded(name.replace(".", ""), name)
            if expanded != name or len(name) < 4:
                return expanded
            # A transcript's labels are in capitals: "ROTH:" may be Ada Roth.
        tokens = [t for t in name_tokens(name) if t not in ("jr", "junior", "sr", "senior")]
        if len(tokens) != 1 or (is_body(name) and not is_acronym(name)):
            return name
        bearers = self._candidates(tokens[0])
        title, sex = sex_of_title(self._text, at)
        if sex and bearers:
            bearers = self._of_sex(tokens[0], sex, bearers)
            if not bearers:
                return f"{title} {name}"
        if not bearers:
            return name

        def rank(bearer: tuple[int, str, float]) -> tuple[float, int, str]:
            start, full, weight = bearer
            return weight, start - at if start <= at else -(10**9) - start, full

        start, full, _ = max(bearers, key=rank)
        others = {n for _, n, _ in bearers if not same_name(n, full)}
        is_open = self._is_open(tokens[0], full, others, Span(start, max(start, at)))
        return name if is_open else full

    def sex(self, name: str) -> str:
        """The sex that titles and kin give a full name: "m", "f", or "" for none or both."""
        if name not in self._sexes:
            told = {
                sex_of_bearer(self._text, s)
                for s, n in zip(self.spans, self.names, strict=True)
                if n == name
            } - {""}
            self._sexes[name] = told.pop() if len(told) == 1 else ""
        return self._sexes[name]

    def _of_sex(
        self, token: str, sex: str, bearers: Sequence[tuple[int, str, float]]
    ) -> list[tuple[int, str, float]]:
        """Those whom a title of this sex may mean: who is known to be of it before all others."""
        may = [b for b in bearers if self.sex(b[1]) in (sex, "")]
        known = [b for b in may if self.sex(b[1])]
        titles = [t for at in self._alone(token) if (t := sex_of_title(self._text, at)[1])]
        if known or len(set(titles)) < 2:
            return known or may
        # A man and a woman of one surname: the first title is the one bearer's, two are open.
        return may if titles[0] == sex and len({full for _, full, _ in may}) == 1 else []

    def _is_open(self, token: str, full: str, others: set[str], between: Span) -> bool:
        """Whether a surname may as well be an heir's, brought in before it ever stood alone."""
        return any(
            between.start < start <= between.end
            and other in others
            and not self._stood_alone(token, full, start)
            for start, other in self._heirs
            if same_word(name_tokens(other)[-1], token)
        )

    def _stood_alone(self, token: str, full: str, until: int) -> bool:
        """Whether the text calls ``full`` by the surname alone before offset ``until``."""
        first = next((start for start, name, _, _ in self._persons if name == full), until)
        return any(first < at < until for at in self._alone(token))

    def _alone(self, token: str) -> list[int]:
        """The offsets at which a name is this one word."""
        if token not in self._one_word:
            self._one_word[token] = [
                span.start
                for span, name in zip(self.spans, self.names, strict=True)
                if name_tokens(name) == (token,)
            ]
        return self._one_word[token]

    def body(self, name: str, at: int) -> str:
        """The fullest name of a body: its expansion, or a longer name that its own ends."""
        if is_acronym(name):
            return self.fullest(name, at)
        if not is_body(name):
            return name
        short = fold_name(name)
        if short not in self._longer:
            self._longer[short] = [
                (start, full)
                for start, full in self._bodies
                if f" {short} of " in f" {fold_name(full)} of " and fold_name(full) != short
            ]
        longer = [(start <= at, -abs(at - start), full) for start, full in self._longer[short]]
        return max(longer)[2] if longer else name

    def _expanded(self, acronym: str, written: str) -> str:
        if acronym not in self._acronyms:
            spelled = (n for n in self._counts if " " in n and spells(acronym, n))
            self._acronyms[acronym] = next(spelled, written)
        return self._acronyms[acronym]

    def _candidates(self, token: str) -> list[tuple[int, str, float]]:
        """Mentions of full names with this surname (or, far behind, this first name).

        Who died long ago comes behind the others, unless the surname alone was his before them.
        """
        if token not in self._of_surname:
            found = [
                (start, full, weight if same_word(long[-1], token) else weight - 3.0)
                for start, full, weight, long in self._persons
                if same_word(long[-1], token) or same_word(long[0], token)
            ]
            dead = {full for start, full, _ in found if start in self._dead}
            others = [start for start, full, _ in found if full not in dead]
            led = any(start in self._subjects for start in others)
            late = {n for n in dead if led and not self._stood_alone(token, n, others[0])}
            self._of_surname[token] = [
                (start, full, min(weight, _DEAD) if full in late else weight)
                for start, full, weight in found
            ]
        return self._of_surname[token]
