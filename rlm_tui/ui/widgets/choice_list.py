"""A list of lines with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from rlm_tui.ui.keys import keymap
from rlm_tui.ui.text.lines import Line, Span, cut
from rlm_tui.ui.widgets.cursor_list import CursorList
from rlm_tui.ui.widgets.line_view import Drawn


class ChoiceList(CursorList, inherit_bindings=False):
    """Lines that can be opened."""

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

    @property
    def length(self) -> int:
        """Number of lines."""
        return len(self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these; the cursor keeps its place."""
        self._lines = lines
        self.at = max(0, min(self.at, len(lines) - 1))
        self.redraw(len(lines))

    def line_at(self, y: int) -> Drawn | None:
        """One line."""
        index = self.scroll_offset.y + y
        if not 0 <= index < len(self._lines):
            return None
        is_at = index == self.at
        front = Span(f" {self._mark if is_at else ' '} ", "strong")
        row = cut((front, *self._lines[index]), self.row_width)
        return Drawn(row, is_at)

    def has_moved(self) -> None:
        """Tell which line it is."""
        self.post_message(self.Moved(self.at))

    def open_row(self) -> None:
        """A double click opens the line."""
        self.action_list_open()

    def action_list_open(self) -> None:
        """Open the line under the cursor."""
        if self._lines:
            self.post_message(self.Opened(self.at))
