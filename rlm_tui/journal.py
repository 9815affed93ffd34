"""The one door for events: number, save, fold, tell, in that order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session

Save: TypeAlias = Callable[[Event], Awaitable[None]]
"""Makes an event durable before it returns."""

Subscriber: TypeAlias = Callable[[Session, Event], None]
"""Is told of each event with the session after it; must not block."""


async def save_nowhere(_event: Event) -> None:
    """Keeps nothing: for the library when no store was asked for."""


class Journal:
    """Holds the current session and everything that leads to it.

    A subscriber is told in order, after the event is saved. If saving raises, the
    session stays as it was and the caller learns of it: what is not on disk did not
    happen.
    """

    def __init__(
        self,
        *,
        save: Save,
        clock: Callable[[], float],
        events: tuple[Event, ...] = (),
    ) -> None:
        self._save = save
        self._clock = clock
        self._lock = asyncio.Lock()
        self._subscribers: list[Subscriber] = []
        self.session = replay(events)
        self.events: list[Event] = list(events)
        """The durable events so far, numbered."""

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Tell `subscriber` of every event from now on; call the result to stop."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    async def record(self, event: Event) -> Session:
        """Take in an event and give back the session after it.

        Raises:
            StoreError: it could not be saved; nothing has changed.
        """
        if event.transient:
            return self._take(event.model_copy(update={"at": self._clock()}))
        recording = asyncio.ensure_future(self._record_durable(event))
        try:
            # The shield keeps a cancelled engine task from leaving an event saved but
            # neither folded nor told; the lock keeps numbers in the order of the file.
            return await asyncio.shield(recording)
        except asyncio.CancelledError:
            await _settled(recording)
            raise

    async def _record_durable(self, event: Event) -> Session:
        async with self._lock:
            event = event.model_copy(
                update={"seq": self.session.seq + 1, "at": self._clock()}
            )
            await self._save(event)
            self.events.append(event)
            return self._take(event)

    def _take(self, event: Event) -> Session:
        self.session = reduce(self.session, event)
        for subscriber in tuple(self._subscribers):
            subscriber(self.session, event)
        return self.session


async def _settled(recording: asyncio.Future[Session]) -> None:
    """Wait for the end of a recording whose caller was cancelled.

    Until then the store must not be closed, and the caller may not act on a session
    that the event has yet to change.
    """
    while not recording.done():
        try:
            await asyncio.wait([recording])
        except asyncio.CancelledError:
            continue  # the caller raises it when all is told
    if not recording.cancelled():
        recording.exception()  # asked for, so that nobody complains that it was not
