"""Ask a question and keep what the measures need: the answer, every stage's ranking, the doubt.

The question is asked of a real ``Assistant``. Only the judge is wrapped, to remember what it was
given and what it said; answers are the same as without.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from eval.metrics.answers import judge as judge_answer
from eval.metrics.citations import is_unsupported
from eval.questions import Evidence, Item
from qa.asked import read_message

if TYPE_CHECKING:
    from index.types import Hit
    from qa import Assistant
    from qa.evidence import Evidence as Found
    from qa.evidence import Judge
    from qa.question import Question

__all__ = ["SHOWN", "Asker", "Place", "Remembers", "ranking_of"]

DEPTH = 10
SHOWN = 5
# Enough to rank every sentence of a small corpus, and the best of a large one.
MOST_RANKED = 1000

Place = tuple[str, int, int]


class Remembers:
    """A judge that keeps its last question, hits and findings."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.last: tuple[Question, Sequence[Hit], tuple[Found, ...]] | None = None

    def __call__(
        self, question: Question, hits: Sequence[Hit], *more: Any, **named: Any
    ) -> tuple[Found, ...]:
        found = self._judge(question, hits, *more, **named)
        self.last = question, hits, found
        return found

    def take(self) -> tuple[Question, Sequence[Hit], tuple[Found, ...]] | None:
        """What was last kept, which is then forgotten; None where the judge was not called."""
        last, self.last = self.last, None
        return last

    def found(self) -> tuple[Found, ...]:
        """What the judge last said, the most probable first; forgets it."""
        last = self.take()
        return last[2] if last else ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._judge, name)


class Settled:
    """A judge that has found already, whatever it is asked; in all else the one it stands for."""

    def __init__(self, judge: Judge, found: tuple[Found, ...]) -> None:
        self._judge, self._found = judge, found

    def __call__(self, *_: object, **__: object) -> tuple[Found, ...]:
        return self._found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._judge, name)


class Asker:
    """Questions in, rows out (plain JSON). ``raw``, where given, adds what it says of a question.

    ``stages`` False leaves the rankings of the single stages out.
    """

    def __init__(
        self,
        assistant: Assistant,
        raw: Callable[[str, Sequence[str]], dict[str, Any]] | None = None,
        *,
        stages: bool = True,
    ) -> None:
        self._assistant = assistant
        self._judge = assistant.judge
        self._memory = Remembers(self._judge)
        assistant.__dict__["judge"] = self._memory
        self._raw = raw
        self._stages = stages

    def __call__(self, item: Item, *, raw: bool = False) -> dict[str, Any]:
        """The row of a question."""
        self._memory.take()
        answer = self._assistant.ask(item.question, history=item.history, id=item.id).to_dict()
        last = self._memory.take()
        found = last[2] if last else ()
        row: dict[str, Any] = {
            **asdict(item),
            "answer": answer,
            "confidence": found[0].probability if found else 0.0,
            "forced_right": self._forced(item, answer, found),
            "verbatim": self._verbatim(answer),
            "unsupported": _unsupported(answer),
            "groups": _groups(item),
            "stages": {},
            "retrieved": [_shown(one) for one in found[:SHOWN]],
        }
        if self._stages and item.sides:
            row["stages"] = self._rankings(item, last[0] if last else None, found)
        if raw and self._raw and found:
            row["raw"] = self._raw(answer["standalone_question"], [e.text for e in found[:SHOWN]])
        return row

    def _forced(self, item: Item, answer: dict[str, Any], found: Sequence[Found]) -> bool:
        """Whether the answer is right that would be given were the threshold just met."""
        if answer["status"] == "not_in_corpus" and found:
            bold = copy.copy(self._assistant)
            bold.settings = replace(self._assistant.settings, threshold=found[0].probability)
            bold.__dict__["judge"] = Settled(self._judge, tuple(found))
            answer = bold.ask(item.question, history=item.history, id=item.id).to_dict()
        outcome = judge_answer(item, answer)
        return outcome.right and not outcome.refused

    def _verbatim(self, answer: dict[str, Any]) -> tuple[int, int]:
        """How many citations hold their document's words at their offsets, and how many are."""
        text = {d.id: d.text for d in self._assistant.index.documents}
        true = [
            text[c["document_id"]][c["start_char_index"] : c["end_char_index"]] == c["cited_text"]
            for c in answer["citations"]
        ]
        return sum(true), len(true)

    def _rankings(
        self, item: Item, question: Question | None, found: Sequence[Found]
    ) -> dict[str, dict[str, list[list[int]]]]:
        """What each of the first ten of every stage proves: ids of gold places, of documents."""
        index = self._assistant.index
        alone = question.text if question else read_message(item.question, item.history)
        hits = index.search(alone, max(1, min(index.stats.evidence, MOST_RANKED)))
        few = hits[: self._assistant.settings.passages]
        unread = replace(self._judge, generator=lambda: None)
        order: dict[str, list[list[Place]]] = {
            "dense": [_places(h) for h in sorted(hits, key=lambda h: -h.scores["dense"])],
            "lexical": [_places(h) for h in sorted(hits, key=lambda h: -h.scores["lexical"])],
            "fused": [_places(h) for h in hits],
        }
        if question and few:
            order["reranked"] = [_clause(e) for e in unread(question, few)]
            if not self._assistant.settings.no_model:
                order["read"] = [_clause(e) for e in found]
        gold = [e for side in item.sides for e in side.evidence]
        named = _sources(item)
        return {
            "sentence": {
                stage: [_proved(places, gold) for places in ranked[:DEPTH]]
                for stage, ranked in order.items()
            },
            "document": {
                stage: [[named[s]] if s in named else [] for s in ranking_of(ranked)[:DEPTH]]
                for stage, ranked in order.items()
            },
        }


def ranking_of(ranked: Iterable[Sequence[Place]]) -> list[str]:
    """Documents by their best sentence, each once."""
    return list(dict.fromkeys(source for places in ranked for source, _, _ in places[:1]))


def _proved(places: Sequence[Place], gold: Sequence[Evidence]) -> list[int]:
    return [
        number
        for number, e in enumerate(gold)
        if any(s == e.source and start < e.end and e.start < end for s, start, end in places)
    ]


def _places(hit: Hit) -> list[Place]:
    also = [(p.source, p.span.start, p.span.end) for p in hit.sentence.also_at]
    return [(hit.document.source, hit.sentence.span.start, hit.sentence.span.end), *also]


def _clause(found: Found) -> list[Place]:
    span = found.clause.span
    whole = span == found.hit.sentence.span
    also = _places(found.hit)[1:] if whole else []
    return [(found.hit.document.source, span.start, span.end), *also]


def _sources(item: Item) -> dict[str, int]:
    names = dict.fromkeys(e.source for side in item.sides for e in side.evidence)
    return {name: number for number, name in enumerate(names)}


def _groups(item: Item) -> dict[str, list[list[int]]]:
    named, places, documents, number = _sources(item), [], [], 0
    for side in item.sides:
        places.append(list(range(number, number + len(side.evidence))))
        documents.append(sorted({named[e.source] for e in side.evidence}))
        number += len(side.evidence)
    return {"sentence": places, "document": documents}


def _unsupported(answer: dict[str, Any]) -> tuple[int, int]:
    cited = {c["number"]: c["cited_text"] for c in answer["citations"]}
    bad = [
        is_unsupported(s["text"], [cited[n] for n in s["citations"]]) for s in answer["statements"]
    ]
    return sum(bad), len(bad)


def _shown(found: Found) -> dict[str, Any]:
    return {
        "source": found.hit.document.source,
        "start": found.clause.span.start,
        "end": found.clause.span.end,
        "text": found.text,
        "probability": round(found.probability, 4),
    }
