"""Ending a call or a block alone, and what a person can do then."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.session import Ticket
from rlm_tui.errors import SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.cut import Bed
from tests.engine.live import KeptRepls, Live, code, live, said_to
from tests.fakes import FakeRepls

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


class Slow:
    """A tool that comes back the second time only."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.is_out = asyncio.Event()

    async def __call__(self, query: str) -> str:
        """Searches."""
        self.calls.append(query)
        self.is_out.set()
        if len(self.calls) == 1:
            await asyncio.Event().wait()
        return f"found {query}"


LOOKED = {
    "match": "<question>\nroot",
    "text": code(
        "try:\n    r = await tools.look('a')\n"
        "except Exception as error:\n    r = f'told: {error}'",
        "FINAL(r)",
    ),
}


def looking() -> tuple[Bed, Slow]:
    """A session whose code calls a tool that does not come back."""
    tool = Slow()
    return Bed(script=(LOOKED,), brings={"tools": {"look": tool}}), tool


async def cancelled(run: Live, tool: Slow) -> Ticket:
    """End the call of the tool while it is out; gives the ticket that asks."""
    await tool.is_out.wait()
    await run.handle.abort_call("0.1")
    return await run.held("error", "0.1")


class TestTools:
    """A call of a tool ends alone; the code is told, or gets what a person gives."""

    async def test_it_holds_at_error_and_says_who_did_it(self) -> None:
        bed, tool = looking()
        async with bed.up() as run:
            ticket = await cancelled(run, tool)
            await run.handle.answer(ticket.id, "mine")
            result = await run.end()

        assert ticket.why == "cancelled by you"
        assert ticket.payload.whole == '{"query": "a"}'
        assert result.text == "mine"
        assert "cancel_asked" in [event.kind for event in bed.saved]

    async def test_given_up_it_is_an_error_in_the_code_that_goes_on(self) -> None:
        bed, tool = looking()
        async with bed.up() as run:
            await run.handle.reject((await cancelled(run, tool)).id)
            result = await run.end()

        assert result.text.startswith("told: the call of look was cancelled by the op")
        assert run.node("0.1").state == "failed"

    async def test_it_can_go_again_with_other_arguments(self) -> None:
        bed, tool = looking()
        async with bed.up() as run:
            first = await cancelled(run, tool)
            await run.handle.edit(first.id, "no JSON")
            await run.handle.approve(first.id)
            again = await run.held("error", "0.1")
            await run.handle.edit(again.id, '{"query": "b"}')
            await run.handle.approve(again.id)
            result = await run.end()

        assert "not JSON" in again.why
        assert (tool.calls, result.text) == (["a", "b"], "found b")

    async def test_the_same_stop_waits_after_a_crash(self) -> None:
        bed, tool = looking()
        async with bed.up() as run:
            before = await cancelled(run, tool)

        async with bed.up() as run:
            ticket = await run.held("error", "0.1")
            assert tool.calls == ["a"]
            await run.handle.retry(ticket.id)
            result = await run.end()

        assert ticket.id == before.id
        assert (tool.calls, result.text) == (["a", "a"], "found a")

    async def test_what_followed_it_is_played_back(self) -> None:
        bed, tool = looking()
        async with bed.up() as run:
            await run.handle.retry((await cancelled(run, tool)).id)
            await run.end()
        whole = list(bed.saved)

        for cut in range(2, len(whole)):
            bed.saved = whole[:cut]
            calls = len(tool.calls)
            async with bed.up() as run:
                while run.session.status is None:
                    session = await run.until(lambda s: s.waiting or s.status)
                    for ticket in session.waiting:
                        await run.handle.retry(ticket)
            assert bed.session.answer is not None
            assert bed.session.answer.whole == "found a"
            assert len(tool.calls) <= calls + 1

    async def test_nobody_there_the_code_is_told(self) -> None:
        tool = Slow()
        model = ScriptedModel(LOOKED["text"])
        brings = {"tools": {"look": tool}}
        async with live(
            model, attended=False, brings=brings, start_repl=FakeRepls()
        ) as run:
            await tool.is_out.wait()
            await run.handle.abort_call("0.1")
            result = await run.end()

        assert "cancelled by the operator" in result.text

    async def test_one_that_has_ended_is_not_cancelled(self) -> None:
        bed, tool = looking()
        async with bed.up() as run:
            ticket = await cancelled(run, tool)
            with pytest.raises(SteeringError, match="nothing in flight"):
                await run.handle.abort_call("0.1")
            await run.handle.reject(ticket.id)
            await run.end()

            with pytest.raises(SteeringError, match="the run has ended"):
                await run.handle.abort_call("0.1")
