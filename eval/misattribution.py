"""A true quotation in another's mouth: does the verifier see it, and does it pass the true one?

    python -m eval.misattribution [--count 100] [--seed 5] [--wrong]

Statements are generated from the invented training corpora: a true quotation, and separately
reported speech, once with its own speaker (the untouched twin) and once with another who speaks in
the same corpus and is cited beside it. ``caught``: swapped ones that fail; ``as speaker``: of
these, for the reason that they are another's words; ``pass``: twins that pass. The bars for
quotations are 95 caught and 90 passed of 100. Some seconds; no language model, no index.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eval.questions import DATASETS
from eval.verify_rows import Row, misattributed, swapped
from eval.verify_twins import Corpus, corpora, reframed
from qa.names import extract_names
from qa.verify import Cited, Reason, Verdict, Verifier

__all__ = ["Tally", "main", "misreported", "tally"]

Pairs = Sequence[tuple[Row, Row]]


@dataclass(slots=True)
class Tally:
    """Of so many pairs: swapped ones that fail, and for their speaker; twins that pass."""

    pairs: int = 0
    caught: int = 0
    as_speaker: int = 0
    passed: int = 0
    wrong: list[str] = field(default_factory=list)


def misreported(found: Sequence[Corpus], count: int, seed: int) -> list[tuple[Row, Row]]:
    """As ``misattributed``, of speech that is reported: "According to X, ..." for "X said ..."."""

    def told(one: Cited, speakers: Sequence[str], _: random.Random) -> list[str | None]:
        return [reframed(one, speaker) for speaker in speakers]

    return swapped(found, count, seed, _reported, told)


def _reported(one: Cited) -> bool:
    return one.voice == "reported" and bool(one.speaker and extract_names(one.speaker))


def tally(pairs: Pairs, verify: Callable[[str, Sequence[Cited]], Verdict]) -> Tally:
    """What a verifier makes of pairs of a true statement and its swapped twin."""
    found = Tally()
    for good, bad in pairs:
        found.pairs += 1
        kept, swapped = verify(good.statement, good.cited), verify(bad.statement, bad.cited)
        found.passed += kept.supported
        found.caught += not swapped.supported
        found.as_speaker += any(fault.reason is Reason.SPEAKER for fault in swapped.faults)
        if not kept.supported:
            found.wrong.append(f"refused: {good.statement} [{kept.faults}]")
        if swapped.supported:
            found.wrong.append(f"passed: {bad.statement} (said by {bad.cited[0].speaker})")
    return found


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", metavar="N", type=int, default=100, help="pairs of each kind")
    parser.add_argument("--seed", metavar="N", type=int, default=5, help="draws the pairs")
    parser.add_argument("--wrong", action="store_true", help="show what was judged wrongly")
    arguments = parser.parse_args()
    held = list(corpora(DATASETS / "training"))
    verify = Verifier().verify
    for kind, make in (("quotations", misattributed), ("reported speech", misreported)):
        found = tally(make(held, arguments.count, arguments.seed), verify)
        print(
            f"{kind}: of {found.pairs} with a swapped speaker {found.caught} caught "
            f"({found.as_speaker} as another's words); of their twins {found.passed} pass"
        )
        if arguments.wrong:
            print("\n".join(found.wrong))


if __name__ == "__main__":
    main()
