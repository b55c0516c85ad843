"""How near rewrites of follow-up questions come to those that people wrote.

    python -m eval.followups --data PATH [--half tune|check] [--show N] [--only NAME]

``PATH`` holds the folders ``treccast`` (TREC CAsT, MIT, https://github.com/daltonj/treccastweb)
and ``mtrag`` (MTRAG, Apache-2.0, https://github.com/IBM/mt-rag-benchmark); what is absent is
skipped with a line that says so. Our own sets (``eval/datasets/followups.jsonl``, which
``eval.followup_answers`` asks, and ``followups-later.jsonl``) are always there. First turns are
left out; the raw question is the floor.

- F1: over bags of lower-case word tokens, as in SQuAD.
- recall: the share of the words that the human added which the rewrite has too (mean over the
  turns where any were added).
- precision: the share of the words that the rewrite added which the human added too (of all such
  words of a set together).
- kept: of the questions that the human left as they were, the share that the rewrite left so.

The halves are drawn by conversation: rules are written on ``tune``, ``check`` is only measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.questions import DATASETS
from qa.standalone import standalone
from qa.types import Turn

__all__ = [
    "LATER",
    "OWN",
    "FollowUp",
    "Score",
    "added_recall",
    "added_words",
    "is_kept",
    "load",
    "load_own",
    "main",
    "score",
    "token_f1",
]

OWN = DATASETS / "followups.jsonl"
"""Our own follow-ups, each with the question as a person asked it alone and its gold evidence."""

LATER = DATASETS / "followups-later.jsonl"
"""Others, by writers who saw nothing of the program; the last sixty in hasty slang."""

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up question with its history and the rewrite that a person wrote."""

    id: str
    question: str
    history: tuple[Turn, ...]
    rewrite: str
    machine: str | None = None  # a published system's rewrite, where the set has one
    half: str = "check"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Over ``turns`` questions; each measure with the number of cases that it is a mean of."""

    turns: int
    f1: float
    with_added: int
    recall: float
    added: int
    precision: float
    untouched: int
    kept: float


def token_f1(text: str, gold: str) -> float:
    """F1 of the bags of words of two texts, 0 to 1; 1.0 for two empty texts."""
    a, b = Counter(_tokens(text)), Counter(_tokens(gold))
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0


def added_recall(text: str, raw: str, gold: str) -> float | None:
    """The share of the words ``gold`` adds to ``raw`` that ``text`` has; None if none are added."""
    added = set(_tokens(gold)) - set(_tokens(raw))
    return len(added & set(_tokens(text))) / len(added) if added else None


def added_words(text: str, raw: str, gold: str) -> tuple[int, int]:
    """How many of the words that ``text`` adds to ``raw`` are in ``gold``, and how many it adds."""
    added = set(_tokens(text)) - set(_tokens(raw))
    return len(added & set(_tokens(gold))), len(added)


def is_kept(text: str, raw: str, gold: str) -> bool | None:
    """Whether ``text`` is ``raw``, word for word; None where ``gold`` itself is not."""
    return _tokens(text) == _tokens(raw) if _tokens(gold) == _tokens(raw) else None


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def score(rows: Sequence[FollowUp], texts: Sequence[str]) -> Score:
    """The scores of ``texts``, one for each row."""
    three = [(text, row.question, row.rewrite) for row, text in zip(rows, texts, strict=True)]
    recall = [value for t in three if (value := added_recall(*t)) is not None]
    kept = [value for t in three if (value := is_kept(*t)) is not None]
    words = [added_words(*t) for t in three]
    right, added = sum(w[0] for w in words), sum(w[1] for w in words)
    return Score(
        len(three),
        _mean([token_f1(text, gold) for text, _, gold in three]),
        len(recall),
        _mean(recall),
        added,
        right / added if added else 0.0,
        len(kept),
        _mean(kept),
    )


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


def load_own(path: Path = OWN) -> list[FollowUp]:
    """The rows of one of our own sets."""
    return [
        FollowUp(
            row["id"],
            row["question"],
            tuple(Turn(t["role"], t["content"]) for t in row["history"]),
            row["standalone"],
            half=row["split"],
            kind=row["kind"],
        )
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def _half(conversation: str) -> str:
    return "tune" if hashlib.sha256(conversation.encode()).digest()[0] % 2 else "check"


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
                        _half(str(topic["number"])),
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
            yield FollowUp(key, turns[-1], past, gold, half=_half(key.split("<::>")[0]))


def _rows(folder: Path, domain: str, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"*{domain}_{kind}.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found[row["_id"]] = row["text"]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 if no set of others is there at all."""
    parser = argparse.ArgumentParser(description="Score stand-alone rewrites of follow-ups.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("tune", "check"), help="one half of the conversations")
    parser.add_argument("--show", type=int, default=0, help="print this many rewrites of each set")
    parser.add_argument("--only", default="", help="sets whose name holds this text")
    options = parser.parse_args(arguments)
    print(
        f"{'set':<16}{'rewrite':<14}{'turns':>6}{'F1':>7}{'with added':>12}{'recall':>8}"
        f"{'added':>7}{'precision':>11}{'untouched':>11}{'kept':>7}"
    )
    seen = 0
    ours = {"our own": load_own(), "our own, later": load_own(LATER)}
    for name, rows in (ours | load(options.data)).items():
        if options.only.lower() not in name.lower():
            continue
        if not rows:
            print(f"{name}: skipped, its files are not under {options.data}", file=sys.stderr)
            continue
        seen += name not in ours
        _print_set(name, [r for r in rows if options.half in (None, r.half)], options.show)
    only_ours = bool(options.only) and any(options.only.lower() in name for name in ours)
    return 0 if seen or only_ours else 1


def _print_set(name: str, rows: Sequence[FollowUp], show: int) -> None:
    ours = [standalone(row.question, row.history) for row in rows]
    _print_row(name, "raw question", score(rows, [row.question for row in rows]))
    if all(row.machine for row in rows):
        _print_row(name, "published", score(rows, [row.machine or "" for row in rows]))
    _print_row(name, "qa.standalone", score(rows, ours))
    for row, text in list(zip(rows, ours, strict=True))[:show]:
        print(f"  {row.id}\n    asked   {row.question}\n    ours    {text}")
        print(f"    human   {row.rewrite}")


def _print_row(name: str, what: str, result: Score) -> None:
    print(
        f"{name:<16}{what:<14}{result.turns:>6}{result.f1:>7.3f}"
        f"{result.with_added:>12}{result.recall:>8.3f}"
        f"{result.added:>7}{result.precision:>11.3f}{result.untouched:>11}{result.kept:>7.3f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
