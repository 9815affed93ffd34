"""Which lane a step moves, and where it stops."""

from __future__ import annotations

from rlm_tui.domain.events_of_steering import Plan
from rlm_tui.domain.session import ENDED, Session, is_within
from rlm_tui.engine.steering.crossing import Crossing


def covers(plan: Plan | None, crossing: Crossing) -> bool:
    """Whether a step moves the lane that crosses."""
    return plan is not None and is_within(crossing.owner or crossing.node, plan.node)


def stops(plan: Plan, crossing: Crossing, session: Session) -> bool:
    """Whether a step has reached what it waits for."""
    owner = crossing.owner or crossing.node
    stepped = session.nodes.get(plan.node)
    has_ended = stepped is not None and stepped.state in ENDED
    if has_ended and is_within(plan.node, owner):
        return True
    if "." in plan.node and _carries_reply_of(plan.node, crossing):
        return True
    match plan.step:
        case "into":
            return is_within(owner, plan.node)
        case "over":
            return owner == plan.node
        case "iteration":
            return owner == plan.node and crossing.gate in ("call", "final")
        case "out":
            return _carries_reply_of(plan.node, crossing)


def _carries_reply_of(node: str, crossing: Crossing) -> bool:
    if "." not in node:
        return crossing.node == node and crossing.gate == "final"
    is_reply = crossing.gate == "result" and crossing.of == "query"
    return is_reply and crossing.node == node
