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

__all__ = ["SETTINGS_FILE", "TRUSTS", "Settings", "load_settings"]

SETTINGS_FILE = "qa.toml"
MOST_PASSAGES = 1000
MOST_THREADS = 1024
# Of the environment's QA_ names these are no settings.
RESERVED = frozenset({"QA_API_KEY", "QA_DEBUG", "QA_MAKE_QUESTION"})
TRUSTS = ("none", "pick", "word", "both")
"""What a user may trust a language model with, in place of what ``qa.probe`` finds."""
LONGEST_WAIT = 3600.0

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
    ``endpoint``      the URL of an OpenAI-compatible server that may pick and word; None: none
    ``endpoint_model``  the model there, by the server's name of it; needed with an endpoint
    ``endpoint_read``   seconds, 0.1 to 3,600, that the server may be silent
    ``endpoint_total``  seconds, 0.1 to 3,600, that one request may take
    ``trust``         none, pick, word or both: what the model may do; None: what a probe finds
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
    endpoint: str | None = None
    endpoint_model: str | None = None
    endpoint_read: float = 60.0
    endpoint_total: float = 300.0
    trust: str | None = None
    origins: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )

    def __post_init__(self) -> None:
        self._bound("threads", self.threads, 0, MOST_THREADS)
        self._bound("passages", self.passages, 1, MOST_PASSAGES)
        if self.threshold is not None:
            self._bound("threshold", self.threshold, 0.0, 1.0)
        self._bound("endpoint_read", self.endpoint_read, 0.1, LONGEST_WAIT)
        self._bound("endpoint_total", self.endpoint_total, 0.1, LONGEST_WAIT)
        if self.trust is not None and self.trust not in TRUSTS:
            raise SettingsError(
                f"trust is {self.trust!r}{_said_by(self.origins.get('trust'))}; "
                f"it must be one of {', '.join(TRUSTS)}{_meant(self.trust, TRUSTS)}"
            )
        self._check_endpoint()

    def _check_endpoint(self) -> None:
        """A server's URL and model must be sound before anything is asked of them."""
        if self.endpoint is None:
            if self.endpoint_model is not None:
                raise SettingsError(
                    f"endpoint_model is {self.endpoint_model!r} but no endpoint is named; "
                    "name one with --endpoint URL"
                )
            return
        from qa.endpoint.place import read_endpoint
        from qa.errors import EndpointError

        try:
            # Without the environment: a key is looked for where the server is asked.
            read_endpoint(
                self.endpoint,
                self.endpoint_model or "",
                {},
                self.endpoint_read,
                self.endpoint_total,
            )
        except EndpointError as error:
            raise SettingsError(str(error)) from error

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

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all settings, in the order of the help."""
        return tuple(_READERS)

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
    given: _Layer = {}
    for layer in layers:
        given |= layer
    for name, (value, origin) in _model_elsewhere(given).items():
        values[name] = _READERS[name](value, name, origin)
        origins[name] = origin
    return Settings(**values, origins=MappingProxyType(origins))  # type: ignore[arg-type]  # _READERS check each kind


_Layer = dict[str, tuple[object, str]]


def _model_elsewhere(given: _Layer) -> _Layer:
    """With an endpoint, ``model`` is the name of its model, unless ``endpoint_model`` is given."""
    if "endpoint" not in given or "endpoint_model" in given or "model" not in given:
        return given
    rest = {name: value for name, value in given.items() if name != "model"}
    return {**rest, "endpoint_model": given["model"]}


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
        "endpoint": _text,
        "endpoint_model": _text,
        "endpoint_read": _number,
        "endpoint_total": _number,
        "trust": _text,
    }
)


def _wrong_kind(name: str, value: object, origin: str, wanted: str) -> SettingsError:
    return SettingsError(f"{name} is {value!r}{_said_by(origin)}; it must be {wanted}")


def _said_by(origin: str | None) -> str:
    return f" (from {origin})" if origin and origin != "default" else ""


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _nearest(key: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; it knows {', '.join(names)}"
