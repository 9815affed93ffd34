"""A pane of text: only the visible rows are drawn, whatever the length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Resize
from textual.message import Message

from rlm_tui.ui import keymap
from rlm_tui.ui.lines import EMPTY, Document, Line, Span, cut, plain
from rlm_tui.ui.widgets.drawing import LINE_CLASSES
from rlm_tui.ui.widgets.line_view import Drawn, LineView


class TextView(LineView, can_focus=True, inherit_bindings=False):
    """Shows a document, wrapped to its width, and stays at the end while it grows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("text")

    @dataclass
    class Left(Message):
        """The person wants to go back to where they came from."""

    @dataclass
    class Opened(Message):
        """The person wants to go into what is shown."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._document: Document = EMPTY
        self._rows: Sequence[Line] = ()
        self._width = 0
        self._needle = ""
        self._match = -1
        self.is_sticky = False
        """Whether it stays at the end when the document grows."""

    @property
    def document(self) -> Document:
        """What it shows."""
        return self._document

    @property
    def plain_text(self) -> str:
        """All rows as text."""
        return "\n".join(plain(row).rstrip() for row in self._rows)

    def show(self, document: Document, *, is_new: bool, is_growing: bool) -> None:
        """Draw a document; a new one from its beginning, a growing one at its end."""
        self._document = document
        if is_new:
            self.is_sticky = is_growing
            self._match = -1
        self._lay_out()
        if is_growing and self.is_sticky:
            self.scroll_end(animate=False)
        elif is_new:
            self.scroll_home(animate=False)

    def _lay_out(self) -> None:
        self._width = max(1, self.scrollable_content_region.width or self.size.width)
        self._rows = self._document.rows(self._width)
        self.redraw(len(self._rows))

    def on_resize(self, _event: Resize) -> None:
        """Wrap again when the width is another one."""
        if self.scrollable_content_region.width != self._width:
            self._lay_out()
            if self.is_sticky:
                self.scroll_end(animate=False)

    @property
    def row_width(self) -> int:
        """Cells that the text was wrapped to."""
        return self._width

    def line_at(self, y: int) -> Drawn | None:
        """One row."""
        index = self.scroll_offset.y + y
        if not 0 <= index < len(self._rows):
            return None
        row = cut(self._rows[index], self._width)
        if self._needle:
            row = _marked(row, self._needle)
        return Drawn(row, index == self._match)

    @property
    def has_search(self) -> bool:
        """Whether a text is marked."""
        return bool(self._needle)

    def search(self, needle: str) -> int:
        """Mark a text, go to its first occurrence, and tell in how many rows it is."""
        self._needle = needle.lower()
        self._match = -1
        self.refresh()
        found = self._matches()
        if found:
            self.next_match(1)
        return len(found)

    def next_match(self, step: int) -> bool:
        """Go to the next or previous occurrence; false if there is none."""
        found = self._matches()
        if not found:
            return False
        if step > 0:
            later = [row for row in found if row > self._match]
            self._match = later[0] if later else found[0]
        else:
            before = [row for row in found if row < self._match]
            self._match = before[-1] if before else found[-1]
        self.is_sticky = False
        self.scroll_to(y=max(0, self._match - self.size.height // 2), animate=False)
        self.refresh()
        return True

    def _matches(self) -> list[int]:
        if not self._needle:
            return []
        return [
            index
            for index, row in enumerate(self._rows)
            if self._needle in plain(row).lower()
        ]

    def action_text_left(self) -> None:
        """Back to the tree."""
        self.post_message(self.Left())

    def action_text_open(self) -> None:
        """Go into it."""
        self.post_message(self.Opened())

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
        self.scroll_home(animate=False)

    def action_text_bottom(self) -> None:
        """To the end; what arrives is followed."""
        self.is_sticky = True
        self.scroll_end(animate=False)

    def _move(self, lines: int) -> None:
        target = self.scroll_offset.y + lines
        self.is_sticky = target >= self.max_scroll_y > 0
        self.scroll_to(y=target, animate=False)


def _marked(row: Line, needle: str) -> Line:
    """The row with every occurrence of a text in the style of matches."""
    spans: list[Span] = []
    for span in row:
        text, at = span.text, 0
        lowered = text.lower()
        while (found := lowered.find(needle, at)) >= 0:
            spans.append(Span(text[at:found], span.style))
            spans.append(Span(text[found : found + len(needle)], "match"))
            at = found + len(needle)
        spans.append(Span(text[at:], span.style))
    return tuple(spans)
