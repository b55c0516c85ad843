"""A trusted model words statements; code finds every word of it in the citations, or drops it.

One short prompt for each statement, with its own cited words alone (``qa.writing``), so that no
wording can mix sources. What comes back must be one plain sentence that names the speaker, still
holds what answers the question, and is proved by ``qa.verify``. Whatever fails is kept apart with
the reason, and the statement that was cut from the source stays. Citations never change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.abbreviations import context_of, cuts
from index.lexical import tokenize
from qa.answer_type import Kind, Wanted, read_wanted, type_fit
from qa.attribution.cues import CUE_FORMS
from qa.errors import ModelError
from qa.names import extract_names
from qa.picking import Writer, tokens_of
from qa.safe_text import one_line
from qa.types import Citation, Dropped, Statement, Support
from qa.verify.align import gather
from qa.verify.numbers import Quantity, quantities_of
from qa.verify.text import read
from qa.verify.types import Cited, Reason, Verdict
from qa.verify.words import is_same
from qa.writing import fixed, names_speaker, prompt_for, written_by

if TYPE_CHECKING:
    from qa.attribution import Clause
    from qa.compose import Composed

__all__ = [
    "MOST_WORDS",
    "PROMPT_TOKENS",
    "WRITTEN_TOKENS",
    "Draft",
    "Step",
    "Verify",
    "Worded",
    "drafts_of",
    "fault_of",
    "form_fault",
    "place",
    "unusable",
    "word",
    "word_each",
]

PROMPT_TOKENS, WRITTEN_TOKENS = 700, 120
"""For one answer, all its statements together, chat templates included.

What the prompts of all statements have in common is not counted: a model of one's own reads these
some 300 tokens once, and again only after it was asked something else.
"""
MOST_WORDS = 40
# What a chat template puts around a prompt, at most; counted against the budget.
_FRAME_TOKENS = 50
# Forty words are about this many tokens.
_STATEMENT_TOKENS = 64
# Of what the source says beyond the question, a wording keeps this share, or so many words.
_KEPT_SHARE, _KEPT_WORDS = 0.4, 8
_LEAVES_OUT = "it leaves out what answers"
_OTHER_WORDS = "the model wrote nothing, or would only say it in words that the source lacks"

Verify = Callable[[str, tuple[Cited, ...]], Verdict]


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as composed, and what its citations say and whose words they are."""

    statement: Statement
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A statement at its final place; ``text`` is the answer up to it, its markers included."""

    statement: Statement
    text: str
    dropped: Dropped | None = None
    prompt_tokens: int = 0
    written_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Worded:
    """The text of an answer and its statements, worded where that was proved.

    ``prompt_tokens`` (chat template not counted) and ``written_tokens`` are totals.
    """

    text: str
    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...] = ()
    prompt_tokens: int = 0
    written_tokens: int = 0


def drafts_of(made: Composed, clause_of: Callable[[Citation], Clause | None]) -> tuple[Draft, ...]:
    """The composed statements with their citations as ``qa.verify`` reads them.

    ``clause_of`` gives the clause that a citation was cut from, for its role, denial and doubt.
    """
    cited: dict[int, Cited] = {}
    for c in made.citations:
        known = Cited(c.cited_text, c.speaker, None, c.cue, c.voice, source=c.source)
        if clause := clause_of(c):
            known = replace(known, role=clause.role, denial=clause.denial, hedged=clause.hedged)
        cited[c.number] = known
    return tuple(Draft(s, tuple(cited[n] for n in s.citations)) for s in made.statements)


def word(
    question: str, drafts: Sequence[Draft], generator: Writer | None, verify: Verify
) -> Worded:
    """All statements of an answer, in order: as ``word_each``, gathered."""
    steps = tuple(word_each(question, drafts, generator, verify))
    return Worded(
        text=steps[-1].text if steps else "",
        statements=tuple(step.statement for step in steps),
        dropped=tuple(step.dropped for step in steps if step.dropped),
        prompt_tokens=sum(step.prompt_tokens for step in steps),
        written_tokens=sum(step.written_tokens for step in steps),
    )


def word_each(
    question: str, drafts: Sequence[Draft], generator: Writer | None, verify: Verify
) -> Iterator[Step]:
    """Each statement as soon as it stands, worded by the model or else as composed.

    ``generator`` None words nothing and costs nothing. A ModelError ends the wording, not the
    answer: that statement and the rest stay as composed, and the step says why.
    """
    text, room = "", PROMPT_TOKENS
    taken = {_plain(draft.statement.text) for draft in drafts}
    for draft in drafts:
        tried = _Try()
        if generator is not None:
            most = min(_STATEMENT_TOKENS, WRITTEN_TOKENS // len(drafts))
            try:
                tried = _try(question, draft, generator, verify, room, most)
                if tried.text is not None and _plain(tried.text) in taken:
                    again = Dropped(tried.text, "it repeats another statement")
                    tried = replace(tried, text=None, dropped=again)
            except ModelError as error:
                tried, generator = _Try(dropped=unusable(error)), None
        room -= tried.prompt_tokens + (_FRAME_TOKENS if tried.prompt_tokens else 0)
        words, support = draft.statement.text, draft.statement.support
        if tried.text is not None:
            words, support = tried.text, "supported"
        taken.add(_plain(words))
        text, statement = place(text, words, draft.statement.citations, support)
        yield Step(statement, text, tried.dropped, tried.prompt_tokens, tried.written_tokens)


def place(
    text: str, words: str, citations: tuple[int, ...], support: Support
) -> tuple[str, Statement]:
    """``text`` with one more statement and its markers, and the statement at its offsets."""
    text += " " if text else ""
    statement = Statement(words, len(text), len(text) + len(words), citations, support)
    return f"{text}{words} {''.join(f'[{n}]' for n in citations)}", statement


def unusable(error: ModelError) -> Dropped:
    """What stands in ``dropped`` where the model failed: no text, and why there is none."""
    return Dropped("", f"the language model could not be used: {one_line(str(error))}")


@dataclass(frozen=True, slots=True)
class _Try:
    """What came of asking for one wording; ``text`` None leaves the statement as it was."""

    text: str | None = None
    dropped: Dropped | None = None
    prompt_tokens: int = 0
    written_tokens: int = 0


def _try(
    question: str, draft: Draft, generator: Writer, verify: Verify, room: int, most: int
) -> _Try:
    size = tokens_of(generator, prompt_for(question, draft.cited))
    size -= tokens_of(generator, fixed())
    if size + _FRAME_TOKENS > room:
        return _Try()
    text = written_by(generator, question, draft.cited, most)
    count = tokens_of(generator, text)
    if _plain(text) == _plain(draft.statement.text):
        return _Try(None, None, size, count)
    fault = fault_of(question, draft, text)
    if fault is None or fault == _LEAVES_OUT:
        verdict = verify(text, draft.cited)
        # What is wrong comes before what is wanting: "14" for "40" is a wrong number.
        plain = fault is None or verdict.reason is not Reason.UNSUPPORTED
        fault = verdict.message if not verdict.supported and plain else fault
    if fault is not None:
        return _Try(None, Dropped(text, fault), size, count)
    return _Try(text, None, size, count)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# What a sentence of ours never holds: markup, markers, addresses.
_MARKS = re.compile(r"[\[\]{}<>*_#|\\~^`¹²³⁰-⁹]|\(\d+\)|https?:|www\.|&\w+;", re.I)
_ENDED = re.compile(r"[.!][\"”’'»)]*$")
_OF_THE_SOURCE = re.compile(
    r"\bthe (?:\w+ )?(?:source|text|passage|sentence|article|document|question|context)s?\b", re.I
)


def form_fault(text: str, cited: Sequence[Cited]) -> str | None:
    """What is wrong with the form of a wording, in words; None for one short plain sentence."""
    if not text:
        return _OTHER_WORDS
    if _MARKS.search(text) or one_line(text) != text:
        return "it holds markup, a marker or characters that cannot be seen"
    count = len(text.split())
    if count > MOST_WORDS:
        return f"it has {count} words, and at most {MOST_WORDS} are said"
    if text[0].islower() or not _ENDED.search(text):
        return "it is not one whole statement"
    if cuts(text, 0, len(text), context_of(text)):
        return "it is more than one sentence"
    about = _OF_THE_SOURCE.search(text)
    if about and not any(about.group().lower() in one.text.lower() for one in cited):
        return "it talks of the source and does not say what the source says"
    return None


def fault_of(question: str, draft: Draft, text: str) -> str | None:
    """What is wrong with a wording before its truth is looked at; None where nothing is."""
    fault = form_fault(text, draft.cited)
    if fault is not None:
        return fault
    speaker = draft.cited[0].speaker
    if speaker and not names_speaker(text, speaker):
        return f"it does not name whose claim it is: “{one_line(speaker)}”"
    if added := _from_question(question, draft, text):
        return f"it takes from the question what the cited sentences do not say: “{added}”"
    if link := _loose_link(draft, text):
        return f"it joins by “{link}” what the cited sentences do not"
    if not _about_the_same(question, draft.statement.text, text):
        return "it is not about what is asked"
    if _loses_answer(question, draft, text):
        return _LEAVES_OUT
    return None


def _from_question(question: str, draft: Draft, text: str) -> str | None:
    """A word of the question that no cited sentence holds; what it presumes may be wrong."""
    evidence, asked = gather(draft.cited), {token.lemma for token in read(question).content}
    for token in read(text).content:
        if token.lemma in asked and token.low not in CUE_FORMS and not evidence.holds(token.lemma):
            return token.text
    return None


# Words that tie one thing to another in time or cause; leaving out what stands between two of
# them ties what was never tied.
_LINKS = frozenset("after although because before if since though unless until when while".split())


def _loose_link(draft: Draft, text: str) -> str | None:
    """A linking word behind which the cited sentences say something else, or that they lack."""
    held = [link for one in draft.cited for link in _links(one.text)]
    for word, tied in _links(text):
        known = [said for other, said in held if other == word]
        if tied and not any(is_same(a, b) for a in tied[:2] for said in known for b in said):
            return word
    return None


def _links(text: str) -> list[tuple[str, list[str]]]:
    """Linking words, each with the lemmas behind it in its clause."""
    reading, found = read(text), []
    for link in (token for token in reading.tokens if token.low in _LINKS):
        behind = (t for t in reading.content if t.at > link.at and t.clause == link.clause)
        found.append((link.low, [token.lemma for token in behind]))
    return found


def _about_the_same(question: str, said: str, text: str) -> bool:
    """Whether at least half of the question's words that the statement holds are kept."""
    held = set(tokenize(question)) & set(tokenize(said))
    return 2 * len(held & set(tokenize(text))) >= len(held)


_FIGURES = frozenset((Kind.AGE, Kind.COUNT, Kind.AMOUNT, Kind.LENGTH, Kind.DISTANCE))
_NAMES = frozenset((Kind.PERSON, Kind.PLACE, Kind.NAME))
_WHO_IS = re.compile(r"\bwho(?:['’]s| is| was| are| were)\b", re.I)
_DATES = frozenset((Kind.DATE, Kind.YEAR, Kind.HOUR, Kind.DAY))


def _loses_answer(question: str, draft: Draft, text: str) -> bool:
    """Whether a wording lacks what may be the answer: the figures, the date, a name, the point."""
    said, wanted = draft.statement.text, read_wanted(question)
    if type_fit(wanted, text) < type_fit(wanted, said):
        return True
    if wanted.kind in _FIGURES | _DATES:
        return bool(_figures(said, wanted) - _figures(text) - _figures(question))
    if wanted.kind in _NAMES and (_tells_who(question, said) or _loses_name(question, said, text)):
        return True
    if wanted.kind in (Kind.OPEN, Kind.REASON):
        if _figures(said) - _figures(text) - _figures(question):
            return True  # "Was that on time?" may be answered by how late it was
        known = set(tokenize(f"{question} {draft.cited[0].speaker or ''}"))
        new = set(tokenize(said)) - known
        return len(new & set(tokenize(text))) < min(_KEPT_WORDS, _KEPT_SHARE * len(new))
    return False


def _tells_who(question: str, said: str) -> bool:
    """Whether it is asked who somebody is that the statement names: any word may tell it."""
    if not _WHO_IS.search(question):
        return False
    asked = set(tokenize(question))
    return any(len(part) > 3 and part in asked for n in extract_names(said) for part in tokenize(n))


def _loses_name(question: str, said: str, text: str) -> bool:
    """Whether a name that the question lacks is gone."""
    return any(n not in text and n.lower() not in question.lower() for n in extract_names(said))


def _figures(text: str, wanted: Wanted | None = None) -> set[float]:
    """Values of the numbers; where a figure is wanted, of those alone that may be it."""
    found = quantities_of(read(text))
    if wanted and wanted.kind not in _DATES:
        found = tuple(q for q in found if not _is_date(q))
        found = tuple(q for q in found if _fits(q, wanted)) or found
    return {q.value for q in found}


def _is_date(quantity: Quantity) -> bool:
    """Whether it is a day of a month, or may well be a year."""
    year = 1000 <= quantity.value <= 2100 and not quantity.unit and quantity.words.isdecimal()
    return year or quantity.unit.startswith("month:") or quantity.kind == "day"


def _fits(quantity: Quantity, wanted: Wanted) -> bool:
    """Whether it counts what is asked for, or has a unit where one cannot be done without."""
    if wanted.kind is Kind.COUNT:
        return bool(set(wanted.head) & set(tokenize(" ".join(quantity.counted))))
    return bool(quantity.unit) or wanted.kind not in (Kind.LENGTH, Kind.DISTANCE)
