"""Questions to begin with: of several kinds, and kept only where they were tried and answered.

``candidates`` orders what ``qa.ui.questions`` makes of the documents. ``Examples`` asks them one
after the other while nobody else asks, keeps those whose answer cites the place they were made
of, and remembers them in a file for the next start: what is offered has been tried.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from qa.answering import cites
from qa.types import Answer
from qa.ui.questions import ABOUT, KINDS, Candidate, about, of_sentences

if TYPE_CHECKING:
    from qa.quotes import CorpusText
    from qa.settings import Settings
    from qa.ui.speakers import Saying

__all__ = [
    "COUNT",
    "Examples",
    "Proposals",
    "all_examples",
    "answers",
    "candidates",
    "examples_file",
    "tried_with",
]

COUNT = 4
_FOLDER = "tried-questions"
MOST_TRIED = 16
_MOST_DOCUMENTS = 100
_ORDER = ("who said", ABOUT, "how many", "who is", "is it true", "when", "why", "how much")


class Proposals:
    """Every question that the first documents of a corpus make; thread-safe, made once."""

    def __init__(self, corpus: CorpusText, sayings: Sequence[Saying]) -> None:
        self._corpus = corpus
        self._sayings = sayings
        self._lock = threading.Lock()
        self._made: tuple[Candidate, ...] | None = None

    def all(self) -> tuple[Candidate, ...]:
        """In the order of the documents; what somebody says about something comes last."""
        with self._lock:
            if self._made is None:
                self._made = tuple(self._of_documents()) + self._about()
            return self._made

    def _of_documents(self) -> Iterable[Candidate]:
        for document in self._corpus.documents[:_MOST_DOCUMENTS]:
            yield from of_sentences(document, self._corpus.sentences[document.id], tuple(KINDS))

    def _about(self) -> tuple[Candidate, ...]:
        documents = self._corpus.documents[:_MOST_DOCUMENTS]
        known = {document.id for document in documents}
        sayings = [saying for saying in self._sayings if saying.document_id in known]
        text = "\n".join(document.text for document in documents)

        def same(one: str, other: str) -> bool:
            return one in self._corpus.names.variants(other)

        return tuple(about(sayings, text, same, most=3))


def candidates(proposals: Proposals, most: int = MOST_TRIED) -> tuple[Candidate, ...]:
    """Questions of each kind in turn, at most ``most``; none that is like another."""
    by_kind: dict[str, list[Candidate]] = {kind: [] for kind in _ORDER}
    for one in proposals.all():
        by_kind[one.kind].append(one)
    seen: set[str] = set()
    found = []
    for one in _in_turn(map(_spread, by_kind.values())):
        if one.question.casefold() not in seen:
            seen.add(one.question.casefold())
            found.append(one)
    return tuple(found[:most])


def _spread(found: Sequence[Candidate]) -> list[Candidate]:
    """The first of each document before the second of any."""
    by_document: dict[str, list[Candidate]] = {}
    for one in found:
        by_document.setdefault(one.document_id, []).append(one)
    return _in_turn(by_document.values())


def _in_turn(rows: Iterable[Sequence[Candidate]]) -> list[Candidate]:
    return [one for row in zip_longest(*rows) for one in row if one is not None]


def answers(answer: Answer, candidate: Candidate) -> bool:
    """Whether an answer cites the place that the question was made of."""
    return cites(answer, candidate.document_id, candidate.start, candidate.end, copies=True)


def tried_with(digest: str, settings: Settings) -> str:
    """What decides whether a question is answered, as one digest: documents, settings, weights."""
    model = settings.model
    decides = (
        digest,
        _weights(),
        [str(model), model.stat().st_mtime if model and model.exists() else None],
        settings.no_model,
        settings.passages,
        settings.threshold,
        str(settings.reranker),
        [settings.endpoint, settings.endpoint_model, settings.trust],
    )
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


@cache
def _weights() -> str:
    made = hashlib.sha256()
    for file in sorted(files("qa").joinpath("weights").iterdir(), key=lambda one: one.name):
        if file.is_file():
            made.update(file.name.encode() + b"\0" + file.read_bytes())
    return made.hexdigest()


def examples_file(settings: Settings, corpus: Path) -> Path:
    """Where the examples of a corpus are kept; ``qa index --purge`` removes it."""
    place = str(settings.index_folder(corpus).expanduser().resolve())
    name = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return settings.cache_folder / _FOLDER / f"{name}.json"


def all_examples(settings: Settings) -> Iterator[Path]:
    """The files of all corpora in the cache folder."""
    for file in (settings.cache_folder / _FOLDER).glob("*.json"):
        if re.fullmatch(r"[0-9a-f]{16}", file.stem):
            yield file


class Examples:
    """Questions that were tried and answered, for each ``key`` of ``tried_with``.

    ``kept`` is the file that remembers those of the last key, readable by its owner alone; None
    keeps nothing. A file that cannot be read or written is passed over.
    """

    def __init__(self, count: int = COUNT, kept: Path | None = None) -> None:
        self._count = count
        self._kept = kept
        self._lock = threading.Lock()
        self._found: dict[str, tuple[str, ...]] = {}
        self._done: set[str] = set()
        self._recall()

    def found(self, key: str) -> tuple[str, ...]:
        """What is known so far to be answered."""
        return self._found.get(key, ())

    def done(self, key: str) -> bool:
        """Whether there will be no more."""
        return key in self._done

    def seek(
        self,
        key: str,
        propose: Callable[[], Sequence[Candidate]],
        ask: Callable[[str], Answer | None],
    ) -> None:
        """Try what is proposed until there are enough. ``ask`` gives None where it cannot ask.

        What was found is kept if everything could be asked.
        """
        with self._lock:
            if key in self._done:
                return
            whole = True
            for candidate in propose():
                answer = ask(candidate.question)
                whole = whole and answer is not None
                if answer is not None and answers(answer, candidate):
                    self._found[key] = (*self.found(key), candidate.question)
                if len(self.found(key)) >= self._count:
                    break
            self._done.add(key)
            if whole:
                self._keep(key)

    def _recall(self) -> None:
        if self._kept is None:
            return
        with suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads(self._kept.read_text(encoding="utf-8"))
            key, found = held["key"], held["questions"]
            if isinstance(key, str) and all(isinstance(one, str) for one in found):
                self._found[key] = tuple(found[: self._count])
                self._done.add(key)

    def _keep(self, key: str) -> None:
        if self._kept is None:
            return
        from index.weights import make_private_folder

        with suppress(OSError):
            make_private_folder(self._kept.parent)
            # Made 0600, and put in its place whole.
            handle, draft = tempfile.mkstemp(dir=self._kept.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"key": key, "questions": self.found(key)}, file)
            os.replace(draft, self._kept)
