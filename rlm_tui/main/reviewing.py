"""Opens saved sessions for reading: short ones as a whole, long ones by an outline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rlm_tui.collector import collector_paused
from rlm_tui.controller import Controller
from rlm_tui.domain.event_log import EventLog
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_steering import NodeMarked, NodeNoted
from rlm_tui.domain.reduce import reduce, replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.timeline import Timeline
from rlm_tui.errors import StoreError
from rlm_tui.journal import Journal
from rlm_tui.storage.store import Store
from rlm_tui.tell import Tell, tell_nobody
from rlm_tui.whole import ReadWhole

SHORT = 2_000
"""Events that are read and folded before anybody notices."""
PAGE = 2_000
"""Events that are read together while a screen goes on."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A saved session that is open for reading: nothing acts but marks and notes."""

    controller: Controller
    journal: Journal


async def review(store: Store, session_id: str) -> Controller:
    """A controller over a saved session, all of which is at hand.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    return (await open_whole(store, session_id)).controller


async def open_whole(
    store: Store, session_id: str, tell: Tell = tell_nobody
) -> Reviewed:
    """A saved session with all that belongs to it.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    id_ = await store.resolve(session_id)
    events, timeline = await read_whole(store, id_, tell)
    reviewed = _reviewed(store, id_, events, timeline.fold_on())
    # The same list, so that what is marked and noted from now on is walked too.
    reviewed.journal.hold_whole(events, timeline)
    reviewed.controller.whole.timeline = timeline
    return reviewed


async def open_at_once(store: Store, session_id: str) -> Reviewed | None:
    """A saved session that is short, or that has an outline; `None`: another one.

    What an outline does not have is fetched when it is asked for.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    id_ = await store.resolve(session_id)
    last = await store.last_seq(id_)
    if last <= SHORT:
        return await open_whole(store, id_)
    session = await store.outlines.read(id_)
    if session is None or last - session.seq > SHORT:
        return None
    log = store.outlines.log(id_, session.seq)
    for event in await store.load(id_, after=session.seq):
        log.append(event)
        session = reduce(session, event)
    return _reviewed(store, id_, log, session, partial(read_whole, store, id_))


async def read_whole(
    store: Store, session_id: str, tell: Tell
) -> tuple[list[Event], Timeline]:
    """All events of a session, and what they lead to, page by page.

    Raises:
        StoreError: there is no such session, or it cannot be read.
    """
    of = await store.last_seq(session_id)
    events: list[Event] = []
    timeline = Timeline(events)
    with collector_paused():
        while page := await store.load(session_id, after=len(events), at_most=PAGE):
            events += page
            await asyncio.to_thread(timeline.fold_on)
            tell(len(events), of)
    return events, timeline


async def folded(events: Sequence[Event]) -> Session:
    """What events lead to, while a screen goes on."""

    def fold() -> Session:
        with collector_paused():
            return replay(events)

    return await asyncio.to_thread(fold)


async def keep_outline(store: Store, journal: Journal) -> None:
    """Write the outline of a long session, by which it opens at once the next time."""
    if len(journal.events) > SHORT:
        session = journal.session
        events = journal.events[: session.seq]
        await store.outlines.write(session.id, session, events)


def _reviewed(
    store: Store,
    id_: str,
    events: list[Event] | EventLog,
    session: Session,
    read: ReadWhole | None = None,
) -> Reviewed:
    async def save(event: Event) -> None:
        if not isinstance(event, NodeMarked | NodeNoted):
            raise StoreError("a session in review is not written to")
        async with store.running(id_):
            await store.append(id_, event)

    journal = Journal(save=save, clock=time.time, events=events, session=session)
    controller = Controller(
        journal, handle=None, read_text=store.read_text, read_whole=read
    )
    return Reviewed(controller, journal)
