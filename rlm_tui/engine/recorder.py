"""The engine's way to the journal: what the record has is not recorded again."""

from __future__ import annotations

import asyncio

from rlm_tui.domain.events import Event, NodeFinished, SessionFinished
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_tickets import TicketWithdrawn
from rlm_tui.domain.session import Session
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.errors import RLMError
from rlm_tui.journal import Journal

_ENDS = (NodeFinished, SessionFinished, TicketWithdrawn)
"""What is left out while an engine that is shut takes its nodes down."""


class Recorder:
    """Records what is new, until the engine is shut."""

    def __init__(self, journal: Journal, recording: Recording) -> None:
        self._journal = journal
        self._recording = recording
        self._is_shut = False
        self._error: RLMError | None = None

    def shut(self) -> None:
        """Let nothing more in but what calls have cost.

        An engine that is interrupted takes its nodes down. To the session nothing of
        that has happened: it can be taken up as after a crash, with the same tickets.
        """
        self._is_shut = True

    async def emit(self, event: Event) -> Session:
        """Record an event and give back the session after it.

        Raises:
            asyncio.CancelledError: the engine is shut.
            StoreError: it could not be saved, or one before it.
            ReplayError: the record says that something else happened.
        """
        if self._error is not None:
            raise self._error
        if self._is_shut and not isinstance(event, CallFailed):
            if isinstance(event, _ENDS):
                return self._journal.ahead
            raise asyncio.CancelledError  # what it begins must not happen unrecorded
        if self._recording.takes(event):
            return self._journal.ahead
        try:
            return await self._journal.record(event)
        except RLMError as error:
            self._error = error
            self._journal.give_up(error)
            raise

    def put_off(self, event: Event) -> None:
        """Record an event together with the next one.

        Raises:
            StoreError: an event before it could not be saved.
            ReplayError: the record says that something else happened.
        """
        if self._error is not None:
            raise self._error
        if not self._is_shut and not self._recording.takes(event):
            self._journal.put_off(event)

    def show(self, event: Event) -> None:
        """Show what is not recorded; an engine that ends shows nothing more."""
        if self._error is not None or self._is_shut:
            return
        try:
            self._journal.show(event)
        except RLMError as error:
            self._error = error
