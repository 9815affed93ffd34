"""The elements of a batch as rows: only those in view are drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar

from textual.binding import BindingType

from rlm_tui.ui.batch.labels import RowLook, row_line
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.rows.elements import Element
from rlm_tui.ui.widgets.cursor_list import CursorList
from rlm_tui.ui.widgets.line_view import Drawn


class BatchTable(CursorList, inherit_bindings=False):
    """A line-API view over the rows that are shown.

    What a person does with them is told at once and not by a message: a key that came
    together with a move would meet the row that was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("table")

    def __init__(
        self,
        *,
        went: Callable[[int], None],
        marked: Callable[[], None],
        opened: Callable[[], None],
        id: str | None = None,
    ) -> None:
        """Learn who is told.

        Args:
            went: the person moved the cursor to a row.
            marked: they marked the row under it, or took its mark away.
            opened: they want to see the element under it.
            id: of the widget.
        """
        super().__init__(id=id)
        self._went, self._was_marked, self._opened = went, marked, opened
        self._rows: Sequence[Element] = ()
        self._marked: Collection[str] = ()
        self._look: RowLook | None = None

    @property
    def length(self) -> int:
        """Number of elements that are shown."""
        return len(self._rows)

    def show(
        self, rows: Sequence[Element], marked: Collection[str], look: RowLook
    ) -> None:
        """Draw the rows; the cursor stays where it is."""
        self._rows, self._marked, self._look = rows, marked, look
        self.redraw(len(rows))

    def line_at(self, y: int) -> Drawn | None:
        """One element."""
        index = self.scroll_offset.y + y
        if self._look is None or not 0 <= index < len(self._rows):
            return None
        row = self._rows[index]
        is_cursor = index == self.at
        marked = row.node.id in self._marked
        line = row_line(row, self._look, cursor=is_cursor, marked=marked)
        return Drawn(line, is_cursor)

    def has_moved(self) -> None:
        """Tell where it is."""
        self._went(self.at)

    def open_row(self) -> None:
        """A double click opens the element."""
        self.action_table_open()

    def action_table_open(self) -> None:
        """See this element."""
        self._opened()

    def action_table_mark(self) -> None:
        """Mark this row, and go on to the next."""
        if self._rows:
            self._was_marked()
