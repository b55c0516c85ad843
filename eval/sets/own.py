"""Question files over a folder: ours in eval/datasets, and a user's own."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from eval.asking import Asker
from eval.metrics.answers import judge
from eval.metrics.asked import LEVELS, MEASURES, stage_measures
from eval.metrics.stats import Measure, Row
from eval.questions import (
    CORPORA,
    DATASETS,
    DatasetError,
    Item,
    Planted,
    item_of,
    load_questions,
)
from eval.raw import RawModel
from eval.sets.task import Answers, Context, Task
from qa.assistant import Assistant, corpus_path
from qa.errors import UsageError
from qa.settings import Settings

__all__ = ["OWN", "is_wrong", "own_measures", "own_task", "spread"]

OWN = {
    "panjshir": "our questions over the five articles in seeds/ (Apache-2.0)",
    "panjshir-blind": "questions over the same articles by writers who saw no other (Apache-2.0)",
    "panjshir-reworded": "the same, in words far from the articles' (Apache-2.0)",
    "panjshir-disputed": "what they differ on, and what sounds as if they did (Apache-2.0)",
    "harbour": "our questions over twelve invented documents of another domain (Apache-2.0)",
    "ward": "the same of ten invented documents about a hospital's ward (Apache-2.0)",
    "quarry": "the same of eight about a blast that went wrong, a third disputed (Apache-2.0)",
    "festival": "the same of eight about a festival in a storm, a third disputed (Apache-2.0)",
    "office": "the same of a landlord's ten papers, with tables and clauses (Apache-2.0)",
    "field": "the same of a lake's research group's ten papers, with tables (Apache-2.0)",
}
# So many questions are also put to the raw model.
RAW_SAMPLE = 20


def own_measures() -> tuple[Measure, ...]:
    """All measures of a question file."""
    return (*MEASURES, *(m for level in LEVELS for m in stage_measures(level)))


def is_wrong(row: Row) -> bool:
    """Whether a row's answer is wrong, or cites what is no gold evidence."""
    outcome = judge(item_of(row), row["answer"])
    return not outcome.right or outcome.citation_precision not in (None, 1.0)


def spread(items: Sequence[Any], count: int | None) -> tuple[Any, ...]:
    """``count`` of the items, evenly from all of them and in order; all where None."""
    if count is None or count >= len(items):
        return tuple(items)
    return tuple(items[number * len(items) // count] for number in range(count))


def own_task(
    name: str,
    context: Context,
    *,
    corpus: str | None = None,
    split: str | None = None,
    raw_sample: int = RAW_SAMPLE,
    stages: bool = True,
    every: int = 1,
) -> Task:
    """The task of a set in eval/datasets, or of a question file named by its path.

    ``every`` takes each so manieth question from the first on, so that rows added at the end
    of a file leave the older choice as it is.

    Raises UsageError where there is no such file, or where a row of it does not hold.
    """
    known = name in OWN
    path = DATASETS / f"{name}.jsonl" if known else Path(name).expanduser()
    if not path.is_file():
        raise UsageError(_no_file(name, path))
    root = corpus_path(corpus or (CORPORA[name] if known else None))
    if not corpus and not known:
        raise UsageError(f"name the folder that {name} asks about with --corpus")
    if not root.exists():
        raise UsageError(f"there is no folder {root}; name the documents with --corpus")
    try:
        asked = load_questions(path, root, split)[::every]
        items: tuple[Item, ...] = spread(asked, context.limit)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    except (DatasetError, OSError) as error:
        raise UsageError(f"{error}; `qa eval --check {name}` lists every fault") from error
    if not items:
        raise UsageError(f"{name} holds no question" + (f" of the split {split}" if split else ""))
    sampled = {item.id for item in spread([i for i in items if i.sides], raw_sample)}

    @contextmanager
    def start() -> Iterator[Answers]:
        settings = context.settings
        with Assistant.open(root, settings=settings) as assistant:
            wanted = bool(sampled) and not settings.no_model and settings.model is None
            encode = assistant.index.embedder.encode
            model = RawModel(settings.cache_folder, encode, settings.threads) if wanted else None
            try:
                with ExitStack() as beside:
                    ask = Asker(assistant, model, stages=stages)
                    others = _Beside(root, settings, beside)

                    def answer(item: Item) -> Row:
                        asker = ask
                        if item.planted:
                            asker = Asker(others.open(item.planted), model, stages=stages)
                        return asker(item, raw=item.id in sampled)

                    yield answer
            finally:
                if model:
                    model.close()

    stem = path.stem if known else path.name
    documents = _documents(root)
    return Task(
        name="-".join(filter(None, (stem.removesuffix(".jsonl"), split))),
        about=OWN.get(name, f"questions of {path.name} over {root.name}"),
        digest=_digest(path, documents, [item.id for item in items]),
        items=items,
        start=start,
        measures=own_measures(),
        wrong=is_wrong,
        corpus=str(root.resolve()),
        documents=documents,
        undeclared=sum(not item.declared for item in items),
    )


def _no_file(name: str, path: Path) -> str:
    if path.is_dir():
        return f"{name} is a folder; name a question file, and the folder with --corpus"
    near = get_close_matches(name, OWN, 1)
    meant = f"{near[0]} is meant?" if near else "`qa eval --list` shows what there is"
    return f"there is no set and no question file {name}; {meant}"


class _Beside:
    """The corpus with documents planted beside it, in a copy; one at a time is kept open."""

    def __init__(self, root: Path, settings: Settings, stack: ExitStack) -> None:
        self._root, self._settings, self._stack = root, settings, stack
        self._planted: tuple[Planted, ...] = ()
        self._opened: Assistant | None = None

    def open(self, planted: tuple[Planted, ...]) -> Assistant:
        if self._opened is None or planted != self._planted:
            self._stack.close()
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
            corpus = folder / "corpus"
            if self._root.is_dir():
                shutil.copytree(self._root, corpus, ignore_dangling_symlinks=True)
            else:
                corpus.mkdir()
                shutil.copy(self._root, corpus)
            for one in planted:
                path = corpus / one.source
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(one.text.encode())
            opened = Assistant.open(corpus, index=folder / "index", settings=self._settings)
            self._opened, self._planted = self._stack.enter_context(opened), planted
        return self._opened


def _digest(path: Path, documents: str, ids: Sequence[str]) -> str:
    """Of the questions, which of them, and the documents."""
    made = hashlib.sha256(path.read_bytes())
    made.update("\n".join([*ids, documents]).encode())
    return made.hexdigest()


def _documents(root: Path) -> str:
    """Of the documents' names and bytes, wherever the folder lies."""
    made = hashlib.sha256()
    files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
    for file in files:
        name = file.relative_to(root).as_posix() if root.is_dir() else file.name
        made.update(name.encode("utf-8", "surrogateescape") + b"\0" + file.read_bytes())
    return made.hexdigest()[:16]
