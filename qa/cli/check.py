"""The command ``qa check``: a draft of one's own against the documents, sentence by sentence."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.cli.session import (
    line_finder,
    open_assistant,
    read_input,
    settings_of,
    warn_left_out,
    write_bytes,
    write_text,
)
from qa.errors import UsageError

__all__ = ["check"]


def check(args: argparse.Namespace) -> int:
    """Print what the documents say to each sentence; with --strict 1 if one is not supported."""
    text = _read_draft(args.draft)
    settings = settings_of(args)
    with open_assistant(args, settings) as assistant:
        checked = assistant.check(text)
        warn_left_out(assistant.index)
        line_of = line_finder(assistant.index)
    name = "standard input" if args.draft == "-" else args.draft
    shape = "json" if args.json else args.format
    if shape == "json":
        from qa.render import json_line

        write_bytes(json_line(checked.to_dict()) + b"\n")
    elif shape == "html":
        from qa.check.render import render_check_html

        write_text(render_check_html(checked, text, line_of))
    else:
        from qa.check.render import render_check

        write_text(render_check(checked, name, text, line_of))
    supported = checked.counts["supported"] == len(checked.sentences)
    return 1 if args.strict and not supported else 0


def _read_draft(name: str) -> str:
    """The text of a draft: plain text of a file or of standard input, or a document's text."""
    from index.load import read_document
    from index.sources import FORMATS

    path = Path(name).expanduser()
    plain = name == "-" or path.suffix.lower() not in FORMATS
    if not plain and path.is_file():
        return read_document(path, path.name, {}).text
    try:
        return read_input(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{'standard input' if name == '-' else name} is not UTF-8 text ({error.reason}); "
            "save it as UTF-8"
        ) from error
