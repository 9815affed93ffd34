"""What programs do to the library that nobody had in mind."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
)
from typing import Any

import pytest
from pydantic import BaseModel, computed_field

from rlm_tui.domain.events import Event
from rlm_tui.domain.events_of_calls import CallFailed
from rlm_tui.domain.limits import Usage
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.engine.as_tool import rlm_tool
from rlm_tui.engine.handle import RunHandle
from rlm_tui.engine.result import RLMResult
from rlm_tui.errors import SettingsError, SteeringError
from rlm_tui.models.base import Chunk, ModelRequest
from rlm_tui.models.scripted import ScriptedModel
from tests.engine.live import PATIENCE_S, code
from tests.fakes import FakeRepls

TOLD = code(
    "try:\n    r = await tools.t()\nexcept Exception as e:\n    r = f'told: {e}'",
    "FINAL(r)",
)


async def with_tool(tool: Callable[..., object]) -> RLMResult:
    """A run whose code calls one tool, and answers with what came of it."""
    agent = RLMAgent(
        ScriptedModel(TOLD, "FINAL(none)"), tools={"t": tool}, start_repl=FakeRepls()
    )
    return await agent.generate(context="c", query="q")


class TestToolsThatRunLater:
    """What a function gives back may run code of its own when it is read."""

    async def test_a_generator_runs_beside_the_loop(self) -> None:
        ran_in: list[threading.Thread] = []

        def pages() -> Iterator[int]:
            ran_in.append(threading.current_thread())
            yield from (1, 2)

        result = await with_tool(pages)

        assert result.text == "[1, 2]"
        assert ran_in[0] is not threading.main_thread()

    async def test_an_async_generator_is_read_to_its_end(self) -> None:
        async def pages() -> AsyncIterator[int]:
            yield 1
            await asyncio.sleep(0)
            yield 2

        assert (await with_tool(pages)).text == "[1, 2]"

    async def test_one_that_raises_is_told_to_the_model(self) -> None:
        def pages() -> Iterator[int]:
            yield 1
            raise KeyError("page 2")

        assert (await with_tool(pages)).text == "told: t raised KeyError: 'page 2'"

    async def test_one_without_an_end_is_told_to_the_model(self) -> None:
        def pages() -> Iterator[None]:
            while True:
                yield None

        assert "more than 1,000,000 items" in (await with_tool(pages)).text

    async def test_a_value_that_raises_when_it_is_read_is_told_to_the_model(
        self,
    ) -> None:
        class Page(BaseModel):
            @computed_field  # type: ignore[prop-decorator]  # as pydantic has it
            @property
            def title(self) -> str:
                raise KeyError("title")

        assert "told: t raised KeyError: 'title'" in (await with_tool(Page)).text


def price(item: str) -> float:
    """Looks up a price."""
    return 2.5 if item else 0.0


@pytest.mark.parametrize(
    ("tools", "words"),
    [
        ({"price": price}, "Looks up a price."),
        ([price], "Looks up a price."),
        ((price,), "Looks up a price."),
        ({"price": {"tool": price, "description": "Asks the shop."}}, "Asks the shop."),
    ],
    ids=["by name", "a list", "a tuple", "described"],
)
async def test_tools_are_taken_as_others_take_them(tools: Any, words: str) -> None:
    model = ScriptedModel(code("FINAL(await tools.price('a'))"))

    result = await RLMAgent(model, tools=tools, start_repl=FakeRepls()).generate(
        context="c", query="q"
    )

    assert result.text == "2.5"
    assert f"`tools.price(item: str)`: {words}" in model.calls[0][0].content


VERBS: dict[str, Callable[[RunHandle], Awaitable[object]]] = {
    "pause": lambda handle: handle.pause(),
    "resume": lambda handle: handle.resume(),
    "step": lambda handle: handle.step("into"),
    "until": lambda handle: handle.until("gate:call"),
    "approve": lambda handle: handle.approve("0:call:1"),
    "edit_all": lambda handle: handle.edit_all({"0:call:1": "x"}),
    "inject": lambda handle: handle.inject("0", "words"),
    "set_rules": lambda handle: handle.set_rules(["hold gate:call"]),
    "set_limits": lambda handle: handle.set_limits(max_cost=2),
    "latch": lambda handle: handle.latch("node", "0"),
    "abort": lambda handle: handle.abort(),
    "abort_call": lambda handle: handle.abort_call("0"),
}


@pytest.mark.parametrize("is_left", [False, True], ids=["ended", "interrupted"])
async def test_no_verb_acts_on_a_run_that_is_over(is_left: bool) -> None:
    reply = {"text": "late", "wait_for": "never"} if is_left else "FINAL(1)"
    agent = RLMAgent(ScriptedModel(reply), start_repl=FakeRepls())
    async with agent.stream(context="c", query="q") as run:
        await (run.handle.interrupt() if is_left else run.result())
        before = run.handle.session

        for verb in VERBS.values():
            with pytest.raises(SteeringError, match="the run has ended"):
                await verb(run.handle)

    assert run.handle.session is before


NONSENSE: dict[str, Callable[[Any], Awaitable[object]]] = {
    "a step is one of into, over": lambda handle: handle.step("sideways"),
    "once or more often": lambda handle: handle.step("into", count=0),
    "a node or a model can be paused": lambda handle: handle.latch("nodes", "0"),
    "rules must be a list of lines": lambda handle: handle.set_rules("hold gate:call"),
    "'often' times": lambda handle: handle.step("into", count="often"),
    "there is no node 8": lambda handle: handle.step("into", "8"),
    "model to pause must be named": lambda handle: handle.latch("model", ""),
    "the model to pause must be a text": lambda handle: handle.latch("model", 5),
    "found None": lambda handle: handle.set_rules(None),
    "a rule must be a text": lambda handle: handle.set_rules([5]),
    "a filter must be a text": lambda handle: handle.until(5),
    "the changed text must be a text": lambda handle: handle.edit("0:call:1", None),
    "the answer must be a text": lambda handle: handle.answer("0:call:1", 5),
    "the reason must be a text": lambda handle: handle.reject("0:call:1", None),
    "guidance must be a text": lambda handle: handle.inject("0", 5),
    "a model must be a text": lambda handle: handle.choose_model("0:call:1", 5),
    "decisions must be given by ticket": lambda handle: handle.decide_all(["x"]),
    "'yes' is none of decisions": lambda handle: handle.decide_all({"x": "yes"}),
    "5 is none of changed texts": lambda handle: handle.edit_all({"x": 5}),
    "there is no node 7": lambda handle: handle.inject("7", "words"),
}


async def test_verbs_that_are_asked_for_wrongly_say_what_to_write() -> None:
    model = ScriptedModel({"text": "late", "wait_for": "never"})
    agent = RLMAgent(model, start_repl=FakeRepls())
    async with agent.stream(context="c", query="q") as run:
        await model.received(1)
        for words, verb in NONSENSE.items():
            with pytest.raises(SteeringError, match=words):
                await verb(run.handle)

        assert run.handle.session.intent == "run"


async def test_all_who_read_the_events_come_to_their_end() -> None:
    agent = RLMAgent(ScriptedModel("FINAL(1)"), start_repl=FakeRepls())

    async with agent.stream(context="c", query="q") as run:

        async def read() -> int:
            return len([event async for event in run])

        async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
            readers = [group.create_task(read()) for _ in range(3)]

    assert sum(reader.result() for reader in readers) > 3


class Odd(ScriptedModel):
    """A model of the calling program's own, which does not do what it should."""

    def __init__(self, does: Callable[[], AsyncIterator[Any]]) -> None:
        super().__init__()
        self._does = does

    def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        """Whatever it does."""
        return self._does()  # type: ignore[return-value]  # that is what is odd


async def loses_its_connection() -> AsyncIterator[Chunk]:
    yield Chunk("FIN")
    raise ConnectionResetError("by peer")


async def has_a_mistake() -> AsyncIterator[Chunk]:
    yield Chunk("FIN")
    raise KeyError("choices")


async def cancels_itself() -> AsyncIterator[Chunk]:
    yield Chunk("FIN")
    raise asyncio.CancelledError


async def yields_texts() -> AsyncIterator[str]:
    yield "FINAL(1)"


async def says_why_in_a_number() -> AsyncIterator[Chunk]:
    yield Chunk("FINAL(1)", finish_reason=0.5)  # type: ignore[arg-type]


async def says_nothing() -> AsyncIterator[Chunk]:
    yield Chunk(None)  # type: ignore[arg-type]


async def counts_in_halves() -> AsyncIterator[Chunk]:
    yield Chunk("FINAL(1)", usage=Usage(1, input_tokens=1.5))  # type: ignore[arg-type]


async def cannot_tell_its_cost() -> AsyncIterator[Chunk]:
    yield Chunk("FINAL(1)", usage=Usage(1, cost=math.nan))


async def is_a_coroutine() -> None:
    """Gives nothing piece by piece."""


def raises_at_once() -> AsyncIterator[Chunk]:
    raise ValueError("no key")


@pytest.mark.parametrize(
    ("does", "words", "may_pass"),
    [
        (loses_its_connection, "Odd raised ConnectionResetError: by peer", True),
        (cancels_itself, "Odd cancelled its own call", True),
        (has_a_mistake, "Odd raised KeyError: 'choices'", False),
        (yields_texts, "Odd raised TypeError: a stream yields Chunk", False),
        (says_why_in_a_number, "Odd raised TypeError: finish_reason", False),
        (says_nothing, "Odd raised TypeError: text", False),
        (counts_in_halves, "Odd raised TypeError: usage.input_tokens", False),
        (cannot_tell_its_cost, "Odd raised TypeError: usage.cost", False),
        (is_a_coroutine, "Odd: stream must be an async generator", False),
        (raises_at_once, "Odd raised ValueError: no key", False),
    ],
)
async def test_a_model_that_fails_in_its_own_way_is_recorded_as_failed(
    does: Any, words: str, may_pass: bool
) -> None:
    told: list[Event] = []
    agent = RLMAgent(
        Odd(does), start_repl=FakeRepls(), on_event=told.append, max_retries=0
    )

    result = await agent.generate(context="c", query="q")

    assert (result.status, result.text) == ("failed", "")
    assert words in (result.error or "")
    [failed] = [event for event in told if isinstance(event, CallFailed)]
    assert (failed.error_type == "ModelBusyError") is may_pass


def test_a_model_without_its_methods_says_which() -> None:
    class Half:
        async def stream(self, request: ModelRequest) -> AsyncIterator[Chunk]:
            yield Chunk("FINAL(1)")

    with pytest.raises(SettingsError, match="without price, is_local, close"):
        RLMAgent(Half())  # type: ignore[arg-type]  # which is what is told


def test_the_class_of_a_model_is_no_model() -> None:
    with pytest.raises(SettingsError, match=r"the class: write ScriptedModel\(...\)"):
        RLMAgent(ScriptedModel)  # type: ignore[arg-type]  # which is what is told


async def test_an_agent_can_be_the_tool_of_another() -> None:
    inner = RLMAgent(
        ScriptedModel(code("FINAL(context.upper())")), start_repl=FakeRepls()
    )
    model = ScriptedModel(
        code("FINAL(await tools.shout(query='louder', context='abc'))")
    )
    tool = rlm_tool(inner, name="shout", description="Shouts.")

    outer = RLMAgent(model, tools=[tool], start_repl=FakeRepls())
    result = await outer.generate(context="c", query="q")

    assert result.text == "ABC"
    assert "`tools.shout(query: str, context: " in model.calls[0][0].content
    assert "Shouts." in model.calls[0][0].content
