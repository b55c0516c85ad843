"""The command ``qa chat``: questions and follow-ups in a terminal."""

from __future__ import annotations

import argparse
import contextlib
import sys
from typing import TYPE_CHECKING

from qa.cli.session import (
    Growing,
    filter_of,
    line_finder,
    open_assistant,
    point_to_quotes,
    settings_of,
    terminal_width,
    warn_dropped,
    warn_left_out,
    write_text,
)

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.filters import Filter
    from qa.types import Answer, Turn

__all__ = ["chat"]

PROMPT = "> "
HELP = """\
Type a question; follow-ups may lean on what was said before.
  /sources  the quoted words that the last answer stands on
  /new      forget the conversation
  /help     this help
  /quit     leave (so do Ctrl-D and Ctrl-C)"""


def chat(args: argparse.Namespace) -> int:
    """Answer line after line of standard input until it ends or ``/quit``."""
    settings, only = settings_of(args), filter_of(args)
    with open_assistant(args, settings) as assistant:
        warn_left_out(assistant.index, only)
        if sys.stdin.isatty():
            # Line editing; what is typed is not kept on disk.
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401
            count = sum(not only or only.keeps(d) for d in assistant.index.documents)
            from qa.wrapping import number_of

            write_text(f"Asking {number_of(count, 'document')}. /help says what else there is.")
        _Conversation(assistant, only, args.corpus).run()
    return 0


class _Conversation:
    """The turns so far and the last answer; kept in memory only."""

    def __init__(self, assistant: Assistant, only: Filter | None, corpus: str | None) -> None:
        self._assistant = assistant
        self._only = only
        self._corpus = corpus
        self._turns: list[Turn] = []
        self._last: Answer | None = None

    def run(self) -> None:
        """Read lines until the end; a blank one is passed over."""
        while (line := _read_line()) is not None:
            words = line.strip()
            if words in ("/quit", "/exit"):
                return
            if words.startswith("/"):
                self._command(words)
            elif words:
                self._ask(words)

    def _command(self, name: str) -> None:
        if name == "/new":
            self._turns.clear()
            self._last = None
            write_text("A new conversation.")
        elif name == "/sources":
            self._show_sources()
        else:
            unknown = "" if name == "/help" else f"There is no command {name.split()[0]}.\n"
            write_text(unknown + HELP)

    def _show_sources(self) -> None:
        from qa.render import render_text

        if self._last is None:
            write_text("There is no answer yet.")
            return
        line_of = line_finder(self._assistant.index)
        write_text(render_text(self._last, line_of, terminal_width()))

    def _ask(self, question: str) -> None:
        from index.errors import RetrievalError
        from qa.errors import QaError
        from qa.inputs import check_question
        from qa.render import visible
        from qa.types import Turn

        try:
            answer = self._told(check_question(question))
        except (QaError, RetrievalError) as error:
            print(f"qa: {visible(str(error))}", file=sys.stderr, flush=True)
            return
        except KeyboardInterrupt:
            write_text("\nStopped; the question is forgotten.")
            return
        self._turns += [Turn("user", question), Turn("assistant", answer.text)]
        self._last = answer
        warn_dropped(answer)

    def _told(self, question: str) -> Answer:
        """Print the answer as it comes, without the quoted words."""
        from qa.render import render_opening, render_text

        width = terminal_width()
        with Growing() as shown:
            turns = tuple(self._turns)
            for answer in self._assistant.follow(question, history=turns, only=self._only):
                shown.grow(render_opening(answer, width))
            line_of = line_finder(self._assistant.index)
            shown.end(render_text(answer, line_of, width, quotes=False) + "\n")
        if more := point_to_quotes(self._assistant, answer, self._only, self._corpus):
            write_text(f"{more}\n")
        return answer


def _read_line() -> str | None:
    """The next line; None at the end of input or at Ctrl-C."""
    try:
        return input(PROMPT if sys.stdin.isatty() else "")
    except (EOFError, KeyboardInterrupt):
        if sys.stdin.isatty():
            write_text("")
        return None
    except UnicodeDecodeError:
        print("qa: that line is not UTF-8 text", file=sys.stderr, flush=True)
        return ""
