"""Our own follow-ups: the rows hold, the measures count what they say, and what is held to."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from eval.followup_answers import Asked, forms_of, load_sets, shares
from eval.followups import OWN, added_words, is_kept, load_own, main, score
from qa.standalone import standalone


def test_every_row_has_its_gold_words_a_form_of_its_own_and_a_half() -> None:
    rows = [pair for items in load_sets().values() for pair in items]
    assert len(rows) == len(load_own()) >= 80
    assert len(load_sets()) >= 5
    for item, alone in rows:
        assert item.history
        assert item.sides
        assert alone
        for side in item.sides:
            assert all(
                any(a.lower() in e.text.lower() for a in side.answers) for e in side.evidence
            )
    halves = Counter((item.kind, item.split) for item, _ in rows)
    assert all(abs(halves[k, "tune"] - halves[k, "check"]) <= 1 for k, _ in halves)
    ids = [json.loads(line)["id"] for line in OWN.read_text("utf-8").splitlines()]
    assert len(set(ids)) == len(ids)


def test_the_three_forms_of_a_question() -> None:
    item, alone = next(iter(load_sets().values()))[0]
    forms = forms_of(item, alone)
    assert forms["human"].question == alone
    assert forms["human"].history == forms["raw"].history == ()
    assert forms["follow-up"] is item
    assert forms["raw"].question == item.question


def test_shares_count_by_kind_and_form() -> None:
    def asked(kind: str, cited: bool, right: bool) -> Asked:
        return Asked("1", kind, "tune", "raw", "?", "answered", cited, True, right)

    found = shares([asked("person", True, False), asked("shift", False, False)])
    assert found["all"]["raw"] == (2, 1, 2, 0)
    assert found["person"]["raw"] == (1, 1, 1, 0)


def test_words_added_and_questions_kept() -> None:
    assert added_words("Is Ada Roth ill?", "Is she ill?", "Is Ada Pell ill?") == (1, 2)
    assert is_kept("Is she ill", "Is she ill?", "is she ill?") is True
    assert is_kept("Is Ada ill?", "Is she ill?", "is she ill?") is False
    assert is_kept("Is she ill?", "Is she ill?", "Is Ada ill?") is None


@pytest.mark.parametrize("half", ["tune", "check"])
def test_what_a_new_topic_may_cost_and_what_a_pronoun_must_give(half: str) -> None:
    rows = [row for row in load_own() if row.half == half]
    shift = [row for row in rows if row.kind == "shift"]
    kept = [standalone(r.question, r.history).lower() == r.question.lower() for r in shift]
    assert sum(kept) >= len(kept) - 1
    person = [row for row in rows if row.kind == "person"]
    found = score(person, [standalone(row.question, row.history) for row in person])
    assert found.recall >= 0.8


def test_our_own_set_alone_needs_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", "nowhere", "--only", "our own", "--half", "tune"]) == 0
    assert main(["--data", "nowhere", "--only", "our own, later"]) == 0
    assert "qa.standalone" in capsys.readouterr().out
