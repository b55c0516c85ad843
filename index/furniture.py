"""Which lines of a page are its furniture: menus, notices, counters, dates, boxes.

Boilerplate detection by shallow features, after Kohlschütter, Fankhauser & Nejdl, "Boilerplate
Detection using Shallow Text Features" (WSDM 2010): a line's own words and shape, its place
before the first or behind the last body paragraph, and its neighbours. Evidence taken for
furniture costs more than furniture left in, so a line needs a positive reason: the phrase
lists below match whole lines or site-speech openings, and weaker signs count only outside the
body. Nothing here knows any particular site, person or subject.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.phrases import (
    AGENCY,
    COUNTER,
    DATE_FIELD,
    DATE_LABEL,
    DATE_WORD,
    EDGE_LINE,
    FILLER,
    MENU,
    NAME_PARTS,
    NOTICES,
    SECTION,
    SOCIAL,
    STOPWORDS,
    TAIL_TITLE,
    WEEKDAY,
    WHOLE_LINE,
)
from index.surroundings import surroundings

__all__ = ["Kind", "Unit", "find_furniture"]


class Kind(StrEnum):
    """The layout of a unit, as its first line shows it."""

    PLAIN = "plain"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, headline, list item or table row, in document order.

    ``text`` may be cut after 800 characters; ``ends`` tells whether the whole unit ends with
    a mark that ends sentences.
    """

    text: str
    kind: Kind = Kind.PLAIN
    ends: bool = False


_DATE_TOKEN = re.compile(
    rf"(?:{DATE_WORD}|{WEEKDAY}|{DATE_LABEL}|{FILLER}|\d{{1,4}}(?:st|nd|rd|th|º)?|"
    r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:am|pm)?|\d{1,2}(?:am|pm))\.?"
)
_MONTH_TOKEN = re.compile(rf"{DATE_WORD}\.?")
_DATE_FIELD = re.compile(DATE_FIELD)
_LABEL_TOKEN = re.compile(
    r"published|posted|updated|modified|publicado|publié|veröffentlicht|pubblicato"
)
_NUMERIC_DATE = re.compile(
    r"(?<![\d.])(?:\d{4}[-./]\d\d?[-./]\d\d?|\d\d?([-./])\d\d?\1\d{4}|"
    r"\d\d?/\d\d?/\d\d)(?![\d.])"
)
# Letters, minutes and forms: their date is part of what they say.
_OWN_DATE = re.compile(
    r"(?:^|\n)\W*(?:minutes\b|agenda\b|dear\b|memo(?:randum)?\b|attend(?:ees|ing)|present:|"
    r"subject:|to:|from:|re:|protokoll|acta\b|procès-verbal|sehr geehrte|estimad[oa]|verbale|diary|"
    r"logbook|meeting\b|invoice\b|\S+(?: \S+){0,4} meeting\b)",
    re.I,
)
_CREDITED = r"[A-Z][\w.'’-]*"
_CREDIT = re.compile(
    rf"\W*(?:(?:Photo|Photograph|Image|Picture|Foto|Imagen|Bild|Illustration)s?(?: [Cc]redits?)?"
    rf"(?: by | ?[:/©|] ?|: courtesy of ){_CREDITED}(?:[\s/|,]+(?:{_CREDITED}|via|on|of)){{0,4}}|"
    rf"Credits? ?: ?{_CREDITED}(?:[\s/|,]+{_CREDITED}){{0,4}}|"
    rf"{AGENCY}(?: ?[/|,] ?[\w.'’-]+(?: [\w.'’-]+){{0,2}})?|"
    rf"{_CREDITED}(?: {_CREDITED}){{0,2}} ?(?:/|via) ?{AGENCY}(?: via {AGENCY})?)\W*"
)
_NO_NAME = r"(?i:the|an?|my|our|your|their|his|her|all|no|land|sea|air|morning|evening|night)"
_NAME = rf"(?!(?:{_NO_NAME}|(?i:{WEEKDAY}|{DATE_WORD}))\b)[A-ZÀ-ÞА-Я][\w.'’-]*"
_FULL_NAME = rf"{_NAME}(?: (?:de|van|von|der|al|el|bin|{_NAME})){{1,3}}"
_BYLINE = re.compile(
    rf"(?:By|BY|Written by|Posted by|Reported by|Edited by|Story by|Por|Par|Von|Di)[: ]\s?"
    rf"{_FULL_NAME}(?:(?:,| and| y| et| und| &) {_FULL_NAME})*"
    rf"(?:\s?[|,·•–—-]\s?(?:{_NAME}|[\d:/.,]+)(?: (?:{_NAME}|[\d:/.,]+))*)?\s*"
)
_OCCUPATION = re.compile(
    r"\b(?:journalist|writer|reporter|editor|author|columnist|correspondent|contributor|blogger|"
    r"economist|analyst|periodista|escritora?|economista|journaliste|autor(?:in)?|redakteur)\b",
    re.I,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|said|says|will|would|can|could|may|might|must|did|does|do|"
    r"es|está|son|fue|ha|han|est|sont|ont|ist|sind|hat|war|wurde|\w{3,}ed)\b",
    re.I,
)
_WHOLE = re.compile("|".join(f"(?:{part})" for part in WHOLE_LINE.values()))
_BOX = re.compile(WHOLE_LINE["boxes"])
_OPENING = {topic: re.compile(part) for topic, part in NOTICES.items()}
_SUBJECTS = frozenset({"cookie", "newsletter", "copyright"})  # documents can be about these
_EDGE = {name: re.compile(part) for name, part in EDGE_LINE.items()}
_MENU_LINE, _SECTION_LINE = re.compile(MENU), re.compile(SECTION)
_SOCIAL_LINE = re.compile(SOCIAL)
_COUNTER_LINE, _TAIL_LINE = re.compile(COUNTER), re.compile(TAIL_TITLE)
_TOKEN = re.compile(r"[^\W\d_]+")
_PIPES = re.compile(r"\s*[|/»›>•·]\s*")
_EDGE_MARKS = " \t\r\n\xa0[](){}<>|•·*»«›‹→–—-_#:.…!\u200b\ufeff"
_LIMIT = 800
_LAST = 8  # an author box stands among the last units


def find_furniture(units: Sequence[Unit]) -> tuple[bool, ...]:
    """For each unit of one document, in order: is it furniture? Linear in the text.

    Units without a letter or digit (rules, ornaments) are furniture; code never is.
    """
    lines = [" ".join(unit.text[:_LIMIT].split()).strip(_EDGE_MARKS).casefold() for unit in units]
    found = [
        unit.kind is not Kind.CODE and _by_phrase(u, unit)
        for u, unit in zip(lines, units, strict=True)
    ]
    for i in range(max(0, len(units) - _LAST), len(units) - 1):
        if _EDGE["author box"].fullmatch(lines[i]) and not units[i].ends:
            found[i] = found[i + 1] = True  # the title and the sentence about the author
    body = [i for i, unit in enumerate(units) if not found[i] and _is_body(unit)]
    _spare_subject(units, lines, found, body)
    for i in surroundings([unit.text for unit in units], body[0] if body else None):
        found[i] = units[i].kind is not Kind.CODE
    body = [i for i in body if not found[i]]
    if body:
        page = _Page(units, lines, found, body[0], body[-1])
        page.mark_edges()
    return tuple(found)


def _by_phrase(line: str, unit: Unit) -> bool:
    if not any(map(str.isalnum, unit.text)):
        return True
    if len(unit.text) > _LIMIT:
        return False
    if len(line) <= 120 and unit.text.rstrip()[-1:] not in ".。" and _WHOLE.fullmatch(line):
        return True
    return _notice(unit, line) is not None or (
        len(unit.text) <= 100 and bool(_CREDIT.fullmatch(unit.text))
    )


def _notice(unit: Unit, line: str) -> str | None:
    if line.startswith("c) "):  # the edge mark of "(c) 2021" was stripped
        line = "(" + line
    return next((topic for topic, opening in _OPENING.items() if opening.match(line)), None)


def _is_body(unit: Unit) -> bool:
    if not unit.ends or unit.kind in (Kind.HEADING, Kind.CODE, Kind.TABLE):
        return False
    return len(unit.text.split()) >= 8 or (len(unit.text) >= 20 and not unit.text.isascii())


def _spare_subject(
    units: Sequence[Unit], lines: list[str], found: list[bool], body: list[int]
) -> None:
    """A document that is about cookies, or a licence, keeps its lines about them."""
    hits = [i for i, hit in enumerate(found) if hit and lines[i]]
    if not hits:
        return
    prose = " ".join(lines[i] for i in body)[:200_000]
    often = {
        line: prose.count(line) >= len(line.split())
        for line in {lines[i] for i in hits}
        if len(line.split()) <= 2 and _WHOLE.fullmatch(line)
    }
    for i in hits:
        topic = _notice(units[i], lines[i])
        about = topic in _SUBJECTS and prose.count(topic or "") >= 3
        found[i] = not (about or often.get(lines[i], False))


def _main_language(lines: Sequence[str]) -> str | None:
    """The language of most function words, if it clearly leads."""
    counts = Counter(
        name
        for line in lines
        for token in _TOKEN.findall(line)
        for name, stopwords in STOPWORDS.items()
        if token in stopwords
    )
    ranked = counts.most_common(2)
    clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][1] >= 2 * ranked[1][1])
    return ranked[0][0] if clear and ranked[0][1] >= 10 else None


def _is_foreign(line: str, main: str) -> bool:
    """Function words of one other language, and none of the document's own."""
    tokens = set(_TOKEN.findall(line))
    if tokens & STOPWORDS[main]:
        return False
    shared = [tokens & stopwords for name, stopwords in STOPWORDS.items() if name != main]
    return any(len(words) >= 2 and words - NAME_PARTS for words in shared)


def _is_label(line: str) -> bool:
    """A word of menus and share bars; weak evidence alone."""
    patterns = (_MENU_LINE, _SECTION_LINE, _SOCIAL_LINE, _COUNTER_LINE)
    return len(line) <= 40 and any(pattern.fullmatch(line) for pattern in patterns)


def _is_menu(labels: Sequence[str]) -> bool:
    """Three labels with a menu's own among them, or two with a share button."""
    menu = any(map(_MENU_LINE.fullmatch, labels))
    social = any(map(_SOCIAL_LINE.fullmatch, labels))
    return (menu and len(labels) >= 3) or (social and len(labels) >= 2)


def _is_date(line: str) -> bool:
    """Only a date, perhaps with a weekday, a time, a label and separators."""
    if not 6 <= len(line) <= 80 or not any(map(str.isdigit, line)):
        return False
    rest = _NUMERIC_DATE.sub(" ", line)
    tokens = [token for token in re.split(r"[\s|,()/•·–—-]+|:(?!\d)", rest) if token]
    if not all(_DATE_TOKEN.fullmatch(token) for token in tokens):
        return False
    return rest != line or any(map(_MONTH_TOKEN.fullmatch, tokens))


@dataclass(frozen=True, slots=True)
class _Page:
    """The units around the body, which lies from ``first`` to ``last``; ``found`` is filled in."""

    units: Sequence[Unit]
    lines: list[str]
    found: list[bool]
    first: int
    last: int

    def mark_edges(self) -> None:
        head, tail = range(self.first), range(self.last + 1, len(self.units))
        dated = self._own_dates()
        for i in (*head, *tail):
            if not self.found[i]:
                self.found[i] = self._is_edge_line(i) or (self._is_page_date(i) and not dated)
        self._mark_boxes(tail)
        for part in (head, tail):
            self._mark_runs(part)
        self._mark_ends(tail)
        self._mark_by_neighbours(head, tail)

    def _is_edge_line(self, i: int) -> bool:
        unit, line = self.units[i], self.lines[i]
        if unit.ends or unit.kind is Kind.CODE or len(line) > 200:
            return False
        names = [name for name, pattern in _EDGE.items() if pattern.fullmatch(line)]
        if names and (names != ["labels"] or i > self.last):
            return True
        if _BYLINE.fullmatch(unit.text.strip()):
            return True
        parts = _PIPES.split(line)
        return len(parts) >= 3 and _is_menu(parts) and all(map(_is_label, parts))

    def _is_page_date(self, i: int) -> bool:
        beside = [self.units[j].kind for j in (i - 1, i + 1) if 0 <= j < len(self.units)]
        row = self.units[i].kind is Kind.TABLE and Kind.TABLE in beside
        kind = self.units[i].kind in (Kind.PLAIN, Kind.TABLE)
        return kind and not row and _is_date(self.lines[i]) and not self._is_value(i)

    def _is_value(self, i: int) -> bool:
        """Does the line before ask for this date ("Deadline:"), so that it is an answer?"""
        if i == 0 or self.found[i - 1] or i == self.last + 1:
            return False
        before = self.units[i - 1].text.rstrip()
        field = before.endswith((":", "：")) or bool(_DATE_FIELD.search(self.lines[i - 1]))
        return field or (i > self.last and not _LABEL_TOKEN.search(self.lines[i]))

    def _own_dates(self) -> bool:
        """Are date lines part of what the document says: a timeline, a letter, minutes?"""
        opening = "\n".join(unit.text[:120] for unit in self.units[: self.first + 1][:12])
        if _OWN_DATE.search(opening):
            return True
        inside = range(self.first, self.last)
        return any(
            _is_date(self.lines[i]) and not _LABEL_TOKEN.search(self.lines[i]) for i in inside
        )

    def _mark_boxes(self, tail: range) -> None:
        """Behind "Related stories" at the end, lines without a stop are links."""
        box = False
        for i in tail:
            box = box or (self.found[i] and bool(_BOX.fullmatch(self.lines[i])))
            self.found[i] = self.found[i] or (box and not self.units[i].ends)

    def _mark_runs(self, part: range) -> None:
        """Runs of menu labels, share buttons and counters, or such lines beside furniture."""
        run: list[int] = []
        for i in (*part, -1):
            if i >= 0 and (self.found[i] or self._is_weak(i)):
                run.append(i)
                continue
            weak = [j for j in run if not self.found[j]]
            beside = any(self.found[j] and self.lines[j] for j in run)
            if beside or _is_menu([self.lines[j] for j in weak]):
                for j in weak:
                    self.found[j] = True
            run = []

    def _is_weak(self, i: int) -> bool:
        return self.units[i].kind in (Kind.PLAIN, Kind.ITEM) and _is_label(self.lines[i])

    def _mark_ends(self, tail: range) -> None:
        """A tracker's token at the very top; a bare comment title or source bullet at the end."""
        top = self.lines[0]
        token = re.fullmatch(r"[a-z0-9_]{2,12}", self.units[0].text) is not None
        odd = not re.search(r"[aeiouy]", top) or "_" in top
        if token and self.first > 0 and odd and not top.isdigit():
            self.found[0] = True
        open_tail = [i for i in tail if not self.found[i]]
        if not open_tail:
            return
        i, bullets = open_tail[-1], [j for j in tail if self.units[j].kind is Kind.ITEM]
        text = self.units[i].text
        lone = bullets == [i] and not self.units[i - 1].text.rstrip().endswith((":", "："))
        words = text.split()[1:]
        named = 0 < len(words) <= 4 and all(word[:1].isupper() and word.isalpha() for word in words)
        bullet = lone and named and text[:1] in "•·▪◦‣*"
        if bullet or _TAIL_LINE.fullmatch(self.lines[i]):
            self.found[i] = True

    def _mark_by_neighbours(self, head: range, tail: range) -> None:
        """Translated headlines and author boxes: only close to what is already furniture."""
        body = [self.lines[i] for i in range(self.first, self.last + 1)][:300]
        main = _main_language(body)
        for i in (*head, *reversed(tail)):
            unit = self.units[i]
            if self.found[i] or unit.kind is Kind.CODE or unit.text[:1] in '“"«„':
                continue
            beside = range(max(0, i - 2), min(len(self.units), i + 3))
            near = any(self.found[j] and self.lines[j] for j in beside)
            short = len(self.lines[i].split()) <= 20 and not unit.ends
            if main and near and short and _is_foreign(self.lines[i], main):
                self.found[i] = True
            elif i in tail and any(self.found[i + 1 : i + 2]):
                self.found[i] = self._is_author_box(i, main)

    def _is_author_box(self, i: int, main: str | None) -> bool:
        """A description of a person without a verb, perhaps given in two languages."""
        line, unit = self.lines[i], self.units[i]
        halves = re.split(r"\s(?://|\|)\s", line)
        bilingual = main and len(halves) == 2 and any(_is_foreign(half, main) for half in halves)
        described = _OCCUPATION.search(line) and not _VERB.search(line)
        return not unit.ends and len(line.split()) >= 4 and bool(bilingual or described)
