"""The elements of a batch as rows: only those in view are drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click
from textual.message import Message

from rlm_tui.ui import keymap
from rlm_tui.ui.batch.elements import Element
from rlm_tui.ui.batch.labels import RowLook, row_line
from rlm_tui.ui.widgets.drawing import LINE_CLASSES
from rlm_tui.ui.widgets.line_view import Drawn, LineView


class BatchTable(LineView, can_focus=True, inherit_bindings=False):
    """A line-API view over the rows that are shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("table")

    @dataclass
    class Moved(Message):
        """The person moved the cursor to an element."""

        node: str

    @dataclass
    class Marked(Message):
        """The person marked the row under the cursor, or took its mark away."""

    @dataclass
    class Opened(Message):
        """The person wants to see the element under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Element] = ()
        self._marked: Collection[str] = ()
        self._look: RowLook | None = None
        self._cursor = 0

    def show(
        self, rows: Sequence[Element], marked: Collection[str], look: RowLook
    ) -> None:
        """Draw the rows; the cursor stays where it is."""
        self._rows, self._marked, self._look = rows, marked, look
        self.redraw(len(rows))

    def move_to(self, at: int) -> None:
        """Put the cursor on a row; the view follows it only if it moved."""
        if at != self._cursor:
            self._cursor = at
            self._scroll_to_cursor()
        self.redraw(len(self._rows))

    def line_at(self, y: int) -> Drawn | None:
        """One element."""
        index = self.scroll_offset.y + y
        if self._look is None or not 0 <= index < len(self._rows):
            return None
        row = self._rows[index]
        is_cursor = index == self._cursor
        marked = row.node.id in self._marked
        line = row_line(row, self._look, cursor=is_cursor, marked=marked)
        return Drawn(line, is_cursor)

    def on_resize(self) -> None:
        """The cursor stays in view."""
        self.call_after_refresh(self._scroll_to_cursor)

    def on_click(self, event: Click) -> None:
        """A click goes to a row, a double click opens it."""
        at = event.get_content_offset(self)
        if at is None or self.scroll_offset.y + at.y >= len(self._rows):
            return
        self._go(self.scroll_offset.y + at.y)
        if event.chain > 1:
            self.action_table_open()

    def _go(self, at: int) -> None:
        if not self._rows:
            return
        self.move_to(min(max(0, at), len(self._rows) - 1))
        self.unheard += 1
        self.post_message(self.Moved(self._rows[self._cursor].node.id))

    def _scroll_to_cursor(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False)

    def action_table_down(self) -> None:
        """Next row."""
        self._go(self._cursor + 1)

    def action_table_up(self) -> None:
        """Previous row."""
        self._go(self._cursor - 1)

    def action_table_top(self) -> None:
        """First row."""
        self._go(0)

    def action_table_bottom(self) -> None:
        """Last row."""
        self._go(len(self._rows) - 1)

    def action_table_page_down(self) -> None:
        """One page down."""
        self._go(self._cursor + max(1, self.size.height - 1))

    def action_table_page_up(self) -> None:
        """One page up."""
        self._go(self._cursor - max(1, self.size.height - 1))

    def action_table_open(self) -> None:
        """See this element."""
        self.post_message(self.Opened())

    def action_table_mark(self) -> None:
        """Mark this row, and go on to the next."""
        if self._rows:
            self.post_message(self.Marked())
