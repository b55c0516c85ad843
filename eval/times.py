"""How truly the times of sentences are found and resolved to days.

    python -m eval.times [--wrong] [FILE]

``eval/datasets/times.txt``: sentences of invented articles of eight domains, each time marked with
the days that a reader would take it for, or that nobody can tell. A time is found where a marked
one overlaps it. Of those resolved, the share that is right is what a reader of a worked-out date
relies on; what nobody can tell must be left as written.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from eval.questions import DATASETS
from qa.when import Days, Time, times_of

__all__ = ["Line", "Marked", "Tally", "main", "read_lines", "score"]

FILE = DATASETS / "times.txt"


@dataclass(frozen=True, slots=True)
class Marked:
    """A time as annotated; ``days`` None: it cannot be told."""

    start: int
    end: int
    days: Days | None


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its marked times, in order."""

    domain: str
    published: str | None
    text: str
    times: tuple[Marked, ...]


@dataclass(slots=True)
class Tally:
    """Counts over lines; ``wrong`` says each fault in words.

    ``marked``, ``found`` and ``told`` (both): times; ``tellable``, ``right``: of the marked ones
    that have days; ``resolved``: times given days; ``open``, ``left``: those that nobody can tell,
    and of these the ones that were left as written.
    """

    marked: int = 0
    found: int = 0
    told: int = 0
    tellable: int = 0
    right: int = 0
    resolved: int = 0
    open: int = 0
    left: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"found {_share(self.told, self.marked)} of the marked, "
            f"{_share(self.told, self.found)} of the found are marked; "
            f"right days {_share(self.right, self.tellable)}; "
            f"of the resolved right {_share(self.right, self.resolved)}; "
            f"left open {_share(self.left, self.open)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "- (none)"


def read_lines(path: Path) -> Iterator[Line]:
    """The annotated lines. Raises ValueError for what is no annotation."""
    domain, published = "", None
    for raw in path.read_text("utf-8").splitlines():
        if raw.startswith("@"):
            _, domain, known = raw.split()
            published = None if known == "-" else known
        elif raw and not raw.startswith("#"):
            text, times = "", []
            for piece in re.split(r"(\{[^}]*\})", raw):
                if not piece.startswith("{"):
                    text += piece
                    continue
                words, days = piece[1:-1].rsplit("|", 1)
                times.append(Marked(len(text), len(text) + len(words), _days(days)))
                text += words
            yield Line(domain, published, text, tuple(times))


def _days(words: str) -> Days | None:
    if words == "?":
        return None
    first, _, last = words.partition("..")
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


def score(lines: Iterator[Line] | list[Line], tally: Tally | None = None) -> Tally:
    """How the times found compare with the marked ones."""
    tally = tally or Tally()
    for line in lines:
        found = times_of(line.text, line.published)
        tally.found += len(found)
        tally.resolved += sum(time.days is not None for time in found)
        for time in found:
            if not any(_overlap(time, marked) for marked in line.times):
                tally.wrong.append(f"not a time: {_shown(time, line)}")
        for marked in line.times:
            _compare(marked, line, found, tally)
    return tally


def _compare(marked: Marked, line: Line, found: tuple[Time, ...], tally: Tally) -> None:
    time = next((one for one in found if _overlap(one, marked)), None)
    same = time is not None and time.days == marked.days
    tally.marked += 1
    tally.told += time is not None
    if marked.days is None:
        tally.open += 1
        tally.left += time is None or same
    else:
        tally.tellable += 1
        tally.right += same
    if not same and not (time is None and marked.days is None):
        wanted = marked.days.words() if marked.days else "open"
        given = _shown(time, line) if time else f"nothing in {line.text!r}"
        tally.wrong.append(f"{line.text[marked.start : marked.end]!r} is {wanted}: {given}")


def _overlap(time: Time, marked: Marked) -> bool:
    return time.start < marked.end and marked.start < time.end


def _shown(time: Time, line: Line) -> str:
    days = time.days.words() if time.days else "open"
    return f"{line.text[time.start : time.end]!r} as {days} in {line.text!r}"


def main(argv: list[str] | None = None) -> int:
    """Print the measures by domain and for all."""
    parser = argparse.ArgumentParser(prog="python -m eval.times", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=FILE)
    parser.add_argument("--wrong", action="store_true", help="also print each fault")
    args = parser.parse_args(argv)
    lines = list(read_lines(args.file))
    for domain in dict.fromkeys(line.domain for line in lines):
        print(f"{domain:12} {score([line for line in lines if line.domain == domain])}")
    whole = score(lines)
    print(f"{'all':12} {whole}")
    if args.wrong:
        print("\n".join(whole.wrong))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
