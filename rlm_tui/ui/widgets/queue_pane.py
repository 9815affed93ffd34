"""What waits, oldest first; arrivals never move the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click

from rlm_tui.domain.session import Session
from rlm_tui.ui.desk.attention import neighbour
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.queue import queue_line, queue_subtitle, queue_title
from rlm_tui.ui.rows.stops import Stop
from rlm_tui.ui.widgets.drawing import LINE_CLASSES
from rlm_tui.ui.widgets.line_view import Drawn, LineView


class QueuePane(LineView, can_focus=True, inherit_bindings=False):
    """One row for each ticket that waits by itself, and one for each batch.

    What a person chooses is told at once, as in the tree.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("queue")

    def __init__(
        self,
        *,
        went: Callable[[Stop], None],
        opened: Callable[[], None],
        id: str | None = None,
    ) -> None:
        """Learn who is told.

        Args:
            went: the person chose a row.
            opened: they want to read what is shown.
            id: of the widget.
        """
        super().__init__(id=id)
        self._went, self._opened = went, opened
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
        self.titles.show(queue_title(stops, shown), queue_subtitle(stops))
        self.redraw(len(stops))

    def tell(self, look: Look) -> None:
        """Draw the same stops at another time."""
        self._look = look
        self.redraw(len(self._stops))

    def line_at(self, y: int) -> Drawn | None:
        """One stop."""
        index = self.scroll_offset.y + y
        if self._look is None or not 0 <= index < len(self._stops):
            return None
        stop = self._stops[index]
        is_shown = stop.id == self._shown
        width = self.row_width
        line = queue_line(self._session, stop, width, self._look, cursor=is_shown)
        return Drawn(line, is_shown)

    def on_click(self, event: Click) -> None:
        """A click shows a stop, a double click opens it."""
        at = event.get_content_offset(self)
        if at is None:
            return
        index = self.scroll_offset.y + at.y
        if index < len(self._stops):
            self._went(self._stops[index])
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
        self._opened()

    def _step(self, step: int) -> None:
        stop = neighbour(self._stops, self._shown, step)
        if stop is not None:
            self._went(stop)
