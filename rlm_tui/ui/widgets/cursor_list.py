"""The one cursor on rows: how it moves, stays in view and follows the mouse."""

from __future__ import annotations

from textual.events import Click, Resize

from rlm_tui.ui.widgets.drawing import LINE_CLASSES
from rlm_tui.ui.widgets.line_view import LineView


class CursorList(LineView, can_focus=True, inherit_bindings=False):
    """Subclasses say how many rows there are, and what a move or a choice means."""

    COMPONENT_CLASSES = LINE_CLASSES

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.at = 0
        """The row under the cursor."""
        self._first = 0
        """The first row in view, as the person left it."""
        self._kept = 0
        """The same for the cursor to be in view in a window of this size."""

    @property
    def length(self) -> int:
        """Number of rows."""
        raise NotImplementedError

    def has_moved(self) -> None:
        """The person has put the cursor on a row."""

    def open_row(self) -> None:
        """The person wants what the row under the cursor stands for."""

    def put(self, at: int) -> None:
        """Put the cursor on a row, or on the nearest there is, and show it."""
        self.at = max(0, min(at, self.length - 1))
        self._keep_in_view(self.scroll_offset.y)
        self._first = self._kept
        self.redraw(self.length)

    def go(self, at: int) -> None:
        """The same for the person, who is the only one that anybody is told of."""
        if self.length:
            self.put(at)
            self.has_moved()

    def go_pages(self, pages: int) -> None:
        """Move by whole pages, less a row that one knows."""
        self.go(self.at + pages * max(1, self.size.height - 1))

    def on_resize(self, _event: Resize) -> None:
        """The cursor stays in view, and rows are as wide as the list."""
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """What a window of another size, or of one on the way to it, hid comes back."""
        is_untouched = self.scroll_offset.y == min(self._kept, self.max_scroll_y)
        if not is_untouched:
            self._first = self.scroll_offset.y
        self._keep_in_view(self._first)
        self.redraw(self.length)

    def _keep_in_view(self, first: int) -> None:
        height = max(1, self.size.height)
        first = min(max(first, self.at - height + 1), self.at)
        if first != self.scroll_offset.y:
            self.scroll_to(y=first, animate=False, immediate=True)
        self._kept = self.scroll_offset.y

    def on_click(self, event: Click) -> None:
        """A click goes to a row, a double click opens it."""
        place = event.get_content_offset(self)
        if place is None or self.scroll_offset.y + place.y >= self.length:
            return
        self.go(self.scroll_offset.y + place.y)
        if event.chain > 1:
            self.open_row()

    def action_cursor_down(self) -> None:
        """Next row."""
        self.go(self.at + 1)

    def action_cursor_up(self) -> None:
        """Previous row."""
        self.go(self.at - 1)

    def action_cursor_top(self) -> None:
        """First row."""
        self.go(0)

    def action_cursor_bottom(self) -> None:
        """Last row."""
        self.go(self.length - 1)

    def action_cursor_page_down(self) -> None:
        """One page down."""
        self.go_pages(1)

    def action_cursor_page_up(self) -> None:
        """One page up."""
        self.go_pages(-1)
