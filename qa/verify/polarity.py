"""Negation, direction, reserve: is a word of the statement affirmed as the cited one is?

A word of the statement is laid beside the places where it, or its opposite, stands in the cited
sentences. Denied against affirmed is a fault, and so is the opposite word; a denied opposite is
none. Where several places fit, that in the most similar surroundings counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from qa.anaphora import VERB_FORMS
from qa.attribution.cues import CUE_FORMS
from qa.attribution.reserve import DENIAL
from qa.verify.align import Evidence, Place, context, nearness
from qa.verify.figures import date_marks
from qa.verify.scope import DENIALS, DOUBT, NEGATORS, PLAN
from qa.verify.text import FUNCTION, Reading, Token
from qa.verify.types import Fault, Reason
from qa.verify.words import groups_of, is_converse, is_past

__all__ = ["check_doubt", "check_plans", "check_polarity"]

_DENIED, _AFFIRMED = frozenset(["focus", "deep", "told"]), frozenset(["out", "double"])
_MARKED = frozenset(
    "before after above below over under up down inside outside for against with without until "
    "since despite".split()
)
_ARTICLES = frozenset(
    "a an the his her its their our my your this that no any every each all some many most "
    "several these those two three four five".split()
)
_MARGIN = 0.3
_MOST = 0.6
_SURE = frozenset("proved proves prove confirmed confirms established demonstrated proven".split())
_UNSURE = frozenset(
    "believe believes believed think thinks thought suspect suspects suspected claim claims "
    "claimed allege alleges alleged fear fears feared suggest suggests suggested estimate "
    "estimates estimated hope hopes hoped expect expects expected may might could "
    "reportedly".split()
)


@dataclass(frozen=True, slots=True)
class _Fit:
    consistent: bool
    turned: bool
    near: float


def check_polarity(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Words that are denied against affirmed, or the opposites of what is cited."""
    for token in statement.tokens:
        if token.kind == "sign" or not (token.content or token.low in _MARKED):
            continue
        fits = _fits(statement, token, evidence)
        good = max((fit.near for fit in fits if fit.consistent), default=None)
        wrong = [fit for fit in fits if not fit.consistent]
        worst = max(wrong, key=lambda fit: fit.near, default=None)
        if worst is None or not _outweighs(token, worst, good):
            continue
        reason = Reason.DIRECTION if worst.turned else Reason.NEGATION
        yield Fault(reason, (token.text,))
    yield from _lone_denials(statement, evidence)
    yield from _near_copy(statement, evidence)


def _outweighs(token: Token, worst: _Fit, good: float | None) -> bool:
    if good is not None:
        # The very word is there and affirmed alike: its surroundings must speak loudly.
        return worst.near > good + _MARGIN and (token.content or worst.near >= 1.0)
    if not worst.turned:
        return True
    return worst.near > 0.0 if token.content else worst.near >= 1.0


def _fits(statement: Reading, token: Token, evidence: Evidence) -> list[_Fit]:
    same = evidence.exact(token.lemma)
    if not same and token.content:
        same = tuple(p for p in evidence.like(token.lemma) if p.token.content)
    opposite = () if token.name else evidence.opposite(token.lemma)
    opposite = tuple(p for p in opposite if p.token.low not in NEGATORS and not p.token.name)
    if same and date_marks(token):
        opposite = ()  # "from morning to evening": both are there, and each is where it belongs
    if token.kind == "number" or date_marks(token):
        # A figure is denied only by a word right before it.
        same = tuple(p for p in same if "focus" in (token.polar, p.token.polar))
    around = context(statement, token)
    found = []
    for places, turned in ((same, False), (opposite, True)):
        for place in places:
            if token.polar == "focus" and _is_noun(statement, token) != _is_noun(
                evidence.rows[place.row], place.token
            ):
                continue
            theirs_polar = _polar(evidence, place)
            if "told" in (token.polar, theirs_polar) and _both_tell(statement, evidence, place):
                continue  # both report a denial; where in the sentence is no matter
            clash = _clash(token.polar, theirs_polar)
            theirs = context(evidence.rows[place.row], place.token)
            if turned and is_converse(token.lemma, place.token.lemma):
                left = {word for word, side in around if side < 0}
                if not left & {word for word, side in theirs if side < 0}:
                    continue  # told from the other side: "bought by him", "sold to him"
            near = nearness(around, theirs)
            found.append(_Fit(clash is turned, turned, near))
    if token.low in FUNCTION:
        # A preposition that stands nowhere is only another wording.
        return found if same or opposite else []
    return found


def _clash(one: str, other: str) -> bool:
    """Whether one word is denied and the other affirmed, beyond doubt."""
    return bool({one, other} & _DENIED) and bool({one, other} & _AFFIRMED)


def _both_tell(statement: Reading, evidence: Evidence, place: Place) -> bool:
    return all(
        any(t.low in DENIALS for t in r.tokens) for r in (statement, evidence.rows[place.row])
    )


def _is_noun(reading: Reading, token: Token) -> bool:
    """Whether an article or the like stands before the word: "the vote", not "did not vote"."""
    before = reading.tokens[token.at - 1].low if token.at else ""
    return before in _ARTICLES


def _polar(evidence: Evidence, place: Place) -> str:
    """The token's own, unless the clause is known to deny what its words do not show."""
    if evidence.cited[place.row].denial and place.token.polar == "out":
        shown = any(t.polar != "out" for t in evidence.rows[place.row].tokens)
        if not shown and not DENIAL.search(evidence.rows[place.row].text):
            return "scope"
    return place.token.polar


def _near_copy(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """A cited sentence word for word but for a denial that is put in or left out."""
    mine = Counter(t.lemma for t in statement.content)
    for reading in evidence.rows:
        if mine == Counter(t.lemma for t in reading.content):
            one, other = (sum(t.low in NEGATORS for t in r.tokens) for r in (statement, reading))
            if one % 2 != other % 2:
                yield Fault(Reason.NEGATION)
                return


def _lone_denials(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Denials of words that no cited sentence holds, where nothing cited is denied."""
    cited = [t for reading in evidence.rows for t in reading.tokens]
    if any(t.polar in ("focus", "deep", "told", "scope") or t.low in NEGATORS for t in cited):
        return
    for token in statement.tokens:
        known = evidence.holds(token.lemma) or evidence.opposite(token.lemma)
        if token.polar == "focus" and token.content and not known:
            yield Fault(Reason.NEGATION, (token.text,))


def check_doubt(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """What is cited with reserve and stated without any.

    A clause counts where the statement has most of its words, and one that stands nowhere else.
    """
    if any(
        t.doubt in ("doubt", "belief") or (t.low in DOUBT and t.text != "May")
        for t in statement.tokens
    ):
        return
    sure = next((t for t in statement.tokens if t.low in _SURE and not t.name), None)
    if sure is not None and not evidence.holds(sure.lemma) and evidence.words & _UNSURE:
        yield Fault(Reason.HEDGE, (sure.text,))
        return
    told = any(t.low in CUE_FORMS or t.low == "according" for t in statement.tokens)
    kinds = ("doubt",) if told else ("doubt", "belief")
    mine = {t.lemma for t in statement.content}
    groups = {group for word in mine for group in groups_of(word)}
    for row, reading in enumerate(evidence.rows):
        clauses: dict[int, list[Token]] = {}
        for token in reading.content:
            kept_back = token.doubt in kinds or _told_so(evidence, row)
            if kept_back and token.low not in DOUBT:
                clauses.setdefault(token.clause, []).append(token)
        for tokens in clauses.values():
            said = [t for t in tokens if t.lemma in mine or groups & groups_of(t.lemma)]
            only = [
                t
                for t in said
                if all(_is_doubtful(evidence, p, kinds) for p in evidence.exact(t.lemma))
            ]
            if only and len(said) >= _MOST * len(tokens):
                yield Fault(Reason.HEDGE, tuple(t.text for t in only))
                return


def _is_doubtful(evidence: Evidence, place: Place, kinds: tuple[str, ...]) -> bool:
    return place.token.doubt in kinds or _told_so(evidence, place.row)


def _told_so(evidence: Evidence, row: int) -> bool:
    """Whether the clause is known to be hedged by what its words do not show."""
    return evidence.cited[row].hedged and not any(
        t.doubt == "doubt" or t.low in DOUBT for t in evidence.rows[row].tokens
    )


def check_plans(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """What is only intended, asked for or conditional where it is cited, and stated as done."""
    cue = next((t.at for t in statement.tokens if t.low in PLAN or t.low in DOUBT), None)
    for token in statement.content:
        form = "ed" if is_past(token.low) else VERB_FORMS.get(token.low, "")
        if form not in ("ed", "s") or token.name or token.doubt or token.polar in _DENIED:
            continue
        if cue is not None and cue < token.at:
            continue
        places = evidence.exact(token.lemma)
        if places and all(p.token.doubt in ("plan", "doubt") for p in places):
            yield Fault(Reason.HEDGE, (token.text,))
