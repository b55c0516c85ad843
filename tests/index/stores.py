"""A small corpus and what the tests of the store ask of an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.store import PassageIndex
from tests.fakes import FakeEmbedder

__all__ = ["FILES", "assert_equal", "generations", "reopened", "write"]

FILES = {
    "ferry.txt": (
        "Ferry to stop in winter\n\nThe ferry between the islands will stop in November, "
        "the harbour office said. Twelve sailors lose their work. A bridge is planned for 2031.\n"
    ),
    "notes/bees.md": (
        "# Bees of the valley\n\nThe count found 4,200 hives in the valley. Keepers blame the "
        "wet spring for the losses. A bridge is planned for 2031.\n"
    ),
    "orchard.txt": (
        "Anna Brook grows pears behind the mill. Her brother Tom sells them on Saturdays. "
        "The mill has been closed for nine years.\n"
    ),
}


def write(corpus: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(text.encode())
    return corpus


def reopened(folder: Path) -> PassageIndex:
    return PassageIndex.open(folder, FakeEmbedder)


def generations(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


def assert_equal(one: PassageIndex, other: PassageIndex) -> None:
    assert one.digest == other.digest
    assert one.documents == other.documents
    assert one.left_out == other.left_out
    assert one.stats == other.stats
    for document in one.documents:
        assert one.sentences(document.id) == other.sentences(document.id)
        assert one.passages(document.id) == other.passages(document.id)
        names = [sentence.id for sentence in one.sentences(document.id)]
        assert one.vectors(names) == pytest.approx(other.vectors(names), abs=1e-5)
    for query in ("ferry sailors", "bridge planned", "pears and bees", "zeppelin"):
        assert one.search(query) == other.search(query)
