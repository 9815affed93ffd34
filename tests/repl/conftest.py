"""Starts and ends the processes of the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest_asyncio

from tests.repl.bench import Bench, open_bench

OpenBench = Callable[..., Awaitable[Bench]]


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    """A REPL with the context `the context`."""
    opened = await open_bench("the context")
    yield opened
    await opened.repl.close()


@pytest_asyncio.fixture
async def start() -> AsyncIterator[OpenBench]:
    """Starts REPLs of any kind."""
    opened: list[Bench] = []

    async def open_one(*args: object, **options: object) -> Bench:
        opened.append(await open_bench(*args, **options))  # type: ignore[arg-type]  # passed on
        return opened[-1]

    yield open_one
    for one in opened:
        await one.repl.close()
