"""The benchmark's pure parts: table, ratios, percentiles, traces. Nothing is timed here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import bench
from eval.bench_corpus import numbered, write_corpus
from eval.bench_memory import resident_mib
from eval.bench_table import (
    Bar,
    Row,
    Spread,
    as_json,
    in_turn,
    markdown,
    percentile,
    unmeasured,
)
from eval.bench_tools import BenchError, Plan, child_environment, cpu_model, run
from qa.errors import ModelMissing

FINITE = st.floats(-1e6, 1e6)
VALUES = st.lists(FINITE, min_size=1, max_size=30)


def row(ours: float, floor: float | None = None, bar: Bar | None = None, note: str = "") -> Row:
    other = None if floor is None else Spread((floor,))
    return Row("cold", "a thing", "s", Spread((ours,)), other, bar, note)


@given(VALUES)
def test_a_spread_lies_between_its_lowest_and_highest_value(values: list[float]) -> None:
    spread = Spread(tuple(values))
    assert spread.low == min(values)
    assert spread.high == max(values)
    assert spread.low <= spread.median <= spread.high
    assert sum(v <= spread.median for v in values) >= len(values) / 2


@pytest.mark.parametrize("values", [(), (float("nan"),), (1.0, float("inf"))])
def test_a_spread_of_nothing_or_of_no_number_is_an_error(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="finite"):
        Spread(values)


@given(VALUES, st.floats(0.001, 1))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(v <= found for v in values) >= share * len(values) - 1e-6
    lower = [v for v in values if v < found]
    assert not lower or sum(v <= max(lower) for v in values) < share * len(values) + 1e-6


def test_percentiles_of_a_hundred_values_are_the_ranks() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert [percentile(values, n / 100) for n in range(1, 101)] == sorted(values)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_percentile_of_nothing_or_out_of_bounds_is_an_error(
    values: list[float], share: float
) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_measures_are_taken_in_turn_and_the_warm_up_is_not_counted() -> None:
    calls: list[str] = []

    def measure(name: str) -> Callable[[], float]:
        def value() -> float:
            calls.append(name)
            return float(len(calls))

        return value

    ours, floor = in_turn(3, measure("ours"), measure("floor"), warm_up=1)
    assert calls == ["ours", "floor"] * 4
    assert ours.values == (3.0, 5.0, 7.0)
    assert floor.values == (4.0, 6.0, 8.0)
    with pytest.raises(ValueError, match="repetition"):
        in_turn(0, measure("ours"))


def test_a_ratio_is_of_the_medians() -> None:
    ours, floor = Spread((9.0, 3.0, 2.0)), Spread((1.0, 2.0, 100.0))
    assert Row("cold", "a", "s", ours, floor).ratio == 1.5
    assert row(1.0).ratio is None
    assert row(1.0, 0.0).ratio is None
    assert unmeasured("cold", "a", "why").ratio is None


@pytest.mark.parametrize(
    ("bar", "met"),
    [
        (None, None),
        (Bar(1.5), True),
        (Bar(1.49), False),
        (Bar(1.5, sense=">="), True),
        (Bar(1.51, sense=">="), False),
        (Bar(3.0, "ours"), True),
        (Bar(2.99, "ours"), False),
    ],
)
def test_a_bar_is_met_by_its_limit_itself(bar: Bar | None, met: bool | None) -> None:
    assert row(3.0, 2.0, bar).met is met


def test_without_a_floor_or_a_value_no_bar_is_met_or_missed() -> None:
    assert row(3.0, None, Bar(1.5)).met is None
    assert Row("cold", "a", "s", None, None, Bar(1.5, "ours")).met is None


def test_the_table_shows_every_row_with_its_numbers_bar_and_note() -> None:
    ours = Spread((1.2, 1.234, 1.3))
    text = markdown(
        [
            Row("cold", "asked", "s", ours, Spread((1.0, 1.1, 1.05)), Bar(1.5), "floor: bare"),
            Row("refusal", "far | near", "s", Spread((2.0,)), bar=Bar(1.5, "ours")),
            Row("indexing", "built", "sentences/s", Spread((1234.5,)), Spread((1000.0,))),
            unmeasured("memory", "all", "no such file"),
        ]
    )
    lines = text.splitlines()
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[:6]]
    assert cells[0] == ["measured", "ours", "floor", "ratio", "bar", "met"]
    assert cells[2] == [
        "cold: asked (1)",
        "1.23 s (1.20 to 1.30)",
        "1.05 s (1 to 1.10)",
        "1.18",
        "<= 1.5x",
        "yes",
    ]
    assert cells[3] == ["refusal: far / near", "2 s", "", "", "<= 1.5 s", "NO"]
    assert cells[4] == ["indexing: built", "1,234 sentences/s", "1,000 sentences/s", "1.23", "", ""]
    assert cells[5][:2] == ["memory: all (2)", "not measured"]
    assert lines[7:] == ["1. floor: bare", "2. not measured: no such file"]
    assert len({len(line) for line in lines[:6]}) == 1


@given(
    st.lists(st.tuples(FINITE, st.none() | FINITE, st.sampled_from(["", "one", "two"])), max_size=8)
)
def test_every_table_is_as_wide_in_all_its_lines_and_numbers_its_notes(
    given_rows: list[tuple[float, float | None, str]],
) -> None:
    rows = [row(ours, floor, Bar(1.5), note) for ours, floor, note in given_rows]
    table, _, notes = markdown(rows).partition("\n\n")
    lines = table.strip().splitlines()
    assert len(lines) == len(rows) + 2
    assert len({len(line) for line in lines}) == 1
    assert all(line.count("|") == 7 for line in lines)
    numbers = [int(line.partition(".")[0]) for line in notes.splitlines()]
    assert numbers == list(range(1, 1 + len({r.note for r in rows if r.note})))


def test_the_json_has_each_repetition_and_what_the_table_says() -> None:
    known = row(3.0, 2.0, Bar(1.5), "a note")
    found = json.loads(json.dumps(as_json({"cpu": "x"}, [known, unmeasured("a", "b", "c")])))
    assert found["machine"] == {"cpu": "x"}
    assert found["rows"][0]["ours"] == {"median": 3.0, "low": 3.0, "high": 3.0, "values": [3.0]}
    assert found["rows"][0]["ratio"] == 1.5
    assert found["rows"][0]["met"] is True
    assert found["rows"][0]["bar"] == {"limit": 1.5, "of": "ratio", "sense": "<="}
    assert found["rows"][1]["ours"] is None
    assert found["rows"][1]["note"] == "not measured: c"


def test_a_group_that_fails_keeps_its_rows_and_the_other_groups(tmp_path: Path) -> None:
    def half(_: Plan) -> Iterator[Row]:
        yield row(1.0)
        raise BenchError("it broke")

    def missing(_: Plan) -> Iterator[Row]:
        raise ModelMissing("no model")

    def wrong(_: Plan) -> Iterator[Row]:
        raise TypeError("a fault")

    groups = {"cold": half, "warm": missing, "memory": wrong, "search": lambda _: [row(2.0)]}
    rows = bench.measure(Plan(tmp_path), groups)
    assert [(r.group, r.what, r.ours is None) for r in rows] == [
        ("cold", "a thing", False),
        ("cold", "the rest", True),
        ("warm", "all", True),
        ("memory", "all", True),
        ("cold", "a thing", False),
    ]
    assert [r.note for r in rows[1:4]] == [
        "not measured: it broke",
        "not measured: no model",
        "not measured: TypeError: a fault",
    ]


def test_the_command_prints_the_table_and_writes_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans: list[Plan] = []

    def group(plan: Plan) -> list[Row]:
        plans.append(plan)
        return [row(3.0, 2.0, Bar(1.5))]

    monkeypatch.setattr(bench, "GROUPS", {"cold": group, "warm": lambda _: 1 / 0})
    monkeypatch.setattr(bench, "machine", lambda _: {"cpu": "a fast one"})
    monkeypatch.setattr(bench, "pin", lambda _: None)
    out = tmp_path / "out.json"
    assert bench.main(["--quick", "--only", "cold", "--json", str(out), "--limit", "5"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("- cpu: a fast one\n\n| measured")
    assert "| 1.50  | <= 1.5x | yes |" in printed
    assert json.loads(out.read_text("utf-8"))["rows"][0]["ratio"] == 1.5
    assert plans[0].questions == 5
    assert plans[0].quick
    assert not plans[0].folder.exists(), "the temporary folder is left behind"
    assert bench.main([]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--limit", "0"], ["--only", "speed"], ["--cores", "two"]])
def test_a_wrong_option_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as leave:
        bench.main(words)
    assert leave.value.code == 2


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The bridge is open.", "The bridge is open, note 7."),
        ("“It is open,” she said.", "“It is open,” she said, note 7."),
        ("She said: “It is open.”", "She said: “It is open, note 7.”"),
        ("Opening times:", "Opening times, note 7."),
        ("Is it (at last)?", "Is it (at last), note 7?"),
    ],
)
def test_a_sentence_gets_its_number_before_its_closing_marks(sentence: str, expected: str) -> None:
    assert numbered(sentence, 7) == expected


def test_a_made_corpus_is_the_same_each_time_and_no_sentence_stands_twice(tmp_path: Path) -> None:
    texts = ("The bridge is open.", "Nobody has seen the mayor.", "Rain fell for a week.")
    for name in ("one", "two"):
        write_corpus(tmp_path / name, 95, texts)
    one, two = (
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) == 3
    numbers = re.findall(r"note (\d+)\.", b"".join(one.values()).decode())
    assert sorted(map(int, numbers)) == list(range(95))


def test_a_child_sees_no_setting_of_the_caller_and_no_network(tmp_path: Path) -> None:
    outer = {"QA_THREADS": "1", "PATH": "/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    made = child_environment(Plan(tmp_path), outer)
    assert "QA_THREADS" not in made
    assert "PYTHONDONTWRITEBYTECODE" not in made
    assert made["PATH"] == "/bin"
    assert made["HF_HUB_OFFLINE"] == "1"
    assert Path(made["PYTHONPYCACHEPREFIX"]).parent == tmp_path


def test_a_child_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    command = ("sh", "-c", "echo first >&2; echo it broke >&2; exit 3")
    with pytest.raises(BenchError, match="ended with 3: it broke"):
        run(Plan(tmp_path), command)
    assert run(Plan(tmp_path), ("echo", "done")) == "done\n"


def test_the_options_of_qa_say_what_the_settings_say(tmp_path: Path) -> None:
    from qa.cli.parser import build_parser
    from qa.cli.session import settings_of

    for plan in (
        Plan(tmp_path),
        Plan(tmp_path, no_model=True),
        Plan(tmp_path, model=tmp_path / "a.gguf", threads=3),
    ):
        given_words = ["ask", *plan.flags, "--", "what?"]
        assert settings_of(build_parser().parse_args(given_words)) == plan.settings


def test_the_cpu_is_named_as_the_system_names_it(tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("processor\t: 0\nmodel name\t: A Fast One @ 2 GHz\nmodel name\t: B\n")
    assert cpu_model(info) == "A Fast One @ 2 GHz"
    assert cpu_model(tmp_path / "none") != ""


def test_resident_memory_is_read_in_mib(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmRSS:\t  2048 kB\nRssAnon:\t 1 kB\nRssFile:\t  512 kB\n")
    assert resident_mib(status) == (2.0, 0.5)
    assert resident_mib(tmp_path / "none")[0] > 1
