"""The other side of an answer: looked for anew once the first one is known.

Whoever denies a claim seldom uses the words of the question; they use those of the claim. So where
a question asks whether something is so, or how many, the claim that answers it is searched for in
its turn, and what is likeliest to say otherwise (a denial, a reply, another's words, another figure
of the same thing: `qa.disputes.rivals`) is read by the model that read the first. Other questions
(who, where, which side) have what was found put in an order in which each party is heard. After the
way in which counter-arguments are found (Wachsmuth et al., "Retrieval of the Best Counterargument
without Prior Topic Knowledge", ACL 2018): alike in what they are about, unlike in what they say of
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.disputes.asked import Asked, ask_of
from qa.disputes.figures import fate_of, figures_of
from qa.disputes.rivals import claim_signs, held, load_rivals
from qa.disputes.signs import tells_all
from qa.evidence import MOST_TOKENS, Budget, Evidence
from qa.looking import READ, Likeness, Looks, Place, Search, bare, claims_nothing
from qa.names import extract_names, name_tokens
from qa.other_figures import other_figures
from qa.question import Question, Want
from qa.select import DENIED_CLAIM
from qa.verify.text import read

if TYPE_CHECKING:
    from qa.evidence import Judge
    from qa.names import NameIndex
    from qa.signals import Around

__all__ = ["KEPT_TOKENS", "budget_for", "weighed_as", "with_other_side"]

# Figures whose counterpart is looked for where each party's is asked for.
ANCHORS = 3
# Of the tokens read for a question that may have another side so many are kept for that side.
KEPT_TOKENS = 200
# The reader's own log odds must not be against what another party says by more than this.
AGAINST = -1.0
# What both parties say of each other is asked for, not one figure.
_EACH = re.compile(
    r"\b(?:each|either side|(?:two|both|the) (?:sides|parties)|both|one another|each other)\b", re.I
)
_WHICH = re.compile(r"\bwhich (?:sides?|part(?:y|ies)|camps?|of the (?:two|sides|parties))\b", re.I)


def budget_for(question: Question) -> Budget:
    """The tokens that may be read for a question, some kept where it may have another side."""
    kept = KEPT_TOKENS if weighed_as(question, ask_of(question.text)) else 0
    return Budget(MOST_TOKENS, kept)


def with_other_side(
    question: Question,
    evidence: Sequence[Evidence],
    threshold: float,
    search: Search,
    judge: Judge,
    likeness: Likeness,
    budget: Budget | None = None,
) -> tuple[Evidence, ...]:
    """The evidence with a clause that says otherwise behind the best one, where one is found.

    As it was where the best clause is not said, without a model that judges, or where an other side
    is said anyhow; in another order where the question asks for neither a figure nor whether
    something is so.
    ``budget`` is what is left of the tokens that may be read: the likeliest are read first.
    """
    asked = ask_of(question.text)
    if evidence and question.want is not Want.SPEAKER and not (asked.number or asked.whether):
        return _told_by_others(asked, evidence, judge.names, threshold)
    generator = judge.generator() if _seeks(question, asked, evidence, threshold) else None
    if generator is None or not generator.judges:
        return tuple(evidence)
    looks = Looks(question, asked, evidence, search, judge, likeness, generator, budget or Budget())
    looks.budget.kept = 0
    if not asked.number:
        return _other_claims(looks)
    each = _EACH.search(question.text) is not None
    return _each_party(looks, threshold) if each else other_figures(looks)


def _other_claims(looks: Looks) -> tuple[Evidence, ...]:
    """The evidence with what else answers whether it is so behind the best clause, the likeliest
    first; all that was weighed and is not said is marked as no other side."""
    best = looks.evidence[0]
    around = [c for c in looks.around(best) if c.place != best.place]
    logits = looks.unread(around)
    signs = {}
    for one in around:
        other = bare(best, one)
        if not claims_nothing(other):
            told = claim_signs(looks.asked, best, other, looks.likeness(best, other))
            signs[one.place] = (one, {**told, "logit": held(logits[one.place])})
    weighed = looks.weighed(load_rivals()["claims"], signs)
    said = [e for e, _ in sorted(weighed.values(), key=lambda pair: -pair[1])]
    if said and not any(e.clause.denial for e in (best, *said)):
        # The best clause may be beside the point; who denies the next one uses that one's words.
        said[1:1] = _denial_of(looks, said[0])
    rivals = (replace(e, rival=True) for e in said)
    return _once([best, *rivals, *(replace(e, rival=False) for e in looks.evidence)])


def _told_by_others(
    asked: Asked, evidence: Sequence[Evidence], names: NameIndex, threshold: float
) -> tuple[Evidence, ...]:
    """The evidence with what tells all that is asked, and is not by name of the best clause's own
    party, next to that clause: of three statements the second is not to be its own side again.

    Asked which of two sides it was, another party is heard where it may say so by itself.
    """
    best, *rest = evidence
    others = [e for e in rest if not _is_own(e, best, names)]
    first = [e for e in others if tells_all(asked, e.text)]
    if _WHICH.search(asked.text):
        likely = (e for e in others if e.clause.speaker and e.probability >= threshold)
        heard = next((e for e in likely if (e.reading or 0.0) >= AGAINST), None)
        first = [replace(heard, rival=True), *first] if heard else first
    return _once([best, *first, *rest])


def _denial_of(looks: Looks, claim: Evidence) -> list[Evidence]:
    """The nearest denial of a claim by another speaker, where one is found and the reader is not
    against it."""
    near = [
        (looks.likeness(claim, other), number, one)
        for number, one in enumerate(looks.around(claim))
        if one.clause.denial
        and not claims_nothing(other := bare(claim, one))
        and not _is_own(one, claim, looks.judge.names)
    ]
    if not near or max(near)[0] < DENIED_CLAIM:
        return []
    return [e for e in looks.read([max(near)[2]]).values() if (e.reading or 0.0) >= AGAINST]


def _each_party(looks: Looks, threshold: float) -> tuple[Evidence, ...]:
    """The evidence with the other party's figure of the same fate behind the best clause."""
    anchors = [e for e in looks.evidence[:ANCHORS] if e.probability >= threshold]
    found = [
        (around, anchor)
        for anchor in anchors
        for around in looks.around(anchor)
        if _returns(anchor, bare(anchor, around), looks.judge.names)
    ]
    logits = looks.unread([around for around, _ in found])
    # The other party's first: the anchor's own is heard already, if without a figure.
    names = looks.judge.names
    found.sort(key=lambda pair: (_is_own(pair[0], pair[1], names), -logits[pair[0].place]))
    read = looks.read([around for around, _ in found][:READ])
    tried = [(read[around.place], anchor) for around, anchor in found if around.place in read]
    said = [(e, anchor) for e, anchor in tried if (e.reading or 0.0) >= AGAINST]
    return _behind_best(looks.evidence, said)


def _seeks(
    question: Question, asked: Asked, evidence: Sequence[Evidence], threshold: float
) -> bool:
    """Whether another side is to be looked for: something is said that may have one."""
    said = bool(evidence) and evidence[0].probability >= threshold
    return said and weighed_as(question, asked) is not None


def weighed_as(question: Question, asked: Asked) -> str | None:
    """What other sides of a question are weighed as (``qa.disputes.rivals``): ``figures`` or
    ``claims``; None where it is not after a figure nor whether something is so."""
    if question.want is Want.SPEAKER or not (asked.number or asked.whether):
        return None
    return "figures" if asked.number else "claims"


def _returns(anchor: Evidence, other: Evidence, names: NameIndex) -> bool:
    """Whether another party tells a figure of the same fate: "killed 34", "killed 350".

    Or the same party does, where the anchor tells no figure: "killed large numbers".
    """
    if claims_nothing(other) or None in (anchor.clause.speaker, other.clause.speaker):
        return False
    fate = fate_of(t.lemma for t in read(anchor.text).content)
    told, theirs = ([f.fate for f in figures_of(e.text)] for e in (anchor, other))
    if not fate or fate not in theirs:
        return False
    return fate not in told or not _is_own(other, anchor, names)


def _is_own(one: Evidence | Around, anchor: Evidence, names: NameIndex) -> bool:
    """Whether a clause is the anchor's own party's."""
    first, second = one.clause.speaker, anchor.clause.speaker
    return first is not None and second is not None and _is_one(first, second, names)


def _is_one(one: str, other: str, names: NameIndex) -> bool:
    """Whether two speakers may be one party: all words of the shorter stand in the longer, or each
    holds a spelling of one name ("the HDA's spokesman", "Harbour Defence Alliance")."""
    first, second = set(name_tokens(one)), set(name_tokens(other))
    if first <= second or second <= first:
        return True
    held = extract_names(other)
    return any(spelling in held for name in extract_names(one) for spelling in names.variants(name))


def _behind_best(
    evidence: Sequence[Evidence], said: Sequence[tuple[Evidence, Evidence]]
) -> tuple[Evidence, ...]:
    """The best clause, what says otherwise (the surest first) with what it speaks against, the
    rest."""
    surest = sorted(said, key=lambda pair: -pair[0].score)
    rivals = (replace(e, rival=True) for pair in surest for e in pair)
    return _once([evidence[0], *rivals, *evidence])


def _once(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Each clause where, and as, it is found first."""
    order: dict[Place, Evidence] = {}
    for e in found:
        order.setdefault(e.place, e)
    return tuple(order.values())
