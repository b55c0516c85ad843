"""How far the cited sentences cover a statement: signals, and a small trained model over them.

What no rule can settle (a word that no cited sentence holds may be another wording or an
invention) is left to logistic regressions over coverage, order, insertions, names, numbers and,
where an embedder is given, cosines of single words. There are three: for a few cited sentences,
with and without vectors, and for whole passages (there neither word nor sentence vectors added
anything on WiCE's development rows). eval/train_verify.py trains them; the weights are numbers
by name, in qa/weights/verify.json.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Protocol

from qa.anaphora import ADVERBS, VERB_FORMS
from qa.attribution.cues import CUE_FORMS
from qa.errors import ModelBroken, ModelMissing
from qa.names import same_name
from qa.verify.align import Evidence
from qa.verify.names import is_ordinary, names_held, same_person
from qa.verify.numbers import quantities_of
from qa.verify.quantifiers import QUANTIFIERS
from qa.verify.scope import DOUBT
from qa.verify.text import Reading, Token
from qa.verify.types import Encode, Fault, Reason
from qa.verify.words import is_converse, is_past

__all__ = [
    "CLOSE",
    "MODELS",
    "SIGNALS",
    "VECTOR_SIGNALS",
    "Judge",
    "Meaning",
    "is_wide",
    "load_meaning",
    "new_words",
    "signals",
]

WEIGHTS = "verify.json"
CLOSE = 6
"""So many cited sentences are a citation; more are a passage, judged by weights of its own."""

SIGNALS = (
    "covered", "held", "held_run", "covered_best", "covered_three", "new", "new_verbs",
    "new_share", "new_run", "inserted", "replaced", "bigrams", "order", "names", "numbers",
    "numbers_any", "length", "rows", "faults", "name_fault", "number_fault", "polar_fault",
    "speaker_fault", "clauses_new",
)  # fmt: skip
VECTOR_SIGNALS = ("like_new", "least_like_new", "unlike_new")
MODELS = ("close", "close_vectors", "wide")
_KEPT = 4096
_LESS = 0.5
_POLAR = (Reason.NEGATION, Reason.DIRECTION, Reason.HEDGE, Reason.QUANTIFIER, Reason.ROLES)


_LIGHT = (
    ADVERBS
    | DOUBT
    | frozenset(
        "almost nearly about around roughly approximately just only according people person "
        "one ones thing things time times any way ways part lot something someone somebody "
        "anyone anybody everyone go goes went gone going come comes came coming make makes "
        "made making take takes took taken taking get gets got put puts give gives gave given "
        "use used do done less more fewer most least percent during within view both each "
        "other others another happen happened happens following including include included "
        "due result year years day days".split()
    )
)


class Judge(Protocol):
    """The last step: how far to trust a statement that no rule has refuted."""

    def likeness(self, word: str, others: Sequence[str]) -> float:
        """How like a word is to the nearest of others, 0..1; 0 where it cannot be told."""
        ...

    def score(self, statement: Reading, evidence: Evidence, faults: Sequence[Fault]) -> float:
        """The trust that the statement is supported, 0..1."""
        ...

    def threshold(self, evidence: Evidence) -> float:
        """The score from which a statement without a fault is supported."""
        ...


def is_wide(evidence: Evidence) -> bool:
    """Whether a passage is cited and not a few sentences."""
    return len(evidence.rows) > CLOSE


def new_words(statement: Reading, evidence: Evidence) -> tuple[Token, ...]:
    """Content words of the statement that no cited sentence holds in any known form.

    Not among them: figures with their units and qualifiers, verbs of saying and light words;
    rules have seen to those, or they say too little.
    """
    counted = {at for q in quantities_of(statement) for at in range(q.start, q.end)}
    return tuple(
        token
        for token in statement.content
        if token.at not in counted
        and token.low not in _LIGHT
        and token.low not in CUE_FORMS
        and token.low not in QUANTIFIERS
        and not _held(token, evidence)
    )


def _held(token: Token, evidence: Evidence) -> bool:
    if evidence.holds(token.lemma) or token.low in evidence.words:
        return True
    if any(is_converse(token.lemma, place.token.lemma) for place in evidence.opposite(token.lemma)):
        return True
    if token.kind == "number" or len(token.lemma) < 4:
        return False
    # "resign" and "resignation", "Sund" and "Sunder": one word grown out of the other.
    return any(
        len(other) > 3
        and (other.startswith(token.lemma) or token.lemma.startswith(other))
        and abs(len(other) - len(token.lemma)) <= 4
        for other in evidence.lemmas
    )


def signals(statement: Reading, evidence: Evidence, faults: Sequence[Fault]) -> dict[str, float]:
    """The signals of words alone, by the names in ``SIGNALS``; each about 0..1."""
    content = statement.content
    count = max(len(content), 1)
    mine = [t.lemma for t in content]
    fresh = {id(t) for t in new_words(statement, evidence)}
    new = [t for t in content if id(t) in fresh]
    rows = [{t.lemma for t in row.content} for row in evidence.rows]
    shares = sorted((sum(w in row for w in mine) / count for row in rows), reverse=True)
    best = _best_rows(statement, evidence, 3)
    three = set().union(*(rows[i] for i in best)) if best else set()
    names, numbers = _names_share(statement, evidence), _numbers_share(statement, evidence)
    inserted, replaced = _edits(statement, evidence, best[:1], fresh)
    reasons = {fault.reason for fault in faults}
    # Names that are none of the cited ones have been found out before.
    plain = [
        t
        for t in new
        if t.kind == "word" and (not t.name or is_ordinary(statement, t.text, evidence))
    ]
    return {
        "covered": 1.0 - len(new) / count,
        "held": sum(_held(t, evidence) for t in content) / count,
        "held_run": min(_run(content, {id(t) for t in content if not _held(t, evidence)}), 6) / 3,
        "covered_best": shares[0] if shares else 0.0,
        "covered_three": sum(w in three for w in mine) / count,
        "new": min(len(plain), 6) / 3,
        "new_verbs": min(sum(map(_is_verb, plain)), 4) / 2,
        "new_share": len(plain) / count,
        "new_run": min(_run(content, fresh), 6) / 3,
        "inserted": min(inserted, 6) / 3,
        "replaced": min(replaced, 6) / 3,
        "bigrams": _bigrams(mine, evidence),
        "order": _order(mine, evidence, best[:1]),
        "names": names,
        "numbers": numbers,
        "numbers_any": float(bool(quantities_of(statement))),
        "length": min(count, 40) / 20,
        "rows": math.log(1 + len(evidence.rows)) / 3,
        "faults": min(len(reasons), 4) / 2,
        "name_fault": float(Reason.NAME in reasons),
        "number_fault": float(bool(reasons & {Reason.NUMBER, Reason.UNIT, Reason.DATE})),
        "polar_fault": float(bool(reasons & set(_POLAR))),
        "speaker_fault": float(bool(reasons & {Reason.SPEAKER, Reason.UNATTRIBUTED})),
        "clauses_new": _new_clauses(content, fresh),
    }


def _is_verb(token: Token) -> bool:
    return is_past(token.low) or token.low in VERB_FORMS or token.low.endswith("ing")


def _best_rows(statement: Reading, evidence: Evidence, most: int) -> list[int]:
    mine = {t.lemma for t in statement.content}
    share = [len(mine & {t.lemma for t in row.content}) for row in evidence.rows]
    return sorted(range(len(share)), key=lambda i: -share[i])[:most]


def _run(content: Sequence[Token], fresh: set[int]) -> int:
    longest = run = 0
    for token in content:
        run = run + 1 if id(token) in fresh else 0
        longest = max(longest, run)
    return longest


def _new_clauses(content: Sequence[Token], fresh: set[int]) -> float:
    """The share of the statement's clauses of which half the words or more are new."""
    clauses: dict[int, list[bool]] = {}
    for token in content:
        clauses.setdefault(token.clause, []).append(id(token) in fresh)
    new = sum(sum(row) * 2 >= len(row) for row in clauses.values())
    return new / max(len(clauses), 1)


def _edits(
    statement: Reading, evidence: Evidence, best: Sequence[int], fresh: set[int]
) -> tuple[int, int]:
    """The most new words put in between two cited ones, and in the place of cited ones."""
    if not best:
        return 0, 0
    mine, theirs = statement.content, evidence.rows[best[0]].content
    matcher = SequenceMatcher(
        None, [t.lemma for t in mine], [t.lemma for t in theirs], autojunk=False
    )
    inserted = replaced = 0
    for kind, a, b, c, d in matcher.get_opcodes():
        new = sum(id(t) in fresh for t in mine[a:b])
        if kind == "insert" or kind == "delete":
            inserted = max(inserted, new)
        elif kind == "replace":
            inserted = max(inserted, new - (d - c))
            replaced = max(replaced, min(new, d - c))
    return inserted, replaced


def _bigrams(mine: Sequence[str], evidence: Evidence) -> float:
    pairs = list(pairwise(mine))
    known = set()
    for row in evidence.rows:
        theirs = [t.lemma for t in row.content]
        known |= {*pairwise(theirs), *zip(theirs, theirs[2:], strict=False)}
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 1.0


def _order(mine: Sequence[str], evidence: Evidence, best: Sequence[int]) -> float:
    """The share of shared words that stand in one order in both."""
    if not best:
        return 0.0
    theirs = [t.lemma for t in evidence.rows[best[0]].content]
    shared = [w for w in mine if w in theirs]
    if not shared:
        return 0.0
    blocks = SequenceMatcher(None, shared, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(shared)


def _names_share(statement: Reading, evidence: Evidence) -> float:
    if not statement.names:
        return 1.0
    held = names_held(evidence)
    found = sum(
        any(same_person(name, other, same_name) for other in held) or name.lower() in evidence.words
        for name in statement.names
    )
    return found / len(statement.names)


def _numbers_share(statement: Reading, evidence: Evidence) -> float:
    mine = quantities_of(statement)
    if not mine:
        return 1.0
    held = {q.value for row in evidence.rows for q in quantities_of(row)}
    return sum(q.value in held for q in mine) / len(mine)


class Meaning:
    """The models and, where there is an embedder, its vectors, kept for the next statement."""

    def __init__(self, weights: Mapping[str, Any], encode: Encode | None) -> None:
        self._weights = weights
        self._encode = encode
        self._vectors: dict[str, Any] = {}

    def likeness(self, word: str, others: Sequence[str]) -> float:
        """The highest cosine of a word with others; 0 without an embedder."""
        return max(self._cosines(word, others), default=0.0)

    def _cosines(self, text: str, others: Sequence[str]) -> list[float]:
        if self._encode is None or not others:
            return []
        wanted = [t for t in dict.fromkeys((text, *others)) if t not in self._vectors]
        if len(self._vectors) + len(wanted) > _KEPT:
            self._vectors.clear()
            wanted = list(dict.fromkeys((text, *others)))
        if wanted:
            self._vectors.update(zip(wanted, self._encode(wanted), strict=True))
        mine = self._vectors[text]
        return [float(mine @ self._vectors[other]) for other in others]

    def signals(
        self, statement: Reading, evidence: Evidence, faults: Sequence[Fault]
    ) -> dict[str, float]:
        """All signals; those of ``VECTOR_SIGNALS`` are absent without an embedder."""
        found = signals(statement, evidence, faults)
        if self._encode is None or is_wide(evidence):
            return found
        best = _best_rows(statement, evidence, 3)
        new = [t.low for t in new_words(statement, evidence) if t.kind == "word" and not t.name]
        theirs = tuple(dict.fromkeys(t.low for i in best for t in evidence.rows[i].content))
        like = [self.likeness(word, theirs) for word in new]
        return found | {
            "like_new": sum(like) / len(like) if like else 1.0,
            "least_like_new": min(like, default=1.0),
            "unlike_new": min(sum(1.0 - one for one in like), 3.0) / 3,
        }

    def _model(self, evidence: Evidence) -> Mapping[str, Any]:
        kind = "close" if self._encode is None else "close_vectors"
        chosen: Mapping[str, Any] = self._weights["wide" if is_wide(evidence) else kind]
        return chosen

    def score(self, statement: Reading, evidence: Evidence, faults: Sequence[Fault]) -> float:
        """The model's trust that the statement is supported, 0..1.

        Of a citation the model sees statements without a fault alone, so each fault halves it;
        of a passage the faults are signals like others.
        """
        model = self._model(evidence)
        found = self.signals(statement, evidence, faults)
        logit = model["bias"] + sum(
            weight * found.get(name, 0.0) for name, weight in model["weights"].items()
        )
        trust = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
        return trust if is_wide(evidence) else trust * _LESS ** len({f.reason for f in faults})

    def threshold(self, evidence: Evidence) -> float:
        """The score from which a statement without a fault is supported."""
        return float(self._model(evidence)["threshold"])


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Any]:
    try:
        raw = (files("qa") / "weights" / WEIGHTS).read_bytes()
    except OSError as error:
        raise ModelMissing(
            f"the verifier's weights, {WEIGHTS}, are not in the installed package ({error}); "
            "reinstall it"
        ) from error
    try:
        found: Mapping[str, Any] = json.loads(raw)
        known = {*SIGNALS, *VECTOR_SIGNALS}
        for kind in MODELS:
            model = found[kind]
            if not {*model["weights"]} <= known or not {"bias", "threshold"} <= {*model}:
                raise KeyError(kind)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(
            f"the verifier's weights, {WEIGHTS}, cannot be read or are for other signals "
            f"({error}); reinstall, or train them again with `python -m eval.train_verify`"
        ) from error
    return found


def load_meaning(encode: Encode | None) -> Meaning:
    """The packaged models. Raises ModelMissing or ModelBroken where the weights are not sound."""
    return Meaning(_stored(), encode)
