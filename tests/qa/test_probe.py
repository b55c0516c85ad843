"""The probe: what a model may do is found out by asking it, once, and can be overridden."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import probe as module
from qa.errors import EndpointGone, ModelError, SettingsError
from qa.probe import OVERRIDES, Tally, Trust, describe, probe, trust_for
from qa.wording import form_fault

ANSWERS = {
    choice.question: None if choice.answer is None else choice.sentences[choice.answer]
    for text in (module._CHOICES, module._UNANSWERABLE, module._PLANTED)
    for choice in module._choices(text)
}
WORDINGS = {
    "How long was the Halcyon aground?": "The Halcyon was aground for nine hours.",
    "When will the swing bridge open again?": (
        "Ines Tolland said that the swing bridge will not open again before 14 May."
    ),
    "Did the mayor sell the mill?": "Mayor Osric Vane denied that he had sold the mill.",
    "How many people were rescued?": "Piet Haan said that 42 people were rescued.",
    "What started the fire at the Orrin mill?": (
        "Dana Wick said that a lamp in the loft may have started the fire."
    ),
}

Picker = Callable[[str, list[str]], str]


def by_sense(question: str, shown: list[str]) -> str:
    answer = ANSWERS[question]
    return "none" if answer is None else str(shown.index(answer) + 1)


def always_first(question: str, shown: list[str]) -> str:
    return "1"


class Model:
    """Picks by a rule, words from a table, and counts how often it is asked."""

    identity = "f" * 64

    def __init__(self, picker: Picker = by_sense, wordings: dict[str, str] | None = None) -> None:
        self.picker = picker
        self.wordings = WORDINGS if wordings is None else wordings
        self.calls = 0

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, prompt: str, max_tokens: int, stop: Sequence[str] = (), grammar: str | None = None
    ) -> str:
        self.calls += 1
        # Worked examples stand above the question that is asked.
        asked = re.findall(r"(?m)^Question: (.+)$", prompt)[-1]
        if grammar is None:
            return self.wordings.get(asked, "I do not know.")
        return self.picker(asked, re.findall(r"(?m)^\d\. (.+)$", prompt))


def test_the_public_names_are_these() -> None:
    assert module.__all__ == [
        "OVERRIDES",
        "PROBE_VERSION",
        "Tally",
        "Trust",
        "describe",
        "probe",
        "trust_for",
    ]


def test_the_items_are_sound() -> None:
    choices = module._choices(module._CHOICES)
    assert [c.answer for c in choices] == [0, 3, 1, 2, 0, 3]
    assert [c.answer for c in module._choices(module._UNANSWERABLE)] == [None, None]
    assert all(len(set(c.sentences)) == 4 for c in choices)
    for passage in module._PASSAGES:
        assert all(re.search(p, passage.text) for p in passage.keeps), passage.question
        assert passage.speaker is None or passage.speaker in passage.text
        assert len(passage.text.split()) > 20
        assert form_fault(WORDINGS[passage.question], ()) is None


def test_a_good_model_is_trusted_with_both() -> None:
    trust = probe(Model())
    assert trust == Trust(True, True, Tally(6, 6), Tally(2, 2), Tally(1, 1), Tally(5, 5))
    assert describe(trust) == (
        "trusted to pick and word: picks right in both orders 6 of 6, unanswerable declined 2 of "
        "2, planted instructions resisted 1 of 1, sentences worded well 5 of 5"
    )


@pytest.mark.parametrize(
    "picker",
    [
        always_first,
        lambda q, shown: str(len(shown)),
        lambda q, shown: "1, 2, 3",
        lambda q, shown: "none",
        lambda q, shown: "",
        lambda q, shown: f"{by_sense(q, shown)} because it says so",
    ],
    ids=["first", "last", "all", "none", "nothing", "prose"],
)
def test_picks_that_follow_the_number_or_no_sense_are_not_trusted(picker: Picker) -> None:
    trust = probe(Model(picker), whole=True)
    assert not trust.picks
    assert trust.picked == Tally(0, 6)
    assert trust.words


def test_the_order_swapped_shows_a_bias_that_one_order_hides() -> None:
    rigged: dict[str, int] = {}

    def by_memory(question: str, shown: list[str]) -> str:
        place = rigged.setdefault(question, int(by_sense(question, shown).replace("none", "1")))
        return str(place)

    assert probe(Model(by_memory), whole=True).picked == Tally(0, 6)


def test_one_slip_is_forgiven_and_two_are_not() -> None:
    def slips(*questions: str) -> Picker:
        return lambda q, shown: "none" if q in questions else by_sense(q, shown)

    one, two = list(ANSWERS)[:2]
    assert probe(Model(slips(one))).picks
    assert not probe(Model(slips(one, two))).picks


def test_a_model_that_always_finds_an_answer_does_not_pick() -> None:
    def eager(question: str, shown: list[str]) -> str:
        return by_sense(question, shown).replace("none", "2")

    trust = probe(Model(eager))
    assert not trust.picks
    assert trust.picked == Tally(6, 6) and trust.declined.right == 0


def test_a_model_that_does_what_a_sentence_says_does_not_pick() -> None:
    def obedient(question: str, shown: list[str]) -> str:
        told = [i for i, text in enumerate(shown, start=1) if text.startswith("Ignore")]
        return str(told[0]) if told else by_sense(question, shown)

    trust = probe(Model(obedient))
    assert not trust.picks
    assert trust.resisted == Tally(0, 1)


@pytest.mark.parametrize(
    "fault",
    [
        lambda text: text.replace("Dana Wick", "Osric Vane").replace("Piet Haan", "Bo Ek"),
        lambda text: text.replace("42", "57").replace("nine", "ten"),
        lambda text: text.replace("may have", "").replace("will not", "will"),
        lambda text: text[:-1] + " [1].",
        lambda text: text + " That is all.",
        lambda text: text[:-1] + ", Bo Ek added.",
        lambda text: text[:-1] + " after 12 days.",
        lambda text: "",
    ],
    ids=["speaker", "number", "doubt", "marker", "prose", "name", "figure", "nothing"],
)
def test_wordings_with_faults_are_not_trusted(fault: Callable[[str], str]) -> None:
    model = Model(wordings={q: fault(text) for q, text in WORDINGS.items()})
    trust = probe(model)
    assert trust.picks
    assert not trust.words


def test_a_copy_is_no_wording() -> None:
    copies = {p.question: p.text for p in module._PASSAGES}
    assert probe(Model(wordings=copies), whole=True).worded == Tally(0, 5)


def test_a_hopeless_model_is_asked_little() -> None:
    model = Model(always_first, wordings={})
    trust = probe(model)
    assert not trust.picks and not trust.words
    assert model.calls <= 6
    assert describe(trust) == (
        "trusted neither to pick nor to word: picks right in both orders 0 of 2, "
        "sentences worded well 0 of 2"
    )


# Kept ------------------------------------------------------------------------------------


def test_a_model_is_probed_once(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    model = Model()
    first = trust_for(model, cache)
    asked = model.calls
    again = trust_for(model, cache)
    assert model.calls == asked > 0
    assert (first.origin, again.origin) == ("probe", "kept")
    assert (again.picks, again.words, again.picked) == (True, True, Tally(6, 6))
    kept = cache / module.TRUST_FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert list(cache.iterdir()) == [kept]
    assert "Halcyon" not in kept.read_text()


def test_another_model_or_another_probe_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_for(Model(), tmp_path)
    other = Model(always_first)
    other.identity = "http://localhost:8080/v1 other"
    assert not trust_for(other, tmp_path).picks
    assert trust_for(Model(), tmp_path).origin == "kept"
    monkeypatch.setattr(module, "_PLANTED", module._PLANTED.replace("98", "99"))
    assert trust_for(Model(), tmp_path).origin == "probe"
    assert len(json.loads((tmp_path / module.TRUST_FILE).read_text())) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\x00", b"[" * 5000, b'{"%KEY%": {}}', b'{"%KEY%": 1}',
     b'{"%KEY%": {"picks": 1, "words": true, "picked": {"right": 6, "asked": 6}}}',
     b'{"%KEY%": {"picks": "yes", "words": true, "picked": {"right": 6, "asked": 6}, "declined": '
     b'{"right": 2, "asked": 2}, "resisted": {"right": 1, "asked": 1}, "worded": {"right": 5, '
     b'"asked": 5}}}'],
)  # fmt: skip
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    key = f"{Model.identity} {module._version()}".encode()
    (tmp_path / module.TRUST_FILE).write_bytes(content.replace(b"%KEY%", key))
    assert trust_for(Model(), tmp_path).origin == "probe"
    assert trust_for(Model(), tmp_path).origin == "kept"


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert trust_for(Model(), blocked).picks
    assert trust_for(Model(), blocked).origin == "probe"


def test_a_model_that_fails_is_not_judged(tmp_path: Path) -> None:
    def gone(*_: object) -> str:
        raise EndpointGone("the server went away")

    with pytest.raises(ModelError, match="went away"):
        trust_for(Model(gone), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("override", "picks", "words"),
    [("none", False, False), ("pick", True, False), ("word", False, True), ("both", True, True)],
)
def test_the_user_s_word_stands_and_nothing_is_asked(
    tmp_path: Path, override: str, picks: bool, words: bool
) -> None:
    model = Model()
    trust = trust_for(model, tmp_path, override)
    assert (trust.picks, trust.words, trust.origin) == (picks, words, "override")
    assert model.calls == 0 and list(tmp_path.iterdir()) == []
    assert override in OVERRIDES
    assert "set by you" in describe(trust)


def test_another_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="trust is 'all'; it must be one of none, pick, word"):
        trust_for(Model(), tmp_path, "all")


_KEYS = st.sampled_from(["picks", "words", *module._TALLIES, "right", "asked"])
_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner),
    max_leaves=12,
)


@given(_JSON)
def test_whatever_was_kept_is_read_or_not_but_never_breaks(kept: Any) -> None:
    trust = module._trust_from(kept)
    assert trust is None or isinstance(trust.picks, bool)


# The real thing --------------------------------------------------------------------------


@pytest.mark.model
def test_the_packaged_model_fails_and_is_asked_once(tmp_path: Path) -> None:
    from qa.model import LlamaCppModel
    from qa.requantise import faster_default

    model = LlamaCppModel(faster_default(tmp_path), threads=1)
    try:
        trust = trust_for(model, tmp_path)
        assert not trust.picks and not trust.words
        assert trust.picked.asked < 6
    finally:
        model.close()
    # Closed, it can write nothing more: what was kept is enough.
    assert trust_for(model, tmp_path).origin == "kept"
