"""Rows to train the reranker on: a question, its candidate clauses, and which of them answer.

Every row is made by the very steps that answer a question: the documents are indexed, searched,
split into clauses and turned into signals. Origins, all permissively licensed:
``own``     invented corpora in eval/datasets/training (Apache-2.0, this project)
``clapnq``  CLAPNQ development rows (Apache-2.0, https://github.com/primeqa/clapnq)
``xquad``   XQuAD's English rows (CC BY-SA 4.0, https://github.com/google-deepmind/xquad)
``qacc``    QACC rows (Apache-2.0, https://github.com/amazon-science/qa-with-conflicting-context)
"""

from __future__ import annotations

import ast
import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import PassageIndex
from index.embed import Embedder
from index.types import Span
from qa.assistant import Assistant
from qa.question import read_question
from qa.reader import reading
from qa.settings import Settings
from qa.signals import GLOBAL, TOKEN, Signals

__all__ = [
    "HELD_OUT",
    "NEAR",
    "Row",
    "begins",
    "clapnq",
    "clapnq_questions",
    "load",
    "own",
    "qacc",
    "rows_of",
    "save",
    "wordings",
    "xquad",
]

PASSAGES = 24
# A row of the clauses that answer one question, read with another that they do not answer.
NEAR = "near"
# Corpora that neither reader nor reranker learns from when they are measured: how they begin.
HELD_OUT = "v,w,x,y,za05,za15,za25,zb05,zb15,zb25,zc05,zc15,zc25,zd05,zd15,zd25,zd35,zd45"
Gold = Callable[[str, Span], bool]


def begins(name: str, prefixes: str) -> bool:
    """Whether a corpus is one of those that ``prefixes`` ("v,w,za05") names; "" names none."""
    return bool(prefixes) and name.startswith(tuple(prefixes.split(",")))


@dataclass(frozen=True, slots=True)
class Row:
    """A question's candidates in the order found; ``labels[i]`` is 1 where clause i answers.

    ``readings[i]`` is what the language model reads of clause i (``qa.reader``).
    """

    origin: str
    group: str
    kind: str
    question: str
    answerable: bool
    signals: tuple[Signals, ...]
    labels: tuple[int, ...]
    readings: tuple[str, ...]


def rows_of(
    corpus: Path, items: Sequence[tuple[str, str, Gold, bool]], origin: str, embedder: Embedder
) -> Iterator[Row]:
    """Rows for (kind, question, gold, answerable) over one corpus, indexed for the purpose.

    Of a question of kind ``NEAR`` only the clauses at its gold are kept, as not answering: what the
    other documents say about it nobody has looked at.
    """
    with tempfile.TemporaryDirectory() as folder:
        index = PassageIndex.update(corpus, Path(folder) / "index", embedder)
        assistant = Assistant(index, Settings(no_model=True), embedder)
        for kind, question, gold, answerable in items:
            judge = assistant.judge
            candidates = judge.candidates(index.search(question, PASSAGES))
            asked = read_question(question)
            signals = judge.signals(asked, candidates)
            labels = tuple(int(gold(c.hit.document.source, c.clause.span)) for c in candidates)
            if kind == NEAR:
                at_gold = [i for i, label in enumerate(labels) if label]
                candidates = [candidates[i] for i in at_gold]
                signals, labels = [signals[i] for i in at_gold], (0,) * len(at_gold)
            if candidates:
                texts = tuple(reading(asked, c) for c in candidates)
                yield Row(
                    origin, corpus.name, kind, question, answerable, tuple(signals), labels, texts
                )


def gold_of(item: dict[str, Any]) -> Gold:
    """Whether a clause overlaps a gold span of a dataset row."""
    spans = [
        (e["source"], e["start"], e["end"]) for side in item["sides"] for e in side["evidence"]
    ]

    return _at(spans)


def _at(spans: Sequence[tuple[str, int, int]]) -> Gold:
    def gold(source: str, span: Span) -> bool:
        return any(s == source and a < span.end and span.start < b for s, a, b in spans)

    return gold


def wordings(item: dict[str, Any]) -> list[str]:
    """A question of a training corpus and what other people might say for it (``also``)."""
    return [item["question"], *item.get("also", ())]


def own(folder: Path, embedder: Embedder, elsewhere: Sequence[str] = ()) -> Iterator[Row]:
    """The project's own training corpora, each also asked what has nothing to do with it.

    ``elsewhere`` are questions of other sets; a few of them, and a few of the other corpora's,
    are asked of each corpus, which cannot answer them: a model that has only seen near misses
    takes a question from far away for an easy one. What a question's evidence nearly answers
    (``near``) is asked of that evidence alone.
    """
    rng = random.Random(5)
    items = {
        path: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(folder.glob("*/questions.jsonl"))
    }
    for path, here in items.items():
        others = [i["question"] for other, rows in items.items() if other != path for i in rows]
        foreign = rng.sample(others, min(3, len(others)))
        foreign += rng.sample(list(elsewhere), min(4, len(elsewhere)))
        asked = [(i["kind"], w, gold_of(i), bool(i["sides"])) for i in here for w in wordings(i)]
        asked += [(NEAR, n, gold_of(i), False) for i in here for n in i.get("near", ())]
        asked += [("foreign", question, _nowhere, False) for question in foreign]
        yield from rows_of(path.parent, asked, "own", embedder)


def _nowhere(_: str, __: Span) -> bool:
    return False


def clapnq(folder: Path, embedder: Embedder, most: int) -> Iterator[Row]:
    """The first ``most`` answerable and ``most`` unanswerable development rows."""
    for name in ("answerable", "unanswerable"):
        lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()[:most]
        for line in lines:
            yield from _clapnq_row(json.loads(line), name, embedder)


def clapnq_questions(folder: Path) -> list[str]:
    """All questions of the development rows."""
    lines = [
        line
        for name in ("answerable", "unanswerable")
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    return [json.loads(line)["input"] for line in lines]


def _clapnq_row(item: dict[str, Any], name: str, embedder: Embedder) -> Iterator[Row]:
    passage = item["passages"][0]
    chosen = set(item["output"][0]["selected_sentences"])
    text, gold_spans = passage["title"] + "\n\n", []
    for raw in passage["sentences"]:
        sentence = _detokenise(raw)
        if raw in chosen:
            gold_spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "

    def gold(_: str, span: Span) -> bool:
        return any(a < span.end and span.start < b for a, b in gold_spans)

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / f"clapnq-{item['id']}"
        corpus.mkdir()
        (corpus / "passage.txt").write_text(text, "utf-8")
        yield from rows_of(
            corpus, [(name, item["input"], gold, name == "answerable")], "clapnq", embedder
        )


def xquad(folder: Path, embedder: Embedder, words: Path) -> Iterator[Row]:
    """All questions; every third paragraph is left out, so that nothing answers those about it.

    Of the others only those whose answer stands once in their paragraph: where it stands more
    than once the rows do not tell which sentence gives it. ``words`` is a file of this project's
    own, with other wordings (``also``) and near misses (``near``) by ``qid``.
    """
    ours = {item["qid"]: item for item in map(json.loads, words.read_text("utf-8").splitlines())}
    texts = {
        item["id"]: item["text"]
        for item in map(json.loads, (folder / "corpus.jsonl").read_text("utf-8").splitlines())
    }
    left_out = set(sorted(texts)[::3])
    items: list[tuple[str, str, Gold, bool]] = []
    for item in map(json.loads, (folder / "qa_1190.jsonl").read_text("utf-8").splitlines()):
        source, answer = item["doc_id"], item["answers"][0]
        if source in left_out:
            items.append(("unanswerable", item["question"], _nowhere, False))
        elif texts[source].count(answer) == 1:
            start = texts[source].index(answer)
            gold = _at([(f"{source}.txt", start, start + len(answer))])
            more = ours.get(item["qid"], {})
            items += [("answerable", w, gold, True) for w in wordings({**item, **more})]
            items += [(NEAR, n, gold, False) for n in more.get("near", ())]
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "xquad"
        corpus.mkdir()
        for source in texts.keys() - left_out:
            (corpus / f"{source}.txt").write_text(texts[source], "utf-8")
        yield from rows_of(corpus, items, "xquad", embedder)


def qacc(folder: Path, embedder: Embedder, most: int) -> Iterator[Row]:
    """The first ``most`` rows; one in three loses its answering snippets and has no answer."""
    rng = random.Random(3)
    for number, line in enumerate((folder / "dev.jsonl").read_text("utf-8").splitlines()[:most]):
        item = json.loads(line)
        letters = {x for key in _KEYS for x in ast.literal_eval(item.get(f"{key}Context") or "[]")}
        answers = [item[f"{key}Answer"].lower() for key in _KEYS if item.get(f"{key}Answer")]
        hide = rng.random() < 0.33
        with tempfile.TemporaryDirectory() as scratch:
            corpus = Path(scratch) / f"qacc-{number}"
            corpus.mkdir()
            marked = set()
            for letter, text in zip("ABCDEFGHIJKLMNOP", item["contexts"], strict=False):
                is_gold = letter in letters
                # A snippet that holds the answer's words unmarked is neither a yes nor a no.
                if not is_gold and any(a in text.lower() for a in answers):
                    continue
                if not (is_gold and hide) and text.strip():
                    (corpus / f"{letter}.txt").write_text(text, "utf-8")
                    marked |= {f"{letter}.txt"} if is_gold else set()
            if sum(1 for _ in corpus.iterdir()) >= 3:
                gold = _in(frozenset(marked))
                kind = "answerable" if marked else "unanswerable"
                yield from rows_of(
                    corpus, [(kind, item["question"], gold, bool(marked))], "qacc", embedder
                )


_KEYS = ("first", "second", "third", "fourth")


def _in(sources: frozenset[str]) -> Gold:
    return lambda source, _: source in sources


def _detokenise(text: str) -> str:
    """Penn Treebank tokens as people write them."""
    text = text.replace("`` ", "“").replace(" ''", "”").replace(" -- ", " – ")
    text = re.sub(r"\s+([.,;:!?)\]%])", r"\1", text)
    text = re.sub(r"([(\[])\s+", r"\1", text)
    text = re.sub(r"\s+('s|'re|n't|'ll|'ve|')(?!\w)", r"\1", text)
    return re.sub(r"(\w) - (\w)", r"\1-\2", text)


def save(rows: Sequence[Row], path: Path) -> None:
    """Keep rows, so that training again need not index again."""
    meta = [
        {
            "origin": r.origin, "group": r.group, "kind": r.kind, "question": r.question,
            "answerable": r.answerable, "labels": r.labels,
            "words": [len(s.tokens) for s in r.signals], "readings": r.readings,
        }
        for r in rows
    ]  # fmt: skip
    signals = [s for r in rows for s in r.signals]
    np.savez_compressed(
        path,
        meta=np.array(json.dumps({"rows": meta, "global": GLOBAL, "token": TOKEN})),
        tokens=np.concatenate([s.tokens for s in signals]).astype(np.float16),
        clauses=np.stack([s.clause for s in signals]).astype(np.float16),
    )


def load(path: Path) -> list[Row]:
    """What ``save`` kept. Raises ValueError for rows of other signals than today's."""
    with np.load(path, allow_pickle=False) as stored:
        kept = json.loads(str(stored["meta"]))
        tokens, clauses = stored["tokens"].astype(np.float32), stored["clauses"].astype(np.float32)
    if kept["global"] != list(GLOBAL) or kept["token"] != list(TOKEN):
        raise ValueError(f"{path} holds rows of other signals; delete it")
    rows, word, clause = [], 0, 0
    for m in kept["rows"]:
        signals = []
        for count in m["words"]:
            signals.append(Signals(tokens[word : word + count], clauses[clause]))
            word, clause = word + count, clause + 1
        rows.append(
            Row(
                m["origin"], m["group"], m["kind"], m["question"], m["answerable"],
                tuple(signals), tuple(m["labels"]), tuple(m["readings"]),
            )
        )  # fmt: skip
    return rows
