"""The times that a clause tells, and the day of which an account is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.attribution.cues import CUE_FORMS
from qa.when.days import Days, published_days
from qa.when.reading import Time, times_said

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = ["as_of", "is_of_report", "times_told"]

_AT = re.compile(r"(?:\b(?:on|in|at|late|early)\s+)+$", re.I)


def times_told(e: Evidence) -> tuple[Time, ...]:
    """The times of a clause, counted from its document's day of publication."""
    return times_said(e.text, e.hit.document.published, e.clause.voice)


def is_of_report(text: str, time: Time) -> bool:
    """Whether a time is that of saying so: "said on Monday"."""
    words = re.findall(r"[^\W\d_]+", _AT.sub("", text[: time.start]))
    return bool(words) and words[-1].lower() in CUE_FORMS


def as_of(e: Evidence) -> Days | None:
    """Of which day an account is: the one time that it tells, else its publication.

    None where neither is known, or where it tells several.
    """
    told = times_told(e)
    if not told:
        return published_days(e.hit.document.published)
    return told[0].days if len(told) == 1 else None
