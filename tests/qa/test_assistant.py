"""A question's way to an answer, over small corpora without weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

import index.embed
import qa.evidence
import qa.model
import qa.requantise
import qa.reranker
from index import PassageIndex
from index.errors import CorpusError, StoreMissing
from qa import assistant as module
from qa.assistant import Assistant, corpus_path
from qa.errors import ModelMissing, UsageError
from qa.filters import Filter
from qa.reranker import SignalReranker
from qa.settings import Settings
from qa.signals import GLOBAL
from qa.types import Answer, Turn
from tests.fakes import FakeEmbedder
from tests.fakes_evidence import PLAIN, faults_of, random_member
from tests.index.stores import FILES, write

ODD = {
    "bom.txt": "\ufeffThe lighthouse is red.\r\n\r\nIts keeper is Tom Reed.\r\n",
    "arabic.txt": "قال المتحدث إن الجسر مغلق. The bridge 🛶 is closed, Tom Reed said.\r\n",
    "news.md": (
        "# Ferry\r\n\r\nTom Reed met the crew. He said the ferry [1] stops. It doesn’t leak.\r\n"
    ),
    "two.txt": "Tom Reed said the pier is safe, while Ann Lee said the pier is not safe.\r\n",
}


def by_coverage() -> SignalReranker:
    """A network that looks at nothing but how much of the question stands about a clause."""
    member = {n: np.zeros_like(a) for n, a in random_member(np.random.default_rng(0)).items()}
    member["scale"] += 1.0
    member["linear"][GLOBAL.index("window_coverage")] = 8.0
    member["linear"][GLOBAL.index("coverage")] = 2.0
    member["b4"] = np.asarray(-5.0, dtype=np.float32)
    return SignalReranker([member])


@pytest.fixture(autouse=True)
def no_weights(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("model"):
        return
    monkeypatch.setattr(qa.reranker, "load_reranker", by_coverage)
    calibration = replace(PLAIN, likelihood=0.0, reading=0.0)
    monkeypatch.setattr(qa.evidence, "load_answerability", lambda: calibration)
    monkeypatch.setattr(index.embed, "open_embedder", lambda *_: FakeEmbedder())


def opened(corpus: Path, folder: Path, **known: object) -> Assistant:
    settings = Settings(no_model=True, cache_folder=folder / "cache", **known)  # type: ignore[arg-type]  # fields of Settings
    return Assistant.open(corpus, index=folder / "index", settings=settings)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", FILES | ODD)


@pytest.fixture
def assistant(corpus: Path, tmp_path: Path) -> Assistant:
    return opened(corpus, tmp_path)


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["Assistant"]


def test_an_answer_is_cut_from_the_corpus(assistant: Assistant, corpus: Path) -> None:
    answer = assistant.ask("Who grows pears behind the mill?", id="q1")
    assert answer.status == "answered"
    assert answer.text.startswith("Anna Brook grows pears behind the mill. [1]")
    assert answer.statements[0].support == "verbatim"
    assert (answer.id, answer.model, answer.embedder) == ("q1", "none", "fake")
    assert answer.index_digest == assistant.index.digest
    assert answer.searched.documents == len(FILES | ODD)
    assert [d.source for d in answer.documents] == ["orchard.txt"]
    assert set(answer.timings) >= {"rewrite", "retrieve", "generate", "verify", "total"}
    assert faults_of(answer, corpus) == []


@pytest.mark.parametrize("question", ["What is the capital of Peru?", "zeppelins?", "?", "🛶"])
def test_what_no_document_says_is_refused(
    assistant: Assistant, corpus: Path, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_in_corpus"
    assert answer.text == "The 7 documents searched do not say."
    assert (answer.statements, answer.citations, answer.positions) == ((), (), ())
    assert len(answer.nearest) <= 3
    assert faults_of(answer, corpus) == []


def test_a_refusal_shows_the_likeliest_first(assistant: Assistant) -> None:
    answer = assistant.ask("zeppelins over the harbour?")
    assert answer.status == "not_in_corpus" and len(answer.nearest) == 3
    scores = [passage.score for passage in answer.nearest]
    assert scores == sorted(scores, reverse=True) and 0.0 <= scores[-1] <= scores[0] < 1.0
    assert len({p.start_char_index for p in answer.nearest}) == 3, "each sentence once"


def test_what_is_asked_in_other_words_stays_the_users_question(tmp_path: Path) -> None:
    said = "The rebels have captured the mill in Orle, the mayor said."
    corpus = write(tmp_path / "corpus", {"a.txt": f"{said}\nThe mill stands in Orle.\n"})
    with opened(corpus, tmp_path) as assistant:
        answer = assistant.ask("Did the rebels take Orle?")
    assert answer.citations[0].cited_text == said
    assert answer.question == answer.standalone_question == "Did the rebels take Orle?"


def test_a_refusal_counts_the_files_that_could_not_be_read(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "The mill is old.\n"})
    (corpus / "b.pdf").write_bytes(b"no such thing")
    answer = opened(corpus, tmp_path).ask("Is there tea?")
    assert answer.text == "The one document searched does not say. 1 file could not be read."
    assert (answer.searched.documents, answer.searched.left_out) == (1, 1)
    assert faults_of(answer, corpus) == []


def test_a_figure_is_given_of_the_day_that_is_asked_for(tmp_path: Path) -> None:
    """Each day is told only by its weekday, and counted from the paper's own date."""
    files = {
        "a.txt": "The harbour office said that four sailors were missing on Sunday.\n",
        "b.txt": "The harbour office said that nine sailors were missing on Sunday.\n",
    }
    corpus = write(tmp_path / "corpus", files)
    dates = {"a.txt": "2021-09-06", "b.txt": "2021-09-13"}
    (corpus / "sources.toml").write_text(
        "".join(f'[documents."{name}"]\npublished = "{day}"\n' for name, day in dates.items())
    )
    asked = "How many sailors were missing on {} September 2021?"
    # Where words alone are weighed, a date that no document holds leaves little of a question.
    with opened(corpus, tmp_path, threshold=0.03) as assistant:
        assert assistant.ask(asked.format(7)).status == "not_in_corpus"
        for day, figure in ((5, "four"), (12, "nine")):
            answer = assistant.ask(asked.format(day))
            assert [figure in s.text for s in answer.statements] == [True]
            assert faults_of(answer, corpus) == []


def test_what_passes_no_filter_for_want_of_a_date_is_counted(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "The mill is old.\n", "b.txt": "It rains.\n"})
    (corpus / "sources.toml").write_text('[documents."a.txt"]\npublished = "2021-03"\n')
    with opened(corpus, tmp_path) as assistant:
        since = Filter(since="2021")
        answer = assistant.ask("Is there tea?", only=since)
        said = "The one document searched does not say. 1 document has no known date."
        assert answer.text == said
        assert "no known date" not in assistant.ask("Is there tea?").text
        *_, streamed = assistant.stream("Is there tea?", only=since)
        assert isinstance(streamed, Answer) and streamed.text == said
        none = assistant.ask("Is there tea?", only=Filter(until="2020")).text
        assert none.startswith("No document passes the filter, so none was searched.")
    assert faults_of(answer, corpus) == []


@pytest.mark.parametrize("only", [Filter(outlet="Beta"), Filter(since="2021-09", speaker="Reed")])
def test_a_reprint_is_cited_where_it_passes_the_filter(tmp_path: Path, only: Filter) -> None:
    story = "Tom Reed met the crew. He said the ferry stops in winter.\n"
    files = {"a.txt": story, "b.txt": "Rain fell.\n\n" + story}
    corpus = write(tmp_path / "corpus", files)
    (corpus / "sources.toml").write_text(
        '[documents."a.txt"]\noutlet = "Alpha"\n'
        '[documents."b.txt"]\noutlet = "Beta"\npublished = "2021-09-06"\n'
    )
    with opened(corpus, tmp_path) as assistant:
        answer = assistant.ask("When does the ferry stop?", only=only)
        assert "Tom Reed" in answer.text and "stops in winter" in answer.text
        assert {(c.source, c.also_at) for c in answer.citations} == {("b.txt", ())}
        assert [d.source for d in answer.documents] == ["b.txt"]
        assert faults_of(answer, corpus) == []
        answer = assistant.ask("When does the ferry stop?")
        assert {c.source for c in answer.citations} == {"a.txt"}


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        ("Who is the keeper?", "bom.txt", "Its keeper is Tom Reed."),
        ("Is the lighthouse red?", "bom.txt", "The lighthouse is red."),
        ("Who said the bridge is closed?", "arabic.txt", "bridge 🛶 is closed"),
    ],
)
def test_offsets_are_true_in_the_user_s_own_file(
    assistant: Assistant, corpus: Path, question: str, source: str, words: str
) -> None:
    answer = assistant.ask(question)
    first = answer.citations[0]
    raw = (corpus / source).read_bytes()
    text = raw.decode("utf-8-sig")
    assert (first.source, words in first.cited_text) == (source, True)
    assert text[first.start_char_index : first.end_char_index] == first.cited_text
    assert answer.documents[0].sha256 == hashlib.sha256(raw).hexdigest()
    assert faults_of(answer, corpus) == []


def test_he_said_is_proved_by_the_sentence_that_names_him(
    assistant: Assistant, corpus: Path
) -> None:
    answer = assistant.ask("Who said the ferry [1] stops?")
    said = next(s for s in answer.statements if "He said" in s.text)
    assert said.text == "Tom Reed: He said the ferry [1] stops."
    assert said.support == "composed"
    cited = [answer.citations[n - 1].cited_text for n in said.citations]
    assert cited == ["He said the ferry [1] stops.", "Tom Reed met the crew."]
    assert faults_of(answer, corpus) == []


def test_two_speakers_of_one_sentence_are_two_sides(assistant: Assistant, corpus: Path) -> None:
    answer = assistant.ask("Is the pier safe?")
    assert answer.status == "disputed"
    assert [c.speaker for c in answer.citations] == ["Tom Reed", "Ann Lee"]
    assert sorted(p.kind for p in answer.positions) == ["claim", "denial"]
    assert faults_of(answer, corpus) == []


def without_timings(answer: Answer) -> Answer:
    return replace(answer, timings={})


def test_the_same_question_gives_the_same_answer(
    assistant: Assistant, corpus: Path, tmp_path: Path
) -> None:
    asked = ["Who grows pears?", "When will the ferry stop?", "Is there tea?"]
    first = [without_timings(assistant.ask(q)) for q in asked]
    assert [without_timings(assistant.ask(q)) for q in asked] == first
    fresh = opened(corpus, tmp_path / "fresh")
    assert [without_timings(fresh.ask(q)) for q in reversed(asked)] == first[::-1]


def test_a_follow_up_is_asked_with_what_went_before(assistant: Assistant) -> None:
    said = "Anna Brook grows pears behind the mill. [1]"
    history = [Turn("user", "Who grows pears behind the mill?"), Turn("assistant", said)]
    answer = assistant.ask("Who is her brother?", history=history)
    assert answer.question == "Who is her brother?"
    assert "Anna Brook" in answer.standalone_question
    assert assistant.ask("Who is her brother?").standalone_question == "Who is her brother?"


def test_what_else_is_not_what_was_quoted_before(tmp_path: Path) -> None:
    lines = ["Tom Reed said the pier is safe.", "Tom Reed said the pier is old."]
    corpus = write(tmp_path / "corpus", {"a.txt": "\n\n".join(lines)})
    held = opened(corpus, tmp_path, threshold=0.01)
    history = [Turn("user", "What did Tom Reed say of the pier?")]
    told: list[str] = []
    while (answer := held.ask("What else did he say of the pier?", history=history)).citations:
        told += [citation.cited_text for citation in answer.citations]
        history += [Turn("user", "What else?"), Turn("assistant", answer.text)]
    assert sorted(told) == sorted(lines)
    assert answer.status == "not_in_corpus"
    assert held.ask("What did Tom Reed say of the pier?", history=history).citations


@pytest.mark.parametrize(("question", "message"), [("", "empty"), (" \n", "empty")])
def test_an_empty_question_is_no_question(
    assistant: Assistant, question: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        assistant.ask(question)


def test_a_question_has_a_greatest_length(assistant: Assistant) -> None:
    assert assistant.ask("a " * 900 + "?").status == "not_in_corpus"
    with pytest.raises(UsageError, match="2,001 characters"):
        assistant.ask("a" * 2001)


def test_the_threshold_can_be_set(corpus: Path, tmp_path: Path) -> None:
    strict = opened(corpus, tmp_path / "strict", threshold=1.0)
    assert strict.ask("Who grows pears behind the mill?").status == "not_in_corpus"
    assert opened(corpus, tmp_path / "mild", threshold=0.0).ask("Is there tea?").statements


def test_opened_as_it_is_nothing_is_written(corpus: Path, tmp_path: Path) -> None:
    opened(corpus, tmp_path)
    (corpus / "new.txt").write_text("A zeppelin landed.\n", "utf-8")
    settings, folder = Settings(no_model=True), tmp_path / "index"
    held = sorted((p, p.stat().st_mtime_ns) for p in folder.rglob("*"))
    stale = Assistant.open(corpus, index=folder, settings=settings, refresh=False)
    assert stale.ask("Did a zeppelin land?").status == "not_in_corpus"
    assert sorted((p, p.stat().st_mtime_ns) for p in folder.rglob("*")) == held
    fresh = Assistant.open(corpus, index=folder, settings=settings)
    assert fresh.ask("Did a zeppelin land?").status == "answered"


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(CorpusError):
        opened(tmp_path / "nowhere", tmp_path)
    with pytest.raises(StoreMissing):
        Assistant.open(tmp_path, index=tmp_path / "none", settings=Settings(), refresh=False)


def test_search_gives_ranked_hits(assistant: Assistant) -> None:
    hits = assistant.search("pears behind the mill", k=2)
    assert len(hits) == 2
    assert hits[0].text == "Anna Brook grows pears behind the mill."
    assert hits[0].score >= hits[1].score


@pytest.mark.parametrize("packaged", [True, False])
def test_a_model_of_one_s_own_does_not_replace_the_one_that_reads(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packaged: bool
) -> None:
    made: list[object] = []

    def model(path: Path, threads: int, judges: bool = False) -> SimpleNamespace:
        made.append((path.name, threads, judges))
        return SimpleNamespace(
            judges=judges,
            score_readings=lambda texts: [0.0] * len(texts),
            reading_tokens=len,
            score_question=lambda question, texts: [0.0] * len(texts),
            close=lambda: made.append("closed"),
        )

    def reading_model(cache: Path) -> Path:
        if not packaged:
            raise ModelMissing("not installed")
        return cache / "reader.gguf"

    monkeypatch.setattr(qa.model, "LlamaCppModel", model)
    monkeypatch.setattr(qa.requantise, "reading_model", reading_model)
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF" + (3).to_bytes(4, "little"))
    settings = Settings(
        model=tmp_path / "tiny.gguf", threads=1, cache_folder=tmp_path / "cache", trust="none"
    )
    with Assistant.open(corpus, index=tmp_path / "index", settings=settings) as assistant:
        names = assistant.ask("Who grows pears?").model
        assistant.ask("Who grows pears?")
        used = ("reader.gguf", 1, True) if packaged else ("tiny.gguf", 1, False)
        assert made == [used], "one's own stands in for the reader only where there is none"
    assert names == ("reader + tiny" if packaged else "tiny")
    assert set(made[1:]) == {"closed"}
    assert "judge" not in vars(assistant)
    assert {"_reader", "own"}.isdisjoint(vars(assistant._models))


def test_a_model_that_is_not_there_is_said_before_anything_is_asked(
    corpus: Path, tmp_path: Path
) -> None:
    settings = Settings(model=tmp_path / "gone.gguf", cache_folder=tmp_path / "cache")
    with pytest.raises(ModelMissing, match=r"gone\.gguf does not exist"):
        Assistant.open(corpus, index=tmp_path / "index", settings=settings)
    assert not (tmp_path / "index").exists()


def test_what_a_corpus_s_name_stands_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert (corpus_path(None) / "sources.toml").is_file()
    assert corpus_path("seeds") == corpus_path(None)
    (tmp_path / "seeds").mkdir()
    assert corpus_path("seeds") == Path("seeds")
    assert corpus_path("~/texts") == Path.home() / "texts"


_WORDS = st.lists(
    st.sampled_from(
        [
            "who",
            "said",
            "how many",
            "the ferry",
            "pears",
            "Tom Reed",
            "not",
            "bridge",
            "6,000",
            "hives",
            "when",
            "stops",
            "12",
            "المتحدث",
            "🛶",
            "\x00",
            "‘a’",
            "[1]",
            "?",
        ]
    ),
    min_size=1,
    max_size=7,
).map(" ".join)


@limits(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_WORDS | st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_question_holds_the_contract(assistant: Assistant, corpus: Path, question: str) -> None:
    answer = assistant.ask(question)
    assert faults_of(answer, corpus) == []
    assert answer.question == question
    assert without_timings(assistant.ask(question)) == without_timings(answer)


@pytest.fixture(scope="module")
def seeds(seeds_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("seeds")
    with Assistant.open(seeds_folder, index=folder / "index") as assistant:
        yield assistant


@pytest.mark.model
def test_the_seeds_say_who_claimed_it(seeds: Assistant, seeds_folder: Path) -> None:
    answer = seeds.ask("who claimed Panjshir was captured?")
    assert answer.status != "not_in_corpus"
    first = answer.citations[answer.statements[0].citations[0] - 1]
    assert "Zabihullah Mujahid" in answer.statements[0].text
    assert first.speaker == "Zabihullah Mujahid"
    assert faults_of(answer, seeds_folder) == []


@pytest.mark.model
def test_the_seeds_do_not_say(seeds: Assistant, seeds_folder: Path) -> None:
    answer = seeds.ask("What is the capital of Peru?")
    assert answer.status == "not_in_corpus"
    assert answer.nearest
    assert faults_of(answer, seeds_folder) == []


@pytest.mark.model
def test_answers_over_the_seeds_hold_the_contract(seeds: Assistant, seeds_folder: Path) -> None:
    asked = [
        "How many fighters does the resistance have?",
        "What did Ali Nazary say?",
        "Who is Ahmad Massoud?",
        "Has Panjshir fallen?",
    ]
    for question in asked:
        answer = seeds.ask(question)
        assert faults_of(answer, seeds_folder) == [], question
        assert without_timings(seeds.ask(question)) == without_timings(answer)


@pytest.mark.model
def test_a_corpus_of_one_s_own(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", FILES | ODD)
    assistant = Assistant.open(corpus, index=tmp_path / "index", settings=Settings(no_model=True))
    answer = assistant.ask("Who grows pears behind the mill?")
    assert "Anna Brook" in answer.statements[0].text
    assert assistant.ask("Who won the chess championship in Lisbon?").status == "not_in_corpus"
    for question in ("Who said the bridge is closed?", "Who is the keeper of the lighthouse?"):
        assert faults_of(assistant.ask(question), corpus) == [], question


@pytest.mark.model
def test_with_the_language_model(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    corpus = write(tmp_path / "corpus", FILES)
    settings = Settings(threads=1)
    with Assistant.open(corpus, index=tmp_path / "index", settings=settings) as assistant:
        answer = assistant.ask("Who grows pears behind the mill?")
        again = assistant.ask("Who grows pears behind the mill?")
    assert answer.model != "none"
    assert "Anna Brook" in answer.text
    assert without_timings(again) == without_timings(answer)
    assert faults_of(answer, corpus) == []
    assert json.loads(answer.to_json())["schema_version"] == 1


def test_the_index_is_the_one_of_the_cache_where_none_is_named(
    corpus: Path, tmp_path: Path
) -> None:
    settings = Settings(no_model=True, cache_folder=tmp_path / "cache")
    Assistant.open(corpus, settings=settings)
    folder = settings.index_folder(corpus)
    assert PassageIndex.open(folder, FakeEmbedder).is_current(corpus)
