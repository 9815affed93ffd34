"""What the journal puts off is saved with what follows, and never lost unseen."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.events import Event, RunStarted
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.events_of_steering import SessionRenamed
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.timeline import Timeline
from rlm_tui.errors import StoreError
from tests.factories import created, root_started, turn
from tests.fakes import MemoryStore
from tests.journals import (
    PATIENCE_S,
    QuickStore,
    SlowStore,
    journal,
    quick_journal,
    warned,
)


async def test_what_is_put_off_is_there_for_the_engine_and_for_nobody_else() -> None:
    store = QuickStore()
    door = quick_journal(store)
    before = await door.record(created())
    told: list[Event] = []
    door.subscribe(lambda _session, event: told.append(event))

    door.put_off(root_started())

    assert door.ahead.nodes["0"].state == "queued"
    assert door.session is before
    assert told == []
    assert len(store.saved) == 1


async def test_what_was_put_off_is_saved_with_the_next_and_folded_once() -> None:
    store = QuickStore()
    door = quick_journal(store)
    await door.record(created())
    door.put_off(root_started())
    ahead = door.ahead.nodes["0"]

    session = await door.record(warned("go on"))

    assert store.together == [1, 2]
    assert session is door.session is door.ahead
    assert session.nodes["0"].prompt is ahead.prompt
    assert replay(store.saved) == session


async def test_what_was_put_off_is_told_even_if_nothing_follows() -> None:
    door = quick_journal(QuickStore())
    await door.record(created())
    told = asyncio.Event()
    door.subscribe(lambda _session, _event: told.set())

    door.put_off(root_started())

    async with asyncio.timeout(PATIENCE_S):
        await told.wait()
    assert "0" in door.session.nodes


async def test_it_is_told_where_saving_takes_longer() -> None:
    door = journal(MemoryStore())
    await door.record(created())
    told = asyncio.Event()
    door.subscribe(lambda _session, _event: told.set())

    door.put_off(root_started())

    async with asyncio.timeout(PATIENCE_S):
        await told.wait()
    assert door.session is door.ahead
    assert "0" in door.session.nodes


@pytest.mark.parametrize("can", [True, False])
async def test_at_the_end_nothing_is_left_that_was_put_off(can: bool) -> None:
    store = QuickStore()
    store.can = can
    door = quick_journal(store)
    await door.record(created())
    door.put_off(root_started())

    await door.save_rest()

    assert door.session is door.ahead
    assert "0" in door.session.nodes


async def test_it_is_told_that_the_rest_could_not_be_saved() -> None:
    door = quick_journal(QuickStore(fails_at="node_started"))
    await door.record(created())
    door.put_off(root_started())

    with pytest.raises(StoreError, match="full at node_started"):
        await door.save_rest()


async def test_what_could_not_be_saved_a_moment_later_stops_the_run() -> None:
    store = SlowStore(fails_at="node_started")
    door = journal(store)
    store.let.set()
    await door.record(created())
    store.begun.clear()

    door.put_off(root_started())
    async with asyncio.timeout(PATIENCE_S):
        await store.begun.wait()

    with pytest.raises(StoreError, match="full at node_started"):
        await door.record(warned("go on"))


async def test_what_is_only_shown_does_not_overtake_what_was_put_off() -> None:
    door = quick_journal(QuickStore())
    for event in (created(), root_started(), turn()[0]):
        await door.record(event)
    told: list[str] = []
    door.subscribe(lambda _session, event: told.append(event.kind))

    door.put_off(turn()[1])
    await door.record(ReplyDelta(node="0", iteration=1, text="Ye"))

    assert told == ["call_started", "reply_delta"]
    assert door.session.nodes["0"].iterations[0].draft == "Ye"
    assert door.ahead is door.session


async def test_what_is_shown_while_another_is_saved_stays() -> None:
    store = SlowStore()
    door = journal(store)
    store.let.set()
    for event in (created(), root_started(), *turn()[:2]):
        await door.record(event)
    store.let.clear()
    store.begun.clear()

    async with asyncio.TaskGroup() as group:
        group.create_task(door.record(warned("slow")))
        await store.begun.wait()
        await door.record(ReplyDelta(node="0", iteration=1, text="Ye"))
        store.let.set()

    assert door.session.nodes["0"].iterations[0].draft == "Ye"
    assert door.session.nodes["0"].warnings == ("slow",)
    assert door.ahead is door.session


async def test_nothing_follows_what_was_put_off_and_could_not_be_saved() -> None:
    store = QuickStore(fails_at="node_started")
    door = quick_journal(store)
    before = await door.record(created())
    told: list[Event] = []
    door.subscribe(lambda _session, event: told.append(event))
    door.put_off(root_started())

    with pytest.raises(StoreError, match="full at node_started"):
        await door.record(ReplyDelta(node="0", iteration=1, text="x"))
    with pytest.raises(StoreError, match="full at node_started"):
        await door.record(warned("go on"))

    assert told == []
    assert door.session is door.ahead is before
    assert len(store.saved) == 1


async def test_nobody_waits_for_a_save_that_was_cut() -> None:
    store = SlowStore()
    door = journal(store)
    mine = asyncio.all_tasks()
    callers = {asyncio.ensure_future(door.record(e)) for e in (created(), RunStarted())}
    await store.begun.wait()

    # As the loop does when the program ends; the first of both saves for both.
    saving = asyncio.all_tasks() - mine - callers
    min(saving, key=lambda task: int(task.get_name().rpartition("-")[2])).cancel()
    store.let.set()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait(callers)

    [told] = [task.exception() for task in callers if not task.cancelled()]
    assert isinstance(told, StoreError)
    with pytest.raises(StoreError, match="cut"):
        await door.record(RunStarted())
    assert (store.saved, door.events) == ([], [])


async def test_nothing_is_put_off_after_what_could_not_be_saved() -> None:
    store = SlowStore(fails_at="node_started")
    door = journal(store)
    store.let.set()
    await door.record(created())
    store.begun.clear()
    door.put_off(root_started())
    async with asyncio.timeout(PATIENCE_S):
        await store.begun.wait()
    await asyncio.sleep(0)

    with pytest.raises(StoreError, match="full at node_started"):
        door.put_off(warned("go on"))


class LateStore(SlowStore):
    """Has an event on the disk before it says so."""

    async def save(self, event: Event) -> None:
        """Keep it, then wait."""
        self._keep(event)
        self.begun.set()
        await self.let.wait()


@pytest.mark.parametrize("is_read", [True, False], ids=["with it", "without it"])
async def test_all_that_was_read_while_a_mark_is_saved_has_it_once(
    is_read: bool,
) -> None:
    store = LateStore()
    store.let.set()
    door = journal(store)
    for event in (created(), root_started()):
        await door.record(event)
    before = list(store.saved)
    told: list[int] = []
    door.subscribe(lambda _session, event: told.append(event.seq))
    store.let.clear()
    store.begun.clear()

    async with asyncio.TaskGroup() as group:
        group.create_task(door.record(warned("mark")))
        await store.begun.wait()
        events = list(store.saved) if is_read else before
        door.hold_whole(events, Timeline(events))
        group.create_task(door.record(warned("next")))
        await asyncio.sleep(0)
        ahead = door.ahead
        store.let.set()

    assert [event.seq for event in door.events] == [1, 2, 3, 4]
    assert [event.seq for event in store.saved] == [1, 2, 3, 4]
    assert told == [3, 4]
    assert door.session.nodes["0"].warnings == ("mark", "next")
    assert ahead.nodes["0"].warnings == ("mark", "next")
    assert replay(store.saved) == door.session


async def test_what_was_put_off_is_not_lost_unnoticed_with_what_follows() -> None:
    store = QuickStore(fails_at="node_started")
    door = quick_journal(store)
    await door.record(created())
    await door.record(RunStarted())
    told: list[str] = []
    door.subscribe(lambda session, _event: told.append(f"{session.status}"))
    door.put_off(root_started())

    with pytest.raises(StoreError, match="full"):
        await door.record(SessionRenamed(title="mine"))
    with pytest.raises(StoreError, match="full"):
        door.put_off(RunStarted())

    assert told == ["interrupted"]
    assert door.session.error == "the disk is full at node_started"
