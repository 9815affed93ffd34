"""A few fixed lines, such as the header, the status line and the hint rows."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from rlm_tui.ui.text.lines import Line, cut
from rlm_tui.ui.widgets.drawing import strip_of
from rlm_tui.ui.widgets.keeping import Keeping


class Bar(Keeping):
    """Lines that are cut and never wrapped; its height comes from the style sheet."""

    @dataclass
    class Clicked(Message):
        """The mouse chose a place in a line."""

        bar: Bar
        line: Line
        x: int

        @property
        def control(self) -> Bar:
            """The bar."""
            return self.bar

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it shows."""
        return self._lines

    def show(self, *lines: Line) -> None:
        """Draw these lines, if they are others than before."""
        if lines != self._lines:
            is_other_height = len(lines) != len(self._lines)
            self._lines = lines
            self.refresh(layout=is_other_height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines, where the style sheet says `auto`."""
        return len(self._lines)

    @property
    def is_header(self) -> bool:
        """Whether it is the first line of a screen."""
        return (self.id or "").endswith("header")

    @property
    def has_hints(self) -> bool:
        """Whether its items are keys and what they do."""
        return (self.id or "").endswith(("hints", "verbs"))

    def on_click(self, event: Click) -> None:
        """Tell what was there."""
        at = event.get_content_offset(self)
        if at is not None and at.y < len(self._lines):
            self.post_message(self.Clicked(self, self._lines[at.y], at.x))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else ()
        return strip_of(self, cut(line, width), width)
