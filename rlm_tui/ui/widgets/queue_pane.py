"""The waiting tickets, oldest first; arrivals never move the cursor."""

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

from rlm_tui.domain.session import Ticket
from rlm_tui.ui import keymap
from rlm_tui.ui.attention import neighbour
from rlm_tui.ui.rowlabels import Look, queue_line
from rlm_tui.ui.widgets.drawing import LINE_CLASSES, strip_of


class QueuePane(ScrollView, can_focus=True, inherit_bindings=False):
    """One row per waiting ticket."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("queue")

    @dataclass
    class Selected(Message):
        """The person chose a ticket."""

        ticket: str

    @dataclass
    class Opened(Message):
        """The person wants to read the ticket that is shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tickets: Sequence[Ticket] = ()
        self._shown: str | None = None
        self._look: Look | None = None

    def show(self, tickets: Sequence[Ticket], shown: str | None, look: Look) -> None:
        """Draw the queue; `shown` is the ticket in the detail pane."""
        self._tickets, self._shown, self._look = tickets, shown, look
        ids = [ticket.id for ticket in tickets]
        place = f"{ids.index(shown) + 1} of " if shown in ids else ""
        self.border_title = f"Waiting {place}{len(tickets)}"
        self.virtual_size = Size(self.size.width, len(tickets))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one ticket."""
        width = self.scrollable_content_region.width
        index = self.scroll_offset.y + y
        if self._look is None or not 0 <= index < len(self._tickets):
            return Strip.blank(width, self.rich_style)
        ticket = self._tickets[index]
        is_shown = ticket.id == self._shown
        line = queue_line(ticket, width, self._look, cursor=is_shown)
        return strip_of(self, line, width, cursor=is_shown)

    def on_click(self, event: Click) -> None:
        """A click shows a ticket."""
        at = event.get_content_offset(self)
        if at is None:
            return
        index = self.scroll_offset.y + at.y
        if index < len(self._tickets):
            self.post_message(self.Selected(self._tickets[index].id))

    def action_queue_down(self) -> None:
        """Show the next ticket."""
        self._step(1)

    def action_queue_up(self) -> None:
        """Show the previous ticket."""
        self._step(-1)

    def action_queue_open(self) -> None:
        """Read the ticket."""
        self.post_message(self.Opened())

    def _step(self, step: int) -> None:
        ticket = neighbour(self._tickets, self._shown, step)
        if ticket is not None:
            self.post_message(self.Selected(ticket.id))
