"""The command ``qa ui``: serve the page on this machine, and on others only behind a login."""

from __future__ import annotations

import argparse
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.session import open_assistant, settings_of, warn_left_out
from qa.errors import QaError, UsageError

if TYPE_CHECKING:
    from qa.ui.service import Service

__all__ = ["DEFAULT_PORT", "add_ui_options", "is_loopback", "launch_options", "login_of", "ui"]

DEFAULT_PORT = 7860
_SHORTEST_PASSWORD = 8
_SWITCH_SECONDS = 0.001  # Python's own is 0.005


def add_ui_options(parser: argparse.ArgumentParser) -> None:
    """The options that ``qa ui`` has beside those of documents and models."""
    group = parser.add_argument_group("serving")
    group.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="where to listen (default: 127.0.0.1, this machine alone)",
    )
    group.add_argument(
        "--port", metavar="N", type=int, default=None, help=f"port (default: {DEFAULT_PORT})"
    )
    group.add_argument("--open", action="store_true", help="open the page in the browser")
    group.add_argument(
        "--auth", metavar="USER:PASS", help="ask for this login; needed to listen beyond loopback"
    )
    group.add_argument(
        "--mcp", action="store_true", help="also serve MCP: ask, search, get_document"
    )
    group.add_argument(
        "--history", metavar="FILE", help="where conversations are kept (default: the user's data)"
    )
    group.add_argument(
        "--purge-history", action="store_true", help="delete all conversations and stop"
    )


def ui(args: argparse.Namespace) -> int:
    """Serve the page until interrupted."""
    login = login_of(args.auth)
    if not is_loopback(args.host) and login is None:
        raise UsageError(
            f"{args.host} can be reached from other machines: give --auth USER:PASS, or leave "
            "--host out"
        )
    from qa.ui.history import HistoryStore

    history = HistoryStore(history_path(args.history))
    if args.purge_history:
        count = history.purge(None)
        print(f"qa: {count} conversations deleted from {history.path}", file=sys.stderr)
        return 0
    port = _free_port(args.host, args.port)
    settings = settings_of(args)
    workspace = data_folder() / "documents"
    if settings.corpus is None and workspace.is_dir():
        # The shipped articles with what was added to them in an earlier run.
        args.corpus = str(workspace)
        settings = settings_of(args)
    with open_assistant(args, settings) as assistant:
        warn_left_out(assistant.index)
        from qa.assistant import corpus_path
        from qa.ui.examples import examples_file
        from qa.ui.library import Library
        from qa.ui.service import Service

        corpus = corpus_path(settings.corpus)
        library = Library(corpus, workspace if settings.corpus is None else None)
        kept = examples_file(settings, corpus)
        local = is_loopback(args.host)
        service = Service(assistant, library, history, local=local, examples=kept)
        _serve(service, args, port, login)
    return 0


def _serve(service: Service, args: argparse.Namespace, port: int, login: Any) -> None:
    uploads = private_uploads()
    # Whoever looks at the page waits for one thread while others compute: let it in sooner.
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        from qa.ui.page import build_page

        page = build_page(service)
        options = launch_options(args.host, port, login, mcp=args.mcp, browser=args.open)
        page.launch(**with_files(options, page, service), prevent_thread_lock=True)
        service.prepare()
        print(f"qa: the page is at {address(args.host, port)} (Ctrl-C ends it)", file=sys.stderr)
        if args.mcp:
            place = address(args.host, port) + "gradio_api/mcp/"
            print(f"qa: MCP is at {place}", file=sys.stderr)
        page.block_thread()
    finally:
        service.desk.close()
        shutil.rmtree(uploads, ignore_errors=True)


def private_uploads() -> str:
    """A folder of this run alone for uploads, told to Gradio, which is not to phone home.

    To be called before Gradio is loaded: it reads these once.
    """
    uploads = tempfile.mkdtemp(prefix="qa-ui-")
    os.environ["GRADIO_TEMP_DIR"] = uploads
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Else all calls so far are summed up after each, for a view that is not served.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    return uploads


def launch_options(
    host: str, port: int, login: tuple[str, str] | None, *, mcp: bool, browser: bool
) -> dict[str, Any]:
    """What ``Blocks.launch`` is given: nothing shared, nothing recorded, no foreign host name."""
    import gradio as gr
    from starlette.middleware import Middleware

    from qa.ui.guard import Guard
    from qa.ui.library import MOST_BYTES
    from qa.ui.page import look

    return {
        **look(gr),
        "server_name": host,
        "server_port": port,
        "auth": login,
        "share": False,
        "inbrowser": browser,
        "quiet": True,
        "show_error": True,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": mcp,
        "enable_monitoring": False,
        "run_history": False,
        "footer_links": [],
        "max_file_size": MOST_BYTES,
        "app_kwargs": {"middleware": [Middleware(Guard, local=is_loopback(host))]},
        # Else Gradio gives up where its own page does not come within 3 s of a busy start.
        "_frontend": False,
    }


def with_files(options: dict[str, Any], page: Any, service: Service) -> dict[str, Any]:
    """``options`` and the layer that hands out Gradio's files, while ``service`` rests."""
    from starlette.middleware import Middleware

    from qa.ui.frontend import Frontend, Shelf, frontend_folder, kinds_of

    files = Frontend(frontend_folder())
    layer = Middleware(Shelf, frontend=files, kinds=kinds_of(page), asked=service.page_asked)
    return {**options, "app_kwargs": {"middleware": [*options["app_kwargs"]["middleware"], layer]}}


def is_loopback(host: str) -> bool:
    """Whether an address, or ``localhost``, is this machine's own and nobody else's."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def login_of(text: str | None) -> tuple[str, str] | None:
    """The login of ``USER:PASS``. Raises UsageError where it is none, or easily guessed."""
    if text is None:
        return None
    user, colon, password = text.partition(":")
    if not (user.strip() and colon):
        raise UsageError("--auth takes USER:PASS, a name and a password with a colon between")
    if len(password) < _SHORTEST_PASSWORD:
        raise UsageError(f"the password has fewer than {_SHORTEST_PASSWORD} characters; choose")
    return user, password


def address(host: str, port: int) -> str:
    """The page's address for a person of this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"http://{name}:{port}/"


def data_folder() -> Path:
    """Where conversations, and copies of changed shipped articles, are kept."""
    from platformdirs import user_data_path

    return user_data_path("qa", appauthor=False)


def history_path(named: str | None) -> Path:
    """The file of conversations."""
    return Path(named).expanduser() if named else data_folder() / "history.sqlite3"


def _free_port(host: str, wanted: int | None) -> int:
    """The port that was named, or the first free one from the default on. Raises UsageError."""
    ports = range(DEFAULT_PORT, DEFAULT_PORT + 50) if wanted is None else [wanted]
    for port in ports:
        if not 0 < port < 65536:
            raise UsageError(f"the port is {port}; it must be from 1 to 65,535")
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            with socket.socket(family, socket.SOCK_STREAM) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((host.strip("[]"), port))
                return port
        except OSError as error:
            reason = error
    raise _PortTaken(
        f"port {ports[0]} of {host} cannot be used ({reason.strerror}); name another with --port"
    )


class _PortTaken(QaError):
    """No port to listen on."""
