"""What is on the screen until the session that was asked for can be shown."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.screen import Screen
from textual.widgets import Static

from rlm_tui.sanitize import safe_line
from rlm_tui.ui.keys.keymap import keys_of, with_keys
from rlm_tui.ui.text.lines import Span, line, screen_title, spread
from rlm_tui.ui.widgets.bar import Bar

_ANSWERS = frozenset({"y", "n", "enter"})
"""What would answer the question that a key asks."""


class OpeningScreen(Screen[object]):
    """What was asked, and a line; keys that are pressed meanwhile are kept for the
    session."""

    header = getters.query_one("#header", Bar)
    line = getters.query_one("#opening", Static)

    def __init__(self, words: str = "starting the run", *, question: str = "") -> None:
        super().__init__()
        self._words = words
        self._question = safe_line(question)
        self.pressed: list[Key] = []
        """What to do once the session is there, in order."""
        self.untaken = ""
        """A key that would have decided what nobody had seen."""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Bar(id="header")
        yield Static(self._words, id="opening", markup=False)

    def on_mount(self) -> None:
        """Say what was told before there was a line."""
        self.line.update(self._words)
        self._show_header()

    def on_resize(self, _event: Resize) -> None:
        """The first line is as wide as the screen."""
        self._show_header()

    def _show_header(self) -> None:
        leaves = line(Span(with_keys("{app.quit} leaves "), "muted"))
        self.header.show(spread(screen_title(self._question), leaves, self.size.width))

    def show_progress(self, words: str) -> None:
        """Say how far it is."""
        self._words = words
        if self.is_mounted:
            self.line.update(words)

    def on_key(self, event: Key) -> None:
        """Keep it."""
        # A ticket that nobody has seen yet must not be decided.
        deciding = {name for key in keys_of("ticket") for name in key.names}
        if event.key in deciding:
            self.untaken = event.character or event.key
        elif not (self.untaken and event.key in _ANSWERS):
            self.pressed.append(Key(event.key, event.character))
