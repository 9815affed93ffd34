"""The one door for events."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.events import Event, RunStarted
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.errors import StoreError
from rlm_tui.journal import AT_ONCE, Journal
from tests.factories import created, root_started, turn
from tests.fakes import MemoryStore
from tests.journals import (
    QuickStore,
    SlowQuickStore,
    SlowStore,
    journal,
    quick_journal,
    warned,
)


async def test_an_event_is_numbered_saved_folded_and_told_in_that_order() -> None:
    store = MemoryStore()
    door = journal(store)
    told: list[tuple[int, int, int]] = []
    door.subscribe(lambda s, e: told.append((len(store.saved), s.seq, e.seq)))

    await door.record(created())
    await door.record(RunStarted())

    assert told == [(1, 1, 1), (2, 2, 2)]
    assert [(event.seq, event.at) for event in store.saved] == [(1, 5.0), (2, 5.0)]
    assert door.events == store.saved


async def test_the_answer_is_the_session_after_the_event() -> None:
    door = journal(MemoryStore())

    session = await door.record(created(title="t"))

    assert session is door.session
    assert session.title == "t"


async def test_what_cannot_be_saved_changes_nothing_and_is_not_told() -> None:
    door = journal(MemoryStore(fails_at="run_started"))
    before = await door.record(created())
    told: list[Event] = []
    door.subscribe(lambda _session, event: told.append(event))

    with pytest.raises(StoreError):
        await door.record(RunStarted())

    assert door.session is before
    assert len(door.events) == 1
    assert told == []


async def test_transient_events_are_told_and_not_saved() -> None:
    store = MemoryStore()
    door = journal(store)
    for event in (created(), root_started(), *turn()[:2]):
        await door.record(event)
    told: list[Event] = []
    door.subscribe(lambda _session, event: told.append(event))

    session = await door.record(ReplyDelta(node="0", iteration=1, text="Ye"))

    assert session.nodes["0"].iterations[0].draft == "Ye"
    assert [event.kind for event in told] == ["reply_delta"]
    assert len(store.saved) == len(door.events) == 4


async def test_many_at_once_are_numbered_in_the_order_of_the_file() -> None:
    store = MemoryStore()
    door = journal(store)
    await door.record(created())
    await door.record(root_started())

    async with asyncio.TaskGroup() as group:
        for n in range(20):
            group.create_task(door.record(warned(str(n))))

    assert [event.seq for event in store.saved] == list(range(1, 23))
    assert replay(store.saved) == door.session


async def test_a_caller_that_is_cancelled_while_saving_loses_nothing() -> None:
    store = SlowStore()
    door = journal(store)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(door.record(created()))
        await store.begun.wait()
        task.cancel()
        store.let.set()

    assert task.cancelled()
    assert [event.kind for event in store.saved] == ["session_created"]
    assert door.session.seq == 1


async def test_a_cancelled_caller_goes_on_only_when_its_event_is_in() -> None:
    store = SlowStore()
    door = journal(store)
    seen: list[int] = []

    async def engine() -> None:
        try:
            await door.record(created())
        finally:
            seen.append(door.session.seq)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(engine())
        await store.begun.wait()
        task.cancel()
        group.create_task(_cancel_again_and_let(task, store))

    assert seen == [1]


async def _cancel_again_and_let(task: asyncio.Task[None], store: SlowStore) -> None:
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    store.let.set()


async def test_a_subscriber_can_leave_while_it_is_told() -> None:
    door = journal(MemoryStore())
    told: list[int] = []

    def once(session: Session, _event: Event) -> None:
        told.append(session.seq)
        leave()

    leave = door.subscribe(once)
    await door.record(created())
    await door.record(RunStarted())
    leave()

    assert told == [1]


async def test_a_journal_goes_on_where_a_saved_session_ended() -> None:
    store = MemoryStore()
    first = journal(store)
    await first.record(created())
    second = Journal(save=store.save, clock=lambda: 6.0, events=tuple(store.saved))

    session = await second.record(RunStarted(attempt=2))

    assert (session.seq, session.attempt) == (2, 2)


async def test_what_is_saved_at_once_needs_no_turn_of_the_loop() -> None:
    door = quick_journal(QuickStore())
    recording = door.record(created(title="t"))

    with pytest.raises(StopIteration) as stopped:
        recording.send(None)

    assert stopped.value.value is door.session
    assert door.session.title == "t"


async def test_what_takes_longer_keeps_its_number_and_its_place() -> None:
    store = QuickStore()
    door = quick_journal(store)
    await door.record(created())
    store.can = False
    door.put_off(root_started())
    await door.record(warned("slow"))
    store.can = True
    await door.record(warned("quick"))

    assert [event.seq for event in store.saved] == [1, 2, 3, 4]
    assert replay(store.saved) == door.session


async def test_nothing_overtakes_what_is_being_saved() -> None:
    store = SlowQuickStore()
    door = quick_journal(store)
    store.can = False

    async with asyncio.TaskGroup() as group:
        group.create_task(door.record(created()))
        await store.begun.wait()
        store.can = True
        group.create_task(door.record(root_started()))
        await asyncio.sleep(0)
        store.let.set()

    assert [event.kind for event in store.saved] == ["session_created", "node_started"]
    assert [event.seq for event in store.saved] == [1, 2]


async def test_what_cannot_be_saved_at_once_changes_nothing() -> None:
    store = QuickStore(fails_at="run_started")
    door = quick_journal(store)
    before = await door.record(created())

    with pytest.raises(StoreError):
        await door.record(RunStarted())

    assert door.session is before
    assert door.events == store.saved


async def test_very_many_at_once_do_not_hold_up_the_loop() -> None:
    store = QuickStore()
    door = quick_journal(store)
    await door.record(created())
    await door.record(root_started())
    for n in range(2 * AT_ONCE):
        door.put_off(warned(str(n)))
    turns: list[int] = []

    async with asyncio.TaskGroup() as group:
        group.create_task(door.record(warned("last")))
        for _ in range(4):
            await asyncio.sleep(0)
            turns.append(len(store.saved))

    assert len(set(turns)) > 1
    assert [event.seq for event in store.saved] == list(range(1, 2 * AT_ONCE + 4))
