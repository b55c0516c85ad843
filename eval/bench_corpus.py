"""A corpus of any size for the benchmark: the invented corpora, over and over, all texts new.

Each sentence ends with a running number, so that none is a copy of another: a copy would be
set aside by the index, and embedded once only. Equal sizes give equal files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from index.load import SourceNotes, read_document
from index.split import split

__all__ = ["invented_sentences", "numbered", "write_corpus"]

INVENTED = Path(__file__).parent / "datasets" / "training"
_TO_PARAGRAPH, _TO_FILE = 4, 40
_END = re.compile(r"[.!?…]*[\"”’')\]]*$")


@lru_cache(maxsize=1)
def invented_sentences() -> tuple[str, ...]:
    """The evidence sentences of the invented corpora, in the order of their files.

    Raises FileNotFoundError where the corpora are not there.
    """
    paths = sorted(INVENTED.glob("*/*.txt"))
    if not paths:
        raise FileNotFoundError(f"there are no invented corpora in {INVENTED}")
    found: list[str] = []
    for path in paths:
        document = read_document(path, path.name, SourceNotes())
        sentences, _ = split(document)
        texts = (" ".join(s.span.of(document.text).split()) for s in sentences if s.is_evidence)
        # Shorter ones may be joined with their neighbours when they are split again.
        found += [text for text in texts if len(text.split()) >= 5]
    return tuple(found)


def numbered(sentence: str, number: int) -> str:
    """The sentence with a number of its own before its closing marks; it ends with a mark."""
    end = _END.search(sentence)
    at = end.start() if end else len(sentence)
    return f"{sentence[:at].rstrip(',;:')}, note {number}{sentence[at:] or '.'}"


def write_corpus(folder: Path, sentences: int, texts: Sequence[str] = ()) -> None:
    """Write files of 40 sentences into the new ``folder``, as many as hold ``sentences``.

    ``texts`` are repeated until there are enough; none: those of the invented corpora.
    """
    known = texts or invented_sentences()
    folder.mkdir(parents=True)
    for first in range(0, sentences, _TO_FILE):
        numbers = range(first, min(first + _TO_FILE, sentences))
        lines = [numbered(known[number % len(known)], number) for number in numbers]
        groups = (lines[at : at + _TO_PARAGRAPH] for at in range(0, len(lines), _TO_PARAGRAPH))
        text = "\n\n".join(" ".join(group) for group in groups)
        (folder / f"{first:07}.txt").write_text(text + "\n", "utf-8")
