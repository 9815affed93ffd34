"""Going on in another session: a branch of this one, or one that asks further."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Protocol

from rlm_tui.domain.events import ANSWERED
from rlm_tui.errors import SteeringError

if TYPE_CHECKING:
    from rlm_tui.controller import Controller
    from rlm_tui.domain.branching import Forecast
    from rlm_tui.plain.desk import Desk


class Ways(Protocol):
    """Makes a session out of another one and goes on with it in place of that, which
    is interrupted and saved if it is live."""

    async def forecast(self, session: str, at: int | None) -> Forecast:
        """What a branch at an event, or at the last stop, means."""
        ...

    async def branch(self, session: str, at: int) -> Controller:
        """A branch at an event, which stands still."""
        ...

    async def ask(self, session: str, question: str) -> Controller:
        """A further question after the answer of a session."""
        ...


async def branch(desk: Desk, seq: int | None) -> Controller | None:
    """Branch at an event, or at the stop that verbs act on; `None`: rather not.

    Raises:
        SteeringError: the session is read alone, or has no such event.
    """
    session, stops = desk.session, desk.stops
    focus = session.tickets.get(stops.focus or "")
    at = seq or (focus.seq if focus is not None else session.seq)
    if desk.ways is None:
        begins = f"rlm-tui branch {session.id} --at {at} --plain"
        raise SteeringError(f"this session is open for reading: quit, then {begins}")
    forecast = await desk.ways.forecast(session.id, at)
    live = " The run that is live is interrupted, and saved." * desk.controller.is_live
    question = f"Branch {session.id} at event {forecast.at}? {forecast.says()}.{live}"
    if not await desk.confirm(question):
        desk.done("nothing was done")
        return None
    return await desk.ways.branch(session.id, forecast.at)


async def ask(desk: Desk, question: str | None) -> Controller:
    """Ask further, in a session that begins with this one's answer.

    Raises:
        SteeringError: the session is read alone, or has no answer yet.
    """
    session = desk.session
    if desk.ways is None:
        words = shlex.quote(question or "...")
        asks = f"rlm-tui ask {session.id} -q {words} --plain"
        raise SteeringError(f"this session is open for reading: quit, then {asks}")
    if session.status not in ANSWERED:
        raise SteeringError("there is no answer yet that could be asked about")
    words = question or await desk.ask("What is the question?")
    if not words:
        raise SteeringError("there was no question: nothing was done")
    return await desk.ways.ask(session.id, words)


def how_to_resume(desk: Desk) -> str:
    """What is read is not run; the command line goes on with what was cut."""
    session = desk.session
    if session.status is not None:
        return "the session has ended: nothing of it can go on"
    goes_on = f"rlm-tui resume {session.id} --plain"
    return f"this is a saved session: quit, then {goes_on} goes on with it"
