"""What the language model is given to read: a question, a clause, and whose words it is.

The form is fixed by ``prompts/answers.txt``. The adapter was trained with the document's title and
the words before the clause in their places; it judges as well, and in half the tokens, where both
are left empty (CONTRIBUTING, "Training what judges").
"""

from __future__ import annotations

from functools import lru_cache

from qa.prompting import Prompt, load_prompt
from qa.question import Question
from qa.signals import Around
from qa.tables import as_told

__all__ = ["reading"]

# The model's time is counted in tokens.
SENTENCE_WORDS, QUESTION_WORDS = 70, 40


@lru_cache(maxsize=1)
def _prompt() -> Prompt:
    return load_prompt("answers")


def reading(question: Question, around: Around) -> str:
    """The filled prompt for one clause; without its speaker where none is known."""
    clause = around.clause
    speaker = ", ".join(part for part in (clause.speaker, clause.role) if part)
    return _prompt().fill(
        question=_first(question.text, QUESTION_WORDS),
        speaker=speaker or "-",
        sentence=_first(as_told(around.hit.document.text, clause.span), SENTENCE_WORDS),
    )


def _first(text: str, words: int) -> str:
    return " ".join(text.split()[:words])
