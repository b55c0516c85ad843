"""Looking for another side: what is found for a claim, what a model makes of it.

The claim is searched for in its own words; what is found is scored as every clause is, and the
likeliest few are read, as far as the tokens kept for another side go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.types import Span
from qa.attribution.contents import contents_of
from qa.disputes.asked import Asked
from qa.disputes.rivals import held
from qa.evidence import Budget, Evidence
from qa.question import Question
from qa.reader import reading

if TYPE_CHECKING:
    from index.types import Hit
    from qa.disputes.rivals import Rivals
    from qa.evidence import Judge
    from qa.model import Generator
    from qa.signals import Around

__all__ = ["READ", "Likeness", "Looks", "Place", "Search", "bare", "claims_nothing"]

Search = Callable[[str], Sequence["Hit"]]
Likeness = Callable[[Evidence, Evidence], float]
# Which clause of the corpus: its sentence's id, its offsets (``Evidence.place``).
Place = tuple[str, Span]

# Sentences found for a claim, clauses read at most.
FOUND, READ = 12, 4


@dataclass(frozen=True, slots=True)
class Looks:
    """What looking for another side needs: the question, what is found, how to find and read."""

    question: Question
    asked: Asked
    evidence: Sequence[Evidence]
    search: Search
    judge: Judge
    likeness: Likeness
    generator: Generator
    budget: Budget

    def around(self, anchor: Evidence) -> list[Around]:
        """Every clause found for the claim of a clause, and all that was found before."""
        query = _claim(self.question, self.asked, anchor)
        hits = {hit.sentence.id: hit for hit in self.search(query)[:FOUND]}
        for e in self.evidence:
            hits.setdefault(e.hit.sentence.id, e.hit)
        return self.judge.candidates(list(hits.values()))

    def read(self, chosen: Sequence[Around]) -> dict[Place, Evidence]:
        """Clauses by their place as the model judges them: all that it has judged, and of the
        rest the first few that the budget allows."""
        known = {e.place: e for e in self.evidence if e.reading is not None}
        fresh = [c for c in chosen if c.place not in known][:READ]
        read = _read(self.question, self.judge, self.generator, fresh, self.evidence, self.budget)
        known.update((e.place, e) for e in read)
        return {c.place: known[c.place] for c in chosen if c.place in known}

    def weighed(
        self, rivals: Rivals, signs: Mapping[Place, tuple[Around, Mapping[str, float]]]
    ) -> dict[Place, tuple[Evidence, float]]:
        """Of clauses with their signs those that ``rivals`` holds for what it looks for, with the
        log odds of it: the likeliest are read, and weighed again."""
        before = {place: rivals.unread.of(shown) for place, (_, shown) in signs.items()}
        worth = [place for place, odds in before.items() if odds >= rivals.unread.bar]
        likely = sorted(worth, key=lambda place: -before[place])
        found: dict[Place, tuple[Evidence, float]] = {}
        for place, e in self.read([signs[place][0] for place in likely]).items():
            odds = rivals.read.of({**signs[place][1], "reading": held(e.reading or 0.0)})
            if odds >= rivals.read.bar:
                found[place] = (e, odds)
        return found

    def unread(self, chosen: Sequence[Around]) -> dict[Place, float]:
        """What each clause scores, as a logit, before the model reads it."""
        judged = self.judge.unread(self.question, chosen, self.evidence)
        return {e.place: e.score for e in judged}


def claims_nothing(other: Evidence) -> bool:
    """Whether a clause is a condition or a question: it takes no side."""
    words = other.text.strip("“”\"‘’' ")
    return words.lower().startswith("if ") or words.endswith("?")


def bare(anchor: Evidence, around: Around) -> Evidence:
    return Evidence(around.hit, around.clause, anchor.signals, 0.0)


def _claim(question: Question, asked: Asked, anchor: Evidence) -> str:
    """What is searched for: the claim without its speaker; for a figure, with the question."""
    text = anchor.hit.document.text
    words = " ".join(span.of(text) for span in contents_of(text, anchor.clause)) or anchor.text
    return f"{question.text} {words}" if asked.number else words


def _read(
    question: Question,
    judge: Judge,
    generator: Generator,
    unread: Sequence[Around],
    beside: Sequence[Evidence],
    budget: Budget,
) -> list[Evidence]:
    """Clauses judged as those that answered: by their signals and by the model."""
    texts = list(budget.taken(generator, [reading(question, around) for around in unread]))
    if not texts:
        return []
    judged = judge.unread(question, unread[: len(texts)], beside)
    found = []
    for e, value in zip(judged, generator.score_readings(texts), strict=True):
        total = e.score + judge.answerability.reading * value
        chance = judge.answerability.probability(total)
        found.append(replace(e, score=total, probability=chance, reading=value))
    return found
