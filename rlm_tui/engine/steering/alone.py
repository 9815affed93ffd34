"""How a run goes on whose person has left."""

from __future__ import annotations

from collections.abc import Callable

from rlm_tui.domain.session import Session
from rlm_tui.engine.steering.gates import Steering


async def go_on_alone(steering: Steering, session: Callable[[], Session]) -> None:
    """End what a person has paused, and decide what waits for them.

    What can be neither passed nor refused stays held: who started the run ends it.
    """
    for latch in session().latches:
        await steering.unlatch(latch)
    if session().intent in ("pause", "step"):
        await steering.resume()
    await steering.tickets.decide_alone()
