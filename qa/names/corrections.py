"""What the user says of names: spellings that are one, and names that are not.

``names.toml`` in the corpus' folder, beside ``sources.toml``::

    same = [["Anna Vell", "Ana Wel"], ["Port Authority", "the Harbour Office"]]
    different = [["Tom Reed", "Tom Reid"]]
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import SettingsError
from qa.names.forms import fold_name

__all__ = ["NAMES_FILE", "NameCorrections", "read_corrections"]

NAMES_FILE = "names.toml"


@dataclass(frozen=True, slots=True)
class NameCorrections:
    """Groups of spellings; of ``same`` each is one name, of ``different`` no two are."""

    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, ...], ...] = ()

    def joined(self, name: str) -> tuple[str, ...]:
        """The other spellings that the user calls one with ``name``."""
        groups = (g for g in self.same if any(fold_name(s) == fold_name(name) for s in g))
        return tuple(dict.fromkeys(s for g in groups for s in g))

    def apart(self, one: str, other: str) -> bool:
        """Whether the user says that two spellings are two names."""
        a, b = fold_name(one), fold_name(other)
        if a == b:
            return False
        return any({a, b} <= {fold_name(s) for s in group} for group in self.different)


def read_corrections(folder: Path | None) -> NameCorrections:
    """The corrections in a corpus' folder; none where there is no ``names.toml``.

    Raises SettingsError for a file that cannot be read or says something else.
    """
    path = folder / NAMES_FILE if folder is not None else None
    if path is None or not path.is_file():
        return NameCorrections()
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); mend or remove it") from error
    unknown = sorted(table.keys() - {"same", "different"})
    if unknown:
        raise SettingsError(f"{path} has {unknown[0]!r}; only `same` and `different` are known")
    return NameCorrections(
        *(_groups(path, key, table.get(key, [])) for key in ("same", "different"))
    )


def _groups(path: Path, key: str, value: object) -> tuple[tuple[str, ...], ...]:
    """A list of lists of two or more spellings. Raises SettingsError for anything else."""
    if isinstance(value, list) and all(map(_is_group, value)):
        return tuple(tuple(" ".join(str(s).split()) for s in group) for group in value)
    raise SettingsError(
        f'{path}: `{key}` must be a list of lists of names, as in {key} = [["Ann Lee", "Anne Lee"]]'
    )


def _is_group(value: object) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) > 1
        and all(isinstance(name, str) and name.strip() for name in value)
    )
