"""What a tool gave is the same value after a crash as before it."""

from __future__ import annotations

import json

import pytest

from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.values import JSON
from tests.engine.cut import Bed, approve_all
from tests.engine.live import code

VALUES: list[JSON] = ["42", "[1, 2]", '"so"', "null", "words", 42, [1, "2"], None, ""]
SCRIPT = (
    {
        "match": "<question>\nroot",
        "text": code("v = await tools.look()\nFINAL(repr(v))"),
    },
)


def looking(value: JSON) -> Bed:
    """A session whose tool gives a value, which a person is to pass on."""

    async def look() -> JSON:
        """Looks."""
        return value

    bed = Bed(script=SCRIPT, brings={"tools": {"look": look}})
    bed.rules = ("hold gate:result",)
    return bed


@pytest.mark.parametrize("value", VALUES, ids=json.dumps)
async def test_a_result_that_was_held_keeps_its_type(value: JSON) -> None:
    bed = looking(value)
    async with bed.up() as run:
        await run.held("result", "0.1")

    async with bed.up() as run:
        await approve_all(run)

    assert bed.session.answer is not None
    assert bed.session.answer.preview == repr(value)


async def test_a_record_that_does_not_say_is_read_as_json() -> None:
    bed = looking([7])
    async with bed.up() as run:
        await run.held("result", "0.1")
    bed.saved = [
        event.model_copy(update={"is_value": None})
        if isinstance(event, TicketRaised)
        else event
        for event in bed.saved
    ]

    async with bed.up() as run:
        await approve_all(run)

    assert bed.session.answer is not None
    assert bed.session.answer.preview == "[7]"
