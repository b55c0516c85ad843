"""Of which documents, and whose words, a question is asked: the fields and how they read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from qa.filters import Filter

__all__ = ["NAMES", "NO_LIMIT", "Only", "filter_of", "only_fields", "only_of_words"]

NAMES = ("Speaker", "Outlet", "From", "Until")
_HINTS = ("anyone", "any", "2021-08", "2021-09-15")
_BEFORE = ("said by ", "outlet ", "from ", "until ")
_WORDS = re.compile(
    r"(?:said by (?P<speaker>.+?)(?:, (?=outlet |from |until )|$))?"
    r"(?:outlet (?P<outlet>.+?)(?:, (?=from |until )|$))?"
    r"(?:from (?P<since>[\d-]+)(?:, (?=until )|$))?(?:until (?P<until>[\d-]+))?$"
)


class Only(NamedTuple):
    """The four fields as a person filled them, in the order of ``NAMES``; "" is no limit.

    Kept as they were typed, so that a question is asked again as it was asked, faults and all.
    """

    speaker: str = ""
    outlet: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, fields: Any) -> Only:
        """The fields without white space around them; one that was never shown is None."""
        return cls(*((value or "").strip() for value in fields))

    def words(self) -> str:
        """For a person to read: "said by Ann Lee, from 2021"; "" where there is no limit."""
        named = zip(_BEFORE, self, strict=True)
        return ", ".join(f"{before}{value}" for before, value in named if value)

    def filter(self) -> Filter | None:
        """What it leaves aside; None for no limit. Raises UsageError for no date."""
        return filter_of(*self)

    def to_dict(self) -> dict[str, str]:
        """The fields that were filled, by name."""
        return {name: value for name, value in self._asdict().items() if value}


NO_LIMIT = Only()


def only_of_words(words: str) -> Only:
    """What ``Only.words`` was made of, as the first histories kept it."""
    found = _WORDS.match(words)
    return Only(**{name: value or "" for name, value in found.groupdict().items()} if found else {})


def filter_of(
    speaker: str | None, outlet: str | None, since: str | None, until: str | None
) -> Filter | None:
    """What the fields leave aside; None where they are empty. Raises UsageError for no date."""
    from qa.filters import Filter

    # A field that was never shown has no value.
    given = ((value or "").strip() or None for value in (since, until, outlet, speaker))
    made = Filter(*given)
    return made if made else None


def only_fields(gr: Any) -> list[Any]:
    """Four fields in a row, in the order that ``Only`` has them."""
    with gr.Row(elem_classes="qa-only-row"):
        return [
            gr.Textbox("", label=name, placeholder=hint, max_lines=1, min_width=110)
            for name, hint in zip(NAMES, _HINTS, strict=True)
        ]
