"""One connection to a SQLite file, with errors that a person understands."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import aiosqlite

from rlm_tui.storage.failures import explaining

Value = str | int | float | bytes | None


class Database:
    """Runs statements in the thread of its connection.

    Every statement is a transaction of its own: there is nothing to roll back, and
    nothing to keep apart when several tasks write, or when one is cancelled.
    """

    def __init__(self, connection: aiosqlite.Connection, place: str) -> None:
        self._connection = connection
        self.place = place
        """What errors call it."""

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
