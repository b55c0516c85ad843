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
from qa.attribution.descriptions import (
    AGED,
    CARRIED,
    DEFINITE_SUBJECT,
    GENERIC_PERSON,
    NOBODY,
    OPENING_PRONOUN,
    OWN_WORDS,
    OWNERS,
    PLACE_BEFORE,
    PLURAL_SUBJECT,
    PREPOSITION_LAST,
    PRONOUNS,
    SEVERAL,
    SUBJECT_PRONOUN,
    TOLD_TO,
    UTTERANCE,
    is_any_company,
    is_company,
    is_kind_of_person,
    is_partitive,
    is_people,
    may_be,
    may_be_company,
    misfit,
    office_beside,
    same_role,
)
from qa.attribution.source_phrases import Source, SourcePhrases, gender_of, head_noun
from qa.names.forms import fold_name, is_body, strip_title
from qa.names.known import THINGS, KnownNames
from qa.names.words import ORG_WORDS, ROLE_NOUNS, WOMEN

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


_SOMEBODY = ("person", "name", "phrase")
# "SAN IGNAZ, 23 March – ", "Kabul, Afghanistan (AP) — ": where and when a report was filed.
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z .’'-]+(?:[,/]\s?[A-Z\d][\w .’'-]*){0,3}(?:\s\([A-Z][\w .]{1,20}\))?|"
    r"[A-Z][\w .’'-]{1,30}(?:,\s[A-Z\d][\w .’'-]*){0,3}\s\([A-Z][\w .]{1,20}\))"
    r"\s?(?:[–—-]|--)\s"
)
_OWNS = re.compile(r"\s(?:[a-z-]+\s){0,2}([a-z-]+)\s[A-Z]")


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
            or self._known.acts_as_body(name)
            or len(words) < 2
            or len(words) > 4
            or words[-1] in THINGS
            or " of " in name
        ):
            return False
        return not PLACE_BEFORE.search(self._text[max(0, span.start - 14) : span.start])

    # -- phrases -------------------------------------------------------------------------

    def resolve(self, span: Span, order: int, but: str | None = None) -> Source | None:
        """The speaker that a noun phrase at ``span`` of sentence ``order`` means, or None.

        A pronoun does not mean ``but``, as who asked is not who answers.
        None: nobody in particular ("some", "it" without a body nearby).
        """
        phrase = self._text[span.start : span.end]
        carried = CARRIED.match(phrase)
        if carried:
            span = Span(span.start + carried.end(), span.end)
            phrase = span.of(self._text)
        named = self._phrases.named(span)
        if named is not None:
            return self._enrich(named)
        owned = OWN_WORDS.match(phrase)
        if owned:
            return self._pronoun(owned[1].lower(), span.start, order)
        plain = self._phrases.plain(phrase)
        word = plain.lower()
        if word in PRONOUNS:
            return self._pronoun(word, span.start, order, but)
        if is_partitive(word) and self._spoken_plural(order):
            return Source(plain, None, "phrase")
        if word in NOBODY or not plain:
            return None
        if re.match(r"(?:the|this|that)\b", word):
            whole = self._phrases.whole(phrase)
            known = self._definite(plain, span.start, order)
            return known or Source(whole, None, "phrase", gender_of(plain))
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

    def _pronoun(self, word: str, at: int, order: int, but: str | None = None) -> Source | None:
        wanted = _SOMEBODY if PRONOUNS[word] else ("body", "name", "phrase", "person")
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
            if (
                source.name == but
                or mention.at >= at
                or source.kind not in wanted
                or not self._agrees(word, source)
            ):
                continue
            score = (mention.weight - distance - misfit(word, source, wanted[0]), mention.at)
            if best is None or score > best:
                best, chosen = score, source
        if chosen and chosen.kind == "person" and word in ("they", "them"):
            return None
        if chosen and chosen.kind == "person" and PRONOUNS[word]:
            self._genders.setdefault(chosen.name, PRONOUNS[word])
        return chosen

    def _is_quoted(self, at: int) -> bool:
        i = bisect.bisect_right(self._quoted, at, key=lambda span: span.start) - 1
        return i >= 0 and at < self._quoted[i].end

    def _agrees(self, word: str, source: Source) -> bool:
        gender = self._genders.get(source.name, source.gender) or self._known.sex(source.name)
        wanted = PRONOUNS[word]
        return not (gender and wanted and gender != wanted) and may_be(word, source)

    def _recent(self) -> Iterable[_Mention]:
        """The last mentions, latest first."""
        return reversed(self._history[-RECENT:])

    def _spoken_plural(self, order: int) -> bool:
        """Whether several spoke together of late: one of them may be meant by "one"."""
        near = [m for m in self._recent() if m.weight >= 1.4 and order - m.order <= 2]
        return any(
            m.source.kind == "phrase"
            and (SEVERAL.match(m.source.name) or is_partitive(m.source.name.lower()))
            for m in near
        )

    def _definite(self, phrase: str, at: int, order: int) -> Source | None:
        head = head_noun(re.sub(r"^(?:the|this|that) (?:same )?", "", phrase, flags=re.I))
        modifiers = set(fold_name(phrase).split()) - {head, "same", "this", "that", "former"}
        if head in UTTERANCE:
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
                and same_role(head_noun(described), head)
                and (
                    modifiers
                    <= set(fold_name(f"{described} {source.name}").split()) | {"for", "of"}
                )
            ):
                return source
        if is_company(head) and not modifiers:
            return self._known_body(head, order)
        if head in ORG_WORDS:
            return None
        if (head in GENERIC_PERSON and not modifiers) or AGED.search(phrase):
            return self._pronoun("she" if head in WOMEN else "he", at, order)
        if is_kind_of_person(head) and not modifiers and self._tags(at, order):
            return self._last_speaker(at, order)
        return None

    def _known_body(self, head: str, order: int) -> Source | None:
        """The firm or its like that was spoken of most, and last."""
        found = [m for m in self._recent() if m.source.kind == "body"]
        # Whom somebody told it is hardly the firm that is spoken of.
        found = [m for m in found if not TOLD_TO.search(self._text, max(0, m.at - 40), m.at)]
        found = [m for m in found if may_be_company(m.source.name, head)]
        if not is_any_company(head) and len({m.source.name for m in found}) > 1:
            return None
        bodies = [m for m in found if order - m.order <= MEMORY]
        return (
            max(bodies, key=lambda m: (m.weight - (order - m.order), m.at)).source
            if bodies
            else None
        )

    def _tags(self, at: int, order: int) -> bool:
        """Whether what stands at ``at`` follows quoted words of its sentence."""
        start = self._sentences[order].start if order < len(self._sentences) else at
        return self._text[start:at].rstrip()[-1:] in ("”", '"', "’", "'")

    def _last_speaker(self, at: int, order: int) -> Source | None:
        """The one person who spoke before in this paragraph, where no role of his is known."""
        near = [
            m
            for m in self._recent()
            if m.weight >= 2 and order - m.order <= 1 and "\n\n" not in self._text[m.at : at]
        ]
        spoke = {m.source.name: m.source for m in near if m.source.kind == "person"}
        only = next(iter(spoke.values())) if len(spoke) == 1 else None
        return only if only and not (only.role or self._roles.get(only.name)) else None

    # -- memory --------------------------------------------------------------------------

    def remember(self, order: int, speakers: Sequence[tuple[int, Source]]) -> None:
        """Take in sentence ``order``: its names, and who spoke in it at which offset."""
        span = self._sentences[order]
        found = self._names_in(order)
        self._learn_owners(span, order, found)
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
        if person and full not in self._roles and (office := office_beside(self._text, at)):
            self._roles[full] = office
        source = Source(full, self._roles.get(full), kind, self._genders.get(full, ""))
        first = at.start - self._sentences[order].start < 30
        return _Mention(
            order, at.start, source, max(0.0, self._known.salience[i]) + (0.4 if first else 0.0)
        )

    def learn(self, source: Source, content: str) -> None:
        """Take a person's gender from the pronoun that opens what they say: "said that she"."""
        match = OPENING_PRONOUN.match(content)
        if match and source.kind == "person":
            self._genders.setdefault(source.name, PRONOUNS[match[1].lower()])

    def _learn_owners(self, span: Span, order: int, here: Sequence[_Mention]) -> None:
        """Take the gender of the only person there is from "his" and "her" before a noun."""
        for match in OWNERS.finditer(self._text, span.start, span.end):
            near = [m for m in [*self._recent(), *here] if order - m.order <= MEMORY]
            near = [m for m in near if m.at < match.start() and m.source.kind in _SOMEBODY]
            may = {
                m.source.name: m.source for m in near if self._agrees(match[1].lower(), m.source)
            }
            only = next(iter(may.values())) if len(may) == 1 else None
            if only and only.kind == "person" and not self._is_quoted(match.start()):
                self._genders.setdefault(only.name, PRONOUNS[match[1].lower()])

    def _described_subject(self, span: Span, order: int) -> list[_Mention]:
        """A description that a sentence starts with: "The captain has another worry." """
        words = span.of(self._text)
        match = DEFINITE_SUBJECT.match(words) or PLURAL_SUBJECT.match(words)
        if match is None:
            return []
        if re.match(r",?\s+(?:an?\s+)?[A-Z]", words[match.end(1) :]):
            return []  # "The owner, Ada Roth, ...": the name is a mention of its own
        head = head_noun(match[1])
        known = head in ROLE_NOUNS | ORG_WORDS | UTTERANCE
        if not known and not is_people(head) and head.removesuffix("s") not in ORG_WORDS:
            return []
        source = self.resolve(Span(span.start, span.start + match.end(1)), order)
        return [_Mention(order, span.start, source, 1.4)] if source else []

    def _pronoun_subject(self, span: Span, order: int) -> list[_Mention]:
        """Whom a sentence is about that begins with a pronoun."""
        match = SUBJECT_PRONOUN.match(span.of(self._text))
        if match is None:
            return []
        at = span.start + match.start(1)
        source = self._pronoun(match[1].lower(), at, order)
        if source and match[1].lower() == "they" and source.kind in ("person", "name"):
            return []
        # "It was late": what "it" stands for, if anything, is no person of one name.
        if source and match[1].lower() == "it" and source.kind == "name":
            return []
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
        if PLACE_BEFORE.search(self._text[max(0, at.start - 14) : at.start]):
            return "thing"
        return "body" if definite or self._known.acts_as_body(name) else "name"

    def _leads(self, span: Span, name: Span) -> bool:
        before = self._text[span.start : name.start]
        if len(before) > 60 or PREPOSITION_LAST.search(before):
            return False
        return not re.match(r"[’']s?\s", self._text[name.end : name.end + 3])

    def protagonist(self) -> Source | None:
        """The person that the text so far is most about, whoever spoke; the first of equals."""
        weights: dict[str, float] = {}
        persons = {m.source.name: m.source for m in self._history if m.source.kind == "person"}
        for mention in self._history:
            if mention.source.name in persons:
                weights[mention.source.name] = weights.get(mention.source.name, 0) + mention.weight
        return persons[max(weights, key=weights.__getitem__)] if weights else None

    def subject(self, span: Span, order: int) -> Source | None:
        """The subject of a clause without a cue of its own: its leading name or pronoun."""
        dated = _DATELINE.match(span.of(self._text))
        span = Span(span.start + dated.end(), span.end) if dated else span
        words = span.of(self._text)
        pronoun = re.match(r"(?:[^,]{0,40},\s+)?(he|she|they|it)\b", words, re.I)
        if pronoun:
            return self._pronoun(pronoun[1].lower(), span.start, order)
        inside = self._known.inside(span)
        ends = {j: _OWNS.match(self._text, self._known.spans[j].end) for j in inside}
        # "Leeds coach Ada Roth": the first name only tells whose coach.
        i = next((j for j, m in ends.items() if not m or m[1] not in ROLE_NOUNS), None)
        if i is not None and self._leads(span, self._known.spans[i]):
            name = self._known.spans[i]
            the = re.search(r"\b[Tt]he $", self._text[span.start : name.start])
            named = self._phrases.named(Span(name.start - 4, name.end) if the else name)
            if named:
                return self._enrich(named)
        noun = re.match(
            r"((?:The|A|An|One|His|Her|Their)\s[^,]{2,60}?)\s(?:\w+ed|was|is|were|has|had|left|"
            r"went|came|rose|took|gave|made|did|would|could|will|can|"
            r"[a-z]+[^s\W]s(?=\sand\s[a-z]+s\b))\b",
            words,
        )
        if noun:
            return self.resolve(Span(span.start, span.start + noun.end(1)), order)
        return None
