"""Ctrl-C while an event loop runs: what was begun is closed before it is raised."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 2
"""Interrupts that wait for the end of what the first one began to close; one more is
raised where the program stands."""


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine function in an event loop of its own.

    Raises:
        KeyboardInterrupt: there was an interrupt; all that ran was closed before.
    """
    if not _is_ours_to_hear():
        return asyncio.run(work())
    interrupts = _Interrupts()
    signal.signal(signal.SIGINT, interrupts.hear)
    try:
        return _answer(work, interrupts)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _answer(work: Callable[[], Coroutine[Any, Any, T]], interrupts: _Interrupts) -> T:
    try:
        answer = asyncio.run(interrupts.cancelling(work))
    except asyncio.CancelledError:
        if not interrupts.count:
            raise
        raise KeyboardInterrupt from None
    if interrupts.count:
        raise KeyboardInterrupt
    return answer


def _is_ours_to_hear() -> bool:
    """Whether nobody else in the program has a use for Ctrl-C."""
    is_main = threading.current_thread() is threading.main_thread()
    return is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def _nothing() -> None:
    """What there is to cancel before the work and after it."""


class _Interrupts:
    """Cancels a task at the first one, and lets it close in peace at the next."""

    def __init__(self) -> None:
        self.count = 0
        self._cancel: Callable[[], object] = _nothing

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Take an interrupt, as a handler of signals."""
        self.count += 1
        if self.count > PATIENCE:
            signal.default_int_handler(number, frame)
        if self.count == 1:
            self._cancel()

    async def cancelling(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The work in a task that the first interrupt cancels."""
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        if self.count:
            task.cancel()
        try:
            return await work()
        finally:
            self._cancel = _nothing  # the loop is closed next


@contextmanager
def heard(
    loop: asyncio.AbstractEventLoop,
    numbers: Sequence[signal.Signals],
    hear: Callable[[int], object],
) -> Iterator[None]:
    """Have a function told of signals; afterwards they do what they did before.

    One that a library in C hears is left to it: nobody could give it back.
    """
    found = ((number, signal.getsignal(number)) for number in numbers)
    before = {number: handler for number, handler in found if handler is not None}
    for number in before:
        loop.add_signal_handler(number, hear, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
