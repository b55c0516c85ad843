"""The command ``qa eval``. It alone, of all of ``qa``, calls ``eval``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from qa.cli.session import settings_of
from qa.errors import UsageError

__all__ = ["add_eval_options", "evaluate"]


def add_eval_options(parser: argparse.ArgumentParser) -> None:
    """The options that ``qa eval`` has beside those of documents and models."""
    parser.add_argument(
        "sets",
        metavar="SET",
        nargs="*",
        help="a set's name, or a question file (default: our own)",
    )
    group = parser.add_argument_group("evaluation")
    what = group.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="list the sets")
    what.add_argument("--check", metavar="FILE", help="say what is wrong with a question file")
    what.add_argument("--gate", action="store_true", help="ask the gate's questions; 1 if one fell")
    what.add_argument(
        "--accept", action="store_true", help="make today's figures the accepted ones"
    )
    group.add_argument("--split", metavar="HALF", help="only questions of this split")
    group.add_argument("--limit", metavar="N", type=int, help="at most so many questions a set")
    group.add_argument(
        "--compare", metavar="RUN", help="a run to compare with (default: the last of the set)"
    )
    group.add_argument("--fresh", action="store_true", help="ask again what a run holds already")
    group.add_argument("--runs", metavar="DIR", help="where runs are kept (default: in the cache)")
    group.add_argument("--data", metavar="DIR", help="where third-party sets lie")


def evaluate(args: argparse.Namespace) -> int:
    """Run, check, list, or hold the gate."""
    from eval import command

    if args.limit is not None and args.limit < 1:
        raise UsageError(f"--limit is {args.limit}; it must be 1 or more")
    settings = settings_of(args)
    wishes = command.Wishes(
        settings=settings,
        runs=Path(args.runs).expanduser() if args.runs else settings.cache_folder / "eval",
        data=Path(args.data).expanduser() if args.data else command.DEFAULT_DATA,
        say=lambda line: print(f"qa: {line}", file=sys.stderr, flush=True),
        sets=tuple(args.sets),
        split=args.split,
        limit=args.limit,
        compare=args.compare,
        fresh=args.fresh,
        json=args.json,
    )
    if args.list:
        return command.list_sets(wishes)
    if args.check:
        return command.check(args.check, wishes)
    if args.gate:
        return command.gate(wishes)
    return command.accept(wishes) if args.accept else command.evaluate(wishes)
