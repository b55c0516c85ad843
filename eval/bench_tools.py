"""What the measurements share: the plan of a run, child processes, and facts of the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from qa.settings import Settings

__all__ = [
    "BenchError",
    "Plan",
    "child_environment",
    "cpu_model",
    "machine",
    "pin",
    "qa_command",
    "run",
    "seconds_of",
    "timed",
    "usable_cores",
]

LIBRARIES = (
    "llama-cpp-python",
    "faiss-cpu",
    "onnxruntime",
    "tokenizers",
    "sentence-transformers",
    "torch",
    "numpy",
)
LONGEST_CHILD = 900.0


class BenchError(RuntimeError):
    """Something could not be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: how often, how much, and where. All files go into ``folder``, which is temporary.

    ``starts`` is how often a process is started for one number, ``passes`` how often a long
    measurement is repeated. ``questions`` bounds the warm questions (None: all). ``threads`` are
    those of model and embedder for a question, 0 for one on each core.
    """

    folder: Path
    quick: bool = False
    model: Path | None = None
    no_model: bool = False
    threads: int = 0
    questions: int | None = None
    say: Callable[[str], None] = lambda words: None

    @property
    def starts(self) -> int:
        return 3 if self.quick else 7

    @property
    def passes(self) -> int:
        return 2 if self.quick else 3

    @property
    def indexed(self) -> int:
        """Sentences to index for their speed."""
        return 200 if self.quick else 2_000

    @property
    def sizes(self) -> tuple[int, int]:
        """Sentences in the two indexes whose memory and search time are measured."""
        return (1_000, 10_000) if self.quick else (10_000, 100_000)

    @property
    def settings(self) -> Settings:
        """The settings of the assistant; the same as ``flags`` give to ``qa``."""
        return Settings(
            model=self.model,
            no_model=self.no_model,
            threads=self.threads,
            cache_folder=self.cache,
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """The options of ``qa`` that say the same as ``settings``."""
        model = ("--model", str(self.model)) if self.model else ()
        without = ("--no-model",) if self.no_model else ()
        threads = ("--threads", str(self.threads)) if self.threads else ()
        return ("--cache-folder", str(self.cache), *model, *without, *threads)

    @property
    def cache(self) -> Path:
        """Where indexes and prepared models of the run are kept."""
        return self.folder / "cache"


def qa_command() -> tuple[str, ...]:
    """What a user types for ``qa``: the script beside this Python, or else its module."""
    script = Path(sys.executable).parent / "qa"
    return (str(script),) if script.is_file() else (sys.executable, "-m", "qa.cli")


def child_environment(plan: Plan, outer: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: no setting of the caller's, no network, warm bytecode.

    An installed package's modules are compiled once and kept; here they are kept in the
    plan's folder, also where the caller's environment would have them compiled at every start.
    """
    kept = {name: value for name, value in outer.items() if not name.startswith("QA_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept["PYTHONPYCACHEPREFIX"] = str(plan.folder / "bytecode")
    return {**kept, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def run(plan: Plan, command: Sequence[str]) -> str:
    """Run a child to its end; what it printed. Raises BenchError where it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=plan.folder,
            env=child_environment(plan, os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_CHILD,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{command[0]} took more than {LONGEST_CHILD:.0f} seconds") from error
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        name = " ".join(Path(part).name for part in command[:3])
        raise BenchError(f"{name} ended with {done.returncode}: {''.join(last) or 'no words'}")
    return done.stdout.decode("utf-8", "replace")


def timed(plan: Plan, command: Sequence[str]) -> Callable[[], float]:
    """A measure: the seconds from starting the command until it has ended. Raises BenchError."""
    return partial(seconds_of, partial(run, plan, command))


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of wall time that a call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def pin(cores: int) -> None:
    """Keep this process and its children to so many cores, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        if 0 < cores < len(allowed):
            os.sched_setaffinity(0, allowed[:cores])


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine(plan: Plan) -> dict[str, str]:
    """What the numbers were measured on, by name."""
    here, used = os.cpu_count() or 1, usable_cores()
    load = f"; load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return {
        "cpu": cpu_model(),
        "cores": f"{used} of {here} used{load}",
        "threads": f"{plan.threads or used} for questions, {used} for indexing",
        "memory": f"{_memory_gib():.1f} GiB" if _memory_gib() else "unknown",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        "llama.cpp": _llama_features(),
        "model": "none" if plan.no_model else str(plan.model or "the packaged one"),
        "run": "quick" if plan.quick else "full",
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _llama_features() -> str:
    from qa.errors import ModelError
    from qa.llama import system_info

    try:
        return system_info()
    except ModelError as error:
        return str(error)


def cpu_model(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The name of the CPU, or at least of its kind."""
    try:
        for line in cpuinfo.read_text("utf-8", "replace").splitlines():
            if line.lower().startswith(("model name", "hardware")):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory_gib() -> float:
    try:
        size: int = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0.0
    return size / 2**30
