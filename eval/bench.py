"""Speed and memory as a table: seconds and MiB, and ratios to a floor of the same run.

python -m eval.bench [--quick] [--only NAME] [--json FILE] [--limit N] [--no-model]

docs/bench.md says how to read it. Works offline; everything it makes lies in a temporary
folder that is gone afterwards. Exit status 1 where something could not be measured; a missed
bar is a number in the table, not a failure.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from eval.bench_table import Row, as_json, markdown, unmeasured
from eval.bench_tools import BenchError, Plan, machine, pin
from index.errors import RetrievalError
from qa.errors import QaError

__all__ = ["GROUPS", "main", "measure"]

Group = Callable[[Plan], Iterable[Row]]


def _cold(plan: Plan) -> Iterable[Row]:
    from eval.bench_ask import cold

    return cold(plan)


def _refusal(plan: Plan) -> Iterable[Row]:
    from eval.bench_ask import refusal

    return refusal(plan)


def _warm(plan: Plan) -> Iterable[Row]:
    from eval.bench_ask import warm

    return warm(plan)


def _indexing(plan: Plan) -> Iterable[Row]:
    from eval.bench_index import indexing

    return indexing(plan)


def _memory(plan: Plan) -> Iterable[Row]:
    from eval.bench_memory import memory

    return memory(plan)


def _search(plan: Plan) -> Iterable[Row]:
    from eval.bench_index import search

    return search(plan)


def _page(plan: Plan) -> Iterable[Row]:
    from eval.bench_page import page

    return page(plan)


GROUPS: Mapping[str, Group] = {
    "cold": _cold,
    "refusal": _refusal,
    "warm": _warm,
    "indexing": _indexing,
    "memory": _memory,
    "search": _search,
    "page": _page,
}


def measure(plan: Plan, groups: Mapping[str, Group]) -> list[Row]:
    """The rows of the groups, in order; what could not be measured has a row that says why."""
    rows: list[Row] = []
    for name, group in groups.items():
        begun = len(rows)
        try:
            for row in group(plan):
                rows.append(row)  # noqa: PERF402  # what was measured before an error is kept
        except Exception as error:  # a fault of one group must not lose the hours of the others
            known = isinstance(error, BenchError | QaError | RetrievalError)
            why = str(error) if known else f"{type(error).__name__}: {error}"
            rows.append(unmeasured(name, "the rest" if len(rows) > begun else "all", why))
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line; the exit status."""
    arguments = _parser().parse_args(argv)
    pin(arguments.cores)
    names = arguments.only or list(GROUPS)
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        plan = Plan(
            Path(folder),
            quick=arguments.quick,
            model=arguments.model and arguments.model.expanduser().resolve(),
            no_model=arguments.no_model,
            threads=arguments.threads,
            questions=arguments.limit or (12 if arguments.quick else None),
            say=lambda words: print(f"bench: {words}", file=sys.stderr, flush=True),
        )
        facts = machine(plan)
        rows = measure(plan, {name: GROUPS[name] for name in GROUPS if name in names})
    print("\n".join(f"- {name}: {value}" for name, value in facts.items()), end="\n\n")
    print(markdown(rows), end="")
    if arguments.json:
        text = json.dumps(as_json(facts, rows), ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", "utf-8")
    return 1 if any(row.ours is None for row in rows) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, smaller sizes")
    parser.add_argument(
        "--only", action="append", choices=tuple(GROUPS), help="this group; may be given again"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there too")
    parser.add_argument("--limit", type=_positive, metavar="N", help="at most N warm questions")
    parser.add_argument("--cores", type=_positive, default=2, help="cores to use (default: 2)")
    parser.add_argument(
        "--threads", type=_positive, default=0, help="for questions (default: cores)"
    )
    parser.add_argument("--model", type=Path, metavar="GGUF", help="a model other than the default")
    parser.add_argument("--no-model", action="store_true", help="ask without a language model")
    return parser


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


if __name__ == "__main__":
    # The default handler would end the process with its folder left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
