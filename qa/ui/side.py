"""The tabs beside the chat, laid out and wired: search, speakers, documents, settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from qa.errors import QaError
from qa.ui.library import MOST_BYTES, MOST_FILES
from qa.ui.only import only_fields
from qa.ui.panels import FEWEST_PASSAGES, MOST_PASSAGES, Panels, settings_from
from qa.ui.text import label, static

__all__ = ["add_check", "add_documents", "add_search", "add_settings", "add_speakers", "told"]

_PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
_TYPES = [".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"]


def told(gr: Any, sentence: str) -> Any:
    """A sentence of the page's own; not Gradio's Markdown, whose scripts every page would load."""
    return gr.HTML(f"<p>{sentence}</p>", elem_classes="qa-told")


def add_search(gr: Any, panels: Panels) -> Any:
    """The search tab; the component that lists what was found."""
    with gr.Row(elem_id="qa-search-row"):
        query = gr.Textbox(label="Search the sentences", max_lines=1, scale=5, elem_id="qa-query")
        go = gr.Button("Search", variant="primary", scale=0, min_width=90)
    given = only_fields(gr)
    found = gr.HTML(js_on_load=static("open.js"), elem_id="qa-found", elem_classes="qa-scroll")

    async def search(
        words: str, who: str, outlet: str, since: str, until: str, request: Any
    ) -> str:
        session = str(getattr(request, "session_hash", ""))
        return await panels.search(words, session, (who, outlet, since, until))

    search.__annotations__["request"] = gr.Request
    starts = [query.submit, go.click, *(field.submit for field in given)]
    gr.on(starts, search, [query, *given], found, **_PRIVATE)
    return found


def add_speakers(gr: Any, panels: Panels) -> Any:
    """The speakers tab; the component that lists who says what."""
    given = only_fields(gr)
    about = gr.Textbox(
        label="About", placeholder="words of the statement", max_lines=1, elem_id="qa-about"
    )
    voices = gr.HTML(js_on_load=static("open.js"), elem_id="qa-voices", elem_classes="qa-scroll")

    def show(about: str | None, *fields: str | None) -> str:
        return panels.voices(fields, about)

    tab, inputs = voices.parent, [about, *given]
    # Not ``input``: that is not told what is pasted or filled in.
    starts = [field.change for field in inputs]
    gr.on(starts, show, inputs, voices, trigger_mode="always_last", **_PRIVATE)
    tab.select(show, inputs, voices, **_PRIVATE)
    return voices


def add_check(gr: Any, panels: Panels) -> Any:
    """The tab that checks a draft; the component that lists its sentences."""
    from qa.check import LONGEST_DRAFT  # here, since it loads numpy

    draft = gr.Textbox(
        label="Your draft",
        placeholder="Paste the text to check against the documents",
        lines=5,
        max_lines=12,
        max_length=LONGEST_DRAFT,
        elem_id="qa-draft",
    )
    with gr.Row():
        go = gr.Button("Check the draft", variant="primary", size="sm", elem_id="qa-check")
        stop = gr.Button("Stop", variant="stop", size="sm", visible=False, elem_id="qa-check-stop")
    found = gr.HTML(js_on_load=static("open.js"), elem_id="qa-checked", elem_classes="qa-scroll")

    def buttons(busy: bool) -> tuple[Any, Any]:
        return gr.Button(visible=not busy), gr.Button(visible=busy)

    async def check(text: str, request: Any) -> AsyncIterator[Any]:
        async for shown in panels.check(text, str(getattr(request, "session_hash", ""))):
            yield shown, *buttons(True)
        yield gr.skip(), *buttons(False)

    check.__annotations__["request"] = gr.Request
    running = go.click(check, [draft], [found, go, stop], **_PRIVATE)
    stop.click(
        lambda: ('<p class="qa-quiet">Stopped.</p>', *buttons(False)),
        None,
        [found, go, stop],
        cancels=[running],
        queue=False,
        **_PRIVATE,
    )
    return found


def add_documents(gr: Any, panels: Panels) -> Any:
    """The documents tab; the component that lists them."""
    listed = gr.HTML(js_on_load=static("open.js"), elem_id="qa-documents", elem_classes="qa-scroll")
    report = gr.HTML(elem_id="qa-report")
    upload = gr.File(
        label=f"Add documents (at most {MOST_FILES}, {MOST_BYTES >> 20} MiB each)",
        file_count="multiple",
        file_types=_TYPES,
        height=128,
        elem_id="qa-upload",
    )
    again = gr.Button("Re-index", size="sm", elem_id="qa-reindex")
    with gr.Accordion("In use", open=False):
        models = gr.HTML()
    shown = [report, listed, models]

    def both() -> tuple[str, str]:
        return panels.documents(), panels.models()

    async def followed(notes: AsyncIterator[str]) -> AsyncIterator[Any]:
        async for note in notes:
            yield note, gr.skip(), gr.skip()
        yield gr.skip(), *both()

    async def add(names: list[str] | None) -> AsyncIterator[Any]:
        if names:
            async for update in followed(panels.add(names)):
                yield *update, gr.skip()
            yield gr.skip(), *both(), None

    async def remove(event: Any) -> AsyncIterator[Any]:
        async for update in followed(panels.remove(str(event._data.get("source", "")))):
            yield update

    async def refresh() -> AsyncIterator[Any]:
        async for update in followed(panels.refresh()):
            yield update

    remove.__annotations__["event"] = gr.EventData
    upload.upload(add, [upload], [*shown, upload], **_PRIVATE)
    again.click(refresh, None, shown, **_PRIVATE)
    listed.remove(remove, None, shown, **_PRIVATE)
    listed.parent.select(both, None, [listed, models], **_PRIVATE)
    return listed


def add_settings(gr: Any, panels: Panels) -> None:
    """The settings tab: what the answers are made with, for everybody who uses this page."""
    now = panels.service.settings
    local = panels.service.local
    told(gr, "These hold for everybody who uses this page, until it is started again.")
    passages = gr.Slider(
        FEWEST_PASSAGES,
        MOST_PASSAGES,
        min(MOST_PASSAGES, max(FEWEST_PASSAGES, now.passages)),
        step=1,
        label="Passages looked at",
        info="More find more and take longer.",
    )
    own = gr.Checkbox(now.threshold is not None, label="Set the strictness by hand")
    strict = gr.Slider(
        0.0,
        1.0,
        0.5 if now.threshold is None else now.threshold,
        step=0.01,
        label="Strictness",
        info="Nothing is said below this probability. Higher refuses more and misleads less.",
        interactive=now.threshold is not None,
    )
    model = gr.Textbox(
        "none" if now.no_model else str(now.model or "packaged"),
        label="Language model",
        info="packaged, none, or the path of a .gguf file"
        if local
        else "packaged or none; a file is named on the machine itself",
        max_lines=1,
    )
    with gr.Row():
        server = gr.Textbox(
            now.endpoint or "",
            label="Server that words the answers",
            placeholder="none",
            info="The URL of an OpenAI-compatible server. What it words is checked, but it reads "
            "your questions and the sentences found.",
            max_lines=1,
            interactive=local,
            scale=2,
        )
        served = gr.Textbox(
            now.endpoint_model or "",
            label="Its model",
            info="As the server names it; the key, if it wants one, stands in QA_API_KEY.",
            max_lines=1,
            interactive=local,
            min_width=120,
        )
    use = gr.Button("Use these settings", variant="primary", size="sm", elem_id="qa-use")
    report = gr.HTML()

    async def apply(
        count: float, by_hand: bool, level: float, path: str, url: str, name: str
    ) -> AsyncIterator[str]:
        before = panels.service.settings
        try:
            wanted = settings_from(before, count, by_hand, level, path, local, url, name)
        except QaError as error:
            yield f'<p class="qa-failed" role="alert">{label(str(error))}</p>'
            return
        async for note in panels.refresh(wanted, read=False):
            yield note

    own.change(lambda by_hand: gr.Slider(interactive=by_hand), own, strict, queue=False, **_PRIVATE)
    use.click(apply, [passages, own, strict, model, server, served], report, **_PRIVATE)
