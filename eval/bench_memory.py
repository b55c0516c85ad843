"""Memory of an open index: how much a process grows when it opens and searches one.

``python -m eval.bench_memory ours|floor INDEX`` is the child; it prints one line of JSON.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.bench_corpus import write_corpus
from eval.bench_index import DIMENSION, POOL, unit_vectors
from eval.bench_table import Row, Spread
from eval.bench_tools import BenchError, Plan, run, seconds_of
from index import PassageIndex

__all__ = ["RandomVectors", "growth_of", "memory", "resident_mib"]

QUESTIONS = (
    "Who approved the budget of the new bridge?",
    "How many crowns did the company pay?",
    "When was the head of the council born?",
    "What did the spokeswoman say about the delay?",
    "Where will the trial be held?",
)
_REPETITIONS = 3


class RandomVectors:
    """An embedder that reads nothing: memory and search time do not hang on what vectors say."""

    name = "random"
    identity = sha256(b"random unit vectors").hexdigest()
    dimension = DIMENSION
    languages = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors that hang on the first text and the number of texts."""
        first = texts[0].encode("utf-8", "replace") if texts else b""
        return unit_vectors(len(texts), int.from_bytes(sha256(first).digest()[:8], "big"))


def memory(plan: Plan) -> Iterator[Row]:
    """MiB for 1,000 passages, and the time of a whole search, at both sizes."""
    for size in plan.sizes:
        corpus, place = plan.folder / f"memory-{size}", plan.folder / f"memory-{size}-index"
        plan.say(f"memory: making an index of {size:,} sentences")
        write_corpus(corpus, size)
        index = PassageIndex.build(corpus, place, RandomVectors())
        stats = index.stats
        del index
        plan.say(f"memory: opening it, {_REPETITIONS} times")
        ours, floor = _grown(plan, place, stats.passages)
        mapped = ours[0]["mapped"]
        yield Row(
            "memory",
            f"for 1,000 passages, index of {stats.evidence:,} sentences "
            f"({stats.passages:,} passages) open and searched",
            "MiB",
            Spread(tuple(child["per_thousand"] for child in ours)),
            Spread(tuple(child["per_thousand"] for child in floor)),
            note="growth of the resident memory of a new process; floor: the same vectors in two "
            "bare faiss.IndexFlatIP and the documents' text; of ours "
            f"{mapped:.1f} MiB for 1,000 passages are pages of a file that the system can take "
            "back",
        )
        yield Row(
            "memory",
            f"`PassageIndex.search`, {stats.evidence:,} sentences: all four rankings, fused",
            "ms",
            Spread(tuple(child["search_ms"] for child in ours)),
            note=f"the median of {len(QUESTIONS)} questions, after a first one; without embedding "
            "the question",
        )
        PassageIndex.purge(place)


_Grown = list[dict[str, float]]


def _grown(plan: Plan, place: Path, passages: int) -> tuple[_Grown, _Grown]:
    found: dict[str, _Grown] = {"ours": [], "floor": []}
    for _ in range(_REPETITIONS):
        for side, children in found.items():
            command = (sys.executable, "-m", "eval.bench_memory", side, str(place))
            child = json.loads(run(plan, command))
            scale = 1000 / passages
            child["per_thousand"] = child["grown"] * scale
            child["mapped"] *= scale
            children.append(child)
    return found["ours"], found["floor"]


def resident_mib(status: Path = Path("/proc/self/status")) -> tuple[float, float]:
    """MiB of this process in memory: all, and those that are pages of files.

    Where the system does not tell, the most there ever were, and 0. Raises BenchError where it
    tells nothing at all.
    """
    try:
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return tuple(int(lines[n].split()[0]) / 1024 for n in ("VmRSS", "RssFile"))  # type: ignore[return-value]  # two names, two numbers
    except (OSError, KeyError):
        pass
    try:
        import resource
    except ImportError as error:
        raise BenchError("this system does not say how much memory a process holds") from error
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10), 0.0


def growth_of(work: Callable[[], object]) -> tuple[float, float, object]:
    """MiB by which this process grew over a call, those of files among them; what it returned."""
    gc.collect()
    before = resident_mib()
    kept = work()
    gc.collect()
    after = resident_mib()
    return after[0] - before[0], after[1] - before[1], kept


def _ours(place: Path) -> dict[str, float]:
    def opened() -> PassageIndex:
        index = PassageIndex.open(place, RandomVectors)
        index.search(QUESTIONS[0], POOL)
        return index

    grown, mapped, index = growth_of(opened)
    assert isinstance(index, PassageIndex)
    times = [1000 * seconds_of(lambda q=q: index.search(q)) for q in QUESTIONS]  # type: ignore[misc]
    return {"grown": grown, "mapped": mapped, "search_ms": float(np.median(times))}


def _floor(place: Path) -> dict[str, float]:
    import faiss

    (folder,) = place.glob("gen-*")

    def opened() -> tuple[Any, ...]:
        held: list[Any] = []
        for path in sorted(folder.glob("*_vectors.npy")):
            bare = faiss.IndexFlatIP(DIMENSION)
            bare.add(np.load(path, mmap_mode="r"))
            bare.search(unit_vectors(1, seed=1), POOL)
            held.append(bare)
        lines = (folder / "documents.jsonl").read_text("utf-8").splitlines()
        return (*held, [json.loads(line)["text"] for line in lines])

    grown, mapped, _ = growth_of(opened)
    return {"grown": grown, "mapped": mapped}


def _child(side: str, place: Path) -> None:
    # What any process of ours has loaded is no growth of an index.
    import faiss

    faiss.IndexFlatIP(DIMENSION).add(unit_vectors(1, seed=1))
    print(json.dumps({"ours": _ours, "floor": _floor}[side](place)))


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
