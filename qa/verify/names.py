"""Names of a statement, and the words it puts between quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.anaphora import VERB_FORMS
from qa.names import (
    extract_names,
    fold_name,
    is_acronym,
    name_tokens,
    same_word,
    spells,
    strip_title,
)
from qa.names.words import ORG_WORDS, ROLE_NOUNS, TITLES
from qa.verify.align import Evidence
from qa.verify.numbers import quantities_of
from qa.verify.text import Reading, Token, normalise
from qa.verify.types import Fault, Reason, SameName
from qa.verify.words import lemma

__all__ = [
    "check_names",
    "check_quotes",
    "holds_quote",
    "is_ordinary",
    "names_held",
    "same_person",
]

_COURTESY = frozenset("mr mrs ms miss mx dr sir lady lord madam rev st".split())
_DEMONYM = frozenset(
    ["", *"a e y i o s an n ian ean ish ese ite er ers ans ians ic land ia ish ns".split()]
)
_COMMON = re.compile(
    r"(?:ing|ed|ly|tions?|sions?|ments?|ness|ities|ity|ists?|ers|ors|isms?|ance|ence|ures?|"
    r"ages?|als?|ships?|hoods?)$"
)
_SHORT = {
    "gen": "general", "col": "colonel", "prof": "professor", "sen": "senator", "lt": "lieutenant",
    "gov": "governor", "capt": "captain", "maj": "major", "sgt": "sergeant", "pres": "president",
    "cllr": "councillor", "rep": "representative", "cmdr": "commander", "insp": "inspector",
}  # fmt: skip
_SHORTEST_QUOTE = 1


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    return name_tokens(strip_title(name))


def same_person(one: str, other: str, same_name: SameName) -> bool:
    """Whether one name is the other, a part of it, its initials, or another spelling."""
    if not one or not other:
        return False
    if same_name(one, other) or spells(one, other) or spells(other, one):
        return True
    if _initials(one, other) or _initials(other, one):
        return True
    a, b = _parts(one), _parts(other)
    if not a or not b or is_acronym(one) or is_acronym(other):
        return False
    short, long = sorted((a, b), key=len)
    return all(any(_same_part(s, t) for t in long) for s in short)


def _initials(short: str, long: str) -> bool:
    """Whether two capitals are those of a name of two words; longer rows `qa.names` joins."""
    letters = short.replace(".", "")
    heads = [w[0] for w in long.split() if w[0].isupper()]
    return len(letters) == 2 and letters.isupper() and list(letters) == heads


def _same_part(a: str, b: str) -> bool:
    if same_word(a, b):
        return True
    if min(len(a), len(b)) == 1:
        return a[0] == b[0]
    shared = 0
    while shared < min(len(a), len(b)) and a[shared] == b[shared]:
        shared += 1
    return shared >= 4 and a[shared:] in _DEMONYM and b[shared:] in _DEMONYM


def names_held(evidence: Evidence) -> tuple[str, ...]:
    """Names of the cited sentences and of their speakers, as written."""
    found = [name for reading in evidence.rows for name in reading.names]
    for one in evidence.cited:
        for known in (one.speaker, one.role):
            if known:
                found += [known, *extract_names(known)]
    return tuple(dict.fromkeys(found))


def check_names(statement: Reading, evidence: Evidence, same_name: SameName) -> Iterator[Fault]:
    """Names that no cited sentence holds."""
    held = names_held(evidence)
    lowered = " ".join(r.text.lower() for r in evidence.rows)
    for name in statement.names:
        if is_ordinary(statement, name, evidence) or _is_figure(statement, name):
            continue
        wanted = " ".join(w for w in name.split() if w.lower().rstrip(".") not in _COURTESY)
        if not wanted:
            continue
        if any(same_person(wanted, other, same_name) for other in held):
            rank = next((w for w in wanted.split()[:-1] if _is_rank(w)), None)
            if rank is not None and not _word_held(rank, evidence):
                yield Fault(Reason.NAME, (name,))
            continue
        if re.search(rf"(?<!\w){re.escape(wanted.lower())}(?!\w)", lowered):
            continue
        if is_acronym(wanted) and any(spells(wanted, other) for other in _phrases(evidence)):
            continue
        if _in_words(wanted, evidence):
            continue
        yield Fault(Reason.NAME, (name,))


def _is_figure(statement: Reading, name: str) -> bool:
    """Whether a sentence begins with a figure in words, "Thirty-seven of them"."""
    words = {word.lower() for word in re.split(r"[\s-]+", name)}
    return any(
        words <= {t.low for t in statement.tokens[q.start : q.end]}
        for q in quantities_of(statement)
    )


def _is_rank(word: str) -> bool:
    return fold_name(word) in ROLE_NOUNS or fold_name(word) in _SHORT


def _in_words(name: str, evidence: Evidence) -> bool:
    """Whether a title and a name, or a body's words, stand in the cited sentences apart."""
    words = name.split()
    titled = [w for w in words if w.lower() in TITLES or w.lower() in ORG_WORDS]
    if not titled or len(titled) == len(words) == 1:
        return bool(titled) and _word_held(words[0], evidence)
    return all(_word_held(word, evidence) for word in words) and any(
        _in_one(words, reading) for reading in (*evidence.rows, *evidence.about)
    )


def _word_held(word: str, evidence: Evidence) -> bool:
    low = word.lower().rstrip(".")
    if low in _COURTESY or low in evidence.words or _SHORT.get(low) in evidence.words:
        return True
    if any(_SHORT.get(other) == low for other in evidence.words if other in _SHORT):
        return True
    if evidence.holds(lemma(low)):
        return True
    return any(_same_part(low, other) for other in evidence.words if other[:1] == low[:1])


def _in_one(words: Sequence[str], reading: Reading) -> bool:
    low = [w.lower().rstrip(".") for w in words]
    return all(any(_same_part(w, other) for other in reading.words) for w in low)


def _phrases(evidence: Evidence) -> Iterator[str]:
    """Runs of words that an acronym may stand for."""
    for reading in (*evidence.rows, *evidence.about):
        words = [t.text for t in reading.tokens if t.kind == "word"]
        for size in (3, 4, 5, 6):
            for at in range(len(words) - size + 1):
                run = words[at : at + size]
                if run[0][:1].isupper() and run[-1][:1].isupper():
                    yield " ".join(run)


def is_ordinary(statement: Reading, name: str, evidence: Evidence) -> bool:
    """Whether a word is a name only for the capital it has at the head of the statement."""
    first = next((t for t in statement.tokens if t.content), None)
    if " " in name or first is None or first.text != name or not _opens(statement, first):
        return False
    low = first.low
    if any(q.start <= first.at < q.end for q in quantities_of(statement)):
        return True
    if evidence.holds(first.lemma) or low in VERB_FORMS or low in TITLES | ORG_WORDS:
        return True
    if sum(t.text == name for t in statement.tokens) > 1:
        return False
    if low.endswith("s"):
        return not _stands_for_name(statement, evidence, first)
    return _COMMON.search(low) is not None


def _stands_for_name(statement: Reading, evidence: Evidence, first: Token) -> bool:
    """Whether a word in -s has the verb of one thing behind it, or the place of a cited name."""
    follows = statement.tokens[first.at + 1].low if first.at + 1 < len(statement.tokens) else ""
    if follows in ("was", "is", "has", "does"):
        return True
    heads = (next((t for t in row.tokens if t.content), None) for row in evidence.rows)
    return any(t is not None and t.name and t.low not in statement.words for t in heads)


def _opens(statement: Reading, token: Token) -> bool:
    return not statement.text[: token.start].strip(" \"'([")


def check_quotes(statement: Reading, evidence: Evidence) -> Iterator[Fault]:
    """Words between quotation marks that stand in no cited sentence, to the letter."""
    if not statement.quotes:
        return
    for quote in statement.quotes:
        if not any(holds_quote(reading, quote) for reading in evidence.rows):
            yield Fault(Reason.QUOTATION, (quote,))


def holds_quote(reading: Reading, quote: str) -> bool:
    """Whether the words of a quotation stand in a sentence, but for what it leaves out."""
    pieces = [_letters(part) for part in re.split(r"\.\.\.|\[[^\]]*\]", quote)]
    wanted = [piece for piece in pieces if len(piece) >= _SHORTEST_QUOTE]
    return not wanted or _in_order(wanted, _letters(reading.text))


def _letters(text: str) -> str:
    """The text in small letters with marks and blanks made one."""
    plain = normalise(text).lower()
    return " ".join(re.findall(r"[^\W_]+(?:[.,'-][^\W_]+)*|[%$€£]", plain))


def _in_order(pieces: Sequence[str], text: str) -> bool:
    at = 0
    padded = f" {text} "
    for piece in pieces:
        found = padded.find(f" {piece} ", at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
