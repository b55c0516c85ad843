"""A little OpenAI-compatible server with many faults: a process of its own, on loopback.

The path says how it behaves: ``/<behaviour>/<tag>/v1``. What came in under a tag is told at
``/log/<tag>``; a script is put at ``/script/<tag>``. Run as a program it prints its port and
serves until its input ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import ssl
import struct
import sys
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

GREETING = "Hello there, how are you today?"


# What it writes ---------------------------------------------------------------------------


def derived(grammar: str) -> str:
    """The shortest text of a grammar in GBNF, its first alternatives: how it is honoured here."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines() if line.strip())
    token = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|\{\d+,?\d*\}|[()|*+?]|\w+')

    def choice(tokens: list[str]) -> str:
        """All alternatives up to a closing bracket; the first one is taken."""
        texts = [""]
        last = ""
        while tokens:
            word = tokens.pop(0)
            if word == ")":
                break
            if word == "|":
                texts.append("")
                last = ""
            elif word in "*?" or word[0] == "{":
                low = 0 if word in "*?" else int(re.findall(r"\d+", word)[0])
                texts[-1] = texts[-1][: len(texts[-1]) - len(last)] + last * low
                last = ""
            else:
                last = atom(word, tokens)
                texts[-1] += last
        return texts[0]

    def atom(word: str, tokens: list[str]) -> str:
        if word == "(":
            return choice(tokens)
        if word[0] == '"':
            return re.sub(r"\\(.)", r"\1", word[1:-1])
        if word[0] == "[":
            return "x" if word[1] == "^" else word[1]
        return choice(token.findall(rules[word]))

    return choice(token.findall(rules["root"]))


def instance(schema: dict[str, Any]) -> Any:
    """The least value that fits a schema: how that is honoured here."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema["type"]
    if kind == "object":
        return {name: instance(part) for name, part in schema["properties"].items()}
    if kind == "array":
        return [instance(schema["items"])] * schema.get("minItems", 0)
    return {"string": "x" * schema.get("minLength", 0), "integer": 0, "boolean": True}[kind]


def scripted(body: dict[str, Any]) -> str:
    """What the prompt says behind ``REPLY:``, else a greeting."""
    content = body["messages"][-1]["content"]
    return content.partition("REPLY:")[2].partition("\n\nAnswer with")[0] or GREETING


def fault(message: str, code: str = "") -> dict[str, Any]:
    return {"error": {"message": message, "code": code or None}}


# Answers that are the same for each request: status, body, content type, and a header.
ANSWERS: dict[str, tuple[Any, ...]] = {
    "nomodel404": (404, fault("The model `m` does not exist.", "model_not_found")),
    "nomodel-ollama": (404, {"error": "model 'm' not found, try pulling it first"}),
    "nomodel400": (400, fault("m is not a valid model ID")),
    "context": (400, fault("This model's maximum context length is 4096 tokens.", "too_long")),
    "context-llama": (400, fault("the request exceeds the available context size")),
    "rate": (429, fault("Rate limit reached"), "application/json", ("Retry-After", "7")),
    "quota": (429, fault("You exceeded your quota", "insufficient_quota")),
    "loading": (503, fault("Loading model")),
    "broken": (500, fault("a long tale " * 100)),
    "refusing": (400, fault("messages: \x1b[31mtoo odd")),
    "html": (200, "<!doctype html><p>It works!</p>", "text/html"),
    "html404": (404, "<html><body>Not Found</body></html>", "text/html"),
    "nothing": (404, {"detail": "Not Found"}),
    "other": (200, {"hello": "world"}),
    "text": (200, "hello\n", "text/plain"),
    "moved": (307, "", "text/plain", ("Location", "http://127.0.0.1:9/v1?key=abc")),
}


# How it behaves ---------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    log_of: ClassVar[dict[str, list[dict[str, Any]]]] = defaultdict(list)
    script_of: ClassVar[dict[str, list[Any]]] = defaultdict(list)

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        self.reply(200, self.log_of[self.path.removeprefix("/log/")])

    def do_PUT(self) -> None:
        script = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script_of[self.path.removeprefix("/script/")] = script
        self.reply(200, {})

    def do_CONNECT(self) -> None:
        self.reply(403, {"error": "no way through"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = re.sub(r"^http://[^/]*", "", self.path)
        _, behaviour, tag, *_ = path.split("/")
        entry = {"path": self.path, "headers": dict(self.headers), "body": body, "left": False}
        self.log_of[tag].append(entry)
        self.body, self.turn, self.close_connection = body, len(self.log_of[tag]), True
        self.tag = tag
        try:
            self.behave(behaviour)
        except (BrokenPipeError, ConnectionResetError):
            entry["left"] = True

    def behave(self, behaviour: str) -> None:
        if behaviour in ANSWERS:
            self.reply(*ANSWERS[behaviour])
        else:
            getattr(self, "be_" + behaviour.replace("-", "_"))()

    # Ways to answer

    def reply(
        self, status: int, value: Any, kind: str = "application/json", *more: tuple[str, str]
    ) -> None:
        data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in (("Content-Type", kind), ("Content-Length", str(len(data))), *more):
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def send(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def event(self, text: str | None, why: str | None = None) -> None:
        delta = {} if text is None else {"content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": why}
        self.send(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")

    def write(self, text: str, why: str = "stop", pause: float = 0.0) -> None:
        self.begin()
        self.event("")
        for piece in re.findall(r"\s*\S+|\s+$", text):
            self.event(piece)
            time.sleep(pause)
        self.event(None, why)
        self.send(b"data: [DONE]\n\n")
        self.send(b"")

    def reset(self) -> None:
        """Leave without a word, by a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    # Good servers

    def be_script(self) -> None:
        """Writes one line of its script after the other; ``!gone`` behaves like ``gone``."""
        if self.body["messages"][-1]["content"].startswith("Say hello."):
            return self.write(GREETING)
        script = self.script_of[self.tag]
        line = script.pop(0) if script else GREETING
        if line.startswith("!"):
            return self.behave(line[1:])
        self.write(line)

    def be_plain(self) -> None:
        self.write(scripted(self.body))

    def be_slow(self) -> None:
        self.write(scripted(self.body), pause=0.02)

    def be_short(self) -> None:
        self.write(scripted(self.body), "length")

    def be_grammar(self) -> None:
        grammar = self.body.get("grammar")
        self.write(derived(grammar) if grammar else scripted(self.body))

    def be_schema(self) -> None:
        schema = self.body.get("response_format", {}).get("json_schema", {}).get("schema")
        self.write(json.dumps(instance(schema)) if schema else scripted(self.body))

    def be_strict(self) -> None:
        """A server that knows few fields, and says so in its own way for each."""
        for field in ("grammar", "response_format", "seed", "temperature", "max_tokens"):
            if field in self.body:
                said = f"Unsupported parameter: '{field}' is not supported with this model."
                return self.reply(400, fault(said))
        self.write(scripted(self.body))

    def be_picky(self) -> None:
        """A server that checks its fields with pydantic."""
        if "seed" in self.body:
            where = {"type": "extra_forbidden", "loc": ["body", "seed"]}
            said = {"detail": [{**where, "msg": "Extra inputs are not permitted"}]}
            return self.reply(422, said)
        self.write(scripted(self.body))

    def be_whole(self) -> None:
        """A server that does not stream."""
        message = {"role": "assistant", "content": scripted(self.body)}
        self.reply(200, {"choices": [{"message": message, "finish_reason": "stop"}]})

    def be_halves(self) -> None:
        """A server that sends the halves of a character apart, and other ends of lines."""
        self.begin()
        self.send('data: {"choices": [{"delta": {"content": "a\u2028\x85"}}]}\n\n'.encode())
        for text in ("\ud83d", "\ude00", " \ud83d"):
            self.event(text)
        self.send(b": a word to keep the line open\r\n\r\nevent: x\r\ndata: [DONE]\r\n\r\n")
        self.send(b"")

    def be_thinking(self) -> None:
        self.write(f" <think> {scripted(self.body).replace('DONE', '</think> ')}")

    def be_key(self) -> None:
        given = self.headers.get("Authorization")
        if given == "Bearer right-key-12345":
            self.write("welcome")
        else:
            self.reply(401, fault(f"Incorrect API key provided: {given}", "invalid_api_key"))

    # Bad servers

    def be_wordless(self) -> None:
        """A server that can say what is wrong only where it does not stream."""
        if self.body["stream"]:
            self.begin()
            return self.send(b"")
        self.reply(400, fault("Requested tokens (931) exceed context window of 512"))

    def be_mute(self) -> None:
        self.begin()
        self.send(b"")

    def be_forbidden(self) -> None:
        self.reply(403, fault(f"{self.headers.get('Authorization')} may not do that"))

    def be_notjson(self) -> None:
        self.begin()
        self.send(b"data: {oops\n\n")
        self.send(b"")

    def be_nothttp(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")

    def be_filtered(self) -> None:
        self.write("this is what", "content_filter")

    def be_late_error(self) -> None:
        self.begin()
        self.event("half of")
        said = {"error": {"message": "'seed' is not supported", "code": 400}}
        self.send(b"data: " + json.dumps(said).encode() + b"\n\n")
        self.send(b"")

    def be_gone(self) -> None:
        self.begin()
        self.event("half of")
        self.event(" the")
        time.sleep(0.1)
        self.reset()

    def be_ended(self) -> None:
        """The answer ends as if it were whole, but its last event is missing."""
        self.begin()
        self.event("half of")
        self.send(b"")

    def be_reset(self) -> None:
        self.reset()

    def be_reset_once(self) -> None:
        self.reset() if self.turn == 1 else self.write("second time")

    def be_silent(self) -> None:
        self.connection.settimeout(20)
        if self.connection.recv(1) == b"":
            raise BrokenPipeError

    def be_stalled(self) -> None:
        self.begin()
        self.event("half of")
        self.be_silent()

    def be_pinging(self) -> None:
        self.begin()
        while True:
            self.send(b": ping\n\n")
            time.sleep(0.02)

    def be_trickling(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
            self.wfile.write(bytes([byte]))
            time.sleep(0.02)

    def be_endless(self) -> None:
        self.begin()
        while True:
            self.event("word ")
            time.sleep(0.01)

    def be_flood(self) -> None:
        self.begin()
        while True:
            self.send(b"x" * 1_000_000)


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if sys.argv[1:]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*sys.argv[1:])
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        sys.stdin.read()
    # At once, whatever its threads are still sending.
    os._exit(0)


if __name__ == "__main__":
    main()
