"""Whether cited sentences support a statement: checks by rule first, then a trained model.

Numbers, dates, names, negation, reserve, quantifiers, direction, quoted words, speakers and
roles are compared exactly, since no similarity tells "6%" from "5%". What passes is judged by a
small model over what the cited sentences cover (`qa.verify.meaning`). Nothing here writes,
fetches or remembers; the order of the cited sentences does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qa.names import same_name as _same_name
from qa.verify.align import Evidence, gather
from qa.verify.appositions import check_appositions
from qa.verify.figures import Likeness, check_dates, check_numbers
from qa.verify.meaning import Judge, is_wide, load_meaning, new_words
from qa.verify.mixed import check_mixed
from qa.verify.names import check_names, check_quotes, names_held, same_person
from qa.verify.polarity import check_doubt, check_plans, check_polarity
from qa.verify.quantifiers import check_quantifiers
from qa.verify.quoted import check_quoted
from qa.verify.relatives import check_relatives
from qa.verify.roles import check_roles
from qa.verify.speaker import check_speaker
from qa.verify.splices import check_splices
from qa.verify.text import LONGEST, Reading, normalise, read
from qa.verify.types import Cited, Encode, Fault, Reason, SameName, Verdict

__all__ = ["Verifier", "find_faults", "verify"]


_ALWAYS = frozenset([Reason.NUMBER, Reason.DATE, Reason.QUOTATION])


def verify(
    statement: str,
    cited: Sequence[Cited],
    *,
    encode: Encode | None = None,
    same_name: SameName = _same_name,
    attribution: bool = True,
) -> Verdict:
    """Whether the cited sentences support one sentence, and if not, why. Raises nothing on text.

    ``encode`` gives unit vectors (``index.embed.Embedder.encode``) and makes the last step
    surer; without it the model for words alone is used. ``same_name`` joins spellings of one
    name beside those that `qa.names` joins. ``attribution``: whether a speaker's claim may not
    be worded as a fact. For many statements keep one ``Verifier``.
    """
    return Verifier(encode, same_name, attribution=attribution).verify(statement, cited)


class Verifier:
    """The same with its models and word vectors kept from one statement to the next."""

    def __init__(
        self,
        encode: Encode | None = None,
        same_name: SameName = _same_name,
        *,
        attribution: bool = True,
        meaning: Judge | None = None,
    ) -> None:
        self._same_name = same_name
        self._attribution = attribution
        self._meaning: Judge = meaning or load_meaning(encode)

    def verify(self, statement: str, cited: Sequence[Cited]) -> Verdict:
        """As the function ``verify``."""
        if len(statement) > LONGEST:
            # No sentence; and what is not read cannot be compared.
            same = any(statement == one.text for one in cited)
            return _verdict([] if same else [Fault(Reason.UNSUPPORTED)], float(same), 0.0)
        evidence = gather(cited)
        reading = read(statement)
        if _is_quoted_whole(reading, evidence, self._same_name):
            return Verdict(True, None, (), 1.0)
        if not reading.content or not any(row.tokens for row in evidence.rows):
            return _verdict([Fault(Reason.EMPTY)], 0.0, 0.0)
        faults = find_faults(
            reading, evidence, self._same_name, self._attribution, self._meaning.likeness
        )
        reading = self._as_spelt(statement, reading, evidence)
        score = self._meaning.score(reading, evidence, faults)
        new = tuple(t.text for t in new_words(reading, evidence))
        if is_wide(evidence):
            # A passage speaks of many things: what some rules take for a clash is another
            # matter's, so the model weighs them. Figures and quoted words stay exact.
            faults = [fault for fault in faults if fault.reason in _ALWAYS]
        return _verdict(faults, score, self._meaning.threshold(evidence), new)

    def _as_spelt(self, statement: str, reading: Reading, evidence: Evidence) -> Reading:
        """The statement with the cited spellings of its names, for a model that reads words."""
        if self._same_name is _same_name:
            return reading
        for name, other in _joined(reading, evidence, self._same_name).items():
            statement = statement.replace(name, other)
        return read(statement)


def _verdict(
    faults: Sequence[Fault], score: float, threshold: float, new: Sequence[str] = ()
) -> Verdict:
    found = list(faults)
    if not found and score < threshold:
        found = [Fault(Reason.UNSUPPORTED, tuple(new))]
    if not found:
        return Verdict(True, None, (), score)
    return Verdict(False, found[0].reason, found[0].words, score, tuple(found))


def find_faults(
    statement: Reading,
    evidence: Evidence,
    same_name: SameName,
    attribution: bool,
    likeness: Likeness | None,
) -> list[Fault]:
    """What the rules have against a statement, one fault a reason; for training, see ``verify``."""
    return _unlike(_faults(statement, evidence, same_name, attribution, likeness))


def _unlike(faults: Iterable[Fault]) -> list[Fault]:
    """One fault a reason, with all its words, in the order of the checks."""
    found: dict[Reason, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.reason, []).extend(fault.words)
    return [Fault(reason, tuple(dict.fromkeys(words))) for reason, words in found.items()]


def _faults(
    statement: Reading,
    evidence: Evidence,
    same_name: SameName,
    attribution: bool,
    likeness: Likeness | None,
) -> Iterator[Fault]:
    yield from check_quotes(statement, evidence)
    yield from check_numbers(statement, evidence, likeness)
    yield from check_dates(statement, evidence)
    yield from check_names(statement, evidence, same_name)
    yield from check_polarity(statement, evidence)
    yield from check_doubt(statement, evidence)
    yield from check_plans(statement, evidence)
    yield from check_quantifiers(statement, evidence)
    yield from check_speaker(statement, evidence, same_name, attribution)
    yield from check_quoted(statement, evidence, same_name)
    yield from check_appositions(statement, evidence, same_name)
    yield from check_mixed(statement, evidence, same_name)
    yield from check_splices(statement, evidence)
    yield from check_relatives(statement, evidence)
    yield from check_roles(statement, evidence, same_name)


def _joined(reading: Reading, evidence: Evidence, same_name: SameName) -> dict[str, str]:
    """The statement's names that only ``same_name`` finds in the evidence, as written there."""
    held = [name for name in names_held(evidence) if name not in reading.names]
    found = {}
    for name in reading.names:
        if name.lower() not in evidence.words:
            spelt = next((other for other in held if same_name(name, other)), name)
            found[name] = spelt
    return found


def _is_quoted_whole(statement: Reading, evidence: Evidence, same_name: SameName) -> bool:
    """Whether the statement is a cited sentence, or such a one behind its speaker's name."""
    for row, one in zip(evidence.rows, evidence.cited, strict=True):
        whole = _bare(row.text)
        if statement.text and statement.text.rstrip(" .") == row.text.rstrip(" ."):
            return True
        head, colon, rest = statement.text.partition(": ")
        if colon and whole and _bare(rest) == whole and one.speaker:
            who = head.split(",")[0]
            if same_person(who, one.speaker, same_name):
                return head == who or not one.role or one.role.lower() in normalise(head).lower()
    return False


def _bare(text: str) -> str:
    return text.strip(" \"'.")
