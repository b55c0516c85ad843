"""How truly clauses are given to their speakers.

    python -m eval.attribution [--wrong]

Two measures. ``annotated``: eval/datasets/attribution.txt, sentences of six invented articles
with voice, speaker, source and cue marked (the terms of PARC and PolNeAR). Speaker accuracy, and
token F1 of source and cue spans over the clauses that have one. ``who said``: the gold evidence
of the ``who_said`` questions of the training corpora whose answer holds a name; right where the
clause's speaker bears that name. The last name alone must agree: "Veres" for "Danil Veres".
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.questions import DATASETS
from index.split import split
from index.types import Document, Span
from qa.attribution import Clause, attribute
from qa.names import extract_names, name_tokens
from qa.quotes import read_corpus

__all__ = ["Marked", "Tally", "annotated", "main", "read_marked", "who_said"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as annotated; spans are offsets in the document's text."""

    span: Span
    voice: str
    speaker: str | None
    source: Span | None
    cue: Span | None


@dataclass(slots=True)
class Tally:
    """Right of all, and what was wrong, in words."""

    right: int = 0
    total: int = 0

    def add(self, right: bool) -> bool:
        self.right, self.total = self.right + right, self.total + 1
        return right

    def __str__(self) -> str:
        share = self.right / self.total if self.total else 0.0
        return f"{share:.3f} ({self.right} of {self.total})"


def read_marked(path: Path) -> Iterator[tuple[str, list[Marked]]]:
    """(text, marked sentences) for each document of an annotated file."""
    for block in path.read_text("utf-8").split("\n\n"):
        text, rows = "", []
        for line in block.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            voice, speaker, sentence = line.split("|", 2)
            plain, source, cue = _unmarked(sentence, len(text))
            rows.append(
                Marked(Span(len(text), len(text) + len(plain)), voice, speaker or None, source, cue)
            )
            runs_on = voice == "direct" and cue is None
            text += plain + ("\n\n" if runs_on or len(rows) % 3 == 0 else " ")
        if rows:
            yield text.rstrip() + "\n", rows


def _unmarked(sentence: str, start: int) -> tuple[str, Span | None, Span | None]:
    """The sentence without marks, and where what they enclose stands."""
    found: dict[str, Span] = {}
    plain = ""
    for piece in re.split(r"(\{[^}]*\}|<[^>]*>)", sentence):
        if piece[:1] in ("{", "<") and len(piece) > 2:
            found[piece[0]] = Span(start + len(plain), start + len(plain) + len(piece) - 2)
            plain += piece[1:-1]
        else:
            plain += piece
    return plain, found.get("{"), found.get("<")


def _same(speaker: str | None, gold: str | None) -> bool:
    if speaker is None or gold is None:
        return speaker is gold
    if " ".join(speaker.lower().split()) == gold.lower():
        return True
    one, other = name_tokens(speaker), name_tokens(gold)
    return bool(one and other) and one[-1] == other[-1] and bool(extract_names(gold))


def _overlap(a: Span | None, b: Span | None, text: str) -> tuple[int, int, int]:
    """(common tokens, tokens of a, tokens of b)."""
    one, other = _tokens(a, text), _tokens(b, text)
    return len(one & other), len(one), len(other)


def _tokens(span: Span | None, text: str) -> set[int]:
    if span is None:
        return set()
    return {span.start + m.start() for m in re.finditer(r"\w+", span.of(text))}


def annotated(path: Path, wrong: list[str]) -> tuple[dict[str, Tally], dict[str, float]]:
    """Speaker accuracy by voice; F1 of source and cue spans."""
    tallies: dict[str, Tally] = {}
    spans = {"source": (0, 0, 0), "cue": (0, 0, 0)}
    for text, rows in read_marked(path):
        document = Document("d", "d.txt", text, "", "", "plain")
        sentences = split(document)[0]
        found = attribute(document, sentences)
        clauses = [c for s in sentences for c in found.get(s.id, ())]
        for row in rows:
            best = max(clauses, key=lambda c: _shared(c.span, row.span))
            right = best.voice == row.voice if row.speaker is None else True
            right = right and _same(best.speaker, row.speaker)
            if not tallies.setdefault(row.voice, Tally()).add(right):
                wrong.append(f"{row.voice} {row.speaker}: {_told(best)} {row.span.of(text)}")
            for name, gold, got in (
                ("source", row.source, best.source_span),
                ("cue", row.cue, best.cue_span),
            ):
                common, mine, theirs = _overlap(got, gold, text)
                old = spans[name]
                spans[name] = old[0] + common, old[1] + mine, old[2] + theirs
    return tallies, {n: 2 * c / (a + b) if a + b else 0.0 for n, (c, a, b) in spans.items()}


def _shared(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


def _told(clause: Clause) -> str:
    return f"[{clause.voice} {clause.speaker} {clause.cue}]"


def who_said(folder: Path, wrong: list[str]) -> dict[str, Tally]:
    """Whether the gold clause of a "who said" question has the speaker that answers it."""
    tallies = {"direct": Tally(), "reported": Tally()}
    for path in sorted(folder.glob("*/questions.jsonl")):
        items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        corpus = read_corpus(path.parent)
        documents = {document.source: document for document in corpus.documents}
        for item in items:
            if item["kind"] != "who_said" or len(item["sides"]) != 1:
                continue
            side = item["sides"][0]
            names = [name for answer in side["answers"] for name in extract_names(answer)]
            if not names:
                continue
            place = side["evidence"][0]
            document = documents[place["source"]]
            span = Span(place["start"], place["end"])
            held = corpus.clauses(document).values()
            here = [c for clauses in held for c in clauses if c.span.overlaps(span)]
            kind = "direct" if re.search('[“"]', place["text"]) else "reported"
            if not tallies[kind].add(_bears(here, names)):
                told = " ".join(map(_told, here))
                wrong.append(f"{item['id']} {names}: {told} {place['text']}")
    return tallies


def _bears(clauses: Sequence[Clause], names: Sequence[str]) -> bool:
    return any(
        name_tokens(name)[-1] in name_tokens(clause.speaker)
        for clause in clauses
        if clause.speaker
        for name in names
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="show what was wrong")
    arguments = parser.parse_args()
    wrong: list[str] = []
    tallies, spans = annotated(DATASETS / "attribution.txt", wrong)
    for name, tally in tallies.items():
        print(f"annotated, {name}: {tally}")
    print("  ".join(f"{name} F1 {value:.3f}" for name, value in spans.items()))
    for name, tally in who_said(DATASETS / "training", wrong).items():
        print(f"who said, {name}: {tally}")
    if arguments.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
