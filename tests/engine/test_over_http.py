"""What a person does to a call reaches the server at the other end of the wire."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rlm_tui.domain.events_of_calls import CallFailed, CallStarted
from rlm_tui.models.gateway import Gateway
from tests.endpoint import MODEL, Answer, Endpoint
from tests.engine.live import live
from tests.fakes import FakeRepls

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def endpoint() -> AsyncIterator[Endpoint]:
    async with Endpoint() as endpoint:
        yield endpoint


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gateway(endpoint: Endpoint) -> AsyncIterator[Gateway]:
    gateway = Gateway(endpoint.base_url, environ={"PATH": os.environ["PATH"]})
    await gateway.prepare(MODEL)
    yield gateway
    await gateway.close()


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

    async with live(
        gateway, attended=False, start_repl=FakeRepls(), limits={"max_time": 0.5}
    ) as run:
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


async def test_nobody_there_is_said_at_once_and_costs_nothing() -> None:
    async with Endpoint() as gone:
        base_url = gone.base_url
    absent = Gateway(base_url, environ={"PATH": os.environ["PATH"]})
    await absent.prepare(MODEL)

    async with live(absent, attended=False, start_repl=FakeRepls()) as run:
        result = await run.end()
    await absent.close()

    assert result.status == "failed"
    assert "is the server running?" in (result.error or "")
    assert result.usage.calls == 0
