"""A draft against documents: supported, contradicted, not found; offsets; what is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from qa import Assistant
from qa.check import STATUSES, Checked
from qa.check.draft import claims_of, coordinated, plain_words
from qa.check.render import render_check, render_check_html
from qa.cli import main
from qa.errors import UsageError
from qa.settings import Settings
from tests.index.stores import write

FERRY = """\
The ferry Halcyon ran aground on the Skarn bank on 14 May 2021 with 57 people on board. Forty-two \
of them were rescued by the lifeboat Marigold, Piet Haan, the lifeboat station's spokesman, said \
on Sunday.

Ines Tolland, the harbour master, told the council that the buoy had been out of its place for \
three weeks. "We had asked for it to be moved twice," she said. The company, Norrby Lines, denied \
that its captain had been warned about the buoy.

Captain Emil Roos has worked for Norrby Lines since 2009. He was born in Velm. The Halcyon was \
built in Norrby in 1962 and is forty metres long. The repairs will cost about 300,000 crowns, \
according to the yard.

Most of the passengers were schoolchildren from Tarn. The town council voted by eight votes to \
five to pay for a new buoy. The swing bridge may stay closed until the autumn.
"""
MILL = """\
The fire at the Orrin mill may have been started by a lamp that was left in the loft, the fire \
chief, Dana Wick, said. Mayor Osric Vane denied that he had sold the mill to the Brandt family.

Sales at the mill fell by 12 per cent last year, although profits rose slightly. A union official, \
Karla Holm, said that the owners knew about the wiring. "Rolf, you had lunch with Anders Brandt \
in April," she said.
"""
# A mark before each sentence: what is to become of it.
DRAFT = """
+ The ferry Halcyon ran aground on 14 May 2021.
- The Halcyon ran aground on 15 May 2021.
- There were 75 people on board the ferry.
+ Piet Haan said that 42 people were rescued by the Marigold.
? Ines Tolland said that forty-two people were rescued by the lifeboat.
+ Ines Tolland said the buoy had been out of its place for three weeks.
+ She said they had asked for it to be moved twice.
? She was born in Velm.
- The buoy had been out of place for five weeks, the harbour master told the council.
+ Norrby Lines denied that its captain had been warned.
- Norrby Lines admitted that its captain had been warned about the buoy.
- The captain had been warned about the buoy.
+ Emil Roos was born in Velm.
+ The Halcyon is forty metres long and was built in Norrby.
- The Halcyon was built in Norrby in 1962 and is fifty metres long.
- All of the passengers were schoolchildren from Tarn.
- The council voted by five votes to eight to pay for a new buoy.
? The swing bridge will stay closed until the autumn.
+ The repairs will cost about 300,000 crowns, the yard says.
? The fire at the Orrin mill was started by a lamp.
+ Dana Wick said a lamp that was left in the loft may have started the fire.
- Osric Vane sold the mill to the Brandt family.
- Sales at the mill rose by 12 per cent last year.
+ Karla Holm said the owners knew about the wiring.
? The owners knew about the wiring.
? Dana Wick, the mayor, said a lamp may have started the fire.
? Osric Vane had lunch with Anders Brandt.
? The harbour is deep.
? Who moved the buoy?
? The moon landing took place in 1969.
"""
MEANT = {"+": "supported", "-": "contradicted", "?": "not_found"}
ROWS = [(MEANT[line[0]], line[2:]) for line in DRAFT.strip().splitlines()]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("corpus"), {"ferry.txt": FERRY, "mill.txt": MILL})


@pytest.fixture(scope="module")
def assistant(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = tmp_path_factory.mktemp("index")
    with Assistant.open(corpus, index=index, settings=Settings(no_model=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def draft() -> str:
    return " ".join(text for _, text in ROWS)


@pytest.fixture(scope="module")
def checked(assistant: Assistant, draft: str) -> Checked:
    return assistant.check(draft)


def test_each_sentence_has_its_verdict(checked: Checked) -> None:
    found = [(s.status, s.text) for s in checked.sentences]
    assert [text for _, text in found] == [text for _, text in ROWS]
    wrong = [(*got, meant) for got, (meant, _) in zip(found, ROWS, strict=True) if got[0] != meant]
    assert wrong == []
    assert sum(checked.counts.values()) == len(ROWS) and list(checked.counts) == list(STATUSES)


def test_offsets_and_citations_are_exact(
    checked: Checked, draft: str, assistant: Assistant
) -> None:
    for sentence in checked.sentences:
        words = draft[sentence.start_char_index : sentence.end_char_index]
        assert words == sentence.text
        assert bool(sentence.reason) == (sentence.status != "supported")
        assert sentence.citations or sentence.status == "not_found"
    used = [n for s in checked.sentences for n in (*s.citations, *s.against)]
    assert list(dict.fromkeys(used)) == [c.number for c in checked.citations]
    texts = {d.id: d.text for d in assistant.index.documents}
    for c in checked.citations:
        assert texts[c.document_id][c.start_char_index : c.end_char_index] == c.cited_text
    assert {d.document_id for d in checked.documents} == {c.document_id for c in checked.citations}


def test_a_clause_names_the_copies_of_its_sentence(tmp_path: Path) -> None:
    told = "Tom Reed said the pier is safe, while Ann Lee said the pier is not safe.\n"
    corpus = write(tmp_path / "corpus", {"a.txt": told, "b.txt": "Rain fell.\n\n" + told})
    with Assistant.open(corpus, index=tmp_path / "i", settings=Settings(no_model=True)) as opened:
        citations = opened.check("Tom Reed said the pier is safe.").citations
        assert citations[0].cited_text == "Tom Reed said the pier is safe"
        for cited in citations:
            (copy,) = cited.also_at
            text = opened.index.document(copy.document_id).text
            assert (cited.source, copy.source) == ("a.txt", "b.txt")
            assert text[copy.start_char_index : copy.end_char_index] == cited.cited_text
            assert cited.cited_text in told


def test_a_pronoun_is_proved_by_the_sentence_that_names_it(checked: Checked) -> None:
    by_text = {s.text: s for s in checked.sentences}
    she = by_text["She said they had asked for it to be moved twice."]
    assert she.read_as == "Ines Tolland"
    cited = [checked.citations[n - 1].cited_text for n in she.citations]
    assert len(cited) == 2 and cited[1].startswith("Ines Tolland, the harbour master")
    roos = by_text["Emil Roos was born in Velm."]
    cited = [checked.citations[n - 1].cited_text for n in roos.citations]
    assert cited == [
        "He was born in Velm.",
        "Captain Emil Roos has worked for Norrby Lines since 2009.",
    ]


def test_it_is_the_same_again(assistant: Assistant, draft: str, checked: Checked) -> None:
    assert assistant.check(draft) == checked


def test_what_is_no_draft(assistant: Assistant) -> None:
    for text, words in (("", "is empty"), (" \n", "is empty"), ("a" * 200_001, "200,001")):
        with pytest.raises(UsageError, match=words):
            assistant.check(text)


@limits(max_examples=25, deadline=None)
@given(st.text(max_size=80) | st.sampled_from(["# Ferry\n\n- **Halcyon** [x](y)\n", "…\u202e\x1b"]))
def test_any_text_is_checked_and_shown(assistant: Assistant, text: str) -> None:
    if not text.strip():
        return
    found = assistant.check(text)
    assert all(text[s.start_char_index : s.end_char_index].strip() for s in found.sentences)
    for shown in (
        render_check(found, "d.md", text, lambda *_: 1),
        render_check_html(found, text, lambda *_: 1),
    ):
        assert not {"\x1b", "\u202e", "\x00"} & set(shown)


def test_the_command(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        "# Ferry",
        "It had **75 people** on board?",
        "- There were *75 people* on board the ferry.",
    ]
    text = "\r\n\r\n".join([*lines, ""])
    Path("draft.md").write_bytes(text.encode())
    head = ["check", "draft.md", "--corpus", str(corpus), "--index", str(tmp_path / "index")]
    assert main(head) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[6:8] == [
        "draft.md:5: contradicted (the cited sentences hold no such number, or qualify it "
        "otherwise: “75”) [1]",
        "    There were 75 people on board the ferry.",
    ]
    assert out.splitlines()[-1] == (
        "3 sentences against 2 documents: 0 supported, 1 contradicted, 2 not found"
    )
    assert main([*head, "--strict", "--json"]) == 1
    shape = json.loads(capsys.readouterr().out)
    last = shape["sentences"][-1]
    assert text[last["start_char_index"] : last["end_char_index"]].endswith("on board the ferry.")
    assert (last["status"], last["citations"]) == ("contradicted", [1])
    assert shape["citations"][0]["source"] == "ferry.txt" and shape["counts"]["contradicted"] == 1
    assert main([*head, "--format", "html"]) == 0
    assert '<mark class="qa-contradicted"' in capsys.readouterr().out
    Path("odd.md").write_bytes(b"\xff\xfe\xff")
    for name, words in (("gone.md", "cannot be read"), ("odd.md", "")):
        assert main([*head[:1], name, *head[2:]]) != 0
        err = capsys.readouterr().err
        assert words in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('## The *ferry* [was](http://x/y "z") __late__[^1] [2]', "The ferry was late"),
        ("> - 1. `a_b` 2*3*4 snake_case_word", "a_b 2*3*4 snake_case_word"),
        ("![A picture](p.png) of it", "A picture of it"),
    ],
)
def test_markup_is_taken_off(text: str, plain: str) -> None:
    assert plain_words(text) == plain


def test_who_a_pronoun_at_the_head_is_taken_for() -> None:
    text = (
        "Elsa Varn led the institute. She was born in Lund. Her brother was a baker. The company "
        "closed. It had 40 workers. On Monday, Karla Holm resigned. “I am tired,” she said."
    )
    read = [claim.read_as for claim in claims_of(text)]
    assert read == [
        "Elsa Varn led the institute.",
        "Elsa Varn was born in Lund.",
        "Elsa Varn's brother was a baker.",
        "The company closed.",
        "the company had 40 workers.",
        "On Monday, Karla Holm resigned.",
        "“I am tired,” Karla Holm said.",
    ]


def test_a_claim_of_two_parts() -> None:
    assert coordinated("The mill burned, and Ann Lee was hurt.") == (
        "The mill burned.",
        "Ann Lee was hurt.",
    )
    assert coordinated("The ferry sank and was raised.") == (
        "The ferry sank.",
        "The ferry was raised.",
    )
    assert coordinated("Bread and butter were sold.") == ()
    assert coordinated("He said “it sank and was raised”.") == ()
