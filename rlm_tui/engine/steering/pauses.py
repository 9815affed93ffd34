"""Which pause holds a crossing: that of the run, of a subtree or of a model."""

from __future__ import annotations

from rlm_tui.domain.decisions import SENDS, Gate
from rlm_tui.domain.events_of_steering import Latch
from rlm_tui.domain.session import Session, is_within
from rlm_tui.engine.steering.plans import covers


def pause_of(
    session: Session, *, node: str, lane: str, gate: Gate, model: str
) -> str | None:
    """Why a crossing may not pass now, in words; `None`: nothing is paused for it.

    A step moves its lane through every pause.
    """
    if covers(session.plan, lane):
        return None
    if session.intent in ("pause", "step", "abort"):
        return session.intent_reason
    for latch in session.latches:
        if _holds(latch, node, gate, model):
            return f"{latch} is paused"
    return None


def _holds(latch: Latch, node: str, gate: Gate, model: str) -> bool:
    if latch.on == "node":
        return is_within(node, latch.name)
    return gate in SENDS and model == latch.name


def is_ending(session: Session, node: str) -> bool:
    """Whether a person asked to end a node or one above it."""
    return any(is_within(node, ending) for ending in session.aborting)
