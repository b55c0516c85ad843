"""The history: kept, searched, renamed, deleted, private, and true to what was cited."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
import string
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import UsageError
from qa.types import Answer, Dropped
from qa.ui.history import LONGEST_TITLE, HistoryStore, answer_from
from qa.ui.only import NO_LIMIT, Only
from tests.fakes_qa import QUESTION, SEA, TEA, answered, disputed, refused

TEXTS = {TEA.text_sha256: TEA.text}


@pytest.fixture
def store(tmp_path: Path) -> HistoryStore:
    return HistoryStore(tmp_path / "kept" / "history.sqlite3")


def tea() -> Answer:
    return answered(QUESTION, [(TEA, "Tea is a plant.")])


def test_a_turn_comes_back_as_it_was_from_a_second_opening(store: HistoryStore) -> None:
    name = store.start("Tea", "~/papers")
    kept = store.add(name, QUESTION, tea(), TEXTS)
    again = HistoryStore(store.path)
    assert again.turns(name) == (kept,)
    assert again.turn(kept.id) == kept
    assert again.text(kept.id, TEA.text_sha256) == TEA.text
    (listed,) = again.conversations()
    assert (listed.title, listed.corpus, listed.turns) == ("Tea", "~/papers", 1)


@pytest.mark.parametrize(
    "answer",
    [
        tea(),
        refused("who?", [(SEA, "The sea is salt.")], left_out=2),
        disputed(
            "salt?", [(TEA, "Tea is a plant."), (SEA, "The sea is salt.")], ["claim", "denial"]
        ),
        replace(tea(), dropped=(Dropped("Tea is tall.", "not in the source"),), unanswered=("x",)),
    ],
    ids=["answered", "refused", "disputed", "dropped"],
)
def test_an_answer_is_rebuilt_whole(answer: Answer) -> None:
    assert answer_from(answer.to_dict()) == answer


def test_a_question_without_an_answer_is_kept_with_its_reason(store: HistoryStore) -> None:
    name = store.start("why")
    store.add(name, "why?", None, error="it cannot be said why")
    (turn,) = store.turns(name)
    assert (turn.answer, turn.error) == (None, "it cannot be said why")


def test_turns_keep_their_order_and_the_list_shows_the_last_changed_first(
    store: HistoryStore,
) -> None:
    first, second = store.start("one"), store.start("two")
    for question in ("a?", "b?", "c?"):
        store.add(first, question, tea(), TEXTS)
    assert [turn.question for turn in store.turns(first)] == ["a?", "b?", "c?"]
    assert [found.id for found in store.conversations()] == [first, second]


def test_search_finds_words_of_titles_questions_answers_and_quotes(store: HistoryStore) -> None:
    salt, plant = store.start("On SALT"), store.start("Gardens")
    store.add(plant, QUESTION, tea(), TEXTS)
    assert [c.id for c in store.conversations(query="salt")] == [salt]
    assert [c.id for c in store.conversations(query="TEA plant")] == [plant]
    assert store.conversations(query="tea volcano") == ()
    assert store.conversations(query="%") == (), "no character of the query is a pattern"
    assert len(store.conversations(query="  ")) == 2


def test_a_conversation_is_renamed_and_a_blank_name_refused(store: HistoryStore) -> None:
    name = store.start("old")
    store.rename(name, "  new\n name ")
    assert store.conversations()[0].title == "new name"
    store.rename(name, "x" * 500)
    assert len(store.conversations()[0].title) == LONGEST_TITLE
    with pytest.raises(UsageError, match="needs a title"):
        store.rename(name, " \n")


def test_what_is_deleted_leaves_the_file(store: HistoryStore) -> None:
    secret = "the harbour master's unlisted telephone"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    name, other = store.start("a"), store.start("b")
    store.add(name, secret, None, {digest: secret}, error="no")
    store.add(other, QUESTION, tea(), TEXTS)
    assert secret.encode() in store.path.read_bytes()
    store.delete(name)
    assert secret.encode() not in store.path.read_bytes()
    assert [c.id for c in store.conversations()] == [other]
    assert store.text(store.turns(other)[0].id, TEA.text_sha256) == TEA.text


def test_a_text_stays_while_another_turn_needs_it(store: HistoryStore) -> None:
    one, two = store.start("a"), store.start("b")
    store.add(one, QUESTION, tea(), TEXTS)
    kept = store.add(two, QUESTION, tea(), TEXTS)
    store.delete(one)
    assert store.text(kept.id, TEA.text_sha256) == TEA.text


def test_asking_again_cuts_the_turn_and_all_behind_it(store: HistoryStore) -> None:
    name = store.start("a")
    turns = [store.add(name, question, tea(), TEXTS) for question in ("a?", "b?", "c?")]
    store.cut(turns[1].id)
    assert store.turns(name) == (turns[0],)
    assert store.add(name, "d?", tea(), TEXTS).id == store.turns(name)[-1].id


def test_purging_empties_the_file_for_one_owner_or_for_all(store: HistoryStore) -> None:
    mine, theirs = store.start("a", owner="ann"), store.start("b", owner="bo")
    store.add(mine, QUESTION, tea(), TEXTS, owner="ann")
    store.add(theirs, "bo's?", tea(), TEXTS, owner="bo")
    assert store.purge("ann") == 1
    assert store.conversations("ann") == ()
    assert len(store.conversations("bo")) == 1
    assert store.purge(None) == 1
    assert b"Tea is a plant" not in store.path.read_bytes()


def test_nobody_reads_or_changes_anothers(store: HistoryStore) -> None:
    name = store.start("a", owner="ann")
    kept = store.add(name, QUESTION, tea(), TEXTS, owner="ann")
    assert store.conversations("bo") == ()
    assert store.turns(name, "bo") == ()
    assert store.turn(kept.id, "bo") is None
    for change in (
        lambda: store.rename(name, "mine", "bo"),
        lambda: store.delete(name, "bo"),
        lambda: store.cut(kept.id, "bo"),
        lambda: store.add(name, "q", None, error="e", owner="bo"),
    ):
        with pytest.raises(KeyError):
            change()
    assert store.turns(name, "ann") == (kept,)


def test_only_the_owner_may_read_the_file(store: HistoryStore) -> None:
    store.start("a")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_an_older_file_with_open_permissions_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    HistoryStore(path)
    path.chmod(0o644)
    HistoryStore(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_text_under_a_wrong_digest_is_refused(store: HistoryStore) -> None:
    name = store.start("a")
    with pytest.raises(ValueError, match="digest"):
        store.add(name, QUESTION, tea(), {TEA.text_sha256: "Tea is a stone."})
    assert store.turns(name) == ()


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (x)")
    text = tmp_path / "notes.txt"
    text.write_text("not a database, and long enough that SQLite can tell" * 40)
    for path in (other, text):
        before = path.read_bytes()
        with pytest.raises(UsageError):
            HistoryStore(path)
        assert path.read_bytes() == before


def test_twenty_writers_at_once_lose_nothing(store: HistoryStore) -> None:
    name = store.start("busy")
    with ThreadPoolExecutor(20) as pool:
        asked = list(pool.map(lambda n: store.add(name, f"{n}?", tea(), TEXTS).question, range(20)))
    assert sorted(asked) == sorted(turn.question for turn in store.turns(name))


@settings(
    database=None,
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.sampled_from("adrc"), st.text(string.printable, max_size=8)), max_size=12)
)
def test_the_list_agrees_with_a_plain_dictionary(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    """Adding, deleting, renaming, cutting in any order."""
    store = HistoryStore(tmp_path / "model.sqlite3")
    store.purge(None)
    model: dict[str, tuple[str, list[str]]] = {}
    for step, word in steps:
        if step == "a" or not model:
            model[store.start(word or "-")] = (" ".join((word or "-").split()), [])
            continue
        name = next(iter(model))
        _, questions = model[name]
        if step == "d":
            store.delete(name)
            del model[name]
        elif step == "r" and word.strip():
            store.rename(name, word)
            model[name] = (" ".join(word.split()), questions)
        elif questions and word == "":
            store.cut(store.turns(name)[0].id)
            questions.clear()
        else:
            store.add(name, word, None, error="e")
            questions.append(word)
    found = {
        c.id: (c.title, [t.question for t in store.turns(c.id)]) for c in store.conversations()
    }
    assert found == model


def test_a_file_of_the_first_format_is_carried_over(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h.sqlite3")
    name = store.start("old")
    store.add(name, "who?", None, error="it was so")
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("ALTER TABLE turns DROP COLUMN only_of")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    later = HistoryStore(store.path)
    later.add(name, "who else?", None, error="so too", only=Only("Ann"))
    assert [(t.question, t.error, t.only) for t in later.turns(name)] == [
        ("who?", "it was so", NO_LIMIT),
        ("who else?", "so too", Only("Ann")),
    ]


@pytest.mark.parametrize(
    "only",
    [
        NO_LIMIT,
        Only("Ann Lee"),
        Only("Ann, from the mill", "The Courier, outlet two", "2021", "2021-09-06"),
        Only("", "Post", "", "2022"),
    ],
)
def test_limits_that_were_kept_as_words_are_read_back(tmp_path: Path, only: Only) -> None:
    store = HistoryStore(tmp_path / "h.sqlite3")
    name = store.start("old")
    kept = store.add(name, "who?", None, error="none", only=only)
    assert store.turn(kept.id) == kept
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("UPDATE turns SET only_of = ?", (only.words(),))
        db.execute("PRAGMA user_version = 2")
        db.commit()
    assert HistoryStore(store.path).turns(name)[0].only == only
