"""Picking and wording inside an answer, by a real server process; and none with the defaults."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import index.embed
import qa.evidence
import qa.reranker
from qa.assistant import Assistant
from qa.cli import main
from qa.reranker import SignalReranker
from qa.settings import Settings
from qa.signals import GLOBAL
from qa.types import Answer, Statement, Turn
from tests.endpoint_process import Server, running
from tests.fakes import FakeEmbedder
from tests.fakes_evidence import PLAIN, faults_of, random_member
from tests.index.stores import write

FILES = {
    "orchard.txt": (
        "Anna Brook, who came to the valley with her brother in 1998 and never left it again, "
        "grows 40 kinds of pears behind the mill.\n"
        "The mill was closed in 1931.\n"
    ),
    "pier.txt": "Tom Reed said the pier is safe, while Ann Lee said the pier is not safe.\n",
}
ASKED = "How many kinds of pears does Anna Brook grow behind the mill?"
GOOD = "Anna Brook grows 40 kinds of pears behind the mill."


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from running()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights, no settings and no key of whoever runs the tests."""
    member = {n: np.zeros_like(a) for n, a in random_member(np.random.default_rng(0)).items()}
    member["scale"] += 1.0
    member["linear"][GLOBAL.index("window_coverage")] = 8.0
    member["b4"] = np.asarray(-4.0, dtype=np.float32)
    monkeypatch.setattr(qa.reranker, "load_reranker", lambda: SignalReranker([member]))
    calibration = replace(PLAIN, likelihood=0.0, reading=0.0)
    monkeypatch.setattr(qa.evidence, "load_answerability", lambda: calibration)
    monkeypatch.setattr(index.embed, "open_embedder", lambda *_: FakeEmbedder())
    for name in ("QA_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", FILES)


def opened(corpus: Path, url: str | None = None, **known: object) -> Assistant:
    folder = corpus.parent
    settings = Settings(
        no_model=True,
        cache_folder=folder / "cache",
        endpoint=url,
        endpoint_model="m" if url else None,
        **known,  # type: ignore[arg-type]  # fields of Settings
    )
    return Assistant.open(corpus, index=folder / "index", settings=settings)


def said(answer: Answer) -> Answer:
    """The answer without what differs between two ways to make it."""
    return replace(answer, timings={}, dropped=(), model="")


def test_a_wording_that_is_proved_is_said(server: Server, corpus: Path) -> None:
    with opened(corpus, server.script("good", GOOD), trust="word") as assistant:
        answer = assistant.ask(ASKED)
    assert answer.statements[0].text == GOOD
    assert answer.statements[0].support == "supported"
    assert answer.text.startswith(f"{GOOD} [1]")
    assert answer.model == "m" and answer.dropped == ()
    assert answer.citations[0].cited_text.endswith("grows 40 kinds of pears behind the mill.")
    assert faults_of(answer, corpus) == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (GOOD.replace("40", "14"), "hold no such number"),
        (GOOD.replace("Anna Brook", "Clara Vane"), "no cited sentence holds this name"),
        ("Anna Brook does not grow 40 kinds of pears behind the mill.", "denies what is cited"),
        (f"{GOOD} See [1].", "markup, a marker"),
        ("<think>", "wrote nothing"),
        ("I cannot answer that.", "not about what is asked"),
    ],
)
def test_what_is_not_proved_is_dropped_and_the_composed_answer_stands(
    server: Server, corpus: Path, written: str, reason: str
) -> None:
    plain = opened(corpus).ask(ASKED)
    with opened(corpus, server.script("bad", written), trust="word") as assistant:
        answer = assistant.ask(ASKED)
    assert said(answer) == said(plain)
    assert [d.text for d in answer.dropped] == [written if written != "<think>" else ""]
    assert reason in answer.dropped[0].reason


FAILURES = [
    ("silent", "0.3 s"),
    ("key", "wants a key"),
    ("nomodel404", "has no model"),
    ("context", "context"),
    ("gone", "broke off"),
    ("stalled", "0.3 s"),
    ("rate", "too many requests"),
    ("html", "OpenAI-compatible"),
    ("broken", "status 500"),
]


@pytest.mark.parametrize(("behaviour", "words"), FAILURES)
@pytest.mark.parametrize("trust", ["word", "both", None])
def test_a_server_that_fails_leaves_the_composed_answer_and_a_sentence(
    server: Server, corpus: Path, behaviour: str, words: str, trust: str | None
) -> None:
    plain = opened(corpus).ask(ASKED)
    url = server.url(behaviour, f"{behaviour}-{trust}")
    with opened(corpus, url, trust=trust, endpoint_read=0.3) as assistant:
        answer = assistant.ask(ASKED)
    assert said(answer) == said(plain)
    assert [d.text for d in answer.dropped] == [""]
    reason = answer.dropped[0].reason
    assert reason.startswith("the language model could not be used: ")
    assert words in reason and "\n" not in reason


def test_nothing_listens_there(corpus: Path) -> None:
    with opened(corpus, "http://127.0.0.1:9/v1", trust="word") as assistant:
        answer = assistant.ask(ASKED)
    assert said(answer) == said(opened(corpus).ask(ASKED))
    assert "could not be used" in answer.dropped[0].reason


def test_a_server_that_is_gone_in_the_middle_keeps_what_was_said(
    server: Server, corpus: Path
) -> None:
    url = server.script("middle", "Tom Reed said that the pier is safe.", "!gone")
    plain = opened(corpus).ask("Is the pier safe?")
    with opened(corpus, url, trust="word") as assistant:
        answer = assistant.ask("Is the pier safe?")
    first, second = answer.statements
    assert (first.text, first.support) == ("Tom Reed said that the pier is safe.", "supported")
    assert (second.text, second.support) == (plain.statements[1].text, "verbatim")
    assert answer.positions == plain.positions and answer.citations == plain.citations
    assert "broke off" in answer.dropped[-1].reason
    assert faults_of(answer, corpus) == []


def test_a_statement_is_shown_before_the_next_is_asked_for(server: Server, corpus: Path) -> None:
    url = server.script("stream", "Tom Reed said that the pier is safe.", "Ann Lee said no.")
    with opened(corpus, url, trust="word") as assistant:
        items = assistant.stream("Is the pier safe?")
        first = next(items)
        assert isinstance(first, Statement) and first.support == "supported"
        assert len(server.log("stream")) == 1
        *rest, last = items
    assert isinstance(last, Answer)
    assert (first, *rest) == last.statements
    assert 0 < last.timings["first_text"] <= last.timings["total"]
    assert [d.text for d in last.dropped] == ["Ann Lee said no."]


def test_a_trusted_pick_comes_first_and_none_is_a_refusal(server: Server, corpus: Path) -> None:
    plain = opened(corpus).ask(ASKED)
    with opened(corpus, server.script("pick", '{"sentences": ["2"]}'), trust="pick") as assistant:
        answer = assistant.ask(ASKED)
    assert answer.statements[0].text != plain.statements[0].text
    assert faults_of(answer, corpus) == []
    with opened(corpus, server.script("none", '{"sentences": ["none"]}'), trust="pick") as one:
        answer = one.ask(ASKED)
    assert answer.status == "not_in_corpus" and answer.nearest
    assert "none of the sentences" in answer.dropped[0].reason
    for odd in ('{"sentences": ["9"]}', "maybe the first?"):
        with opened(corpus, server.script("odd", odd), trust="pick") as one:
            answer = one.ask(ASKED)
        assert said(answer) == said(plain)
        assert answer.dropped[0].reason == "what the language model picked could not be read, " + (
            "so code picked"
        )


def test_what_code_refuses_is_not_sent_anywhere(server: Server, corpus: Path) -> None:
    with opened(corpus, server.url("plain", "quiet"), trust="both") as assistant:
        answer = assistant.ask("What is the capital of Peru?")
    assert answer.status == "not_in_corpus"
    assert server.log("quiet") == []


def test_with_the_probe_a_babbler_is_trusted_with_nothing(server: Server, corpus: Path) -> None:
    plain = opened(corpus).ask(ASKED)
    with opened(corpus, server.url("plain", "babble")) as assistant:
        answer = assistant.ask(ASKED)
        asked = len(server.log("babble"))
        assert said(assistant.ask(ASKED)) == said(plain)
    assert said(answer) == said(plain) and answer.dropped == ()
    assert 0 < asked == len(server.log("babble")), "the probe is kept, and nothing more is asked"


def test_with_the_defaults_nothing_of_it_is_loaded(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("qa.author", "qa.probe", "qa.picking", "qa.wording", "qa.verify", "qa.endpoint")
    plain = opened(corpus).ask(ASKED)
    none = opened(corpus, trust="none").ask(ASKED)
    for name in [n for n in sys.modules if n.startswith(names)]:
        monkeypatch.delitem(sys.modules, name)
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)  # an import would fail
    answer = opened(corpus).ask(ASKED)
    assert answer.to_dict() | {"timings": 0} == plain.to_dict() | {"timings": 0}
    assert none.to_dict() | {"timings": 0} == plain.to_dict() | {"timings": 0}


def test_the_command_line_shows_it_and_never_the_key(
    server: Server,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_CACHE_FOLDER", str(tmp_path / "cache"))
    monkeypatch.setenv("QA_API_KEY", "wrong-key-98765")
    head = ["ask", ASKED, "--corpus", str(corpus), "--no-model", "--trust", "word", "--model", "m"]
    url = server.script("cli", GOOD.replace("40", "14"))
    assert main([*head, "--endpoint", url, "--show-dropped"]) == 0
    out, err = capsys.readouterr()
    assert "grows 40 kinds of pears behind the mill." in out.splitlines()[0]
    assert out.splitlines()[-2:] == [
        "  “Anna Brook grows 14 kinds of pears behind the mill.”",
        "    the cited sentences hold no such number, or qualify it otherwise: “14”",
    ]
    assert err == ""
    assert main([*head, "--endpoint", server.url("key")]) == 0
    out, err = capsys.readouterr()
    assert "grows 40 kinds" in out and err.count("\n") == 1
    assert "refuses the key in QA_API_KEY" in err and "98765" not in out + err


TALK = (
    Turn("user", "How many kinds of pears does Anna Brook grow?"),
    Turn("assistant", "Anna Brook grows 40 kinds of pears behind the mill [1]."),
)


def test_a_follow_up_is_said_alone_by_the_model_where_its_words_were_said(
    server: Server, corpus: Path
) -> None:
    alone = "When was the mill closed?"
    worded = "The mill was closed in 1931."
    with opened(corpus, server.script("alone", alone, worded), trust="word") as assistant:
        answer = assistant.ask("When was it closed?", history=TALK)
    assert answer.standalone_question == alone
    assert faults_of(answer, corpus) == []
    first = server.log("alone")[0]["body"]["messages"][-1]["content"]
    assert "Last question: When was it closed?" in first


def test_a_follow_up_with_words_that_nobody_said_is_dropped_and_code_s_stands(
    server: Server, corpus: Path
) -> None:
    bad = "When was the pier of Tom Reed closed?"
    with opened(corpus, server.script("strange", bad), trust="word") as assistant:
        answer = assistant.ask("When was it closed?", history=TALK)
    with opened(corpus) as assistant:
        plain = assistant.ask("When was it closed?", history=TALK)
    assert answer.standalone_question == plain.standalone_question
    assert answer.dropped[0].text == bad
    assert "a word that the conversation does not" in answer.dropped[0].reason
    assert faults_of(answer, corpus) == []


def test_a_server_that_fails_at_a_follow_up_is_asked_once_and_code_s_question_stands(
    server: Server, corpus: Path
) -> None:
    with opened(corpus, server.url("broken", "follow"), trust="both") as assistant:
        answer = assistant.ask("When was it closed?", history=TALK)
    with opened(corpus) as assistant:
        plain = assistant.ask("When was it closed?", history=TALK)
    assert said(answer) == said(plain)
    assert [d.text for d in answer.dropped] == [""]
    assert "could not be used" in answer.dropped[0].reason
