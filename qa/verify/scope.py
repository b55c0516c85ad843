"""Negation and reserve: which words of a text are denied, and which are not stated as fact.

Scopes are read off the surface in the manner of NegEx (Chapman et al. 2001, "A Simple Algorithm
for Identifying Negated Findings and Diseases in Discharge Summaries"): a cue reaches forward to
the end of its clause; cues that govern a whole clause ("denied that") reach through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qa.anaphora import ADVERBS, AUXILIARIES, VERB_FORMS
from qa.attribution.cues import CUE_FORMS
from qa.verify.words import PHRASAL, is_past, lemma

if TYPE_CHECKING:
    from qa.verify.text import Reading, Token

__all__ = ["DENIALS", "DOUBT", "NEGATORS", "PLAN", "mark_scopes"]

_SIMPLE = frozenset(
    "not never hardly scarcely barely without nor no neither except excepting excluding".split()
)
_NOUNS = frozenset(["no", "without", "except", "excepting", "excluding"])
_OWN = frozenset(["without", "except", "excepting", "excluding"])
_SUBJECT = frozenset("nobody none nothing noone nowhere".split())
_DEEP = frozenset(
    "deny denies denied denying denial refuse refuses refused refusing refusal fail fails failed "
    "failing failure unable impossible false untrue falsely lack lacks lacked lacking absence "
    "baseless unfounded groundless".split()
)
_JOINED_DENIALS = frozenset(map(lemma, ("refuse", "reject")))
_PAIR = 2
_RELATIVE = frozenset("who which that".split())
_FINITE = frozenset("is are was were has have had will would can could".split())
_DEEP_TO = frozenset("decline declines declined declining neglected neglect".split())
_DEEP_PAIRS = {
    ("rather", "than"), ("instead", "of"), ("ruled", "out"), ("rule", "out"), ("rules", "out"),
    ("ruling", "out"), ("short", "of"), ("far", "from"), ("free", "of"),
}  # fmt: skip
_CLAIMS = frozenset(
    "claim claims allegation allegations accusation accusations suggestion suggestions report "
    "reports idea notion charge charges rumour rumours rumor rumors assertion assertions theory "
    "speculation".split()
)
_REJECTS = frozenset("reject rejects rejected rejecting dismiss dismisses dismissed".split())
_EVIDENCE = frozenset("evidence proof sign signs indication indications basis suggestion".split())

DOUBT = frozenset(
    "reportedly allegedly apparently possibly perhaps probably likely supposedly purportedly "
    "presumably seemingly unconfirmed rumoured rumored rumour rumours rumor rumors alleged "
    "purported potentially maybe unclear unverified conceivably suspected arguably may might "
    "could seem seems seemed appear appears appeared possible probable unlikely uncertain "
    "speculation".split()
)
"""Words by which a text keeps back from stating something as a fact."""
_WHOLE = DOUBT - frozenset("may might could seem seems seemed appear appears appeared".split())
_BELIEFS = frozenset(
    "believe believes believed think thinks thought suspect suspects suspected fear fears feared "
    "suppose supposed assume assumes assumed understood said reported alleged estimated".split()
)
_THINKING = frozenset(
    "believe believes believed think thinks thought suspect suspects suspected fear fears feared "
    "assume assumes assumed suppose supposes supposed claim claims claimed allege alleges expect "
    "expects expected predict predicts predicted forecast forecasts".split()
)
PLAN = frozenset(
    "will would shall should must plan plans planned planning intend intends intended hope hopes "
    "hoped want wants wanted wish expect expects expected promise promises promised pledge pledges "
    "pledged vow vows vowed threaten threatens threatened propose proposes proposed aim aims aimed "
    "seek seeks sought demand demands demanded urge urges urged recommend recommends recommended "
    "if unless scheduled due about going proposal considering mulling consider considers "
    "considered call calls called ask asks asked want".split()
)
"""Words by which a text says that something is meant to happen, not that it did."""
_WISHES = frozenset(
    "demand demands demanded demanding urge urged propose proposes proposed seek seeks sought "
    "seeking request requests requested want wants wanted plan plans planned threaten threatens "
    "threatened promise promises promised expect expects expected ask asks asked call calls "
    "called consider considers considered".split()
)
_MODALS = frozenset("will would shall should must may might could can".split())
_FACTIVE = frozenset(
    "manage manages managed begin begins began begun start starts started continue continues "
    "continued come came get got have has had having used use forced force able help helps helped "
    "cause caused lead led happen happened prove proved proven enable enables enabled decide "
    "decided went go goes first last only seem appear seems appears seemed appeared found known "
    "allowed made up".split()
)
_SKIPPED = ADVERBS | frozenset(
    "immediately been be being quite really fully entirely completely necessarily".split()
)
DENIALS = frozenset(
    "deny denies denied denying denial reject rejects rejected rejecting dismiss dismisses "
    "dismissed false untrue".split()
)
"""Words that report a denial."""
NEGATORS = _SIMPLE | _SUBJECT | _DEEP | _DEEP_TO
"""Words that deny, alone or before "to"."""


def mark_scopes(reading: Reading) -> None:
    """Set ``polar`` and ``doubt`` of each token.

    ``polar``: ``focus`` (the word itself is denied), ``double`` (denied twice), ``deep`` (it
    stands in a clause that is denied as a whole), ``told`` (in one that is reported as denied),
    ``scope`` (behind a denial, touched or not), ``before`` (in such a clause, before the denial),
    ``out``. ``doubt``: ``doubt`` (it is said with reserve), ``belief`` (somebody thinks so),
    ``plan`` (it is only intended, asked for or conditional), or "".
    """
    tokens = reading.tokens
    negators = [found for at in range(len(tokens)) if (found := _negator(tokens, at))]
    denied: set[int] = set()
    cues = {at for at, _, deep in negators if deep}
    for at, reach, deep in negators:
        if at in denied and deep:
            continue  # "did not deny": two denials are none
        if reach - at == _PAIR and reach in cues:
            denied.add(reach)  # so are they in "stopped short of denying"
            tokens[reach].polar = "focus"
            continue
        denied |= _deny(tokens, at, reach, deep)
    cued = {tokens[at].clause: at for at, _, _ in reversed(negators)}
    for token in tokens:
        first = cued.get(token.clause)
        if token.polar == "out" and first is not None and token.at < first:
            token.polar = "before"
    _mark_doubt(tokens)
    _mark_plans(tokens)
    _mark_wishes(tokens)


def _negator(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """(place of the cue, first token behind it, whether it denies a whole clause)."""
    low = tokens[at].low
    follows = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if low == "not" and follows in ("true", "so", "correct"):
        return at, at + 2, True
    if low in _SIMPLE:
        if low == "not" and follows in ("only", "just", "merely", "least"):
            return None
        if low == "no" and follows in ("doubt", "fewer", "less", "more", "later", "sooner"):
            return None
        subject = low in ("no", "neither") and not _verb_before(tokens, at)
        one = low == "not" and follows in ("one", "a") and not _verb_before(tokens, at)
        nothing = low == "no" and (follows in _EVIDENCE or follows == "one")
        return at, at + 1, subject or one or nothing
    if low in _SUBJECT or low in _DEEP:
        return at, at + 1, True
    if tokens[at].lemma in _JOINED_DENIALS and PHRASAL.get((lemma(low), follows)):
        return at, at + 2, True  # "turned down"
    if low in _DEEP_TO and follows == "to":
        return at, at + 1, True
    if low in _REJECTS and any(t.low in _CLAIMS for t in tokens[at + 1 : at + 5]):
        return at, at + 1, True
    return (at, at + 2, True) if (low, follows) in _DEEP_PAIRS else None


def _verb_before(tokens: Sequence[Token], at: int) -> bool:
    clause = tokens[at].clause
    before = (t for t in tokens[:at] if t.clause == clause)
    return any(t.low in AUXILIARIES or VERB_FORMS.get(t.low) for t in before)


def _behind(tokens: Sequence[Token], reach: int, through: bool) -> Iterator[Token]:
    """The tokens behind a cue to the end of its clause; ``through``: and its "that" clause."""
    if reach >= len(tokens):
        return
    clause = tokens[reach - 1].clause
    for token in tokens[reach:]:
        if token.clause != clause:
            if not through or token.opener not in ("that", "whether") or _relates(tokens, token):
                return
            clause = token.clause
        yield token


def _relates(tokens: Sequence[Token], that: Token) -> bool:
    """Whether a "that" begins a relative clause, "the lamp that was left", and no claim."""
    follows = tokens[that.at + 1].low if that.at + 1 < len(tokens) else ""
    before = tokens[that.at - 1]
    verb = follows in AUXILIARIES or VERB_FORMS.get(follows) == "s" or is_past(follows)
    return that.low == "that" and verb and before.low not in CUE_FORMS


def _deny(tokens: Sequence[Token], at: int, reach: int, deep: bool) -> set[int]:
    """Mark what a cue denies; gives the places of the words that are denied themselves."""
    heads: set[int] = set()
    through = deep
    whole = deep and tokens[at].low not in _SIMPLE
    touched = False
    for token in _behind(tokens, reach, True):
        if token.clause != tokens[at].clause and not through:
            break
        if tokens[at].low in _NOUNS and not deep and token.low in AUXILIARIES:
            break
        if whole and tokens[at].opener in _RELATIVE and token.low in _FINITE and touched:
            break  # "the panel that refused the licence was ...": the main verb
        touched = touched or token.content
        if not token.content or token.low in _SKIPPED or token.low.endswith("ly"):
            continue
        if not heads and not whole:
            heads.add(token.at)
            # "Nobody may fish without a permit": the permit is what is lacking, once.
            twice = token.polar in ("deep", "told") and tokens[at].low not in _OWN
            token.polar = "double" if twice else "focus"
            # "did not say that ...": nothing of what follows was said.
            through = through or CUE_FORMS.get(token.low, ("", ""))[0] in (
                "say", "confirm", "claim", "admit", "announce", "believe", "think", "know", "tell",
            )  # fmt: skip
        elif token.polar in ("out", "scope"):
            reported = tokens[at].low in DENIALS
            token.polar = "told" if reported else "deep" if through else "scope"
    return heads


def _mark_doubt(tokens: Sequence[Token]) -> None:
    for at, token in enumerate(tokens):
        if token.low == "may" and token.text == "May":
            continue
        if token.low in _THINKING and not token.name and not _is_noun(tokens, at):
            for other in _behind(tokens, at + 1, True):
                other.doubt = other.doubt or "belief"
        belief = (
            token.low in _BELIEFS
            and at + 1 < len(tokens)
            and tokens[at + 1].low == "to"
            and at > 0
            and tokens[at - 1].low in AUXILIARIES
        )
        if token.low in DOUBT and not _keeps_back(tokens, at):
            continue
        if token.low in _WHOLE:
            size = sum(t.clause == token.clause for t in tokens)
            near = (token.clause, token.clause + 1) if size < 4 else (token.clause,)
            for other in tokens:
                if other.clause in near:
                    other.doubt = "doubt"
        elif belief or token.low in DOUBT:
            for other in _behind(tokens, at + 1, True):
                other.doubt = "doubt"


def _mark_wishes(tokens: Sequence[Token]) -> None:
    """ "Demanded the release of": what somebody wants is not done."""
    for token in tokens:
        if token.low not in _WISHES or token.name:
            continue
        for other in tokens[token.at + 1 : token.at + 5]:
            if other.clause != token.clause or other.low == "that":
                break
            if other.content and other.low not in _SKIPPED:
                if not other.name and not other.doubt:
                    other.doubt = "plan"
                break


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].low if at else ""
    follows = tokens[at + 1].low if at + 1 < len(tokens) else ""
    return before in ("the", "a", "an", "his", "her", "its", "their", "to", "of") or follows in (
        "of", "in", "to", "about", "",
    )  # fmt: skip


def _keeps_back(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word of `DOUBT` is one here: "appeared to", not "appeared in court"."""
    low = tokens[at].low
    follows = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if low in ("appear", "appears", "appeared"):
        return follows in ("to", "that")
    if low == "could":
        return follows not in ("not", "hear", "see", "feel", "afford", "hardly", "only")
    if low == "alleged":
        return follows not in ("that", "he", "she", "they", "the", "it")
    return True


def _mark_plans(tokens: Sequence[Token]) -> None:
    for at, token in enumerate(tokens):
        before = tokens[at - 1].low if at else ""
        modal = token.low in _MODALS and token.text != "May" and token.text != "Will"
        # "..., to win the title" tells what came of it.
        comma = at > 0 and tokens[at - 1].clause != token.clause
        infinitive = token.low == "to" and before not in _FACTIVE and not comma
        wished = token.low == "be" and before not in _MODALS | {"to", "not"}
        if not (modal or infinitive or wished):
            continue
        for other in tokens[at + 1 : at + 7]:
            if other.clause != token.clause:
                break
            if other.content and other.low not in _SKIPPED and other.low != "not":
                verbal = infinitive and not (other.low in VERB_FORMS or other.low == other.lemma)
                if other.doubt == "" and not other.name and not verbal:
                    other.doubt = "plan"
                break
