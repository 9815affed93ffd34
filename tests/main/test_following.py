"""A session that another process runs is followed while it grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.errors import StoreError
from rlm_tui.journal import Journal
from rlm_tui.main.following import follow
from rlm_tui.storage.store import Store
from tests.factories import finished_session

SESSION = "s_test01"
EVENTS = finished_session()


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "sessions.db") as store:
        await store.append_all(SESSION, EVENTS[:5])
        yield store


@pytest.fixture
async def reader(tmp_path: Path, writer: Store) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "sessions.db", read_only=True) as store:
        yield store


async def journal_of(store: Store) -> Journal:
    async def refuse(_event: Event) -> None:
        raise StoreError("read only")

    events = await store.load(SESSION)
    return Journal(save=refuse, clock=lambda: 0.0, events=events)


def reached(journal: Journal, seq: int) -> asyncio.Event:
    """Set when the journal has an event."""
    found = asyncio.Event()

    def look(session: Session, _event: Event) -> None:
        if session.seq == seq:
            found.set()

    journal.subscribe(look)
    return found


async def test_what_another_process_saves_is_told(writer: Store, reader: Store) -> None:
    journal = await journal_of(reader)
    async with writer.running(SESSION), asyncio.TaskGroup() as group:
        following = group.create_task(follow(reader, journal, every_s=0))
        sixth = reached(journal, 6)
        await writer.append(SESSION, EVENTS[5])
        await sixth.wait()
        is_still_following = not following.done()
        last = reached(journal, len(EVENTS))
        await writer.append_all(SESSION, EVENTS[6:])
        await last.wait()
        following.cancel()

    assert is_still_following
    assert journal.session == replay(EVENTS)
    assert journal.events == EVENTS


async def test_it_ends_with_the_run_and_misses_nothing(
    writer: Store, reader: Store
) -> None:
    journal = await journal_of(reader)
    async with writer.running(SESSION):
        await writer.append_all(SESSION, EVENTS[5:])

    await follow(reader, journal, every_s=0)

    assert journal.session == replay(EVENTS)


async def test_a_session_that_nobody_runs_is_read_once(
    writer: Store, reader: Store
) -> None:
    journal = await journal_of(reader)

    await follow(reader, journal, every_s=0)

    assert journal.session == replay(EVENTS[:5])
