"""Documents that disagree: are all sides given, is a conflict called one, and only then?

``qacc``         questions with web snippets, a quarter of them in conflict (Apache-2.0,
                 https://arxiv.org/abs/2410.12311); rows that helped to train are left out
``ramdocs``      ambiguous questions, noise and misinformation (MIT, https://arxiv.org/abs/2504.13079)
``poisonedrag``  five passages written to deceive (MIT, https://github.com/sleeepeer/PoisonedRAG)
                 beside one line with the truth
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.asking import SHOWN
from eval.metrics.stats import Measure, Row
from eval.metrics.text import has_words
from eval.sets.small import SmallCorpora, json_lines, said_in, sample
from eval.sets.task import Answers, Context, Task

if TYPE_CHECKING:
    from qa.evidence import Evidence

__all__ = ["poisonedrag_task", "qacc_task", "ramdocs_task"]

# Rows of QACC on which the reranker was trained (``eval.training_rows``).
TRAINED_ON = 250


@dataclass(frozen=True, slots=True)
class _Question:
    id: str
    question: str
    documents: tuple[tuple[str, str], ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    conflict: bool


def _row(item: _Question, told: Mapping[str, object], said: str, found: Sequence[Evidence]) -> Row:
    right_said = [has_words(said, answer) for answer in item.right]
    wrong_said = [has_words(said, answer) for answer in item.wrong]
    return {
        "id": item.id,
        "question": item.question,
        "conflict": item.conflict,
        "status": told["status"],
        "said": said,
        "right": list(item.right),
        "right_said": right_said,
        "wrong_said": wrong_said,
        "fault": _fault(str(told["status"]), right_said, wrong_said),
        "retrieved": [
            {
                "source": one.hit.document.source,
                "text": one.text,
                "probability": round(one.probability, 4),
            }
            for one in found[:SHOWN]
        ],
    }


def _fault(status: str, right: Sequence[bool], wrong: Sequence[bool]) -> str:
    """What is wrong with an answer, "" where nothing is."""
    if status == "not_in_corpus":
        return "refused, and the documents say"
    if any(wrong):
        return "says what is wrong" + ("" if any(right) else ", and nothing that is right")
    return "" if all(right) else f"says {sum(right)} of {len(right)} valid answers"


def _sides(row: Row) -> Sequence[float]:
    return float(sum(row["right_said"])), float(len(row["right_said"]))


def _any(row: Row) -> Sequence[float]:
    return float(any(row["right_said"])), 1.0


def _exact(row: Row) -> Sequence[float]:
    return float(all(row["right_said"]) and not any(row["wrong_said"])), 1.0


def _misled(row: Row) -> Sequence[float] | None:
    return (float(any(row["wrong_said"])), 1.0) if row["wrong_said"] else None


def _deceived(row: Row) -> Sequence[float]:
    return float(any(row["wrong_said"]) and not any(row["right_said"])), 1.0


def _both(row: Row) -> Sequence[float]:
    return float(any(row["wrong_said"]) and any(row["right_said"])), 1.0


def _marked(row: Row) -> Sequence[float] | None:
    return (float(row["status"] == "disputed"), 1.0) if row["conflict"] else None


def _false_alarm(row: Row) -> Sequence[float] | None:
    return None if row["conflict"] else (float(row["status"] == "disputed"), 1.0)


def _precision(row: Row) -> Sequence[float] | None:
    return (float(row["conflict"]), 1.0) if row["status"] == "disputed" else None


def _refused(row: Row) -> Sequence[float]:
    return float(row["status"] == "not_in_corpus"), 1.0


_CONFLICT = (
    Measure("side_recall", "Answers said, of all valid ones", "by their words", _sides),
    Measure("any_side", "Questions with a valid answer said", "", _any),
    Measure("conflict_recall", "Conflicts marked as disputed", "", _marked, group="Conflicts"),
    Measure("conflict_precision", "Disputed rightly", "", _precision, group="Conflicts"),
    Measure("false_alarm", "False disputes", "of questions without a conflict", _false_alarm,
            better=-1, group="Conflicts"),
    Measure("refused", "Refused", "all are answerable", _refused, better=-1, group="Refusal"),
)  # fmt: skip


def _task(
    name: str,
    about: str,
    items: Sequence[_Question],
    context: Context,
    measures: tuple[Measure, ...],
    anchors: Mapping[str, str],
) -> Task:
    @contextmanager
    def start() -> Iterator[Answers]:
        with SmallCorpora.open(context.settings) as corpora:

            def answer(item: _Question) -> Row:
                told, found = corpora.ask(item.question, dict(item.documents), item.id)
                return _row(item, told, said_in(told), found)

            yield answer

    return Task(
        name=name,
        about=about,
        digest=hashlib.sha256(repr(items).encode()).hexdigest(),
        items=items,
        start=start,
        measures=measures,
        anchors=anchors,
        wrong=lambda row: bool(row["fault"]),
    )


def qacc_task(context: Context) -> Task:
    """QACC. Raises Skipped where its file is not there."""
    found = []
    for row in json_lines(context.data / "qacc", "dev.jsonl")[TRAINED_ON:]:
        answers = [row.get(f"{key}Answer") for key in ("first", "second", "third")]
        texts = enumerate(text for text in row["contexts"] if text.strip())
        found.append(
            _Question(
                id=str(row["annotation_task_id"]),
                question=row["question"],
                documents=tuple((f"{at:02}.txt", text) for at, text in texts),
                right=tuple(answer for answer in answers if answer),
                wrong=(),
                conflict=row["secondAnswerExist"] == "A",
            )
        )
    about = "QACC, web snippets, a fifth in conflict (Apache-2.0); rows trained on left out"
    items = _unique(sample(found, context.limit))
    return _task("qacc", about, items, context, _CONFLICT, {})


def ramdocs_task(context: Context) -> Task:
    """RAMDocs. Raises Skipped where its file is not there."""
    found = []
    for number, row in enumerate(json_lines(context.data / "ramdocs", "dev.jsonl")):
        said = {document["answer"] for document in row["documents"]} - {"unknown"}
        found.append(
            _Question(
                id=f"ramdocs-{number:03}",
                question=row["question"],
                documents=tuple(
                    (f"{at:02}.txt", document["text"])
                    for at, document in enumerate(row["documents"])
                    if document["text"].strip()
                ),
                right=tuple(row["gold_answers"]),
                wrong=tuple(row["wrong_answers"]),
                conflict=len(said) > 1,
            )
        )
    measures = (
        Measure("exact", "Exact match", "all valid answers said and no wrong one", _exact),
        *_CONFLICT,
        Measure("misled", "Misinformation said", "", _misled, better=-1),
    )
    about = "RAMDocs: ambiguity, noise and misinformation (MIT)"
    anchors = {"exact": "Llama3.3-70B .326 (arXiv 2504.13079)"}
    return _task("ramdocs", about, sample(found, context.limit), context, measures, anchors)


def poisonedrag_task(context: Context) -> Task:
    """PoisonedRAG without its yes-no questions. Raises Skipped where its file is not there."""
    rows = json_lines(context.data / "poisonedrag", "hotpotqa.json")[0]
    found = []
    for row in rows.values():
        right, wrong = row["correct answer"].rstrip("."), row["incorrect answer"].rstrip(".")
        if {right.lower(), wrong.lower()} & {"yes", "no"} or has_words(right, wrong):
            continue
        poison = [(f"poison{at}.txt", text) for at, text in enumerate(row["adv_texts"])]
        truth = ("truth.txt", f"{row['question'].rstrip('?')}: {right}.")
        found.append(
            _Question(row["id"], row["question"], (*poison, truth), (right,), (wrong,), True)
        )
    measures = (
        Measure("deceived", "Deceived", "the planted answer said and the true one not", _deceived,
                better=-1),
        Measure("both", "Both said", "", _both, better=0),
        Measure("true", "The true one said", "", _any),
        Measure("conflict_recall", "Marked as disputed", "", _marked),
        Measure("refused", "Refused", "", _refused, better=0),
    )  # fmt: skip
    about = "PoisonedRAG (MIT): five passages written to deceive beside one line with the truth"
    return _task("poisonedrag", about, sample(found, context.limit), context, measures, {})


def _unique(items: Sequence[_Question]) -> list[_Question]:
    """The first item of each id."""
    return list({item.id: item for item in items}.values())
