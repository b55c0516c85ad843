"""Everything that somebody said: `qa quotes`, `qa speakers`, filters and corrected names."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import CorpusError
from qa.cli import main
from qa.errors import SettingsError, UsageError
from qa.filters import Filter
from qa.names import NameIndex
from qa.names.corrections import NameCorrections, read_corrections
from qa.quotes import AllSaid, CorpusText, all_said, quotes, read_corpus, speakers
from tests.fakes_evidence import hit_of
from tests.fakes_qa import answered, corpus_text, made_document, refused

Captured = pytest.CaptureFixture[str]

WALL = (
    "The wall cracked on Monday. “The wall is sound,” said Ilse Hoffmann, a harbour inspector. "
    "Ilse Hoffmann said that the pumps were old. The Port Authority (PA) denied that the wall "
    "had cracked. A spokesman for the Port Authority said the wall would be watched.\n"
)
LETTER = (
    "Inspector Ilse Hofmann wrote that the walls need iron. Peter Hoffmann said the wall leaks.\n"
)


@pytest.fixture
def folder(apart: None, tmp_path: Path) -> Path:
    made = tmp_path / "docs"
    made.mkdir()
    (made / "a.txt").write_text(WALL)
    (made / "b.txt").write_text(LETTER)
    (made / "sources.toml").write_text(
        '[documents."a.txt"]\noutlet = "Harbour Post"\npublished = "2021-03-04"\n'
    )
    return made


@pytest.fixture
def corpus(folder: Path) -> CorpusText:
    return read_corpus(folder)


def said(corpus: CorpusText, *given: str) -> list[str]:
    return [quote.cited_text for quote in quotes(corpus, *given).statements]


def test_all_statements_come_in_order_and_verbatim(corpus: CorpusText) -> None:
    found = quotes(corpus, "Ilse Hoffmann")
    assert [q.source for q in found.statements] == ["a.txt", "a.txt", "b.txt"]
    assert found.documents == 2
    texts = {document.source: document.text for document in corpus.documents}
    for quote in found.statements:
        here = texts[quote.source][quote.start_char_index : quote.end_char_index]
        assert here == quote.cited_text
    assert [(q.voice, q.cue) for q in found.statements[:2]] == [
        ("direct", "said"),
        ("reported", "said"),
    ]


def test_a_surname_finds_all_who_bear_it_and_a_full_name_only_its_own(corpus: CorpusText) -> None:
    assert len(said(corpus, "Hoffmann")) == 4
    assert all("Peter" not in words for words in said(corpus, "Ilse Hoffmann"))


def test_a_first_name_that_is_a_month_is_found(apart: None, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Councillor Jan Moir said it was late. Moir said it rained.\n")
    found = quotes(read_corpus(tmp_path), "Jan Moir").statements
    assert len(found) == 2


def test_a_body_speaks_through_its_spokesman_and_under_its_acronym(corpus: CorpusText) -> None:
    both = said(corpus, "Port Authority")
    assert len(both) == 2
    assert said(corpus, "PA") == both


def test_about_asks_for_every_word_in_any_form(corpus: CorpusText) -> None:
    assert len(said(corpus, "Hoffmann", "walls")) == 3
    assert said(corpus, "Hoffmann", "walls iron") == [
        "Inspector Ilse Hofmann wrote that the walls need iron."
    ]
    assert said(corpus, "Hoffmann", "weather") == []


def test_nobody_is_an_error_and_a_stranger_is_none(corpus: CorpusText) -> None:
    with pytest.raises(UsageError, match="name a person or a body"):
        quotes(corpus, "  ")
    assert quotes(corpus, "Ann Lee").statements == ()


def test_another_bodys_opponents_do_not_speak_for_it() -> None:
    text = "An anti-Guild group said the mill must close. One of the Guild’s aides said it would."
    document = made_document("a.txt", text)
    from index.split import split

    corpus = CorpusText((document,), {document.id: split(document)[0]})
    assert said(corpus, "Guild") == []


def test_speakers_are_counted_under_all_their_spellings(corpus: CorpusText) -> None:
    found = {s.name: s for s in speakers(corpus)}
    assert found["Ilse Hoffmann"].statements == 3
    assert found["Ilse Hoffmann"].direct == 1
    assert found["Ilse Hoffmann"].sources == ("a.txt", "b.txt")
    assert found["Peter Hoffmann"].statements == 1
    assert sum(s.statements for s in found.values()) == 6


def test_a_filter_passes_known_dates_and_outlets_only(corpus: CorpusText) -> None:
    def of(**given: str) -> tuple[int, int]:
        found = quotes(corpus, "Hoffmann", None, Filter(**given))
        return len(found.statements), found.undated

    assert of(since="2021-03-04") == (2, 1)
    assert of(since="2021") == (2, 1)
    assert of(since="2021-03-05") == (0, 1)
    assert of(until="2021-03") == (2, 1)
    assert of(until="2020") == (0, 1)
    assert of(outlet="harbour") == (2, 0)
    assert of(outlet="Gazette") == (0, 0)


@pytest.mark.parametrize(
    "given",
    [
        {"since": "March"},
        {"until": "2021-13"},
        {"since": "2021-02-29"},
        {"since": "2022", "until": "2021-05"},
    ],
)
def test_what_is_no_date_is_said_to_be_none(given: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        Filter(**given)


def test_the_user_corrects_names(folder: Path) -> None:
    (folder / "names.toml").write_text(
        'same = [["Port Authority", "Peter Hoffmann"]]\n'
        'different = [["Ilse Hoffmann", "Ilse Hofmann"]]\n'
    )
    corpus = read_corpus(folder)
    assert len(said(corpus, "Ilse Hoffmann")) == 2
    assert len(said(corpus, "Port Authority")) == 3
    assert ("Ilse Hofmann", "Ilse Hoffmann") not in corpus.names.clusters()


@pytest.mark.parametrize("text", ["same = 3", 'same = [["one"]]', "samee = []", "same = ["])
def test_a_broken_file_of_names_is_named(folder: Path, text: str) -> None:
    (folder / "names.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"names\.toml"):
        read_corrections(folder)


def test_clusters_join_spellings_not_persons() -> None:
    texts = [
        "Ana Vell of the Port Board of Ostrel (PBO) met Anna Vell.",
        "Ana Rosa Vell left the PBO.",
    ]
    index = NameIndex([made_document(f"{i}.txt", text) for i, text in enumerate(texts)])
    groups = index.clusters()
    assert any({"PBO", "Port Board of Ostrel"} <= set(group) for group in groups)
    assert all("Ana Rosa Vell" not in group for group in groups)
    apart = NameCorrections(different=(("PBO", "Port Board of Ostrel"),))
    assert "Port Board of Ostrel" not in NameIndex(
        [made_document("0.txt", texts[0])], apart
    ).variants("PBO")


def test_the_commands_print_text_json_and_csv(folder: Path, capsys: Captured) -> None:
    where = ["--corpus", str(folder)]
    assert main(["quotes", "--speaker", "Ilse Hoffmann", *where]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("3 statements of Ilse Hoffmann in 2 documents")
    assert "“The wall is sound,” said Ilse Hoffmann" in printed
    assert main(["quotes", "--speaker", "Ilse Hoffmann", "--json", *where]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["count"] == len(found["statements"]) == 3
    assert main(["quotes", "--speaker", "Ilse Hoffmann", "--csv", *where]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["source"] for row in rows] == ["a.txt", "a.txt", "b.txt"]
    assert main(["speakers", "--json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["speakers"][0]["name"] == "Ilse Hoffmann"
    assert main(["speakers", "--csv", "--since", "2021", *where]) == 0
    captured = capsys.readouterr()
    assert "Peter Hoffmann" not in captured.out
    assert "1 document has no known date" in captured.err


def test_an_answer_says_how_much_more_somebody_said(apart: None) -> None:
    wall, letter = made_document("a.txt", WALL), made_document("b.txt", LETTER)
    corpus = corpus_text(letter, wall)
    quoted = (wall, "“The wall is sound,” said Ilse Hoffmann, a harbour inspector.")
    one = all_said(corpus, answered("What did Ilse Hoffmann say about the wall?", [quoted]))
    assert one == AllSaid("Ilse Hoffmann", 3, 2, 1)
    assert one.words() == "Ilse Hoffmann: 3 statements in 2 documents, 1 of them quoted here"
    refusal = all_said(corpus, refused("What did the Port Authority say about tea?", []))
    assert refusal == AllSaid("the Port Authority", 2, 1, 0)
    only = all_said(corpus, answered("What does Hoffmann say?", [quoted]), Filter(until="2020"))
    assert only is None  # of documents without a date nothing passes
    leaks = (letter, "Peter Hoffmann said the wall leaks.")
    for question, quote in (
        ("What did Peter Hoffmann say of the wall?", leaks),  # all is quoted
        ("Who said that the wall leaks?", leaks),  # of nobody
        ("What did Olga Stern say of the wall?", leaks),  # she says nothing
    ):
        assert all_said(corpus, answered(question, [quote])) is None
    many = replace(corpus, documents=corpus.documents * 251)
    assert all_said(many, answered("What does Ilse Hoffmann say?", [quoted])) is None


def test_a_cell_is_no_formula(folder: Path, capsys: Captured) -> None:
    (folder / "c.txt").write_text("“=1+1 is two,” said Olga Stern.\n")
    assert main(["quotes", "--speaker", "Olga Stern", "--csv", "--corpus", str(folder)]) == 0
    row = next(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert not row["cited_text"].startswith(("=", "+", "-", "@"))


def test_nothing_readable_is_an_error(folder: Path, capsys: Captured) -> None:
    for path in folder.glob("*.txt"):
        path.write_text(" ")
    with pytest.raises(CorpusError):
        read_corpus(folder)
    assert main(["speakers", "--corpus", str(folder)]) == 1
    assert capsys.readouterr().err.startswith("qa: ")


def test_no_model_is_loaded(folder: Path) -> None:
    program = (
        "import sys\nfrom qa.cli import main\n"
        f"status = main(['quotes', '--speaker', 'Hoffmann', '--corpus', {str(folder)!r}])\n"
        "heavy = {'onnxruntime', 'llama_cpp', 'torch', 'faiss'} & set(sys.modules)\n"
        "sys.exit(status or len(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_filter_keeps_the_hits_of_a_speaker_and_of_an_outlet(corpus: CorpusText) -> None:
    hits = [
        replace(hit_of(document, sentence.span), sentence=sentence)
        for document in corpus.documents
        for sentence in corpus.sentences[document.id]
    ]
    found = Filter(speaker="Peter Hoffmann").hits(corpus, hits, 9)
    assert [hit.text for hit in found] == ["Peter Hoffmann said the wall leaks."]
    found = Filter(outlet="Post").hits(corpus, hits, 2)
    assert [hit.document.source for hit in found] == ["a.txt", "a.txt"]
    assert Filter(outlet="Gazette").hits(corpus, hits, 9) == ()


STORY = (
    "Ada Roth, the mayor of Vik, spoke on Monday. “The wall  is sound,” she said.\n"
    "Ada Roth said the wall is new, while Ines Vale said the wall is old.\n"
)


@pytest.fixture
def printed_twice(apart: None, tmp_path: Path) -> CorpusText:
    made = tmp_path / "wire"
    made.mkdir()
    (made / "a.txt").write_text(STORY + "Ada Roth said the weather is fine.\n")
    (made / "b.txt").write_text("Rain fell.\n\n" + STORY.replace("  ", " "))
    (made / "sources.toml").write_text(
        '[documents."a.txt"]\noutlet = "Alpha"\n'
        '[documents."b.txt"]\noutlet = "Beta"\npublished = "2021-09-06"\n'
    )
    return read_corpus(made)


@pytest.mark.parametrize(
    ("given", "sources", "also"),
    [
        ({}, ["a.txt"] * 3, [["b.txt"], ["b.txt"], []]),
        ({"outlet": "alpha"}, ["a.txt"] * 3, [[], [], []]),
        ({"outlet": "beta"}, ["b.txt"] * 2, [[], []]),
        ({"since": "2021-09"}, ["b.txt"] * 2, [[], []]),
        ({"until": "2020"}, [], []),
    ],
)
def test_what_is_printed_twice_passes_a_filter_with_either_copy(
    printed_twice: CorpusText, given: dict[str, str], sources: list[str], also: list[list[str]]
) -> None:
    only = Filter(**given)
    found = quotes(printed_twice, "Ada Roth", None, only).statements
    assert [quote.source for quote in found] == sources
    assert [[place.source for place in quote.also_at] for quote in found] == also
    texts = {document.source: document.text for document in printed_twice.documents}
    for quote in found:
        for at in quote.also_at:
            words = texts[at.source][at.start_char_index : at.end_char_index]
            assert words.split() == quote.cited_text.split()
        here = texts[quote.source][quote.start_char_index : quote.end_char_index]
        assert here == quote.cited_text
    heard = {s.name: s.sources for s in speakers(printed_twice, only)}
    assert set(heard.get("Ada Roth", ())) == {*sources, *(s for row in also for s in row)}


def test_a_hit_is_that_of_the_copy_that_passes(printed_twice: CorpusText) -> None:
    hits = [
        replace(hit_of(document, sentence.span), sentence=sentence)
        for document in printed_twice.documents
        for sentence in printed_twice.sentences[document.id]
        if sentence.is_evidence
    ]
    found = Filter(outlet="Beta", speaker="Ada Roth").hits(printed_twice, hits, 9)
    assert [hit.document.source for hit in found] == ["b.txt"] * 2
    assert found[0].text == "“The wall is sound,” she said."
    for hit in found:
        assert hit.passage.document_id == hit.document.id
        assert hit.passage.first <= hit.sentence.order < hit.passage.last
    assert len(Filter(outlet="Beta").hits(printed_twice, hits, 2)) == 2


def test_who_speaks_is_read_in_the_whole_document_whatever_others_print(
    apart: None, tmp_path: Path
) -> None:
    """The sentence that names Ada Roth is evidence in the first document alone."""
    (tmp_path / "a.txt").write_text("Ada Roth spoke in Vik on Monday. Rain fell.\n")
    (tmp_path / "b.txt").write_text(
        "Ines Vale is ill. Ada Roth spoke in Vik on Monday. “The wall is sound,” she said.\n"
    )
    corpus = read_corpus(tmp_path)
    assert said(corpus, "Ada Roth") == ["“The wall is sound,” she said."]
    assert said(corpus, "Ines Vale") == []
