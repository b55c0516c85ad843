"""What the packaged language model says without verification: the worth of the verifier.

The usual recipe: the best clauses are numbered in the prompt, the model is asked to answer from
them and to cite. Each sentence it writes is held against the clauses it cites (all of them, where
it cites none), by ``is_unsupported`` and by the verifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.metrics.citations import is_unsupported
from qa.model import LlamaCppModel
from qa.prompting import as_value
from qa.requantise import faster_default
from qa.verify import Cited, Verifier

__all__ = ["RawModel", "sentences_of"]

TOKENS = 96
_MARK = re.compile(r"\[(\d+)\]")
_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z“\"‘(\[])|\n+")
PROMPT = """\
Answer the question in one or two sentences, using only these numbered sources. After each
sentence give the number of its source in brackets.

{sources}

Question: {question}"""

Passes = Callable[[str, tuple[Cited, ...]], bool]


@dataclass
class RawModel:
    """The packaged model, loaded once, and the verifier that its sentences are put to.

    ``passes`` decides whether a sentence would be shown; the planted regression "verifier off"
    passes everything.
    """

    cache_folder: Path
    encode: Callable[[Sequence[str]], Any]
    threads: int = 0
    passes: Passes | None = None

    def __post_init__(self) -> None:
        self._model = LlamaCppModel(faster_default(self.cache_folder), threads=self.threads)
        verifier = Verifier(self.encode)
        self._passes: Passes = self.passes or (lambda s, c: verifier.verify(s, c).supported)

    def __call__(self, question: str, clauses: Sequence[str]) -> dict[str, Any]:
        """``text`` and, each as (part, whole): unsupported sentences, dropped ones, and the
        unsupported among those that pass."""
        listed = "\n".join(f"[{n}] {as_value(text)[:600]}" for n, text in enumerate(clauses, 1))
        prompt = PROMPT.format(sources=listed, question=as_value(question))
        text = self._model.generate(prompt, TOKENS)
        bad, passed = [], []
        for sentence, numbers in sentences_of(text):
            cited = [clauses[n - 1] for n in numbers if 0 < n <= len(clauses)] or list(clauses)
            bad.append(is_unsupported(sentence, cited))
            passed.append(self._passes(sentence, tuple(Cited(one) for one in cited)))
        shown = [unsupported for unsupported, ok in zip(bad, passed, strict=True) if ok]
        return {
            "text": text,
            "unsupported": (sum(bad), len(bad)),
            "dropped": (len(passed) - sum(passed), len(passed)),
            # Over all sentences, so that a verifier which passes nothing has a figure too.
            "verified": (sum(shown), len(bad)),
        }

    def close(self) -> None:
        """Free the model."""
        self._model.close()


def sentences_of(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The sentences of what a model wrote, without markers, and the numbers each one cites."""
    # "... said. [1] The next" - a marker after the full stop belongs to the sentence before.
    joined = re.sub(r"([.!?])\s*((?:\[\d+\]\s*)+)", lambda m: f" {m[2].strip()}{m[1]} ", text)
    found = []
    for piece in _END.split(joined):
        numbers = tuple(int(n) for n in _MARK.findall(piece))
        words = " ".join(_MARK.sub(" ", piece).split())
        words = re.sub(r"\s+([.!?,;])", r"\1", words)
        # The number of a list item is no sentence.
        if re.search(r"[^\W\d_]", words):
            found.append((words, numbers))
    # The budget of tokens may have cut the last one off; what it would have said is unknown.
    cut = len(found) > 1 and not re.search(r"[.!?][\"”’)]*$", found[-1][0])
    return found[:-1] if cut else found
