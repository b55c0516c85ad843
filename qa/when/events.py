"""The times that a clause tells, and the day of which an account is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.attribution.cues import CUE_FORMS
from qa.when.days import Days, published_days
from qa.when.reading import Time, times_said

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = ["as_of", "event_days", "is_of_report", "times_told"]

# "By Monday", "since the start of May", "two weeks after 3 May".
_RECKONED = re.compile(
    r"\b(?:by|as of|since|until|till|from|through|before|after|up to|between)\s"
    r"(?:(?:the|late|early|mid|start|end|beginning|of)\s)*$",
    re.I,
)
_AT = re.compile(r"(?:\b(?:on|in|at|late|early)\s+)+$", re.I)


def times_told(e: Evidence) -> tuple[Time, ...]:
    """The times of a clause, counted from its document's day of publication."""
    return times_said(e.text, e.hit.document.published, e.clause.voice)


def is_of_report(text: str, time: Time) -> bool:
    """Whether a time is that of saying so: "said on Monday"."""
    words = re.findall(r"[^\W\d_]+", _AT.sub("", text[: time.start]))
    return bool(words) and words[-1].lower() in CUE_FORMS


def event_days(e: Evidence) -> tuple[Days, ...]:
    """The days on which a clause lets something happen, none where one of them is not known.

    Neither those of saying so nor those up to which, or from which, something is reckoned: "by
    Monday", "since 2001".
    """
    happened = [
        time
        for time in times_told(e)
        if not is_of_report(e.text, time) and not _RECKONED.search(e.text[: time.start])
    ]
    # "Overnight on 1 September" is told in full: what else is counted from is not needed.
    full = [time for time in happened if time.base in ("none", "yearly")]
    days = [time.days for time in full or happened]
    return () if None in days else tuple(d for d in days if d is not None)


def as_of(e: Evidence) -> Days | None:
    """Of which day an account is: the one time that it tells, else its publication.

    None where neither is known, or where it tells several.
    """
    told = times_told(e)
    if not told:
        return published_days(e.hit.document.published)
    return told[0].days if len(told) == 1 else None
