"""What stands around a text because of how it was kept: running page lines, mail, comments.

Other than the lines of `index.phrases` these are known by one another: a page line by the
numbers that count up, a mail's technical fields by the sender and receiver above or below, a
box of readers' comments by its counter and its form. Nothing here knows any site or person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

__all__ = ["surroundings"]

_DIGITS = re.compile(r"\d+")
_PAGE_CHARS = 200
_LEAST_PAGES = 3
_STOPS = frozenset(".!?…:;,")
_PAGE_WORD = r"(?:page|pages|p|pg|seite|página|pagina|pág|pag|folio|стр|صفحة)"
# "Page 3" or "page 3 of 12" at the start or the end of a line, "... 12/36" at its end; a line
# that is but a number has at most three digits: four are a year.
_PAGE = re.compile(
    rf"\b{_PAGE_WORD}\.?\s*(?P<page>\d{{1,4}})(?:\s?(?:/|of|von|de|di|sur|из)\s?\d{{1,4}})?\b|"
    r"(?<![\d/])(?P<part>\d{1,4})/\d{1,4}$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-–—\s|.]*(\d{1,3})(?: of \d{1,3})?[-–—\s|.]*")
_FIELD = re.compile(r"([A-Za-z][\w-]{1,40}):(?:\s|$)")
_LETTER_FIELDS = frozenset("from to date subject sent cc reply-to von an betreff de para".split())
_TECHNICAL = re.compile(
    r"(?:return-path|received(?:-spf)?|message-id|mime-version|content-[\w-]+|x-[\w-]+|arc-[\w-]+|"
    r"dkim-signature|domainkey-signature|authentication-results|references|in-reply-to|"
    r"user-agent|thread-[\w-]+|list-[\w-]+|delivered-to|importance|precedence|feedback-id)$",
    re.IGNORECASE,
)
# The line that parts the mails of a mailbox file (RFC 4155).
_MAILBOX = re.compile(r"From \S+\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} .*")
_PARAGRAPH, _LEAST_BEFORE = 60, 2  # characters; paragraphs before a box of comments
_COUNT = re.compile(
    r"(?:\d[\d.,]*k? (?:comments?|responses?|repl(?:y|ies)|thoughts?|reactions?)"
    r"(?: (?:so far|(?:to|on) .{1,150}))?|(?:comments?|responses?|reactions?) ?\(\d+\)):?",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"(?:leave|post|add|write) (?:a|your) (?:reply|comment)(?: cancel reply)?|"
    r"log ?in to (?:reply|comment)|you must be logged in to .{1,60}|"
    r"comments (?:are|is) (?:now )?closed\.?",
    re.IGNORECASE,
)
_WRITES = re.compile(
    r"[^\s:]{1,40}(?: [^\s:]{1,40}){0,3} (?:says|writes|said|wrote) ?(?::|\.\.\.|…).*",
    re.IGNORECASE,
)
# What a reader's comment has about it: "3 hours ago", "at 9:41 pm", a button to reply.
_COMMENT = re.compile(
    r"reply|.{0,80}\b\d{1,3} (?:minutes?|hours?|days?|weeks?|months?|years?) ago|"
    r".{0,80}\bat \d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?",
    re.IGNORECASE,
)


def surroundings(texts: Sequence[str], first: int | None) -> frozenset[int]:
    """The places in ``texts`` (the units of one document, in order) of what only surrounds it.

    ``first`` is the place of the first paragraph of the body, None if there is none: comments
    are those of readers only behind a body. Linear in the text; raises nothing.
    """
    lines = [" ".join(text[: _PAGE_CHARS + 1].split()) for text in texts]
    found = {*_page_lines(lines), *_mail_lines(lines)}
    if first is not None:
        found.update(_comments(lines, first))
    return frozenset(found)


def _page_lines(lines: Sequence[str]) -> set[int]:
    """Lines that are alike but for a page number that counts up, and what recurs beside them."""
    alike: dict[str, list[tuple[int, int]]] = {}
    named: set[str] = set()
    for i, line in enumerate(lines):
        bare = _NUMBER.fullmatch(line)
        page = None if bare or len(line) > _PAGE_CHARS else _at_an_edge(line)
        number = bare.group(1) if bare else page and (page["page"] or page["part"])
        if number:
            shape = _DIGITS.sub("#", line)
            alike.setdefault(shape, []).append((i, int(number)))
            named |= {shape} if page and page["page"] else set()
    found: set[int] = set()
    for shape, places in alike.items():
        if len(places) >= _LEAST_PAGES and _counts_up(places, by_one=shape not in named):
            found.update(i for i, _ in places)
    return found | set(_running_heads(lines, found))


def _at_an_edge(line: str) -> re.Match[str] | None:
    """The page that the line names at its start or at its end."""
    for match in _PAGE.finditer(line):
        if match.start() == 0 or not any(map(str.isalnum, line[match.end() :])):
            return match
    return None


def _counts_up(places: Sequence[tuple[int, int]], *, by_one: bool) -> bool:
    """Does the number grow from line to line, with other lines between (a list has none)?"""
    steps = [
        (later - sooner, here - before) for (before, sooner), (here, later) in pairwise(places)
    ]
    apart = sum(gap > 1 for _, gap in steps)
    rises = all(step == 1 if by_one else step > 0 for step, _ in steps)
    return rises and 2 * apart > len(steps)


def _running_heads(lines: Sequence[str], pages: set[int]) -> Iterator[int]:
    """Equal lines beside at least three page lines: all but the first, which may be a title."""
    beside: dict[str, list[int]] = {}
    for i in sorted({i + step for i in pages for step in (-1, 1)} - pages):
        if 0 <= i < len(lines) and len(lines[i]) <= _PAGE_CHARS and lines[i][-1:] not in _STOPS:
            beside.setdefault(lines[i], []).append(i)
    for places in beside.values():
        if len(places) >= _LEAST_PAGES:
            yield from places[1:]


def _mail_lines(lines: Sequence[str]) -> Iterator[int]:
    """The technical fields of a mail's head, and the line that parts the mails of a mailbox."""
    head: list[tuple[int, str]] = []
    for i, line in enumerate([*lines, ""]):
        field = _FIELD.match(line)
        if _MAILBOX.fullmatch(line):
            yield i
        elif field:
            head.append((i, field.group(1).lower()))
            continue
        if len({name for _, name in head} & _LETTER_FIELDS) >= 2:
            yield from (j for j, name in head if _TECHNICAL.match(name))
        head = []


def _comments(lines: Sequence[str], first: int) -> set[int]:
    """From "3 responses", where comments follow, to their form or, without one, to the end.

    A counter alone proves nothing: it stands above many a story too. So two paragraphs at least
    have to stand before it.
    """
    paragraphs = [i for i in range(first, len(lines)) if len(lines[i]) >= _PARAGRAPH]
    if len(paragraphs) < _LEAST_BEFORE:
        return set()
    first = paragraphs[_LEAST_BEFORE - 1]
    counts = [i for i in range(first + 1, len(lines)) if _COUNT.fullmatch(lines[i])]
    for i in reversed(counts):
        begins = any(map(_WRITES.fullmatch, lines[i + 1 : i + 2]))
        if not begins and not any(map(_COMMENT.fullmatch, lines[i + 1 : i + 4])):
            continue
        form = [j for j in range(i + 1, len(lines)) if _FORM.fullmatch(lines[j])]
        return set(range(i, form[-1] + 1 if form else len(lines)))
    return set()
