"""Saved sessions, one row each, with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from rlm_tui.ui.keys import keymap
from rlm_tui.ui.text.lines import Span, line, wrap
from rlm_tui.ui.widgets.cursor_list import CursorList
from rlm_tui.ui.widgets.line_view import Drawn

if TYPE_CHECKING:
    from rlm_tui.storage.base import Hit, SessionSummary
    from rlm_tui.ui.labels.look import Look
    from rlm_tui.ui.saved.labels import Ends
    from rlm_tui.ui.saved.rows import SavedRow


class SessionList(CursorList, inherit_bindings=False):
    """Rows of saved sessions; Enter opens the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("list")

    @dataclass
    class Moved(Message):
        """The cursor is on another session."""

        summary: SessionSummary | None

    @dataclass
    class Opened(Message):
        """The person wants to see this session."""

        session_id: str
        hit: Hit | None = None
        """A place in it, if the cursor is on one."""

    def __init__(self, *, ends: Ends = "nodes", id: str | None = None) -> None:
        """`ends` is what a row ends with."""
        super().__init__(id=id)
        self._ends = ends
        self._rows: Sequence[SavedRow] = ()
        self._empty = ""
        self._look: Look | None = None

    @property
    def length(self) -> int:
        """Number of rows."""
        return len(self._rows)

    @property
    def selected(self) -> SessionSummary | None:
        """The session under the cursor."""
        return self._rows[self.at].summary if self._rows else None

    def show(self, rows: Sequence[SavedRow], look: Look, *, empty: str = "") -> None:
        """Draw these rows; the cursor stays on its row if that is still there.

        `empty` is what to say when there are none.
        """
        self.at = self._place_among(rows)
        self._rows, self._look, self._empty = rows, look, empty
        self.put(self.at)
        self.has_moved()

    def _place_among(self, rows: Sequence[SavedRow]) -> int:
        """Where the row under the cursor is; else its session; else the top."""
        if not self._rows:
            return 0
        before = self._rows[self.at]
        places = {row.key: place for place, row in reversed(list(enumerate(rows)))}
        of_session = places.get((before.summary.id, 0), 0)
        return places.get(before.key, of_session)

    def line_at(self, y: int) -> Drawn | None:
        """One session; instead of the first ones, why there is none."""
        index = self.scroll_offset.y + y
        if self._look is None or index >= len(self._rows):
            said = wrap(line(self._empty), max(1, self.row_width - 1))
            return Drawn((Span(" "), *said[index])) if index < len(said) else None
        from rlm_tui.ui.saved.labels import saved_line  # once there is a session

        is_cursor = index == self.at
        row = saved_line(
            self._rows[index],
            self.row_width,
            self._look,
            cursor=is_cursor,
            ends=self._ends,
        )
        return Drawn(row, is_cursor and self.is_active)

    @property
    def is_active(self) -> bool:
        """Whether keys move the cursor: by its own focus or through a filter box."""
        return self.has_focus or self.has_class("-driven")

    def has_moved(self) -> None:
        """Tell which session it is."""
        self.post_message(self.Moved(self.selected))

    def open_row(self) -> None:
        """A double click opens the session."""
        self.action_list_open()

    def action_list_open(self) -> None:
        """Open the session under the cursor."""
        if self._rows:
            row = self._rows[self.at]
            self.post_message(self.Opened(row.summary.id, row.hit))
