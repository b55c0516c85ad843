"""Whether an index is still what indexing its corpus would give; loads nothing that indexes."""

from __future__ import annotations

from pathlib import Path

from index.load import SourceNotes, discover, extractor_versions, read_sources
from index.manifest import Manifest, code_digest
from index.sources import SourceNote

__all__ = ["is_current", "note_of", "same_rules"]


def is_current(corpus: Path, directory: Path, manifest: Manifest) -> bool:
    """Whether an index with this manifest is what indexing ``corpus`` now would give.

    Looks at every file's size and time, and at its bytes only where these do not decide. The
    embedder is not looked at. Raises CorpusError where the corpus is gone or empty.
    """
    discovery = discover(corpus, skip=(directory,))
    notes = read_sources(discovery.root)
    if not same_rules(manifest) or manifest.left_out != discovery.left_out:
        return False
    records = {record.source: record for record in manifest.files}
    return records.keys() == {source for source, _ in discovery.files} and all(
        records[source].still_holds(path, note_of(notes, source), manifest.started_ns)
        for source, path in discovery.files
    )


def same_rules(manifest: Manifest) -> bool:
    """Whether this code, with these libraries, reads and splits as that of the index did."""
    return manifest.code == code_digest() and dict(manifest.extractors) == extractor_versions()


def note_of(notes: SourceNotes, source: str) -> tuple[str | None, ...]:
    """What ``sources.toml`` says of a file: title, outlet, date of publication."""
    note = notes.get(source, SourceNote())
    return note.title, note.outlet, note.published
