"""Writers at one time, readers overtaken, processes killed, disks full."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import index
import index.generation
import index.manifest
import index.store
import index.weights
from index.errors import (
    StoreError,
    StoreLocked,
    StoreMissing,
)
from index.lock import write_lock
from index.store import PassageIndex
from tests.fakes import FakeEmbedder
from tests.index.stores import assert_equal, generations, reopened, write


def test_a_second_writer_is_refused(corpus: Path, folder: Path) -> None:
    PassageIndex.update(corpus, folder, FakeEmbedder())
    write(corpus, {"new.txt": "A new text stands here."})
    with write_lock(folder, 0), pytest.raises(StoreLocked, match=f"process {os.getpid()} is"):
        PassageIndex.update(corpus, folder, FakeEmbedder(), timeout=0)
    assert reopened(folder).stats.documents == 3
    assert PassageIndex.update(corpus, folder, FakeEmbedder(), timeout=0).stats.documents == 4


def test_a_second_writer_waits(corpus: Path, folder: Path) -> None:
    PassageIndex.update(corpus, folder, FakeEmbedder())
    write(corpus, {"new.txt": "A new text stands here."})
    held, waiting = threading.Event(), threading.Event()
    messages: list[str] = []

    def first() -> None:
        with write_lock(folder, 0):
            held.set()
            waiting.wait(20)

    def on_wait(message: str) -> None:
        messages.append(message)
        waiting.set()

    thread = threading.Thread(target=first)
    thread.start()
    assert held.wait(20)
    updated = PassageIndex.update(corpus, folder, FakeEmbedder(), timeout=20, on_wait=on_wait)
    thread.join()
    assert updated.stats.documents == 4
    assert messages == [f"waiting for process {os.getpid()}, which is writing the index"]


def test_a_reader_keeps_what_it_opened(corpus: Path, folder: Path, tmp_path: Path) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    reader = reopened(folder)
    twin = PassageIndex.build(corpus, tmp_path / "twin", FakeEmbedder())
    write(corpus, {"ferry.txt": "Nothing is left of it."})
    PassageIndex.update(corpus, folder, FakeEmbedder())
    assert_equal(reader, twin)
    assert reopened(folder).digest != reader.digest


def test_a_reader_overtaken_while_opening(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PassageIndex.build(corpus, folder, FakeEmbedder())
    real = index.generation._read
    calls: list[Path] = []

    def overtaken(path: Path, expected: str) -> index.generation.Contents:
        calls.append(path)
        if len(calls) == 1:
            write(corpus, {"new.txt": "A new text stands here."})
            with monkeypatch.context() as undone:
                undone.setattr(index.generation, "_read", real)
                PassageIndex.update(corpus, folder, FakeEmbedder())
        return real(path, expected)

    monkeypatch.setattr(index.generation, "_read", overtaken)
    assert reopened(folder).stats.documents == 4
    assert len(calls) == 2


forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def in_child(work: Callable[[], object]) -> int:
    """Run ``work`` in a forked process; its id."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(1)
    return pid


def assert_usable(corpus: Path, folder: Path, digests: set[str]) -> None:
    """The index is complete, one of those expected, and can be written again."""
    assert reopened(folder).digest in digests
    updated = PassageIndex.update(corpus, folder, FakeEmbedder(), timeout=5)
    assert updated.is_current(corpus)
    assert len(generations(folder)) == 1
    assert not list(folder.glob("*.new"))


@forking
@pytest.mark.parametrize("fresh", [True, False], ids=["first build", "rebuild"])
def test_killed_at_any_step(corpus: Path, folder: Path, tmp_path: Path, fresh: bool) -> None:
    """A child kills itself at its n-th operation on the index folder, for n = 1, 2, 3, ..."""
    old = PassageIndex.build(corpus, tmp_path / "old", FakeEmbedder()).digest
    if not fresh:
        PassageIndex.build(corpus, folder, FakeEmbedder())
    write(corpus, {"new.txt": "A new text stands here."})
    new = PassageIndex.build(corpus, tmp_path / "new", FakeEmbedder()).digest
    steps = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.listdir"}

    def die_at(number: int) -> None:
        left = number

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in steps and str(arguments[0]).startswith(str(folder)):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), 9)

        sys.addaudithook(count)
        PassageIndex.build(corpus, folder, FakeEmbedder(), timeout=5)

    seen: set[str] = set()
    for number in range(1, 200, 3):
        pid = in_child(lambda number=number: die_at(number))  # type: ignore[misc]
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != -9:
            break
        try:
            seen.add(reopened(folder).digest)
        except StoreMissing:
            assert fresh and not seen
    assert number > 20, "the child was killed at too few steps"
    assert seen == {new} if fresh else seen == {old, new}
    assert_usable(corpus, folder, {new})


@forking
def test_killed_at_random_moments(corpus: Path, folder: Path, tmp_path: Path) -> None:
    """A child that turns between two corpora is killed after a random time, 15 times."""
    other = write(tmp_path / "other", {"a.txt": "Quite another text. It has two sentences."})
    digests = {PassageIndex.build(c, folder, FakeEmbedder()).digest for c in (corpus, other)}
    random = np.random.default_rng(5)

    def forever(told: int) -> None:
        os.write(told, b".")
        while True:
            for source in (corpus, other):
                PassageIndex.build(source, folder, FakeEmbedder(), timeout=5)

    for _ in range(15):
        reading, told = os.pipe()
        pid = in_child(lambda told=told: forever(told))  # type: ignore[misc]
        os.read(reading, 1)
        threading.Event().wait(float(random.uniform(0.0, 0.12)))
        os.kill(pid, 9)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -9
        os.close(reading)
        os.close(told)
        assert reopened(folder).digest in digests
    assert_usable(corpus, folder, digests)


def test_a_full_disk_leaves_the_old_index(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = PassageIndex.build(corpus, folder, FakeEmbedder()).digest
    write(corpus, {"new.txt": "A new text stands here."})

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken, pytest.raises(StoreError, match="No space left"):
        broken.setattr(os, "fsync", full)
        PassageIndex.update(corpus, folder, FakeEmbedder())
    assert reopened(folder).digest == digest
    assert len(generations(folder)) == 1


def test_two_may_claim_a_new_folder_at_once(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = index.generation._replace

    def overtaken(path: Path, data: bytes) -> None:
        written(path, data)
        if path.name == index.generation._TAG:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(index.generation, "_replace", overtaken)
    PassageIndex.build(corpus, folder, FakeEmbedder())
    assert len(PassageIndex.open(folder, FakeEmbedder).documents) == 3
