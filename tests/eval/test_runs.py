"""Runs: resumed, private, told apart, compared; and the reports made of them."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from eval.compare import changes, flips
from eval.metrics.asked import MEASURES, stage_measures
from eval.metrics.stats import Measure
from eval.report import (
    FIGURES,
    kept_figures,
    markdown,
    overview,
    page,
    table,
    view_of,
)
from eval.report.plots import risk_plot, stage_plot
from eval.report.view import Curve, Stage
from eval.runs import finished_runs, open_run, perform, read_run
from eval.sets.own import is_wrong, spread
from eval.sets.small import said_in, sample
from eval.sets.task import Answers, Task
from qa.errors import UsageError
from qa.settings import Settings

EVIL = "<script>alert(1)</script> [x](javascript:y) | \u202edetsevni\x1b[31m `rm` & *more*"
SETTINGS = Settings(no_model=True)


@dataclass(frozen=True)
class Item:
    id: str


def _row(name: str, right: bool) -> dict[str, Any]:
    gold = {"source": "a.txt", "start": 0, "end": 10, "text": "gold words"}
    cited = {
        "number": 1, "source": "a.txt", "start_char_index": 0 if right else 50,
        "end_char_index": 10 if right else 60, "cited_text": EVIL, "also_at": [],
        "voice": "reported", "speaker": "Ann",
    }  # fmt: skip
    return {
        "id": name, "split": "tune", "kind": "fact", "question": f"What of {EVIL}?", "history": [],
        "sides": [{"answers": ["alert"], "evidence": [gold]}], "correction": [],
        "answer": {
            "status": "answered", "text": f"{EVIL} [1]", "citations": [cited], "model": "m",
            "statements": [{"text": EVIL, "citations": [1]}], "embedder": "e",
            "timings": {"total": 0.5},
        },
        "confidence": 0.9 if right else 0.4, "forced_right": right, "verbatim": [1, 1],
        "unsupported": [0, 1], "groups": {"sentence": [[0]], "document": [[0]]},
        "stages": {
            level: {"dense": [[0] if right else [], [0]], "fused": [[], [0]]}
            for level in ("sentence", "document")
        },
        "retrieved": [{"source": "a.txt", "start": 0, "end": 5, "text": EVIL, "probability": 0.5}],
    }  # fmt: skip


class _Set:
    """A task that counts what it is asked and can break off."""

    def __init__(self, right: set[str], breaks_at: str = "") -> None:
        self.right, self.breaks_at, self.asked = right, breaks_at, list[str]()

    def task(self, digest: str = "d") -> Task:
        @contextmanager
        def start() -> Iterator[Answers]:
            yield self.answer

        return Task(
            name="made", about=f"made {EVIL}", digest=digest,
            items=[Item(f"q{n}") for n in range(8)], start=start,
            measures=(*MEASURES, *stage_measures("sentence"), *stage_measures("document")),
            anchors={"accuracy": EVIL}, wrong=is_wrong,
        )  # fmt: skip

    def answer(self, item: Item) -> dict[str, Any]:
        if item.id == self.breaks_at:
            raise KeyboardInterrupt
        self.asked.append(item.id)
        return _row(item.id, item.id in self.right)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    made = _Set({"q0", "q5"}, breaks_at="q5")
    run = open_run(tmp_path, made.task(), SETTINGS)
    with pytest.raises(KeyboardInterrupt):
        perform(made.task(), run)
    with (run.folder / "rows.jsonl").open("a") as file:
        file.write('{"id": "q5", "half')
    made.breaks_at = ""
    assert finished_runs(tmp_path, "made") == []
    seen: list[tuple[int, int]] = []
    again = open_run(tmp_path, made.task(), SETTINGS)
    done = perform(made.task(), again, lambda a, b: seen.append((a, b)))
    assert made.asked == [f"q{n}" for n in range(8)]
    assert [row["id"] for row in done.rows] == made.asked and seen[0] == (5, 8)
    assert read_run(run.folder).rows == done.rows
    perform(made.task(), open_run(tmp_path, made.task(), SETTINGS))
    assert len(made.asked) == 8
    perform(made.task(), open_run(tmp_path, made.task(), SETTINGS, fresh=True))
    assert len(made.asked) == 16


KILLED = """
import sys, time
from pathlib import Path
from eval.runs import open_run, perform
from tests.eval.test_runs import SETTINGS, _Set

class Slow(_Set):
    def answer(self, item):
        time.sleep(0.05 if item.id < "q4" else 60)
        return super().answer(item)

task = Slow({"q1"}).task()
perform(task, open_run(Path(sys.argv[1]), task, SETTINGS))
"""


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    made = _Set({"q1"})
    rows = open_run(tmp_path, made.task(), SETTINGS).folder / "rows.jsonl"
    try:
        until = time.monotonic() + 120
        while not (rows.is_file() and rows.read_bytes().count(b"\n") == 4):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.02)
    finally:
        process.kill()
        process.wait()
    done = perform(made.task(), open_run(tmp_path, made.task(), SETTINGS))
    assert made.asked == ["q4", "q5", "q6", "q7"], "what was answered is not asked again"
    assert [row["id"] for row in done.rows] == [f"q{n}" for n in range(8)]
    assert done.about["finished"]


def test_a_run_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    task = _Set(set()).task()
    run = perform(task, open_run(tmp_path, task, SETTINGS))
    assert stat.S_IMODE(run.folder.stat().st_mode) == 0o700
    for path in run.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_other_content_or_settings_are_another_run(tmp_path: Path) -> None:
    task = _Set(set()).task()
    names = {
        open_run(tmp_path, task, SETTINGS).name,
        open_run(tmp_path, _Set(set()).task("other"), SETTINGS).name,
        open_run(tmp_path, task, replace(SETTINGS, threshold=0.3)).name,
    }
    assert len(names) == 3
    assert open_run(tmp_path, task, replace(SETTINGS, threads=7)).name in names


def test_a_folder_that_is_no_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run folder"):
        read_run(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--runs"):
        open_run(tmp_path / "file", _Set(set()).task(), SETTINGS)


def test_two_runs_are_compared_question_by_question() -> None:
    before = [_row(f"q{n}", n < 7) for n in range(8)]
    after = [_row(f"q{n}", n in (0, 7)) for n in range(8)]
    found = changes(MEASURES, before, after)
    assert found["accuracy"].difference == pytest.approx(2 / 8 - 7 / 8)
    assert 0.0 < found["accuracy"].p < 0.2 and found["verbatim"].p == 1.0
    turned = flips(MEASURES[0], before, after)
    assert [flip.right_now for flip in turned] == [False] * 6 + [True]
    assert changes(MEASURES, before, before)["aurc"].p == 1.0


@pytest.fixture
def reports(tmp_path: Path) -> tuple[str, str, str]:
    one, two = _Set({f"q{n}" for n in range(7)}), _Set({"q7"})
    before = perform(one.task("1"), open_run(tmp_path, one.task("1"), SETTINGS))
    run = perform(two.task("2"), open_run(tmp_path, two.task("2"), SETTINGS))
    view = view_of(two.task("2"), run, before)
    return page(view), markdown(view), table(view)


def test_the_page_stands_alone_and_shows_words_as_text(reports: tuple[str, str, str]) -> None:
    html = reports[0]
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "src=" not in html and "http:" not in html and "https:" not in html
    assert "\u202e" not in html and "\x1b" not in html and "‹U+202E›" in html
    assert html.count("<svg") >= 3 and "now wrong" in html and "prefers-color-scheme" in html


def test_the_page_is_well_formed(reports: tuple[str, str, str]) -> None:
    from lxml import etree, html

    tree = html.document_fromstring(reports[0])
    assert tree.xpath("//h1")[0].text == "made"
    ids = {node.get("id") for node in tree.xpath("//h2[@id]")}
    assert {link.get("href").lstrip("#") for link in tree.xpath("//nav/a")} <= ids
    for plot in tree.xpath("//svg"):
        etree.fromstring(etree.tostring(plot))


def test_the_plots_name_their_axes_and_stay_inside() -> None:
    stages = [Stage("Read by the model", {f"recall@{k}": 0.5 for k in (1, 3, 10)})]
    drawn = stage_plot(stages)
    for words in ("share of the sides that are found", "first alone", "in the first 10"):
        assert words in drawn
    low, high = Curve(((0.5, 0.0), (1.0, 0.31)), at=(0.9, 0.2)), Curve(((0.5, 0.0), (1.0, 0.93)))
    drawn = risk_plot(low, high)
    for words in ("share of all questions answered", "share of them answered wrongly", "now: .90"):
        assert words in drawn
    # The scale is that of the higher of both curves, in round steps.
    assert ">1.0<" in drawn and ">.25<" in drawn and ">.40<" not in drawn
    assert ">.40<" in risk_plot(low) and ">.10<" in risk_plot(low)
    tops = [float(point.split(",")[1]) for points in re.findall(r'points="([^"]+)"', drawn)
            for point in points.split()]  # fmt: skip
    assert min(tops) >= 14.0


def test_a_change_is_told_with_its_chance(reports: tuple[str, str, str]) -> None:
    assert "<small>p " in reports[0] and "was .88" in reports[0]
    assert "p 0.00" not in reports[0]


def test_all_runs_stand_on_one_page(tmp_path: Path) -> None:
    assert "No run is finished yet" in overview([tmp_path])
    folders = []
    for number, name in enumerate(("made", "made", "other")):
        task = replace(_Set({"q1"}).task(str(number)), name=name)
        run = perform(task, open_run(tmp_path, task, SETTINGS))
        kept = kept_figures(view_of(task, run), f"2026-01-0{number + 1}T00:00:00Z", "c", 8)
        (run.folder / FIGURES).write_text(kept)
        folders.append(run.folder)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / FIGURES).write_text("[1")
    html = overview([*folders, tmp_path / "broken"])
    assert html.count("<h2") == 2 and "2026-01-02" in html and "2026-01-01" not in html
    assert f'href="{folders[1].name}/report.html"' in html
    assert "<script" not in html and "\u202e" not in html and "Accuracy" in html
    assert html.count("<svg") >= 2 and "src=" not in html


def test_the_markdown_reads_back_as_text(reports: tuple[str, str, str]) -> None:
    html = MarkdownIt("commonmark").enable("table").render(reports[1])
    assert "<script" not in html and "<a " not in html and "<em>" not in html
    assert "&lt;script&gt;alert(1)" in html and "<td>Accuracy</td>" in html


def test_the_table_names_what_changed(reports: tuple[str, str, str]) -> None:
    assert "Accuracy" in reports[2] and "now right 1, now wrong 7" in reports[2]


def test_a_set_without_a_figure_is_still_reported(tmp_path: Path) -> None:
    task = replace(
        _Set(set()).task(), measures=(Measure("m", "M", "", lambda _: None),), anchors={}
    )
    view = view_of(task, perform(task, open_run(tmp_path, replace(task, name="bare"), SETTINGS)))
    assert page(view) and markdown(view) and table(view)


def test_samples_are_even_or_seeded() -> None:
    assert spread(range(10), 4) == (0, 2, 5, 7) and spread(range(3), None) == (0, 1, 2)
    assert sample(range(50), 5) == sample(range(50), 5) == sorted(sample(range(50), 5))
    refusal = {"statements": [], "text": "The 5 documents searched do not say."}
    assert said_in(refusal) == ""


def test_rows_are_plain_json(tmp_path: Path) -> None:
    task = _Set({"q1"}).task()
    run = perform(task, open_run(tmp_path, task, SETTINGS))
    lines = (run.folder / "rows.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == run.rows
