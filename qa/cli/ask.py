"""The commands ``qa ask`` and ``qa batch``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qa.cli.session import (
    Growing,
    filter_of,
    line_finder,
    open_assistant,
    point_to_quotes,
    question_of,
    read_input,
    settings_of,
    terminal_width,
    warn_dropped,
    warn_left_out,
    write_bytes,
    write_text,
)
from qa.errors import UsageError

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.filters import Filter
    from qa.types import Answer, Turn

__all__ = ["ask", "batch"]


def ask(args: argparse.Namespace) -> int:
    """Answer one question on standard output, in the format asked for."""
    from qa.inputs import read_history

    question = question_of(args.question)
    history = read_history(read_input(args.history)) if args.history else ()
    shape = "json" if args.json else args.format
    settings, only = settings_of(args), filter_of(args)
    with open_assistant(args, settings, ahead=True) as assistant:
        if shape == "text":
            answer = _told(assistant, question, history, only, args.show_dropped)
            if more := point_to_quotes(assistant, answer, only, args.corpus):
                write_text(f"\n{more}")
            warn_dropped(answer)
            return 0
        answer = assistant.ask(question, history=history, only=only)
        warn_left_out(assistant.index, only)
        warn_dropped(answer)
        line_of = line_finder(assistant.index)
        if shape == "json":
            from qa.render import json_line

            write_bytes(json_line(answer.to_dict()) + b"\n")
            return 0
        from qa.render import render_html, render_markdown

        render = render_html if shape == "html" else render_markdown
        write_text(render(answer, line_of, dropped=args.show_dropped))
    return 0


def _told(
    assistant: Assistant,
    question: str,
    history: Sequence[Turn],
    only: Filter | None,
    show_dropped: bool,
) -> Answer:
    """Print the answer as it comes: each statement once it has passed, then what it stands on."""
    from qa.render import render_opening, render_text

    width = terminal_width()
    with Growing() as shown:
        for answer in assistant.follow(question, history=history, only=only):
            shown.grow(render_opening(answer, width))
        line_of = line_finder(assistant.index)
        shown.end(render_text(answer, line_of, width, dropped=show_dropped))
        warn_left_out(assistant.index, only)
    return answer


def batch(args: argparse.Namespace) -> int:
    """Answer a file of questions into a file of answers; 1 if any row failed."""
    from qa.batch import Batch, run_batch
    from qa.inputs import BatchRow, read_rows

    out = Path(args.output).expanduser()
    _check_output(args.input, out)
    rows = tuple(read_rows(read_input(args.input), filter_of(args)))
    with open_assistant(args, settings_of(args)) as assistant:
        index = assistant.index
        warn_left_out(index, *(row.only for row in rows if isinstance(row, BatchRow)))
        work = Batch.resumed(rows, out, index.digest, index.documents)
        with _bar(len(rows)) as done:
            outcome = run_batch(work, out, assistant, done)
    kept = f", {outcome.kept} of them before" if outcome.kept else ""
    if outcome.failed or sys.stderr.isatty():
        answered = outcome.rows - outcome.failed
        words = f"qa: {answered} of {outcome.rows} rows answered{kept}"
        failed = f"; {outcome.failed} failed, see the errors in {out}" if outcome.failed else ""
        print(words + failed, file=sys.stderr)
    return 1 if outcome.failed else 0


def _check_output(source: str, out: Path) -> None:
    if out.is_dir():
        raise UsageError(f"{out} is a folder; name a file for the answers")
    if not out.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {out.parent} for the answers; make it first")
    path = Path(source).expanduser()
    if source != "-" and path.exists() and out.exists() and path.samefile(out):
        raise UsageError(f"{out} holds the questions; name another file for the answers")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None] | None]:
    """A bar of finished rows on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=total, desc="answering", unit="row", file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.n) and None
