"""Other figures of what is asked for: found, weighed before and after they are read, and said.

What gives another figure of the same thing is the other side, however poorly it alone would answer;
what gives a figure of something else is none, however well it reads (``qa.disputes.rivals``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.disputes.asked import Asked
from qa.disputes.rivals import figure_signs, held, load_rivals
from qa.disputes.signs import Relation, compare_figures
from qa.disputes.verdict import corrects, is_anothers, is_of_others
from qa.evidence import Evidence
from qa.looking import Looks, Place, bare, claims_nothing
from qa.when.preference import time_fit
from qa.when.reading import times_of

if TYPE_CHECKING:
    from qa.signals import Around

__all__ = ["other_figures"]

# So many days are a time within which a figure without a day may lie.
LONG = 300


def other_figures(looks: Looks) -> tuple[Evidence, ...]:
    """The evidence with other figures of what is asked for behind the best clause, the likeliest
    first; what gives another figure, but of something else, is marked as no other side."""
    best = looks.evidence[0]
    around = [c for c in looks.around(best) if c.place != best.place]
    others = {c.place: (c, found) for c in around if (found := _figure(looks, best, c))}
    signs = {place: one for place, one in others.items() if _may_rival(looks, one[0])}
    odds = _weighed(looks, signs)
    order = {best.place: best}
    for place, (e, _) in sorted(odds.items(), key=lambda item: -item[1][1]):
        # Who repeats another side's figure is no further side: the next one may be.
        if not any(_same_figure(looks.asked, e, kept) for kept in order.values()):
            order[place] = replace(e, rival=True)
    order = _corrected_first(order, best)
    for e in looks.evidence:
        of_other = e.place in others and e.place not in odds
        order.setdefault(e.place, replace(e, rival=False) if of_other else e)
    return tuple(order.values())


def _corrected_first(order: dict[Place, Evidence], best: Evidence) -> dict[Place, Evidence]:
    """The clauses with a correction of the best one before it: it stood first as the first said."""
    new = next((e for e in order.values() if corrects(e, best)), None)
    if new is None:
        return order
    first = replace(new, probability=max(new.probability, best.probability), rival=None)
    return {new.place: first, **{place: e for place, e in order.items() if place != new.place}}


def _weighed(
    looks: Looks, signs: Mapping[Place, tuple[Around, Mapping[str, float]]]
) -> dict[Place, tuple[Evidence, float]]:
    """Of clauses with other figures those of another side, read, with the log odds of it."""
    logits = looks.unread([around for around, _ in signs.values()])
    shown = {
        place: (around, {**one, "logit": held(logits[place])})
        for place, (around, one) in signs.items()
    }
    return looks.weighed(load_rivals()["figures"], shown)


def _same_figure(asked: Asked, one: Evidence, other: Evidence) -> bool:
    return compare_figures(asked, one.text, other.text)[0] is Relation.SAME


def _figure(looks: Looks, best: Evidence, around: Around) -> dict[str, float] | None:
    """The signs of a clause that tells another figure than the best one; None of no such."""
    other = bare(best, around)
    return figure_signs(looks.asked, best, other, looks.likeness(best, other), around.nearby)


def _is_of_time(question: str, other: Evidence) -> bool:
    """Whether a figure can be of the time asked for: told of it, or of a year that is left open."""
    named = times_of(question)
    if not named:
        return True
    fit = time_fit(question, other)
    days = [time.days for time in named if time.days is not None]
    long = all((d.last - d.first).days >= LONG for d in days)
    return fit == "fits" or (fit == "open" and bool(days) and long)


def _may_rival(looks: Looks, around: Around) -> bool:
    """Whether another figure can be of what is asked for: of that day, that party, that voice."""
    other, asked = bare(looks.evidence[0], around), looks.asked
    if claims_nothing(other) or is_of_others(asked, other.text) or is_anothers(asked, other):
        return False
    voice = " ".join(filter(None, (other.clause.speaker, other.clause.role)))
    if asked.sayer and voice and not asked.is_named(voice):
        return False
    return _is_of_time(looks.question.text, other)
