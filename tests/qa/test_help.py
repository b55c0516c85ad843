"""Help is complete, the documents hold it as it is, and it is the same everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from qa.cli.parser import COMMANDS, build_parser, subparsers_of
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"<!-- help:(\w+) -->\n```text\n(.*?)\n```\n<!-- /help -->", re.DOTALL)
PARSER = build_parser()
HELPS = {
    name: parser.format_help() for name, parser in {"qa": PARSER, **subparsers_of(PARSER)}.items()
}


def places(name: str) -> dict[str, str]:
    return dict(PLACE.findall((ROOT / name).read_text(encoding="utf-8")))


def test_the_page_holds_every_help() -> None:
    assert places("docs/cli.md") == {name: text.rstrip() for name, text in HELPS.items()}


def test_the_readme_lists_the_commands() -> None:
    assert places("README.md")["qa"] == HELPS["qa"].rstrip()


def test_nothing_is_left_to_update() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "update_help.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_command_is_listed_and_has_a_parser() -> None:
    assert list(subparsers_of(PARSER)) == list(COMMANDS)
    for name in COMMANDS:
        assert f"\n  {name} " in HELPS["qa"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_made_alone_is_the_same_as_among_the_others(name: str) -> None:
    alone = build_parser(name)
    assert alone.format_help() == HELPS["qa"]
    assert {n: p.format_help() for n, p in subparsers_of(alone).items()} == {name: HELPS[name]}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    parser = subparsers_of(PARSER)[name]
    assert all(action.help for action in parser._actions)
    assert max(map(len, HELPS[name].splitlines())) <= 80
    assert f"qa {name}" in (parser.epilog or ""), "an example"


def test_every_setting_has_an_option() -> None:
    options = {
        option
        for action in subparsers_of(PARSER)["ask"]._actions
        for option in action.option_strings
    }
    names = {f"--{field.name.replace('_', '-')}" for field in fields(Settings)} - {"--origins"}
    assert names <= options


def test_the_default_in_the_help_is_the_default() -> None:
    assert f"(default: {Settings().passages})" in HELPS["ask"]


def test_the_help_does_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert subparsers_of(build_parser())["ask"].format_help() == HELPS["ask"]
