"""Saved sessions: their events and long texts in one SQLite file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Self

from pydantic import TypeAdapter

from rlm_tui.domain.deeds import Deed
from rlm_tui.domain.events import ContextInfo, Event
from rlm_tui.domain.text import Text
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import StoreError
from rlm_tui.storage import disk
from rlm_tui.storage.appending import Appender
from rlm_tui.storage.base import SessionSummary
from rlm_tui.storage.blob_table import BlobTable
from rlm_tui.storage.database import Database
from rlm_tui.storage.decided import read_deeds
from rlm_tui.storage.ids import new_session_id, not_found, resolved
from rlm_tui.storage.opening import opened
from rlm_tui.storage.outlines import Outlines
from rlm_tui.storage.projection import SESSION_LIST
from rlm_tui.storage.quoting import Quoting
from rlm_tui.storage.reader import Reader
from rlm_tui.storage.rows import read_events
from rlm_tui.storage.run_locks import RunLocks
from rlm_tui.storage.search import Search

MEMORY = ":memory:"
INDEXED_AT_CLOSE = 5_000
"""Events at most: nobody should wait for the end of the program."""

_SUMMARY = TypeAdapter(SessionSummary)


class Store:
    """Reads and writes sessions; what a method has written is on disk at its return.

    Every write is a single statement, so tasks that use one store together, and
    other processes that read or write the file, never see half of one.
    """

    def __init__(
        self,
        database: Database,
        blobs: BlobTable,
        locks: RunLocks,
        path: Path | None = None,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._locks = locks
        self._drafts = path and path.with_name(path.name + ".drafts")
        self._appender = Appender(database)
        index = path and path.with_name(path.name + ".search")
        self.search = Search(database, index, self._blobs)
        """Finds words in all sessions."""
        self._reader = Reader(path)
        folder = path and path.with_name(path.name + ".outlines")
        self.outlines = Outlines(database, self._reader, folder)
        """By which long sessions open at once."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path | None, *, read_only: bool = False, busy_s: float = 5.0
    ) -> AsyncIterator[Self]:
        """Open a file, made if it is not there; `None` keeps everything in memory.

        Read-only, a file that is not there is an empty store.

        Args:
            path: the database; other files are put beside it.
            read_only: never write to it; another process may.
            busy_s: how long to wait for another process that writes.

        Raises:
            StoreError: it is unreadable, of a later version, or not ours.
        """
        kept = None if str(path) == MEMORY else path
        folder = kept and kept.with_name(kept.name + ".locks")
        async with (
            opened(kept, read_only=read_only, busy_s=busy_s) as database,
            BlobTable(database, kept, read_only=read_only) as blobs,
        ):
            store = cls(database, blobs, RunLocks(folder), kept)
            try:
                yield store
                if store._appender.has_saved:
                    with suppress(StoreError):  # the index can be made again
                        await store.search.keep_up(at_most=INDEXED_AT_CLOSE)
            finally:
                store._reader.close()
                await store.search.close()

    async def append(self, session_id: str, event: Event) -> None:
        """Save an event and its long texts, all or nothing.

        Raises:
            StoreError: it is not saved; the run must not go on.
        """
        await self.append_all(session_id, [event])

    async def append_all(self, session_id: str, events: Sequence[Event]) -> None:
        """Save events in order with their long texts, all or nothing.

        Raises:
            StoreError: none of them is saved; the run must not go on.
        """
        await self._appender.append(session_id, events)

    def append_now(self, session_id: str, events: Sequence[Event]) -> bool:
        """`append_all` without waiting; whether that was possible.

        Raises:
            StoreError: none of them is saved; the run must not go on.
        """
        return self._appender.append_now(session_id, events)

    async def save_context(self, value: ContextValue) -> str:
        """Keep a context; the hash under which it can be read."""
        return await self._blobs.save(value)

    def quote(self, session_id: str, digest: str, context: ContextValue) -> None:
        """Keep texts of a session that quote its context as places in it.

        Args:
            session_id: from now on, until it is run no more.
            digest: of the context, which is saved already.
            context: as it was saved; it must not be changed.
        """
        self._appender.quote(session_id, Quoting(digest, context))

    async def save_pieces(self, digest: str, pieces: Sequence[bytes]) -> None:
        """Keep a text or context by the pieces of its stored form.

        Raises:
            StoreError: the pieces are not what the hash says.
        """
        await self._blobs.save_pieces(digest, pieces)

    async def read_text(self, text: Text) -> str:
        """The whole of a text.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        if text.whole is not None:
            return text.whole
        return await self._blobs.text(text.hash)

    async def read_context(self, info: ContextInfo) -> ContextValue:
        """The value of a context.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        return await self._blobs.context(info)

    def read_pieces(self, digest: str) -> AsyncIterator[str]:
        """The stored form of a text or context, piece by piece.

        Raises:
            StoreError: it was not saved or is damaged.
        """
        return self._blobs.pieces(digest)

    async def load(
        self, session_id: str, *, after: int = 0, at_most: int = -1
    ) -> tuple[Event, ...]:
        """The events of a session that follow a number, in order; at most so many.

        Raises:
            SessionNotFoundError: there is no such session.
            StoreError: an event is missing, damaged or of a later version.
        """
        rows = await self._database.rows(
            "SELECT seq, version, data FROM events WHERE session = ? AND seq > ? "
            "ORDER BY seq LIMIT ?",
            (session_id, after, at_most),
        )
        if not rows:
            await self._require(session_id)
        return await asyncio.to_thread(read_events, session_id, rows, after=after)

    async def _require(self, session_id: str) -> None:
        ids = await self.ids()
        if session_id not in ids:
            raise not_found(session_id, ids)

    async def ids(self) -> list[str]:
        """Of all sessions."""
        rows = await self._database.rows("SELECT id FROM sessions ORDER BY id")
        return [str(row["id"]) for row in rows]

    async def resolve(self, prefix: str) -> str:
        """The id that begins so; `s_` may be left out.

        Raises:
            SessionNotFoundError: none does, or several do.
        """
        return resolved(prefix, await self.ids())

    async def sessions(self) -> list[SessionSummary]:
        """All sessions, the newest first."""
        return [
            _SUMMARY.validate_python({**row, "status": self._status(row)})
            for row in map(dict, await self._database.rows(SESSION_LIST))
        ]

    async def summary(self, session_id: str) -> SessionSummary:
        """A session's row of the list.

        Raises:
            SessionNotFoundError: there is no such session.
        """
        for listed in await self.sessions():
            if listed.id == session_id:
                return listed
        raise not_found(session_id, await self.ids())

    def is_running(self, session_id: str) -> bool:
        """Whether some process runs the session."""
        return self._locks.is_held(session_id)

    async def data_version(self) -> int:
        """Another number whenever another process has written."""
        return await self._database.number("PRAGMA data_version")

    async def last_seq(self, session_id: str) -> int:
        """The number of a session's last event; 0 if there is no such session."""
        sql = "SELECT COALESCE(MAX(seq), 0) FROM events WHERE session = ?"
        return await self._database.number(sql, (session_id,))

    async def deeds(self, session_id: str) -> tuple[Deed, ...]:
        """What a person decided in a session."""
        return await read_deeds(self._database, session_id)

    async def sizes(self) -> dict[str, int]:
        """Bytes of each session; a text that several share counts for each."""
        rows = await self._database.rows(disk.SIZES)
        return {str(row["session"]): int(row["bytes"]) for row in rows}

    def _status(self, row: Mapping[str, object]) -> object:
        if row["status"] is not None:
            return row["status"]
        return "running" if self._locks.is_held(str(row["id"])) else "interrupted"

    async def delete(self, session_id: str) -> None:
        """Remove a session, and the texts that no other session uses.

        Raises:
            SessionNotFoundError: there is no such session.
            StoreLockedError: it is being run.
        """
        await self._require(session_id)
        async with self.running(session_id):
            # First, so that a crash leaves nothing of a session that is gone.
            self.outlines.drop(session_id)
            await disk.delete(self._database, self._blobs, session_id)
            # Again, for somebody who reads it may have written one meanwhile.
            self.outlines.drop(session_id)
            if self._drafts is not None:
                disk.delete_drafts(self._drafts, session_id)
        self._appender.forget(session_id)

    async def wipe(self) -> bool:
        """Take what was deleted out of the files; whether nothing of it is left.

        It stays while another process reads. The space is given back to the disk.
        """
        await self.search.keep_up()
        is_gone = await disk.wipe(self._database)
        await self._blobs.forget_unused()
        return is_gone

    @asynccontextmanager
    async def running(self, session_id: str) -> AsyncIterator[None]:
        """Run a session, and nobody else; a crash releases it.

        Raises:
            StoreLockedError: it is being run, and by whom.
        """
        async with self._locks.hold(session_id):
            try:
                yield
            finally:
                await self._appender.quote_no_more(session_id)

    async def new_id(self, now: float, random: Random) -> str:
        """An id that no session has."""
        ids = await self.ids()
        while (id_ := new_session_id(now, random)) in ids:
            pass
        return id_
