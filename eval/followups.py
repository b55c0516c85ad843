"""How near rewrites of follow-up questions come to those that people wrote.

    python -m eval.followups --data PATH [--show N] [--only NAME]

``PATH`` holds the folders ``treccast`` (TREC CAsT, MIT, https://github.com/daltonj/treccastweb)
and ``mtrag`` (MTRAG, Apache-2.0, https://github.com/IBM/mt-rag-benchmark); what is absent is
skipped with a line that says so. Token F1 is over bags of lower-case word tokens, as in SQuAD;
recall is over the distinct tokens of the human rewrite that the raw question lacks (their mean
over the turns that have any). First turns are left out. The raw question is the floor.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.standalone import standalone
from qa.types import Turn

__all__ = ["FollowUp", "Score", "added_recall", "load", "main", "score", "token_f1"]

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up question with its history and the rewrite that a person wrote."""

    id: str
    question: str
    history: tuple[Turn, ...]
    rewrite: str
    machine: str | None = None  # a published system's rewrite, where the set has one


@dataclass(frozen=True, slots=True)
class Score:
    """Means over ``turns`` questions; ``recall`` over the ``with_added`` that gained words."""

    turns: int
    f1: float
    with_added: int
    recall: float


def token_f1(text: str, gold: str) -> float:
    """F1 of the bags of words of two texts, 0 to 1; 1.0 for two empty texts."""
    a, b = Counter(_tokens(text)), Counter(_tokens(gold))
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0


def added_recall(text: str, raw: str, gold: str) -> float | None:
    """The share of the words ``gold`` adds to ``raw`` that ``text`` has; None if none are added."""
    added = set(_tokens(gold)) - set(_tokens(raw))
    return len(added & set(_tokens(text))) / len(added) if added else None


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def score(rows: Sequence[FollowUp], texts: Sequence[str]) -> Score:
    """The scores of ``texts``, one for each row."""
    f1 = [token_f1(text, row.rewrite) for row, text in zip(rows, texts, strict=True)]
    found = [
        added_recall(text, row.question, row.rewrite) for row, text in zip(rows, texts, strict=True)
    ]
    recall = [value for value in found if value is not None]
    return Score(len(f1), _mean(f1), len(recall), _mean(recall))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def load(data: Path) -> dict[str, list[FollowUp]]:
    """The rows of every set found under ``data`` by name; empty where a set is absent."""
    return {
        "TREC CAsT 2020": list(_cast(data / "treccast", "2020*manual*.json")),
        "TREC CAsT 2021": list(_cast(data / "treccast", "2021*manual*.json")),
        "MTRAG clapnq": list(_mtrag(data / "mtrag", "clapnq")),
        "MTRAG fiqa": list(_mtrag(data / "mtrag", "fiqa")),
        "MTRAG cloud": list(_mtrag(data / "mtrag", "cloud")),
        "MTRAG govt": list(_mtrag(data / "mtrag", "govt")),
    }


def _cast(folder: Path, pattern: str) -> Iterator[FollowUp]:
    for path in sorted(folder.glob(pattern)):
        for topic in json.loads(path.read_text(encoding="utf-8")):
            turns: list[Turn] = []
            for turn in topic["turn"]:
                raw = str(turn["raw_utterance"])
                rewrite = turn.get("manual_rewritten_utterance")
                if turns and rewrite:
                    yield FollowUp(
                        f"{topic['number']}_{turn['number']}",
                        raw,
                        tuple(turns),
                        str(rewrite),
                        turn.get("automatic_rewritten_utterance"),
                    )
                turns.append(Turn("user", raw))
                turns += _shown(turn)


def _shown(turn: dict[str, Any]) -> list[Turn]:
    passage = turn.get("passage")
    return [Turn("assistant", str(passage))] if passage else []


def _mtrag(folder: Path, domain: str) -> Iterator[FollowUp]:
    history = _rows(folder, domain, "questions")
    rewrites = _rows(folder, domain, "rewrite")
    for key, text in history.items():
        turns = [t.strip() for t in text.split("|user|:")[1:]]
        gold = rewrites.get(key, "").removeprefix("|user|:").strip()
        if len(turns) > 1 and gold:
            past = tuple(Turn("user", t) for t in turns[:-1])
            yield FollowUp(key, turns[-1], past, gold)


def _rows(folder: Path, domain: str, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"*{domain}_{kind}.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["_id"]] = row["text"]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 if no set is there at all."""
    parser = argparse.ArgumentParser(description="Score stand-alone rewrites of follow-ups.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0, help="print this many rewrites of each set")
    parser.add_argument("--only", default="", help="sets whose name holds this text")
    options = parser.parse_args(arguments)
    seen = 0
    print(f"{'set':<16}{'rewrite':<14}{'turns':>6}{'F1':>7}{'with added':>12}{'recall':>8}")
    for name, rows in load(options.data).items():
        if options.only.lower() not in name.lower():
            continue
        if not rows:
            print(f"{name}: skipped, its files are not under {options.data}", file=sys.stderr)
            continue
        seen += 1
        ours = [standalone(row.question, row.history) for row in rows]
        _print_row(name, "raw question", score(rows, [row.question for row in rows]))
        if all(row.machine for row in rows):
            _print_row(name, "published", score(rows, [row.machine or "" for row in rows]))
        _print_row(name, "qa.standalone", score(rows, ours))
        for row, text in list(zip(rows, ours, strict=True))[: options.show]:
            print(f"  {row.id}\n    asked   {row.question}\n    ours    {text}")
            print(f"    human   {row.rewrite}")
    return 0 if seen else 1


def _print_row(name: str, what: str, result: Score) -> None:
    print(
        f"{name:<16}{what:<14}{result.turns:>6}{result.f1:>7.3f}"
        f"{result.with_added:>12}{result.recall:>8.3f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
