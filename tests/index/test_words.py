"""The table of common words: what it holds is what embedding gives, and all can do without it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import index.words
from index.embed import OnnxEmbedder, open_embedder
from index.export import open_tokenizer
from index.weights import find_model, read_model
from index.words import CommonWords, make_words, words_file
from tests.index.test_embed import tiny_model

pytestmark = pytest.mark.model

WORDS = ("the", "ferry", "Ferry", "stopped", "4", "!", "hydrofoils", "", "☃", "a ferry")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("tiny"), "mean")


@pytest.fixture
def cache(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "cache"))


@pytest.fixture(scope="module")
def made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = tmp_path_factory.mktemp("made")
    open_embedder(str(folder), cache)
    return cache


def opened(folder: Path, cache: Path, threads: int = 0) -> OnnxEmbedder:
    embedder = open_embedder(str(folder), cache, threads=threads)
    assert isinstance(embedder, OnnxEmbedder)
    return embedder


def table(embedder: OnnxEmbedder) -> Path:
    return words_file(embedder._exported.parent)


def without(embedder: OnnxEmbedder) -> OnnxEmbedder:
    embedder.__dict__["_words"] = CommonWords(np.zeros((0, embedder.dimension), np.float32))
    return embedder


def counted(embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """What the model itself is given to embed, text by text."""
    given: list[list[int]] = []
    run = embedder._run

    def counting(pieces: Sequence[Sequence[int]]) -> np.ndarray:
        given.extend(list(row) for row in pieces)
        return run(pieces)

    monkeypatch.setattr(embedder, "_run", counting)
    return given


def test_names() -> None:
    assert index.words.__all__ == ["CommonWords", "make_words", "words_file"]


def test_known_words_are_not_embedded_again(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder, plain = opened(folder, cache), without(opened(folder, cache))
    given, all_given = counted(embedder, monkeypatch), counted(plain, monkeypatch)
    assert embedder.encode(WORDS) == pytest.approx(plain.encode(WORDS), abs=1e-6)
    assert len(all_given) == len(WORDS)
    # No piece, the piece for what no piece stands for, two, and "hydro", "##foil", "##s".
    assert sorted(map(len, given)) == [2, 3, 4, 5]
    assert embedder.encode_queries(["ferry"]) == pytest.approx(plain.encode(["ferry"]), abs=1e-6)


def test_every_row_is_what_embedding_its_word_gives(folder: Path, cache: Path) -> None:
    plain = without(opened(folder, cache))
    rows = np.load(table(plain))
    tokenizer = open_tokenizer(read_model(*find_model(str(folder)), cache))
    known = np.flatnonzero(rows.any(axis=1))
    assert len(known) > 8_000
    some = known[:: len(known) // 300]
    words = [tokenizer.decode([int(piece)]) for piece in some]
    assert not any(word.startswith("##") for word in words)
    assert rows[some] == pytest.approx(plain.encode(words), abs=1e-6)


def test_the_file_is_private_and_alone(folder: Path, cache: Path) -> None:
    path = table(opened(folder, cache))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob("export-*"))


def test_a_cache_of_an_earlier_version_gets_its_table_once(folder: Path, cache: Path) -> None:
    table(opened(folder, cache)).unlink()
    told: list[str] = []
    assert table(_opened_telling(folder, cache, told)).is_file() and len(told) == 1
    before = table(opened(folder, cache)).stat().st_mtime_ns
    assert table(_opened_telling(folder, cache, told)).stat().st_mtime_ns == before
    assert len(told) == 1


def _opened_telling(folder: Path, cache: Path, told: list[str]) -> OnnxEmbedder:
    embedder = open_embedder(str(folder), cache, told.append)
    assert isinstance(embedder, OnnxEmbedder)
    return embedder


@pytest.mark.parametrize("fault", ["cut", "other", "wide", "noise"])
def test_a_table_that_cannot_be_used_changes_nothing(fault: str, folder: Path, cache: Path) -> None:
    embedder = opened(folder, cache)
    path = table(embedder)
    if fault == "cut":
        os.truncate(path, path.stat().st_size // 2)
    elif fault == "noise":
        path.write_bytes(b"no table")
    else:
        shape = (20, 4) if fault == "wide" else (20, embedder.dimension)
        np.save(path, np.ones(shape, dtype=np.float64 if fault == "other" else np.float32))
    found = opened(folder, cache).encode(WORDS)
    assert found == pytest.approx(without(embedder).encode(WORDS), abs=1e-6)


def test_without_room_for_it_there_is_no_table(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(opened(folder, cache))
    path.unlink()
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    embedder = opened(folder, cache)
    assert embedder.encode(WORDS).shape == (len(WORDS), embedder.dimension)
    assert not path.exists()


def test_a_slow_model_has_fewer_words_ready(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(opened(folder, cache))
    whole = np.load(path)
    path.unlink()
    monkeypatch.setattr(index.words, "_MOST_SECONDS", -1.0)
    embedder = opened(folder, cache)
    part = np.load(path)
    assert 0 < part.any(axis=1).sum() < whole.any(axis=1).sum()
    assert embedder.encode(WORDS) == pytest.approx(without(embedder).encode(WORDS), abs=1e-6)


def test_a_run_that_fails_leaves_nothing(folder: Path, cache: Path, tmp_path: Path) -> None:
    def fails(pieces: Sequence[Sequence[int]]) -> np.ndarray:
        raise RuntimeError("no memory")

    place = tmp_path / "place"
    place.mkdir()
    tokenizer = open_tokenizer(read_model(*find_model(str(folder)), cache))
    with pytest.raises(RuntimeError, match="no memory"):
        make_words(place, tokenizer, fails, 16)
    assert not list(place.iterdir())


def test_a_model_with_a_prompt_before_each_text_has_no_table(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path, "mean", document="text: ")
    assert not table(opened(folder, tmp_path / "cache")).exists()


def test_the_embedder_runs_on_as_many_threads_as_are_set(folder: Path, cache: Path) -> None:
    for threads in (0, 1):
        session = opened(folder, cache, threads)._loaded()[1]
        assert session.get_session_options().intra_op_num_threads == threads
