"""The packaged model written in a faster form, and with the additions that judge answers."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from qa import requantise as module
from qa.errors import ModelBroken, ModelMissing
from qa.model import LlamaCppModel
from qa.question import read_question
from qa.reader import reading
from qa.requantise import reading_model
from tests.qa.test_reader import around

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reading_model(tmp_path_factory.mktemp("cache"))


def test_the_public_names_are_these() -> None:
    assert module.__all__ == ["faster_default", "reading_model"]


def test_it_is_made_once_and_is_its_owner_s_alone(made: Path) -> None:
    before = made.stat()
    assert reading_model(made.parent.parent) == made
    assert made.stat().st_mtime_ns == before.st_mtime_ns
    assert stat.S_IMODE(before.st_mode) == 0o600
    assert [path.suffix for path in sorted(made.parent.iterdir())] == [".gguf", ".json"]


def test_its_form_is_what_this_cpu_reads_fastest(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "system_info", lambda: "AVX2 = 1 | AVX512 = 1")
    assert module._form() == "F32"
    monkeypatch.setattr(module, "system_info", lambda: "NEON = 1")
    assert module._form() == "Q8_0"
    forms = {}
    for form in ("F32", "Q8_0"):
        monkeypatch.setattr(module, "_form", lambda form=form: form)
        forms[form] = reading_model(tmp_path / form)
        assert f".{form}.judge-" in forms[form].name
    assert made.name in [path.name for path in forms.values()]
    text = reading(read_question("How long had the ferry been aground?"), around())
    values = []
    for path in forms.values():
        model = LlamaCppModel(path, judges=True)
        values += model.score_readings([text])
        model.close()
    assert values[0] == pytest.approx(values[1], abs=0.3), "eight bits are rounded"
    types = {form: _types(path) for form, path in forms.items()}
    assert types == {"F32": {"F32", "Q8_0"}, "Q8_0": {"F32", "Q8_0"}}
    assert forms["F32"].stat().st_size > 3 * forms["Q8_0"].stat().st_size


def _types(path: Path) -> set[str]:
    from gguf import GGUFReader

    return {tensor.tensor_type.name for tensor in GGUFReader(path).tensors}


def test_what_another_version_left_is_removed(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    stem = made.name.split(".")[0]
    left = [
        f"{stem}.Q8_0.reader-01234567-89abcdef.gguf",
        f"{stem}.F32.judge-01234567-89abcdef.gguf",
    ]
    others = [f"{stem}.Q8_0.from-0123456789ab.gguf", "mine.gguf", f"Other-{left[0]}"]
    for name in (*left, *others):
        (folder / name).write_bytes(b"model")
    new = reading_model(tmp_path)
    assert sorted(p.name for p in folder.glob("*.gguf")) == sorted([new.name, *others])


def test_what_answers_outweighs_what_does_not(made: Path) -> None:
    model = LlamaCppModel(made, judges=True)
    long = read_question("How long had the ferry been aground?")
    other = read_question("How much does a ticket for the opera cost?")
    far, near = model.score_readings([reading(other, around()), reading(long, around())])
    assert near > far
    assert model.score_readings([]) == []
    again = model.score_readings([reading(long, around()), reading(other, around())])
    assert again == pytest.approx([near, far], abs=0.05), "the order of the texts says nothing"
    cut = model.score_readings(["word " * 5_000 + reading(long, around())])
    assert np.isfinite(cut).all()
    model.close()


def test_what_the_texts_begin_with_alike_is_read_once(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = LlamaCppModel(made, judges=True)
    question = read_question("How long had the ferry been aground?")
    first = reading(question, around())
    texts = [first, first.replace("Ruth Alder", "Tom"), first.replace("Ruth Alder", "Ida Voss")]
    alone = [model.score_readings([text])[0] for text in texts]
    session, read = model._session, []
    monkeypatch.setattr(
        session,
        "_step",
        lambda context, entries, step=session._step: (
            read.append(len(entries)),
            step(context, entries),
        ),
    )
    together = model.score_readings(texts)
    # Eight bits in other batches are rounded otherwise.
    assert together == pytest.approx(alone, abs=0.3)
    lengths = [len(session.tokenize(text)) for text in texts]
    alike = len(session.tokenize(first.partition("Ruth Alder")[0]))
    assert read == [model.reading_tokens(texts)]
    assert read[0] <= sum(lengths) - 2 * (alike - 1)
    assert model.reading_tokens([first, first]) == lengths[0]
    assert model.score_readings([first, first]) == [model.score_readings([first])[0]] * 2
    model.close()


def test_additions_of_another_model_are_refused(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights").mkdir()
    a, b = np.zeros((2, 576), np.float16), np.zeros((576, 2), np.float16)
    np.savez(
        tmp_path / "weights" / "reader.npz",
        **{"blk.99.attn_q.weight.a": a, "blk.99.attn_q.weight.b": b},
    )
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(ModelBroken, match="another model"):
        reading_model(tmp_path / "cache")
    assert not list((tmp_path / "cache" / "models").glob("*.gguf")), "nothing half made is left"


def test_without_additions_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(ModelMissing):
        reading_model(tmp_path / "cache")
