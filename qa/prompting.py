"""Prompt texts: read from the package's data, filled with text that cannot change them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from qa.errors import SettingsError
from qa.safe_text import neutralise

__all__ = ["Prompt", "as_value", "load_prompt", "parse_prompt"]

_SECTION = re.compile(r"^=== (?P<name>.+)$\n?", re.MULTILINE)
_FIELD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template with ``{field}`` places, and the example that proves it.

    ``example`` holds one text a field; ``filled`` is what filling the template with them must
    give. A test holds that for every prompt that ships.
    """

    name: str
    template: str
    example: Mapping[str, str]
    filled: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the places, in order of appearance."""
        return tuple(_FIELD.findall(self.template))

    def pieces(self, **values: str) -> tuple[tuple[str, bool], ...]:
        """The filled template as (text, is_value) pieces, in order.

        Each value is made one by ``as_value``, so that it stays on its line and cannot end the
        conversation; a value that looks like a place is never filled again. Raises KeyError for
        a place without a value.
        """
        found: list[tuple[str, bool]] = []
        for number, part in enumerate(_FIELD.split(self.template)):
            is_value = number % 2 == 1
            text = as_value(values[part]) if is_value else part
            if text or is_value:
                found.append((text, is_value))
        return tuple(found)

    def fill(self, **values: str) -> str:
        """The template with the values in their places."""
        return "".join(text for text, _ in self.pieces(**values))


def as_value(text: str) -> str:
    """Words of a document or a user as a prompt may hold them: on one line, and only words.

    Marks of chat templates are broken up by ``qa.safe_text.neutralise``, and white space becomes
    single spaces. Whatever goes to a language model without a ``Prompt`` goes through this.
    Applying it twice changes nothing.
    """
    # Once as lines, where turns begin; once more for what only the joined line spells.
    return neutralise(" ".join(neutralise(text).split()))


def parse_prompt(name: str, text: str) -> Prompt:
    """Read a prompt file: notes, ``=== template``, ``=== example FIELD``, ``=== example filled``.

    Raises SettingsError when a part is missing.
    """
    parts = _SECTION.split(text)
    sections = {key: body.rstrip("\n") for key, body in zip(parts[1::2], parts[2::2], strict=True)}
    template, filled = sections.get("template"), sections.get("example filled")
    if template is None or filled is None:
        raise SettingsError(
            f"the prompt {name!r} has no '=== template' or no '=== example filled' part; "
            "reinstall the package, or restore the file"
        )
    example = {
        key.removeprefix("example "): body
        for key, body in sections.items()
        if key.startswith("example ") and key != "example filled"
    }
    return Prompt(name, template, example, filled)


def load_prompt(name: str) -> Prompt:
    """The prompt ``name`` (without ``.txt``) that ships as ``qa.prompts``.

    Raises SettingsError when there is none of that name or a part of it is missing.
    """
    try:
        text = (files("qa.prompts") / f"{name}.txt").read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise SettingsError(
            f"the prompt {name!r} is not installed ({error}); run `make clean && make ask` "
            "in the project, or reinstall the package"
        ) from error
    return parse_prompt(name, text)
