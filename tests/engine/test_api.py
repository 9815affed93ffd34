"""The engine as a library: questions, events, verbs, errors."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

import rlm_tui
from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_answers import GuidanceDelivered, GuidanceGiven
from rlm_tui.domain.events_of_steering import LimitsChanged
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.as_tool import rlm_tool
from rlm_tui.engine.result import RLMResult
from rlm_tui.errors import (
    HookError,
    SettingsError,
    SteeringError,
)
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import KeptRepls, code, live, said_to


class TestAQuestion:
    """`generate`, `generate_sync`, `stream`."""

    def test_a_script_needs_no_event_loop(self) -> None:
        result = RLMAgent(ScriptedModel("FINAL(42)")).generate_sync(
            context="c", query="q"
        )

        assert (result.text, result.status) == ("42", "answered")

    async def test_the_offline_planner_can_meet_a_simple_schema(self) -> None:
        text = "alpha\n" * 50 + "the port is 8080\n"

        result = await RLMAgent().generate(
            context=text, query="What is the port?", output_schema=int
        )

        assert result.structured_output == 8080

    async def test_events_come_typed_and_in_order(self) -> None:
        agent = RLMAgent(ScriptedModel(code("print(1)"), "FINAL(2)"))
        events: list[Event] = []
        async with agent.stream(context="c", query="q") as run:
            async for event in run:
                events.append(event)
            result = await run.result()

        numbers = [event.seq for event in events if not event.transient]
        assert numbers == list(range(1, len(numbers) + 1))
        assert events[0].kind == "session_created"
        assert events[-1].kind == "session_finished"
        assert result.text == "2"

    async def test_the_text_can_be_read_beside_the_events(self) -> None:
        agent = RLMAgent(ScriptedModel({"text": "FINAL(some words)", "chunks": 4}))
        async with agent.stream(context="c", query="q") as run:
            pieces = [piece async for piece in run.text_stream]
            kinds = [event.kind async for event in run]

        assert len(pieces) == 4
        assert "".join(pieces) == "FINAL(some words)"
        assert kinds[-1] == "session_finished"

    async def test_the_text_can_be_read_after_the_events(self) -> None:
        agent = RLMAgent(ScriptedModel("FINAL(some words)"))
        async with agent.stream(context="c", query="q") as run:
            result = await run.result()
            pieces = [piece async for piece in run.text_stream]

        assert "".join(pieces) == "FINAL(some words)"
        assert result.text == "some words"

    async def test_a_finished_stream_stays_finished(self) -> None:
        agent = RLMAgent(ScriptedModel("FINAL(1)"))
        async with agent.stream(context="c", query="q") as run:
            first = [event.kind async for event in run]
            second = [event.kind async for event in run]

        assert first
        assert second == []

    async def test_leaving_the_block_ends_everything(self) -> None:
        repls = KeptRepls()
        model = ScriptedModel(code("import time\nwhile True: time.sleep(0.01)"))
        agent = RLMAgent(model, start_repl=repls)
        async with agent.stream(context="c", query="q") as run:
            async for event in run:
                if event.kind == "code_started":
                    break

        assert repls.left == []
        assert (await run.result()).status == "interrupted"

    async def test_an_error_of_the_caller_passes_and_ends_everything(self) -> None:
        repls = KeptRepls()
        agent = RLMAgent(ScriptedModel(code("llm_query('q')")), start_repl=repls)
        with pytest.raises(ZeroDivisionError):
            async with agent.stream(context="c", query="q"):
                raise ZeroDivisionError

        assert repls.left == []


class TestToldOfEvents:
    """`on_event`."""

    async def test_sync_and_async_functions_are_told_of_all(self) -> None:
        of_agent: list[str] = []
        of_run: list[str] = []

        async def slowly(event: Event) -> None:
            await asyncio.sleep(0)
            of_run.append(event.kind)

        agent = RLMAgent(
            ScriptedModel("FINAL(1)"), on_event=lambda e: of_agent.append(e.kind)
        )
        await agent.generate(context="c", query="q", on_event=slowly)

        assert of_agent == of_run
        assert (of_run[0], of_run[-1]) == ("session_created", "session_finished")

    async def test_one_that_raises_ends_the_run_under_its_name(self) -> None:
        def broken(event: Event) -> None:
            if event.kind == "call_finished":
                raise ValueError("no room")

        agent = RLMAgent(ScriptedModel("FINAL(1)"))
        with pytest.raises(HookError, match="on_event raised ValueError") as caught:
            await agent.generate(context="c", query="q", on_event=broken)

        assert isinstance(caught.value.partial, RLMResult)


class TestGuidance:
    """`inject`: words for a node's next call."""

    async def test_it_is_undelivered_until_the_next_call_and_then_sent(self) -> None:
        model = ScriptedModel(code("print(1)"), "FINAL(2)")
        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.inject("0", "look at March")
            before = run.node("0").undelivered
            await run.handle.approve(ticket.id)
            await run.end()

        [said] = before
        assert said.text.whole == "look at March"
        assert "<guidance>\nlook at March\n</guidance>" in said_to(model, 2)
        assert run.node("0").undelivered == ()
        assert run.node("0").guidance[0].delivered_in == 2
        kinds = [e.kind for e in run.events]
        assert kinds.index("guidance_given") < kinds.index("guidance_delivered")

    async def test_it_joins_a_call_that_waits_and_is_seen_there(self) -> None:
        model = ScriptedModel("FINAL(2)")
        async with live(model, rules=["hold gate:call"]) as run:
            ticket = await run.held("call")
            await run.handle.inject("0", "be brief")
            shown = run.session.tickets[ticket.id].outgoing.whole
            await run.handle.approve(ticket.id)
            await run.end()

        assert shown == said_to(model, 1)
        assert said_to(model, 1).endswith("<guidance>\nbe brief\n</guidance>")
        assert run.node("0").guidance[0].delivered_in == 1

    async def test_what_a_person_takes_out_again_goes_with_the_call_after(self) -> None:
        model = ScriptedModel(code("print(1)"), "FINAL(2)")
        async with live(model, rules=["hold gate:call"]) as run:
            ticket = await run.held("call")
            await run.handle.inject("0", "be brief")
            await run.handle.revert(ticket.id)
            await run.handle.approve(ticket.id)
            await run.let_go("call")
            await run.end()

        assert "guidance" not in said_to(model, 1)
        assert "be brief" in said_to(model, 2)

    async def test_it_can_be_withdrawn(self) -> None:
        model = ScriptedModel(code("print(1)"), "FINAL(2)")
        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            number = await run.handle.inject("0", "look at March")
            await run.handle.withdraw("0", number)
            await run.handle.approve(ticket.id)
            await run.end()

        assert "March" not in said_to(model, 2)
        assert not [e for e in run.events if isinstance(e, GuidanceDelivered)]
        assert [e for e in run.events if isinstance(e, GuidanceGiven)]

    async def test_delivered_words_stay_in_the_conversation(self) -> None:
        model = ScriptedModel(code("print(1)"), code("print(2)"), "FINAL(2)")
        async with live(model, rules=["hold gate:exec"]) as run:
            ticket = await run.held("exec")
            await run.handle.inject("0", "look at March")
            await run.handle.approve(ticket.id)
            await run.let_go("exec")
            await run.end()

        assert model.calls[2][: len(model.calls[1])] == model.calls[1]
        assert "March" not in said_to(model, 3)

    async def test_where_it_cannot_be_given_it_is_said_why(self) -> None:
        model = ScriptedModel(code("llm_query('q')"), "a", "FINAL(1)")
        async with live(model, rules=["hold gate:query"]) as run:
            ticket = await run.held("query")
            with pytest.raises(SteeringError, match="tell the node above it"):
                await run.handle.inject("0.1", "words")
            with pytest.raises(SteeringError, match="without words"):
                await run.handle.inject("0", " ")
            with pytest.raises(SteeringError, match="no words 3 still to be sent"):
                await run.handle.withdraw("0", 3)
            await run.handle.approve(ticket.id)
            await run.end()
            with pytest.raises(SteeringError, match="the run has ended"):
                await run.handle.inject("0", "words")

    async def test_the_offline_planner_uses_it(self) -> None:
        agent = RLMAgent("offline")
        async with agent.stream(
            context="alpha: 1\nbeta: 2\n" * 20, query="What is the value of alpha?"
        ) as run:
            async for event in run:
                if event.kind == "call_finished":
                    await run.handle.inject("0", "look for alpha")
                    break
            result = await run.result()

        assert result.status in ("answered", "forced")
        assert any(
            e.kind == "guidance_delivered" for e in [event async for event in run]
        )


class TestVerbs:
    """What another program can do to a run."""

    async def test_limits_can_be_changed_while_it_runs(self) -> None:
        model = ScriptedModel(code("print(1)"), code("print(2)"), "FINAL(3)")
        async with live(
            model, rules=["hold gate:exec"], limits={"max_iterations": 1}
        ) as run:
            ticket = await run.held("exec")
            await run.handle.set_limits(max_iterations=9)
            with pytest.raises(SteeringError, match="max_depth"):
                await run.handle.set_limits(max_depth=99)
            with pytest.raises(SteeringError, match="nonsense"):
                await run.handle.set_limits(nonsense=1)
            await run.handle.approve(ticket.id)
            await run.let_go("exec")
            result = await run.end()

        assert (result.status, result.iterations) == ("answered", 3)
        [changed] = [e for e in run.events if isinstance(e, LimitsChanged)]
        assert changed.limits.max_iterations == 9

    async def test_a_failed_call_can_be_tried_again(self) -> None:
        model = ScriptedModel({"text": "", "error": "down"}, "FINAL(1)")
        async with live(model, limits={"max_retries": 0}) as run:
            ticket = await run.held("error")
            await run.handle.retry(ticket.id)
            result = await run.end()

        assert result.text == "1"

    async def test_what_was_decided_is_not_tried_again(self) -> None:
        model = ScriptedModel("FINAL(1)")
        async with live(model, rules=["hold gate:final"]) as run:
            ticket = await run.held("final")
            await run.handle.approve(ticket.id)
            with pytest.raises(SteeringError, match="already decided"):
                await run.handle.retry(ticket.id)
            await run.end()


class TestAsATool:
    """`rlm_tool`: the agent as one function of another loop."""

    async def test_it_has_a_schema_and_answers(self) -> None:
        tool = rlm_tool(RLMAgent(ScriptedModel("FINAL(42)")), name="ask")

        assert tool.parameters["required"] == ["query", "context"]
        assert tool.as_openai()["function"]["name"] == "ask"
        assert tool.as_anthropic()["input_schema"] == tool.parameters
        assert await tool(query="q", context="c") == "42"

    async def test_a_fixed_context_is_no_argument(self) -> None:
        tool = rlm_tool(RLMAgent(ScriptedModel("FINAL(42)")), context="c")

        assert tool.parameters["required"] == ["query"]
        assert await tool(query="q") == "42"

    def test_it_can_be_called_without_a_loop(self) -> None:
        tool = rlm_tool(model=ScriptedModel("FINAL(42)"), context=["c"])

        assert tool.call_sync("q") == "42"

    async def test_no_answer_is_told_in_words(self) -> None:
        tool = rlm_tool(model=ScriptedModel({"error": "down"}), max_retries=0)

        assert (await tool("q", "c")).startswith("No answer: failed")

    async def test_wrong_use_is_named(self) -> None:
        with pytest.raises(SettingsError, match="not both"):
            rlm_tool(RLMAgent(), max_depth=1)
        with pytest.raises(SettingsError, match="must be an identifier"):
            rlm_tool(name="two words")
        with pytest.raises(SettingsError, match="needs a context"):
            await rlm_tool()("q")


def test_every_public_name_is_there() -> None:
    for name in rlm_tui.__all__:
        assert getattr(rlm_tui, name) is not None


def test_importing_the_package_loads_nothing_of_the_engine() -> None:
    script = "import sys, rlm_tui; print([m for m in sys.modules if 'pydantic' in m])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
