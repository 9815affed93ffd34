"""A branch stands where its parent stood, costs nothing until then, and goes on."""

from __future__ import annotations

import pytest

from rlm_tui.domain.branching import branch, forecast_branch, last_stop
from rlm_tui.domain.events import EVENT
from rlm_tui.domain.limits import Usage
from rlm_tui.errors import SteeringError
from tests.engine.cut import Bed, approve_all, timeless, undisturbed
from tests.engine.live import Live


def branched(parent: Bed, at: int) -> Bed:
    """A bed with a branch of a session."""
    return parent.branched(branch(parent.saved, at, session="s_2", now=9e9))


async def test_from_any_event_it_waits_before_anything_leaves() -> None:
    parent = await undisturbed(rules=("hold gate:query,final",))
    before = [EVENT.dump_json(event) for event in parent.saved]

    for at in range(1, len(parent.saved) + 1):
        bed = branched(parent, at)
        async with bed.up() as run:
            session = await run.until(lambda s: s.is_parked)
            assert bed.requests == [], at
            assert session.usage == Usage(), at
            await let_go(run)

        assert bed.session.status == "answered", at
        assert bed.session.answer == parent.session.answer, at
        left = [e for e in parent.saved[at:] if e.kind == "call_finished"]
        assert len(left) <= len(bed.requests) <= len(left) + 4, at

    assert [EVENT.dump_json(event) for event in parent.saved] == before


async def let_go(run: Live) -> None:
    """Let a branch go on, and approve what its rules hold."""
    await run.handle.resume()
    await approve_all(run)


async def test_at_a_stop_the_ticket_waits_again_and_can_be_edited() -> None:
    parent = await undisturbed(rules=("hold gate:query",))
    at = last_stop(parent.saved)
    raised = parent.saved[at - 1]
    assert raised.kind == "ticket_raised"
    bed = branched(parent, at)

    async with bed.up() as run:
        [ticket] = await run.all_held(1)
        assert ticket.id == raised.ticket
        await run.handle.edit(ticket.id, "q5, please")
        await run.handle.approve(ticket.id)
        await run.handle.resume()
        await run.end()

    assert bed.requests[0].messages[-1].content == "q5, please"
    assert bed.session.parent == "s_1"
    assert bed.session.parent_seq == at


async def test_what_was_replayed_says_so_and_is_free() -> None:
    parent = await undisturbed()
    bed = branched(parent, len(parent.saved))

    [first, *_] = bed.session.nodes["0"].iterations

    assert first.by == "playback"
    assert first.elapsed_s == 0
    assert bed.session.usage == Usage()


async def test_a_branch_at_the_end_holds_the_answer() -> None:
    parent = await undisturbed()
    bed = branched(parent, len(parent.saved))

    async with bed.up() as run:
        ticket = await run.held("final")
        await run.handle.approve(ticket.id)
        await run.end()

    assert timeless(bed.session.answer) == timeless(parent.session.answer)
    assert bed.requests == []


async def test_a_branch_can_be_cut_and_branched() -> None:
    parent = await undisturbed(rules=("hold gate:query",))
    bed = branched(parent, 40)
    async with bed.up() as run:
        await run.until(lambda s: s.is_parked)
    again = branched(bed, len(bed.saved))

    for one in (bed, again):
        async with one.up() as run:
            await let_go(run)
        assert one.session.status == "answered"


async def test_an_event_that_is_not_there_is_an_error() -> None:
    parent = await undisturbed()

    with pytest.raises(SteeringError, match=f"the events 1 to {len(parent.saved)}"):
        branch(parent.saved, 4_000, session="s_2", now=0.0)
    with pytest.raises(SteeringError, match="there is no 4000"):
        forecast_branch(parent.saved, 4_000)


async def test_it_is_said_what_is_recorded_and_what_will_be_live() -> None:
    parent = await undisturbed()
    replies = [e.seq for e in parent.saved if e.kind == "call_finished"]

    said = forecast_branch(parent.saved, replies[3]).says()

    assert said == (
        "4 recorded replies cost nothing; about 6 calls will be live (free)"
    )
    assert forecast_branch(parent.saved, replies[-1]).calls == 0
    before_all = forecast_branch(parent.saved, 1).says()
    assert before_all == "about 10 calls will be live (free)"
