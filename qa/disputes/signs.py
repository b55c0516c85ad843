"""The signs by which two clauses that may both answer give different answers, or the same.

A pair is laid side by side: its figures (``figures``), its moments, what it denies, its names.
Every sign is symmetric in the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from qa.answer_type import Kind
from qa.attribution.reserve import DEMAND
from qa.disputes.asked import Asked
from qa.disputes.figures import Figure, agree, figures_of
from qa.disputes.moments import Moment, clash, moments_of
from qa.names import extract_names
from qa.verify.text import Reading, read
from qa.verify.words import is_converse, is_opposite, is_same

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = [
    "Relation",
    "compare_figures",
    "compare_moments",
    "covered",
    "fitting",
    "holds_any",
    "signs_of_pair",
    "tells_all",
]


class Relation(StrEnum):
    """How what two clauses tell compares: ``none`` where they tell nothing comparable,
    ``other`` where they tell it of other things."""

    SAME = "same"
    DIFFER = "differ"
    OTHER = "other"
    NONE = "none"


_CONTRA = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|untrue|false(?:ly)?|wrong(?:ly)?|incorrect|invent\w*|"
    r"den(?:y|ies|ied|ying)|disput\w+|contradict\w*|reject\w*|rather than|instead|contrary|"
    r"whatever|myth|nonsense|merely|only|fewer|neither|without|refus\w+|\w+n['’]t)\b",
    re.I,
)
# Of these the reading knows what they deny; what the others reject may be a whole account.
_SCOPED = re.compile(
    r"(?:no(?!\s+(?:longer|more)\b)|not(?!\s+(?:true|so|correct|right|the case)\b)|never|"
    r"nobody|none|nothing|fewer|neither|without|instead|rather than|\w+n['’]t|"
    r"(?:merely|only)(?!\s+(?:an?\s+)?(?:part(?:ly|ially)?|half|some|few|small)\b))\b",
    re.I,
)
_BE = frozenset(("is", "are")), frozenset(("was", "were"))
_BETWEEN = frozenset("not now still then also already fully completely entirely".split())
_PLAIN = frozenset(("out", "before", "double"))
# Figures of so wide a range are words such as "hundreds"; from this fit on one may be what is
# asked.
_VAGUE, _BARE = 1.5, 2
_DENIED = frozenset(("focus", "deep", "told"))


def compare_figures(asked: Asked, one: str, other: str) -> tuple[Relation, int]:
    """How the figures that can be what is asked for compare, and how well the worse one fits."""
    a, b = fitting(asked, one), fitting(asked, other)
    if not a or not b:
        strange = any(asked.of_others(f) for f in (*figures_of(one), *figures_of(other)))
        return (Relation.OTHER if strange else Relation.NONE), 0
    best_a, best_b = _best(a), _best(b)
    if not asked.head and _of_one_thing(best_a, best_b):
        # "How large was the herd?" names nothing counted; two counts of goats are comparable.
        best_a, best_b = ([(max(fit, 2), f) for fit, f in best] for best in (best_a, best_b))
    # A figure that answers best in one text and may be what is asked in the other is a common one;
    # so is one that answers best in both, however well that is.
    may_a, may_b = ([entry for entry in rated if entry[0] >= _BARE] for rated in (a, b))
    met = (*product(best_a, [*best_b, *may_b]), *product(may_a, best_b))
    common = any(_common(x, y) for x, y in met)
    pairs = [(min(x[0], y[0]), agree(x[1], y[1])) for x, y in product(best_a, best_b)]
    known = [fit for fit, same in pairs if same is not None]
    if common:
        return Relation.SAME, max(known, default=1)
    return (Relation.DIFFER, max(known)) if known else (Relation.NONE, 0)


def _common(one: tuple[int, Figure], other: tuple[int, Figure]) -> bool:
    """Whether two figures are one; "scores of soldiers" is not the "tens of lorries" asked for."""
    vague = any(f.high > _VAGUE * f.low for _, f in (one, other))
    return bool(agree(one[1], other[1])) and not (vague and min(one[0], other[0]) < _BARE)


def fitting(asked: Asked, text: str) -> list[tuple[int, Figure]]:
    """The figures that can be what is asked for, each with how well it fits."""
    return [(fit, f) for f in figures_of(text) if (fit := asked.fits(f))]


def _of_one_thing(one: Sequence[tuple[int, Figure]], other: Sequence[tuple[int, Figure]]) -> bool:
    """Whether all figures of two texts count the same thing."""
    named = [set(f.counted[-1:]) for _, f in (*one, *other)]
    return bool(set.intersection(*named))


def _best(rated: Sequence[tuple[int, Figure]]) -> list[tuple[int, Figure]]:
    most = max(fit for fit, _ in rated)
    return [(fit, f) for fit, f in rated if fit == most]


def compare_moments(asked: Asked, one: str, other: str) -> Relation:
    """How the moments of two texts compare, those of the question left aside.

    Where both tell days, days; where an hour is asked for and both tell one, hours: 8.15 of one
    day is not 8.15 of another.
    """
    a, b = _new(asked, moments_of(one)), _new(asked, moments_of(other))
    hours = asked.kind is Kind.HOUR
    both = [[m for m in moments if (m.minute is not None) is hours] for moments in (a, b)]
    if all(both):
        a, b = both
    found = [clash(x, y) for x, y in product(a, b)]
    if all(c is None for c in found):
        return Relation.NONE
    return Relation.SAME if any(c is False for c in found) else Relation.DIFFER


def _new(asked: Asked, moments: Sequence[Moment]) -> list[Moment]:
    return [m for m in moments if not any(clash(m, known) is False for known in asked.moments)]


def _affirmed(reading: Reading, lemma: str) -> bool | None:
    """Whether a word stands undenied in a text; None where it does not stand there, or both."""
    polar = {t.polar in _DENIED for t in reading.tokens if t.content and is_same(t.lemma, lemma)}
    return not polar.pop() if len(polar) == 1 else None


def _told(asked: Asked, reading: Reading, word: str) -> bool | None:
    """Whether a word of the question stands undenied in a text, or its opposite denied.

    An opposite tells of what is asked only as what the thing asked about is, in the question's
    tense: "Is the bridge open?", "The bridge is closed". Who retreats may be another than who
    advances, and one may sell what the other buys.
    """
    told = _affirmed(reading, word)
    be = next((forms for forms in _BE if asked.text.split(" ")[0].lower() in forms), None)
    if told is not None or be is None or any(is_same(t.lemma, word) for t in reading.content):
        return told
    rest = asked.words - {word}
    for at, token in enumerate(reading.tokens):
        if not token.content or not is_opposite(token.lemma, word):
            continue
        before = [t for t in reading.tokens[:at] if t.clause == token.clause]
        link = next((t for t in reversed(before) if t.low not in _BETWEEN), None)
        held = all(any(is_same(t.lemma, other) for t in before) for other in rest)
        if link and link.low in be and held and not is_converse(token.lemma, word):
            return token.polar in _DENIED
    return None


def _negated(asked: Asked, a: Reading, b: Reading) -> bool:
    """Whether a word of the question is affirmed in one text and denied in the other."""
    for word in asked.words:
        one, other = _told(asked, a, word), _told(asked, b, word)
        if one is not None and other is not None and one != other:
            return True
    return False


def _negated_common(asked: Asked, a: Reading, b: Reading) -> bool:
    """Whether a word that both texts hold and the question does not is denied in one alone."""
    common = {t.lemma for t in a.content} & {t.lemma for t in b.content}
    for word in common - asked.words:
        one, other = _affirmed(a, word), _affirmed(b, word)
        if one is not None and other is not None and one != other:
            return True
    return False


def _stands(asked: Asked, text: str) -> bool:
    """Whether a text affirms every word of a question whether something is so: "has fallen without
    a fight" and "there is no doubt that it has fallen" deny nothing of "has fallen"."""
    reading = read(text)
    tokens = [t for t in reading.tokens if t.content]
    for word in asked.words:
        polar = {t.polar for t in tokens if is_same(t.lemma, word)}
        if not (polar <= _PLAIN if polar else _told(asked, reading, word)):
            return False
    if not asked.whether or not asked.words:
        return False
    return all(_SCOPED.match(text, m.start()) for m in _CONTRA.finditer(text))


def _both_deny(asked: Asked, a: Reading, b: Reading) -> bool:
    """Whether a word of a question whether something is so is denied in both texts."""
    denied = ((_affirmed(r, word) for r in (a, b)) for word in asked.words)
    return asked.whether and any(set(pair) == {False} for pair in denied)


def _opposites(a: Reading, b: Reading) -> bool:
    """Whether one text has a word and the other its opposite, and neither has both."""
    one, other = {t.lemma for t in a.content}, {t.lemma for t in b.content}
    return any(
        is_opposite(x, y) for x, y in product(one - other, other - one) if len(x) > 2 and len(y) > 2
    )


def _names_apart(asked: Asked, one: str, other: str) -> bool:
    low = asked.text.lower()
    a = {w.lower() for n in extract_names(one) for w in n.split() if w.lower() not in low}
    b = {w.lower() for n in extract_names(other) for w in n.split() if w.lower() not in low}
    return bool(a and b and not a & b)


def _overlap(asked: Asked, a: Reading, b: Reading) -> float:
    """The share of common lemmas that the question does not hold already."""
    one = {t.lemma for t in a.content} - asked.words
    other = {t.lemma for t in b.content} - asked.words
    return len(one & other) / max(1, min(len(one), len(other)))


def covered(asked: Asked, text: str) -> float:
    """The share, 0..1, of the question's content words that a text holds."""
    held = {t.lemma for t in read(text).content}
    return sum(any(is_same(w, h) for h in held) for w in asked.words) / max(1, len(asked.words))


def tells_all(asked: Asked, text: str) -> bool:
    """Whether a text holds every word of a question that asks neither for a figure nor whether
    something is so: who "controls Orle" may be told by two, however little one account says of the
    other's. Names alone ("Who is Ada Roth?") stand in much that tells nothing of them.
    """
    names = {t.lemma for t in read(asked.text).tokens if t.name}
    open_one = not (asked.number or asked.whether or asked.words <= names)
    return open_one and len(asked.words) > 1 and covered(asked, text) == 1.0


def holds_any(text: str, words: frozenset[str]) -> bool:
    """Whether a text holds one of some lemmas, or a word of one meaning with it; True for none."""
    return not words or any(is_same(w, t.lemma) for t in read(text).content for w in words)


def signs_of_pair(asked: Asked, a: Evidence, b: Evidence, cosine: float) -> dict[str, float]:
    """The signs of a pair by name; each is 0 or 1, or a share."""
    # Who turns a demand down denies nothing of what is told beside it.
    said = [DEMAND.sub("", e.text) for e in (a, b)]
    one, other = map(read, said)
    figures, fit = compare_figures(asked, a.text, b.text)
    moments = compare_moments(asked, a.text, b.text)
    speakers = (a.clause.speaker, b.clause.speaker)
    contra = [len(_CONTRA.findall(text)) for text in said]
    share = [covered(asked, a.text), covered(asked, b.text)]
    denies = a.clause.denial != b.clause.denial
    negated, opposite = _negated(asked, one, other), _opposites(one, other)
    if _stands(asked, a.text) and _stands(asked, b.text):
        contra, denies, opposite = [0, 0], False, False
    elif _both_deny(asked, one, other):
        denies, negated = False, False
    signs = {
        "figure_differ_named": figures is Relation.DIFFER and fit == 3,
        "figure_differ_bare": figures is Relation.DIFFER and fit == 2,
        "figure_differ_loose": figures is Relation.DIFFER and fit == 1,
        "figure_same": figures is Relation.SAME,
        "figure_other": figures is Relation.OTHER,
        "moment_differ": moments is Relation.DIFFER,
        "moment_same": moments is Relation.SAME,
        "denies": denies,
        "negated": negated,
        "negated_common": not negated and _negated_common(asked, one, other),
        "opposite": opposite,
        "contra": bool(contra[0]) != bool(contra[1]),
        "contra_any": bool(sum(contra)),
        "contra_about": min(share) if bool(contra[0]) != bool(contra[1]) else 0.0,
        "cosine": cosine,
        "overlap": _overlap(asked, one, other),
        "covered_least": min(share),
        "covered_most": max(share),
        "speakers_differ": None not in speakers and speakers[0] != speakers[1],
        "same_speaker": None not in speakers and speakers[0] == speakers[1],
        "one_speaker": (speakers[0] is None) != (speakers[1] is None),
        "same_document": a.hit.document.id == b.hit.document.id,
        "names_apart": _names_apart(asked, a.text, b.text),
        "either": asked.either,
    }
    return {name: float(value) for name, value in signs.items()}
