"""The command line: runs a command, turns errors into a sentence and an exit status.

0: answered, disputed or refused. 1: it could not be done. 2: wrong usage. 130: interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import os
import sys
from collections.abc import Sequence

from qa.cli.parser import COMMANDS, build_parser

__all__ = ["main"]

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``qa`` with these arguments (None: the process's) and return the exit status."""
    if sys.stderr is None:  # closed by the caller: print() would write to the output instead
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for the process
    if sys.stdout is None:
        _say("standard output is closed, so no answer can be written; open it")
        return FAILED
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few characters shows the others as escapes, not as a traceback.
        if callable(configure := getattr(stream, "reconfigure", None)):
            with contextlib.suppress(OSError):
                configure(errors="backslashreplace")
    # The program itself, not whoever calls this from Python.
    program = os.path.splitext(os.path.basename(sys.argv[0]))[0] == "qa"
    alone = argv is None and program and sys.argv[1:2] == ["ask"]
    if alone:
        gc.disable()  # a process that ends after one answer never needs the memory back
    try:
        status = _run(argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("stopped")
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return DONE
    except Exception as error:
        return _failed(error)
    if alone:
        _leave(status)
    return status


def _leave(status: int) -> None:
    """End the process of a single answer at once: taking Python and its models apart takes 0.1 s.

    All that was to be written is written, and the models are closed.
    """
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


def _run(argv: Sequence[str] | None) -> int:
    given = sys.argv[1:] if argv is None else argv
    named = given[0] if given and given[0] in COMMANDS else None
    try:
        args = build_parser(named).parse_args(given)
    except SystemExit as leave:  # argparse has said what there was to say
        return leave.code if isinstance(leave.code, int) else DONE
    if args.command not in COMMANDS:
        print("qa: name a command; see `qa --help`", file=sys.stderr)
        return MISUSED
    return _command(args)


def _command(args: argparse.Namespace) -> int:
    """Call the command's own module, which is loaded only now."""
    if args.command in ("ask", "batch"):
        from qa.cli import ask

        return ask.ask(args) if args.command == "ask" else ask.batch(args)
    if args.command == "chat":
        from qa.cli.chat import chat

        return chat(args)
    if args.command == "index":
        from qa.cli.index import index

        return index(args)
    if args.command in ("quotes", "speakers"):
        from qa.cli import quotes

        return quotes.quotes(args) if args.command == "quotes" else quotes.speakers(args)
    if args.command == "verify":
        from qa.cli.verify import verify

        return verify(args)
    if args.command == "check":
        from qa.cli.check import check

        return check(args)
    if args.command == "ui":
        from qa.cli.ui import ui

        return ui(args)
    if args.command == "eval":
        from qa.cli.evaluate import evaluate

        return evaluate(args)
    from qa.cli import corpus

    commands = {"search": corpus.search, "text": corpus.text, "doctor": corpus.doctor}
    return commands[args.command](args)


def _failed(error: Exception) -> int:
    """Say the error in a sentence; QA_DEBUG=1 asks for the traceback too."""
    from index.errors import RetrievalError
    from qa.errors import QaError, SettingsError, UsageError
    from qa.render import visible

    if os.environ.get("QA_DEBUG", "") not in ("", "0"):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, QaError | RetrievalError):
        _say(visible(str(error)))
        return MISUSED if isinstance(error, UsageError | SettingsError) else FAILED
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        advice = "; nothing more could be written: free some space" if full else ""
        _say(visible(f"{place}{error.strerror}{advice}"))
    else:
        words = visible(" ".join(f"{type(error).__name__}: {error}".split()))
        _say(f"an unexpected error, {words}; QA_DEBUG=1 before the command shows where it arose")
    return FAILED


def _say(sentence: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(f"qa: {sentence}", file=sys.stderr, flush=True)


def _drop_output() -> None:
    """Send what is left to write nowhere: the reader has gone, and Python flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
