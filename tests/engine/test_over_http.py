"""What a person does to a call reaches the server at the other end of the wire."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

import pytest

from rlm_tui.domain.events_of_calls import CallFailed, CallStarted
from rlm_tui.engine.agent import RLMAgent
from rlm_tui.models.base import Chunk, Model, ModelRequest, Price
from rlm_tui.models.gateway import Gateway
from tests.endpoint import MODEL, Answer, Endpoint
from tests.engine.live import live
from tests.fakes import FakeRepls

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("model process"),
]


@dataclass(frozen=True)
class Named:
    """A model under a name of its own, whatever the run calls it."""

    name: str
    model: Model

    def stream(self, request: ModelRequest) -> AsyncGenerator[Chunk, None]:
        return self.model.stream(replace(request, model=self.name))

    def price(self, model: str) -> Price:
        return self.model.price(self.name)

    def is_local(self, model: str) -> bool:
        return self.model.is_local(self.name)

    async def close(self) -> None:
        """Whoever lent the model closes it."""


async def test_aborting_a_run_closes_its_connection(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("a b", pieces=2, hold_after=1))

    async with live(gateway, start_repl=FakeRepls()) as run:
        await endpoint.received()
        await run.handle.abort()
        await run.end()

    await endpoint.disconnected()
    [failed] = [e for e in run.events if isinstance(e, CallFailed)]
    assert failed.usage.input_tokens > 0


async def test_leaving_a_run_closes_its_connection(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("a b", pieces=2, hold_after=1))

    async with live(gateway, start_repl=FakeRepls()):
        await endpoint.received()

    await endpoint.disconnected()


async def test_time_that_is_used_up_closes_the_connection(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play(Answer("a b", pieces=2, hold_after=1))

    async with live(gateway, attended=False, start_repl=FakeRepls()) as run:
        await endpoint.received()
        await run.handle.set_limits(max_time=0.001)
        result = await run.end()

    await endpoint.disconnected()
    assert result.status == "limit"


async def test_a_retry_is_told_with_its_delay_and_sent_again(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    busy = Answer(status=429, error="slow down", headers={"Retry-After": "0"})
    endpoint.play(busy, Answer("hello wor", usage=None, finish_reason=None), "FINAL(1)")

    async with live(
        gateway, attended=False, start_repl=FakeRepls(), limits={"max_retries": 3}
    ) as run:
        result = await run.end()

    failed = [e for e in run.events if isinstance(e, CallFailed)]
    assert [e.retry_in_s is not None for e in failed] == [True, True]
    assert [bool(e.usage.calls) for e in failed] == [False, True]
    assert len([e for e in run.events if isinstance(e, CallStarted)]) == 3
    assert result.status == "answered"


async def test_nobody_there_is_said_at_once_and_costs_nothing(
    elsewhere: Gateway,
) -> None:
    async with live(
        Named("hosted_vllm/m", elsewhere), attended=False, start_repl=FakeRepls()
    ) as run:
        result = await run.end()

    assert result.status == "failed"
    assert "is the server running?" in (result.error or "")
    assert result.usage.calls == 0


async def test_a_question_that_follows_sends_what_was_said_before(
    gateway: Gateway, endpoint: Endpoint
) -> None:
    endpoint.play("```repl\nn = len(context)\nFINAL(n)\n```", "FINAL_VAR(n)")
    agent = RLMAgent(Named(MODEL, gateway), start_repl=FakeRepls())

    first = await agent.generate(context="abc", query="How long?")
    second = await agent.generate(query="Once more?", after=first)

    assert (first.text, second.text) == ("3", "3")
    one, other = [request.body["messages"] for request in endpoint.requests[-2:]]
    assert other[:2] == one
    assert [message["role"] for message in other[2:]] == ["assistant", "user"]
    assert "<question>\nOnce more?\n</question>" in other[-1]["content"]
