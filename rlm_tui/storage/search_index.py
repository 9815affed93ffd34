"""An index of words in an SQLite file of its own: it can always be made again.

It lies beside the database and not in it, so that indexing keeps nobody from saving an
event, and so that what is deleted can be taken out of it for good.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from rlm_tui.storage.base import Hit

VERSION = 1
"""An index of another version is thrown away."""
BUSY_S = 2.0

_TABLES = f"""
    CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, seq INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS places (
        id INTEGER PRIMARY KEY,
        session TEXT NOT NULL,
        seq INTEGER NOT NULL,
        node TEXT NOT NULL,
        iteration INTEGER NOT NULL,
        part TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS places_by_session ON places(session);
    CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(
        text, tokenize = "unicode61 remove_diacritics 2"
    );
    PRAGMA user_version = {VERSION};
"""

_FIND = """
    SELECT
        places.session, places.seq, places.node, places.iteration, places.part,
        found.snippet
    FROM (
        SELECT rowid, snippet(texts, 0, char(2), char(3), '…', 16) AS snippet
        FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?
    ) AS found JOIN places ON places.id = found.rowid
    ORDER BY found.rowid DESC"""


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where it stands."""

    seq: int
    node: str
    iteration: int
    part: str
    text: str


class SearchIndex:
    """Blocking; one caller at a time, from any thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path | None) -> Iterator[Self]:
        """The index at a path, made if it is not there; in memory without one."""
        with closing(_opened(path)) as connection:
            yield cls(connection)

    def known(self) -> dict[str, int]:
        """The number of each session's last event that is in the index."""
        return dict(self._connection.execute("SELECT id, seq FROM sessions"))

    def add(
        self, session: str, documents: Sequence[Document], *, after: int, upto: int
    ) -> None:
        """Take in the texts of a session's events that follow a number.

        Nothing happens if another process has been faster.
        """
        with self._transaction():
            if self.known().get(session, 0) != after:
                return
            for document in documents:
                self._put(session, document)
            self._connection.execute(
                "INSERT OR REPLACE INTO sessions VALUES (?, ?)", (session, upto)
            )

    def _put(self, session: str, document: Document) -> None:
        place = (session, document.seq, document.node, document.iteration)
        if document.part == "note":
            self._remove("session = ? AND node = ? AND part = 'note'", place[::2])
        if document.text.strip():
            row = self._connection.execute(
                "INSERT INTO places (session, seq, node, iteration, part) "
                "VALUES (?, ?, ?, ?, ?)",
                (*place, document.part),
            )
            self._connection.execute(
                "INSERT INTO texts (rowid, text) VALUES (?, ?)",
                (row.lastrowid, document.text),
            )

    def forget(self, sessions: Iterable[str]) -> None:
        """Take sessions out, for good."""
        gone = [(session,) for session in sessions]
        if not gone:
            return
        with self._transaction():
            for session in gone:
                self._remove("session = ?", session)
            self._connection.executemany("DELETE FROM sessions WHERE id = ?", gone)
            # Words of rows that are gone stay in the segments until they are merged.
            self._connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        self._connection.execute("VACUUM")

    def _remove(self, where: str, values: Sequence[object]) -> None:
        self._connection.execute(
            f"DELETE FROM texts WHERE rowid IN (SELECT id FROM places WHERE {where})",
            tuple(values),
        )
        self._connection.execute(f"DELETE FROM places WHERE {where}", tuple(values))

    def find(self, words: str, limit: int) -> list[Hit]:
        """Texts with all the words, the newest first.

        If there are none, the last word is taken for the beginning of one.
        """
        query = match_of(words)
        if not query:
            return []
        is_whole = words.endswith(('"', " "))
        return self._matching(query, limit) or (
            [] if is_whole else self._matching(f"{query}*", limit)
        )

    def _matching(self, query: str, limit: int) -> list[Hit]:
        return [Hit(*row) for row in self._connection.execute(_FIND, (query, limit))]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # a full disk has ended it
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def match_of(words: str) -> str:
    """What the index is asked: phrases in quotes, and words."""
    parts = re.findall(r'"([^"]*)"|(\S+)', words)
    wanted = (_plain(phrase or word) for phrase, word in parts)
    return " ".join(f'"{text}"' for text in wanted if text)


def _plain(text: str) -> str:
    """The text as a phrase; empty if it has no word at all."""
    text = text.replace('"', " ").strip()
    return text if re.search(r"\w", text) else ""


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _prepared(_connected(":memory:"))
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        connection = _connected(str(path))
        [[version]] = connection.execute("PRAGMA user_version")
        if version in (0, VERSION):
            return _prepared(connection)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
    path.unlink()
    return _opened(path)


def _connected(target: str) -> sqlite3.Connection:
    return sqlite3.connect(
        target, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    # It can be made again: it need not survive a loss of power.
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA secure_delete = ON")
    connection.executescript(_TABLES)
    return connection
