"""How often the watchdog looks: at a child that takes no processor time, ever less."""

from __future__ import annotations

BUSY_S = 0.1
GLANCES = 5
"""For each look, while a block runs and does something."""
IDLE_S = 1.0


class Pace:
    """Slows down as long as nothing happens, to what it is between two blocks."""

    def __init__(self) -> None:
        self._is_busy = False
        self._rest_s = 0.0
        """How long a child that rests may be left alone; 0: it works."""
        self._work: int | None = None
        """Done by the child, as of the last look."""

    def be_alert(self, *, busy: bool) -> bool:
        """A block begins, may have been woken, or ends; whether the pace is another."""
        if busy and self._is_busy and not self._rest_s:
            return False
        self._is_busy, self._rest_s = busy, 0.0
        return True

    def note(self, work: int | None) -> None:
        """Take in what the child has done, as a number that grows with it, if known."""
        is_at_rest = work is not None and work == self._work
        self._work = work
        longer_s = min(IDLE_S, 2 * (self._rest_s or BUSY_S))
        self._rest_s = longer_s if self._is_busy and is_at_rest else 0.0

    @property
    def glances(self) -> int:
        """How many there are before the next look."""
        return GLANCES - 1 if self._is_busy and not self._rest_s else 0

    @property
    def wait_s(self) -> float:
        """Until the next glance or look."""
        if not self._is_busy:
            return IDLE_S
        return self._rest_s or BUSY_S / GLANCES
