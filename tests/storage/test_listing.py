"""Saved sessions as the list tells of them."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events import (
    RunStarted,
    SessionFinished,
)
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.limits import Usage
from rlm_tui.domain.reduce import replay
from rlm_tui.errors import SessionNotFoundError
from rlm_tui.storage.store import Store
from tests.storage.samples import (
    SESSION,
    created,
    numbered,
    samples,
    save,
)


async def test_sessions_are_found_by_the_beginning_of_their_id(store: Store) -> None:
    for session in ("s_4k1f0z", "s_4k2aaa", "s_9zzzzz"):
        await store.append(session, created(session, seq=1))

    assert await store.resolve("s_9") == "s_9zzzzz"
    assert await store.resolve("4k1") == "s_4k1f0z"
    assert await store.resolve("s_4k2aaa") == "s_4k2aaa"
    with pytest.raises(SessionNotFoundError, match=r"several .* s_4k1f0z, s_4k2aaa"):
        await store.resolve("s_4")
    with pytest.raises(SessionNotFoundError, match="near it: s_4k1f0z"):
        await store.resolve("s_4k1f0x")
    with pytest.raises(SessionNotFoundError, match="no session 's_nope'"):
        await store.load("s_nope")


async def test_the_list_tells_what_happened(store: Store) -> None:
    await save(store, samples())

    [row] = await store.sessions()

    assert (row.id, row.title, row.status) == (
        SESSION,
        "Contracts of May",
        "stopped",
    )
    assert (row.marked, row.note[:10]) == (True, "Ask again.")
    assert (row.question[:13], row.context) == ("And who pays?", "contracts/")
    assert (row.model, row.sub_model) == ("openai/gpt-5", "openai/gpt-5-mini")
    assert (row.nodes, row.calls, row.cost) == (2, 2, 0.5)
    assert (row.waiting, row.events) == (1, len(samples()))
    assert (row.created_at, row.updated_at) == (1_000.5, 1_009)
    assert (row.parent, row.answer) == ("s_before", "14.2 and 22.1")


async def test_the_list_begins_with_the_newest(store: Store) -> None:
    for at, session in enumerate(("s_old", "s_middle", "s_new")):
        await store.append(session, created(session, seq=1, at=float(at)))

    ids = [row.id for row in await store.sessions()]

    assert ids == ["s_new", "s_middle", "s_old"]


async def test_a_cut_session_is_interrupted_and_a_live_one_runs(store: Store) -> None:
    waiting = TicketRaised(node="0", ticket="t", owner="0", gate="call", hold="rule")
    await save(store, numbered(created(), RunStarted(), waiting))

    async with store.running(SESSION):
        [during] = await store.sessions()
    [after] = await store.sessions()

    assert (during.status, during.waiting) == ("running", 1)
    assert (after.status, after.waiting) == ("interrupted", 1)


async def test_a_session_that_runs_again_has_no_end(store: Store) -> None:
    await save(
        store,
        numbered(created(), SessionFinished(status="failed"), RunStarted(attempt=2)),
    )

    [row] = await store.sessions()

    assert row.status == "interrupted"


async def test_a_cost_that_is_not_known_is_not_told(store: Store) -> None:
    [*before, finished] = samples()[:9]
    unpriced = finished.model_copy(update={"usage": Usage(calls=1, unpriced_calls=1)})
    await save(store, [*before, unpriced])

    [row] = await store.sessions()

    assert row.cost is None


async def test_the_list_says_what_the_folded_events_say(store: Store) -> None:
    for cut in range(1, len(samples()) + 1):
        id_ = f"s_{cut}"
        events = [created(id_, seq=1), *samples()[1:cut]]
        await save(store, events, id_)
        [row] = [row for row in await store.sessions() if row.id == id_]
        told = replay(events)
        root, is_priced = told.root, not told.usage.unpriced_calls

        assert (row.title, row.question) == (told.title, told.question.preview)
        assert (row.model, row.sub_model) == (told.model, told.sub_model)
        assert (row.context, row.parent) == (told.context.label, told.parent)
        assert row.status == (told.status or "interrupted")
        assert row.answer == (told.answer and told.answer.preview)
        assert row.confidence == (told.confidence if told.status else None)
        assert (row.waiting, row.nodes) == (len(told.waiting), len(told.nodes))
        assert row.calls == told.usage.calls
        assert row.cost == (told.usage.cost if is_priced else None)
        assert row.marked == (root is not None and "marked" in root.flags)
        assert row.note == (root.note.preview if root else "")
