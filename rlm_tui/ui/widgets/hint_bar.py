"""A row of keys and what they do here, cut by whole items."""

from __future__ import annotations

from typing import TypeAlias

from textual.events import Resize

from rlm_tui.ui.lines import Line, Span, width_of
from rlm_tui.ui.widgets.bar import Bar

Hint: TypeAlias = tuple[str, str]
"""A key as people write it, and two or three words."""


class HintBar(Bar):
    """The keys of a screen that has no run; the most useful first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: tuple[Hint, ...] = ()

    def show_hints(self, *hints: Hint) -> None:
        """Show these, as many as fit."""
        self._hints = hints
        self.show(hint_line(hints, self.size.width))

    def on_resize(self, _event: Resize) -> None:
        """See again how many fit."""
        self.show_hints(*self._hints)


def hint_line(hints: tuple[Hint, ...], width: int) -> Line:
    """Whole items, as many as fit."""
    spans: Line = ()
    for key, label in hints:
        longer = (*spans, Span(f" {key}", "key"), Span(f" {label}  "))
        if width_of(longer) > width + 2:
            break
        spans = longer
    return spans
