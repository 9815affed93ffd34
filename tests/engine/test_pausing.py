"""What pauses and steps do to a run."""

from __future__ import annotations

import pytest

from rlm_tui.domain.events_of_steering import StepKind
from rlm_tui.errors import ModelRefusedError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.models.scripted_reply import ScriptedReply
from tests.engine.gated import CHILD, QUERY, TWO_TURNS, asks, gates
from tests.engine.live import Live, code, live


class TestPausing:
    """Nothing is cancelled, and nothing new begins."""

    async def test_a_call_in_flight_keeps_its_reply_and_then_all_stands(self) -> None:
        model = ScriptedModel({"text": "FINAL(42)", "wait_for": "go"})

        async with live(model) as run:
            await model.received(1)
            await run.handle.pause()
            flying = run.session.in_flight
            model.release("go")
            ticket = await run.held("final")
            await run.handle.resume()
            result = await run.end()

        assert flying == 1
        assert ticket.hold == "pause"
        assert result.text == "42"
        assert len(model.requests) == 1

    async def test_a_paused_run_has_nothing_in_flight(self) -> None:
        model = ScriptedModel(asks("a", "b", "c"), {"match": "^.$", "text": "x"})

        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.pause()
            await run.handle.approve(ticket.id)
            await run.all_held(3)

            assert run.session.in_flight == 0
            assert len(model.requests) == 1

    async def test_children_that_wait_for_a_process_are_not_in_flight(self) -> None:
        ask = "FINAL(rlm_query_batched(['a', 'b', 'c']))"
        model = ScriptedModel(code(ask))

        async with live(model, limits={"max_concurrency": 1}) as run:
            await run.handle.pause()
            await run.let_go("call", "0")
            await run.let_go("exec", "0")
            for ticket in await run.all_held(3):
                await run.handle.approve(ticket.id)
            await run.held("call")

            assert run.session.in_flight == 0

    async def test_queries_that_wait_for_their_turn_are_held_too(self) -> None:
        model = ScriptedModel(
            asks("a", "b", "c"), {"match": "^.$", "text": "x", "wait_for": "go"}
        )

        async with live(model, limits={"max_concurrency": 1}) as run:
            await model.received(2)
            await run.handle.pause()
            model.release("go")
            held = await run.all_held(3)
            sent = len(model.requests)
            await run.handle.resume()
            result = await run.end()

        assert sent == 2
        assert sorted(ticket.gate for ticket in held) == ["query", "query", "result"]
        assert result.text == "['x', 'x', 'x']"

    async def test_going_on_releases_only_what_the_pause_held(self) -> None:
        model = ScriptedModel(asks("a"), {"match": "^a$", "text": "A"})

        async with live(model, rules=[QUERY], paused=True) as run:
            await run.held("call")
            await run.handle.resume()
            ticket = await run.held("query")
            await run.handle.pause()
            await run.handle.resume()

            assert gates(run) == [("0.1.1", "query")]
            await run.handle.approve(ticket.id)
            await run.end()

    async def test_a_rule_catches_what_a_pause_lets_go(self) -> None:
        async with live(ScriptedModel("x"), rules=["hold gate:call"], paused=True) as r:
            first = await r.held("call")
            await r.handle.resume()

            assert first.hold == "rule"
            assert gates(r) == [("0", "call")]

    async def test_a_run_can_begin_paused(self) -> None:
        model = ScriptedModel("FINAL(1)")

        async with live(model, paused=True) as run:
            ticket = await run.held("call")
            assert model.requests == []
            await run.handle.approve(ticket.id)
            await run.held("final")

        assert ticket.hold == "pause"

    async def test_pausing_during_a_step_cancels_its_plan(self) -> None:
        model = ScriptedModel({"text": code("x = 1"), "wait_for": "go"})

        async with live(model, paused=True) as run:
            ticket = await run.held("call")
            await run.handle.step("iteration", "0", ticket=ticket.id)
            await model.received(1)
            await run.handle.pause()
            model.release("go")

            assert (await run.held("exec")).hold == "pause"
            assert run.session.plan is None


class TestStepping:
    """One lane moves to its next stop of a kind."""

    async def test_into_stops_at_the_query_and_then_in_the_child(self) -> None:
        async with live(ScriptedModel(*CHILD), paused=True) as run:
            assert await _steps(run, "into", 5) == [
                ("0", "exec"),
                ("0.1", "query"),
                ("0.1", "call"),
                ("0.1", "exec"),
                ("0.1.1", "query"),
            ]

    async def test_over_stops_only_in_the_node_itself(self) -> None:
        async with live(ScriptedModel(*CHILD, "FINAL(1)"), paused=True) as run:
            await _steps(run, "into", 2)

            assert await _steps(run, "over", 3) == [
                ("0.1", "result"),
                ("0", "result"),
                ("0", "call"),
            ]

    async def test_iteration_runs_one_whole_turn(self) -> None:
        model = ScriptedModel(*TWO_TURNS)

        async with live(model, paused=True) as run:
            assert await _steps(run, "iteration", 2) == [("0", "call"), ("0", "final")]
            assert len(model.requests) == 4

    async def test_out_stops_where_the_parent_gets_the_reply(self) -> None:
        async with live(ScriptedModel(*CHILD), paused=True) as run:
            await _steps(run, "into", 3)

            assert await _steps(run, "out", 1) == [("0.1", "result")]

    async def test_out_of_the_root_stops_at_its_answer(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            assert await _steps(run, "out", 1) == [("0", "final")]

    async def test_the_stop_of_a_step_is_a_pause(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            await _steps(run, "into", 1)
            [ticket] = run.session.open_tickets

            assert (ticket.hold, run.session.intent) == ("step", "pause")
            assert run.session.plan is None

    async def test_going_on_releases_what_a_step_held(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            await _steps(run, "into", 1)
            await run.handle.resume()
            result = await run.end()

        assert result.text == "1"

    async def test_a_node_that_ends_hands_the_step_to_its_parent(self) -> None:
        model = ScriptedModel(*CHILD, "FINAL(1)")

        async with live(model, paused=True, rules=["hold gate:final"]) as run:
            await _steps(run, "into", 3)
            await run.handle.resume()
            final = await run.held("final", "0.1")
            await run.handle.step("iteration", "0.1", ticket=final.id)
            stop = await run.held("result", "0.1")

            assert (stop.hold, run.session.plan) == ("step", None)

    async def test_other_lanes_are_not_touched(self) -> None:
        model = ScriptedModel(asks("a", "b"), {"match": "^.$", "text": "x"})

        async with live(model, paused=True) as run:
            await _steps(run, "iteration", 0)
            await run.let_go("call")
            await run.let_go("exec")
            first, second = await run.all_held(2)
            await run.handle.step("into", first.owner, ticket=first.id)
            stop = await run.held("result")

        assert stop.node == first.node
        assert run.session.tickets[second.id].verb is None
        assert len(model.requests) == 2

    async def test_a_rule_below_stops_the_step_and_ends_its_plan(self) -> None:
        model = ScriptedModel(*TWO_TURNS)

        async with live(model, paused=True, rules=[QUERY]) as run:
            call = await run.held("call")
            await run.handle.step("iteration", "0", ticket=call.id)
            ticket = await run.held("query")
            await run.handle.resume()

            assert ticket.hold == "rule"
            assert run.session.plan is None
            assert gates(run) == [("0.1", "query")]

    async def test_an_error_below_stops_the_step_and_ends_its_plan(self) -> None:
        model = ScriptedModel(
            TWO_TURNS[0], ScriptedReply(error=ModelRefusedError("no")), "x"
        )

        async with live(model, paused=True) as run:
            call = await run.held("call")
            await run.handle.step("iteration", "0", ticket=call.id)
            await run.held("error")

            assert (run.session.plan, run.session.intent) == (None, "pause")

    async def test_a_step_without_a_ticket_moves_what_a_pause_holds_below(self) -> None:
        model = ScriptedModel(*TWO_TURNS)

        async with live(model, paused=True) as run:
            await run.held("call")
            await run.handle.step("iteration", "0")
            await run.until(lambda s: [t for t in s.open_tickets if t.hold == "step"])

            assert gates(run) == [("0", "call")]
            assert len(model.requests) == 3

    async def test_approving_under_a_pause_moves_one_gate(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            await run.let_go("call")
            await run.let_go("exec")
            ticket = await run.held("query")

        assert ticket.hold == "pause"

    async def test_a_step_from_a_ticket_that_is_gone_changes_nothing(self) -> None:
        async with live(ScriptedModel(*TWO_TURNS), paused=True) as run:
            ticket = await run.let_go("call")
            with pytest.raises(SteeringError):
                await run.handle.step("over", "0", ticket=ticket.id)

            assert run.session.intent == "pause"


async def _steps(run: Live, kind: StepKind, count: int) -> list[tuple[str, str]]:
    """Steps from the only ticket, so many times; where each one stopped."""
    stops: list[tuple[str, str]] = []
    [ticket] = await run.all_held(1)
    for _ in range(count):
        await run.handle.step(kind, ticket.owner, ticket=ticket.id)
        [ticket] = await run.all_held(1)
        stops.append((ticket.node, ticket.gate))
    return stops
