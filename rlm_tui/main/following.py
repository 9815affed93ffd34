"""Follows a session that another process runs, read-only."""

from __future__ import annotations

import asyncio

from rlm_tui.journal import Journal
from rlm_tui.storage.store import Store

LOOK_EVERY_S = 0.1
"""SQLite tells of what others write only when asked, which takes microseconds."""


async def follow(
    store: Store, journal: Journal, *, every_s: float = LOOK_EVERY_S
) -> None:
    """Take in what the other process saves, until it is done with the session.

    Raises:
        StoreError: the session cannot be read any more.
    """
    session_id = journal.session.id
    version = -1
    runs = True
    while runs:
        # Asked before reading: what is saved last is read once more.
        runs = store.is_running(session_id)
        if (now := await store.data_version()) != version:
            version = now
            journal.follow(await store.load(session_id, after=journal.session.seq))
        if runs:
            await asyncio.sleep(every_s)
