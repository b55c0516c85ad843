"""The parts of the verifier: quantities, scopes, words, the last step and its weights."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from qa.errors import ModelBroken, ModelMissing
from qa.names import same_name
from qa.verify import Cited, Reason, Verifier
from qa.verify import meaning as verify_meaning
from qa.verify import nli as verify_nli
from qa.verify.align import gather
from qa.verify.appositions import check_appositions
from qa.verify.meaning import MODELS, SIGNALS, VECTOR_SIGNALS, Meaning, load_meaning
from qa.verify.names import same_person
from qa.verify.nli import NliVerifier
from qa.verify.numbers import quantities_of
from qa.verify.quoted import check_quoted
from qa.verify.splices import joined_parts
from qa.verify.text import read
from qa.verify.words import is_converse, is_opposite, is_past, is_same, lemma
from tests.fakes import FakeEmbedder


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("6,000 fighters", 6000.0, "", ""),
        ("six thousand fighters", 6000.0, "", ""),
        ("two hundred and five cows", 205.0, "", ""),
        ("at least ninety people", 90.0, "", "ge"),
        ("nearly $2.6 million", 2.6e6, "$", "near"),
        ("52 per cent", 52.0, "%", ""),
        ("52%", 52.0, "%", ""),
        ("12 April", 12.0, "month:4", ""),
        ("April 12th", 12.0, "month:4", ""),
        ("two-thirds", 2 / 3, "", ""),
        ("a dozen ships", 12.0, "", ""),
        ("300 or more ships", 300.0, "", "ge"),
        ("fewer than 15 kilometres", 15.0, "km", "lt"),
    ],
)
def test_a_quantity_is_read(text: str, value: float, unit: str, qualifier: str) -> None:
    found = quantities_of(read(f"They saw {text}."))[0]
    assert (round(found.value, 6), found.unit, found.qualifier) == (
        round(value, 6), unit, qualifier,
    )  # fmt: skip


@limits(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 999_999))
def test_a_number_is_the_same_with_and_without_commas(number: int) -> None:
    plain, comma = (quantities_of(read(f"saw {text} ships")) for text in (number, f"{number:,}"))
    assert [q.value for q in plain] == [q.value for q in comma] == [float(number)]


@pytest.mark.parametrize(
    ("text", "word", "polar"),
    [
        ("The deal was not signed on Monday.", "signed", "focus"),
        ("The deal was not signed on Monday.", "deal", "before"),
        ("Nobody in the town had asked for it.", "asked", "deep"),
        ("Roe denied that the gates had opened.", "opened", "told"),
        ("Roe refused to leave, but he paid.", "paid", "out"),
        ("Not only did he pay, he apologised.", "pay", "out"),
        ("He didn't deny that it failed.", "deny", "focus"),
    ],
)
def test_a_denial_reaches_so_far(text: str, word: str, polar: str) -> None:
    assert next(t.polar for t in read(text).tokens if t.low == word) == polar


@pytest.mark.parametrize(
    ("text", "word", "doubt"),
    [
        ("The bank may close in May.", "close", "doubt"),
        ("He reportedly fled.", "fled", "doubt"),
        ("She promised to scrap it.", "scrap", "plan"),
        ("She managed to scrap it.", "scrap", ""),
        ("Experts believe the lake froze.", "froze", "belief"),
    ],
)
def test_a_reserve_reaches_so_far(text: str, word: str, doubt: str) -> None:
    assert next(t.doubt for t in read(text).tokens if t.low == word) == doubt


def test_words_of_one_meaning_and_of_the_opposite() -> None:
    assert is_same(lemma("began"), lemma("started"))
    assert is_same(lemma("resignation"), lemma("resigned"))
    assert is_opposite(lemma("rose"), lemma("fell"))
    assert is_opposite(lemma("lawful"), lemma("unlawful"))
    assert is_converse(lemma("bought"), lemma("sold"))
    assert not is_opposite(lemma("rose"), lemma("risen"))
    assert is_past("rebuilt")
    assert not is_past("house")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Roe", "Amabel Roe", True),
        ("Mayor Roe", "Amabel Roe", True),
        ("A. Roe", "Amabel Roe", True),
        ("NF", "Northern Front", True),
        ("Tom Roe", "Amabel Roe", False),
        ("Austria", "Australia", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other, lambda a, b: a == b) is same


@pytest.mark.parametrize("encode", [None, FakeEmbedder().encode], ids=["words", "vectors"])
@pytest.mark.parametrize("count", [1, 9], ids=["citation", "passage"])
def test_signals_are_finite_and_named(encode: object, count: int) -> None:
    meaning = load_meaning(encode)  # type: ignore[arg-type]  # an encoder or none
    evidence = gather([Cited(f"The {n}th ship of Roe sank in {1900 + n}.") for n in range(count)])
    found = meaning.signals(read("The third ship of Roe burnt."), evidence, ())
    known = {*SIGNALS, *VECTOR_SIGNALS}
    assert {*SIGNALS} <= {*found} <= known
    assert np.isfinite(list(found.values())).all()
    assert 0.0 <= meaning.score(read("The third ship burnt."), evidence, ()) <= 1.0


def test_weights_that_do_not_fit_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stored(text: str | None) -> object:
        def read_bytes() -> bytes:
            if text is None:
                raise FileNotFoundError("gone")
            return text.encode()

        place = SimpleNamespace(read_bytes=read_bytes)
        return lambda _: _Folder(place)

    for text, error in ((None, ModelMissing), ("{", ModelBroken), ("{}", ModelBroken)):
        verify_meaning._stored.cache_clear()
        monkeypatch.setattr(verify_meaning, "files", stored(text))
        with pytest.raises(error, match="reinstall"):
            load_meaning(None)
    unknown = {"weights": {"colour": 1.0}, "bias": 0.0, "threshold": 0.5}
    monkeypatch.setattr(verify_meaning, "files", stored(json.dumps(dict.fromkeys(MODELS, unknown))))
    with pytest.raises(ModelBroken, match="close"):
        load_meaning(None)
    monkeypatch.undo()
    verify_meaning._stored.cache_clear()


class _Folder:
    """A folder of a package in which every name is one file."""

    def __init__(self, place: object) -> None:
        self._place = place

    def __truediv__(self, name: str) -> object:
        return self if name == "weights" else self._place


def test_each_fault_lowers_the_trust_in_a_citation() -> None:
    verifier = Verifier()
    cited = (Cited("Prices rose by 5% in June."),)
    fine = verifier.verify("In June prices rose by 5%.", cited)
    wrong = verifier.verify("In June prices rose by 6%.", cited)
    assert fine.supported
    assert wrong.reason is Reason.NUMBER
    assert wrong.score < fine.score


class _CrossEncoder:
    """Says how many words of the hypothesis stand in the premise."""

    config = SimpleNamespace(id2label={0: "contradiction", 1: "entailment", 2: "neutral"})

    def __init__(self, name: str, activation_fn: object = None) -> None:
        if name == "broken":
            raise OSError("no such folder")
        if name == "reranker":
            self.config = SimpleNamespace(id2label={0: "yes", 1: "no"})

    def predict(self, pairs: list[tuple[str, str]]) -> list[list[float]]:
        return [[0.0, 9.0 if set(b.split()) <= set(a.split()) else -9.0, 0.0] for a, b in pairs]


def test_a_cross_encoder_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = {
        "sentence_transformers": SimpleNamespace(CrossEncoder=_CrossEncoder),
        "torch": SimpleNamespace(nn=SimpleNamespace(Identity=object)),
    }
    for name, library in libraries.items():
        monkeypatch.setitem(sys.modules, name, library)
    verifier = NliVerifier("folder")
    cited = (Cited("Prices rose by 5% in June and fell."),)
    assert verifier.verify("Prices rose by 5% in June", cited).supported
    assert verifier.verify("Prices rose a bit in June", cited).reason is Reason.UNSUPPORTED
    assert verifier.verify("Prices rose by 6% in June", cited).reason is Reason.NUMBER
    with pytest.raises(ModelMissing, match="cannot be loaded"):
        NliVerifier("broken")
    with pytest.raises(ModelMissing, match="entailment"):
        NliVerifier("reranker")


def test_the_public_names_are_these() -> None:
    assert verify_nli.__all__ == ["NliVerifier"]
    assert isinstance(load_meaning(None), Meaning)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The storm broke the pier, and the council mended the church.", 2),
        ("Nils sold his shares, while his brother bought a vineyard.", 2),
        ("The archive burned; the library did not burn.", 2),
        ("The ferry sank and was raised.", 0),
        ("Bread and butter were sold on the pier.", 0),
        ("The bridge fell, and it was rebuilt.", 0),
    ],
)
def test_what_stands_side_by_side_in_a_sentence(text: str, parts: int) -> None:
    assert len(joined_parts(text)) == parts


@pytest.mark.parametrize(
    ("statement", "cited", "right"),
    [
        ("Tom Reed, the mayor, spoke.", "Tom Reed spoke.", False),
        ("Tom Reed, the mayor, spoke.", "The mayor, Tom Reed, spoke.", True),
        ("The Danish climber Uma Lind fell.", "Uma Lind fell.", False),
        ("Tom Reed, the mayor, spoke.", "Tom Reed spoke, and the mayor, Ann Bell, sang.", False),
        ("Tom Reed, the mayor, spoke.", "The mayor of Arlo, Tom Reed, spoke.", True),
        ("Ann Bell, the mayor, sang.", "Tom Reed spoke, and the mayor, Ann Bell, sang.", True),
    ],
)
def test_who_somebody_is_must_be_cited(statement: str, cited: str, right: bool) -> None:
    faults = list(check_appositions(read(statement), gather([Cited(cited)]), same_name))
    assert (faults == []) is right
    assert all(fault.reason is Reason.ROLE for fault in faults)


@pytest.mark.parametrize("frame", ["{}: “a blow”", "“A blow,” {} said.", "{} said: “A blow.”"])
def test_a_quotation_is_its_speaker_s(frame: str) -> None:
    rows = (
        Cited("Ann Lee called it “a blow”.", "Ann Lee", voice="direct"),
        Cited("Tom Reed said that he was tired.", "Tom Reed", voice="reported"),
    )
    for who, right in (("Ann Lee", True), ("Tom Reed", False)):
        faults = list(check_quoted(read(frame.format(who)), gather(rows), same_name))
        assert (faults == []) is right, who
