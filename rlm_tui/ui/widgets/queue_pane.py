"""What waits, oldest first; arrivals never move the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rlm_tui.domain.session import Session
from rlm_tui.ui import keymap
from rlm_tui.ui.attention import neighbour
from rlm_tui.ui.queuelabels import queue_line
from rlm_tui.ui.rowlabels import Look
from rlm_tui.ui.stops import Stop
from rlm_tui.ui.widgets.drawing import LINE_CLASSES, strip_of


class QueuePane(ScrollView, can_focus=True, inherit_bindings=False):
    """One row for each ticket that waits by itself, and one for each batch."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("queue")

    @dataclass
    class Selected(Message):
        """The person chose a row."""

        chosen: Stop

    @dataclass
    class Opened(Message):
        """The person wants to read what is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._session = Session()
        self._stops: Sequence[Stop] = ()
        self._shown: str | None = None
        self._look: Look | None = None

    def show(
        self, session: Session, stops: Sequence[Stop], shown: str | None, look: Look
    ) -> None:
        """Draw the queue; `shown` is the stop in the detail pane."""
        self._session, self._stops = session, stops
        self._shown, self._look = shown, look
        ids = [stop.id for stop in stops]
        place = f"{ids.index(shown) + 1} of " if shown in ids else ""
        self.border_title = f"Waiting {place}{len(stops)}"
        tickets = sum(len(stop.tickets) for stop in stops)
        self.border_subtitle = f"{tickets} in all" if tickets > len(stops) else ""
        self.virtual_size = Size(self.size.width, len(stops))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one stop."""
        width = self.scrollable_content_region.width
        index = self.scroll_offset.y + y
        if self._look is None or not 0 <= index < len(self._stops):
            return Strip.blank(width, self.rich_style)
        stop = self._stops[index]
        is_shown = stop.id == self._shown
        line = queue_line(self._session, stop, width, self._look, cursor=is_shown)
        return strip_of(self, line, width, cursor=is_shown)

    def on_click(self, event: Click) -> None:
        """A click shows a stop, a double click opens it."""
        at = event.get_content_offset(self)
        if at is None:
            return
        index = self.scroll_offset.y + at.y
        if index < len(self._stops):
            self.post_message(self.Selected(self._stops[index]))
            if event.chain > 1:
                self.action_queue_open()

    def action_queue_down(self) -> None:
        """Show the next stop."""
        self._step(1)

    def action_queue_up(self) -> None:
        """Show the previous stop."""
        self._step(-1)

    def action_queue_open(self) -> None:
        """Read it."""
        self.post_message(self.Opened())

    def _step(self, step: int) -> None:
        stop = neighbour(self._stops, self._shown, step)
        if stop is not None:
            self.post_message(self.Selected(stop))
