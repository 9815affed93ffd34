"""The end of the time of a run: kept to the turn of the loop, and put off in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from rlm_tui.domain.events import RunStarted
from rlm_tui.domain.limits import Limits
from rlm_tui.engine.deadline import Deadline
from rlm_tui.engine.limits import Budget
from rlm_tui.engine.steering.gates import Steering
from rlm_tui.errors import LimitError
from rlm_tui.journal import Journal, save_nowhere
from rlm_tui.models.scripted import ScriptedModel
from tests.factories import created, folded

ALLOWED_S = 10.0

Moment = list[Callable[[], None]]
"""What happens in one turn of the loop."""


class Work:
    """What has so much time, by a clock that a test sets."""

    def __init__(self) -> None:
        self.session = folded(created(limits=Limits(max_time=ALLOWED_S)), RunStarted())
        self.now = self.session.clock_at or 0.0
        emit = Journal(save=save_nowhere, clock=lambda: self.now).record
        self.budget = Budget(
            emit=emit,
            session=lambda: self.session,
            models=ScriptedModel(),
            steering=Steering(emit, lambda: self.session),
            clock=lambda: self.now,
        )
        self.deadline = Deadline(self.budget, is_kept=True)

    def run_out(self) -> None:
        """Let all of the time go by, and have it seen."""
        self.now += ALLOWED_S
        self.budget.look_again()

    def allow(self, max_time: float | None) -> None:
        """Give the work another time."""
        self.session = replace(self.session, limits=Limits(max_time=max_time))
        self.budget.look_again()

    async def go_through(self, *moments: Moment) -> None:
        """Be at work while something happens."""
        async with self.deadline:
            for moment in moments:
                for deed in moment:
                    deed()
                for _ in range(5):
                    await asyncio.sleep(0)


async def test_time_that_is_used_up_ends_the_work() -> None:
    work = Work()

    with pytest.raises(LimitError, match="max_time reached"):
        await work.go_through([work.run_out])


@pytest.mark.parametrize("more", [2 * ALLOWED_S, None])
async def test_more_time_in_the_moment_in_which_it_runs_out_saves_the_work(
    more: float | None,
) -> None:
    work = Work()

    await work.go_through([work.run_out, lambda: work.allow(more)])

    assert work.budget.exceeded() is None


async def test_what_was_saved_once_ends_when_the_new_time_is_used_up() -> None:
    work = Work()
    saved: Moment = [work.run_out, lambda: work.allow(2 * ALLOWED_S)]

    with pytest.raises(LimitError, match="max_time reached"):
        await work.go_through(saved, [work.run_out])
