"""What ships: the package list, the data, the pins and the notices."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_every_code_folder_is_listed_and_only_data_is_mapped() -> None:
    tool = PROJECT["tool"]["setuptools"]
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("qa", "index", "eval")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert found == set(tool["packages"]) - set(tool["package-dir"])
    assert tool["package-dir"] == {"qa.prompts": "prompts", "qa.seeds": "seeds"}


def test_data_folders_are_packages_in_the_tree_and_when_installed() -> None:
    for name in ("prompts", "seeds"):
        assert (ROOT / name / "__init__.py").is_file()
        assert (files(f"qa.{name}") / "__init__.py").is_file()


def test_no_module_hides_a_data_package() -> None:
    assert not (ROOT / "qa" / "prompts.py").exists()
    assert not (ROOT / "qa" / "seeds.py").exists()


def test_every_dependency_is_pinned_and_allowed_by_its_range() -> None:
    from packaging.requirements import Requirement

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    groups = PROJECT["dependency-groups"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(r for group in groups for r in group)]
    for requirement in map(Requirement, wanted):
        name = _name(requirement.name)
        assert name in pins, f"{name} is not in constraints.txt: run `make lock`"
        assert pins[name] in requirement.specifier, f"{name} {pins[name]}: run `make lock`"


def test_torch_is_one_version() -> None:
    assert "torch==2.13.0" in PROJECT["project"]["dependencies"]


def test_seeds_are_kept_byte_for_byte() -> None:
    lines = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert "seeds/*.txt -text" in lines


def test_licence_is_apache_and_sets_the_seeds_apart() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence and "END OF TERMS AND CONDITIONS" in licence
    assert "seeds/" in licence and "third parties" in licence
    assert "seeds/*.txt" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def _notes() -> list[tuple[str, dict[str, str]]]:
    text = (ROOT / "seeds" / "sources.toml").read_text(encoding="utf-8")
    return sorted(tomllib.loads(text)["documents"].items())


def test_sources_name_every_seed() -> None:
    assert [name for name, _ in _notes()] == sorted(p.name for p in (ROOT / "seeds").glob("*.txt"))


@pytest.mark.parametrize(("name", "note"), _notes())
def test_sources_say_only_what_the_text_says(name: str, note: dict[str, str]) -> None:
    text = (ROOT / "seeds" / name).read_bytes().decode("utf-8")
    assert set(note) <= {"title", "outlet", "published"}
    if "title" in note:
        assert note["title"] in [line.strip() for line in text.splitlines()]
    if "outlet" in note:
        assert re.search(rf"(•|©.*,) {re.escape(note['outlet'])}\b", text)
    if "published" in note:
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", note["published"])
        assert f"© {note['published']}" in text


def test_make_hands_the_question_over_unread() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "export QA_MAKE_QUESTION := $(value Q)" in makefile
    assert '$(BIN)/qa ask -- "$$QA_MAKE_QUESTION"' in makefile
