"""An answer put together: its frame, its sides, a refusal, and how it grows as it is said. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.safe_text import one_line
from qa.types import (
    Answer,
    Citation,
    CitationPlace,
    Dropped,
    Nearest,
    Position,
    Statement,
)

if TYPE_CHECKING:
    from index.types import Hit
    from qa.compose import Composed
    from qa.evidence import Evidence
    from qa.positions import Side
    from qa.question import Question
    from qa.wording import Step

__all__ = [
    "as_composed",
    "as_worded",
    "asks_whose",
    "cites",
    "corrects",
    "dispute_label",
    "for_names",
    "grow",
    "positions_of",
    "refuse",
    "says",
    "sources_of",
]

NEAREST = 3
_DISAGREE = "The sources disagree"
_FIGURES = "These sources state different figures"
_UNDATED = " (not all are dated, so one may be newer)"
_CHANGED = "The account changed over time:"


def cites(answer: Answer, document_id: str, start: int, end: int, *, copies: bool = False) -> bool:
    """Whether an answer cites words of a place; ``copies``: or cites them where they stand too."""
    places: list[Citation | CitationPlace] = list(answer.citations)
    if copies:
        places += (place for citation in answer.citations for place in citation.also_at)
    return any(
        place.document_id == document_id
        and place.start_char_index < end
        and start < place.end_char_index
        for place in places
    )


def grow(
    answer: Answer, steps: Iterable[tuple[Statement, str]], dropped: Sequence[Dropped]
) -> Iterator[Answer]:
    """The answer as far as it has been said, once for each statement.

    Nothing that was given is taken back. ``steps`` are statements with the answer's text up to
    them; ``dropped`` is read anew at each step, as it may grow.
    """
    said: tuple[Statement, ...] = ()
    for statement, text in steps:
        said += (statement,)
        yield replace(answer, statements=said, text=text, dropped=tuple(dropped))


def as_composed(answer: Answer) -> Iterator[tuple[Statement, str]]:
    """The statements of a whole answer with its text up to each, markers included."""
    for number, statement in enumerate(answer.statements, start=1):
        after = answer.statements[number : number + 1]
        yield statement, answer.text[: after[0].start_char_index - 1 if after else None]


def as_worded(steps: Iterable[Step]) -> Iterator[tuple[Statement, str]]:
    """The same of statements that a model has worded, or left as they were."""
    for step in steps:
        yield step.statement, step.text


def positions_of(
    chosen: Sequence[Evidence], made: Composed, sides: Sequence[Side]
) -> tuple[Position, ...]:
    """The sides by the numbers of their statements and citations."""
    place_of = {_id_of(e): i for i, e in enumerate(chosen)}
    return tuple(
        Position(
            statements=(at := tuple(sorted(place_of[_id_of(e)] for e in side.evidence))),
            citations=tuple(dict.fromkeys(n for i in at for n in made.statements[i].citations)),
            kind=side.kind,
        )
        for side in sides
    )


def sources_of(answer: Answer, position: Position) -> str:
    """Who gives a figure: speakers, else outlets or titles; of an update the date too.

    The date is the one that the words tell ("5 September 2021"), else that of publication.
    """
    from qa.when.notes import day_told

    if position.kind not in ("figure", "update"):
        return ""
    sources = {d.document_id: d for d in answer.documents}
    names = for_names(answer.statements[i] for i in position.statements)
    found: dict[str, None] = {}
    for citation in answer.citations:
        if citation.number in position.citations and citation.number not in names:
            source = sources.get(citation.document_id)
            outlet = (source.outlet or source.title) if source else None
            name = one_line(citation.speaker or outlet or citation.source)
            dated = day_told(citation, source) if source and position.kind == "update" else None
            found[f"{name}, {one_line(dated)}" if dated else name] = None
    return "; ".join(found)


def says(statement: Statement, number: int) -> bool:
    """Whether the citation is what the statement says: its first is, the others prove names in it.

    Who speaks in those does not say it. Decided here for all that shows an answer.
    """
    return statement.citations[:1] == (number,)


def for_names(statements: Iterable[Statement]) -> frozenset[int]:
    """The citations that none of these statements says, and that so prove names alone."""
    cited = [(statement, n) for statement in statements for n in statement.citations]
    return frozenset(n for _, n in cited) - {n for one, n in cited if says(one, n)}


def dispute_label(answer: Answer) -> str:
    """The sentence over the positions of an answer; it takes no side."""
    if answer.status != "disputed":
        return _CHANGED
    figures = {position.kind for position in answer.positions} == {"figure"}
    cited = {n for position in answer.positions for n in position.citations}
    used = {c.document_id for c in answer.citations if c.number in cited}
    dated = [d.published is not None for d in answer.documents if d.document_id in used]
    maybe = "" if all(dated) or len(used) == 1 else _UNDATED
    return f"{_FIGURES if figures else _DISAGREE}{maybe}:"


def asks_whose(question: Question, sides: Sequence[Side]) -> bool:
    """Whether it matters whose each statement is: a speaker is asked for, or sides differ."""
    from qa.question import Want

    return len(sides) > 1 or question.want is Want.SPEAKER or question.speaker is not None


def corrects(question: Question, best: Evidence) -> bool:
    """Whether the best clause denies what the question takes for granted ("Why did X ...?")."""
    from qa.attribution.reserve import DENIAL
    from qa.question import Want

    asks_openly = question.want in (Want.SPEAKER, Want.YES_NO) or question.speaker is not None
    return best.clause.denial and not asks_openly and not DENIAL.search(question.text)


def _id_of(evidence: Evidence) -> tuple[str, int, int]:
    """What tells one piece of evidence from another."""
    span = evidence.clause.span
    return evidence.hit.document.id, span.start, span.end


def refuse(
    frame: Answer, hits: Sequence[Hit], evidence: Sequence[Evidence] = (), undated: int = 0
) -> Answer:
    """The corpus does not say; the closest sentences are shown so that a person can judge.

    Those are the likeliest to answer, the first of ``evidence``; where nothing was judged, of
    ``hits``.

    ``undated``: documents that a filter by date left aside because none is known of them.
    """
    from qa.compose import source_of

    searched = frame.searched
    if not searched.documents:
        text = "No document passes the filter, so none was searched."
    elif searched.documents == 1:
        text = "The one document searched does not say."
    else:
        text = f"The {searched.documents} documents searched do not say."
    aside = []
    if searched.left_out:
        files_left = "1 file" if searched.left_out == 1 else f"{searched.left_out} files"
        aside.append(f"{files_left} could not be read")
    if undated:
        of = "1 document has" if undated == 1 else f"{undated} documents have"
        aside.append(f"{of} no known date")
    if aside:
        text += f" {' and '.join(aside)}."
    likely: dict[str, tuple[Hit, float]] = {}
    for e in evidence:
        likely.setdefault(e.hit.sentence.id, (e.hit, e.probability))
    shown = [*likely.values()][:NEAREST] or [(hit, hit.score) for hit in hits[:NEAREST]]
    nearest = tuple(
        Nearest(
            document_id=hit.document.id,
            source=hit.document.source,
            cited_text=hit.text,
            start_char_index=hit.sentence.span.start,
            end_char_index=hit.sentence.span.end,
            page=hit.document.page_at(hit.sentence.span.start),
            score=round(score, 6),
        )
        for hit, score in shown
    )
    documents = {hit.document.id: source_of(hit.document) for hit, _ in shown}
    return replace(frame, text=text, nearest=nearest, documents=tuple(documents.values()))
