"""Saved sessions, one row each, with a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rlm_tui.storage.base import Hit, SessionSummary
from rlm_tui.ui import keymap
from rlm_tui.ui.lines import line
from rlm_tui.ui.rowlabels import Look
from rlm_tui.ui.savedrows import SavedRow
from rlm_tui.ui.sessionlabels import saved_line
from rlm_tui.ui.widgets.drawing import LINE_CLASSES, strip_of


class SessionList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of saved sessions; Enter opens the one under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
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

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[SavedRow] = ()
        self._empty = ""
        self._look: Look | None = None
        self._cursor = 0

    @property
    def selected(self) -> SessionSummary | None:
        """The session under the cursor."""
        return self._rows[self._cursor].summary if self._rows else None

    def show(self, rows: Sequence[SavedRow], look: Look, *, empty: str = "") -> None:
        """Draw these rows; the cursor stays on its row if that is still there.

        `empty` is what to say when there are none.
        """
        self._cursor = self._place_among(rows)
        self._rows, self._look, self._empty = rows, look, empty
        self._fit()
        self.post_message(self.Moved(self.selected))

    def _place_among(self, rows: Sequence[SavedRow]) -> int:
        """Where the row under the cursor is; else its session; else the top."""
        if not self._rows:
            return 0
        before = self._rows[self._cursor]
        places = {row.key: place for place, row in reversed(list(enumerate(rows)))}
        of_session = places.get((before.summary.id, 0), 0)
        return places.get(before.key, of_session)

    def render_line(self, y: int) -> Strip:
        """Draw one session."""
        width = self.size.width
        index = self.scroll_offset.y + y
        if self._look is None or index >= len(self._rows):
            text = self._empty if index == 0 else ""
            return strip_of(self, line(f" {text}"), width)
        is_cursor = index == self._cursor
        row = saved_line(self._rows[index], width, self._look, cursor=is_cursor)
        return strip_of(self, row, width, cursor=is_cursor and self.is_active)

    @property
    def is_active(self) -> bool:
        """Whether keys move the cursor: by its own focus or through a filter box."""
        return self.has_focus or self.has_class("-driven")

    def on_resize(self, _event: Resize) -> None:
        """Rows are as wide as the list."""
        self._fit()

    def on_click(self, event: Click) -> None:
        """A click selects, a double click opens."""
        at = event.get_content_offset(self)
        if at is None:
            return
        index = self.scroll_offset.y + at.y
        if index < len(self._rows):
            self.move(index - self._cursor)
            if event.chain > 1:
                self.action_list_open()

    def move(self, steps: int) -> None:
        """Move the cursor, at most to an end."""
        if not self._rows:
            return
        last = len(self._rows) - 1
        self._cursor = max(0, min(last, self._cursor + steps))
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.selected))

    def page(self, pages: int) -> None:
        """Move the cursor by whole pages."""
        self.move(pages * max(1, self.size.height - 1))

    def action_list_down(self) -> None:
        """Next session."""
        self.move(1)

    def action_list_up(self) -> None:
        """Previous session."""
        self.move(-1)

    def action_list_top(self) -> None:
        """First session."""
        self.move(-len(self._rows))

    def action_list_bottom(self) -> None:
        """Last session."""
        self.move(len(self._rows))

    def action_list_page_down(self) -> None:
        """One page down."""
        self.page(1)

    def action_list_page_up(self) -> None:
        """One page up."""
        self.page(-1)

    def action_list_open(self) -> None:
        """Open the session under the cursor."""
        if self._rows:
            row = self._rows[self._cursor]
            self.post_message(self.Opened(row.summary.id, row.hit))

    def _fit(self) -> None:
        self.virtual_size = Size(self.size.width, max(1, len(self._rows)))
        self._reveal()
        self.refresh()

    def _reveal(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False)
