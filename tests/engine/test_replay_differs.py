"""Code that is run again and does something else is a stop, or an end."""

from __future__ import annotations

from typing import Any

import pytest

from rlm_tui.errors import ReplayError
from tests.engine.cut import Bed
from tests.engine.live import code

CHANGING = (
    {
        "match": "<question>\nroot",
        "text": code("import os\nx = os.urandom(8).hex()\nprint(x)"),
    },
    {"match": "output", "text": code("print(await llm_query('q1'))")},
    {"match": "^q1", "text": "yes q1"},
    {"match": "yes q1", "text": code("FINAL(x)")},
)


async def differing(**settings: Any) -> Bed:
    """A run that was cut at a query, after code that is never the same twice."""
    script = (*CHANGING[2:], *CHANGING[:2])
    bed = Bed(script=script, rules=("hold gate:query",), **settings)
    async with bed.up() as run:
        await run.held("query")
    return bed


async def test_code_that_comes_out_differently_is_a_stop() -> None:
    bed = await differing()

    async with bed.up() as run:
        ticket = await run.held("error")
        await run.handle.approve(ticket.id)
        await run.let_go("query")
        await run.end()

    assert ticket.hold == "replay"
    assert "replay differs at 0 it 1 block 1: it wrote something else" in ticket.why
    assert bed.session.status == "answered"


async def test_a_stop_for_a_difference_waits_again_and_is_asked_once() -> None:
    bed = await differing()
    async with bed.up() as run:
        first = await run.held("error")

    async with bed.up() as run:
        again = await run.held("error")
        assert (again.id, len(run.session.waiting)) == (first.id, 2)
        await run.handle.approve(again.id)
    async with bed.up() as run:
        await run.let_go("query")
        await run.end()

    assert bed.session.status == "answered"


async def test_a_person_may_give_up_what_came_out_differently() -> None:
    bed = await differing()

    async with bed.up() as run:
        ticket = await run.held("error")
        await run.handle.reject(ticket.id)
        await run.end()

    assert bed.session.status == "failed"
    assert "replay differs" in (bed.session.error or "")


async def test_nobody_there_leaves_what_differs_for_somebody() -> None:
    bed = await differing()
    bed.saved[0] = bed.saved[0].model_copy(update={"attended": False})

    with pytest.raises(ReplayError, match="replay differs at 0 it 1 block 1"):
        async with bed.up() as run:
            await run.end()

    assert bed.session.status is None
