"""The tasks in which the queries of a block are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from rlm_tui.frames import Frame

Answer: TypeAlias = Callable[[int, Frame], Awaitable[None]]
"""Answers a query, of which it is told the number."""


class Answerers:
    """As many tasks as there are queries at the same time.

    One that is done takes the next query: code mostly asks one after the other, and to
    make a task and see it end takes two more turns of the event loop.
    """

    def __init__(
        self,
        tasks: asyncio.TaskGroup,
        answer: Answer,
        look_ahead: Callable[[], None] = lambda: None,
    ) -> None:
        """Take what they do.

        Args:
            tasks: where they live.
            answer: answers one query.
            look_ahead: brings what has been asked already to `begin`.
        """
        self._tasks = tasks
        self._answer = answer
        self._look_ahead = look_ahead
        self._idle: list[tuple[asyncio.Task[None], asyncio.Future[_Query]]] = []
        self._is_over = False

    def begin(self, number: int, frame: Frame) -> asyncio.Task[None]:
        """Answer a query; the task in which that is done."""
        while self._idle:
            task, query = self._idle.pop()
            if not query.done():  # it may have been cancelled
                query.set_result((number, frame))
                return task
        return self._tasks.create_task(self._work(number, frame))

    async def _work(self, number: int, frame: Frame) -> None:
        task = asyncio.current_task()
        assert task is not None
        while True:
            await self._answer(number, frame)
            if self._is_over or task.cancelling():
                return
            query: asyncio.Future[_Query] = task.get_loop().create_future()
            self._idle.append((task, query))
            self._look_ahead()
            number, frame = await query  # at once, if it is there

    def end(self) -> None:
        """Let those go that have nothing to do; the others follow."""
        self._is_over = True
        for task, _ in self._idle:
            task.cancel()


_Query: TypeAlias = tuple[int, Frame]
