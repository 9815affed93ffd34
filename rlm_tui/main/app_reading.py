"""Opens saved sessions in the app for reading; nothing of a run is needed for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from rlm_tui.controller import Controller
from rlm_tui.domain.compare import Comparison, compare
from rlm_tui.main.following import follow
from rlm_tui.main.reviewing import (
    Reviewed,
    folded,
    keep_outline,
    open_at_once,
    open_whole,
)
from rlm_tui.storage.store import Store
from rlm_tui.tell import Tell


class Reading:
    """Opens sessions of a store; one that another process runs grows."""

    def __init__(
        self, store: Store, beside: Callable[[Coroutine[None, None, None]], None]
    ) -> None:
        """Take a store.

        Args:
            store: where the sessions are.
            beside: has something done that a session can also be read without.
        """
        self._store = store
        self._beside = beside

    async def review(self, session_id: str, tell: Tell) -> Controller:
        """A saved session, however long that takes.

        Raises:
            StoreError: there is no such session, or it cannot be read.
        """
        found = await open_at_once(self._store, session_id)
        if found is None:
            found = await open_whole(self._store, session_id, tell)
            self._beside(keep_outline(self._store, found.journal))
        return self._followed(found)

    async def review_at_once(self, session_id: str) -> Controller | None:
        """The same, if that takes no time that a person would notice."""
        found = await open_at_once(self._store, session_id)
        return None if found is None else self._followed(found)

    def _followed(self, found: Reviewed) -> Controller:
        if self._store.is_running(found.journal.session.id):
            self._beside(follow(self._store, found.journal))
        return found.controller

    async def compare(self, one: str, other: str) -> Comparison:
        """Hold two sessions against each other."""
        sessions = [await folded(await self._store.load(id_)) for id_ in (one, other)]
        return await asyncio.to_thread(compare, *sessions)
