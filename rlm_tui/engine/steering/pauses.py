"""Which pause holds a crossing: that of the run, of a subtree or of a model."""

from __future__ import annotations

from rlm_tui.domain.decisions import Gate
from rlm_tui.domain.events_of_steering import Latch
from rlm_tui.domain.session import Session, is_within
from rlm_tui.engine.steering.crossing import Crossing
from rlm_tui.engine.steering.plans import covers

SENDS: frozenset[Gate] = frozenset({"call", "query"})
"""Gates behind which a model is asked."""


def pause_of(session: Session, crossing: Crossing) -> str | None:
    """Why a crossing may not pass now, in words; `None`: nothing is paused for it.

    A step moves its lane through every pause.
    """
    if covers(session.plan, crossing):
        return None
    if session.intent in ("pause", "step"):
        return session.intent_reason
    for latch in session.latches:
        if _holds(latch, crossing):
            return f"{latch} is paused"
    return None


def _holds(latch: Latch, crossing: Crossing) -> bool:
    if latch.on == "node":
        return is_within(crossing.node, latch.name)
    return crossing.gate in SENDS and crossing.model == latch.name
