"""A pane that shows a document of any length, a piece at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip

from rlm_tui.ui.text.laying import LaidRows, Place
from rlm_tui.ui.text.lines import Line, cut, plain
from rlm_tui.ui.text.paragraphs import EMPTY, Document
from rlm_tui.ui.widgets.line_view import Drawn, LineView

SLICE_S = 0.008
"""So long the pieces that are not looked at are laid out at a time."""


class PagedView(LineView, inherit_bindings=False):
    """Wraps a document to its width, and stays at the end while it grows."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._document: Document = EMPTY
        self._width = 0
        self.rows = LaidRows((), 0)
        """The document as it is laid out now."""
        self.is_sticky = False
        """Whether it stays at the end when the document grows."""

    @property
    def document(self) -> Document:
        """What it shows."""
        return self._document

    @property
    def plain_text(self) -> str:
        """All rows as text."""
        return "\n".join(plain(row).rstrip() for row in self.rows)

    def show(self, document: Document, *, is_new: bool, is_growing: bool) -> None:
        """Draw a document; a new one from its beginning, a growing one at its end."""
        self._document = document
        if is_new:
            self.is_sticky = is_growing
        self._lay_out(is_new=is_new)

    def _lay_out(self, *, is_new: bool) -> None:
        width = max(1, self.scrollable_content_region.width or self.size.width)
        is_other_width, self._width = width != self._width, width
        before = None if is_new else self.rows
        self.rows = self._document.laid(self._width, before=before)
        if is_new:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._settle(self.scroll_offset.y)
        self.redraw(len(self.rows))
        if is_other_width:
            self.refresh()  # rows that stay as they are were drawn as wide as before
        if self.is_sticky:
            self._go_to_end()
        if not self.rows.is_measured:
            measure: Callable[[], Awaitable[None]] = self._measure
            self.run_worker(measure, group="measure", exclusive=True)

    def _settle(self, first: int) -> None:
        self.rows.settle(first, max(1, self.size.height))

    def _go_to_end(self) -> None:
        self.rows.settle_end(self.size.height)
        self._note_length()
        self.scroll_end(animate=False, immediate=True)

    async def _measure(self) -> None:
        """Lay out what is not looked at, a little at a time."""
        rows, clock = self.rows, asyncio.get_running_loop().time
        while rows is self.rows and not rows.is_measured:
            top = self.top
            until = clock() + SLICE_S
            while clock() < until and not rows.is_measured:
                rows.measure()
            self._note_length()
            self.hold(top)
            await asyncio.sleep(SLICE_S)

    @property
    def top(self) -> Place | None:
        """The row at the top of the window, by its piece."""
        y = self.scroll_offset.y
        return self.rows.place(y) if y < len(self.rows) else None

    def hold(self, top: Place | None) -> None:
        """Keep a row where it is though those before it have become more or fewer."""
        if top is None or self.is_sticky:
            return
        y = self.rows.row_of(top)
        if y != self.scroll_offset.y:
            self.scroll_to(y=y, animate=False, immediate=True)

    def on_resize(self, _event: Resize) -> None:
        """Wrap again when the width is another one."""
        if self.scrollable_content_region.width != self._width:
            self._lay_out(is_new=False)

    @property
    def row_width(self) -> int:
        """Cells that the text was wrapped to."""
        return self._width

    def line_at(self, y: int) -> Drawn | None:
        """One row."""
        index = self.scroll_offset.y + y
        if not 0 <= index < len(self.rows):
            return None
        row, is_cursor = self.row_at(index)
        return Drawn(cut(row, self._width), is_cursor)

    def row_at(self, index: int) -> tuple[Line, bool]:
        """A row as it is to be drawn, and whether the cursor is there."""
        return self.rows[index], False

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw what has been laid out for that."""
        known = len(self.rows)
        self._settle(self.scroll_offset.y)
        if len(self.rows) != known:
            self.call_later(self._note_length)
        return super().render_lines(crop)

    def _note_length(self) -> None:
        self._set_length(len(self.rows))

    def action_text_down(self) -> None:
        """One line down."""
        self._move(1)

    def action_text_up(self) -> None:
        """One line up."""
        self._move(-1)

    def action_text_page_down(self) -> None:
        """One page down."""
        self._move(max(1, self.size.height - 1))

    def action_text_page_up(self) -> None:
        """One page up."""
        self._move(-max(1, self.size.height - 1))

    def action_text_top(self) -> None:
        """To the beginning."""
        self.is_sticky = False
        self.scroll_home(animate=False, immediate=True)

    def action_text_bottom(self) -> None:
        """To the end; what arrives is followed."""
        self.is_sticky = True
        self._go_to_end()

    def _move(self, lines: int) -> None:
        top = self.top
        if top is not None and lines < 0:
            self.rows.settle_before(top, -lines)
            self._note_length()
        y = self.scroll_offset.y if top is None else self.rows.row_of(top)
        target = y + lines
        self.is_sticky = target >= self.max_scroll_y > 0
        self.scroll_to(y=target, animate=False, immediate=True)

    def show_row(self, place: Place) -> None:
        """Bring a row into the middle of the window."""
        self._show(place, self.size.height // 2)

    def show_from(self, place: Place) -> None:
        """Bring a row to the top of the window."""
        self._show(place, 0)

    def _show(self, place: Place, above: int) -> None:
        """Bring a row into the window, below so many others."""
        self.is_sticky = False
        self.rows.settle_before(place, above)
        first = max(0, self.rows.row_of(place) - above)
        self._settle(first)
        self._note_length()
        self.scroll_to(y=first, animate=False)
        self.refresh()
