"""What takes things down goes on to its end, and the cancellation after it."""

from __future__ import annotations

import asyncio

import pytest

from rlm_tui.finishing import to_its_end


async def test_the_result_is_that_of_the_work() -> None:
    assert await to_its_end(asyncio.sleep(0, "done")) == "done"


async def test_an_error_of_the_work_is_raised() -> None:
    async def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await to_its_end(fail())


async def test_work_goes_on_though_it_is_cancelled_again_and_again() -> None:
    may_end, steps = asyncio.Event(), list[str]()

    async def work() -> None:
        steps.append("begun")
        await may_end.wait()
        steps.append("ended")

    waiting = asyncio.ensure_future(to_its_end(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        waiting.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert steps == ["begun", "ended"]


async def test_an_error_after_a_cancellation_is_its_cause() -> None:
    may_end = asyncio.Event()

    async def work() -> None:
        await may_end.wait()
        raise KeyError("x")

    waiting = asyncio.ensure_future(to_its_end(work()))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0)
    may_end.set()
    with pytest.raises(asyncio.CancelledError) as caught:
        await waiting

    assert isinstance(caught.value.__cause__, KeyError)
