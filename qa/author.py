"""The model that may pick and word: which it is, what it is trusted with, what came of asking it.

There is one only where the user names a model, an endpoint or a trust; with the defaults nothing
here is even loaded. Whatever it does is checked (``qa.picking``, ``qa.wording``, ``qa.verify``),
and where it fails the composed answer stands, with a sentence in ``Answer.dropped``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from qa.errors import ModelError
from qa.picking import MOST_SHOWN, pick, prefer
from qa.probe import Identified, Trust, trust_for
from qa.types import Dropped, Turn
from qa.wording import Draft, Step, Verify, unusable, word_each

if TYPE_CHECKING:
    from qa.evidence import Evidence
    from qa.question import Question
    from qa.settings import Settings

__all__ = ["Author", "Closable", "Hand", "author_for"]

NONE_ANSWERS = "the language model found that none of the sentences found answers this"
UNREAD = "what the language model picked could not be read, so code picked"


class Closable(Identified, Protocol):
    """A model that can be let go."""

    def close(self) -> None: ...


class Author:
    """A model and what it is trusted with; found out at the first question that has an answer.

    ``opened`` gives the model and may raise ModelError; a model that could not be asked is asked
    again at the next question. ``owned``: closing the author closes the model.
    """

    def __init__(
        self,
        opened: Callable[[], Closable],
        trust_of: Callable[[Identified], Trust],
        *,
        owned: bool,
    ) -> None:
        self._opened, self._trust_of, self._owned = opened, trust_of, owned
        self._model: Closable | None = None
        self._trust: Trust | None = None

    def ready(self) -> tuple[Closable, Trust]:
        """The model and its trust. Raises ModelError as the model does."""
        if self._model is None:
            self._model = self._opened()
        if self._trust is None:
            self._trust = self._trust_of(self._model)
        return self._model, self._trust

    def hand(self) -> Hand:
        """The author at work on one question."""
        return Hand(self)

    def close(self) -> None:
        """Let go of the model, where it is the author's own."""
        if self._model is not None and self._owned:
            self._model.close()
        self._model = None


class Hand:
    """What the author does for one answer; ``dropped`` tells what went wrong so far."""

    def __init__(self, author: Author) -> None:
        self._author = author
        self._failed = False
        self.dropped: list[Dropped] = []

    def alone(self, question: str, history: Sequence[Turn], made: str) -> str:
        """The follow-up as a model that may word says it alone; ``made`` where that fails."""
        from qa.rewriting import rewrite

        if not history or self._failed:
            return made
        try:
            model, trust = self._author.ready()
            if not trust.words:
                return made
            text, dropped = rewrite(question, history, made, model)
        except ModelError as error:
            self._failed = True
            text, dropped = made, unusable(error)
        if dropped is not None:
            self.dropped.append(dropped)
        return text

    def choose(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        threshold: float,
        corrected: Callable[[Evidence], bool],
    ) -> tuple[Evidence, ...]:
        """The evidence with a trusted model's picks first; empty where it says that none answers.

        Evidence that code would not say is not shown to a model, so a refusal costs nothing. A
        best clause that is ``corrected``, one that denies what the question presumes, is said
        whatever the model thinks of it as an answer.
        """
        if self._failed or not evidence or evidence[0].probability < threshold:
            return tuple(evidence)
        try:
            model, trust = self._author.ready()
            if not trust.picks:
                return tuple(evidence)
            picked = pick(question.text, [e.text for e in evidence[:MOST_SHOWN]], model)
        except ModelError as error:
            self._failed = True
            self.dropped.append(unusable(error))
            return tuple(evidence)
        if picked is None:
            self.dropped.append(Dropped("", UNREAD))
        elif not picked and not corrected(evidence[0]):
            self.dropped.append(Dropped("", NONE_ANSWERS))
            return ()
        return prefer(evidence, picked or ())

    def word(
        self, question: str, drafts: Callable[[], Sequence[Draft]], verify: Verify
    ) -> Iterator[Step] | None:
        """Each statement, worded where that is proved; None where the model may not word."""
        if self._failed:
            return None
        model, trust = self._author.ready()
        return self._steps(word_each(question, drafts(), model, verify)) if trust.words else None

    def _steps(self, steps: Iterator[Step]) -> Iterator[Step]:
        for step in steps:
            if step.dropped is not None:
                self.dropped.append(step.dropped)
            yield step


def author_for(
    settings: Settings,
    local: Callable[[], Closable | None],
    notice: Callable[[str], None] | None = None,
) -> Author | None:
    """The author that the settings name, or None: an endpoint, else the local model.

    The local model is one where a file of one's own or a trust is named: the packaged model
    fails the probe, so it is not even asked unless somebody says what to trust it with.
    ``local`` gives the model that is loaded anyway; ``notice`` is told before the model is
    tried out.
    """
    named = settings.model is not None or settings.trust is not None
    if settings.trust == "none" or not (settings.endpoint or (named and not settings.no_model)):
        return None

    def tried() -> None:
        if notice is not None:
            notice("finding out what the language model may be trusted with, once ...")

    def trust_of(model: Identified) -> Trust:
        cache: Path = settings.cache_folder
        return trust_for(model, cache, settings.trust, on_probe=tried)

    def elsewhere() -> Closable:
        from qa.endpoint import EndpointModel

        return EndpointModel(
            settings.endpoint or "",
            settings.endpoint_model or "",
            read_seconds=settings.endpoint_read,
            total_seconds=settings.endpoint_total,
        )

    def here() -> Closable:
        model = local()
        if model is None:
            raise ModelError("no language model is in use; name one with --model")
        return model

    return Author(
        elsewhere if settings.endpoint else here, trust_of, owned=settings.endpoint is not None
    )
