"""A row of keys and what they do here, cut by whole items."""

from __future__ import annotations

from typing import TypeAlias

from textual.events import Resize

from rlm_tui.ui.keys.keymap import LIVE
from rlm_tui.ui.text.lines import Line, Span, width_of
from rlm_tui.ui.widgets.bar import Bar

Hint: TypeAlias = tuple[str, str]
"""A key by its id, or one that no file changes by its name; two or three words."""


_STAY = frozenset({"app.help", "app.back"})


class HintBar(Bar):
    """The keys of a screen that has no run; the most useful first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: tuple[Hint, ...] = ()
        self._is_typing = False

    def show_hints(self, *hints: Hint, is_typing: bool = False) -> None:
        """Show these, as many as fit; while text is typed no letters are keys."""
        self._hints, self._is_typing = hints, is_typing
        width = self.size.width or self.app.size.width  # it is not laid out yet
        self.show(hint_line(hints, width, is_typing=is_typing))

    def on_resize(self, _event: Resize) -> None:
        """See again how many fit."""
        self.show_hints(*self._hints, is_typing=self._is_typing)


def hint_line(hints: tuple[Hint, ...], width: int, *, is_typing: bool = False) -> Line:
    """Whole items, as many as fit; help and the way back stay, whatever has to go."""
    items = [(key, _item(key, label, is_typing=is_typing)) for key, label in hints]
    room = width + 2 - sum(width_of(item) for key, item in items if key in _STAY)
    spans: Line = ()
    for key, item in items:
        room -= 0 if key in _STAY else width_of(item)
        if key in _STAY or room >= 0:
            spans = (*spans, *item)
    return spans


def _item(key: str, label: str, *, is_typing: bool) -> Line:
    shown = _shown(key, is_typing=is_typing)
    return Span(f" {shown}", "key"), Span(f" {label}  ")


def _shown(key: str, *, is_typing: bool) -> str:
    if key not in LIVE:
        return key
    return LIVE[key].shown_while_typing if is_typing else LIVE[key].shown
