"""What events of a file may say that comes from anybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from rlm_tui.domain.crossings import crossing_in
from rlm_tui.domain.event_base import NodeEvent
from rlm_tui.domain.events import Event, NodeStarted
from rlm_tui.domain.events_of_answers import QuestionAsked
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.session import Session
from rlm_tui.errors import ExchangeError

LATEST = datetime(2999, 12, 31, tzinfo=UTC).timestamp()
"""Seconds since the epoch that a date can be made of."""
DEEPEST = 100
"""Levels of nodes below the root in a file that is taken in."""
LONGEST_S = 1e9
"""Seconds that anything may have taken."""
ROOT = "0"
"""The node that a run begins again when it is taken up."""
_ORDINAL = re.compile(r"[1-9][0-9]{0,8}")
_NODE = re.compile(rf"0(\.{_ORDINAL.pattern})*")


def check_event(event: Event) -> None:
    """Let nothing in that no screen, no export and no run that goes on could take.

    Raises:
        ExchangeError: an event says what cannot be.
    """
    if not 0 <= event.at <= LATEST:
        raise ExchangeError(f"{event.kind} happened at {event.at:g}, which is no time")
    took_s = getattr(event, "elapsed_s", 0.0)
    if not 0 <= took_s <= LONGEST_S:
        raise ExchangeError(f"{event.kind} took {took_s:g} s, which cannot be")
    if isinstance(event, NodeStarted) and not _NODE.fullmatch(event.node):
        raise ExchangeError(f"{event.node[:80]!r} is no node: they are called as 0.1.2")
    if isinstance(event, NodeEvent) and event.node.count(".") > DEEPEST:
        raise ExchangeError(f"its nodes are nested deeper than {DEEPEST}")
    if isinstance(event, QuestionAsked) and event.node != ROOT:
        raise ExchangeError(
            f"a further question is asked of {event.node[:80]}: only the root has one"
        )
    raised = crossing_in(event)
    if raised is not None:
        _check_ticket(raised)


def _check_ticket(event: TicketRaised) -> None:
    place = f"{event.node}:{event.gate}:"
    ordinal = event.ticket.removeprefix(place)
    if ordinal == event.ticket or not _ORDINAL.fullmatch(ordinal):
        raise ExchangeError(
            f"{event.ticket[:80]!r} is no ticket of {event.node} at its gate "
            f"{event.gate}: they are called as {place}1"
        )


def followed(session: Session, events: Sequence[Event]) -> Session:
    """The session after events of a file.

    Raises:
        ExchangeError: one of them cannot come there.
    """
    for event in events:
        before = session
        try:
            session = reduce(session, event)
        except (LookupError, ValueError, TypeError, AssertionError) as error:
            raise ExchangeError(
                f"event {event.seq} ({event.kind}) does not follow from those before it"
            ) from error
        _check_course(before, session, event)
    return session


def _check_course(before: Session, after: Session, event: Event) -> None:
    """Let no node begin twice, and none be at work after its end: what is in flight
    would be counted for ever."""
    if not isinstance(event, NodeEvent):
        return
    node = before.nodes.get(event.node)
    if node is not None and isinstance(event, NodeStarted):
        raise ExchangeError(f"event {event.seq} begins {node.id}, which has begun")
    above = after.nodes[event.node].parent_id
    for path in (event.node, above):
        if path is None or path == ROOT:
            continue
        was = before.nodes.get(path)
        if was is not None and was.has_ended and not after.nodes[path].has_ended:
            raise ExchangeError(
                f"event {event.seq} ({event.kind}) has {path} at work after its end"
            )
