"""Print the path of a llama-cpp-python wheel for this CPU, building it if there is none yet.

    python scripts/build_llama.py [--clean]

The library is compiled for the CPU that it runs on, but never for AMX: with AMX compiled in,
the first decode ends the process on CPUs that have it (llama.cpp issues 20824 and 26954). A
build takes five to ten minutes on two cores, so the wheel is kept in the user's cache folder
under a key of version, CPU and flags. Standard library only; progress goes to stderr, the path
to stdout.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO_AMX = ("-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16")
CMAKE_FILE = Path(__file__).resolve().parent / "llama_build.cmake"
CMAKE_ARGS = ("-DGGML_NATIVE=ON", "-DLLAVA_BUILD=OFF")


def main(arguments: list[str]) -> int:
    if arguments == ["--clean"]:
        shutil.rmtree(wheel_folder(), ignore_errors=True)
        say(f"removed {wheel_folder()}")
        return 0
    requirement = pinned_requirement()
    found = find_wheel(slot(requirement))
    if found is None:
        try:
            found = build(requirement)
        except BuildError as error:
            say(str(error))
            return 1
    print(found)
    return 0


class BuildError(Exception):
    """The wheel cannot be built; the message says what to do."""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def pinned_requirement() -> str:
    """The one llama-cpp-python requirement of pyproject.toml, such as ``name==1.2``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (found,) = (r for r in project["dependencies"] if r.startswith("llama-cpp-python"))
    return str(found)


def wheel_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "qa" / "wheels"


def slot(requirement: str) -> Path:
    """The folder for this version, CPU and set of flags.

    The wheel holds shared libraries reached through ctypes, so one serves every Python. The
    compiler is not asked: a wheel that is there serves a machine that has none any more.
    """
    recipe = [*NO_AMX, *CMAKE_ARGS, CMAKE_FILE.read_text(encoding="utf-8")]
    key = "\n".join([requirement, cpu_key(), *recipe])
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return wheel_folder() / f"{requirement.replace('==', '-')}-{digest}"


def cpu_key() -> str:
    """The machine type, and the CPU features where the system lists them."""
    features: set[str] = set()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip().lower() in ("flags", "features"):
                features.update(value.split())
                break
    elif platform.system() == "Darwin":
        keys = ["machdep.cpu.brand_string", "machdep.cpu.features", "machdep.cpu.leaf7_features"]
        done = subprocess.run(["sysctl", "-i", "-n", *keys], capture_output=True, text=True)
        features.update(done.stdout.split())
    return " ".join([platform.system(), platform.machine(), *sorted(features)])


def compilers() -> tuple[list[str], list[str]]:
    c = shlex.split(os.environ.get("CC", "cc"))
    cxx = shlex.split(os.environ.get("CXX", "c++"))
    return c, cxx


def compiles(command: list[str], language: str) -> bool:
    """Whether the compiler makes an object of an empty program with these flags."""
    program = "int main(void) { return 0; }\n"
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "probe.o")
        try:
            done = subprocess.run(
                [*command, "-Werror", "-x", language, "-c", "-", "-o", target],
                input=program,
                text=True,
                capture_output=True,
            )
        except OSError:
            return False
    return done.returncode == 0


def compiler_flags() -> tuple[str, ...]:
    """The flags that keep AMX out, where this is an x86 CPU and both compilers know them."""
    if platform.machine().lower() not in ("x86_64", "amd64", "i686"):
        return ()
    c, cxx = compilers()
    knows = compiles([*c, *NO_AMX], "c") and compiles([*cxx, *NO_AMX], "c++")
    return NO_AMX if knows else ()


def find_wheel(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("*.whl"))), None)


def build(requirement: str) -> Path:
    """Compile the wheel and put it into its slot, whole or not at all."""
    c, cxx = compilers()
    missing = [
        f"{name} compiler ({shlex.join(command)})"
        for name, command, language in (("C", c, "c"), ("C++", cxx, "c++"))
        if not compiles(command, language)
    ]
    if missing:
        raise BuildError(
            f"needs a C and C++ compiler: no working {' and no working '.join(missing)}.\n"
            "  Debian, Ubuntu: apt install build-essential     Fedora: dnf install gcc-c++\n"
            "  macOS: xcode-select --install"
        )
    target = slot(requirement)
    say(f"Building {requirement} for this CPU, once: five to ten minutes on two cores ...")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".build-") as draft:
        log = Path(draft) / "log.txt"
        with log.open("wb") as out:
            command = [sys.executable, "-m", "pip", "wheel", "--no-cache-dir", "--no-deps"]
            command += ["--no-binary", "llama-cpp-python", "--wheel-dir", draft, "--verbose"]
            done = subprocess.run(
                [*command, requirement],
                env=build_environment(),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        wheel = find_wheel(Path(draft))
        if done.returncode != 0 or wheel is None:
            kept = target.parent / "build-log.txt"
            shutil.copyfile(log, kept)
            tail = "\n".join(kept.read_text(errors="replace").splitlines()[-15:])
            raise BuildError(f"{tail}\nbuilding {requirement} failed; the whole log is {kept}")
        target.mkdir(exist_ok=True)
        wheel.replace(target / wheel.name)
        log.replace(target / "build-log.txt")
    found = find_wheel(target)
    assert found is not None
    return found


def build_environment() -> dict[str, str]:
    """CFLAGS and CXXFLAGS carry the flags: CMake puts them before its own, and no part of
    CMAKE_ARGS then holds a space that a build back end might split."""
    environment = dict(os.environ)
    for name in ("CFLAGS", "CXXFLAGS"):
        flags = [environment.get(name, ""), *compiler_flags()]
        environment[name] = " ".join(flag for flag in flags if flag)
    # The path of the CMake file may hold spaces, so it is quoted the way a shell would.
    include = shlex.quote(f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={CMAKE_FILE}")
    given = environment.get("CMAKE_ARGS", "")
    environment["CMAKE_ARGS"] = " ".join([given, *CMAKE_ARGS, include]).strip()
    environment.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
    return environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
