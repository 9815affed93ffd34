"""The one door for events: number, save, fold, tell, in that order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rlm_tui.domain.event_log import EventLog
from rlm_tui.domain.events import Event, RunBroken
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.timeline import Timeline
from rlm_tui.errors import StoreError

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
PATIENCE_S = 0.02
"""So long an event that was put off waits for one to be saved with."""


@dataclass(slots=True)
class _Entry:
    """An event on its way into the journal."""

    event: Event
    before: Session
    after: Session
    is_put_off: bool = False
    """Whether nobody waits to hear what becomes of it."""
    is_in: bool = False
    error: Exception | None = None
    """Why it never will be."""

    @property
    def is_settled(self) -> bool:
        return self.is_in or self.error is not None


class Journal:
    """Holds the current session and everything that leads to it.

    A subscriber is told in order, after the event is saved. If saving raises, the
    session stays as it was and the caller learns of it: what is not on disk did not
    happen.

    The engine goes by `ahead`, where that is folded already which is about to be saved.
    It lets nothing out before `record` has returned, and with that the events before it
    are saved too.
    """

    def __init__(
        self,
        *,
        save: Save,
        clock: Callable[[], float],
        events: Sequence[Event] | EventLog = (),
        save_all: SaveAll | None = None,
        save_now: SaveNow | None = None,
        session: Session | None = None,
    ) -> None:
        """Begin with the events there are.

        Args:
            save: makes one event durable.
            clock: seconds since the epoch.
            events: what a session that goes on begins with; a log is kept as it is.
            save_all: makes several durable; otherwise they are saved one by one.
            save_now: is tried first: what needs no waiting needs no task either.
            session: what the events lead to, if somebody has folded them already.
        """
        self._save = save
        self._save_all = save_all
        self._save_now = save_now
        self._queue: list[_Entry] = []
        self._saving: list[_Entry] = []
        """What has left the queue and may be on the disk already."""
        self._clock = clock
        self._lock = asyncio.Lock()
        self._subscribers: list[Subscriber] = []
        self.session = replay(events) if session is None else session
        self.ahead = self.session
        """The session after the events that are not saved yet."""
        self._lost: Exception | None = None
        """Why events that were put off could not be saved: nothing may follow them."""
        self._timer: asyncio.TimerHandle | None = None
        self._flushing: asyncio.Future[None] | None = None
        self.events: list[Event] | EventLog = (
            events if isinstance(events, EventLog) else list(events)
        )
        """The durable events so far, numbered."""

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Tell `subscriber` of every event from now on; call the result to stop."""
        self._subscribers.append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    def follow(self, events: Iterable[Event]) -> None:
        """Take in events that another process has recorded and saved, each once."""
        for event in events:
            if event.seq <= self.session.seq:
                continue
            self.events.append(event)
            self.ahead = reduce(self.session, event)
            self._tell(self.ahead, event)

    def hold_whole(self, events: list[Event], timeline: Timeline) -> None:
        """Go by events that are all at hand, in place of those that are fetched.

        Args:
            events: those that were read; what has happened since is taken over.
            timeline: of just these events.
        """
        events += self.events[len(events) :]
        self.events = events
        self.ahead = self.session = timeline.fold_on()
        for entry in (*self._saving, *self._queue):
            if entry.event.seq > self.session.seq:
                entry.before = self.ahead
                self.ahead = entry.after = reduce(self.ahead, entry.event)

    def put_off(self, event: Event) -> None:
        """Take in an event together with the next one that is recorded.

        For a fact that lets nothing out by itself: what it leads to is recorded after
        it and before any effect, and then both are saved at once. If nothing follows,
        it is saved and told a moment later.

        Raises:
            StoreError: something before it could not be saved.
        """
        self.check()
        self._enter(event).is_put_off = True
        self._save_soon()

    async def record(self, event: Event) -> Session:
        """Take in an event and give back the session after it.

        Raises:
            StoreError: it could not be saved; nothing has changed.
        """
        if event.transient:
            return self.show(event)
        self.check()
        entry = self._enter(event)
        if not self._is_taken_in_now(entry):
            await self._record_shielded(entry)
        if entry.error is not None:
            raise entry.error
        return entry.after

    async def save_rest(self) -> None:
        """Take in at once what was put off, for nothing may follow any more.

        Raises:
            StoreError: it could not be saved.
        """
        if self._queue:
            last = self._queue[-1]
            if not self._is_taken_in_now(last):
                await self._record_shielded(last)
        self.check()

    def give_up(self, error: Exception) -> None:
        """Let nothing follow what could not be saved, and tell that its run is over."""
        if self._lost is not None:
            return
        self._lost = error
        if self.session.is_running:
            event = RunBroken(error=str(error)).stamped(seq=0, at=self._clock())
            self.ahead = reduce(self.session, event)
            self._tell(self.ahead, event)

    def check(self) -> None:
        """Go on only while what happens can be saved.

        Raises:
            StoreError: something before could not be.
        """
        if self._lost is not None:
            raise self._lost

    def _enter(self, event: Event) -> _Entry:
        """Number an event and fold it ahead."""
        before = self.ahead
        event = event.stamped(seq=before.seq + 1, at=self._clock())
        self.ahead = reduce(before, event)
        entry = _Entry(event, before, self.ahead)
        self._queue.append(entry)
        return entry

    def show(self, event: Event) -> Session:
        """Fold and tell what is not saved, behind what is about to be.

        Raises:
            StoreError: something before it could not be saved.
        """
        if self._queue:
            self._save_what_waits()
        self.check()
        event = event.stamped(seq=event.seq, at=self._clock())
        has_more = self.ahead is not self.session
        self._tell(reduce(self.session, event), event)
        self.ahead = reduce(self.ahead, event) if has_more else self.session
        return self.session

    def _save_soon(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(PATIENCE_S, self._save_what_waits)

    def _save_what_waits(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._queue:
            return
        last = self._queue[-1]
        if not self._is_taken_in_now(last) and not self._lock.locked():
            # Whatever is recorded next waits for the lock, and so for this task.
            self._flushing = asyncio.ensure_future(self._record_durable(last))

    def _is_taken_in_now(self, entry: _Entry) -> bool:
        """Take in what waits, if that can be saved without waiting for anything."""
        is_long = len(self._queue) > AT_ONCE
        if self._save_now is None or self._lock.locked() or is_long:
            return False
        entries = self._next()
        try:
            if not self._save_now([entry.event for entry in entries]):
                self._queue[:0] = entries
                return False
            self._take(entries)
        except Exception as error:
            self._fail(entries, error)
        return entry.is_settled

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
        if self._queue:
            self._save_soon()

    async def _take_in(self) -> None:
        """Save what waits, all lanes together, and take it in."""
        entries = self._saving = self._next()
        try:
            if self._save_all is not None:
                await self._save_all([entry.event for entry in entries])
                self._take(entries)
            else:
                await self._save_one_by_one(entries)
        except Exception as error:
            self._fail(entries, error)
        except asyncio.CancelledError:
            # Nobody knows what of it is on disk, and whoever waits for it must go on.
            self._lost = StoreError("saving was cut: the program is ending")
            self._fail(entries, self._lost)
            raise
        finally:
            self._saving = []

    def _next(self) -> list[_Entry]:
        """What is to be saved together next."""
        entries, self._queue = self._queue[:AT_ONCE], self._queue[AT_ONCE:]
        return entries

    async def _save_one_by_one(self, entries: Sequence[_Entry]) -> None:
        for entry in entries:
            await self._save(entry.event)
            self._take([entry])

    def _take(self, entries: Sequence[_Entry]) -> None:
        """What events lead to is the session now, for they are saved."""
        for entry in entries:
            if entry.event.seq <= self.session.seq:
                entry.after = self.session  # it was read with the rest: see hold_whole
            else:
                if entry.before is not self.session:
                    # Something that is only shown came between.
                    entry.after = reduce(self.session, entry.event)
                self.events.append(entry.event)
            self._tell(entry.after, entry.event)
            entry.is_in = True
        if self.ahead.seq == self.session.seq:
            self.ahead = self.session

    def _tell(self, session: Session, event: Event) -> None:
        self.session = session
        for subscriber in tuple(self._subscribers):
            subscriber(session, event)

    def _fail(self, entries: Sequence[_Entry], error: Exception) -> None:
        """None of what waits can be saved any more: it follows what could not be."""
        failed = [entry for entry in (*entries, *self._queue) if not entry.is_in]
        for entry in failed:
            entry.error = error
        self._queue.clear()
        self.ahead = self.session
        if any(entry.is_put_off for entry in failed):
            self.give_up(error)


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
