"""All of a session: at hand from the start, or read once something goes through it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from rlm_tui.domain.events import Event
from rlm_tui.domain.timeline import Timeline
from rlm_tui.journal import Journal
from rlm_tui.tell import Tell, tell_nobody

ReadWhole: TypeAlias = Callable[[Tell], Awaitable[tuple[list[Event], Timeline]]]
"""Reads the events of a session, and folds them."""


class Whole:
    """Knows whether the events and texts of a journal's session are all at hand."""

    def __init__(self, journal: Journal, read: ReadWhole | None = None) -> None:
        """Take a session.

        Args:
            journal: where it is.
            read: gives what is not at hand; `None`: everything is.
        """
        self._journal = journal
        self._read = read
        self.timeline = Timeline(journal.events)
        """The session as it was."""

    @property
    def is_at_hand(self) -> bool:
        """Whether nothing has to be fetched for what goes through all of it."""
        return self._read is None

    async def read(self, tell: Tell = tell_nobody) -> None:
        """Have all of it at hand.

        Raises:
            StoreError: an event cannot be read; all is as before.
        """
        if self._read is None:
            return
        events, timeline = await self._read(tell)
        self._journal.hold_whole(events, timeline)
        self.timeline = timeline
        self._read = None
