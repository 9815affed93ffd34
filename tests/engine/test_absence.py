"""What rules hold while nobody is there."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import Live, code, live

ASKS = code("try:\n    a = llm_query('a')\nexcept Exception as e:\n    a = e\nFINAL(a)")
NOBODY = "nobody is there to allow it"


def queries(run: Live) -> list[TicketRaised]:
    """What was recorded at the gate `query`."""
    return [
        event
        for event in run.events
        if event.kind == "ticket_raised" and event.gate == "query"
    ]


async def test_what_is_passed_goes_on_and_is_recorded() -> None:
    async with live(
        ScriptedModel(ASKS, "x"),
        rules=["hold gate:query"],
        attended=False,
        absent="pass",
    ) as run:
        result = await run.end()

    [query] = queries(run)
    assert result.text == "x"
    assert (query.hold, query.rule) == (None, 1)
    assert query.why == f"rule 1: hold gate:query; passed: {NOBODY}"


async def test_what_is_denied_is_refused_with_words() -> None:
    async with live(
        ScriptedModel(ASKS), rules=["hold gate:query"], attended=False, absent="deny"
    ) as run:
        result = await run.end()

    [query] = queries(run)
    assert NOBODY in result.text
    assert (query.hold, query.rule, query.verb) == (None, 1, "reject")


@pytest.mark.parametrize("absent", ["stop", "hold"])
async def test_otherwise_it_waits_for_whoever_started_the_run(absent: str) -> None:
    async with live(
        ScriptedModel(ASKS, "x"),
        rules=["hold gate:query"],
        attended=False,
        absent="stop" if absent == "stop" else "hold",
    ) as run:
        ticket = await run.held("query")
        await run.handle.approve(ticket.id)
        result = await run.end()

    assert result.text == "x"


async def test_what_cannot_be_refused_waits_as_well() -> None:
    async with live(
        ScriptedModel("FINAL(1)"),
        rules=["hold gate:call"],
        attended=False,
        absent="deny",
    ) as run:
        ticket = await run.held("call")
        await run.handle.abort()
        await run.handle.stopped()

    assert ticket.hold == "rule"


async def test_with_a_person_there_everything_waits() -> None:
    async with live(
        ScriptedModel(ASKS, "x"), rules=["hold gate:query"], absent="pass"
    ) as run:
        ticket = await run.held("query")
        await run.handle.approve(ticket.id)
        await run.end()

    assert ticket.rule == 1


async def test_a_pause_holds_what_would_be_passed() -> None:
    async with live(
        ScriptedModel(ASKS, "x"),
        rules=["hold gate:call"],
        attended=False,
        absent="pass",
        paused=True,
    ) as run:
        ticket = await run.held("call")
        await run.handle.resume()
        await run.end()

    assert ticket.hold == "pause"
