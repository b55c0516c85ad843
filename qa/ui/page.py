"""The page: chat on the left, the source on the right. Gradio 6 over ``qa.ui.service``.

Everything shown is made by the pure modules beside this one; here is the layout, and which event
calls what. No callback of the page is part of its API: that is ``qa.ui.api``'s alone. Gradio is
loaded when a page is built, not when this module is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from qa.ui.api import add_endpoints
from qa.ui.chat import Chat
from qa.ui.only import Only, only_fields
from qa.ui.panels import Panels
from qa.ui.service import Service
from qa.ui.side import add_check, add_documents, add_search, add_settings, add_speakers, told
from qa.ui.source import empty_pane
from qa.ui.text import static

__all__ = ["build_page", "look", "owner_of", "session_of", "with_kinds"]

_PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}
_ASKING = {**_PRIVATE, "concurrency_limit": None}
_NO_LIMIT = "Ask a part of the documents only"
_EXPORTS = {"Markdown": "markdown", "Web page": "html", "Text": "text", "JSON": "json"}


def with_kinds(function: Any, **kinds: Any) -> Any:
    """``function`` with annotations set by hand: gradio is no name of these modules."""
    function.__annotations__.update(kinds)
    return function


def owner_of(request: Any) -> str:
    """The login name, "" where there are none."""
    return str(getattr(request, "username", None) or "")


def session_of(request: Any) -> str:
    """The id of the browser's tab."""
    return str(getattr(request, "session_hash", None) or "")


def look(gr: Any) -> dict[str, Any]:
    """Theme, style and script, for ``launch``: fonts of the reader's own machine, no others."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.slate,
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
    )
    deep, pale = "#0b5f66", "#7fd6d3"
    theme.set(
        color_accent=deep,
        button_primary_background_fill=deep,
        button_primary_background_fill_hover="#084a50",
        button_primary_background_fill_dark=deep,
        button_primary_background_fill_hover_dark="#0f757d",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
        input_placeholder_color="#5a6875",
        input_placeholder_color_dark="#a9b8c6",
        block_label_text_color="#3c4a57",
        block_label_text_color_dark="#c4d0db",
        block_title_text_color="#3c4a57",
        block_title_text_color_dark="#c4d0db",
        block_info_text_color="#4d5c69",
        block_info_text_color_dark="#a9b8c6",
        link_text_color=deep,
        link_text_color_dark=pale,
    )
    head = f"<script>{static('ui.js')}</script>"
    return {"theme": theme, "css": static("ui.css"), "head": head}


def build_page(service: Service) -> Any:
    """The page as a ``gradio.Blocks``, ready to be launched."""
    import gradio as gr

    chat, panels = Chat(service), Panels(service)
    plain: dict[str, Any] = {"analytics_enabled": False, "delete_cache": (3600, 3600)}
    with gr.Blocks(title="Ask the documents", fill_height=True, **plain) as page:
        add_endpoints(gr, service)  # first: the names of its functions are the API's
        current = gr.State(None)
        editing = gr.State(None)
        with gr.Sidebar(label="Conversations", open=False, elem_id="qa-sidebar", width=300):
            side = _sidebar(gr)
        with gr.Row(elem_id="qa-main", equal_height=False):
            with gr.Column(scale=11, min_width=300, elem_id="qa-left"), gr.Tabs(elem_id="qa-tabs"):
                with gr.Tab("Ask"):
                    ask = _ask_tab(gr, chat)
                with gr.Tab("Search"):
                    found = add_search(gr, panels)
                with gr.Tab("Who says what"):
                    voices = add_speakers(gr, panels)
                with gr.Tab("Check a draft"):
                    checked = add_check(gr, panels)
                with gr.Tab("Documents"):
                    documents = add_documents(gr, panels)
                with gr.Tab("Settings"):
                    add_settings(gr, panels)
            with gr.Column(scale=9, min_width=300, elem_id="qa-right"):
                pane = gr.HTML(empty_pane(), js_on_load=static("open.js"), elem_id="qa-pane")
        handed = gr.JSON(visible="hidden", elem_id="qa-handed")
        offered = gr.JSON(visible="hidden", elem_id="qa-offered")
        further = gr.JSON(visible="hidden", elem_id="qa-found-further")
        parts = {**ask, **side, "current": current, "editing": editing}
        parts |= {"handed": handed, "offered": offered, "further": further}
        _wire_asking(gr, chat, parts)
        _wire_limits(gr, chat, parts)
        _wire_history(gr, page, chat, parts)
        _wire_taking(gr, chat, parts)
        places = [ask["transcript"], pane, found, voices, checked, documents]
        _wire_sources(gr, chat, pane, places)
    page.queue(default_concurrency_limit=None, max_size=None)
    return page


def _sidebar(gr: Any) -> dict[str, Any]:
    new = gr.Button("New conversation", variant="primary", elem_id="qa-new")
    find = gr.Textbox(label="Search the conversations", placeholder="words in them", max_lines=1)
    listed = gr.HTML(js_on_load=static("open.js"), elem_id="qa-list")
    with gr.Accordion("This conversation", open=False):
        title = gr.Textbox(label="Title", max_lines=1, elem_id="qa-title")
        with gr.Row():
            rename = gr.Button("Rename", size="sm", min_width=80)
            delete = gr.Button(
                "Delete", size="sm", variant="stop", min_width=80, elem_id="qa-delete"
            )
        told(gr, "Save with its quotes as")
        with gr.Row():
            saves = {
                shape: gr.Button(words, size="sm", min_width=100, elem_id=f"qa-save-{shape}")
                for words, shape in _EXPORTS.items()
            }
    with gr.Accordion("All conversations", open=False):
        told(gr, "They are kept on this machine, readable by its user alone.")
        purge = gr.Button("Delete all", size="sm", variant="stop", elem_id="qa-purge")
    return {
        "new": new,
        "find": find,
        "listed": listed,
        "title": title,
        "rename": rename,
        "delete": delete,
        "saves": saves,
        "purge": purge,
    }


def _ask_tab(gr: Any, chat: Chat) -> dict[str, Any]:
    transcript = gr.HTML(
        "", js_on_load=static("open.js"), elem_id="qa-transcript", elem_classes="qa-scroll"
    )
    with gr.Row(elem_id="qa-ask-row"):
        box = gr.Textbox(
            label="Your question",
            show_label=False,
            container=False,
            placeholder="Ask the documents a question",
            lines=1,
            max_lines=6,
            max_length=2000,
            autofocus=True,
            scale=8,
            elem_id="qa-box",
        )
        send = gr.Button("Ask", variant="primary", scale=0, min_width=84, elem_id="qa-send")
        stop = gr.Button(
            "Stop", variant="stop", scale=0, min_width=84, visible=False, elem_id="qa-stop"
        )
    with gr.Row(elem_id="qa-editing", visible=False) as editing:
        told(gr, "Editing a question: the new answer takes the place of the old one.")
        keep = gr.Button("Leave it as it was", size="sm", scale=0, min_width=150)
    with gr.Accordion(_NO_LIMIT, open=False, elem_id="qa-only") as limits:
        only = only_fields(gr)
        clear = gr.Button("Ask all documents again", size="sm", elem_id="qa-all")
    parts = {"transcript": transcript, "box": box, "send": send, "stop": stop, "only": only}
    return {**parts, "limits": limits, "clear": clear, "editor": editing, "keep": keep}


def _wire_asking(gr: Any, chat: Chat, parts: dict[str, Any]) -> None:
    transcript, box, stop = parts["transcript"], parts["box"], parts["stop"]
    current, editing, send = parts["current"], parts["editing"], parts["send"]
    only, editor = parts["only"], parts["editor"]
    outputs = [transcript, current, box, send, stop, editing, editor]
    outputs += [parts["listed"], parts["title"]]

    async def follow(
        question: str, name: str | None, only: Only, request: Any, replaces: str | None = None
    ) -> AsyncIterator[Any]:
        owner, session = owner_of(request), session_of(request)
        keep, first = gr.skip(), True
        async for shown, given, busy in chat.ask(question, name, owner, session, only, replaces):
            if busy:
                hidden = gr.Button(visible=False), gr.Button(visible=True)
                new = ("", *hidden, None, gr.Row(visible=False)) if first else (keep, *hidden)
                rest = (keep,) * (len(outputs) - 2 - len(new))
                yield shown, keep, *new, *rest
                first = False
                continue
            buttons = gr.Button(visible=True), gr.Button(visible=False)
            listed = chat.listed(owner, current=given)
            if shown is None:  # another conversation is shown
                yield keep, keep, keep, *buttons, keep, keep, listed, keep
                continue
            yield shown, given, keep, *buttons, keep, keep, listed, chat.title(given, owner)

    async def typed(
        question: str, name: str | None, edited: str | None, request: Any, *only: str
    ) -> AsyncIterator[Any]:
        async for update in follow(question, name, Only.of(only), request, edited):
            yield update

    async def clicked(name: str | None, event: Any, request: Any, *only: str) -> AsyncIterator[Any]:
        question = str(event._data.get("question", ""))
        before = chat.turn(str(event._data.get("turn", "")), owner_of(request))
        limit = before.only if before else Only.of(only)
        async for update in follow(question, name, limit, request):
            yield update

    async def again(name: str | None, event: Any, request: Any) -> AsyncIterator[Any]:
        turn = chat.turn(str(event._data.get("turn", "")), owner_of(request))
        if turn is not None:
            async for update in follow(turn.question, name, turn.only, request, turn.id):
                yield update

    kinds = {"event": gr.EventData, "request": gr.Request}
    asked = {"fn": with_kinds(typed, request=gr.Request), "inputs": [box, current, editing, *only]}
    asking = [
        gr.on([box.submit, send.click], **asked, outputs=outputs, **_ASKING),
        transcript.ask(with_kinds(clicked, **kinds), [current, *only], outputs, **_ASKING),
        transcript.retry(with_kinds(again, **kinds), [current], outputs, **_ASKING),
    ]
    for done in asking:
        _then_further(gr, chat, done, parts)

    def stopped(request: Any) -> None:
        chat.stop(session_of(request))

    stop.click(with_kinds(stopped, request=gr.Request), queue=False, **_PRIVATE)


def _then_further(gr: Any, chat: Chat, done: Any, parts: dict[str, Any]) -> None:
    """When the answer is shown, and only then, questions to go on with are looked for."""

    async def further(name: str | None, request: Any) -> AsyncIterator[dict[str, str]]:
        async for found in chat.further(name, owner_of(request), session_of(request)):
            yield found

    look = with_kinds(further, request=gr.Request)
    done.then(look, parts["current"], parts["further"], **_ASKING)


def _wire_limits(gr: Any, chat: Chat, parts: dict[str, Any]) -> None:
    """Editing a question, and the part of the documents that is asked."""
    only, box, editing, editor = parts["only"], parts["box"], parts["editing"], parts["editor"]

    def edit(event: Any, request: Any) -> tuple[Any, ...]:
        turn = chat.turn(str(event._data.get("turn", "")), owner_of(request))
        if turn is None:
            return (gr.skip(),) * (3 + len(only))
        return gr.Textbox(value=turn.question), turn.id, gr.Row(visible=True), *turn.only

    def named(*fields: str) -> Any:
        words = Only.of(fields).words()
        return gr.Accordion(label=f"Asking only: {words}" if words else _NO_LIMIT)

    kinds = {"event": gr.EventData, "request": gr.Request}
    private = {"queue": False, **_PRIVATE}
    outputs = [box, editing, editor, *only]
    begun = parts["transcript"].edit(with_kinds(edit, **kinds), None, outputs, **private)
    begun.then(None, None, None, js="() => { window.qaTyping(); }")
    left = parts["keep"].click(
        lambda: ("", None, gr.Row(visible=False)), None, [box, editing, editor], **private
    )
    left.then(None, None, None, js="() => { window.qaTyping(); }")
    changes = [field.change for field in only]
    gr.on(changes, named, only, parts["limits"], trigger_mode="always_last", **private)
    parts["clear"].click(lambda: ("",) * len(only), None, only, **private)


def _wire_history(gr: Any, page: Any, chat: Chat, parts: dict[str, Any]) -> None:
    transcript, listed, title = parts["transcript"], parts["listed"], parts["title"]
    current, find, editing = parts["current"], parts["find"], parts["editing"]
    shown = [transcript, current, listed, title, editing, parts["editor"]]

    def show(name: str | None, request: Any, query: str = "") -> tuple[Any, ...]:
        owner = owner_of(request)
        known = chat.title(name, owner)
        name = name if known else None
        chat.turn_to(session_of(request), name)
        listed = chat.listed(owner, query, name)
        return chat.transcript(name, owner), name, listed, known, None, gr.Row(visible=False)

    def load(named: Any, request: Any) -> tuple[Any, ...]:
        return show(str(named or ""), request)

    def begin(request: Any) -> tuple[Any, ...]:
        return show(None, request)

    def opened(query: str, event: Any, request: Any) -> tuple[Any, ...]:
        return show(str(event._data.get("conversation", "")), request, query)

    def searched(query: str, name: str | None, request: Any) -> str:
        return chat.listed(owner_of(request), query, name)

    def renamed(name: str | None, words: str, query: str, request: Any) -> tuple[Any, ...]:
        owner = owner_of(request)
        if name and words.strip():
            chat.history.rename(name, words, owner)
        return show(name, request, query)

    def deleted(name: str | None, query: str, request: Any) -> tuple[Any, ...]:
        owner = owner_of(request)
        if name and chat.title(name, owner):
            chat.history.delete(name, owner)
        return show(None, request, query)

    def purged(request: Any) -> tuple[Any, ...]:
        chat.history.purge(owner_of(request))
        return show(None, request)

    one = {"request": gr.Request}
    handed = parts["handed"]
    loaded = page.load(
        with_kinds(load, **one), [handed], shown, js="() => [window.qaConversation()]", **_PRIVATE
    )
    _then_further(gr, chat, loaded, parts)
    parts["further"].change(None, [parts["further"]], None, js=_HAND)
    offered = page.load(chat.offered, None, parts["offered"], **_ASKING)
    offered.then(None, [parts["offered"]], None, js=_HAND)
    parts["new"].click(with_kinds(begin, **one), None, shown, queue=False, **_PRIVATE)
    search = with_kinds(searched, **one)
    latest = {"queue": False, "trigger_mode": "always_last"}
    find.change(search, [find, current], listed, **latest, **_PRIVATE)
    chosen = listed.open(
        with_kinds(opened, event=gr.EventData, **one), [find], shown, queue=False, **_PRIVATE
    )
    _then_further(gr, chat, chosen, parts)
    rename = with_kinds(renamed, **one)
    gr.on(
        [parts["rename"].click, title.submit],
        rename,
        [current, title, find],
        shown,
        queue=False,
        **_PRIVATE,
    )
    parts["delete"].click(
        with_kinds(deleted, **one), [current, find], shown, queue=False, js=_SURE, **_PRIVATE
    )
    parts["purge"].click(with_kinds(purged, **one), None, shown, queue=False, js=_SURE, **_PRIVATE)


_HAND = "(what) => { window.qaHanded(what); }"
# A click that is not meant ends in the browser: an error in its script keeps the call back.
_SURE = "(...given) => { if (!window.qaSure()) throw new Error('kept'); return given; }"


def _wire_taking(gr: Any, chat: Chat, parts: dict[str, Any]) -> None:
    handed, current = parts["handed"], parts["current"]

    def copied(event: Any, request: Any) -> dict[str, str]:
        data = event._data
        return chat.copied(
            str(data.get("turn", "")), str(data.get("format", "")), owner_of(request)
        )

    copy = with_kinds(copied, event=gr.EventData, request=gr.Request)
    taken = parts["transcript"].copy(copy, None, handed, queue=False, **_PRIVATE)
    taken.then(None, [handed], None, js=_HAND)
    for shape, button in parts["saves"].items():

        def saved(name: str | None, request: Any, shape: Any = shape) -> dict[str, str]:
            return chat.exported(name, shape, owner_of(request))

        save = with_kinds(saved, request=gr.Request)
        done = button.click(save, [current], handed, queue=False, **_PRIVATE)
        done.then(None, [handed], None, js=_HAND)


def _wire_sources(gr: Any, chat: Chat, pane: Any, places: list[Any]) -> None:
    def opened(event: Any, request: Any) -> str:
        return chat.source(event._data, owner_of(request))

    show = with_kinds(opened, event=gr.EventData, request=gr.Request)
    for place in places:
        place.cite(show, None, pane, queue=False, **_PRIVATE)
