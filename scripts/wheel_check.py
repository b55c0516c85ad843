"""Build the wheel, install it alone into an environment of its own, and try it there.

    .venv/bin/python scripts/wheel_check.py

No dependency is installed: `qa --help`, the prompts and the seeds must do without any. The
wheel is built from a copy of the tree, so that nothing left over in it can slip in.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRIAL = """
from importlib.resources import files
import tomllib
prompt = (files("qa.prompts") / "question_likelihood.txt").read_text(encoding="utf-8")
assert "{sentence}" in prompt and "{question}" in prompt, prompt
seeds = files("qa.seeds")
known = tomllib.loads((seeds / "sources.toml").read_text(encoding="utf-8"))["documents"]
names = sorted(path.name for path in seeds.iterdir() if path.name.endswith(".txt"))
assert len(names) == 5 and sorted(known) == names, (names, sorted(known))
assert all((seeds / name).read_bytes() for name in names)
assert (files("qa") / "py.typed").is_file() and (files("index") / "py.typed").is_file()
print(f"a prompt and {len(names)} seeds read from {seeds}")
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="qa-wheel-") as folder:
        scratch = Path(folder).resolve()
        wheel = build(scratch)
        strangers = [name for name in names_in(wheel) if not belongs(name)]
        if strangers:
            return fail(f"the wheel holds what it should not: {', '.join(strangers[:5])}")
        home = scratch / "env"
        venv.create(home, with_pip=True)
        python = home / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
        subprocess.run([*install, "--disable-pip-version-check", str(wheel)], check=True)
        for command in ([str(home / "bin" / "qa"), "--help"], [str(python), "-I", "-c", TRIAL]):
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
            if done.returncode != 0 or not done.stdout.strip():
                return fail(f"{command[:2]} ended with {done.returncode}:\n{done.stderr}")
            print(done.stdout.strip().splitlines()[0])
    print(f"wheel-check: {wheel.name} works on its own")
    return 0


def build(scratch: Path) -> Path:
    """The wheel of a copy of the tree, built with the setuptools that is installed here."""
    tree = scratch / "tree"
    hidden = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")
    shutil.copytree(ROOT, tree, ignore=hidden)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*command, "--wheel-dir", str(scratch), str(tree)], check=True)
    (wheel,) = scratch.glob("*.whl")
    return wheel


def names_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def belongs(name: str) -> bool:
    top = name.split("/", 1)[0]
    return top in ("qa", "index", "eval") or top.endswith(".dist-info")


def fail(words: str) -> int:
    print(f"wheel-check: {words}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
