"""A scrolling pane of lines that draws again only those that became others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from rlm_tui.ui.text.lines import Line
from rlm_tui.ui.widgets.drawing import strip_of
from rlm_tui.ui.widgets.keeping import Keeping
from rlm_tui.ui.widgets.thumb import Thumb
from rlm_tui.ui.widgets.titles import Titled


class Drawn(NamedTuple):
    """One row of the window as it is or was drawn."""

    line: Line
    is_cursor: bool = False


class LineView(ScrollView, Titled, Keeping, inherit_bindings=False):
    """Subclasses say what stands in a row of the window.

    Textual takes longer for a line that it draws than we take to find out that it is
    as before, and much longer for a new layout.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: dict[int, Drawn | None] = {}
        self._base: Style | None = None

    def line_at(self, y: int) -> Drawn | None:
        """What stands in a row of the window; nothing below the last line."""
        raise NotImplementedError

    @property
    def row_width(self) -> int:
        """Cells of a row."""
        return self.scrollable_content_region.width

    def redraw(self, rows: int) -> None:
        """Draw what has changed; there are so many rows now."""
        self._set_length(rows)
        line_at, drawn, size = self.line_at, self._drawn.get, self.size
        changed = [y for y in range(size.height) if line_at(y) != drawn(y)]
        if changed:
            self.refresh(*(Region(0, y, size.width, n) for y, n in _runs_of(changed)))

    def _set_length(self, rows: int) -> None:
        """Let the scroll bar know, without a new layout where none is needed."""
        size = Size(self.row_width or self.size.width, rows)
        if size == self.virtual_size:
            return
        if self.styles.is_auto_height:
            self.virtual_size = size
            return
        before = self.virtual_size
        # Textual lays the whole screen out again when this is set as usual.
        self.set_reactive(Widget.virtual_size, size)
        if self._looks_as_long(before, size):
            self.vertical_scrollbar.set_reactive(ScrollBar.window_virtual_size, rows)
        else:
            self._scroll_update(size)

    def _looks_as_long(self, before: Size, size: Size) -> bool:
        """Whether there are more rows, and the scroll bar would not show it.

        It is as tall as the pane, and to draw it again costs as much as all its rows.
        """
        height = self.container_size.height
        if not self.show_vertical_scrollbar or not 0 < height < before.height:
            return False
        at = self.vertical_scrollbar.position
        grows = before.width == size.width and before.height < size.height
        thumbs = (Thumb.of(height, rows, at) for rows in (before.height, size.height))
        return grows and len(set(thumbs)) == 1

    def drawn_lines(self, crop: Region) -> list[Strip]:
        """Work the pane's own style out once for all lines."""
        self._base = self.rich_style
        return super().drawn_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        base = self._base or self.rich_style
        drawn = self._drawn[y] = self.line_at(y)
        width = self.row_width
        if drawn is None:
            return Strip.blank(width, base)
        return strip_of(self, drawn.line, width, cursor=drawn.is_cursor, base=base)


def _runs_of(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow each other, as the first of them and their number."""
    first = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at] != rows[at - 1] + 1:
            yield rows[first], at - first
            first = at
