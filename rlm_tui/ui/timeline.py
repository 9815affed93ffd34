"""A saved session as it was after each of its events."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.session import Session

EVERY = 200
"""A session is kept for each so many events, so that going back folds few again."""


class Timeline:
    """Gives the session at any position between 0 and the number of events."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._kept: dict[int, Session] = {0: Session()}

    def __len__(self) -> int:
        return len(self._events)

    def at(self, position: int) -> Session:
        """The session after the first `position` events."""
        start = max(kept for kept in self._kept if kept <= position)
        session = self._kept[start]
        for index in range(start, position):
            session = reduce(session, self._events[index])
            if (index + 1) % EVERY == 0:
                self._kept[index + 1] = session
        return session
