"""A trusted model says a follow-up so that it stands alone; code looks for every word of it.

What `qa.standalone` makes stands where there is no such model, and where the model's question
holds a word that nobody said, drops one that was asked, or turns the question round. A question
that leans on nothing is never shown to a model: a new topic stays one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.anaphora import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    EVENT_NOUNS,
    GROUP_NOUNS,
    INTERJECTIONS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    WH_WORDS,
)
from qa.picking import Writer, first_words
from qa.prompting import Prompt, load_prompt
from qa.safe_text import one_line
from qa.standalone import LONGEST_REWRITE
from qa.types import Dropped, Turn
from qa.verify.words import lemma
from qa.writing import tidy

__all__ = ["WRITTEN_TOKENS", "leans", "question_fault", "rewrite"]

WRITTEN_TOKENS = 64
"""Of a question, at most."""
_ASKED_WORDS, _ANSWER_WORDS = 40, 60
_CLOSED = AUXILIARIES | CONJUNCTIONS | DETERMINERS | PREPOSITIONS | PRONOUNS | WH_WORDS
# A word that points back; "there is", "one of" and the like cost one needless call at most.
_POINTING = frozenset(
    "he him his she her hers it its they them their theirs this that these those there then one "
    "ones so other same else".split()
)
# What may be said in other words: "the company" by its name, "ok, and" not at all.
_MAY_GO = (
    _CLOSED | _POINTING | ADVERBS | INTERJECTIONS | GROUP_NOUNS | PERSON_NOUNS | PLACE_NOUNS
) | EVENT_NOUNS
_NEGATIVE = re.compile(
    r"\b(?:not|never|no|nobody|none|without|deny|denied|denies)\b|n['’]t\b", re.I
)
_SEVERAL = re.compile(r"[.!?]\s+\S")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS = re.compile(r"[\[\]{}<>*_#|\\~^`]|https?:|www\.", re.I)


def rewrite(
    question: str, history: Sequence[Turn], alone: str, writer: Writer
) -> tuple[str, Dropped | None]:
    """The question as the model says it alone, or ``alone`` and why the model's was dropped.

    ``alone`` is what `qa.standalone.standalone` made of it. Nothing is asked, and ``alone`` comes
    back, where the question leans on nothing or is one of several sentences (`qa.asked`). Raises
    ModelError as ``writer`` does.
    """
    question = " ".join(question.split())
    if not history or _SEVERAL.search(question) or (alone == question and not leans(question)):
        return alone, None
    text = tidy(writer.generate(_prompt_for(question, history), WRITTEN_TOKENS, ("\n",)))
    fault = question_fault(text, question, history)
    return (alone, Dropped(text, fault)) if fault else (text, None)


def leans(question: str) -> bool:
    """Whether a word of the question points back, or it has too few to stand alone."""
    words = _words(question)
    return bool(_POINTING & set(words)) or len(words) <= 3


def question_fault(text: str, question: str, history: Sequence[Turn]) -> str | None:
    """What is wrong with a model's stand-alone question, in words; None where nothing is."""
    if not text.endswith("?") or text.count("?") > 1 or re.search(r"[.!]\s+\w", text):
        return "the model did not write one question"
    if _MARKS.search(text) or one_line(text) != text:
        return "the question holds markup or characters that cannot be seen"
    if len(text.split()) > max(LONGEST_REWRITE, len(question.split())):
        return f"the question has more than {LONGEST_REWRITE} words"
    if bool(_NEGATIVE.search(text)) != bool(_NEGATIVE.search(question)) and not _denied(history):
        return "the question turns round what was asked"
    said = [question, *(turn.content for turn in history)]
    known = {lemma(word) for part in said for word in _words(part)}
    for word in _words(text):
        if word not in _CLOSED and lemma(word) not in known:
            return f"the question holds a word that the conversation does not: {word}"
    written = {lemma(word) for word in _words(text)}
    for word in _words(question):
        if lemma(word) not in written and (word in WH_WORDS or word not in _MAY_GO):
            return f"the question leaves out what was asked: {word}"
    return None


def _denied(history: Sequence[Turn]) -> bool:
    """Whether what was said last is a denial, which "that" in the question may stand for."""
    return any(_NEGATIVE.search(turn.content) for turn in history[-2:])


def _words(text: str) -> list[str]:
    return [w.removesuffix("'s") for w in _WORD.findall(text.lower().replace("’", "'"))]


@lru_cache(maxsize=1)
def _prompt() -> Prompt:
    return load_prompt("alone")


def _prompt_for(question: str, history: Sequence[Turn]) -> str:
    asked = [turn.content for turn in history if turn.role == "user"]
    answers = [turn.content for turn in history if turn.role == "assistant"]
    earlier = asked[-2] if len(asked) > 1 else ""
    return _prompt().fill(
        earlier=f"Question: {first_words(earlier, _ASKED_WORDS)}" if earlier else "",
        asked=first_words(asked[-1] if asked else "", _ASKED_WORDS),
        answer=first_words(answers[-1] if answers else "", _ANSWER_WORDS),
        question=question,
    )
