"""A session as it was after each of its events."""

from __future__ import annotations

from collections.abc import Sequence

from rlm_tui.domain.events import Event
from rlm_tui.domain.reduce import reduce
from rlm_tui.domain.session import Session

EVERY = 200
"""A session is kept for each so many events, so that going back folds few again."""
MOST = 256
"""Sessions that are kept along the whole line; of more every second is given up."""
NEAR = 25
"""The same where one was last: there one goes on, step by step."""
MOST_NEAR = 64


class Timeline:
    """Gives the session at any position between 0 and the number of events."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._every = EVERY
        self._kept: dict[int, Session] = {0: Session()}
        self._near: dict[int, Session] = {}
        self.folded = 0
        """Up to here it has been gone through from the start."""
        self._newest = Session()

    def __len__(self) -> int:
        return len(self._events)

    @property
    def kept(self) -> int:
        """How many sessions are kept."""
        return len(self._kept) + len(self._near)

    def fold_on(self) -> Session:
        """Go on to the end, for events that have come; the session there."""
        session = self._newest
        for position in range(self.folded + 1, len(self) + 1):
            session = reduce(session, self._events[position - 1])
            if position % self._every == 0:
                self._keep(position, session)
        self.folded, self._newest = len(self), session
        return session

    def _keep(self, position: int, session: Session) -> None:
        self._kept[position] = session
        if len(self._kept) > MOST:
            self._every *= 2
            self._kept = {
                place: kept
                for place, kept in self._kept.items()
                if place % self._every == 0
            }

    def at(self, position: int) -> Session:
        """The session after the first `position` events."""
        if position == self.folded:
            return self._newest
        known = {**self._kept, **self._near}
        start = max(place for place in known if place <= position)
        session = known[start]
        for place in range(start + 1, position + 1):
            session = reduce(session, self._events[place - 1])
            if place % NEAR == 0:
                self._keep_near(place, session)
        return session

    def _keep_near(self, place: int, session: Session) -> None:
        if len(self._near) >= MOST_NEAR:
            del self._near[next(iter(self._near))]
        self._near[place] = session
