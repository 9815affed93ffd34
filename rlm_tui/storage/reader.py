"""Reads a few events of a saved session here and now, without a thread."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rlm_tui.domain.events import Event
from rlm_tui.errors import StoreError
from rlm_tui.storage.failures import explaining
from rlm_tui.storage.opening import reading_address
from rlm_tui.storage.rows import read_event

_EVENTS = """
    SELECT seq, version, data FROM events
    WHERE session = ? AND seq IN (SELECT value FROM json_each(?)) ORDER BY seq"""
BUSY_S = 0.5
"""Readers wait for nobody, but while a log is recovered after a crash."""


class Reader:
    """A connection that only reads, opened when it is first needed.

    What a screen shows of a node is a few rows that are found by their key: that takes
    less time than asking a thread for them.
    """

    def __init__(self, path: Path | None) -> None:
        """Take the file of the database; without one there is nothing to read."""
        self._path = path
        self._place = f"session store {path or 'in memory'}"
        self._connection: sqlite3.Connection | None = None

    def events(self, session_id: str, numbers: Sequence[int]) -> list[Event]:
        """The events with these numbers, in order.

        Raises:
            StoreError: one is missing, damaged or of a later version.
        """
        with explaining(self._place):
            values = (session_id, json.dumps(list(numbers)))
            rows = self._opened().execute(_EVENTS, values).fetchall()
        if len(rows) != len(numbers):
            missing = min(set(numbers) - {row[0] for row in rows})
            raise StoreError(f"event {missing} of session {session_id} is missing")
        return [
            read_event(session_id, seq, version=version, data=data)
            for seq, version, data in rows
        ]

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                reading_address(self._path) if self._path else ":memory:",
                uri=True,
                isolation_level=None,
                timeout=BUSY_S,
                check_same_thread=False,
            )
        return self._connection

    def close(self) -> None:
        """Give the connection back, if there is one."""
        if self._connection is not None:
            with closing(self._connection):
                self._connection = None
