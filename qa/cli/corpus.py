"""The commands ``qa search``, ``qa text`` and ``qa doctor``."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qa.cli.session import (
    filter_of,
    open_assistant,
    question_of,
    settings_of,
    terminal_width,
    warn_left_out,
    write_bytes,
    write_text,
)
from qa.errors import AnswerError
from qa.settings import Settings

if TYPE_CHECKING:
    from index.types import Document, Hit

__all__ = ["doctor", "search", "text"]


def search(args: argparse.Namespace) -> int:
    """Print the sentences nearest to a query, best first."""
    query, only = question_of(args.query), filter_of(args)
    with open_assistant(args, settings_of(args)) as assistant:
        hits = assistant.search(query, args.k, only=only)
        warn_left_out(assistant.index, only)
    if args.json:
        from qa.render import json_line

        found = {"query": query, "hits": [_plain(hit) for hit in hits]}
        write_bytes(json_line(found) + b"\n")
    else:
        write_text(_listed(hits, terminal_width()))
    return 0


def _plain(hit: Hit) -> dict[str, Any]:
    """A hit with the contract's names; ``also_at`` as in a citation."""
    document, span = hit.document, hit.sentence.span
    return {
        "document_id": document.id,
        "source": document.source,
        "title": document.title,
        "cited_text": hit.text,
        "start_char_index": span.start,
        "end_char_index": span.end,
        "page": document.page_at(span.start),
        "line": document.line_at(span.start),
        "score": hit.score,
        "scores": dict(hit.scores),
        "passage": hit.passage.span.of(document.text),
        "also_at": [
            {
                "document_id": place.document_id,
                "source": place.source,
                "start_char_index": place.span.start,
                "end_char_index": place.span.end,
            }
            for place in hit.sentence.also_at
        ],
    }


def _listed(hits: Sequence[Hit], width: int | None) -> str:
    from qa.render import where
    from qa.safe_text import one_line

    if not hits:
        return "Nothing was found."
    entries = []
    for number, hit in enumerate(hits, start=1):
        document, start = hit.document, hit.sentence.span.start
        line, page = document.line_at(start), document.page_at(start)
        place = where(document.source, line, page, document.extractor)
        entries.append(f"{number}. {place} ({hit.score:.4f})")
        words = "    " + one_line(hit.text)
        entries.extend(_wrap(words, width) if width else [words])
    return "\n".join(entries)


def _wrap(words: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(words, max(20, width), subsequent_indent="    ", break_long_words=False)


def text(args: argparse.Namespace) -> int:
    """Write a document's text, code point for code point."""
    with open_assistant(args, settings_of(args)) as assistant:
        document = _named(args.source, assistant.index.documents)
        shown = document.text
        if sys.stdout.isatty():
            from qa.safe_text import visible

            # A terminal would obey what a document spells out; a file or pipe gets every byte.
            shown = visible(shown)
        write_bytes(shown.encode("utf-8", "surrogatepass"))
    return 0


def _named(source: str, documents: Sequence[Document]) -> Document:
    """The document of that source. Raises AnswerError with the nearest name."""
    wanted = source.removeprefix("./")
    for document in documents:
        if document.source == wanted:
            return document
    sources = [document.source for document in documents]
    close = difflib.get_close_matches(wanted, sources, n=1, cutoff=0.4)
    hint = f"did you mean {close[0]!r}?" if close else "`qa index --json` lists them"
    raise AnswerError(f"the corpus has no readable document {source!r}; {hint}")


def doctor(args: argparse.Namespace) -> int:
    """Print what works and what is in use; 1 if something does not work."""
    from qa.assistant import corpus_path
    from qa.doctor import diagnose
    from qa.render import json_line, visible

    settings = settings_of(args)
    if sys.stderr.isatty() and not args.json:
        print("qa: trying the models, some seconds ...", file=sys.stderr)
    report = diagnose(
        model=settings.model,
        embedder=settings.embedder,
        index=settings.index_folder(corpus_path(settings.corpus)),
        cache=settings.cache_folder,
        threads=settings.threads,
        trust=settings.trust,
        endpoint=_endpoint(settings),
        again=args.probe,
    )
    if args.json:
        write_bytes(json_line({**report.to_dict(), "settings": _all(settings)}) + b"\n")
    else:
        lines = [
            f"  {name} = {'not set' if value is None else visible(value)} ({origin})"
            for name, (value, origin) in _all(settings).items()
        ]
        write_text(
            "\n".join([report.to_text(), "", "Settings, and where each comes from:", *lines])
        )
    return 0 if report.ok else 1


def _endpoint(settings: Settings) -> dict[str, Any] | None:
    if settings.endpoint is None:
        return None
    return {
        "url": settings.endpoint,
        "model": settings.endpoint_model,
        "read": settings.endpoint_read,
        "total": settings.endpoint_total,
    }


def _all(settings: Settings) -> dict[str, tuple[str | None, str]]:
    """Every setting: its value, None where it has none, and where it came from."""
    found = {}
    for name in settings.names:
        value = getattr(settings, name)
        found[name] = (None if value is None else str(value), settings.origin(name))
    return found
