"""What goes wrong at an endpoint: each failure of a real server process, as its own error."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import logging
import socket
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa import errors
from qa.endpoint import EndpointModel
from qa.endpoint.place import read_endpoint
from qa.endpoint.wire import Wire
from qa.errors import (
    EndpointBusy,
    EndpointContextFull,
    EndpointError,
    EndpointForeign,
    EndpointGone,
    EndpointKeyRefused,
    EndpointMalformed,
    EndpointNoModel,
    EndpointRefused,
    EndpointTimeout,
    EndpointUnreachable,
    ModelMissing,
)
from tests.endpoint_process import Server, running

KEY = "sk-wrong-key-0123456789"

server = pytest.fixture(scope="module")(running)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The files of a certificate for 127.0.0.1 that nobody trusts, and of its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder: Path = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(secret)
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.fixture(scope="module")
def secure(certificate: tuple[str, str]) -> Iterator[Server]:
    """The server behind TLS."""
    yield from running(*certificate)


def opened(url: str, **more: Any) -> EndpointModel:
    return EndpointModel(url, "m", **{"environment": {"QA_API_KEY": KEY}, **more})


def failure(model: EndpointModel) -> EndpointError:
    with pytest.raises(EndpointError) as caught:
        model.generate("hi", 5)
    return caught.value


FAILURES: list[tuple[str, type[EndpointError], str]] = [
    ("key", EndpointKeyRefused, "refuses the key in QA_API_KEY (status 401); put the right one"),
    ("forbidden", EndpointKeyRefused, "refuses the key in QA_API_KEY (status 403)"),
    ("nomodel404", EndpointNoModel, "has no model 'm'"),
    ("nomodel-ollama", EndpointNoModel, "has no model 'm'"),
    ("nomodel400", EndpointNoModel, "has no model 'm'"),
    ("context", EndpointContextFull, "does not fit into the context of m"),
    ("context-llama", EndpointContextFull, "does not fit into the context of m"),
    ("wordless", EndpointContextFull, "does not fit into the context of m"),
    ("rate", EndpointBusy, "too many requests; wait 7 seconds"),
    ("quota", EndpointBusy, "is used up"),
    ("loading", EndpointBusy, "is not ready (it says “Loading model”)"),
    ("broken", EndpointRefused, "failed (status 500)"),
    ("refusing", EndpointRefused, "(it says “messages: ‹U+001B›[31mtoo odd”)"),
    ("filtered", EndpointRefused, "withheld the answer"),
    ("html", EndpointForeign, "answers with a web page"),
    ("html404", EndpointForeign, "answers with a web page"),
    ("nothing", EndpointForeign, "which often ends in /v1"),
    ("other", EndpointForeign, "no choices with words"),
    ("text", EndpointForeign, "no stream of events"),
    ("flood", EndpointForeign, "no stream of events"),
    ("notjson", EndpointForeign, "no JSON object"),
    ("nothttp", EndpointForeign, "does not speak HTTP"),
    ("moved", EndpointForeign, "elsewhere to http://127.0.0.1:9/v1 (status 307)"),
    ("gone", EndpointGone, "broke off in the middle"),
    ("ended", EndpointGone, "broke off in the middle"),
    ("mute", EndpointGone, "ended its answer before the first word"),
    ("reset", EndpointGone, "closed the connection without an answer, twice"),
    ("late-error", EndpointRefused, "refuses the request (status 400)"),
]


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"), FAILURES, ids=[behaviour for behaviour, _, _ in FAILURES]
)
def test_each_failure_is_a_sentence_of_its_own_kind(
    server: Server, behaviour: str, kind: type[EndpointError], words: str
) -> None:
    error = failure(opened(server.url(behaviour)))
    text = str(error)
    assert type(error) is kind
    assert words in text and server.url(behaviour) in text
    assert "; " in text and "\n" not in text and len(text) < 500
    whole = "".join(traceback.format_exception(error))
    assert KEY not in whole and "0123456789" not in whole
    assert error.__cause__ is None


def test_a_server_without_an_answer_in_time_is_left(server: Server) -> None:
    for behaviour in ("silent", "stalled"):
        started = time.monotonic()
        error = failure(opened(server.url(behaviour, behaviour), read_seconds=0.3))
        assert type(error) is EndpointTimeout and "silent for 0.3 seconds" in str(error)
        assert time.monotonic() - started < 15
        assert len(server.log(behaviour)) == 1


@pytest.mark.parametrize("behaviour", ["pinging", "trickling", "endless"])
def test_a_server_that_never_ends_is_left_in_time(server: Server, behaviour: str) -> None:
    """Though it sends something all the while: signs of life, the head of an answer, words."""
    failure(opened(server.url("nothing")))  # The client is loaded.
    started = time.monotonic()
    error = failure(opened(server.url(behaviour, f"late-{behaviour}"), total_seconds=0.5))
    assert type(error) is EndpointTimeout and "not finished after 0.5 seconds" in str(error)
    assert time.monotonic() - started < 15
    assert server.wait(f"late-{behaviour}", lambda log: log[0]["left"])


def test_a_connection_that_nobody_takes_is_left() -> None:
    """A full queue of connections drops the next one."""
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.socket())
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        for _ in range(4):
            queued = stack.enter_context(socket.socket())
            queued.setblocking(False)
            queued.connect_ex(door.getsockname())
        url = f"http://127.0.0.1:{door.getsockname()[1]}/v1"
        endpoint = read_endpoint(url, "m", {}, 5, 20)
        wire = Wire(replace(endpoint, connect=0.3))
        with pytest.raises(EndpointTimeout, match=r"took no connection within 0\.3 seconds"):
            list(wire.pieces({"model": "m", "messages": []}))


def test_one_reset_is_forgiven_and_no_more(server: Server) -> None:
    assert opened(server.url("reset-once", "once")).generate("hi", 5) == "second time"
    failure(opened(server.url("reset", "twice")))
    assert (len(server.log("once")), len(server.log("twice"))) == (2, 2)


@pytest.mark.parametrize("behaviour", ["gone", "rate", "broken", "loading"])
def test_nothing_else_is_tried_again(server: Server, behaviour: str) -> None:
    failure(opened(server.url(behaviour, f"again-{behaviour}")))
    assert len(server.log(f"again-{behaviour}")) == 1


def test_words_before_the_end_are_streamed_and_the_end_is_said(server: Server) -> None:
    for behaviour, kind in (("gone", EndpointGone), ("late-error", EndpointRefused)):
        seen: list[str] = []
        with pytest.raises(kind):
            for piece in opened(server.url(behaviour)).stream("hi", 5):
                seen.append(piece)  # noqa: PERF402
        assert seen[0] == "half of"


def test_a_faulty_server_is_not_taken_for_one_without_constraints(server: Server) -> None:
    for behaviour in ("key", "nomodel404", "rate", "loading", "gone", "html"):
        model = opened(server.url(behaviour))
        for _ in range(2):
            with pytest.raises(EndpointError) as caught:
                model.constraint()
            assert not isinstance(caught.value, EndpointMalformed)


def test_nobody_there() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    error = failure(opened(f"http://127.0.0.1:{port}/v1"))
    assert type(error) is EndpointUnreachable
    assert f"http://127.0.0.1:{port}/v1 cannot be reached (Connection refused)" in str(error)


def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure(opened("http://no-such-host.invalid/v1"))
    assert type(error) is EndpointUnreachable and "its host is not known" in str(error)


def test_without_the_client_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openai", None)
    with pytest.raises(ModelMissing, match="pip install openai"):
        opened("http://127.0.0.1:9/v1").generate("hi", 5)


# The key ----------------------------------------------------------------------------------


def test_the_right_key_opens(server: Server) -> None:
    model = opened(server.url("key"), environment={"QA_API_KEY": " right-key-12345\n"})
    assert model.generate("hi", 5) == "welcome"
    assert "right-key" not in repr(model) + repr(vars(model)) + model.identity


def test_without_a_key_none_is_sent_and_one_is_asked_for(server: Server) -> None:
    error = failure(opened(server.url("key", "nokey"), environment={}))
    assert type(error) is EndpointKeyRefused and "put one into the variable QA_API_KEY" in str(
        error
    )
    assert "authorization" not in str(server.log("nokey")).lower()


def test_no_log_and_no_traceback_holds_the_key(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in ("key", "forbidden", "gone", "plain"):
        with contextlib.suppress(EndpointError):
            opened(server.url(behaviour)).generate("hi", 5)
    assert len(caplog.records) > 10
    assert KEY not in caplog.text and KEY not in str([vars(record) for record in caplog.records])
    error = failure(opened(server.url("forbidden")))
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in shown.stack if "/qa/endpoint" in frame.filename]
    assert ours and not any(KEY in str(frame.locals) for frame in ours)


# Proxies and TLS --------------------------------------------------------------------------


def test_no_proxy_stands_between_this_computer_and_itself(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert opened(server.url("plain")).generate("REPLY:here", 5) == "here"
    named = server.url("plain").replace("127.0.0.1", "localhost")
    assert opened(named).generate("REPLY:here", 5) == "here"


def test_elsewhere_the_proxy_of_the_environment_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the key that other programs use does not go over the network in clear."""
    for scheme in ("HTTP", "HTTPS"):
        monkeypatch.setenv(f"{scheme}_PROXY", f"http://127.0.0.1:{server.port}")
    model = opened("http://model.invalid/plain/proxied/v1", environment={"OPENAI_API_KEY": KEY})
    assert model.generate("REPLY:there", 5) == "there"
    [entry] = server.log("proxied")
    assert entry["path"] == "http://model.invalid/plain/proxied/v1/chat/completions"
    assert KEY not in str(entry)
    error = failure(opened("https://model.invalid/v1"))
    assert type(error) is EndpointUnreachable and "through the proxy" in str(error)


def test_a_certificate_must_be_trusted(
    secure: Server, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = failure(opened(secure.url("plain")))
    assert type(error) is EndpointUnreachable and "SSL_CERT_FILE" in str(error)
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    assert opened(secure.url("plain")).generate("REPLY:safe", 5) == "safe"
    error = failure(opened(secure.url("pinging"), total_seconds=1))
    assert type(error) is EndpointTimeout and "not finished after 1 seconds" in str(error)


def test_plain_and_tls_are_not_mixed(server: Server, secure: Server) -> None:
    error = failure(opened(server.url("plain").replace("http:", "https:")))
    assert type(error) is EndpointUnreachable and "does not speak TLS" in str(error)
    error = failure(opened(secure.url("plain").replace("https:", "http:")))
    assert type(error) in (EndpointGone, EndpointForeign)


def test_every_kind_of_error_is_one_of_the_models() -> None:
    kinds = [value for name, value in vars(errors).items() if name.startswith("Endpoint")]
    assert len(kinds) == 13
    assert all(issubclass(kind, errors.EndpointError) for kind in kinds)
    assert issubclass(EndpointError, errors.ModelError)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)
