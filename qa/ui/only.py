"""Of which documents, and whose words, a question is asked: the fields and how they read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.filters import Filter

__all__ = ["filter_of", "filter_words", "only_fields"]


def filter_of(
    speaker: str | None, outlet: str | None, since: str | None, until: str | None
) -> Filter | None:
    """What the fields leave aside; None where they are empty. Raises UsageError for no date."""
    from qa.filters import Filter

    # A field that was never shown has no value.
    given = ((value or "").strip() or None for value in (since, until, outlet, speaker))
    made = Filter(*given)
    return made if made else None


def filter_words(only: Filter | None) -> str:
    """A filter for a person to read; "" where there is none."""
    if not only:
        return ""
    parts = (
        ("said by ", only.speaker),
        ("outlet ", only.outlet),
        ("from ", only.since),
        ("until ", only.until),
    )
    return ", ".join(f"{name}{value}" for name, value in parts if value)


def only_fields(gr: Any) -> list[Any]:
    """Four fields in a row, in the order that ``filter_of`` takes them."""
    words = (
        ("Speaker", "anyone"),
        ("Outlet", "any"),
        ("From", "2021-08"),
        ("Until", "2021-09-15"),
    )
    with gr.Row():
        return [
            gr.Textbox("", label=name, placeholder=hint, max_lines=1, min_width=110)
            for name, hint in words
        ]
