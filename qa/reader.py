"""What the language model is given to read: a question, a clause, and the words about it.

The form is fixed by ``prompts/answers.txt``; eval/train_reader.py trains on the very texts that
are made here, so a change of either needs a new adapter.
"""

from __future__ import annotations

from functools import lru_cache

from qa.prompting import Prompt, load_prompt
from qa.question import Question
from qa.signals import Around

__all__ = ["reading"]

# The model's time is counted in tokens: the nearest words matter most.
TITLE_WORDS, BEFORE_WORDS, SENTENCE_WORDS, QUESTION_WORDS = 14, 30, 70, 40


@lru_cache(maxsize=1)
def _prompt() -> Prompt:
    return load_prompt("answers")


def reading(question: Question, around: Around) -> str:
    """The filled prompt for one clause; without its speaker where none is known."""
    clause = around.clause
    speaker = ", ".join(part for part in (clause.speaker, clause.role) if part)
    return _prompt().fill(
        question=_first(question.text, QUESTION_WORDS),
        title=_first(around.title, TITLE_WORDS),
        before=" ".join(around.before.split()[-BEFORE_WORDS:]),
        speaker=speaker or "-",
        sentence=_first(around.text, SENTENCE_WORDS),
    )


def _first(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
