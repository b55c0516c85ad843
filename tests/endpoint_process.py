"""Starts and stops the little server of tests/endpoint_server.py, and reads its log."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class Server:
    """A running server process."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("endpoint_server.py")), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())
        self.scheme = "https" if arguments else "http"

    def url(self, behaviour: str, tag: str = "-") -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/{behaviour}/{tag}/v1"

    def log(self, tag: str) -> list[dict[str, Any]]:
        """What came in: path, headers, body, and whether the caller left."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}/log/{tag}", timeout=20) as reply:
            return list(json.load(reply))

    def script(self, tag: str, *lines: str) -> str:
        """The URL of a server that writes these lines, one for each request."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        data = json.dumps(lines).encode()
        place = f"http://127.0.0.1:{self.port}/script/{tag}"
        opener.open(urllib.request.Request(place, data, method="PUT"), timeout=20).close()
        return self.url("script", tag)

    def wait(self, tag: str, wanted: Callable[[list[dict[str, Any]]], bool]) -> bool:
        """Whether the log comes to be as wanted, soon."""
        for _ in range(400):
            if wanted(self.log(tag)):
                return True
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


def running(*arguments: str) -> Iterator[Server]:
    """For a fixture: a server, stopped in the end."""
    server = Server(*arguments)
    yield server
    server.stop()
