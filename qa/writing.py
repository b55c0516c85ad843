"""What a model is given to word a statement, and how what it writes is taken.

It is asked to make a sentence of a document shorter. A model of one's own is held to the
sentence's own words (``qa.shortening``); one behind an endpoint writes freely. Either way who says
it is put there by code, which knows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.lexical import tokenize
from qa.anaphora import DETERMINERS, PRONOUNS
from qa.attribution.cues import CUE_FORMS
from qa.names import same_name
from qa.picking import Writer, first_words
from qa.prompting import Prompt, as_value, load_prompt
from qa.verify.names import same_person
from qa.verify.text import read
from qa.verify.types import Cited

__all__ = ["credited", "fixed", "names_speaker", "prompt_for", "tidy", "written_by"]

_SOURCE_WORDS, _QUESTION_WORDS = 120, 60


def written_by(generator: Writer, question: str, cited: Sequence[Cited], most: int) -> str:
    """The first of ``cited`` as the model words it, in at most ``most`` tokens; who says it named.

    A model that can be held to the sentence's own words (``shorten``) is.
    """
    prompt = prompt_for(question, cited)
    shorten = getattr(generator, "shorten", None)
    if shorten is not None:
        written = str(shorten(prompt, as_value(cited[0].text), most))
    else:
        written = generator.generate(prompt, most, ("\n",))
    return credited(tidy(written), cited)


@lru_cache(maxsize=1)
def _prompt() -> Prompt:
    return load_prompt("word")


@lru_cache(maxsize=1)
def fixed() -> str:
    """The prompt without question and source: read once, however many statements follow."""
    return _prompt().fill(**dict.fromkeys(_prompt().fields, ""))


def prompt_for(question: str, cited: Sequence[Cited]) -> str:
    """The prompt for a statement that stands on ``cited``; the first is what it says."""
    return _prompt().fill(
        question=first_words(question, _QUESTION_WORDS),
        source=first_words(cited[0].text, _SOURCE_WORDS),
    )


_LABEL = re.compile(r"^(?:answer|sentence|short|statement)\s*:\s*", re.I)
_WRAPPED = re.compile(r"[\"“'‘«]\s*([^\"“”«»]+?)\s*[\"”'’»]")


def tidy(written: str) -> str:
    """The first line without a label before it or quotation marks around the whole of it."""
    line = next((row for row in written.splitlines() if row.strip()), "")
    text = _LABEL.sub("", " ".join(line.split()))
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped[1] if wrapped else text


_SPOKE = re.compile(r"(?:He|She|They|It) (?:also )?(\w+)")


def credited(text: str, cited: Sequence[Cited]) -> str:
    """``text`` with who says it, where it is a speaker's claim and names nobody.

    Whose words they are is known to code, and a small model leaves it out: "He said" becomes the
    speaker's name, and words without a speaker get him behind them. Nothing is changed where the
    wording tells otherwise that somebody says so: then it has to be right by itself.
    """
    speaker = cited[0].speaker
    if not speaker or speaker.lower() in PRONOUNS or names_speaker(text, speaker):
        return text
    if not text.endswith("."):
        return text
    spoke = _SPOKE.match(text)
    if spoke and spoke[1].lower() in CUE_FORMS:
        return f"{speaker} {text.partition(' ')[2]}"
    if any(token.low in CUE_FORMS for token in read(text).tokens):
        return text
    first, _, rest = speaker.partition(" ")
    named = f"{first.lower()} {rest}" if first.lower() in DETERMINERS else speaker
    return f"{text[:-1]}, {named} said."


def names_speaker(text: str, speaker: str) -> bool:
    """Whether a wording names the speaker: a part of the name, or the words of a description."""
    # A word before them, so that their first capital is read as a name's.
    known, found = read(f"so {speaker}").names, read(f"so {text}").names
    if known:
        return any(same_person(a, b, same_name) for a in known for b in found)
    wanted = set(tokenize(speaker))
    return 2 * len(wanted & set(tokenize(text))) >= len(wanted)
