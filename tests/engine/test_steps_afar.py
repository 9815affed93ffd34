"""Steps that go further than the next gate: to a node, to a filter, so many times."""

from __future__ import annotations

import pytest

from rlm_tui.errors import RuleError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import code, live

TWO = (code("x = llm_query('a')\ny = llm_query('b')"), "re a", "re b", "FINAL(1)")
PARTS = (code("rlm_query_batched(['one', 'two'])"), "FINAL(x)", "FINAL(y)", "FINAL(1)")


async def test_a_count_goes_through_the_stops_before() -> None:
    async with live(ScriptedModel(*TWO), paused=True) as run:
        call = await run.held("call")
        await run.handle.step("into", "0", ticket=call.id, count=3)
        ticket = await run.held("result", "0.1")

        assert (ticket.hold, ticket.why) == ("step", "step into")
        assert run.session.plan is None


async def test_a_rule_on_the_way_ends_the_count() -> None:
    async with live(ScriptedModel(*TWO), paused=True, rules=["hold gate:exec"]) as run:
        call = await run.held("call")
        await run.handle.step("into", "0", ticket=call.id, count=5)
        ticket = await run.held("exec")

        assert (ticket.hold, run.session.plan) == ("rule", None)


async def test_running_to_a_node_stops_at_its_next_gate() -> None:
    async with live(ScriptedModel(*PARTS), rules=["hold gate:query"]) as run:
        for ticket in await run.all_held(2):
            await run.handle.pause()
            await run.handle.approve(ticket.id)
        await run.until(lambda s: len(s.waiting) == 2)
        await run.handle.run_to("0.1.2")
        session = await run.until(
            lambda s: [t for t in s.open_tickets if t.hold == "step"]
        )

        assert session.intent_reason == "to 0.1.2"
        stops = [t.node for t in session.open_tickets if t.hold == "step"]
        assert stops == ["0.1.2"]


async def test_running_until_something_stops_where_it_is() -> None:
    async with live(ScriptedModel(*TWO), paused=True) as run:
        await run.held("call")
        await run.handle.until('gate:query "^b"')
        ticket = await run.held("query", "0.2")

        assert (ticket.hold, ticket.why) == ("step", 'until gate:query ~ "^b"')
        assert run.node("0.1").state == "done"


async def test_running_until_lets_what_a_rule_holds_through_if_it_is_named() -> None:
    async with live(ScriptedModel(*TWO), rules=["hold gate:call"]) as run:
        call = await run.held("call")
        with pytest.raises(SteeringError, match="decide it first"):
            await run.handle.until('gate:query "^b"')
        await run.handle.until('gate:query "^b"', ticket=call.id)
        ticket = await run.held("query", "0.2")

        assert (ticket.hold, run.node("0.1").state) == ("step", "done")


async def test_running_to_a_node_lets_what_a_rule_holds_through() -> None:
    async with live(ScriptedModel(*PARTS), rules=["hold gate:query node:0.1.1"]) as run:
        ruled = await run.held("query", "0.1.1")
        await run.handle.run_to("0.1.2", ticket=ruled.id)
        ticket = await run.held("call", "0.1.2")

        assert ticket.hold == "step"
        assert not run.session.tickets[ruled.id].is_open


async def test_running_until_what_never_comes_ends_with_the_run() -> None:
    async with live(ScriptedModel(*TWO), paused=True) as run:
        await run.held("call")
        await run.handle.until("depth>7")
        result = await run.end()

    assert result.text == "1"


async def test_a_filter_that_cannot_be_read_changes_nothing() -> None:
    async with live(ScriptedModel(*TWO), paused=True) as run:
        await run.held("call")
        with pytest.raises(RuleError, match="dpth"):
            await run.handle.until("dpth>2")
        with pytest.raises(SteeringError, match=r"no node 0\.9"):
            await run.handle.run_to("0.9")

        assert run.session.intent == "pause"


async def test_no_step_goes_past_a_limit() -> None:
    model = ScriptedModel({"text": "Hm.", "cost": 0.02}, "FINAL(42)")

    async with live(model, limits={"max_cost": 0.02}) as run:
        ticket = await run.held("limit")
        with pytest.raises(SteeringError, match="no step goes past a limit"):
            await run.handle.step("into", "0", ticket=ticket.id)

        assert run.session.waiting == (ticket.id,)
        assert run.session.limits.max_cost == 0.02


async def test_a_lane_that_waits_for_a_decision_cannot_step_without_it() -> None:
    async with live(ScriptedModel(*TWO), rules=["hold gate:exec"]) as run:
        await run.held("exec")
        with pytest.raises(SteeringError, match="waits for a decision: rule 1"):
            await run.handle.step("over", "0")

        assert (run.session.intent, run.session.plan) == ("run", None)
