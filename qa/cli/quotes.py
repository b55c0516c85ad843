"""The commands ``qa quotes`` and ``qa speakers``: who said what, without any model."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qa.cli.session import (
    filter_of,
    settings_of,
    terminal_width,
    warn_left_out,
    write_bytes,
    write_text,
)

if TYPE_CHECKING:
    from qa.filters import Filter
    from qa.quotes import CorpusText, Quote, Quotes, Speaker

__all__ = ["quotes", "speakers"]

_QUOTE_COLUMNS = (
    "speaker", "role", "voice", "cue", "medium", "cited_text", "source", "title", "outlet",
    "published", "line", "page", "start_char_index", "end_char_index", "denial", "hedged",
)  # fmt: skip
_SPEAKER_COLUMNS = ("name", "statements", "direct", "named", "spellings", "roles", "sources")


def quotes(args: argparse.Namespace) -> int:
    """Print every statement of a speaker, in the format asked for."""
    from qa.quotes import quotes as gathered

    corpus, only = _corpus(args), _documents(args)
    found = gathered(corpus, args.speaker, args.about, only)
    if args.json:
        _print_json(found.to_dict())
    elif args.csv:
        _print_csv(_QUOTE_COLUMNS, (quote.to_dict() for quote in found.statements))
    else:
        write_text("\n".join(_listed(found, terminal_width())))
    warn_left_out(corpus, only)
    return 0


def speakers(args: argparse.Namespace) -> int:
    """Print who speaks in the corpus, how often and where."""
    from qa.quotes import speakers as counted

    corpus, only = _corpus(args), _documents(args)
    found = counted(corpus, only)
    if args.json:
        _print_json({"count": len(found), "speakers": [s.to_dict() for s in found]})
    elif args.csv:
        _print_csv(_SPEAKER_COLUMNS, (s.to_dict() for s in found))
    else:
        write_text("\n".join(_counted(found)))
    warn_left_out(corpus, only)
    return 0


def _corpus(args: argparse.Namespace) -> CorpusText:
    from qa.quotes import read_corpus

    return read_corpus(settings_of(args).corpus)


def _documents(args: argparse.Namespace) -> Filter | None:
    """The filter by document; the speaker is not a filter here but what is asked for."""
    return filter_of(argparse.Namespace(**{**vars(args), "speaker": None}))


def _print_json(value: Mapping[str, Any]) -> None:
    from qa.render import json_line

    write_bytes(json_line(value) + b"\n")


def _print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """CSV as spreadsheets read it (RFC 4180); lists are joined by "; "."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    write_bytes(made.getvalue().encode("utf-8", "backslashreplace"))


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula (documents' words may begin like one)."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


def _listed(found: Quotes, width: int | None) -> list[str]:
    from qa.safe_text import one_line
    from qa.wrapping import number_of

    about = f" about {one_line(found.about)}" if found.about else ""
    if not found.statements:
        return [
            f"No statement of {one_line(found.speaker)}{about} was found; "
            "`qa speakers` lists who speaks."
        ]
    statements = number_of(len(found.statements), "statement")
    documents = number_of(found.documents, "document")
    lines = [f"{statements} of {one_line(found.speaker)}{about} in {documents}"]
    others = [s for s in found.spellings if s != found.speaker]
    if others:
        lines.append(f"named there: {'; '.join(map(one_line, others))}")
    for number, quote in enumerate(found.statements, start=1):
        lines += ["", *_entry(number, quote, width)]
    return lines


def _entry(number: int, quote: Quote, width: int | None) -> list[str]:
    import textwrap

    from qa.render import where
    from qa.safe_text import in_marks, one_line

    place = where(quote.source, quote.line, quote.page, quote.extractor)
    known = (quote.title, quote.outlet, quote.published)
    origin = " · ".join(one_line(part) for part in known if part)
    head = f"{number}. {origin} — {place}" if origin else f"{number}. {place}"
    words = f"    {in_marks(one_line(quote.cited_text))}"
    role = f", {one_line(quote.role)}" if quote.role else ""
    cue = f"; cue “{one_line(quote.cue)}”" if quote.cue else ""
    medium = f"; through {one_line(quote.medium)}" if quote.medium else ""
    said = f"    {one_line(quote.speaker)}{role}; {quote.voice}{cue}{medium}"
    also = [f"    also in {one_line(at.source)}" for at in quote.also_at]
    if width is None:
        return [head, words, said, *also]
    lines = textwrap.wrap(words, max(20, width), subsequent_indent="     ", break_long_words=False)
    return [head, *lines, said, *also]


def _counted(found: Sequence[Speaker]) -> list[str]:
    from qa.safe_text import one_line

    if not found:
        return ["Nobody is quoted, as far as could be read."]
    lines = []
    for speaker in found:
        others = [s for s in speaker.spellings if s != speaker.name]
        also = f" (also {'; '.join(map(one_line, others))})" if others else ""
        direct = f", {speaker.direct} in their own words" if speaker.direct else ""
        lines.append(f"{speaker.statements:5}  {one_line(speaker.name)}{also}{direct}")
        lines.append(f"       in {', '.join(map(one_line, speaker.sources))}")
    return lines
