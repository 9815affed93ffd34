"""Queries one after the other share a task; those at the same time do not."""

from __future__ import annotations

import asyncio

from rlm_tui.frames import Frame
from rlm_tui.repl.answerers import Answerers

FRAME = Frame({"op": "llm_query"})


async def turns() -> None:
    """Let everything go on that can."""
    for _ in range(5):
        await asyncio.sleep(0)


class Desk:
    """Answers when it is told to."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.answerers = Answerers(tasks, self.answer)
        self.answered: list[int] = []
        self.waiting: dict[int, asyncio.Event] = {}

    async def answer(self, number: int, _frame: Frame) -> None:
        done = self.waiting[number] = asyncio.Event()
        await done.wait()
        self.answered.append(number)


async def test_the_next_query_is_answered_in_the_task_of_the_last() -> None:
    async with asyncio.TaskGroup() as tasks:
        desk = Desk(tasks)
        first = desk.answerers.begin(1, FRAME)
        await turns()
        desk.waiting[1].set()
        await turns()
        second = desk.answerers.begin(2, FRAME)
        await turns()
        desk.waiting[2].set()
        await turns()
        desk.answerers.end()

    assert first is second
    assert desk.answered == [1, 2]


async def test_queries_at_the_same_time_wait_for_nobody() -> None:
    async with asyncio.TaskGroup() as tasks:
        desk = Desk(tasks)
        begun = {desk.answerers.begin(number, FRAME) for number in (1, 2)}
        await turns()
        desk.waiting[2].set()
        await turns()
        desk.answerers.end()
        desk.waiting[1].set()

    assert len(begun) == 2
    assert desk.answered == [2, 1]


async def test_a_task_that_was_cancelled_takes_nothing_more() -> None:
    async with asyncio.TaskGroup() as tasks:
        desk = Desk(tasks)
        first = desk.answerers.begin(1, FRAME)
        await turns()
        desk.waiting[1].set()
        await turns()
        first.cancel()
        second = desk.answerers.begin(2, FRAME)
        await turns()
        desk.waiting[2].set()
        await turns()
        desk.answerers.end()

    assert first is not second
    assert desk.answered == [1, 2]


async def test_what_was_asked_meanwhile_is_answered_without_a_turn_of_the_loop() -> (
    None
):
    answered: list[int] = []
    asked = iter((2, 3))

    async def answer(number: int, _frame: Frame) -> None:
        answered.append(number)

    def look_ahead() -> None:
        if (number := next(asked, None)) is not None:
            answerers.begin(number, FRAME)

    async with asyncio.TaskGroup() as tasks:
        answerers = Answerers(tasks, answer, look_ahead)
        answerers.begin(1, FRAME)
        await asyncio.sleep(0)
        assert answered == [1, 2, 3]
        answerers.end()
