"""How truly clauses are given to their speakers.

    python -m eval.attribution [--wrong]

Two measures. ``annotated``: eval/datasets/attribution.txt, sentences of invented articles of many
kinds with voice, speaker, source, cue and content marked (the terms of PARC and PolNeAR). Speaker
accuracy; token F1 of source, cue and content over the sentences, and the share of those that have
one where every token of it is right (``exact``). The articles are in seven groups: ``first`` (seen
while the rules were made), ``read`` and ``apart`` (measured, then mended one after the other),
``fresh`` (written after all that; its errors are not to be read), ``built``, two batches that
look for the rarer constructions (passives, nouns for verbs, verdicts), each measured at first
sight, then mended, ``listed``, which goes through the constructions one by one and was written
with the code at hand, and ``blind``, by a writer who saw no code (its errors are not to be read).

``who said``: the gold evidence of the ``who_said`` questions of the training corpora whose answer
holds a name; right where the clause's speaker bears that name. The last name alone must agree:
"Veres" for "Danil Veres".
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.questions import DATASETS
from index.split import split
from index.types import Document, Span
from qa.attribution import Clause, attribute
from qa.attribution.contents import contents_of
from qa.names import extract_names, name_tokens
from qa.quotes import read_corpus

__all__ = ["Annotated", "Marked", "Score", "Tally", "annotated", "main", "read_marked", "who_said"]


PARTS = ("source", "cue", "content")
GROUPS = ("first", "read", "apart", "fresh", "built", "listed", "blind")
UNREAD = ("fresh", "blind")
# The first article that is not of the first ones, the first of each later group.
_FIRST, _STARTS = 6, {"blind": 50, "listed": 39, "built": 25, "fresh": 21}
_MARKED = re.compile(r"(\{[^}]*\}|<[^>]*>|\[[^\]]*\])")
_MARKS = {"{": "source", "<": "cue", "[": "content"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as annotated; spans are offsets in the document's text, in order."""

    span: Span
    voice: str
    speaker: str | None
    marks: Mapping[str, tuple[Span, ...]]


@dataclass(slots=True)
class Score:
    """Of one kind of span: common tokens, tokens found, tokens marked; spans right of all."""

    common: int = 0
    found: int = 0
    marked: int = 0
    exact: Tally = field(default_factory=lambda: Tally())

    def add(self, found: set[int], marked: set[int]) -> bool:
        self.common += len(found & marked)
        self.found += len(found)
        self.marked += len(marked)
        return found == marked if not marked else self.exact.add(found == marked)

    @property
    def f1(self) -> float:
        whole = self.found + self.marked
        return 2 * self.common / whole if whole else 0.0


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
        lines = [line for line in block.splitlines() if line.strip() and line[0] != "#"]
        own_paragraphs = "--" in lines
        for line in lines:
            if line == "--":
                text = text.rstrip() + "\n\n"
                continue
            voice, speaker, sentence = line.split("|", 2)
            plain, marks = _unmarked(sentence.strip(), len(text))
            rows.append(
                Marked(Span(len(text), len(text) + len(plain)), voice, speaker or None, marks)
            )
            runs_on = voice == "direct" and not marks.get("cue")
            ends = not own_paragraphs and (runs_on or len(rows) % 3 == 0)
            text += plain + ("\n\n" if ends else " ")
        if rows:
            yield text.rstrip() + "\n", rows


def _unmarked(sentence: str, start: int) -> tuple[str, dict[str, tuple[Span, ...]]]:
    """The sentence without marks, and where what they enclose stands."""
    found: dict[str, tuple[Span, ...]] = {}
    plain = ""
    for piece in _MARKED.split(sentence):
        kind = _MARKS.get(piece[:1]) if len(piece) > 2 else None
        if kind is None:
            plain += piece
            continue
        span = Span(start + len(plain), start + len(plain) + len(piece) - 2)
        found[kind] = (*found.get(kind, ()), span)
        plain += piece[1:-1]
    return plain, found


def _same(speaker: str | None, gold: str | None) -> bool:
    if speaker is None or gold is None:
        return speaker is gold
    if " ".join(speaker.lower().split()) == gold.lower():
        return True
    one, other = name_tokens(speaker), name_tokens(gold)
    return bool(one and other) and one[-1] == other[-1] and bool(extract_names(f"to {gold}"))


def _tokens(spans: Sequence[Span], text: str) -> set[int]:
    return {span.start + m.start() for span in spans for m in re.finditer(r"\w+", span.of(text))}


@dataclass
class Annotated:
    """What was measured of one group of articles."""

    speakers: dict[str, Tally] = field(default_factory=dict)
    spans: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in PARTS})
    wrong: list[str] = field(default_factory=list)


def group_of(number: int) -> str:
    """The group of an article by its place in the file."""
    if number < _FIRST:
        return "first"
    for name, start in _STARTS.items():
        if number >= start:
            return name
    return "read" if number % 2 == 0 else "apart"


def annotated(path: Path) -> dict[str, Annotated]:
    """Speaker accuracy by voice and scores of spans, for each group of articles."""
    groups = {name: Annotated() for name in GROUPS}
    for number, (text, rows) in enumerate(read_marked(path)):
        group = groups[group_of(number)]
        document = Document("d", "d.txt", text, "", "", "plain")
        sentences = split(document)[0]
        found = attribute(document, sentences)
        clauses = [c for s in sentences for c in found.get(s.id, ())]
        for row in rows:
            _measure(group, text, row, max(clauses, key=lambda c: _shared(c.span, row.span)))
    return groups


def _measure(group: Annotated, text: str, row: Marked, best: Clause) -> None:
    right = best.voice == row.voice if row.speaker is None else _same(best.speaker, row.speaker)
    told = f"{row.voice} {row.speaker}: {_told(best)} {row.span.of(text)}"
    if not group.speakers.setdefault(row.voice, Tally()).add(right):
        group.wrong.append(told)
    got = {
        "source": [best.source_span] if best.source_span else [],
        "cue": [best.cue_span] if best.cue_span else [],
        "content": contents_of(text, best),
    }
    for name, score in group.spans.items():
        mine, gold = _tokens(got[name], text), _tokens(row.marks.get(name, ()), text)
        if not score.add(mine, gold):
            words = " .. ".join(span.of(text) for span in got[name])
            group.wrong.append(f"{name} [{words}] of {row.span.of(text)}")


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
    for name, group in annotated(DATASETS / "attribution.txt").items():
        for voice, tally in group.speakers.items():
            print(f"{name}, {voice}: {tally}")
        spans = (f"{n} F1 {s.f1:.3f}, exact {s.exact}" for n, s in group.spans.items())
        print(f"{name}, spans: " + "; ".join(spans))
        wrong += group.wrong if name not in UNREAD else []
    for name, tally in who_said(DATASETS / "training", wrong).items():
        print(f"who said, {name}: {tally}")
    if arguments.wrong:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
