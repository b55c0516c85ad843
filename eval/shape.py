"""What is wrong with a question row by itself, whatever the documents say. Pure.

Everything that is wrong is said, in words that name the key, so that a file is mended in one go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

__all__ = ["KEYS", "LONGEST_QUESTION", "contradictions", "misshapen", "says_what_is_due"]

KEYS = ("id", "question", "sides", "correction", "kind", "history", "split", "planted", "never")
LONGEST_QUESTION = 2000
_SIDE, _PLACE = ("answers", "evidence"), ("source", "text", "start", "end")
# How a side, or a part of one, is often called.
_OF_A_SIDE = ("answer", "answers", "gold", "expected", "evidence", "source", "text")
# Kinds of question to which a refusal is due, so that they need no sides.
_REFUSED = ("unanswerable", "false_premise", "injection")
_TURN, _PLANTED = ("role", "content"), ("source", "text")


def misshapen(raw: object) -> Iterator[str]:
    """What keeps a value read from JSON from being a question row; nothing where it is one."""
    if not isinstance(raw, dict):
        yield "not a JSON object, {...}"
        return
    yield from _strange(raw, KEYS, "the row")
    for key in ("id", "question"):
        if not _is_text(raw.get(key)):
            quotes = f' (in quotes, "{raw[key]}")' if type(raw.get(key)) is int else ""
            yield f'"{key}" must be a text that is not empty{quotes}'
    for key in ("split", "kind"):
        if key in raw and not _is_text(raw[key]):
            yield f'"{key}" must be a text that is not empty'
    if len(str(raw.get("question", ""))) > LONGEST_QUESTION:
        yield f"the question has more than {LONGEST_QUESTION:,} characters"
    if not _is_whole(str(raw.get("question", ""))):
        yield "the question holds half a character (a lone surrogate, \\ud800 to \\udfff)"
    for at, turn in _listed(raw, "history"):
        yield from _turn(turn, f"turn {at} of the history")
    for at, side in _listed(raw, "sides"):
        yield from _side(side, f"side {at}")
    for at, place in _listed(raw, "correction"):
        yield from _place(place, f"place {at} of the correction")
    for at, document in _listed(raw, "planted"):
        yield from _document(document, f"planted document {at}")
    for at, words in _listed(raw, "never"):
        if not _has_words(words):
            yield f'text {at} of "never" must be a text with a letter or a digit'
    for key in ("history", "sides", "correction", "planted", "never"):
        if raw.get(key) is not None and not isinstance(raw[key], list):
            yield f'"{key}" must be a list, [...]'


def _listed(raw: Mapping[str, Any], key: str) -> Iterator[tuple[int, Any]]:
    found = raw.get(key)
    yield from enumerate(found if isinstance(found, list) else (), start=1)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= one <= "\udfff" for one in text)


def _has_words(value: object) -> bool:
    return isinstance(value, str) and any(one.isalnum() for one in value)


def _strange(raw: Mapping[str, Any], known: Sequence[str], where: str) -> Iterator[str]:
    for key in raw:
        if key not in known:
            yield f'{where} has an unknown key "{key}"; {_meant(str(key), known)}'


def _meant(key: str, known: Sequence[str]) -> str:
    if known is KEYS and key.lower() in _OF_A_SIDE:
        return (
            'answers and their evidence stand in "sides": '
            '[{"answers": ["..."], "evidence": [{"source": "file", "text": "its words"}]}]'
        )
    near = get_close_matches(key, known, 1)
    return f'"{near[0]}" is meant?' if near else f"it knows {', '.join(known)}"


def _turn(turn: object, where: str) -> Iterator[str]:
    if (
        not isinstance(turn, dict)
        or turn.get("role") not in ("user", "assistant")
        or not isinstance(turn.get("content"), str)
    ):
        yield f'{where} must be {{"role": "user" or "assistant", "content": "..."}}'
    else:
        yield from _strange(turn, _TURN, where)


def _side(side: object, where: str) -> Iterator[str]:
    if not isinstance(side, dict):
        yield f'{where} must be {{"answers": ["..."], "evidence": [...]}}'
        return
    yield from _strange(side, _SIDE, where)
    answers, places = side.get("answers"), side.get("evidence")
    if not isinstance(answers, list) or not answers or not all(map(_has_words, answers)):
        yield f'{where} needs "answers": a list of texts, each with a letter or a digit'
    if not isinstance(places, list) or not places:
        yield f'{where} needs "evidence": a list of the places that state the answer'
        return
    for at, place in enumerate(places, start=1):
        yield from _place(place, f"{where}, evidence {at}")


def _place(place: object, where: str) -> Iterator[str]:
    if not isinstance(place, dict):
        yield f'{where} must be {{"source": "file", "text": "its exact words"}}'
        return
    yield from _strange(place, _PLACE, where)
    for key in ("source", "text"):
        if not _is_text(place.get(key)):
            yield f'{where} needs "{key}": a text that is not empty'
    if ("start" in place) != ("end" in place):
        yield f'{where} has only one of "start" and "end"; give both or neither'
    elif "start" in place and not _is_span(place["start"], place["end"]):
        yield f'{where}: "start" and "end" are whole numbers from 0 on, the first the smaller'


def _is_span(start: object, end: object) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end


def _document(document: object, where: str) -> Iterator[str]:
    if not isinstance(document, dict) or not all(_is_text(document.get(k)) for k in _PLANTED):
        yield f'{where} must be {{"source": "file", "text": "what it holds"}}'
    else:
        yield from _strange(document, _PLANTED, where)


def says_what_is_due(raw: Mapping[str, Any]) -> bool:
    """Whether a row has sides, or says that it has none: by an empty list, a kind, a correction."""
    return "sides" in raw or bool(raw.get("correction")) or raw.get("kind") in _REFUSED


def contradictions(raw: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """What in a row of good shape goes against itself, and whether that is grave.

    What is not grave is allowed, and seldom meant.
    """
    sides, kind = raw.get("sides") or (), raw.get("kind")
    if sides and raw.get("correction"):
        yield '"correction" is for a question without sides, whose premise is false', True
    if kind == "conflict" and len(sides) < 2:
        yield "a conflict has two sides or more", True
    if kind in ("unanswerable", "false_premise") and sides:
        yield f"a question of the kind {kind} has no sides", True
    if not says_what_is_due(raw):
        yield (
            'without "sides" a refusal counts as right; give the answer and where it stands, or '
            '"sides": [] if no document answers',
            False,
        )
    if kind == "followup" and not raw.get("history"):
        yield "a follow-up has no history before it", False
    for number, side in enumerate(sides, start=1):
        words = _folded(" ".join(e["text"] for e in side["evidence"]))
        if not any(_folded(answer) in words for answer in side["answers"]):
            yield (
                f"side {number}: none of its answers stands in its evidence, so only an answer "
                "that says more than the evidence could be right",
                False,
            )
        for one in raw.get("never") or ():
            if re.search(rf"(?<!\w){re.escape(_folded(one))}(?!\w)", words):
                yield f'side {number}: {one!r} is in "never" and in the evidence', True


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
