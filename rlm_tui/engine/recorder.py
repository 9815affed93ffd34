"""The engine's way to the journal: what the record has is not recorded again."""

from __future__ import annotations

from rlm_tui.domain.events import CallFailed, Event
from rlm_tui.domain.session import Session
from rlm_tui.engine.recorded.recording import Recording
from rlm_tui.errors import RLMError
from rlm_tui.journal import Journal


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
            StoreError: it could not be saved, or one before it.
            ReplayError: the record says that something else happened.
        """
        if self._recording.takes(event) or self._is_dropped(event):
            return self._journal.session
        if self._error is not None:
            raise self._error
        try:
            return await self._journal.record(event)
        except RLMError as error:
            self._error = error
            raise

    def put_off(self, event: Event) -> None:
        """Record an event together with the next one."""
        if not self._recording.takes(event) and not self._is_dropped(event):
            self._journal.put_off(event)

    def _is_dropped(self, event: Event) -> bool:
        return self._is_shut and not isinstance(event, CallFailed)
