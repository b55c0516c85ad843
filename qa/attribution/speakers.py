"""From a noun phrase to a speaker: its name, its role, and whom a pronoun stands for.

A light form of the salience rules of Lappin & Leass, "An Algorithm for Pronominal Anaphora
Resolution" (1994): recency first, subjects and earlier speakers before other mentions.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.types import Span
from qa.attribution.source_phrases import Source, SourcePhrases, gender_of, head_noun
from qa.names.forms import fold_name, is_body, strip_title
from qa.names.known import THINGS, KnownNames
from qa.names.words import ORG_WORDS, ROLE_NOUNS

__all__ = ["Cast", "Source"]

MEMORY = 4
"""A pronoun reaches back this many sentences."""
RECENT = 300
"""A description ("the spokesman") reaches back this many mentions."""


@dataclass(frozen=True, slots=True)
class _Mention:
    order: int
    at: int
    source: Source
    weight: float


_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|across|around|outside|into|towards?|through|inside)\s+(?:the\s+)?$"
)
_OPENING_PRONOUN = re.compile(r"\s*(?:[\w ]{0,30}?\bthat\s+)?(he|she|his|her)\b")
_DEFINITE_SUBJECT = re.compile(
    r"((?:The|A|An|One of|His|Her|Their|Its)\s[^,.:;“\"]{2,60}?)(?:,[^.]*?,)?\s(?:\w+ed|was|is|"
    r"are|were|"
    r"said|told|wrote|thought|has|have|had|left|went|came|rose|took|will|would|gave|makes?|\w+s)\b"
)
_CARRIED = re.compile(
    r"(?:an?|the|one)\s+(?:[\w-]+\s){0,2}?(?:statement|letter|post|message|memo|e-?mail|note|tweet|"
    r"release|communiqu[eé]|leaflet|video)\s+(?:(?:issued|signed|sent|posted|published|released|"
    r"written)\s+)?"
    r"(?:from|by)\s+(?=\w)",
    re.I,
)
_PREPOSITION_LAST = re.compile(
    r"\b(?:of|for|from|in|at|with|to|by|near|on|over|within|against|about|than|"
    r"like)\s+(?:the\s+)?$",
    re.I,
)
_AGENT = re.compile(r"(?:er|or|ist|man|woman|person|ian|ee|ant|one)$")
_SUBJECT_PRONOUN = re.compile(
    r"(?:[^,“\"‘]{0,50},\s+|[“\"‘][^”\"’]*[”\"’]\s)?(?:But |And |Yet |Then )?(he|she|they|it)\b",
    re.I,
)
_GENERIC_BODY = frozenset(
    "group company firm organisation organization movement agency party business manufacturer "
    "operator outfit faction retailer developer corporation body".split()
)
_GENERIC_PERSON = frozenset(
    "man woman official person boy girl teenager veteran politician pensioner".split()
)
# "the 24-year-old", "the 31-year-old striker": told of whom the text is about.
_AGED = re.compile(r"-year-old(?:\s[a-z]+)?$")
_UTTERANCE = frozenset(
    "statement post tweet message letter announcement release communique note email email".split()
)
_OWN_WORDS = re.compile(
    r"(his|her|their|its) (?:[\w-]+ ){0,2}?(?:statement|post|tweet|message|letter|e-?mail|"
    r"note|diary|memoirs?|reply|column|blog)\b",
    re.I,
)
_NOBODY = frozenset(
    "some many others people most few several none nobody "
    "everyone everybody someone somebody anyone one "
    "you that this these those there all any what which who both".split()
)
_PRONOUNS = {
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


def _same_role(a: str, b: str) -> bool:
    plain = [
        re.sub(r"(?:man|woman|person|men|people)$", "", w) if w.startswith("spokes") else w
        for w in (a, b)
    ]
    return plain[0] == plain[1]


class Cast:
    """The persons and bodies of one document, and who was lately spoken of.

    ``sentences``: the spans that may prove a name, in order; ``quoted``: the quotations. Feed
    `remember` in that order; `resolve` answers for the sentence that comes next.
    """

    def __init__(self, text: str, sentences: Sequence[Span], quoted: Sequence[Span] = ()) -> None:
        self._text = text
        self._quoted = quoted
        self._sentences = sentences
        self._known = KnownNames(text, sentences)
        self._phrases = SourcePhrases(text, self._known)
        self._history: list[_Mention] = []
        self._roles: dict[str, str] = {}
        self._people: set[str] = set()
        self._genders: dict[str, str] = {}

    # -- names ---------------------------------------------------------------------------

    def _is_person(self, name: str, span: Span) -> bool:
        if name in self._people:
            return True
        words = fold_name(name).split()
        if (
            is_body(name)
            or len(words) < 2
            or len(words) > 4
            or words[-1] in THINGS
            or " of " in name
        ):
            return False
        return not _PLACE_BEFORE.search(self._text[max(0, span.start - 14) : span.start])

    # -- phrases -------------------------------------------------------------------------

    def resolve(self, span: Span, order: int) -> Source | None:
        """The speaker that a noun phrase at ``span`` of sentence ``order`` means, or None.

        None: nobody in particular ("some", "it" without a body nearby).
        """
        phrase = self._text[span.start : span.end]
        carried = _CARRIED.match(phrase)
        if carried:
            span = Span(span.start + carried.end(), span.end)
            phrase = span.of(self._text)
        named = self._phrases.named(span)
        if named is not None:
            return self._enrich(named)
        owned = _OWN_WORDS.match(phrase)
        if owned:
            return self._pronoun(owned[1].lower(), span.start, order)
        plain = self._phrases.plain(phrase)
        word = plain.lower()
        if word in _PRONOUNS:
            return self._pronoun(word, span.start, order)
        if word in _NOBODY or not plain:
            return None
        if re.match(r"(?:the|this|that)\b", word):
            return self._definite(plain, order) or Source(plain, None, "phrase", gender_of(plain))
        firm = plain[:1].isupper() and phrase.startswith(f"{plain}, which ")
        return Source(plain, None, "body" if firm else "phrase", gender_of(plain))

    def _enrich(self, source: Source) -> Source:
        if source.role:
            self._roles.setdefault(source.name, source.role)
        if source.kind == "person":
            self._people.add(source.name)
        if source.gender:
            self._genders[source.name] = source.gender
        return replace(
            source,
            role=source.role or self._roles.get(source.name),
            gender=source.gender or self._genders.get(source.name, ""),
        )

    def _pronoun(self, word: str, at: int, order: int) -> Source | None:
        wanted = (
            ("person", "name", "phrase")
            if word in ("he", "she", "him", "her", "his")
            else ("body", "name", "phrase", "person")
        )
        best: tuple[float, int] | None = None
        chosen: Source | None = None
        here = self._names_in(order) if order < len(self._sentences) else []
        # Whom somebody's own words name is hardly that somebody: "“Ada did it,” he said".
        here = [m for m in here if not self._is_quoted(m.at)]
        for mention in reversed([*self._history[-RECENT:], *here]):
            distance = order - mention.order
            if distance > MEMORY:
                break
            source = mention.source
            if mention.at >= at or source.kind not in wanted or not self._agrees(word, source):
                continue
            score = (
                mention.weight - distance - (0.8 if wanted[0] != source.kind else 0.0),
                mention.at,
            )
            if best is None or score > best:
                best, chosen = score, source
        if chosen and chosen.kind == "person" and _PRONOUNS[word]:
            self._genders.setdefault(chosen.name, _PRONOUNS[word])
        return chosen

    def _is_quoted(self, at: int) -> bool:
        i = bisect.bisect_right(self._quoted, at, key=lambda span: span.start) - 1
        return i >= 0 and at < self._quoted[i].end

    def _agrees(self, word: str, source: Source) -> bool:
        gender, wanted = self._genders.get(source.name, source.gender), _PRONOUNS[word]
        return not (gender and wanted and gender != wanted) and _may_be(word, source)

    def _recent(self) -> Iterable[_Mention]:
        """The last mentions, latest first."""
        return reversed(self._history[-RECENT:])

    def _definite(self, phrase: str, order: int) -> Source | None:
        head = head_noun(re.sub(r"^(?:the|this|that) (?:same )?", "", phrase, flags=re.I))
        modifiers = set(fold_name(phrase).split()) - {head, "same", "this", "that", "former"}
        if head in _UTTERANCE:
            near = [m for m in self._recent() if m.weight >= 1 and order - m.order <= 2]
            spoke = [m for m in near if m.weight >= 2]
            persons = [m for m in near if m.source.kind == "person"]
            return next(iter(spoke or persons)).source if spoke or persons else None
        for mention in self._recent():
            source = mention.source
            described = self._roles.get(source.name) or (
                source.name if source.kind == "phrase" else ""
            )
            words = set(fold_name(source.name).split())
            if source.kind == "body" and head in words and modifiers <= words:
                return source
            if (
                described
                and _same_role(head_noun(described), head)
                and (
                    modifiers
                    <= set(fold_name(f"{described} {source.name}").split()) | {"for", "of"}
                )
            ):
                return source
        if head in ORG_WORDS or head in _GENERIC_BODY:
            return self._known_body(head, modifiers, order)
        if (head in _GENERIC_PERSON and not modifiers) or _AGED.search(phrase):
            return self._pronoun("he" if head != "woman" else "she", 10**9, order)
        return None

    def _known_body(self, head: str, modifiers: set[str], order: int) -> Source | None:
        if modifiers or head not in _GENERIC_BODY:
            return None
        near = [m for m in self._recent() if order - m.order <= MEMORY]
        bodies = [m for m in near if m.source.kind == "body"]
        return (
            max(bodies, key=lambda m: (m.weight - (order - m.order), m.at)).source
            if bodies
            else None
        )

    # -- memory --------------------------------------------------------------------------

    def remember(self, order: int, speakers: Sequence[tuple[int, Source]]) -> None:
        """Take in sentence ``order``: its names, and who spoke in it at which offset."""
        span = self._sentences[order]
        found = self._names_in(order)
        found += [_Mention(order, at, source, 2.2) for at, source in speakers]
        found += self._pronoun_subject(span, order) or self._described_subject(span, order)
        self._history += sorted(found, key=lambda m: m.at)

    def _names_in(self, order: int) -> list[_Mention]:
        """The names of a sentence, as mentions."""
        return [self._mention(order, i) for i in self._known.inside(self._sentences[order])]

    def _mention(self, order: int, i: int) -> _Mention:
        at, name = self._known.spans[i], self._known.names[i]
        definite = re.search(r"\b[Tt]he [“\"‘]?$", self._text[max(0, at.start - 6) : at.start])
        full = self._known.body(name, at.start) if definite else self._known.fullest(name, at.start)
        whole = " ".join(at.of(self._text).split())
        titled = whole if strip_title(whole) != whole else self._title_before(at)
        if titled:
            self._people.add(full)
        person = full in self._people or (not definite and self._is_person(full, at))
        kind = "person" if person else self._kind(at, full, definite is not None)
        if titled:
            gender = gender_of(titled)
            if gender:
                self._genders[full] = gender
            title = whole[: len(whole) - len(name)].strip() if titled == whole else titled
            if set(fold_name(title).split()) & ROLE_NOUNS:
                self._roles.setdefault(full, title)
        source = Source(full, self._roles.get(full), kind, self._genders.get(full, ""))
        first = at.start - self._sentences[order].start < 30
        return _Mention(
            order, at.start, source, max(0.0, self._known.salience[i]) + (0.4 if first else 0.0)
        )

    def learn(self, source: Source, content: str) -> None:
        """Take a person's gender from the pronoun that opens what they say: "said that she"."""
        match = _OPENING_PRONOUN.match(content)
        if match and source.kind == "person":
            self._genders.setdefault(source.name, _PRONOUNS[match[1].lower()])

    def _described_subject(self, span: Span, order: int) -> list[_Mention]:
        """A description that a sentence starts with: "The captain has another worry." """
        match = _DEFINITE_SUBJECT.match(span.of(self._text))
        if match is None:
            return []
        head = head_noun(match[1])
        if head not in ROLE_NOUNS and head not in ORG_WORDS and head not in _UTTERANCE:
            return []
        source = self.resolve(Span(span.start, span.start + match.end(1)), order)
        return [_Mention(order, span.start, source, 1.4)] if source else []

    def _pronoun_subject(self, span: Span, order: int) -> list[_Mention]:
        """Whom a sentence is about that begins with a pronoun."""
        match = _SUBJECT_PRONOUN.match(span.of(self._text))
        if match is None:
            return []
        at = span.start + match.start(1)
        source = self._pronoun(match[1].lower(), at, order)
        return [_Mention(order, at, source, 1.4)] if source else []

    def _title_before(self, at: Span) -> str:
        """The role noun that stands just before a name, or ""."""
        word = re.search(r"([^\W\d_]+) $", self._text[max(0, at.start - 24) : at.start])
        return word[1] if word and word[1].lower() in ROLE_NOUNS else ""

    def _kind(self, at: Span, name: str, definite: bool) -> str:
        if fold_name(name).split()[-1:] and fold_name(name).split()[-1] in THINGS:
            return "thing"
        if is_body(name):
            return "body"
        if _PLACE_BEFORE.search(self._text[max(0, at.start - 14) : at.start]):
            return "thing"
        return "body" if definite else "name"

    def _leads(self, span: Span, name: Span) -> bool:
        before = self._text[span.start : name.start]
        if len(before) > 60 or _PREPOSITION_LAST.search(before):
            return False
        return not re.match(r"[’']s?\s", self._text[name.end : name.end + 3])

    def subject(self, span: Span, order: int) -> Source | None:
        """The subject of a clause without a cue of its own: its leading name or pronoun."""
        words = span.of(self._text)
        pronoun = re.match(r"(?:[^,]{0,40},\s+)?(he|she|they|it)\b", words, re.I)
        if pronoun:
            return self._pronoun(pronoun[1].lower(), span.start, order)
        i = next(iter(self._known.inside(span)), None)
        if i is not None and self._leads(span, self._known.spans[i]):
            named = self._phrases.named(self._known.spans[i])
            if named:
                return self._enrich(named)
        noun = re.match(
            r"((?:The|A|An|One|His|Her|Their)\s[^,]{2,60}?)\s(?:\w+ed|was|is|were|has|left|went|"
            r"came|rose|took)\b",
            words,
        )
        if noun:
            return self.resolve(Span(span.start, span.start + noun.end(1)), order)
        return None


def _may_be(word: str, source: Source) -> bool:
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
