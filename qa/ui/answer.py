"""One question and its answer as HTML: what is said, who says it, and links to the proof. Pure.

All words of documents pass through ``qa.ui.text``. A link to a citation is
``a.qa-cite[data-turn][data-n]``; beside it, hidden, lies the card that hovering shows. Buttons
carry ``data-act`` and the id of the turn: the page's script hands both on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.answering import dispute_label, says
from qa.types import Answer, Citation, Nearest, Position, Source, Statement
from qa.ui.text import attributes, escape, label, origin, words

__all__ = [
    "Asked",
    "asked_html",
    "button",
    "empty_html",
    "examples_html",
    "further_html",
    "waiting_words",
]

_KINDS = {
    "claim": "One account",
    "denial": "It is denied",
    "figure": "One figure",
    "update": "Later account",
}
_FORMATS = {"text": "Text", "markdown": "Markdown", "html": "HTML", "json": "JSON bundle"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the conversation as it stands.

    While it is being answered ``note`` says what is being waited for, and ``answer`` is the answer
    as far as it has come, None before that. ``error`` says why there will be no answer.
    """

    turn: str
    question: str
    answer: Answer | None = None
    error: str | None = None
    note: str = ""
    only: str = ""
    """Of what it was asked, where something was left aside."""
    suggestions: tuple[str, ...] = ()
    all_said: str = ""
    """How much there is of one whose words were asked for, where the answer quotes some of it."""
    changed: frozenset[str] = frozenset()
    """Ids of cited documents whose files have changed or gone since."""


def waiting_words(before: int) -> str:
    """What a person reads while waiting."""
    if before == 0:
        return "Reading the documents …"
    people = "1 question is" if before == 1 else f"{before} questions are"
    return f"{people} before yours …"


def button(name: str, act: str, **data: object) -> str:
    """A button that the page's script hands on."""
    given = attributes(act=act, **data)
    return f'<button type="button" class="qa-button"{given}>{escape(name)}</button>'


def empty_html(heading: str, examples: Sequence[str]) -> str:
    """What stands in place of a conversation before it begins."""
    return (
        f'<div class="qa-empty"><h2>{escape(heading)}</h2>'
        "<p>Every sentence of an answer is cut from the documents. A number such as "
        '<span class="qa-cite qa-sample">[1]</span> opens the words it stands on.</p>'
        f'<div class="qa-examples">{examples_html(examples)}</div></div>'
    )


def examples_html(examples: Sequence[str]) -> str:
    """Questions to choose from; nothing where there are none."""
    if not examples:
        return ""
    asks = "".join(_suggestion(question) for question in examples)
    return f'<p class="qa-quiet">For example:</p><div class="qa-options">{asks}</div>'


def further_html(turn: str, questions: Sequence[str]) -> str:
    """Questions to go on with after an answer, asked of the same part of the documents."""
    if not questions:
        return ""
    asks = "".join(_suggestion(question, turn) for question in questions)
    return f'<p class="qa-quiet">Further questions:</p><div class="qa-options">{asks}</div>'


def _suggestion(question: str, turn: str = "") -> str:
    given = attributes(act="ask", question=question, turn=turn)
    return f'<button type="button" class="qa-option"{given}>{label(question)}</button>'


def asked_html(asked: Asked) -> str:
    """The question and, below it, the answer as far as it has come."""
    if asked.error is not None:
        below = _failed(asked, asked.error)
    elif asked.answer is not None and not asked.note:
        below = _answer(asked, asked.answer)
    else:
        below = _pending(asked)
    return f'<article class="qa-turn" id="turn-{asked.turn}">{_question(asked)}{below}</article>'


def _pending(asked: Asked) -> str:
    """What has come stands where it will stay; only the note below it goes away."""
    kind, body = _View(asked, asked.answer).body() if asked.answer else ("", "")
    return (
        f'<section class="qa-answer qa-pending {kind}" aria-busy="true">{body}'
        f'<p class="qa-note"><span class="qa-pulse" aria-hidden="true"></span>'
        f"{escape(asked.note)}</p></section>"
    )


def _question(asked: Asked) -> str:
    alone = asked.answer.standalone_question if asked.answer else asked.question
    same = " ".join(alone.split()) == " ".join(asked.question.split())
    searched = "" if same else f'<p class="qa-searched">Searched as: {label(alone)}</p>'
    searched += f'<p class="qa-searched">Only: {label(asked.only)}</p>' if asked.only else ""
    edit = button("Edit", "edit", turn=asked.turn, question=asked.question)
    # Its room is kept while the answer comes: else the answer would move as the button comes.
    later = '<button type="button" class="qa-button qa-later" disabled>Edit</button>'
    done = later if asked.note else edit
    head = f'<h3 dir="auto">{words(asked.question)}</h3>'
    return f'<div class="qa-question">{head}{searched}{done}</div>'


def _failed(asked: Asked, error: str) -> str:
    again = button("Ask again", "retry", turn=asked.turn)
    return (
        f'<section class="qa-answer qa-failed" role="alert"><p>{label(error)}</p>'
        f'<div class="qa-actions">{again}</div></section>'
    )


def _answer(asked: Asked, answer: Answer) -> str:
    view = _View(asked, answer)
    kind, body = view.body()
    more = "".join(
        f'<p class="qa-unanswered">The documents do not say: {label(part)}</p>'
        for part in answer.unanswered
    )
    if asked.all_said:
        said = f"{asked.all_said}; the tab “Who says what” lists them"
        more += f'<p class="qa-quiet qa-all-said">{label(said)}</p>'
    further = further_html(asked.turn, asked.suggestions)
    return (
        f'<section class="qa-answer {kind}" data-status="{answer.status}">{body}{more}'
        f'{view.foot()}<div class="qa-further">{further}</div></section>'
    )


class _View:
    """An answer and what its parts have in common."""

    def __init__(self, asked: Asked, answer: Answer) -> None:
        self.turn = asked.turn
        self.live = not asked.note
        self.changed = asked.changed
        self.answer = answer
        self.sources: Mapping[str, Source] = {d.document_id: d for d in answer.documents}
        self.citations = {citation.number: citation for citation in answer.citations}

    def body(self) -> tuple[str, str]:
        """The class of the answer's kind, and what it says."""
        answer = self.answer
        if answer.status == "not_in_corpus":
            return "qa-refused", self.refusal()
        if answer.positions:
            return "qa-disputed", self.positions()
        return "qa-answered", "".join(map(self.statement, answer.statements))

    def statement(self, statement: Statement) -> str:
        """The words with their links, and below them who says so and where."""
        links = "".join(self._link(self.citations[n]) for n in statement.citations)
        sources = "".join(
            self._source(self.citations[n], told=says(statement, n)) for n in statement.citations
        )
        return (
            f'<div class="qa-statement"><p class="qa-said" dir="auto">{words(statement.text)}'
            f'<span class="qa-links">{links}</span></p>'
            f'<ul class="qa-sources">{sources}</ul></div>'
        )

    def _link(self, citation: Citation) -> str:
        if not self.live:  # not kept yet: there is nothing to open
            return f'<span class="qa-cite qa-sample">[{citation.number}]</span>'
        given = attributes(act="cite", turn=self.turn, n=citation.number)
        card = f"card-{self.turn}-{citation.number}"
        return (
            f'<a class="qa-cite" href="#qa-source" aria-describedby="{card}"{given}>'
            f"[{citation.number}]</a>"
            f'<span class="qa-card" id="{card}" hidden>{self._card(citation)}</span>'
        )

    def _card(self, citation: Citation) -> str:
        """What hovering shows; phrasing elements only, since it stands inside a paragraph."""
        source = self.sources.get(citation.document_id)
        outlet = source.outlet if source else None
        published = source.published if source else None
        rows = (
            ("Said by", _speaker(citation)),
            ("Title", label((source.title if source else None) or citation.source)),
            ("Outlet", label(outlet) if outlet else "unknown"),
            ("Date", label(published) if published else "unknown"),
        )
        facts = "".join(
            f'<span class="qa-fact"><b>{name}:</b> {value}</span>' for name, value in rows
        )
        quote = f'<q class="qa-quote" dir="auto">{words(citation.cited_text)}</q>'
        return f"{quote}{facts}"

    def _source(self, citation: Citation, *, told: bool) -> str:
        """Who says it and where; of a citation that only proves a name (not ``told``), where."""
        cue = f" <i>({label(citation.cue)})</i>" if citation.cue else ""
        page = f" · page {citation.page}" if citation.page else ""
        copies = len(citation.also_at)
        also = f" · also in {copies} other place{'s' * (copies > 1)}" if copies else ""
        where = origin(self.sources.get(citation.document_id), citation.source)
        who = (
            f'<b class="qa-speaker">{_speaker(citation)}</b>{cue}' if told else "for the name alone"
        )
        return (
            f'<li><span class="qa-number">[{citation.number}]</span><span>'
            f"{who} — {where}{page}{also}"
            f"{self._mark(citation.document_id)}{self._dates(citation)}</span></li>"
        )

    def _dates(self, citation: Citation) -> str:
        """What relative times of the quoted words stand for."""
        from qa.when.notes import worked_out

        lines = (f"“{one.words}” = {one.meaning}" for one in worked_out(self.answer, citation))
        return "".join(f' · <span class="qa-from">{label(line)}</span>' for line in lines)

    def _mark(self, document_id: str) -> str:
        if document_id not in self.changed:
            return ""
        return ' <span class="qa-changed">changed since</span>'

    def positions(self) -> str:
        """Each position in a column of its own, and first what belongs to none."""
        answer = self.answer
        placed = {i for position in answer.positions for i in position.statements}
        rest = [s for i, s in enumerate(answer.statements) if i not in placed]
        head = dispute_label(answer).rstrip(":")
        cards = "".join(map(self._position, answer.positions))
        return (
            f'<p class="qa-verdict">{head}</p>{"".join(map(self.statement, rest))}'
            f'<div class="qa-positions">{cards}</div>'
        )

    def _position(self, position: Position) -> str:
        come = [i for i in position.statements if i < len(self.answer.statements)]
        said = "".join(self.statement(self.answer.statements[i]) for i in come)
        return (
            f'<div class="qa-position qa-{position.kind}"><p class="qa-kind">'
            f"{_KINDS[position.kind]}</p>{said}</div>"
        )

    def refusal(self) -> str:
        """That the documents do not say, and what came nearest."""
        answer = self.answer
        near = "".join(self._nearest(n, one) for n, one in enumerate(answer.nearest, start=1))
        listed = (
            f'<p class="qa-quiet">The nearest passages, for you to judge:</p>'
            f'<ol class="qa-nearest">{near}</ol>'
        )
        return (
            f'<p class="qa-verdict">Not in the documents</p><p>{label(answer.text)}</p>'
            f"{listed if near else ''}"
        )

    def _nearest(self, number: int, passage: Nearest) -> str:
        where = origin(self.sources.get(passage.document_id), passage.source)
        given = attributes(act="near", turn=self.turn, n=number)
        page = f" · page {passage.page}" if passage.page else ""
        show = f'<a href="#qa-source" class="qa-show"{given}>show in the document</a>'
        return (
            f'<li><q class="qa-quote" dir="auto">{words(passage.cited_text)}</q>'
            f'<span class="qa-where">{where}{page}{self._mark(passage.document_id)} '
            f"{show if self.live else ''}</span></li>"
        )

    def foot(self) -> str:
        """Copying and asking again, what was dropped, and how the answer came about."""
        copies = "".join(
            button(name, "copy", turn=self.turn, format=shape) for shape, name in _FORMATS.items()
        )
        again = button("Ask again", "retry", turn=self.turn)
        return (
            f'<div class="qa-actions">{again}<details class="qa-menu"><summary>Copy</summary>'
            f'<div class="qa-menu-items">{copies}</div></details>'
            f'<details class="qa-how"><summary>{self._dropped_words()}</summary>'
            f"{''.join(self._how())}</details></div>"
        )

    def _dropped_words(self) -> str:
        count = len(self.answer.dropped)
        return f"What was dropped ({count})" if count else "How it was found"

    def _how(self) -> Iterator[str]:
        answer = self.answer
        if answer.dropped:
            rows = "".join(
                f"<li>{label(one.text)} <i>— {label(one.reason)}</i></li>" for one in answer.dropped
            )
            yield f"<p>Sentences that failed the check against the sources:</p><ul>{rows}</ul>"
        else:
            yield "<p>No sentence was dropped.</p>"
        searched = answer.searched
        noun = "document" if searched.documents == 1 else "documents"
        left = f", {searched.left_out} could not be read" if searched.left_out else ""
        seconds = answer.timings.get("total")
        took = f" in {seconds:.1f} s" if seconds is not None else ""
        yield (
            f"<p>{searched.documents:,} {noun} searched{left}{took}. Language model: "
            f"{label(answer.model or 'none')}; embedder: {label(answer.embedder or 'unknown')}; "
            f"index {escape(answer.index_digest[:12])}.</p>"
        )


def _speaker(citation: Citation) -> str:
    if citation.speaker:
        return label(citation.speaker)
    return "The article itself" if citation.voice == "outlet" else "Speaker unknown"
