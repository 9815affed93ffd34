"""A node's process starts while its model is asked."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_code import CodeStarted
from rlm_tui.domain.values import ContextValue
from rlm_tui.errors import ReplError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.bed import WaitingModel
from tests.engine.live import code, live
from tests.fakes import FakeRepl, FakeRepls


class SlowRepls(FakeRepls):
    """Starts REPLs when it is told to, or fails to."""

    def __init__(self) -> None:
        super().__init__()
        self.may_start: asyncio.Future[None] = asyncio.Future()

    async def __call__(self, context: ContextValue) -> FakeRepl:
        """Wait, then start one."""
        await self.may_start
        return await super().__call__(context)


async def test_the_first_call_does_not_wait_for_the_process_but_its_code_does() -> None:
    repls = SlowRepls()
    async with live(ScriptedModel(code("FINAL(1)")), start_repl=repls) as run:
        await run.until(lambda session: session.usage.calls)
        before = [event for event in run.events if isinstance(event, CodeStarted)]
        repls.may_start.set_result(None)
        result = await run.end()

    assert before == []
    assert result.text == "1"
    assert repls.open == []


async def test_a_process_that_does_not_start_ends_the_call_that_is_out() -> None:
    repls, model = SlowRepls(), WaitingModel()
    async with live(model, start_repl=repls) as run:
        await run.until(lambda session: session.in_flight)
        await asyncio.sleep(0)
        repls.may_start.set_exception(ReplError("no processes are left"))
        result = await run.end()

    [failed] = [event for event in run.events if isinstance(event, CallFailed)]
    assert failed.error_type == "cancelled"
    assert (result.status, result.error) == ("failed", "no processes are left")


async def test_a_process_that_does_not_start_is_not_waited_for_by_people() -> None:
    repls = SlowRepls()
    async with live(
        ScriptedModel(code("FINAL(1)")), start_repl=repls, rules=["hold gate:call"]
    ) as run:
        await run.held("call")
        async with asyncio.TaskGroup() as tasks:
            look = tasks.create_task(_refusal(run.handle.set_variable("0", "n", "1")))
            await asyncio.sleep(0)
            repls.may_start.set_exception(ReplError("no processes are left"))
        result = await run.end()

    assert "did not start" in look.result()
    assert result.status == "failed"


async def test_a_run_that_is_ended_before_its_process_is_there_leaves_none() -> None:
    repls = SlowRepls()
    async with live(ScriptedModel("FINAL(1)"), start_repl=repls) as run:
        result = await run.end()

    assert result.text == "1"
    assert repls.may_start.cancelled()
    assert repls.started == []


async def _refusal(verb: object) -> str:
    with pytest.raises(SteeringError) as refused:
        await verb  # type: ignore[misc]  # a coroutine
    return str(refused.value)
