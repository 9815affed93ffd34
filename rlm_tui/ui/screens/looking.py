"""When to ask code that waits what it has made so far."""

from __future__ import annotations

from rlm_tui.domain.session import Node, Session
from rlm_tui.insight.scope import owner_of

_LEAST_S = 0.5
"""Between two looks: code that asks much is not asked much."""


class Looking:
    """Notes at which place in which block somebody has looked."""

    def __init__(self) -> None:
        self._looked: tuple[object, ...] = ()
        self._at = 0.0

    def due(self, session: Session, node: Node, now: float) -> str | None:
        """The node whose code waits at a place where nobody has looked yet."""
        owner = owner_of(session, node)
        running = None if owner is None else owner.running
        if owner is None or running is None or owner.state != "waiting":
            return None
        asked = len(owner.children), owner.open_children
        place = (owner.id, owner.turns[-1], running.block, *asked)
        if place == self._looked or 0 <= now - self._at < _LEAST_S:
            return None
        self._looked, self._at = place, now
        return owner.id
