"""The doctor: crashes, silence and errors of a child become sentences; real probes work."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from index import PassageIndex
from qa.doctor import Check, Report, diagnose, main
from qa.gguf import default_model_path
from tests.endpoint_process import Server
from tests.fakes import FakeEmbedder


def _child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def _named(report: Report, name: str) -> Check:
    (found,) = (check for check in report.checks if check.name == name)
    return found


def test_a_segmentation_fault_becomes_a_sentence() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    report = diagnose(child=_child(program))
    found = _named(report, "language model")
    assert not found.ok and not report.ok
    assert "crashed (signal 11, segmentation fault)" in found.words
    assert "make clean-llama" in found.remedy
    assert "Traceback" not in report.to_text()


def test_a_kill_is_not_called_a_crash() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert "memory may have run out" in _named(diagnose(child=_child(program)), "embedder").words


def test_a_child_that_hangs_is_ended() -> None:
    program = "import threading; threading.Event().wait()"
    found = _named(diagnose(child=_child(program), time_out=0.5), "language model")
    assert (found.ok, found.words) == (False, "gave no result within 0.5 seconds")


def test_a_child_that_says_nonsense_or_fails() -> None:
    found = _named(diagnose(child=_child("print('hello')")), "embedder")
    assert "status 0 and no result" in found.words
    found = _named(diagnose(child=_child("raise SystemExit('no luck')")), "embedder")
    assert "status 1 and no result: no luck" in found.words
    found = _named(diagnose(child=("/no/such/program",)), "embedder")
    assert "could not be started" in found.words


def test_a_good_child_is_believed() -> None:
    said = json.dumps({"ok": True, "words": "fine\nfile x"})
    report = diagnose(child=_child(f"print('noise'); print({said!r})"))
    assert report.ok
    assert "ok    embedder: fine\n      file x\n" in report.to_text()
    assert report.to_text().endswith("Everything works.")
    assert report.to_dict()["checks"][0]["name"] == "Python"


def test_the_index_is_looked_at(tmp_path: Path) -> None:
    fine = _child(
        "import sys; from qa.doctor import main\n"
        "if sys.argv[1] == 'index': sys.exit(main(['--child', *sys.argv[1:]]))\n"
        'print(\'{"ok": true, "words": "fine"}\')'
    )
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    assert "none at" in _named(diagnose(index=folder, child=fine), "index").words
    corpus.mkdir()
    (corpus / "a.txt").write_text("The ferry left the harbour at nine.")
    index = PassageIndex.build(corpus, folder, FakeEmbedder())
    assert f"digest {index.digest}" in _named(diagnose(index=folder, child=fine), "index").words
    (folder / "CURRENT").write_text("{")
    broken = diagnose(index=folder, child=fine)
    found = _named(broken, "index")
    assert not broken.ok and "qa index" in found.words
    assert f"`qa index --purge --index {folder}`" in found.remedy


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the real probes: the first prepares the embedder, the next finds it."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.model
def test_the_real_probes_work_here(cache: Path) -> None:
    report = diagnose(cache=cache)
    assert report.ok, report.to_text()
    words = _named(report, "language model").words
    assert f"made from {default_model_path()}" in words
    assert re.search(r"\.(?:F32|Q8_0)\.judge-[0-9a-f-]+\.gguf\n", words), "the file that is used"
    assert "licence apache-2.0" in words
    assert "sha256 b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53" in words
    assert "CPU features in use" in words and "a question more likely" in words
    assert "384 dimensions" in _named(report, "embedder").words
    assert "the nearer of two vectors: near" in _named(report, "search").words


@pytest.mark.model
def test_a_model_that_is_none_is_said_with_its_remedy(tmp_path: Path, cache: Path) -> None:
    odd = tmp_path / "odd.gguf"
    odd.write_text("Once upon a time")
    found = _named(diagnose(model=odd, cache=cache), "language model")
    assert not found.ok
    assert "is not a GGUF file" in found.words and "--model" in found.remedy


def test_an_endpoint_is_tried_and_its_key_does_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server()
    monkeypatch.setenv("QA_API_KEY", "right-key-12345")

    def tried(behaviour: str) -> dict[str, object]:
        known = {"url": server.url(behaviour), "model": "big", "read": 5.0, "total": 20.0}
        kept = {"cache": str(tmp_path), "trust": "word", "again": False}
        main(["--child", "endpoint", json.dumps({**known, **kept})])
        return dict(json.loads(capsys.readouterr().out))

    try:
        said = tried("grammar")
        assert said["ok"] and "it can be held by grammar" in str(said["words"])
        assert "with the key in QA_API_KEY" in str(said["words"])
        assert "trusted to word (set by you, not probed)" in str(said["words"])
        said = tried("forbidden")
        assert not said["ok"] and "refuses the key" in str(said["words"]) and said["remedy"]
        assert "right-key" not in json.dumps(said)
    finally:
        server.stop()
