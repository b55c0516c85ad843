"""A small corpus with scripted answers, served as the real page is."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from index.split import split
from index.types import Document, Hit, Passage, Sentence
from qa.answering import as_composed, grow
from qa.check import Checked, CheckedSentence
from qa.cli.ui import launch_options, private_uploads, with_files
from qa.filters import Filter
from qa.quotes import CorpusText
from qa.settings import Settings
from qa.types import Answer, Dropped, Turn
from qa.ui.history import HistoryStore
from qa.ui.library import Library
from qa.ui.service import Service
from tests.fakes_qa import (
    FakeAssistant,
    FakeIndex,
    answered,
    citation,
    disputed,
    made_document,
    refused,
)

BRIDGE = made_document(
    "bridge.txt",
    "The bridge at Orlow\r\n\r\nThe bridge at Orlow closed on Monday. “The cables are sound,” said "
    "Mara Dietz, the chief engineer. Traffic was sent over the dam.\r\n\r\n"
    + "\r\n\r\n".join(f"On day {n} the weather on the river was fair." for n in range(1, 60))
    + "\r\n\r\nMayor Jon Akker denied that any cable was sound. He had seen the rust himself.\r\n",
    title="The bridge at Orlow",
    outlet="Orlow Courier",
    published="2024-03-04",
)
RADIO = made_document(
    "radio.txt", "Jon Akker said the repair would cost 4 million. It was raining.\n"
)
PERSIAN = made_document(
    "پل.txt",
    "پل اورلو روز دوشنبه بسته شد. مارا دیتز گفت: «کابل‌ها سالم‌اند» و 3 نفر شنیدند.\nEnglish line.\n",
    title="پل اورلو",
    language="fa",
)
HOSTILE = made_document(
    "<img src=x onerror=alert(1)>.txt",
    '<script>window.hacked=1</script> said "Eve" & {{value}} ${alert(1)} `x` [1].\n'
    '<img src=x onerror="window.hacked=2"> A\u202egnp.exe\u200b end. <b>Bold & true</b>\n',
    title="<svg onload=window.hacked=3> [7]",
)
DOCUMENTS = (BRIDGE, HOSTILE, PERSIAN, RADIO)

SOUND = "“The cables are sound,” said Mara Dietz, the chief engineer."
DENIED = "Mayor Jon Akker denied that any cable was sound."


class Scene(FakeIndex):
    """An index over the documents, really split."""

    def sentences(self, document_id: str) -> tuple[Sentence, ...]:
        return _split(self.document(document_id))[0]


@cache
def _split(document: Document) -> tuple[tuple[Sentence, ...], tuple[Passage, ...]]:
    made = split(document)
    return made


def scripted() -> Mapping[str, Answer]:
    """The answers that the scene knows, by question."""
    closed = answered(
        "When did the bridge close?",
        [(BRIDGE, "The bridge at Orlow closed on Monday.")],
        [citation(1, BRIDGE, "The bridge at Orlow closed on Monday.", voice="outlet")],
    )
    sound = disputed(
        "Are the cables sound?", [(BRIDGE, SOUND), (BRIDGE, DENIED)], ["claim", "denial"]
    )
    people = (("Mara Dietz", "said"), ("Jon Akker", "denied"))
    sound = replace(
        sound,
        citations=tuple(
            replace(c, speaker=who, cue=cue, voice="reported")
            for c, (who, cue) in zip(sound.citations, people, strict=True)
        ),
        dropped=(Dropped("The cables are new.", "no source says new"),),
    )
    cost = refused("Who paid?", [(RADIO, "Jon Akker said the repair would cost 4 million.")], 1)
    persian = answered("پل کی بسته شد؟", [(PERSIAN, PERSIAN.text.split("\n")[0])])
    eve = answered(
        "What did Eve say?", [(HOSTILE, line) for line in HOSTILE.text.strip().split("\n")]
    )
    follow = replace(
        answered("And how much?", [(RADIO, "Jon Akker said the repair would cost 4 million.")]),
        standalone_question="How much would the repair cost?",
    )
    denied = answered("Who denied that any cable was sound?", [(BRIDGE, DENIED)])
    who = answered("Who is Mara Dietz?", [(BRIDGE, SOUND)])
    both = (closed, sound, cost, persian, eve, follow, denied, who)
    return {answer.question: answer for answer in both}


DRAFT = (
    "The cables are sound, said Mara Dietz. Jon Akker said that the cables were sound. "
    "<b>The river</b> froze in May."
)


def checked_draft(draft: str) -> Checked:
    """A sentence supported, one contradicted, one not found; with the words for each."""
    one, two, three = (part.strip(". ") + "." for part in draft.split(". "))
    at = [draft.index(part) for part in (one, two, three)]
    sentences = (
        CheckedSentence(one, at[0], at[0] + len(one), "supported", citations=(1,)),
        CheckedSentence(
            two, at[1], at[1] + len(two), "contradicted", "the source denies it", citations=(2,)
        ),
        CheckedSentence(three, at[2], at[2] + len(three), "not_found", "no sentence is about this"),
    )
    answer = scripted()["Are the cables sound?"]
    return Checked(sentences, answer.citations, answer.documents)


@dataclass
class Scripted(FakeAssistant):
    """Streams the scripted answers, each step after ``pause`` seconds; notes overlaps."""

    pause: float = 0.0
    running: int = 0
    overlaps: int = 0
    filters: list[Filter | None] = field(default_factory=list)
    opened_with: list[Any] = field(default_factory=list)
    made: Settings = field(default_factory=lambda: Settings(no_model=True))

    @property
    def settings(self) -> Settings:
        return self.made

    def check(self, text: str) -> Checked:
        time.sleep(self.pause)
        return checked_draft(text)

    def search(self, query: str, k: int = 10, *, only: Filter | None = None) -> tuple[Hit, ...]:
        self.filters.append(only)
        return tuple(h for h in super().search(query, k) if not only or only.keeps(h.document))

    def follow(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        id: str | None = None,
        only: Filter | None = None,
    ) -> Iterator[Answer]:
        self.filters.append(only)
        self.running += 1
        self.overlaps += self.running > 1
        try:
            time.sleep(self.pause)
            if question.startswith("echo "):
                answer = refused(question, [(RADIO, "It was raining.")])
            elif question not in self.answers:
                answer = refused(question, [])
            else:
                answer = self.ask(question, history=history, id=id)
            for grown in grow(answer, as_composed(answer), ()):
                yield grown
                time.sleep(self.pause)
            yield answer
        finally:
            self.running -= 1


def scene_index(documents: Sequence[Document] = DOCUMENTS) -> Scene:
    made = hashlib.sha256("".join(document.id for document in documents).encode())
    return Scene(tuple(documents), digest=made.hexdigest())


def scene_text(documents: Sequence[Document] = DOCUMENTS) -> CorpusText:
    """The scene's documents as ``Assistant.text`` gives them."""
    return Scripted(scene_index(documents)).text


def make_service(
    folder: Path, pause: float = 0.0, documents: Sequence[Document] = DOCUMENTS
) -> tuple[Service, Scripted]:
    """A service over the scene, its history, library and tried questions in ``folder``."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for document in documents:
        name = document.source.replace("/", "_")
        (corpus / name).write_bytes(document.text.encode())
    assistant = Scripted(scene_index(documents), scripted(), pause=pause)
    library = Library(corpus)

    def opener(path: Path, settings: Settings, refresh: bool, progress: Any) -> Any:
        if progress:
            progress("reading", 1, 2)
        # A file that still holds what it held is the document that it was, title and all.
        held = {(d.source, d.text): d for d in assistant.index.documents}
        files = [(f.name, f.read_bytes().decode()) for f in sorted(path.iterdir()) if f.is_file()]
        now = [held.get((name, text)) or made_document(name, text) for name, text in files]
        opened = Scripted(scene_index(now), scripted(), pause=pause, made=settings)
        assistant.opened_with.append(settings)
        return opened

    history = HistoryStore(folder / "data" / "history.sqlite3")
    kept = folder / "data" / "examples.json"
    made: Any = assistant  # a stand-in
    return Service(made, library, history, opener=opener, examples=kept), assistant


@contextmanager
def served(service: Service, *, mcp: bool = False, login: Any = None) -> Iterator[str]:
    """The page's address while it is served on a free port."""
    import socket

    private_uploads()
    from qa.ui.page import build_page

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = build_page(service)
    options = launch_options("127.0.0.1", port, login, mcp=mcp, browser=False)
    page.launch(**with_files(options, page, service), prevent_thread_lock=True)
    service.seek_examples()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        page.close(verbose=False)
        service.desk.close()
