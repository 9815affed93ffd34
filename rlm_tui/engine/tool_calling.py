"""Calls a function of the calling program, beside the loop where it is no coroutine."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from rlm_tui.engine.cancelling import raised

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class _Done(Generic[Read]):
    value: Read


async def called(
    function: Callable[..., Any],
    bound: inspect.BoundArguments,
    read: Callable[[object], Read],
) -> Read:
    """Call a function and read what it gives, both beside the loop where it is no
    coroutine: a generator, for example, runs only then."""
    is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004  # of an instance
    )
    if is_async:
        return read(await function(*bound.args, **bound.kwargs))
    if inspect.isasyncgenfunction(function):
        given = function(*bound.args, **bound.kwargs)
        return read([item async for item in given])

    def work() -> Awaitable[object] | _Done[Read]:
        result = function(*bound.args, **bound.kwargs)
        return result if inspect.isawaitable(result) else _Done(read(result))

    done = await _in_thread(work)
    return done.value if isinstance(done, _Done) else read(await done)


async def _in_thread(work: Callable[[], Read]) -> Read:
    """Run blocking work beside the loop.

    Not in the loop's own threads: those are joined at the end of the program, and a
    tool that never returns would keep it from ending.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Read] = loop.create_future()
    context = contextvars.copy_context()

    def body() -> None:
        try:
            tell = partial(_settle, done, context.run(work))
        except BaseException as error:  # SystemExit too is only this tool's failure
            tell = partial(_fail, done, _carried(error))
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell)

    threading.Thread(target=body, name="rlm-tui tool", daemon=True).start()
    return await done


def _settle(done: asyncio.Future[Read], result: Read) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[Read], failure: Exception) -> None:
    if not done.done():
        done.set_exception(failure)


def _carried(error: BaseException) -> Exception:
    """The failure in a form that a future can hold."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(raised(error))
