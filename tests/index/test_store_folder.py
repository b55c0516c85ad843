"""Index folders that are missing, damaged, of another kind, or to be removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import index
import index.generation
import index.manifest
import index.store
import index.weights
from index.errors import (
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMismatch,
    StoreMissing,
)
from index.lock import write_lock
from index.store import PassageIndex
from tests.fakes import FakeEmbedder
from tests.index.stores import generations, reopened, write


def test_missing(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(StoreMissing, match="qa index"):
        reopened(folder)
    folder.mkdir()
    with pytest.raises(StoreMissing, match="qa index"):
        reopened(folder)


def parts_of(folder: Path) -> list[Path]:
    return sorted((folder / generations(folder)[0]).iterdir())


@pytest.mark.parametrize("damage", ["altered", "cut", "gone"])
def test_damaged_files_are_named(corpus: Path, folder: Path, damage: str) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    for path in parts_of(folder):
        whole = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(whole[:-1] + (bytes([whole[-1] ^ 1]) if damage == "altered" else b""))
        with pytest.raises(StoreDamaged, match=rf"{path.name}.*qa index"):
            reopened(folder)
        path.write_bytes(whole)
    assert reopened(folder).stats.documents == 3


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"generation": "../x", "manifest": ""}'])
def test_a_damaged_pointer_is_named_and_mended(corpus: Path, folder: Path, content: bytes) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    (folder / "CURRENT").write_bytes(content)
    with pytest.raises(StoreDamaged, match=r"CURRENT.*qa index"):
        reopened(folder)
    assert PassageIndex.update(corpus, folder, FakeEmbedder()).stats.documents == 3
    assert len(generations(folder)) == 1


def test_a_damaged_index_is_mended_by_update(corpus: Path, folder: Path) -> None:
    digest = PassageIndex.build(corpus, folder, FakeEmbedder()).digest
    parts_of(folder)[0].write_bytes(b"")
    assert PassageIndex.update(corpus, folder, FakeEmbedder()).digest == digest


def test_another_format_is_a_mismatch(corpus: Path, folder: Path) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    path = folder / generations(folder)[0] / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_bytes(json.dumps({**manifest, "format": 999}).encode())
    pointer = json.loads((folder / "CURRENT").read_bytes())
    pointer["manifest"] = index.weights.file_sha256(path)
    (folder / "CURRENT").write_bytes(json.dumps(pointer).encode())
    with pytest.raises(StoreMismatch, match=r"format 999.*format 1; run `qa index"):
        reopened(folder)
    assert PassageIndex.update(corpus, folder, FakeEmbedder()).stats.documents == 3


def test_another_embedder_is_a_mismatch_at_the_first_search(corpus: Path, folder: Path) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    other = PassageIndex.open(folder, lambda: FakeEmbedder(64, "other"))
    assert other.stats.documents == 3
    with pytest.raises(StoreMismatch, match=r"embedder fake .* other .* `qa index"):
        other.search("ferry")
    fake = FakeEmbedder(64, "other")
    updated = PassageIndex.update(corpus, folder, fake)
    assert updated.embedder_name == "other" and len(fake.encoded) > updated.stats.evidence
    assert updated.search("ferry")


def test_a_folder_of_other_things_is_not_touched(corpus: Path, folder: Path) -> None:
    write(folder, {"diary.txt": "Private."})
    mode = folder.stat().st_mode
    for attempt in (PassageIndex.build, PassageIndex.update):
        with pytest.raises(StoreError, match="other files"):
            attempt(corpus, folder, FakeEmbedder())
    with pytest.raises(StoreMissing, match="nothing was removed"):
        PassageIndex.purge(folder)
    assert [path.name for path in folder.iterdir()] == ["diary.txt"]
    assert folder.stat().st_mode == mode


def test_purge(corpus: Path, folder: Path) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    PassageIndex.purge(folder)
    assert not folder.exists() and (corpus / "ferry.txt").exists()
    with pytest.raises(StoreMissing, match="there is no index in"):
        PassageIndex.purge(folder)


def test_purge_leaves_what_it_did_not_make(corpus: Path, folder: Path, tmp_path: Path) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    write(folder, {"diary.txt": "Private.", "gen-mine/x": "Mine."})
    (folder / "gen-0123456789abcdef").symlink_to(corpus)
    PassageIndex.purge(folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "diary.txt",
        "gen-0123456789abcdef",
        "gen-mine",
    ]
    assert len(list(corpus.rglob("*.*"))) == 3


def test_purge_does_not_pull_an_index_from_under_its_writer(corpus: Path, folder: Path) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    with write_lock(folder, 0), pytest.raises(StoreLocked):
        PassageIndex.purge(folder, timeout=0)
    assert reopened(folder).stats.documents == 3
