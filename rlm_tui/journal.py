"""The one door for events: number, save, fold, tell, in that order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session

Save: TypeAlias = Callable[[Event], Awaitable[None]]
"""Makes an event durable before it returns."""

SaveAll: TypeAlias = Callable[[Sequence[Event]], Awaitable[None]]
"""Makes several events durable at once, which costs little more than one."""

SaveNow: TypeAlias = Callable[[Sequence[Event]], bool]
"""Makes several events durable before it returns, or says that this takes longer."""

Subscriber: TypeAlias = Callable[[Session, Event], None]
"""Is told of each event with the session after it; must not block."""


async def save_nowhere(_event: Event) -> None:
    """Keeps nothing: for the library when no store was asked for."""


def save_nowhere_now(_events: Sequence[Event]) -> bool:
    """Keeps nothing, and at once."""
    return True


AT_ONCE = 64
"""Events that are saved together at most."""


@dataclass(slots=True)
class _Entry:
    """An event on its way into the journal."""

    event: Event
    session: Session | None = None
    """After the event, once it is in."""
    error: Exception | None = None
    """Why it never will be."""

    @property
    def is_settled(self) -> bool:
        return self.session is not None or self.error is not None


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
        save_all: SaveAll | None = None,
        save_now: SaveNow | None = None,
    ) -> None:
        """Begin with the events there are.

        Args:
            save: makes one event durable.
            clock: seconds since the epoch.
            events: what a session that goes on begins with.
            save_all: makes several durable; otherwise they are saved one by one.
            save_now: is tried first: what needs no waiting needs no task either.
        """
        self._save = save
        self._save_all = save_all
        self._save_now = save_now
        self._queue: list[_Entry] = []
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

    def put_off(self, event: Event) -> None:
        """Take in an event together with the next one that is recorded.

        For a fact that lets nothing out by itself: what it leads to is recorded after
        it and before any effect, and then both are saved at once.
        """
        self._queue.append(_Entry(event))

    async def record(self, event: Event) -> Session:
        """Take in an event and give back the session after it.

        Raises:
            StoreError: it could not be saved; nothing has changed.
        """
        if event.transient:
            return self._take(event.model_copy(update={"at": self._clock()}))
        entry = _Entry(event)
        self._queue.append(entry)
        if not self._is_taken_in_now(entry):
            await self._record_shielded(entry)
        if entry.error is not None:
            raise entry.error
        assert entry.session is not None
        return entry.session

    def _is_taken_in_now(self, entry: _Entry) -> bool:
        """Take in what waits, if that can be saved without waiting for anything."""
        is_long = len(self._queue) > AT_ONCE
        if self._save_now is None or self._lock.locked() or is_long:
            return False
        while not entry.is_settled:
            entries = self._next()
            try:
                if not self._save_now([entry.event for entry in entries]):
                    self._queue[:0] = entries
                    return False
                for saved in entries:
                    self._saved(saved)
            except Exception as error:
                _fail(entries, error)
        return True

    async def _record_shielded(self, entry: _Entry) -> None:
        recording = asyncio.ensure_future(self._record_durable(entry))
        try:
            # The shield keeps a cancelled engine task from leaving an event saved but
            # neither folded nor told; the lock keeps numbers in the order of the file.
            await asyncio.shield(recording)
        except asyncio.CancelledError:
            await _settled(recording)
            raise

    async def _record_durable(self, entry: _Entry) -> None:
        async with self._lock:
            while not entry.is_settled:
                await self._take_in()

    async def _take_in(self) -> None:
        """Save what waits, all lanes together, and take it in."""
        entries = self._next()
        try:
            if self._save_all is not None:
                await self._save_all([entry.event for entry in entries])
            for entry in entries:
                if self._save_all is None:
                    await self._save(entry.event)
                self._saved(entry)
        except Exception as error:
            _fail(entries, error)

    def _next(self) -> list[_Entry]:
        """What is to be saved together next, numbered."""
        entries, self._queue = self._queue[:AT_ONCE], self._queue[AT_ONCE:]
        now = self._clock()
        for number, entry in enumerate(entries, self.session.seq + 1):
            update = {"seq": number, "at": now}
            entry.event = entry.event.model_copy(update=update)
        return entries

    def _saved(self, entry: _Entry) -> None:
        self.events.append(entry.event)
        entry.session = self._take(entry.event)

    def _take(self, event: Event) -> Session:
        self.session = reduce(self.session, event)
        for subscriber in tuple(self._subscribers):
            subscriber(self.session, event)
        return self.session


def _fail(entries: Sequence[_Entry], error: Exception) -> None:
    """Tell those whose events are not in that they never will be."""
    for entry in entries:
        if entry.session is None:
            entry.error = error


async def _settled(recording: asyncio.Future[None]) -> None:
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
