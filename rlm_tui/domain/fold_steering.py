"""How what a person means a run to do, and notes on it, changes a session."""

from __future__ import annotations

from rlm_tui.domain.copying import change, replace
from rlm_tui.domain.events_of_steering import (
    AbortAsked,
    IntentChanged,
    LatchReleased,
    LatchSet,
    NodeMarked,
    NodeNoted,
)
from rlm_tui.domain.fold_nodes import put
from rlm_tui.domain.session import Flag, Node, Session


def intent_changed(session: Session, event: IntentChanged) -> Session:
    """The run is meant to do something else."""
    return change(
        session, intent=event.intent, plan=event.plan, intent_reason=event.reason
    )


def abort_asked(session: Session, event: AbortAsked) -> Session:
    """Nothing passes a gate any more at and below the node."""
    return change(session, aborting=session.aborting | {event.node})


def latch_set(session: Session, event: LatchSet) -> Session:
    """A subtree or a model is paused."""
    return change(session, latches=(*session.latches, event.latch))


def latch_released(session: Session, event: LatchReleased) -> Session:
    """It is paused no longer; every other one stays."""
    left = tuple(latch for latch in session.latches if latch != event.latch)
    return change(session, latches=left)


def node_marked(session: Session, event: NodeMarked) -> Session:
    """The node carries a mark, or none."""
    return put(session, _flagged(session.nodes[event.node], "marked", event.marked))


def node_noted(session: Session, event: NodeNoted) -> Session:
    """The node carries a person's words, or none."""
    node = replace(session.nodes[event.node], note=event.text)
    return put(session, _flagged(node, "noted", bool(event.text)))


def _flagged(node: Node, name: Flag, is_set: bool) -> Node:
    return replace(node, flags=node.flags - {name} | ({name} if is_set else set()))
