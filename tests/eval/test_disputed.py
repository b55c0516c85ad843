"""Disputed questions end to end: what counts as shown, and whose words they are."""

from __future__ import annotations

from typing import Any

import pytest

from eval.disputed import ANNOTATED, is_right_speaker, shown_in, speakers_of
from eval.questions import CORPORA, DATASETS, Evidence, Item, Side, load_questions
from qa.assistant import corpus_path


@pytest.mark.parametrize(
    ("named", "allowed", "right"),
    [
        ("Zora Veres", ("Veres",), True),
        ("Ann Lee", ("Veres",), False),
        (None, (None, "Veres"), True),
        (None, ("Veres",), False),
        ("A rebel official", ("A rebel official",), True),
        ("a letter by the Harbour Trust of Ost", ("Harbour Trust",), True),
    ],
)
def test_the_last_name_alone_must_agree(
    named: str | None, allowed: tuple[str | None, ...], right: bool
) -> None:
    assert is_right_speaker(named, allowed) is right


def test_both_sides_and_their_speakers_are_counted() -> None:
    one, other = Evidence("a.txt", 0, 10, "It fell."), Evidence("b.txt", 5, 15, "It did not.")
    item = Item(
        id="x-1", split="tune", kind="conflict", question="Did it fall?", history=(),
        sides=(Side(("fell",), (one,)), Side(("did not",), (other,))), correction=(),
    )  # fmt: skip
    gold = {("a.txt", 0): ("Veres",), ("b.txt", 5): (None,)}

    def citation(source: str, start: int, speaker: str | None) -> dict[str, Any]:
        place = {"start_char_index": start, "end_char_index": start + 8}
        return {"source": source, "speaker": speaker, "also_at": [], **place}

    answer = {
        "status": "disputed",
        "text": "It fell. It did not.",
        "citations": [citation("a.txt", 0, "Zora Veres"), citation("b.txt", 5, "Ann Lee")],
    }
    shown = shown_in(item, answer, gold)
    assert (shown.every, shown.disputed, shown.cited, shown.right_speakers) == (True, True, 2, 1)
    half = shown_in(item, answer | {"citations": answer["citations"][:1]}, gold)
    assert (half.every, half.cited, half.right_speakers) == (False, 1, 1)


def test_every_disputed_question_has_its_speakers() -> None:
    gold = speakers_of()
    for name in ANNOTATED:
        folder = CORPORA[name]
        root = corpus_path(str(folder) if folder else None)
        for item in load_questions(DATASETS / f"{name}.jsonl", root):
            if item.kind == "conflict":
                places = {(e.source, e.start) for side in item.sides for e in side.evidence}
                assert places == set(gold[item.id]), item.id
