"""A pane of text in which one can search."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.worker import Worker

from rlm_tui.ui.keys import keymap
from rlm_tui.ui.text.lines import Line
from rlm_tui.ui.text.paragraphs import Document, folded
from rlm_tui.ui.text.searching import Found, Search, marked
from rlm_tui.ui.widgets.drawing import LINE_CLASSES
from rlm_tui.ui.widgets.paged_view import SLICE_S, PagedView


class TextView(PagedView, can_focus=True, inherit_bindings=False):
    """Marks every occurrence of a text and goes from one to the next."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LINE_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = keymap.bindings("text")

    @dataclass
    class Left(Message):
        """The person wants to go back to where they came from."""

    @dataclass
    class Opened(Message):
        """The person wants to go into what is shown."""

    @dataclass
    class Searched(Message):
        """How far a search has come."""

        found: Found

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts."""
            return isinstance(message, TextView.Searched)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._search = Search("", self.rows)
        self._searching: Worker[None] | None = None

    def show(self, document: Document, *, is_new: bool, is_growing: bool) -> None:
        """Draw a document; a new one from its beginning, a growing one at its end."""
        if is_new:
            self.stop_search()
            self._search = Search(self._search.needle, self.rows)
        super().show(document, is_new=is_new, is_growing=is_growing)

    def row_at(self, index: int) -> tuple[Line, bool]:
        """A row with the matches in it marked."""
        row, search = self.rows[index], self._search
        if not search.needle:
            return row, False
        search.move_to(self.rows)
        place = self.rows.place(index)
        return marked(row, search.marks(place)), place == search.place

    @property
    def has_search(self) -> bool:
        """Whether a text is marked."""
        return bool(self._search.needle)

    def search(self, needle: str) -> None:
        """Mark a text and go to its first occurrence from here on."""
        self.stop_search()
        self._search = Search(folded(needle), self.rows)
        self.refresh()
        self._go_on(1)

    def next_match(self, step: int) -> bool:
        """Go to the next or previous occurrence; false if nothing is searched for."""
        self._go_on(step)
        return self.has_search

    def stop_search(self) -> bool:
        """Give up a search that has not come to its end; whether there was one."""
        running, self._searching = self._searching, None
        if running is None or running.is_finished:
            return False
        running.cancel()
        return True

    def _go_on(self, step: int) -> None:
        if self.has_search:
            find = partial(self._find, self._search, step)
            self._searching = self.run_worker(find, group="search", exclusive=True)

    async def _find(self, search: Search, step: int) -> None:
        """Go to a match, then count all; both may take long."""
        search.move_to(self.rows)
        await self._in_slices(search, search.seeking(step, self.top))
        if search.place is not None:
            self.show_row(search.place)
        await self._in_slices(search, search.counting())
        self.post_message(self.Searched(search.found))

    async def _in_slices(self, search: Search, work: Iterator[None]) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + SLICE_S
        for _ in work:
            if clock() >= until:
                self.post_message(self.Searched(search.found))
                await asyncio.sleep(SLICE_S / 4)
                until = clock() + SLICE_S

    def action_text_left(self) -> None:
        """Back to the tree."""
        self.post_message(self.Left())

    def action_text_open(self) -> None:
        """Go into it."""
        self.post_message(self.Opened())
