"""How events and their long texts get into the database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rlm_tui.domain.events import Event
from rlm_tui.errors import StoreError
from rlm_tui.storage.database import Database, Value
from rlm_tui.storage.rows import Row, blob_rows, blobs_of, event_row

SMALL_CHARS = 1 << 16
"""Long texts up to this length together are compressed and written on the loop."""


class Appender:
    """Saves events in one statement: here and now, or in the database's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.has_saved = False
        """Whether anything was saved through it."""
        self._kept: set[tuple[str, str]] = set()
        """Sessions and hashes that are known to be saved together."""

    async def append(self, session_id: str, events: Sequence[Event]) -> None:
        """Save events in order with their long texts, all or nothing.

        Raises:
            StoreError: none of them is saved.
        """
        if self.append_now(session_id, events):
            return
        named = self._named(session_id, events)
        texts = await _packed(session_id, named)
        statement = _insert([*_event_rows(session_id, events), *texts])
        with _naming(session_id, events):
            await self._database.write(*statement)
        self.has_saved = True
        self._kept.update((session_id, digest) for digest in named)

    def append_now(self, session_id: str, events: Sequence[Event]) -> bool:
        """Save events without waiting; whether that was possible.

        Raises:
            StoreError: none of them is saved.
        """
        _check(events)
        rows = _event_rows(session_id, events)
        if named := self._named(session_id, events):
            if _chars(named) > SMALL_CHARS:
                return False
            rows += blob_rows(session_id, named)
        with _naming(session_id, events):
            is_saved = self._database.write_now(*_insert(rows))
        if is_saved:
            self.has_saved = True
            self._kept.update((session_id, digest) for digest in named)
        return is_saved

    def forget(self, session_id: str) -> None:
        """A session is saved no more, nor are its texts."""
        self._kept = {kept for kept in self._kept if kept[0] != session_id}

    def _named(self, session_id: str, events: Sequence[Event]) -> dict[str, str | None]:
        """The texts of events, by their hashes, that are not known to be saved."""
        return {
            digest: text
            for event in events
            for digest, text in blobs_of(event).items()
            if (session_id, digest) not in self._kept
        }


def _check(events: Sequence[Event]) -> None:
    for event in events:
        if event.transient or event.seq < 1:
            raise StoreError(f"{event.kind} has no number and cannot be saved")


def _event_rows(session_id: str, events: Sequence[Event]) -> list[Row]:
    return [event_row(session_id, event) for event in events]


async def _packed(session_id: str, texts: Mapping[str, str | None]) -> list[Row]:
    if _chars(texts) <= SMALL_CHARS:
        return blob_rows(session_id, texts)
    return await asyncio.to_thread(blob_rows, session_id, texts)


def _chars(texts: Mapping[str, str | None]) -> int:
    return sum(len(text) for text in texts.values() if text is not None)


def _insert(rows: Sequence[Row]) -> tuple[str, list[Value]]:
    places = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(rows))
    return f"INSERT INTO entries VALUES {places}", [v for row in rows for v in row]


@contextmanager
def _naming(session_id: str, events: Sequence[Event]) -> Iterator[None]:
    """Say which event the tables did not let in, and why."""
    try:
        yield
    except StoreError as error:
        refused = error.__cause__
        if not isinstance(refused, sqlite3.IntegrityError):
            raise
        what = f"event {events[0].seq} of session {session_id} ({events[0].kind})"
        if refused.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY":
            why = "names a session or a text that is not saved"
        else:
            why = "is saved already"
        raise StoreError(f"{what} {why}") from error
