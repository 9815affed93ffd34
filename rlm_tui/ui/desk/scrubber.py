"""A saved session as a stretch of time: where one stands, and how fast it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rlm_tui.domain.events import Event
from rlm_tui.ui.desk.landmarks import Landmark
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


def scrubber_line(
    position: int,
    total: int,
    *,
    landmarks: Sequence[Landmark],
    speed: int | None,
    width: int,
    glyphs: Glyphs,
) -> Line:
    """Where in a session one stands, what waited and what the person did there; and
    the speed of a replay."""
    words = _words(position, total, landmarks, speed)
    # As wide everywhere, or else the marks would move with each step.
    most = max((len(_at(total, total, one.says())) for one in landmarks), default=0)
    room = width - max(_WORDS, most, len(words)) - 2
    if room < _LEAST or total == 0:
        return (Span(words.strip()),)
    cells = [Span(glyphs.rule, "muted")] * room
    # What was done is drawn over what waited for it.
    for one in sorted(landmarks, key=lambda landmark: landmark.deed is not None):
        cells[_cell(one.position, total, room)] = _mark(one, glyphs)
    cells[_cell(position, total, room)] = Span(glyphs.calling, "strong")
    return (*cells, Span(words))


def _words(
    position: int, total: int, landmarks: Sequence[Landmark], speed: int | None
) -> str:
    said = with_keys("{run.pause} plays it")
    here = [one for one in landmarks if one.position == position]
    if speed is not None:
        said = with_keys(f"{{run.pause}} stops  {{run.latch}} {speed}x")
    elif here:
        said = here[0].says()
    return _at(position, total, said)


def _at(position: int, total: int, said: str) -> str:
    return f" event {position} of {total}  {said}"


def _mark(landmark: Landmark, glyphs: Glyphs) -> Span:
    match landmark.deed:
        case None:
            return Span(glyphs.held, "held")
        case "approved" | "tried again":
            return Span(glyphs.done, "done")
        case "refused" | "aborted":
            return Span(glyphs.failed, "failed")
        case "answered":
            return Span(glyphs.answered, "edited")
        case "edited" | "guided":
            return Span(glyphs.edited, "edited")


def _cell(position: int, total: int, room: int) -> int:
    return min(room - 1, max(0, position - 1) * room // total)
