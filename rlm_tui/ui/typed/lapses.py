"""Why a question that is open asks about something that holds no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from rlm_tui.sanitize import safe_line
from rlm_tui.wording import end_line, verdict

if TYPE_CHECKING:  # the first screen has no session
    from rlm_tui.domain.session import Session, Ticket

Lapse: TypeAlias = Callable[[], str]
"""Why there is nothing to ask any more; empty as long as there is."""


@runtime_checkable
class Lapsing(Protocol):
    """What asks something, and can see that there is nothing to ask any more."""

    def look_again(self) -> None:
        """Something has happened: see whether the question still holds."""


def never() -> str:
    """What holds whatever happens."""
    return ""


def run_lapse(session: Session) -> str:
    """Why nothing of a run can be steered any more."""
    return f"the run has ended: {end_line(session)}" if session.status else ""


def node_lapse(session: Session, nodes: Sequence[str]) -> str:
    """Why none of some nodes can be ended any more."""
    found = [session.nodes[node] for node in nodes if node in session.nodes]
    if any(not node.has_ended for node in found):
        return run_lapse(session)
    if len(found) == 1:
        return f"{found[0].id} has ended meanwhile: {found[0].state}"
    return "all of them have ended meanwhile"


def ticket_lapse(session: Session, tickets: Sequence[Ticket]) -> str:
    """Why none of some tickets can be decided any more."""
    found = [session.tickets.get(ticket.id, ticket) for ticket in tickets]
    if any(ticket.is_open for ticket in found):
        return run_lapse(session)
    if session.status is not None:
        return run_lapse(session)
    if len(found) == 1:
        said = safe_line(verdict(found[0]))
        return f"{found[0].node} does not wait any more: {said}"
    return "none of them waits any more"
