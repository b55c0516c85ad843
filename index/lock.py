"""One writer at a time for an index folder; readers need no lock."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import StoreError, StoreLocked

__all__ = ["LOCK_FILE", "WRITER_FILE", "write_lock"]

LOCK_FILE = "LOCK"
WRITER_FILE = "WRITER"


@contextlib.contextmanager
def write_lock(
    directory: Path, timeout: float, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the folder's write lock; the system frees it when the process ends, however it ends.

    ``timeout`` is in seconds: 0 does not wait, a negative one waits without end. ``on_wait``
    is told once, in a sentence, if there is something to wait for. Raises StoreLocked, naming
    the other process, when the time is up, and StoreError where no lock can be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(directory / LOCK_FILE, mode=0o600)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if on_wait and timeout:
                on_wait(f"waiting for {_writer(directory)}, which is writing the index")
            lock.acquire(timeout=timeout)
    except Timeout as error:
        raise StoreLocked(
            f"{_writer(directory)} is writing the index in {directory} and was not done after "
            f"{timeout:g} s; wait until it is, or stop it, and run the command again"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise StoreError(
            f"the index folder {directory} cannot be locked ({error}); name another folder"
        ) from error
    try:
        _name_writer(directory)
        yield
    finally:
        (directory / WRITER_FILE).unlink(missing_ok=True)
        lock.release()


def _name_writer(directory: Path) -> None:
    descriptor = os.open(directory / WRITER_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(str(os.getpid()))


def _writer(directory: Path) -> str:
    try:
        pid = (directory / WRITER_FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        pid = ""
    return f"process {pid}" if pid else "another process"
