"""Write a sentence-transformers model as ONNX, with pooling and normalising inside."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError
from index.weights import ModelFolder, make_private_folder
from index.words import make_words, words_file

if TYPE_CHECKING:
    import onnxruntime
    import torch
    from tokenizers import Tokenizer

__all__ = ["exported_model", "is_prepared", "open_session", "open_tokenizer", "padded_batch"]

# The graph as onnxruntime has optimised it, and its weights, which it maps into memory: opened
# so, the default model takes 0.07 s and no copy of its weights; as one plain file 0.18 s.
_GRAPH, _WEIGHTS, _PLAIN = "optimised.onnx", "optimised.data", "model.onnx"
_SCRATCH = "export-"
_TOLERANCE = 1e-4
_PROBES = (
    "One short sentence.",
    "A second one, somewhat longer, so that the two are padded to different lengths in a batch.",
)


def is_prepared(model: ModelFolder, cache: Path) -> bool:
    """Whether ``exported_model`` has nothing left to do that takes time."""
    folder = _folder(model, cache)
    if not (folder / _GRAPH).is_file():
        return model.pooling is None or _is_unexportable(folder)
    return not _lacks_words(model, folder) or not os.access(folder, os.W_OK)


def _folder(model: ModelFolder, cache: Path) -> Path:
    return cache / "embedders" / model.identity[:32]


def exported_model(model: ModelFolder, cache: Path) -> Path | None:
    """The ONNX file of ``model`` in ``cache``, written there first if need be.

    Inputs ``input_ids`` and ``attention_mask``, int64 of shape (batch, sequence); output
    ``embedding``, unit float32 rows. None where the model cannot be exported: another pooling,
    an operation that ONNX lacks, or vectors that differ from the original's by over 1e-4.
    That is remembered, so that only the first call pays for the attempt (some 10 s), and for the
    vectors of common words (``index.words``) beside the file (some 5 s). Raises EmbedderError
    where the cache cannot be written or the weights cannot be loaded.
    """
    folder = _folder(model, cache)
    if not (folder / _GRAPH).is_file() and not _was_exported(model, folder):
        return None
    if _lacks_words(model, folder):
        _prepare_words(model, folder)
    return folder / _GRAPH


def _was_exported(model: ModelFolder, folder: Path) -> bool:
    if model.pooling is None or _is_unexportable(folder):
        return False
    try:
        make_private_folder(folder)
        return _export_once(model, folder)
    except ImportError as error:
        raise EmbedderError(
            f"the embedder {model.name} cannot be prepared without {error.name}; run: "
            f"pip install {error.name}"
        ) from error
    except OSError as error:
        raise EmbedderError(
            f"the embedder {model.name} cannot be prepared in {folder} ({error}); free some space "
            "or name another cache folder"
        ) from error


def _export_once(model: ModelFolder, folder: Path) -> bool:
    from filelock import FileLock

    with FileLock(folder / "lock", mode=0o600):
        if (folder / _GRAPH).is_file():
            return True
        _sweep(folder)
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=folder))
        try:
            reason = _export(model, scratch / _GRAPH)
            if reason:
                _refuse_full_disk(folder, model)
                (folder / "unexportable").write_text(reason, encoding="utf-8")
                return False
            for name in (_WEIGHTS, _GRAPH):  # the graph last: where it is, all is there
                if (scratch / name).is_file():
                    (scratch / name).chmod(0o600)
                    os.replace(scratch / name, folder / name)
            (folder / _PLAIN).unlink(missing_ok=True)  # as earlier versions wrote it
            return True
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what a process that was killed here left."""
    for leftover in folder.glob(f"{_SCRATCH}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _lacks_words(model: ModelFolder, folder: Path) -> bool:
    # A prompt goes before every text of some models: there is no word by itself then.
    return not model.document_prompt and not words_file(folder).is_file()


def _prepare_words(model: ModelFolder, folder: Path) -> None:
    """Write the vectors of common words; they save time alone, so all can do without."""
    from filelock import FileLock

    with contextlib.suppress(Exception), FileLock(folder / "lock", mode=0o600):
        if not _lacks_words(model, folder):
            return
        _sweep(folder)
        session = open_session(folder / _GRAPH)

        def run(pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
            ids, mask = padded_batch(pieces, model.pad_id)
            found = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            return np.asarray(found, dtype=np.float32)

        make_words(folder, open_tokenizer(model), run, model.dimension)


def _is_unexportable(folder: Path) -> bool:
    """Was it tried and found impossible? An empty note was cut off by a full disk."""
    try:
        return (folder / "unexportable").stat().st_size > 0
    except FileNotFoundError:
        return False


def _refuse_full_disk(folder: Path, model: ModelFolder) -> None:
    """An export that failed for want of room must be tried again. Raises OSError."""
    weights = sum(f.stat().st_size for f in Path(model.transformer).iterdir() if f.is_file())
    if shutil.disk_usage(folder).free < weights:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _export(model: ModelFolder, target: Path) -> str | None:
    """Write the file and its weights; the reason in one line if it cannot be done."""
    import torch

    pooled, plain = _pooled(model), target.with_name(_PLAIN)
    tokenizer = open_tokenizer(model)
    ids, mask = padded_batch([tokenizer.encode(text).ids for text in _PROBES], model.pad_id)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            # The tracing exporter: that of torch.export writes, for the default model, a
            # graph with one name twice, which onnxruntime refuses (torch 2.13).
            torch.onnx.export(
                pooled,
                (torch.from_numpy(ids), torch.from_numpy(mask)),
                str(plain),
                input_names=["input_ids", "attention_mask"],
                output_names=["embedding"],
                dynamic_axes={
                    name: {0: "batch", 1: "sequence"} for name in ("input_ids", "attention_mask")
                }
                | {"embedding": {0: "batch"}},
                opset_version=17,
                dynamo=False,
            )
            _optimise(plain, target)
        except Exception as error:  # the exporter has no common base for what it cannot do
            return f"{type(error).__name__}: {error}"[:500]
        return _difference(pooled, target, ids, mask)


def _optimise(plain: Path, target: Path) -> None:
    """Write the graph as onnxruntime would run it, and its weights beside it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # No step that depends on the CPU: the folder may be moved to another machine.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    entry = "session.optimized_model_external_initializers_"
    options.add_session_config_entry(entry + "file_name", _WEIGHTS)
    options.add_session_config_entry(entry + "min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])


def open_session(exported: Path, threads: int = 0) -> onnxruntime.InferenceSession:
    """The file that ``exported_model`` gives, ready to run on so many threads (0: all cores).

    Raises what onnxruntime raises.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(exported), options, providers=["CPUExecutionProvider"])


def _pooled(model: ModelFolder) -> torch.nn.Module:
    """The transformer with its pooling and normalising, as a torch module."""
    import torch

    os.environ["HF_HUB_OFFLINE"] = "1"
    from transformers import AutoModel
    from transformers.utils import logging

    class Pooled(torch.nn.Module):  # type: ignore[misc,unused-ignore]  # torch may be untyped
        def __init__(self, transformer: torch.nn.Module) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
            if model.pooling == "cls":
                vectors = states[:, 0]
            else:
                weights = attention_mask.unsqueeze(-1).to(states.dtype)
                vectors = (states * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(vectors, p=2.0, dim=1)

    logging.disable_progress_bar()
    try:
        transformer = AutoModel.from_pretrained(
            model.transformer,
            local_files_only=True,
            trust_remote_code=False,
            attn_implementation="eager",
            dtype=torch.float32,
        )
    except (OSError, ValueError, ImportError) as error:
        raise EmbedderError(
            f"the embedder {model.name} in {model.path} cannot be loaded ({error})"
        ) from error
    return Pooled(transformer).eval()


def open_tokenizer(model: ModelFolder) -> Tokenizer:
    """The model's tokenizer, cutting at ``max_length`` word pieces, without padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model.transformer / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_length)
    return tokenizer


def padded_batch(
    pieces: Sequence[Sequence[int]], pad_id: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and attention mask, both int64 of shape (len(pieces), longest), padded at the end."""
    width = max(1, max(len(row) for row in pieces))
    ids = np.full((len(pieces), width), pad_id, dtype=np.int64)
    mask = np.zeros((len(pieces), width), dtype=np.int64)
    for at, row in enumerate(pieces):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return ids, mask


def _difference(
    pooled: torch.nn.Module, target: Path, ids: NDArray[np.int64], mask: NDArray[np.int64]
) -> str | None:
    """Why the file's vectors are not the model's, also for a shape that was not traced."""
    import torch

    session = open_session(target)
    for rows in (slice(0, 2), slice(0, 1)):
        width = int(mask[rows].sum(axis=1).max())
        part = ids[rows, :width], mask[rows, :width]
        expected = pooled(torch.from_numpy(part[0]), torch.from_numpy(part[1])).numpy()
        found = session.run(None, {"input_ids": part[0], "attention_mask": part[1]})[0]
        worst = float(np.abs(found - expected).max())
        if not worst <= _TOLERANCE:
            return f"the exported vectors differ by {worst:g}, more than {_TOLERANCE:g}"
    return None
