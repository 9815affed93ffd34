"""A widget whose lines are handed out again for as long as none of them is another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.containers import Horizontal, Vertical
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class _Kept(NamedTuple):
    crop: Region
    filters: Sequence[LineFilter]
    lines: list[Strip]


class Keeping(Widget):
    """Keeps what it has drawn as one piece.

    For a change at the top of the window and one at its bottom Textual asks everything
    between them for all its lines, and takes its time for each that it has as it was.
    """

    _last_drawn: _Kept | None = None

    def _set_dirty(self, *regions: Region) -> None:
        self._last_drawn = None
        super()._set_dirty(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """All lines, from before if nothing has been said since."""
        filters = self.get_line_filters()
        kept = self._last_drawn
        if kept is None or kept.crop != crop or kept.filters != filters:
            kept = _Kept(crop, filters, self.drawn_lines(crop))
            self._last_drawn = kept
        return kept.lines

    def drawn_lines(self, crop: Region) -> list[Strip]:
        """All lines as they are to be drawn now."""
        return super().render_lines(crop)


class Beside(Horizontal, Keeping):
    """Widgets side by side."""


class Below(Vertical, Keeping):
    """Widgets one below the other."""
