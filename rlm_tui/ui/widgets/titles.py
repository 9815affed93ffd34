"""The titles on a pane's border, written only when they become others.

Textual draws the whole pane again whenever one is set, be it to what it was.
"""

from __future__ import annotations

from textual.widget import Widget


class Titles:
    """Title and subtitle of one pane."""

    def __init__(self, pane: Widget) -> None:
        self._pane = pane
        self._title: str | None = None
        self._subtitle: str | None = None

    def show(self, title: str, subtitle: str = "") -> None:
        """Have these two on the border; markup in them counts."""
        if title != self._title:
            self._title = self._pane.border_title = title
        if subtitle != self._subtitle:
            self._subtitle = self._pane.border_subtitle = subtitle
