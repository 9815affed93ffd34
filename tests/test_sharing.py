"""Files that others wrote are read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rlm_tui.domain.brought import Brought
from rlm_tui.domain.events import EVENT, SCHEMA_VERSION, Event, SessionCreated
from rlm_tui.domain.reduce import replay
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.jsonl import FORMAT, VERSION
from rlm_tui.sharing import DEEPEST, Import, import_file
from rlm_tui.storage.ids import is_session_id
from rlm_tui.storage.store import Store
from tests.factories import child_started, created, finished_session, root_started, turn


async def imported(store: Store, folder: Path, events: Sequence[Event]) -> Import:
    head = {"format": FORMAT, "version": VERSION, "event_version": SCHEMA_VERSION}
    lines = [json.dumps({**head, "events": len(events)})]
    lines += [f'{{"event": {EVENT.dump_json(event).decode()}}}' for event in events]
    file = folder / "export.jsonl"
    file.write_text("\n".join(lines))
    return await import_file(store, file)


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "s_" + "x" * 5_000, "s_\0", "s_a\n", "s_/.."]
)
async def test_an_id_that_is_no_name_of_a_file_is_replaced(
    tmp_path: Path, name: str
) -> None:
    async with Store.open(tmp_path / "sessions.db") as store:
        found = await imported(store, tmp_path, [created(session=name)])
        [row] = await store.sessions()
        await store.delete(row.id)

    assert found.sessions == (row.id,)
    assert is_session_id(row.id)


async def test_an_id_as_we_give_them_is_kept(tmp_path: Path) -> None:
    async with Store.open(None) as store:
        found = await imported(store, tmp_path, finished_session())

    assert found.sessions == ("s_test01",)


@pytest.mark.parametrize(
    "events",
    [
        [root_started()],
        [created(), *turn()],
        [created(), root_started(), turn()[1].model_copy(update={"node": "0.7"})],
    ],
)
async def test_events_that_lead_nowhere_are_refused(
    tmp_path: Path, events: Sequence[Event]
) -> None:
    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match="not"):
            await imported(store, tmp_path, events)

        assert await store.ids() == []


@pytest.mark.parametrize("at", [-1e18, -1.0, 1e18])
async def test_a_time_that_no_calendar_has_is_refused(
    tmp_path: Path, at: float
) -> None:
    first = created().model_copy(update={"at": at})

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match="no time"):
            await imported(store, tmp_path, [first])

        assert await store.ids() == []


async def test_nodes_without_a_bottom_are_refused(tmp_path: Path) -> None:
    below = [child_started("0" + ".1" * depth) for depth in range(1, DEEPEST + 2)]

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match="deeper than 100"):
            await imported(store, tmp_path, [created(), root_started(), *below])


async def test_a_file_names_nothing_that_is_run_or_called_here(tmp_path: Path) -> None:
    brought = Brought(api_base="http://evil", tools_file="/tmp/evil.py")
    first = created().model_copy(update={"brought": brought})

    async with Store.open(None) as store:
        [id_] = (await imported(store, tmp_path, [first])).sessions
        events = await store.load(id_)

    assert isinstance(events[0], SessionCreated)
    assert events[0].brought == Brought()
    assert replay(events).id == id_
