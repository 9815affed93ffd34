"""The recursion tree: draws only the visible rows of a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from rlm_tui.domain.session import Session
from rlm_tui.ui.keys import keymap
from rlm_tui.ui.labels.look import Look
from rlm_tui.ui.labels.row_lines import RowLines
from rlm_tui.ui.rows.jumps import beside, next_failure
from rlm_tui.ui.rows.tree import ROOT, Row, RowKey, Rows, rows_above
from rlm_tui.ui.widgets.cursor_list import CursorList
from rlm_tui.ui.widgets.line_view import Drawn


class TreePane(CursorList, inherit_bindings=False):
    """A line-API view over the flat list of rows that are not folded away.

    Where a person goes is told at once and not by a message: a key that came together
    with a move would meet the row that was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("tree")

    @dataclass
    class Nowhere(Message):
        """There is no such row."""

        words: str

    def __init__(
        self,
        *,
        went: Callable[[RowKey], None],
        opened: Callable[[], None],
        id: str | None = None,
    ) -> None:
        """Learn who is told.

        Args:
            went: the person moved the cursor to a row.
            opened: they want to read the row under it.
            id: of the widget.
        """
        super().__init__(id=id)
        self._went, self._opened = went, opened
        self._session = Session()
        self._look: Look | None = None
        self._model = Rows()
        self._rows: tuple[Row, ...] = ()
        self._lines = RowLines()
        self.selected: RowKey = ROOT

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are not folded away."""
        return self._rows

    @property
    def length(self) -> int:
        """How many of them there are."""
        return len(self._rows)

    def touch(self, node: str) -> None:
        """The structure at or below a node has changed since the last `show`."""
        self._model.touch(node)

    def reset(self) -> None:
        """The next session may have nothing to do with the last one."""
        self._model.reset()

    def show(
        self, session: Session, look: Look, *, only: frozenset[str] | None = None
    ) -> None:
        """Draw a session; the cursor stays on its row wherever that moves.

        `only` are the nodes that a filter leaves; the same set again costs nothing.
        """
        self._session, self._look = session, look
        self._model.keep_only(only)
        self._lay_out()
        self.redraw(len(self._rows))

    def tell(self, look: Look) -> None:
        """Draw the same session at another time."""
        self._look = look
        self.redraw(len(self._rows))

    def select(self, row: RowKey) -> None:
        """Put the cursor on a row, unfolding what hides it."""
        self.selected = row
        if self._session.nodes.get(row.node) is not None:
            self._model.reveal(self._session, row)
            self._lay_out()
            self.put(self.at)

    def _lay_out(self) -> None:
        rows = self._model.of(self._session)
        if rows is not self._rows:
            self._rows = rows
            self.at = self._index_of(self.selected)
        elif not self._is_at(self.selected, self.at):
            self.at = self._index_of(self.selected)

    def _is_at(self, key: RowKey, index: int) -> bool:
        return index < len(self._rows) and self._rows[index].key == key

    def _index_of(self, key: RowKey) -> int:
        """Where a row is; if it is folded away, the nearest row above it."""
        wanted: RowKey | None = key
        while wanted is not None:
            for index, row in enumerate(self._rows):
                if row.node == wanted.node and row.key == wanted:
                    return index
            wanted = self._above(wanted)
        return 0

    def _above(self, key: RowKey) -> RowKey | None:
        found = rows_above(self._session, key)
        if len(found) < 2:
            return found[0] if found else None
        shown = {row.key for row in self._rows if row.node == found[0].node}
        return next((key for key in found if key in shown), found[-1])

    def line_at(self, y: int) -> Drawn | None:
        """One row."""
        width = self.row_width
        index = self.scroll_offset.y + y
        if self._look is None or not 0 <= index < len(self._rows):
            return None
        is_cursor = index == self.at
        row = self._rows[index]
        line = self._lines.line(self._session, row, width, self._look, cursor=is_cursor)
        return Drawn(line, is_cursor)

    def has_moved(self) -> None:
        """Tell which row it is."""
        self.selected = self._rows[self.at].key
        self._model.keep_open(self._session, self.selected)
        self._went(self.selected)

    def _jump(self, row: RowKey | None, nowhere: str) -> None:
        """Go to a row, unfolding what hides it."""
        if row is None:
            self.post_message(self.Nowhere(nowhere))
        else:
            self.select(row)
            self.has_moved()

    def action_tree_next(self) -> None:
        """The next row of the same level."""
        self._jump(beside(self._session, self.selected, 1), "the last on its level")

    def action_tree_previous(self) -> None:
        """The row before on the same level."""
        self._jump(beside(self._session, self.selected, -1), "the first on its level")

    def action_tree_parent(self) -> None:
        """The row above this one."""
        self._jump(self._above(self.selected), "nothing is above the root")

    def action_tree_failure(self) -> None:
        """The next row that failed."""
        self._jump(next_failure(self._session, self.selected), "nothing has failed")

    def open_row(self) -> None:
        """A double click reads the row."""
        self.action_tree_open()

    def action_tree_open(self) -> None:
        """Read this row."""
        self._opened()

    def action_tree_toggle(self) -> None:
        """Fold or unfold this row."""
        if self._rows and self._rows[self.at].can_fold:
            self._fold(is_folded=not self._rows[self.at].is_folded)

    def action_tree_expand(self) -> None:
        """Unfold; if it is unfolded, go to the first row in it."""
        if not self._rows or not self._rows[self.at].can_fold:
            return
        if self._rows[self.at].is_folded:
            self._fold(is_folded=False)
        else:
            self.go(self.at + 1)

    def action_tree_collapse(self) -> None:
        """Fold; if it is folded, go to the row above it."""
        if not self._rows:
            return
        row = self._rows[self.at]
        if row.can_fold and not row.is_folded:
            self._fold(is_folded=True)
        elif (above := self._above(row.key)) is not None:
            self.go(self._index_of(above))

    def _fold(self, *, is_folded: bool) -> None:
        self._model.fold(self._rows[self.at].key, is_folded=is_folded)
        self._lay_out()
        self.redraw(len(self._rows))
