"""The index of a folder: what it holds and what it finds."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import index
import index.generation
import index.manifest
import index.store
import index.weights
from index.store import PassageIndex
from index.types import Role
from tests.fakes import FakeEmbedder
from tests.index.stores import FILES, assert_equal, reopened, write


def test_names() -> None:
    assert index.store.__all__ == ["PassageIndex", "Stats"]
    assert index.__all__ == sorted(index.__all__)
    assert all(hasattr(index, name) for name in index.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = index.nonsense


def test_import_is_light() -> None:
    heavy = "torch sentence_transformers transformers faiss onnxruntime tokenizers bm25s".split()
    code = f"import sys, index.store; print([m for m in {heavy!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_what_is_stored(corpus: Path, folder: Path) -> None:
    made = PassageIndex.build(corpus, folder, FakeEmbedder())
    opened = reopened(folder)
    assert_equal(made, opened)
    assert [d.source for d in opened.documents] == ["ferry.txt", "notes/bees.md", "orchard.txt"]
    for document in opened.documents:
        assert document.text == FILES[document.source]
        assert opened.document(document.id) == document
        assert "".join(p.span.of(document.text) for p in opened.passages(document.id)) == (
            document.text
        )
        for sentence in opened.sentences(document.id):
            assert opened.sentence(sentence.id) == sentence
            assert opened.text(sentence) == document.text[sentence.span.start : sentence.span.end]
    assert opened.stats.documents == 3
    assert opened.stats.evidence < opened.stats.sentences
    assert opened.stats.bytes > 0
    assert opened.embedder_name == "fake"
    assert opened.embedder_identity == FakeEmbedder().identity


def test_a_sentence_printed_twice_is_found_once(corpus: Path, folder: Path) -> None:
    made = PassageIndex.build(corpus, folder, FakeEmbedder())
    hits = [hit for hit in made.search("a bridge is planned") if "bridge" in hit.text]
    assert [hit.document.source for hit in hits] == ["ferry.txt"]
    assert [place.source for place in hits[0].sentence.also_at] == ["notes/bees.md"]
    bees = made.documents[1]
    repeats = [s for s in made.sentences(bees.id) if s.repeat]
    assert [made.text(s) for s in repeats] == ["A bridge is planned for 2031."]
    # Its vector is not stored, but can be had.
    pair = made.vectors([repeats[0].id, hits[0].sentence.id])
    assert pair[0] == pytest.approx(pair[1])


@pytest.mark.parametrize("stage", ["dense", "dense_window", "lexical", "lexical_window", "fused"])
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("how many hives did the count find", "4,200 hives"),
        ("who sells pears on Saturdays, Tom her brother", "Her brother Tom"),
        ("twelve sailors lose work", "Twelve sailors"),
    ],
)
def test_every_search_finds_the_obvious(
    corpus: Path, folder: Path, stage: str, query: str, words: str
) -> None:
    hits = PassageIndex.build(corpus, folder, FakeEmbedder()).search(query)
    best = sorted(hits, key=lambda hit: -hit.scores[stage])
    near = 1 if stage in ("dense", "lexical") else 3  # a neighbour's window holds it too
    assert any(words in hit.text for hit in best[:near])


def test_hits(corpus: Path, folder: Path) -> None:
    made = PassageIndex.build(corpus, folder, FakeEmbedder())
    hits = made.search("the closed mill", k=4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in made.search("the closed mill", k=1000):
        assert set(hit.scores) == {
            "dense", "dense_window", "lexical", "lexical_window", "fused",
        }  # fmt: skip
        assert hit.score == hit.scores["fused"] > 0
        assert -1 <= hit.scores["dense"] <= 1 and hit.scores["lexical"] >= 0
        assert hit.sentence.is_evidence
        assert hit.passage.first <= hit.sentence.order < hit.passage.last
        assert hit.text == made.text(hit.sentence)
        vector = made.vectors([hit.sentence.id])[0]
        query = FakeEmbedder().encode(["the closed mill"])[0]
        assert hit.scores["dense"] == pytest.approx(float(vector @ query), abs=1e-5)


def test_searches_without_an_answer(corpus: Path, folder: Path) -> None:
    made = PassageIndex.build(corpus, folder, FakeEmbedder())
    assert made.search("") == made.search(" \n") == ()
    assert made.search("?!") and made.search("of the")
    with pytest.raises(ValueError, match="1 or more"):
        made.search("mill", k=0)


def test_neighbours_and_similar(corpus: Path, folder: Path) -> None:
    made = PassageIndex.build(corpus, folder, FakeEmbedder())
    orchard = made.documents[2]
    first, second, third = made.sentences(orchard.id)
    assert made.neighbours(second) == (first, third)
    assert made.neighbours(first, before=3, after=1) == (second,)
    assert made.neighbours(third, before=5, after=5) == (first, second)
    assert made.neighbours(second, before=0, after=0) == ()
    with pytest.raises(ValueError, match="0 or more"):
        made.neighbours(second, before=-1)
    (nearest, score), *_ = made.similar(third.id, k=2)
    assert nearest.id != third.id and 0 < score < 1
    assert len(made.similar(third.id, k=2)) == 2
    with pytest.raises(KeyError):
        made.similar("unknown")
    assert made.vectors([]).shape == (0, 256)


def test_furniture_is_neither_found_nor_embedded(tmp_path: Path, folder: Path) -> None:
    page = (
        "Home\nNews\nSport\n\n" + FILES["ferry.txt"] + "\n\nShare this article\n\nCookie policy\n"
    )
    fake = FakeEmbedder()
    made = PassageIndex.build(write(tmp_path / "c", {"page.txt": page}), folder, fake)
    furniture = [
        made.text(s) for s in made.sentences(made.documents[0].id) if s.role is Role.FURNITURE
    ]
    assert "Cookie policy" in furniture
    assert not any("Cookie" in text for text in fake.encoded)
    assert not any("Cookie" in hit.text for hit in made.search("cookie policy"))


def test_private(corpus: Path, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    previous = os.umask(0)
    try:
        PassageIndex.update(corpus, folder, FakeEmbedder())
    finally:
        os.umask(previous)
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_determinism(corpus: Path, folder: Path, tmp_path: Path) -> None:
    elsewhere = Path(shutil.copytree(corpus, tmp_path / "other" / "place"))
    one = PassageIndex.build(corpus, folder, FakeEmbedder())
    two = PassageIndex.build(elsewhere, tmp_path / "second", FakeEmbedder())
    assert_equal(one, two)
    other_model = PassageIndex.build(corpus, tmp_path / "third", FakeEmbedder(64))
    assert other_model.digest != one.digest
