"""The one door for events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from rlm_tui.domain.events import Event, RunStarted, Warned
from rlm_tui.domain.events_of_calls import ReplyDelta
from rlm_tui.domain.events_of_steering import SessionRenamed
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.session import Session
from rlm_tui.domain.timeline import Timeline
from rlm_tui.errors import StoreError
from rlm_tui.journal import AT_ONCE, Journal
from tests.factories import created, root_started, turn
from tests.fakes import MemoryStore


class SlowStore(MemoryStore):
    """Saves only when it is let."""

    def __init__(self, *, fails_at: str | None = None) -> None:
        super().__init__(fails_at=fails_at)
        self.begun = asyncio.Event()
        self.let = asyncio.Event()

    async def save(self, event: Event) -> None:
        """Wait, then keep it."""
        self.begun.set()
        await self.let.wait()
        await super().save(event)


def journal(store: MemoryStore) -> Journal:
    """An empty one, at five o'clock."""
    return Journal(save=store.save, clock=lambda: 5.0)


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
            group.create_task(door.record(_warned(str(n))))

    assert [event.seq for event in store.saved] == list(range(1, 23))
    assert replay(store.saved) == door.session


def _warned(message: str) -> Warned:
    return Warned(node="0", warning="loop", message=message)


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


class QuickStore(MemoryStore):
    """Saves without waiting, when it can."""

    can = True

    def __init__(self, *, fails_at: str | None = None) -> None:
        super().__init__(fails_at=fails_at)
        self.together: list[int] = []
        """How many events were saved at a time."""

    def save_now(self, events: Sequence[Event]) -> bool:
        """Keep events, or say that it takes longer."""
        if self.can:
            self.together.append(len(events))
            for event in events:
                self._keep(event)
        return self.can


def quick_journal(store: QuickStore) -> Journal:
    return Journal(save=store.save, save_now=store.save_now, clock=lambda: 5.0)


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
    await door.record(_warned("slow"))
    store.can = True
    await door.record(_warned("quick"))

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


class SlowQuickStore(QuickStore, SlowStore):
    """Saves at once or only when it is let."""


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
        door.put_off(_warned(str(n)))
    turns: list[int] = []

    async with asyncio.TaskGroup() as group:
        group.create_task(door.record(_warned("last")))
        for _ in range(4):
            await asyncio.sleep(0)
            turns.append(len(store.saved))

    assert len(set(turns)) > 1
    assert [event.seq for event in store.saved] == list(range(1, 2 * AT_ONCE + 4))


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

    session = await door.record(_warned("go on"))

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

    async with asyncio.timeout(5):
        await told.wait()
    assert "0" in door.session.nodes


async def test_it_is_told_where_saving_takes_longer() -> None:
    door = journal(MemoryStore())
    await door.record(created())
    told = asyncio.Event()
    door.subscribe(lambda _session, _event: told.set())

    door.put_off(root_started())

    async with asyncio.timeout(5):
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
    async with asyncio.timeout(5):
        await store.begun.wait()

    with pytest.raises(StoreError, match="full at node_started"):
        await door.record(_warned("go on"))


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
        group.create_task(door.record(_warned("slow")))
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
        await door.record(_warned("go on"))

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
    async with asyncio.timeout(5):
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
    async with asyncio.timeout(5):
        await store.begun.wait()
    await asyncio.sleep(0)

    with pytest.raises(StoreError, match="full at node_started"):
        door.put_off(_warned("go on"))


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
        group.create_task(door.record(_warned("mark")))
        await store.begun.wait()
        events = list(store.saved) if is_read else before
        door.hold_whole(events, Timeline(events))
        group.create_task(door.record(_warned("next")))
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
