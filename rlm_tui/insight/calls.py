"""What each model call used, in the order in which they came back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rlm_tui.domain.events import Event
from rlm_tui.domain.limits import Usage


@dataclass(frozen=True, slots=True)
class PerCall:
    """What calls used, each number the mean of equally many, the last of fewer."""

    tokens: tuple[float, ...] = ()
    costs: tuple[float, ...] | None = None
    """Dollars; `None` where all were free, or where some price is not known."""


class Calls:
    """The calls of a session as running sums.

    Every event is looked at once, and a question costs no more for many calls than
    for few: this is asked for each drawing.
    """

    def __init__(self) -> None:
        self._looked_at = 0
        self._places: list[int] = []
        """Number of events up to each call."""
        self._sums: list[Usage] = [Usage()]

    def per_call(
        self, events: Sequence[Event], most: int, *, position: int | None = None
    ) -> PerCall:
        """At most so many numbers about the first `position` of a growing list."""
        self._look_at(events)
        count = len(self._places)
        if position is not None:
            count = bisect_right(self._places, position)
        of_each = max(1, -(-count // most))
        ends = [*range(0, count, of_each), count]
        parts = [
            (self._sums[start], self._sums[end], end - start)
            for start, end in pairwise(ends)
        ]
        whole = self._sums[count]
        has_costs = whole.cost > 0 and not whole.unpriced_calls
        return PerCall(
            tuple((b.total_tokens - a.total_tokens) / n for a, b, n in parts),
            tuple((b.cost - a.cost) / n for a, b, n in parts) if has_costs else None,
        )

    def _look_at(self, events: Sequence[Event]) -> None:
        for place in range(self._looked_at, len(events)):
            usage = _used_by(events[place])
            if usage is not None:
                self._places.append(place + 1)
                self._sums.append(self._sums[-1] + usage)
        self._looked_at = len(events)


def _used_by(event: Event) -> Usage | None:
    """What a call of a model used, if the event is its end."""
    if event.kind == "call_finished":
        return event.usage if event.actor == "model" else None
    if event.kind == "call_failed" and event.usage.total_tokens:
        return event.usage
    return None
