"""A source's noun phrase taken apart: the name at its head, the role beside it.

"union leader Ada Roth", "Ada Roth, leader of the union" and "the leader of the union, Ada Roth"
have one name and one role; "a friend of Ada Roth" has a name, but not at its head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.types import Span
from qa.names.forms import fold_name, is_body, name_tokens, strip_title
from qa.names.known import PREPOSITION, KnownNames
from qa.names.words import MEN, ROLE_NOUNS, TITLES, WOMEN

__all__ = ["Source", "SourcePhrases", "gender_of", "head_noun"]

_RELATIVE = re.compile(
    r",?\s+(?:who|whom|whose|which|that|where|when|while|speaking|citing|quoted|writing)\b"
)
_ADJUNCT = re.compile(
    r"\s+(?:on (?:\w+day|[A-Z][a-z]+ \d+|\d+ [A-Z][a-z]+|Twitter|Facebook|social media)|"
    r"in an? (?:\w+ ){0,3}"
    r"(?:interview|statement|letter|tweet|post|speech|report|message|note|video|release)|"
    r"at an? (?:\w+ ){0,2}"
    r"(?:conference|hearing|meeting|briefing|rally)|(?:last|this) (?:week|month|morning|year|"
    r"afternoon)|yesterday|today|\w+day)\b.*$"
)
_BODY_ROLES = frozenset("owner founder developer partner member rival neighbour source".split())
_NO_TITLE = frozenset("the a an and or but this that his her their its some".split())
_PAIR = re.compile(r"\b[A-Z][\w’'-]+ and\b")
_GIVEN = re.compile(
    r",?\s+who (?:gave (?:his|her|their) name (?:only )?as|(?:goes|went) by the name(?: of)?|"
    r"(?:identified|introduced|described) (?:himself|herself|themselves) as|"
    r"asked to be (?:named|called)|called (?:himself|herself))\s+|"
    r",?\s+(?:known|identified|named) (?:only |simply )?as\s+"
)
# "a pathologist", "an estate agent at Hale": one whose work the word's ending tells.
_WORKER = re.compile(
    r"an?\s(?:[a-z-]+\s){0,3}?[a-z-]+(?:er|or|ist|man|woman|ian|ant|eer)(?:\s(?:of|at|for|in|with|from)\b|$)"
)
# "a woman who lives opposite": only the clause tells which woman.
_WHO_IS = re.compile(
    r"(?:an?|one|two|three|some|several|[A-Z]?[a-z]+s)\s(?:[\w-]+\s){0,3}?who "
    r"(?!asked|spoke|declined|wished|gave|requested|identified|introduced|described|called)"
    r"[a-z]+(?: [\w’'-]+){1,7}$",
    re.I,
)
# "Creditors of the firm": a plural whose capital is that of the sentence.
_COMMON = re.compile(
    r"[A-Z][a-z]+[^s\W]s\s(?:of|in|at|with|from|for|near|on|to)\s|[A-Z][a-z]+\s(?:to|for)\s"
)
# "Minutes released" on Friday are minutes.
_ISSUED = re.compile(r"(?<=\w) (?:released|published|issued|posted|leaked|filed|dated)$")
# "Labour's Ada Roth": the body that a person stands for.
_OWNER = re.compile(r"[A-Z][\w&-]+[’']s?\s*")
_WHICH = re.compile(r",? which\b")
# "Ada Roth and her deputy, Ben Tesk,": two, of whom the comma names the second.
_TWO = re.compile(r"\sand\s(?:his|her|its|their|the|an?)\s((?:[\w’'-]+\s){0,4}[\w’'-]+)$")
_QUOTES = re.compile("[“\"‘']")
_AFTER_NAME = re.compile(
    r"(?:on|himself|herself|itself|Jr|Sr|senior|junior|\d|last|yesterday|today|\(|\w+day)\b"
)


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody who may speak. ``name`` is the fullest name, else the phrase as written.

    ``kind``: ``person``, ``body`` or ``phrase`` (no name is known). ``gender``: m, f or "".
    """

    name: str
    role: str | None
    kind: str
    gender: str = ""


def gender_of(words: str) -> str:
    folded = set(fold_name(words).split())
    return "m" if folded & MEN else "f" if folded & WOMEN else ""


def head_noun(phrase: str) -> str:
    """The head noun of a phrase without a name at its head, folded."""
    core = PREPOSITION.split(phrase, maxsplit=1)[0]
    words = fold_name(core).split()
    return words[-1] if words else ""


def _is_title(before: str, name: str) -> bool:
    """Whether the words before a name say what its bearer is: "a union leader ".

    A known role, or any common noun before a name of two to four words ("the novelist ").
    """
    words = fold_name(before).split()
    if not words or before.rstrip().endswith(("’s", "'s", "’")) or words[-1] in _NO_TITLE:
        return False
    if PREPOSITION.fullmatch(words[-1]) or _PAIR.search(before):
        return False
    if set(words) & (ROLE_NOUNS | TITLES):
        return True
    count = len(name_tokens(name))
    return before.split()[-1].islower() and 1 < count <= 4 and not is_body(name)


class SourcePhrases:
    """Reads noun phrases of one document."""

    def __init__(self, text: str, known: KnownNames) -> None:
        self._text = text
        self._known = known

    def named(self, span: Span) -> Source | None:
        """A source with a name at its head, from a phrase and its appositions."""
        given = _GIVEN.search(span.of(self._text))
        if given:
            # "a man who gave his name as Ada Roth": the name, with the description for a role.
            for i in self._known.inside(Span(span.start + given.end(), span.end)):
                name = self._known.spans[i]
                if name.start <= span.start + given.end() + 1:
                    found = self._from_head(name, name, [])
                    role = self.plain(self._text[span.start : span.start + given.start()])
                    return replace(found, role=role or found.role, kind="person")
        segments = self._segments(span)
        heads = [self._name_head(s) for s in segments]
        two = _TWO.search(segments[0].of(self._text)) if segments else None
        if two and heads[0] is None and any(heads) and head_noun(two[1]) in ROLE_NOUNS:
            return Source(" ".join(span.of(self._text).split()).strip(" ,;"), None, "phrase")
        bearer = self._bearer(segments, heads)
        for i, (segment, head) in enumerate(zip(segments, heads, strict=True)):
            if head is None or (bearer and i < bearer):
                continue
            first = segments[0].of(self._text)
            body = is_body(strip_title(head.of(self._text)))
            if i and body and head_noun(first) in ROLE_NOUNS - _BODY_ROLES:
                return None
            return self._from_head(segment, head, [s for s in segments if s != segment])
        return None

    def _bearer(self, segments: Sequence[Span], heads: Sequence[Span | None]) -> int:
        """The segment that only names a person, where the first one only tells of what: "the chair
        of the Growers' Society, Ada Roth". 0 for none."""
        text, head = self._text, heads[0] if heads else None
        if head is None or not PREPOSITION.search(text, segments[0].start, head.start):
            return 0
        for i, (segment, name) in enumerate(zip(segments, heads, strict=True)):
            bare = i and name and name.start - segment.start < 1 and name.end >= segment.end - 1
            if bare and name and 1 < len(name_tokens(name.of(text))) < 5:
                return 0 if is_body(name.of(text)) else i
        return 0

    def plain(self, phrase: str) -> str:
        whole = _WHO_IS.match(phrase)
        if whole:
            return " ".join(whole.group().split())
        plain = " ".join(_ADJUNCT.sub("", _RELATIVE.split(phrase, maxsplit=1)[0]).split())
        plain = _ISSUED.sub("", plain.split(", ")[0])
        return plain.strip(" ,;:“”\"‘’'*").strip()

    def whole(self, phrase: str) -> str:
        """The phrase with the clause that tells which one is meant: "the firm that owns it"."""
        first = " ".join(phrase.split()).split(", ")[0]
        clause = re.search(
            r"\s(?:who|that|which)\s(?!asked|spoke|declined|wished)(?:\w+\s){0,8}\w+$", first
        )
        return first.strip(" ,;:“”\"‘’'*") if clause else self.plain(phrase)

    def _segments(self, span: Span) -> list[Span]:
        found, at = [], span.start
        text = self._text
        for match in re.finditer(r",\s+|\s+\(|\)", text[span.start : span.end]):
            found.append(Span(at, span.start + match.start()))
            at = span.start + match.end()
        found.append(Span(at, max(at, span.end)))
        kept: list[Span] = []
        for part in found:
            words = part.of(text)
            if not words.strip() or re.match(r"(?:who|which|whose|whom|where)\b", words):
                continue
            relative = _RELATIVE.search(words)
            end = part.start + (relative.start() if relative else len(words.rstrip(" .,;:")))
            kept.append(Span(part.start, max(part.start, end)))
        return kept

    def _name_head(self, part: Span) -> Span | None:
        """The name that heads a phrase: "Ada Roth of the union", "union leader Ada Roth"."""
        text = self._text
        for i in self._known.inside(part):
            name = self._known.spans[i]
            if name.end > part.end + 1 or fold_name(name.of(text)).split()[-1] in TITLES:
                continue
            before = _QUOTES.sub("", text[part.start : name.start])
            rest = _ADJUNCT.sub("", " " + text[name.end : part.end].strip('”"’*. ')).strip()
            if re.fullmatch(r",?\s*(?:[KQ]C|MPs?|PhD|MD|OBE|CBE|MBE|Jr|Sr|Esq)\.?", rest):
                rest = ""
            if rest and not PREPOSITION.match(rest) and not _AFTER_NAME.match(rest):
                continue
            common = not before.strip() and _COMMON.match(text[name.start : part.end])
            if common and not self._known.is_written(name.of(text), name.start):
                continue
            owned = _OWNER.fullmatch(text, part.start, name.start)
            if owned and len(name_tokens(name.of(text))) > 1 and not is_body(name.of(text)):
                return name
            if before.strip().lower() in ("", "the") or _is_title(before, name.of(text)):
                return name
        return None

    def _from_head(self, segment: Span, head: Span, others: Sequence[Span]) -> Source:
        text = self._text
        whole = " ".join(head.of(text).split())
        name = strip_title(whole)
        title = whole[: len(whole) - len(name)].strip() if whole != name else ""
        before = text[segment.start : head.start].strip()
        role = " ".join(filter(None, (before, title))).strip("“\"‘' ") or None
        known = role is not None and bool(set(fold_name(role).split()) & ROLE_NOUNS)
        if not known and not _is_title(before, name):
            role = None
        if role is None:
            role = next((r for s in others if (r := self._role(s.of(text)))), None)
        thing = _WHICH.match(text, head.end) is not None
        the = before.lower() == "the" and not title
        acts = not title and self._known.acts_as_body(name)
        kind = "body" if is_body(name) or the or thing or acts else "person"
        full = (
            self._known.body(name, head.start)
            if kind == "body"
            else self._known.fullest(name, head.start)
        )
        if (
            kind == "body"
            and not thing
            and not acts
            and not is_body(full)
            and len(name_tokens(full)) > 1
            and not before
        ):
            kind = "person"
        if kind == "body" and role and role == before.strip("“\"‘' "):
            role = None
        gender = gender_of(f"{role or ''} {title}")
        return Source(full, role, kind, gender)

    def _role(self, words: str) -> str | None:
        plain = words.strip(" ,.;*")
        if not plain or len(plain) > 120 or plain[0].isdigit():
            return None
        folded = set(fold_name(plain).split())
        known = folded & ROLE_NOUNS or _WORKER.match(plain)
        return plain if known and not re.match(r"(?:while|as|when|in|at|on)\b", plain) else None
