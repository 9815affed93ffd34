"""A run that a person had begun goes on while nobody is there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rlm_tui.domain.absence import Absence
from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.session import Session
from tests.engine.cut import Bed
from tests.engine.live import code

NOBODY = "nobody is there to allow it"
SCRIPT = (
    {
        "match": "<question>\nroot",
        "text": code(
            "try:\n    a = await llm_query('q1')\nexcept Exception as e:\n    a = e\n"
            "FINAL(str(a))"
        ),
    },
    {"match": "^q1", "text": "yes"},
)


async def left_at(gate: Gate, *rules: str, script: Sequence[object] = SCRIPT) -> Bed:
    """A session that waited for its person at a gate when it was left."""
    bed = Bed(rules=rules, script=script)
    async with bed.up() as run:
        await run.held(gate)
    return bed


async def alone(bed: Bed, absent: Absence) -> Session:
    """The session after it has gone on without its person."""
    async with bed.up(attended=False, absent=absent) as run:
        await run.end()
    return bed.session


async def test_what_waits_is_passed_as_it_was_edited() -> None:
    bed = await left_at("query", "hold gate:query")
    async with bed.up() as run:
        await run.handle.edit((await run.held("query")).id, "q1 please")

    session = await alone(bed, "pass")

    [ticket] = session.tickets.values()
    assert (ticket.verb, ticket.actor) == ("approve", "engine")
    assert [request.messages[-1].content for request in bed.requests][-1] == "q1 please"
    assert session.answer is not None
    assert session.answer.preview == "yes"


async def test_what_waits_is_denied_in_words() -> None:
    session = await alone(await left_at("query", "hold gate:query"), "deny")

    assert session.answer is not None
    assert NOBODY in session.answer.preview
    assert session.status == "answered"


async def test_what_cannot_be_denied_waits_for_whoever_started_the_run() -> None:
    bed = await left_at("call", "hold gate:call")
    async with bed.up(attended=False, absent="deny") as run:
        ticket = await run.held("call")

    assert ticket.verb is None


@pytest.mark.parametrize("absent", ["pass", "deny", "stop"])
async def test_pauses_of_every_kind_end(absent: Absence) -> None:
    bed = Bed(script=SCRIPT)
    async with bed.up() as run:
        await run.handle.pause()
        await run.handle.latch("node", "0")
        await run.held("call")

    session = await alone(bed, absent)

    assert session.status == "answered"
    assert (session.intent, session.latches) == ("run", ())


async def test_rules_that_come_up_later_are_dealt_with_as_well() -> None:
    bed = await left_at("query", "hold gate:query,final")

    session = await alone(bed, "pass")

    assert session.status == "answered"
    assert [ticket.gate for ticket in session.tickets.values()] == ["query"]
    assert session.absent == "pass"


async def test_a_limit_is_not_raised() -> None:
    bed = Bed(script=SCRIPT, limits={"max_llm_calls": 0})
    async with bed.up() as run:
        await run.held("limit")

    session = await alone(bed, "pass")

    [ticket] = session.tickets.values()
    assert (ticket.gate, ticket.verb) == ("limit", "reject")
    assert session.status is not None


async def test_a_failure_is_given_up() -> None:
    refused = {"match": "^q1", "error": {"type": "refused", "message": "no"}}
    bed = await left_at("error", script=(SCRIPT[0], refused))

    session = await alone(bed, "pass")

    [ticket] = session.tickets.values()
    assert (ticket.gate, ticket.verb) == ("error", "reject")
    assert session.nodes["0.1"].state == "failed"
    assert session.status == "answered"


async def test_a_run_can_be_ended_before_it_is_where_it_was_cut() -> None:
    bed = await left_at("query", "hold gate:query")
    async with bed.up() as run:
        await run.handle.abort()
        await run.handle.wait()

    assert bed.session.status == "stopped"
