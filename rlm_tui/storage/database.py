"""The connections to a SQLite file, with errors that a person understands."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import aiosqlite

from rlm_tui.errors import StoreLockedError
from rlm_tui.storage.failures import explained, explaining

Value = str | int | float | bytes | None

PAGE_BYTES = 4096
LOG_PAGES = 4_000
"""Once so many pages are in the log, it is written back to the file."""
PAGES_A_WRITE = 4
"""What a small write takes of the log: a leaf of each table and index it touches."""


class Database:
    """Runs statements in the thread of a connection, or small ones here and now.

    Every statement is a transaction of its own: there is nothing to roll back, and
    nothing to keep apart when several tasks write, or when one is cancelled.

    A second connection belongs to the event loop: a round trip to a thread takes longer
    than a small write. It never waits, neither for others who write nor for the disk:
    whatever makes SQLite wait for that is done in the thread, which is writing the log
    back, and the first write of a new one.
    """

    def __init__(
        self,
        connection: aiosqlite.Connection,
        place: str,
        here: sqlite3.Connection | None = None,
    ) -> None:
        """Take the connections.

        Args:
            connection: the one with a thread.
            place: what errors call the database.
            here: the one of the event loop, if it has one.
        """
        self._connection = connection
        self._here = here
        self.place = place
        self._log_pages = LOG_PAGES
        """An estimate; at first the log may be empty, or full."""

    async def rows(
        self, sql: str, values: Sequence[Value] = ()
    ) -> Sequence[sqlite3.Row]:
        """Run a statement and fetch what it finds.

        Raises:
            StoreError: it failed; a refused constraint is the cause as it is.
        """
        with explaining(self.place):
            return list(await self._connection.execute_fetchall(sql, values))

    async def number(self, sql: str, values: Sequence[Value] = ()) -> int:
        """The one number that a statement finds."""
        [row] = await self.rows(sql, values)
        return int(row[0])

    async def script(self, sql: str) -> None:
        """Run several statements; for definitions, which need no values."""
        with explaining(self.place):
            await self._connection.executescript(sql)

    async def write(
        self, sql: str, values: Sequence[Value] = (), *, size: int = 0
    ) -> None:
        """Run a statement that writes, in the thread; `size` is about how much.

        Raises:
            StoreError: it failed; a refused constraint is the cause as it is.
        """
        if self._here is not None and self._log_pages >= LOG_PAGES:
            await self.rows("PRAGMA wal_checkpoint(PASSIVE)")
            self._log_pages = 0
        await self.rows(sql, values)
        self._log_pages += PAGES_A_WRITE + size // PAGE_BYTES

    async def write_back(self) -> bool:
        """Write the log back and empty it; whether no reader was in the way.

        Raises:
            StoreError: it failed.
        """
        [row] = await self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        self._log_pages = LOG_PAGES
        return int(row[0]) == 0

    def write_now(self, sql: str, values: Sequence[Value], *, size: int) -> bool:
        """Run a statement that writes about `size`, here; whether that was possible.

        Raises:
            StoreError: it failed; a refused constraint is the cause as it is.
        """
        if self._here is None or self._log_pages >= LOG_PAGES:
            return False
        try:
            self._here.execute(sql, values)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            told = explained(error, self.place)
            if isinstance(told, StoreLockedError):
                return False
            raise told from error
        self._log_pages += PAGES_A_WRITE + size // PAGE_BYTES
        return True
