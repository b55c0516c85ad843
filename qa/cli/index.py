"""The command ``qa index``: make, refresh, list and remove indexes."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.session import (
    open_assistant,
    settings_of,
    strange_languages,
    write_bytes,
    write_text,
)
from qa.errors import UsageError
from qa.settings import Settings

if TYPE_CHECKING:
    from index.store import PassageIndex
    from index.types import Document

__all__ = ["Changes", "changes", "index"]


@dataclass(frozen=True, slots=True)
class Changes:
    """The sources that came, changed and went, and how many stayed as they were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """What differs between two states of a corpus, each the digest of a document by source."""
    both = [source for source in sorted(after) if source in before]
    changed = tuple(source for source in both if before[source] != after[source])
    return Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=changed,
        removed=tuple(sorted(before.keys() - after.keys())),
        unchanged=len(both) - len(changed),
    )


def index(args: argparse.Namespace) -> int:
    """Refresh the index and print a summary, or list or remove indexes."""
    if args.path is not None:
        if args.corpus is not None:
            raise UsageError("the corpus is named twice: give PATH or --corpus")
        args.corpus = args.path
    if args.all and not args.purge:
        raise UsageError("--all goes with --purge")
    if args.all and (args.corpus or args.index):
        raise UsageError("--purge --all removes every index; name no corpus and no index")
    settings = settings_of(args)
    if args.names and (args.purge or args.list):
        raise UsageError("--names shows names; it goes with neither --purge nor --list")
    if args.names:
        return _names(settings, args.json)
    if args.list:
        return _list(settings, args.json)
    if args.purge:
        return _purge(settings, args.all, args.json)
    return _refresh(args, settings)


def _refresh(args: argparse.Namespace, settings: Settings) -> int:
    from qa.assistant import corpus_path

    corpus = corpus_path(settings.corpus)
    folder = settings.index_folder(corpus)
    before = _digests(_documents_in(folder))
    with open_assistant(args, settings) as assistant:
        made = assistant.index
        summary = _summary(made, folder, changes(before, _digests(made.documents)))
        summary["warnings"] += _noted(corpus)
    _print(summary, args.json, _summary_text)
    return 1 if summary["left_out"] else 0


def _names(settings: Settings, as_json: bool) -> int:
    """The names of the documents that have several spellings; nothing is indexed for it."""
    from qa.quotes import read_corpus

    groups = read_corpus(settings.corpus).names.clusters()
    _print({"names": [list(group) for group in groups]}, as_json, _names_text)
    return 0


def _names_text(found: Mapping[str, Any]) -> str:
    if not found["names"]:
        return "No name has several spellings, as far as could be read."
    lines = ["; ".join(group) for group in found["names"]]
    return "\n".join([*lines, "", "Wrong? Say so in names.toml in the documents' folder."])


def _documents_in(folder: Path) -> Sequence[Document]:
    """The documents of the index as it is, none where there is none that can be read."""
    from index.errors import RetrievalError
    from index.store import PassageIndex

    def no_embedder() -> Any:
        raise AssertionError("the documents are read, nothing is searched")

    try:
        return PassageIndex.open(folder, no_embedder).documents
    except RetrievalError:
        return ()


def _digests(documents: Sequence[Document]) -> dict[str, str]:
    return {document.source: f"{document.sha256} {document.text_sha256}" for document in documents}


def _summary(made: PassageIndex, folder: Path, changed: Changes) -> dict[str, Any]:
    stats = made.stats
    return {
        "index": str(folder),
        "index_digest": made.digest,
        "documents": stats.documents,
        "passages": stats.passages,
        "sentences": stats.sentences,
        "evidence_sentences": stats.evidence,
        "bytes": stats.bytes,
        "added": list(changed.added),
        "changed": list(changed.changed),
        "removed": list(changed.removed),
        "unchanged": changed.unchanged,
        "left_out": [{"source": out.source, "reason": out.reason} for out in made.left_out],
        "warnings": list(strange_languages(made)),
        "sources": [
            {
                "source": document.source,
                "title": document.title,
                "outlet": document.outlet,
                "published": document.published,
                "language": document.language,
                "extractor": document.extractor,
                "characters": len(document.text),
            }
            for document in made.documents
        ],
    }


def _noted(corpus: Path) -> list[str]:
    """What ``sources.toml`` says that means nothing: a document or a key that is not known."""
    from index.load import read_sources

    return list(read_sources(corpus if corpus.is_dir() else corpus.parent).warnings)


def _summary_text(summary: Mapping[str, Any]) -> str:
    lines = [
        f"{_count(summary['documents'], 'document')}, {_count(summary['passages'], 'passage')}, "
        f"{_count(summary['sentences'], 'sentence')} in {summary['index']}",
        f"{len(summary['added'])} added, {len(summary['changed'])} changed, "
        f"{len(summary['removed'])} removed, {summary['unchanged']} unchanged",
    ]
    if summary["left_out"]:
        lines.append(f"{_count(len(summary['left_out']), 'file')} left out:")
    lines += [f"  {out['source']}: {out['reason']}" for out in summary["left_out"]]
    lines += [f"warning: {warning}" for warning in summary["warnings"]]
    return "\n".join(lines)


def _list(settings: Settings, as_json: bool) -> int:
    kept = [_described(folder) for folder in _index_folders(settings)]
    _print({"indexes": kept}, as_json, _list_text)
    return 0


def _index_folders(settings: Settings) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(path for path in settings.indexes.iterdir() if path.is_dir())
    return []


def _described(folder: Path) -> dict[str, Any]:
    from index.errors import RetrievalError
    from index.generation import read_current

    size = 0
    with contextlib.suppress(OSError):  # another process may be removing them
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    found = {"index": str(folder), "bytes": size, "corpus": None, "documents": None}
    try:
        manifest = read_current(folder).manifest
    except RetrievalError as error:
        return {**found, "error": str(error)}
    return {**found, "corpus": manifest.corpus, "documents": manifest.counts["documents"]}


def _list_text(listed: Mapping[str, Any]) -> str:
    lines = []
    for entry in listed["indexes"]:
        size = f"{entry['bytes'] / 1e6:.1f} MB"
        if "error" in entry:
            lines.append(f"{entry['index']}: {size}, cannot be read: {entry['error']}")
        else:
            documents = _count(entry["documents"], "document")
            lines.append(f"{entry['corpus']}: {documents}, {size} in {entry['index']}")
    return "\n".join(lines) or "There are no indexes in the cache folder."


def _purge(settings: Settings, everything: bool, as_json: bool) -> int:
    from index.errors import StoreMissing
    from index.store import PassageIndex
    from qa.assistant import corpus_path
    from qa.ui.examples import all_examples, examples_file

    removed: list[str] = []
    if everything:
        for file in all_examples(settings):
            file.unlink(missing_ok=True)
        for folder in _index_folders(settings):
            with contextlib.suppress(StoreMissing):  # not an index: not ours to remove
                PassageIndex.purge(folder)
                removed.append(str(folder))
    else:
        corpus = corpus_path(settings.corpus)
        folder = settings.index_folder(corpus)
        PassageIndex.purge(folder)
        examples_file(settings, corpus).unlink(missing_ok=True)
        removed.append(str(folder))
    _print({"removed": removed}, as_json, _purge_text)
    return 0


def _purge_text(removed: Mapping[str, Any]) -> str:
    lines = [f"removed the index {folder}" for folder in removed["removed"]]
    return "\n".join(lines) or "There are no indexes in the cache folder."


def _print(value: Mapping[str, Any], as_json: bool, render: Any) -> None:
    from qa.render import json_line, visible

    if as_json:
        write_bytes(json_line(value) + b"\n")
    else:
        write_text(visible(render(value)))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
