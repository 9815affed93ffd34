"""How often a screen follows what happens: quickly while a person does something."""

from __future__ import annotations

QUICK_S = 1 / 30
STEADY_S = 1 / 10
"""Of a number that nobody waits for, an eye reads no more."""
QUICK_FOR_S = 1.5
"""So long after a key or a move of the mouse its effects are waited for."""

AT_REST_S = 10
"""So long after it nobody seems to be there."""

AWAY_S = 60
"""After so long nobody is watching the clocks of what waits for them,"""
GLIMPSE_S = 10
"""which then move on only so often."""

_LONG_AGO = float("-inf")


class Pace:
    """Says when the next drawing may come, however many events arrive."""

    def __init__(self) -> None:
        self._touched_at = self._drawn_at = self._ticked_at = _LONG_AGO

    def touched(self, now: float) -> None:
        """A person has pressed a key or moved the mouse."""
        self._touched_at = now

    def is_at_rest(self, now: float) -> bool:
        """Whether nobody has touched anything for a while."""
        return now - self._touched_at >= AT_REST_S

    def drawn(self, now: float) -> None:
        """All that is new is on the screen."""
        self._drawn_at = now

    def wait_s(self, now: float) -> float:
        """Until the next drawing; what comes after a while of rest is drawn at once."""
        is_quick = now - self._touched_at < QUICK_FOR_S
        return self._drawn_at + (QUICK_S if is_quick else STEADY_S) - now

    def ticks(self, now: float) -> bool:
        """Whether clocks move on though all that they count is a person's time."""
        is_away = now - self._touched_at >= AWAY_S
        if is_away and now - self._ticked_at < GLIMPSE_S:
            return False
        self._ticked_at = now
        return True
