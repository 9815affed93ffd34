"""The titles on a pane's border, written only when they become others.

Textual draws the whole pane again whenever one is set, be it to what it was.
"""

from __future__ import annotations

from functools import cached_property
from typing import Self

from textual.geometry import Region
from textual.widget import Widget


def literal(text: str) -> str:
    """A text for a border in which no bracket is markup, such as that of a key."""
    return text.replace("[", r"\[")


class Titles:
    """Title and subtitle of one pane."""

    def __init__(self, pane: Widget) -> None:
        self._pane = pane
        self._title: str | None = None
        self._subtitle: str | None = None
        self.being_shown: tuple[Region, ...] = ()
        """The line of the border that is about to become another."""

    def show(self, title: str, subtitle: str = "") -> None:
        """Have these two on the border; markup in them counts."""
        pane = self._pane
        if title != self._title:
            self.being_shown = self._line(0)
            self._title = pane.border_title = title
        if subtitle != self._subtitle:
            self.being_shown = self._line(pane.outer_size.height - 1)
            self._subtitle = pane.border_subtitle = subtitle
        self.being_shown = ()

    def _line(self, y: int) -> tuple[Region, ...]:
        size = self._pane.outer_size
        if not size:
            return ()
        return (Region(0, y, size.width, 1).translate(-self._pane.content_offset),)


class Titled(Widget):
    """A pane with titles, for which one that changes is no reason to draw all of it."""

    @cached_property
    def titles(self) -> Titles:
        """What is written on its border."""
        return Titles(self)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw some regions or all; for a title, its line of the border."""
        return super().refresh(
            *(regions or self.titles.being_shown),
            repaint=repaint,
            layout=layout,
            recompose=recompose,
        )
