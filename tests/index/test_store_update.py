"""Bringing an index up to date: it equals a fresh one, and costs only what changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index
import index.generation
import index.manifest
import index.store
import index.weights
from index.errors import (
    CorpusError,
    StoreMissing,
)
from index.store import PassageIndex
from tests.fakes import FakeEmbedder
from tests.index.stores import FILES, assert_equal, generations, reopened, write


def test_nothing_to_do(corpus: Path, folder: Path) -> None:
    PassageIndex.update(corpus, folder, FakeEmbedder())
    before = generations(folder)
    fake = FakeEmbedder()
    assert PassageIndex.update(corpus, folder, fake).is_current(corpus)
    assert fake.encoded == []
    assert generations(folder) == before


def test_only_what_changed_is_embedded(corpus: Path, folder: Path, tmp_path: Path) -> None:
    PassageIndex.update(corpus, folder, FakeEmbedder())
    write(corpus, {"orchard.txt": FILES["orchard.txt"] + "A hailstorm came in May.\n"})
    (corpus / "ferry.txt").rename(corpus / "boats.txt")
    (corpus / "notes" / "bees.md").unlink()
    fake = FakeEmbedder()
    updated = PassageIndex.update(corpus, folder, fake)
    assert "A hailstorm came in May." in fake.encoded
    assert not any("ferry" in text or "pears behind" in text for text in fake.encoded)
    assert [document.source for document in updated.documents] == ["boats.txt", "orchard.txt"]
    assert_equal(updated, PassageIndex.build(corpus, tmp_path / "fresh", FakeEmbedder()))
    assert len(generations(folder)) == 1


def test_a_repeat_becomes_evidence_when_the_first_goes(corpus: Path, folder: Path) -> None:
    PassageIndex.update(corpus, folder, FakeEmbedder())
    (corpus / "ferry.txt").unlink()
    (hit, *_) = PassageIndex.update(corpus, folder, FakeEmbedder()).search("bridge planned")
    assert hit.document.source == "notes/bees.md"
    assert hit.sentence.also_at == () and not hit.sentence.repeat


def old_times(corpus: Path) -> None:
    for path in corpus.rglob("*.*"):
        os.utime(path, ns=(10**18, 10**18))


@pytest.mark.parametrize(
    ("change", "current"),
    [
        (lambda c: None, True),
        (lambda c: os.utime(c / "ferry.txt", ns=(2 * 10**18, 2 * 10**18)), True),
        (lambda c: write(c, {"ferry.txt": FILES["ferry.txt"].replace("Twelve", "Eleven")}), False),
        (lambda c: write(c, {"ferry.txt": FILES["ferry.txt"] + "More."}), False),
        (lambda c: write(c, {"new.txt": "A new text stands here."}), False),
        (lambda c: write(c, {"table.xlsx": "unreadable"}), False),
        (lambda c: (c / "ferry.txt").unlink(), False),
        (lambda c: (c / "ferry.txt").rename(c / "boat.txt"), False),
        (lambda c: write(c, {"ignored.tmp": "no document"}), True),
        (
            lambda c: write(c, {"sources.toml": '[documents."ferry.txt"]\noutlet = "Gazette"\n'}),
            False,
        ),
    ],
)
@pytest.mark.parametrize("old", [True, False])
def test_is_current(
    corpus: Path, folder: Path, change: Callable[[Path], object], current: bool, old: bool
) -> None:
    if old:
        old_times(corpus)
    made = PassageIndex.update(corpus, folder, FakeEmbedder())
    assert made.is_current(corpus)
    assert made.is_current(corpus, FakeEmbedder().identity)
    assert not made.is_current(corpus, FakeEmbedder(64).identity)
    change(corpus)
    assert made.is_current(corpus) is current
    assert PassageIndex.update(corpus, folder, FakeEmbedder()).is_current(corpus)


def test_a_file_whose_size_and_time_were_set_back_is_read_again(corpus: Path, folder: Path) -> None:
    old_times(corpus)
    made = PassageIndex.update(corpus, folder, FakeEmbedder())
    write(corpus, {"ferry.txt": FILES["ferry.txt"].replace("Twelve", "Eleven")})
    old_times(corpus)  # as ``cp -p`` and ``rsync -t`` do
    assert not made.is_current(corpus)
    again = PassageIndex.update(corpus, folder, FakeEmbedder())
    assert "Eleven" in next(d.text for d in again.documents if d.source == "ferry.txt")


def test_files_of_settled_times_are_not_hashed(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []
    real = index.manifest.file_sha256

    def counted(path: Path) -> str:
        hashed.append(path)
        return real(path)

    made = PassageIndex.update(corpus, folder, FakeEmbedder())
    monkeypatch.setattr(index.manifest, "file_sha256", counted)
    assert made.is_current(corpus)
    assert len(hashed) == 3  # as young as the index: they may have changed since
    old_times(corpus)
    write(corpus, {"ferry.txt": FILES["ferry.txt"] + "New."})
    made = PassageIndex.update(corpus, folder, FakeEmbedder())
    hashed.clear()
    assert made.is_current(corpus)
    assert hashed == [corpus / "ferry.txt"]


def test_what_sources_toml_says_is_taken_up(corpus: Path, folder: Path) -> None:
    before = PassageIndex.update(corpus, folder, FakeEmbedder())
    write(corpus, {"sources.toml": '[documents."ferry.txt"]\noutlet = "Gazette"\n'})
    fake = FakeEmbedder()
    after = PassageIndex.update(corpus, folder, fake)
    assert after.documents[0].outlet == "Gazette"
    assert after.digest != before.digest
    assert fake.encoded == []


def test_left_out(corpus: Path, folder: Path) -> None:
    write(corpus, {"blank.txt": " \n", "figures.xlsx": "x", "binary.txt": "%PDF-1.7"})
    made = PassageIndex.update(corpus, folder, FakeEmbedder())
    assert [out.source for out in made.left_out] == ["binary.txt", "blank.txt", "figures.xlsx"]
    assert all(out.reason for out in made.left_out)
    assert made.stats.left_out == 3 and made.stats.documents == 3
    assert made.is_current(corpus)
    write(corpus, {"blank.txt": "Now it says something."})
    assert not made.is_current(corpus)
    assert PassageIndex.update(corpus, folder, FakeEmbedder()).stats.documents == 4


def test_an_index_inside_its_corpus_is_no_document(corpus: Path) -> None:
    made = PassageIndex.update(corpus, corpus / "index", FakeEmbedder())
    assert made.stats.documents == 3 and made.left_out == ()
    assert made.is_current(corpus)


def test_one_file_is_a_corpus(corpus: Path, folder: Path) -> None:
    made = PassageIndex.update(corpus / "ferry.txt", folder, FakeEmbedder())
    assert [document.source for document in made.documents] == ["ferry.txt"]
    assert made.is_current(corpus / "ferry.txt") and not made.is_current(corpus)


def test_no_corpus(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(CorpusError):
        PassageIndex.build(tmp_path / "nowhere", folder, FakeEmbedder())
    assert not folder.exists()
    blank = write(tmp_path / "blank", {"a.txt": "\n", "b.txt": ""})
    with pytest.raises(CorpusError, match=r"none of the 2 files .* a\.txt"):
        PassageIndex.build(blank, folder, FakeEmbedder())
    with pytest.raises(StoreMissing):
        reopened(folder)


def test_progress_is_told(corpus: Path, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    PassageIndex.build(corpus, folder, FakeEmbedder(), progress=lambda *step: told.append(step))
    for stage in ("reading", "embedding"):
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps[0][0] == 0 and steps[-1][0] == steps[-1][1] > 0
        assert steps == sorted(steps)


WORDS = (
    "A bridge is planned for 2031.",
    "The ferry stopped in March.",
    "Nine hives were lost.",
    "Tom sells pears.",
    "The mill is closed, the council said.",
)
CONTENT = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
NAME = st.sampled_from(["a.txt", "b.md", "sub/c.txt", "sources.toml"])
STEP = st.one_of(
    st.tuples(st.just("write"), NAME, CONTENT),
    st.tuples(st.just("delete"), NAME, st.just("")),
    st.tuples(st.just("rename"), NAME, NAME),
)


def apply(corpus: Path, step: tuple[str, str, str]) -> None:
    kind, name, other = step
    if kind == "write":
        text = f'[documents."a.txt"]\ntitle = "{other}"\n' if name == "sources.toml" else other
        write(corpus, {name: text})
    elif kind == "delete":
        (corpus / name).unlink(missing_ok=True)
    elif (corpus / name).exists() and "toml" not in name + other:
        os.replace(corpus / name, corpus / other)


@given(st.lists(st.lists(STEP, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_incremental_equals_fresh(rounds: list[list[tuple[str, str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        corpus = write(root / "corpus", {"sub/keep.txt": "The ferry stopped in March. It rained."})
        for steps in rounds:
            for step in steps:
                apply(corpus, step)
            updated = PassageIndex.update(corpus, root / "index", FakeEmbedder())
        assert_equal(updated, PassageIndex.build(corpus, root / "fresh", FakeEmbedder()))
        assert_equal(updated, reopened(root / "index"))
