"""The signals by which a clause is judged against a question.

Two kinds: a row for each content word of the question (is the word, or one like it, in the
clause, in the sentences around it, in the title, in the corpus at all), and a row for the
clause (how the four searches scored it, whether it holds a span of the kind asked for, whose
words it is, whether its names and numbers are those of the question). The rows are read by
``qa.reranker``; eval/train_reranker.py makes them in the same way to train it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.lexical import tokenize
from index.types import Hit, Role, Sentence, Span
from qa.answer_type import Kind, Wanted, read_wanted, type_fit
from qa.names import extract_names, same_name
from qa.question import Question, Want

if TYPE_CHECKING:
    from qa.attribution import Clause
    from qa.names import NameIndex

__all__ = ["GLOBAL", "TOKEN", "Signals", "WordVectors", "holds_name", "in_favour", "read_signals"]

TOKEN = (
    "idf", "name", "digit", "in_clause", "in_window", "in_title", "unseen", "like_clause",
    "like_window",
)  # fmt: skip
_STAGES = ("dense", "dense_window", "lexical", "lexical_window", "fused")
_SURFACE = {
    "numeral": re.compile(r"\d"),
    "number_word": re.compile(
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|"
        r"thousands?|millions?|half|third|quarter|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
        r"ninety)\b",
        re.I,
    ),
    "time": re.compile(
        r"\b(?:\w+day|january|february|march|april|may|june|july|august|september|october|november|"
        r"december|(?:1[5-9]|20)\d\d|o.clock|morning|evening|night|week|month|year)\b",
        re.I,
    ),
    "cause": re.compile(
        r"\b(?:because|after|since|due to|so that|in order|to avoid|caus\w+|over)\b",
        re.I,
    ),
    "quote": re.compile(r"[“”\"«»]"),
    "place": re.compile(r"\b(?:in|at|near|from|to) [A-Z]"),
    "copula": re.compile(r"\b(?:is|was|are|were)\b|, (?:a|an|the) \w+", re.I),
}  # fmt: skip
GLOBAL = (
    *_STAGES, "first", "reciprocal_rank", "length", "question_length", "coverage",
    "window_coverage", "likeness", "window_likeness", "least_likeness", "least_window_likeness",
    "corpus_size", "fit", "fit_gap", "fit_coverage", "fit_dense", "names", "numbers", "speaker",
    "direct", "reported", "attributed", "denial", "hedged", "heading", "new_name", "new_number",
    *_SURFACE, *(f"kind_{kind}" for kind in Kind), "wants_speaker", "says_about", "yes_no",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_AGAINST = re.compile(r"\b(?:anti|non|counter)-\w+", re.I)
_CONTEXT_WORDS = 40
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Signals:
    """``tokens``: (content words of the question, len(TOKEN)); ``clause``: (len(GLOBAL),)."""

    tokens: NDArray[np.float32]
    clause: NDArray[np.float32]

    def __getitem__(self, name: str) -> float:
        return float(self.clause[GLOBAL.index(name)])


class WordVectors:
    """Unit vectors of single words by the corpus' embedder, kept for the next question."""

    def __init__(self, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._encode = encode
        self._known: dict[str, NDArray[np.float32]] = {}

    def learn(self, words: Sequence[str]) -> None:
        new = sorted({word for word in words if word not in self._known})
        if new:
            self._known.update(zip(new, self._encode(new), strict=True))

    def likeness(self, word: str, others: Sequence[str]) -> float:
        """The highest cosine of a word with others that were learnt, 0 where there are none."""
        if not others:
            return 0.0
        return float(max(self._known[other] @ self._known[word] for other in others))


@dataclass(frozen=True, slots=True)
class Around:
    """A clause and the words about it: of the sentences next to it, of the title."""

    hit: Hit
    clause: Clause
    before: str
    after: str
    title: str

    @property
    def text(self) -> str:
        return self.clause.span.of(self.hit.document.text)

    @property
    def place(self) -> tuple[str, Span]:
        """Which clause of the corpus it is, as ``qa.evidence.Evidence.place``."""
        return self.hit.sentence.id, self.clause.span

    @property
    def nearby(self) -> str:
        """The words about the clause, without its own."""
        return f"{self.before} {self.after} {self.title}"


def read_signals(
    question: Question,
    candidates: Sequence[Around],
    vectors: WordVectors,
    names: NameIndex,
    idf: Callable[[str], float | None],
    corpus_size: int,
) -> list[Signals]:
    """The signals of each candidate, in order. ``idf`` is None for a word no document holds."""
    asked = _content_words(question.text)
    lower = [word.lower() for word in asked]
    clauses = [_words(c.text)[:_MOST_WORDS] for c in candidates]
    around = [
        _words(c.before)[-_CONTEXT_WORDS:] + _words(c.after)[:_CONTEXT_WORDS] for c in candidates
    ]
    vectors.learn([*lower, *(w for words in (*clauses, *around) for w in words)])
    wanted = read_wanted(question.text)
    fits = [type_fit(wanted, c.text) for c in candidates]
    most = {
        stage: max((c.hit.scores.get(stage, 0.0) for c in candidates), default=0.0)
        for stage in _STAGES
    }
    rows = []
    for rank, candidate in enumerate(candidates):
        tokens = _token_rows(
            question, asked, candidate, clauses[rank], around[rank], vectors, names, idf
        )
        rows.append(
            Signals(
                tokens,
                _clause_row(
                    question, wanted, candidate, tokens, rank, (fits[rank], max(fits)), most, names,
                    corpus_size,
                ),
            )
        )  # fmt: skip
    return rows


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _content_words(text: str) -> list[str]:
    words = _WORD.findall(text)
    return [word for word in words if _stems(word)] or words or [text]


@lru_cache(maxsize=65536)
def _stems(text: str) -> tuple[str, ...]:
    return tokenize(text)


def holds_name(text: str, name: str) -> bool:
    """Whether the name stands in the text as words of its own, not inside a longer word."""
    at = text.find(name)
    while at >= 0:
        after = text[at + len(name) : at + len(name) + 1]
        if not (at and text[at - 1].isalnum()) and not after.isalnum():
            return True
        at = text.find(name, at + 1)
    return False


def in_favour(described: str) -> str:
    """Words that tell a speaker, without those that tell whom they are against: an "anti-Vessian
    group" is no Vessian one."""
    return _AGAINST.sub("", described)


def _token_rows(
    question: Question,
    asked: Sequence[str],
    around: Around,
    clause: Sequence[str],
    context: Sequence[str],
    vectors: WordVectors,
    names: NameIndex,
    idf: Callable[[str], float | None],
) -> NDArray[np.float32]:
    here = set(_stems(around.text))
    window = here | set(_stems(around.before)) | set(_stems(around.after))
    title = set(_stems(around.title))
    # A name that stands in another spelling stands there all the same.
    for name in question.names:
        variants = names.variants(name)
        for place, text in ((here, around.text), (window, f"{around.before} {around.after}")):
            if any(holds_name(text, variant) for variant in variants):
                place.update(_stems(name))
    rows = []
    for at, word in enumerate(asked):
        stems = _stems(word)
        weight = idf(stems[0]) if stems else 0.0
        inside, near = any(s in here for s in stems), any(s in window for s in stems)
        like = 1.0 if inside else vectors.likeness(word.lower(), clause)
        like_window = 1.0 if near else max(like, vectors.likeness(word.lower(), context))
        rows.append(
            [
                1.0 if weight is None else weight,
                float(word[:1].isupper() and at > 0),
                float(word[:1].isdigit()),
                float(inside),
                float(near),
                float(any(s in title for s in stems)),
                float(weight is None),
                like,
                like_window,
            ]
        )
    return np.array(rows, dtype=np.float32)


def _clause_row(
    question: Question,
    wanted: Wanted,
    around: Around,
    tokens: NDArray[np.float32],
    rank: int,
    fit: tuple[float, float],
    most: dict[str, float],
    names: NameIndex,
    corpus_size: int,
) -> NDArray[np.float32]:
    clause, scores, text = around.clause, around.hit.scores, around.text
    weights = tokens[:, 0] / max(float(tokens[:, 0].sum()), 1e-6)
    columns = {name: tokens[:, TOKEN.index(name)] for name in TOKEN}
    coverage = float(weights @ columns["in_window"])
    words, near = _words(text), set(_stems(f"{around.before} {text} {around.after}"))
    new_names = (w for w in _WORD.findall(text)[1:] if w[0].isupper())
    values: dict[str, float] = {
        **{s: scores.get(s, 0.0) for s in ("dense", "dense_window")},
        **{s: scores.get(s, 0.0) / max(most[s], 1e-6) for s in _STAGES[2:]},
        "first": float(rank == 0),
        "reciprocal_rank": 1.0 / (rank + 1),
        "length": len(words) / 30,
        "question_length": len(tokens) / 10,
        "coverage": float(weights @ columns["in_clause"]),
        "window_coverage": coverage,
        "likeness": float(weights @ columns["like_clause"]),
        "window_likeness": float(weights @ columns["like_window"]),
        "least_likeness": float(columns["like_clause"].min()),
        "least_window_likeness": float(columns["like_window"].min()),
        "corpus_size": math.log(1 + corpus_size) / 5,
        "fit": fit[0],
        "fit_gap": fit[0] - fit[1],
        "fit_coverage": fit[0] * coverage,
        "fit_dense": fit[0] * scores.get("dense", 0.0),
        "names": _name_coverage(question, around, names),
        "numbers": float(set(question.numbers) <= near),
        "speaker": _speaker_match(question, clause, names),
        "direct": float(clause.voice == "direct"),
        "reported": float(clause.voice == "reported"),
        "attributed": float(clause.speaker is not None),
        "denial": float(clause.denial),
        "hedged": float(clause.hedged),
        "heading": float(around.hit.sentence.role is Role.HEADING),
        "new_name": float(any(w not in question.text for w in new_names)),
        "new_number": float(any(n not in question.text for n in re.findall(r"\d+", text))),
        **{name: float(bool(pattern.search(text))) for name, pattern in _SURFACE.items()},
        **{f"kind_{kind}": float(kind is wanted.kind) for kind in Kind},
        "wants_speaker": float(question.want is Want.SPEAKER),
        "says_about": float(question.speaker is not None),
        "yes_no": float(question.want is Want.YES_NO),
    }  # fmt: skip
    return np.array([values[name] for name in GLOBAL], dtype=np.float32)


def _name_coverage(question: Question, around: Around, names: NameIndex) -> float:
    """How near the farthest of the question's names stands: 1 in the clause, 0 in no document."""
    window = f"{around.before} {around.text} {around.after}"
    nearest = 1.0
    for name in question.names:
        spellings = (name, *names.variants(name))
        if any(holds_name(around.text, s) for s in spellings):
            continue
        if any(holds_name(window, s) for s in spellings):
            nearest = min(nearest, 0.8)
        elif any(holds_name(around.hit.document.text, s) for s in spellings):
            nearest = min(nearest, 0.5)
        else:
            nearest = min(nearest, 0.2 if names.knows(name) else 0.0)
    return nearest


def _speaker_match(question: Question, clause: Clause, names: NameIndex) -> float:
    """1 where the clause is by the speaker asked for, 0 where by another, .5 where open."""
    if question.speaker is None or clause.speaker is None:
        return 0.5
    described = in_favour(f"{clause.speaker} {clause.role or ''}")
    if set(_stems(question.speaker)) & set(_stems(described)):
        return 1.0
    asked = [question.speaker, *extract_names(question.speaker)]
    spellings = {spelling for name in asked for spelling in (name, *names.variants(name))}
    return float(any(same_name(spelling, clause.speaker) for spelling in spellings))


def window_of(sentence: Sentence, around: Sequence[Sentence], text: str) -> tuple[str, str]:
    """The words of the neighbouring sentences before and after a sentence."""
    before = " ".join(s.span.of(text) for s in around if s.order < sentence.order)
    return before, " ".join(s.span.of(text) for s in around if s.order > sentence.order)
