"""Where settings come from, and what is said of wrong ones."""

from __future__ import annotations

import sys
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.session import FLAGS
from qa.errors import SettingsError
from qa.settings import SETTINGS_FILE, Settings, load_settings

NONE: dict[str, str] = {}


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load_settings({}, NONE, tmp_path)
    assert settings == Settings()
    assert settings.cache_folder.name == "qa"
    assert settings.origin("threads") == "default"


def test_flags_stand_before_environment_before_file(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text("threads = 2\npassages = 20\nembedder = 'a'\n")
    environment = {"QA_PASSAGES": "30", "QA_EMBEDDER": "b", "HOME": "/"}
    settings = load_settings({"embedder": "c", "model": None}, environment, tmp_path)
    assert (settings.threads, settings.passages, settings.embedder) == (2, 30, "c")
    origins = [settings.origin(name) for name in ("threads", "passages", "embedder", "model")]
    assert origins == ["qa.toml", "QA_PASSAGES", "--embedder", "default"]


def test_every_setting_can_come_from_each_layer(tmp_path: Path) -> None:
    values = {
        "corpus": "docs",
        "index": "i",
        "model": "m.gguf",
        "no_model": "true",
        "embedder": "e",
        "reranker": "r",
        "threads": "3",
        "passages": "7",
        "threshold": "0.5",
        "cache_folder": "c",
        "endpoint": "http://localhost:8080/v1",
        "endpoint_model": "big",
        "endpoint_read": "5.5",
        "endpoint_total": "9",
        "trust": "word",
    }
    names = {field.name for field in fields(Settings)} - {"origins"}
    assert values.keys() == names == set(FLAGS)
    environment = {f"QA_{name.upper()}": value for name, value in values.items()}
    from_environment = load_settings({}, environment, tmp_path)
    bare = ("no_model", "threads", "passages", "threshold", "endpoint_read", "endpoint_total")
    lines = [f"{name} = {value if name in bare else repr(value)}" for name, value in values.items()]
    (tmp_path / SETTINGS_FILE).write_text("\n".join(lines))
    from_file = load_settings({}, NONE, tmp_path)
    expected = Settings(
        "docs", Path("i"), Path("m.gguf"), True, "e", "r", 3, 7, 0.5, Path("c"),
        "http://localhost:8080/v1", "big", 5.5, 9.0, "word",
    )  # fmt: skip
    assert from_environment == from_file == expected
    assert {from_file.origin(name) for name in names} == {"qa.toml"}


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert load_settings({}, {"QA_MODEL": " "}, tmp_path).model is None


def test_the_home_folder_is_known(tmp_path: Path) -> None:
    settings = load_settings({"model": "~/m.gguf"}, NONE, tmp_path)
    assert settings.model == Path.home() / "m.gguf"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"QA_THRED": "3"}, "unknown setting QA_THRED.*did you mean 'QA_THREADS'"),
        ({"QA_ZZZZZZ": "3"}, "it knows QA_CORPUS, "),
        ({"QA_THREADS": "two"}, r"threads is 'two' \(from QA_THREADS\); it must be a whole number"),
        ({"QA_THREADS": "-1"}, r"threads is -1 \(from QA_THREADS\); it must be from 0 to 1,024"),
        ({"QA_PASSAGES": "0"}, "passages is 0 .* from 1 to 1,000"),
        ({"QA_THRESHOLD": "1.5"}, "threshold is 1.5 .* from 0 to 1"),
        ({"QA_THRESHOLD": "nan"}, "threshold is nan"),
        ({"QA_THRESHOLD": "high"}, "must be a number"),
        ({"QA_NO_MODEL": "maybe"}, "must be true or false"),
    ],
)
def test_wrong_variables(environment: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings({}, environment, tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("thread = 1", "qa.toml has the unknown key 'thread'; did you mean 'threads'"),
        ("threads = ", "qa.toml is not TOML"),
        ("threads = true", "threads is True .from qa.toml.; it must be a whole number"),
        ("threads = 1.5", "must be a whole number"),
        ("threshold = 2", "threshold is 2 .from qa.toml."),
        ("model = 3", "model is 3 .* it must be a path"),
        ("embedder = ''", "it must be a piece of text"),
        ("no_model = 1", "must be true or false"),
        ("[index]\na = 1", "it must be a path"),
    ],
)
def test_wrong_files(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text)
    with pytest.raises(SettingsError, match=words):
        load_settings({}, NONE, tmp_path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"qa\.toml cannot be read"):
        load_settings({}, NONE, tmp_path)


def test_a_wrong_flag_or_origin() -> None:
    with pytest.raises(SettingsError, match="no setting 'modell'; did you mean 'model'"):
        load_settings({"modell": "x"}, NONE)
    with pytest.raises(SettingsError, match="no setting 'modell'"):
        Settings().origin("modell")


def test_variables_that_are_no_settings(tmp_path: Path) -> None:
    environment = {"QA_DEBUG": "1", "QA_MAKE_QUESTION": "why?"}
    assert load_settings({}, environment, tmp_path) == Settings()


def test_settings_are_fixed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().threads = 3  # type: ignore[misc]  # that is what is tested
    assert hash(Settings()) == hash(Settings())


@pytest.mark.skipif(sys.platform == "win32", reason="file names differ")
def test_one_folder_for_each_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(cache_folder=tmp_path / "cache")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "link").symlink_to("docs")
    one = settings.index_folder(Path("docs"))
    assert one.parent == settings.indexes == tmp_path / "cache" / "indexes"
    assert one == settings.index_folder(tmp_path / "docs") == settings.index_folder(Path("link"))
    assert one != settings.index_folder(tmp_path)
    named = Settings(index=tmp_path / "mine")
    assert named.index_folder(Path("docs")) == tmp_path / "mine"


@given(st.integers(), st.integers(), st.floats())
def test_bounds_hold_for_every_value(threads: int, passages: int, threshold: float) -> None:
    inside = 0 <= threads <= 1024 and 1 <= passages <= 1000 and 0 <= threshold <= 1
    try:
        Settings(threads=threads, passages=passages, threshold=threshold)
    except SettingsError as error:
        assert not inside and "must be from" in str(error)
    else:
        assert inside


def test_with_an_endpoint_the_model_is_the_name_of_its_model(tmp_path: Path) -> None:
    url = "http://localhost:8080/v1"
    settings = load_settings({"endpoint": url, "model": "~a/b"}, NONE, tmp_path)
    assert (settings.endpoint_model, settings.model) == ("~a/b", None)
    assert settings.origin("endpoint_model") == "--model"
    environment = {"QA_ENDPOINT": url, "QA_ENDPOINT_MODEL": "big", "QA_MODEL": "m.gguf"}
    settings = load_settings({}, environment, tmp_path)
    assert (settings.endpoint_model, settings.model) == ("big", Path("m.gguf"))


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"endpoint": "ftp://x", "model": "m"}, "does not begin with http"),
        ({"endpoint": "http://u:p4ss@x/v1", "model": "m"}, "holds a user name"),
        ({"endpoint": "http://localhost:1/v1"}, "name one with --model"),
        ({"endpoint_model": "m"}, "no endpoint is named"),
        ({"trust": "words"}, "did you mean 'word'?"),
        ({"trust": "everything"}, "it must be one of none, pick, word, both"),
        ({"endpoint_read": 0.0}, "endpoint_read is 0"),
        ({"endpoint_total": 1e9}, "must be from 0.1 to 3,600"),
    ],
)
def test_a_wrong_endpoint_or_trust_is_said_at_once(
    flags: dict[str, object], words: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=words.replace("?", "[?]")) as caught:
        load_settings(flags, NONE, tmp_path)
    assert "p4ss" not in str(caught.value)


def test_the_key_is_no_setting(tmp_path: Path) -> None:
    assert load_settings({}, {"QA_API_KEY": "secret-12345"}, tmp_path) == Settings()
    with pytest.raises(SettingsError, match="did you mean 'QA_ENDPOINT'"):
        load_settings({}, {"QA_ENDPOINTT": "x"}, tmp_path)
