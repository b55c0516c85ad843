"""Conversations that outlive the program: an SQLite file that only its owner can read.

A turn keeps its whole answer and, by ``text_sha256``, the text of every document that the answer
names, as it was then: a citation can be shown in its context after the file has changed or gone.
Words that are deleted are overwritten in the file (SQLite's ``secure_delete``). Each call opens
the file for itself, so that a store can be shared by threads and by several programs.

Conversations belong to an ``owner`` (a login name; "" where there are no logins), and no call
reads or changes another owner's.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from qa.errors import UsageError
from qa.types import (
    Answer,
    Citation,
    CitationPlace,
    Dropped,
    Nearest,
    Position,
    Searched,
    Source,
    Statement,
)
from qa.ui.only import NO_LIMIT, Only, only_of_words

__all__ = ["LONGEST_TITLE", "Conversation", "HistoryStore", "PastTurn", "answer_from"]

LONGEST_TITLE = 120
_FORMAT = 3
_WAIT_SECONDS = 20.0
_TABLES = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL,
    corpus TEXT NOT NULL, started REAL NOT NULL, changed REAL NOT NULL
);
CREATE TABLE turns (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    place INTEGER NOT NULL, asked REAL NOT NULL,
    question TEXT NOT NULL, answer TEXT, error TEXT, only_of TEXT NOT NULL DEFAULT '',
    UNIQUE (conversation, place)
);
CREATE TABLE texts (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE cited (
    turn TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL REFERENCES texts (sha256),
    PRIMARY KEY (turn, sha256)
);
CREATE INDEX by_owner ON conversations (owner, changed);
CREATE INDEX by_text ON cited (sha256);
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of a list. Times are seconds since 1970; ``turns`` counts questions."""

    id: str
    title: str
    corpus: str
    started: float
    changed: float
    turns: int


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One question with its answer, or with the sentence that says why there is none."""

    id: str
    conversation: str
    asked: float
    question: str
    answer: Answer | None
    error: str | None = None
    only: Only = NO_LIMIT
    """Of what it was asked: the fields as they were filled."""


class HistoryStore:
    """The conversations kept in one file, made at the first use with its folder (0600, 0700).

    Raises UsageError where the file is another program's or of a later format, and OSError
    where it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made before SQLite opens it: SQLite would take the process's umask, and its journals
        # take the mode of the file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        path.chmod(0o600)
        with self._write() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in filter(str.strip, _TABLES.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {_FORMAT}")
            elif version in (1, 2):
                _renew(db, version)
            elif version != _FORMAT:
                raise UsageError(
                    f"the history in {path} has the format {version}, not {_FORMAT}; "
                    "move it away or name another file"
                )

    # Reading -------------------------------------------------------------------------------

    def conversations(self, owner: str = "", query: str = "") -> tuple[Conversation, ...]:
        """The owner's conversations, last changed first.

        With a query: those that hold every word of it in their title, questions or answers,
        in any case of letters.
        """
        sql = """
            SELECT c.id, c.title, c.corpus, c.started, c.changed, count(t.id) AS turns
            FROM conversations c LEFT JOIN turns t ON t.conversation = c.id
            WHERE c.owner = ? GROUP BY c.id ORDER BY c.changed DESC, c.rowid DESC
        """
        with self._read() as db:
            rows = [Conversation(**row) for row in db.execute(sql, (owner,))]
            words = query.casefold().split()
            if words:
                rows = [row for row in rows if _holds(_words_of(db, row), words)]
        return tuple(rows)

    def turns(self, conversation: str, owner: str = "") -> tuple[PastTurn, ...]:
        """The turns of a conversation in order; none for one that is not the owner's."""
        sql = """
            SELECT t.* FROM turns t JOIN conversations c ON c.id = t.conversation
            WHERE c.id = ? AND c.owner = ? ORDER BY t.place
        """
        with self._read() as db:
            return tuple(map(_turn, db.execute(sql, (conversation, owner))))

    def turn(self, name: str, owner: str = "") -> PastTurn | None:
        """The turn of that id; None where there is none, or it is another owner's."""
        sql = """
            SELECT t.* FROM turns t JOIN conversations c ON c.id = t.conversation
            WHERE t.id = ? AND c.owner = ?
        """
        with self._read() as db:
            row = db.execute(sql, (name, owner)).fetchone()
        return _turn(row) if row else None

    def text(self, turn: str, text_sha256: str) -> str | None:
        """A document's text as it was when ``turn`` cited it; None where it was not kept."""
        sql = "SELECT text FROM texts JOIN cited USING (sha256) WHERE turn = ? AND sha256 = ?"
        with self._read() as db:
            row = db.execute(sql, (turn, text_sha256)).fetchone()
        return str(row["text"]) if row else None

    # Writing -------------------------------------------------------------------------------

    def start(self, title: str, corpus: str = "", owner: str = "") -> str:
        """A new conversation; its id, which cannot be guessed."""
        name, now = secrets.token_hex(12), time.time()
        with self._write() as db:
            db.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?)",
                (name, owner, _title(title), corpus, now, now),
            )
        return name

    def add(
        self,
        conversation: str,
        question: str,
        answer: Answer | None,
        texts: Mapping[str, str] | None = None,
        *,
        error: str | None = None,
        owner: str = "",
        only: Only = NO_LIMIT,
    ) -> PastTurn:
        """Keep a turn at the end of a conversation.

        ``texts`` maps ``text_sha256`` to the text of each document to keep; one that is not of
        that digest raises ValueError. Raises KeyError where there is no such conversation.
        """
        for digest, text in (texts or {}).items():
            if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != digest:
                raise ValueError(f"a text is kept under the digest {digest}, which is another's")
        name, now = secrets.token_hex(12), time.time()
        turn = PastTurn(name, conversation, now, question, answer, error, only)
        with self._write() as db:
            self._own(db, conversation, owner)
            db.execute(
                "INSERT INTO turns SELECT ?, ?, coalesce(max(place), 0) + 1, ?, ?, ?, ?, ? "
                "FROM turns WHERE conversation = ?",
                (
                    turn.id,
                    conversation,
                    turn.asked,
                    _storable(question),
                    json.dumps(answer.to_dict()) if answer else None,
                    error,
                    _packed(only),
                    conversation,
                ),
            )
            for digest, text in (texts or {}).items():
                if _storable(text) != text:
                    continue  # SQLite holds no lone surrogates; the citation keeps its words
                db.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (digest, text))
                db.execute("INSERT INTO cited VALUES (?, ?)", (turn.id, digest))
            self._touch(db, conversation)
        return turn

    def rename(self, conversation: str, title: str, owner: str = "") -> None:
        """Give a conversation another title. Raises KeyError, and UsageError for a blank one."""
        if not title.strip():
            raise UsageError("a conversation needs a title; type one")
        with self._write() as db:
            self._own(db, conversation, owner)
            sql = "UPDATE conversations SET title = ? WHERE id = ?"
            db.execute(sql, (_title(title), conversation))

    def cut(self, turn: str, owner: str = "") -> None:
        """Delete a turn and all after it in its conversation (it is asked again). KeyError."""
        with self._write() as db:
            sql = "SELECT conversation, place FROM turns WHERE id = ?"
            row = db.execute(sql, (turn,)).fetchone()
            if row is None:
                raise KeyError(turn)
            self._own(db, row["conversation"], owner)
            db.execute("DELETE FROM turns WHERE conversation = ? AND place >= ?", tuple(row))
            self._touch(db, row["conversation"])
            _sweep(db)

    def delete(self, conversation: str, owner: str = "") -> None:
        """Delete a conversation and the texts that it alone kept. Raises KeyError."""
        with self._write() as db:
            self._own(db, conversation, owner)
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
            _sweep(db)

    def purge(self, owner: str | None = "") -> int:
        """Delete all conversations of an owner, or of everybody (None); how many there were."""
        with self._write() as db:
            where, values = ("", ()) if owner is None else (" WHERE owner = ?", (owner,))
            gone = db.execute(f"DELETE FROM conversations{where}", values).rowcount
            _sweep(db)
        with closing(self._connect()) as db:
            db.execute("VACUUM")
        return gone

    # The file ------------------------------------------------------------------------------

    def _own(self, db: sqlite3.Connection, conversation: str, owner: str) -> None:
        sql = "SELECT 1 FROM conversations WHERE id = ? AND owner = ?"
        if db.execute(sql, (conversation, owner)).fetchone() is None:
            raise KeyError(conversation)

    def _touch(self, db: sqlite3.Connection, conversation: str) -> None:
        sql = "UPDATE conversations SET changed = ? WHERE id = ?"
        db.execute(sql, (time.time(), conversation))

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.DatabaseError as error:
            db.close()
            raise UsageError(
                f"{self.path} holds no history ({error}); name another file"
            ) from error
        return db

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            yield db

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction that takes the file at once: two writers wait, neither fails late."""
        with closing(self._connect()) as db:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.DatabaseError as error:
                raise UsageError(f"the history in {self.path} cannot be used ({error})") from error
            try:
                yield db
            except BaseException:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")


def _renew(db: sqlite3.Connection, version: int) -> None:
    """Bring a file of an earlier format up: 1 knew no limits, 2 kept them as words."""
    if version == 1:
        db.execute("ALTER TABLE turns ADD COLUMN only_of TEXT NOT NULL DEFAULT ''")
    for row in db.execute("SELECT id, only_of FROM turns WHERE only_of != ''").fetchall():
        packed = _packed(only_of_words(row["only_of"]))
        db.execute("UPDATE turns SET only_of = ? WHERE id = ?", (packed, row["id"]))
    db.execute(f"PRAGMA user_version = {_FORMAT}")


def _packed(only: Only) -> str:
    return _storable(json.dumps(only.to_dict())) if any(only) else ""


def _sweep(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM texts WHERE sha256 NOT IN (SELECT sha256 FROM cited)")


def _turn(row: sqlite3.Row) -> PastTurn:
    answer = answer_from(json.loads(row["answer"])) if row["answer"] else None
    first = row["id"], row["conversation"], row["asked"], row["question"]
    only = Only(**json.loads(row["only_of"])) if row["only_of"] else NO_LIMIT
    return PastTurn(*first, answer, row["error"], only)


def _words_of(db: sqlite3.Connection, row: Conversation) -> str:
    parts = [row.title]
    for turn in db.execute("SELECT * FROM turns WHERE conversation = ?", (row.id,)):
        parts.append(turn["question"])
        if turn["answer"]:
            answer = json.loads(turn["answer"])
            parts += [answer["text"], *(c["cited_text"] for c in answer["citations"])]
            parts += [source.get("title") or source["source"] for source in answer["documents"]]
    return "\n".join(parts).casefold()


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _title(text: str) -> str:
    line = " ".join(_storable(text).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


_PARTS: Mapping[str, type] = {
    "statements": Statement,
    "citations": Citation,
    "documents": Source,
    "positions": Position,
    "dropped": Dropped,
    "nearest": Nearest,
    "also_at": CitationPlace,
}


def answer_from(row: Mapping[str, Any]) -> Answer:
    """The Answer that ``Answer.to_dict`` was made of. Raises KeyError or TypeError for others."""
    made: Answer = _made(Answer, {**row, "searched": _made(Searched, row["searched"])})
    return made


def _made(kind: Any, row: Mapping[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    return kind(**{name: _value(name, value) for name, value in row.items() if name in known})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        part = _PARTS.get(name)
        inner = [_made(part, item) if part and isinstance(item, dict) else item for item in value]
        return tuple(inner)
    return value
