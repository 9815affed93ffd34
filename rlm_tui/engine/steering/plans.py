"""Which lane a step moves, and where it stops."""

from __future__ import annotations

from typing import assert_never

from rlm_tui.domain.events_of_steering import Plan
from rlm_tui.domain.events_of_tickets import TicketRaised
from rlm_tui.domain.rules.facts import facts_of_crossing
from rlm_tui.domain.rules.parse import parse_filter
from rlm_tui.domain.session import ENDED, Session, is_within

ROOT = "0"


def covers(plan: Plan | None, lane: str) -> bool:
    """Whether a step moves a lane."""
    return plan is not None and is_within(lane, plan.node)


def stops(plan: Plan, raised: TicketRaised, session: Session) -> bool:
    """Whether a step has reached what it waits for."""
    match plan.step:
        case "to":
            return plan.target in (raised.node, raised.owner)
        case "until":
            found = parse_filter(plan.filter).matches(
                facts_of_crossing(session, raised)
            )
            return found is not False  # what is not known asks
    if _has_left(plan, raised, session):
        return True
    match plan.step:
        case "into":
            return is_within(raised.owner, plan.node)
        case "over":
            return raised.owner == plan.node
        case "iteration":
            return raised.owner == plan.node and raised.gate in ("call", "final")
        case "out":
            return _carries_reply_of(plan.node, raised)
        case _:
            assert_never(plan.step)


def _has_left(plan: Plan, raised: TicketRaised, session: Session) -> bool:
    """Whether the node has ended, or its reply is on its way to its parent."""
    stepped = session.nodes.get(plan.node)
    has_ended = stepped is not None and stepped.state in ENDED
    if has_ended and is_within(plan.node, raised.owner):
        return True
    return plan.node != ROOT and _carries_reply_of(plan.node, raised)


def _carries_reply_of(node: str, raised: TicketRaised) -> bool:
    if node == ROOT:
        return raised.node == node and raised.gate == "final"
    is_reply = raised.gate == "result" and raised.of == "query"
    return is_reply and raised.node == node
