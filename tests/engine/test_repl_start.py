"""A node's process starts while its model is asked."""

from __future__ import annotations

import asyncio
import sys

import pytest

from rlm_tui.domain.events import Event, RunStarted
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.events_of_code import CodeStarted
from rlm_tui.domain.values import ContextValue
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.errors import ReplError, SteeringError
from rlm_tui.models.scripted import ScriptedModel
from rlm_tui.repl.isolation.choice import choose
from rlm_tui.repl.isolation.levels import Choice
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


@pytest.mark.parametrize("level", ["process", "auto"])
async def test_an_agent_says_how_its_code_is_shut_in(level: Choice) -> None:
    agent = RLMAgent(ScriptedModel("FINAL(1)"), isolation=level)
    kinds: dict[str, Event] = {}

    def keep(event: Event) -> None:
        kinds[event.kind] = event

    await agent.generate(context="c", query="q", on_event=keep)

    started = kinds["run_started"]
    assert isinstance(started, RunStarted)
    assert started.isolation == choose(level).label


async def test_a_level_that_is_not_there_is_told_before_the_first_call() -> None:
    elsewhere: Choice = "seatbelt" if sys.platform == "linux" else "linux"
    model = ScriptedModel("FINAL(1)")

    with pytest.raises(ReplError, match=f"{elsewhere}' does not work here: it needs"):
        await RLMAgent(model, isolation=elsewhere).generate(context="c", query="q")

    assert model.calls == []
