"""``qa ui``: who may reach it, on what port, with what login, and what Gradio is told."""

from __future__ import annotations

import argparse
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli.ui import add_ui_options, address, is_loopback, login_of, private_uploads, ui
from qa.errors import QaError, UsageError
from qa.ui.history import HistoryStore


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_ui_options(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.2", "example.org", "", "127.0.0.1.x"])
def test_all_else_is_public(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.2", "example.org"])
def test_a_public_bind_without_a_login_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="--auth USER:PASS"):
        ui(options("--host", host))


def test_a_login_is_a_name_and_a_password_of_some_length() -> None:
    assert login_of(None) is None
    assert login_of("ann:long:enough") == ("ann", "long:enough")
    for bad in ("ann", ":password1", " :password1", "ann:short", "ann:"):
        with pytest.raises(UsageError):
            login_of(bad)


def test_a_port_that_is_taken_or_none_is_told(tmp_path: Path) -> None:
    history = ["--history", str(tmp_path / "h.sqlite3")]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(QaError, match="cannot be used"):
            ui(options("--port", str(taken.getsockname()[1]), *history))
    with pytest.raises(UsageError, match="from 1 to 65,535"):
        ui(options("--port", "70000", *history))


def test_the_history_is_purged_by_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "h.sqlite3"
    HistoryStore(path).start("secret", owner="ann")
    assert ui(options("--purge-history", "--history", str(path))) == 0
    assert "1 conversations deleted" in capsys.readouterr().err
    assert b"secret" not in path.read_bytes()


def test_the_address_is_one_that_a_browser_takes() -> None:
    assert address("0.0.0.0", 80) == "http://127.0.0.1:80/"
    assert address("::", 80) == "http://[::1]:80/"


def test_uploads_go_to_a_folder_of_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    summed_up = ("GRADIO_ANALYTICS_CACHE_FREQUENCY", "GRADIO_ANALYTICS_MAX_EVENTS")
    for name in ("GRADIO_TEMP_DIR", "GRADIO_ANALYTICS_ENABLED", *summed_up):
        monkeypatch.setenv(name, "x")
    folder = private_uploads()
    assert os.environ["GRADIO_TEMP_DIR"] == folder
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert int(os.environ[summed_up[0]]) > 10**6 and int(os.environ[summed_up[1]]) == 1
    assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
    Path(folder).rmdir()


def test_the_modules_of_the_page_load_no_gradio_and_no_model() -> None:
    names = (
        "ui.page ui.api ui.chat ui.export ui.frontend ui.library ui.panels ui.queue ui.service "
        "ui.side cli.ui"
    )
    program = "\n".join(f"import qa.{name}" for name in names.split()) + (
        "\nimport sys\nheavy = {'gradio', 'numpy', 'torch', 'faiss', 'llama_cpp'}"
        "\nprint(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
