"""The network in numpy: the same as the one trained, and refused where it does not fit."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa import reranker
from qa.errors import ModelBroken, ModelMissing
from qa.reranker import WEIGHTS, CrossEncoderScorer, SignalReranker, load_reranker
from qa.signals import GLOBAL, TOKEN, Signals
from tests.fakes_evidence import made_signals, random_member

Arrays = dict[str, NDArray[np.float32]]


def test_the_public_names_are_these() -> None:
    assert reranker.__all__ == ["CrossEncoderScorer", "SignalReranker", "load_reranker"]


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 12), max_size=5))
def test_a_score_depends_on_its_own_signals_alone(seed: int, words: list[int]) -> None:
    rng = np.random.default_rng(seed)
    network = SignalReranker([random_member(rng), random_member(rng)])
    signals = [made_signals(rng, count) for count in words]
    scores = network.score(signals)
    assert len(scores) == len(words)
    assert np.isfinite(scores).all()
    assert network.score(signals) == scores
    assert network.score(signals[::-1]) == scores[::-1]


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_question_s_words_does_not_count(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = SignalReranker([random_member(rng)])
    one = made_signals(rng, 6)
    turned = Signals(one.tokens[::-1], one.clause)
    assert network.score([one]) == pytest.approx(network.score([turned]), abs=1e-4)


def test_members_are_averaged() -> None:
    rng = np.random.default_rng(1)
    a, b = random_member(rng), random_member(rng)
    one = [made_signals(rng, 4)]
    both = SignalReranker([a, b]).score(one)[0]
    mean = (SignalReranker([a]).score(one)[0] + SignalReranker([b]).score(one)[0]) / 2
    assert both == pytest.approx(mean, abs=1e-6)


def test_one_word_that_nothing_answers_to_can_sink_a_clause() -> None:
    rng = np.random.default_rng(2)
    member = {name: np.zeros_like(array) for name, array in random_member(rng).items()}
    member["scale"] += 1.0
    like = TOKEN.index("like_window")
    member["w1"][like, 0] = member["w2"][0, 0] = member["w4"][0] = 1.0
    member["w3"][2 * 16, 0] = 1.0  # the least of the words' rows
    full = np.ones((5, len(TOKEN)), np.float32)
    lacking = full.copy()
    lacking[3, like] = 0.0
    clause = np.zeros(len(GLOBAL), np.float32)
    scores = SignalReranker([member]).score([Signals(full, clause), Signals(lacking, clause)])
    assert scores[0] > scores[1]


@limits(max_examples=10)
@given(st.integers(0, 2**31 - 1), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_it_is_the_network_that_is_trained(seed: int, words: list[int]) -> None:
    torch = pytest.importorskip("torch")
    from eval.train_reranker import Network, _batch
    from eval.training_rows import Row

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    mean = torch.from_numpy(rng.normal(size=len(GLOBAL)).astype(np.float32))
    scale = torch.from_numpy(rng.uniform(0.5, 2, size=len(GLOBAL)).astype(np.float32))
    network = Network(mean, scale).eval()
    signals = tuple(made_signals(rng, count) for count in words)
    row = Row("own", "g", "fact", "q?", True, signals, (0,) * len(signals), ("",) * len(signals))
    with torch.no_grad():
        trained = network(*_batch([row])).tolist()
    assert SignalReranker([network.arrays()]).score(signals) == pytest.approx(trained, abs=1e-4)


def stored(monkeypatch: pytest.MonkeyPatch, folder: Path, arrays: Arrays) -> None:
    """Let the package hold these weights."""
    raw = io.BytesIO()
    np.savez(raw, **arrays)  # type: ignore[arg-type]  # numpy's stub
    placed(monkeypatch, folder, raw.getvalue())


def placed(monkeypatch: pytest.MonkeyPatch, folder: Path, raw: bytes | None) -> None:
    (folder / "weights").mkdir()
    if raw is not None:
        (folder / "weights" / WEIGHTS).write_bytes(raw)
    monkeypatch.setattr(reranker, "files", lambda _: folder)


def test_weights_are_read_as_they_were_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rng = np.random.default_rng(3)
    members = [random_member(rng) for _ in range(3)]
    arrays = {f"{i}.{name}": a for i, m in enumerate(members) for name, a in m.items()}
    stored(monkeypatch, tmp_path, arrays)
    signals = [made_signals(rng, 5)]
    assert load_reranker().score(signals) == SignalReranker(members).score(signals)


def test_weights_for_other_signals_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    member = random_member(np.random.default_rng(4))
    member["mean"] = member["mean"][:-1]
    stored(monkeypatch, tmp_path, {f"0.{name}": a for name, a in member.items()})
    with pytest.raises(ModelBroken, match="other signals"):
        load_reranker()


@pytest.mark.parametrize("arrays", [{}, {"0.w1": np.zeros((2, 2), np.float32)}])
def test_incomplete_weights_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arrays: Arrays
) -> None:
    stored(monkeypatch, tmp_path, arrays)
    with pytest.raises(ModelBroken, match="reinstall"):
        load_reranker()


@pytest.mark.parametrize("raw", [b"", b"no weights", b"PK\x03\x04 cut off"])
def test_damaged_weights_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raw: bytes
) -> None:
    placed(monkeypatch, tmp_path, raw)
    with pytest.raises(ModelBroken, match="reinstall"):
        load_reranker()


def test_missing_weights_are_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    placed(monkeypatch, tmp_path, None)
    with pytest.raises(ModelMissing, match="reinstall"):
        load_reranker()


@pytest.mark.model
def test_the_packaged_weights_fit_this_version() -> None:
    signals = [made_signals(np.random.default_rng(5), 5)]
    assert np.isfinite(load_reranker().score(signals)).all()


@pytest.fixture
def no_cross_encoders(monkeypatch: pytest.MonkeyPatch) -> None:
    class CrossEncoder:
        def __init__(self, name: str, **_: object) -> None:
            if name == "none":
                raise OSError("no such model")

        def predict(self, pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
            return np.array([len(q) + len(s) for q, s in pairs], np.float32)

    # Neither of the two libraries is needed to see how they are called.
    library = SimpleNamespace(CrossEncoder=CrossEncoder)
    torch = SimpleNamespace(nn=SimpleNamespace(Identity=object))
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", library)
    monkeypatch.setitem(__import__("sys").modules, "torch", torch)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.mark.usefixtures("no_cross_encoders")
def test_a_cross_encoder_scores_pairs() -> None:
    scorer = CrossEncoderScorer("some")
    assert scorer.score("ab?", ["c", "de"]) == [4.0, 5.0]
    assert scorer.score("ab?", []) == []


@pytest.mark.usefixtures("no_cross_encoders")
def test_a_cross_encoder_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelMissing, match="'none'"):
        CrossEncoderScorer("none")
