"""The end of the time of a run that has no person to ask for more."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rlm_tui.engine.limits import Budget
from rlm_tui.errors import LimitError

SHORTEST_LOOK_S = 0.05
"""Between two looks at a clock that stands still while a person decides."""


class Deadline:
    """Ends the work inside it when the time of a run without a person is used up.

    With a person there the next crossing asks instead. Time at gates does not count,
    so that the clock is looked at again when it should have run out.
    """

    def __init__(self, budget: Budget, *, is_kept: bool) -> None:
        self._budget = budget
        self._is_kept = is_kept
        self._scope = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None
        self._told = ExitStack()

    async def __aenter__(self) -> Self:
        await self._scope.__aenter__()
        if self._is_kept:
            self._told.enter_context(self._budget.told_of_changes(self._look))
            self._look()
        return self

    def _look(self) -> None:
        """End the work if its time is used up; else look again when it should be."""
        if self._timer is not None:
            self._timer.cancel()
        if self._scope.expired():
            return
        loop = asyncio.get_running_loop()
        left_s = self._budget.time_left_s()
        if left_s is not None and left_s <= 0:
            self._scope.reschedule(loop.time())
            return
        # An end that is due in the next turn of the loop is called off.
        self._scope.reschedule(None)
        if left_s is not None:
            self._timer = loop.call_later(max(left_s, SHORTEST_LOOK_S), self._look)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the work go.

        Raises:
            LimitError: it was ended because its time was used up.
        """
        self._told.close()
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._scope.__aexit__(kind, error, trace)
        except TimeoutError as timeout:
            exceeded = self._budget.exceeded()
            raise LimitError(str(exceeded or "max_time reached")) from timeout
