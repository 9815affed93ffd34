"""A saved session as a stretch of time: where one stands, and how fast it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.events import Event
from rlm_tui.ui.keys.keymap import with_keys
from rlm_tui.ui.style.glyphs import Glyphs
from rlm_tui.ui.text.lines import Line, Span

SPEEDS = (1, 4, 16)
"""How many times faster than it happened."""
LONGEST_S = 2.0
"""In which a recorded pause is passed at the lowest speed; nobody waits for more."""
FRAME_S = 0.05
"""Events that lie closer together are shown at once."""
_WORDS = 34
"""Cells beside the bar."""
_LEAST = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """What is shown next of a replay."""

    position: int
    """Number of events."""
    wait_s: float
    """Until then."""


def next_frame(events: Sequence[Event], position: int, *, speed: int) -> Frame | None:
    """The next moment at which something is to be seen; `None` at the end."""
    if position >= len(events):
        return None
    wait_s = _gap_s(events, position, speed)
    position += 1
    while position < len(events) and _gap_s(events, position, speed) < FRAME_S:
        position += 1
    return Frame(position, max(FRAME_S, wait_s))


def _gap_s(events: Sequence[Event], position: int, speed: int) -> float:
    if position == 0:
        return 0.0
    gap = events[position].at - events[position - 1].at
    return min(max(gap, 0.0), LONGEST_S) / speed


def stops_of(events: Sequence[Event]) -> list[int]:
    """Positions at which a person was waited for."""
    return [
        position
        for position, event in enumerate(events, 1)
        if event.kind == "ticket_raised" and event.hold is not None
    ]


def stop_beside(events: Sequence[Event], position: int, step: int) -> int | None:
    """The nearest position after or before one at which a person was waited for."""
    if step > 0:
        return next((stop for stop in stops_of(events) if stop > position), None)
    return max((stop for stop in stops_of(events) if stop < position), default=None)


def scrubber_line(
    position: int,
    total: int,
    *,
    stops: Sequence[int],
    speed: int | None,
    width: int,
    glyphs: Glyphs,
) -> Line:
    """Where in a session one stands, with its stops; and the speed of a replay."""
    pace = "{run.pause} plays it"
    if speed is not None:
        pace = f"{{run.pause}} stops  {{run.latch}} {speed}x"
    pace = with_keys(pace)
    words = f" event {position} of {total}  {pace}"
    room = width - max(_WORDS, len(words)) - 2
    if room < _LEAST or total == 0:
        return (Span(words.strip()),)
    cells = [Span(glyphs.rule, "muted")] * room
    for stop in stops:
        cells[_cell(stop, total, room)] = Span(glyphs.held, "held")
    cells[_cell(position, total, room)] = Span(glyphs.calling, "strong")
    return (*cells, Span(words))


def _cell(position: int, total: int, room: int) -> int:
    return min(room - 1, max(0, position - 1) * room // total)
