"""A call is ended when nothing is heard of it for as long as it may be silent."""

from __future__ import annotations

import asyncio
import selectors

import pytest

from rlm_tui.engine.patience import Patience, Watch
from rlm_tui.errors import ModelBusyError
from rlm_tui.models.base import Deadlines


class Impatient(selectors.DefaultSelector):
    """Does not wait: the time for it has gone by at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


class Clock(asyncio.SelectorEventLoop):
    """An event loop that is at the next timer as soon as nothing else is to do."""

    def __init__(self) -> None:
        self._impatient = Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.now


async def heard_once(at: float) -> None:
    """Wait for a call of which something is heard once."""
    with Patience(Deadlines(first_token_s=300, silence_s=60), Watch()) as patience:
        asyncio.get_running_loop().call_later(at, patience.heard)
        await asyncio.Event().wait()


@pytest.mark.parametrize("heard_at", [1.0, 59.0, 61.0, 119.0, 250.0])
def test_silence_counts_from_what_was_heard_last(heard_at: float) -> None:
    with asyncio.Runner(loop_factory=Clock) as runner:
        with pytest.raises(ModelBusyError, match="nothing arrived for 60 s"):
            runner.run(heard_once(heard_at))

        assert runner.get_loop().time() == pytest.approx(heard_at + 60)
