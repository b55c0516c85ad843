"""The annotated times: the file, the measure, and how well we do on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.times import FILE, main, read_lines, score


def test_the_annotated_times_are_read_well() -> None:
    lines = list(read_lines(FILE))
    assert len({line.domain for line in lines}) >= 3
    tally = score(lines)
    assert tally.marked >= 160 and tally.open >= 20
    assert tally.told >= 0.96 * tally.marked
    assert tally.told >= 0.98 * tally.found
    assert tally.right >= 0.97 * tally.tellable
    assert tally.right >= 0.98 * tally.resolved
    assert tally.left == tally.open


def test_faults_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "times.txt"
    made.write_text(
        "# a comment\n@ law 2021-09-06\n"
        "It fell {on Sunday|2021-09-05} and rose {in the hall|?}.\n"
        "It fell {last week|2021-09-06..2021-09-12} in 2019.\n"
        "@ law -\nIt fell {on Monday|2021-09-06} and {on Tuesday|?}.\n"
    )
    tally = score(read_lines(made))
    assert (tally.marked, tally.found, tally.told) == (5, 5, 4)
    assert (tally.tellable, tally.right, tally.resolved) == (3, 1, 3)
    assert (tally.open, tally.left) == (2, 2)
    assert main(["--wrong", str(made)]) == 0
    out = capsys.readouterr().out
    assert "right days 0.333 (1 of 3)" in out
    assert "not a time: '2019' as 2019" in out
