"""GGUF files: headers, damaged files, and the remembered sha256."""

from __future__ import annotations

import hashlib
import stat
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import ModelBroken, ModelMissing
from qa.gguf import check_gguf, default_model_path, file_sha256, read_header


def _text(words: str) -> bytes:
    data = words.encode()
    return struct.pack("<Q", len(data)) + data


def tiny_gguf(version: int = 3) -> bytes:
    """A header with one text, one number, a list of texts and a list of numbers."""
    pairs = [
        _text("general.architecture") + struct.pack("<I", 8) + _text("toy"),
        _text("toy.layers") + struct.pack("<II", 4, 7),
        _text("tokens") + struct.pack("<IIQ", 9, 8, 2) + _text("a") + _text("bc"),
        _text("scores") + struct.pack("<IIQ", 9, 6, 3) + struct.pack("<3f", 1, 2, 3),
        _text("general.license") + struct.pack("<I", 8) + _text("mit"),
    ]
    return b"GGUF" + struct.pack("<IQQ", version, 0, len(pairs)) + b"".join(pairs)


def test_header_of_a_tiny_file(tmp_path: Path) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(tiny_gguf())
    header = read_header(path)
    assert (header.version, header.architecture, header.license) == (3, "toy", "mit")
    assert header.name is None


def test_header_of_the_default_model() -> None:
    header = read_header(default_model_path())
    assert header.architecture == "llama"
    assert header.license == "apache-2.0"
    assert header.tensors > 200


@given(st.integers(min_value=0, max_value=len(tiny_gguf()) - 1))
def test_a_header_cut_anywhere_is_a_sentence(length: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cut.gguf"
        path.write_bytes(tiny_gguf()[:length])
        with pytest.raises(ModelBroken) as caught:
            read_header(path)
        assert str(path) in str(caught.value)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_model_never_raise_anything_else(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "odd.gguf"
        path.write_bytes(b"GGUF" + struct.pack("<I", 3) + data)
        try:
            read_header(path)
        except ModelBroken as error:
            assert "damaged" in str(error)


def test_what_is_no_gguf(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="does not exist"):
        check_gguf(tmp_path / "none.gguf")
    with pytest.raises(ModelMissing, match="is a folder"):
        check_gguf(tmp_path)
    other = tmp_path / "story.gguf"
    other.write_text("Once upon a time")
    with pytest.raises(ModelBroken, match="is not a GGUF file: it begins with b'Once'"):
        check_gguf(other)
    other.write_bytes(tiny_gguf(version=99))
    with pytest.raises(ModelBroken, match="version 99"):
        check_gguf(other)


def test_sha256_is_remembered_until_the_file_changes(tmp_path: Path) -> None:
    path, cache = tmp_path / "m.gguf", tmp_path / "cache" / "identities.json"
    path.write_bytes(b"one")
    first = file_sha256(path, cache)
    assert first == hashlib.sha256(b"one").hexdigest()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    cache.write_text(cache.read_text().replace(first, "f" * 64))
    assert file_sha256(path, cache) == "f" * 64
    path.write_bytes(b"three")
    assert file_sha256(path, cache) == hashlib.sha256(b"three").hexdigest()


def test_a_cache_that_cannot_be_used_is_done_without(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"one")
    blocked = tmp_path / "file"
    blocked.write_text("[]")
    digest = hashlib.sha256(b"one").hexdigest()
    assert file_sha256(path, blocked) == digest
    assert file_sha256(path, blocked / "below" / "x.json") == digest
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert file_sha256(path, broken) == digest
