"""Annotated sentences: read as marked, and measured so that a mistake shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.attribution import GROUPS, Score, annotated, read_marked
from eval.questions import DATASETS

MARKED = """# a
outlet||It rained.
direct|Ada Roth|[“No,”] {Ada Roth} <said>, [“never.”]
--
reported|Tom Reed|{Tom Reed} <added> that [it was late].
"""


def test_marks_are_offsets_in_the_plain_text(tmp_path: Path) -> None:
    file = tmp_path / "marked.txt"
    file.write_text(MARKED, "utf-8")
    ((text, rows),) = read_marked(file)
    assert text == (
        "It rained. “No,” Ada Roth said, “never.”\n\nTom Reed added that it was late.\n"
    )
    told = [{n: [s.of(text) for s in spans] for n, spans in row.marks.items()} for row in rows]
    assert told == [
        {},
        {"content": ["“No,”", "“never.”"], "source": ["Ada Roth"], "cue": ["said"]},
        {"source": ["Tom Reed"], "cue": ["added"], "content": ["it was late"]},
    ]


def test_every_mark_of_the_set_is_closed_and_of_one_kind() -> None:
    sentences = [row for text, rows in read_marked(DATASETS / "attribution.txt") for row in rows]
    attributed = [row for row in sentences if row.voice != "outlet"]
    assert len(attributed) >= 200
    for text, rows in read_marked(DATASETS / "attribution.txt"):
        assert not set("{}<>[]|") & set(text)
        assert all(not row.marks for row in rows if row.voice == "outlet")


def test_a_score_counts_common_tokens_and_whole_spans() -> None:
    score = Score()
    assert score.add({1, 2}, {1, 2})
    assert not score.add({1}, {1, 2})
    assert not score.add({5}, set())
    assert (score.common, score.found, score.marked) == (3, 4, 4)
    assert (score.exact.right, score.exact.total) == (1, 2)
    assert score.f1 == pytest.approx(0.75)


def test_the_measure_holds_on_every_group() -> None:
    groups = annotated(DATASETS / "attribution.txt")
    assert tuple(groups) == GROUPS
    for name, group in groups.items():
        # Measured when written: of the fresh articles 7 of 8 direct, 17 of 25 reported.
        for voice, least in (("direct", 0.85), ("reported", 0.65 if name == "fresh" else 0.85)):
            tally = group.speakers[voice]
            assert tally.right / tally.total >= least, (name, voice)
        assert group.spans["source"].f1 >= 0.7
