"""Statements at their spans, markers outside, citations that hold what the source says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, Place, Span
from qa import compose as module
from qa.attribution import Clause
from qa.compose import Composed, compose, source_of
from qa.evidence import Evidence
from qa.types import Answer, Searched
from tests.contract import document_texts, faults
from tests.fakes_evidence import evidence
from tests.fakes_qa import made_document

TEXT = (
    "\ufeffTom Reed, the harbour master, met sailors.\r\n"
    "He said the ferry stops [1] in winter. “We’ll stop it,” he said. It doesn’t float 🛶.\r\n"
    "The pier is closed."
)
PORT = made_document("port.txt", TEXT)
NAMING = Span(TEXT.index("Tom"), TEXT.index("\r\n"))
HE_SAID = "He said the ferry stops [1] in winter."


def no_clause(*_: object) -> None:
    return None


def by_reed(*_: object) -> Clause:
    return Clause(NAMING, "outlet")


def in_port(words: str, **clause: Any) -> Evidence:
    return evidence(words, document=PORT, **clause)


def answer_of(made: Composed, documents: Sequence[Document]) -> Answer:
    named = {c.document_id for c in made.citations}
    named |= {place.document_id for c in made.citations for place in c.also_at}
    return Answer(
        question="q?",
        standalone_question="q?",
        status="answered",
        text=made.text,
        statements=made.statements,
        citations=made.citations,
        documents=tuple(source_of(d) for d in dict.fromkeys(documents) if d.id in named),
        searched=Searched(1, 1, 0),
        model="none",
        embedder="fake",
        index_digest="d" * 64,
        timings={"total": 0.0},
    )


def broken(made: Composed, *documents: Document) -> list[str]:
    answer = json.loads(answer_of(made, documents).to_json())
    return faults(answer, document_texts(*documents))


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["Composed", "Numbers", "as_document", "compose", "source_of"]


def test_a_clause_is_said_in_the_source_s_words() -> None:
    made = compose([in_port("The pier is closed.")], no_clause)
    assert made.text == "The pier is closed. [1]"
    assert made.statements[0].support == "verbatim"
    assert made.citations[0].voice == "outlet"
    assert broken(made, PORT) == []


def test_the_speaker_of_he_said_is_named_and_proved() -> None:
    clause = {"voice": "reported", "speaker": "Tom Reed", "cue": "said", "named_in": NAMING}
    made = compose([in_port(HE_SAID, **clause)], by_reed)
    assert made.text == f"Tom Reed: {HE_SAID} [1][2]"
    assert made.statements[0].support == "composed"
    assert [c.cited_text for c in made.citations] == [HE_SAID, NAMING.of(TEXT)]
    assert [(c.voice, c.speaker, c.cue) for c in made.citations] == [
        ("reported", "Tom Reed", "said"),
        ("outlet", None, None),
    ]
    assert broken(made, PORT) == []


def test_a_role_is_said_only_as_the_naming_sentence_has_it() -> None:
    clause = {"voice": "reported", "speaker": "Tom Reed", "named_in": NAMING}
    role, other = "the harbour master", "mayor of Harwick"
    one = compose([in_port(HE_SAID, role=role, **clause)], by_reed)
    assert one.text.startswith("Tom Reed, the harbour master: He said")
    two = compose([in_port(HE_SAID, role=other, **clause)], by_reed)
    assert two.text.startswith("Tom Reed: He said")


def test_a_letters_writer_is_named_where_it_matters_whose_words_they_are() -> None:
    written = {"voice": "direct", "speaker": "Tom Reed", "named_in": NAMING, "in_writing": True}
    chosen = [in_port("The pier is closed.", **written)]
    named = compose(chosen, by_reed)
    assert named.text == "Tom Reed: “The pier is closed.” [1][2]"
    assert named.citations[0].speaker == "Tom Reed"
    plain = compose(chosen, by_reed, whose=False)
    assert plain.text == "The pier is closed. [1]"
    assert (plain.citations[0].voice, plain.citations[0].speaker) == ("outlet", None)
    # Who speaks of himself is named in any case.
    spoken = [in_port("The pier is closed.", **written | {"in_writing": False})]
    assert compose(spoken, by_reed, whose=False).text == named.text
    assert broken(named, PORT) == broken(plain, PORT) == []


def test_no_name_is_put_before_words_that_hold_it() -> None:
    naming = Span(TEXT.index("The pier"), len(TEXT))
    words = "Tom Reed, the harbour master, met sailors."
    for speaker in ("Tom Reed", "Reed"):
        clause = {"voice": "reported", "speaker": speaker, "named_in": naming}
        made = compose([in_port(words, **clause)], no_clause)
        assert made.text == f"{words} [1]"


def test_a_report_is_not_put_in_marks_as_if_it_were_the_speakers_words() -> None:
    direct = {"voice": "direct", "speaker": "Tom Reed", "named_in": NAMING}
    made = compose([in_port(HE_SAID, **direct | {"voice": "reported"})], by_reed)
    assert "“" not in made.text and made.text.startswith("Tom Reed: He said")
    assert compose([in_port(HE_SAID, **direct)], by_reed).text.startswith("Tom Reed: “He said")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("“We’ll stop it,” he said.", "Tom Reed: “We’ll stop it,” he said."),
        ("It doesn’t float 🛶.", "Tom Reed: “It doesn’t float 🛶.”"),
    ],
)
def test_quotation_marks_are_not_put_around_others(words: str, said: str) -> None:
    clause = {"voice": "direct", "speaker": "Tom Reed", "named_in": NAMING}
    made = compose([in_port(words, **clause)], by_reed)
    assert made.statements[0].text == said
    assert broken(made, PORT) == []


def test_a_sentence_that_names_two_is_cited_once() -> None:
    clause = {"voice": "reported", "speaker": "Tom Reed", "named_in": NAMING}
    found = [in_port(HE_SAID, **clause), in_port("“We’ll stop it,” he said.", **clause)]
    made = compose(found, by_reed)
    assert [s.citations for s in made.statements] == [(1, 2), (3, 2)]
    assert broken(made, PORT) == []


def test_other_places_are_those_of_the_whole_sentence() -> None:
    copy = made_document("copy.txt", "The pier  is\nclosed.")
    place = Place(copy.id, copy.source, Span(0, len(copy.text)))
    made = compose([in_port("The pier is closed.", also_at=(place,))], no_clause)
    assert [p.source for p in made.citations[0].also_at] == ["copy.txt"]
    assert broken(made, PORT, copy) == []
    whole = Span(TEXT.index("The pier"), len(TEXT))
    part = evidence("The pier", document=PORT, sentence=whole, also_at=(place,))
    assert compose([part], no_clause).citations[0].also_at == ()
    for words, copied in (("The pier", "The pier"), ("pier is closed.", "pier  is\nclosed.")):
        part = evidence(words, document=PORT, sentence=whole, also_at=(place,))
        made = compose([part], no_clause, text_of={copy.id: copy.text}.__getitem__)
        (found,) = made.citations[0].also_at
        assert copy.text[found.start_char_index : found.end_char_index] == copied
        assert broken(made, PORT, copy) == []


def test_other_places_are_kept_where_the_sentence_named_a_speaker_before() -> None:
    words = NAMING.of(TEXT)
    copy = made_document("copy.txt", words)
    place = Place(copy.id, copy.source, Span(0, len(words)))
    first = in_port(HE_SAID, voice="reported", speaker="Tom Reed", named_in=NAMING)
    made = compose([first, in_port(words, also_at=(place,))], by_reed)
    assert [s.citations for s in made.statements] == [(1, 2), (2,)]
    assert [len(c.also_at) for c in made.citations] == [0, 1]
    assert broken(made, PORT, copy) == []


def test_pages_are_those_of_the_clause() -> None:
    paged = made_document("two.pdf", "One page.\nAnother page.", page_starts=(0, 10))
    made = compose([evidence("Another page.", document=paged)], no_clause)
    assert made.citations[0].page == 2


def test_a_source_says_what_is_known_of_its_document() -> None:
    source = source_of(PORT)
    for name in source.__slots__:
        assert getattr(source, name) == getattr(PORT, {"document_id": "id"}.get(name, name))


_TEXTS = st.text(alphabet="aA é🛶[]12“”'’.:\r\n\t", min_size=1, max_size=40)


@st.composite
def _chosen(draw: st.DrawFn) -> tuple[list[Evidence], list[Document]]:
    """Clauses of documents, some of which name their speaker elsewhere."""
    documents = [made_document(f"{i}.txt", f"Ann Lee spoke. x{draw(_TEXTS)}x") for i in range(2)]
    found = []
    for _ in range(draw(st.integers(1, 4))):
        document = draw(st.sampled_from(documents))
        start = draw(st.integers(15, len(document.text) - 1))
        end = draw(st.integers(start + 1, len(document.text)))
        clause: dict[str, Any] = {"voice": "outlet"}
        if draw(st.booleans()):
            clause = {"voice": "reported", "speaker": "Ann Lee", "named_in": Span(0, 14)}
        words = document.text[start:end]
        if words.strip():
            found.append(evidence(words, document=document, **clause))
    return found, documents


@given(_chosen())
def test_any_evidence_gives_an_answer_that_holds_the_contract(
    made: tuple[list[Evidence], list[Document]],
) -> None:
    chosen, documents = made
    composed = compose(chosen, no_clause)
    assert [f for f in broken(composed, *documents) if chosen] == []
    texts = {document.id: document.text for document in documents}
    for citation in composed.citations:
        held = texts[citation.document_id][citation.start_char_index : citation.end_char_index]
        assert held == citation.cited_text
    for statement, one in zip(composed.statements, chosen, strict=True):
        assert one.text in statement.text
        assert composed.text[statement.start_char_index :].startswith(statement.text)
        marker = "".join(f"[{n}]" for n in statement.citations)
        assert composed.text[statement.end_char_index :].startswith(f" {marker}")
