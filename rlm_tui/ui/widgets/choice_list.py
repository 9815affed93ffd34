"""A list of lines with a cursor."""

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

from rlm_tui.ui import keymap
from rlm_tui.ui.lines import Line, Span
from rlm_tui.ui.widgets.drawing import LINE_CLASSES, strip_of


class ChoiceList(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws only the visible lines; the cursor stays at its place."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("list")

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        at: int

    @dataclass
    class Opened(Message):
        """The person wants what the line under the cursor stands for."""

        at: int

    def __init__(self, *, cursor: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._mark = cursor
        self._lines: Sequence[Line] = ()
        self.at = 0
        """The line under the cursor."""

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these."""
        self._lines = lines
        self.at = min(self.at, max(0, len(lines) - 1))
        self.virtual_size = Size(self.size.width, len(lines))
        self.refresh()

    def go(self, at: int) -> None:
        """Put the cursor on a line."""
        self.at = min(max(0, at), max(0, len(self._lines) - 1))
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.at < top:
            self.scroll_to(y=self.at, animate=False)
        elif self.at >= top + height:
            self.scroll_to(y=self.at - height + 1, animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        index = self.scroll_offset.y + y
        if not 0 <= index < len(self._lines):
            return Strip.blank(width, self.rich_style)
        is_at = index == self.at
        front = Span(f" {self._mark if is_at else ' '} ", "strong")
        return strip_of(self, (front, *self._lines[index]), width, cursor=is_at)

    def on_click(self, event: Click) -> None:
        """A click puts the cursor there, a double click opens."""
        place = event.get_content_offset(self)
        if place is None or self.scroll_offset.y + place.y >= len(self._lines):
            return
        self._move_to(self.scroll_offset.y + place.y)
        if event.chain > 1:
            self.action_list_open()

    def _move_to(self, at: int) -> None:
        self.go(at)
        self.post_message(self.Moved(self.at))

    def action_list_down(self) -> None:
        """Next line."""
        self._move_to(self.at + 1)

    def action_list_up(self) -> None:
        """Previous line."""
        self._move_to(self.at - 1)

    def action_list_top(self) -> None:
        """First line."""
        self._move_to(0)

    def action_list_bottom(self) -> None:
        """Last line."""
        self._move_to(len(self._lines) - 1)

    def action_list_page_down(self) -> None:
        """One page down."""
        self._move_to(self.at + max(1, self.size.height - 1))

    def action_list_page_up(self) -> None:
        """One page up."""
        self._move_to(self.at - max(1, self.size.height - 1))

    def action_list_open(self) -> None:
        """Open the line under the cursor."""
        if self._lines:
            self.post_message(self.Opened(self.at))
