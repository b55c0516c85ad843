"""Asking: a cold answer against its floor, cold refusals, and warm questions."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench_table import Bar, Row, Spread, in_turn, percentile, unmeasured
from eval.bench_tools import BenchError, Plan, qa_command, run, timed
from eval.bench_trace import Tokens, Trace, counted, recorded
from eval.questions import Item, load_questions
from qa.assistant import Assistant, corpus_path
from qa.errors import QaError

__all__ = ["Asked", "cold", "near_miss", "refusal", "warm"]

QUESTION = "who claimed Panjshir was captured?"
FAR = "What is the boiling point of tungsten?"
QUESTIONS = Path(__file__).parent / "datasets" / "panjshir.jsonl"
FLOOR = Path(__file__).with_name("bench_floor.py")
COLD_BAR, REFUSAL_BAR = 1.5, 1.5
MOST_READ, MOST_WRITTEN = 700, 120
NEAR_MISSES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One warm question: seconds to the first shown text and in all, and what the model did."""

    first: float
    total: float
    refused: bool
    tokens: Tokens


def cold(plan: Plan) -> Iterator[Row]:
    """A new `qa ask` that answers, against a bare process that does the model's part."""
    plan.say("cold: preparing the models and the index")
    _prepare(plan, QUESTION)
    status, trace = _traced(plan, QUESTION)
    if status == "not_in_corpus":
        raise BenchError(f"{QUESTION!r} was refused, so there is no answer to time")
    place = plan.folder / "trace.json"
    place.write_text(json.dumps(trace.events), "utf-8")
    plan.say("cold: `qa ask` and its floor in turn")
    ours = timed(plan, _ask(plan, QUESTION))
    floor = timed(plan, (sys.executable, "-P", str(FLOOR), str(place)))
    seconds, least = in_turn(plan.starts, ours, floor, warm_up=1)
    tokens, used = trace.tokens, bool(trace.tokens.read)
    yield Row(
        "cold",
        f"`qa ask`, new process, answered ({_work(tokens)})",
        "s",
        seconds,
        least,
        Bar(COLD_BAR) if used else None,
        "floor: a new process that imports llama_cpp and faiss, loads the same GGUF "
        "with the same settings, and evaluates the same tokens in the same batches; both with a "
        "warm disk, the index built" + ("" if used else "; no model was used, so no bar holds"),
    )


def refusal(plan: Plan) -> Iterator[Row]:
    """A new `qa ask` that refuses: far from the corpus, and near to it."""
    plan.say("refusal: preparing the models and the index")
    _prepare(plan, FAR)
    questions = [("far from the corpus", FAR)]
    if (found := near_miss(plan)) is not None:
        questions.append(("a near miss", found))
    for kind, question in questions:
        status, trace = _traced(plan, question)
        what = f"`qa ask`, new process, refused: {kind} ({_work(trace.tokens)})"
        if status != "not_in_corpus":
            yield unmeasured("refusal", what, f"{question!r} was answered")
            continue
        plan.say(f"refusal: {kind}")
        (seconds,) = in_turn(plan.starts, timed(plan, _ask(plan, question)), warm_up=1)
        note = f"{question!r}; the bar is for two cores"
        yield Row("refusal", what, "s", seconds, bar=Bar(REFUSAL_BAR, "ours"), note=note)
    if found is None:
        yield unmeasured("refusal", "a near miss", "none of the near misses was refused")


def near_miss(plan: Plan) -> str | None:
    """The first unanswerable question of the tune half that the model read, and that was refused.

    Where the model read none of them, the first that was refused; None if none was.
    """
    items = [i for i in _items("tune") if i.kind == "unanswerable" and not i.history]
    refused: list[str] = []
    with Assistant.open(settings=plan.settings) as assistant, counted(_library()) as tokens:
        for item in items[:NEAR_MISSES]:
            before = tokens.read
            if assistant.ask(item.question).status == "not_in_corpus":
                if tokens.read > before:
                    return item.question
                refused.append(item.question)
    return refused[0] if refused else None


def warm(plan: Plan) -> Iterator[Row]:
    """The question set in one process: time to the first shown text and in all; tokens."""
    plan.say("warm: preparing the models and the index")
    _prepare(plan, FAR)
    items = _items(None)
    # Every so-many-th, so that a short run has all kinds: the rows are sorted by kind.
    step = -(-len(items) // plan.questions) if plan.questions else 1
    chosen, passes = items[::step], []
    for number in range(plan.passes):
        plan.say(f"warm: {len(chosen)} questions, pass {number + 1} of {plan.passes}")
        passes.append(_pass(plan, chosen))
    refused = sum(asked.refused for asked in passes[0])
    note = f"{len(chosen)} questions, {refused} of them refused; a new assistant for each pass"
    for name, values in (
        ("time to the first shown text", [[a.first for a in one] for one in passes]),
        ("time in all", [[a.total for a in one] for one in passes]),
    ):
        for share, which in ((0.5, "median"), (0.95, "p95")):
            ours = Spread(tuple(percentile(one, share) for one in values))
            yield Row("warm", f"{name}, {which}", "s", ours, note=note)
    yield from _budgets([asked.tokens for asked in passes[0]])


def _budgets(tokens: Sequence[Tokens]) -> Iterator[Row]:
    read, written = [float(t.read) for t in tokens], [float(t.written) for t in tokens]
    for name, counts, bar in (
        ("read", read, MOST_READ),
        ("written", written, MOST_WRITTEN),
    ):
        what = f"tokens {name} for a question, the most of all"
        ours, middle = Spread((max(counts),)), percentile(counts, 0.5)
        note = f"half of the questions need at most {middle:,.0f}"
        yield Row("warm", what, "tokens", ours, bar=Bar(bar, "ours"), note=note)


def _pass(plan: Plan, items: Sequence[Item]) -> list[Asked]:
    """Ask all of them; the first question, which loads the models, is asked before."""
    with Assistant.open(settings=plan.settings) as assistant:
        assistant.ask(QUESTION)
        return [_asked(assistant, item) for item in items]


def _asked(assistant: Assistant, item: Item) -> Asked:
    with counted(_library()) as tokens:
        begun = time.perf_counter()
        shown = assistant.stream(item.question, history=item.history)
        last = next(shown)
        first = time.perf_counter() - begun
        for step in shown:
            last = step
        total = time.perf_counter() - begun
    return Asked(first, total, getattr(last, "status", "") == "not_in_corpus", tokens)


def _items(split: str | None) -> tuple[Item, ...]:
    return load_questions(QUESTIONS, corpus_path(None), split)


def _library() -> object:
    from qa.llama import load_library

    return load_library()


def _ask(plan: Plan, question: str) -> tuple[str, ...]:
    return (*qa_command(), "ask", *plan.flags, "--", question)


def _prepare(plan: Plan, question: str) -> None:
    """Have models, index and bytecode made, by the command itself, in the plan's folder."""
    run(plan, _ask(plan, question))


def _traced(plan: Plan, question: str) -> tuple[str, Trace]:
    """The status of the answer, and what was asked of llama.cpp for it, in this process."""
    try:
        with recorded(_library()) as trace, Assistant.open(settings=plan.settings) as assistant:
            status = assistant.ask(question).status
    except QaError as error:
        raise BenchError(str(error)) from error
    return status, trace


def _work(tokens: Tokens) -> str:
    if not tokens.read:
        return "the model reads nothing"
    texts = "1 text" if tokens.texts == 1 else f"{tokens.texts} texts"
    return f"{tokens.read:,} tokens read in {texts}, {tokens.written:,} written"
