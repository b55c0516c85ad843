"""Whose turn it is in a conversation printed with names, or Q and A, before colons."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Sentence, Span
from qa.attribution.frame import Frame
from qa.attribution.quotations import find_labels
from qa.attribution.speakers import Cast, Source

__all__ = ["Turns"]


class Turns:
    """The labels of one document; `note` each sentence in order, then ask whose turn it is.

    ``speaker``: whose turn it is, None outside of turns and where nobody tells. ``running``:
    whether it is somebody's turn, known or not. Of Q and A the answers are those of the person
    that the text before them is about; who asks is not guessed.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence], cast: Cast) -> None:
        self._text = text
        self._sentences = sentences
        self._cast = cast
        self.labels = find_labels(text, [s.span for s in sentences])
        self._answers: Source | None = None
        self._asked = False
        self._paragraph = -1
        self.speaker: Source | None = None

    @property
    def running(self) -> bool:
        return self._paragraph >= 0

    def note(self, i: int) -> None:
        """Take in sentence ``i``: a label begins a turn, a new paragraph without one ends it."""
        sentence = self._sentences[i]
        label = self.labels.get(i)
        if label is not None:
            self._paragraph = sentence.paragraph
            self.speaker = self._labelled(label, i)
        elif self._paragraph != sentence.paragraph:
            self._paragraph, self.speaker = -1, None

    def _labelled(self, label: Span, i: int) -> Source | None:
        letter = label.of(self._text)
        if len(letter) > 1:
            return self._cast.resolve(label, i)
        if not self._asked:
            self._asked = True
            self._answers = self._cast.protagonist()
        return self._answers if letter == "A" else None

    def is_own(self, i: int, frame: Frame) -> bool:
        """Whether in somebody's turn a frame's source is a thing of which they speak: "It says"."""
        start = self._sentences[i].span.start
        noun = self._text[start + frame.noun[0] : start + frame.noun[1]] if frame.noun else ""
        label = self.labels.get(i)
        behind = Span(label.end + 2, label.end + 2 + len(noun)).of(self._text) if label else ""
        return noun.strip().lower() in ("it", "this", "that") and (not label or behind == noun)
