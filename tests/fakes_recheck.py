"""Small corpora on the disk, and answers that quote them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.load import read_document
from index.types import Document
from qa.recheck import CheckedPlace, Recheck
from tests.fakes_qa import answered

__all__ = ["MILL", "OPENED", "only", "quoting", "words_at", "write"]

OPENED = "The mill opened in 1903."
MILL = f"Notes on the town.\n\n{OPENED} It closed in 1950.\n"


def write(corpus: Path, source: str, data: str | bytes) -> Document:
    """Put a file into the folder and read it."""
    path = corpus / source
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_document(path, source, {})


def quoting(*quotes: tuple[Document, str]) -> dict[str, Any]:
    """An answer with a statement for each quote, as JSON gives it."""
    return answered("When?", quotes).to_dict()


def only(result: Recheck) -> CheckedPlace:
    """The place of the only citation."""
    (found,) = result.citations
    return found.place


def words_at(corpus: Path, place: CheckedPlace) -> str:
    """The words of a file where they were found."""
    assert place.now is not None
    document = read_document(corpus / place.now.source, place.now.source, {})
    return document.text[place.now.start_char_index : place.now.end_char_index]
