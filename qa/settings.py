"""The settings of a run: flags before environment before ``qa.toml`` before defaults.

``qa.toml`` is read from the current directory; its keys are the field names below. The
environment has the same names in capitals after ``QA_`` (``QA_THREADS=2``); an empty value
counts as not set. An unknown key in either is an error, not a silence.
"""

from __future__ import annotations

import difflib
import hashlib
import math
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from qa.errors import SettingsError

__all__ = ["SETTINGS_FILE", "Settings", "load_settings"]

SETTINGS_FILE = "qa.toml"
MOST_PASSAGES = 1000
MOST_THREADS = 1024
# Of the environment's QA_ names these are no settings.
RESERVED = frozenset({"QA_DEBUG", "QA_MAKE_QUESTION"})

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("qa", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run uses. Raises SettingsError where a value is out of bounds.

    ``corpus``        a folder or a file; None: the seeds that ship
    ``index``         the index folder; None: one for each corpus in the cache folder
    ``model``         a GGUF file; None: the packaged language model
    ``no_model``      ask without a language model
    ``embedder``      a sentence-transformers model, by folder or name; None: the packaged one
    ``reranker``      a sentence-transformers CrossEncoder, by folder or name; None: the packaged
    ``threads``       0 (as many as there are cores) to 1,024
    ``passages``      how many found sentences are looked at, 1 to 1,000
    ``threshold``     the probability, 0 to 1, below which nothing is said; None: as trained
    ``cache_folder``  indexes and prepared models; default: the user's cache folder
    """

    corpus: str | None = None
    index: Path | None = None
    model: Path | None = None
    no_model: bool = False
    embedder: str | None = None
    reranker: str | None = None
    threads: int = 0
    passages: int = 24
    threshold: float | None = None
    cache_folder: Path = field(default_factory=_user_cache)
    origins: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def __post_init__(self) -> None:
        self._bound("threads", self.threads, 0, MOST_THREADS)
        self._bound("passages", self.passages, 1, MOST_PASSAGES)
        if self.threshold is not None:
            self._bound("threshold", self.threshold, 0.0, 1.0)

    def _bound(self, name: str, value: float, low: float, high: float) -> None:
        if math.isnan(value) or not low <= value <= high:
            raise SettingsError(
                f"{name} is {value:g}{_said_by(self.origins.get(name))}; "
                f"it must be from {low:,g} to {high:,g}"
            )

    def origin(self, name: str) -> str:
        """Where the value came from: ``--threads``, ``QA_THREADS``, ``qa.toml``, ``default``."""
        if name not in _READERS:
            raise SettingsError(f"there is no setting {name!r}{_nearest(name, _READERS)}")
        return self.origins.get(name, "default")

    def index_folder(self, corpus: Path) -> Path:
        """Where the index of ``corpus`` is kept: ``index``, or a folder of the cache for it."""
        if self.index is not None:
            return self.index
        place = str(corpus.expanduser().resolve())
        name = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return self.indexes / name

    @property
    def indexes(self) -> Path:
        """The folder that holds the indexes of all corpora without one of their own."""
        return self.cache_folder / "indexes"


def load_settings(
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """The settings from flags, then ``QA_*``, then ``qa.toml`` in ``folder``, then defaults.

    ``flags`` maps field names to values; None is "not given". ``environment`` None is the
    process's, ``folder`` None the current directory. Raises SettingsError for an unknown key,
    a value of the wrong kind or out of bounds, and a ``qa.toml`` that cannot be read.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    layers = (
        _from_file((folder or Path()) / SETTINGS_FILE),
        _from_environment(os.environ if environment is None else environment),
        _from_flags(flags or {}),
    )
    for layer in layers:
        for name, (value, origin) in layer.items():
            values[name] = _READERS[name](value, name, origin)
            origins[name] = origin
    return Settings(**values, origins=MappingProxyType(origins))  # type: ignore[arg-type]  # _READERS check each kind


_Layer = dict[str, tuple[object, str]]


def _from_file(path: Path) -> _Layer:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{SETTINGS_FILE} cannot be read ({error}); mend or remove it"
        ) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{SETTINGS_FILE} is not TOML ({error}); mend it") from error
    for key in table:
        if key not in _READERS:
            raise SettingsError(
                f"{SETTINGS_FILE} has the unknown key {key!r}{_nearest(key, _READERS)}"
            )
    return {key: (value, SETTINGS_FILE) for key, value in table.items()}


def _from_environment(environment: Mapping[str, str]) -> _Layer:
    found: _Layer = {}
    known = {f"QA_{name.upper()}": name for name in _READERS}
    for key in sorted(environment):
        if not key.startswith("QA_") or key in RESERVED:
            continue
        if key not in known:
            raise SettingsError(
                f"the environment has the unknown setting {key} (`unset {key}` removes it)"
                f"{_nearest(key, known)}"
            )
        if environment[key].strip():
            found[known[key]] = (environment[key], key)
    return found


def _from_flags(flags: Mapping[str, object]) -> _Layer:
    for name in flags:
        if name not in _READERS:
            raise SettingsError(f"there is no setting {name!r}{_nearest(name, _READERS)}")
    return {
        name: (value, f"--{name.replace('_', '-')}")
        for name, value in flags.items()
        if value is not None
    }


def _text(value: object, name: str, origin: str) -> str:
    if isinstance(value, str | os.PathLike) and (text := os.fspath(value)):
        return str(text)
    raise _wrong_kind(name, value, origin, "a piece of text")


def _path(value: object, name: str, origin: str) -> Path:
    if isinstance(value, str | os.PathLike) and (text := os.fspath(value)):
        return Path(str(text)).expanduser()
    raise _wrong_kind(name, value, origin, "a path")


def _truth(value: object, name: str, origin: str) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise _wrong_kind(name, value, origin, "true or false")


def _whole(value: object, name: str, origin: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(value) if isinstance(value, str) else int("")
    except ValueError:
        raise _wrong_kind(name, value, origin, "a whole number") from None


def _number(value: object, name: str, origin: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(value) if isinstance(value, str) else float("")
    except ValueError:
        raise _wrong_kind(name, value, origin, "a number") from None


_Reader = Callable[[object, str, str], object]
# Every setting and what reads it; the order of help and of error messages.
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "corpus": _text,
        "index": _path,
        "model": _path,
        "no_model": _truth,
        "embedder": _text,
        "reranker": _text,
        "threads": _whole,
        "passages": _whole,
        "threshold": _number,
        "cache_folder": _path,
    }
)


def _wrong_kind(name: str, value: object, origin: str, wanted: str) -> SettingsError:
    return SettingsError(f"{name} is {value!r}{_said_by(origin)}; it must be {wanted}")


def _said_by(origin: str | None) -> str:
    return f" (from {origin})" if origin and origin != "default" else ""


def _nearest(key: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; it knows {', '.join(names)}"
