"""The panels beside the chat: documents, search, speakers, settings. HTML and plain functions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QaError, SettingsError, UsageError
from qa.settings import Settings
from qa.ui.answer import waiting_words
from qa.ui.chat import problem
from qa.ui.check import checked_html
from qa.ui.only import Only, filter_of
from qa.ui.queue import Place
from qa.ui.service import Service, source_of
from qa.ui.speakers import voices_html, voices_of
from qa.ui.text import attributes, escape, label, origin, words

if TYPE_CHECKING:
    from index.types import Document, Hit, LeftOut
    from qa.filters import Filter
    from qa.ui.speakers import Voice

__all__ = ["FEWEST_PASSAGES", "MOST_PASSAGES", "Panels", "settings_from"]

FEWEST_PASSAGES, MOST_PASSAGES = 4, 100
_MOST_LISTED = 500
_MOST_HITS = 20
_STEPS = {"reading": "Reading the files", "splitting": "Splitting", "embedding": "Embedding"}


def settings_from(
    before: Settings,
    passages: float,
    strict: bool,
    threshold: float,
    model: str,
    local: bool,
    endpoint: str = "",
    endpoint_model: str = "",
) -> Settings:
    """The settings that the drawer's fields say. Raises SettingsError and UsageError.

    ``strict`` False leaves the threshold as trained. ``model`` is ``packaged``, ``none`` or the
    path of a GGUF file; ``endpoint`` the URL of a server whose ``endpoint_model`` may pick and
    word. A file or a server can be named only on a page of this machine alone.
    """
    if not FEWEST_PASSAGES <= passages <= MOST_PASSAGES:
        raise SettingsError(
            f"{passages:g} passages; choose from {FEWEST_PASSAGES} to {MOST_PASSAGES}"
        )
    wanted = model.strip() or "packaged"
    path = None if wanted in ("packaged", "none") else Path(wanted).expanduser()
    if path != before.model and path is not None:
        if not local:
            raise UsageError("a model file can be named on the machine itself only: qa ui --model")
        if path.suffix.lower() != ".gguf" or not path.is_file():
            raise UsageError(f"there is no model file {wanted}; name a .gguf file")
    server, name = endpoint.strip() or None, endpoint_model.strip() or None
    if server != before.endpoint and server is not None and not local:
        raise UsageError("a server can be named on the machine itself only: qa ui --endpoint")
    return replace(
        before,
        passages=int(passages),
        threshold=round(threshold, 3) if strict else None,
        model=path,
        no_model=wanted == "none",
        endpoint=server,
        endpoint_model=name if server else None,
    )


class Panels:
    """What the panels show and do, over one service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    # Documents -----------------------------------------------------------------------------

    def documents(self) -> str:
        """The documents with their status, and the files that were left out, with why."""
        index = self.service.assistant.index
        rows = [self._document(document) for document in index.documents[:_MOST_LISTED]]
        rows += [_left_out(out) for out in index.left_out[:_MOST_LISTED]]
        more = len(index.documents) - _MOST_LISTED
        rest = f'<p class="qa-quiet">and {more:,} more.</p>' if more > 0 else ""
        return f'{self._summary()}<ul class="qa-documents">{"".join(rows)}</ul>{rest}'

    def _summary(self) -> str:
        stats = self.service.assistant.index.stats
        library = self.service.library
        place = (
            "These articles ship with the program; when you add or remove one, you get a folder of "
            "your own."
            if library.shipped
            else f"Folder: {label(str(library.root))}."
        )
        out = f", {stats.left_out:,} files left out" if stats.left_out else ""
        return (
            f"<p><b>{stats.documents:,} documents</b>, {stats.sentences:,} sentences{out}.</p>"
            f'<p class="qa-quiet">{place}</p>'
        )

    def _document(self, document: Document) -> str:
        show = attributes(act="place", document=document.id, start=0, end=0)
        gone = attributes(act="remove", source=document.source)
        known = self.service.assistant.index.embedder.languages
        strange = known is not None and document.language and document.language not in known
        note = f" · language {label(document.language or '')} is searched badly" if strange else ""
        file = f"{label(document.source)} · " if document.title else ""
        return (
            f'<li><span class="qa-status qa-status-ok">indexed</span>'
            f'<a href="#qa-source" class="qa-show"{show}>'
            f"{origin(source_of(document), document.source)}</a>"
            f'<span class="qa-file">{file}{len(document.text):,} characters'
            f"{note}</span>"
            f'<button type="button" class="qa-button qa-remove"{gone} '
            f'aria-label="Remove {escape(document.source)}">Remove</button></li>'
        )

    def models(self) -> str:
        """Which model, embedder and index are in use."""
        assistant, settings = self.service.assistant, self.service.settings
        model = "none" if settings.no_model else (settings.model or "packaged")
        threshold = "as trained" if settings.threshold is None else f"{settings.threshold:g}"
        rows = (
            ("Language model", label(str(model))),
            *([("Server", label(settings.endpoint))] if settings.endpoint else []),
            ("Embedder", label(assistant.index.embedder.name)),
            ("Index", escape(assistant.index.digest[:16])),
            ("Passages looked at", str(settings.passages)),
            ("Strictness", threshold),
        )
        facts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
        return f'<dl class="qa-facts">{facts}</dl>'

    async def add(self, files: Sequence[str]) -> AsyncIterator[str]:
        """Add uploaded files and index them; what became of each, in HTML, as it goes on."""
        import asyncio

        yield _note("Checking the files …")
        pairs = [(Path(name), Path(name).name) for name in files]
        rows = await asyncio.to_thread(self.service.library.add_all, pairs)
        report = _added(rows)
        if any(error is None for _, error in rows):
            async for note in self.refresh():
                yield report + note
        else:
            yield report

    async def remove(self, source: str) -> AsyncIterator[str]:
        """Move a document out of the corpus and bring the index up to date."""
        try:
            kept = self.service.library.remove(source)
        except Exception as error:  # shown where the person looks
            yield _failed(error)
            return
        said = f"<p>Removed {label(source)}; it is kept in {label(str(kept.parent))}.</p>"
        async for note in self.refresh():
            yield said + note

    async def refresh(
        self, settings: Settings | None = None, *, read: bool = True
    ) -> AsyncIterator[str]:
        """Bring the index up to date, or take other settings; how far it is, in HTML."""
        import asyncio

        state = ["Working …"]

        def progress(step: str, done: int, total: int) -> None:
            state[0] = f"{_STEPS.get(step, step)}: {done:,} of {total:,}"

        ticket = self.service.reopen(settings, progress, read=read)
        desk, last = self.service.desk, ""
        while not ticket.done:
            working = desk.place(ticket) == Place(0)
            now = state[-1] if working else "Waiting for the question before …"
            if now != last:
                last = now
                yield _note(now)
            await asyncio.sleep(0.1)
        if ticket.error is not None:
            yield _failed(ticket.error)
            return
        await asyncio.to_thread(lambda: self.service.said)
        yield (
            '<p class="qa-done" role="status">The index is up to date.</p>'
            if read
            else ('<p class="qa-done" role="status">The settings are in use.</p>')
        )

    # Search and speakers -------------------------------------------------------------------

    async def search(self, query: str, owner: str, only: Sequence[str]) -> str:
        """The sentences nearest to a query, of those that the fields of a filter leave."""
        if not query.strip():
            return ""
        desk = self.service.desk
        hits: tuple[Hit, ...] = ()
        try:
            ticket = self.service.search(owner, query, _MOST_HITS, filter_of(*only))
            async for item in desk.follow(ticket):
                hits = hits if isinstance(item, Place) else item
        except Exception as error:
            return _failed(error)
        if not hits:
            return '<p class="qa-quiet">Nothing was found.</p>'
        return f'<ol class="qa-nearest">{"".join(map(_hit, hits))}</ol>'

    async def check(self, draft: str, owner: str) -> AsyncIterator[str]:
        """Each sentence of a draft with its verdict; before that, that it is being checked."""
        if not draft.strip():
            yield '<p class="qa-quiet">Paste a draft first.</p>'
            return
        desk, checked = self.service.desk, None
        try:
            async for item in desk.follow(self.service.check(owner, draft)):
                if isinstance(item, Place):
                    yield _note(waiting_words(item.before))
                else:
                    checked = item
        except Exception as error:
            yield _failed(error)
            return
        if checked is not None:
            yield checked_html(checked)

    def voices(self, fields: Sequence[str | None], about: str | None = "") -> str:
        """Who says what, of what the fields of a filter and ``about`` leave: as ``qa quotes``."""
        only, about = Only.of(fields), (about or "").strip()
        try:
            kept = only.filter()
        except QaError as error:
            return _failed(error)
        said = self.service.said
        voices = voices_of(said.corpus, kept, about)
        sources = {name: source_of(one) for name, one in self.service.documents.items()}
        narrowed = bool(kept or about)
        return voices_html(voices, sources, self._counted(voices, kept), narrowed)

    def _counted(self, voices: Sequence[Voice], only: Filter | None) -> str:
        """How much is shown, and what a filter could not judge or was not read."""
        read = self.service.said.corpus.documents
        many = sum(len(voice.sayings) for voice in voices)
        parts = [f"{_many(len(voices), 'speaker')}, {_many(many, 'statement')}"]
        if undated := only.undated(read) if only else 0:
            parts.append(f"{_many(undated, 'document')} without a known date left aside")
        if (more := len(self.service.documents) - len(read)) > 0:
            parts.append(f"{_many(more, 'document')} not read for this list: qa quotes reads all")
        return "; ".join(parts) + "."


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _left_out(out: LeftOut) -> str:
    return (
        f'<li><span class="qa-status qa-status-out">left out</span>{label(out.source)}'
        f'<span class="qa-file">{label(out.reason)}</span></li>'
    )


def _hit(hit: Hit) -> str:
    document, span = hit.document, hit.sentence.span
    given = attributes(act="place", document=document.id, start=span.start, end=span.end)
    return (
        f'<li><q class="qa-quote" dir="auto">{words(hit.text)}</q><span class="qa-where">'
        f"{origin(source_of(document), document.source)} "
        f'<a href="#qa-source" class="qa-show"{given}>show in the document</a></span></li>'
    )


def _added(rows: Sequence[tuple[str, str | None]]) -> str:
    items = "".join(
        f'<li><span class="qa-status qa-status-{"out" if error else "ok"}">'
        f"{'not added' if error else 'added'}</span>{label(name)}"
        f'<span class="qa-file">{label(error or "")}</span></li>'
        for name, error in rows
    )
    return f'<ul class="qa-documents" role="status">{items}</ul>'


def _note(said: str) -> str:
    return (
        '<p class="qa-note" role="status"><span class="qa-pulse" aria-hidden="true"></span>'
        f"{escape(said)}</p>"
    )


def _failed(error: BaseException) -> str:
    said = problem(error) if isinstance(error, Exception) else str(error)
    return f'<p class="qa-failed" role="alert">{label(said)}</p>'
