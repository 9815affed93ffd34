"""The event loop of blocks with `await`; tasks live on from one block to the next."""

from __future__ import annotations

from collections.abc import Coroutine
from types import FrameType
from typing import TYPE_CHECKING, Any

from rlm_tui.repl.child_interrupt import Interrupts

if TYPE_CHECKING:
    import asyncio  # 80 ms that only a process with such a block pays


class Loop:
    """Runs one coroutine after the other, each until it is done or interrupted."""

    def __init__(self, interrupts: Interrupts, block_names: set[str]) -> None:
        from asyncio import new_event_loop

        self._interrupts = interrupts
        self._block_names = block_names
        self._loop = new_event_loop()

    def run(self, coroutine: Coroutine[Any, Any, object]) -> object:
        """Run the coroutine to its end, and let other tasks run meanwhile."""
        from asyncio import CancelledError

        task = self._loop.create_task(coroutine)
        strike = _Strike(self._loop, task, self._block_names)
        self._interrupts.divert = strike
        try:
            return self._loop.run_until_complete(task)
        except CancelledError as cancelled:
            if not strike.has_struck:
                raise
            trace = cancelled.__traceback__
            raise KeyboardInterrupt().with_traceback(trace) from None
        except BaseException:
            self._cancel(task)
            raise
        finally:
            self._interrupts.divert = None

    def _cancel(self, task: asyncio.Task[object]) -> None:
        from asyncio import CancelledError

        if task.done():  # to run a task that KeyboardInterrupt ended never returns
            return
        try:
            task.cancel()
            self._loop.run_until_complete(task)
        except (CancelledError, Exception, KeyboardInterrupt, SystemExit):
            return  # the first exception is the one that is raised


class _Strike:
    """Turns the first interrupt into a cancelled task where the loop itself runs.

    KeyboardInterrupt there could lose the step that the loop was about to take, and
    with it the task that waits for ever.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        task: asyncio.Task[object],
        block_names: set[str],
    ) -> None:
        self._loop = loop
        self._task = task
        self._block_names = block_names
        self.has_struck = False

    def __call__(self, frame: FrameType | None) -> bool:
        if self.has_struck or self._task.done() or self._is_in_block(frame):
            return False
        self.has_struck = True
        self._task.cancel()
        self._loop.call_soon_threadsafe(lambda: None)  # ends its sleep
        return True

    def _is_in_block(self, frame: FrameType | None) -> bool:
        while frame is not None and frame.f_code is not Loop.run.__code__:
            if frame.f_code.co_filename in self._block_names:
                return True
            frame = frame.f_back
        return False
