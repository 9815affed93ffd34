"""Files that others wrote are read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rlm_tui.domain.brought import Brought
from rlm_tui.domain.events import (
    EVENT,
    SCHEMA_VERSION,
    Event,
    NodeFinished,
    SessionCreated,
)
from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.domain.events_of_tickets import Passed, TicketRaised
from rlm_tui.domain.reduce import replay
from rlm_tui.domain.text import Text
from rlm_tui.errors import ExchangeError
from rlm_tui.exchange.admission import DEEPEST
from rlm_tui.exchange.jsonl import FORMAT, VERSION
from rlm_tui.main.sharing import (
    Import,
    exported,
    import_file,
    write_file,
)
from rlm_tui.storage.ids import is_session_id
from rlm_tui.storage.store import Store
from tests.factories import (
    block,
    call_started,
    child_started,
    created,
    finished_session,
    held,
    root_started,
    turn,
)


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


@pytest.mark.parametrize("took_s", [-1.0, 1e300])
async def test_a_duration_that_cannot_be_is_refused(
    tmp_path: Path, took_s: float
) -> None:
    reply = turn()[-1].model_copy(update={"elapsed_s": took_s})

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match=r"took .* s, which cannot be"):
            await imported(store, tmp_path, [created(), root_started(), reply])


@pytest.mark.parametrize("node", ["", "1", "0.", "0..1", "0.01", "0.-1", "0.x", "0.²"])
async def test_a_node_that_has_no_path_is_refused(tmp_path: Path, node: str) -> None:
    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match="is no node"):
            await imported(
                store, tmp_path, [created(), root_started(), child_started(node)]
            )


@pytest.mark.parametrize(
    "ticket", ["", "0:call:", "0:call:0", "0:call:-1", "0:call:1:2", "1", "0:exec:1"]
)
async def test_a_ticket_that_no_run_could_find_again_is_refused(
    tmp_path: Path, ticket: str
) -> None:
    raised = TicketRaised(node="0", ticket=ticket, owner="0", gate="call")

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match="is no ticket of 0 at its gate call"):
            await imported(store, tmp_path, [created(), root_started(), raised])


async def test_nor_is_one_that_a_call_tells_of(tmp_path: Path) -> None:
    forged = call_started().model_copy(
        update={"passed": Passed(ticket="0:exec:1", owner="0")}
    )

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match="is no ticket of 0 at its gate query"):
            await imported(store, tmp_path, [created(), root_started(), forged])


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "zz"}, "event 1: this event cannot be read: input tag 'zz' found"),
        (
            {"kind": "node_marked", "node": 3, "marked": True},
            "event 1: this node_marked cannot be read at node: input should be a valid "
            "string; found 3",
        ),
        (
            {"kind": "run_started", "at": "nan"},
            "event 1: this run_started cannot be read at at: input should be a finite "
            "number; found 'nan'",
        ),
    ],
)
async def test_what_is_wrong_with_an_event_is_said(
    tmp_path: Path, fields: dict[str, object], says: str
) -> None:
    head = {"format": FORMAT, "version": VERSION, "event_version": SCHEMA_VERSION}
    file = tmp_path / "export.jsonl"
    lines = [head | {"events": 1}, {"event": fields}]
    file.write_text("\n".join(map(json.dumps, lines)))

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError) as caught:
            await import_file(store, file)

    assert str(caught.value).startswith(f"{file}: {says}")
    assert "\n" not in str(caught.value)


async def test_code_of_a_turn_that_never_began_is_refused(tmp_path: Path) -> None:
    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match=r"code_executed.* does not follow"):
            await imported(
                store, tmp_path, [created(), root_started(), block(code="1")[-1]]
            )


async def test_a_further_question_is_the_roots_alone(tmp_path: Path) -> None:
    asked = QuestionAsked(node="0.1", question=Text.of("And?"))
    before: list[Event] = [created(), root_started(), child_started("0.1")]

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match=r"asked of 0\.1: only the root"):
            await imported(store, tmp_path, [*before, asked])


ENDED = NodeFinished(node="0.1", state="done", answer=Text.of("yes"))


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (child_started("0.1"), "begins 0.1, which has begun"),
        (call_started("0.1"), "has 0.1 at work after its end"),
        (held("0.1"), "has 0.1 at work after its end"),
        (child_started("0.1.1"), "has 0.1 at work after its end"),
    ],
    ids=["twice", "a call", "a stop", "a child"],
)
async def test_a_node_that_has_ended_stays_so(
    tmp_path: Path, event: Event, words: str
) -> None:
    before: list[Event] = [created(), root_started(), child_started("0.1"), ENDED]

    async with Store.open(None) as store:
        with pytest.raises(ExchangeError, match=words):
            await imported(store, tmp_path, [*before, event])


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


async def test_an_import_and_an_export_tell_how_far_they_are(tmp_path: Path) -> None:
    file, told = tmp_path / "again.jsonl", list[tuple[int, int]]()
    turns = [event for number in range(1, 200) for event in turn(number=number)]

    async with Store.open(None) as store:
        events = [created(), root_started(), *turns]
        found = await imported(store, tmp_path, events)
        pieces = exported(store, found.sessions[0], "jsonl")
        size = await write_file(
            pieces, file, overwrite=False, tell=lambda *so_far: told.append(so_far)
        )
        written, told = told, []
        async with Store.open(None) as other:
            await import_file(other, file, tell=lambda *so_far: told.append(so_far))

    assert 0 < written[-1][0] <= size
    assert told[-1] == (size, size)
    assert sorted(told) == told
