"""Ending a call or a block alone, and what a person can do then."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.errors import SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import KeptRepls, code, live, said_to

SLOW = {"match": "^q$", "text": "late", "wait_for": "never"}


class TestCalls:
    """A call that is out ends alone; it is charged, and its node waits."""

    async def test_it_holds_at_error_and_says_who_did_it(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), SLOW)

        async with live(model) as run:
            await model.received(2)
            await run.handle.abort_call("0.1")
            ticket = await run.held("error", "0.1")
            await run.handle.answer(ticket.id, "mine")
            result = await run.end()

        assert ticket.why == "cancelled by you"
        assert ticket.payload.preview == "q"
        assert result.text == "mine"

    async def test_it_is_charged(self) -> None:
        model = ScriptedModel(code("FINAL(llm_query('q'))"), SLOW)

        async with live(model) as run:
            await model.received(2)
            await run.handle.abort_call("0.1")
            ticket = await run.held("error", "0.1")
            await run.handle.answer(ticket.id, "mine")
            await run.end()

        [failed] = [e for e in run.events if e.kind == "call_failed"]
        assert (failed.error, failed.usage.calls) == ("cancelled by you", 1)

    async def test_it_can_go_again_with_another_prompt(self) -> None:
        model = ScriptedModel(
            code("FINAL(llm_query('q'))"), SLOW, {"match": "^q2$", "text": "y"}
        )

        async with live(model) as run:
            await model.received(2)
            await run.handle.abort_call("0.1")
            ticket = await run.held("error", "0.1")
            await run.handle.edit(ticket.id, "q2")
            await run.handle.approve(ticket.id)
            result = await run.end()

        assert result.text == "y"
        assert said_to(model, 3) == "q2"

    async def test_the_turn_of_a_node_can_go_again(self) -> None:
        model = ScriptedModel({"text": "late", "wait_for": "never"}, "FINAL(1)")

        async with live(model) as run:
            await model.received(1)
            await run.handle.abort_call("0")
            await run.let_go("error", "0")
            result = await run.end()

        assert result.text == "1"
        assert said_to(model, 1) == said_to(model, 2)

    async def test_nothing_is_in_flight_then(self) -> None:
        model = ScriptedModel({"text": "late", "wait_for": "never"})

        async with live(model) as run:
            await model.received(1)
            await run.handle.abort_call("0")
            await run.held("error")

            assert run.session.in_flight == 0
            assert run.session.out_calls == 0
            with pytest.raises(SteeringError, match="nothing in flight"):
                await run.handle.abort_call("0")


class TestBlocks:
    """A block that never ends can be ended, and its node goes on as a person says."""

    ENDLESS = code("x = 1\nprint('begun', flush=True)\nwhile True:\n    pass")

    @staticmethod
    def _has_begun(session: object) -> bool:
        root = session.root  # type: ignore[attr-defined]
        if root is None or not root.iterations or not root.iterations[0].executions:
            return False
        return "begun" in root.iterations[0].executions[0].draft

    async def test_its_output_can_be_written_by_hand(self) -> None:
        model = ScriptedModel(self.ENDLESS, code("FINAL(x)"))

        async with live(model) as run:
            await run.until(self._has_begun)
            await run.handle.abort_call("0")
            ticket = await run.held("error", "0")
            await run.handle.answer(ticket.id, "it printed 7")
            result = await run.end()

        assert ticket.why == "cancelled by you"
        assert "it printed 7" in said_to(model, 2)
        assert result.text == "1"  # what it had assigned is there

    async def test_other_code_can_run_in_its_place(self) -> None:
        model = ScriptedModel(self.ENDLESS, code("FINAL(x)"))

        async with live(model) as run:
            await run.until(self._has_begun)
            await run.handle.abort_call("0")
            ticket = await run.held("error", "0")
            await run.handle.edit(ticket.id, "x = 2\nprint('better')")
            await run.handle.approve(ticket.id)
            result = await run.end()

        first, second = run.node("0").iterations[0].executions
        assert (first.status, second.status) == ("interrupted", "ok")
        assert "better" in said_to(model, 2)
        assert result.text == "2"

    async def test_giving_up_shows_the_model_that_it_was_stopped(self) -> None:
        model = ScriptedModel(self.ENDLESS, "FINAL(1)")

        async with live(model) as run:
            await run.until(self._has_begun)
            await run.handle.abort_call("0")
            ticket = await run.held("error", "0")
            await run.handle.reject(ticket.id)
            await run.end()

        assert "KeyboardInterrupt" in said_to(model, 2)

    async def test_the_run_can_be_ended_instead(self) -> None:
        repls = KeptRepls()
        model = ScriptedModel(self.ENDLESS)

        async with live(model, start_repl=repls) as run:
            await run.until(self._has_begun)
            await run.handle.abort()
            async with asyncio.timeout(4):
                result = await run.end()

        assert result.status == "stopped"
        assert repls.left == []
